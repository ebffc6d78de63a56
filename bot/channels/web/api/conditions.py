"""The conditions, searching them, and what was found last."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request

from bot.channels.web.api.describing import VIEWERS, named, refusals
from bot.channels.web.api.schemas import (
    LARGEST_ID,
    ConditionOut,
    InsideOut,
    ResultOut,
    ResultsOut,
    StockRef,
)
from bot.channels.web.api.shaping import reference, result, shown
from bot.channels.web.desk import desk_of

router = APIRouter(
    prefix="/api/v1/conditions",
    tags=["conditions"],
    generate_unique_id_function=named,
    dependencies=VIEWERS,
)

ConditionId = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="its id, not its seq", examples=[11])
]


@router.get("", responses=refusals())
async def list_conditions(request: Request) -> list[ConditionOut]:
    """List the conditions Kiwoom has, in its order, and the expressions somebody follows.

    None before Kiwoom has listed them for the first time.
    """
    engine = desk_of(request).engine
    return [shown(one) for one in [*await engine.conditions(), *engine.expressions()]]


@router.get("/{condition_id}", responses=refusals(404))
async def read_condition(
    request: Request,
    condition_id: ConditionId,
) -> ConditionOut:
    """Tell how a condition is watched, also one that Kiwoom lists no more."""
    return shown(desk_of(request).engine.condition(condition_id))


@router.post("/{condition_id}/search", responses=refusals(404, 502, 504))
async def search_condition(
    request: Request,
    condition_id: ConditionId,
) -> ResultOut:
    """Run a condition once; within KIWOOM_REQUERY_SECONDS the last answer stands in for it.

    Expressions cannot be searched.
    """
    engine = desk_of(request).engine
    return result(await engine.search(engine.condition(condition_id).condition))


@router.get("/{condition_id}/results", responses=refusals(404))
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
