"""Short ways to say what the store's tests are about."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from core.clock import KST
from core.model import (
    Delivery,
    Destination,
    Event,
    EventKind,
    Membership,
    Notice,
    Options,
    Source,
)
from core.ports import (
    Change,
    Conditions,
    ConditionUpdate,
    Events,
    Facts,
    Inbox,
    Outbox,
    Posted,
    Preferences,
    Stocks,
    Subscriptions,
)

DAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=KST)

ALICE = Destination("telegram", "1001")
BOB = Destination("slack", "C1", "1699.1")
CAROL = Destination("telegram", "-100", "7")

HELLO = Notice("hello", {"name": "골든크로스"})


class AnyStore(Protocol):
    """The ports together, as Store and FakeStore bundle them."""

    @property
    def conditions(self) -> Conditions: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def stocks(self) -> Stocks: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def events(self) -> Events: ...

    async def retain(self, before: datetime) -> int: ...
    async def close(self) -> None: ...


def at(seconds: float) -> datetime:
    """Return NOW and so many seconds."""
    return NOW + timedelta(seconds=seconds)


def entry(
    code: str, seconds: float = 0, condition_id: int | None = 1, source: Source = Source.REALTIME
) -> Event:
    """Return an event that was received `seconds` after NOW."""
    return Event(condition_id, code, EventKind.ENTRY, source, DAY, at(seconds))


def missed(code: str, since: float, until: float, condition_id: int = 1) -> Event:
    """Return an event of a missed report."""
    received = at(until)
    kind = EventKind.ENTRY
    return Event(condition_id, code, kind, Source.MISSED, DAY, received, since=at(since))


def inside(codes: Iterable[str], seconds: float = 0, condition_id: int = 1) -> Membership:
    """Return a membership known at `seconds` after NOW."""
    return Membership(condition_id, frozenset(codes), DAY, at(seconds))


def news(*events: Event) -> Change:
    """Return a change that moves nobody."""
    return Change(None, events)


def codes(deliveries: Iterable[Delivery]) -> list[str]:
    """Return the stocks of claimed events."""
    return [one.event.code for one in deliveries if one.event is not None]


def ids(deliveries: Iterable[Delivery]) -> list[int]:
    """Return the ids of claimed rows."""
    return [one.id for one in deliveries]


async def claim(
    store: AnyStore, destination: Destination, most: int = 100, seconds: float = 0
) -> tuple[Delivery, ...]:
    """Claim what goes into the next message."""
    return (await store.outbox.claim(destination, at(seconds), most)).deliveries


async def tell(
    store: AnyStore, destination: Destination, message: str, most: int = 100, seconds: float = 0
) -> tuple[Delivery, ...]:
    """Claim a message and let it arrive under a number."""
    told = await claim(store, destination, most, seconds)
    await store.outbox.sent(ids(told), at(seconds), message)
    return told


async def list_conditions(store: AnyStore, *names: str) -> None:
    """Save conditions with these names; their ids count from 1."""
    updates = [ConditionUpdate(None, str(seq), name, True) for seq, name in enumerate(names)]
    await store.conditions.save(updates)


async def follow(
    store: AnyStore,
    *destinations: Destination,
    condition_id: int = 1,
    options: Options | None = None,
) -> None:
    """Subscribe destinations to a condition."""
    for destination in destinations:
        await store.subscriptions.add(condition_id, destination, "telegram:1001", NOW, options)


async def post(store: AnyStore, *events: Event) -> Posted:
    """Post events alone."""
    return await store.outbox.post([news(*events)])


async def drain(store: AnyStore, destination: Destination, most: int = 100) -> list[list[Delivery]]:
    """Claim and settle message after message until nothing waits."""
    messages: list[list[Delivery]] = []
    while claimed := await claim(store, destination, most):
        await store.outbox.sent(ids(claimed), NOW, str(len(messages)))
        messages.append(list(claimed))
    return messages
