"""What was, and small things that outlive the process."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.model import (
    Destination,
    EventKind,
    Membership,
    Notice,
    Options,
    Quote,
    Record,
    Source,
    Stock,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stocks entered and left a condition, and when the last one did, ever."""

    entries: int = 0
    exits: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rush:
    """How many events one minute of a trading day brought."""

    day: date
    minute: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not settled yet in one channel: waiting or in the air, and held back."""

    channel: str
    waiting: int
    held: int
    oldest: datetime | None
    """since when the longest waiting one waits; what was held back, since it became due"""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which events are meant: those that fit all of it, received from `since` until before `until`.

    None leaves a part open.
    """

    condition_id: int | None = None
    code: str | None = None
    kind: EventKind | None = None
    source: Source | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Cut()


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is inside conditions after the event `last` and before the next one, by condition.

    Conditions nobody knows the inside of are left out; `last` is 0 before the first event.
    """

    last: int
    memberships: Mapping[int, Membership]


class Events(Protocol):
    """The past as the rows tell it; a chat without a topic is all its topics."""

    async def of_stock(self, code: str, chat: Destination, skip: int, most: int) -> list[Record]:
        """Return the events of a stock, newest first, and what became of them in a chat."""
        ...

    async def of_condition(
        self, condition_id: int, chat: Destination, skip: int, most: int
    ) -> list[Record]:
        """Return the events of a condition, newest first, and what became of them in a chat."""
        ...

    async def of_chat(self, chat: Destination, skip: int, most: int) -> list[Record]:
        """Return the events that were on their way to a chat, newest first."""
        ...

    async def crossings(self, code: str, since: datetime, most: int) -> list[Record]:
        """Return the newest events of a stock since then, oldest first, without their fates."""
        ...

    async def touched(self, code: str, condition_ids: Collection[int]) -> set[int]:
        """Return those of the conditions that a stock ever entered or left."""
        ...

    async def counts(self, condition_id: int, since: datetime) -> Counts:
        """Return how many stocks entered and left a condition since then, and the last time."""
        ...

    async def rushes(
        self, condition_ids: Sequence[int], since: datetime, options: Options
    ) -> list[Rush]:
        """Return each minute since then in which something was to be told, with how much.

        The options' filters count, prices where they were written down; missed reports do not.
        """
        ...

    async def backlog(self) -> list[Backlog]:
        """Return what is not settled yet, channel by channel."""
        ...

    async def newest(self) -> int:
        """Return the id of the last event, 0 where there is none; later ones have higher ids."""
        ...

    async def after(self, event_id: int, most: int, cut: Cut = ALL) -> list[Record]:
        """Return events with higher ids, oldest first, without their fates."""
        ...

    async def before(self, event_id: int | None, most: int, cut: Cut = ALL) -> list[Record]:
        """Return events with lower ids (None: the newest), newest first, without their fates."""
        ...

    async def prices(self, event_ids: Collection[int]) -> dict[int, Quote]:
        """Return the prices that were written onto these events so far."""
        ...

    async def standing(self, condition_ids: Collection[int]) -> Standing:
        """Return who is inside these conditions, and after which event, at one moment."""
        ...


class Facts(Protocol):
    """Small facts that outlive the process, by key."""

    async def get(self, key: str) -> str | None:
        """Return a fact, None where it was never put."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Remember a fact."""
        ...

    async def drop(self, key: str) -> None:
        """Forget a fact."""
        ...

    async def under(self, prefix: str) -> dict[str, str]:
        """Return every fact whose key begins so."""
        ...


@dataclass(frozen=True, slots=True)
class Story:
    """What one chat was told in a span of time, in all its topics, and what it was not.

    `conditions` are names with entries and exits, `stocks` codes with events, most first; `entered`
    are hours of the day (KST) and names with entries, in order. All count what was told, is on its
    way or waits for its summary.
    """

    conditions: tuple[tuple[str, int, int], ...] = ()
    stocks: tuple[tuple[str, int], ...] = ()
    told: int = 0
    held: int = 0
    filtered: int = 0
    failed: int = 0
    missed: int = 0
    """how many reports of what was missed"""
    entered: tuple[tuple[int, str, int], ...] = ()

    @property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """Return the hours in which anything entered, with how much."""
        counts = Counter[int]()
        for hour, _, count in self.entered:
            counts[hour] += count
        return tuple(sorted(counts.items()))


class Days(Protocol):
    """What the summary of a day is made of, and that it is told once."""

    async def story(self, chat: Destination, since: datetime, until: datetime) -> Story:
        """Return what a chat was told of the events received in between."""
        ...

    async def tell(
        self, key: str, letters: Sequence[tuple[Destination, Notice]], at: datetime
    ) -> bool:
        """In one transaction: write the notices and the fact that it was done.

        False where the fact was there: nothing is written then.
        """
        ...


class Stocks(Protocol):
    """The stock list kept here, so that names need no call."""

    async def replace(self, stocks: Sequence[Stock], day: date) -> None:
        """Take a new list: known codes are updated, none is forgotten."""
        ...

    async def all(self) -> list[Stock]:
        """Return every stock."""
        ...

    async def refreshed(self) -> date | None:
        """Return the day of the last refresh."""
        ...


class Inbox(Protocol):
    """What came in from the chats, so that each is handled once."""

    async def first_time(self, key: str, at: datetime) -> bool:
        """Remember the key of an update; False where it was known."""
        ...
