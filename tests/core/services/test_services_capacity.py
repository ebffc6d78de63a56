"""What a subscription is likely to bring, and whether its chat can take it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.model import PLAIN, Limit, Options
from core.ports import Rush
from core.services.capacity import Capacity, estimate, per_minute

GROUP = (Limit(1, 1.0), Limit(20, 60.0))
PRIVATE = (Limit(1, 1.0),)
OPENING = datetime(2026, 11, 23, 9, 0, tzinfo=KST)


def rush(minute: int, count: int, days_ago: int = 0) -> Rush:
    at = OPENING - timedelta(days=days_ago) + timedelta(minutes=minute)
    return Rush(at.date(), at, count)


def days(rushes: list[Rush]) -> set[date]:
    return {one.day for one in rushes}


def expect(
    mine: list[Rush],
    theirs: list[Rush] | None = None,
    options: Options = PLAIN,
    limits: tuple[Limit, ...] = GROUP,
) -> Capacity:
    return estimate(days(mine), mine, theirs or [], options, limits, bool(theirs))


def test_without_history_nothing_is_promised() -> None:
    empty = expect([])
    assert (empty.days, empty.events, empty.exceeds) == (0, 0, False)


def test_a_day_is_the_mean_of_the_days_that_brought_anything() -> None:
    found = expect([rush(0, 10), rush(5, 2), rush(0, 6, days_ago=3)])
    assert (found.days, found.events, found.messages) == (2, 9, 9)
    assert (found.busiest, found.busiest_at) == (10, OPENING)


def test_days_whose_events_the_options_keep_out_still_count() -> None:
    every = [rush(0, 10), rush(0, 10, days_ago=1)]
    found = estimate(days(every), [rush(0, 4)], [], Options(name="삼성"), PRIVATE)
    assert (found.days, found.events) == (2, 2)
    nothing = estimate(days(every), [], [], Options(name="없음"), PRIVATE)
    assert (nothing.days, nothing.events, nothing.busiest, nothing.busiest_at) == (2, 0, 0, None)


@pytest.mark.parametrize(
    ("hours", "ago", "short"), [(0.2, 0, True), (4.9, 0, True), (5, 0, False), (0.2, 1, False)]
)
def test_only_a_single_day_that_is_not_half_known_is_called_short(
    hours: float, ago: int, short: bool
) -> None:
    span, mine = timedelta(hours=hours), [rush(0, 9), rush(0, 9, days_ago=ago)]
    found = estimate(days(mine), mine, [], PLAIN, GROUP, span=span)
    assert found.span == (span if short else None)


def test_replies_keep_their_part_of_a_groups_limit() -> None:
    assert per_minute(GROUP) == 17
    assert per_minute(PRIVATE) == 60
    assert per_minute(()) is None


def test_what_comes_faster_than_a_chat_may_be_sent_to_goes_out_together() -> None:
    found = expect([rush(0, 41), rush(1, 3)])
    assert (found.events, found.messages, found.busiest, found.exceeds) == (44, 20, 41, True)


def test_a_private_chat_takes_what_a_group_cannot() -> None:
    assert not expect([rush(0, 41)], limits=PRIVATE).exceeds
    assert not expect([rush(0, 900)], limits=()).exceeds


def test_the_limit_itself_is_not_exceeded() -> None:
    assert not expect([rush(0, 17)]).exceeds
    assert expect([rush(0, 18)]).exceeds


def test_what_else_comes_to_the_chat_in_the_same_minute_counts() -> None:
    found = expect([rush(0, 10), rush(1, 5)], [rush(0, 5), rush(0, 3), rush(1, 13)])
    assert (found.busiest, found.together, found.exceeds) == (10, 18, True)


def test_minutes_in_which_it_brings_nothing_are_not_its_doing() -> None:
    found = expect([rush(0, 5)], [rush(7, 100)])
    assert (found.together, found.exceeds) == (5, False)


def test_a_digest_is_one_message_for_each_window_and_never_too_fast() -> None:
    ten = Options(digest=10)
    found = expect([rush(0, 41), rush(9, 3), rush(10, 1), rush(0, 2, days_ago=1)], options=ten)
    assert (found.events, found.messages, found.exceeds) == (23.5, 1.5, False)


@given(
    st.lists(st.tuples(st.integers(0, 390), st.integers(1, 200), st.integers(0, 9))),
    st.sampled_from([GROUP, PRIVATE, ()]),
)
def test_there_are_never_more_messages_than_events(
    seen: list[tuple[int, int, int]], limits: tuple[Limit, ...]
) -> None:
    by_minute = {(minute, ago): rush(minute, count, ago) for minute, count, ago in seen}
    found = expect(list(by_minute.values()), limits=limits)
    assert found.messages <= found.events + 1e-9
    assert found.busiest <= found.together


@pytest.mark.parametrize("period", [1.0, 60.0])
def test_limits_of_any_period_are_brought_to_a_minute(period: float) -> None:
    assert per_minute((Limit(2, period),)) == round(120 / period)
