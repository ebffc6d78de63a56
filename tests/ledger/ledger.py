"""The books: what happened at the broker against what was shown in every chat; pure.

What a session brought is heard in order. So of each session's pushes a beginning was surely taken:
everything up to the last one that any chat was told live. Each of these must be told to every
open chat exactly once, or again with the mark. What was pushed after that, or while nobody was
connected, may be told live too; else the reports of what was missed must account for it: read in
order, a chat's lines for a stock in a condition always agree with who was inside, to the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tests.ledger.reading import UNKNOWN, Kind, Line

SLACK = 1.5
"""seconds between the simulator's clock and ours when a change is noted"""
SURELY = 12.0
"""a session that lived this long after a push has surely heard it"""
HELD = 3.0
"""seconds in which a push of no known condition may be in memory only, until the list is back"""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry or exit at the broker; `session` is who was pushed it, 0 nobody."""

    number: int
    condition: str
    code: str
    kind: Kind
    at: float
    session: int = 0

    @property
    def key(self) -> Key:
        return self.condition, self.code


@dataclass(frozen=True, slots=True)
class Told:
    """A line shown in a chat, in the order of `message`."""

    place: str
    message: int
    line: Line


@dataclass(frozen=True, slots=True)
class Place:
    """A chat: the conditions it follows, and when it was closed to the bot.

    It is closed from the moment on that the message it refused was written: whatever came after
    waited behind that. `dropped` is what waited for it when the bot found it closed.
    """

    name: str
    conditions: frozenset[str]
    closed: tuple[tuple[float, float], ...] = ()
    dropped: tuple[Line, ...] = ()

    def follows(self, condition: str) -> bool:
        return condition == UNKNOWN or condition in self.conditions

    def is_closed(self, at: float) -> bool:
        return any(since <= at <= until for since, until in self.closed)


@dataclass(slots=True)
class Verdict:
    """Every fault is one sentence; the figures count tellings, an event in two chats twice."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    wanted: int = 0
    live: int = 0
    missed: int = 0
    repeated: int = 0
    unheard: int = 0
    excused: int = 0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.wrong)


def judge(
    happened: Iterable[Happened],
    told: Iterable[Told],
    places: Iterable[Place],
    ended: Mapping[int, float],
    deaths: Sequence[float] = (),
) -> Verdict:
    """Hold the chats against the broker.

    `ended` says when each session that is over ended, `deaths` when the bot was killed.
    """
    events: dict[Key, list[Happened]] = defaultdict(list)
    for one in happened:
        events[one.key].append(one)
    verdict = Verdict()
    lines: dict[tuple[str, Key], list[tuple[Told, Happened | None]]] = defaultdict(list)
    for said in sorted(told, key=lambda one: (one.message, one.line.until)):
        line = said.line
        key = line.condition, line.code
        match = None if line.loose else _match(line, events[key])
        if match is None and not line.loose:
            verdict.wrong.append(f"{said.place}: told what never happened: {line}")
            continue
        lines[said.place, key].append((said, match))
    heard = (match for found in lines.values() for _, match in found if match)
    sure = _sureness(heard, ended, deaths)
    for place in places:
        dropped: dict[Key, list[Line]] = defaultdict(list)
        for line in place.dropped:
            dropped[line.condition, line.code].append(line)
        for key, series in events.items():
            if place.follows(key[0]):
                thread = _Thread(place, series, dropped[key], sure, verdict)
                thread.read(lines.pop((place.name, key), []))
    verdict.wrong += [f"{name}: does not follow {key}" for name, key in lines]
    return verdict


def _match(line: Line, series: Sequence[Happened]) -> Happened | None:
    near = (
        one
        for one in series
        if one.kind == line.kind and line.since - SLACK <= one.at <= line.until + SLACK
    )
    return min(near, key=lambda one: abs(one.at - line.since - 0.5), default=None)


def _dropped(lines: Iterable[Line], series: Sequence[Happened]) -> set[int]:
    """Return which events waited for a chat when it was found closed; a report's whole span."""
    found: set[int] = set()
    for line in lines:
        if line.loose:
            span = (line.since - SLACK, line.until + SLACK)
            found |= {one.number for one in series if span[0] <= one.at <= span[1]}
        elif match := _match(line, series):
            found.add(match.number)
    return found


def _sureness(
    told_live: Iterable[Happened], ended: Mapping[int, float], deaths: Sequence[float]
) -> Callable[[Happened], bool]:
    """Return who says whether a push was surely heard."""
    taken: dict[int, int] = {}
    for one in told_live:
        if one.condition != UNKNOWN:
            taken[one.session] = max(one.number, taken.get(one.session, 0))

    def sure(one: Happened) -> bool:
        if one.session == 0:
            return False
        lived = ended.get(one.session, float("inf")) - one.at
        if one.condition == UNKNOWN:
            soon = any(0 < death - one.at < HELD for death in deaths)
            if soon or lived < HELD:
                return False
        outlived = lived > SURELY
        return outlived or one.number <= taken.get(one.session, 0)

    return sure


class _Thread:
    """One stock in one condition as one chat was told of it."""

    def __init__(
        self,
        place: Place,
        series: Sequence[Happened],
        dropped: Sequence[Line],
        sure: Callable[[Happened], bool],
        verdict: Verdict,
    ) -> None:
        self._place = place
        self._series = series
        waited = _dropped(dropped, series)
        self._excused = [place.is_closed(one.at) or one.number in waited for one in series]
        self._free = [not sure(one) or out for one, out in zip(series, self._excused, strict=True)]
        self._verdict = verdict
        self._reach = {0}
        """how many of the events the lines read so far may account for"""
        self._told: set[int] = set()
        self._untold: dict[int, str] = {}
        """what was passed over, and may still turn out to be told late"""
        self._reports: set[tuple[Kind, float, float]] = set()
        self._live_ones: list[Happened] = []

    def read(self, lines: Sequence[tuple[Told, Happened | None]]) -> None:
        self._live_ones = [match for _, match in lines if match]
        for _, message in groupby(lines, lambda one: one[0].message):
            last = None
            for told, match in message:
                if match is None:
                    self._report(told)
                else:
                    self._live(told, last := self._series.index(match))
            if last is not None and last + 1 < min(
                self._reach
            ):  # a repeated message must end with it
                self._say(self._verdict.disordered, "told after a newer one", told.line)
        self._skip_to(len(self._series))
        for at, what in self._untold.items():
            if at not in self._told:
                self._verdict.lost.append(f"{self._place.name}: {what}: {self._series[at]}")
        self._verdict.wanted += len(self._series)
        self._verdict.live += len(self._told)
        for at in range(len(self._series)):
            if at not in self._told:
                self._verdict.excused += self._excused[at]
                self._verdict.unheard += not self._excused[at]

    def _live(self, told: Told, at: int) -> None:
        if at in self._told:
            self._again(told)
            return
        if at >= min(self._reach):
            self._skip_to(at)
            self._reach = {at + 1}
        elif any(self._covers(report, self._series[at]) for report in self._reports):
            self._say(self._verdict.doubled, "told, and reported as missed before", told.line)
        self._told.add(at)

    def _report(self, told: Told) -> None:
        line = told.line
        report = line.kind, line.since, line.until
        if report in self._reports:
            self._again(told)
            return
        self._reports.add(report)
        ends = {
            at + 1
            for before in self._reach
            for start in range(before, len(self._series))
            if not self._fault(before, start)
            for at in range(start, len(self._series))
            if self._explains(line, start, at)
        }
        if ends:
            self._reach = ends
            self._verdict.missed += 1
        elif any(self._within(line, one) for one in self._live_ones):
            self._say(self._verdict.doubled, "reported as missed, and told live", line)
        else:
            self._say(self._verdict.wrong, "a report of what was not missed", line)

    def _explains(self, line: Line, start: int, at: int) -> bool:
        """Whether a report can tell the difference between before `start` and after `at`."""
        run = range(start, at + 1)
        odd = len(run) % 2 == 1 or any(self._excused[one] for one in run)
        return (
            odd
            and all(self._free[one] for one in run)
            and self._within(line, self._series[at])
            and line.since - SLACK <= self._series[start].at
        )

    def _within(self, line: Line, one: Happened) -> bool:
        return self._covers((line.kind, line.since, line.until), one)

    def _covers(self, report: tuple[Kind, float, float], one: Happened) -> bool:
        kind, since, until = report
        return one.kind == kind and since - SLACK <= one.at <= until + SLACK

    def _skip_to(self, end: int) -> None:
        """Nothing is said of what lies before `end`: right where it came to nothing, unheard."""
        faults: list[dict[int, str]] = [self._fault(one, end) for one in self._reach if one <= end]
        fewest = min(faults, key=len)
        self._untold |= fewest

    def _fault(self, start: int, end: int) -> dict[int, str]:
        run = range(start, end)
        lost = {at: "not told" for at in run if not self._free[at]}
        odd = len(run) % 2 and not any(self._excused[at] for at in run)
        if odd and not lost and self._series[start].condition != UNKNOWN:
            lost = {end - 1: "told neither live nor in a report"}
        return lost

    def _again(self, told: Told) -> None:
        if told.line.marked:
            self._verdict.repeated += 1
        else:
            self._say(self._verdict.doubled, "told again without the mark", told.line)

    def _say(self, where: list[str], what: str, line: Line) -> None:
        where.append(f"{self._place.name}: {what}: {line}")
