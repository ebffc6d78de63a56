"""The watching half of the engine on a scripted broker and a queue in memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType

from core.calendar import Calendar
from core.model import (
    Condition,
    Destination,
    Event,
    EventKind,
    Membership,
    Notice,
    Polled,
    Source,
    Watch,
)
from core.ports import ConditionUpdate, Facts
from core.services.arranger import Arranger
from core.services.audit import SilenceAudit
from core.services.quotes import Quotes
from core.services.searches import Searches
from core.services.taken import Taken
from core.services.watcher import Watcher
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeFeed, FakeQuotes
from tests.fakes.store import FakeStore

ALICE = Destination("telegram", "1001")
BOB = Destination("telegram", "1002")

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT


class Ears:
    """`Told`: notes what the courier would carry."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.arrivals: list[tuple[int, float]] = []
        self.owners: list[Notice] = []

    def posted(
        self, destinations: Sequence[Destination], arrivals: Sequence[tuple[int, float]] = ()
    ) -> None:
        self.arrivals += arrivals

    async def tell_owners(
        self, notice: Notice, facts: Mapping[str, str | None] = MappingProxyType({})
    ) -> None:
        self.owners.append(notice)
        for key, value in facts.items():
            await self._facts.put(key, str(value))


class Stage:
    """Watcher and arranger; the conditions are numbered from 1, their seqs from 0."""

    def __init__(
        self,
        *names: str,
        clock: FakeClock | None = None,
        store: FakeStore | None = None,
        calendar: Calendar | None = None,
        realtime: bool = True,
        requery: float = 60.0,
        poll_interval: float = 30.0,
    ) -> None:
        self.clock = clock or FakeClock()
        self.store = store or FakeStore()
        self.feed = FakeFeed(self.clock, *(names or ("급등", "거래량")))
        self.calendar = calendar or Calendar.krx()
        self.ears = Ears(self.store.facts)
        self.watcher = Watcher(
            self.feed,
            self.store.conditions,
            self.store.subscriptions,
            self.store.outbox,
            self.ears,
            Taken(self.store.facts),
            self.calendar,
            self.clock,
        )
        quotes = Quotes(FakeQuotes(), self.clock)
        searches = Searches(self.feed, quotes, self.clock, requery=requery)
        self.audit = SilenceAudit(self.feed, self.watcher, searches, self.calendar, self.clock)
        self.arranger = Arranger(
            self.feed,
            self.watcher,
            searches,
            self.calendar,
            self.clock,
            realtime=realtime,
            places=10,
            poll_interval=poll_interval,
        )

    @asynccontextmanager
    async def run(self, *, connected: bool = True) -> AsyncIterator[None]:
        """Watch while the test looks on, with the timetable's second; a bug fails the test."""
        await self.watcher.load()
        tasks = [
            asyncio.create_task(self.watcher.run()),
            asyncio.create_task(self.arranger.run()),
            asyncio.create_task(self._second()),
        ]
        if connected:
            self.feed.connect()
        await self.clock.advance()
        try:
            yield
            await self.clock.advance()
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def follow(self, condition_id: int = 1, *destinations: Destination) -> None:
        """Subscribe and let it begin."""
        if not self.store.tables.conditions:
            await self.list_conditions()
        for destination in destinations or (ALICE,):
            await self.store.subscriptions.add(
                condition_id, destination, "person", self.clock.now()
            )
        await self.watcher.refresh()
        await self.clock.advance()

    async def leave(self, condition_id: int = 1, destination: Destination = ALICE) -> None:
        """Unsubscribe."""
        await self.store.subscriptions.remove(condition_id, destination)
        await self.watcher.refresh()
        await self.clock.advance()

    async def list_conditions(self) -> None:
        """Know the conditions from a day before."""
        updates = [ConditionUpdate(None, one.seq, one.name, True) for one in self.feed.listed]
        await self.store.conditions.save(updates)
        await self.watcher.load()

    async def push(self, seq: str | None, code: str, kind: EventKind = ENTRY) -> None:
        """Let the broker push and the watcher read."""
        self.feed.push(seq, code, kind)
        await self.clock.advance()

    # --- what came of it -----------------------------------------------------------------------

    @property
    def events(self) -> list[Event]:
        """Return every event told, in order."""
        return list(self.store.tables.events.values())

    def told(self, source: Source | None = None) -> list[str]:
        """Return the events as "+code" and "-code"."""
        sign = {ENTRY: "+", EXIT: "-"}
        return [sign[one.kind] + one.code for one in self.events if source in (None, one.source)]

    def notices(self, destination: Destination = ALICE) -> list[Notice]:
        """Return the notices to a destination."""
        rows = self.store.tables.deliveries.values()
        return [one.notice for one in rows if one.notice and one.destination == destination]

    def keys(self, destination: Destination = ALICE) -> list[str]:
        """Return the keys of the notices to a destination."""
        return [one.key for one in self.notices(destination)]

    def known(self, condition_id: int = 1) -> Membership:
        """Return the membership as it is stored, which is as it is in memory."""
        stored = self.store.tables.memberships.get(condition_id, Membership(condition_id))
        assert stored.codes == self.watcher.book.membership(condition_id).codes
        return stored

    def inside(self, condition_id: int = 1) -> set[str]:
        """Return who is known to be inside."""
        return set(self.known(condition_id).codes)

    def watch(self, condition_id: int = 1) -> tuple[Watch | None, Polled | None]:
        return self.arranger.watch(condition_id)

    def condition(self, condition_id: int = 1) -> Condition:
        return self.watcher.book.conditions[condition_id]

    def replayed(self, start: dict[int, set[str]]) -> dict[int, set[str]]:
        """Return who would be inside by the told events; none may tell what was so before."""
        inside = {key: set(codes) for key, codes in start.items()}
        for event in self.events:
            assert event.condition_id is not None
            codes = inside[event.condition_id]
            assert (event.code in codes) is (event.kind is EXIT), event
            codes ^= {event.code}
        return inside

    def asked(self) -> Counter[str]:
        return Counter(self.feed.calls)

    async def _second(self) -> None:
        while True:
            await self.clock.sleep(1)
            await self.watcher.roll()
            self.watcher.stir()
