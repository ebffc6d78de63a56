"""What the fakes of the store share, and tests may look into."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from core.errors import UnknownCondition
from core.model import (
    Condition,
    Destination,
    Event,
    Hold,
    Key,
    Membership,
    Mute,
    Notice,
    Quiet,
    Quote,
    Source,
    Stock,
    Subscription,
)
from core.model.lookout import Lookout
from core.model.remembering import Followup


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
    hold: Hold | None = None
    not_before: datetime | None = None
    diverted_from: Destination | None = None
    tried: bool = False

    def sort(self) -> tuple[object, ...]:
        """What the rows of one message have in common."""
        if self.event is None and self.hold is None:
            return ("notice", self.id)
        if self.event is None:
            return ("notices", self.hold, self.resend)
        if self.hold is not None:
            return ("summary", self.hold, self.resend, self.diverted_from)
        if self.event.source is Source.MISSED:
            event = self.event
            return ("missed", self.resend, self.diverted_from, event.since, event.received_at)
        return ("live", self.resend, self.diverted_from)

    def key(self) -> tuple[int | None, str] | None:
        """What has an order: the stock of a condition."""
        return (self.event.condition_id, self.event.code) if self.event else None

    def places(self) -> tuple[Destination, ...]:
        """Where it goes, and where it was to go."""
        return (self.destination,) if self.diverted_from is None else (
            self.destination, self.diverted_from,
        )  # fmt: skip

    @property
    def folding(self) -> bool:
        """Return whether it is to be written into an earlier message."""
        return self.left_over(self.message_id is not None)

    def left_over(self, wanted: bool = True) -> bool:
        """Return whether it is held to be folded, and that is (not) `wanted`."""
        return wanted and self.state == "held" and self.hold is Hold.FOLDED

    def settle(self, state: str, at: datetime, reason: str | None = None) -> None:
        """Let it be over."""
        self.state, self.settled_at, self.reason = state, at, reason

    def drop(self, reason: str) -> bool:
        """Let it never be told, if nobody is telling it; return whether it waited."""
        if self.state not in ("waiting", "held") or self.settled_at is not None:
            return False
        self.settle("failed", self.created_at, reason)
        return True


@dataclass(slots=True)
class Muted:
    """A mute of a destination."""

    destination: Destination
    mute: Mute
    person: str


@dataclass
class Tables:
    """Every row there is."""

    conditions: dict[int, Condition] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    quotes: dict[int, Quote] = field(default_factory=dict)
    followups: dict[int, Followup] = field(default_factory=dict)
    deliveries: dict[int, Row] = field(default_factory=dict)
    held: dict[Destination, datetime] = field(default_factory=dict)
    """the pauses platforms demanded"""
    known: dict[Destination, None] = field(default_factory=dict)
    """every destination ever heard of, in the order the database would number them"""
    muted: list[Muted] = field(default_factory=list)
    quiet: dict[Destination, Quiet] = field(default_factory=dict)
    no_daily: set[Destination] = field(default_factory=set)
    facts: dict[str, str] = field(default_factory=dict)
    stocks: dict[str, Stock] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    refreshed: date | None = None
    last_subscription: int = 0
    last_delivery: int = 0
    lookouts: dict[int, Lookout] = field(default_factory=dict)
    last_lookout: int = 0
    keys: dict[int, Key] = field(default_factory=dict)
    last_key: int = 0

    def rows(self, destination: Destination, *states: str) -> list[Row]:
        """Return the deliveries of a destination in these states, oldest first."""
        every = (row for row in self.deliveries.values() if row.state in states)
        return [row for row in every if row.destination == destination]

    def waiting(self, destination: Destination) -> list[Row]:
        """Return what waits for a destination, oldest first."""
        return self.rows(destination, "waiting")

    def awake(self) -> list[Subscription]:
        """Return the unsuspended subscriptions, oldest first."""
        return [one for one in self.subscriptions.values() if one.suspended is None]

    def condition(self, condition_id: int) -> Condition:
        """Return a condition; raises UnknownCondition."""
        if condition_id not in self.conditions:
            raise UnknownCondition(said=f"#{condition_id}")
        return self.conditions[condition_id]

    def subscription(
        self, condition_id: int | None, destination: Destination
    ) -> Subscription | None:
        """Return the subscription of a destination, if it has it."""
        for one in self.subscriptions.values():
            if one.condition.id == condition_id and one.destination == destination:
                return one
        return None

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
    ) -> Row:
        """Write a delivery."""
        self.last_delivery += 1
        row = Row(self.last_delivery, destination, at, event=event, notice=notice)
        self.deliveries[row.id] = row
        return row


def inside(chat: Destination, destination: Destination) -> bool:
    """Tell whether a destination is this one, or a topic of this chat."""
    if (chat.channel, chat.chat) != (destination.channel, destination.chat):
        return False
    return chat.topic in ("", destination.topic)
