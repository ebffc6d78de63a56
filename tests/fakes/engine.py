"""An engine without a broker: what the commands and the faces need of it, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.calendar import Explanation, Phase
from core.clock import KST, SystemClock
from core.engine import ConditionState, Engine, Status, Subscribed, SubscriptionState
from core.errors import AmbiguousCondition, NotSubscribed, UnknownCondition
from core.model import (
    ChannelStatus,
    Condition,
    Destination,
    Hit,
    Quote,
    SearchResult,
    SessionState,
    SessionStatus,
    Subscription,
    Watch,
)
from core.ports import Tally

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

    def __init__(self, names: Sequence[str] = ("급등 초입", "거래량 폭발", "상승 추세")) -> None:
        self.states = {
            at + 11: ConditionState(Condition(at + 11, str(at), name))
            for at, name in enumerate(names)
        }
        self.found: dict[int, SearchResult] = {}
        self.followed: dict[tuple[Destination, int], Subscription] = {}
        self.failure: BaseException | None = None
        self.session = SessionStatus(SessionState.LIVE, MONDAY - timedelta(hours=3), MONDAY)
        self.market = Explanation(Phase.OPEN, MONDAY.date(), "", MONDAY + timedelta(days=1))
        self.tally = Tally(12, 3, 15, 0, 0, None)
        self.channels: tuple[ChannelStatus, ...] = (ChannelStatus("telegram", True, MONDAY),)
        self.lateness: tuple[float, float] | None = (0.8, 2.14)
        self.taken_back = 0
        self.calls: list[str] = []

    async def conditions(self) -> list[ConditionState]:
        self._called("conditions")
        return [one for one in self.states.values() if one.condition.listed]

    async def find(self, said: str) -> Condition:
        self._called(f"find {said}")
        every = [one.condition for one in self.states.values()]
        for one in every:
            if said in (f"#{one.id}", one.seq, one.name):
                return one
        begin = [one for one in every if one.name.startswith(said)]
        if len(begin) == 1:
            return begin[0]
        if begin:
            names = ", ".join(one.name for one in begin)
            raise AmbiguousCondition(said=said, names=names)
        raise UnknownCondition(said=said)

    async def search(self, condition: Condition) -> SearchResult:
        self._called(f"search {condition.seq}")
        return self.found.get(condition.id) or SearchResult(condition, (), MONDAY)

    async def subscribe(
        self, condition: Condition, destination: Destination, person: str
    ) -> Subscribed:
        self._called(f"subscribe {condition.seq}")
        state, key = self.states[condition.id], (destination, condition.id)
        created = key not in self.followed
        self.followed[key] = Subscription(1, condition, destination, person, MONDAY)
        return Subscribed(replace(state, watch=state.watch or Watch.WAITING), created)

    async def unsubscribe(self, condition: Condition, destination: Destination) -> None:
        self._called(f"unsubscribe {condition.seq}")
        if self.followed.pop((destination, condition.id), None) is None:
            raise NotSubscribed(name=condition.name)

    async def subscriptions(self, destination: Destination) -> list[SubscriptionState]:
        self._called("subscriptions")
        return [
            SubscriptionState(one, self.states[one.condition.id])
            for (where, _), one in self.followed.items()
            if where == destination
        ]

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
            lateness=self.lateness,
        )

    def take_back(self) -> None:
        self._called("take_back")
        self.taken_back += 1

    def _called(self, what: str) -> None:
        self.calls.append(what)
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
