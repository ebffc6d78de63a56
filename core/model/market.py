"""Conditions, stocks, and what enters and leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """Whether a stock entered (편입) or left (이탈) a condition."""

    ENTRY = "entry"
    EXIT = "exit"


class Source(StrEnum):
    """How the bot learnt of an event."""

    REALTIME = "realtime"
    """a push: the broker says the second it happened in"""
    POLL = "poll"
    """two searches differed: it happened between `since` and `received_at`"""
    MISSED = "missed"
    """found after the bot had been away from `since` to `received_at`"""


class Watch(StrEnum):
    """How a condition is watched at the moment."""

    REALTIME = "realtime"
    POLLED = "polled"
    ASKED = "asked"
    """connected; the broker's first answer is awaited"""
    WAITING = "waiting"
    """not yet: the broker is away, or the condition is not listed there"""


class Polled(StrEnum):
    """Why a condition is polled instead of watched in real time."""

    SWITCHED_OFF = "switched_off"
    LARGE = "large"
    FULL = "full"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Listed:
    """A condition as the broker lists it: `seq` is only today's address of the name."""

    seq: str
    name: str


DERIVED = "="
"""what the seq of an expression over other conditions begins with; the broker knows none such"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A saved search as we know it; `id` is its identity, `seq` its address at the broker."""

    id: int
    seq: str
    name: str
    listed: bool = True

    @property
    def derived(self) -> bool:
        """Return whether it is an expression of ours over other conditions."""
        return self.seq.startswith(DERIVED)

    @property
    def tag(self) -> str:
        """Return what people call it by instead of its name: the number, or `#id`."""
        return f"#{self.id}" if self.derived else self.seq


@dataclass(frozen=True, slots=True)
class Stock:
    """A listed stock; `market` is KOSPI, KOSDAQ or ETF."""

    code: str
    name: str
    market: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What a stock costs: won, won, percent, shares, million won; None where it is not known."""

    code: str
    price: int | None = None
    change: int | None = None
    rate: float | None = None
    volume: int | None = None
    value: int | None = None
    open: int | None = None
    high: int | None = None
    low: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One stock in a search result."""

    code: str
    name: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The stocks a condition found at `at`; not `fresh` where an earlier answer is repeated."""

    condition: Condition
    hits: tuple[Hit, ...]
    at: datetime
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Membership:
    """Which stocks are inside a condition, as known at `known_at` of the trading day `day`.

    `day` is None while no snapshot was taken yet: the next one is a start, not news.
    """

    condition_id: int
    codes: frozenset[str] = frozenset()
    day: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A stock entered or left a condition; `condition_id` is None where nobody knows which.

    `happened_at` is the broker's time (REALTIME only), `since` the start of the interval the
    change lies in (POLL and MISSED), `broker_late` the seconds it lay at the broker.
    """

    condition_id: int | None
    code: str
    kind: EventKind
    source: Source
    day: date
    received_at: datetime
    happened_at: datetime | None = None
    since: datetime | None = None
    broker_late: float = 0.0
    id: int = 0
