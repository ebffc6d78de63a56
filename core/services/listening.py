"""One who listens to what enters and leaves: a place in the table of events, then in the ring."""

import asyncio
from collections.abc import Awaitable, Callable

from core.services.news import Began, Happened, News, Priced, Ring, Standing

CHUNK = 200
"""events that are read from the table at once"""

Past = Callable[[int, int | None], Awaitable[list[Happened]]]
"""reads up to CHUNK events behind one, of a condition or of all"""
Owed = Callable[[int, int | None], Awaitable[list[Priced]]]
"""reads the prices of the last events up to one, which were perhaps told without"""


class Listener:
    """One who listens to a condition, or to all (`condition_id` None)."""

    standing: Standing
    """who was inside when it began"""
    whole_from = 0
    """where events behind its place are kept no more: the first that is; else 0"""

    def __init__(self, condition_id: int | None, ring: Ring, past: Past, owed: Owed) -> None:
        self.condition_id = condition_id
        self._ring = ring
        self._past = past
        self._owed = owed
        self._resumes = False
        """whether prices of what it was told may have come meanwhile"""
        self._place, self._target = ring.end, ring.last
        """where it is in the ring, and the event behind which that is"""
        self._cursor = 0
        """the last event it was told"""
        self._first = 0
        """prices of events before this one are not for it"""
        self._caught_up = False
        self._woken = asyncio.Event()

    def begin(self, standing: Standing, since: int | None, oldest: int = 0) -> None:
        """Listen behind the event `since`; None, or one there never was: behind the last.

        `oldest` is the first event that is kept.
        """
        self.standing = standing
        self._resumes = since is not None
        if since is not None and since + 1 < oldest:
            self.whole_from = oldest
        self._cursor = standing.last if since is None else min(since, standing.last)
        self._first = standing.last if since is None else 0

    @property
    def behind(self) -> int:
        """Return the last event it was told, or behind which it began."""
        return self._cursor

    def wake(self) -> None:
        """Let it look, for there is something new."""
        self._woken.set()

    async def next(self) -> list[News]:
        """Wait for news and return all there is, each event once, in its order.

        Who took so long that the ring has gone over it reads the table again, and what is inside.
        """
        while True:
            if self._resumes:
                self._resumes = False
                if owed := await self._owed(self._cursor, self.condition_id):
                    return list(owed)
            if not self._caught_up:
                if found := await self._catch_up():
                    return found
                continue
            self._woken.clear()
            if not self._ring.reaches(self._place):
                self._begin_again()
                return [Began(self.condition_id)]
            news = self._ring.behind(self._place)
            self._place += len(news)
            if mine := [one for one in news if self._concerns(one)]:
                return mine
            await self._woken.wait()

    def _begin_again(self) -> None:
        self._place, self._target = self._ring.end, self._ring.last
        self._caught_up, self._resumes = False, True

    async def _catch_up(self) -> list[News]:
        """Read the table until what is in the ring follows on."""
        found: list[News] = []
        if self._cursor < self._target:
            some = await self._past(self._cursor, self.condition_id)
            found = [one for one in some if one.event.id <= self._target]
            whole = len(some) < CHUNK or len(found) < CHUNK
            self._cursor = self._target if whole else some[-1].event.id
        if self._cursor >= self._target:
            self._caught_up = self._ring.reaches(self._place)
            if not self._caught_up:
                self._begin_again()
        return found

    def _concerns(self, news: News) -> bool:
        if self.condition_id is not None and news.about != self.condition_id:
            return False
        if isinstance(news, Priced):
            return news.event_id > self._first
        if isinstance(news, Happened):
            if news.event.id <= self._cursor:
                return False
            self._cursor = news.event.id
        return True
