import os
import subprocess
import sys
import time as machine_time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
from core.calendar import (
    SHIPPED,
    Calendar,
    CalendarFileWrong,
    ClosedReason,
    Explanation,
    MarketDay,
    Phase,
)
from core.clock import KST
from core.errors import SettingsWrong

# Weekdays on which KRX holds no market. Where the answers come from:
#
# 2025 and 2026: KRX's own list (global.krx.co.kr/contents/GLB/05/0501/0501110000), as quoted for
# each exceptional day by gerrymanoim/exchange_calendars #441 (temporary holiday of 27 January
# 2025), #475 (presidential election of 3 June 2025), #527 (2026), #574 (local elections of 3 June
# 2026, Labour Day a public holiday from 2026) and #583 (Constitution Day a public holiday again
# from 2026), and counted as seventeen for 2026 by lballabio/QuantLib #2741, which also argues why
# 28 September 2026 is open (Chuseok gets a day in lieu for a Sunday, not for a Saturday).
#
# 2027: the official almanac (월력요항, Korea AeroSpace Administration, June 2026) as published by
# hyunbinseo/holidays-kr public/2027.csv, weekends dropped, 31 December added by KRX's rule (the
# last weekday of the year). Checked twice: the lunar days from new moons computed for KST
# (Meeus): 7 February 00:56 (Seollal; 56 minutes after midnight, so on the 7th in Korea and on the
# 6th in China), 6 May 19:58 (Buddha's Birthday on the 8th day, 13 May), 1 September 02:41
# (Chuseok on the 15th day, 15 September); the days in lieu from the Public Holidays Act: Sunday
# only for Seollal (9 February), Saturday or Sunday for Labour Day (Saturday 1 May: 3 May),
# Constitution Day (Saturday 17 July: 19 July), Liberation (Sunday 15 August), Foundation (Sunday
# 3 October), Hangeul (Saturday 9 October) and Christmas (Saturday 25 December); none for Memorial
# Day (Sunday 6 June). That Labour Day and Constitution Day have days in lieu: vacanza/holidays
# #3728 with the Ministry of Personnel Management's release. KRX itself publishes its list of 2027
# in December 2026; a temporary holiday the government may yet declare is what the override and
# the 0s push are for.
CLOSED = {
    2025: """
        01-01 01-27 01-28 01-29 01-30 03-03 05-01 05-05 05-06 06-03 06-06 08-15
        10-03 10-06 10-07 10-08 10-09 12-25 12-31""",
    2026: """
        01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 07-17 08-17
        09-24 09-25 10-05 10-09 12-25 12-31""",
    2027: """
        01-01 02-08 02-09 03-01 05-03 05-05 05-13 07-19 08-16
        09-14 09-15 09-16 10-04 10-11 12-27 12-31""",
}
LATE = {
    # The first trading day opens at 10:00 and closes as ever (protocol.md 6.2).
    date(2025, 1, 2): (time(10), time(15, 30)),
    date(2026, 1, 2): (time(10), time(15, 30)),
    date(2027, 1, 4): (time(10), time(15, 30)),
    # CSAT: 2025 KRX's notice of 30 October 2025; 2026 Ministry of Education, 16 August 2023; 2027
    # the Ministry's announcement of the 2028 exam (MBC 2025). KRX moves the hours by one hour each
    # year and announces it two weeks before, so those of 2027 are an expectation.
    date(2025, 11, 13): (time(10), time(16, 30)),
    date(2026, 11, 19): (time(10), time(16, 30)),
    date(2027, 11, 18): (time(10), time(16, 30)),
}
ORDINARY = (time(9), time(15, 30))

moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([KST, UTC, ZoneInfo("America/New_York")]),
)
clocks = st.times(min_value=time(8), max_value=time(23, 59, 59))


@pytest.fixture(scope="module", params=["UTC", "America/New_York"], autouse=True)
def machine_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    set_zone()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    set_zone()


def set_zone() -> None:
    if sys.platform != "win32":
        machine_time.tzset()


@pytest.fixture(scope="module")
def krx() -> Calendar:
    """No test tells it anything; those that do make their own."""
    return Calendar.krx()


def kst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KST)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def told(*pushes: tuple[str, str], overrides: Path | None = None) -> Calendar:
    calendar = Calendar.krx(overrides)
    for code, at in pushes:
        calendar.observe_state(code, kst(at))
    return calendar


class TestTheDaysOfAYear:
    @pytest.mark.parametrize("year", CLOSED)
    def test_is_open_on_every_weekday_krx_does_not_list_as_closed(
        self, krx: Calendar, year: int
    ) -> None:
        listed = {date.fromisoformat(f"{year}-{day}") for day in CLOSED[year].split()}
        assert all(day.isoweekday() <= 5 for day in listed)

        assert {day for day in days_of(year) if not krx.is_trading_day(day)} == listed | {
            day for day in days_of(year) if day.isoweekday() > 5
        }

    @pytest.mark.parametrize("year", CLOSED)
    def test_every_trading_day_has_its_hours_in_kst(self, krx: Calendar, year: int) -> None:
        for day in days_of(year):
            market = krx.on(day)
            if not market.open:
                assert (market.opens, market.closes) == (None, None)
                continue
            assert market.opens is not None
            assert market.closes is not None
            assert (market.opens.time(), market.closes.time()) == LATE.get(day, ORDINARY)
            assert market.opens.date() == market.closes.date() == market.day == day
            assert market.opens.tzinfo is market.closes.tzinfo is KST

    @pytest.mark.parametrize("year", CLOSED)
    def test_every_closed_weekday_has_a_korean_name_and_a_weekend_has_none(
        self, krx: Calendar, year: int
    ) -> None:
        for day in days_of(year):
            market = krx.on(day)
            if market.reason is ClosedReason.WEEKEND:
                assert market.note == ""
                assert day.isoweekday() > 5
            elif market.reason is not None:
                assert "가" <= market.note[0] <= "힣"

    @pytest.mark.parametrize(
        ("day", "reason", "note"),
        [
            ("2026-09-25", ClosedReason.HOLIDAY, "추석"),
            ("2026-01-01", ClosedReason.HOLIDAY, "신정"),
            ("2026-12-25", ClosedReason.HOLIDAY, "성탄절"),
            ("2025-05-05", ClosedReason.HOLIDAY, "부처님오신날·어린이날"),
            ("2025-05-01", ClosedReason.HOLIDAY, "근로자의 날"),
            ("2026-05-01", ClosedReason.HOLIDAY, "노동절"),
            ("2027-05-03", ClosedReason.HOLIDAY, "노동절 대체공휴일"),
            ("2026-06-03", ClosedReason.HOLIDAY, "지방선거일"),
            ("2026-12-31", ClosedReason.YEAR_END, "연말 휴장일"),
            ("2028-12-29", ClosedReason.YEAR_END, "연말 휴장일"),
            ("2027-07-17", ClosedReason.WEEKEND, ""),
            ("2026-11-19", None, "수능"),
            ("2027-01-04", None, "새해 첫 거래일"),
            ("2028-01-03", None, "새해 첫 거래일"),
            ("2026-11-20", None, ""),
        ],
    )
    def test_a_day_is_called_what_people_call_it(
        self, krx: Calendar, day: str, reason: ClosedReason | None, note: str
    ) -> None:
        market = krx.on(date.fromisoformat(day))

        assert (market.reason, market.note) == (reason, note)

    def test_nothing_asked_costs_no_import_of_holidays(self) -> None:
        script = """
import sys
from core.calendar import Calendar
Calendar.krx()
Calendar.always()
assert "holidays" not in sys.modules
"""
        subprocess.run(
            [sys.executable, "-c", script], check=True, cwd=Path(core.__file__).parents[1]
        )


class TestSessions:
    def names(self, calendar: Calendar, day: str) -> dict[str, tuple[str, str]]:
        return {
            session.key: (f"{session.opens:%H:%M:%S}", f"{session.closes:%H:%M:%S}")
            for session in calendar.sessions(date.fromisoformat(day))
        }

    def test_an_ordinary_day_has_the_sessions_of_its_time(self, krx: Calendar) -> None:
        assert self.names(krx, "2026-03-03") == {
            "nxt_premarket": ("08:00:00", "08:50:00"),
            "krx_before": ("08:30:00", "08:40:00"),
            "regular": ("09:00:00", "15:30:00"),
            "nxt_main": ("09:00:30", "15:20:00"),
            "krx_after": ("15:40:00", "16:00:00"),
            "nxt_aftermarket": ("15:40:00", "20:00:00"),
            "krx_single": ("16:00:00", "18:00:00"),
        }
        assert set(self.names(krx, "2025-03-04")) - set(self.names(krx, "2025-02-28")) == {
            "nxt_premarket",
            "nxt_main",
            "nxt_aftermarket",
        }
        later = self.names(krx, "2026-11-20")
        assert later["krx_premarket"] == ("07:00:00", "08:00:00")
        assert later["krx_aftermarket"] == ("16:00:00", "20:00:00")
        assert "krx_single" not in later

    def test_they_come_in_the_order_they_open(self, krx: Calendar) -> None:
        opens = [session.opens for session in krx.sessions(date(2026, 11, 20))]

        assert opens == sorted(opens)

    def test_exam_day_moves_them_and_drops_the_premarkets(self, krx: Calendar) -> None:
        names = self.names(krx, "2025-11-13")

        assert "nxt_premarket" not in names
        assert names["regular"] == ("10:00:00", "16:30:00")
        assert names["nxt_main"] == ("10:00:30", "16:20:00")
        assert names["krx_single"] == ("17:00:00", "18:00:00")

    def test_a_closed_day_has_none(self, krx: Calendar) -> None:
        assert krx.sessions(date(2026, 9, 25)) == ()


class TestTheTradingDay:
    @pytest.mark.parametrize(
        ("now", "day"),
        [
            ("2026-11-24 05:59:59", "2026-11-23"),  # Tuesday
            ("2026-11-24 06:00:00", "2026-11-24"),
            ("2026-11-24 23:59:59", "2026-11-24"),
            ("2026-11-25 00:00:00", "2026-11-24"),
            ("2026-11-28 12:00:00", "2026-11-27"),  # Saturday
            ("2026-11-30 05:59:00", "2026-11-27"),  # Monday
            ("2026-11-30 06:00:00", "2026-11-30"),
            ("2026-09-25 12:00:00", "2026-09-23"),  # Chuseok
            ("2027-01-04 05:00:00", "2026-12-30"),
            ("2026-11-19 06:00:00", "2026-11-19"),  # exam day
        ],
    )
    def test_flips_at_six_in_the_morning_of_the_next_trading_day(
        self, krx: Calendar, now: str, day: str
    ) -> None:
        assert krx.trading_day(kst(now)) == date.fromisoformat(day)

    @given(now=moments)
    def test_is_a_trading_day_that_has_begun(self, krx: Calendar, now: datetime) -> None:
        day = krx.trading_day(now)

        assert krx.is_trading_day(day)
        assert day <= now.astimezone(KST).date()
        assert krx.day_began(day) <= now

    @given(now=moments, later=st.timedeltas(timedelta(), timedelta(days=400)))
    def test_never_goes_back(self, krx: Calendar, now: datetime, later: timedelta) -> None:
        assert krx.trading_day(now) <= krx.trading_day(now.astimezone(UTC) + later)

    def test_begins_at_six_kst(self, krx: Calendar) -> None:
        began = krx.day_began(date(2026, 11, 24))

        assert began == datetime(2026, 11, 23, 21, tzinfo=UTC)
        assert began.tzinfo is KST


class TestThePhase:
    @pytest.mark.parametrize(
        ("now", "phase"),
        [
            ("2026-11-23 00:00:00", Phase.BEFORE_OPEN),
            ("2026-11-23 08:59:59.999999", Phase.BEFORE_OPEN),
            ("2026-11-23 09:00:00", Phase.OPEN),
            ("2026-11-23 15:29:59.999999", Phase.OPEN),
            ("2026-11-23 15:30:00", Phase.AFTER_CLOSE),
            ("2026-11-23 23:59:59", Phase.AFTER_CLOSE),
            ("2026-11-22 10:00:00", Phase.CLOSED_DAY),
            ("2026-09-25 10:00:00", Phase.CLOSED_DAY),
            ("2026-11-19 09:59:59", Phase.BEFORE_OPEN),
            ("2026-11-19 10:00:00", Phase.OPEN),
            ("2026-11-19 16:29:59", Phase.OPEN),
            ("2026-11-19 16:30:00", Phase.AFTER_CLOSE),
            ("2027-01-04 09:30:00", Phase.BEFORE_OPEN),
            ("2027-01-04 15:30:00", Phase.AFTER_CLOSE),
        ],
    )
    def test_follows_the_hours_of_the_day(self, krx: Calendar, now: str, phase: Phase) -> None:
        assert krx.phase(kst(now)) is phase
        assert krx.is_open(kst(now)) is (phase is Phase.OPEN)

    def test_is_decided_in_seoul_whatever_zone_the_moment_comes_in(self, krx: Calendar) -> None:
        assert krx.phase(datetime(2026, 11, 23, 0, 0, tzinfo=UTC)) is Phase.OPEN
        assert (
            krx.phase(datetime(2026, 11, 22, 19, 30, tzinfo=ZoneInfo("America/New_York")))
            is Phase.OPEN
        )

    def test_a_naive_moment_is_a_mistake_of_the_caller(self, krx: Calendar) -> None:
        naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001
        for calendar in (krx, Calendar.always()):
            for ask in (
                calendar.phase,
                calendar.trading_day,
                calendar.next_open,
                calendar.next_close,
                calendar.link_expected,
                calendar.explain,
            ):
                with pytest.raises(ValueError, match="naive"):
                    ask(naive)
        with pytest.raises(ValueError, match="naive"):
            krx.observe_state("3", naive)

    @pytest.mark.parametrize(
        ("now", "opens"),
        [
            ("2026-11-23 08:00", "2026-11-23 09:00"),
            ("2026-11-23 09:00", "2026-11-24 09:00"),
            ("2026-11-27 16:00", "2026-11-30 09:00"),
            ("2026-11-18 16:00", "2026-11-19 10:00"),
            ("2026-09-23 16:00", "2026-09-28 09:00"),
            ("2026-12-30 16:00", "2027-01-04 10:00"),
        ],
    )
    def test_the_next_opening_skips_closed_days_and_knows_late_ones(
        self, krx: Calendar, now: str, opens: str
    ) -> None:
        assert krx.next_open(kst(now)) == kst(opens)

    def test_the_next_close_is_todays_until_it_has_passed(self, krx: Calendar) -> None:
        assert krx.next_close(kst("2026-11-19 08:00")) == kst("2026-11-19 16:30")
        assert krx.next_close(kst("2026-11-19 12:00")) == kst("2026-11-19 16:30")
        assert krx.next_close(kst("2026-11-20 15:30")) == kst("2026-11-23 15:30")

    @given(now=moments)
    def test_openings_and_closes_lie_ahead_and_change_the_phase(
        self, krx: Calendar, now: datetime
    ) -> None:
        opens, closes = krx.next_open(now), krx.next_close(now)
        assert closes is not None
        assert opens > now
        assert closes > now
        assert krx.phase(opens) is Phase.OPEN
        assert krx.phase(opens - timedelta(microseconds=1)) is Phase.BEFORE_OPEN
        assert krx.phase(closes) is Phase.AFTER_CLOSE
        assert krx.is_open(now) is (closes < opens)
        assert krx.next_open(opens - timedelta(microseconds=1)) == opens

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-11-23 07:29:59", False),
            ("2026-11-23 07:30:00", True),
            ("2026-11-23 20:29:59", True),
            ("2026-11-23 20:30:00", False),
            ("2026-11-21 12:00:00", False),
            ("2026-12-25 12:00:00", False),
        ],
    )
    def test_a_lost_link_is_an_alarm_only_by_day_on_trading_days(
        self, krx: Calendar, now: str, expected: bool
    ) -> None:
        assert krx.link_expected(kst(now)) is expected

    def test_explains_a_holiday_by_its_name_and_the_next_opening(self, krx: Calendar) -> None:
        assert krx.explain(kst("2026-12-31 10:00")) == Explanation(
            phase=Phase.CLOSED_DAY,
            day=date(2026, 12, 31),
            note="연말 휴장일",
            next_open=kst("2027-01-04 10:00"),
            reason=ClosedReason.YEAR_END,
        )
        assert krx.explain(kst("2026-11-19 09:30")) == Explanation(
            Phase.BEFORE_OPEN, date(2026, 11, 19), "수능", kst("2026-11-19 10:00"), None
        )


class TestTheMarketThatNeverCloses:
    @given(now=moments)
    def test_is_open_and_watched_at_any_moment(self, now: datetime) -> None:
        always = Calendar.always()

        assert always.phase(now) is Phase.OPEN
        assert always.is_open(now)
        assert always.link_expected(now)
        assert always.next_close(now) is None
        assert now < always.next_open(now) <= now + timedelta(days=1)

    @given(now=moments)
    def test_begins_a_trading_day_at_six_every_day(self, now: datetime) -> None:
        always = Calendar.always()
        day = always.trading_day(now)

        assert timedelta() <= now - always.day_began(day) < timedelta(days=1)
        assert always.next_open(now) == always.day_began(day + timedelta(days=1))

    def test_trades_on_weekends_and_holidays(self) -> None:
        always = Calendar.always()

        assert always.trading_day(kst("2026-09-26 05:59")) == date(2026, 9, 25)
        assert always.trading_day(kst("2026-09-26 06:00")) == date(2026, 9, 26)
        assert always.on(date(2026, 9, 26)) == MarketDay(
            date(2026, 9, 26), True, kst("2026-09-26 06:00"), kst("2026-09-27 06:00"), None, ""
        )
        assert [session.key for session in always.sessions(date(2026, 9, 26))] == ["always"]
        assert always.explain(kst("2026-09-26 12:00")).phase is Phase.OPEN

    def test_no_push_closes_it(self) -> None:
        always = Calendar.always()
        always.observe_state("9", kst("2026-11-23 18:00"))

        assert always.is_open(kst("2026-11-23 18:01"))


class TestPushesOfTheMarketState:
    DAY = "2026-11-23"  # a Monday, ordinary

    def test_without_a_push_the_computed_hours_hold(self, krx: Calendar) -> None:
        assert krx.is_open(kst(f"{self.DAY} 09:30"))

    def test_an_opening_an_hour_late_means_closed_before_and_open_after(self) -> None:
        calendar = told(("3", f"{self.DAY} 10:00:01"))

        assert calendar.phase(kst(f"{self.DAY} 09:30")) is Phase.BEFORE_OPEN
        assert calendar.phase(kst(f"{self.DAY} 10:00:01")) is Phase.OPEN
        assert calendar.next_open(kst(f"{self.DAY} 09:30")) == kst(f"{self.DAY} 10:00:01")

    def test_a_late_opening_moves_the_close_by_the_hour_until_the_close_is_told(self) -> None:
        calendar = told(("3", f"{self.DAY} 10:00:01"))
        assert calendar.next_close(kst(f"{self.DAY} 12:00")) == kst(f"{self.DAY} 16:30")

        calendar.observe_state("4", kst(f"{self.DAY} 15:30:02"))
        assert calendar.phase(kst(f"{self.DAY} 15:30:02")) is Phase.AFTER_CLOSE

    def test_a_known_late_opening_keeps_its_close(self) -> None:
        assert told(("3", "2027-01-04 10:00:00.4")).next_close(kst("2027-01-04 12:00")) == kst(
            "2027-01-04 15:30"
        )

    def test_an_opening_on_time_moves_nothing_but_its_own_second(self) -> None:
        market = told(("3", f"{self.DAY} 09:00:00.8")).on(date.fromisoformat(self.DAY))

        assert market.opens == kst(f"{self.DAY} 09:00:00.8")
        assert market.closes == kst(f"{self.DAY} 15:30")

    def test_an_opening_before_the_computed_one_is_believed(self) -> None:
        calendar = told(("3", "2026-11-19 09:00:00"))  # exam day put off, say

        assert calendar.is_open(kst("2026-11-19 09:30"))

    def test_an_opening_repeated_in_the_afternoon_moves_nothing(self) -> None:
        calendar = told(("3", f"{self.DAY} 09:00"), ("3", f"{self.DAY} 13:00"))

        assert calendar.is_open(kst(f"{self.DAY} 10:00"))
        assert calendar.next_close(kst(f"{self.DAY} 13:01")) == kst(f"{self.DAY} 15:30")
        assert told(("3", f"{self.DAY} 13:00")).next_close(kst(f"{self.DAY} 13:01")) == kst(
            f"{self.DAY} 15:30"
        )

    def test_an_opening_in_the_early_morning_is_not_todays(self) -> None:
        assert told(("3", f"{self.DAY} 07:10")).phase(kst(f"{self.DAY} 07:11")) is Phase.BEFORE_OPEN

    @pytest.mark.parametrize("code", ["4", "8", "9"])
    def test_an_end_closes_the_market_from_then_on(self, code: str) -> None:
        calendar = told((code, f"{self.DAY} 11:00"))

        assert calendar.is_open(kst(f"{self.DAY} 10:59:59"))
        assert calendar.phase(kst(f"{self.DAY} 11:00")) is Phase.AFTER_CLOSE
        assert calendar.next_open(kst(f"{self.DAY} 11:00")) == kst("2026-11-24 09:00")

    def test_an_opening_after_an_end_opens_again(self) -> None:
        calendar = told(
            ("3", f"{self.DAY} 09:00"), ("4", f"{self.DAY} 11:00"), ("3", f"{self.DAY} 11:30")
        )

        assert calendar.is_open(kst(f"{self.DAY} 11:30"))
        assert calendar.next_close(kst(f"{self.DAY} 11:30")) == kst(f"{self.DAY} 15:30")

    def test_an_opening_after_the_close_holds_until_the_next_end(self) -> None:
        calendar = told(("3", f"{self.DAY} 16:00"))
        assert calendar.is_open(kst(f"{self.DAY} 23:59"))

        calendar.observe_state("4", kst(f"{self.DAY} 17:00"))
        assert calendar.phase(kst(f"{self.DAY} 17:00")) is Phase.AFTER_CLOSE

    @pytest.mark.parametrize("code", ["4", "8", "9"])
    def test_an_end_before_the_opening_is_yesterdays_and_changes_nothing(self, code: str) -> None:
        calendar = told((code, f"{self.DAY} 07:40"))

        assert calendar.phase(kst(f"{self.DAY} 08:00")) is Phase.BEFORE_OPEN
        assert calendar.is_open(kst(f"{self.DAY} 09:00"))

    def test_an_end_after_the_close_does_not_lengthen_the_day(self) -> None:
        calendar = told(("8", f"{self.DAY} 15:40"), ("9", f"{self.DAY} 18:00"))

        assert calendar.phase(kst(f"{self.DAY} 15:35")) is Phase.AFTER_CLOSE

    @pytest.mark.parametrize("code", [*"PQRSTUVabcdefos2", "", "33", "?"])
    @pytest.mark.parametrize("day", [DAY, "2026-11-22"])
    def test_other_codes_say_nothing_of_the_regular_market(
        self, krx: Calendar, code: str, day: str
    ) -> None:
        for at in ("07:00", "08:45", "11:00", "15:25", "18:00"):
            calendar = told((code, f"{day} {at}"))
            assert calendar.on(date.fromisoformat(day)) == krx.on(date.fromisoformat(day))

    def test_a_countdown_changes_no_phase_of_a_trading_day(self, krx: Calendar) -> None:
        for at in ("08:45", "09:10", "15:40"):
            calendar = told(("0", f"{self.DAY} {at}"))
            assert calendar.on(date.fromisoformat(self.DAY)) == krx.on(date.fromisoformat(self.DAY))

    @pytest.mark.parametrize("day", ["2026-11-22", "2026-09-25"])
    def test_a_countdown_or_an_opening_proves_a_trading_day(self, day: str) -> None:
        counted = told(("0", f"{day} 08:40"), ("0", f"{day} 08:41"))
        opened = told(("3", f"{day} 09:00:00"))

        for calendar in (counted, opened):
            assert calendar.is_trading_day(date.fromisoformat(day))
            assert calendar.trading_day(kst(f"{day} 10:00")) == date.fromisoformat(day)
            assert calendar.is_open(kst(f"{day} 09:00"))
            assert calendar.link_expected(kst(f"{day} 09:00"))
            assert calendar.explain(kst(f"{day} 09:00")).note == ""
            assert calendar.next_close(kst(f"{day} 09:00")) == kst(f"{day} 15:30")

    def test_neither_an_end_nor_an_early_countdown_proves_a_trading_day(self) -> None:
        calendar = told(("9", "2026-11-22 18:00"), ("0", "2026-11-22 08:39:59"))

        assert calendar.phase(kst("2026-11-22 18:00")) is Phase.CLOSED_DAY

    @given(pushes=st.lists(st.tuples(st.sampled_from("03489"), clocks), max_size=6), at=clocks)
    def test_a_push_of_yesterday_never_counts_today(
        self, krx: Calendar, pushes: list[tuple[str, time]], at: time
    ) -> None:
        calendar = Calendar.krx()
        for code, clock in pushes:
            calendar.observe_state(code, datetime.combine(date(2026, 11, 23), clock, KST))
        today = datetime.combine(date(2026, 11, 24), at, KST)

        assert calendar.on(today.date()) == krx.on(today.date())
        assert calendar.phase(today) is krx.phase(today)

    @given(
        pushes=st.lists(st.tuples(st.sampled_from("03489"), clocks), max_size=6),
        data=st.data(),
    )
    def test_the_order_of_arrival_does_not_matter(
        self, pushes: list[tuple[str, time]], data: st.DataObject
    ) -> None:
        day = date(2026, 11, 22)
        seen = []
        for order in (pushes, data.draw(st.permutations(pushes))):
            calendar = Calendar.krx()
            for code, clock in order:
                calendar.observe_state(code, datetime.combine(day, clock, KST))
            seen.append(calendar.on(day))

        assert seen[0] == seen[1]

    @given(
        before=st.lists(st.tuples(st.sampled_from("03489"), clocks), max_size=6),
        at=clocks,
        day=st.sampled_from([date(2026, 11, 19), date(2026, 11, 22), date(2026, 11, 23)]),
    )
    def test_an_opening_is_always_believed_at_once(
        self, before: list[tuple[str, time]], at: time, day: date
    ) -> None:
        calendar = Calendar.krx()
        for code, clock in before:
            if clock < at:
                calendar.observe_state(code, datetime.combine(day, clock, KST))
        now = datetime.combine(day, at, KST)
        calendar.observe_state("3", now)

        assert calendar.phase(now) is Phase.OPEN
        assert calendar.next_open(now) > now

    def test_comes_in_any_zone_and_counts_for_its_day_in_seoul(self) -> None:
        calendar = Calendar.krx()
        calendar.observe_state("3", datetime(2026, 11, 23, 1, 0, tzinfo=UTC))

        assert calendar.phase(kst(f"{self.DAY} 09:59")) is Phase.BEFORE_OPEN

    def test_a_year_of_pushes_does_not_pile_up(self) -> None:
        calendar = Calendar.krx()
        for day in days_of(2026):
            calendar.observe_state("3", datetime.combine(day, time(9), KST))

        assert len(calendar._pushes) < 10
        assert calendar.is_trading_day(date(2026, 12, 31))
        assert not calendar.is_trading_day(date(2026, 1, 1))


class TestTheOwnersFile:
    def write(self, folder: Path, text: str) -> Path:
        path = folder / "calendar.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_is_not_needed(self, tmp_path: Path) -> None:
        calendar = Calendar.krx(tmp_path / "calendar.toml")

        assert calendar.is_trading_day(date(2026, 11, 23))

    def test_closes_and_opens_days_and_changes_hours(self, tmp_path: Path) -> None:
        calendar = Calendar.krx(
            self.write(
                tmp_path,
                """
                [days]
                2026-11-23 = { open = false, note = "임시공휴일" }
                2026-09-25 = { open = true }
                2026-11-22 = { opens = "09:00", closes = "12:00", note = "토요장" }
                2026-11-19 = { open = true }
                2026-11-24 = { opens = 11:00:00, closes = "15:30:30" }
                2026-11-25 = { kind = "csat" }
                2026-11-26 = { note = "만기일" }
                2026-11-28 = { open = false }
                2026-12-25 = { open = false }
                """,
            )
        )
        closed = calendar.on(date(2026, 11, 23))
        assert (closed.open, closed.reason, closed.note) == (
            False,
            ClosedReason.DECLARED,
            "임시공휴일",
        )
        assert calendar.on(date(2026, 9, 25)) == MarketDay(
            date(2026, 9, 25), True, kst("2026-09-25 09:00"), kst("2026-09-25 15:30"), None, ""
        )
        assert calendar.on(date(2026, 11, 22)).note == "토요장"
        assert calendar.is_open(kst("2026-11-22 11:59"))
        assert calendar.is_open(kst("2026-11-19 09:00"))
        assert calendar.next_open(kst("2026-11-24 09:00")) == kst("2026-11-24 11:00")
        assert calendar.next_close(kst("2026-11-24 09:00")) == kst("2026-11-24 15:30:30")
        assert calendar.on(date(2026, 11, 25)).note == "수능"
        assert calendar.next_close(kst("2026-11-25 09:00")) == kst("2026-11-25 16:30")
        assert calendar.on(date(2026, 11, 26)).note == "만기일"
        assert calendar.is_open(kst("2026-11-26 09:00"))
        assert calendar.on(date(2026, 11, 28)).reason is ClosedReason.DECLARED
        assert calendar.on(date(2026, 12, 25)).note == "성탄절"
        assert calendar.is_trading_day(date(2026, 11, 27))

    def test_a_holiday_put_on_the_first_trading_day_moves_the_ceremony(
        self, tmp_path: Path
    ) -> None:
        calendar = Calendar.krx(self.write(tmp_path, "[days]\n2027-01-04 = { open = false }"))

        assert calendar.next_open(kst("2026-12-30 16:00")) == kst("2027-01-05 10:00")

    def test_hours_of_its_own_outdo_the_ceremony(self, tmp_path: Path) -> None:
        calendar = Calendar.krx(
            self.write(tmp_path, '[days]\n2027-01-04 = { opens = "09:00", closes = "15:30" }')
        )

        assert calendar.next_open(kst("2026-12-30 16:00")) == kst("2027-01-04 09:00")
        assert calendar.on(date(2027, 1, 4)).note == ""

    def test_redraws_sessions_kinds_and_names(self, tmp_path: Path) -> None:
        calendar = Calendar.krx(
            self.write(
                tmp_path,
                """
                [sessions]
                regular = { opens = "08:00", closes = "16:00" }
                night = { note = "야간", opens = "20:00", closes = "23:00", until = 2026-11-23 }
                [kinds.half]
                note = "반장"
                regular = { opens = "08:00", closes = "12:00" }
                night = false
                [days]
                2026-11-20 = { kind = "half" }
                [names]
                "추석" = "한가위"
                """,
            )
        )
        assert calendar.is_open(kst("2026-11-23 08:00"))
        assert "night" in {session.key for session in calendar.sessions(date(2026, 11, 23))}
        assert "night" not in {session.key for session in calendar.sessions(date(2026, 11, 24))}
        assert "night" not in {session.key for session in calendar.sessions(date(2026, 11, 20))}
        assert calendar.phase(kst("2026-11-20 12:00")) is Phase.AFTER_CLOSE
        assert calendar.on(date(2026, 9, 24)).note == "한가위 전날"

    def test_is_corrected_by_the_push_like_everything(self, tmp_path: Path) -> None:
        path = self.write(tmp_path, "[days]\n2026-11-23 = { open = false }")

        assert told(("0", "2026-11-23 08:45"), overrides=path).is_open(kst("2026-11-23 10:00"))

    def test_may_begin_with_the_mark_notepad_writes(self, tmp_path: Path) -> None:
        path = tmp_path / "calendar.toml"
        path.write_text("[days]\n2026-11-23 = { open = false }", encoding="utf-8-sig")

        assert not Calendar.krx(path).is_trading_day(date(2026, 11, 23))

    @pytest.mark.parametrize(
        ("text", "line", "where", "reason"),
        [
            ("[days]\n2026-11-23 = {", 2, "", "not TOML"),
            ("[dayz]", 1, "dayz", "known are days, kinds, names, sessions"),
            ("days = 3", 1, "days", "must be a table"),
            ('[days]\n"2026-11-2\\u0033" = 3', 1, "days.2026-11-23", "must be a table"),
            ("[days]\n# 2026-11-23\n2026-11-23 = 3", 3, "days.2026-11-23", "must be a table"),
            ("[days]\n2026-02-30 = { open = true }", 2, "days.2026-02-30", "is not a day"),
            ("[days]\n2026-11-23 = { opne = 1 }", 2, "days.2026-11-23.opne", "is not known"),
            ('[days]\n2026-11-23 = { open = "no" }', 2, "days.2026-11-23.open", "true or false"),
            ('[days]\n2026-11-23 = { opens = "10:00" }', 2, "days.2026-11-23", "needs closes"),
            (
                '[days]\n\n2026-11-23 = { opens = "25:00", closes = "26:00" }',
                3,
                "days.2026-11-23.opens",
                'a time like "09:00"',
            ),
            (
                '[days]\n2026-11-23 = { opens = "9", closes = "26:00" }',
                2,
                "days.2026-11-23.opens",
                "not '9'",
            ),
            (
                '[days]\n2026-11-23 = { opens = "10:00", closes = "10:00" }',
                2,
                "days.2026-11-23.closes",
                "later than opens",
            ),
            ('[days]\n2026-11-23 = { kind = "x" }', 2, "days.2026-11-23.kind", "first_day, csat"),
            ("[days]\n2026-11-23 = { kind = [] }", 2, "days.2026-11-23.kind", "must be one of"),
            (
                '[days]\n2026-11-23 = { kind = "csat", opens = "10:00", closes = "11:00" }',
                2,
                "days.2026-11-23",
                "keep one",
            ),
            (
                '[days]\n2026-11-23 = { kind = "csat", open = false }',
                2,
                "days.2026-11-23",
                "closed and yet has hours",
            ),
            ("[days.2026-11-23]\nnote = 3", 2, "days.2026-11-23.note", "text in quotes"),
            (
                '[sessions]\nx = { opens = "10:00", closes = "11:00", since = "2026" }',
                2,
                "sessions.x.since",
                "a day like",
            ),
            ("[kinds.x]\nregular = false", 2, "kinds.x.regular", "must be a table"),
            ("[kinds.x]\nnight = false", 2, "kinds.x.night", "is not known"),
            ('[names]\n"추석" = 1', 2, "names.추석", "text in quotes"),
        ],
    )
    def test_a_mistake_is_named_with_its_line_and_field(
        self, tmp_path: Path, text: str, line: int, where: str, reason: str
    ) -> None:
        path = self.write(tmp_path, text)

        with pytest.raises(CalendarFileWrong) as caught:
            Calendar.krx(path)

        assert (caught.value.path, caught.value.line, caught.value.where) == (path, line, where)
        assert reason in caught.value.reason
        assert str(caught.value).startswith(f"{path}, line {line}")
        assert isinstance(caught.value, SettingsWrong)
        assert caught.value.params["reason"] == caught.value.reason

    def test_what_cannot_be_read_is_said_so(self, tmp_path: Path) -> None:
        with pytest.raises(CalendarFileWrong, match="cannot be read"):
            Calendar.krx(tmp_path)
        path = tmp_path / "calendar.toml"
        path.write_bytes('[days]\n2026-11-23 = { note = "휴장" }'.encode("cp949"))
        with pytest.raises(CalendarFileWrong, match="UTF-8"):
            Calendar.krx(path)

    @given(
        key=st.sampled_from(["2026-11-23", "2026-11-22", "x", "2026-13-01"]),
        fields=st.dictionaries(
            st.sampled_from(["open", "opens", "closes", "kind", "note", "when"]),
            st.sampled_from(
                ["true", "false", '"09:00"', '"12:00"', "09:00:00", '"csat"', "[]", "{}", "1"]
            ),
        ),
    )
    def test_is_used_or_refused_and_never_half_understood(
        self, tmp_path_factory: pytest.TempPathFactory, key: str, fields: dict[str, str]
    ) -> None:
        entry = ", ".join(f"{name} = {value}" for name, value in fields.items())
        path = self.write(tmp_path_factory.getbasetemp(), f"[days]\n{key} = {{ {entry} }}")
        market = None
        with suppress(CalendarFileWrong):
            market = Calendar.krx(path).on(date.fromisoformat(key))

        if market is not None:
            assert market.open is (market.opens is not None) is (market.reason is None)
            assert market.open is fields.get("open", str(market.open).lower()).startswith("t")
            if market.opens and market.closes:
                assert market.opens < market.closes

    def test_the_example_in_the_shipped_file_works(self, tmp_path: Path) -> None:
        example = [
            line.removeprefix("#   ")
            for line in SHIPPED.read_text(encoding="utf-8").splitlines()
            if line.startswith("#   ")
        ]
        calendar = Calendar.krx(self.write(tmp_path, "\n".join(example)))

        assert calendar.on(date(2027, 10, 1)).note == "임시공휴일"
        assert calendar.is_trading_day(date(2027, 10, 9))
        assert calendar.next_close(kst("2027-03-02 09:00")) == kst("2027-03-02 15:00")
        assert calendar.on(date(2028, 11, 16)).note == "수능"


def test_overrides_are_read_again_when_asked_and_what_is_malformed_changes_nothing(
    tmp_path: Path,
) -> None:
    path, monday = tmp_path / "calendar.toml", date(2026, 11, 23)
    calendar = Calendar.krx(path)
    assert calendar.reread() is False
    path.write_text("[days.2026-11-23]\nopen = false\n", encoding="utf-8")
    assert calendar.is_trading_day(monday)
    assert calendar.reread() is True
    assert not calendar.is_trading_day(monday)
    assert calendar.reread() is False
    path.write_text("[days.2026-11-23]\nopen = maybe\n", encoding="utf-8")
    with pytest.raises(CalendarFileWrong):
        calendar.reread()
    assert not calendar.is_trading_day(monday)
    path.unlink()
    assert calendar.reread() is True
    assert calendar.is_trading_day(monday)
    assert Calendar.always().reread() is False
