"""What the conditions were worth."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request

from bot.channels.web.api.conditions import ConditionId
from bot.channels.web.api.describing import VIEWERS, named, refusals
from bot.channels.web.api.schemas import EVENING, MORNING, Given, Moment
from bot.channels.web.api.schemas_scores import (
    CardOut,
    FiguresOut,
    HourOut,
    Mark,
    ScoreOut,
    ScoresOut,
    SingleOut,
)
from bot.channels.web.api.shaping import reference
from bot.channels.web.desk import Desk, desk_of
from core.model import Condition
from core.model.remembering import Span
from core.services.scoring import Card, Single

router = APIRouter(
    prefix="/api/v1/scores",
    tags=["scores"],
    generate_unique_id_function=named,
    dependencies=VIEWERS,
)

_MARKS: tuple[Mark, ...] = ("1m", "5m", "30m", "close")


class SpanQuery(Given):
    """Which entries count."""

    since: Moment | None = Field(
        None, description="only entries received then or later", examples=[MORNING]
    )
    until: Moment | None = Field(
        None, description="only entries received before then", examples=[EVENING]
    )


@router.get("", responses=refusals())
async def list_scores(request: Request, span: Annotated[SpanQuery, Query()]) -> ScoresOut:
    """Return every condition that had an entry, the best median after half an hour first."""
    desk = desk_of(request)
    ranked = await desk.engine.past.ranks(Span(None, None, span.since, span.until))
    return ScoresOut(scores=[_score(desk, one.condition, one.card, span) for one in ranked])


@router.get("/{condition_id}", responses=refusals("unknown_condition"))
async def read_score(
    request: Request, condition_id: ConditionId, span: Annotated[SpanQuery, Query()]
) -> ScoreOut:
    """Return the scorecard of a condition: returns in percent, before fees and taxes."""
    desk = desk_of(request)
    condition = desk.engine.condition(condition_id).condition
    card = await desk.engine.past.score(Span(condition_id, None, span.since, span.until))
    return _score(desk, condition, card, span)


def _score(desk: Desk, condition: Condition, card: Card, span: SpanQuery) -> ScoreOut:
    return ScoreOut(
        condition=reference(condition), since=span.since, until=span.until, card=_card(desk, card)
    )


def _card(desk: Desk, card: Card) -> CardOut:
    figures = [
        FiguresOut(
            mark=mark,
            count=one.count,
            gains=one.gains,
            hit_rate=one.hit_rate,
            median=one.median,
            mean=one.mean,
        )
        for mark, one in zip(_MARKS, card.figures, strict=True)
        if one is not None
    ]
    hours = [
        HourOut(hour=one.hour, entries=one.entries, measured=one.measured, median=one.median)
        for one in card.hours
    ]
    return CardOut(
        entries=card.entries,
        measured=card.measured,
        few=card.few,
        figures=figures,
        best=_single(desk, card.best),
        worst=_single(desk, card.worst),
        best_worst_mark=_MARKS[card.mark],
        hours=hours,
        hours_mark=_MARKS[card.hours_mark],
    )


def _single(desk: Desk, one: Single | None) -> SingleOut | None:
    if one is None:
        return None
    code = one.outcome.code
    return SingleOut(code=code, name=desk.engine.stock_name(code), at=one.outcome.at, rate=one.rate)
