"""Figures as a picture: bars, histograms, stacked counts, and the edges they are drawn between."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.render.axes import average, moments, round_prices
from bot.render.palettes import DARK, LIGHT
from bot.render.pictures import Bar, Bars, Histogram, Part, Poster, Stacked, Tile, Tiles
from bot.render.plots import bins, draw, sheet
from core.model.looking import INTERVALS, Interval
from tests.bot.render.candles import walk

TILES = Tiles((Tile("편입", "142"), Tile("중앙값", "+0.38%", 0.38), Tile("평균", "-0.12%", -0.12)))
MEDIANS = Bars(
    "편입 뒤 중앙값",
    (Bar("1분", 0.12, "+0.12%"), Bar("5분", -0.31, "-0.31%"), Bar("30분", None), Bar("종가", 0.0)),
)
HOURS = tuple(f"{hour:02}시" for hour in range(9, 16))
DAY = Stacked(
    "시간대별 편입",
    HOURS,
    tuple(
        (f"조건식 {at} 거래대금 상위 눌림목 반등 정배열", (at, 2, 3, 0, 5, 6, 7)) for at in range(9)
    ),
    "그 밖",
)
SPREAD = Histogram("종가까지", (-3.2, -1.1, -0.4, 0.0, 0.2, 0.9, 1.4, 2.2, 30.0))
SCORE = Poster(
    "급등 초입", "성적표 · 편입 142회", (TILES, MEDIANS, SPREAD, DAY), "표본이 적습니다."
)


def legible(poster: Poster) -> list[str]:
    canvas = sheet(poster)
    for at, (text, box) in enumerate(canvas.texts):
        assert canvas.whole.holds(box), text
        for other, there in canvas.texts[at + 1 :]:
            assert not box.meets(there), f"{text} on {other}"
    return [text for text, _ in canvas.texts]


@pytest.mark.parametrize("dark", [False, True])
def test_a_poster_is_as_wide_as_a_phone_and_as_high_as_what_is_on_it(*, dark: bool) -> None:
    image = Image.open(io.BytesIO(draw(SCORE, dark=dark)))
    assert (image.format, image.width) == ("PNG", 1024)
    short = Image.open(io.BytesIO(draw(Poster("가", "", (TILES,)), dark=dark)))
    assert short.height < image.height
    found = {colour for _, colour in image.convert("RGB").getcolors(1_000_000) or []}
    palette = DARK if dark else LIGHT
    assert {palette.ground, palette.up, palette.down, *palette.series} <= found


def colours_of(part: Part) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(draw(Poster("가", "", (part,))))).convert("RGB")
    return {colour for _, colour in image.getcolors(1_000_000) or []}  # type: ignore[misc]


def test_a_return_of_exactly_nothing_is_neither_red_nor_blue() -> None:
    nothing = colours_of(Histogram("모두 0", (0.0, 0.0)))
    assert LIGHT.flat in nothing
    assert not {LIGHT.up, LIGHT.down} & nothing
    assert {LIGHT.flat, LIGHT.up} <= colours_of(Histogram("0과 위", (0.0, 0.3)))


def test_an_hour_that_rests_on_too_little_is_pale() -> None:
    pale = colours_of(Bars("시간대", (Bar("09시", 1.2, "+1.20%", faint=True),)))
    assert LIGHT.up not in pale
    assert LIGHT.up in colours_of(Bars("시간대", (Bar("09시", 1.2, "+1.20%"),)))


@pytest.mark.parametrize(
    "part",
    [
        TILES,
        MEDIANS,
        SPREAD,
        DAY,
        Tiles(()),
        Tiles((Tile("아주 긴 이름의 숫자", "1,234,567,890원"),) * 4),
        Bars("없음", ()),
        Bars("모두 없음", (Bar("1분", None),)),
        Bars("내림뿐", (Bar("1분", -1.0, "-1.0%"), Bar("5분", -12.5, "-12.5%"))),
        Bars("수", tuple(Bar(str(at), at, str(at)) for at in range(24)), signed=False),
        Histogram("없음", ()),
        Histogram("하나", (3.2,)),
        Histogram("모두 0", (0.0, 0.0)),
        Histogram("한쪽", (-29.9, -12.0, -0.01)),
        Stacked("없음", HOURS, ()),
        Stacked("하나", HOURS, (("급등", (0, 0, 1, 0, 0, 0, 0)),)),
        Stacked(
            "하루 내내", tuple(f"{at:02}시" for at in range(24)), (("급등", tuple(range(24))),)
        ),
    ],
    ids=lambda one: f"{type(one).__name__}-{getattr(one, 'title', '')}",
)
def test_nothing_is_cut_off_or_covered_whatever_the_figures(part: Part) -> None:
    legible(
        Poster(
            "이름이 몹시 길어서 한 줄에 들어가지 않는 조건식의 성적표", "편입 3회", (part,), "주의"
        )
    )


def test_what_is_written_is_what_was_given() -> None:
    said = legible(SCORE)
    assert {"급등 초입", "142", "+0.38%", "편입 뒤 중앙값", "+0.12%", "그 밖"} <= set(said)


def test_beyond_five_conditions_the_smallest_are_counted_together() -> None:
    said = legible(Poster("하루", "", (DAY,)))
    rest = sum(at + 23 for at in range(4))
    assert said[-1] == f"{rest}"
    assert len([text for text in said if text.startswith("조건식")]) == 5


@given(st.lists(st.floats(-99, 300), max_size=200))
def test_bins_are_round_few_and_have_an_edge_at_zero(values: list[float]) -> None:
    edges = bins(values)
    assert 0 in edges
    assert 2 <= len(edges) - 1 <= 17
    assert edges == sorted(edges)


@given(st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_round_prices_are_few_even_and_between_the_ends(low: int, more: int) -> None:
    found = round_prices(low, low + more, 7)
    assert len(found) <= 7
    assert all(low <= one <= low + more for one in found)
    assert len({b - a for a, b in pairwise(found)}) <= 1


def test_an_average_is_the_mean_of_the_last_closes() -> None:
    candles = walk(30)
    found = average(candles, 5)
    assert found[:4] == [None] * 4
    assert found[29] == sum(one.close for one in candles[25:]) / 5


@pytest.mark.parametrize("interval", INTERVALS, ids=lambda one: one.key)
def test_moments_are_apart_and_say_days_where_a_day_begins(interval: Interval) -> None:
    candles = walk(80, interval)
    found = moments(candles, interval, 12, "ko")
    assert 1 <= len(found) <= 7
    assert all(after - before >= 12 for (before, _), (after, _) in pairwise(found))
    if interval.key == "30m":
        assert any("/" in name for _, name in found)
    if interval.unit == "week":
        assert any(name.endswith("년") for _, name in found)
