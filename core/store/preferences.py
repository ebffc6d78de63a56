"""When a destination wants silence."""

from dataclasses import asdict, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from core.model import Condition, Destination, Mute, Quiet
from core.store.database import Database
from core.store.destinations import Destinations, family
from core.store.rows import kst
from core.store.tables import ConditionRow, DestinationRow, MuteRow, table

CONDITION, DESTINATION, MUTE = (table(row) for row in (ConditionRow, DestinationRow, MuteRow))

THERE = (
    DESTINATION.c.channel == bindparam("channel"),
    DESTINATION.c.chat == bindparam("chat"),
    or_(DESTINATION.c.topic == "", DESTINATION.c.topic == bindparam("topic")),
)
"""every alert asks for these two, so they are built once"""
MUTES = (
    columns(
        MUTE.c.until,
        MUTE.c.code,
        MUTE.c.condition_id,
        CONDITION.c.seq,
        CONDITION.c.name,
        CONDITION.c.listed,
    )
    .select_from(MUTE.join(DESTINATION).outerjoin(CONDITION))
    .where(*THERE, MUTE.c.until > bindparam("at"))
    .order_by(MUTE.c.id)
)
QUIET = (
    columns(DESTINATION.c.quiet_start, DESTINATION.c.quiet_end)
    .where(*THERE, DESTINATION.c.quiet_start.is_not(None))
    .order_by(DESTINATION.c.topic.desc())
    .limit(1)
)


class SqlPreferences:
    """`Preferences` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def mute(self, destination: Destination, mute: Mute, person: str, at: datetime) -> None:
        """Keep a destination silent; a mute of the same thing is replaced."""
        await self._database.run(self._mute, destination, mute, person, at)

    async def unmute(
        self, destination: Destination, condition_id: int | None = None, code: str | None = None
    ) -> int:
        """End the mute of a condition or stock, or every one where neither is named; how many.

        Whatever mutes the destination: its own, its chat's, and of a chat those of its topics.
        """
        return await self._database.run(self._unmute, destination, condition_id, code)

    async def mutes(self, destination: Destination, at: datetime) -> list[Mute]:
        """Return the mutes that still hold, as they hold for the destination."""
        return await self._database.run(mutes_of, destination, at)

    async def quiet(self, destination: Destination) -> Quiet | None:
        """Return the quiet hours."""
        return await self._database.run(quiet_of, destination)

    async def set_quiet(self, destination: Destination, quiet: Quiet | None) -> None:
        """Set the quiet hours, None: none."""
        await self._database.run(self._set_quiet, destination, quiet)

    async def daily(self, destination: Destination) -> bool:
        """Return whether a destination wants the summary of each day; at first it does."""
        return await self._database.run(self._daily, destination)

    async def set_daily(self, destination: Destination, wanted: bool) -> None:
        """Switch the summary of each day on or off."""
        await self._database.run(self._set_daily, destination, wanted)

    def _row(self, session: Session, destination: Destination) -> DestinationRow:
        return session.get_one(DestinationRow, self._destinations.find_or_add(session, destination))

    def _mute(
        self, session: Session, destination: Destination, mute: Mute, person: str, at: datetime
    ) -> None:
        condition_id = mute.condition.id if mute.condition else None
        row = self._row(session, destination)
        session.exec(
            delete(MuteRow).where(
                col(MuteRow.destination_id) == row.id,
                col(MuteRow.condition_id).is_not_distinct_from(condition_id),
                col(MuteRow.code).is_not_distinct_from(mute.code),
            )
        )
        session.add(
            MuteRow(
                destination_id=row.id,
                condition_id=condition_id,
                code=mute.code,
                until=mute.until,
                person=person,
                created_at=at,
            )
        )

    def _unmute(
        self, session: Session, destination: Destination, condition_id: int | None, code: str | None
    ) -> int:
        chat = self._destinations.find(session, replace(destination, topic=""))
        here = col(MuteRow.destination_id)
        ended = delete(MuteRow).where(or_(here.in_(family(destination)), here == chat))
        if condition_id is not None:
            ended = ended.where(col(MuteRow.condition_id) == condition_id)
        if code is not None:
            ended = ended.where(col(MuteRow.code) == code)
        return session.exec(ended).rowcount

    def _set_quiet(self, session: Session, destination: Destination, quiet: Quiet | None) -> None:
        row = self._row(session, destination)
        row.quiet_start = f"{quiet.start:%H:%M}" if quiet else None
        row.quiet_end = f"{quiet.end:%H:%M}" if quiet else None

    def _daily(self, session: Session, destination: Destination) -> bool:
        wanted = session.exec(select(DestinationRow.daily).where(*_there(destination))).all()
        return all(wanted)

    def _set_daily(self, session: Session, destination: Destination, wanted: bool) -> None:
        self._row(session, destination).daily = wanted


def mutes_of(session: Session, destination: Destination, at: datetime) -> list[Mute]:
    """Return the mutes of a destination and of its whole chat that still hold."""
    rows = session.connection().execute(MUTES, {**asdict(destination), "at": at})
    return [Mute(kst(row.until), _about(row), row.code) for row in rows]


def quiet_of(session: Session, destination: Destination) -> Quiet | None:
    """Return the quiet hours of a destination, else those of its chat."""
    row = session.connection().execute(QUIET, asdict(destination)).first()
    if row is None or row.quiet_start is None or row.quiet_end is None:
        return None
    return Quiet(time.fromisoformat(row.quiet_start), time.fromisoformat(row.quiet_end))


def _there(destination: Destination) -> tuple[ColumnElement[bool], ...]:
    """Return what finds a destination and its whole chat."""
    return (
        col(DestinationRow.channel) == destination.channel,
        col(DestinationRow.chat) == destination.chat,
        col(DestinationRow.topic).in_({"", destination.topic}),
    )


def _about(row: Any) -> Condition | None:
    if row.condition_id is None:
        return None
    return Condition(row.condition_id, row.seq, row.name, row.listed)
