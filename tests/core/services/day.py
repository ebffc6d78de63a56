"""A trading day of three conditions as one was recorded: 3,318 entries and 3,203 exits.

The recording itself is not public; this is made like it: a burst at the opening, a quiet noon, more
towards the close, a few stocks that go in and out again and again, and the sums to the last event.
"""

import random
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import KST
from core.model import Event, EventKind, Limit, Source

ENTRIES, EXITS = 3318, 3203
CONDITIONS = 3
STOCKS = 400
OPENS = datetime(2026, 11, 23, 9, 0, tzinfo=KST)
_SHARES = ((10, 0.19), (50, 0.24), (210, 0.33), (120, 0.24))
"""minutes of the day, one part after the other, and the share of events in each"""


def a_day(seed: int = 1) -> list[Event]:
    """Return the events of a day in order; each stock of each condition alternates."""
    source = random.Random(seed)
    moments = sorted(_moment(source) for _ in range(ENTRIES + EXITS))
    inside: list[tuple[int, str]] = []
    flapping = [(1 + n % CONDITIONS, f"{900000 + n:06}") for n in range(40)]
    events = []
    entries = exits = 0
    for at in moments:
        left = ENTRIES + EXITS - entries - exits
        leave = inside and (exits < EXITS) and (source.random() < (EXITS - exits) / left)
        if leave or entries == ENTRIES:
            condition, code = inside.pop(source.randrange(len(inside)))
            exits, kind = exits + 1, EventKind.EXIT
        else:
            condition, code = _outside(source, inside, flapping)
            inside.append((condition, code))
            entries, kind = entries + 1, EventKind.ENTRY
        events.append(Event(condition, code, kind, Source.REALTIME, at.date(), at, at))
    return events


def _outside(
    source: random.Random, inside: list[tuple[int, str]], flapping: list[tuple[int, str]]
) -> tuple[int, str]:
    """Choose who enters: a third of the time one of those that never rest."""
    while True:
        if source.random() < 0.33:
            chosen = source.choice(flapping)
        else:
            chosen = (source.randint(1, CONDITIONS), f"{source.randint(1, STOCKS):06}")
        if chosen not in inside:
            return chosen


def _moment(source: random.Random) -> datetime:
    part = source.random()
    start = 0.0
    for minutes, share in _SHARES:
        if part < share:
            break
        part -= share
        start += minutes
    return OPENS + timedelta(minutes=start + source.random() * minutes)


@dataclass(slots=True)
class Referee:
    """One chat's platform: counts what it would have refused; edits count like messages."""

    limits: tuple[Limit, ...]
    refused: int = 0
    seen: deque[float] = field(default_factory=lambda: deque(maxlen=100))

    def see(self, at: float) -> None:
        """Take one call; more than a limit within its period is refused."""
        self.seen.append(at)
        for limit in self.limits:
            within = sum(1 for one in self.seen if at - one < limit.period - 1e-6)
            if within > limit.count:
                self.refused += 1
                return
