"""What the services need from the outside world, in the services' own words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from core.errors import OperatorError
from core.model import (
    ChannelStatus,
    Condition,
    Delivery,
    Destination,
    Event,
    EventKind,
    Hit,
    Lane,
    Limit,
    Listed,
    Membership,
    Notice,
    Outgoing,
    Quote,
    SessionStatus,
    Stock,
    Subscription,
)

# --- the broker -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Connected:
    """The session is live and these are its conditions; nothing is subscribed on it yet."""

    at: datetime
    conditions: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Relisted:
    """The conditions were listed again on a live session (the probe, or a quarantined push)."""

    at: datetime
    conditions: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The session is gone; until `last_heard` what it told was whole."""

    at: datetime
    last_heard: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The session ended and does not come back by itself: a person must act."""

    at: datetime
    last_heard: datetime
    error: OperatorError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All stocks inside a condition at the moment its real-time subscription was acknowledged."""

    at: datetime
    seq: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """A stock entered or left; `seq` is None where the push named no condition.

    `hhmmss` is the broker's time of day, None where malformed; `arrived` is monotonic seconds.
    """

    at: datetime
    arrived: float
    seq: str | None
    code: str
    kind: EventKind
    hhmmss: str | None


@dataclass(frozen=True, slots=True)
class MarketState:
    """The exchange said which phase it is in (FID 215 of 0s)."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Trade:
    """A registered stock traded (0B)."""

    at: datetime
    quote: Quote


FeedEvent = Connected | Relisted | Disconnected | Stopped | Snapshot | Push | MarketState | Trade


class ConditionFeed(Protocol):
    """The one session with the broker: conditions, searches, and what enters and leaves."""

    async def run(self) -> None:
        """Hold the session until cancelled; only a bug or cancellation ends it."""
        ...

    async def receive(self) -> list[FeedEvent]:
        """Wait for news and return all that has piled up, in the order it arrived."""
        ...

    async def relist(self) -> tuple[Listed, ...]:
        """List the conditions again; also told as `Relisted` through `receive`."""
        ...

    async def search(self, seq: str) -> tuple[Hit, ...]:
        """Run the condition once, all pages; raises PassingError or Refused."""
        ...

    async def subscribe(self, seq: str) -> None:
        """Ask for real-time events; the Snapshot comes through `receive`, before any Push after it.

        Returns when acknowledged; raises PassingError or Refused (900003 is cured inside).
        """
        ...

    async def clear(self, seq: str) -> None:
        """End real-time events of a condition; raises PassingError or Refused."""
        ...

    def take_back(self) -> None:
        """Connect again after the session was taken or stopped."""
        ...

    def reconnect(self, reason: str) -> None:
        """Drop the connection, if there is one, and connect at once."""
        ...

    def status(self) -> SessionStatus:
        """Return where the session stands."""
        ...


class QuoteSource(Protocol):
    """Prices and names."""

    async def quotes(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return the prices of up to 100 stocks with one call."""
        ...

    async def stocks(self) -> list[Stock]:
        """Return every stock of KOSPI, KOSDAQ and the ETFs."""
        ...

    async def stock(self, code: str) -> Stock | None:
        """Return one stock, or None where the broker does not know the code."""
        ...


class TokenKeeper(Protocol):
    """The access token's clockwork."""

    async def renew_if_due(self) -> None:
        """Renew the token when it has less than five minutes to live."""
        ...

    def expires_at(self) -> datetime | None:
        """Return when the token expires, None while there is none."""
        ...


# --- the store: each method is one transaction --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What one observation made of one condition: its new membership and what became news.

    `membership` is None for a push that names no known condition: it moves nobody's membership.
    """

    membership: Membership | None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """The ids the events got (in order) and the destinations that now have something waiting."""

    event_ids: tuple[int, ...]
    destinations: tuple[Destination, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one destination; `held_until` is a pause the platform demanded."""

    destination: Destination
    count: int
    oldest: datetime
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConditionUpdate:
    """A row to write after a listing; `id` None is a new condition."""

    id: int | None
    seq: str
    name: str
    listed: bool


class Conditions(Protocol):
    """The conditions we know and who is inside."""

    async def all(self) -> list[Condition]:
        """Return every condition ever listed, by id."""
        ...

    async def save(self, updates: Sequence[ConditionUpdate]) -> list[Condition]:
        """Write what a listing changed and return every condition."""
        ...

    async def memberships(self) -> list[Membership]:
        """Return the stored membership of every condition that has one."""
        ...

    async def touch(self, condition_ids: Sequence[int], known_at: datetime) -> None:
        """Note that these memberships were still whole at `known_at`."""
        ...


class Subscriptions(Protocol):
    """Who wants what."""

    async def add(
        self, condition_id: int, destination: Destination, person: str, at: datetime
    ) -> bool:
        """Subscribe; False where it already was (a suspended one wakes up and gives True)."""
        ...

    async def remove(self, condition_id: int, destination: Destination) -> bool:
        """Unsubscribe and drop what still waits of it; False where there was nothing to remove."""
        ...

    async def of(self, destination: Destination) -> list[Subscription]:
        """Return the subscriptions of a destination, suspended ones as well."""
        ...

    async def counts(self) -> dict[int, int]:
        """Return how many unsuspended subscriptions each condition has; none: not in the dict."""
        ...

    async def subscribers(self, condition_id: int) -> list[Destination]:
        """Return the destinations that follow a condition and are not suspended."""
        ...

    async def suspend(self, destination: Destination, reason: str) -> int:
        """Suspend all subscriptions of a destination and drop its waiting deliveries; how many."""
        ...

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Suspend all subscriptions of a condition; return whose they are."""
        ...

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Wake the subscriptions of a condition that were suspended for a reason; whose."""
        ...

    async def resume(self, destination: Destination) -> int:
        """Wake what was suspended because of the destination, which works again; how many.

        What a condition's own trouble suspended (`condition_…`) stays asleep.
        """
        ...

    async def keep_channels(self, present: Collection[str]) -> None:
        """Suspend the subscriptions of channels that are absent now, wake those that are back."""
        ...

    async def move(self, destination: Destination, to: Destination) -> None:
        """Give a destination its new address, with its subscriptions and waiting deliveries."""
        ...


class Outbox(Protocol):
    """The queue that is a table."""

    async def post(self, changes: Sequence[Change]) -> Posted:
        """In one transaction: move the memberships, record the events, write the deliveries.

        An event goes to every unsuspended subscription of its condition; one without a condition
        goes once to every destination that has any unsuspended subscription.
        """
        ...

    async def post_notice(
        self, notice: Notice, destinations: Sequence[Destination], at: datetime
    ) -> None:
        """Write one delivery of a notice to each destination."""
        ...

    async def waiting(self) -> list[Waiting]:
        """Return every destination that has something waiting."""
        ...

    async def claim(self, destination: Destination, at: datetime, most: int) -> list[Delivery]:
        """Take what goes into the next message and mark it as being sent, oldest first.

        The leading run of rows of one sort: up to `most` live alerts; or one missed report (all
        rows with the same `since` and `received_at`, up to 150); or one notice; and never
        rows marked for resending together with fresh ones.
        """
        ...

    async def sent(
        self,
        delivery_ids: Sequence[int],
        at: datetime,
        message_id: str,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> bool:
        """Record that they arrived, and the prices they told, by event id.

        True where more waits for the same destination.
        """
        ...

    async def put_back(
        self,
        delivery_ids: Sequence[int],
        *,
        resend: bool,
        hold: tuple[Destination, datetime] | None = None,
    ) -> None:
        """Let them wait again, marked where the outcome is unknown; `hold` persists a pause."""
        ...

    async def failed(self, delivery_ids: Sequence[int], at: datetime, reason: str) -> None:
        """Record that they can never be sent."""
        ...

    async def recover(self) -> int:
        """After a start: rows a dead process was sending wait again, marked; how many."""
        ...

    async def today(self, since: datetime) -> "Tally":
        """Return what happened since then, for `/status`."""
        ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since a moment."""

    entries: int = 0
    exits: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    oldest_waiting: datetime | None = None


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


# --- the faces ----------------------------------------------------------------------------------


class Pace(Protocol):
    """A platform's limits, kept."""

    async def turn(self, destination: Destination, lane: Lane) -> None:
        """Wait until one message may go to the destination, and count it as sent."""
        ...

    def undo(self, destination: Destination) -> None:
        """Give a turn back that was not used."""
        ...

    def hold(self, destination: Destination | None, seconds: float) -> None:
        """Send nothing to the destination (None: to anybody) for that long, as demanded."""
        ...


class Channel(Protocol):
    """A face that can be sent to."""

    @property
    def name(self) -> str:
        """Return the word destinations carry: telegram, slack, console."""
        ...

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message."""
        ...

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return the limits over all destinations together."""
        ...

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        """Return the limits of one destination."""
        ...

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Render and send; return the platform's message id; raises SendError, nothing else."""
        ...

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits, shared by the courier and the channel's own answers."""
        ...

    def status(self) -> ChannelStatus:
        """Return the channel's health."""
        ...

    async def run(self) -> None:
        """Listen and answer until cancelled; whatever ends it, it is run again."""
        ...
