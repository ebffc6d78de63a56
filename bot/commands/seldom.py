"""Nobody too often."""

from collections import OrderedDict
from dataclasses import dataclass

from core.clock import Clock


class Seldom:
    """Lets each person through once in `seconds`; of very many, the oldest are forgotten."""

    def __init__(self, clock: Clock, seconds: float, most: int = 10_000) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._last: OrderedDict[str, float] = OrderedDict()

    def allows(self, person: str) -> bool:
        """Return whether it is time again, and count it if it is."""
        now, last = self._clock.monotonic(), self._last.get(person)
        if last is not None and now - last < self._seconds:
            return False
        self._last[person] = now
        self._last.move_to_end(person)
        if len(self._last) > self._most:
            self._last.popitem(last=False)
        return True


@dataclass(slots=True)
class _Left:
    """The commands a person may still give, when that was so, and whether they ran out."""

    count: float
    at: float
    out: bool = False


class Allowance:
    """Commands a person may give: a burst, filled up again evenly; of very many, the oldest go.

    Who runs out waits until a few are there again, and is told so once.
    """

    def __init__(
        self, clock: Clock, burst: int = 20, a_minute: int = 30, again: int = 5, most: int = 10_000
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._pace = a_minute / 60
        self._again = again
        self._most = most
        self._left: OrderedDict[str, _Left] = OrderedDict()

    def take(self, person: str) -> float | None:
        """Count a command: return 0, or the seconds to wait; None where that was said already."""
        now = self._clock.monotonic()
        left = self._left.setdefault(person, _Left(self._burst, now))
        self._left.move_to_end(person)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        left.count = min(self._burst, left.count + (now - left.at) * self._pace)
        left.at = now
        if left.count >= (self._again if left.out else 1):
            left.count, left.out = left.count - 1, False
            return 0.0
        if left.out:
            return None
        left.out = True
        return (self._again - left.count) / self._pace
