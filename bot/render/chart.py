"""A stock's chart as a picture for a phone: candles, volume, averages, and its conditions' marks.

1024 by 1280 pixels, upright: Telegram keeps photos in a box of 1280 pixels, so that one of this
size is shown as it was drawn, pixel by pixel.
"""

from collections.abc import Sequence

from bot.render import figures
from bot.render.axes import average, brief, first_of_days, moments, period, round_prices
from bot.render.canvas import Box, Canvas, length
from bot.render.headline import MARGIN, draw_headline
from bot.render.marking import draw_legend, draw_marks, pinned
from bot.render.palettes import WHITE, Colour, palette
from bot.render.panels import FOOT, SMALL, Panels
from bot.render.pictures import AVERAGES, VISIBLE, Headline
from bot.render.voice import Voice
from core.model.looking import Candle, Interval, Mark

WIDTH, HEIGHT = 1024, 1280
_PRICES = 7
_APART = 124
"""pixels between the names of two moments"""


def draw(
    candles: Sequence[Candle],
    headline: Headline,
    marks: Sequence[Mark] = (),
    *,
    dark: bool,
    lang: str,
    interval: Interval,
) -> bytes:
    """Return the chart of the last 80 candles, oldest first, as a PNG; without any, it says so."""
    return sheet(candles, headline, marks, dark=dark, lang=lang, interval=interval).png()


def sheet(
    candles: Sequence[Candle],
    headline: Headline,
    marks: Sequence[Mark] = (),
    *,
    dark: bool,
    lang: str,
    interval: Interval,
) -> Canvas:
    """Return the drawn chart, with all of its texts and where they are."""
    canvas, voice = Canvas(WIDTH, HEIGHT, palette(dark=dark)), Voice(lang)
    kind = voice.text(f"chart.{interval.unit}", count=interval.count)
    draw_headline(canvas, headline, kind)
    if candles:
        _Chart(canvas, voice, candles, marks, interval).draw()
    else:
        nothing, muted = voice.text("chart.nothing"), canvas.colours.muted
        canvas.text(WIDTH / 2, HEIGHT / 2, nothing, 36, muted, anchor="mm")
    return canvas


class _Chart:
    """Draws the last candles of many; those before them count in the averages."""

    def __init__(
        self,
        canvas: Canvas,
        voice: Voice,
        candles: Sequence[Candle],
        marks: Sequence[Mark],
        interval: Interval,
    ) -> None:
        self.canvas, self.colours, self.voice = canvas, canvas.colours, voice
        self.interval = interval
        self.shown = candles[-VISIBLE:]
        self.averages = [average(candles, one)[-VISIBLE:] for one in AVERAGES]
        self.before = [0, *(one.close for one in candles)][-len(self.shown) - 1 : -1]
        """the close before each, 0 where nobody knows it"""
        self.marks = pinned(marks, self.shown, interval)
        self.most = max(one.volume for one in self.shown)
        self.most_said = figures.amount(self.most, voice.lang)
        self.panels = Panels(self.shown, self.marks, WIDTH, self.most_said)

    def draw(self) -> None:
        """Draw everything, what must not be covered last."""
        self._numbers()
        self._averages_named()
        self._grid()
        self._moments()
        if self.panels.volumes.height:
            self._volumes()
        self._candles()
        for values, colour in zip(self.averages, self.colours.averages, strict=True):
            points = [
                (self.panels.x(at), self.panels.y(one))
                for at, one in enumerate(values)
                if one is not None
            ]
            self.canvas.curve(points, self.panels.prices, colour)
        badges = draw_marks(
            self.canvas, self.marks, self.panels.x, self.panels.y, self.panels.prices
        )
        self._extremes(badges)
        self._last_price()
        if self.marks.tags:
            legend = Box(MARGIN, FOOT - 26, WIDTH - MARGIN, HEIGHT - 20)
            draw_legend(self.canvas, self.marks, self.voice, legend)

    # --- above the panels ---------------------------------------------------------------------

    def _numbers(self) -> None:
        """Write the last candle's prices, and the time that all of them span."""
        last, before = self.shown[-1], self.before[-1] or self.shown[-1].open
        x: float = MARGIN
        for key, value in (("open", last.open), ("high", last.high), ("low", last.low)):
            name = self.voice.text(f"chart.{key}")
            word = self.canvas.text(x, 222, name, SMALL, self.colours.muted)
            colour = self.colours.moved(value - before)
            x = self.canvas.text(word.right + 8, 222, f"{value:,}", SMALL, colour).right + 22
        span = period(self.shown, self.interval)
        if x + length(span, SMALL) > WIDTH - MARGIN:
            span = span.partition("–")[2] or span
        self.canvas.text(WIDTH - MARGIN, 222, span, SMALL, self.colours.muted, anchor="rs")
        self.canvas.level(MARGIN, WIDTH - MARGIN, 250, self.colours.grid)

    def _averages_named(self) -> None:
        word = self.voice.text("chart.averages")
        box = self.canvas.text(MARGIN, 300, word, SMALL, self.colours.muted)
        for over, values, colour in zip(
            AVERAGES, self.averages, self.colours.averages, strict=True
        ):
            left = box.right + 22
            self.canvas.plate(Box(left, 288, left + 22, 293), colour, 2)
            box = self.canvas.text(left + 30, 300, f"{over}", SMALL, colour, bold=True)
            if values[-1] is not None:
                box = self.canvas.text(box.right + 9, 300, f"{values[-1]:,.0f}", SMALL, colour)

    # --- the panels ---------------------------------------------------------------------------

    def _grid(self) -> None:
        panels, prices = self.panels, self.panels.prices
        low, high = panels.price(prices.bottom - 8), panels.price(prices.top + 8)
        for price in round_prices(max(0.0, low), high, _PRICES):
            y = panels.y(price)
            self.canvas.level(prices.left, prices.right, y, self.colours.grid)
            if abs(y - panels.y(self.shown[-1].close)) > 38:
                muted = self.colours.muted
                self.canvas.text(prices.right + 14, y, f"{price:,}", SMALL, muted, anchor="lm")
        if self.interval.unit == "minute":
            for at in first_of_days(self.shown):
                x = panels.left + at * panels.slot
                self.canvas.upright(x, prices.top, panels.volumes.bottom, self.colours.grid, 8)

    def _moments(self) -> None:
        panels, muted = self.panels, self.colours.muted
        floor, end = panels.volumes.bottom, 0.0
        self.canvas.level(panels.prices.left, panels.prices.right, floor + 1, self.colours.grid)
        apart = max(1, round(_APART / panels.slot))
        for at, name in moments(self.shown, self.interval, apart, self.voice.lang):
            half, middle = length(name, SMALL) / 2, panels.x(at)
            x = min(max(middle, MARGIN + half), WIDTH - MARGIN - half)
            if x - half >= end:
                self.canvas.upright(middle, floor, floor + 9, muted)
                self.canvas.text(x, floor + 38, name, SMALL, muted, anchor="ms")
                end = x + half + 18

    def _volumes(self) -> None:
        box, muted = self.panels.volumes, self.colours.muted
        word = self.canvas.text(
            box.left, box.top - 16, self.voice.text("chart.volume"), SMALL, muted
        )
        last = figures.amount(self.shown[-1].volume, self.voice.lang)
        self.canvas.text(word.right + 12, box.top - 16, last, SMALL)
        self.canvas.text(box.right + 14, box.top + 4, self.most_said, SMALL, muted, anchor="lm")
        for at, one in enumerate(self.shown):
            if one.volume:
                top = box.bottom - box.height * one.volume / self.most
                self.canvas.block(self.panels.bar(at, top, box.bottom), self._colour(at))

    def _candles(self) -> None:
        panels = self.panels
        for at, one in enumerate(self.shown):
            colour = self._colour(at)
            if one.high > one.low:
                self.canvas.block(
                    panels.wick_box(at, panels.y(one.high), panels.y(one.low)), colour
                )
            top, bottom = sorted((panels.y(one.open), panels.y(one.close)))
            if bottom - top < 3:  # as good as none: a line that can be seen
                top, bottom = (top + bottom) / 2 - 1.5, (top + bottom) / 2 + 1.5
            self.canvas.block(panels.bar(at, top, bottom), colour)

    def _colour(self, at: int) -> Colour:
        """Return red for a close above the open, blue below; level, the close before decides."""
        one = self.shown[at]
        moved = one.close - one.open
        if not moved and self.before[at]:
            moved = one.close - self.before[at]
        return self.colours.moved(moved)

    # --- above the candles --------------------------------------------------------------------

    def _extremes(self, badges: list[Box]) -> None:
        """Name the highest and the lowest price, as every Korean screen does."""
        every = range(len(self.shown))
        high = max(every, key=lambda at: self.shown[at].high)
        low = min(every, key=lambda at: self.shown[at].low)
        top, bottom = self.shown[high].high, self.shown[low].low
        if top > bottom:
            self._extreme("highest", high, top, self.colours.up, badges, -1)
            self._extreme("lowest", low, bottom, self.colours.down, badges, 1)

    def _extreme(
        self, key: str, at: int, price: int, colour: Colour, badges: list[Box], way: int
    ) -> None:
        """Write it beyond its candle, where no mark is; nowhere, where there is no room."""
        prices = self.panels.prices
        when = brief(self.shown[at].at, self.shown[-1].at, self.interval)
        text = self.voice.text(f"chart.{key}", price=f"{price:,}", when=when)
        half = length(text, SMALL) / 2
        edge, middle = self.panels.y(price) + way * 27, self.panels.x(at)
        for y in (edge, edge + way * 34, edge + way * 68):
            for wanted in (middle, middle - half - 60, middle + half + 60):
                x = min(max(wanted, prices.left + half), prices.right - half)
                box = Box(x - half, y - 15, x + half, y + 15)
                if prices.holds(box) and not any(box.meets(one) for one in badges):
                    self.canvas.text(x, y, text, SMALL, colour, anchor="mm", halo=4)
                    return

    def _last_price(self) -> None:
        close, right = self.shown[-1].close, self.panels.prices.right
        y = self.panels.y(close)
        colour = self.colours.moved(close - (self.before[-1] or self.shown[-1].open))
        self.canvas.level(self.panels.prices.left, right, y, colour, 7)
        self.canvas.plate(Box(right + 2, y - 23, WIDTH - 10, y + 23), colour, 8)
        self.canvas.text(right + 14, y, f"{close:,}", SMALL, WHITE, anchor="lm", bold=True)
