"""Looking back: pages of history, walks through it for files, scores and the summary of a day."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import KST
from core.model import Condition
from core.model.remembering import Past, Span
from core.ports import History, Place
from core.services.scoring import Card, Day, rank, score, summarize

ON_A_PAGE = 10
CHUNK = 1_000
"""events that are read at once on a walk"""

Conditions = Callable[[], Mapping[int, Condition]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of history; `page` is the last one where a later one was asked for."""

    pasts: tuple[Past, ...]
    count: int
    page: int = 1

    @property
    def pages(self) -> int:
        """Return how many there are, at least one."""
        return max(1, -(-self.count // ON_A_PAGE))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A condition and its scorecard."""

    condition: Condition
    card: Card


class Remembering:
    """Reads what was written down; nothing here holds up an alert.

    `days_kept`: what is older is deleted; None: nothing is.
    """

    def __init__(
        self, history: History, conditions: Conditions, days_kept: int | None = None
    ) -> None:
        self._history = history
        self._conditions = conditions
        self.days_kept = days_kept

    def condition(self, condition_id: int | None) -> Condition | None:
        """Return a condition, listed or not; None where nobody knows it."""
        return self._conditions().get(condition_id or 0)

    async def page(self, span: Span, page: int = 1) -> Page:
        """Return a page, newest events first."""
        count = await self._history.count(span)
        page = min(page, Page((), count).pages)
        pasts = await self._history.page(span, (page - 1) * ON_A_PAGE, ON_A_PAGE)
        return Page(tuple(pasts), count, page)

    async def count(self, span: Span) -> int:
        """Return how many events there are."""
        return await self._history.count(span)

    async def walk(self, span: Span) -> AsyncIterator[list[Past]]:
        """Yield all events in chunks, oldest first, as many as there were when it began."""
        behind: Place | None = None
        while chunk := await self._history.walk(span, behind, CHUNK):
            yield chunk
            if len(chunk) < CHUNK:
                return
            behind = Place(chunk[-1].event.received_at, chunk[-1].event.id)

    async def score(self, span: Span) -> Card:
        """Return the scorecard of the entries in a span."""
        return await asyncio.to_thread(score, await self._history.outcomes(span))

    async def ranks(self, span: Span) -> list[Ranked]:
        """Return every condition that had an entry, the best first."""
        conditions = self._conditions()
        ranked = await asyncio.to_thread(rank, await self._history.outcomes(span))
        return [Ranked(conditions[key], card) for key, card in ranked if key in conditions]

    async def day(self, day: date) -> Day:
        """Return what a day was, of all conditions."""
        span = Span(since=midnight(day), until=midnight(day + timedelta(days=1)))
        outcomes, exits = await self._history.outcomes(span), await self._history.exits(span)
        expressions = {key for key, one in self._conditions().items() if one.derived}
        return await asyncio.to_thread(summarize, outcomes, exits, expressions)


def midnight(day: date) -> datetime:
    """Return the beginning of a day in KST."""
    return datetime.combine(day, time(), KST)
