"""Expressions over conditions that a command about one of them was given."""

from contextlib import suppress

from core.engine import Engine
from core.errors import FormulaWrong, NotSubscribed
from core.model import Condition
from core.services import algebra
from core.services.algebra import Pair
from core.services.deriving import name_of


async def followed(engine: Engine, said: str) -> Condition | None:
    """Return what is kept of an expression that was followed, None for anything else."""
    if not algebra.looks_like(said):
        return None
    with suppress(FormulaWrong):
        return engine.derived(await engine.expression(said))
    return None


async def refuse_unfollowed(engine: Engine, said: str) -> None:
    """Raise NotSubscribed for an expression over known conditions, which nobody follows."""
    if not algebra.looks_like(said):
        return
    with suppress(FormulaWrong):
        read = await engine.expression(said)
        if isinstance(read, Pair):
            raise NotSubscribed(name=name_of(read))
