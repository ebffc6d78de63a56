"""Time, always aware and always injected; the market's day is decided in Asia/Seoul."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


class Clock(Protocol):
    """What time it is on the market, and how much real time passes."""

    def now(self) -> datetime:
        """Return the market's time, aware, in KST; it may run faster than real time."""
        ...

    def monotonic(self) -> float:
        """Return real seconds that never jump, for waits, pacing and lateness."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many real seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the wall clock's time in KST."""
        return datetime.now(KST)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


class ScaledClock(SystemClock):
    """A market time that starts at `start` and runs `speed` times as fast; waits stay real."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start.astimezone(KST)
        self._speed = speed
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the start plus the real time passed, times the speed."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._speed)
