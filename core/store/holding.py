"""What of the outbox is not told now: filtered, held back, folded, or told elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, insert, literal, literal_column, or_, select, update
from sqlmodel import Session

from core.model import Destination, Hold
from core.ports import Fold, Held
from core.store.claiming import FULL, LOOKBACK, PENDING, delivery_of, earlier
from core.store.destinations import family
from core.store.rows import destination_of
from core.store.tables import (
    FILTERED,
    FOLDED,
    HELD,
    SENDING,
    SENT,
    WAITING,
    DeliveryRow,
    DestinationRow,
    EventRow,
    table,
)

DELIVERY, DESTINATION, EVENT = (table(row) for row in (DeliveryRow, DestinationRow, EventRow))

ONE = DELIVERY.c.id == bindparam("row")
IS_HELD = and_(DELIVERY.c.state == HELD, DELIVERY.c.settled_at.is_(None))
INDEXED = literal_column("delivery.state") == literal_column(f"'{HELD}'")
"""the index of held rows serves only what names the state itself"""
FOR_A_MESSAGE = and_(DELIVERY.c.hold == Hold.FOLDED, DELIVERY.c.message_id.is_not(None))
FOLDING = and_(IS_HELD, FOR_A_MESSAGE)

FILTER = (
    update(DELIVERY)
    .where(ONE, DELIVERY.c.state == SENDING)
    .values(state=FILTERED, settled_at=bindparam("at"), reason=bindparam("why"))
)
HOLD_BACK = (
    update(DELIVERY)
    .where(ONE, DELIVERY.c.state == SENDING)
    .values(
        state=HELD,
        hold=bindparam("why"),
        not_before=bindparam("until"),
        message_id=bindparam("message"),
    )
)
DUE = and_(INDEXED, DELIVERY.c.not_before <= bindparam("at"))
RELEASE = update(DELIVERY).where(DUE).values(state=WAITING).returning(DELIVERY.c.destination_id)
TO_EDIT = select(DELIVERY.c.destination_id).where(
    INDEXED, DELIVERY.c.not_before > bindparam("at"), FOR_A_MESSAGE
)
"""what is due already was released just before"""
FOLDED_INTO = (
    update(DELIVERY)
    .where(
        ONE,
        or_(DELIVERY.c.state == HELD, DELIVERY.c.state == WAITING),
        DELIVERY.c.hold == Hold.FOLDED,
    )
    .values(state=FOLDED, settled_at=bindparam("at"))
)
"""it may have become due while the message was being edited"""
UNFOLDABLE = update(DELIVERY).where(ONE, DELIVERY.c.state == HELD).values(message_id=None)
FIRST_FOLD = (
    select(DELIVERY.c.message_id)
    .where(DELIVERY.c.destination_id == bindparam("destination"), FOLDING)
    .order_by(DELIVERY.c.id)
    .limit(1)
)
IN_MESSAGE = FULL.where(
    DELIVERY.c.destination_id == bindparam("destination"),
    DELIVERY.c.message_id == bindparam("message"),
    or_(DELIVERY.c.state.in_((SENT, FOLDED)), FOLDING),
)
DIVERTED = and_(
    DELIVERY.c.destination_id == bindparam("source"), PENDING, DELIVERY.c.event_id.is_not(None)
)
SET_ASIDE = (
    update(DELIVERY)
    .where(DIVERTED)
    .values(state=HELD, hold=Hold.DIVERTED.value, not_before=bindparam("until"))
)
THERE = DELIVERY.alias("there")
COLUMNS = (
    "destination_id", "event_id", "lane", "state", "resend", "created_at", "hold", "diverted_from",
)  # fmt: skip


def decide(
    session: Session, at: datetime, filtered: Mapping[int, str], held: Sequence[Held]
) -> None:
    """Settle what is filtered, put aside what is held."""
    connection = session.connection()
    if filtered:
        rows = [{"row": row, "why": why, "at": at} for row, why in filtered.items()]
        connection.execute(FILTER, rows)
    if held:
        connection.execute(
            HOLD_BACK,
            [
                {
                    "row": one.delivery_id,
                    "why": one.hold.value,
                    "until": one.until,
                    "message": one.message_id,
                }
                for one in held
            ],
        )


def release(session: Session, at: datetime) -> list[Destination]:
    """Let what was held until now wait again; whose it is, and whose messages are to be edited."""
    connection = session.connection()
    ids = set(connection.scalars(RELEASE, {"at": at})) | set(
        connection.scalars(TO_EDIT, {"at": at})
    )
    return _destinations(session, ids)


def unhold(session: Session, destination: Destination, hold: Hold, at: datetime) -> int:
    """Make what is held for a reason due, in a chat and all its topics."""
    due = (
        update(DELIVERY)
        .where(
            IS_HELD,
            DELIVERY.c.hold == hold.value,
            DELIVERY.c.destination_id.in_(family(destination)),
        )
        .values(not_before=at)
    )
    return session.connection().execute(due).rowcount


def fold(session: Session, destination_id: int | None) -> Fold | None:
    """Return the oldest message that is to be edited, and everything that stands in it."""
    connection = session.connection()
    message = connection.scalar(FIRST_FOLD, {"destination": destination_id})
    if message is None:
        return None
    where = {"destination": destination_id, "message": message}
    rows = connection.execute(IN_MESSAGE, where).all()
    fresh = tuple(row.id for row in rows if row.state == HELD)
    keys = {(row.condition_id, row.code) for row in rows if row.state in (HELD, FOLDED)}
    since = min(row.received_at for row in rows) - LOOKBACK
    told = earlier(session, destination_id, {code for _, code in keys}, since)
    turns = {
        key: tuple(one.received_at for one in told if (one.condition_id, one.code) == key)
        for key in keys
    }
    return Fold(message, tuple(delivery_of(row) for row in rows), fresh, turns)


def folded(session: Session, delivery_ids: Sequence[int], at: datetime) -> None:
    """Settle what was written into an earlier message."""
    if rows := [{"row": row, "at": at} for row in delivery_ids]:
        session.connection().execute(FOLDED_INTO, rows)


def unfoldable(session: Session, delivery_ids: Sequence[int]) -> None:
    """Take the message away from what cannot be written into it."""
    if rows := [{"row": row} for row in delivery_ids]:
        session.connection().execute(UNFOLDABLE, rows)


def divert(session: Session, source: int, to: int, at: datetime, until: datetime) -> int:
    """Write what waits for one destination to another, and set it aside at the first."""
    connection = session.connection()
    known = select(THERE.c.id).where(
        THERE.c.event_id == DELIVERY.c.event_id, THERE.c.destination_id == literal(to)
    )
    copies = (
        select(
            literal(to),
            DELIVERY.c.event_id,
            DELIVERY.c.lane,
            literal(WAITING),
            DELIVERY.c.resend,
            literal(at, type_=DELIVERY.c.created_at.type),
            DELIVERY.c.hold,
            func.coalesce(DELIVERY.c.diverted_from, literal(source)),
        )
        .where(DIVERTED, ~known.exists())
        .order_by(DELIVERY.c.id)
    )
    connection.execute(insert(DELIVERY).from_select(COLUMNS, copies), {"source": source})
    return connection.execute(SET_ASIDE, {"source": source, "until": until}).rowcount


def _destinations(session: Session, ids: set[int]) -> list[Destination]:
    rows = session.connection().execute(
        select(DESTINATION).where(DESTINATION.c.id.in_(ids)).order_by(DESTINATION.c.id)
    )
    return [destination_of(row) for row in rows]
