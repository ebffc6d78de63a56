"""The one object the faces hold."""

import asyncio
import gc
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendar import Calendar, Explanation
from core.clock import Clock
from core.errors import AmbiguousCondition, NotConnected, NotSubscribed, UnknownCondition
from core.model import (
    ChannelStatus,
    Condition,
    Destination,
    Hit,
    Polled,
    Quote,
    SearchResult,
    SessionState,
    SessionStatus,
    Subscription,
    Watch,
)
from core.ports import (
    Channel,
    ConditionFeed,
    Conditions,
    Outbox,
    QuoteSource,
    Stocks,
    Subscriptions,
    Tally,
    TokenKeeper,
)
from core.services.alarm import LinkAlarm
from core.services.allotment import REALTIME_CONDITIONS
from core.services.arranger import Arranger
from core.services.audit import SilenceAudit
from core.services.courier import Courier
from core.services.names import Names
from core.services.quotes import Quotes
from core.services.searches import Searches
from core.services.timetable import Job, Timetable, every
from core.services.watcher import Watcher

_FIRST_SESSION = 5.0
_FIRST_LOOK = 20.0
"""answers of sixteen seconds have been seen"""
_NAMED = 5
_STOCKS_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ConditionState:
    """A condition and how it stands: `inside` and `known_at` are None while nothing is known."""

    condition: Condition
    watch: Watch | None = None
    """None: nobody subscribes it, so it is not watched"""
    polled: Polled | None = None
    inside: int | None = None
    known_at: datetime | None = None
    subscribers: int = 0


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The answer to a subscription; `created` is false where it already was one."""

    state: ConditionState
    created: bool


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A subscription and how its condition is watched."""

    subscription: Subscription
    state: ConditionState


@dataclass(frozen=True, slots=True)
class Status:
    """All that `/status` tells."""

    now: datetime
    started_at: datetime
    version: str
    session: SessionStatus
    market: Explanation
    token_expires_at: datetime | None
    realtime: int
    polled: int
    waiting_conditions: int
    tally: Tally
    channels: tuple[ChannelStatus, ...]
    lateness: tuple[float, float] | None = None
    """median and 95th percentile of the seconds from event to phone, today"""


@dataclass(frozen=True, slots=True)
class Stores:
    """The rows, one port each."""

    conditions: Conditions
    subscriptions: Subscriptions
    outbox: Outbox
    stocks: Stocks


@dataclass(frozen=True, slots=True)
class Rules:
    """What the owner may set about watching; seconds."""

    realtime: bool = True
    places: int = REALTIME_CONDITIONS
    """conditions in real time at once, as many as the broker allows"""
    poll_interval: float = 30.0
    requery: float = 60.0


class Engine:
    """Conditions, searches, subscriptions and the state of it all."""

    def __init__(
        self,
        feed: ConditionFeed,
        quotes: QuoteSource,
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
    ) -> None:
        self._feed = feed
        self._tokens = tokens
        self._stores = stores
        self._calendar = calendar
        self._clock = clock
        self._channels = channels
        self._version = version
        self._started_at = clock.now()
        self._stocks_again = self._started_at
        self._quotes = Quotes(quotes, clock)
        self._names = Names(stores.stocks, quotes)
        searches = Searches(feed, self._quotes, clock, requery=rules.requery)
        self.courier = Courier(
            stores.outbox,
            stores.subscriptions,
            self._names,
            self._quotes,
            channels,
            owners,
            clock,
        )
        self._watcher = Watcher(
            feed,
            stores.conditions,
            stores.subscriptions,
            stores.outbox,
            self.courier,
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
        self._audit = SilenceAudit(feed, self._watcher, searches, calendar, clock)
        self._alarm = LinkAlarm(feed, calendar, self.courier, clock)
        self._timetable = Timetable(clock, [*self._jobs(), *jobs])

    async def run(self) -> None:
        """Hold the session, watch and carry until cancelled; a bug in the engine ends it."""
        await self._names.load()
        await self._watcher.load()
        # what has been built so far lives as long as the process: a full collection that walks
        # over it again and again would stop every alert for a tenth of a second
        gc.collect()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._quotes.run())
            group.create_task(self._watcher.run())
            group.create_task(self._arranger.run())
            group.create_task(self.courier.run())
            group.create_task(self._feed.run())
            group.create_task(self._timetable.run())

    def _jobs(self) -> list[Job]:
        return [
            Job("day", every(1), self._watcher.roll),
            Job("watches", every(1), self._stir),
            Job("known", every(10), self._watcher.touch),
            Job("wanted", every(15), self._watcher.refresh),
            Job("waiting", every(15), self.courier.look),
            Job("token", every(30), self._tokens.renew_if_due),
            Job("probe", every(60), self._arranger.probe),
            Job("session", every(60), self._renew_session),
            Job("stocks", every(1), self._refresh_stocks),
            Job("alarm", every(15), self._alarm.look),
            Job("audit", every(30), self._audit.look),
        ]

    async def _stir(self) -> None:
        self._watcher.stir()

    async def _renew_session(self) -> None:
        self._arranger.renew_session()

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
        listed = [one for one in self._watcher.book.conditions.values() if one.listed]
        return [self._state(one) for one in sorted(listed, key=_address)]

    async def find(self, said: str) -> Condition:
        """Return the condition meant: `#id`, seq, name or beginning of a name.

        Raises UnknownCondition, AmbiguousCondition, or NotConnected before the first listing.
        """
        if not self._watcher.book.conditions:
            await self._first_listing()
        return find(self._watcher.book.conditions.values(), said)

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
        if not condition.listed:
            raise UnknownCondition(said=condition.name)
        result = await self._arranger.search(condition)
        if result.fresh or self._arranger.watch(condition.id)[0] is not Watch.REALTIME:
            return result
        return await self._inside_now(condition)

    async def _inside_now(self, condition: Condition) -> SearchResult:
        """Answer from the membership, which pushes keep newer than any search within the guard."""
        codes = self._watcher.book.membership(condition.id).codes
        quotes = await self._quotes.prices(codes)
        hits = (Hit(one, self._names.name(one), quotes.get(one, Quote(one))) for one in codes)
        return SearchResult(condition, tuple(hits), self._clock.now())

    async def subscribe(
        self, condition: Condition, destination: Destination, person: str
    ) -> Subscribed:
        """Write the subscription and start watching; waits briefly for the first snapshot."""
        created = await self._stores.subscriptions.add(
            condition.id, destination, person, self._clock.now()
        )
        await self._watcher.refresh()
        if self._watcher.connected:
            await self._arranger.settled(condition.id, _FIRST_LOOK)
        return Subscribed(self._state(condition), created)

    async def unsubscribe(self, condition: Condition, destination: Destination) -> None:
        """End a subscription; raises NotSubscribed."""
        if not await self._stores.subscriptions.remove(condition.id, destination):
            raise NotSubscribed(name=condition.name)
        await self._watcher.refresh()

    async def subscriptions(self, destination: Destination) -> list[SubscriptionState]:
        """Return what a destination follows."""
        found = await self._stores.subscriptions.of(destination)
        return [SubscriptionState(one, self._state(one.condition)) for one in found]

    async def resume(self, destination: Destination) -> int:
        """Wake suspended subscriptions of a destination that speaks again (`/start`); how many."""
        woken = await self._stores.subscriptions.resume(destination)
        if woken:
            await self._watcher.refresh()
        return woken

    async def move(self, destination: Destination, to: Destination) -> None:
        """Follow a chat to its new address (a Telegram group became a supergroup)."""
        await self.courier.move(destination, to)

    async def suspend(self, destination: Destination, reason: str) -> None:
        """Stop telling a destination that is closed to us; the owners hear of it."""
        await self.courier.suspend(destination, reason)
        await self._watcher.refresh()

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
            lateness=self.courier.lateness.percentiles(),
        )

    def take_back(self) -> None:
        """Log in again after another program took the session."""
        self._feed.take_back()

    def _state(self, condition: Condition) -> ConditionState:
        watch, polled = self._arranger.watch(condition.id)
        known = self._watcher.book.membership(condition.id)
        watched = self._watcher.book.watched.get(condition.id)
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


def find(conditions: Iterable[Condition], said: str) -> Condition:
    """Return the condition a person means; raises UnknownCondition or AmbiguousCondition."""
    said = said.strip()
    known = list(conditions)
    listed = [one for one in known if one.listed]
    if said.startswith("#"):
        exact = [one for one in known if said == f"#{one.id}"]
    else:
        exact = [one for one in listed if one.seq == said]
        exact = exact or [one for one in listed if one.name.casefold() == said.casefold()]
        exact = exact or [
            one for one in listed if said and one.name.casefold().startswith(said.casefold())
        ]
        exact = exact or [one for one in known if one.name.casefold() == said.casefold()]
    if not exact:
        raise UnknownCondition(said=said)
    if len(exact) > 1:
        names = ", ".join(f"{one.seq} {one.name}" for one in exact[:_NAMED])
        raise AmbiguousCondition(said=said, names=names)
    return exact[0]
