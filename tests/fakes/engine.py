"""An engine without a broker: what the commands and the faces need of it, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import Access
from core.calendar import Calendar, Explanation, Phase
from core.clock import KST, SystemClock
from core.engine import ConditionState, Engine, Status, Subscribed, SubscriptionState
from core.errors import (
    AmbiguousCondition,
    NotSubscribed,
    TopicRefused,
    UnknownCondition,
)
from core.model import (
    PLAIN,
    ChannelStatus,
    Condition,
    Destination,
    Event,
    EventKind,
    Hit,
    Notice,
    Options,
    Quote,
    SearchResult,
    SessionState,
    SessionStatus,
    Source,
    Stock,
    Subscription,
    Watch,
)
from core.model.remembering import Followup
from core.ports import Backlog, Change, Tally
from core.services import expressing
from core.services.algebra import Formula, changed
from core.services.deriving import formula_of, name_of, seq_of
from core.services.finding import find_stock, lookup
from core.services.freeze import Frozen
from core.services.keys import Keyring
from core.services.lookup import Found, Grade
from core.services.people import Circle
from core.services.pins import Pins
from core.services.postbox import Postbox
from core.services.remembering import Remembering
from core.services.spotter import Spotter
from tests.fakes.clock import FakeClock
from tests.fakes.explaining import FakeExplaining
from tests.fakes.facts import FakeFacts
from tests.fakes.feed import FakeFeed
from tests.fakes.hush import FakeHush
from tests.fakes.looking import FakeLooking
from tests.fakes.store import FakeStore

MONDAY = datetime(2026, 11, 23, 10, 2, 11, tzinfo=KST)


class StillClock(SystemClock):
    """Time that passes only when told to."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def advance(self, seconds: float) -> None:
        """Let that many seconds pass."""
        self.time += timedelta(seconds=seconds)


class FakeNames:
    """Finds among a few stocks as the real list does."""

    def __init__(self, stocks: Sequence[Stock]) -> None:
        self._stocks = stocks

    def find(self, said: str) -> Found[Stock]:
        exact = tuple(one for one in self._stocks if one.code == said.upper())
        return Found(Grade.EXACT, exact) if exact else lookup(self._stocks).find(said)


class FakePrices:
    """What stocks cost, for whoever asks."""

    def __init__(self) -> None:
        self.known: dict[str, Quote] = {}

    async def prices(self, codes: Collection[str]) -> dict[str, Quote]:
        return {code: self.known[code] for code in codes if code in self.known}

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        return await self.prices(codes)

    def keep(self, quotes: Collection[Quote]) -> None:
        self.known |= {one.code: one for one in quotes}


class FakeInbox:
    """Remembers keys."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def first_time(self, key: str, at: datetime) -> bool:
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


def hits(*rates: float | None) -> tuple[Hit, ...]:
    """One stock for each rate."""
    return tuple(
        Hit(f"{at:06}", f"종목{at}", Quote(f"{at:06}", 10_000 + at, 100, rate, 1_000 * at))
        for at, rate in enumerate(rates)
    )


class FakeEngine(Engine):
    """Answers from its attributes; `failure`, when set, is raised by whatever is asked next."""

    standing: Frozen | None = None
    wrong: tuple[Notice, ...] = ()

    def __init__(self, names: Sequence[str] = ("급등 초입", "거래량 폭발", "상승 추세")) -> None:
        self.clock = StillClock()
        self.store = FakeStore()
        self.access = Access(["telegram:1001"])
        self.audit = self.store.audit
        self.told: list[Destination] = []
        self.people = Circle(
            self.store.people,
            self.store.subscriptions,
            self.store.outbox,
            self.told.extend,
            self.access,
            self.clock,
        )
        self.states = {
            at + 11: ConditionState(Condition(at + 11, str(at), name))
            for at, name in enumerate(names)
        }
        self.found: dict[int, SearchResult] = {}
        self.held_back = 0
        self.followed: dict[tuple[Destination, int], Subscription] = {}
        self.failure: BaseException | None = None
        self.session = SessionStatus(
            SessionState.LIVE, MONDAY - timedelta(hours=3), MONDAY, MONDAY - timedelta(seconds=12)
        )
        self.market = Explanation(Phase.OPEN, MONDAY.date(), "", MONDAY + timedelta(days=1))
        self.tally = Tally(12, 3, 15, 0, 0)
        self.channels: tuple[ChannelStatus, ...] = (ChannelStatus("telegram", True, MONDAY),)
        self.lateness: tuple[float, float] | None = (0.8, 2.14)
        self.taken_back = 0
        self.calls: list[str] = []
        self.hush: FakeHush = FakeHush()
        self.explaining: FakeExplaining = FakeExplaining(MONDAY)
        self.looking: FakeLooking = FakeLooking(MONDAY)
        self.past = Remembering(
            self.store.history, lambda: {key: one.condition for key, one in self.states.items()}
        )
        self.keys = Keyring(self.store.keys, self.clock)
        self.keys.address = "http://127.0.0.1:8080"
        self.mail = Postbox(
            self.store.people,
            self.store.subscriptions,
            self.store.facts,
            self.store.outbox,
            self.people,
            self.told.extend,
            self._refreshed,
            self.clock,
        )
        self.prices = FakePrices()
        self.lookouts = Spotter(
            self.store.lookouts,
            FakeFeed(FakeClock(MONDAY)),
            self.prices,
            self.looking,
            self.stock_name,
            self.told.extend,
            Calendar.krx(),
            self.clock,
        )
        self.pins = Pins(FakeFacts())
        self.backlog: tuple[Backlog, ...] = ()
        self.stocks = [
            Stock("005930", "삼성전자", "KOSPI"),
            Stock("005935", "삼성전자우", "KOSPI"),
            Stock("000660", "SK하이닉스", "KOSPI"),
            Stock("035720", "카카오", "KOSDAQ"),
        ]
        self.closes: datetime | None = MONDAY.replace(hour=15, minute=30, second=0)
        self.topics = 6
        """the number of the last topic; -1: none can be opened"""

    async def happen(
        self,
        code: str = "005930",
        *,
        condition_id: int | None = 11,
        kind: EventKind = EventKind.ENTRY,
        at: datetime = MONDAY,
        price: int | None = 10_000,
        prices: tuple[int | None, ...] = (),
        source: Source = Source.REALTIME,
    ) -> int:
        """Let a stock enter or leave, and its price be known."""
        store = self.store
        if not store.tables.conditions:
            for one in self.states.values():
                store.tables.conditions[one.condition.id] = one.condition
            await store.stocks.replace(self.stocks, MONDAY.date())
        event = Event(condition_id, code, kind, source, at.date(), at)
        (event_id,) = (await store.outbox.post([Change(None, (event,))])).event_ids
        if price is not None:
            store.tables.quotes[event_id] = Quote(code, price, 100, 1.01, 5_000, 12)
        if prices:
            store.tables.followups[event_id] = Followup(
                event_id, code, at, price, prices, highest=11_000, lowest=9_900
            )
        return event_id

    async def _refreshed(self) -> None:
        self._called("refresh")

    async def conditions(self) -> list[ConditionState]:
        self._called("conditions")
        known = self.states.values()
        return [one for one in known if one.condition.listed and not one.condition.derived]

    async def find(self, said: str) -> Condition:
        self._called(f"find {said}")
        every = [one.condition for one in self.states.values()]
        for one in every:
            if said in (f"#{one.id}", one.seq, one.name):
                return one
        begin = [one for one in every if one.name.startswith(said) and not one.derived]
        if len(begin) == 1:
            return begin[0]
        if begin:
            names = ", ".join(one.name for one in begin)
            raise AmbiguousCondition(said=said, names=names)
        raise UnknownCondition(said=said)

    async def expression(self, said: str) -> Formula[Condition]:
        self._called(f"expression {said}")
        return expressing.read([one.condition for one in self.states.values()], said)

    async def derive(self, formula: Formula[Condition]) -> Condition:
        known = self.derived(formula)
        if known is None:
            known = Condition(max(self.states) + 1, seq_of(formula), name_of(formula))
            self.states[known.id] = ConditionState(known)
        return known

    def derived(self, formula: Formula[Condition]) -> Condition | None:
        every = (one.condition for one in self.states.values())
        return next((one for one in every if one.seq == seq_of(formula)), None)

    def formula(self, condition: Condition) -> Formula[Condition] | None:
        ids = formula_of(condition)
        return None if ids is None else changed(ids, lambda one: self.states[one].condition)

    async def search(self, condition: Condition) -> SearchResult:
        self._called(f"search {condition.seq}")
        return self.found.get(condition.id) or SearchResult(condition, (), MONDAY)

    async def subscribe(
        self,
        condition: Condition,
        destination: Destination,
        person: str,
        options: Options | None = None,
    ) -> Subscribed:
        self._called(f"subscribe {condition.seq}")
        state, key = self.states[condition.id], (destination, condition.id)
        before = self.followed.get(key)
        given = options or (before.options if before else PLAIN)
        self.followed[key] = Subscription(1, condition, destination, person, MONDAY, options=given)
        created = before is None
        return Subscribed(replace(state, watch=state.watch or Watch.WAITING), created)

    async def change(
        self, condition: Condition, destination: Destination, options: Options
    ) -> None:
        self._called(f"change {condition.seq}")
        self._alter(condition, destination, options=options)

    async def pause(self, condition: Condition, destination: Destination) -> int:
        self._called(f"pause {condition.seq}")
        self._alter(condition, destination, suspended="paused")
        return self.held_back

    async def wake(self, condition: Condition, destination: Destination) -> None:
        self._called(f"wake {condition.seq}")
        self._alter(condition, destination, suspended=None)

    def _alter(self, condition: Condition, destination: Destination, **changes: object) -> None:
        key = (destination, condition.id)
        if key not in self.followed:
            raise NotSubscribed(name=condition.name)
        self.followed[key] = replace(self.followed[key], **changes)  # type: ignore[arg-type]

    async def transfer(
        self, condition: Condition, destination: Destination, to: Destination
    ) -> None:
        self._called(f"transfer {condition.id} {destination} {to}")
        before = self.followed.pop((destination, condition.id), None)
        if before is None:
            raise NotSubscribed(name=condition.name)
        self.followed[to, condition.id] = replace(before, destination=to)

    async def adopt(self, old: Condition, new: Condition, destination: Destination) -> None:
        self._called(f"adopt {old.id} {new.id}")
        before = self.followed.pop((destination, old.id), None)
        if before is None:
            raise NotSubscribed(name=old.name)
        self.followed[destination, new.id] = replace(before, condition=new, suspended=None)

    async def freeze(self, reason: str) -> None:
        self.standing = self.standing or Frozen(reason, MONDAY)

    async def unfreeze(self) -> bool:
        self._called("unfreeze")
        was, self.standing = self.standing, None
        return was is not None

    async def frozen(self) -> Frozen | None:
        return self.standing

    def troubles(self) -> list[Notice]:
        return list(self.wrong)

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        self._called(f"open_topic {title}")
        if self.topics < 0:
            raise TopicRefused(reason="not_a_forum")
        self.topics += 1
        return replace(destination, topic=str(self.topics))

    def find_stock(self, said: str, *, sure: bool = False) -> Stock:
        return find_stock(FakeNames(self.stocks), said, sure=sure)

    def stock_name(self, code: str) -> str:
        return next((one.name for one in self.stocks if one.code == code), code)

    def until_close(self) -> datetime | None:
        return self.closes

    def until_tomorrow(self) -> datetime:
        return MONDAY.replace(hour=8, minute=0, second=0) + timedelta(days=1)

    @property
    def fold_window(self) -> float:
        return 600.0

    async def unsubscribe(self, condition: Condition, destination: Destination) -> int:
        self._called(f"unsubscribe {condition.seq}")
        if self.followed.pop((destination, condition.id), None) is None:
            raise NotSubscribed(name=condition.name)
        return self.held_back

    async def subscriptions(self, destination: Destination) -> list[SubscriptionState]:
        self._called("subscriptions")
        return [
            SubscriptionState(one, self.states[one.condition.id])
            for (where, _), one in self.followed.items()
            if where == destination or (where.chat == destination.chat and not destination.topic)
        ]

    async def followed_by(self, person: str) -> list[SubscriptionState]:
        self._called("followed_by")
        mine = [one for one in self.followed.values() if one.person == person]
        return [SubscriptionState(one, self.states[one.condition.id]) for one in mine]

    async def resume(self, destination: Destination) -> int:
        self._called("resume")
        asleep = [key for key, one in self.followed.items() if one.suspended]
        for key in asleep:
            self.followed[key] = replace(self.followed[key], suspended=None)
        return len(asleep)

    async def status(self) -> Status:
        self._called("status")
        return Status(
            now=MONDAY,
            started_at=MONDAY - timedelta(days=3, hours=2),
            version="0.1.0",
            session=self.session,
            market=self.market,
            token_expires_at=MONDAY + timedelta(hours=22),
            realtime=3,
            polled=1,
            waiting_conditions=0,
            tally=self.tally,
            channels=self.channels,
            backlog=self.backlog,
            token_issued_at=MONDAY - timedelta(hours=2),
            lateness=self.lateness,
        )

    def market_now(self) -> Explanation:
        return self.market

    def session_now(self) -> SessionStatus:
        return self.session

    async def take_back(self) -> None:
        self._called("take_back")
        self.taken_back += 1

    def _called(self, what: str) -> None:
        self.calls.append(what)
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
