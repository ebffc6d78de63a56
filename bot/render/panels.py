"""Where things stand on a chart: the panel of prices, the panel of volumes, each candle."""

from collections.abc import Sequence

from bot.render.canvas import Box, length
from bot.render.headline import MARGIN
from bot.render.marking import LEGEND_HIGH, Pinned
from core.model.looking import Candle

SMALL = 27
"""size of the text at the edges, in pixels"""
FOOT = 1224
"""where the names of moments stand where there is no legend"""
_TOP = 334
_VOLUME = 176
_GAP = 54
_AIR = 52
"""above the highest and below the lowest candle, where their prices are written"""
_WIDEST_SLOT = 30.0


class Panels:
    """Turns prices and candles into pixels; leaves room for `marks` where there are any.

    `most_said` is the largest volume, in words.
    """

    def __init__(
        self, candles: Sequence[Candle], marks: Pinned, width: float, most_said: str
    ) -> None:
        self.low, self.high = min(one.low for one in candles), max(one.high for one in candles)
        prices = (f"{one:,.0f}" for one in (self.low, self.high * 1.15, candles[-1].close))
        right = width - 42 - max(length(one, SMALL, bold=True) for one in (*prices, most_said))
        bottom = FOOT - 44 - (LEGEND_HIGH if marks.tags else 0)
        voluminous = any(one.volume for one in candles)
        self.volumes = Box(MARGIN, bottom - (_VOLUME if voluminous else 0), right, bottom)
        self.prices = Box(MARGIN, _TOP, right, self.volumes.top - (_GAP if voluminous else 0))
        self.slot = min(self.prices.width / len(candles), _WIDEST_SLOT)
        self.left = self.prices.right - self.slot * len(candles)
        if self.low == self.high:
            self.low, self.high = round(self.low * 0.99) - 1, round(self.high * 1.01) + 1
        self._above = self._below = float(_AIR)
        for _ in range(2):  # making room for some marks moves the others
            self._make_room(candles, marks)

    def _make_room(self, candles: Sequence[Candle], marks: Pinned) -> None:
        """Press the candles together until the marks at the outer ones are inside."""
        for at, one in enumerate(candles):
            beyond = self.prices.top + marks.reach(at, above=True) + 8 - self.y(one.high)
            self._above += max(0.0, beyond)
            beyond = self.y(one.low) + marks.reach(at, above=False) + 8 - self.prices.bottom
            self._below += max(0.0, beyond)

    @property
    def _height(self) -> float:
        return self.prices.height - self._above - self._below

    def x(self, at: int) -> float:
        """Return the middle of a candle."""
        return self.left + (at + 0.5) * self.slot

    def y(self, price: float) -> float:
        """Return where a price is."""
        share = (price - self.low) / (self.high - self.low)
        return self.prices.bottom - self._below - share * self._height

    def price(self, y: float) -> float:
        """Return which price is there."""
        share = (self.prices.bottom - self._below - y) / self._height
        return self.low + share * (self.high - self.low)

    @property
    def wick(self) -> int:
        """Return how wide the line from the highest to the lowest price is."""
        return 2 if self.slot >= 6 else 1

    def wick_box(self, at: int, top: float, bottom: float) -> Box:
        """Return the box of a wick, in the middle of its candle."""
        left = round(self.x(at)) - self.wick // 2
        return Box(left, top, left + self.wick, bottom)

    def bar(self, at: int, top: float, bottom: float) -> Box:
        """Return the box of a body, as far to the left of the wick as to the right."""
        half, x = max(1, round(self.slot * 0.36)), round(self.x(at))
        return Box(x - half, top, x + half + self.wick % 2, bottom)
