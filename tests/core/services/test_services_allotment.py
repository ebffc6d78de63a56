from hypothesis import given
from hypothesis import strategies as st

from core.model import Polled
from core.services.allotment import LARGEST, REALTIME_CONDITIONS, SMALL_AGAIN, allot

ids = st.integers(1, 25)
watched = st.dictionaries(ids, st.none() | st.sampled_from(Polled))
wanted = st.dictionaries(ids, st.integers(1, 5))
sizes = st.dictionaries(ids, st.integers(0, 130))
refused = st.sets(ids)


def one(size: int, now: Polled | None) -> Polled | None:
    return allot({1: 1}, {1: size}, {1: now}, (), realtime=True)[1]


@given(wanted, sizes, watched, refused)
def test_every_wanted_condition_is_placed_and_never_more_than_ten_in_real_time(
    wanted: dict[int, int],
    sizes: dict[int, int],
    now: dict[int, Polled | None],
    refused: set[int],
) -> None:
    placed = allot(wanted, sizes, now, refused, realtime=True)
    assert placed.keys() == wanted.keys()
    assert list(placed.values()).count(None) <= REALTIME_CONDITIONS
    for condition_id, polled in placed.items():
        assert (polled is Polled.REFUSED) is (condition_id in refused)
        if polled is None:
            assert sizes.get(condition_id, 0) <= LARGEST
    if Polled.FULL in placed.values():
        assert list(placed.values()).count(None) == REALTIME_CONDITIONS


@given(wanted, sizes, watched, refused)
def test_a_second_look_at_the_same_changes_nothing(
    wanted: dict[int, int],
    sizes: dict[int, int],
    now: dict[int, Polled | None],
    refused: set[int],
) -> None:
    placed = allot(wanted, sizes, now, refused, realtime=True)
    assert allot(wanted, sizes, placed, refused, realtime=True) == placed


@given(wanted, sizes, watched)
def test_nobody_in_real_time_has_fewer_followers_than_one_who_found_no_place(
    wanted: dict[int, int], sizes: dict[int, int], now: dict[int, Polled | None]
) -> None:
    placed = allot(wanted, sizes, now, (), realtime=True)
    live = [wanted[key] for key, polled in placed.items() if polled is None]
    full = [wanted[key] for key, polled in placed.items() if polled is Polled.FULL]
    assert min(live, default=9) >= max(full, default=0)


def test_ten_in_real_time_make_no_place_for_an_eleventh_with_as_many_followers() -> None:
    live: dict[int, Polled | None] = dict.fromkeys(range(2, 12))
    placed = allot(dict.fromkeys(range(1, 12), 1), {}, live, (), realtime=True)
    assert placed == {**live, 1: Polled.FULL}


def test_an_eleventh_with_more_followers_takes_the_place_of_the_one_with_the_fewest() -> None:
    live: dict[int, Polled | None] = dict.fromkeys(range(1, 11))
    wanted = {**dict.fromkeys(range(1, 11), 2), 7: 1, 11: 2}
    placed = allot(wanted, {}, live, (), realtime=True)
    assert placed[7] is Polled.FULL
    assert placed[11] is None


def test_more_than_a_hundred_stocks_are_polled_until_ninety_are_left() -> None:
    assert one(LARGEST, None) is None
    assert one(LARGEST + 1, None) is Polled.LARGE
    assert one(SMALL_AGAIN + 1, Polled.LARGE) is Polled.LARGE
    assert one(SMALL_AGAIN, Polled.LARGE) is None
    assert one(SMALL_AGAIN + 1, Polled.FULL) is None


def test_a_large_condition_takes_no_place() -> None:
    wanted = dict.fromkeys(range(1, 12), 1)
    placed = allot(wanted, {1: 500}, {}, (), realtime=True)
    assert placed[1] is Polled.LARGE
    assert list(placed.values()).count(None) == 10


def test_all_are_polled_where_real_time_is_switched_off() -> None:
    placed = allot({1: 3, 2: 1}, {}, {1: None}, (1,), realtime=False)
    assert placed == dict.fromkeys((1, 2), Polled.SWITCHED_OFF)


def test_fewer_places_are_kept_where_fewer_are_given() -> None:
    placed = allot({1: 1, 2: 1}, {}, {}, (), realtime=True, places=1)
    assert placed == {1: None, 2: Polled.FULL}
