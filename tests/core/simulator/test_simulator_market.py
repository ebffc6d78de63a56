"""The market and its conditions: believable, lively, reproducible."""

import ast
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import core.simulator
from core.clock import KST
from core.simulator.conditions import Change, Condition, ManualCondition, standard_conditions
from core.simulator.hours import Hours
from core.simulator.market import Market, Quote
from core.simulator.stocks import ETF, KOSDAQ, KOSPI, STOCKS
from core.simulator.ticks import limits, on_grid, tick_size

TEN = datetime(2026, 11, 2, 10, 0, tzinfo=KST)
BEFORE = datetime(2026, 11, 2, 8, 59, tzinfo=KST)
STEP = timedelta(seconds=1)


def live(
    market: Market, conditions: list[Condition], since: datetime, seconds: int
) -> tuple[list[Quote], list[Change]]:
    trades: list[Quote] = []
    changes: list[Change] = []
    for second in range(1, seconds + 1):
        moved = market.step(since + STEP * second)
        trades += moved
        changes += [change for c in conditions for change in c.observe(moved)]
    return trades, changes


def told(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(c.condition.seq, c.code, c.kind) for c in changes]


def test_there_are_two_hundred_stocks_of_three_markets_with_codes_that_are_not_all_numbers() -> (
    None
):
    codes = [stock.code for stock in STOCKS]
    assert len(STOCKS) >= 200
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {6}
    assert sum(not code.isdigit() for code in codes) >= 4
    assert {stock.market for stock in STOCKS} == {KOSPI, KOSDAQ, ETF}


def test_every_previous_close_lies_on_the_tick_grid() -> None:
    assert [s.name for s in STOCKS if on_grid(s.close, s.market) != s.close] == []


@pytest.mark.parametrize(
    ("base", "upper", "lower"),
    [
        (6_820, 8_860, 4_780),
        (121_700, 158_200, 85_200),
        (135_300, 175_800, 94_800),
        (185_800, 241_500, 130_100),
        (276_000, 358_500, 193_500),
        (276_500, 359_000, 194_000),
    ],
)
def test_price_limits_are_those_that_were_captured(base: int, upper: int, lower: int) -> None:
    assert limits(base, KOSPI) == (upper, lower)


@pytest.mark.parametrize(
    ("price", "size"),
    [(1_999, 1), (2_000, 5), (5_000, 10), (20_000, 50), (50_000, 100), (200_000, 500)],
)
def test_ticks_widen_with_the_price(price: int, size: int) -> None:
    assert tick_size(price, KOSDAQ) == size


def test_a_fund_has_ticks_of_its_own() -> None:
    assert (tick_size(742, ETF), tick_size(58_000, ETF)) == (1, 5)


def test_the_same_seed_gives_the_same_day_however_often_the_market_is_looked_at() -> None:
    often, seldom = Market(7, Hours(), TEN), Market(7, Hours(), TEN)
    mine, theirs = standard_conditions(), standard_conditions()
    _, changes = live(often, mine, TEN, 60)
    moved = seldom.step(TEN + STEP * 60)
    again = [change for c in theirs for change in c.observe(moved)]
    assert [q.price for q in often.quotes()] == [q.price for q in seldom.quotes()]
    assert sorted(told(changes)) == sorted(told(again))


def test_another_seed_gives_another_day() -> None:
    days = [live(Market(seed, Hours(), TEN), [], TEN, 20)[0] for seed in (1, 2)]
    assert [q.price for q in days[0]] != [q.price for q in days[1]]


def test_speed_multiplies_the_activity_and_not_the_time() -> None:
    slow, _ = live(Market(1, Hours(), TEN), [], TEN, 30)
    fast, _ = live(Market(1, Hours(), TEN, speed=10.0), [], TEN, 30)
    assert 8 < len(fast) / len(slow) < 12
    assert all(TEN <= q.at <= TEN + STEP * 30 for q in fast if q.at)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_condition_0_has_at_least_ten_events_in_every_minute_and_no_long_silence(
    seed: int,
) -> None:
    market, conditions = Market(seed, Hours(), TEN), standard_conditions()
    conditions[0].observe(market.quotes())
    _, changes = live(market, conditions[:1], TEN, 300)
    moments = [change.at for change in changes if change.at]
    minutes = Counter((at - TEN).seconds // 60 for at in moments)
    assert all(minutes[minute] >= 10 for minute in range(5)), minutes
    assert max(minutes.values()) <= 60
    gaps = [(b - a).total_seconds() for a, b in pairwise([TEN, *moments])]
    assert max(gaps) < 25
    assert {change.kind for change in changes} == {"I", "D"}


def test_the_leader_trades_at_least_every_two_seconds() -> None:
    market = Market(3, Hours(), TEN)
    trades, _ = live(market, [], TEN, 120)
    moments = [q.at for q in trades if q.stock.code == "005930" and q.at]
    assert max((b - a).total_seconds() for a, b in pairwise([TEN, *moments])) <= 2.0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_conditions_differ_in_size_one_is_large_and_one_is_empty(seed: int) -> None:
    market, conditions = Market(seed, Hours(), TEN), standard_conditions()
    for condition in conditions:
        condition.observe(market.quotes())
    live(market, conditions, TEN, 240)
    sizes = {c.seq: len(c.members) for c in conditions}
    assert len(conditions) >= 6
    assert sizes["4"] > 100
    assert sizes["5"] == 0
    assert all(0 < sizes[seq] <= 100 for seq in ("0", "1", "2"))


def test_every_price_is_on_the_grid_and_inside_the_limits() -> None:
    market = Market(5, Hours(), TEN)
    trades, _ = live(market, [], TEN, 120)
    for q in trades:
        assert q.lower <= q.low <= q.price <= q.high <= q.upper
        assert q.price == on_grid(q.price, q.stock.market)
        assert q.lower <= q.bid <= q.price <= q.ask <= q.upper


def test_nothing_moves_and_no_condition_holds_a_stock_before_nine() -> None:
    market, conditions = Market(1, Hours("krx"), BEFORE), standard_conditions()
    trades, changes = live(market, conditions, BEFORE, 59)
    assert (trades, changes) == ([], [])
    assert all(q.volume == q.open == 0 and q.price == q.base for q in market.quotes())


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_first_stock_enters_condition_0_within_ten_seconds_of_the_opening(seed: int) -> None:
    market, conditions = Market(seed, Hours("krx"), BEFORE), standard_conditions()
    _, changes = live(market, conditions[:1], BEFORE, 70)
    assert changes
    assert changes[0].kind == "I"
    assert all(c.at and c.at >= BEFORE + STEP * 60 for c in changes)


def test_the_market_rests_after_half_past_three_and_at_the_weekend() -> None:
    closing = datetime(2026, 11, 6, 15, 29, 58, tzinfo=KST)
    market = Market(1, Hours("krx"), closing)
    assert market.step(closing + STEP)
    assert market.step(closing + STEP * 2) == []
    resting = market.quote("005930")
    assert market.step(closing + timedelta(days=1)) == []
    assert market.quote("005930") == resting
    assert market.step(closing + timedelta(days=3, seconds=-1))


def test_a_new_day_starts_from_yesterdays_close() -> None:
    closing = datetime(2026, 11, 5, 15, 29, tzinfo=KST)
    market = Market(1, Hours("krx"), closing)
    market.step(closing + STEP * 30)
    closes = [q.price for q in market.quotes()]
    market.step(closing + timedelta(hours=17))
    assert [q.base for q in market.quotes()] == closes
    assert all(q.volume == 0 and (q.upper, q.lower) != (0, 0) for q in market.quotes())


def test_in_an_always_open_market_the_day_turns_at_six() -> None:
    early = datetime(2026, 11, 7, 5, 59, 59, tzinfo=KST)
    market = Market(1, Hours("always"), early)
    day = market.day
    assert market.step(early + STEP * 3)
    assert market.day == day + timedelta(days=1)


def test_a_computer_that_slept_does_not_have_to_catch_up() -> None:
    market = Market(1, Hours(), TEN)
    assert len(market.step(TEN + timedelta(hours=9))) < 60_000


def test_the_opening_is_announced_by_countdowns_and_by_its_states() -> None:
    eight = datetime(2026, 11, 2, 8, 30, tzinfo=KST)
    said = list(Hours("krx").announcements(eight, eight + timedelta(hours=10)))
    states = "".join(a.state for a in said)
    lefts = [a.remaining for a in said if a.state == "0"]
    assert lefts == sorted(lefts, reverse=True)
    assert [said[0].at.hour, said[0].at.minute] == [8, 40]
    assert states.index("0") < states.index("3") < states.index("2") < states.index("4")
    opened = next(a for a in said if a.state == "3")
    assert (opened.at.hour, opened.at.minute, opened.remaining) == (9, 0, timedelta())
    assert list(Hours("always").announcements(eight, eight + timedelta(hours=10))) == []


def test_a_manual_condition_does_what_it_is_told_and_nothing_else() -> None:
    condition = ManualCondition("1", "손으로")
    heard: list[Change] = []
    condition.listen(heard.append)
    condition.enter("005930")
    condition.leave("005930")
    assert [(c.code, c.kind) for c in heard] == [("005930", "I"), ("005930", "D")]
    assert condition.observe(Market(1, Hours(), TEN).quotes()) == []


def test_the_simulator_imports_nothing_of_the_engine_but_the_clock() -> None:
    folder = Path(core.simulator.__file__ or "").parent
    imported = {
        node.module or ""
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    ours = {name for name in imported if name.startswith(("core", "bot"))}
    assert {n for n in ours if not n.startswith("core.simulator")} == {"core.clock"}
