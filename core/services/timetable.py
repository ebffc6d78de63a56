"""What is due when: decided from the injected clock, woken by APScheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.clock import Clock
from core.errors import BotError

log = structlog.get_logger(__name__)

_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again: `due` decides from the last time it ran and now."""

    name: str
    due: Callable[[datetime | None, datetime], bool]
    work: Callable[[], Awaitable[object]]


def every(seconds: float) -> Callable[[datetime | None, datetime], bool]:
    """Return a rule: due at once, then whenever that many seconds of market time have passed."""
    interval = timedelta(seconds=seconds)
    # A clock that was set back makes it due: waiting for it to catch up could take hours.
    return lambda last, now: last is None or not timedelta() <= now - last < interval


class Timetable:
    """Runs what is due; a late or missed wake-up loses nothing, for the rows say what was done."""

    def __init__(self, clock: Clock, jobs: list[Job]) -> None:
        self._clock = clock
        self._jobs = jobs
        self._last: dict[str, datetime] = {}
        self._running: set[str] = set()
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Be woken once a second and tick, until cancelled."""
        scheduler = AsyncIOScheduler(timezone="Asia/Seoul")
        scheduler.add_job(
            self.wake,
            "interval",
            seconds=_EVERY,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self.tick(group)
                    await self._woken.wait()
                    self._woken.clear()
        finally:
            scheduler.shutdown(wait=False)

    async def wake(self) -> None:
        """Have it tick; a coroutine, because APScheduler runs anything else in a thread."""
        self._woken.set()

    def tick(self, group: asyncio.TaskGroup) -> None:
        """Start every job that is due and not running still."""
        now = self._clock.now()
        for job in self._jobs:
            if job.name not in self._running and job.due(self._last.get(job.name), now):
                self._last[job.name] = now
                self._running.add(job.name)
                group.create_task(self._do(job))

    async def _do(self, job: Job) -> None:
        try:
            await job.work()
        except BotError as error:
            log.warning("job_failed", job=job.name, error=str(error))
        finally:
            self._running.discard(job.name)
