from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.services.lateness import BrokerLateness, LatenessLog

TEN = datetime(2026, 11, 23, 10, tzinfo=KST)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def seen(lateness: BrokerLateness, *differences: float) -> list[float]:
    return [lateness.observe(TEN, TEN + timedelta(seconds=one)) for one in differences]


def test_what_comes_within_the_second_the_broker_tells_is_not_late() -> None:
    assert seen(BrokerLateness(), 0.2, 0.9, 1.1) == [0.0, 0.0, 0.0]


def test_a_push_that_lay_at_the_broker_is_late_by_that() -> None:
    assert seen(BrokerLateness(), 0.0, 8.0)[-1] == 7.0


def test_a_computer_whose_clock_is_ahead_does_not_make_everything_late() -> None:
    lateness = BrokerLateness()
    assert seen(lateness, 30.25, 30.75, 35.25) == [0.0, 0.0, 4.0]
    assert lateness.offset() == 30.25


def test_a_computer_whose_clock_is_behind_does_not_hide_lateness() -> None:
    lateness = BrokerLateness()
    assert seen(lateness, -20.0, -13.0) == [0.0, 6.0]
    assert lateness.offset() == -20.0


def test_a_clock_that_was_put_right_is_believed_after_two_hundred_pushes() -> None:
    lateness = BrokerLateness()
    assert seen(lateness, *[-20.0] * 50, *[0.0] * 200)[-1] == 0.0
    assert lateness.offset() == 0.0


def test_a_push_without_a_time_says_nothing() -> None:
    lateness = BrokerLateness()
    assert lateness.observe(None, TEN) == 0.0
    assert lateness.offset() == 0.0


@given(st.lists(st.floats(-1e5, 1e5), max_size=30))
def test_lateness_is_never_negative(differences: list[float]) -> None:
    assert all(late >= 0 for late in seen(BrokerLateness(), *differences))


def test_there_are_no_percentiles_before_the_first_alert() -> None:
    assert LatenessLog().percentiles() is None


@given(st.lists(st.floats(0, 1e4), min_size=1))
def test_the_median_and_the_95th_percentile_are_seconds_that_were_seen(
    seconds: list[float],
) -> None:
    log = LatenessLog()
    for one in seconds:
        log.add(one, MONDAY)
    found = log.percentiles()
    assert found is not None
    assert set(found) <= set(seconds)
    assert found[0] <= found[1]


def test_a_new_day_starts_anew_and_a_straggler_of_yesterday_does_not_undo_it() -> None:
    log = LatenessLog()
    log.add(50.0, MONDAY)
    log.add(1.0, TUESDAY)
    log.add(90_000.0, MONDAY)
    log.add(1.0, TUESDAY)
    assert log.percentiles() == (1.0, 1.0)


def test_one_absurd_time_of_the_broker_does_not_make_the_next_two_hundred_late() -> None:
    assert seen(BrokerLateness(), 0.5, -40_000.0, 0.5, 0.9) == [0.0, 0.0, 0.0, 0.0]
