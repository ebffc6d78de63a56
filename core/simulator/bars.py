"""Bars: what a stock did in a minute, a day or a week, and how bars become longer ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Bar:
    """Won and shares from `at` on; `value` is in won."""

    at: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int

    @property
    def day(self) -> date:
        """Return the calendar day it begins on."""
        return self.at.date()


def joined(bars: Iterable[Bar], key: Callable[[Bar], object]) -> list[Bar]:
    """Return the bars, oldest first as they came, with neighbours of one key made into one."""
    found: list[Bar] = []
    last: object = None
    for bar in bars:
        its = key(bar)
        if found and its == last:
            found[-1] = _merged(found[-1], bar)
        else:
            found.append(bar)
        last = its
    return found


def weeks(days: Iterable[Bar]) -> list[Bar]:
    """Return one bar for each calendar week."""
    return joined(days, lambda bar: bar.day.isocalendar()[:2])


def minutes(bars: Iterable[Bar], count: int) -> list[Bar]:
    """Return bars of so many minutes, each at the round minute it begins with."""
    return [_rounded(bar, count) for bar in joined(bars, lambda bar: _slot(bar.at, count))]


def _slot(at: datetime, count: int) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    whole = (at.hour * 60 + at.minute) // count * count
    return midnight + timedelta(minutes=whole)


def _rounded(bar: Bar, count: int) -> Bar:
    at = _slot(bar.at, count)
    return Bar(at, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.value)


def _merged(one: Bar, other: Bar) -> Bar:
    return Bar(
        one.at,
        one.open,
        max(one.high, other.high),
        min(one.low, other.low),
        other.close,
        one.volume + other.volume,
        one.value + other.value,
    )
