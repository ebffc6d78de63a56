"""Events in the order they were written, by what they are, and who stood inside after them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from core.model import Condition, Membership, Quote, Record
from core.ports import Cut, Standing
from core.store.rows import event_of, kst, quote_of
from core.store.tables import ConditionRow, EventRow, MemberRow, MembershipRow, table

CONDITION, EVENT, MEMBER, MEMBERSHIP = (
    table(row) for row in (ConditionRow, EventRow, MemberRow, MembershipRow)
)

RECORDS: Select[Any] = select(
    EVENT,
    CONDITION.c.seq,
    CONDITION.c.name.label("condition"),
    CONDITION.c.listed,
).select_from(EVENT.outerjoin(CONDITION))


def record_of(row: Any) -> Record:
    """Return the event of a row of RECORDS with its condition and price, without fates."""
    return Record(event_of(row, row.id), condition_in(row), quote_of(row))


def condition_in(row: Any) -> Condition | None:
    """Return the condition of a row of RECORDS, None where the event has none."""
    if row.condition_id is None:
        return None
    return Condition(row.condition_id, row.seq, row.condition, row.listed)


def newest(session: Session) -> int:
    """Return the id of the last event, 0 where there is none."""
    return session.connection().scalar(select(func.max(EVENT.c.id))) or 0


def cut_out(
    session: Session,
    cut: Cut,
    place: Sequence[ColumnElement[bool]],
    order: ColumnElement[Any],
    most: int,
) -> list[Record]:
    """Return the first events of a cut that are at a place, in an order."""
    wanted = RECORDS.where(*place, *_within(cut)).order_by(order).limit(most)
    return [record_of(row) for row in session.connection().execute(wanted)]


def _within(cut: Cut) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("condition_id", "code", "kind", "source"):
        value = getattr(cut, name)
        if value is not None:
            found.append(EVENT.c[name] == value)
    if cut.since is not None:
        found.append(EVENT.c.received_at >= cut.since)
    if cut.until is not None:
        found.append(EVENT.c.received_at < cut.until)
    return found


def prices(session: Session, event_ids: Sequence[int]) -> dict[int, Quote]:
    """Return the prices that were written onto these events so far."""
    priced = select(EVENT).where(EVENT.c.id.in_(event_ids), EVENT.c.price.is_not(None))
    rows = session.connection().execute(priced)
    return {row.id: quote for row in rows if (quote := quote_of(row)) is not None}


def standing(session: Session, condition_ids: Sequence[int]) -> Standing:
    """Return who is inside these conditions, and after which event, at one moment."""
    connection = session.connection()
    inside = defaultdict(set)
    for row in connection.execute(select(MEMBER).where(MEMBER.c.condition_id.in_(condition_ids))):
        inside[row.condition_id].add(row.code)
    its = MEMBERSHIP.c.condition_id.in_(condition_ids), MEMBERSHIP.c.known_at.is_not(None)
    memberships = {
        row.condition_id: Membership(
            row.condition_id, frozenset(inside[row.condition_id]), row.day, kst(row.known_at)
        )
        for row in connection.execute(select(MEMBERSHIP).where(*its))
    }
    return Standing(newest(session), memberships)
