"""The chat's routes: its WebSocket, its commands for completion, the pictures of its messages."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.websockets import WebSocket

from bot.channels.web.closing import NOT_NOW, SIGN_IN, close
from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import desk_of, seated
from bot.channels.web.guard import Viewer, identify
from bot.channels.web.problems import Problem
from bot.channels.web.room import room_of
from bot.channels.web.visit import Visit
from core.errors import BotError

router = APIRouter(include_in_schema=False)

_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))

Since = Annotated[int | None, Query(ge=0, le=2**53)]
Boot = Annotated[str, Query(max_length=32)]


@router.websocket("/ws/chat")
async def chat(socket: WebSocket, since: Since = None, boot: Boot = "") -> None:
    """Talk with a browser: the conversation behind the turn `since`, then whatever is new in it.

    It is closed with 4401 where nobody is signed in (any more), 4008 where it takes its messages
    too slowly, 1013 while the bot is still starting.
    """
    if not seated(socket):
        await _refuse(socket, NOT_NOW)
        return
    try:
        caller, room = await identify(socket), room_of(socket)
    except Problem as error:
        await _refuse(socket, SIGN_IN if error.status in (401, 403) else NOT_NOW)
        return
    await socket.accept()
    await Visit(socket, caller, desk_of(socket), room).run(since, boot)


@router.get("/chat/commands")
async def commands(request: Request, caller: Viewer) -> dict[str, Any]:
    """Return what may be said, for the completion: commands, and the conditions they take."""
    try:
        states = await desk_of(request).engine.conditions()
    except BotError:  # the commands are there all the same
        states = []
    entries = [one for one in room_of(request).menu(caller.lang) if one.role <= caller.role]
    return {
        "commands": [
            {
                "name": one.name,
                "aliases": list(one.aliases),
                "usage": one.usage,
                "help": one.help,
                "example": one.example,
                "condition": one.wants.startswith("condition"),
                "more": bool(one.wants),
            }
            for one in entries
        ],
        "conditions": [
            {"tag": one.condition.tag, "name": one.condition.name, "watched": bool(one.watch)}
            for one in states
        ],
    }


@router.get("/chat/files/{message}/{at}")
async def file(request: Request, caller: Viewer, message: int, at: int) -> Response:
    """Return a picture or file of the caller's own conversation; Problem 404 for any other."""
    found = await room_of(request).conversations.file(chat_of(caller.identity), message, at)
    if found is None:
        raise Problem(404, "page.file_gone")
    path, kept = found
    kind = await asyncio.to_thread(_picture, path) if kept["kind"] == "picture" else None
    return FileResponse(
        path,
        media_type=kind or "application/octet-stream",
        filename=str(kept["name"]),
        content_disposition_type="inline" if kind else "attachment",
        headers={
            "Cache-Control": "private, max-age=86400, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _picture(path: Path) -> str | None:
    """Return which kind of picture it is, by what is in it and not by its name."""
    with path.open("rb") as file:
        head = file.read(8)
    return next((kind for mark, kind in _PICTURES if head.startswith(mark)), None)


async def _refuse(socket: WebSocket, code: int) -> None:
    """Close with a code that the page understands; refused before, it would not learn why."""
    await socket.accept()
    await close(socket, code)
