"""How late the broker and we are; pure."""

from collections import deque
from datetime import date, datetime

_WINDOW = 200
_ABSURD = 3600.0
"""no clock is off by an hour, and no push is that late: the broker's time is malformed"""
_KEPT = 20_000


class BrokerLateness:
    """The broker's share of lateness, free of the offset between its clock and ours.

    The smallest difference seen between receiving and happening is taken for that offset: the
    fastest push of the last two hundred was not late.
    """

    def __init__(self) -> None:
        self._differences: deque[float] = deque(maxlen=_WINDOW)

    def observe(self, happened_at: datetime | None, received_at: datetime) -> float:
        """Return the seconds a push lay at the broker, in whole seconds as the broker tells."""
        if happened_at is None:
            return 0.0
        difference = (received_at - happened_at).total_seconds()
        if abs(difference) > _ABSURD:
            return 0.0
        self._differences.append(difference)
        return max(0.0, difference - self.offset() - 1.0)

    def offset(self) -> float:
        """Return by how many seconds our clock seems to be ahead of the broker's."""
        return min(self._differences, default=0.0)

    @property
    def samples(self) -> int:
        """Return how many pushes that rests on."""
        return len(self._differences)


class LatenessLog:
    """The seconds from event to phone of today's alerts."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._seconds: deque[float] = deque(maxlen=_KEPT)

    def add(self, seconds: float, day: date) -> None:
        """Note one alert; a new day starts anew, an older one no longer counts."""
        if self._day is None or day > self._day:
            self._day = day
            self._seconds.clear()
        if day == self._day:
            self._seconds.append(seconds)

    def percentiles(self) -> tuple[float, float] | None:
        """Return the median and the 95th percentile, None while there is no alert."""
        if not self._seconds:
            return None
        ordered = sorted(self._seconds)
        last = len(ordered) - 1
        return ordered[last // 2], ordered[round(last * 0.95)]
