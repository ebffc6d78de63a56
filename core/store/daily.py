"""What the summary of a day is made of, and that it is told once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlmodel import Session

from core.model import Destination, EventKind, Notice, Source
from core.ports import Story
from core.store.database import Database
from core.store.destinations import Destinations
from core.store.rows import kst
from core.store.tables import (
    FAILED,
    FILTERED,
    HELD,
    WAITING,
    ConditionRow,
    DeliveryRow,
    DestinationRow,
    EventRow,
    FactRow,
    table,
)

CONDITION, DELIVERY, DESTINATION, EVENT = (
    table(row) for row in (ConditionRow, DeliveryRow, DestinationRow, EventRow)
)
DELIVERED = EVENT.join(DELIVERY, DELIVERY.c.event_id == EVENT.c.id).join(
    DESTINATION, DESTINATION.c.id == DELIVERY.c.destination_id
)
EVENTS: Select[Any] = (
    select(
        CONDITION.c.name.label("condition"),
        EVENT.c.code,
        EVENT.c.kind,
        DELIVERY.c.state,
        func.count().label("events"),
    )
    .select_from(DELIVERED.outerjoin(CONDITION, CONDITION.c.id == EVENT.c.condition_id))
    .group_by(CONDITION.c.name, EVENT.c.code, EVENT.c.kind, DELIVERY.c.state)
)
REPORTS: Select[Any] = (
    select(EVENT.c.since, EVENT.c.received_at)
    .select_from(DELIVERED)
    .where(EVENT.c.source == Source.MISSED)
    .distinct()
)
ENTRIES: Select[Any] = (
    select(EVENT.c.received_at, CONDITION.c.name.label("condition"))
    .select_from(DELIVERED.outerjoin(CONDITION, CONDITION.c.id == EVENT.c.condition_id))
    .where(EVENT.c.kind == EventKind.ENTRY.value, DELIVERY.c.state.not_in((FILTERED, FAILED)))
)
_MOST = 10


class SqlDays:
    """`Days` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def story(self, chat: Destination, since: datetime, until: datetime) -> Story:
        """Return what a chat was told of the events received in between."""
        return await self._database.read(_story, chat, since, until)

    async def tell(
        self, key: str, letters: Sequence[tuple[Destination, Notice]], at: datetime
    ) -> bool:
        """In one transaction: write the notices and the fact that it was done.

        False where the fact was there: nothing is written then.
        """
        return await self._database.run(self._tell, key, tuple(letters), at)

    def _tell(
        self,
        session: Session,
        key: str,
        letters: Sequence[tuple[Destination, Notice]],
        at: datetime,
    ) -> bool:
        if session.get(FactRow, key) is not None:
            return False
        session.add(FactRow(key=key, value=at.isoformat()))
        rows = [
            {
                "destination_id": self._destinations.find_or_add(session, destination),
                "notice": {"key": notice.key, "params": notice.params},
                "lane": "summary",
                "state": WAITING,
                "resend": False,
                "created_at": at,
            }
            for destination, notice in letters
        ]
        if rows:
            session.connection().execute(insert(DELIVERY), rows)
        return True


def _story(session: Session, chat: Destination, since: datetime, until: datetime) -> Story:
    here = (
        DESTINATION.c.channel == chat.channel,
        DESTINATION.c.chat == chat.chat,
        EVENT.c.received_at >= since,
        EVENT.c.received_at < until,
    )
    rows = session.connection().execute(EVENTS.where(*here)).all()
    entered = Counter(
        (kst(row.received_at).hour, row.condition or "")
        for row in session.connection().execute(ENTRIES.where(*here))
    )
    reports = session.connection().execute(REPORTS.where(*here)).all()
    untold = Counter[str]()
    stocks = Counter[str]()
    entries, exits = Counter[str](), Counter[str]()
    for row in rows:
        if row.state in (FILTERED, FAILED):
            untold[row.state] += row.events
            continue
        untold[HELD] += row.events if row.state == HELD else 0
        stocks[row.code] += row.events
        kinds = entries if row.kind == EventKind.ENTRY else exits
        kinds[row.condition or ""] += row.events
    both = sorted((entries + exits).items(), key=lambda one: (-one[1], not one[0], one[0]))
    return Story(
        conditions=tuple((name, entries[name], exits[name]) for name, _ in both),
        stocks=tuple(sorted(stocks.items(), key=lambda one: (-one[1], one[0]))[:_MOST]),
        told=stocks.total() - untold[HELD],
        held=untold[HELD],
        filtered=untold[FILTERED],
        failed=untold[FAILED],
        missed=len(reports),
        entered=tuple((hour, name, entered[hour, name]) for hour, name in sorted(entered)),
    )
