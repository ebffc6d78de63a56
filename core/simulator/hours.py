"""When the simulated market trades, and what it announces about that (real-time type 0s)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from core.clock import KST

HoursName = Literal["always", "krx"]

OPENING = time(9, 0)
CLOSING = time(15, 30)
_DAY_TURNS = timedelta(hours=6)  # in an always open market a new day begins at 06:00

# Seconds of the day, field 215, and the seconds field 214 says remain.
_COUNTDOWNS = (20 * 60, 10 * 60, 5 * 60, 4 * 60, 3 * 60, 2 * 60, 60, 50, 40, 30, 20, 10)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One 0s push: the state (field 215), its time and the time that remains."""

    state: str
    at: datetime
    remaining: timedelta


def _second(hour: int, minute: int, second: int = 0) -> int:
    return hour * 3600 + minute * 60 + second


def _schedule() -> list[tuple[int, str, int]]:
    nine, half_past_three = _second(9, 0), _second(15, 30)
    rows = [(nine - left, "0", left) for left in _COUNTDOWNS]
    rows += [(half_past_three - left, "2", left) for left in _COUNTDOWNS if left <= 600]
    rows += [
        (_second(8, 0), "P", 0),
        (_second(8, 50), "Q", 0),
        (nine, "3", 0),
        (_second(9, 0, 30), "R", 0),
        (_second(15, 20), "S", 0),
        (half_past_three, "4", 0),
        (_second(15, 30, 30), "8", 0),
        (_second(15, 40), "a", 0),
        (_second(15, 40), "U", 0),
        (_second(16, 0), "b", 0),
        (_second(16, 0), "c", 0),
        (_second(18, 0), "d", 0),
        (_second(18, 0), "9", 0),
        (_second(20, 0), "V", 0),
    ]
    return sorted(rows)


_SCHEDULE = _schedule()


@dataclass(frozen=True, slots=True)
class Hours:
    """The trading hours: `krx` is 09:00-15:30 from Monday to Friday, `always` never closes."""

    name: HoursName = "always"

    def day(self, now: datetime) -> date:
        """Return the trading day that `now` belongs to; a weekend belongs to its Friday."""
        here = now.astimezone(KST)
        if self.name == "always":
            return (here - _DAY_TURNS).date()
        return here.date() - timedelta(days=max(0, here.weekday() - 4))

    def opening(self, day: date) -> datetime:
        """Return the moment the given day begins to trade."""
        if self.name == "always":
            return datetime.combine(day, time(), KST) + _DAY_TURNS
        return datetime.combine(day, OPENING, KST)

    def is_open(self, now: datetime) -> bool:
        """Tell whether shares trade at `now`."""
        here = now.astimezone(KST)
        if self.name == "always":
            return True
        return here.weekday() < 5 and OPENING <= here.time() < CLOSING

    def is_before_opening(self, now: datetime) -> bool:
        """Tell whether `now` lies on a trading day that has not opened yet."""
        here = now.astimezone(KST)
        return self.name == "krx" and here.weekday() < 5 and here.time() < OPENING

    def announcements(self, since: datetime, until: datetime) -> Iterator[Announcement]:
        """Yield what is announced after `since` and not later than `until`, at most a day back."""
        if self.name == "always":
            return
        since = max(since.astimezone(KST), until.astimezone(KST) - timedelta(days=1))
        day = since.date()
        while day <= until.astimezone(KST).date():
            if day.weekday() < 5:
                midnight = datetime.combine(day, time(), KST)
                for second, state, left in _SCHEDULE:
                    at = midnight + timedelta(seconds=second)
                    if since < at <= until:
                        yield Announcement(state, at, timedelta(seconds=left))
            day += timedelta(days=1)
