"""The conditions, searching them or an expression over them, and what was found last."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request

from bot.channels.web.api.describing import ASKING, CHANGING, VIEWERS, named, refusals
from bot.channels.web.api.schemas import (
    LARGEST_ID,
    CombinedOut,
    ConditionOut,
    ExpressionIn,
    InsideOut,
    ResultOut,
    ResultsOut,
    StockRef,
)
from bot.channels.web.api.shaping import combined, reference, result, shown
from bot.channels.web.desk import desk_of
from core.model import SearchResult
from core.services.algebra import One

router = APIRouter(
    prefix="/api/v1",
    tags=["conditions"],
    generate_unique_id_function=named,
    dependencies=VIEWERS,
)

ConditionId = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="the condition's id, not its seq", examples=[11])
]


@router.get("/conditions", responses=refusals())
async def list_conditions(request: Request) -> list[ConditionOut]:
    """List the conditions Kiwoom has, in its order, and the expressions somebody follows.

    None before Kiwoom has listed them for the first time.
    """
    engine = desk_of(request).engine
    return [shown(one) for one in [*await engine.conditions(), *engine.expressions()]]


@router.get("/conditions/{condition_id}", responses=refusals("unknown_condition"))
async def read_condition(
    request: Request,
    condition_id: ConditionId,
) -> ConditionOut:
    """Tell how a condition is watched, also one that Kiwoom lists no more."""
    return shown(desk_of(request).engine.condition(condition_id))


@router.post(
    "/conditions/{condition_id}/search",
    responses=refusals("unknown_condition", "wrong_origin", *ASKING),
)
async def search_condition(
    request: Request,
    condition_id: ConditionId,
) -> ResultOut:
    """Run a condition, or an expression that is followed, once.

    Within KIWOOM_REQUERY_SECONDS (60) the last answer stands in for it: `fresh` is false then.
    """
    engine = desk_of(request).engine
    condition = engine.condition(condition_id).condition
    formula = engine.formula(condition)
    if formula is None:
        return result(await engine.search(condition))
    found = await engine.search_all(formula)
    return result(SearchResult(condition, found.hits, found.at, found.fresh))


@router.get("/conditions/{condition_id}/results", responses=refusals("unknown_condition"))
async def read_results(
    request: Request,
    condition_id: ConditionId,
) -> ResultsOut:
    """Return the last answers and their times, and who is inside now; Kiwoom is not asked."""
    engine = desk_of(request).engine
    condition = engine.condition(condition_id).condition
    found = (await engine.stream.inside(condition_id)).inside
    known = found[0].known_at if found else None
    inside = None
    if known is not None:
        stocks = [StockRef(code=code, name=name) for code, name in found[0].members]
        inside = InsideOut(known_at=known, count=len(stocks), stocks=stocks)
    answers = [result(one, fresh=False) for one in engine.results(condition_id)]
    return ResultsOut(condition=reference(condition), results=answers, inside=inside)


@router.post(
    "/search", responses=refusals("formula_wrong", "unknown_condition", *CHANGING, *ASKING)
)
async def search_expression(request: Request, wanted: ExpressionIn) -> CombinedOut:
    """Run an expression over conditions once; it need not be followed.

    Each of its conditions is searched, and what they found combined. One condition alone is an
    expression as well.
    """
    engine = desk_of(request).engine
    formula = await engine.expression(wanted.expression)
    standing = formula.value if isinstance(formula, One) else engine.derived(formula)
    return combined(await engine.search_all(formula), standing)
