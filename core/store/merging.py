"""Two destinations that turn out to be one: a chat moved to an address already known."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core.store import lookouts
from core.store.tables import (
    FAILED,
    FILTERED,
    FOLDED,
    HELD,
    SENT,
    WAITING,
    DeliveryRow,
    DestinationRow,
    MuteRow,
    PlaceRow,
    SubscriptionRow,
)


def merge(session: Session, old: DestinationRow, new: DestinationRow) -> None:
    """Move everything of the old row to the new one and delete the old one.

    A subscription both had is awake if one was; an event both were to get is told once.
    """
    _merge_preferences(session, old, new)
    _merge_places(session, old.id, new.id)
    lookouts.move(session, old.id, new.id)
    _merge_subscriptions(session, old.id, new.id)
    _merge_deliveries(session, old.id, new.id)
    session.flush()
    session.delete(old)


def _merge_preferences(session: Session, old: DestinationRow, new: DestinationRow) -> None:
    new.held_until = max(filter(None, (old.held_until, new.held_until)), default=None)
    if new.quiet_start is None:
        new.quiet_start, new.quiet_end = old.quiet_start, old.quiet_end
    new.daily = new.daily and old.daily
    session.exec(
        update(MuteRow).where(col(MuteRow.destination_id) == old.id).values(destination_id=new.id)
    )


def forget_untold(session: Session, destination_id: int, event_ids: Any) -> None:
    """Forget what was filtered or failed in a destination, of events that come to it again."""
    session.exec(
        delete(DeliveryRow).where(
            col(DeliveryRow.destination_id) == destination_id,
            col(DeliveryRow.state).in_((FILTERED, FAILED)),
            col(DeliveryRow.event_id).in_(event_ids),
        )
    )


def _merge_deliveries(session: Session, old_id: int, new_id: int) -> None:
    untold = select(DeliveryRow.event_id).where(
        DeliveryRow.destination_id == old_id,
        col(DeliveryRow.state).not_in((FILTERED, FAILED)),
        col(DeliveryRow.event_id).is_not(None),
    )
    forget_untold(session, new_id, untold)
    told = select(DeliveryRow.event_id).where(
        DeliveryRow.destination_id == old_id, col(DeliveryRow.state).in_((SENT, FOLDED))
    )
    session.exec(
        delete(DeliveryRow).where(
            col(DeliveryRow.destination_id) == new_id,
            col(DeliveryRow.state).in_((WAITING, HELD)),
            col(DeliveryRow.event_id).in_(told),
        )
    )
    there = select(DeliveryRow.event_id).where(
        DeliveryRow.destination_id == new_id, col(DeliveryRow.event_id).is_not(None)
    )
    session.exec(
        delete(DeliveryRow).where(
            col(DeliveryRow.destination_id) == old_id, col(DeliveryRow.event_id).in_(there)
        )
    )
    for column in ("destination_id", "diverted_from"):
        session.exec(
            update(DeliveryRow)
            .where(col(getattr(DeliveryRow, column)) == old_id)
            .values({column: new_id})
        )
    session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.diverted_from) == new_id, col(DeliveryRow.destination_id) == new_id)
        .values(diverted_from=None)
    )


def forget_messages(session: Session, destination_id: int) -> None:
    """Let nothing be edited any more: at the new address these numbers are other messages'."""
    session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.destination_id) == destination_id,
            col(DeliveryRow.message_id).is_not(None),
        )
        .values(message_id=None)
    )


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


def _merge_places(session: Session, old_id: int, new_id: int) -> None:
    there = select(PlaceRow.person_id).where(PlaceRow.destination_id == new_id)
    session.exec(
        delete(PlaceRow).where(
            col(PlaceRow.destination_id) == old_id, col(PlaceRow.person_id).in_(there)
        )
    )
    session.exec(
        update(PlaceRow).where(col(PlaceRow.destination_id) == old_id).values(destination_id=new_id)
    )


def _rows_of(session: Session, destination_id: int) -> Sequence[SubscriptionRow]:
    return session.exec(
        select(SubscriptionRow).where(SubscriptionRow.destination_id == destination_id)
    ).all()
