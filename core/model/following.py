"""Who follows what, with which options, and when silence is wanted."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from core.model.market import Condition

PAUSED, REMOVED, UNSUBSCRIBED = "paused", "person_removed", "unsubscribed"
BY_A_PERSON = (PAUSED, REMOVED)
"""why a subscription sleeps that only a person wakes: a chat that can be reached again does not"""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a chat of a channel, and its topic or thread where it has one."""

    channel: str
    chat: str
    topic: str = ""

    def __str__(self) -> str:
        """Return `channel:chat` or `channel:chat/topic`, as the logs show it."""
        return f"{self.channel}:{self.chat}" + (f"/{self.topic}" if self.topic else "")


class Kinds(StrEnum):
    """Which events a subscription wants."""

    BOTH = "both"
    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Between:
    """A range with both ends inside; None: no end."""

    low: float | None = None
    high: float | None = None

    def __contains__(self, value: float) -> bool:
        """Tell whether a value lies in the range."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def open(self) -> bool:
        """Return whether it keeps nothing out."""
        return self.low is None and self.high is None


ANY = Between()


@dataclass(frozen=True, slots=True)
class Options:
    """What a subscription tells and how.

    Prices in won, rates in percent, volumes in shares, values in million won; minutes.
    """

    kinds: Kinds = Kinds.BOTH
    price: Between = ANY
    rate: Between = ANY
    volume: Between = ANY
    value: Between = ANY
    markets: frozenset[str] = frozenset()
    """KOSPI, KOSDAQ, ETF; none: all"""
    name: str = ""
    """a part of the stock's name"""
    cooldown: int = 0
    """after an alert the same stock waits for so long, and is then summed up"""
    digest: int = 0
    """everything is gathered and told at every full N minutes"""
    silent: bool = False
    fold: int | None = None
    """minutes in which a third event goes into the last message; None: FOLD_WINDOW; 0: never"""


PLAIN = Options()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A destination wants the events of a condition; `suspended` says why it gets none now."""

    id: int
    condition: Condition
    destination: Destination
    person: str
    created_at: datetime
    suspended: str | None = None
    options: Options = PLAIN


class Hold(StrEnum):
    """Why an alert was held back, to be summed up later."""

    MUTED = "muted"
    QUIET = "quiet"
    DIGEST = "digest"
    COOLDOWN = "cooldown"
    FOLDED = "folded"
    """it was to be written into an earlier message, which cannot be edited any more"""
    DIVERTED = "diverted"
    """the destination had to wait so long that it was told to the person's other one"""


@dataclass(frozen=True, slots=True)
class Mute:
    """A destination wants silence until then: from everything, a condition, or a stock."""

    until: datetime
    condition: Condition | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of each day (KST) in which a destination wants no alert; they may span midnight."""

    start: time
    end: time
