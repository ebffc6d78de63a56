"""Candles that look like a market's, the same at every run."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from core.clock import KST
from core.model import Condition, EventKind
from core.model.looking import Candle, Interval, Mark

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=KST)
SURGE = Condition(11, "0", "급등 초입")
VOLUME = Condition(12, "1", "거래량 폭발")
LONG = Condition(13, "12", "이동평균 정배열 후 눌림목 반등 거래대금 상위")
DAY, WEEK, FIVE = Interval("day"), Interval("week"), Interval("minute", 5)


def tick(price: float) -> int:
    """Return the step prices of that size move in."""
    for below, step in ((2000, 1), (5000, 5), (20_000, 10), (50_000, 50), (200_000, 100)):
        if price < below:
            return step
    return 500 if price < 500_000 else 1000


def walk(
    count: int, interval: Interval = DAY, price: float = 73_500, swing: float = 0.018, seed: int = 1
) -> list[Candle]:
    """Return candles that wander from a price, the last one at noon of 23 November 2026."""
    chance, found = random.Random(seed), []
    at = price
    for moment in reversed(list(moments(count, interval))):
        opened = at * (1 + chance.gauss(0, swing / 4))
        at = opened * (1 + chance.gauss(0.0012, swing))
        high = max(opened, at) * (1 + abs(chance.gauss(0, swing / 3)))
        low = min(opened, at) * (1 - abs(chance.gauss(0, swing / 3)))
        step = tick(at)
        first, top, bottom, last = (
            max(step, round(one / step) * step) for one in (opened, high, low, at)
        )
        volume = int(chance.lognormvariate(15, 0.45) * (1 + 40 * abs(at / opened - 1)))
        found.append(Candle(moment, first, top, bottom, last, volume))
    return found


def moments(count: int, interval: Interval) -> Iterator[datetime]:
    """Give the beginnings of candles while the market is open, the last first."""
    at = NOON if interval.unit == "minute" else NOON.replace(hour=0)
    if interval.unit == "week":
        at -= timedelta(days=at.weekday())
    while count:
        if at.weekday() < 5 and (interval.unit != "minute" or _open(at)):
            yield at
            count -= 1
        at -= {
            "minute": timedelta(minutes=interval.count),
            "day": timedelta(days=1),
            "week": timedelta(days=7),
        }[interval.unit]


def _open(at: datetime) -> bool:
    return 9 * 60 <= at.hour * 60 + at.minute <= 15 * 60 + 20


def marks(candles: list[Candle], *places: tuple[int, EventKind, Condition | None]) -> list[Mark]:
    """Return marks at candles counted from the end, a little after they begin."""
    return [
        Mark(candles[-at].at + timedelta(seconds=30), kind, condition)
        for at, kind, condition in places
    ]
