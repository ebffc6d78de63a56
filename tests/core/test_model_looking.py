"""Intervals as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.looking import INTERVALS, Interval


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("일", Interval("day")),
        ("주", Interval("week")),
        ("일봉", Interval("day")),
        (" 주봉 ", Interval("week")),
        ("d", Interval("day")),
        ("W", Interval("week")),
        ("day", Interval("day")),
        ("1분", Interval("minute", 1)),
        ("5m", Interval("minute", 5)),
        ("15분봉", Interval("minute", 15)),
        ("60min", Interval("minute", 60)),
    ],
)
def test_an_interval_is_understood_in_korean_and_english(said: str, meant: Interval) -> None:
    assert Interval.parse(said) == meant


@pytest.mark.parametrize(
    "said", ["", "분", "m", "2분", "45m", "0분", "-5분", "1일", "월", "5", "오분"]
)
def test_what_is_no_interval_is_none(said: str) -> None:
    assert Interval.parse(said) is None


def test_every_interval_is_understood_as_it_is_said_and_as_its_key() -> None:
    assert len({one.said for one in INTERVALS}) == len({one.key for one in INTERVALS}) == 9
    for one in INTERVALS:
        assert Interval.parse(one.said) == Interval.parse(one.key) == one


@given(st.text(max_size=8))
def test_nothing_a_person_types_is_an_error(said: str) -> None:
    assert Interval.parse(said) in (None, *INTERVALS)
