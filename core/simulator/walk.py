"""How one stock behaves: when it trades next, at what fair price, and how many shares."""

import math
import random

from core.simulator.stocks import ETF, Stock

_LEADER = "005930"
_TRADING_SECONDS = 6.5 * 3600
_PULL = 0.06  # the displacement from the previous close at which a stock usually turns round


class Walk:
    """A random walk with moods: for a while a stock rises, falls or rests, quietly or loudly.

    `fair` is the price it moves around, as a multiple of the previous close.
    """

    def __init__(self, stock: Stock, chance: random.Random) -> None:
        self.stock = stock
        self._chance = chance
        turnover = chance.uniform(0.003, 0.012) * (3.0 if stock.market == ETF else 1.0)
        self.daily = max(20_000, int(stock.shares * turnover))
        self.usual = self.daily / _TRADING_SECONDS
        self._interval = self._usual_interval()
        self._lift = 0.0
        self.fair = 1.0
        self._drift = 0.0
        self._loudness = 1.0
        self._mood_ends = 0.0
        self._last = 0.0
        self._due = 0.0
        self.open(0.0)

    def open(self, activity: float) -> None:
        """Begin a day: gap away from the previous close and forget yesterday's mood."""
        chance = self._chance
        wide = chance.random() < 0.15
        self._lift = chance.gauss(0.0, 0.03 if wide else 0.008)
        self._lift = max(-0.12, min(0.12, self._lift))
        self.fair = 1.0 + self._lift
        self._last = activity
        self._due = activity + chance.uniform(0.3, 1.5) * self._interval
        self._change_mood(activity)
        self._mood_ends = activity + chance.uniform(10.0, 180.0)

    def wander(self) -> None:
        """Move some way from the opening price, as a morning would."""
        self.fair *= 1.0 + max(-0.08, min(0.08, self._chance.gauss(0.0, 0.015)))

    def is_due(self, activity: float) -> bool:
        """Tell whether the next trade has come."""
        return self._due <= activity

    def trade(self, activity: float) -> tuple[float, float, int]:
        """Trade once: the seconds since the last trade, the fair price and the signed shares."""
        chance = self._chance
        gap = max(0.5, activity - self._last)
        self._last = activity
        if activity >= self._mood_ends:
            self._change_mood(activity)
        noise = chance.gauss(0.0, 0.0003) * math.sqrt(gap)
        self.fair *= 1.0 + self._drift * gap + noise
        self._due = activity + chance.uniform(0.5, 1.5) * self._interval
        shares = self.usual * gap * self._loudness * chance.lognormvariate(-0.125, 0.5)
        bought = chance.random() < 0.5 + (0.2 if self._drift > 0 else -0.2 if self._drift else 0.0)
        return gap, self.fair, max(1, int(shares)) * (1 if bought else -1)

    def _change_mood(self, activity: float) -> None:
        chance = self._chance
        displaced = (self.fair - 1.0 - self._lift / 2) / _PULL
        rising = 0.34 - 0.3 * max(-1.0, min(1.0, displaced))
        falling = 0.68 - rising
        drawn = chance.random()
        pace = chance.uniform(0.00008, 0.00025)
        self._drift = pace if drawn < rising else -pace if drawn < rising + falling else 0.0
        self._loudness = chance.uniform(3.5, 8.0) if chance.random() < 0.08 else 1.0
        self._mood_ends = activity + chance.uniform(60.0, 180.0)

    def _usual_interval(self) -> float:
        if self.stock.code == _LEADER:
            return 0.7
        return max(1.0, min(6.0, 7.0 - math.log10(max(10, self.stock.worth))))
