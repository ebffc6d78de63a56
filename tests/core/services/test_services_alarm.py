from datetime import datetime

import pytest

from core.calendar import Calendar
from core.clock import KST
from core.errors import SessionTaken
from core.model import Notice
from core.services.alarm import LinkAlarm
from tests.core.services.stage import Ears
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeFeed


class Stage:
    def __init__(self, now: datetime = MONDAY) -> None:
        self.clock = FakeClock(now)
        self.feed = FakeFeed(self.clock)
        self.ears = Ears()
        self.alarm = LinkAlarm(self.feed, Calendar.krx(), self.ears, self.clock)
        self.feed.connect()

    async def look(self, seconds: float) -> list[str]:
        """Let time pass with a look every fifteen seconds; return what the owners heard."""
        for _ in range(int(seconds / 15)):
            await self.clock.advance(15)
            await self.alarm.look()
        return [one.key for one in self.ears.owners]


@travelling
async def test_a_session_lost_for_a_minute_is_told_once_and_so_is_its_return() -> None:
    stage = Stage()
    stage.feed.lose()
    assert await stage.look(45) == []
    assert await stage.look(600) == ["link_lost"]
    assert stage.ears.owners == [Notice("link_lost", {"time": "10:00:00"})]
    stage.feed.connect()
    assert await stage.look(60) == ["link_lost", "session_back"]


@travelling
async def test_a_break_that_ends_soon_is_no_alarm() -> None:
    stage = Stage()
    for _ in range(5):
        stage.feed.lose()
        await stage.look(45)
        stage.feed.connect()
        assert await stage.look(15) == []


@pytest.mark.parametrize("day", [22, 23])
@travelling
async def test_nights_and_weekends_are_no_alarm(day: int) -> None:
    stage = Stage(datetime(2026, 11, day, 21, 0, tzinfo=KST))
    stage.feed.lose()
    assert await stage.look(3_600) == []


@travelling
async def test_a_session_still_lost_when_it_is_needed_again_is_told_then() -> None:
    stage = Stage(datetime(2026, 11, 24, 7, 0, tzinfo=KST))
    stage.feed.lose()
    assert await stage.look(29 * 60) == []
    assert await stage.look(120) == ["link_lost"]


@travelling
async def test_a_session_that_waits_for_a_person_is_told_elsewhere() -> None:
    stage = Stage()
    stage.feed.stop(SessionTaken())
    assert await stage.look(600) == []
