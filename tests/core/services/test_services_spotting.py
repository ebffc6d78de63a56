"""When a price alert is told, when it is not, and when it waits again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.model import Destination, Quote
from core.model.looking import Candle
from core.model.lookout import Aim, Before, Goal, Lookout
from core.services.spotting import advanced, before, holds, rate_of, share
from tests.fakes.clock import MONDAY

ALICE = Destination("telegram", "1001")
TODAY, TOMORROW = MONDAY.date(), MONDAY.date() + timedelta(days=1)
PAST = Before(TODAY, volume=1_000, high=88_000, low=50_000)
CLOSE = 70_000


def quote(price: int, volume: int = 100, high: int | None = None, low: int | None = None) -> Quote:
    change = price - CLOSE
    rate = round(100 * change / CLOSE, 2)
    return Quote("005930", price, change, rate, volume, high=high, low=low)


def waits(goal: Goal, value: float = 0, **how: object) -> Lookout:
    until = MONDAY + timedelta(days=7)
    one = Lookout("005930", Aim(goal, value), ALICE, "p", MONDAY, until, day=TODAY)
    return replace(one, **how)  # type: ignore[arg-type]


def goes(
    one: Lookout, *quotes: Quote, now: datetime = MONDAY, today: date = TODAY
) -> tuple[Lookout, list[int]]:
    """Let quotes come one after the other; how it stands then, and at which prices it was told."""
    told = []
    for found in quotes:
        one, reached = advanced(one, found, replace(PAST, day=today), today, now)
        told += [reached] if reached is not None else []
    return one, told


@pytest.mark.parametrize(
    ("goal", "value", "short", "there"),
    [
        (Goal.ABOVE, 80_000, quote(79_900), quote(80_000)),
        (Goal.BELOW, 60_000, quote(60_100), quote(60_000)),
        (Goal.RISE, 3, quote(72_000), quote(72_100)),
        (Goal.RISE, 3, quote(60_000), quote(72_100)),
        (Goal.FALL, 3, quote(68_000), quote(67_900)),
        (Goal.MOVE, 3, quote(68_000), quote(67_900)),
        (Goal.MOVE, 3, quote(72_000), quote(72_100)),
        (Goal.VOLUME, 200, quote(70_000, 1_999), quote(70_000, 2_000)),
        (Goal.YEAR_HIGH, 0, quote(88_000), quote(88_100)),
        (Goal.YEAR_LOW, 0, quote(50_000), quote(49_950)),
    ],
)
def test_it_is_told_when_its_aim_is_reached_and_not_before(
    goal: Goal, value: float, short: Quote, there: Quote
) -> None:
    one, told = goes(waits(goal, value), short, short)
    assert (one.armed, told) == (True, [])
    one, told = goes(one, there)
    assert (one.armed, one.turn, told) == (False, 1, [there.price])
    assert goes(one, there, there)[1] == []


def test_what_nobody_knows_decides_nothing() -> None:
    aims = [Aim(Goal.ABOVE, 1), Aim(Goal.MOVE, 1), Aim(Goal.VOLUME, 1), Aim(Goal.YEAR_HIGH)]
    for aim in aims:
        assert holds(aim, Quote("005930"), PAST) is None
        assert advanced(waits(aim.goal, 1), Quote("005930"), PAST, TODAY, MONDAY)[1] is None
    assert holds(Aim(Goal.MOVE, 1), Quote("005930", 70_000), PAST) is None
    for aim in (Aim(Goal.VOLUME, 1), Aim(Goal.YEAR_HIGH), Aim(Goal.YEAR_LOW)):
        assert holds(aim, quote(99_000), None) is None
        assert holds(aim, quote(99_000), Before(TODAY)) is None


def test_a_peak_between_two_looks_is_told_with_the_price_that_was_reached() -> None:
    one = waits(Goal.ABOVE, 80_000, ceiling=79_000, floor=70_000)
    assert goes(one, quote(78_000, high=79_900))[1] == []
    assert goes(one, quote(78_000, high=80_300))[1] == [80_300]
    deep = waits(Goal.MOVE, 3, ceiling=70_500, floor=69_500)
    assert goes(deep, quote(70_100, high=70_500, low=67_500))[1] == [67_500]


def test_a_peak_from_before_it_was_set_is_not_told() -> None:
    one = waits(Goal.ABOVE, 80_000, ceiling=81_000, floor=70_000)
    assert goes(one, quote(78_000, high=81_000))[1] == []
    unknown = waits(Goal.ABOVE, 80_000)
    assert goes(unknown, quote(78_000, high=81_000))[1] == []


def test_on_a_later_day_all_of_that_days_prices_came_after_it_was_set() -> None:
    one = waits(Goal.ABOVE, 80_000, ceiling=81_000, floor=70_000)
    assert goes(one, quote(78_000, high=80_500), today=TOMORROW)[1] == [80_500]
    at_night = waits(Goal.ABOVE, 80_000, day=None)
    assert goes(at_night, quote(78_000, high=80_500))[1] == [80_500]


def test_what_stood_reached_when_it_was_set_is_told_when_it_comes_back() -> None:
    one, told = goes(waits(Goal.ABOVE, 80_000, armed=False), quote(80_500), quote(81_000))
    assert (one.armed, told) == (False, [])
    one, told = goes(one, quote(79_900, high=81_000))
    assert (one.armed, told) == (True, [])
    assert goes(one, quote(80_000, high=81_000))[1] == [80_000]


def test_a_repeating_one_rests_after_it_was_told_and_waits_until_it_is_over() -> None:
    one, _ = goes(waits(Goal.ABOVE, 80_000, repeat=True), quote(80_000))
    soon, later = MONDAY + timedelta(minutes=9), MONDAY + timedelta(minutes=10)
    one, told = goes(one, quote(79_000), quote(80_000), now=soon)
    assert told == []
    one, told = goes(one, quote(80_000), now=later)
    assert told == []
    _, told = goes(one, quote(79_000), quote(80_000), now=later)
    assert told == [80_000]


@pytest.mark.parametrize(
    ("goal", "value", "there"),
    [
        (Goal.VOLUME, 200, quote(70_000, 2_000)),
        (Goal.YEAR_HIGH, 0, quote(88_100)),
        (Goal.MOVE, 3, quote(72_100)),
    ],
)
def test_what_is_counted_by_the_day_is_told_again_on_the_next_one(
    goal: Goal, value: float, there: Quote
) -> None:
    one, told = goes(waits(goal, value, repeat=True), there, there)
    assert told == [there.price]
    tomorrow = MONDAY + timedelta(days=1)
    _, told = goes(one, there, there, now=tomorrow, today=TOMORROW)
    assert told == [there.price]


def test_a_price_that_stayed_reached_over_night_is_no_news() -> None:
    one, _ = goes(waits(Goal.ABOVE, 80_000, repeat=True), quote(80_000))
    _, told = goes(one, quote(81_000), now=MONDAY + timedelta(days=1), today=TOMORROW)
    assert told == []


def test_the_days_before_are_those_of_52_weeks_without_today() -> None:
    def bar(day: int, high: int, volume: int) -> Candle:
        at = (MONDAY - timedelta(days=day)).replace(hour=0)
        return Candle(at, high - 5, high, high - 10, high - 5, volume)

    bars = [bar(day, 1_000 + day, day) for day in range(300, -1, -1)]
    assert before(bars, TODAY) == Before(TODAY, 1, 1_250, 991)
    assert before(bars, TOMORROW).volume == 0
    assert before(bars[-1:], TODAY) == Before(TODAY)


def test_shares_and_rates_are_counted_from_the_day_before() -> None:
    assert share(quote(1, 2_500), PAST) == 250
    assert share(quote(1), replace(PAST, volume=0)) is None
    assert rate_of(quote(71_400), 67_900) == -3.0
    assert rate_of(Quote("A", 100, 100), 200) is None


@pytest.mark.parametrize(
    ("aim", "key", "word"),
    [
        (Aim(Goal.ABOVE, 1_234_500), "above:1234500", ">1234500"),
        (Aim(Goal.BELOW, 950), "below:950", "<950"),
        (Aim(Goal.MOVE, 2.5), "move:2.5", "+-2.5%"),
        (Aim(Goal.FALL, 3), "fall:3", "-3%"),
        (Aim(Goal.VOLUME, 200), "volume:200", "volume 200%"),
        (Aim(Goal.YEAR_HIGH), "year_high:0", "yearhigh"),
    ],
)
def test_an_aim_is_written_down_and_read_again(aim: Aim, key: str, word: str) -> None:
    assert (aim.key, aim.word) == (key, word)
    assert Aim.read(aim.key) == aim
