"""What is kept of the past: events with the prices that followed them."""

from dataclasses import dataclass
from datetime import datetime

from core.model.market import Condition, Event, Quote

MINUTES = (1, 5, 30)
"""how long after an entry its price is asked for again; the close of its day follows"""
MARKS = len(MINUTES) + 1


@dataclass(frozen=True, slots=True)
class Followup:
    """What the price did after an entry, in won, as far as that is known.

    `prices` are those after each of MINUTES and at the close, as many as were decided so far;
    None: nobody knows any more. `ceiling` and `floor` are the day's high and low at the entry:
    a day's high above that was reached after it.
    """

    event_id: int
    code: str
    at: datetime
    price: int | None = None
    prices: tuple[int | None, ...] = ()
    highest: int | None = None
    """between the entry and the close; None where the close is not known"""
    lowest: int | None = None
    ceiling: int | None = None
    floor: int | None = None

    @property
    def done(self) -> bool:
        """Return whether nothing more will be known."""
        return len(self.prices) >= MARKS

    def after(self, mark: int) -> int | None:
        """Return the price at one of the MARKS, None where it is not known (yet)."""
        return self.prices[mark] if mark < len(self.prices) else None


@dataclass(frozen=True, slots=True)
class Past:
    """An event as history tells it: its condition, its stock's name, its prices."""

    event: Event
    stock: str
    condition: Condition | None = None
    quote: Quote | None = None
    followup: Followup | None = None

    @property
    def price(self) -> int | None:
        """Return what the stock cost then, in won."""
        if self.followup is not None and self.followup.price is not None:
            return self.followup.price
        return self.quote.price if self.quote else None


@dataclass(frozen=True, slots=True)
class Span:
    """Which events are meant: of a condition, a stock or all; received from `since` to `until`.

    `until` is excluded; an end that is None is open.
    """

    condition_id: int | None = None
    code: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry and what came of it, as scores need it; won, None where it is not known.

    `prices` are those after each of MINUTES and at the close.
    """

    condition_id: int | None
    code: str
    at: datetime
    price: int | None = None
    prices: tuple[int | None, ...] = (None,) * MARKS
    highest: int | None = None
    lowest: int | None = None
