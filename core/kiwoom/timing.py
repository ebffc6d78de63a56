"""How long to wait for what: the figures in one place, and the two that are learned or grow."""

import random
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; the defaults are for Kiwoom's own servers."""

    answer: float = 25.0
    """for an answer on the socket: 16 have been seen, under 20 is too short"""
    opening: float = 10.0
    """to connect, for the answer to LOGIN, and for a write"""
    closing: float = 2.0
    first_pause: float = 3.0
    """before connecting again: faster ones are closed before they are answered"""
    longest_pause: float = 60.0
    steady: float = 60.0
    """a session that lived this long ends the growth of the pauses"""
    look: float = 1.0
    """between two looks at the clocks"""
    ping: float = 30.0
    """between two PINGs, until they have shown their own period"""
    shortest_silence: float = 5.0
    """silence below this is never death, however often PINGs come"""
    slept: float = 30.0
    """a gap between two looks that only a sleeping computer explains"""
    registering: float = 0.25
    """between two REGs: faster ones are refused"""
    http: float = 10.0
    """for any one step of an HTTP request"""
    http_whole: float = 30.0
    first_retry: float = 0.5
    longest_retry: float = 8.0
    retries: int = 4
    """attempts of a REST read, the first one counted"""


class Pauses:
    """Growing, jittered pauses between attempts to connect."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._next = timing.first_pause

    def take(self) -> float:
        """Return the pause to make now; the next one is twice as long."""
        pause, self._next = self._next, min(self._next * 2, self._timing.longest_pause)
        return min(pause * random.uniform(1.0, 1.3), self._timing.longest_pause)

    def reset(self) -> None:
        """Begin with a short one again."""
        self._next = self._timing.first_pause


class Pulse:
    """When the line was last alive, and how long it may be silent: three ping periods."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._gaps: deque[float] = deque(maxlen=3)
        self._pinged: float | None = None
        self._heard = 0.0

    def begin(self, now: float) -> None:
        """Start on a new connection; the learned period stays."""
        self._heard, self._pinged = now, None

    def heard(self, now: float) -> None:
        """Note a frame."""
        self._heard = now

    def pinged(self, now: float) -> None:
        """Note a PING."""
        if self._pinged is not None:
            self._gaps.append(now - self._pinged)
        self._pinged = now

    @property
    def patience(self) -> float:
        """Return how long silence is no reason to worry."""
        period = max(self._gaps, default=self._timing.ping)
        return max(3 * period, self._timing.shortest_silence)

    def dead(self, now: float) -> bool:
        """Say whether the line has been silent too long."""
        return now - self._heard > self.patience
