"""Expressions that somebody follows: conditions of ours, whose inside follows from others; pure.

An expression is a row beside the broker's conditions: its `seq` is `=` and the expression over the
ids of its parts (`=#1&#2`), its name the same in words. It is true of a stock at the moment the
last of its parts was heard of; while one of them has a gap nothing is told, and what changed in
the gap is told together as missed, once all parts are whole again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import FormulaWrong
from core.model import DERIVED, Condition, Event, EventKind, Membership, Source
from core.services import algebra, membership
from core.services.algebra import Formula, Join, One, Pair
from core.services.membership import Day


@dataclass(slots=True)
class Derived:
    """An expression somebody wants: over which conditions, by how many, and whether it is whole."""

    condition: Condition
    formula: Formula[int]
    wanted: int
    whole: bool = False
    """no gap lies between what is known of it and now"""

    @property
    def parts(self) -> frozenset[int]:
        """Return the ids of the conditions it is made of."""
        return frozenset(algebra.values(self.formula))

    def follow(
        self,
        known: Mapping[int, Membership],
        before: Membership,
        events: Iterable[Event],
        at: datetime,
        today: Day,
    ) -> tuple[Membership, tuple[Event, ...]]:
        """Return who is inside now that the parts are `known` so, and what of it is news.

        `events` are those of the part that has just changed.
        """
        codes = algebra.inside(self.formula, {one: known[one].codes for one in self.parts})
        if self.whole and before.day == today.day:
            after = replace(before, codes=codes, known_at=at)
            return after, tuple(self._news(before.codes, codes, events))
        self.whole = True
        return membership.snapshot(before, codes, at, today, Source.MISSED)

    def _news(
        self, before: frozenset[str], after: frozenset[str], events: Iterable[Event]
    ) -> Iterable[Event]:
        """A stock moved here because it moved in a part: it happened when and as that did."""
        for event in events:
            if (event.code in before) is not (event.code in after):
                kind = EventKind.ENTRY if event.code in after else EventKind.EXIT
                yield replace(event, condition_id=self.condition.id, kind=kind)


def formula_of(condition: Condition) -> Formula[int] | None:
    """Return the expression that a condition of ours stands for, None for any other."""
    if not condition.derived:
        return None
    try:
        named = algebra.parse(condition.seq.removeprefix(DERIVED))
        return algebra.changed(named, lambda one: int(one.said.removeprefix("#")))
    except (FormulaWrong, ValueError):
        return None


def seq_of(formula: Formula[Condition]) -> str:
    """Return `=#1&#2`, the same for every expression that differs in the order of equals alone."""
    ids = algebra.changed(formula, lambda one: one.id)
    return DERIVED + algebra.write(_sorted(ids), lambda one: f"#{one}")


def name_of(formula: Formula[Condition]) -> str:
    """Return the expression in words, such that it can be said again: `급등 & "R&D"`."""
    return algebra.write(formula, lambda one: _quoted(one.name), " ")


def _quoted(name: str) -> str:
    return f'"{name}"' if algebra.looks_like(name) else name


def _sorted(formula: Formula[int]) -> Formula[int]:
    """Put the sides of `&` and `|` in one order, each once."""
    if isinstance(formula, One):
        return formula
    if formula.join is Join.WITHOUT:
        return Pair(formula.join, _sorted(formula.left), _sorted(formula.right))
    sides = {_written(one): one for one in map(_sorted, _sides(formula, formula.join))}
    first, *others = (sides[one] for one in sorted(sides))
    whole = first
    for one in others:
        whole = Pair(formula.join, whole, one)
    return whole


def _sides(formula: Formula[int], join: Join) -> list[Formula[int]]:
    if isinstance(formula, Pair) and formula.join is join:
        return [*_sides(formula.left, join), *_sides(formula.right, join)]
    return [formula]


def _written(formula: Formula[int]) -> str:
    return algebra.write(formula, lambda one: f"{one:09}")


def wanted_parts(
    counts: Mapping[int, int], conditions: Mapping[int, Condition]
) -> tuple[Counter[int], dict[int, Formula[int]]]:
    """Return how many want each of the broker's conditions, for itself or as a part.

    And the expressions that are wanted, by id.
    """
    wanted: Counter[int] = Counter()
    derived: dict[int, Formula[int]] = {}
    for condition_id, count in counts.items():
        condition = conditions.get(condition_id)
        formula = formula_of(condition) if condition is not None else None
        if formula is None:
            wanted[condition_id] += count
            continue
        derived[condition_id] = formula
        for part in set(algebra.values(formula)):
            wanted[part] += count
    return wanted, derived


def holding(
    conditions: Iterable[Condition], parts: Collection[int]
) -> list[tuple[Condition, list[int]]]:
    """Return the expressions that are made of any of these conditions, and of which of them."""
    found = []
    for one in conditions:
        formula = formula_of(one)
        its = set(algebra.values(formula)) if formula is not None else set()
        if concerned := sorted(its & set(parts)):
            found.append((one, concerned))
    return found
