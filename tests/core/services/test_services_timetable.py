import asyncio
from datetime import timedelta

import pytest

from core.errors import Unavailable
from core.services.timetable import Job, Timetable, every
from tests.fakes.clock import MONDAY, FakeClock, travelling


class Work:
    """A job that counts, fails as told, or takes until it is let go."""

    def __init__(self, *errors: Exception) -> None:
        self.done = 0
        self.hold: asyncio.Event | None = None
        self._errors = list(errors)

    async def __call__(self) -> None:
        self.done += 1
        if self.hold is not None:
            await self.hold.wait()
        if self._errors:
            raise self._errors.pop(0)


def test_a_job_is_due_at_once_and_then_whenever_its_time_has_passed() -> None:
    due = every(60)
    assert due(None, MONDAY)
    assert not due(MONDAY, MONDAY + timedelta(seconds=59.9))
    assert due(MONDAY, MONDAY + timedelta(seconds=60))
    assert due(MONDAY, MONDAY + timedelta(hours=9))


def test_a_clock_that_was_set_back_stops_no_job() -> None:
    assert every(60)(MONDAY, MONDAY - timedelta(hours=1))


@travelling
async def test_ticks_that_come_late_lose_nothing() -> None:
    clock, often, seldom = FakeClock(), Work(), Work()
    table = Timetable(clock, [Job("often", every(1), often), Job("seldom", every(600), seldom)])
    async with asyncio.TaskGroup() as group:
        table.tick(group)
        await clock.advance(599)
        table.tick(group)
        await clock.advance(31)
        table.tick(group)
    assert (often.done, seldom.done) == (3, 2)


@travelling
async def test_a_job_that_still_runs_is_not_started_again() -> None:
    clock, slow, other = FakeClock(), Work(), Work()
    slow.hold = asyncio.Event()
    table = Timetable(clock, [Job("slow", every(1), slow), Job("other", every(1), other)])
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            table.tick(group)
            await clock.advance(1)
        assert (slow.done, other.done) == (1, 3)
        slow.hold.set()
        await clock.advance()
        table.tick(group)
    assert slow.done == 2


@travelling
async def test_a_job_that_fails_stops_neither_itself_nor_the_others() -> None:
    clock, failing, other = FakeClock(), Work(Unavailable(), Unavailable()), Work()
    table = Timetable(clock, [Job("failing", every(1), failing), Job("other", every(1), other)])
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            table.tick(group)
            await clock.advance(1)
    assert (failing.done, other.done) == (3, 3)


@travelling
async def test_a_bug_in_a_job_ends_the_timetable() -> None:
    table = Timetable(FakeClock(), [Job("buggy", every(1), Work(ZeroDivisionError()))])
    with pytest.raises(ExceptionGroup) as caught:
        await table.run()
    assert caught.group_contains(ZeroDivisionError)


@travelling
async def test_it_runs_what_is_due_whenever_it_is_woken() -> None:
    clock, work = FakeClock(), Work()
    table = Timetable(clock, [Job("work", every(1), work)])
    run = asyncio.create_task(table.run())
    await clock.advance()
    assert work.done == 1
    await clock.advance(5)
    await table.wake()
    await clock.advance()
    assert work.done >= 2
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run


@travelling
async def test_it_tells_how_every_job_does() -> None:
    clock, slow, failing = FakeClock(), Work(), Work(Unavailable(), Unavailable())
    slow.hold = asyncio.Event()
    table = Timetable(clock, [Job("slow", every(60), slow), Job("failing", every(1), failing)])
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            table.tick(group)
            await clock.advance(5)
        first, second = table.states()
        assert (first.name, first.interval, first.running, first.proved) == ("slow", 60, 10, False)
        assert (second.running, second.failures, second.proved) == (0, 2, False)
        assert isinstance(second.error, Unavailable)
        slow.hold.set()
        table.tick(group)
        await clock.advance(5)
        first, second = table.states()
        assert (first.running, first.proved) == (0, True)
        assert (second.failures, second.error, second.proved) == (0, None, True)
