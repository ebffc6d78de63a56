"""From claimed rows to messages: names, prices, and how late each alert is."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from core.clock import Clock
from core.model import (
    PLAIN,
    Alert,
    AlertMessage,
    Delivery,
    Event,
    Hold,
    Options,
    Outgoing,
    Quote,
    Source,
    SummaryMessage,
)
from core.ports import Claim, Fold
from core.services.lateness import LatenessLog
from core.services.metering import Meter
from core.services.names import Names
from core.services.pricing import GRACE
from core.services.quotes import Quotes
from core.services.sifting import Sifted, chain, sift

_ARRIVALS = 20_000
_FOLDED = 3
"""so many events within the window make one line"""
_ONCE = timedelta(minutes=10)
"""the window of what was folded before folding was switched off"""
_NUMBERS = ("price", "rate", "volume", "value")


class Composer:
    """Knows what a message says; `fold_window` is in seconds."""

    def __init__(
        self,
        names: Names,
        quotes: Quotes,
        clock: Clock,
        fold_window: float,
        meter: Meter | None = None,
    ) -> None:
        self._meter = meter or Meter()
        self.fold_window = fold_window
        self.lateness = LatenessLog()
        self._names = names
        self._quotes = quotes
        self._clock = clock
        self._arrivals: dict[int, float] = {}
        self._arrived: deque[int] = deque()

    def arrived(self, arrivals: Sequence[tuple[int, float]]) -> None:
        """Remember when the frames of events came; monotonic seconds."""
        for event_id, arrived in arrivals:
            self._arrivals[event_id] = arrived
            self._arrived.append(event_id)
        while len(self._arrived) > _ARRIVALS:
            self._arrivals.pop(self._arrived.popleft(), None)

    async def learn(self, deliveries: Sequence[Delivery]) -> Mapping[str, Quote]:
        """Return the prices of the stocks, and have their names known.

        What was held back keeps the price it had.
        """
        codes = {one.event.code for one in deliveries if one.event}
        asked = {one.event.code for one in deliveries if one.event and one.hold is None}
        if not asked:
            await self._names.learn(codes)
            return {}
        prices = self._quotes.prices(asked)
        if self._names.known(codes):
            return await prices
        quotes, _ = await asyncio.gather(prices, self._names.learn(codes))
        return quotes

    def sift(self, claim: Claim, quotes: Mapping[str, Quote]) -> Sifted:
        """Return what of a claim is told now."""
        window = timedelta(seconds=self.fold_window)
        return sift(claim, quotes, self._names.stocks(), self._clock.now(), window)

    def message(self, sifted: Sifted, quotes: Mapping[str, Quote]) -> Outgoing:
        """Return what tells them: a summary where they were held back, alerts where not."""
        first = sifted.tell[0]
        silent = all((one.options or PLAIN).silent for one in sifted.tell)
        alerts = tuple(
            self._alert(
                one,
                one.event,
                one.quote or quotes.get(one.event.code),
                sifted.turns.get(one.id, 0),
            )
            for one in sifted.tell
            if one.event
        )
        holds = {one.hold for one in sifted.tell}
        if len(holds) == 1 and first.hold is not None:
            silent = silent or first.hold is Hold.FOLDED
            return SummaryMessage(first.hold, alerts, first.resend, silent, first.diverted)
        return AlertMessage(alerts, first.resend, silent, first.diverted)

    async def folded(self, fold: Fold) -> AlertMessage:
        """Return a message as it stands, with what has gone on since; prices as they were."""
        await self._names.learn({one.event.code for one in fold.deliveries if one.event})
        default = timedelta(seconds=self.fold_window)
        alerts = []
        for one in fold.deliveries:
            if one.event is None:
                continue
            minutes = (one.options or PLAIN).fold
            window = default if minutes is None else timedelta(minutes=minutes)
            times = fold.turns.get((one.event.condition_id, one.event.code), ())
            turns = chain(times, window or default or _ONCE)
            if turns < _FOLDED:
                turns = 0
            alerts.append(replace(self._alert(one, one.event, one.quote, turns), late=0.0))
        first = fold.deliveries[0]
        return AlertMessage(tuple(alerts), first.resend, diverted=first.diverted, silent=True)

    def told(self, message: Outgoing, *, timed: bool = True) -> dict[int, Quote]:
        """Note how late a message was, unless it waited on purpose; return its prices, by event."""
        if not isinstance(message, AlertMessage):
            return {}
        for alert in message.alerts:
            if timed and alert.event.source is Source.REALTIME:
                self.lateness.add(alert.late, alert.event.day)
                self._meter.told(alert.late)
        return {
            alert.event.id: alert.quote
            for alert in message.alerts
            if alert.quote and self._of_the_event(alert.event)
        }

    def prices(
        self, deliveries: Sequence[Delivery], quotes: Mapping[str, Quote]
    ) -> dict[int, Quote]:
        """Return the prices of what was claimed, by event; none for what is older than they are."""
        return {
            one.event.id: quotes[one.event.code]
            for one in deliveries
            if one.event and one.event.code in quotes and self._of_the_event(one.event)
        }

    def _of_the_event(self, event: Event) -> bool:
        """Tell whether a price of now is still that of an event."""
        return self._clock.now() - event.received_at <= GRACE

    def _alert(self, one: Delivery, event: Event, quote: Quote | None, turns: int) -> Alert:
        return Alert(
            event=event,
            condition=one.condition,
            stock=self._names.name(event.code),
            quote=quote,
            late=0.0 if one.folded or one.hold else self._late(event),
            turns=turns,
            later=quote is not None
            and (
                event.source is Source.MISSED
                or (one.quote is None and not self._of_the_event(event))
            ),
            # a repetition went through the filters with what was known then
            unfiltered=_unfiltered(one.options or PLAIN, one.quote if one.resend else quote),
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


def _unfiltered(options: Options, quote: Quote | None) -> tuple[str, ...]:
    """Return the filters on numbers that kept nothing out, because the number did not come."""
    return tuple(
        name
        for name in _NUMBERS
        if not getattr(options, name).open and getattr(quote, name, None) is None
    )
