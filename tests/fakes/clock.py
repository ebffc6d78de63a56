"""Time that passes only when a test lets it, in the clock and in the event loop alike."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import wraps
from itertools import count
from typing import ParamSpec

from core.clock import KST

P = ParamSpec("P")

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=KST)
"""a trading day, an hour after the opening"""

_BEGIN = 1_000.0
_MANY = 20_000
"""turns of the loop at one moment; more of them are a busy loop"""


class TravellingLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers (`asyncio.timeout`) go by a FakeClock, which moves `seconds`."""

    seconds = _BEGIN

    def time(self) -> float:
        return self.seconds

    def idle(self) -> bool:
        """Return whether nothing but the caller could run now."""
        return not self._ready  # type: ignore[attr-defined]

    def next_timer(self) -> float | None:
        """Return when the next timer is due."""
        timers = self._scheduled  # type: ignore[attr-defined]
        return min((one.when() for one in timers if not one.cancelled()), default=None)


def travelling(test: Callable[P, Coroutine[object, object, None]]) -> Callable[P, None]:
    """Make a test of a coroutine, run in a loop that a FakeClock takes along."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=TravellingLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


class FakeClock:
    """Stands still until `advance`; the wall clock may be `set` apart from the monotonic seconds.

    In a TravellingLoop it takes the loop's timers along, and knows when all is done at a moment.
    """

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start
        self._seconds = _BEGIN
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._seconds + seconds, next(self._order), sleeper))
        await sleeper

    # --- what a test does ----------------------------------------------------------------------

    def set(self, now: datetime) -> None:
        """Put the wall clock there; nobody's sleep ends by it."""
        self._now = now

    async def advance(self, seconds: float = 0.0) -> None:
        """Let that much time pass, waking whoever is due in order, and the loop run in between."""
        until = self._seconds + seconds
        await self._settle()
        while (due := self._next()) is not None and due <= until:
            self._move(due)
            while self._sleepers and self._sleepers[0][0] <= self._seconds:
                sleeper = heapq.heappop(self._sleepers)[2]
                if not sleeper.done():
                    sleeper.set_result(None)
            await self._settle()
        self._move(until)
        await self._settle()

    async def until(self, now: datetime) -> None:
        """Advance to that moment."""
        await self.advance((now - self._now).total_seconds())

    async def _settle(self) -> None:
        """Let the loop run until nothing is left to do at this moment."""
        loop = asyncio.get_running_loop()
        if not isinstance(loop, TravellingLoop):
            for _ in range(50):
                await asyncio.sleep(0)
            return
        for _ in range(_MANY):
            await asyncio.sleep(0)
            if loop.idle():
                return
        raise AssertionError("a busy loop: there is always something left to do")

    def _move(self, to: float) -> None:
        if to > self._seconds:
            self._now += timedelta(seconds=to - self._seconds)
            self._seconds = to
        loop = asyncio.get_running_loop()
        if isinstance(loop, TravellingLoop):
            loop.seconds = self._seconds

    def _next(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        loop = asyncio.get_running_loop()
        timer = loop.next_timer() if isinstance(loop, TravellingLoop) else None
        sleeper = self._sleepers[0][0] if self._sleepers else None
        return min((one for one in (timer, sleeper) if one is not None), default=None)
