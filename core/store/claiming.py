"""What `Outbox.claim` takes: the rows of one destination that make up its next message."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select, update

from core.model import Delivery, Notice, Source
from core.store.rows import event_of
from core.store.tables import SENDING, WAITING, ConditionRow, DeliveryRow, EventRow, table

REPORT = 150
"""the most stocks one missed report names"""

CONDITION, DELIVERY, EVENT = (table(row) for row in (ConditionRow, DeliveryRow, EventRow))

PENDING = and_(DELIVERY.c.state == WAITING, DELIVERY.c.settled_at.is_(None))
"""in this shape the index of unsettled rows serves it, however long the history behind"""

HEAD: Select[Any] = (
    select(
        DELIVERY.c.id,
        DELIVERY.c.event_id,
        DELIVERY.c.notice,
        DELIVERY.c.resend,
        CONDITION.c.name.label("condition"),
        *(
            EVENT.c[name]
            for name in ("condition_id", "code", "kind", "source", "day", "received_at")
        ),
        *(EVENT.c[name] for name in ("happened_at", "since", "broker_late")),
    )
    .select_from(DELIVERY.outerjoin(EVENT).outerjoin(CONDITION))
    .where(DELIVERY.c.destination_id == bindparam("destination"), PENDING)
    .order_by(DELIVERY.c.id)
    .limit(bindparam("most"))
)
MISSED = HEAD.where(
    EVENT.c.source == Source.MISSED,
    EVENT.c.since.is_not_distinct_from(bindparam("since", type_=EVENT.c.since.type)),
    EVENT.c.received_at == bindparam("received_at"),
    DELIVERY.c.resend == bindparam("resend"),
)

TAKE = (
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("row"))
    .values(state=SENDING, claimed_at=bindparam("at"))
)


def claim(
    connection: Connection, destination_id: int | None, at: datetime, most: int
) -> list[Delivery]:
    """Take the leading run of one sort, or the whole of a missed report, and mark it."""
    rows = connection.execute(HEAD, {"destination": destination_id, "most": most}).all()
    run = _leading_run(rows)
    if run and run[0].source == Source.MISSED:
        head = run[0]
        report = {name: getattr(head, name) for name in ("since", "received_at", "resend")}
        run = connection.execute(
            MISSED, {"destination": destination_id, "most": REPORT, **report}
        ).all()
    if run:
        connection.execute(TAKE, [{"row": row.id, "at": at} for row in run])
    return [_delivery(row) for row in run]


def _sort(row: Any) -> tuple[Any, ...]:
    """What rows of one message have in common; a notice stands alone."""
    if row.event_id is None:
        return ("notice", row.id)
    if row.source == Source.MISSED:
        return ("missed", row.resend, row.since, row.received_at)
    return ("live", row.resend)


def _leading_run(rows: Sequence[Any]) -> Sequence[Any]:
    sorts = [_sort(row) for row in rows]
    alike = takewhile(lambda sort: sort == sorts[0], sorts)
    return rows[: sum(1 for _ in alike)]


def _delivery(row: Any) -> Delivery:
    if row.event_id is None:
        notice = Notice(row.notice["key"], row.notice["params"])
        return Delivery(row.id, notice=notice, resend=row.resend)
    event = event_of(row, row.event_id)
    return Delivery(row.id, event=event, condition=row.condition, resend=row.resend)
