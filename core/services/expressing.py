"""From what was said to an expression over the conditions themselves; pure."""

from collections.abc import Collection

from core.errors import AmbiguousCondition, UnknownCondition
from core.model import Condition
from core.services import algebra
from core.services.algebra import MOST, Formula, Named, One, changed, spread, wrong
from core.services.deriving import formula_of
from core.services.finding import alike, find, find_squeezed, listed, near_conditions
from core.services.hangul import squeezed


def read(conditions: Collection[Condition], said: str) -> Formula[Condition]:
    """Return an expression over the conditions it names; raises FormulaWrong.

    What it names may be an expression that was followed: its conditions stand in its place.
    """
    named = algebra.parse(said)
    known = {one.id: one for one in conditions}
    found: dict[Named, Formula[Condition]] = {}
    count = 0
    for one in algebra.values(named):
        condition = _condition(conditions, said, one)
        its = formula_of(condition)
        found[one] = One(condition) if its is None else changed(its, known.__getitem__)
        count += len([*algebra.values(found[one])])
        if count > MOST:
            raise wrong("too_many", said, one.at, one.end, most=str(MOST))
    return spread(named, found.__getitem__)


def _condition(conditions: Collection[Condition], said: str, named: Named) -> Condition:
    """Return the condition of one place; raises FormulaWrong with the `ids` that may be meant."""
    if named.quoted and (exact := _called(conditions, named.said)):
        return exact
    try:
        return _meant(conditions, named.said)
    except AmbiguousCondition as error:
        meant, problem = alike(conditions, named.said), "several"
        names = error.params.get("names", "")
    except UnknownCondition:
        meant, problem, names = near_conditions(conditions, named.said), "unknown", ""
    ids = ",".join(str(one.id) for one in meant)
    called = "\n".join(one.name for one in meant)
    raise wrong(problem, said, named.at, named.end, ids=ids, called=called, names=names)


def _meant(conditions: Collection[Condition], said: str) -> Condition:
    try:
        return find(conditions, said)
    except UnknownCondition:
        return find_squeezed(conditions, said)


def _called(conditions: Collection[Condition], name: str) -> Condition | None:
    """Return the one condition of exactly this name, which may be a number."""
    exact = [one for one in listed(conditions) if squeezed(one.name) == squeezed(name)]
    return exact[0] if len(exact) == 1 else None
