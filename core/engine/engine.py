"""The one object the faces hold."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from core.calendar import Calendar, Explanation
from core.clock import Clock, SystemClock
from core.engine.views import ConditionState, Rules, Status, Stores, Subscribed, SubscriptionState
from core.errors import (
    BotError,
    NotConnected,
    NotSubscribed,
    SendError,
    TopicRefused,
    UnknownCondition,
)
from core.model import (
    PAUSED,
    Condition,
    Destination,
    Hit,
    Hold,
    Notice,
    Options,
    Quote,
    Role,
    SearchResult,
    SessionState,
    SessionStatus,
    Stock,
    Watch,
)
from core.ports import (
    Channel,
    ConditionFeed,
    Rights,
    TokenKeeper,
)
from core.ports.looking import Market
from core.services import expressing
from core.services.algebra import Formula, changed, values
from core.services.arranger import Arranger
from core.services.audit import SilenceAudit
from core.services.capacity import Capacity
from core.services.composer import Composer
from core.services.courier import Courier, Elsewhere, nowhere
from core.services.daily import Daily
from core.services.deriving import formula_of, seq_of
from core.services.explaining import Explaining
from core.services.finding import find, find_stock, listed
from core.services.followups import FollowupBook
from core.services.freeze import Frozen
from core.services.guard import Guard, Machine
from core.services.hush import Hush
from core.services.keys import Keyring
from core.services.looking import Looking
from core.services.metering import Meter, Metering
from core.services.names import Names
from core.services.owners import Owners
from core.services.people import Circle
from core.services.pins import Pins
from core.services.postbox import Postbox
from core.services.presence import Presence
from core.services.pricing import Pricing
from core.services.quotes import Quotes
from core.services.remembering import Remembering
from core.services.searches import Combined, Searches
from core.services.spotter import PLACES as TRADES
from core.services.spotter import Spotter
from core.services.stream import Stream
from core.services.taken import Reminder, Taken
from core.services.timetable import Job, Timetable, every
from core.services.watcher import Watcher

_FIRST_SESSION = 5.0
_FIRST_LOOK = 20.0
"""answers of sixteen seconds have been seen"""
_FIRST_GLANCE = 2.0
"""for whoever hears of the answer anyway when it comes"""
_STOCKS_AGAIN = timedelta(minutes=1)


class Engine:
    """Conditions, searches, subscriptions and the state of it all."""

    def __init__(
        self,
        feed: ConditionFeed,
        quotes: Market,
        tokens: TokenKeeper,
        stores: Stores,
        calendar: Calendar,
        clock: Clock,
        rules: Rules,
        *,
        channels: dict[str, Channel],
        owners: Sequence[Destination] = (),
        jobs: Sequence[Job] = (),
        version: str = "",
        machine: Machine | None = None,
        elsewhere: Elsewhere = nowhere,
        rights: Rights,
    ) -> None:
        self._feed = feed
        self._tokens = tokens
        self._stores = stores
        self._calendar = calendar
        self._clock = clock
        self._channels = channels
        self._owners = Owners(owners, channels)
        self._people_due = False
        self._version = version
        self._started_at = clock.now()
        self._stocks_again = self._started_at
        self._quotes = Quotes(quotes, clock)
        self._names = Names(stores.stocks, quotes)
        searches = self._searches = Searches(feed, self._quotes, clock, requery=rules.requery)
        meter = Meter()
        self._composer = Composer(self._names, self._quotes, clock, rules.fold_window, meter)
        self.courier = Courier(
            stores.outbox,
            stores.subscriptions,
            self._composer,
            channels,
            self._owners.chats,
            clock,
            elsewhere=elsewhere,
            meter=meter,
        )
        self.metering = Metering(meter, stores.events, feed, tokens, channels, clock)
        self.people = Circle(
            stores.people,
            stores.subscriptions,
            stores.outbox,
            self.courier.posted,
            rights,
            SystemClock(),
        )
        self.people.on_change = self._learn_owners
        self.keys = Keyring(stores.keys, SystemClock())
        self.audit = stores.audit
        self.events = stores.events
        self.hush = Hush(
            stores.preferences,
            stores.outbox,
            self.courier.posted,
            self.courier.reconsider,
            clock,
        )
        self._taken = Taken(stores.facts)
        self._reminder = Reminder(self._taken, feed, self.courier, calendar, clock)
        self._watcher = Watcher(
            feed,
            stores.conditions,
            stores.subscriptions,
            stores.outbox,
            self.courier,
            self._taken,
            calendar,
            clock,
        )
        self._arranger = Arranger(
            feed,
            self._watcher,
            searches,
            calendar,
            clock,
            realtime=rules.realtime,
            places=rules.places,
            poll_interval=rules.poll_interval,
        )
        self.mail = Postbox(
            stores.people,
            stores.subscriptions,
            stores.facts,
            stores.outbox,
            self.people,
            self.courier.posted,
            self._watcher.refresh,
            SystemClock(),
        )
        self.mail.endings.on_left = self._owners.without
        self.explaining = Explaining(
            stores.events,
            stores.subscriptions,
            stores.preferences,
            stores.lookouts,
            feed,
            self._watcher,
            self._arranger,
            self._names,
            channels,
            calendar,
            clock,
        )
        self.looking = Looking(quotes, self._quotes, self._watcher.book, stores.events, clock)
        self._pricing = Pricing(stores.followups, self._quotes, clock)
        self._followups = FollowupBook(stores.followups, self._quotes, calendar, clock)
        self.past = Remembering(
            stores.history, lambda: self._watcher.book.conditions, rules.days_kept
        )
        self.pins = Pins(stores.facts)
        self._audit = SilenceAudit(feed, self._watcher, searches, calendar, clock)
        self.stream = Stream(
            stores.events,
            self._names.name,
            self._quotes.spare,
            self._begin,
            self.past.condition,
            lambda: self._watcher.book.watched.keys() | self._watcher.book.derived.keys(),
            clock,
        )
        self._watcher.on_posted = self.stream.posted
        self._watcher.also_wanted = self.stream.wanted
        self._presence = Presence(feed, calendar, stores.facts, clock)
        self.lookouts = Spotter(
            stores.lookouts,
            feed,
            self._quotes,
            self.looking,
            self._names.name,
            self.courier.posted,
            calendar,
            clock,
            places=TRADES if rules.realtime else 0,
        )
        self._watcher.on_trade = self.lookouts.traded
        self._daily = Daily(
            stores.days,
            stores.subscriptions,
            stores.preferences,
            stores.facts,
            self._presence,
            self._names,
            self._composer.lateness,
            lambda condition_id: self._arranger.watch(condition_id)[0],
            self.courier,
            calendar,
            clock,
        )
        self._timetable = Timetable(clock, [*self._jobs(), *jobs])
        self._guard = Guard(
            feed,
            self._watcher,
            self._arranger,
            self._timetable,
            stores.facts,
            stores.outbox,
            self.courier,
            channels,
            self._owners.chats,
            machine or Machine(),
            calendar,
            clock,
            elsewhere=elsewhere,
        )

    async def prepare(self) -> None:
        """Know whether another program has the session before anybody is told how it stands.

        A face that begins before `run` has read the rows needs it first.
        """
        await self._watcher.stay_away()
        await self.mail.load()

    async def run(self) -> None:
        """Hold the session, watch and carry until cancelled; a bug in the engine ends it."""
        await self._names.load()
        await self._watcher.load()
        await self.metering.begin()
        await self.prepare()
        # what has been built so far lives as long as the process: a full collection that walks
        # over it again and again would stop every alert for a tenth of a second
        gc.collect()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._quotes.run())
            group.create_task(self._watcher.run())
            group.create_task(self.lookouts.run())
            group.create_task(self._arranger.run())
            group.create_task(self.courier.run())
            group.create_task(self.stream.run())
            group.create_task(self._feed.run())
            group.create_task(self._timetable.run())

    def _jobs(self) -> list[Job]:
        return [
            Job("day", every(1), self._watcher.roll),
            Job("watches", every(1), self._stir),
            Job("known", every(10), self._watcher.touch),
            Job("people", every(1), self._learn_people),
            Job("mail", every(15), self.mail.look),
            Job("wanted", every(15), self._watcher.refresh),
            Job("waiting", every(15), self.courier.look),
            Job("held", every(1), self.hush.release),
            Job("token", every(30), self._tokens.renew_if_due),
            Job("probe", every(60), self._arranger.probe),
            Job("session", every(60), self._renew_session),
            Job("stocks", every(1), self._refresh_stocks),
            Job("presence", every(10), self._presence.look),
            Job("taken", every(15), self._reminder.look),
            Job("daily", every(15), self._daily.look),
            Job("lookouts", every(1), self.lookouts.look),
            Job("trades", every(1), self.lookouts.arrange),
            Job("followups", every(2), self._followups.look),
            Job("pricing", every(1), self._pricing.look),
            Job("disk", every(60), self._measure),
            Job("alarm", every(5), self._look_round),
            Job("audit", every(30), self._audit.look),
        ]

    async def _look_round(self) -> None:
        await self._guard.look()

    async def _measure(self) -> None:
        await self._guard.measure()

    async def _stir(self) -> None:
        self._watcher.stir()

    async def _renew_session(self) -> None:
        self._arranger.renew_session()

    async def _learn_people(self) -> None:
        if not self._people_due:
            return
        self._people_due = False
        try:
            await self.people.load()
        except BotError:
            self._people_due = True
            raise

    def _learn_owners(self) -> None:
        known = self.people.everybody()
        self._owners.learn(one for one in known if self.people.rank(one) is Role.OWNER)

    async def _refresh_stocks(self) -> None:
        now = self._clock.now()
        if self._feed.status().state is not SessionState.LIVE or now < self._stocks_again:
            return
        if await self._names.refreshed() != now.date():
            self._stocks_again = now + _STOCKS_AGAIN
            await self._names.refresh(now.date())

    # --- what the faces ask --------------------------------------------------------------------

    async def conditions(self) -> list[ConditionState]:
        """Return every listed condition, in the broker's order; none before the first listing."""
        if not self._watcher.book.conditions:
            with suppress(NotConnected):
                await self._first_listing()
        known = self._watcher.book.conditions.values()
        return [self._state(one) for one in sorted(listed(known), key=_address)]

    def expressions(self) -> list[ConditionState]:
        """Return every expression over conditions that somebody follows, by id."""
        return [self._state(one.condition) for _, one in sorted(self._watcher.book.derived.items())]

    def condition(self, condition_id: int) -> ConditionState:
        """Return a condition, listed or not; raises UnknownCondition."""
        condition = self.past.condition(condition_id)
        if condition is None:
            raise UnknownCondition(said=f"#{condition_id}")
        return self._state(condition)

    async def find(self, said: str) -> Condition:
        """Return the condition meant: `#id`, seq, name or beginning of a name.

        Raises UnknownCondition, AmbiguousCondition, or NotConnected before the first listing.
        """
        if not self._watcher.book.conditions:
            await self._first_listing()
        return find(self._watcher.book.conditions.values(), said)

    async def expression(self, said: str) -> Formula[Condition]:
        """Return the expression meant, over conditions named as `find` takes them, blanks or not.

        One condition alone is one too. Raises FormulaWrong, or NotConnected before the first
        listing.
        """
        if not self._watcher.book.conditions:
            await self._first_listing()
        known = self._watcher.book.conditions.values()
        return expressing.read(sorted(known, key=_address), said)

    async def derive(self, formula: Formula[Condition]) -> Condition:
        """Return the condition that stands for an expression, made where there is none yet."""
        return await self._watcher.derive(formula)

    def derived(self, formula: Formula[Condition]) -> Condition | None:
        """Return the condition that stands for an expression, None where nobody followed it."""
        return self._watcher.standing_for(seq_of(formula))

    def formula(self, condition: Condition) -> Formula[Condition] | None:
        """Return the expression that a condition stands for, None for one of the broker's."""
        ids = formula_of(condition)
        known = self._watcher.book.conditions
        return None if ids is None else changed(ids, known.__getitem__)

    async def _first_listing(self) -> None:
        """Give a session that is just beginning a moment; raises NotConnected."""
        try:
            async with asyncio.timeout(_FIRST_SESSION):
                change = self._watcher.change
                while not self._watcher.connected:
                    await change.wait()
                    change = self._watcher.change
        except TimeoutError:
            raise NotConnected from None

    async def search(self, condition: Condition) -> SearchResult:
        """Run a condition once; within KIWOOM_REQUERY_SECONDS what is known stands in for it.

        Raises PassingError (NotConnected, AnswerTimedOut, ...) or Refused, and UnknownCondition
        where the broker lists it no more: its number may be another one's by now.
        """
        condition = self._watcher.book.conditions.get(condition.id, condition)
        if not condition.listed or condition.derived:
            raise UnknownCondition(said=condition.name)
        result = await self._arranger.search(condition)
        if result.fresh or self._arranger.watch(condition.id)[0] is not Watch.REALTIME:
            return result
        return await self._inside_now(condition)

    async def search_all(self, formula: Formula[Condition]) -> Combined:
        """Search every condition of an expression once, and combine them; raises as `search`."""
        found: dict[Condition, SearchResult] = {}
        for condition in values(formula):
            if condition not in found:
                found[condition] = await self.search(condition)
        return Combined(formula, found)

    async def _inside_now(self, condition: Condition) -> SearchResult:
        """Answer from the membership, which pushes keep newer than any search within the guard."""
        codes = self._watcher.book.membership(condition.id).codes
        quotes = await self._quotes.prices(codes)
        hits = (Hit(one, self._names.name(one), quotes.get(one, Quote(one))) for one in codes)
        return SearchResult(condition, tuple(hits), self._clock.now())

    def results(self, condition_id: int) -> tuple[SearchResult, ...]:
        """Return the last answers to searches of a condition, newest first, without asking."""
        return self._searches.results(condition_id)

    async def _begin(self, condition_id: int) -> None:
        """Watch a condition that somebody listens to; waits briefly for the first look."""
        await self._watcher.refresh()
        if self._watcher.connected:
            await self._arranger.settled(condition_id, _FIRST_GLANCE)

    async def subscribe(
        self,
        condition: Condition,
        destination: Destination,
        person: str,
        options: Options | None = None,
    ) -> Subscribed:
        """Write the subscription and start watching; waits briefly for the first snapshot.

        `options` None leaves those it has, if it is one already.
        """
        self.courier.reachable(destination)
        before = await self._options(condition, destination)
        created = await self._stores.subscriptions.add(
            condition.id, destination, person, self._clock.now(), options
        )
        if options is not None:
            await self._let_go(condition, destination, before, options)
        await self._watcher.refresh()
        if self._watcher.connected:
            await self._arranger.settled(condition.id, _FIRST_LOOK)
        return Subscribed(self._state(condition), created)

    async def unsubscribe(self, condition: Condition, destination: Destination) -> int:
        """End a subscription; return how much waited and is not told; raises NotSubscribed."""
        dropped = await self._stores.subscriptions.remove(condition.id, destination)
        if dropped is None:
            raise NotSubscribed(name=condition.name)
        await self._watcher.refresh()
        return dropped

    async def change(
        self, condition: Condition, destination: Destination, options: Options
    ) -> None:
        """Give a subscription other options; raises NotSubscribed."""
        before = await self._options(condition, destination)
        if not await self._stores.subscriptions.change(condition.id, destination, options):
            raise NotSubscribed(name=condition.name)
        await self._let_go(condition, destination, before, options)

    async def _options(self, condition: Condition, destination: Destination) -> Options | None:
        """Return the options a subscription has, None where there is none."""
        for one in await self._stores.subscriptions.of(destination):
            if one.condition.id == condition.id and one.destination == destination:
                return one.options
        return None

    async def _let_go(
        self,
        condition: Condition,
        destination: Destination,
        before: Options | None,
        options: Options,
    ) -> None:
        """Tell at once what other options held back and these would not, or not so long."""
        if before is None:
            return
        if before.digest > options.digest:
            await self.hush.let_go(destination, Hold.DIGEST, condition)
        if before.cooldown > options.cooldown:
            await self.hush.let_go(destination, Hold.COOLDOWN, condition)

    async def pause(self, condition: Condition, destination: Destination) -> int:
        """Stop telling a condition to a destination until a person wakes it.

        Returns how much waited and is not told; raises NotSubscribed.
        """
        dropped = await self._stores.subscriptions.pause(condition.id, destination, PAUSED)
        await self._must_follow(condition, destination)
        await self._watcher.refresh()
        return dropped or 0

    async def wake(self, condition: Condition, destination: Destination) -> None:
        """Wake a subscription, whatever suspended it; raises NotSubscribed."""
        await self._stores.subscriptions.wake(condition.id, destination)
        await self._must_follow(condition, destination)
        await self._watcher.refresh()

    async def transfer(
        self, condition: Condition, destination: Destination, to: Destination
    ) -> None:
        """Let a subscription go on in another place, with all that waits; raises NotSubscribed."""
        if not await self._stores.subscriptions.transfer(condition.id, destination, to):
            raise NotSubscribed(name=condition.name)
        self.courier.posted([to])

    async def adopt(self, old: Condition, new: Condition, destination: Destination) -> None:
        """Let a subscription follow another condition, with its options; raises NotSubscribed."""
        if not await self._stores.subscriptions.adopt(old.id, new.id, destination):
            raise NotSubscribed(name=old.name)
        await self._watcher.refresh()

    async def _must_follow(self, condition: Condition, destination: Destination) -> None:
        followed = await self._stores.subscriptions.of(destination)
        wanted = (condition.id, destination)
        if all((one.condition.id, one.destination) != wanted for one in followed):
            raise NotSubscribed(name=condition.name)

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Begin a topic or thread in a chat; raises TopicRefused with the reason."""
        channel = self._channels.get(destination.channel)
        if channel is None:
            raise TopicRefused(reason="channel_absent")
        try:
            return await channel.open_topic(destination, title)
        except SendError as error:
            raise TopicRefused(reason=error.detail or "chat_unavailable") from error

    def find_stock(self, said: str, *, sure: bool = False) -> Stock:
        """Return the stock meant by code, name, its beginning, initial consonants or one slip.

        `sure`, where something will change: a slip is asked about. Raises UnknownStock,
        AmbiguousStock.
        """
        return find_stock(self._names, said, sure=sure)

    def stock_name(self, code: str) -> str:
        """Return a stock's name, or its code where nobody knows the name."""
        return self._names.name(code)

    def until_close(self) -> datetime | None:
        """Return when the market closes today, None where that is over or never comes."""
        now = self._clock.now()
        closes = self._calendar.on(now.date()).closes
        return closes if closes is not None and now < closes else None

    def until_tomorrow(self) -> datetime:
        """Return eight o'clock of the next day."""
        tomorrow = self._clock.now() + timedelta(days=1)
        return tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)

    @property
    def fold_window(self) -> float:
        """Return the seconds in which a third event of a stock is folded, where not said else."""
        return self._composer.fold_window

    async def subscriptions(self, destination: Destination) -> list[SubscriptionState]:
        """Return what a destination follows, in all its topics."""
        found = await self._stores.subscriptions.of(destination)
        return [SubscriptionState(one, self._state(one.condition)) for one in found]

    async def followed_by(self, person: str) -> list[SubscriptionState]:
        """Return what an identity follows, in whichever chat it said so."""
        found = await self._stores.subscriptions.made_by(person)
        return [SubscriptionState(one, self._state(one.condition)) for one in found]

    async def resume(self, destination: Destination) -> int:
        """Wake suspended subscriptions of a destination that speaks again (`/start`); how many."""
        self.courier.reachable(destination)
        woken = await self._stores.subscriptions.resume(destination)
        if woken:
            await self._watcher.refresh()
        return woken

    async def move(self, destination: Destination, to: Destination) -> None:
        """Follow a chat to its new address (a Telegram group became a supergroup)."""
        await self.courier.move(destination, to)

    async def at_home(self, person: Destination, chat: Destination) -> None:
        """Take from a face that a person's private chat has an address of its own (Slack's D...).

        What waits for an owner under the person's name follows.
        """
        if self._owners.at_home(person, chat):
            await self.courier.move(person, chat)

    async def suspend(self, destination: Destination, reason: str) -> None:
        """Stop telling a destination that is closed to us; the owners hear of it."""
        await self.courier.suspend(destination, reason)
        await self._watcher.refresh()

    def has_channel(self, name: str) -> bool:
        """Return whether there is such a face."""
        return name in self._channels

    async def waits(self, destination: Destination, seconds: float) -> None:
        """Take from a face that its platform makes a destination wait."""
        await self.courier.waits(destination, seconds)

    def market_now(self) -> Explanation:
        """Return whether the market is open, and if it is not, why and until when."""
        return self._calendar.explain(self._clock.now())

    def session_now(self) -> SessionStatus:
        """Return how the session with the broker stands."""
        return self._feed.status()

    async def status(self) -> Status:
        """Return the state of everything."""
        now = self._clock.now()
        watches = [self._arranger.watch(one)[0] for one in self._watcher.book.watched]
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return Status(
            now=now,
            started_at=self._started_at,
            version=self._version,
            session=self._feed.status(),
            market=self._calendar.explain(now),
            token_expires_at=self._tokens.expires_at(),
            realtime=watches.count(Watch.REALTIME),
            polled=watches.count(Watch.POLLED),
            waiting_conditions=watches.count(Watch.WAITING) + watches.count(Watch.ASKED),
            tally=await self._stores.outbox.today(today),
            channels=tuple(channel.status() for channel in self._channels.values()),
            backlog=tuple(await self._stores.events.backlog()),
            token_issued_at=self._tokens.issued_at(),
            lateness=self._composer.lateness.percentiles(),
            troubles=tuple(self.troubles()),
            frozen=await self.frozen(),
            paused=tuple(await self._stores.outbox.paused(now)),
        )

    async def capacity(
        self, condition: Condition, destination: Destination, options: Options
    ) -> Capacity:
        """Return what a subscription is likely to bring to a destination, and whether it fits."""
        return await self.explaining.capacity(condition, destination, options)

    async def take_back(self) -> None:
        """Log in again after another program took the session."""
        await self._taken.forget()
        self._feed.take_back()

    # --- what guards it ------------------------------------------------------------------------

    async def conflict(self, channel: str, lasting: bool) -> None:
        """Take from a face that another program holds its token (orders freeze), or no longer."""
        await self._guard.conflict(channel, lasting=lasting)

    def troubles(self) -> list[Notice]:
        """Return what is wrong now and was told to the owners, oldest first."""
        return self._guard.troubles()

    def resting(self) -> bool:
        """Return whether the session is away at an hour that does not need it."""
        return self._guard.resting()

    async def writable(self) -> None:
        """Write to the database; raises DatabaseUnusable."""
        await self._stores.facts.put("ready", "")

    def green(self) -> bool:
        """Return whether nothing is wrong and the session lives, or need not at this hour."""
        return self._guard.green()

    async def freeze(self, reason: str) -> None:
        """Let no order through until `unfreeze`; `reason` is the key of one."""
        await self._guard.freezer.freeze(reason)

    async def unfreeze(self) -> bool:
        """Let orders through again; False where they were not frozen."""
        return await self._guard.freezer.unfreeze()

    async def frozen(self) -> Frozen | None:
        """Return why orders stand still and since when, None while they go through."""
        return await self._guard.freezer.frozen()

    # --- what can change while it runs -----------------------------------------------------------

    def set_owners(self, owners: Sequence[Destination]) -> None:
        """Tell these chats from now on what owners are told, and meet who is new among them."""
        self._owners.name(owners)
        self._learn_owners()
        self._people_due = True

    def set_pace(self, poll_interval: float, requery: float) -> None:
        """Poll in another rhythm from now on; seconds."""
        self._arranger.pace(poll_interval, requery)

    def set_fold_window(self, seconds: float) -> None:
        """Fold what comes within so many seconds from now on, where not said else."""
        self._composer.fold_window = seconds

    def reread_calendar(self) -> bool:
        """Read the file of exceptional days again and return whether it says something else.

        Raises CalendarFileWrong, and changes nothing then.
        """
        return self._calendar.reread()

    def _state(self, condition: Condition) -> ConditionState:
        watch, polled = self._arranger.watch(condition.id)
        known = self._watcher.book.membership(condition.id)
        book = self._watcher.book
        watched = book.derived.get(condition.id) or book.watched.get(condition.id)
        started = known.day is not None and watched is not None
        return ConditionState(
            condition=self._watcher.book.conditions.get(condition.id, condition),
            watch=watch,
            polled=polled,
            inside=len(known.codes) if started else None,
            known_at=known.known_at if started else None,
            subscribers=watched.wanted if watched else 0,
        )


def _address(condition: Condition) -> tuple[int, str]:
    return (int(condition.seq) if condition.seq.isdecimal() else 1_000_000, condition.seq)
