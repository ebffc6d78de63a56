"""What a condition's entries were worth: plain statistics over their followups; pure.

Returns are in percent of the price at the entry, before fees and taxes. A moment nobody knows the
price of is left out of its own figures and of nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from core.clock import KST
from core.model.remembering import MARKS, MINUTES, Outcome

FEW = 30
"""below so many measured entries the figures are hardly more than chance"""
HALF_HOUR = MINUTES.index(30)
CLOSE = MARKS - 1
FEW_IN_AN_HOUR = 5
"""an hour with fewer measured entries is not spoken of"""
_ACTIVE = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """The returns at one mark: how many are known, how many were gains, median and mean."""

    count: int
    gains: int
    median: float
    mean: float

    @property
    def hit_rate(self) -> float:
        """Return the percentage that were gains."""
        return 100.0 * self.gains / self.count


@dataclass(frozen=True, slots=True)
class Single:
    """One entry's return."""

    outcome: Outcome
    rate: float


@dataclass(frozen=True, slots=True)
class Hour:
    """The entries of an hour of the day, KST, and the median return at the card's mark."""

    hour: int
    entries: int
    measured: int = 0
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard; `figures` has one for each mark, None where no price is known.

    `mark` is the one that best, worst and hours speak of: the last that is known at all; of hours
    it is half an hour where that is known, since the way to the close is longer in the morning.
    """

    entries: int
    figures: tuple[Figures | None, ...] = (None,) * MARKS
    mark: int = CLOSE
    best: Single | None = None
    worst: Single | None = None
    hours_mark: int = HALF_HOUR
    hours: tuple[Hour, ...] = ()
    returns: tuple[float, ...] = ()
    """those at the mark of the hours, in the order of the entries"""

    @property
    def measured(self) -> int:
        """Return how many entries have a return at any mark, at the one where most have."""
        return max((one.count for one in self.figures if one is not None), default=0)

    @property
    def few(self) -> bool:
        """Return whether there are too few to mean anything."""
        return self.measured < FEW

    @property
    def best_hour(self) -> Hour | None:
        """Return the hour with the best median, of those with five entries or more."""
        known = [one for one in self.hours if one.measured >= FEW_IN_AN_HOUR]
        return max(known, key=lambda one: (one.median or 0.0, one.measured), default=None)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day was; `conditions` are ids with entries and exits, most first.

    `hours` are entries by hour and condition, `stocks` the codes that entered most often. What
    moved in an expression moved in its conditions as well: `apart` has the expressions, which
    nothing else counts.
    """

    entries: int = 0
    exits: int = 0
    conditions: tuple[tuple[int | None, int, int], ...] = ()
    apart: tuple[tuple[int | None, int, int], ...] = ()
    hours: tuple[tuple[int, Mapping[int | None, int]], ...] = ()
    stocks: tuple[tuple[str, int], ...] = ()
    card: Card = Card(0)


def rate(outcome: Outcome, mark: int) -> float | None:
    """Return the return at a mark in percent, None where a price is not known."""
    price = outcome.prices[mark]
    if price is None or not outcome.price:
        return None
    return (price / outcome.price - 1) * 100


def score(outcomes: Sequence[Outcome]) -> Card:
    """Return the scorecard of these entries."""
    rates = [[r for one in outcomes if (r := rate(one, mark)) is not None] for mark in _ALL]
    known = [mark for mark in _ALL if rates[mark]]
    if not known:
        return Card(len(outcomes), hours=_hours(outcomes, HALF_HOUR))
    mark = known[-1]
    hours_mark = HALF_HOUR if HALF_HOUR in known else mark
    best, worst = max(rates[mark]), min(rates[mark])
    return Card(
        entries=len(outcomes),
        figures=tuple(_figures(some) for some in rates),
        mark=mark,
        best=Single(next(one for one in outcomes if rate(one, mark) == best), best),
        worst=Single(next(one for one in outcomes if rate(one, mark) == worst), worst),
        hours_mark=hours_mark,
        hours=_hours(outcomes, hours_mark),
        returns=tuple(rates[hours_mark]),
    )


def rank(outcomes: Iterable[Outcome]) -> list[tuple[int, Card]]:
    """Return the card of every condition: the best median after half an hour first.

    Those with too few entries stand behind all others.
    """
    by_condition: dict[int, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.condition_id is not None:
            by_condition[one.condition_id].append(one)
    cards = [(key, score(some)) for key, some in by_condition.items()]
    return sorted(cards, key=lambda one: _worth(one[1]), reverse=True)


def summarize(
    every: Sequence[Outcome],
    exits: Mapping[int | None, int],
    expressions: Collection[int | None] = (),
) -> Day:
    """Return what a day was, from its entries and how many left each condition."""
    entries = Counter(one.condition_id for one in every)
    keys = entries.keys() | exits.keys()
    told = sorted(
        ((key, entries[key], exits.get(key, 0)) for key in keys),
        key=lambda one: (-one[1] - one[2], one[0] or 0),
    )
    conditions = tuple(one for one in told if one[0] not in expressions)
    outcomes = [one for one in every if one.condition_id not in expressions]
    hours: dict[int, Counter[int | None]] = defaultdict(Counter)
    for one in outcomes:
        hours[_hour(one)][one.condition_id] += 1
    stocks = Counter(one.code for one in outcomes)
    return Day(
        entries=len(outcomes),
        exits=sum(left for _, _, left in conditions),
        conditions=conditions,
        apart=tuple(one for one in told if one[0] in expressions),
        hours=tuple((hour, dict(hours[hour])) for hour in sorted(hours)),
        stocks=tuple(sorted(stocks.items(), key=lambda one: (-one[1], one[0]))[:_ACTIVE]),
        card=score(outcomes),
    )


_ALL = range(MARKS)


def _figures(rates: Sequence[float]) -> Figures | None:
    if not rates:
        return None
    gains = sum(one > 0 for one in rates)
    return Figures(len(rates), gains, median(rates), fmean(rates))


def _hours(outcomes: Iterable[Outcome], mark: int) -> tuple[Hour, ...]:
    entries: Counter[int] = Counter()
    rates: dict[int, list[float]] = defaultdict(list)
    for one in outcomes:
        entries[_hour(one)] += 1
        if (known := rate(one, mark)) is not None:
            rates[_hour(one)].append(known)
    return tuple(
        Hour(hour, entries[hour], len(rates[hour]), median(rates[hour]) if rates[hour] else None)
        for hour in sorted(entries)
    )


def _hour(outcome: Outcome) -> int:
    return outcome.at.astimezone(KST).hour


def _worth(card: Card) -> tuple[bool, bool, float, int]:
    figures = card.figures[HALF_HOUR]
    known = figures.median if figures is not None else 0.0
    return not card.few, figures is not None, known, card.entries
