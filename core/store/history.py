"""The past as people look back on it, read beside the writer so that no alert waits for it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from core.model import Condition, EventKind
from core.model.remembering import Followup, Outcome, Past, Span
from core.ports.history import Place
from core.store.database import Database
from core.store.followups import PRICES
from core.store.rows import event_of, kst, quote_of
from core.store.tables import ConditionRow, EventRow, FollowupRow, StockRow, table

CONDITION, EVENT, FOLLOWUP, STOCK = (
    table(row) for row in (ConditionRow, EventRow, FollowupRow, StockRow)
)
_FOLLOWED = [column.label(f"followup_{column.name}") for column in FOLLOWUP.c]
PASTS: Select[Any] = select(
    EVENT,
    CONDITION.c.seq,
    CONDITION.c.name.label("condition"),
    CONDITION.c.listed,
    STOCK.c.name.label("stock"),
    *_FOLLOWED,
).select_from(
    EVENT.outerjoin(CONDITION, CONDITION.c.id == EVENT.c.condition_id)
    .outerjoin(STOCK, STOCK.c.code == EVENT.c.code)
    .outerjoin(FOLLOWUP, FOLLOWUP.c.event_id == EVENT.c.id)
)
OUTCOMES: Select[Any] = (
    select(
        EVENT.c.condition_id,
        EVENT.c.code,
        EVENT.c.received_at,
        func.coalesce(FOLLOWUP.c.price, EVENT.c.price).label("price"),
        *(FOLLOWUP.c[name] for name in PRICES),
        FOLLOWUP.c.highest,
        FOLLOWUP.c.lowest,
    )
    .select_from(EVENT.outerjoin(FOLLOWUP, FOLLOWUP.c.event_id == EVENT.c.id))
    .where(EVENT.c.kind == EventKind.ENTRY.value)
    .order_by(EVENT.c.received_at, EVENT.c.id)
)


class SqlHistory:
    """`History` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, span: Span) -> int:
        """Return how many events there are."""
        return await self._database.read(_count, span)

    async def page(self, span: Span, skip: int, most: int) -> list[Past]:
        """Return events, newest first."""
        return await self._database.read(_page, span, skip, most)

    async def walk(self, span: Span, behind: Place | None, most: int) -> list[Past]:
        """Return the next events of a walk, oldest first; None begins it."""
        return await self._database.read(_walk, span, behind, most)

    async def outcomes(self, span: Span) -> list[Outcome]:
        """Return the entries and what came of them, oldest first."""
        return await self._database.read(_outcomes, span)

    async def exits(self, span: Span) -> dict[int | None, int]:
        """Return how often a stock left, by condition."""
        return await self._database.read(_exits, span)


def _within(span: Span) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if span.condition_id is not None:
        found.append(EVENT.c.condition_id == span.condition_id)
    if span.code is not None:
        found.append(EVENT.c.code == span.code)
    if span.since is not None:
        found.append(EVENT.c.received_at >= span.since)
    if span.until is not None:
        found.append(EVENT.c.received_at < span.until)
    return found


def _count(session: Session, span: Span) -> int:
    counted = select(func.count()).select_from(EVENT).where(*_within(span))
    return session.connection().scalar(counted) or 0


def _page(session: Session, span: Span, skip: int, most: int) -> list[Past]:
    """Choose the events first: joining what is only skipped would cost more than it."""
    newest = (EVENT.c.received_at.desc(), EVENT.c.id.desc())
    wanted = select(EVENT.c.id).where(*_within(span)).order_by(*newest).offset(skip).limit(most)
    ids = list(session.connection().scalars(wanted))
    rows = session.connection().execute(PASTS.where(EVENT.c.id.in_(ids)).order_by(*newest))
    return [_past(row) for row in rows]


def _walk(session: Session, span: Span, behind: Place | None, most: int) -> list[Past]:
    found = _within(span)
    if behind is not None:
        later = EVENT.c.received_at > behind.received_at
        found += [EVENT.c.received_at >= behind.received_at, later | (EVENT.c.id > behind.event_id)]
    rows = session.connection().execute(
        PASTS.where(*found).order_by(EVENT.c.received_at, EVENT.c.id).limit(most)
    )
    return [_past(row) for row in rows]


def _outcomes(session: Session, span: Span) -> list[Outcome]:
    rows = session.connection().execute(OUTCOMES.where(*_within(span)))
    return [
        Outcome(condition_id, code, kst(at), price, tuple(prices), highest, lowest)
        for condition_id, code, at, price, *prices, highest, lowest in rows
    ]


def _exits(session: Session, span: Span) -> dict[int | None, int]:
    rows = session.connection().execute(
        select(EVENT.c.condition_id, func.count())
        .where(EVENT.c.kind == EventKind.EXIT.value, *_within(span))
        .group_by(EVENT.c.condition_id)
    )
    return {row[0]: row[1] for row in rows}


def _past(row: Any) -> Past:
    condition = None
    if row.condition_id is not None:
        condition = Condition(row.condition_id, row.seq, row.condition, row.listed)
    return Past(
        event_of(row, row.id),
        row.stock or row.code,
        condition,
        quote_of(row),
        _followed(row),
    )


def _followed(row: Any) -> Followup | None:
    """Return the followup, whose columns stand last in the row."""
    event_id, price, *prices, settled, highest, lowest, ceiling, floor = row[-len(_FOLLOWED) :]
    if event_id is None:
        return None
    known = tuple(prices[:settled])
    at = kst(row.received_at)
    return Followup(event_id, row.code, at, price, known, highest, lowest, ceiling, floor)
