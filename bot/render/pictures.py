"""The pictures there are, and what is in them; Pillow is loaded only by the process that draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.render.studio import STUDIO, Studio
from core.model.looking import Candle, Interval, Mark

VISIBLE = 80
"""candles on one chart; more would be hairs on a phone"""
AVERAGES = (5, 20, 60)
WANTED = VISIBLE + max(AVERAGES)
"""candles to ask for, so that the longest average is whole"""


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above a chart: a stock, won, won and percent since the last close, if known."""

    name: str
    code: str
    price: int | None = None
    change: int | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in large letters and what it is; red where it `moved` up, blue down, else black."""

    label: str
    value: str
    moved: float | None = None


@dataclass(frozen=True, slots=True)
class Tiles:
    """Up to four figures beside each other."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A value, what it is called, and how it is written at its end; None: there is none.

    A `faint` one rests on too little to be looked at.
    """

    label: str
    value: float | None
    said: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars, above the line and red, or below it and blue; one colour if not `signed`."""

    title: str
    bars: tuple[Bar, ...]
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each return came about, in percent: falls blue, rises red, none of both grey."""

    title: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Counts by label (an hour) and by name (a condition), the first names with a colour each.

    What is beyond five names is counted together under the name `others`.
    """

    title: str
    labels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    others: str = "…"


Part = Tiles | Bars | Histogram | Stacked


@dataclass(frozen=True, slots=True)
class Poster:
    """Figures for a phone, top to bottom; a `note` at the foot says what must be known of them."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    note: str = ""


async def chart(
    candles: Sequence[Candle],
    headline: Headline,
    marks: Sequence[Mark],
    *,
    dark: bool,
    lang: str,
    interval: Interval,
    studio: Studio = STUDIO,
) -> bytes:
    """Return a chart of the last candles as a PNG; those before them count in the averages."""
    return await studio.draw(
        "bot.render.chart:draw",
        list(candles),
        headline,
        list(marks),
        dark=dark,
        lang=lang,
        interval=interval,
    )


async def poster(wanted: Poster, *, dark: bool = False, studio: Studio = STUDIO) -> bytes:
    """Return figures as a PNG."""
    return await studio.draw("bot.render.plots:draw", wanted, dark=dark)
