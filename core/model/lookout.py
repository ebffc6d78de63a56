"""A price alert a person set: which stock, what for, until when, and whether it was told."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.model.following import Destination, Hold
from core.model.telling import DeliveryState, Notice

TOLD, OVER = "lookout", "lookout_over"
"""the notices of price alerts: an aim is reached, or the time is over; `code` is the stock's"""


class Goal(StrEnum):
    """What a stock is to do."""

    ABOVE = "above"
    """cost so many won or more"""
    BELOW = "below"
    """cost so many won or less"""
    RISE = "rise"
    """stand so many percent above the last close, or more"""
    FALL = "fall"
    """stand so many percent below the last close, or more"""
    MOVE = "move"
    """stand so many percent above or below the last close, or more"""
    VOLUME = "volume"
    """trade so many percent of the volume of the trading day before, or more"""
    YEAR_HIGH = "year_high"
    """cost more than ever in the 250 trading days before today"""
    YEAR_LOW = "year_low"
    """cost less than ever in the 250 trading days before today"""


OF_A_PRICE = frozenset({Goal.ABOVE, Goal.BELOW})
OF_A_RATE = frozenset({Goal.RISE, Goal.FALL, Goal.MOVE})
ONCE_A_DAY = frozenset({Goal.VOLUME, Goal.YEAR_HIGH, Goal.YEAR_LOW})
"""goals that stay reached for the rest of the day, and need the days before to be judged"""
_WORDS = {Goal.ABOVE: ">", Goal.BELOW: "<", Goal.RISE: "+", Goal.FALL: "-", Goal.MOVE: "+-"}


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal and its number: won, or percent above nought; no number for those of the year."""

    goal: Goal
    value: float = 0.0

    @property
    def key(self) -> str:
        """Return it as it is written down: `above:80000`."""
        return f"{self.goal.value}:{self.value:g}" if self.value < 1e6 else self._long()

    def _long(self) -> str:
        return f"{self.goal.value}:{self.value:.0f}"

    @property
    def word(self) -> str:
        """Return it as a button says it: `>80000`, `+-3%`, `volume 200%`, `yearhigh`."""
        number = f"{self.value:.0f}" if self.goal in OF_A_PRICE else f"{self.value:g}%"
        if self.goal is Goal.VOLUME:
            return f"volume {number}"
        if self.goal in ONCE_A_DAY:
            return self.goal.value.replace("_", "")
        return f"{_WORDS[self.goal]}{number}"

    @classmethod
    def read(cls, key: str) -> "Aim":
        """Return what `key` wrote down."""
        goal, _, value = key.partition(":")
        return cls(Goal(goal), float(value or 0))


@dataclass(frozen=True, slots=True)
class Lookout:
    """A price alert of a destination.

    While `armed` it waits for its aim; else it was told, or stood reached when it was set, and
    waits until that is over. `day` is the trading day it was armed in, None where no market was
    open then; `ceiling` and `floor` are the day's high and low at that moment, in won: a high
    above that came after it. `turn` counts how often it was told.
    """

    code: str
    aim: Aim
    destination: Destination
    person: str
    created_at: datetime
    until: datetime
    repeat: bool = False
    armed: bool = True
    day: date | None = None
    ceiling: int | None = None
    floor: int | None = None
    told_at: datetime | None = None
    turn: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """What became of the telling of a price alert, written `at` the moment it was reached.

    `settled_at` is when it was sent, or failed for `reason`; `hold` why it is summed up, `until`
    when, where it still waits for that.
    """

    at: datetime
    notice: Notice
    state: DeliveryState
    settled_at: datetime | None = None
    reason: str = ""
    hold: Hold | None = None
    until: datetime | None = None

    @property
    def aim(self) -> Aim:
        """Return what was waited for."""
        return Aim.read(self.notice.params["aim"])


@dataclass(frozen=True, slots=True)
class Before:
    """What the trading days before `day` were: shares of the last one, won of up to 250."""

    day: date
    volume: int | None = None
    high: int | None = None
    low: int | None = None
