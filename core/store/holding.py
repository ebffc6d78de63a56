"""What of the outbox is not told now: filtered, held back, folded, or told elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import Session

from core.model import Destination, Hold
from core.ports import Fold, Held
from core.store.claiming import FULL, LOOKBACK, delivery_of, earlier
from core.store.destinations import family
from core.store.dropping import waiting_dropped
from core.store.rows import destination_of, kst
from core.store.tables import (
    FAILED,
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
IN_AN_EDIT = (
    ONE,
    or_(DELIVERY.c.state == HELD, DELIVERY.c.state == WAITING),
    DELIVERY.c.hold == Hold.FOLDED,
)
"""it may have become due while the message was being edited"""
FOLDED_INTO = update(DELIVERY).where(*IN_AN_EDIT).values(state=FOLDED, settled_at=bindparam("at"))
MAY_BE_FOLDED = update(DELIVERY).where(FOLDING).values(resend=True)
UNSURE = update(DELIVERY).where(*IN_AN_EDIT, FOR_A_MESSAGE).values(resend=True)
UNFOLDABLE = (
    update(DELIVERY)
    .where(ONE, DELIVERY.c.state == HELD)
    .values(message_id=None, state=case((DELIVERY.c.resend, WAITING), else_=HELD))
)
FIRST_FOLD = (
    select(DELIVERY.c.message_id)
    .where(DELIVERY.c.destination_id == bindparam("destination"), FOLDING)
    .order_by(DELIVERY.c.id)
    .limit(1)
)
IN_MESSAGE = FULL.where(
    DELIVERY.c.destination_id == bindparam("destination"),
    DELIVERY.c.message_id == bindparam("message"),
    EVENT.c.id.is_not(None),
    or_(DELIVERY.c.state.in_((SENT, FOLDED)), FOLDING),
)
"""a notice is no part of what is edited, whatever id its message was given"""
THERE = DELIVERY.alias("there")
TO_DIVERT = and_(
    DELIVERY.c.destination_id == bindparam("source"),
    DELIVERY.c.state.in_((WAITING, HELD)),
    DELIVERY.c.settled_at.is_(None),
    func.coalesce(DELIVERY.c.hold, "") != Hold.DIVERTED,
    DELIVERY.c.diverted_from.is_(None),
)
"""what is held back goes along: it is looked at anew there, and nothing may overtake it"""
TWIN = (THERE.c.event_id == DELIVERY.c.event_id, THERE.c.destination_id == bindparam("to"))
UNTOLD_THERE = (
    select(THERE.c.id.label("row"), DELIVERY.c.destination_id.label("home"))
    .select_from(THERE.join(DELIVERY, TWIN[0]))
    .where(TO_DIVERT, TWIN[1], THERE.c.state.in_((FILTERED, FAILED)))
)
SAY_IT_ALL_THE_SAME = (
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("row"))
    .values(
        state=WAITING,
        settled_at=None,
        reason=None,
        hold=None,
        diverted_from=bindparam("home"),
    )
)
SET_ASIDE = (
    update(DELIVERY)
    .where(
        TO_DIVERT,
        DELIVERY.c.event_id.is_not(None),
        ~select(THERE.c.id)
        .where(
            *TWIN,
            THERE.c.state.in_((WAITING, SENDING)),
            THERE.c.diverted_from.is_distinct_from(DELIVERY.c.destination_id),
        )
        .exists(),
    )
    .values(state=HELD, hold=Hold.DIVERTED.value, not_before=bindparam("until"), message_id=None)
)
"""what is not decided there yet is looked at again: it may be filtered there"""
NOTICES = and_(TO_DIVERT, DELIVERY.c.event_id.is_(None))
SAID_THERE_TOO = (
    update(DELIVERY)
    .where(
        NOTICES,
        select(THERE.c.id)
        .where(
            THERE.c.destination_id == bindparam("to"),
            THERE.c.created_at == DELIVERY.c.created_at,
            THERE.c.state != FAILED,
            cast(THERE.c.notice, String) == cast(DELIVERY.c.notice, String),
        )
        .exists(),
    )
    .values(state=FAILED, reason="moved", settled_at=DELIVERY.c.created_at)
)
MOVE_NOTICES = update(DELIVERY).where(NOTICES).values(destination_id=bindparam("to"))
COLUMNS = (
    "destination_id", "event_id", "lane", "state", "resend", "created_at", "diverted_from",
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


def unhold(
    session: Session,
    destination: Destination,
    hold: Hold,
    at: datetime,
    condition_id: int | None = None,
) -> int:
    """Make what is held for a reason due, in a chat and all its topics."""
    due = (
        update(DELIVERY)
        .where(
            IS_HELD,
            DELIVERY.c.hold == hold.value,
            or_(
                DELIVERY.c.destination_id.in_(family(destination)),
                DELIVERY.c.diverted_from.in_(family(destination)),
            ),
        )
        .values(not_before=at)
    )
    if condition_id is not None:
        of_it = select(EVENT.c.id).where(EVENT.c.condition_id == condition_id)
        due = due.where(DELIVERY.c.event_id.in_(of_it))
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
    last = {(row.condition_id, row.code): kst(row.received_at) for row in rows}
    since = min(row.received_at for row in rows) - LOOKBACK
    told = earlier(session, destination_id, {code for _, code in last}, since)
    turns = {
        key: tuple(
            one.received_at
            for one in told
            if (one.condition_id, one.code) == key and one.received_at <= at
        )
        for key, at in last.items()
    }
    return Fold(message, tuple(delivery_of(row) for row in rows), fresh, turns)


def folded(session: Session, delivery_ids: Sequence[int], at: datetime) -> None:
    """Settle what was written into an earlier message."""
    if rows := [{"row": row, "at": at} for row in delivery_ids]:
        session.connection().execute(FOLDED_INTO, rows)


def unsure(session: Session, delivery_ids: Sequence[int]) -> None:
    """Mark what may have been written into its message."""
    if rows := [{"row": row} for row in delivery_ids]:
        session.connection().execute(UNSURE, rows)


def unfoldable(session: Session, delivery_ids: Sequence[int]) -> None:
    """Take the message away from what cannot be written into it."""
    if rows := [{"row": row} for row in delivery_ids]:
        session.connection().execute(UNFOLDABLE, rows)


def divert(session: Session, source: int, to: int, at: datetime, until: datetime) -> int:
    """Write what waits for one destination to another, and set it aside at the first."""
    connection = session.connection()
    asked = {"source": source, "to": to}
    copies = (
        select(
            literal(to),
            DELIVERY.c.event_id,
            DELIVERY.c.lane,
            literal(WAITING),
            DELIVERY.c.resend,
            literal(at, type_=DELIVERY.c.created_at.type),
            literal(source),
        )
        .where(
            TO_DIVERT,
            DELIVERY.c.event_id.is_not(None),
            ~select(THERE.c.id).where(*TWIN).exists(),
        )
        .order_by(DELIVERY.c.event_id)
    )
    if untold := connection.execute(UNTOLD_THERE, asked).mappings().all():
        connection.execute(SAY_IT_ALL_THE_SAME, [dict(row) for row in untold])
    connection.execute(insert(DELIVERY).from_select(COLUMNS, copies), asked)
    told = connection.execute(SET_ASIDE, {**asked, "until": until}).rowcount
    connection.execute(SAID_THERE_TOO, asked)
    return told + connection.execute(MOVE_NOTICES, asked).rowcount


def give_back(session: Session, destination: Destination) -> list[Destination]:
    """Settle what was to be told in a destination instead, and let it wait where it was to go."""
    copies = waiting_dropped("waits").where(
        DELIVERY.c.destination_id.in_(family(destination)), DELIVERY.c.diverted_from.is_not(None)
    )
    session.connection().execute(copies)
    return undivert(session, destination)


def undivert(session: Session, destination: Destination) -> list[Destination]:
    """Let wait again what was to be told in a destination instead and failed there."""
    failed = (
        select(THERE.c.event_id, THERE.c.diverted_from)
        .where(
            THERE.c.destination_id.in_(family(destination)),
            THERE.c.state == FAILED,
            THERE.c.diverted_from.is_not(None),
        )
        .subquery()
    )
    again = (
        update(DELIVERY)
        .where(
            IS_HELD,
            DELIVERY.c.hold == Hold.DIVERTED,
            select(failed.c.event_id)
            .where(
                failed.c.event_id == DELIVERY.c.event_id,
                failed.c.diverted_from == DELIVERY.c.destination_id,
            )
            .exists(),
        )
        .values(state=WAITING, hold=None)
        .returning(DELIVERY.c.destination_id)
    )
    return _destinations(session, set(session.connection().scalars(again)))


def _destinations(session: Session, ids: set[int]) -> list[Destination]:
    rows = session.connection().execute(
        select(DESTINATION).where(DESTINATION.c.id.in_(ids)).order_by(DESTINATION.c.id)
    )
    return [destination_of(row) for row in rows]
