"""`/scores`: what the entries of each condition were worth, as a table and as pictures."""

from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Viewer
from bot.channels.web.pages.asking import sorry, voice_of
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import Problem
from bot.messages import Doc
from bot.render import figures, past, pictures, posters, scores
from bot.render.voice import Voice
from core.clock import KST
from core.errors import BotError
from core.model.remembering import Span
from core.services.remembering import Ranked, midnight
from core.services.scoring import FEW, HALF_HOUR

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)

DAYS = (7, 30, 90)
_USUAL = 30
_PICTURES = 6


@dataclass(frozen=True, slots=True)
class Rank:
    """A condition's place: its median and hit rate after half an hour, how many entries."""

    id: int
    name: str
    median: str
    direction: str
    hits: str
    entries: str
    few: bool
    measured: bool
    card: Doc


@router.get("/scores")
async def ranking(request: Request, caller: Viewer, days: int = _USUAL) -> Response:
    """Show all conditions, the best first, and the cards of the first ones."""
    desk, voice = desk_of(request), voice_of(caller)
    days = days if days in DAYS else _USUAL
    note, ranked = None, list[Ranked]()
    try:
        ranked = await desk.engine.past.ranks(_span(desk, days))
    except BotError as error:
        note = sorry(voice, error)
    said = _said(voice, desk, days)
    rows = [_rank(voice, desk, one, said, days) for one in ranked]
    return render(
        request,
        "scores.html",
        caller=caller,
        rows=rows,
        pictured=[one for one in rows if one.measured][:_PICTURES],
        days=days,
        choices=DAYS,
        said=said,
        few=FEW,
        note=note,
    )


@router.get("/scores/{condition_id}.png")
async def picture(
    request: Request, caller: Viewer, condition_id: int, days: int = _USUAL, dark: bool = False
) -> Response:
    """Return the scorecard of a condition as a PNG; Problem 404 where there is none to draw."""
    desk, voice = desk_of(request), voice_of(caller)
    condition = desk.engine.past.condition(condition_id)
    days = days if days in DAYS else _USUAL
    if condition is None:
        raise Problem(404, "board.no_condition")
    span = _span(desk, days)
    card = await desk.engine.past.score(Span(condition_id, None, span.since, span.until))
    if not card.measured:
        raise Problem(404, "board.no_card")
    poster = posters.score_poster(voice, condition.name, card, _said(voice, desk, days))
    try:
        data = await pictures.poster(poster, dark=dark)
    except (OSError, BrokenExecutor) as error:
        log.warning("picture_failed", error=str(error))
        raise Problem(503, "board.no_picture") from error
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=60"})


def _span(desk: Desk, days: int) -> Span:
    today = desk.clock.now().astimezone(KST).date()
    first = today - timedelta(days=days - 1)
    return Span(since=midnight(first), until=midnight(today + timedelta(days=1)))


def _said(voice: Voice, desk: Desk, days: int) -> str:
    now = desk.clock.now().astimezone(KST)
    return past.days(voice, now.date() - timedelta(days=days - 1), now.date(), now)


def _rank(voice: Voice, desk: Desk, one: Ranked, said: str, days: int) -> Rank:
    known = one.card.figures[HALF_HOUR]
    moved = round(known.median, 2) if known else 0
    name = desk.engine.stock_name
    return Rank(
        one.condition.id,
        one.condition.name,
        figures.signed(known.median) if known else "-",
        "up" if moved > 0 else "down" if moved < 0 else "flat",
        f"{known.hit_rate:.0f}%" if known else "-",
        f"{one.card.entries:,}",
        one.card.few,
        bool(one.card.measured),
        scores.card(voice, one.condition, one.card, said, str(days), name).doc,
    )
