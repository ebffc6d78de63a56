"""Which alerts of one message are told together: pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.model import Alert, EventKind, Quote, Source

_OTHER = {EventKind.ENTRY: EventKind.EXIT, EventKind.EXIT: EventKind.ENTRY}
NOTICEABLE = 3.0
"""seconds of lateness from which on a message says so"""


@dataclass(frozen=True, slots=True)
class Told:
    """One stock that entered or left, in every condition that says so; `None` is unknown."""

    alerts: tuple[Alert, ...]

    @property
    def kind(self) -> EventKind:
        """Return whether it entered or left; of to and fro, what it did last."""
        return self.alerts[-1].event.kind

    @property
    def turns(self) -> int:
        """Return how many times it went in and out so far, 0 where that is not folded."""
        return max(one.turns for one in self.alerts)

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
    def later(self) -> bool:
        """Return whether that price is of now, and not of when it happened."""
        known = [one for one in self.alerts if one.quote and one.quote.price is not None]
        return bool(known) and known[-1].later

    @property
    def unfiltered(self) -> tuple[str, ...]:
        """Return the filters that could not be applied, in the order they came."""
        return tuple(dict.fromkeys(name for one in self.alerts for name in one.unfiltered))

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
    A stock that goes in and out of a condition again and again is one line.
    """
    every = tuple(alerts)
    folded = {_fold_key(one) for one in every if one.turns}
    lines: list[list[Alert]] = []
    open_lines: dict[tuple[object, ...], list[Alert]] = {}
    for alert in every:
        folds = _fold_key(alert) in folded
        key = _fold_key(alert) if folds else (alert.event.code, alert.event.kind)
        line = open_lines.get(key)
        if line is None or (not folds and alert.condition in {one.condition for one in line}):
            line = open_lines[key] = []
            lines.append(line)
        line.append(alert)
        if not folds:
            # what leaves after it entered is told after it: nothing joins the line above any more
            open_lines.pop((alert.event.code, _OTHER[alert.event.kind]), None)
    return tuple(Told(tuple(line)) for line in lines)


def last_of_each(alerts: Iterable[Alert]) -> tuple[Told, ...]:
    """Return where each stock ended up: its last event in each condition, told together."""
    last: dict[tuple[object, ...], Alert] = {}
    for one in alerts:
        last[_fold_key(one)] = replace(one, turns=0)
    return gather(last.values())


def grouped(told: Iterable[Told]) -> tuple[Group, ...]:
    """Group by conditions, in order of arrival; a stock's lines keep their order.

    A group is opened again where joining the one above would turn a stock's lines about.
    """
    groups: list[tuple[frozenset[str | None], list[Told]]] = []
    below: dict[str, int] = {}
    for one in told:
        conditions = frozenset(one.conditions)
        found = (at for at, (names, _) in enumerate(groups) if names == conditions)
        at = max(found, default=-1)
        if at < below.get(one.code, 0):  # there it would stand above what happened before
            at = len(groups)
            groups.append((conditions, []))
        groups[at][1].append(one)
        below[one.code] = at
    return tuple(Group(members[0].conditions, tuple(members)) for _, members in groups)


def counts(told: Iterable[Told]) -> tuple[int, int]:
    """Return how many entered and how many left."""
    kinds = [one.kind for one in told]
    return kinds.count(EventKind.ENTRY), kinds.count(EventKind.EXIT)


def _fold_key(alert: Alert) -> tuple[object, ...]:
    """Return what folding goes by: three parts, so that it is no key of a plain line."""
    return alert.event.code, alert.event.condition_id, alert.condition


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
