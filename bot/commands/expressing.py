"""Expressions over conditions, from what was said to the conditions themselves."""

from contextlib import suppress

from bot.commands import naming
from core.engine import Engine
from core.errors import AmbiguousCondition, FormulaWrong, NotSubscribed, UnknownCondition
from core.model import Condition
from core.services import algebra
from core.services.algebra import Formula, Named, Pair, wrong
from core.services.deriving import name_of
from core.services.hangul import squeezed


async def followed(engine: Engine, said: str) -> Condition | None:
    """Return what is kept of an expression that was followed, None for anything else."""
    if not algebra.looks_like(said):
        return None
    with suppress(FormulaWrong):
        return engine.derived(await formula(engine, said))
    return None


async def refuse_unfollowed(engine: Engine, said: str) -> None:
    """Raise NotSubscribed for an expression over known conditions, which nobody follows."""
    if not algebra.looks_like(said):
        return
    with suppress(FormulaWrong):
        read = await formula(engine, said)
        if isinstance(read, Pair):
            raise NotSubscribed(name=name_of(read))


async def formula(engine: Engine, said: str) -> Formula[Condition]:
    """Return an expression over the conditions it names; raises FormulaWrong."""
    named = algebra.parse(said)
    found = {one: await _condition(engine, said, one) for one in algebra.values(named)}
    return algebra.changed(named, found.__getitem__)


async def _condition(engine: Engine, said: str, named: Named) -> Condition:
    """Return the condition of one place; raises FormulaWrong with the `ids` that may be meant."""
    if named.quoted and (exact := await _called(engine, named.said)):
        return exact
    try:
        return await naming.find(engine, named.said)
    except AmbiguousCondition as error:
        meant, problem = await naming.alike(engine, named.said), "several"
        names = error.params.get("names", "")
    except UnknownCondition:
        meant, problem, names = await naming.near(engine, named.said), "unknown", ""
    ids = ",".join(str(one.id) for one in meant)
    called = "\n".join(one.name for one in meant)
    raise wrong(problem, said, named.at, named.end, ids=ids, called=called, names=names)


async def _called(engine: Engine, name: str) -> Condition | None:
    """Return the one condition of exactly this name, which may be a number."""
    listed = [one.condition for one in await engine.conditions()]
    exact = [one for one in listed if squeezed(one.name) == squeezed(name)]
    return exact[0] if len(exact) == 1 else None
