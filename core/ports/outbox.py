"""The queue that is a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from core.model import (
    BY_A_PERSON,
    UNSUBSCRIBED,
    Delivery,
    Destination,
    Earlier,
    Event,
    Hold,
    Membership,
    Mute,
    Notice,
    Quiet,
    Quote,
)


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
class Behind:
    """An event that is held back until then, so that no later one of its stock may be told yet.

    `message_id` is the message it is to be written into.
    """

    event_id: int
    condition_id: int | None
    code: str
    hold: Hold
    until: datetime
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """What a destination wants to hear nothing of, and in which hours."""

    mutes: tuple[Mute, ...] = ()
    quiets: tuple[Quiet, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What may go into the next message, and what decides whether it does."""

    deliveries: tuple[Delivery, ...] = ()
    here: Silence = Silence()
    home: Silence = Silence()
    """of the destination it was to go to, where that is another one"""
    earlier: tuple[Earlier, ...] = ()
    """what the destination was told of the same stocks, oldest first"""
    held: tuple[Behind, ...] = ()
    """what of the same stocks is held back there, oldest first"""


@dataclass(frozen=True, slots=True)
class Held:
    """A claimed row that is held back: until when and why, and which message it is to go into."""

    delivery_id: int
    hold: Hold
    until: datetime
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """A message told before, all its alerts, and the events that are to be written into it."""

    message_id: str
    deliveries: tuple[Delivery, ...]
    """oldest first, those told and those held"""
    fresh: tuple[int, ...]
    """the ids of those held"""
    turns: Mapping[tuple[int | None, str], tuple[datetime, ...]]
    """when a condition's stock went in or out, until the last that stands in it"""


class Outbox(Protocol):
    """The queue that is a table."""

    async def post(self, changes: Sequence[Change]) -> Posted:
        """In one transaction: move the memberships, record the events, write the deliveries.

        An event goes to every unsuspended subscription of its condition; one without a condition
        goes once to every destination that has any unsuspended subscription.
        """
        ...

    async def post_notice(
        self,
        notice: Notice,
        destinations: Sequence[Destination],
        at: datetime,
        facts: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        """In one transaction: write one delivery of a notice to each destination, and the facts.

        A fact without a value is dropped. Facts are written also where nobody is told.
        """
        ...

    async def waiting(self) -> list[Waiting]:
        """Return every destination that has something waiting."""
        ...

    async def claim(
        self, destination: Destination, at: datetime, most: int, *, notices: bool = False
    ) -> Claim:
        """Take what goes into the next message and mark it as being sent, oldest first.

        The leading run of rows of one sort: up to `most` live alerts; or one missed report (all
        rows with the same `since` and `received_at`, up to 150); or one notice; or all alerts that
        were held back for one reason; or so many notices that were (price alerts); and never rows
        marked for resending together with fresh ones.
        `notices`: the oldest notice, whatever waits before it, and nothing else.
        """
        ...

    async def decide(
        self,
        at: datetime,
        filtered: Mapping[int, str],
        held: Sequence[Held],
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        """Record what of a claim is not told: filtered for good (why), or held until later.

        `quotes` are the prices it was decided by, by event id.
        """
        ...

    async def release(self, at: datetime) -> list[Destination]:
        """Let what was held until now wait again, for its summary.

        Return whose it is, and whoever has messages to be edited.
        """
        ...

    async def unhold(
        self, destination: Destination, hold: Hold, at: datetime, condition_id: int | None = None
    ) -> int:
        """Make what is held for a reason due now, in all topics of a chat; how many.

        Of one condition only, where it is said.
        """
        ...

    async def fold(self, destination: Destination) -> Fold | None:
        """Return the oldest message that held events have to be written into."""
        ...

    async def folded(self, delivery_ids: Sequence[int], at: datetime) -> None:
        """Record that they were written into the message they were held for."""
        ...

    async def unsure(self, delivery_ids: Sequence[int]) -> None:
        """Mark what may have been written into its message: nobody knows."""
        ...

    async def unfoldable(self, delivery_ids: Sequence[int]) -> None:
        """Their message cannot be edited: let them wait for the next message there.

        What may stand in it already waits for none: it is repeated by itself, marked.
        """
        ...

    async def divert(
        self, destination: Destination, to: Destination, at: datetime, until: datetime
    ) -> int:
        """Let what waits for a destination or is held back there go to another one; how many.

        It is summed up at the first one `until`; what the other one is told anyway is not
        repeated. Notices move.
        """
        ...

    async def give_back(self, destination: Destination) -> list[Destination]:
        """Let what was to be told here instead wait again where it was to go; whose it is."""
        ...

    async def undivert(self, destination: Destination) -> list[Destination]:
        """Take back what was to be told in a destination instead and failed; whose it is.

        It waits again where it was to go at first.
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
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        """Let them wait again, marked where the outcome is unknown.

        What nobody follows any more is settled as failed. `quotes` are the prices they were to be
        told with, by event id.
        """
        ...

    async def unclaim(self, delivery_ids: Sequence[int]) -> None:
        """Let them wait again as if nobody had claimed them: nothing was decided or tried."""
        ...

    async def hold(
        self,
        destination: Destination,
        until: datetime,
        at: datetime,
        notice: Notice | None = None,
        owners: Sequence[Destination] = (),
    ) -> None:
        """Remember a pause the platform demanded, and tell `owners` of it."""
        ...

    async def paused(self, at: datetime) -> list[tuple[Destination, datetime]]:
        """Return every destination whose pause is not over, and until when it lasts."""
        ...

    async def failed(self, delivery_ids: Sequence[int], at: datetime, reason: str) -> None:
        """Record that they can never be sent."""
        ...

    async def recover(self) -> int:
        """After a start: rows a dead process was sending wait again, marked; how many.

        What it may have been writing into a message is marked as well.
        """
        ...

    async def today(self, since: datetime) -> "Tally":
        """Return what happened since then, for `/status`."""
        ...


UNWANTED = (UNSUBSCRIBED, *BY_A_PERSON)
"""why a person themself had what waited dropped: no failure"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since a moment; what a person no longer wanted is no failure."""

    entries: int = 0
    exits: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    held: int = 0
    """held back to be summed up: muted, quiet hours, digests"""
