"""Days as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.dates import Days, read_days, split_days, wrong_days
from tests.fakes.engine import MONDAY

TODAY = date(2026, 11, 23)


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("오늘", TODAY, TODAY),
        ("today", TODAY, TODAY),
        ("어제", d(11, 22), d(11, 22)),
        ("그저께", d(11, 21), d(11, 21)),
        ("3일전", d(11, 20), d(11, 20)),
        ("11/20", d(11, 20), d(11, 20)),
        ("11.20", d(11, 20), d(11, 20)),
        ("11-20", d(11, 20), d(11, 20)),
        ("11월20일", d(11, 20), d(11, 20)),
        ("12/1", d(12, 1, 2025), d(12, 1, 2025)),
        ("2/29", d(2, 29, 2024), d(2, 29, 2024)),
        ("2026-11-20", d(11, 20), d(11, 20)),
        ("2026.11.20", d(11, 20), d(11, 20)),
        ("2026년11월20일", d(11, 20), d(11, 20)),
        ("20261120", d(11, 20), d(11, 20)),
        ("11/1~11/20", d(11, 1), d(11, 20)),
        ("11/1-11/20", d(11, 1), d(11, 20)),
        ("11/20~11/1", d(11, 1), d(11, 20)),
        ("11/1~20", d(11, 1), d(11, 20)),
        ("11월1일부터11월20일까지", d(11, 1), d(11, 20)),
        ("2026-11-01~2026-11-20", d(11, 1), d(11, 20)),
        ("12/20~1/10", d(12, 20, 2025), d(1, 10)),
        ("11/1~", d(11, 1), TODAY),
        ("11/1부터", d(11, 1), TODAY),
        ("11/1~오늘", d(11, 1), TODAY),
        ("~11/20", None, d(11, 20)),
        ("11/20까지", None, d(11, 20)),
        ("최근7일", d(11, 17), TODAY),
        ("7일", d(11, 17), TODAY),
        ("지난7일간", d(11, 17), TODAY),
        ("7d", d(11, 17), TODAY),
        ("last7days", d(11, 17), TODAY),
        ("2주", d(11, 10), TODAY),
        ("일주일", d(11, 17), TODAY),
        ("한달", d(10, 25), TODAY),
        ("3개월", d(8, 26), TODAY),
        ("이번주", TODAY, TODAY),
        ("지난주", d(11, 16), d(11, 22)),
        ("이번달", d(11, 1), TODAY),
        ("lastmonth", d(10, 1), d(10, 31)),
        ("월요일", TODAY, TODAY),
        ("금요일", d(11, 20), d(11, 20)),
        ("friday", d(11, 20), d(11, 20)),
        ("지난주월요일", d(11, 16), d(11, 16)),
        ("26.11.20", d(11, 20), d(11, 20)),
        ("26년11월20일", d(11, 20), d(11, 20)),
        ("11/1-20", d(11, 1), d(11, 20)),
        ("올해", d(1, 1), TODAY),
        ("작년", d(1, 1, 2025), d(12, 31, 2025)),
        ("~2/1", None, d(2, 1)),
        ("전체", None, None),
    ],
)
def test_days_are_understood_however_they_are_said(
    said: str, first: date | None, last: date | None
) -> None:
    assert read_days(said, TODAY) == Days(first, last)


@pytest.mark.parametrize(
    ("said", "today", "first", "last"),
    [
        ("11/20~11/30", TODAY, d(11, 20), TODAY),
        ("11/20~30", TODAY, d(11, 20), TODAY),
        ("11/20부터11/30까지", TODAY, d(11, 20), TODAY),
        ("2026-11-20~2026-12-31", TODAY, d(11, 20), TODAY),
        ("12/20~1/10", date(2027, 1, 5), d(12, 20), d(1, 5, 2027)),
        ("~11/30", TODAY, None, TODAY),
        ("11/30까지", TODAY, None, TODAY),
        ("월요일~금요일", date(2026, 11, 25), TODAY, d(11, 25)),
    ],
)
def test_a_range_that_ends_in_days_to_come_keeps_its_order_and_ends_today(
    said: str, today: date, first: date | None, last: date
) -> None:
    days = read_days(said, today)
    assert days == Days(first, last)
    assert days.cut


def test_a_range_that_ends_by_today_is_not_cut() -> None:
    for said in ("11/1~11/20", "11/1~오늘", "11/20~11/1", "최근7일", "12/20~1/10"):
        days = read_days(said, TODAY)
        assert days is not None
        assert not days.cut, said


@pytest.mark.parametrize(
    "said", ["13/40", "2026-02-30", "11/31", "005930", "0", "2", "삼성전자", "0-5", "~", "0일", "-"]
)
def test_anything_else_is_no_day(said: str) -> None:
    assert read_days(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "days", "rest"),
    [
        ("삼성전자 최근 7일", "2026-11-17~2026-11-23", "삼성전자"),
        ("최근 7일 삼성전자", "2026-11-17~2026-11-23", "삼성전자"),
        ("0 11/1 ~ 11/20", "2026-11-01~2026-11-20", "0"),
        ("어제", "2026-11-22", ""),
        ("#12 2026-11-01~2026-11-20", "2026-11-01~2026-11-20", "#12"),
        ("11월 1일 부터 11월 20일 까지 급등 초입", "2026-11-01~2026-11-20", "급등 초입"),
        ("급등 초입", None, "급등 초입"),
        ("0 30일", "2026-10-25~2026-11-23", "0"),
        ("0 오늘 2", "2026-11-23", "0 2"),
        ("오늘 2", "2026-11-23", "2"),
        ("* 2026-11-20 12", "2026-11-20", "* 12"),
    ],
)
def test_days_are_found_before_or_behind_what_they_are_of(
    said: str, days: str | None, rest: str
) -> None:
    found, left = split_days(said, MONDAY)
    assert (found.word if found else None, left) == (days, rest)


def test_a_word_that_was_to_be_a_date_is_pointed_out() -> None:
    assert wrong_days("급등 13/40") == "13/40"
    assert wrong_days("급등 초입") == ""
    assert wrong_days("0 2") == ""


@given(st.dates(date(2020, 1, 1), TODAY), st.dates(date(2020, 1, 1), TODAY))
def test_what_a_button_says_is_read_back_as_it_was(one: date, other: date) -> None:
    days = Days(min(one, other), max(one, other))
    assert read_days(days.word, TODAY) == days


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(said: str) -> None:
    split_days(said, MONDAY)
    wrong_days(said)
