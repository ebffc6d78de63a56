"""Numbers and times."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import figures
from bot.render.measure import (
    clean,
    clip,
    clip_columns,
    clip_units,
    columns,
    escaped_units,
    fitted,
    right,
    units,
)
from core.model import Quote

UNHURRIED = settings(deadline=None)
AT = datetime(2026, 11, 23, 0, 0, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shares", "ko", "en"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "10.0K"),
        (98_213, "9.8만", "98K"),
        (12_345_678, "1,234만", "12M"),
        (123_456_789, "1.2억", "123M"),
        (98_765_432_100, "987억", "98B"),
    ],
)
def test_volumes_are_shortened_as_each_language_counts(shares: int, ko: str, en: str) -> None:
    assert figures.amount(shares, "ko") == ko
    if shares != 9_999:
        assert figures.amount(shares, "en") == en


@pytest.mark.parametrize(
    ("rate", "arrowed", "signed", "colour"),
    [
        (3.42, "▲3.42%", "+3.42%", "🔴"),
        (-0.5, "▼0.50%", "-0.50%", "🔵"),
        (0.0, "0.00%", "0.00%", "⚪"),
        (-0.001, "0.00%", "0.00%", "⚪"),
        (None, "", "-", "▫️"),
    ],
)
def test_up_is_red_and_down_is_blue(
    rate: float | None, arrowed: str, signed: str, colour: str
) -> None:
    quote = Quote("005930", 71_200, rate=rate)
    assert figures.arrowed(rate) == arrowed
    assert figures.signed(rate) == signed
    assert figures.colour(quote) == colour


def test_the_direction_falls_back_on_the_change_in_won() -> None:
    assert figures.colour(Quote("005930", 71_200, change=-100)) == "🔵"
    assert figures.change(Quote("005930", 71_200, change=-1_300)) == "▼1,300"
    assert figures.change(Quote("005930", 71_200, change=0)) == ""
    assert figures.colour(None) == "▫️"


def test_times_are_korean_whatever_zone_they_come_in() -> None:
    assert figures.clock_time(AT) == "09:00:12"
    assert figures.clock_time(AT, date(2026, 11, 23)) == "09:00:12"
    assert figures.clock_time(AT, date(2026, 11, 24)) == "11/23 09:00:12"


def test_a_span_over_days_names_both() -> None:
    later = AT + timedelta(days=3)
    assert figures.clock_span(AT, AT + timedelta(seconds=60), date(2026, 11, 23)) == (
        "09:00:12–09:01:12"
    )
    assert figures.clock_span(AT, later, date(2026, 11, 26)) == "11/23 09:00:12–11/26 09:00:12"


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [
        (0.4, "0초", "0 s"),
        (12.9, "12초", "12 s"),
        (200, "3분 20초", "3 min 20 s"),
        (7_205, "2시간", "2 h"),
        (7_500, "2시간 5분", "2 h 5 min"),
        (266_400, "3일 2시간", "3 d 2 h"),
        (-5, "0초", "0 s"),
    ],
)
def test_durations_have_two_units_at_most(seconds: float, ko: str, en: str) -> None:
    assert figures.duration(seconds, "ko") == ko
    assert figures.duration(seconds, "en") == en


def test_korean_letters_take_two_columns() -> None:
    assert columns("SK하이닉스") == 10
    assert right("가", 4) == "  가"
    assert units("🔴가") == 3
    assert columns("e\u0301") == 1


def test_a_name_is_cut_inside_because_its_end_tells_funds_apart() -> None:
    assert clip_columns("KODEX 코스닥150레버리지", 18) == "KODEX 코…레버리지"
    assert clip("삼성전자", 20) == "삼성전자"
    assert clip("줄\n바꿈\t과\x00  빈칸", 20) == "줄 바꿈 과 빈칸"


def test_a_name_that_nearly_fits_stands_whole() -> None:
    assert fitted("HD현대일렉트릭", 13) == fitted("HD현대일렉트릭", 12) == "HD현대일렉트릭"
    assert fitted("HD현대일렉트릭", 11) == clip_columns("HD현대일렉트릭", 11)


@UNHURRIED
@given(st.text(), st.integers(1, 30))
def test_a_clipped_name_is_never_longer_than_allowed(name: str, most: int) -> None:
    assert len(clip(name, most)) <= most
    assert escaped_units(clip_units(name, most)) <= most
    assert columns(clip_columns(name, most)) <= most
    assert clean(clip(name, 1_000_000)) == clean(name)
