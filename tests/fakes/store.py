"""The store's ports in memory; tests/contract/test_store_contract.py holds both to one contract."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from core.errors import UnknownCondition
from core.model import (
    Condition,
    Delivery,
    Destination,
    Event,
    EventKind,
    Membership,
    Notice,
    Quote,
    Source,
    Stock,
    Subscription,
)
from core.ports import Change, ConditionUpdate, Posted, Tally, Waiting

REPORT = 150


@dataclass(slots=True)
class Row:
    """A delivery."""

    id: int
    destination: Destination
    created_at: datetime
    event: Event | None = None
    notice: Notice | None = None
    state: str = "waiting"
    resend: bool = False
    settled_at: datetime | None = None
    message_id: str | None = None
    reason: str | None = None

    def sort(self) -> tuple[object, ...]:
        """What the rows of one message have in common."""
        if self.event is None:
            return ("notice", self.id)
        if self.event.source is Source.MISSED:
            return ("missed", self.resend, self.event.since, self.event.received_at)
        return ("live", self.resend)


@dataclass
class Tables:
    """What the fakes share, and tests may look into."""

    conditions: dict[int, Condition] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    quotes: dict[int, Quote] = field(default_factory=dict)
    deliveries: dict[int, Row] = field(default_factory=dict)
    held: dict[Destination, datetime] = field(default_factory=dict)
    known: dict[Destination, None] = field(default_factory=dict)
    """every destination ever heard of, in the order the database would number them"""
    stocks: dict[str, Stock] = field(default_factory=dict)
    refreshed: date | None = None
    seen: dict[str, datetime] = field(default_factory=dict)
    last_subscription: int = 0
    last_delivery: int = 0

    def waiting(self, destination: Destination) -> list[Row]:
        """Return what waits for a destination, oldest first."""
        rows = (row for row in self.deliveries.values() if row.state == "waiting")
        return [row for row in rows if row.destination == destination]

    def awake(self) -> list[Subscription]:
        """Return the unsuspended subscriptions, oldest first."""
        return [one for one in self.subscriptions.values() if one.suspended is None]

    def condition(self, condition_id: int) -> Condition:
        """Return a condition; raises UnknownCondition."""
        if condition_id not in self.conditions:
            raise UnknownCondition(said=f"#{condition_id}")
        return self.conditions[condition_id]

    def numbered(self, destinations: Iterable[Destination]) -> list[Destination]:
        """Return the destinations once each, in the order of their rows."""
        wanted = set(destinations)
        return [destination for destination in self.known if destination in wanted]

    def deliver(
        self,
        destination: Destination,
        at: datetime,
        *,
        event: Event | None = None,
        notice: Notice | None = None,
    ) -> None:
        """Write a delivery."""
        self.last_delivery += 1
        self.deliveries[self.last_delivery] = Row(
            self.last_delivery, destination, at, event=event, notice=notice
        )


class FakeConditions:
    """`Conditions` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def all(self) -> list[Condition]:
        return list(self._tables.conditions.values())

    async def save(self, updates: Sequence[ConditionUpdate]) -> list[Condition]:
        conditions = self._tables.conditions
        for update in updates:
            key = update.id if update.id is not None else max(conditions, default=0) + 1
            conditions[key] = Condition(key, update.seq, update.name, update.listed)
        for key, one in self._tables.subscriptions.items():
            condition = conditions[one.condition.id]
            self._tables.subscriptions[key] = replace(one, condition=condition)
        return await self.all()

    async def memberships(self) -> list[Membership]:
        return [self._tables.memberships[key] for key in sorted(self._tables.memberships)]

    async def touch(self, condition_ids: Sequence[int], known_at: datetime) -> None:
        for key in self._tables.memberships.keys() & set(condition_ids):
            known = self._tables.memberships[key]
            self._tables.memberships[key] = replace(known, known_at=known_at)


class FakeSubscriptions:
    """`Subscriptions` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(
        self, condition_id: int, destination: Destination, person: str, at: datetime
    ) -> bool:
        condition = self._tables.condition(condition_id)
        self._tables.known.setdefault(destination)
        for one in await self.of(destination):
            if one.condition.id == condition_id:
                self._change(one, suspended=None)
                return one.suspended is not None
        self._tables.last_subscription += 1
        key = self._tables.last_subscription
        one = Subscription(key, condition, destination, person, at)
        self._tables.subscriptions[key] = one
        return True

    async def remove(self, condition_id: int, destination: Destination) -> bool:
        found = [one for one in await self.of(destination) if one.condition.id == condition_id]
        for one in found:
            del self._tables.subscriptions[one.id]
        for row in self._tables.waiting(destination):
            if row.event and row.event.condition_id == condition_id:
                row.state, row.reason, row.settled_at = "failed", "unsubscribed", row.created_at
        return bool(found)

    async def of(self, destination: Destination) -> list[Subscription]:
        subscriptions = self._tables.subscriptions.values()
        return [one for one in subscriptions if one.destination == destination]

    async def counts(self) -> dict[int, int]:
        counts: dict[int, int] = {}
        for one in self._tables.awake():
            counts[one.condition.id] = counts.get(one.condition.id, 0) + 1
        return counts

    async def subscribers(self, condition_id: int) -> list[Destination]:
        awake = self._tables.awake()
        return [one.destination for one in awake if one.condition.id == condition_id]

    async def suspend(self, destination: Destination, reason: str) -> int:
        for row in self._tables.waiting(destination):
            row.state, row.reason, row.settled_at = "failed", reason, row.created_at
        awake = [one for one in self._tables.awake() if one.destination == destination]
        for one in awake:
            self._change(one, suspended=reason)
        return len(awake)

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        awake = [one for one in self._tables.awake() if one.condition.id == condition_id]
        for one in awake:
            self._change(one, suspended=reason)
        return [one.destination for one in awake]

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        asleep = [
            one
            for one in self._tables.subscriptions.values()
            if one.condition.id == condition_id and one.suspended == reason
        ]
        for one in asleep:
            self._change(one, suspended=None)
        return [one.destination for one in asleep]

    async def resume(self, destination: Destination) -> int:
        asleep = [
            one
            for one in await self.of(destination)
            if one.suspended is not None and not one.suspended.startswith("condition_")
        ]
        for one in asleep:
            self._change(one, suspended=None)
        return len(asleep)

    async def keep_channels(self, present: Collection[str]) -> None:
        for destination in list(self._tables.known):
            if destination.channel not in present:
                await self.suspend(destination, "channel_absent")
        for one in list(self._tables.subscriptions.values()):
            if one.destination.channel in present and one.suspended == "channel_absent":
                self._change(one, suspended=None)

    async def move(self, destination: Destination, to: Destination) -> None:
        tables = self._tables
        if destination not in tables.known or destination == to:
            return
        merging = to in tables.known
        if merging:
            del tables.known[destination]
        else:
            tables.known = {to if one == destination else one: None for one in tables.known}
        holds = [tables.held.pop(one) for one in (destination, to) if one in tables.held]
        if holds:
            tables.held[to] = max(holds)
        theirs = {one.condition.id: one for one in await self.of(to)}
        for one in await self.of(destination):
            twin = theirs.get(one.condition.id)
            if twin is None:
                self._change(one, destination=to)
                continue
            del tables.subscriptions[one.id]
            if one.suspended is None:
                self._change(twin, suspended=None)
        self._move_deliveries(destination, to)

    def _move_deliveries(self, destination: Destination, to: Destination) -> None:
        rows = self._tables.deliveries
        told = {row.event.id for row in rows.values() if row.destination == to and row.event}
        for row in [row for row in rows.values() if row.destination == destination]:
            if row.event is not None and row.event.id in told:
                del rows[row.id]
            else:
                row.destination = to

    def _change(self, one: Subscription, **changes: str | Destination | None) -> None:
        self._tables.subscriptions[one.id] = replace(one, **changes)  # type: ignore[arg-type]


class FakeOutbox:
    """`Outbox` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def post(self, changes: Sequence[Change]) -> Posted:
        ids: list[int] = []
        reached: set[Destination] = set()
        for change in changes:
            if change.membership is not None:
                self._tables.memberships[change.membership.condition_id] = change.membership
            for event in change.events:
                ids.append(max(self._tables.events, default=0) + 1)
                posted = self._tables.events[ids[-1]] = replace(event, id=ids[-1])
                for destination in self._receivers(posted):
                    self._tables.deliver(destination, posted.received_at, event=posted)
                    reached.add(destination)
        return Posted(tuple(ids), tuple(self._tables.numbered(reached)))

    async def post_notice(
        self, notice: Notice, destinations: Sequence[Destination], at: datetime
    ) -> None:
        for destination in dict.fromkeys(destinations):
            self._tables.known.setdefault(destination)
            self._tables.deliver(destination, at, notice=notice)

    async def waiting(self) -> list[Waiting]:
        found = []
        for destination in self._tables.known:
            rows = self._tables.waiting(destination)
            if rows:
                oldest = min(row.created_at for row in rows)
                held = self._tables.held.get(destination)
                found.append(Waiting(destination, len(rows), oldest, held))
        return found

    async def claim(self, destination: Destination, at: datetime, most: int) -> list[Delivery]:
        rows = self._tables.waiting(destination)
        if not rows:
            return []
        sort = rows[0].sort()
        if sort[0] == "missed":
            run = [row for row in rows if row.sort() == sort][:REPORT]
        else:
            alike = [row.sort() == sort for row in rows[:most]]
            run = rows[: alike.index(False) if False in alike else most]
        for row in run:
            row.state = "sending"
        return [self._delivery(row) for row in run]

    async def sent(
        self,
        delivery_ids: Sequence[int],
        at: datetime,
        message_id: str,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> bool:
        for row in self._unsettled(delivery_ids):
            row.state, row.settled_at, row.message_id = "sent", at, message_id
        self._tables.quotes.update(quotes)
        first = self._tables.deliveries.get(delivery_ids[0]) if delivery_ids else None
        return first is not None and bool(self._tables.waiting(first.destination))

    async def put_back(
        self,
        delivery_ids: Sequence[int],
        *,
        resend: bool,
        hold: tuple[Destination, datetime] | None = None,
    ) -> None:
        for row in self._unsettled(delivery_ids):
            if row.state == "sending":
                row.state, row.resend = "waiting", row.resend or resend
        if hold is not None:
            destination, until = hold
            self._tables.known.setdefault(destination)
            self._tables.held[destination] = until

    async def failed(self, delivery_ids: Sequence[int], at: datetime, reason: str) -> None:
        for row in self._unsettled(delivery_ids):
            row.state, row.settled_at, row.reason = "failed", at, reason

    async def recover(self) -> int:
        rows = [row for row in self._tables.deliveries.values() if row.state == "sending"]
        for row in rows:
            row.state, row.resend = "waiting", True
        return len(rows)

    async def today(self, since: datetime) -> Tally:
        rows = list(self._tables.deliveries.values())
        settled = [row for row in rows if row.settled_at is not None and row.settled_at >= since]
        kinds = [one.kind for one in self._tables.events.values() if one.received_at >= since]
        waiting = [row.created_at for row in rows if row.state == "waiting"]
        return Tally(
            entries=kinds.count(EventKind.ENTRY),
            exits=kinds.count(EventKind.EXIT),
            sent=sum(row.state == "sent" for row in settled),
            failed=sum(row.state == "failed" for row in settled),
            waiting=len(waiting),
            oldest_waiting=min(waiting, default=None),
        )

    def _receivers(self, event: Event) -> list[Destination]:
        awake = self._tables.awake()
        return self._tables.numbered(
            one.destination
            for one in awake
            if event.condition_id is None or one.condition.id == event.condition_id
        )

    def _unsettled(self, delivery_ids: Sequence[int]) -> list[Row]:
        rows = (self._tables.deliveries.get(key) for key in delivery_ids)
        return [row for row in rows if row is not None and row.settled_at is None]

    def _delivery(self, row: Row) -> Delivery:
        name = None
        if row.event is not None and row.event.condition_id is not None:
            name = self._tables.conditions[row.event.condition_id].name
        return Delivery(row.id, row.event, name, row.notice, row.resend)


class FakeStocks:
    """`Stocks` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def replace(self, stocks: Sequence[Stock], day: date) -> None:
        self._tables.stocks.update({stock.code: stock for stock in stocks})
        self._tables.refreshed = day

    async def all(self) -> list[Stock]:
        return [self._tables.stocks[code] for code in sorted(self._tables.stocks)]

    async def refreshed(self) -> date | None:
        return self._tables.refreshed


class FakeInbox:
    """`Inbox` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def first_time(self, key: str, at: datetime) -> bool:
        first = key not in self._tables.seen
        self._tables.seen.setdefault(key, at)
        return first


class FakeStore:
    """Stands where core.store.Store stands."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.conditions = FakeConditions(self.tables)
        self.subscriptions = FakeSubscriptions(self.tables)
        self.outbox = FakeOutbox(self.tables)
        self.stocks = FakeStocks(self.tables)
        self.inbox = FakeInbox(self.tables)

    async def retain(self, before: datetime) -> int:
        """Delete what was settled, received or seen before then, as the store does."""
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
        forgotten = [said for said, at in tables.seen.items() if at < before]
        for said in forgotten:
            del tables.seen[said]
        return len(old) + len(gone) + len(forgotten)

    async def close(self) -> None:
        """Nothing to close."""
