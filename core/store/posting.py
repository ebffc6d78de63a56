"""What `Outbox.post` does in its one transaction."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, update
from sqlmodel import Session

from core.model import Destination, Event, Membership, Notice
from core.ports import Change, Posted
from core.store.destinations import Destinations
from core.store.rows import destination_of
from core.store.tables import (
    WAITING,
    DeliveryRow,
    DestinationRow,
    EventRow,
    MemberRow,
    MembershipRow,
    SubscriptionRow,
    table,
)

DELIVERY, DESTINATION, EVENT, MEMBER, MEMBERSHIP, SUBSCRIPTION = (
    table(row)
    for row in (DeliveryRow, DestinationRow, EventRow, MemberRow, MembershipRow, SubscriptionRow)
)

INSIDE = select(MEMBER.c.code).where(MEMBER.c.condition_id == bindparam("condition"))
ENTER = insert(MEMBER)
LEAVE = delete(MEMBER).where(
    MEMBER.c.condition_id == bindparam("condition"), MEMBER.c.code == bindparam("left")
)
KNOW = (
    update(MEMBERSHIP)
    .where(MEMBERSHIP.c.condition_id == bindparam("condition"))
    .values(day=bindparam("day"), known_at=bindparam("known_at"))
)
KNOW_FIRST = insert(MEMBERSHIP)

NEWEST = select(func.max(EVENT.c.id))
RECORD = insert(EVENT)
POSTED = EVENT.c.id.between(bindparam("first"), bindparam("last"))
AWAKE = SUBSCRIPTION.c.suspended.is_(None)
COLUMNS = ("destination_id", "event_id", "lane", "state", "resend", "created_at")


def _deliver(source: Any, receiver: Any) -> Any:
    """The deliveries of a range of events, written by the database itself, in their order."""
    rows = (
        select(
            receiver,
            EVENT.c.id,
            literal("alert"),
            literal(WAITING),
            literal(False),
            EVENT.c.received_at,
        )
        .select_from(source)
        .where(POSTED)
        .order_by(EVENT.c.id, receiver)
    )
    return insert(DELIVERY).from_select(COLUMNS, rows)


FOLLOWERS = select(SUBSCRIPTION.c.destination_id).where(AWAKE).distinct().subquery()
DELIVER = _deliver(
    EVENT.join(SUBSCRIPTION, (SUBSCRIPTION.c.condition_id == EVENT.c.condition_id) & AWAKE),
    SUBSCRIPTION.c.destination_id,
)
DELIVER_TO_ALL = _deliver(EVENT.join(FOLLOWERS, literal(1) == 1), FOLLOWERS.c.destination_id)
REACHED = (
    select(DESTINATION)
    .where(
        DESTINATION.c.id.in_(
            select(DELIVERY.c.destination_id).where(
                DELIVERY.c.event_id.between(bindparam("first"), bindparam("last"))
            )
        )
    )
    .order_by(DESTINATION.c.id)
)


def post(session: Session, changes: Sequence[Change]) -> Posted:
    """Move the memberships, record the events, write the deliveries."""
    connection = session.connection()
    latest = {
        change.membership.condition_id: change.membership
        for change in changes
        if change.membership is not None
    }
    for membership in latest.values():
        _move(connection, membership)
    events = [event for change in changes for event in change.events]
    if not events:
        return Posted((), ())
    first = (connection.scalar(NEWEST) or 0) + 1
    connection.execute(RECORD, [_row(event, first + at) for at, event in enumerate(events)])
    _write_deliveries(connection, events, first)
    last = first + len(events) - 1
    reached = connection.execute(REACHED, {"first": first, "last": last})
    return Posted(tuple(range(first, last + 1)), tuple(destination_of(row) for row in reached))


def _move(connection: Connection, membership: Membership) -> None:
    """Write what changed inside a condition; only the last of several memberships counts."""
    key = {"condition": membership.condition_id}
    known = {"day": membership.day, "known_at": membership.known_at}
    if not connection.execute(KNOW, {**key, **known}).rowcount:
        connection.execute(KNOW_FIRST, {"condition_id": membership.condition_id, **known})
    inside = set(connection.scalars(INSIDE, key))
    if left := inside - membership.codes:
        connection.execute(LEAVE, [{**key, "left": code} for code in left])
    if entered := membership.codes - inside:
        connection.execute(
            ENTER,
            [{"condition_id": membership.condition_id, "code": code} for code in entered],
        )


def _write_deliveries(connection: Connection, events: Sequence[Event], first: int) -> None:
    """Write them in the order of the events, where some may have no condition."""
    for known, run in groupby(events, lambda event: event.condition_id is not None):
        last = first + len(list(run)) - 1
        statement = DELIVER if known else DELIVER_TO_ALL
        connection.execute(statement, {"first": first, "last": last})
        first = last + 1


def _row(event: Event, event_id: int) -> dict[str, Any]:
    return {
        "id": event_id,
        "condition_id": event.condition_id,
        "code": event.code,
        "kind": event.kind.value,
        "source": event.source.value,
        "day": event.day,
        "received_at": event.received_at,
        "happened_at": event.happened_at,
        "since": event.since,
        "broker_late": event.broker_late,
    }


def post_notice(
    session: Session,
    known: Destinations,
    notice: Notice,
    to: Sequence[Destination],
    at: datetime,
) -> None:
    """Write one delivery of a notice to each destination."""
    said = {"key": notice.key, "params": notice.params}
    rows = [
        {
            "destination_id": known.find_or_add(session, destination),
            "notice": said,
            "lane": "notice",
            "state": WAITING,
            "resend": False,
            "created_at": at,
        }
        for destination in dict.fromkeys(to)
    ]
    if rows:
        session.connection().execute(insert(DELIVERY), rows)
