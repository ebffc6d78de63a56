"""What the simulated market did since it began: minutes of today, and the days that ended."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from core.clock import KST
from core.simulator import past
from core.simulator.bars import Bar
from core.simulator.market import Market, Quote
from core.simulator.stocks import Stock

_MINUTES_KEPT = 1_000


class Tape:
    """Notes every trade of a market and knows what came before it."""

    def __init__(self, market: Market, seed: int) -> None:
        self._market = market
        self._seed = seed
        self._began = market.day
        self._minutes: defaultdict[str, deque[Bar]] = defaultdict(
            lambda: deque(maxlen=_MINUTES_KEPT)
        )
        self._ended: defaultdict[str, list[Bar]] = defaultdict(list)
        self._today: dict[str, Quote] = {}
        self._invented = lru_cache(maxsize=64)(self._invent)
        self._invented_minutes = lru_cache(maxsize=100)(self._invent_minutes)

    def note(self, trades: Iterable[Quote]) -> None:
        """Take in what was traded, oldest first."""
        for quote in trades:
            self._note(quote)

    def turn(self, day: date) -> None:
        """End the day that was current: what traded in it becomes a day of the past."""
        for code, quote in self._today.items():
            self._ended[code].append(_day_bar(quote, day))
        self._today.clear()

    def days(self, code: str) -> list[Bar]:
        """Return the days of a stock, oldest first, today last if it has traded."""
        quote = self._market.quote(code)
        if quote is None:
            return []
        today = [_day_bar(quote, self._market.day)] if quote.volume else []
        return [*self._invented(code), *self._ended.get(code, ()), *today]

    def minutes(self, code: str, days: int) -> list[Bar]:
        """Return the minutes of a stock, oldest first, those of so many days before it invented."""
        quote = self._market.quote(code)
        if quote is None:
            return []
        found: list[Bar] = []
        for day in self._invented(code)[-days:]:
            found += self._invented_minutes(quote.stock, day)
        return [*found, *self._minutes.get(code, ())]

    def _invent(self, code: str) -> tuple[Bar, ...]:
        stock = self._market.stocks[code]
        return tuple(past.days(stock, self._began, self._seed))

    def _invent_minutes(self, stock: Stock, day: Bar) -> list[Bar]:
        return past.minutes(stock, day, self._seed)

    def _note(self, quote: Quote) -> None:
        if quote.at is None:
            return
        code, bars = quote.stock.code, self._minutes[quote.stock.code]
        at = quote.at.astimezone(KST).replace(second=0, microsecond=0)
        price, shares = quote.price, abs(quote.size)
        if not bars or bars[-1].at != at:
            bars.append(Bar(at, price, price, price, price, shares, shares * price))
        else:
            old = bars[-1]
            bars[-1] = replace(
                old,
                high=max(old.high, price),
                low=min(old.low, price),
                close=price,
                volume=old.volume + shares,
                value=old.value + shares * price,
            )
        self._today[code] = quote


def _day_bar(quote: Quote, day: date) -> Bar:
    midnight = datetime.combine(day, time(), KST)
    return Bar(midnight, quote.open, quote.high, quote.low, quote.price, quote.volume, quote.value)
