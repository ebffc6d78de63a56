"""What the summary of a day is made of, in memory."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core.clock import KST
from core.model import Destination, EventKind, Notice, Source
from core.ports import Story
from tests.fakes.store.tables import Row, Tables, inside

MOST = 10


class FakeDays:
    """`Days` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def story(self, chat: Destination, since: datetime, until: datetime) -> Story:
        here = Destination(chat.channel, chat.chat)
        rows = [
            row
            for row in self._tables.deliveries.values()
            if row.event
            and inside(here, row.destination)
            and since <= row.event.received_at < until
        ]
        states = Counter(row.state for row in rows)
        going = [row for row in rows if row.state not in ("filtered", "failed")]
        stocks = Counter(row.event.code for row in going if row.event)
        return Story(
            conditions=self._conditions(going),
            stocks=tuple(sorted(stocks.items(), key=lambda one: (-one[1], one[0]))[:MOST]),
            told=len(going) - states["held"],
            held=states["held"],
            filtered=states["filtered"],
            failed=states["failed"],
            entered=self._entered(going),
            missed=len(
                {
                    (row.event.since, row.event.received_at)
                    for row in rows
                    if row.event and row.event.source is Source.MISSED
                }
            ),
        )

    async def tell(
        self, key: str, letters: Sequence[tuple[Destination, Notice]], at: datetime
    ) -> bool:
        if key in self._tables.facts:
            return False
        self._tables.facts[key] = at.isoformat()
        for destination, notice in letters:
            self._tables.known.setdefault(destination)
            self._tables.deliver(destination, at, notice=notice)
        return True

    def _entered(self, rows: Sequence[Row]) -> tuple[tuple[int, str, int], ...]:
        counts = Counter(
            (row.event.received_at.astimezone(KST).hour, self._name(row))
            for row in rows
            if row.event and row.event.kind is EventKind.ENTRY
        )
        return tuple((hour, name, counts[hour, name]) for hour, name in sorted(counts))

    def _name(self, row: Row) -> str:
        about = self._tables.conditions.get((row.event and row.event.condition_id) or 0)
        return about.name if about else ""

    def _conditions(self, rows: Sequence[Row]) -> tuple[tuple[str, int, int], ...]:
        both: Counter[str] = Counter()
        entries: Counter[str] = Counter()
        for row in rows:
            if row.event is None:
                continue
            name = self._name(row)
            both[name] += 1
            entries[name] += row.event.kind is EventKind.ENTRY
        order = sorted(both, key=lambda name: (-both[name], not name, name))
        return tuple((name, entries[name], both[name] - entries[name]) for name in order)
