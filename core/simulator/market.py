"""A seeded market: every price is a random walk on the tick grid, inside the day's limits.

The market moves in quanta of half a second of activity, so that what happens depends on the
seed and on how much activity has passed, never on how often `step` is called.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from core.simulator.hours import Hours
from core.simulator.stocks import STOCKS, Stock
from core.simulator.ticks import limits, on_grid, tick_size
from core.simulator.walk import Walk
from core.simulator.warned import HALTED

QUANTUM = 0.5  # seconds of activity
_MOST_QUANTA = 600  # in one step; what a sleeping computer missed is not caught up
_WARM_UP = 50.0  # seconds of activity a market already has behind it when it starts open
_FAST, _SLOW, _SURGE = 8.0, 40.0, 15.0  # time constants of the averages, in seconds of activity
_MEMORY = 0.15  # of a gap at the opening that the long average has not taken in yet


@dataclass(frozen=True, slots=True)
class Quote:
    """What is known of one stock now; open, high and low are 0 before the day's first trade.

    `trend` is how far the short average of the price lies above the long one, `surge` how many
    times the usual volume trades, `strength` the bought shares per hundred sold.
    """

    stock: Stock
    base: int
    upper: int
    lower: int
    price: int
    previous_volume: int
    open: int = 0
    high: int = 0
    low: int = 0
    volume: int = 0
    value: int = 0
    size: int = 0
    at: datetime | None = None
    fast: float = 0.0
    slow: float = 0.0
    surge: float = 0.0
    strength: float = 100.0

    @property
    def change(self) -> int:
        """Return the won gained or lost since the previous close."""
        return self.price - self.base

    @property
    def rate(self) -> float:
        """Return the percent gained or lost since the previous close."""
        return 100.0 * self.change / self.base

    @property
    def trend(self) -> float:
        """Return how far the short average lies above the long one, in percent."""
        return 100.0 * (self.fast / self.slow - 1.0) if self.slow else 0.0

    @property
    def direction(self) -> str:
        """Return the code of field 25: 1 upper limit, 2 up, 3 flat, 4 lower limit, 5 down."""
        if self.price in (self.upper, self.lower):
            return "1" if self.price == self.upper else "4"
        return "3" if self.change == 0 else "2" if self.change > 0 else "5"

    @property
    def ask(self) -> int:
        """Return the best ask, one tick above a bought price and at a sold one's upper side."""
        step = tick_size(self.price, self.stock.market)
        return min(self.upper, self.price if self.size > 0 else self.price + step)

    @property
    def bid(self) -> int:
        """Return the best bid, one tick under the best ask."""
        return max(self.lower, self.ask - tick_size(self.ask - 1, self.stock.market))


class Market:
    """All quotes, moved on by `step`; `speed` multiplies the activity."""

    def __init__(
        self,
        seed: int,
        hours: Hours,
        now: datetime,
        speed: float = 1.0,
        stocks: Sequence[Stock] = STOCKS,
    ) -> None:
        self.hours = hours
        self.speed = speed
        self.stocks = {stock.code: stock for stock in stocks}
        self._walks = [
            Walk(stock, random.Random(seed * 1_000_003 + crc32(stock.code.encode())))
            for stock in stocks
        ]
        self._trading = [walk for walk in self._walks if walk.stock.code not in HALTED]
        self._quotes: dict[str, Quote] = {}
        self._activity = 0.0
        self.day = hours.day(now)
        self._at = now
        for walk in self._walks:
            self._quotes[walk.stock.code] = self._closed(walk, walk.stock.close)
        if not hours.is_before_opening(now):
            self._begin_in_the_middle(now)

    def quote(self, code: str) -> Quote | None:
        """Return the quote of the stock with that six-character code, if it is listed."""
        return self._quotes.get(code)

    def quotes(self) -> list[Quote]:
        """Return the quotes of all stocks, in the order they are listed."""
        return list(self._quotes.values())

    def step(self, now: datetime) -> list[Quote]:
        """Let the market live until `now` and return a quote for every trade, oldest first."""
        if self.hours.day(now) != self.day:
            self._turn_day(self.hours.day(now))
        if not self.hours.is_open(now):
            self._at = max(self._at, now)
            return []
        self._at = max(self._at, self.hours.opening(self.day))
        quanta = int((now - self._at).total_seconds() * self.speed / QUANTUM)
        length = timedelta(seconds=QUANTUM / self.speed)
        if quanta > _MOST_QUANTA:
            self._at += length * (quanta - _MOST_QUANTA)
            quanta = _MOST_QUANTA
        trades: list[Quote] = []
        for _ in range(quanta):
            self._at += length
            trades += self._quantum(self._at)
        return trades

    def _quantum(self, at: datetime) -> list[Quote]:
        self._activity += QUANTUM
        due = [walk for walk in self._trading if walk.is_due(self._activity)]
        return [self._trade(walk, at) for walk in due]

    def _trade(self, walk: Walk, at: datetime) -> Quote:
        old = self._quotes[walk.stock.code]
        gap, fair, size = walk.trade(self._activity)
        price = min(old.upper, max(old.lower, on_grid(old.base * fair, walk.stock.market)))
        shares = abs(size)
        slow = old.slow or price + (old.base - price) * _MEMORY
        weight = gap / (_SURGE + gap)
        surge = old.surge + (shares / gap / walk.usual - old.surge) * weight
        new = Quote(
            old.stock,
            old.base,
            old.upper,
            old.lower,
            price,
            old.previous_volume,
            open=old.open or price,
            high=max(old.high, price),
            low=min(old.low or price, price),
            volume=old.volume + shares,
            value=old.value + shares * price,
            size=size,
            at=at,
            fast=old.fast + (price - old.fast) * gap / (_FAST + gap) if old.fast else price,
            slow=slow + (price - slow) * gap / (_SLOW + gap),
            surge=surge,
            strength=old.strength + ((200.0 if size > 0 else 0.0) - old.strength) * 0.02,
        )
        self._quotes[walk.stock.code] = new
        return new

    def _closed(self, walk: Walk, close: int) -> Quote:
        upper, lower = limits(close, walk.stock.market)
        return Quote(walk.stock, close, upper, lower, close, walk.daily)

    def _turn_day(self, day: date) -> None:
        self.day = day
        for walk in self._walks:
            old = self._quotes[walk.stock.code]
            walk.open(self._activity)
            self._quotes[walk.stock.code] = self._closed(walk, old.price)

    def _begin_in_the_middle(self, now: datetime) -> None:
        for walk in self._trading:
            quote = self._quotes[walk.stock.code]
            opened = on_grid(quote.base * walk.fair, walk.stock.market)
            volume = walk.daily // 3
            walk.wander()
            self._quotes[walk.stock.code] = Quote(
                quote.stock,
                quote.base,
                quote.upper,
                quote.lower,
                opened,
                quote.previous_volume,
                open=opened,
                high=opened,
                low=opened,
                volume=volume,
                value=volume * opened,
                size=1,
                at=now,
            )
        for _ in range(int(_WARM_UP / QUANTUM)):
            self._quantum(now)
