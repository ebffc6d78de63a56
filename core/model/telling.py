"""What is told to whom, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from core.model.following import Destination, Hold, Options
from core.model.market import Condition, Event, EventKind, Quote


@dataclass(frozen=True, slots=True)
class Alert:
    """An event as told to one destination; `condition` is None where it could not be told which."""

    event: Event
    condition: str | None
    stock: str
    quote: Quote | None = None
    late: float = 0.0
    """seconds from the event to the send, the broker's share and ours; 0 where not known"""
    turns: int = 0
    """how many times the stock went in and out so far, where that is folded into one line"""
    unfiltered: tuple[str, ...] = ()
    """filters (`price`, `rate`, `volume`, `value`) that were not applied: nobody knew the number"""
    later: bool = False
    """the price is of the telling; what it was at the event nobody knows"""


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """What one message to one destination tells: live alerts, or one missed report, never mixed."""

    alerts: tuple[Alert, ...]
    resend: bool = False
    """the outcome of an earlier attempt is unknown, so this one is marked (재전송)"""
    silent: bool = False
    """it arrives without a sound"""
    diverted: str = ""
    """the channel it was to go to, where that has to wait too long"""


@dataclass(frozen=True, slots=True)
class SummaryMessage:
    """What was held back for a destination, in one message, and why."""

    hold: Hold
    alerts: tuple[Alert, ...]
    resend: bool = False
    silent: bool = False
    diverted: str = ""
    more: int = 0
    """how many further alerts were held back that are not listed"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the bot itself has to say; `key` names the text, `params` fill it in."""

    key: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeMessage:
    """A notice on its way to one destination; or `hold` says why it was held back, with `more`."""

    notice: Notice
    resend: bool = False
    silent: bool = False
    hold: Hold | None = None
    more: tuple[Notice, ...] = ()
    id: int = field(default=0, compare=False)
    """of its delivery, which stays the same however often it is tried"""


Outgoing = AlertMessage | SummaryMessage | NoticeMessage


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row of the outbox: an `event` (with its condition's name) or a `notice`.

    `options` are those of its subscription now (None: it has none any more); `hold` says that it
    was held back and is to be summed up (of notices, those of price alerts alone); `quote` is the
    price it was told with, if it was.
    """

    id: int
    event: Event | None = None
    condition: str | None = None
    notice: Notice | None = None
    resend: bool = False
    options: Options | None = None
    hold: Hold | None = None
    diverted: str = ""
    folded: bool = False
    quote: Quote | None = None
    tried: bool = False
    """it was let through and tried before, so no filter keeps it out any more"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event a destination was told before: what folding and cooldown go by."""

    condition_id: int | None
    code: str
    kind: EventKind
    received_at: datetime
    folded: bool
    message_id: str | None
    """the message it stands in; None where that cannot be edited"""


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


class DeliveryState(StrEnum):
    """Where a delivery stands in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    HELD = "held"
    SENT = "sent"
    FOLDED = "folded"
    FILTERED = "filtered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an event on its way to one destination.

    `settled_at` is set once that is final, `reason` where it was filtered or failed; `held_until`
    is a pause the platform demands of the destination, `diverted` the channel it was to go to.
    """

    destination: Destination
    state: DeliveryState
    created_at: datetime
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""
    hold: Hold | None = None
    not_before: datetime | None = None
    held_until: datetime | None = None
    resend: bool = False
    diverted: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """An event as it was written down: its condition, its price, what became of it in one chat."""

    event: Event
    condition: Condition | None = None
    quote: Quote | None = None
    fates: tuple[Fate, ...] = ()
