"""Price alerts as rows."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from core.model import DeliveryState, Destination, Hold, Notice
from core.model.lookout import OVER, TOLD, Aim, Goal, Lookout, Telling
from core.store.database import Database
from core.store.destinations import Destinations, family
from core.store.dropping import waiting_dropped
from core.store.rows import destination_of, kst
from core.store.tables import HELD, WAITING, DeliveryRow, DestinationRow, LookoutRow, table

LOOKOUT, DELIVERY, DESTINATION = (table(row) for row in (LookoutRow, DeliveryRow, DestinationRow))

EVERY = (
    select(LOOKOUT, DESTINATION.c.channel, DESTINATION.c.chat, DESTINATION.c.topic)
    .select_from(LOOKOUT.join(DESTINATION))
    .order_by(LOOKOUT.c.id)
)

TELLINGS = (
    select(DELIVERY)
    .where(DELIVERY.c.event_id.is_(None))  # served by the index of events and destinations
    .order_by(DELIVERY.c.id.desc())
    .limit(200)
)
UNTOLD = select(DELIVERY.c.id, DELIVERY.c.notice).where(
    DELIVERY.c.event_id.is_(None),
    DELIVERY.c.settled_at.is_(None),
    DELIVERY.c.state.in_((WAITING, HELD)),
)


class SqlLookouts:
    """`Lookouts` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def add(self, lookout: Lookout) -> Lookout:
        """Write one and return it with its id; one there of the same stock and aim goes."""
        return await self._database.run(self._add, lookout)

    async def all(self) -> list[Lookout]:
        """Return every one there is, oldest first."""
        return await self._database.read(_all)

    async def of(self, destination: Destination) -> list[Lookout]:
        """Return those of a destination, oldest first; a chat's are those of all its topics."""
        return await self._database.run(_of, destination)

    async def told(self, destination: Destination, code: str, most: int) -> list[Telling]:
        """Return the last tellings of a stock in a chat and its topics, newest first."""
        return await self._database.read(_told, destination, code, most)

    async def remove(self, destination: Destination, lookout_id: int | None = None) -> int:
        """Delete one of a destination, or (None) all of them; how many there were."""
        return await self._database.run(_remove, destination, lookout_id)

    async def save(self, lookout: Lookout) -> None:
        """Write how it stands, where it is still there and was not told since."""
        await self._database.run(_save, lookout, lookout)

    async def tell(
        self, before: Lookout, after: Lookout | None, notice: Notice, at: datetime
    ) -> Destination | None:
        """In one transaction: write the notice and how it stands then (None: it is over).

        Return whom it is for; None, and nothing is written, where it is gone or was told since.
        """
        return await self._database.run(_tell, before, after, notice, at)

    def _add(self, session: Session, lookout: Lookout) -> Lookout:
        there = self._destinations.find_or_add(session, lookout.destination)
        connection = session.connection()
        connection.execute(
            delete(LOOKOUT).where(
                LOOKOUT.c.destination_id == there,
                LOOKOUT.c.code == lookout.code,
                LOOKOUT.c.goal == lookout.aim.goal.value,
                LOOKOUT.c.value == lookout.aim.value,
            )
        )
        made = connection.execute(
            insert(LOOKOUT).returning(LOOKOUT.c.id),
            {
                "destination_id": there,
                "code": lookout.code,
                "goal": lookout.aim.goal.value,
                "value": lookout.aim.value,
                "person": lookout.person,
                "created_at": lookout.created_at,
                "until": lookout.until,
                "repeat": lookout.repeat,
                **_standing(lookout),
            },
        ).scalar_one()
        (row,) = connection.execute(EVERY.where(LOOKOUT.c.id == made))
        return _lookout(row)


def forget_persons(session: Session, persons: Collection[str], reason: str) -> None:
    """Delete what these people set, and settle what of it waits or is held back as never sent."""
    connection = session.connection()
    connection.execute(delete(LOOKOUT).where(LOOKOUT.c.person.in_(persons)))
    untold = connection.execute(UNTOLD).all()
    theirs = [
        row.id
        for row in untold
        if _of_a_lookout(row.notice) and row.notice["params"].get("person") in persons
    ]
    if theirs:
        connection.execute(waiting_dropped(reason).where(DELIVERY.c.id.in_(theirs)))


def move(session: Session, old: int, new: int) -> None:
    """Give what belongs to one destination to another; what both have stays there once."""
    twin = LOOKOUT.alias("twin")
    same = (
        select(twin.c.id)
        .where(
            twin.c.destination_id == new,
            twin.c.code == LOOKOUT.c.code,
            twin.c.goal == LOOKOUT.c.goal,
            twin.c.value == LOOKOUT.c.value,
        )
        .exists()
    )
    connection = session.connection()
    connection.execute(delete(LOOKOUT).where(LOOKOUT.c.destination_id == old, same))
    connection.execute(
        update(LOOKOUT).where(LOOKOUT.c.destination_id == old).values(destination_id=new)
    )


def _all(session: Session) -> list[Lookout]:
    return [_lookout(row) for row in session.connection().execute(EVERY)]


def _of(session: Session, destination: Destination) -> list[Lookout]:
    its = EVERY.where(LOOKOUT.c.destination_id.in_(family(destination)))
    return [_lookout(row) for row in session.connection().execute(its)]


def _told(session: Session, destination: Destination, code: str, most: int) -> list[Telling]:
    its = TELLINGS.where(DELIVERY.c.destination_id.in_(family(destination)))
    found = (
        _telling(row)
        for row in session.connection().execute(its)
        if _of_a_lookout(row.notice) and row.notice["params"].get("code") == code
    )
    return list(islice(found, most))


def _of_a_lookout(notice: Mapping[str, Any]) -> bool:
    return notice["key"] in (TOLD, OVER)


def _telling(row: Any) -> Telling:
    return Telling(
        at=kst(row.created_at),
        notice=Notice(row.notice["key"], row.notice["params"]),
        state=DeliveryState(row.state),
        settled_at=kst(row.settled_at),
        reason=row.reason or "",
        hold=Hold(row.hold) if row.hold else None,
        until=kst(row.not_before) if row.state == HELD else None,
    )


def _remove(session: Session, destination: Destination, lookout_id: int | None) -> int:
    gone = delete(LOOKOUT).where(LOOKOUT.c.destination_id.in_(family(destination)))
    if lookout_id is not None:
        gone = gone.where(LOOKOUT.c.id == lookout_id)
    return session.connection().execute(gone).rowcount


def _save(session: Session, before: Lookout, after: Lookout) -> bool:
    """Write how it stands; False where it is gone or was told since."""
    same = (LOOKOUT.c.id == before.id, LOOKOUT.c.turn == before.turn)
    changed = update(LOOKOUT).where(*same).values(_standing(after))
    return session.connection().execute(changed).rowcount > 0


def _tell(
    session: Session, before: Lookout, after: Lookout | None, notice: Notice, at: datetime
) -> Destination | None:
    connection = session.connection()
    found = connection.execute(
        EVERY.where(LOOKOUT.c.id == before.id, LOOKOUT.c.turn == before.turn)
    ).first()
    if found is None:
        return None
    if after is None:
        connection.execute(delete(LOOKOUT).where(LOOKOUT.c.id == before.id))
    else:
        _save(session, before, after)
    connection.execute(
        insert(DELIVERY),
        {
            "destination_id": found.destination_id,
            "notice": {"key": notice.key, "params": notice.params},
            "lane": "notice",
            "state": WAITING,
            "resend": False,
            "created_at": at,
        },
    )
    return destination_of(found)


def _standing(lookout: Lookout) -> dict[str, Any]:
    return {
        "armed": lookout.armed,
        "day": lookout.day,
        "ceiling": lookout.ceiling,
        "floor": lookout.floor,
        "told_at": lookout.told_at,
        "turn": lookout.turn,
    }


def _lookout(row: Any) -> Lookout:
    return Lookout(
        code=row.code,
        aim=Aim(Goal(row.goal), row.value),
        destination=destination_of(row),
        person=row.person,
        created_at=kst(row.created_at),
        until=kst(row.until),
        repeat=row.repeat,
        armed=row.armed,
        day=row.day,
        ceiling=row.ceiling,
        floor=row.floor,
        told_at=kst(row.told_at),
        turn=row.turn,
        id=row.id,
    )
