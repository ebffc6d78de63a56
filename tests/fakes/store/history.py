"""The past, and the prices that follow entries, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.model import Event, EventKind, Quote
from core.model.remembering import MARKS, Followup, Outcome, Past, Span
from core.ports import Place
from tests.fakes.store.tables import Tables


class FakeFollowups:
    """`Followups` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def fresh(self, after: int, since: datetime) -> list[Followup]:
        return [
            Followup(one.id, one.code, one.received_at, self._price(one.id))
            for one in self._tables.events.values()
            if one.id > after and one.received_at >= since and one.kind is EventKind.ENTRY
        ]

    async def open(self) -> list[Followup]:
        found = [one for one in self._tables.followups.values() if not one.done]
        return sorted(found, key=lambda one: one.event_id)

    async def newest(self) -> int:
        return max(self._tables.followups, default=0)

    async def save(self, followups: Sequence[Followup]) -> None:
        for one in followups:
            if one.event_id in self._tables.events:
                self._tables.followups[one.event_id] = one

    async def unpriced(self, since: datetime) -> list[tuple[int, str]]:
        return [
            (one.id, one.code)
            for one in self._tables.events.values()
            if one.received_at >= since and self._price(one.id) is None
        ]

    async def price(self, quotes: Mapping[int, Quote]) -> None:
        for event_id, quote in quotes.items():
            if event_id in self._tables.events and self._price(event_id) is None:
                self._tables.quotes[event_id] = quote

    def _price(self, event_id: int) -> int | None:
        quote = self._tables.quotes.get(event_id)
        return quote.price if quote else None


class FakeHistory:
    """`History` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def count(self, span: Span) -> int:
        return len(self._within(span))

    async def page(self, span: Span, skip: int, most: int) -> list[Past]:
        return [self._past(one) for one in self._within(span)[::-1][skip : skip + most]]

    async def walk(self, span: Span, behind: Place | None, most: int) -> list[Past]:
        found = self._within(span)
        if behind is not None:
            place = (behind.received_at, behind.event_id)
            found = [one for one in found if (one.received_at, one.id) > place]
        return [self._past(one) for one in found[:most]]

    async def outcomes(self, span: Span) -> list[Outcome]:
        return [self._outcome(one) for one in self._within(span) if one.kind is EventKind.ENTRY]

    async def exits(self, span: Span) -> dict[int | None, int]:
        left = [one for one in self._within(span) if one.kind is EventKind.EXIT]
        return dict(Counter(one.condition_id for one in left))

    def _within(self, span: Span) -> list[Event]:
        found = [
            one
            for one in self._tables.events.values()
            if span.condition_id in (None, one.condition_id)
            and span.code in (None, one.code)
            and (span.since is None or one.received_at >= span.since)
            and (span.until is None or one.received_at < span.until)
        ]
        return sorted(found, key=lambda one: (one.received_at, one.id))

    def _past(self, event: Event) -> Past:
        stock = self._tables.stocks.get(event.code)
        quote = self._tables.quotes.get(event.id)
        if quote is not None:
            quote = replace(quote, code=event.code, open=None, high=None, low=None)
        return Past(
            event,
            stock.name if stock else event.code,
            self._tables.conditions.get(event.condition_id or 0),
            quote if quote and quote.price is not None else None,
            self._tables.followups.get(event.id),
        )

    def _outcome(self, event: Event) -> Outcome:
        past = self._past(event)
        known = past.followup or Followup(event.id, event.code, event.received_at)
        prices = tuple(known.after(mark) for mark in range(MARKS))
        return Outcome(
            event.condition_id,
            event.code,
            event.received_at,
            past.price,
            prices,
            known.highest,
            known.lowest,
        )
