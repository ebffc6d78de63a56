import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from core.calendar import Calendar
from core.clock import KST
from core.errors import BotError, CredentialsRefused, DatabaseUnusable, SessionTaken, Unavailable
from core.model import Notice
from core.services.lateness import BrokerLateness
from core.services.timetable import Job, Timetable, every
from core.services.watchdogs import (
    ChannelCheck,
    ClockCheck,
    ConditionCheck,
    Conflicts,
    DiskCheck,
    JobCheck,
    LinkCheck,
)
from tests.core.services.alarming import DESK, PHONE
from tests.core.services.alarming import Stage as Alarmed
from tests.core.services.stage import Stage as Watched
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeFeed

NIGHT = datetime(2026, 11, 23, 21, 0, tzinfo=KST)


# --- the session ---------------------------------------------------------------------------------


class Linked(Alarmed):
    def __init__(self, now: datetime = MONDAY) -> None:
        clock = FakeClock(now)
        self.feed = FakeFeed(clock)
        super().__init__(LinkCheck(self.feed, Calendar.krx(), clock), clock=clock)
        self.feed.connect()


@travelling
async def test_a_session_lost_for_a_minute_is_told_once_and_so_is_its_return() -> None:
    stage = Linked()
    stage.feed.lose()
    assert await stage.look(55) == []
    assert await stage.look(600) == ["link_lost"]
    assert stage.post.letters == [(Notice("link_lost", {"time": "10:00:00"}), [PHONE])]
    stage.feed.connect()
    assert await stage.look(60) == ["link_lost", "session_back"]


@travelling
async def test_a_break_that_ends_soon_is_no_alarm() -> None:
    stage = Linked()
    for _ in range(5):
        stage.feed.lose()
        await stage.look(45)
        stage.feed.connect()
        assert await stage.look(15) == []


@pytest.mark.parametrize("day", [22, 23])
@travelling
async def test_nights_and_weekends_are_no_alarm(day: int) -> None:
    stage = Linked(datetime(2026, 11, day, 21, 0, tzinfo=KST))
    stage.feed.lose()
    assert await stage.look(3_600) == []


@travelling
async def test_a_session_still_lost_when_it_is_needed_again_is_told_then() -> None:
    stage = Linked(datetime(2026, 11, 24, 7, 0, tzinfo=KST))
    stage.feed.lose()
    assert await stage.look(29 * 60) == []
    assert await stage.look(125) == ["link_lost"]


@travelling
async def test_a_session_that_waits_for_a_person_is_told_elsewhere() -> None:
    stage = Linked()
    stage.feed.stop(SessionTaken())
    assert await stage.look(600) == []


# --- faces ---------------------------------------------------------------------------------------


class Faced(Alarmed):
    """The faces watched, with ninety seconds of patience for Telegram and sixty for Slack."""

    def __init__(self) -> None:
        super().__init__()
        self.frozen = 0
        self.owners.append(DESK)
        self.conflicts = Conflicts(self.faces, self.clock, self._freeze)
        self.checks = (
            self.conflicts,
            ChannelCheck(self.faces, self.conflicts, self.clock, {"telegram": 90.0, "slack": 60.0}),
        )
        self.restart()

    async def _freeze(self) -> None:
        self.frozen += 1

    def told(self) -> list[str]:
        return [notice.key for notice, _ in self.post.letters]


@travelling
async def test_a_face_that_does_not_work_is_told_on_the_other_one_and_that_it_works_again() -> None:
    stage = Faced()
    stage.faces["telegram"].working, stage.faces["telegram"].error = False, "연결되지 않습니다"
    await stage.look(85)
    assert stage.told() == []
    await stage.look(600)
    params = {"channel": "telegram", "seconds": "90", "reason": "연결되지 않습니다"}
    assert stage.post.letters == [(Notice("channel_down", params), [DESK])]
    stage.faces["telegram"].working = True
    await stage.look(5)
    assert stage.told() == ["channel_down", "channel_back"]
    assert stage.post.letters[-1][1] == [PHONE, DESK]


@travelling
async def test_slack_is_given_a_minute() -> None:
    stage = Faced()
    stage.faces["slack"].working = False
    await stage.look(55)
    assert stage.told() == []
    assert await stage.look(15) == ["channel_down"]


@travelling
async def test_a_face_that_turned_red_after_a_long_silence_is_told_soon() -> None:
    stage = Faced()
    stage.faces["telegram"].last_success = MONDAY - timedelta(seconds=95)
    stage.faces["telegram"].working = False
    await stage.look(40)
    assert stage.post.keys(DESK) == ["channel_down"]


@travelling
async def test_slack_that_renews_its_connection_several_times_a_day_is_no_alarm() -> None:
    stage = Faced()
    for _ in range(10):
        stage.faces["slack"].working = False
        await stage.look(20)
        stage.faces["slack"].working = True
        await stage.look(60)
    assert stage.told() == []


@travelling
async def test_two_pollers_are_told_elsewhere_at_once_and_orders_stand_still() -> None:
    stage = Faced()
    stage.faces["telegram"].working = False
    stage.conflicts.note("telegram", lasting=True)
    await stage.look(600)
    params = {"channel": "telegram", "time": "10:00:00"}
    assert stage.post.letters == [(Notice("conflict", params), [DESK])]
    assert stage.frozen == 1
    stage.conflicts.note("telegram", lasting=False)
    stage.faces["telegram"].working = True
    await stage.look(60)
    assert stage.told() == ["conflict", "conflict_over"]


@travelling
async def test_a_conflict_told_before_a_restart_is_over_only_when_the_face_works() -> None:
    stage = Faced()
    stage.conflicts.note("telegram", lasting=True)
    await stage.look(60)
    again = Faced()
    again.facts, again.faces["telegram"].working = stage.facts, False
    again.restart()
    await again.look(30)
    assert again.told() == []
    again.faces["telegram"].working = True
    await again.look(5)
    assert again.told() == ["conflict_over"]


# --- conditions ----------------------------------------------------------------------------------


class Followed:
    """A watched condition and the alarm about it."""

    def __init__(self, clock: FakeClock | None = None, *, realtime: bool = True) -> None:
        self.watched = Watched("급등", clock=clock, realtime=realtime)
        check = ConditionCheck(
            self.watched.watcher, self.watched.arranger, self.watched.calendar, self.watched.clock
        )
        self.alarmed = Alarmed(check, clock=self.watched.clock)
        self.look = self.alarmed.look


@travelling
async def test_a_condition_that_is_never_acknowledged_is_told_and_asked_for_anew() -> None:
    stage = Followed()
    async with stage.watched.run():
        stage.watched.feed.hold("subscribe 0")
        await stage.watched.follow()
        assert await stage.look(115) == []
        assert stage.watched.asked()["subscribe 0"] == 1
        assert await stage.look(20) == ["condition_unwatched"]
        params = {"name": "급등", "id": "1"}
        assert stage.alarmed.alarm.present() == [Notice("condition_unwatched", params)]
        assert stage.watched.asked()["subscribe 0"] == 2
        stage.watched.feed.release("subscribe 0")
        assert await stage.look(10) == ["condition_unwatched", "condition_watched"]
        assert stage.watched.feed.registered == ["0"]


@travelling
async def test_a_condition_that_is_watched_or_looked_into_in_time_is_no_alarm() -> None:
    for realtime in (True, False):
        stage = Followed(realtime=realtime)
        async with stage.watched.run():
            await stage.watched.follow()
            assert await stage.look(1_800) == []


@travelling
async def test_a_polled_condition_that_is_not_looked_into_any_more_is_told() -> None:
    stage = Followed(realtime=False)
    async with stage.watched.run():
        await stage.watched.follow()
        await stage.look(60)
        stage.watched.feed.fail("search 0", *[Unavailable()] * 20)
        assert await stage.look(600) == ["condition_unwatched"]


@travelling
async def test_while_the_session_is_away_or_the_market_closed_nobody_can_say() -> None:
    for clock, connected in ((FakeClock(), False), (FakeClock(NIGHT), True)):
        stage = Followed(clock)
        async with stage.watched.run(connected=connected):
            stage.watched.feed.hold("subscribe 0")
            await stage.watched.follow()
            assert await stage.look(600) == []


# --- jobs ----------------------------------------------------------------------------------------


class Working:
    """One job every ten seconds, and the alarm about it."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.clock = FakeClock(now)
        self.error: BotError | None = None
        self.hold: asyncio.Event | None = None
        self.timetable = Timetable(self.clock, [Job("known", every(10), self._work)])
        check = JobCheck(self.timetable, Calendar.krx(), self.clock)
        self.alarmed = Alarmed(check, clock=self.clock)

    async def _work(self) -> None:
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error

    async def pass_(self, seconds: int) -> list[str]:
        async with asyncio.TaskGroup() as group:
            for _ in range(seconds // 5):
                self.timetable.tick(group)
                await self.alarmed.look(5)
            if self.hold is not None:
                self.hold.set()
        return self.alarmed.post.keys()


@travelling
async def test_a_job_that_fails_three_times_in_a_row_is_told_with_its_reason() -> None:
    stage = Working()
    stage.error = DatabaseUnusable(path="/data", reason="locked")
    assert await stage.pass_(20) == []
    assert await stage.pass_(60) == ["job_failing"]
    (notice,) = stage.alarmed.alarm.present()
    assert notice.params == {"job": "known", "reason_key": "database_unusable"}
    stage.error = None
    assert await stage.pass_(20) == ["job_failing", "job_well"]


@travelling
async def test_a_job_that_fails_now_and_then_is_no_alarm() -> None:
    stage = Working()
    for error in (Unavailable(), Unavailable(), None) * 5:
        stage.error = error
        assert await stage.pass_(10) == []


@travelling
async def test_the_brokers_night_is_no_alarm() -> None:
    stage = Working(NIGHT)
    stage.error = Unavailable()
    assert await stage.pass_(600) == []


@travelling
async def test_a_job_that_waits_for_what_a_person_was_told_of_already_is_no_second_alarm() -> None:
    stage = Working()
    stage.error = CredentialsRefused()
    assert await stage.pass_(600) == []


@travelling
async def test_a_job_that_does_not_come_to_an_end_is_told() -> None:
    stage = Working()
    stage.hold = asyncio.Event()
    assert await stage.pass_(95) == []
    stage.hold = asyncio.Event()
    assert await stage.pass_(120) == ["job_stuck"]
    stage.hold = None
    assert await stage.pass_(15) == ["job_stuck", "job_well"]


# --- the machine ---------------------------------------------------------------------------------


class Disk:
    def __init__(self, whole: int) -> None:
        self.free, self.whole = whole, whole
        self.retained = 0
        self.check = DiskCheck(self._measure, self._retain)
        self.stage = Alarmed(self.check)

    async def at(self, free: int) -> list[str]:
        self.free = free
        await self.check.refresh()
        return await self.stage.look(5)

    async def _measure(self) -> tuple[int, int] | None:
        return (self.free, self.whole) if self.whole else None

    async def _retain(self) -> None:
        self.retained += 1


@pytest.mark.parametrize(
    ("whole", "little", "enough"),
    [
        (10_000_000_000, 190_000_000, 260_000_000),
        (30_000_000_000, 590_000_000, 760_000_000),
        (4_000_000_000_000, 990_000_000, 1_300_000_000),
    ],
)
@travelling
async def test_a_disk_that_is_nearly_full_is_told_and_old_rows_are_forgotten_at_once(
    whole: int, little: int, enough: int
) -> None:
    disk = Disk(whole)
    assert await disk.at(enough) == []
    assert await disk.at(little) == ["disk_full"]
    assert disk.retained == 1
    assert await disk.at(round(little * 1.1)) == ["disk_full"]
    assert await disk.at(enough) == ["disk_full", "disk_well"]


@travelling
async def test_a_disk_that_does_not_say_how_full_it_is_is_no_alarm() -> None:
    assert await Disk(0).at(0) == []


@travelling
async def test_a_clock_that_is_off_by_more_than_five_seconds_is_told_after_twenty_pushes() -> None:
    lateness = BrokerLateness()
    stage = Alarmed(ClockCheck(lateness))
    observe = partial(lateness.observe, MONDAY, MONDAY + timedelta(seconds=8))
    for _ in range(19):
        observe()
    assert await stage.look(120) == []
    observe()
    assert await stage.look(120) == ["clock_off"]
    assert stage.alarm.present() == [Notice("clock_off", {"seconds": "8"})]
    lateness.observe(MONDAY, MONDAY + timedelta(seconds=4))
    assert await stage.look(60) == ["clock_off"]
    lateness.observe(MONDAY, MONDAY)
    assert await stage.look(60) == ["clock_off", "clock_right"]
