"""Why something was told, and why something was not: what rows and session know of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from core.calendar import Calendar, Explanation
from core.clock import Clock
from core.model import (
    PLAIN,
    Condition,
    Destination,
    Mute,
    Options,
    Polled,
    Quiet,
    Record,
    SessionStatus,
    Stock,
    Subscription,
    Watch,
)
from core.model.lookout import Lookout, Telling
from core.ports import (
    Channel,
    ConditionFeed,
    Counts,
    Events,
    Lookouts,
    Preferences,
    Rush,
    Subscriptions,
)
from core.services.arranger import Arranger
from core.services.capacity import Capacity, estimate
from core.services.names import Names
from core.services.trail import Trail, trail
from core.services.watcher import Watcher

ON_A_PAGE = 5
HISTORY = 10
"""trading days the preview looks back"""
_TELLINGS = 5
_MOST_OTHERS = 20
_FEW = 3
"""so many subscriptions are named even where a stock was in none of them"""


@dataclass(frozen=True, slots=True)
class Watching:
    """How a condition is watched now; `inside` and `known_at` are None while nothing is known."""

    condition: Condition
    watch: Watch | None = None
    polled: Polled | None = None
    since: datetime | None = None
    inside: int | None = None
    known_at: datetime | None = None
    holds: bool | None = None
    """whether the stock in question is inside; None: nobody knows, or none is in question"""
    last: datetime | None = None
    """when the last stock entered or left"""


@dataclass(frozen=True, slots=True)
class Followed:
    """A subscription of the chat and how its condition is watched."""

    subscription: Subscription
    watching: Watching


@dataclass(frozen=True, slots=True)
class Around:
    """What can silence everything: the market, the session, the chat's own wishes."""

    now: datetime
    market: Explanation
    session: SessionStatus
    mutes: tuple[Mute, ...] = ()
    quiet: Quiet | None = None
    stocks: Mapping[str, str] = field(default_factory=dict)
    """the names of muted stocks, by code"""


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to `/why`; `about` is None for the whole chat.

    `today` and `capacity` speak of the condition in question, and stand on the first page only;
    `others` is how many subscriptions of the chat are not named, for they never had the stock;
    `lookouts` are the chat's price alerts on it, `tellings` the last ones that were reached or ran
    out, newest first; both on the first page only.
    """

    about: Stock | Condition | None
    trails: tuple[Trail, ...]
    around: Around
    followed: tuple[Followed, ...] = ()
    others: int = 0
    watching: Watching | None = None
    today: Counts | None = None
    capacity: Capacity | None = None
    lookouts: tuple[Lookout, ...] = ()
    tellings: tuple[Telling, ...] = ()
    page: int = 1
    more: bool = False


class Explaining:
    """Reads what happened, and what is the case now."""

    def __init__(
        self,
        events: Events,
        subscriptions: Subscriptions,
        preferences: Preferences,
        lookouts: Lookouts,
        feed: ConditionFeed,
        watcher: Watcher,
        arranger: Arranger,
        names: Names,
        channels: Mapping[str, Channel],
        calendar: Calendar,
        clock: Clock,
    ) -> None:
        self._events = events
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._lookouts = lookouts
        self._feed = feed
        self._watcher = watcher
        self._arranger = arranger
        self._names = names
        self._channels = channels
        self._calendar = calendar
        self._clock = clock

    async def stock(self, stock: Stock, chat: Destination, page: int = 1) -> Why:
        """Explain a stock: the way of its last events, newest first, or why there are none."""
        records = await self._events.of_stock(stock.code, chat, *_slice(page))
        subscriptions = await self._subscriptions.of(chat)
        followed = [await self._followed(one, stock.code) for one in subscriptions]
        shown = await self._concerned(stock.code, followed)
        others = len(followed) - len(shown)
        why = await self._why(
            stock, chat, records, subscriptions, page, followed=shown, others=others
        )
        return await self._with_lookouts(why, stock.code, chat) if page == 1 else why

    async def _with_lookouts(self, why: Why, code: str, chat: Destination) -> Why:
        """Add the price alerts a chat has on a stock, and what became of the last ones."""
        its = [one for one in await self._lookouts.of(chat) if one.code == code]
        tellings = await self._lookouts.told(chat, code, _TELLINGS)
        return replace(why, lookouts=tuple(its), tellings=tuple(tellings))

    async def _concerned(self, code: str, followed: Sequence[Followed]) -> Sequence[Followed]:
        """Return those whose condition ever had the stock; all where none did and they are few."""
        ids = {one.subscription.condition.id for one in followed}
        touched = await self._events.touched(code, ids)
        concerned = [
            one
            for one in followed
            if one.watching.holds or one.subscription.condition.id in touched
        ]
        return concerned if concerned or len(followed) > _FEW else followed

    async def condition(self, condition: Condition, chat: Destination, page: int = 1) -> Why:
        """Explain a condition: how it is watched, since when, and the way of its last events."""
        records = await self._events.of_condition(condition.id, chat, *_slice(page))
        subscriptions = await self._subscriptions.of(chat)
        here = [one for one in subscriptions if one.condition.id == condition.id]
        watching = await self._watching(condition)
        today = self._calendar.day_began(self._calendar.trading_day(self._clock.now()))
        options = here[0].options if here else PLAIN
        return await self._why(
            condition,
            chat,
            records,
            subscriptions,
            page,
            followed=[Followed(one, watching) for one in here],
            watching=watching,
            today=await self._events.counts(condition.id, today),
            capacity=await self.capacity(condition, chat, options),
        )

    async def chat(self, chat: Destination, page: int = 1) -> Why:
        """Explain a chat: the way of the last events that were meant for it."""
        records = await self._events.of_chat(chat, *_slice(page))
        subscriptions = await self._subscriptions.of(chat)
        followed = [await self._followed(one) for one in subscriptions]
        return await self._why(None, chat, records, subscriptions, page, followed=followed)

    async def capacity(
        self, condition: Condition, destination: Destination, options: Options
    ) -> Capacity:
        """Return what a subscription with these options is likely to bring to a destination."""
        since = self._history_from()
        every = await self._events.rushes([condition.id], since, PLAIN)
        mine = every
        if options != PLAIN:
            mine = await self._events.rushes([condition.id], since, options)
        others = await self._others(condition, destination)
        channel = self._channels.get(destination.channel)
        return estimate(
            {rush.day for rush in every},
            mine,
            await self._rushes(others, since) if every else (),
            options,
            channel.limits(destination) if channel else (),
            len(others),
            self._span(condition, every),
        )

    def _span(self, condition: Condition, rushes: Sequence[Rush]) -> timedelta | None:
        """Return how much is known of the last day: from the first event or the watch's begin."""
        if not rushes:
            return None
        day = rushes[-1].day
        closes, now = self._calendar.on(day).closes, self._clock.now()
        began = min(one.minute for one in rushes if one.day == day)
        watched = self._watcher.book.watched.get(condition.id)
        if watched is not None and watched.since is not None:
            began = min(began, watched.since)
        return max(timedelta(), min(now, closes or now) - began)

    async def _others(self, condition: Condition, destination: Destination) -> list[Subscription]:
        """Return what else the chat is told at once; limits are a chat's, so topics count."""
        chat = Destination(destination.channel, destination.chat)
        return [
            one
            for one in await self._subscriptions.of(chat)
            if one.suspended is None
            and not one.options.digest
            and (one.condition.id, one.destination) != (condition.id, destination)
        ]

    async def _rushes(self, others: Sequence[Subscription], since: datetime) -> list[Rush]:
        found: list[Rush] = []
        for one in others[:_MOST_OTHERS]:
            found += await self._events.rushes([one.condition.id], since, one.options)
        return found

    def _history_from(self) -> datetime:
        day = self._calendar.trading_day(self._clock.now())
        for _ in range(HISTORY - 1):
            day = _trading_day_before(self._calendar, day)
        return self._calendar.day_began(day)

    async def _why(
        self,
        about: Stock | Condition | None,
        chat: Destination,
        records: Sequence[Record],
        subscriptions: Sequence[Subscription],
        page: int,
        *,
        followed: Sequence[Followed],
        others: int = 0,
        watching: Watching | None = None,
        today: Counts | None = None,
        capacity: Capacity | None = None,
    ) -> Why:
        around = await self._around(chat)
        await self._names.learn({record.event.code for record in records})
        trails = [
            trail(one, self._names.name(one.event.code), subscriptions, around.now)
            for one in records[:ON_A_PAGE]
        ]
        return Why(
            about=about,
            trails=tuple(trails),
            around=around,
            followed=tuple(followed),
            others=others,
            watching=watching,
            today=today,
            capacity=capacity,
            page=page,
            more=len(records) > ON_A_PAGE,
        )

    async def _around(self, chat: Destination) -> Around:
        now = self._clock.now()
        mutes = await self._preferences.mutes(chat, now)
        return Around(
            now=now,
            market=self._calendar.explain(now),
            session=self._feed.status(),
            mutes=tuple(mutes),
            quiet=await self._preferences.quiet(chat),
            stocks={one.code: self._names.name(one.code) for one in mutes if one.code},
        )

    async def _followed(self, subscription: Subscription, code: str = "") -> Followed:
        return Followed(subscription, await self._watching(subscription.condition, code))

    async def _watching(self, condition: Condition, code: str = "") -> Watching:
        book = self._watcher.book
        watched = book.watched.get(condition.id)
        watch, polled = self._arranger.watch(condition.id)
        known = book.membership(condition.id)
        codes: Collection[str] | None = None
        if book.follows(condition.id) and known.day is not None:
            codes = known.codes
        counts = await self._events.counts(condition.id, self._clock.now())
        return Watching(
            condition=book.conditions.get(condition.id, condition),
            watch=watch,
            polled=polled,
            since=watched.since if watched else None,
            inside=len(codes) if codes is not None else None,
            known_at=known.known_at if codes is not None else None,
            holds=code in codes if code and codes is not None else None,
            last=counts.last,
        )


def _slice(page: int) -> tuple[int, int]:
    """Return what to skip and how many to read: one more than is shown tells of a next page."""
    return (page - 1) * ON_A_PAGE, ON_A_PAGE + 1


def _trading_day_before(calendar: Calendar, day: date) -> date:
    day -= timedelta(days=1)
    while not calendar.is_trading_day(day):
        day -= timedelta(days=1)
    return day
