"""`/`, `/chat`, `/live`: the chat and what enters and leaves, together or one at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Caller, Viewer
from bot.channels.web.pages.rendering import render
from bot.messages import Incoming
from core.clock import SystemClock
from core.errors import BotError

router = APIRouter(include_in_schema=False)

SHOWN = 60
"""events the live view begins with"""


@router.get("/")
async def home(request: Request, caller: Viewer) -> Response:
    """Show chat and live view side by side; on a phone the chat, with the other a tap away."""
    return await _shown(request, caller, "both")


@router.get("/chat")
async def chat(request: Request, caller: Viewer) -> Response:
    """Show the chat alone."""
    return await _shown(request, caller, "chat")


@router.get("/live")
async def live(request: Request, caller: Viewer) -> Response:
    """Show what enters and leaves, alone."""
    return await _shown(request, caller, "live")


@router.get("/live/conditions")
async def conditions(request: Request, caller: Viewer) -> Response:
    """Return the list of conditions, for a page that is open already."""
    return render(request, "_conditions.html", caller=caller, **await _conditions(request, caller))


@router.post("/lang")
async def lang(
    request: Request, caller: Viewer, to: Annotated[str, Query(pattern="^(ko|en)$")]
) -> Response:
    """Speak another language to the caller from now on, as `/lang` does, and show the page."""
    desk, now = desk_of(request), SystemClock().now()
    key = f"web:lang:{caller.identity}:{to}:{now.timestamp()}"
    await desk.handle(Incoming(key, chat_of(caller.identity), caller.identity, f"/lang {to}"))
    back = request.headers.get("referer", "")
    origin = f"{request.url.scheme}://{request.url.netloc}/"
    path = back.removeprefix(origin) if back.startswith(origin) else ""
    return RedirectResponse(f"/{path.lstrip('/')}", 303)


async def _shown(request: Request, caller: Caller, view: str) -> Response:
    known: dict[str, Any] = {"since": 0, "states": [], "mine": set()}
    if view != "chat":
        known = {"since": await _since(request), **await _conditions(request, caller)}
    return render(request, "home.html", caller=caller, view=view, **known)


async def _since(request: Request) -> int:
    """Return the event behind which the live view begins, so that it is not empty."""
    try:
        standing = await desk_of(request).engine.stream.inside(None)
    except BotError:
        return 0
    return max(0, standing.last - SHOWN)


async def _conditions(request: Request, caller: Caller) -> dict[str, Any]:
    """Return the conditions as they stand, and which of them the caller is told in this chat."""
    engine = desk_of(request).engine
    try:
        states = await engine.conditions()
        mine = await engine.subscriptions(chat_of(caller.identity))
    except BotError:  # the page says by itself that the broker is away
        return {"states": [], "mine": set()}
    return {"states": states, "mine": {one.subscription.condition.id for one in mine}}
