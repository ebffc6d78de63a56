from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.model import Event, EventKind, Membership, Source
from core.services.membership import Day, broker_time, push, roll, snapshot

TODAY = Day(date(2026, 11, 23), datetime(2026, 11, 23, 6, tzinfo=KST))
FRIDAY = Day(date(2026, 11, 20), datetime(2026, 11, 20, 6, tzinfo=KST))
TEN = datetime(2026, 11, 23, 10, tzinfo=KST)
ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT

codes = st.sampled_from(["005930", "000660", "035720", "068270"])
pushes = st.tuples(codes, st.sampled_from(EventKind))
snapshots = st.tuples(st.sets(codes), st.sampled_from([Source.POLL, Source.MISSED]))
observations = st.lists(pushes | snapshots, max_size=40)


def inside(*codes: str, day: Day = TODAY, known_at: datetime = TEN) -> Membership:
    return Membership(1, frozenset(codes), day.day, known_at)


def observe(membership: Membership, seen: object, at: datetime) -> tuple[Membership, list[Event]]:
    match seen:
        case (str(code), EventKind() as kind):
            membership, event = push(membership, code, kind, at, TODAY)
            return membership, [event] if event else []
        case (set(found), Source() as source):
            membership, events = snapshot(membership, found, at, TODAY, source)
            return membership, list(events)
    raise AssertionError(seen)


@given(observations)
def test_whatever_is_observed_only_a_stock_outside_enters_and_only_one_inside_leaves(
    seen: list[object],
) -> None:
    membership, now = Membership(1), set[str]()
    for second, one in enumerate(seen):
        started = membership.day is not None
        membership, events = observe(membership, one, TEN + timedelta(seconds=second))
        if not started:
            assert events == []
            now = set(membership.codes)
        for event in events:
            assert (event.code in now) is (event.kind is EXIT)
            now ^= {event.code}
        assert now == membership.codes


@given(st.sets(codes), observations)
def test_the_told_events_replayed_over_the_start_give_the_membership(
    start: set[str], seen: list[object]
) -> None:
    membership, _ = snapshot(Membership(1), start, TEN, TODAY, Source.POLL)
    told: list[Event] = []
    for one in seen:
        membership, events = observe(membership, one, TEN)
        told += events
    replayed = set(start)
    for event in told:
        (replayed.add if event.kind is ENTRY else replayed.remove)(event.code)
    assert replayed == membership.codes


def test_the_first_snapshot_is_a_start_and_not_news() -> None:
    after, events = snapshot(Membership(1), ["005930"], TEN, TODAY, Source.MISSED)
    assert after == inside("005930")
    assert events == ()


def test_a_push_before_any_snapshot_is_no_news_and_moves_nothing() -> None:
    assert push(Membership(1), "005930", ENTRY, TEN, TODAY) == (Membership(1), None)


def test_a_repeated_push_is_no_news() -> None:
    known = inside("005930")
    assert push(known, "005930", ENTRY, TEN, TODAY) == (known, None)
    assert push(known, "000660", EXIT, TEN, TODAY) == (known, None)


def test_a_pushed_event_carries_the_brokers_time_and_its_lateness() -> None:
    happened = TEN - timedelta(seconds=5)
    after, event = push(inside(), "005930", ENTRY, TEN, TODAY, happened, 4.0)
    assert after == inside("005930")
    assert event == Event(
        1, "005930", ENTRY, Source.REALTIME, TODAY.day, TEN, happened, broker_late=4.0
    )


def test_a_difference_carries_the_interval_it_lies_in() -> None:
    known = inside("005930", "000660", known_at=TEN - timedelta(seconds=89))
    after, events = snapshot(known, ["000660", "035720"], TEN, TODAY, Source.MISSED)
    assert after == inside("000660", "035720")
    assert [(one.code, one.kind) for one in events] == [("035720", ENTRY), ("005930", EXIT)]
    assert {(one.since, one.received_at) for one in events} == {(known.known_at, TEN)}
    assert {one.source for one in events} == {Source.MISSED}
    assert {one.happened_at for one in events} == {None}


def test_a_new_trading_day_begins_empty_at_six() -> None:
    friday = inside("005930", day=FRIDAY, known_at=TEN - timedelta(days=3))
    assert roll(friday, TODAY) == inside(known_at=TODAY.began)


def test_a_day_that_is_current_or_not_begun_yet_is_left_as_it_is() -> None:
    today, unstarted = inside("005930"), Membership(1)
    assert roll(today, TODAY) is today
    assert roll(today, FRIDAY) is today
    assert roll(unstarted, TODAY) is unstarted


def test_what_is_inside_when_the_bot_comes_up_later_entered_since_six() -> None:
    friday = inside("005930", day=FRIDAY, known_at=TEN - timedelta(days=3))
    _, events = snapshot(friday, ["005930"], TEN, TODAY, Source.MISSED)
    assert [(one.code, one.kind, one.since) for one in events] == [("005930", ENTRY, TODAY.began)]


@pytest.mark.parametrize(
    ("said", "received", "meant"),
    [
        ("100000", TEN, TEN),
        ("095958", TEN, TEN - timedelta(seconds=2)),
        ("235959", TEN.replace(hour=0), TEN.replace(hour=0) - timedelta(seconds=1)),
        ("000001", TEN.replace(hour=23, minute=59), TEN.replace(hour=0, second=1, day=24)),
    ],
)
def test_the_brokers_time_of_day_is_the_one_nearest_to_its_arrival(
    said: str, received: datetime, meant: datetime
) -> None:
    assert broker_time(said, received) == meant


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(-40_000, 40_000))  # noqa: DTZ001
def test_a_time_of_day_within_half_a_day_is_found_again(naive: datetime, seconds: int) -> None:
    received = naive.replace(microsecond=0, tzinfo=KST)
    happened = received + timedelta(seconds=seconds)
    assert broker_time(f"{happened:%H%M%S}", received) == happened


@given(st.none() | st.text(max_size=8))
def test_no_text_of_the_broker_breaks_the_time(said: str | None) -> None:
    found = broker_time(said, TEN)
    assert found is None or abs(found - TEN) <= timedelta(hours=12)


@pytest.mark.parametrize("said", [None, "", "12345", "1234567", "12345a", "240000", "126000"])
def test_what_is_no_time_of_day_is_no_time(said: str | None) -> None:
    assert broker_time(said, TEN) is None
