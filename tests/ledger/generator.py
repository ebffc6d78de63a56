"""A seeded source of entries and exits whose every stock is numbered, and comes back only later."""

import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.model import Stock
from core.simulator.conditions import ManualCondition
from tests.ledger.chats import FLAPPING
from tests.ledger.ledger import Happened
from tests.ledger.reading import NAME, Kind

FIRST = 800_000
"""no listed stock has such a number, so that none moves the price of ours"""
_MOST, _FEW = 85, 15
"""stocks inside a condition: more than a hundred are polled, not pushed"""
_STAY = 3.0
"""seconds most stocks stay inside"""
_REST = 4.5
"""seconds a stock stays outside before it comes back, so that the second names the event"""
_BRIEFLY = 0.15
"""how many leave at once again"""
_ROUNDS, _MANY_ROUNDS = 2, 9
"""how often a stock enters a condition: folding begins with the third event"""
_OFTEN = 2
"""how much more often the flapping ones move than others"""
_SHARED = 0.35
_RARELY = 0.02


def stocks(count: int) -> list[Stock]:
    """Return the stocks by the names that a chat will show."""
    codes = (str(FIRST + number) for number in range(count))
    return [Stock(code, NAME.format(code), "KOSPI") for code in codes]


@dataclass(slots=True)
class _Book:
    """One condition: who is inside since when, who left when, and how often each entered."""

    condition: ManualCondition
    inside: dict[str, float] = field(default_factory=dict)
    outside: deque[tuple[str, float]] = field(default_factory=deque)
    rounds: dict[str, int] = field(default_factory=dict)
    flapping: bool = False
    """the same few stocks go in and out again and again"""

    @property
    def most_rounds(self) -> int:
        return _MANY_ROUNDS if self.flapping else _ROUNDS

    def returning(self, now: float) -> str | None:
        """Take a stock that may come back: the one that left first, of flapping ones the last."""
        rested = (at for at, (_, left) in enumerate(self.outside) if now - left >= _REST)
        found = max(rested, default=None) if self.flapping else next(rested, None)
        if found is None:
            return None
        code = self.outside[found][0]
        del self.outside[found]
        return code


class Source:
    """Moves the conditions; `hearer` says which session a push for a seq goes to, 0 for none."""

    def __init__(
        self,
        conditions: Sequence[ManualCondition],
        rare: ManualCondition,
        hearer: Callable[[str], int],
        chance: random.Random,
    ) -> None:
        self.happened: list[Happened] = []
        self.used = 0
        self._hearer = hearer
        self._chance = chance
        self._often = [_Book(one, flapping=at == FLAPPING) for at, one in enumerate(conditions)]
        self._weights = [_OFTEN if book.flapping else 1 for book in self._often]
        self._rare = _Book(rare)
        self._shared: deque[str] = deque(maxlen=40)

    def step(self) -> None:
        """Let one stock enter or leave one condition."""
        rarely = self._chance.random() < _RARELY
        book = self._rare if rarely else self._chance.choices(self._often, self._weights)[0]
        now = time.monotonic()
        if book.inside and self._chance.random() < _BRIEFLY:
            self._leave(book, next(reversed(book.inside)), now)
        elif self._may_leave(book, now) and self._leaves(book):
            self._leave(book, next(iter(book.inside)), now)
        elif len(book.inside) < _MOST:
            self._enter(book, now)

    def note(self, condition: str, code: str, kind: Kind, session: int) -> None:
        """Write down what happens now."""
        one = Happened(len(self.happened) + 1, condition, code, kind, time.time(), session)
        self.happened.append(one)

    def inside(self, condition: str) -> str | None:
        """Return the stock that entered a condition last."""
        book = next(one for one in (*self._often, self._rare) if one.condition.name == condition)
        return next(reversed(book.inside), None)

    def fresh(self) -> str:
        """Return a stock that nobody has heard of yet."""
        self.used += 1
        return str(FIRST + self.used - 1)

    def _leaves(self, book: _Book) -> bool:
        return len(book.inside) >= _MOST or self._chance.random() < len(book.inside) / _MOST

    def _may_leave(self, book: _Book, now: float) -> bool:
        """The oldest is first in line."""
        if len(book.inside) < _FEW:
            return False
        return now - next(iter(book.inside.values())) >= _STAY

    def _leave(self, book: _Book, code: str, now: float) -> None:
        del book.inside[code]
        if book.rounds[code] < book.most_rounds:
            book.outside.append((code, now))
        self.note(book.condition.name, code, "exit", self._hearer(book.condition.seq))
        book.condition.leave(code)

    def _enter(self, book: _Book, now: float) -> None:
        code = self._choose(book, now)
        book.inside[code] = now
        book.rounds[code] = book.rounds.get(code, 0) + 1
        self.note(book.condition.name, code, "entry", self._hearer(book.condition.seq))
        book.condition.enter(code)

    def _choose(self, book: _Book, now: float) -> str:
        """One that was here before, one that another condition has just found, or a new one."""
        if self._chance.random() < 0.5 and (code := book.returning(now)):
            return code
        if self._shared and self._chance.random() < _SHARED:
            code = self._chance.choice(self._shared)
            if code not in book.rounds:
                return code
        code = self.fresh()
        self._shared.append(code)
        return code
