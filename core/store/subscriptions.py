"""Who wants what."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Update, delete, func, update
from sqlmodel import Session, col, select

from core.errors import UnknownCondition
from core.model import Destination, Subscription
from core.store.database import Database
from core.store.destinations import Destinations
from core.store.merging import merge
from core.store.rows import condition_of, destination_of, kst
from core.store.tables import (
    FAILED,
    WAITING,
    ConditionRow,
    DeliveryRow,
    DestinationRow,
    EventRow,
    SubscriptionRow,
)

ABSENT = "channel_absent"


class SqlSubscriptions:
    """`Subscriptions` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def add(
        self, condition_id: int, destination: Destination, person: str, at: datetime
    ) -> bool:
        """Subscribe; False where it already was (a suspended one wakes up and gives True).

        Raises UnknownCondition.
        """
        return await self._database.run(self._add, condition_id, destination, person, at)

    async def remove(self, condition_id: int, destination: Destination) -> bool:
        """Unsubscribe; False where there was nothing to remove."""
        return await self._database.run(self._remove, condition_id, destination)

    async def of(self, destination: Destination) -> list[Subscription]:
        """Return the subscriptions of a destination, suspended ones as well, oldest first."""
        return await self._database.run(self._of, destination)

    async def counts(self) -> dict[int, int]:
        """Return how many unsuspended subscriptions each condition has; none: not in the dict."""
        return await self._database.run(_counts)

    async def subscribers(self, condition_id: int) -> list[Destination]:
        """Return the destinations that follow a condition and are not suspended."""
        return await self._database.run(_subscribers, condition_id)

    async def suspend(self, destination: Destination, reason: str) -> int:
        """Suspend all subscriptions of a destination and drop its waiting deliveries; how many.

        Those suspended already keep their reason and are not counted; the deliveries are kept as
        failed, so that the silence can be explained.
        """
        return await self._database.run(self._suspend, destination, reason)

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Suspend all subscriptions of a condition; return whose were awake until now."""
        return await self._database.run(_suspend_condition, condition_id, reason)

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Wake the subscriptions of a condition that were suspended for a reason; whose."""
        return await self._database.run(_resume_condition, condition_id, reason)

    async def resume(self, destination: Destination) -> int:
        """Wake what was suspended because of the destination itself; how many."""
        return await self._database.run(self._resume, destination)

    async def keep_channels(self, present: Collection[str]) -> None:
        """Suspend the subscriptions of channels that are absent now, wake those that are back."""
        await self._database.run(self._keep_channels, frozenset(present))

    async def move(self, destination: Destination, to: Destination) -> None:
        """Give a destination its new address, with its subscriptions and waiting deliveries.

        Where the new address is known already the two become one: a subscription both had is
        awake if one of them was, and an event both were to get is told once.
        """
        await self._database.run(self._move, destination, to)

    def _add(
        self,
        session: Session,
        condition_id: int,
        destination: Destination,
        person: str,
        at: datetime,
    ) -> bool:
        if session.get(ConditionRow, condition_id) is None:
            raise UnknownCondition(said=f"#{condition_id}")
        destination_id = self._destinations.find_or_add(session, destination)
        row = session.exec(
            select(SubscriptionRow).where(
                SubscriptionRow.condition_id == condition_id,
                SubscriptionRow.destination_id == destination_id,
            )
        ).first()
        if row is None:
            row = SubscriptionRow(
                condition_id=condition_id,
                destination_id=destination_id,
                person=person,
                created_at=at,
            )
        elif row.suspended is None:
            return False
        row.suspended = None
        session.add(row)
        return True

    def _remove(self, session: Session, condition_id: int, destination: Destination) -> bool:
        destination_id = self._destinations.find(session, destination)
        removed = session.exec(
            delete(SubscriptionRow).where(
                col(SubscriptionRow.condition_id) == condition_id,
                col(SubscriptionRow.destination_id) == destination_id,
            )
        )
        its_events = select(col(EventRow.id)).where(col(EventRow.condition_id) == condition_id)
        session.exec(
            _drop_waiting(destination_id, "unsubscribed").where(
                col(DeliveryRow.event_id).in_(its_events)
            )
        )
        return removed.rowcount > 0

    def _of(self, session: Session, destination: Destination) -> list[Subscription]:
        rows = session.exec(
            select(SubscriptionRow, ConditionRow)
            .join(ConditionRow)
            .where(SubscriptionRow.destination_id == self._destinations.find(session, destination))
            .order_by(col(SubscriptionRow.id))
        )
        return [
            Subscription(
                id=row.id,
                condition=condition_of(condition),
                destination=destination,
                person=row.person,
                created_at=kst(row.created_at),
                suspended=row.suspended,
            )
            for row, condition in rows
        ]

    def _suspend(self, session: Session, destination: Destination, reason: str) -> int:
        destination_id = self._destinations.find(session, destination)
        session.exec(_drop_waiting(destination_id, reason))
        return session.exec(
            update(SubscriptionRow)
            .where(
                col(SubscriptionRow.destination_id) == destination_id,
                col(SubscriptionRow.suspended).is_(None),
            )
            .values(suspended=reason)
        ).rowcount

    def _resume(self, session: Session, destination: Destination) -> int:
        return session.exec(
            update(SubscriptionRow)
            .where(
                col(SubscriptionRow.destination_id)
                == self._destinations.find(session, destination),
                col(SubscriptionRow.suspended).is_not(None),
                ~col(SubscriptionRow.suspended).startswith("condition_", autoescape=True),
            )
            .values(suspended=None)
        ).rowcount

    def _keep_channels(self, session: Session, present: frozenset[str]) -> None:
        for row in session.exec(select(DestinationRow)).all():
            destination = destination_of(row)
            if row.channel not in present:
                self._suspend(session, destination, ABSENT)
        back = select(col(DestinationRow.id)).where(col(DestinationRow.channel).in_(present))
        session.exec(
            update(SubscriptionRow)
            .where(
                col(SubscriptionRow.suspended) == ABSENT,
                col(SubscriptionRow.destination_id).in_(back),
            )
            .values(suspended=None)
        )

    def _move(self, session: Session, destination: Destination, to: Destination) -> None:
        old_id = self._destinations.find(session, destination)
        if old_id is None or destination == to:
            return
        new_id = self._destinations.find(session, to)
        old = session.get_one(DestinationRow, old_id)
        if new_id is None:
            old.channel, old.chat, old.topic = to.channel, to.chat, to.topic
        else:
            merge(session, old, session.get_one(DestinationRow, new_id))
        session.flush()
        self._destinations.forget()


def _drop_waiting(destination_id: int | None, reason: str) -> Update:
    """Settle what waits for a destination as never sent.

    It was never tried, so the moment it was written is the only one there is.
    """
    return (
        update(DeliveryRow)
        .where(
            col(DeliveryRow.destination_id) == destination_id,
            col(DeliveryRow.state) == WAITING,
            col(DeliveryRow.settled_at).is_(None),
        )
        .values(state=FAILED, reason=reason, settled_at=DeliveryRow.created_at)
    )


def _counts(session: Session) -> dict[int, int]:
    rows = session.exec(
        select(SubscriptionRow.condition_id, func.count())
        .where(col(SubscriptionRow.suspended).is_(None))
        .group_by(col(SubscriptionRow.condition_id))
    )
    return dict(rows.all())


def _subscribers(session: Session, condition_id: int) -> list[Destination]:
    rows = session.exec(
        select(DestinationRow)
        .join(SubscriptionRow)
        .where(
            SubscriptionRow.condition_id == condition_id,
            col(SubscriptionRow.suspended).is_(None),
        )
        .order_by(col(SubscriptionRow.id))
    )
    return [destination_of(row) for row in rows]


def _resume_condition(session: Session, condition_id: int, reason: str) -> list[Destination]:
    found = session.exec(
        update(SubscriptionRow)
        .where(
            col(SubscriptionRow.condition_id) == condition_id,
            col(SubscriptionRow.suspended) == reason,
        )
        .values(suspended=None)
        .returning(col(SubscriptionRow.destination_id))
    )
    ids = [row[0] for row in found]
    rows = session.exec(select(DestinationRow).where(col(DestinationRow.id).in_(ids))).all()
    return [destination_of(row) for row in sorted(rows, key=lambda row: row.id or 0)]


def _suspend_condition(session: Session, condition_id: int, reason: str) -> list[Destination]:
    awake = _subscribers(session, condition_id)
    session.exec(
        update(SubscriptionRow)
        .where(
            col(SubscriptionRow.condition_id) == condition_id,
            col(SubscriptionRow.suspended).is_(None),
        )
        .values(suspended=reason)
    )
    return awake
