"""What stands at the edges of a chart: round prices, moments worth naming, averages; pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from core.clock import KST
from core.model.looking import Candle, Interval

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (1, 2, 5)

Key = Callable[[datetime], object]


def round_prices(low: float, high: float, most: int) -> list[int]:
    """Return at most `most` round numbers from low to high, evenly apart, in whole won."""
    step = _round_step((high - low) / max(1, most))
    first = int(-(-low // step))
    return [at * step for at in range(first, int(high // step) + 1)][:most]


def _round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... that is not below `least`."""
    ten = 1
    while True:
        for one in _STEPS:
            if one * ten >= least:
                return one * ten
        ten *= 10


def average(candles: Sequence[Candle], over: int) -> list[float | None]:
    """Return the mean of the last `over` closes at each candle, None before there are so many."""
    found: list[float | None] = []
    total = 0
    for at, one in enumerate(candles):
        total += one.close
        if at >= over:
            total -= candles[at - over].close
        found.append(total / over if at >= over - 1 else None)
    return found


def moments(
    candles: Sequence[Candle], interval: Interval, apart: int, lang: str
) -> list[tuple[int, str]]:
    """Return which candles to name under the chart, at least `apart` candles from each other.

    They begin an hour, a day, a month or a year, as finely as there is room for. Over several days
    each name tells its day, by itself or as a time between two days that are named.
    """
    times = [one.at.astimezone(KST) for one in candles]
    if interval.unit == "minute" and times[0].date() != times[-1].date():
        return _days_and_times(times, apart)
    for key in _KEYS[interval.unit]:
        begun = _begun(times, key)
        if begun and _far_enough(begun, apart):
            return [(at, _named(times, at, interval, lang)) for at in begun]
    return _spread(times, interval, apart)


def _begun(times: Sequence[datetime], key: Key) -> list[int]:
    """Return which candles begin something."""
    every = enumerate(pairwise(times), start=1)
    return [at for at, (before, now) in every if key(before) != key(now)]


def _far_enough(begun: Sequence[int], apart: int) -> bool:
    return all(after - before >= apart for before, after in pairwise(begun))


def _days_and_times(times: Sequence[datetime], apart: int) -> list[tuple[int, str]]:
    """Name the days, and between them the hours there is room for; few days are left out."""
    every = _begun(times, datetime.date)
    days: list[int] = []
    for at in every:
        if not days or at - days[-1] >= apart:
            days.append(at)
    if days[0] >= apart:
        days.insert(0, 0)
    named = {at: f"{times[at].month}/{times[at].day}" for at in days}
    if len([at for at in days if at]) < len(every):
        return sorted(named.items())
    for key in map(_minutes, (5, 10, 30, 60, 120, 180)):
        hours = [at for at in _begun(times, key) if at not in every]
        within = [
            [at for at in hours if times[at].date() == day] for day in {t.date() for t in times}
        ]
        if all(_far_enough(one, apart) for one in within):
            free = (at for at in hours if all(abs(at - day) >= apart for day in days))
            return sorted((named | {at: f"{times[at]:%H:%M}" for at in free}).items())
    return sorted(named.items())


def _spread(times: Sequence[datetime], interval: Interval, apart: int) -> list[tuple[int, str]]:
    """Name candles by the count, where nothing round begins among them."""
    pattern = "%H:%M" if interval.unit == "minute" else "%m/%d"
    return [(at, f"{times[at]:{pattern}}") for at in range(0, len(times), max(1, apart))]


def _minutes(count: int) -> Key:
    return lambda at: (at.date(), (at.hour * 60 + at.minute) // count)


def _months(count: int) -> Key:
    return lambda at: (at.year, (at.month - 1) // count)


_KEYS: dict[str, tuple[Key, ...]] = {
    "minute": tuple(map(_minutes, (5, 10, 30, 60, 120))),
    "day": (lambda at: at.isocalendar()[:2], *map(_months, (1, 2, 3, 6, 12))),
    "week": tuple(map(_months, (1, 2, 3, 6, 12))),
}


def _named(times: Sequence[datetime], at: int, interval: Interval, lang: str) -> str:
    before, now = times[at - 1], times[at]
    if interval.unit == "minute":
        return f"{now:%H:%M}"
    if before.year != now.year:
        return f"{now.year}년" if lang == "ko" else f"{now.year}"
    if before.month != now.month:
        return f"{now.month}월" if lang == "ko" else _MONTHS[now.month - 1]
    return f"{now.month}/{now.day}"


def first_of_days(candles: Sequence[Candle]) -> list[int]:
    """Return the candles that begin another day than the one before."""
    days = [one.at.astimezone(KST).date() for one in candles]
    return [at for at, (before, now) in enumerate(pairwise(days), start=1) if before != now]


def brief(moment: datetime, last: datetime, interval: Interval) -> str:
    """Return which candle it is, told from the last one: `10:05`, `11/20 15:10`, `25.11.24`."""
    at, end = moment.astimezone(KST), last.astimezone(KST)
    if interval.unit == "minute":
        return f"{at:{'%H:%M' if at.date() == end.date() else '%m/%d %H:%M'}}"
    return f"{at:{'%m/%d' if at.year == end.year else '%y.%m.%d'}}"


def period(candles: Sequence[Candle], interval: Interval) -> str:
    """Return from when to when: `2026.07.28–11.23`, `11/20 13:00–11/23 10:05`."""
    first, last = (one.at.astimezone(KST) for one in (candles[0], candles[-1]))
    if interval.unit == "minute":
        same = first.date() == last.date()
        return f"{first:%m/%d %H:%M}–{last:{'%H:%M' if same else '%m/%d %H:%M'}}"
    if first.date() == last.date():
        return f"{first:%Y.%m.%d}"
    same = first.year == last.year
    return f"{first:%Y.%m.%d}–{last:{'%m.%d' if same else '%Y.%m.%d'}}"
