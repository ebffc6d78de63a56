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


@dataclass(frozen=True, slots=True)
class Every:
    """A rule: due at once, then whenever that many seconds of market time have passed."""

    seconds: float

    def __call__(self, last: datetime | None, now: datetime) -> bool:
        """Return whether it is due; a clock that was set back makes it so.

        Waiting for such a clock to catch up could take hours.
        """
        interval = timedelta(seconds=self.seconds)
        return last is None or not timedelta() <= now - last < interval


def every(seconds: float) -> Every:
    """Return the rule for that many seconds."""
    return Every(seconds)


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job does: the seconds its present run takes, and how often it failed in a row.

    `proved` once it has ended well since the start; seconds are monotonic.
    """

    name: str
    interval: float
    running: float = 0.0
    failures: int = 0
    error: BotError | None = None
    proved: bool = False


class Timetable:
    """Runs what is due; a late or missed wake-up loses nothing, for the rows say what was done."""

    def __init__(self, clock: Clock, jobs: list[Job]) -> None:
        self._clock = clock
        self._jobs = jobs
        self._last: dict[str, datetime] = {}
        self._running: dict[str, float] = {}
        self._failed: dict[str, tuple[int, BotError]] = {}
        self._proved: set[str] = set()
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
                self._running[job.name] = self._clock.monotonic()
                group.create_task(self._do(job))

    async def _do(self, job: Job) -> None:
        try:
            await job.work()
        except BotError as error:
            log.warning("job_failed", job=job.name, error=str(error))
            failures, _ = self._failed.get(job.name, (0, error))
            self._failed[job.name] = failures + 1, error
        else:
            self._failed.pop(job.name, None)
            self._proved.add(job.name)
        finally:
            self._running.pop(job.name, None)

    def states(self) -> list[JobState]:
        """Return how every job does."""
        return [self._state(job) for job in self._jobs]

    def _state(self, job: Job) -> JobState:
        now = self._clock.monotonic()
        failures, error = self._failed.get(job.name, (0, None))
        return JobState(
            job.name,
            job.due.seconds if isinstance(job.due, Every) else 0.0,
            now - self._running.get(job.name, now),
            failures,
            error,
            job.name in self._proved,
        )
