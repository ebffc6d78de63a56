"""What the rows say of the past, in memory."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core.model import (
    DeliveryState,
    Destination,
    Event,
    EventKind,
    Fate,
    Options,
    Quote,
    Record,
    Source,
)
from core.ports import ALL, Backlog, Counts, Cut, Rush, Standing
from core.services.sifting import filtered
from tests.fakes.store.tables import Row, Tables, inside

NOBODY = Destination("", "")


class FakeEvents:
    """`Events` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def of_stock(self, code: str, chat: Destination, skip: int, most: int) -> list[Record]:
        its = [one for one in self._tables.events.values() if one.code == code]
        return self._newest(its, chat)[skip : skip + most]

    async def of_condition(
        self, condition_id: int, chat: Destination, skip: int, most: int
    ) -> list[Record]:
        its = [one for one in self._tables.events.values() if one.condition_id == condition_id]
        return self._newest(its, chat)[skip : skip + most]

    async def of_chat(self, chat: Destination, skip: int, most: int) -> list[Record]:
        ids = {
            row.event.id
            for row in self._tables.deliveries.values()
            if row.event is not None and inside(chat, row.destination)
        }
        newest = sorted(ids, reverse=True)[skip : skip + most]
        return [self._record(self._tables.events[one], chat) for one in newest]

    async def crossings(self, code: str, since: datetime, most: int) -> list[Record]:
        its = [one for one in self._tables.events.values() if one.code == code]
        found = self._newest([one for one in its if one.received_at >= since], NOBODY)
        return [replace(one, fates=()) for one in found[:most][::-1]]

    async def touched(self, code: str, condition_ids: Collection[int]) -> set[int]:
        found = {one.condition_id for one in self._tables.events.values() if one.code == code}
        return {one for one in condition_ids if one in found}

    async def counts(self, condition_id: int, since: datetime) -> Counts:
        its = [one for one in self._tables.events.values() if one.condition_id == condition_id]
        kinds = [one.kind for one in its if one.received_at >= since]
        last = max((one.received_at for one in its), default=None)
        return Counts(kinds.count(EventKind.ENTRY), kinds.count(EventKind.EXIT), last)

    async def rushes(
        self, condition_ids: Sequence[int], since: datetime, options: Options
    ) -> list[Rush]:
        minutes = Counter(
            (one.day, one.received_at.replace(second=0, microsecond=0))
            for one in self._tables.events.values()
            if one.condition_id in condition_ids
            and one.received_at >= since
            and one.source is not Source.MISSED
            and not filtered(one, options, self._quote(one), self._tables.stocks.get(one.code))
        )
        return [Rush(day, minute, count) for (day, minute), count in sorted(minutes.items())]

    async def backlog(self) -> list[Backlog]:
        found = []
        open_rows = [one for one in self._tables.deliveries.values() if one.settled_at is None]
        for channel in sorted({one.destination.channel for one in open_rows}):
            its = [one for one in open_rows if one.destination.channel == channel]
            waiting = [
                max(one.created_at, one.not_before or one.created_at)
                for one in its
                if one.state != "held"
            ]
            held = len(its) - len(waiting)
            found.append(Backlog(channel, len(waiting), held, min(waiting, default=None)))
        return found

    async def newest(self) -> int:
        return max(self._tables.events, default=0)

    async def after(self, event_id: int, most: int, cut: Cut = ALL) -> list[Record]:
        return [one for one in self._cut(cut) if one.event.id > event_id][:most]

    async def before(self, event_id: int | None, most: int, cut: Cut = ALL) -> list[Record]:
        found = [one for one in self._cut(cut) if event_id is None or one.event.id < event_id]
        return found[::-1][:most]

    def _cut(self, cut: Cut) -> list[Record]:
        wanted = [
            (name, value)
            for name in ("condition_id", "code", "kind", "source")
            if (value := getattr(cut, name)) is not None
        ]
        its = [
            one
            for one in self._tables.events.values()
            if all(getattr(one, name) == value for name, value in wanted)
            and (cut.since is None or one.received_at >= cut.since)
            and (cut.until is None or one.received_at < cut.until)
        ]
        ordered = sorted(its, key=lambda one: one.id)
        return [replace(self._record(one, NOBODY), fates=()) for one in ordered]

    async def prices(self, event_ids: Collection[int]) -> dict[int, Quote]:
        its = [self._tables.events[one] for one in event_ids if one in self._tables.events]
        return {one.id: quote for one in its if (quote := self._quote(one))}

    async def standing(self, condition_ids: Collection[int]) -> Standing:
        known = self._tables.memberships
        its = {one: known[one] for one in condition_ids if one in known and known[one].known_at}
        return Standing(await self.newest(), its)

    def _newest(self, events: Sequence[Event], chat: Destination) -> list[Record]:
        ordered = sorted(events, key=lambda one: (one.received_at, one.id), reverse=True)
        return [self._record(one, chat) for one in ordered]

    def _record(self, event: Event, chat: Destination) -> Record:
        rows = [
            row
            for row in self._tables.deliveries.values()
            if row.event and row.event.id == event.id and inside(chat, row.destination)
        ]
        condition = self._tables.conditions.get(event.condition_id or 0)
        fates = tuple(self._fate(row) for row in rows)
        return Record(event, condition, self._quote(event), fates)

    def _quote(self, event: Event) -> Quote | None:
        quote = self._tables.quotes.get(event.id)
        if quote is None or quote.price is None:
            return None
        return replace(quote, code=event.code, open=None, high=None, low=None)

    def _fate(self, row: Row) -> Fate:
        return Fate(
            destination=row.destination,
            state=DeliveryState(row.state),
            created_at=row.created_at,
            settled_at=row.settled_at,
            reason=row.reason or "",
            hold=row.hold,
            not_before=row.not_before,
            held_until=self._tables.held.get(row.destination),
            resend=row.resend,
            diverted=row.diverted_from.channel if row.diverted_from else "",
        )
