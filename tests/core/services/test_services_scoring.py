"""Scorecards against figures worked out by hand."""

from datetime import datetime, timedelta

import pytest

from core.clock import KST
from core.model.remembering import Outcome
from core.services.scoring import (
    CLOSE,
    FEW,
    HALF_HOUR,
    Card,
    Day,
    Hour,
    rank,
    rate,
    score,
    summarize,
)

NINE = datetime(2026, 11, 20, 9, 30, tzinfo=KST)


def out(
    code: str,
    price: int | None,
    *prices: int | None,
    condition_id: int | None = 1,
    hours: float = 0,
) -> Outcome:
    padded = (*prices, *[None] * (4 - len(prices)))
    return Outcome(condition_id, code, NINE + timedelta(hours=hours), price, padded)


BY_HAND = [
    #    entry   1 min   5 min  30 min   close      returns: 1m   5m   30m  close
    out("A", 10_000, 10_100, 10_200, 10_300, 11_000),  # +1   +2   +3   +10
    out("B", 20_000, 19_800, 20_000, 20_200, 19_000),  # -1    0   +1    -5
    out("C", 5_000, 5_100, None, 4_900, 5_000),  # +2    ?   -2     0
    out("D", 8_000, 8_000, 8_080, None, None, hours=1),  # 0   +1    ?     ?
    out("E", None, 100, 100, 100, 100),  # nobody knows what it cost
]
"""hit rates: 2 of 4, 2 of 3, 2 of 3, 1 of 3
medians: (0+1)/2, 1, 1, 0
means: 2/4, 3/3, 2/3, 5/3"""


def test_a_scorecard_is_what_a_hand_calculation_says() -> None:
    card = score(BY_HAND)
    assert card.entries == 5
    expected = [(4, 2, 0.5, 0.5), (3, 2, 1.0, 1.0), (3, 2, 1.0, 2 / 3), (3, 1, 0.0, 5 / 3)]
    for one, (count, gains, median, mean) in zip(card.figures, expected, strict=True):
        assert one is not None
        assert (one.count, one.gains) == (count, gains)
        assert one.median == pytest.approx(median)
        assert one.mean == pytest.approx(mean)
    assert [round(one.hit_rate) for one in card.figures if one] == [50, 67, 67, 33]


def test_best_and_worst_are_measured_at_the_close_where_any_is_known() -> None:
    card = score(BY_HAND)
    assert card.mark == CLOSE
    assert card.best is not None
    assert card.worst is not None
    assert (card.best.outcome.code, round(card.best.rate, 9)) == ("A", 10.0)
    assert (card.worst.outcome.code, round(card.worst.rate, 9)) == ("B", -5.0)
    early = score([out("A", 100, 102, 101), out("B", 100, 99)])
    assert early.mark == 1
    assert early.best is not None
    assert early.best.rate == pytest.approx(1.0)


def test_hours_are_compared_after_half_an_hour_since_the_close_is_nearer_in_the_afternoon() -> None:
    card = score(BY_HAND)
    assert card.hours_mark == HALF_HOUR
    nine, ten = card.hours
    assert (nine.hour, nine.entries, nine.measured) == (9, 4, 3)
    assert nine.median == pytest.approx(1.0)
    assert ten == Hour(10, 1)
    assert card.best_hour is None, "three are too few to call an hour good"


def test_the_best_hour_has_the_best_median_of_those_with_five_entries() -> None:
    nine = [out("A", 100, 0, 0, 100 + at) for at in range(1, 6)]
    ten = [out("A", 100, 0, 0, 110, hours=1)] * 4
    two = [out("A", 100, 0, 0, 100 - at, hours=5) for at in range(6)]
    best = score([*nine, *ten, *two]).best_hour
    assert best is not None
    assert (best.hour, best.measured) == (9, 5)
    assert best.median == pytest.approx(3.0)


def test_few_entries_are_called_few_until_there_are_thirty_with_a_price() -> None:
    known = out("A", 100, 101)
    assert score([known] * (FEW - 1)).few
    assert score([*[known] * (FEW - 1), *[out("A", None)] * 50]).few
    assert not score([known] * FEW).few


def test_nothing_known_is_no_figure_at_all() -> None:
    assert score([]) == Card(0)
    card = score([out("A", None, 5), out("B", 100)])
    assert (card.entries, card.figures, card.best, card.measured) == (2, (None,) * 4, None, 0)
    assert rate(out("A", 0, 5), 0) is None


def test_conditions_are_ranked_by_their_median_and_those_with_few_entries_come_last() -> None:
    good = [out("A", 100, 0, 0, 103, condition_id=1)] * FEW
    better = [out("A", 100, 0, 0, 105, condition_id=2)] * FEW
    lucky = [out("A", 100, 0, 0, 150, condition_id=3)] * 3
    unknown = [out("A", 100, 0, 0, 150, condition_id=None)] * FEW
    ranked = rank([*good, *lucky, *better, *unknown])
    assert [key for key, _ in ranked] == [2, 1, 3]


def test_a_day_is_summed_up_by_condition_hour_and_stock() -> None:
    outcomes = [
        out("A", 100, 101),
        out("A", 100, 99, hours=1),
        out("B", 100, condition_id=2, hours=1),
        out("C", 100, condition_id=None, hours=1),
    ]
    day = summarize(outcomes, {1: 4, 3: 1})
    assert (day.entries, day.exits) == (4, 5)
    assert day.conditions == ((1, 2, 4), (None, 1, 0), (2, 1, 0), (3, 0, 1))
    assert day.hours == ((9, {1: 1}), (10, {1: 1, 2: 1, None: 1}))
    assert day.stocks == (("A", 2), ("B", 1), ("C", 1))
    first = day.card.figures[0]
    assert first is not None
    assert (first.count, first.gains, round(first.mean, 9)) == (2, 1, 0.0)
    assert summarize([], {}) == Day()


def test_what_moved_in_an_expression_is_not_counted_a_second_time() -> None:
    outcomes = [out("A", 100, 101), out("A", 100, 101, condition_id=9)]
    day = summarize(outcomes, {1: 2, 9: 1}, {9})
    assert (day.entries, day.exits) == (1, 2)
    assert (day.conditions, day.apart) == (((1, 1, 2),), ((9, 1, 1),))
    assert day.hours == ((9, {1: 1}),)
    assert day.stocks == (("A", 1),)
    assert day.card.entries == 1
