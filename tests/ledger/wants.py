"""What the people of a chat want, and since when that is so: pure.

Between the moment something is said and the moment it is answered nobody can know whether it
holds already; then both are possible, and either verdict is right.
"""

from dataclasses import dataclass, field
from math import inf

from tests.ledger.reading import UNKNOWN, Kind

EDGE = 0.1
"""seconds between the bot's reading of its clock and ours"""
LAG = 2.0
"""seconds from a frame's arrival to its row, where much comes at once"""

Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a subscription is to be told; minutes. `fold` 0: never."""

    kinds: str = "both"
    rate: Range = (None, None)
    price: Range = (None, None)
    cooldown: int = 0
    digest: int = 0
    fold: int = 0

    def keeps_out(self, kind: Kind, rate: float | None, price: float | None) -> str:
        """Return the filter that keeps an event out; what is not known keeps nothing out."""
        if self.kinds not in ("both", kind):
            return "kinds"
        for name, value, (low, high) in (("price", price, self.price), ("rate", rate, self.rate)):
            if value is None:
                continue
            if (low is not None and value < low) or (high is not None and value > high):
                return name
        return ""


@dataclass(frozen=True, slots=True)
class Turn:
    """From `said` on it may be so, from `done` on it is; None: not subscribed."""

    said: float
    done: float
    wish: Wish | None


@dataclass(slots=True)
class Silence:
    """A mute of a condition, a stock or everything, or quiet hours; when it began and ended.

    Each moment is known only to lie between two.
    """

    said: float
    done: float
    ends: tuple[float, float]
    condition: str | None = None
    code: str | None = None
    hold: str = "muted"

    def concerns(self, condition: str, code: str) -> bool:
        return self.condition in (None, condition) and self.code in (None, code)

    def surely(self, at: float, until: float) -> bool:
        """Whether it held all the time from `at` on."""
        return self.done <= at and until < self.ends[0]

    def possibly(self, at: float, until: float) -> bool:
        """Whether it may have held at any time between."""
        return self.said <= until and at <= self.ends[1]

    def end(self, said: float, done: float) -> None:
        """It is ended by a word, unless it has ended by itself."""
        if self.ends[1] > said:
            self.ends = min(self.ends[0], said), min(self.ends[1], done)


@dataclass(slots=True)
class Wants:
    """Everything the people of one chat said, in order."""

    turns: dict[str, list[Turn]] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)

    def possible(self, condition: str, since: float, until: float) -> list[Wish | None]:
        """Return every wish that may have held at any time between; None: not subscribed."""
        since, until = since - EDGE, until + EDGE
        if condition == UNKNOWN:
            every = [one for name in self.turns for one in self.possible(name, since, until)]
            found: list[Wish | None] = [Wish()] if any(every) else []
            return found if found and all(every) else [*found, None]
        turns = [Turn(-inf, -inf, None), *self.turns.get(condition, [])]
        ends = [*(one.done for one in turns[1:]), inf]
        pairs = zip(turns, ends, strict=True)
        return [turn.wish for turn, end in pairs if turn.said <= until and since <= end]

    def surely_silent(self, condition: str, code: str, at: float, until: float) -> bool:
        """Whether nothing of this stock may be told for all that time."""
        return any(
            one.concerns(condition, code) and one.surely(at - EDGE, until + EDGE)
            for one in self.silences
        )

    def possibly_silent(
        self, condition: str, code: str, hold: str, since: float, until: float
    ) -> bool:
        """Whether a silence of that sort may have held it back at any time between."""
        return any(
            one.hold == hold
            and one.concerns(condition, code)
            and one.possibly(since - EDGE, until + EDGE)
            for one in self.silences
        )
