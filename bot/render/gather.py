"""Which alerts of one message are told together: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.model import Alert, EventKind, Quote, Source

NOTICEABLE = 3.0
"""seconds of lateness from which on a message says so"""


@dataclass(frozen=True, slots=True)
class Told:
    """One stock that entered or left, in every condition that says so; `None` is unknown."""

    alerts: tuple[Alert, ...]

    @property
    def kind(self) -> EventKind:
        """Return whether it entered or left."""
        return self.alerts[0].event.kind

    @property
    def code(self) -> str:
        """Return the stock's code."""
        return self.alerts[0].event.code

    @property
    def stock(self) -> str:
        """Return the stock's name, or its code where the name is not known."""
        return self.alerts[0].stock or self.code

    @property
    def quote(self) -> Quote | None:
        """Return the newest price known."""
        known = [one.quote for one in self.alerts if one.quote and one.quote.price is not None]
        return known[-1] if known else None

    @property
    def conditions(self) -> tuple[str | None, ...]:
        """Return the names of the conditions, in the order they came."""
        return tuple(dict.fromkeys(one.condition for one in self.alerts))

    @property
    def since(self) -> datetime:
        """Return the earliest moment it can have happened."""
        return min(_earliest(one) for one in self.alerts)

    @property
    def until(self) -> datetime:
        """Return the latest moment it can have happened."""
        return max(_latest(one) for one in self.alerts)

    @property
    def exact(self) -> bool:
        """Return whether the broker or our own ear gave the moment, not only an interval."""
        return all(one.event.source is Source.REALTIME for one in self.alerts)

    @property
    def late(self) -> float:
        """Return the seconds it is late, 0 where that is not worth a word."""
        late = max(one.late for one in self.alerts)
        return late if late > NOTICEABLE else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """What is told under one heading: the stocks that concern the same conditions."""

    conditions: tuple[str | None, ...]
    told: tuple[Told, ...]


def gather(alerts: Iterable[Alert]) -> tuple[Told, ...]:
    """Put the same stock and kind waiting for several conditions together, in order of arrival.

    An event of a condition that has already told this stock and kind opens a line of its own.
    """
    lines: list[list[Alert]] = []
    open_lines: dict[tuple[str, EventKind], list[Alert]] = {}
    for alert in alerts:
        key = (alert.event.code, alert.event.kind)
        line = open_lines.get(key)
        if line is None or alert.condition in {one.condition for one in line}:
            line = open_lines[key] = []
            lines.append(line)
        line.append(alert)
    return tuple(Told(tuple(line)) for line in lines)


def grouped(told: Iterable[Told]) -> tuple[Group, ...]:
    """Group by conditions, in order of arrival."""
    groups: dict[frozenset[str | None], list[Told]] = {}
    for one in told:
        groups.setdefault(frozenset(one.conditions), []).append(one)
    return tuple(Group(members[0].conditions, tuple(members)) for members in groups.values())


def counts(told: Iterable[Told]) -> tuple[int, int]:
    """Return how many entered and how many left."""
    kinds = [one.kind for one in told]
    return kinds.count(EventKind.ENTRY), kinds.count(EventKind.EXIT)


def _earliest(alert: Alert) -> datetime:
    event = alert.event
    if event.source is Source.REALTIME:
        return event.happened_at or event.received_at
    return event.since or event.received_at


def _latest(alert: Alert) -> datetime:
    event = alert.event
    if event.source is Source.REALTIME:
        return event.happened_at or event.received_at
    return event.received_at
