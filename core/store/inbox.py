"""What came in from the chats, so that each is handled once."""

from datetime import datetime

from sqlmodel import Session

from core.store.database import Database
from core.store.tables import SeenRow


class SqlInbox:
    """`Inbox` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first_time(self, key: str, at: datetime) -> bool:
        """Remember the key of an update; False where it was known."""
        return await self._database.run(_first_time, key, at)


def _first_time(session: Session, key: str, at: datetime) -> bool:
    if session.get(SeenRow, key) is not None:
        return False
    session.add(SeenRow(key=key, at=at))
    return True
