"""One-shot searches, never asked more often than the broker allows."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.errors import NotConnected, RateLimited
from core.model import Condition, Hit, SearchResult
from core.ports import ConditionFeed
from core.services import algebra
from core.services.algebra import Formula
from core.services.quotes import Quotes

KEPT = 5
"""how many answers of each condition are remembered"""


@dataclass(frozen=True, slots=True)
class Combined:
    """What an expression found, from what each of its conditions did."""

    formula: Formula[Condition]
    parts: Mapping[Condition, SearchResult]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return the stocks inside the expression, each with the newest price there is of it."""
        found = {one: frozenset(hit.code for hit in its.hits) for one, its in self.parts.items()}
        inside = algebra.inside(self.formula, found)
        newest: dict[str, Hit] = {}
        for result in sorted(self.parts.values(), key=lambda one: one.at):
            newest |= {hit.code: hit for hit in result.hits if hit.code in inside}
        return tuple(newest.values())

    @property
    def at(self) -> datetime:
        """Return the moment of the oldest answer, which dates the whole."""
        return min(one.at for one in self.parts.values())

    @property
    def fresh(self) -> bool:
        """Return whether no earlier answer is repeated in it."""
        return all(one.fresh for one in self.parts.values())


class Searches:
    """Runs a condition once; within `requery` seconds the last answer is repeated with its age."""

    def __init__(
        self, feed: ConditionFeed, quotes: Quotes, clock: Clock, *, requery: float
    ) -> None:
        self._feed = feed
        self._quotes = quotes
        self._clock = clock
        self.requery = requery
        self._asked: dict[int, float] = {}
        self._last: dict[int, SearchResult] = {}
        self._answers: defaultdict[int, deque[SearchResult]] = defaultdict(
            lambda: deque(maxlen=KEPT)
        )
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def ready(self, condition_id: int) -> bool:
        """Return whether the condition may be asked now."""
        return self._wait(condition_id) <= 0

    def answers(self, condition_id: int) -> bool:
        """Return whether a search would answer now, with fresh hits or with the last ones."""
        return self.ready(condition_id) or condition_id in self._last

    def results(self, condition_id: int) -> tuple[SearchResult, ...]:
        """Return the last answers, newest first."""
        return tuple(self._answers.get(condition_id, ()))

    async def search(self, condition: Condition) -> SearchResult:
        """Return fresh hits, or the last ones within the guard; raises PassingError or Refused."""
        async with self._turns[condition.id]:
            wait = self._wait(condition.id)
            if wait > 0:
                if last := self._last.get(condition.id):
                    return SearchResult(condition, last.hits, last.at, fresh=False)
                raise RateLimited(seconds=str(round(wait) or 1))
            self._asked[condition.id] = self._clock.monotonic()
            try:
                hits = await self._feed.search(condition.seq)
            except NotConnected:
                del self._asked[condition.id]
                raise
            result = SearchResult(condition, hits, self._clock.now())
            self._last[condition.id] = result
            self._answers[condition.id].appendleft(result)
            self._quotes.keep(hit.quote for hit in hits)
            return result

    def _wait(self, condition_id: int) -> float:
        asked = self._asked.get(condition_id)
        return 0.0 if asked is None else asked + self.requery - self._clock.monotonic()
