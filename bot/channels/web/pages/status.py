"""`/status`: one look says whether silence is peace or a fault."""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Caller, Owner, Viewer
from bot.channels.web.pages.asking import said, sorry, voice_of, written_down
from bot.channels.web.pages.rendering import render
from bot.messages import Doc, Line, Table
from bot.render import figures
from bot.render.status import status_reply, worst
from core.errors import BotError
from core.model import Role, SessionState

router = APIRouter(include_in_schema=False)

_WORDS = {"🟢": "well", "🟡": "unsure", "🔴": "bad"}
_STOPPED = (SessionState.TAKEN, SessionState.STOPPED)


@router.get("/status")
async def status(request: Request, caller: Viewer) -> Response:
    """Show how everything stands."""
    return await _page(request, caller, "status.html")


@router.get("/status/now")
async def now(request: Request, caller: Viewer) -> Response:
    """Show it again."""
    return await _page(request, caller, "status_now.html")


@router.post("/status/takeover")
async def takeover(request: Request, caller: Owner) -> Response:
    """Take the session back from the program that took it."""
    desk, voice = desk_of(request), voice_of(caller)
    try:
        async with written_down(desk, caller, "takeover", ""):
            await desk.engine.take_back()
    except BotError as error:
        return await _page(request, caller, "status_now.html", sorry(voice, error))
    return await _page(request, caller, "status_now.html", said(voice, "board.taking_over"))


async def _page(
    request: Request, caller: Caller, template: str, note: Doc | None = None
) -> Response:
    desk, voice = desk_of(request), voice_of(caller)
    try:
        found = await desk.engine.status()
    except BotError as error:
        doc = sorry(voice, error)
        return render(
            request, template, caller=caller, cards=[], light="bad", note=doc, may=False, at=""
        )
    return render(
        request,
        template,
        caller=caller,
        cards=list(_cards(status_reply(voice, found).doc)),
        light=_WORDS[worst(found)],
        note=note,
        may=caller.role is Role.OWNER and found.session.state in _STOPPED,
        at=figures.clock_time(found.now),
    )


def _cards(doc: Doc) -> Iterator[Doc]:
    """Yield what stands between the empty lines of the answer to `/status`."""
    card: list[Line | Table] = []
    for part in doc.parts:
        if part == ():
            yield Doc(tuple(card))
            card = []
        else:
            card.append(part)
    if card:
        yield Doc(tuple(card))
