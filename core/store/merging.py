"""Two destinations that turn out to be one: a chat moved to an address already known."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core.store.tables import DeliveryRow, DestinationRow, SubscriptionRow


def merge(session: Session, old: DestinationRow, new: DestinationRow) -> None:
    """Move everything of the old row to the new one and delete the old one.

    A subscription both had is awake if one was; an event both were to get is told once.
    """
    new.held_until = max(filter(None, (old.held_until, new.held_until)), default=None)
    _merge_subscriptions(session, old.id, new.id)
    there = select(DeliveryRow.event_id).where(
        DeliveryRow.destination_id == new.id, col(DeliveryRow.event_id).is_not(None)
    )
    session.exec(
        delete(DeliveryRow).where(
            col(DeliveryRow.destination_id) == old.id, col(DeliveryRow.event_id).in_(there)
        )
    )
    session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.destination_id) == old.id)
        .values(destination_id=new.id)
    )
    session.flush()
    session.delete(old)


def _merge_subscriptions(session: Session, old_id: int, new_id: int) -> None:
    theirs = {row.condition_id: row for row in _rows_of(session, new_id)}
    for row in _rows_of(session, old_id):
        twin = theirs.get(row.condition_id)
        if twin is None:
            row.destination_id = new_id
        else:
            if row.suspended is None:
                twin.suspended = None
            session.delete(row)


def _rows_of(session: Session, destination_id: int) -> Sequence[SubscriptionRow]:
    return session.exec(
        select(SubscriptionRow).where(SubscriptionRow.destination_id == destination_id)
    ).all()
