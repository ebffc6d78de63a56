"""The store's ports in memory; the contract tests hold them to what the database promises."""

from datetime import datetime

from tests.fakes.people import FakeAudit, FakePeople
from tests.fakes.store.days import FakeDays
from tests.fakes.store.events import FakeEvents
from tests.fakes.store.history import FakeFollowups, FakeHistory
from tests.fakes.store.keys import FakeKeys
from tests.fakes.store.lists import FakeConditions, FakeFacts, FakeInbox, FakeStocks
from tests.fakes.store.lookouts import FakeLookouts
from tests.fakes.store.messages import FakeMessages
from tests.fakes.store.outbox import FakeOutbox
from tests.fakes.store.preferences import FakePreferences
from tests.fakes.store.subscriptions import FakeSubscriptions
from tests.fakes.store.tables import Row, Tables

__all__ = ["FakeOutbox", "FakeStore", "FakeSubscriptions", "Row", "Tables"]


class FakeStore:
    """Stands where core.store.Store stands."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.conditions = FakeConditions(self.tables)
        self.subscriptions = FakeSubscriptions(self.tables)
        self.outbox = FakeOutbox(self.tables)
        self.stocks = FakeStocks(self.tables)
        self.inbox = FakeInbox(self.tables)
        self.preferences = FakePreferences(self.tables)
        self.facts = FakeFacts(self.tables)
        self.events = FakeEvents(self.tables)
        self.people = FakePeople(self.tables)
        self.audit = FakeAudit()
        self.days = FakeDays(self.tables)
        self.followups = FakeFollowups(self.tables)
        self.history = FakeHistory(self.tables)
        self.lookouts = FakeLookouts(self.tables)
        self.messages = FakeMessages(self.tables)
        self.keys = FakeKeys(self.tables)

    async def retain(self, before: datetime) -> int:
        """Delete what was settled, received, seen or ended before then, as the store does."""
        forgotten = self._forget_told(before) + self._forget_seen(before)
        return forgotten + self.messages.forget(before)

    async def close(self) -> None:
        """Nothing to close."""

    def _forget_told(self, before: datetime) -> int:
        tables = self.tables
        old = [
            row.id
            for row in tables.deliveries.values()
            if row.settled_at is not None and row.settled_at < before
        ]
        for key in old:
            del tables.deliveries[key]
        told = {row.event.id for row in tables.deliveries.values() if row.event is not None}
        told.add(max(tables.events, default=0))
        gone = [
            key
            for key, event in tables.events.items()
            if event.received_at < before and key not in told
        ]
        for key in gone:
            del tables.events[key]
            tables.followups.pop(key, None)
        return len(old) + len(gone)

    def _forget_seen(self, before: datetime) -> int:
        tables = self.tables
        forgotten = [said for said, at in tables.seen.items() if at < before]
        for said in forgotten:
            del tables.seen[said]
        holding = [one for one in tables.muted if one.mute.until >= before]
        ended = len(tables.muted) - len(holding)
        tables.muted = holding
        return len(forgotten) + ended
