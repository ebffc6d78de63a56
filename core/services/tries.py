"""How often somebody may guess wrong: five times in an hour, and then not for an hour."""

from collections import OrderedDict, deque

from core.clock import Clock

_MOST = 5
_WITHIN = 3600.0
_PEOPLE = 10_000


class Tries:
    """The wrong guesses of each person; of very many people, the oldest are forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def locked_for(self, person: str) -> float:
        """Return the seconds until the person may guess again, 0 where they may now."""
        wrong = self._wrong.get(person)
        if wrong is None or len(wrong) < _MOST or wrong[-1] - wrong[0] > _WITHIN:
            return 0.0
        return max(0.0, wrong[-1] + _WITHIN - self._clock.monotonic())

    def wrong(self, person: str) -> None:
        """Count a wrong guess."""
        self._wrong.setdefault(person, deque(maxlen=_MOST)).append(self._clock.monotonic())
        self._wrong.move_to_end(person)
        if len(self._wrong) > _PEOPLE:
            self._wrong.popitem(last=False)

    def right(self, person: str) -> None:
        """Forget what was wrong before."""
        self._wrong.pop(person, None)
