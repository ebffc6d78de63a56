"""The nouns of the engine, all of them values: frozen, without behaviour that needs a library."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


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


@dataclass(frozen=True, slots=True)
class Condition:
    """A saved search as we know it; `id` is its identity, `seq` its address at the broker."""

    id: int
    seq: str
    name: str
    listed: bool = True


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


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a chat of a channel, and its topic or thread where it has one."""

    channel: str
    chat: str
    topic: str = ""

    def __str__(self) -> str:
        """Return `channel:chat` or `channel:chat/topic`, as the logs show it."""
        return f"{self.channel}:{self.chat}" + (f"/{self.topic}" if self.topic else "")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A destination wants the events of a condition; `suspended` says why it gets none now."""

    id: int
    condition: Condition
    destination: Destination
    person: str
    created_at: datetime
    suspended: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An event as told to one destination; `condition` is None where it could not be told which."""

    event: Event
    condition: str | None
    stock: str
    quote: Quote | None = None
    late: float = 0.0
    """seconds from the event to the send, the broker's share and ours; 0 where not known"""


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """What one message to one destination tells: live alerts, or one missed report, never mixed."""

    alerts: tuple[Alert, ...]
    resend: bool = False
    """the outcome of an earlier attempt is unknown, so this one is marked (재전송)"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the bot itself has to say; `key` names the text, `params` fill it in."""

    key: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeMessage:
    """A notice on its way to one destination."""

    notice: Notice
    resend: bool = False


Outgoing = AlertMessage | NoticeMessage


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row of the outbox: an `event` (with its condition's name) or a `notice`."""

    id: int
    event: Event | None = None
    condition: str | None = None
    notice: Notice | None = None
    resend: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages within any `period` seconds."""

    count: int
    period: float


class Lane(IntEnum):
    """Who goes first where a platform's limit makes messages wait."""

    REPLY = 0
    ORDER = 1
    ALERT = 2
    SUMMARY = 3


class SessionState(StrEnum):
    """Where the one session with the broker stands."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    TAKEN = "taken"
    """another program logged in with the same app key; it comes back only when asked to"""
    STOPPED = "stopped"
    """a person has to mend something first, see `error`"""


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The session as `/status` tells it."""

    state: SessionState
    since: datetime
    last_frame: datetime | None = None
    last_ping: datetime | None = None
    reconnects: int = 0
    error: str = ""
    """the key of the sentence that says what is wrong"""


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A face's health: the last success, the last error and since when it is down."""

    name: str
    working: bool
    last_success: datetime | None = None
    error: str = ""
