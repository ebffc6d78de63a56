"""The chart as a picture: its size, its colours, its texts, and what stands where."""

import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.render.axes import moments
from bot.render.canvas import Box, Canvas
from bot.render.chart import HEIGHT, WIDTH, draw, sheet
from bot.render.palettes import DARK, LIGHT, Colour, Palette
from bot.render.pictures import VISIBLE, Headline
from core.model import EventKind
from core.model.looking import INTERVALS, Candle, Interval, Mark
from tests.bot.render.candles import DAY, FIVE, LONG, SURGE, VOLUME, WEEK, marks, walk

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT
SAMSUNG = Headline("삼성전자", "005930", 73_500, 1_200, 1.66)
LONG_NAME = Headline(
    "TIGER 미국배당다우존스타겟커버드콜2호 액티브증권상장지수투자신탁", "0052D0", 10_250, -35, -0.34
)


def drawn(
    candles: list[Candle],
    marked: list[Mark] | None = None,
    headline: Headline = SAMSUNG,
    interval: Interval = DAY,
    lang: str = "ko",
    *,
    dark: bool = False,
) -> Canvas:
    return sheet(candles, headline, marked or [], dark=dark, lang=lang, interval=interval)


def colours(canvas: Canvas) -> dict[Colour, int]:
    image = Image.open(io.BytesIO(canvas.png())).convert("RGB")
    pixels = iter(image.tobytes())
    return Counter(zip(pixels, pixels, pixels, strict=True))


def texts(canvas: Canvas) -> list[str]:
    return [text for text, _ in canvas.texts]


def legible(canvas: Canvas, *, marked: bool = False) -> None:
    """Every text is inside the picture, and no two stand on each other; marks may crowd."""
    for text, box in canvas.texts:
        assert canvas.whole.holds(box), text
    plain = [(text, box) for text, box in canvas.texts if not (marked and len(text) <= 2)]
    for at, (text, box) in enumerate(plain):
        for other, there in plain[at + 1 :]:
            assert not box.meets(there), f"{text} on {other}"


@pytest.mark.parametrize(("dark", "palette"), [(False, LIGHT), (True, DARK)])
def test_a_chart_is_a_png_for_a_phone_in_korean_colours(*, dark: bool, palette: Palette) -> None:
    data = draw(walk(140), SAMSUNG, [], dark=dark, lang="ko", interval=DAY)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(data) < 100_000
    found = colours(drawn(walk(140), dark=dark))
    assert max(found, key=lambda one: found[one]) == palette.ground
    for one in (palette.up, palette.down, palette.text, palette.muted, *palette.averages):
        assert found[one] > 300


def test_the_title_says_name_code_interval_price_and_change() -> None:
    said = texts(drawn(walk(140)))
    assert said[:5] == ["일봉", "삼성전자", "005930", "73,500", "1,200  +1.66%"]
    assert {"이동평균", "5", "20", "60", "거래량"} <= set(said)


def test_a_chart_speaks_english() -> None:
    said = texts(drawn(walk(140), interval=FIVE, lang="en"))
    assert "5 min" in said
    assert "Volume" in said
    assert not any("가" <= letter <= "힣" for text in said for letter in text if text != "삼성전자")


@pytest.mark.parametrize("interval", INTERVALS, ids=lambda one: one.key)
@pytest.mark.parametrize("price", [3, 100, 1_990, 73_500, 1_000_000])
def test_nothing_is_cut_off_or_covered_at_any_price_and_interval(
    interval: Interval, price: float
) -> None:
    swing = 0.002 if interval.unit == "minute" else 0.02
    for seed in range(3):
        legible(drawn(walk(140, interval, price, swing, seed), None, SAMSUNG, interval))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_long_name_is_shortened_inside_and_leaves_the_rest_legible(lang: str) -> None:
    canvas = drawn(walk(140), None, LONG_NAME, lang=lang)
    legible(canvas)
    (name,) = (text for text in texts(canvas) if text.startswith("TIGER"))
    assert "…" in name
    assert name.endswith("투자신탁")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 19, 59, 80, 81, 139])
@pytest.mark.parametrize("interval", [DAY, WEEK, FIVE], ids=lambda one: one.key)
def test_few_candles_make_a_chart_as_well(count: int, interval: Interval) -> None:
    canvas = drawn(walk(count, interval), None, SAMSUNG, interval)
    legible(canvas)
    assert any("/" in one or "월" in one or ":" in one or "년" in one for one in texts(canvas))


def test_without_candles_the_picture_says_so() -> None:
    canvas = drawn([], None, Headline("새내기", "123450"))
    assert texts(canvas) == ["일봉", "새내기", "123450", "아직 그릴 시세가 없습니다"]


def test_a_stock_that_nobody_trades_has_a_flat_line_and_no_volume() -> None:
    still = [replace(one, open=5000, high=5000, low=5000, close=5000, volume=0) for one in walk(60)]
    canvas = drawn(still)
    legible(canvas)
    assert "거래량" not in texts(canvas)
    found = colours(canvas)
    assert found[LIGHT.flat] > 300
    assert LIGHT.down not in found


def test_days_at_the_limit_are_red_or_blue_lines_though_open_and_close_are_one() -> None:
    candles = walk(30)
    day, close = candles[-1].at, candles[-1].close
    up = int(close * 1.3)
    limit = [*candles, Candle(day + timedelta(days=1), up, up, up, up, 900)]
    before, after = colours(drawn(limit[:-1])), colours(drawn(limit))
    assert after[LIGHT.up] > before[LIGHT.up] * 0.2
    legible(drawn(limit))
    down = [*candles, Candle(day + timedelta(days=1), 9, 9, 9, 9, 900)]
    legible(drawn(down))


def test_the_last_price_stands_on_a_tag_and_no_other_price_beside_it() -> None:
    candles = walk(140)
    canvas = drawn(candles)
    (tag,) = (
        box
        for text, box in canvas.texts
        if text == f"{candles[-1].close:,}" and box.left > WIDTH * 0.8
    )
    others = [box for _, box in canvas.texts if box is not tag and box.left > WIDTH * 0.8]
    assert not any(tag.meets(one) for one in others)


def test_the_highest_and_the_lowest_price_are_named_with_their_day() -> None:
    candles = walk(140)
    shown = candles[-VISIBLE:]
    highest = max(shown, key=lambda one: one.high)
    lowest = min(shown, key=lambda one: one.low)
    said = texts(drawn(candles))
    assert f"최고 {highest.high:,} ({highest.at:%m/%d})" in said
    assert f"최저 {lowest.low:,} ({lowest.at:%m/%d})" in said


def test_marks_stand_at_their_candles_with_the_conditions_number_and_a_legend() -> None:
    candles = walk(140)
    marked = marks(candles, (40, ENTRY, SURGE), (20, EXIT, SURGE), (20, ENTRY, VOLUME))
    canvas = drawn(candles, marked)
    legible(canvas, marked=True)
    said = texts(canvas)
    assert said.count("0") == 3  # two marks and the legend
    assert said.count("1") == 2
    assert {"편입", "이탈", "급등 초입", "거래량 폭발"} <= set(said)


def test_an_entry_stands_below_its_candle_and_an_exit_above() -> None:
    candles = walk(140)
    both = marks(candles, (30, ENTRY, SURGE), (30, EXIT, VOLUME))
    boxes = dict(drawn(candles, both).texts[-20:])
    canvas = drawn(candles, both)
    entry = next(box for text, box in canvas.texts if text == "0" and box.bottom < 1000)
    exit_ = next(box for text, box in canvas.texts if text == "1" and box.bottom < 1000)
    assert boxes
    assert exit_.bottom < entry.top
    assert abs((entry.left + entry.right) - (exit_.left + exit_.right)) < 6


def test_many_marks_at_one_candle_are_counted_and_a_condition_nobody_knows_is_named() -> None:
    candles = walk(140, FIVE)
    every = [(8, ENTRY, one) for one in (SURGE, VOLUME, None, LONG)]
    canvas = drawn(candles, marks(candles, *every), SAMSUNG, FIVE)
    legible(canvas, marked=True)
    said = texts(canvas)
    assert "+2" in said
    assert "?" in said
    assert any(text.startswith("외 ") or text == "조건 미확인" for text in said)


@pytest.mark.parametrize("interval", [DAY, Interval("minute", 30)], ids=lambda one: one.key)
def test_marks_of_neighbouring_candles_do_not_cover_each_others_numbers(
    interval: Interval,
) -> None:
    candles = walk(140, interval, swing=0.002)
    places = [(at, kind, one) for at in (20, 21, 22, 40, 41) for kind, one in
              ((ENTRY, SURGE), (ENTRY, VOLUME), (EXIT, LONG))]  # fmt: skip
    canvas = drawn(candles, marks(candles, *places), SAMSUNG, interval)
    boxes = [box for text, box in canvas.texts if text in ("0", "1", "12")]
    assert len(boxes) == len(places) + 3, "each candle's, and the legend's"
    for at, one in enumerate(boxes):
        assert not any(one.meets(other) for other in boxes[at + 1 :])


def test_over_several_days_each_moment_tells_its_day() -> None:
    def named(count: int) -> list[str]:
        interval = Interval("minute", count)
        return [name for _, name in moments(walk(80, interval), interval, 11, "ko")]

    assert named(60) == ["11/9", "11/11", "11/13", "11/17", "11/19", "11/23"]
    assert named(30) == ["11/16", "11/17", "11/18", "11/19", "11/20", "11/23"]
    assert named(10) == ["11/19", "11/20", "12:00", "11/23", "12:00"]
    assert named(5) == ["11/20", "13:00", "14:00", "11/23", "10:00", "11:00", "12:00"]
    assert named(1) == ["11:00", "11:30", "12:00"]


@given(st.integers(1, 140), st.sampled_from(INTERVALS), st.integers(1, 40))
def test_moments_are_never_nearer_to_each_other_than_they_may(
    count: int, interval: Interval, apart: int
) -> None:
    places = [at for at, _ in moments(walk(count, interval), interval, apart, "ko")]
    assert places
    assert all(after - before >= apart for before, after in pairwise(places))


def test_marks_at_the_edges_stay_inside() -> None:
    candles = walk(140)
    high = max(range(60, 140), key=lambda at: candles[at].high)
    low = min(range(60, 140), key=lambda at: candles[at].low)
    places = [(140 - at, kind, one) for at in (60, 139, high, low) for kind in (ENTRY, EXIT)
              for one in (SURGE, VOLUME, LONG)]  # fmt: skip
    legible(drawn(candles, marks(candles, *places)), marked=True)


@pytest.mark.parametrize("interval", [DAY, WEEK, FIVE], ids=lambda one: one.key)
def test_what_happened_before_the_first_candle_is_left_out(interval: Interval) -> None:
    candles = walk(140, interval)
    early = [Mark(candles[-VISIBLE].at - timedelta(seconds=1), ENTRY, SURGE)]
    assert "급등 초입" not in texts(drawn(candles, early, SAMSUNG, interval))


def test_a_mark_of_a_day_without_candles_stands_nowhere() -> None:
    candles = walk(140)
    saturday = candles[-1].at - timedelta(days=2)
    assert saturday.weekday() == 5
    assert "급등 초입" not in texts(drawn(candles, [Mark(saturday, ENTRY, SURGE)]))
    week = walk(140, WEEK)
    assert "급등 초입" in texts(drawn(week, [Mark(saturday, ENTRY, SURGE)], SAMSUNG, WEEK))


def test_the_averages_are_whole_where_there_are_enough_candles() -> None:
    candles = walk(140)
    last = sum(one.close for one in candles[-60:]) / 60
    assert f"{last:,.0f}" in texts(drawn(candles))
    assert colours(drawn(candles))[LIGHT.averages[2]] > 1000
    assert f"{last:,.0f}" not in texts(drawn(candles[-59:]))


def test_every_korean_syllable_of_everyday_names_can_be_drawn() -> None:
    blank = Canvas(200, 80, LIGHT)
    unknown = blank.text(20, 60, "\U0001f600", 40)
    for name in ("삼성전자", "뷰웍스", "펩트론", "갤럭시아머니트리", "뚝섬", "쏠리드", "퀄리타스"):
        for letter in name:
            box = Canvas(200, 80, LIGHT).text(20, 60, letter, 40)
            assert box != unknown


def test_boxes_know_what_they_hold_and_meet() -> None:
    whole, part, beside = Box(0, 0, 10, 10), Box(2, 2, 5, 5), Box(10, 0, 20, 10)
    assert whole.holds(part)
    assert not part.holds(whole)
    assert whole.meets(part)
    assert not whole.meets(beside)
