"""What `Outbox.claim` takes: the rows of one destination that make up its next message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session

from core.model import Delivery, Destination, Earlier, EventKind, Hold, Notice, Source
from core.ports import Behind, Claim, Silence
from core.store.options import options_of
from core.store.preferences import mutes_of, quiet_of
from core.store.rows import event_of, kst, quote_of
from core.store.tables import (
    FOLDED,
    HELD,
    SENDING,
    SENT,
    WAITING,
    ConditionRow,
    DeliveryRow,
    DestinationRow,
    EventRow,
    MuteRow,
    SubscriptionRow,
    table,
)

REPORT = 150
"""the most stocks one missed report names"""
SUMMARY = 2000
"""the most alerts one summary sums up"""
LOOKBACK = timedelta(hours=1)
"""what was told before then neither folds nor cools anything, unless a subscription says so"""
_MOST_EARLIER = 400

CONDITION, DELIVERY, EVENT, SUBSCRIPTION = (
    table(row) for row in (ConditionRow, DeliveryRow, EventRow, SubscriptionRow)
)
ASIDE = table(DestinationRow).alias("aside")

PENDING = and_(DELIVERY.c.state == WAITING, DELIVERY.c.settled_at.is_(None))
"""in this shape the index of unsettled rows serves it, however long the history behind"""

EVENT_COLUMNS = (
    "condition_id",
    "code",
    "kind",
    "source",
    "day",
    "received_at",
    "happened_at",
    "since",
    "broker_late",
    "price",
    "change",
    "rate",
    "volume",
    "value",
)
FULL: Select[Any] = (
    select(
        DELIVERY.c.id,
        DELIVERY.c.event_id,
        DELIVERY.c.notice,
        DELIVERY.c.resend,
        DELIVERY.c.state,
        DELIVERY.c.hold,
        DELIVERY.c.diverted_from,
        DELIVERY.c.claimed_at,
        ASIDE.c.channel.label("aside"),
        ASIDE.c.chat.label("aside_chat"),
        ASIDE.c.topic.label("aside_topic"),
        CONDITION.c.name.label("condition"),
        SUBSCRIPTION.c.id.label("subscription_id"),
        SUBSCRIPTION.c.options,
        *(EVENT.c[name] for name in EVENT_COLUMNS),
    )
    .select_from(
        DELIVERY.outerjoin(EVENT)
        .outerjoin(CONDITION)
        .outerjoin(ASIDE, ASIDE.c.id == DELIVERY.c.diverted_from)
        .outerjoin(
            SUBSCRIPTION,
            (SUBSCRIPTION.c.condition_id == EVENT.c.condition_id)
            & (
                SUBSCRIPTION.c.destination_id
                == func.coalesce(DELIVERY.c.diverted_from, DELIVERY.c.destination_id)
            ),
        )
    )
    .order_by(DELIVERY.c.id)
)
HEAD = FULL.where(DELIVERY.c.destination_id == bindparam("destination"), PENDING).limit(
    bindparam("most")
)
NOTICE = HEAD.where(DELIVERY.c.event_id.is_(None))
SAME_SORT = and_(
    DELIVERY.c.resend == bindparam("resend"),
    DELIVERY.c.hold.is_not_distinct_from(bindparam("hold")),
    DELIVERY.c.diverted_from.is_not_distinct_from(bindparam("diverted_from")),
)
ALIKE = HEAD.where(SAME_SORT)
PENDING_SORTS = (
    select(
        DELIVERY.c.id,
        DELIVERY.c.event_id,
        DELIVERY.c.hold,
        DELIVERY.c.resend,
        DELIVERY.c.diverted_from,
        EVENT.c.condition_id,
        EVENT.c.code,
        EVENT.c.source,
        EVENT.c.since,
        EVENT.c.received_at,
    )
    .select_from(DELIVERY.join(EVENT))
    .where(
        DELIVERY.c.destination_id == bindparam("destination"),
        PENDING,
        DELIVERY.c.id <= bindparam("last"),
    )
    .order_by(DELIVERY.c.id)
)
SUMMED_UP = ALIKE.where(DELIVERY.c.event_id.is_not(None))
NOTICES = ALIKE.where(DELIVERY.c.event_id.is_(None))
"""the notices that were held back for one reason go in one message"""
MISSED = FULL.where(
    # begun with the report's events: very many may wait here
    DELIVERY.c.destination_id + 0 == bindparam("destination", type_=Integer),
    PENDING,
    SAME_SORT,
    EVENT.c.source == Source.MISSED,
    EVENT.c.since.is_not_distinct_from(bindparam("since", type_=EVENT.c.since.type)),
    EVENT.c.received_at == bindparam("received_at"),
).limit(bindparam("most"))
LEFT_OVER = FULL.where(
    DELIVERY.c.destination_id == bindparam("destination"),
    DELIVERY.c.state == HELD,
    DELIVERY.c.settled_at.is_(None),
    DELIVERY.c.hold == Hold.FOLDED,
    func.coalesce(DELIVERY.c.message_id, "") == "",  # the index of messages is no help here
    DELIVERY.c.diverted_from.is_not_distinct_from(bindparam("diverted_from")),
).limit(bindparam("most"))
"""held for a message that cannot be edited any more: they go with whatever goes next"""

EARLIER = (
    select(
        EVENT.c.condition_id,
        EVENT.c.code,
        EVENT.c.kind,
        EVENT.c.received_at,
        DELIVERY.c.state,
        DELIVERY.c.hold,
        DELIVERY.c.message_id,
    )
    .select_from(EVENT.join(DELIVERY))
    .where(
        # begun with the stocks: a destination's history may be very long
        DELIVERY.c.destination_id + 0 == bindparam("destination", type_=Integer),
        EVENT.c.code.in_(bindparam("codes", expanding=True)),
        EVENT.c.received_at >= bindparam("since"),
        EVENT.c.source != Source.MISSED,
        or_(
            DELIVERY.c.state.in_((SENT, FOLDED)),
            and_(DELIVERY.c.state == HELD, DELIVERY.c.hold == Hold.FOLDED),
        ),
    )
    .order_by(EVENT.c.id.desc())
    .limit(_MOST_EARLIER)
)
THERE = select(
    exists()
    .where(
        DELIVERY.c.destination_id == bindparam("destination"),
        DELIVERY.c.state == HELD,
        DELIVERY.c.settled_at.is_(None),
    )
    .label("held"),
    (
        exists().select_from(table(MuteRow))
        | exists().where(table(DestinationRow).c.quiet_start.is_not(None))
    ).label("silence"),
)
"""whether anything is held back there, and anybody at all wants silence: mostly nothing, nobody"""
BEHIND = (
    select(
        DELIVERY.c.event_id,
        DELIVERY.c.hold,
        DELIVERY.c.not_before,
        DELIVERY.c.message_id,
        EVENT.c.condition_id,
        EVENT.c.code,
    )
    .select_from(DELIVERY.join(EVENT))
    .where(
        DELIVERY.c.destination_id == bindparam("destination"),
        DELIVERY.c.state == HELD,
        DELIVERY.c.settled_at.is_(None),
        EVENT.c.code.in_(bindparam("codes", expanding=True)),
        DELIVERY.c.diverted_from.is_not_distinct_from(bindparam("home", type_=Integer)),
    )
    .order_by(DELIVERY.c.event_id)
)
TO_BE_FOLDED = (
    select(DELIVERY.c.id, DELIVERY.c.event_id, EVENT.c.condition_id, EVENT.c.code)
    .select_from(DELIVERY.join(EVENT))
    .where(
        DELIVERY.c.destination_id == bindparam("destination"),
        DELIVERY.c.state == HELD,
        DELIVERY.c.settled_at.is_(None),
        DELIVERY.c.hold == Hold.FOLDED,
        EVENT.c.code.in_(bindparam("codes", expanding=True)),
    )
)
LET_GO = (
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("row"), DELIVERY.c.state == HELD)
    .values(state=WAITING, message_id=None)
)
DUE_HERE = (
    update(DELIVERY)
    .where(
        DELIVERY.c.destination_id == bindparam("destination"),
        DELIVERY.c.state == HELD,
        DELIVERY.c.settled_at.is_(None),
        DELIVERY.c.not_before <= bindparam("at"),
    )
    .values(state=WAITING)
)
TAKE = (
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("row"))
    .values(state=SENDING, claimed_at=bindparam("at"))
)


def claim(
    session: Session,
    destination: Destination,
    destination_id: int | None,
    at: datetime,
    most: int,
    *,
    notices: bool = False,
) -> Claim:
    """Take the leading run of one sort, or the whole of a report or summary, and mark it.

    `notices`: the oldest notice, whatever waits before it.
    """
    connection = session.connection()
    there = connection.execute(THERE, {"destination": destination_id}).one()
    if there.held:
        connection.execute(DUE_HERE, {"destination": destination_id, "at": at})
    if notices:
        asked = {"destination": destination_id, "most": 1}
        rows: Sequence[Any] = connection.execute(NOTICE, asked).all()
    else:
        rows = _run(session, destination_id, most)
    if there.held and _let_go_before(connection, destination_id, rows):
        rows = _run(session, destination_id, most)
    if not rows:
        return Claim()
    connection.execute(TAKE, [{"row": row.id, "at": at} for row in rows])
    deliveries = tuple(delivery_of(row) for row in rows)
    here = _silence(session, destination, at) if there.silence else Silence()
    if deliveries[0].event is None:
        return Claim(deliveries, here)
    head, home = rows[0], Silence()
    if there.silence and head.aside is not None:
        aside = Destination(head.aside, head.aside_chat, head.aside_topic)
        home = _silence(session, aside, at)
    before = _earlier(session, destination_id, deliveries, at)
    asked = {"destination": destination_id, "home": head.diverted_from}
    behind = _behind(connection, asked, deliveries) if there.held else ()
    return Claim(deliveries, here, home, before, behind)


def _let_go_before(connection: Connection, destination_id: int | None, rows: Sequence[Any]) -> bool:
    """Let what was to be folded go before a report, summary or repetition of the same stocks.

    It cannot be taken along with these, and must not come after them; whether there was any.
    """
    takes_along = any(_sort(row)[0] == "live" and not row.resend for row in rows)
    if not rows or rows[0].event_id is None or takes_along:
        return False
    last = {(row.condition_id, row.code): row.event_id for row in rows}
    asked = {"destination": destination_id, "codes": sorted({code for _, code in last})}
    found = connection.execute(TO_BE_FOLDED, asked).all()
    ids = [one.id for one in found if one.event_id < last.get((one.condition_id, one.code), 0)]
    if ids:
        connection.execute(LET_GO, [{"row": row} for row in ids])
    return bool(ids)


def _silence(session: Session, destination: Destination, at: datetime) -> Silence:
    quiet = quiet_of(session, destination)
    return Silence(tuple(mutes_of(session, destination, at)), (quiet,) if quiet else ())


def _run(session: Session, destination_id: int | None, most: int) -> Sequence[Any]:
    connection = session.connection()
    rows = connection.execute(HEAD, {"destination": destination_id, "most": most}).all()
    run = _leading_run(rows)
    if not run:
        return run
    head, kind = run[0], _sort(run[0])[0]
    alike = {name: getattr(head, name) for name in ("resend", "hold", "diverted_from")}
    whole = {"destination": destination_id, **alike}
    if kind == "missed":
        span = {"since": head.since, "received_at": head.received_at}
        found = connection.execute(MISSED, {**whole, **span, "most": REPORT}).all()
    elif kind == "summary":
        found = connection.execute(SUMMED_UP, {**whole, "most": SUMMARY}).all()
    elif kind == "notices":
        return connection.execute(NOTICES, {**whole, "most": most}).all()
    if kind in ("missed", "summary"):
        blocked = _blocked(connection, destination_id, _sort(head), found[-1].id)
        return [row for row in found if row.id not in blocked]
    if kind == "live" and len(run) < most and not head.resend:
        left = {**whole, "most": most - len(run)}
        over = connection.execute(LEFT_OVER, left).all()
        return sorted([*over, *run], key=lambda row: row.id)
    return run


def _sort(row: Any) -> tuple[Any, ...]:
    """What rows of one message have in common; a notice stands alone if it was not held back."""
    if row.event_id is None and row.hold is None:
        return ("notice", row.id)
    if row.event_id is None:
        return ("notices", row.hold, row.resend)
    if row.hold is not None:
        return ("summary", row.hold, row.resend, row.diverted_from)
    if row.source == Source.MISSED:
        return ("missed", row.resend, row.diverted_from, row.since, row.received_at)
    return ("live", row.resend, row.diverted_from)


def _blocked(
    connection: Connection, destination_id: int | None, sort: tuple[Any, ...], last: int
) -> set[int]:
    """Return the rows of a sort, up to the last, before which another of the same stock waits."""
    others: set[tuple[int | None, str]] = set()
    blocked: set[int] = set()
    for row in connection.execute(PENDING_SORTS, {"destination": destination_id, "last": last}):
        key = (row.condition_id, row.code)
        if _sort(row) != sort:
            others.add(key)
        elif key in others:
            blocked.add(row.id)
    return blocked


def _leading_run(rows: Sequence[Any]) -> Sequence[Any]:
    sorts = [_sort(row) for row in rows]
    alike = takewhile(lambda sort: sort == sorts[0], sorts)
    return rows[: sum(1 for _ in alike)]


def _earlier(
    session: Session, destination_id: int | None, deliveries: Sequence[Delivery], at: datetime
) -> tuple[Earlier, ...]:
    live = [one for one in deliveries if one.event and one.event.source is not Source.MISSED]
    if not live or live[0].hold not in (None, Hold.FOLDED):
        return ()
    asked = [one.options for one in live if one.options]
    minutes = max((max(one.cooldown, one.fold or 0) for one in asked), default=0)
    since = at - max(LOOKBACK, timedelta(minutes=minutes))
    codes = {one.event.code for one in live if one.event}
    return earlier(session, destination_id, codes, since)


def _behind(
    connection: Connection, asked: dict[str, int | None], deliveries: Sequence[Delivery]
) -> tuple[Behind, ...]:
    codes = sorted({one.event.code for one in deliveries if one.event})
    rows = connection.execute(BEHIND, {**asked, "codes": codes})
    return tuple(
        Behind(
            row.event_id,
            row.condition_id,
            row.code,
            Hold(row.hold),
            kst(row.not_before),
            row.message_id if row.hold == Hold.FOLDED else None,
        )
        for row in rows
    )


def earlier(
    session: Session, destination_id: int | None, codes: set[str], since: datetime
) -> tuple[Earlier, ...]:
    """Return what a destination was told of these stocks since then, oldest first."""
    asked = {"destination": destination_id, "codes": sorted(codes), "since": since}
    rows = session.connection().execute(EARLIER, asked).all()
    return tuple(_told(row) for row in reversed(rows))


def _told(row: Any) -> Earlier:
    editable = row.state in {FOLDED, HELD} or row.hold is None
    return Earlier(
        condition_id=row.condition_id,
        code=row.code,
        kind=EventKind(row.kind),
        received_at=kst(row.received_at),
        folded=row.state != SENT,
        message_id=row.message_id if editable else None,
    )


def delivery_of(row: Any) -> Delivery:
    """Return the delivery of a row with all its columns."""
    if row.event_id is None:
        notice = Notice(row.notice["key"], row.notice["params"])
        hold = Hold(row.hold) if row.hold is not None else None
        return Delivery(row.id, notice=notice, resend=row.resend, hold=hold)
    return Delivery(
        row.id,
        event=event_of(row, row.event_id),
        condition=row.condition,
        resend=row.resend,
        options=options_of(row.options) if row.subscription_id is not None else None,
        hold=Hold(row.hold) if row.hold is not None else None,
        diverted=row.aside or "",
        folded=row.state in {FOLDED, HELD},
        quote=quote_of(row),
        tried=row.claimed_at is not None,
    )
