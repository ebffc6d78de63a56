"""What those who listen are told, and the ring that keeps the last of it; pure."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from core.model import Condition, Event, Quote


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, its condition (None where nobody knows which) and its price, if it is known."""

    event: Event
    condition: Condition | None
    stock: str
    quote: Quote | None = None

    @property
    def about(self) -> int | None:
        """Return the condition it concerns."""
        return self.event.condition_id


@dataclass(frozen=True, slots=True)
class Priced:
    """The price of an event that was told without one."""

    event_id: int
    about: int | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Inside:
    """All who are inside a condition, in the order of their codes.

    `known_at` is None where nobody knows: it is not watched, or its first look is awaited.
    """

    condition: Condition
    members: tuple[tuple[str, str], ...]
    """codes and names"""
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is inside, condition by condition, after the event `last`."""

    last: int
    inside: tuple[Inside, ...]


@dataclass(frozen=True, slots=True)
class Began:
    """A membership that events alone do not explain: a start, a new day, an end, news left out.

    None: all that are followed.
    """

    about: int | None


News = Happened | Priced | Began


class Ring:
    """The last pieces of news; `last` is the event up to which it is whole."""

    def __init__(self, kept: int) -> None:
        self._news: deque[News] = deque(maxlen=kept)
        self.end = 0
        """how many pieces there ever were"""
        self.last = 0

    def put(self, news: News) -> None:
        """Add one; the oldest makes room."""
        self._news.append(news)
        self.end += 1
        if isinstance(news, Happened):
            self.last = news.event.id

    def clear(self, last: int) -> None:
        """Begin anew behind an event."""
        self._news.clear()
        self.last = last

    def reaches(self, place: int) -> bool:
        """Return whether all that came behind a place is still here."""
        return self.end - place <= len(self._news)

    def behind(self, place: int) -> list[News]:
        """Return what came behind a place, as far as it is still here."""
        return list(islice(reversed(self._news), self.end - place))[::-1]
