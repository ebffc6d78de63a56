"""Who follows what, and when they want silence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.model import (
    Condition,
    Destination,
    Membership,
    Mute,
    Notice,
    Options,
    Quiet,
    Subscription,
)


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


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice that is written in one transaction with what it tells of."""

    notice: Notice
    to: Sequence[Destination]
    at: datetime


class Subscriptions(Protocol):
    """Who wants what."""

    async def add(
        self,
        condition_id: int,
        destination: Destination,
        person: str,
        at: datetime,
        options: Options | None = None,
    ) -> bool:
        """Subscribe; False where it already was (a suspended one wakes up and gives True).

        `options` None leaves those it has.
        """
        ...

    async def change(self, condition_id: int, destination: Destination, options: Options) -> bool:
        """Give a subscription other options; False where there is none."""
        ...

    async def pause(self, condition_id: int, destination: Destination, reason: str) -> int | None:
        """Suspend one subscription and drop what waits of it: how much; None: none was awake."""
        ...

    async def wake(self, condition_id: int, destination: Destination) -> bool:
        """Wake one subscription, whatever suspended it; False where none was asleep."""
        ...

    async def transfer(self, condition_id: int, destination: Destination, to: Destination) -> bool:
        """Let one subscription go on in another place, with what waits of it; False: there is none.

        Where the other place follows the condition already they become one.
        """
        ...

    async def adopt(self, old: int, new: int, destination: Destination) -> bool:
        """Let a subscription follow another condition, awake and with its options.

        False where there is none; where the destination follows the other one already they
        become one.
        """
        ...

    async def remove(self, condition_id: int, destination: Destination) -> int | None:
        """Unsubscribe and drop what still waits of it: how much; None: there was nothing."""
        ...

    async def of(self, destination: Destination) -> list[Subscription]:
        """Return the subscriptions of a destination, suspended ones as well.

        Those of a chat itself (no topic) are those of all its topics.
        """
        ...

    async def made_by(self, person: str) -> list[Subscription]:
        """Return the subscriptions an identity made, in whichever chat, suspended ones as well."""
        ...

    async def counts(self) -> dict[int, int]:
        """Return how many unsuspended subscriptions each condition has; none: not in the dict."""
        ...

    async def subscribers(self, condition_id: int) -> list[Destination]:
        """Return the destinations that follow a condition and are not suspended."""
        ...

    async def suspend(
        self, destination: Destination, reason: str, telling: Telling | None = None
    ) -> int:
        """Suspend all subscriptions of a destination and drop its waiting deliveries; how many.

        `telling` is written with it, where any was awake.
        """
        ...

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Suspend all subscriptions of a condition; return whose they are."""
        ...

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        """Wake the subscriptions of a condition that were suspended for a reason; whose."""
        ...

    async def resume(self, destination: Destination) -> int:
        """Wake what was suspended because of the destination, which works again; how many.

        What a condition's own trouble (`condition_…`) or a person (`paused`, `person_removed`)
        suspended stays asleep.
        """
        ...

    async def suspend_persons(self, persons: Collection[str], reason: str) -> list[Destination]:
        """Suspend what these people subscribed; return the chats whose something was awake.

        Their price alerts end.
        """
        ...

    async def chats(self) -> list[Destination]:
        """Return every destination that follows anything and is not suspended."""
        ...

    async def keep_channels(self, present: Collection[str]) -> None:
        """Suspend the subscriptions of channels that are absent now, wake those that are back."""
        ...

    async def move(self, destination: Destination, to: Destination) -> None:
        """Give a destination its new address, with its subscriptions and waiting deliveries."""
        ...


class Preferences(Protocol):
    """When a destination wants silence; what is said of a chat holds for its topics as well."""

    async def mute(self, destination: Destination, mute: Mute, person: str, at: datetime) -> None:
        """Keep a destination silent; a mute of the same thing is replaced."""
        ...

    async def unmute(
        self, destination: Destination, condition_id: int | None = None, code: str | None = None
    ) -> int:
        """End the mute of a condition or stock, or every one where neither is named; how many."""
        ...

    async def mutes(self, destination: Destination, at: datetime) -> list[Mute]:
        """Return the mutes that still hold, as they hold for the destination."""
        ...

    async def quiet(self, destination: Destination) -> Quiet | None:
        """Return the quiet hours."""
        ...

    async def set_quiet(self, destination: Destination, quiet: Quiet | None) -> None:
        """Set the quiet hours, None: none."""
        ...

    async def daily(self, destination: Destination) -> bool:
        """Return whether a destination wants the summary of each day; at first it does."""
        ...

    async def set_daily(self, destination: Destination, wanted: bool) -> None:
        """Switch the summary of each day on or off."""
        ...
