"""The one session with the broker, and what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.errors import OperatorError
from core.model import (
    EventKind,
    Hit,
    Listed,
    Quote,
    SessionStatus,
    Stock,
)


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

    def stay_away(self, since: datetime) -> None:
        """Begin without logging in, as one whose session was taken then; before `run`."""
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

    async def register_trades(self, codes: Sequence[str]) -> None:
        """Have `Trade` told for these stocks, each once, until the session ends.

        Raises PassingError or Refused; some may be registered then.
        """
        ...

    async def unregister_trades(self, codes: Sequence[str]) -> None:
        """End `Trade` for these stocks; those not registered are no error."""
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

    def issued_at(self) -> datetime | None:
        """Return when the token was issued, None where there is none or nobody noted it."""
        ...

    def expires_at(self) -> datetime | None:
        """Return when the token expires, None while there is none."""
        ...
