"""From rows of the outbox to the phones: first at once, then as fast as each place allows."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

import structlog

from core.clock import Clock
from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure
from core.model import (
    Destination,
    Lane,
    Notice,
    NoticeMessage,
    Outgoing,
    Quote,
)
from core.ports import Channel, Claim, Fold, Outbox, Subscriptions, Telling
from core.services.composer import Composer
from core.services.metering import Meter
from core.services.sifting import hushed, quiet_until
from core.services.turns import Turns

log = structlog.get_logger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LONGEST_REFUSED = 15.0
"""nothing was sent, so nothing can come twice: look often whether the platform is back"""
_LAST_MOMENT = 5.0
_LONG_WAIT = 300.0
"""a platform that makes a chat wait so long has its alerts told elsewhere meanwhile"""
_EDITS = 5
"""so often an edit whose outcome is unknown is tried"""

OF_A_TOPIC = frozenset({"topic_deleted", "topic_closed", "thread_not_found"})
"""reasons that close one topic or thread, not its chat"""

Elsewhere = Callable[[Destination], Awaitable[Sequence[Destination]]]


async def nowhere(_destination: Destination) -> Sequence[Destination]:
    """Know of no other chat of the same person."""
    return ()


class _FaceFailed(SendError):
    """A fault in the channel itself: nobody knows how far the message came."""


class Courier:
    """One lane for each destination that has something waiting, side by side."""

    def __init__(
        self,
        outbox: Outbox,
        subscriptions: Subscriptions,
        composer: Composer,
        channels: Mapping[str, Channel],
        owners: Sequence[Destination],
        clock: Clock,
        *,
        elsewhere: Elsewhere = nowhere,
        meter: Meter | None = None,
    ) -> None:
        self._meter = meter or Meter()
        self._outbox = outbox
        self._subscriptions = subscriptions
        self._composer = composer
        self._channels = channels
        self._owners = owners
        self._clock = clock
        self._elsewhere = elsewhere
        self._waits: dict[Destination, datetime] = {}
        """chats that have to wait long, and until when"""
        self._turning: dict[Destination, asyncio.Task[None]] = {}
        """whose lane waits for its turn"""
        self._reconsidered = 0
        """how often what makes an alert be held back was changed"""
        self._apart = {name for name, one in channels.items() if getattr(one, "hurries", False)}
        """channels whose notices wait for no interval between alerts"""
        self._hurried: set[Destination] = set()
        """where something was posted since its lane looked for notices"""
        self._aloft = Turns()
        """who claims, sends or moves a destination's messages now"""
        self._lanes: dict[Destination, asyncio.Task[None]] = {}
        self._dirty: set[Destination] = set()
        self._woken = asyncio.Event()
        self._failures: Counter[Destination] = Counter()
        self._gone: set[Destination] = set()
        self._no_edits: dict[str, float] = {}
        """until when a channel wants no edits; monotonic seconds"""
        self._flying: set[asyncio.Task[bool]] = set()

    # --- what there is to carry ----------------------------------------------------------------

    def posted(
        self, destinations: Sequence[Destination], arrivals: Sequence[tuple[int, float]] = ()
    ) -> None:
        """Something waits for these destinations; remember when its frames came."""
        self._composer.arrived(arrivals)
        self._dirty.update(destinations)
        self._woken.set()
        for one in destinations:
            if one.channel in self._apart:
                self._hurried.add(one)
                if (turn := self._turning.get(one)) is not None:
                    turn.cancel()  # a notice need not wait for it

    async def tell_owners(
        self, notice: Notice, facts: Mapping[str, str | None] = MappingProxyType({})
    ) -> None:
        """Write a notice to every owner and carry it; `facts` are written with it."""
        await self._outbox.post_notice(notice, self._owners, self._clock.now(), facts)
        self.posted(self._owners)

    async def look(self) -> None:
        """Find in the rows whatever waits, as after a start."""
        now = self._clock.now()
        released = await self._outbox.release(now)
        for destination, until in await self._outbox.paused(now):
            channel = self._channels.get(destination.channel)
            seconds = (until - now).total_seconds()
            if channel is not None:
                channel.pace.hold(destination, seconds)
                if seconds >= _LONG_WAIT:
                    self._note_wait(destination, until)
        waiting = await self._outbox.waiting()
        self.posted([*released, *(one.destination for one in waiting)])

    def reconsider(self) -> None:
        """A mute, quiet hours or options changed: hold nothing back by what was read before."""
        self._reconsidered += 1

    async def run(self) -> None:
        """Carry until cancelled; what is in the air then gets five seconds to land."""
        recovered = await self._outbox.recover()
        if recovered:
            log.warning("deliveries_recovered", count=recovered)
        await self.look()
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    await self._woken.wait()
                    self._woken.clear()
                    self._open_lanes(group)
        finally:
            if self._flying:
                await asyncio.wait(self._flying, timeout=_LAST_MOMENT)

    def _open_lanes(self, group: asyncio.TaskGroup) -> None:
        for destination in [one for one in self._dirty if one not in self._lanes]:
            self._dirty.discard(destination)
            channel = self._channels.get(destination.channel)
            if channel is None:
                log.warning("channel_absent", destination=str(destination))
                continue
            lane = group.create_task(self._lane(channel, destination))
            self._lanes[destination] = lane

    async def _lane(self, channel: Channel, destination: Destination) -> None:
        try:
            while not await self._told_elsewhere(destination):
                if channel.name in self._apart and await self._notice(channel, destination):
                    continue
                if destination in self._hurried:
                    continue
                if not await self._turn(channel, destination):
                    continue
                self._dirty.discard(destination)
                async with self._aloft.of(destination):
                    more = await self._next(channel, destination)
                if not more and destination not in self._dirty:
                    return
        finally:
            del self._lanes[destination]
            if destination in self._dirty:
                self._woken.set()

    async def _notice(self, channel: Channel, destination: Destination) -> bool:
        """Send a notice before whatever else waits; False where there is none."""
        if not await self._turn(channel, destination, Lane.ORDER):
            return True
        self._hurried.discard(destination)
        async with self._aloft.of(destination):
            now = self._clock.now()
            claim = await self._outbox.claim(destination, now, 1, notices=True)
            if not claim.deliveries:
                return False
            await self._fly(self._carry(channel, destination, claim, self._reconsidered))
        return True

    async def _turn(
        self, channel: Channel, destination: Destination, lane: Lane = Lane.ALERT
    ) -> bool:
        """Wait for a turn; False where the chat turns out to have to wait long."""
        turn = asyncio.create_task(channel.pace.turn(destination, lane))
        self._turning[destination] = turn
        try:
            await asyncio.wait([turn])
        finally:
            del self._turning[destination]
            turn.cancel()
        if turn.cancelled():
            return False
        turn.result()
        return True

    async def _next(self, channel: Channel, destination: Destination) -> bool:
        """Send or edit one message, if there is one; whether more is to be done."""
        state = self._reconsidered
        claim = await self._outbox.claim(destination, self._clock.now(), channel.most)
        if claim.deliveries:
            return await self._fly(self._carry(channel, destination, claim, state))
        fold = await self._to_edit(channel, destination)
        if fold is not None:
            return await self._fly(self._fold(channel, destination, fold))
        channel.pace.undo(destination)
        return False

    async def _fly(self, work: Coroutine[None, None, bool]) -> bool:
        """Let what is in the air land, even where this lane is cancelled."""
        flight = asyncio.create_task(work)
        self._flying.add(flight)
        flight.add_done_callback(self._flying.discard)
        return await asyncio.shield(flight)

    # --- one message -----------------------------------------------------------------------

    async def _carry(
        self, channel: Channel, destination: Destination, claim: Claim, state: int
    ) -> bool:
        """Sift and send one message and record what came of it; whether more is to be done.

        `state` is what `reconsider` had counted when it was claimed.
        """
        if claim.deliveries[0].notice is not None:
            return await self._notify(channel, destination, claim, state)
        quotes = await self._composer.learn(claim.deliveries)
        sifted = self._composer.sift(claim, quotes)
        prices = self._composer.prices(claim.deliveries, quotes)
        if sifted.held and await self._overtaken(channel, destination, claim, state):
            return True
        if sifted.filtered or sifted.held:
            now = self._clock.now()
            await self._outbox.decide(now, sifted.filtered, sifted.held, prices)
            self._meter.settled(channel.name, "filtered", len(sifted.filtered))
        if not sifted.tell:
            channel.pace.undo(destination)
            return True
        ids = [one.id for one in sifted.tell]
        message = self._composer.message(sifted, quotes)
        more = await self._tell(channel, destination, ids, message, prices)
        return more or sifted.folds

    async def _notify(
        self, channel: Channel, destination: Destination, claim: Claim, state: int
    ) -> bool:
        """Send a notice, or those that were held back together; price alerts keep silence."""
        now = self._clock.now()
        held = hushed(claim, now)
        if held and await self._overtaken(channel, destination, claim, state):
            return True
        if held:
            await self._outbox.decide(now, {}, held)
        kept_back = {one.delivery_id for one in held}
        going = [one for one in claim.deliveries if one.id not in kept_back]
        told = [one.notice for one in going if one.notice]
        if not told:
            channel.pace.undo(destination)
            return True
        quiet = any(quiet_until(one, now) for one in claim.here.quiets)
        first, hold = going[0], going[0].hold
        message = NoticeMessage(told[0], first.resend, quiet, hold, tuple(told[1:]), id=first.id)
        return await self._tell(channel, destination, [one.id for one in going], message)

    async def _overtaken(
        self, channel: Channel, destination: Destination, claim: Claim, state: int
    ) -> bool:
        """Give a claim back where what holds alerts back was changed since; whether it was."""
        if state == self._reconsidered:
            return False
        await self._outbox.unclaim([one.id for one in claim.deliveries])
        channel.pace.undo(destination)
        return True

    async def _tell(
        self,
        channel: Channel,
        destination: Destination,
        ids: Sequence[int],
        message: Outgoing,
        prices: Mapping[int, Quote] = MappingProxyType({}),
    ) -> bool:
        try:
            try:
                message_id = await self._send(channel, destination, message)
            except (Malformed, _FaceFailed) as error:
                resend = message.resend or isinstance(error, _FaceFailed)
                message = replace(message, resend=resend)
                message_id = await self._send(channel, destination, message, plain=True)
        except SendError as error:
            await self._not_sent(channel, destination, ids, message.resend, error, prices)
            return True
        self._failures.pop(destination, None)
        self.reachable(destination)
        quotes = self._composer.told(message, timed=channel.name not in self._apart)
        self._meter.settled(channel.name, "sent", len(ids))
        return await self._outbox.sent(ids, self._clock.now(), message_id, quotes)

    async def _fold(self, channel: Channel, destination: Destination, fold: Fold) -> bool:
        """Write what a stock went on doing into the message that told of it before."""
        message = await self._composer.folded(fold)
        try:
            edited = await channel.edit(destination, fold.message_id, message)
        except Malformed as error:
            log.warning("edit_refused", destination=str(destination), error=repr(error))
            edited = False
        except SendError as error:
            if isinstance(error, Unsure):
                await self._outbox.unsure(fold.fresh)
            if not (isinstance(error, Unsure) and self._failures[destination] >= _EDITS):
                await self._not_edited(channel, destination, error)
                return True
            edited = False
        except Exception:
            log.exception("face_failed", destination=str(destination))
            await self._outbox.unsure(fold.fresh)
            edited = False
        if edited:
            self._failures.pop(destination, None)
            self._meter.settled(channel.name, "folded", len(fold.fresh))
            await self._outbox.folded(fold.fresh, self._clock.now())
        else:
            await self._outbox.unfoldable(fold.fresh)
        return True

    async def _to_edit(self, channel: Channel, destination: Destination) -> Fold | None:
        """Return the message to edit next, unless the channel wants no edits now."""
        if self._clock.monotonic() < self._no_edits.get(channel.name, 0.0):
            return None
        return await self._outbox.fold(destination)

    async def _not_edited(
        self, channel: Channel, destination: Destination, error: SendError
    ) -> None:
        if isinstance(error, TryLater) and error.edits_only:
            pause = _FIRST_PAUSE if error.after is None else error.after
            self._no_edits[channel.name] = self._clock.monotonic() + pause
            return
        await self._not_sent(channel, destination, (), False, error)

    async def _send(
        self, channel: Channel, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        try:
            return await channel.send(destination, message, plain=plain)
        except SendError:
            raise
        except Exception as fault:
            log.exception("face_failed", destination=str(destination))
            raise _FaceFailed(repr(fault)) from fault

    async def _not_sent(
        self,
        channel: Channel,
        destination: Destination,
        ids: Sequence[int],
        resend: bool,
        error: SendError,
        prices: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        log.warning("send_failed", destination=str(destination), error=repr(error))
        self._meter.settled(channel.name, _outcome(error))
        match error:
            case TryLater():
                pause = error.after
                if pause is None:
                    pause = self._pause(destination, _LONGEST_REFUSED)
                channel.pace.hold(None if error.everywhere else destination, pause)
                if error.everywhere:
                    until = self._clock.now() + timedelta(seconds=pause)
                    await self._outbox.hold(destination, until, self._clock.now())
                else:
                    await self._must_wait(destination, pause)
                await self._outbox.put_back(ids, resend=resend, quotes=prices)
            case Unsure():
                channel.pace.hold(destination, self._pause(destination))
                await self._outbox.put_back(ids, resend=True, quotes=prices)
            case Moved():
                to = Destination(destination.channel, error.to, destination.topic)
                await self._outbox.put_back(ids, resend=resend, quotes=prices)
                await self._relocate(destination, to)
            case Gone():
                await self._outbox.failed(ids, self._clock.now(), f"gone: {error.detail}")
                await self.suspend(destination, error.detail)
            case _:
                await self._outbox.failed(ids, self._clock.now(), repr(error))

    async def move(self, destination: Destination, to: Destination) -> None:
        """Follow a chat to its new address, with all that waits for it.

        What is in the air comes down first: at the new address it must not be overtaken.
        """
        async with self._aloft.of(destination):
            await self._relocate(destination, to)

    async def _relocate(self, destination: Destination, to: Destination) -> None:
        log.info("destination_moved", destination=str(destination), to=str(to))
        await self._subscriptions.move(destination, to)
        if until := self._waits.get(_chat(destination)):
            self._note_wait(to, until)
        if destination in self._gone:
            self._gone.add(to)
        self.posted([to])

    async def suspend(self, destination: Destination, reason: str) -> None:
        """Stop telling a destination that is closed to us, and tell the owners once.

        A chat that is closed is closed with all its topics.
        """
        if reason not in OF_A_TOPIC:
            destination = replace(destination, topic="")
        now, params = self._clock.now(), {"destination": str(destination), "reason": reason}
        owners = await self._owners_but(destination)
        theirs = await self._other_chat(destination)
        # whoever followed something there is told where they can be
        heard = [*owners, *([theirs] if theirs else [])]
        gone = Telling(Notice("destination_gone", params), heard, now)
        suspended = await self._subscriptions.suspend(destination, reason, gone)
        self._failures.pop(destination, None)
        told = destination in self._gone
        self._gone.add(destination)
        self.posted([*heard, *await self._outbox.undivert(destination)])
        if owners and not suspended and not told and destination in self._owners:
            closed = Notice("destination_closed", params)
            await self._outbox.post_notice(closed, owners, now)
            self.posted(owners)

    def reachable(self, destination: Destination) -> None:
        """Somebody spoke in a destination that was closed to us: it is open again."""
        self._gone.discard(destination)
        self._gone.discard(_chat(destination))

    async def _owners_but(self, destination: Destination) -> Sequence[Destination]:
        """Return the owners' chats without the one that cannot be reached, or where else to go."""
        chat = _chat(destination)
        owners = [one for one in self._owners if _chat(one) != chat]
        if owners or not self._owners:
            return owners
        other = await self._other_chat(destination)
        return [] if other is None else [other]

    # --- where a platform makes a chat wait for hours -----------------------------------------

    async def waits(self, destination: Destination, seconds: float) -> None:
        """Take from a face that its platform makes a destination wait: a reply met it."""
        channel = self._channels.get(destination.channel)
        if channel is not None:
            channel.pace.hold(destination, seconds)
            await self._must_wait(destination, seconds)

    async def _must_wait(self, destination: Destination, seconds: float) -> None:
        """Remember the pause over restarts; a long one is told to the owners, once."""
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        known = self._waits.get(_chat(destination), now)
        if seconds < _LONG_WAIT:
            if until > known:
                await self._outbox.hold(destination, until, now)
            return
        self._note_wait(destination, max(known, until))
        notice, owners = None, list[Destination]()
        if known <= now:
            other = await self._other_chat(destination)
            notice = _flood_wait(destination, until, seconds, other)
            owners = [*(await self._owners_but(destination) or self._owners)]
        await self._outbox.hold(destination, max(known, until), now, notice, owners)
        self.posted([destination, *owners])

    def _note_wait(self, destination: Destination, until: datetime) -> None:
        """Let no lane of the chat wait for its turn: what it has goes elsewhere."""
        chat = _chat(destination)
        self._waits[chat] = max(until, self._waits.get(chat, until))
        for one, turn in self._turning.items():
            if _chat(one) == chat:
                turn.cancel()

    async def _told_elsewhere(self, destination: Destination) -> bool:
        """Have what waits told to the person's other chat, if there is one.

        False where it need not wait long.
        """
        now = self._clock.now()
        until = self._waits.get(_chat(destination), now)
        if until <= now:
            self._waits.pop(_chat(destination), None)
            return False
        self._dirty.discard(destination)
        self.posted(await self._outbox.give_back(destination))
        to = await self._other_chat(destination)
        if to is not None and await self._outbox.divert(destination, to, now, until):
            log.info("alerts_diverted", destination=str(destination), to=str(to))
            self.posted([to])
        return True

    async def _other_chat(self, destination: Destination) -> Destination | None:
        """Return where else those can be told who are told in a destination."""
        now = self._clock.now()
        waiting = {chat for chat, until in self._waits.items() if until > now}
        away = {*waiting, *self._gone, _chat(destination)}
        for one in await self._elsewhere(destination):
            if one.channel in self._channels and not away & {one, _chat(one)}:
                return one
        return None

    def _pause(self, destination: Destination, longest: float = _LONGEST_PAUSE) -> float:
        self._failures[destination] += 1
        failures = min(self._failures[destination], 10)
        return min(longest, _FIRST_PAUSE * 2.0 ** (failures - 1)) * random.uniform(0.5, 1.0)


def _chat(destination: Destination) -> Destination:
    """Return the chat of a topic or thread: what a platform makes wait is the whole of it."""
    return replace(destination, topic="")


def _outcome(error: SendError) -> str:
    """Return what an attempt that failed is counted as."""
    if isinstance(error, TryLater | Unsure):
        return "later" if isinstance(error, TryLater) else "unsure"
    return "moved" if isinstance(error, Moved) else "failed"


def _flood_wait(
    destination: Destination, until: datetime, seconds: float, other: Destination | None
) -> Notice:
    """Return the notice of a pause; `other` is where the alerts go meanwhile."""
    params = {
        "destination": str(destination),
        "channel": destination.channel,
        "until": f"{until:%m/%d %H:%M}",
        "seconds": str(round(seconds)),
        "other": str(other) if other else "",
    }
    return Notice("flood_wait", params)
