"""The past as it is looked back on, and the prices that are written to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.model import Quote
from core.model.remembering import Followup, Outcome, Past, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk through history stands: behind this event."""

    received_at: datetime
    event_id: int


class Followups(Protocol):
    """The prices that follow entries."""

    async def fresh(self, after: int, since: datetime) -> list[Followup]:
        """Return the entries with a higher id, received since then, that have no followup yet.

        Each with the price that was written onto its event, if one was.
        """
        ...

    async def open(self) -> list[Followup]:
        """Return those that are not done, by event."""
        ...

    async def newest(self) -> int:
        """Return the highest event id that has one, 0 where none has."""
        ...

    async def save(self, followups: Sequence[Followup]) -> None:
        """Write them, new or known; one whose event was forgotten meanwhile is left out."""
        ...

    async def unpriced(self, since: datetime) -> list[tuple[int, str]]:
        """Return id and code of the events received since then that have no price, oldest first."""
        ...

    async def price(self, quotes: Mapping[int, Quote]) -> None:
        """Write prices onto events that have none, by event id."""
        ...


class History(Protocol):
    """Looks back; all of it beside the writer, so that no alert waits for it."""

    async def count(self, span: Span) -> int:
        """Return how many events there are."""
        ...

    async def page(self, span: Span, skip: int, most: int) -> list[Past]:
        """Return events, newest first."""
        ...

    async def walk(self, span: Span, behind: Place | None, most: int) -> list[Past]:
        """Return the next events of a walk, oldest first; None begins it."""
        ...

    async def outcomes(self, span: Span) -> list[Outcome]:
        """Return the entries and what came of them, oldest first."""
        ...

    async def exits(self, span: Span) -> dict[int | None, int]:
        """Return how often a stock left, by condition."""
        ...
