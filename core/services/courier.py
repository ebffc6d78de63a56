"""From rows of the outbox to the phones: first at once, then as fast as each place allows."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from core.clock import Clock
from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure
from core.model import (
    Alert,
    AlertMessage,
    Delivery,
    Destination,
    Event,
    Lane,
    Notice,
    NoticeMessage,
    Outgoing,
    Quote,
    Source,
)
from core.ports import Channel, Outbox, Subscriptions
from core.services.lateness import LatenessLog
from core.services.names import Names
from core.services.quotes import Quotes

log = structlog.get_logger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LONGEST_REFUSED = 15.0
"""nothing was sent, so nothing can come twice: look often whether the platform is back"""
_LAST_MOMENT = 5.0
_ARRIVALS = 20_000


class _FaceFailed(SendError):
    """A fault in the channel itself: nobody knows how far the message came."""


class Courier:
    """One lane for each destination that has something waiting, side by side."""

    def __init__(
        self,
        outbox: Outbox,
        subscriptions: Subscriptions,
        names: Names,
        quotes: Quotes,
        channels: Mapping[str, Channel],
        owners: Sequence[Destination],
        clock: Clock,
    ) -> None:
        self.lateness = LatenessLog()
        self._outbox = outbox
        self._subscriptions = subscriptions
        self._names = names
        self._quotes = quotes
        self._channels = channels
        self._owners = owners
        self._clock = clock
        self._lanes: dict[Destination, asyncio.Task[None]] = {}
        self._dirty: set[Destination] = set()
        self._woken = asyncio.Event()
        self._failures: Counter[Destination] = Counter()
        self._gone: set[Destination] = set()
        self._arrivals: dict[int, float] = {}
        self._arrived: deque[int] = deque()
        self._flying: set[asyncio.Task[bool]] = set()

    # --- what there is to carry ----------------------------------------------------------------

    def posted(
        self, destinations: Sequence[Destination], arrivals: Sequence[tuple[int, float]] = ()
    ) -> None:
        """Something waits for these destinations; remember when its frames came."""
        for event_id, arrived in arrivals:
            self._arrivals[event_id] = arrived
            self._arrived.append(event_id)
        while len(self._arrived) > _ARRIVALS:
            self._arrivals.pop(self._arrived.popleft(), None)
        self._dirty.update(destinations)
        self._woken.set()

    async def tell_owners(self, notice: Notice) -> None:
        """Write a notice to every owner and carry it."""
        if self._owners:
            await self._outbox.post_notice(notice, self._owners, self._clock.now())
            self.posted(self._owners)

    async def look(self) -> None:
        """Find in the rows whatever waits, as after a start."""
        waiting = await self._outbox.waiting()
        now = self._clock.now()
        for one in waiting:
            channel = self._channels.get(one.destination.channel)
            if channel and one.held_until and one.held_until > now:
                channel.pace.hold(one.destination, (one.held_until - now).total_seconds())
        self.posted([one.destination for one in waiting])

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
            while True:
                await channel.pace.turn(destination, Lane.ALERT)
                self._dirty.discard(destination)
                now = self._clock.now()
                claimed = await self._outbox.claim(destination, now, channel.most)
                if not claimed:
                    channel.pace.undo(destination)
                    return
                flight = asyncio.create_task(self._carry(channel, destination, claimed))
                self._flying.add(flight)
                flight.add_done_callback(self._flying.discard)
                if not await asyncio.shield(flight) and destination not in self._dirty:
                    return
        finally:
            del self._lanes[destination]
            if destination in self._dirty:
                self._woken.set()

    # --- one message -----------------------------------------------------------------------

    async def _carry(
        self, channel: Channel, destination: Destination, claimed: Sequence[Delivery]
    ) -> bool:
        """Send one message and record what came of it; whether more waits there."""
        ids = [delivery.id for delivery in claimed]
        message = await self._compose(claimed)
        try:
            try:
                message_id = await self._send(channel, destination, message)
            except (Malformed, _FaceFailed) as error:
                resend = message.resend or isinstance(error, _FaceFailed)
                message = replace(message, resend=resend)
                message_id = await self._send(channel, destination, message, plain=True)
        except SendError as error:
            await self._not_sent(channel, destination, ids, message.resend, error)
            return True
        self._failures.pop(destination, None)
        self._gone.discard(destination)
        quotes = self._remember(message)
        return await self._outbox.sent(ids, self._clock.now(), message_id, quotes)

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
    ) -> None:
        log.warning("send_failed", destination=str(destination), error=repr(error))
        match error:
            case TryLater():
                pause = error.after
                if pause is None:
                    pause = self._pause(destination, _LONGEST_REFUSED)
                channel.pace.hold(None if error.everywhere else destination, pause)
                until = self._clock.now() + timedelta(seconds=pause)
                await self._outbox.put_back(ids, resend=resend, hold=(destination, until))
            case Unsure():
                channel.pace.hold(destination, self._pause(destination))
                await self._outbox.put_back(ids, resend=True)
            case Moved():
                to = Destination(destination.channel, error.to, destination.topic)
                await self._outbox.put_back(ids, resend=resend)
                await self.move(destination, to)
            case Gone():
                await self._outbox.failed(ids, self._clock.now(), f"gone: {error.detail}")
                await self.suspend(destination, error.detail)
            case _:
                await self._outbox.failed(ids, self._clock.now(), repr(error))

    async def move(self, destination: Destination, to: Destination) -> None:
        """Follow a chat to its new address, with all that waits for it."""
        log.info("destination_moved", destination=str(destination), to=str(to))
        await self._subscriptions.move(destination, to)
        self.posted([to])

    async def suspend(self, destination: Destination, reason: str) -> None:
        """Stop telling a destination that is closed to us, and tell the owners once."""
        suspended = await self._subscriptions.suspend(destination, reason)
        self._failures.pop(destination, None)
        if not suspended and (destination in self._gone or destination not in self._owners):
            return
        self._gone.add(destination)
        params = {"destination": str(destination), "reason": reason}
        owners = [owner for owner in self._owners if owner != destination]
        if owners:
            notice = Notice("destination_gone", params)
            await self._outbox.post_notice(notice, owners, self._clock.now())
            self.posted(owners)

    def _pause(self, destination: Destination, longest: float = _LONGEST_PAUSE) -> float:
        self._failures[destination] += 1
        failures = min(self._failures[destination], 10)
        return min(longest, _FIRST_PAUSE * 2.0 ** (failures - 1)) * random.uniform(0.5, 1.0)

    # --- what a message says -------------------------------------------------------------------

    async def _compose(self, claimed: Sequence[Delivery]) -> Outgoing:
        resend = claimed[0].resend
        if (notice := claimed[0].notice) is not None:
            return NoticeMessage(notice, resend)
        codes = {delivery.event.code for delivery in claimed if delivery.event}
        prices = self._quotes.prices(codes)
        if self._names.known(codes):
            quotes = await prices
        else:
            quotes, _ = await asyncio.gather(prices, self._names.learn(codes))
        alerts = tuple(
            self._alert(delivery.event, delivery.condition, quotes)
            for delivery in claimed
            if delivery.event
        )
        return AlertMessage(alerts, resend)

    def _alert(self, event: Event, condition: str | None, quotes: Mapping[str, Quote]) -> Alert:
        return Alert(
            event=event,
            condition=condition,
            stock=self._names.name(event.code),
            quote=quotes.get(event.code),
            late=self._late(event),
        )

    def _late(self, event: Event) -> float:
        if event.source is not Source.REALTIME:
            return 0.0
        arrived = self._arrivals.get(event.id)
        if arrived is None:
            ours = (self._clock.now() - event.received_at).total_seconds()
        else:
            ours = self._clock.monotonic() - arrived
        return max(0.0, ours) + event.broker_late

    def _remember(self, message: Outgoing) -> dict[int, Quote]:
        """Note how late a message was; return the prices it told, by event."""
        if not isinstance(message, AlertMessage):
            return {}
        for alert in message.alerts:
            if alert.event.source is Source.REALTIME:
                self.lateness.add(alert.late, alert.event.day)
        return {alert.event.id: alert.quote for alert in message.alerts if alert.quote}
