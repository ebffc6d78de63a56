"""Who wants what."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from core.errors import UnknownCondition
from core.model import BY_A_PERSON, UNSUBSCRIBED, Destination, Options, Subscription
from core.ports import Telling
from core.store.database import Database
from core.store.destinations import Destinations, family
from core.store.dropping import drop, waiting_dropped
from core.store.lookouts import forget_persons
from core.store.merging import forget_messages, forget_untold, merge
from core.store.options import options_of, options_row
from core.store.posting import post_notice
from core.store.rows import condition_of, destination_of, kst
from core.store.tables import (
    HELD,
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
        self,
        condition_id: int,
        destination: Destination,
        person: str,
        at: datetime,
        options: Options | None = None,
    ) -> bool:
        """Subscribe; False where it already was (a suspended one wakes up and gives True).

        `options` None leaves those it has. Raises UnknownCondition.
        """
        return await self._database.run(self._add, condition_id, destination, person, at, options)

    async def change(self, condition_id: int, destination: Destination, options: Options) -> bool:
        """Give a subscription other options; False where there is none."""
        return await self._database.run(self._change, condition_id, destination, options)

    async def pause(self, condition_id: int, destination: Destination, reason: str) -> int | None:
        """Suspend one subscription and drop what waits of it: how much; None: none was awake."""
        return await self._database.run(self._pause, condition_id, destination, reason)

    async def wake(self, condition_id: int, destination: Destination) -> bool:
        """Wake one subscription, whatever suspended it; False where none was asleep."""
        return await self._database.run(self._wake, condition_id, destination)

    async def transfer(self, condition_id: int, destination: Destination, to: Destination) -> bool:
        """Let one subscription go on in another place, with what waits of it; False: there is none.

        Where the other place follows the condition already they become one.
        """
        return await self._database.run(self._transfer, condition_id, destination, to)

    async def adopt(self, old: int, new: int, destination: Destination) -> bool:
        """Let a subscription follow another condition, awake and with its options.

        False where there is none; where the destination follows the other one already they
        become one.
        """
        return await self._database.run(self._adopt, old, new, destination)

    async def remove(self, condition_id: int, destination: Destination) -> int | None:
        """Unsubscribe and drop what still waits of it: how much; None: there was nothing."""
        return await self._database.run(self._remove, condition_id, destination)

    async def of(self, destination: Destination) -> list[Subscription]:
        """Return the subscriptions of a destination, suspended ones as well, oldest first.

        Those of a chat itself (no topic) are those of all its topics.
        """
        return await self._database.run(self._of, destination)

    async def made_by(self, person: str) -> list[Subscription]:
        """Return the subscriptions an identity made, in whichever chat, oldest first."""
        return await self._database.run(self._made_by, person)

    async def counts(self) -> dict[int, int]:
        """Return how many unsuspended subscriptions each condition has; none: not in the dict."""
        return await self._database.run(_counts)

    async def subscribers(self, condition_id: int) -> list[Destination]:
        """Return the destinations that follow a condition and are not suspended."""
        return await self._database.run(_subscribers, condition_id)

    async def suspend(
        self, destination: Destination, reason: str, telling: Telling | None = None
    ) -> int:
        """Suspend all subscriptions of a destination and drop its waiting deliveries; how many.

        `telling` is written with it, where any was awake.

        Those of a chat itself (no topic) are those of all its topics.

        Those suspended already keep their reason and are not counted; the deliveries are kept as
        failed, so that the silence can be explained.
        """
        return await self._database.run(self._suspend, destination, reason, telling)

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Suspend all subscriptions of a condition; return whose were awake until now."""
        return await self._database.run(_suspend_condition, condition_id, reason)

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Wake the subscriptions of a condition that were suspended for a reason; whose."""
        return await self._database.run(_resume_condition, condition_id, reason)

    async def resume(self, destination: Destination) -> int:
        """Wake what was suspended because of the destination itself; how many."""
        return await self._database.run(self._resume, destination)

    async def suspend_persons(self, persons: Collection[str], reason: str) -> list[Destination]:
        """Suspend what these people subscribed and drop what waits of it; whose chats.

        Their price alerts end.
        """
        return await self._database.run(_suspend_persons, tuple(persons), reason)

    async def chats(self) -> list[Destination]:
        """Return every destination that follows anything and is not suspended."""
        return await self._database.run(_chats)

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
        options: Options | None,
    ) -> bool:
        if session.get(ConditionRow, condition_id) is None:
            raise UnknownCondition(said=f"#{condition_id}")
        row = self._row(session, condition_id, destination)
        created = row is None or row.suspended is not None
        if row is not None and created:
            row.person = person
        if row is None:
            row = SubscriptionRow(
                condition_id=condition_id,
                destination_id=self._destinations.find_or_add(session, destination),
                person=person,
                created_at=at,
            )
        row.suspended = None
        if options is not None:
            row.options = options_row(options)
        session.add(row)
        return created

    def _row(
        self, session: Session, condition_id: int, destination: Destination
    ) -> SubscriptionRow | None:
        return session.exec(
            select(SubscriptionRow).where(
                SubscriptionRow.condition_id == condition_id,
                SubscriptionRow.destination_id == self._destinations.find(session, destination),
            )
        ).first()

    def _change(
        self, session: Session, condition_id: int, destination: Destination, options: Options
    ) -> bool:
        row = self._row(session, condition_id, destination)
        if row is not None:
            row.options = options_row(options)
        return row is not None

    def _pause(
        self, session: Session, condition_id: int, destination: Destination, reason: str
    ) -> int | None:
        row = self._row(session, condition_id, destination)
        if row is None or row.suspended is not None:
            return None
        row.suspended = reason
        return drop(session, condition_id, row.destination_id, reason)

    def _wake(self, session: Session, condition_id: int, destination: Destination) -> bool:
        row = self._row(session, condition_id, destination)
        if row is None or row.suspended is None:
            return False
        row.suspended = None
        return True

    def _transfer(
        self, session: Session, condition_id: int, destination: Destination, to: Destination
    ) -> bool:
        row = self._row(session, condition_id, destination)
        if row is None:
            return False
        twin = self._row(session, condition_id, to)
        if twin is row:
            return True
        if twin is not None:
            session.delete(twin)
            session.flush()
        source, row.destination_id = row.destination_id, self._destinations.find_or_add(session, to)
        session.flush()
        _follow(session, condition_id, source, row.destination_id)
        return True

    def _adopt(self, session: Session, old: int, new: int, destination: Destination) -> bool:
        row = self._row(session, old, destination)
        if row is None or session.get(ConditionRow, new) is None:
            return False
        twin = self._row(session, new, destination)
        if twin is not None and twin is not row:
            session.delete(twin)
            session.flush()
        row.condition_id = new
        row.suspended = None
        return True

    def _remove(self, session: Session, condition_id: int, destination: Destination) -> int | None:
        row = self._row(session, condition_id, destination)
        if row is None:
            return None
        session.delete(row)
        return drop(session, condition_id, row.destination_id, UNSUBSCRIBED)

    def _of(self, session: Session, destination: Destination) -> list[Subscription]:
        its = [
            DestinationRow.channel == destination.channel,
            DestinationRow.chat == destination.chat,
        ]
        if destination.topic:
            its.append(DestinationRow.topic == destination.topic)
        return self._found(session, *its)

    def _made_by(self, session: Session, person: str) -> list[Subscription]:
        return self._found(session, SubscriptionRow.person == person)

    def _found(self, session: Session, *which: bool) -> list[Subscription]:
        found = (
            select(SubscriptionRow, ConditionRow, DestinationRow)
            .join(ConditionRow, col(ConditionRow.id) == col(SubscriptionRow.condition_id))
            .join(DestinationRow, col(DestinationRow.id) == col(SubscriptionRow.destination_id))
            .where(*which)
            .order_by(col(SubscriptionRow.id))
        )
        return [
            Subscription(
                id=row.id,
                condition=condition_of(condition),
                destination=destination_of(place),
                person=row.person,
                created_at=kst(row.created_at),
                suspended=row.suspended,
                options=options_of(row.options),
            )
            for row, condition, place in session.exec(found)
        ]

    def _suspend(
        self,
        session: Session,
        destination: Destination,
        reason: str,
        telling: Telling | None = None,
    ) -> int:
        there = family(destination)
        session.exec(waiting_dropped(reason).where(col(DeliveryRow.destination_id).in_(there)))
        asleep = session.exec(
            update(SubscriptionRow)
            .where(
                col(SubscriptionRow.destination_id).in_(there),
                col(SubscriptionRow.suspended).is_(None),
            )
            .values(suspended=reason)
        ).rowcount
        if asleep and telling is not None:
            notice = telling.notice
            post_notice(session, self._destinations, notice, telling.to, telling.at)
        return asleep

    def _resume(self, session: Session, destination: Destination) -> int:
        return session.exec(
            update(SubscriptionRow)
            .where(
                col(SubscriptionRow.destination_id).in_(family(destination)),
                col(SubscriptionRow.suspended).is_not(None),
                col(SubscriptionRow.suspended).not_in(BY_A_PERSON),
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
        forget_messages(session, old_id)
        if new_id is None:
            old.channel, old.chat, old.topic = to.channel, to.chat, to.topic
        else:
            merge(session, old, session.get_one(DestinationRow, new_id))
        session.flush()
        self._destinations.forget()


def _follow(session: Session, condition_id: int, source: int, to: int) -> None:
    """Let what waits of one subscription wait at its new place, but for what waits there anyway."""
    its_events = select(col(EventRow.id)).where(col(EventRow.condition_id) == condition_id)
    there = select(col(DeliveryRow.event_id)).where(
        col(DeliveryRow.destination_id) == to, col(DeliveryRow.event_id).is_not(None)
    )
    waits = (
        col(DeliveryRow.destination_id) == source,
        col(DeliveryRow.state).in_((WAITING, HELD)),
        col(DeliveryRow.settled_at).is_(None),
        col(DeliveryRow.event_id).in_(its_events),
    )
    forget_untold(session, to, select(col(DeliveryRow.event_id)).where(*waits))
    moved = update(DeliveryRow).where(*waits, col(DeliveryRow.event_id).not_in(there))
    session.exec(moved.values(destination_id=to, message_id=None))
    session.exec(waiting_dropped("moved").where(*waits))
    diverted = update(DeliveryRow).where(
        col(DeliveryRow.diverted_from) == source, col(DeliveryRow.event_id).in_(its_events)
    )
    session.exec(diverted.values(diverted_from=to))


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


def _suspend_persons(session: Session, persons: Sequence[str], reason: str) -> list[Destination]:
    forget_persons(session, persons, reason)
    found = session.exec(
        update(SubscriptionRow)
        .where(
            col(SubscriptionRow.person).in_(persons),
            col(SubscriptionRow.suspended).is_(None),
        )
        .values(suspended=reason)
        .returning(col(SubscriptionRow.condition_id), col(SubscriptionRow.destination_id))
    ).all()
    for condition_id, destination_id in found:
        drop(session, condition_id, destination_id, reason)
    ids = {destination_id for _, destination_id in found}
    rows = session.exec(select(DestinationRow).where(col(DestinationRow.id).in_(ids))).all()
    return [destination_of(row) for row in sorted(rows, key=lambda row: row.id)]


def _chats(session: Session) -> list[Destination]:
    following = select(SubscriptionRow.destination_id).where(
        col(SubscriptionRow.suspended).is_(None)
    )
    rows = session.exec(
        select(DestinationRow)
        .where(col(DestinationRow.id).in_(following))
        .order_by(col(DestinationRow.id))
    )
    return [destination_of(row) for row in rows]
