"""The row ids of destinations, remembered because every alert asks for one."""

from typing import Any

from sqlmodel import Session, select

from core.model import Destination
from core.store.database import Database
from core.store.tables import DestinationRow


class Destinations:
    """Used in the writer thread only; forgets when a transaction is undone or an address moves."""

    def __init__(self, database: Database) -> None:
        self._ids: dict[Destination, int] = {}
        database.on_rollback.append(self.forget)

    def forget(self) -> None:
        """Ask the database again from now on."""
        self._ids.clear()

    def find(self, session: Session, destination: Destination) -> int | None:
        """Return the id, or None where the destination was never heard of."""
        known = self._ids.get(destination)
        if known is None:
            known = session.exec(
                select(DestinationRow.id).where(
                    DestinationRow.channel == destination.channel,
                    DestinationRow.chat == destination.chat,
                    DestinationRow.topic == destination.topic,
                )
            ).first()
            if known is not None:
                self._ids[destination] = known
        return known

    def find_or_add(self, session: Session, destination: Destination) -> int:
        """Return the id, of a new row where there was none."""
        known = self.find(session, destination)
        if known is None:
            row = DestinationRow(
                channel=destination.channel, chat=destination.chat, topic=destination.topic
            )
            session.add(row)
            session.flush()
            known = self._ids[destination] = row.id
        return known


def family(destination: Destination) -> Any:
    """Return a query for the ids of a destination; a chat itself (no topic) has all its topics."""
    ids = select(DestinationRow.id).where(
        DestinationRow.channel == destination.channel, DestinationRow.chat == destination.chat
    )
    return ids.where(DestinationRow.topic == destination.topic) if destination.topic else ids
