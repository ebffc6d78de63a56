"""Everything that knows SQL, behind the ports."""

from datetime import datetime
from pathlib import Path

from core.store.audit import SqlAudit
from core.store.conditions import SqlConditions
from core.store.conversations import SqlMessages
from core.store.daily import SqlDays
from core.store.database import Database, file_of, shown
from core.store.destinations import Destinations
from core.store.events import SqlEvents
from core.store.facts import SqlFacts
from core.store.followups import SqlFollowups
from core.store.history import SqlHistory
from core.store.inbox import SqlInbox
from core.store.keys import SqlKeys
from core.store.lookouts import SqlLookouts
from core.store.outbox import SqlOutbox
from core.store.people import SqlPeople
from core.store.preferences import SqlPreferences
from core.store.retention import retain
from core.store.stocks import SqlStocks
from core.store.subscriptions import SqlSubscriptions

__all__ = ["Database", "Store", "file_of", "shown"]


class Store:
    """The database and the ports it serves; every method of theirs is one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        destinations = Destinations(database)
        self.conditions = SqlConditions(database)
        self.subscriptions = SqlSubscriptions(database, destinations)
        self.outbox = SqlOutbox(database, destinations)
        self.stocks = SqlStocks(database)
        self.inbox = SqlInbox(database)
        self.preferences = SqlPreferences(database, destinations)
        self.facts = SqlFacts(database)
        self.people = SqlPeople(database, destinations)
        self.audit = SqlAudit(database)
        self.events = SqlEvents(database)
        self.days = SqlDays(database, destinations)
        self.followups = SqlFollowups(database)
        self.history = SqlHistory(database)
        self.lookouts = SqlLookouts(database, destinations)
        self.keys = SqlKeys(database)
        self.messages = SqlMessages(database, destinations)

    @classmethod
    async def open(cls, where: str | Path) -> "Store":
        """Open a file or a database URL, brought up to date; raises DatabaseUnusable."""
        database = Database(where)
        await database.open()
        return cls(database)

    async def retain(self, before: datetime) -> int:
        """Delete what was settled, received, audited or expired before then; how many rows."""
        return await retain(self.database, before)

    async def close(self) -> None:
        """Finish what was begun and close."""
        await self.database.close()
