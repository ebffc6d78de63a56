"""Conversations as rows: what was said to a browser, and by whom there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from core.model import Destination
from core.ports.conversing import Message
from core.store.database import Database
from core.store.destinations import Destinations
from core.store.rows import kst
from core.store.tables import DestinationRow, MessageRow, table

MESSAGE, DESTINATION = table(MessageRow), table(DestinationRow)

Body = Mapping[str, Any]


class SqlMessages:
    """`Messages` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def say(
        self, destination: Destination, body: Body, at: datetime, key: str = ""
    ) -> Message | None:
        """Write a message; None where the conversation has one with this `key`."""
        return await self._database.run(self._say, destination, body, at, key)

    async def change(self, destination: Destination, message_id: int, body: Body) -> Message | None:
        """Give a message another body and a new turn; None where it is not there any more."""
        return await self._database.run(self._change, destination, message_id, body)

    async def get(self, destination: Destination, message_id: int) -> Message | None:
        """Return one message, None where this conversation has none such."""
        return await self._database.read(_get, destination, message_id)

    async def since(self, destination: Destination, turn: int, most: int) -> list[Message]:
        """Return what was said or changed after a turn, in the order of turns."""
        return await self._database.read(_since, destination, turn, most)

    async def latest(
        self, destination: Destination, most: int, before: int | None = None
    ) -> list[Message]:
        """Return the newest messages (older than the one with the id `before`), oldest first."""
        return await self._database.read(_latest, destination, most, before)

    def _say(
        self, session: Session, destination: Destination, body: Body, at: datetime, key: str
    ) -> Message | None:
        where = self._destinations.find_or_add(session, destination)
        connection = session.connection()
        known = select(MESSAGE.c.id).where(
            MESSAGE.c.destination_id == where, MESSAGE.c.key == (key or None)
        )
        if key and connection.execute(known).first():
            return None
        turn = _next_turn(session, where)
        made = connection.execute(
            insert(MESSAGE).returning(MESSAGE.c.id),
            {
                "destination_id": where,
                "turn": turn,
                "at": at,
                "key": key or None,
                "body": dict(body),
            },
        ).scalar_one()
        return Message(made, turn, kst(at), dict(body), key)

    def _change(
        self, session: Session, destination: Destination, message_id: int, body: Body
    ) -> Message | None:
        where = self._destinations.find(session, destination)
        if where is None:
            return None
        connection = session.connection()
        changed = connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.id == message_id, MESSAGE.c.destination_id == where)
            .values(turn=_next_turn(session, where), body=dict(body))
            .returning(*_COLUMNS)
        ).first()
        return _message(changed) if changed else None


_COLUMNS = (MESSAGE.c.id, MESSAGE.c.turn, MESSAGE.c.at, MESSAGE.c.body, MESSAGE.c.key)


def _next_turn(session: Session, where: int) -> int:
    """Return the next turn of a conversation; one writer, so nobody else takes it."""
    last = select(func.max(MESSAGE.c.turn)).where(MESSAGE.c.destination_id == where)
    return (session.connection().execute(last).scalar() or 0) + 1


def _of(destination: Destination) -> Any:
    return (
        select(*_COLUMNS)
        .select_from(MESSAGE.join(DESTINATION))
        .where(
            DESTINATION.c.channel == destination.channel,
            DESTINATION.c.chat == destination.chat,
            DESTINATION.c.topic == destination.topic,
        )
    )


def _get(session: Session, destination: Destination, message_id: int) -> Message | None:
    found = session.connection().execute(_of(destination).where(MESSAGE.c.id == message_id))
    row = found.first()
    return _message(row) if row else None


def _since(session: Session, destination: Destination, turn: int, most: int) -> list[Message]:
    behind = _of(destination).where(MESSAGE.c.turn > turn).order_by(MESSAGE.c.turn).limit(most)
    return [_message(row) for row in session.connection().execute(behind)]


def _latest(
    session: Session, destination: Destination, most: int, before: int | None
) -> list[Message]:
    newest = _of(destination).order_by(MESSAGE.c.id.desc()).limit(most)
    if before is not None:
        newest = newest.where(MESSAGE.c.id < before)
    rows = session.connection().execute(newest).all()
    return [_message(row) for row in reversed(rows)]


def _message(row: Any) -> Message:
    return Message(row.id, row.turn, kst(row.at), row.body, row.key or "")
