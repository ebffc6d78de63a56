"""What waits of a subscription that is no more: settled as never sent, with the reason."""

from collections.abc import Sequence

from sqlalchemy import Update, bindparam, func, select, update
from sqlmodel import Session, col

from core.model import UNSUBSCRIBED
from core.store.tables import (
    FAILED,
    HELD,
    WAITING,
    ConditionRow,
    DeliveryRow,
    DestinationRow,
    EventRow,
    SubscriptionRow,
    table,
)

CONDITION, DELIVERY, DESTINATION, EVENT, SUBSCRIPTION = (
    table(row) for row in (ConditionRow, DeliveryRow, DestinationRow, EventRow, SubscriptionRow)
)

HOME = func.coalesce(DELIVERY.c.diverted_from, DELIVERY.c.destination_id)
"""where an alert was to go at first: its subscription is there"""
ITS_SUBSCRIPTION = (
    select(SUBSCRIPTION.c.suspended)
    .select_from(SUBSCRIPTION.join(EVENT, EVENT.c.condition_id == SUBSCRIPTION.c.condition_id))
    .where(EVENT.c.id == DELIVERY.c.event_id, SUBSCRIPTION.c.destination_id == HOME)
)
PLACE, AT_HOME = DESTINATION.alias("place"), DESTINATION.alias("home")
FOLLOWED = (
    select(SUBSCRIPTION.c.id)
    .select_from(
        SUBSCRIPTION.join(EVENT, EVENT.c.condition_id == SUBSCRIPTION.c.condition_id)
        .join(PLACE, PLACE.c.id == SUBSCRIPTION.c.destination_id)
        .join(AT_HOME, (AT_HOME.c.channel == PLACE.c.channel) & (AT_HOME.c.chat == PLACE.c.chat))
    )
    .where(
        EVENT.c.id == DELIVERY.c.event_id,
        AT_HOME.c.id == HOME,
        SUBSCRIPTION.c.suspended.is_(None)
        | SUBSCRIPTION.c.suspended.startswith("condition_", autoescape=True),
    )
)
"""anywhere in the chat: it may have gone on in a topic meanwhile"""
OF_A_LISTED_CONDITION = (
    select(EVENT.c.id)
    .select_from(EVENT.join(CONDITION))
    .where(EVENT.c.id == DELIVERY.c.event_id, CONDITION.c.listed)
)


def waiting_dropped(reason: object) -> Update:
    """Settle what waits as never sent.

    It was never tried, so the moment it was written is the only one there is.
    """
    return (
        update(DeliveryRow)
        .where(
            col(DeliveryRow.state).in_((WAITING, HELD)),
            col(DeliveryRow.settled_at).is_(None),
        )
        .values(state=FAILED, reason=reason, settled_at=DeliveryRow.created_at)
    )


UNFOLLOWED = waiting_dropped(func.coalesce(ITS_SUBSCRIPTION.scalar_subquery(), UNSUBSCRIBED)).where(
    DELIVERY.c.id.in_(bindparam("rows", expanding=True)),
    OF_A_LISTED_CONDITION.exists(),
    ~FOLLOWED.exists(),
)
"""one of a condition that is listed no more may have been taken on by another one"""


def drop(session: Session, condition_id: int, destination_id: int, reason: str) -> int:
    """Drop what waits of one subscription, there or where it was diverted to; return how much."""
    its_events = select(EVENT.c.id).where(EVENT.c.condition_id == condition_id)
    at_home = bindparam("home", destination_id) == HOME
    its = waiting_dropped(reason).where(at_home, DELIVERY.c.event_id.in_(its_events))
    return session.exec(its).rowcount


def drop_unfollowed(session: Session, delivery_ids: Sequence[int]) -> None:
    """Drop what of these waits again and was unsubscribed or paused while it was in the air."""
    if delivery_ids:
        session.connection().execute(UNFOLLOWED, {"rows": list(delivery_ids)})
