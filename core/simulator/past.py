"""What a stock did before the simulator began: invented backwards from its last close.

The invented days end at that close, so that the chart meets the market that moves; the minutes of
a day are invented from its bar, so that charts of every interval agree.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zlib import crc32

from core.clock import KST
from core.simulator.bars import Bar
from core.simulator.stocks import ETF, Stock
from core.simulator.ticks import limits, on_grid

DAYS = 750
_MINUTES = 390
_OPENING = time(9)
_FAR = 1.1  # as a logarithm: the past stays between a third and three times the last close


def days(stock: Stock, last: date, seed: int, count: int = DAYS) -> list[Bar]:
    """Return the bars of the weekdays before `last`, oldest first, ending at the stock's close."""
    chance = random.Random(seed * 7_919 + crc32(stock.code.encode()))
    calm = 0.45 if stock.market == ETF else 1.0
    usual = max(20_000, int(stock.shares * chance.uniform(0.003, 0.012)))
    closes = _closes(stock, chance, calm, count + 1)
    dates = _weekdays_before(last, count)
    return [
        _day(stock, day, closes[at], closes[at + 1], usual, calm, chance)
        for at, day in enumerate(dates)
    ]


def minutes(stock: Stock, day: Bar, seed: int) -> list[Bar]:
    """Return the minute bars of a day, which touch its high and its low and end at its close."""
    chance = random.Random(seed * 104_729 + day.day.toordinal() * 31 + crc32(stock.code.encode()))
    path = _path(stock, day, chance)
    shares = [chance.lognormvariate(0.0, 0.8) for _ in path]
    whole = sum(shares)
    opening = datetime.combine(day.day, _OPENING, KST)
    found: list[Bar] = []
    for at, price in enumerate(path):
        before = path[at - 1] if at else day.open
        volume = int(day.volume * shares[at] / whole)
        if volume:
            ends = sorted((before, price))
            moment = opening + timedelta(minutes=at)
            found.append(Bar(moment, before, ends[1], ends[0], price, volume, volume * price))
    return found


def _closes(stock: Stock, chance: random.Random, calm: float, count: int) -> list[int]:
    """Return closes, oldest first, the last one the stock's own."""
    height, mood, found = 0.0, 0.0, [stock.close]
    for _ in range(count - 1):
        if chance.random() < 0.03:
            mood = chance.gauss(0.0, 0.004)
        step = mood + chance.gauss(0.0, 0.018) - 0.01 * height / _FAR
        step = max(-0.2, min(0.2, step * calm))
        height = max(-_FAR, min(_FAR, height + step))
        before = on_grid(found[-1] * (1.0 + step), stock.market)
        upper, lower = limits(before, stock.market)
        found.append(before if lower <= found[-1] <= upper else found[-1])
    return found[::-1]


def _weekdays_before(last: date, count: int) -> Sequence[date]:
    found: list[date] = []
    day = last
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
    return found[::-1]


def _day(
    stock: Stock,
    day: date,
    before: int,
    close: int,
    usual: int,
    calm: float,
    chance: random.Random,
) -> Bar:
    upper, lower = limits(before, stock.market)

    def near(price: float) -> int:
        return min(upper, max(lower, on_grid(price, stock.market)))

    opened = near(before * (1.0 + chance.gauss(0.0, 0.006) * calm))
    high = near(max(opened, close) * (1.0 + abs(chance.gauss(0.0, 0.009)) * calm))
    low = near(min(opened, close) * (1.0 - abs(chance.gauss(0.0, 0.009)) * calm))
    moved = abs(close / before - 1.0)
    volume = max(1, int(usual * chance.lognormvariate(-0.1, 0.4) * (1.0 + 12.0 * moved)))
    middle = (high + low + close) // 3
    moment = datetime.combine(day, time(), KST)
    high, low = max(high, opened, close), min(low, opened, close)
    return Bar(moment, opened, high, low, close, volume, volume * middle)


def _path(stock: Stock, day: Bar, chance: random.Random) -> list[int]:
    """Return the price at the end of each minute: by way of both extremes to the close."""
    first, second = sorted(chance.sample(range(5, _MINUTES - 5), 2))
    turns = [day.high, day.low] if chance.random() < 0.5 else [day.low, day.high]
    corners = [(0, day.open), (first, turns[0]), (second, turns[1]), (_MINUTES - 1, day.close)]
    found = [day.open]
    wide = (day.high - day.low) / 14
    for (since, start), (until, end) in pairwise(corners):
        for at in range(since + 1, until):
            price = start + (end - start) * (at - since) / (until - since) + chance.gauss(0.0, wide)
            found.append(min(day.high, max(day.low, on_grid(price, stock.market))))
        found.append(end)
    return found
