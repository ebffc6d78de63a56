"""From what the broker says to rows of the outbox: the one writer of memberships and events."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

import structlog

from core.calendar import Calendar
from core.clock import Clock
from core.errors import SessionTaken
from core.model import Condition, Destination, Listed, Membership, Notice, Quote, SearchResult
from core.ports import (
    Change,
    ConditionFeed,
    Conditions,
    ConditionUpdate,
    Connected,
    Disconnected,
    FeedEvent,
    MarketState,
    Outbox,
    Push,
    Relisted,
    Snapshot,
    Stopped,
    Subscriptions,
    Trade,
)
from core.services import algebra
from core.services.algebra import Formula
from core.services.book import Book
from core.services.deriving import formula_of, holding, name_of, seq_of
from core.services.listing import Relisting, relist
from core.services.membership import Day
from core.services.taken import Taken

log = structlog.get_logger(__name__)


_GONE = "condition_gone"
_PAUSES = ("condition_gone", "condition_renamed", "condition_several")
_OFFERED = 6
_CLOSING = timedelta(minutes=5)
"""lists still move a little after the closing auction"""


def _nobody(_quote: Quote) -> None:
    """Want to know of no trade."""


def _unread(_changes: Sequence[Change]) -> None:
    """Want to know of nothing that was written."""


def _no_more() -> Iterable[int]:
    """Want no condition besides those that are subscribed."""
    return ()


class Told(Protocol):
    """Who carries what was written to the phones."""

    def posted(
        self, destinations: Sequence[Destination], arrivals: Sequence[tuple[int, float]] = ()
    ) -> None:
        """Something waits for these; `arrivals` are event ids and when their frames came."""
        ...

    async def tell_owners(
        self, notice: Notice, facts: Mapping[str, str | None] = MappingProxyType({})
    ) -> None:
        """Write a notice to the owners, and facts with it."""
        ...


class Watcher:
    """Holds the book of who is inside, and writes what changes in it."""

    def __init__(
        self,
        feed: ConditionFeed,
        conditions: Conditions,
        subscriptions: Subscriptions,
        outbox: Outbox,
        told: Told,
        taken: Taken,
        calendar: Calendar,
        clock: Clock,
    ) -> None:
        self.book = Book()
        self.connected = False
        self.quarantine: list[Push] = []
        self.pushed_at = 0.0
        self._proven_at: datetime | None = None
        self._noted_at = clock.now() - timedelta(days=1)
        """when the last push came, or the session that should bring them; monotonic seconds"""
        self._feed = feed
        self._conditions = conditions
        self._subscriptions = subscriptions
        self._outbox = outbox
        self._told = told
        self._taken = taken
        self._calendar = calendar
        self._clock = clock
        self.on_trade: Callable[[Quote], None] = _nobody
        """who wants to know of single trades"""
        self.on_posted: Callable[[Sequence[Change]], None] = _unread
        """who wants to know of what was written"""
        self.also_wanted: Callable[[], Iterable[int]] = _no_more
        """conditions that are watched though nobody subscribes them"""
        self._stopped = False
        self._writing = asyncio.Lock()
        self._change = asyncio.Event()

    async def load(self) -> None:
        """Rebuild the book from the rows."""
        self.book.load(await self._conditions.all())
        memberships = await self._conditions.memberships()
        self.book.memberships = {one.condition_id: one for one in memberships}
        self.book.want(await self._subscriptions.counts())
        followed = self.book.watched.keys() | self.book.derived.keys()
        unwanted = [one for one in memberships if one.condition_id not in followed]
        await self._post_now([self.book.forget(one.condition_id) for one in unwanted if one.day])

    async def stay_away(self) -> None:
        """Keep the feed from logging in where another program took the session, before it runs."""
        since = None if self._stopped else await self._taken.since()
        if since is None:
            return
        log.warning("session_left_alone", since=since.isoformat())
        self._stopped = True
        self._feed.stay_away(since)
        if not await self._taken.told():
            await self._tell_taken(since)

    async def run(self) -> None:
        """Read the feed until cancelled."""
        while True:
            if events := self._without_trades(await self._feed.receive()):
                await self.observe(events)

    def _without_trades(self, events: Sequence[FeedEvent]) -> list[FeedEvent]:
        """Tell of the trades, which move no membership, and return everything else."""
        others: list[FeedEvent] = []
        for event in events:
            if isinstance(event, Trade):
                self.on_trade(event.quote)
            else:
                others.append(event)
        return others

    @property
    def change(self) -> asyncio.Event:
        """Return the event that the next change of the book will set; take it before looking."""
        return self._change

    async def observe(self, events: Sequence[FeedEvent]) -> None:
        """Apply what has piled up, in its order, written together as far as it goes together."""
        async with self._writing:
            today = self.today()
            now = self._clock.monotonic()
            batch = [(change, now) for change in self.book.derive(self.book.roll(today), today)]
            for event in events:
                if isinstance(event, Push | Snapshot):
                    if not self.connected:
                        continue  # left over from a connection whose numbers are no longer true
                    arrived = event.arrived if isinstance(event, Push) else now
                    if change := self._news(event, today):
                        batch += [(one, arrived) for one in self.book.derive([change], today)]
                else:
                    await self._post(batch)
                    batch = []
                    await self._turn(event)
            await self._post(batch)
        self.stir()

    async def looked(self, result: SearchResult, before: Membership | None) -> None:
        """Take a search of a polled condition for a look at who is inside.

        `before` is what was known when it was asked; an answer that something newer has overtaken
        is not compared with it. An answer that is repeated can only be a start.
        """
        async with self._writing:
            watched = self.book.watched.get(result.condition.id)
            if watched is None or watched.live or watched.polled is None:
                return
            if self.book.memberships.get(result.condition.id) is not before:
                return
            if not result.fresh and before is not None and before.day is not None:
                return
            codes = [hit.code for hit in result.hits]
            today = self.today()
            look = self.book.look(watched, codes, result.at, today, self._tells_news)
            await self._post_now(self.book.derive([look], today))
        self.stir()

    async def refresh(self) -> None:
        """Take from the rows who wants what."""
        async with self._writing:
            await self._want()
        self.stir()

    async def roll(self) -> None:
        """Begin the trading day where one has begun."""
        async with self._writing:
            today = self.today()
            await self._post_now(self.book.derive(self.book.roll(today), today))

    async def touch(self) -> None:
        """Note until when the memberships are known to be whole."""
        heard = self._feed.status().last_frame
        if heard is not None and self.connected:
            heard = self._believed(heard)
            await self._note(self.book.heard(heard), heard)

    def prove(self) -> None:
        """Note that pushes come, or that a search found that there were none to come."""
        self._proven_at = self._clock.now()

    def _believed(self, heard: datetime) -> datetime:
        """Return until when a connection is believed: while the market is open PINGs prove nothing.

        A zombie answers them and pushes nothing.
        """
        if self._proven_at is None or not self._calendar.is_open(self._clock.now()):
            return heard
        return min(heard, self._proven_at)

    async def _note(self, live: Sequence[int], heard: datetime) -> None:
        if live and heard > self._noted_at:
            self._noted_at = heard
            await self._conditions.touch(live, heard)

    async def tell_subscribers(self, condition_id: int, notice: Notice) -> None:
        """Write a notice to everyone who follows a condition."""
        await self._tell(await self._subscriptions.subscribers(condition_id), notice)

    def today(self) -> Day:
        """Return the trading day that is current."""
        day = self._calendar.trading_day(self._clock.now())
        return Day(day, self._calendar.day_began(day))

    def _tells_news(self, known_at: datetime, at: datetime, filled: bool) -> bool:
        """Return whether a list seen now can differ by trading, not by the broker's night.

        Outside the market's hours an empty list is Kiwoom's night, and a full one speaks of the
        session it comes from: news only where that session went on after `known_at`.
        """
        if self._calendar.is_open(at):
            return True
        hours = self._calendar.on(self.today().day)
        if not filled or hours.opens is None or hours.closes is None:
            return False
        return known_at < hours.closes + _CLOSING and at > hours.opens

    def stir(self) -> None:
        """Wake whoever waits for a change."""
        self._change.set()
        self._change = asyncio.Event()

    def _news(self, event: Push | Snapshot, today: Day) -> Change | None:
        self.pushed_at = self._clock.monotonic()
        self.prove()
        if isinstance(event, Snapshot):
            return self.book.snapshot(event, today, self._tells_news)
        if event.seq is None or self.book.by_seq(event.seq) is None:
            log.warning("push_quarantined", seq=event.seq, code=event.code)
            self.quarantine.append(event)
            return None
        return self.book.push(event, today)

    async def _turn(self, event: FeedEvent) -> None:
        """Follow what changes the session rather than a membership."""
        match event:
            case Connected():
                if self._stopped:
                    await self._taken.forget()  # before all that shows a session that is ours
                await self._list(event.conditions)
                self.connected = True  # only now: nobody may ask with the numbers of yesterday
                await self._release()
                await self._back()
            case Relisted():
                edited = await self._list(event.conditions)
                await self._release()
                if edited:
                    self._feed.reconnect("the conditions were edited")
                    await self._lost(event.at)
            case Disconnected():
                await self._lost(event.last_heard)
            case Stopped():
                if isinstance(event.error, SessionTaken):  # first of all: we may be killed any time
                    await self._taken.note(event.at)
                await self._lost(event.last_heard)
                await self._stop(event)
            case MarketState():
                self._calendar.observe_state(event.code, event.at)
            case Trade() | Push() | Snapshot():
                pass

    async def _lost(self, last_heard: datetime) -> None:
        self.connected = False
        heard = self._believed(last_heard)
        await self._note(self.book.lost(heard), heard)

    async def _stop(self, event: Stopped) -> None:
        self._stopped = True
        if isinstance(event.error, SessionTaken):
            await self._tell_taken(event.at)
        else:
            params = {**event.error.params, "reason_key": event.error.key}
            await self._told.tell_owners(Notice("session_stopped", params))

    async def _tell_taken(self, since: datetime) -> None:
        notice = Notice("session_taken", {"time": f"{since:%H:%M:%S}"})
        await self._told.tell_owners(notice, self._taken.told_at(since, self.today().day))

    async def _back(self) -> None:
        if self._stopped:
            self._stopped = False
            await self._told.tell_owners(Notice("session_back"))

    async def _list(self, listed: Sequence[Listed]) -> bool:
        """Take a listing; true where a condition somebody follows is not where it was."""
        if not listed and any(one.listed for one in self.book.conditions.values()):
            log.warning("listing_empty")  # a whim of the server's, not the end of every condition
            return False
        known = [one for one in self.book.conditions.values() if not one.derived]
        found = relist(known, listed)
        if not found.updates:
            return False
        edited = {one.id for one, _ in (*found.moved, *found.renamed, *found.several)}
        edited |= {one.id for one in found.gone}
        followed = bool(edited & self.book.watched.keys())
        self.book.load(await self._conditions.save(found.updates))
        await self._tell_edited(found)
        await self._want()
        return followed

    async def _tell_edited(self, found: Relisting) -> None:
        for condition, seq in found.moved:
            params = {"name": condition.name, "old": condition.seq, "new": seq}
            await self.tell_subscribers(condition.id, Notice("condition_moved", params))
        for condition in found.back:
            chats = []
            for why in _PAUSES:
                chats += await self._subscriptions.resume_condition(condition.id, why)
            await self._tell(chats, Notice("condition_back", {"name": condition.name}))
        for condition, notice in self._pauses(found):
            chats = await self._subscriptions.suspend_condition(condition.id, notice.key)
            await self._tell(chats, notice)
        await self._tell_formulas(found)

    async def _tell_formulas(self, found: Relisting) -> None:
        """Pause the expressions that lost a part, and wake those that have all of them again."""
        conditions = self.book.conditions
        lost = {one.id for one, _ in (*found.renamed, *found.several)}
        lost |= {one.id for one in found.gone}
        for derived, parts in holding(conditions.values(), lost):
            names = ", ".join(conditions[one].name for one in parts)
            params = {"name": derived.name, "part": names, "old": str(derived.id)}
            chats = await self._subscriptions.suspend_condition(derived.id, _GONE)
            await self._tell(chats, Notice("formula_paused", params))
        for derived, _ in holding(conditions.values(), {one.id for one in found.back}):
            formula = formula_of(derived)
            if formula and all(conditions[one].listed for one in algebra.values(formula)):
                chats = await self._subscriptions.resume_condition(derived.id, _GONE)
                await self._tell(chats, Notice("condition_back", {"name": derived.name}))

    async def derive(self, formula: Formula[Condition]) -> Condition:
        """Return the condition that stands for an expression, written down where it is new."""
        async with self._writing:
            seq = seq_of(formula)
            if (known := self.standing_for(seq)) is not None:
                return known
            new = ConditionUpdate(None, seq, name_of(formula), listed=True)
            self.book.load(await self._conditions.save([new]))
            known = self.standing_for(seq)
            if known is None:
                raise LookupError(seq)
            return known

    def standing_for(self, seq: str) -> Condition | None:
        """Return the condition of an expression in its normal form, None where nobody made it."""
        every = self.book.conditions.values()
        return next((one for one in every if one.derived and one.seq == seq), None)

    def _pauses(self, found: Relisting) -> list[tuple[Condition, Notice]]:
        """Return which conditions pause, and the notice that asks: `old` and `new…` are ids."""
        pauses = [
            (one, "condition_renamed", {"now": now, "new": self._standing(one.seq)})
            for one, now in found.renamed
        ]
        for one, seqs in found.several:
            params = {f"new{at}": self._standing(seq) for at, seq in enumerate(seqs[:_OFFERED], 1)}
            params |= {f"seq{at}": seq for at, seq in enumerate(seqs[:_OFFERED], 1)}
            pauses.append((one, "condition_several", params))
        pauses += [(one, "condition_gone", {}) for one in found.gone]
        return [
            (one, Notice(key, {"name": one.name, "old": str(one.id), **params}))
            for one, key, params in pauses
        ]

    def _standing(self, seq: str) -> str:
        """Return the id of the condition that is listed there now."""
        found = self.book.by_seq(seq)
        return str(found.id) if found else ""

    async def _want(self) -> None:
        counts = await self._subscriptions.counts()
        dropped = self.book.want(dict.fromkeys(self.also_wanted(), 0) | counts)
        forgotten = [self.book.forget(one) for one in dropped]
        await self._post_now([*forgotten, *self.book.begin(self.today())])

    async def _release(self) -> None:
        today = self.today()
        held, self.quarantine = self.quarantine, []
        batch = []
        for push in held:
            known = push.seq is not None and self.book.by_seq(push.seq) is not None
            change = self.book.push(push, today) if known else self.book.unattributed(push, today)
            if change:
                batch += [(one, push.arrived) for one in self.book.derive([change], today)]
        await self._post(batch)

    async def _post_now(self, changes: Sequence[Change]) -> None:
        now = self._clock.monotonic()
        await self._post([(change, now) for change in changes])

    async def _post(self, batch: Sequence[tuple[Change, float]]) -> None:
        if not batch:
            return
        changes = [change for change, _ in batch]
        posted = await self._outbox.post(changes)
        self.on_posted(changes)
        arrivals = [arrived for change, arrived in batch for _ in change.events]
        self._told.posted(posted.destinations, list(zip(posted.event_ids, arrivals, strict=True)))

    async def _tell(self, chats: Sequence[Destination], notice: Notice) -> None:
        if chats:
            await self._outbox.post_notice(notice, chats, self._clock.now())
            self._told.posted(chats)
