"""The prices that follow entries, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from core.model import EventKind, Quote
from core.model.remembering import MARKS, Followup
from core.store import pricing
from core.store.database import Database
from core.store.rows import kst
from core.store.tables import FOLLOWED, EventRow, FollowupRow, table

EVENT, FOLLOWUP = table(EventRow), table(FollowupRow)
PRICES = ("after_1", "after_5", "after_30", "at_close")
_KEPT = ("price", "highest", "lowest", "ceiling", "floor", "settled", *PRICES)

FRESH = (
    select(EVENT.c.id, EVENT.c.code, EVENT.c.received_at, EVENT.c.price)
    .where(EVENT.c.kind == EventKind.ENTRY.value)
    .order_by(EVENT.c.id)
)
OPEN = (
    select(FOLLOWUP, EVENT.c.code, EVENT.c.received_at)
    .select_from(FOLLOWUP.join(EVENT, EVENT.c.id == FOLLOWUP.c.event_id))
    .where(FOLLOWED)
    .order_by(FOLLOWUP.c.event_id)
)
MOST_UNPRICED = 500
UNPRICED = (
    select(EVENT.c.id, EVENT.c.code)
    .where(EVENT.c.received_at >= bindparam("since"), EVENT.c.price.is_(None))
    .order_by(EVENT.c.id)
    .limit(MOST_UNPRICED)
)
PRICE = pricing.PRICE.where(EVENT.c.price.is_(None))
CHANGE = (
    update(FOLLOWUP)
    .where(FOLLOWUP.c.event_id == bindparam("event"))
    .values({name: bindparam(f"to_{name}") for name in _KEPT})
)


class SqlFollowups:
    """`Followups` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fresh(self, after: int, since: datetime) -> list[Followup]:
        """Return the entries with a higher id, received since then, that have no followup yet."""
        return await self._database.read(_fresh, after, since)

    async def open(self) -> list[Followup]:
        """Return those that are not done, by event."""
        return await self._database.read(_open)

    async def newest(self) -> int:
        """Return the highest event id that has one, 0 where none has."""
        return await self._database.read(_newest)

    async def save(self, followups: Sequence[Followup]) -> None:
        """Write them, new or known; one whose event was forgotten meanwhile is left out."""
        await self._database.run(_save, tuple(followups))

    async def unpriced(self, since: datetime) -> list[tuple[int, str]]:
        """Return id and code of the events received since then that have no price, oldest first."""
        return await self._database.read(_unpriced, since)

    async def price(self, quotes: Mapping[int, Quote]) -> None:
        """Write prices onto events that have none, by event id."""
        await self._database.run(pricing.price, dict(quotes), PRICE)


def _unpriced(session: Session, since: datetime) -> list[tuple[int, str]]:
    rows = session.connection().execute(UNPRICED, {"since": since})
    return [(row.id, row.code) for row in rows]


def _followup(row: Any) -> Followup:
    return Followup(
        event_id=row.event_id,
        code=row.code,
        at=kst(row.received_at),
        price=row.price,
        prices=tuple(getattr(row, name) for name in PRICES[: row.settled]),
        highest=row.highest,
        lowest=row.lowest,
        ceiling=row.ceiling,
        floor=row.floor,
    )


def _fresh(session: Session, after: int, since: datetime) -> list[Followup]:
    rows = session.connection().execute(
        FRESH.where(EVENT.c.id > after, EVENT.c.received_at >= since)
    )
    return [Followup(row.id, row.code, kst(row.received_at), row.price) for row in rows]


def _open(session: Session) -> list[Followup]:
    return [_followup(row) for row in session.connection().execute(OPEN)]


def _newest(session: Session) -> int:
    return session.connection().scalar(select(func.max(FOLLOWUP.c.event_id))) or 0


def _save(session: Session, followups: Sequence[Followup]) -> None:
    connection = session.connection()
    ids = [one.event_id for one in followups]
    kept = set(connection.scalars(select(EVENT.c.id).where(EVENT.c.id.in_(ids))))
    known = set(connection.scalars(select(FOLLOWUP.c.event_id).where(FOLLOWUP.c.event_id.in_(ids))))
    new = [one for one in followups if one.event_id in kept - known]
    if new:
        connection.execute(
            insert(FOLLOWUP), [{"event_id": one.event_id, **_columns(one)} for one in new]
        )
    if changed := [one for one in followups if one.event_id in known]:
        connection.execute(
            CHANGE,
            [
                {"event": one.event_id, **{f"to_{k}": v for k, v in _columns(one).items()}}
                for one in changed
            ],
        )


def _columns(one: Followup) -> dict[str, int | None]:
    prices = dict(zip(PRICES, (one.after(mark) for mark in range(MARKS)), strict=True))
    return {
        "price": one.price,
        "highest": one.highest,
        "lowest": one.lowest,
        "ceiling": one.ceiling,
        "floor": one.floor,
        "settled": len(one.prices),
        **prices,
    }
