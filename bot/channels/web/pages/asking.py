"""What a browser sent, and the small answers every page gives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

from starlette.requests import Request

from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import Desk
from bot.channels.web.guard import Caller
from bot.channels.web.problems import Problem
from bot.messages import Doc, Line
from bot.render.voice import Voice
from core.clock import SystemClock
from core.errors import BotError
from core.model import Audited
from core.services import deeds

_MOST_FIELDS = 60

Given = dict[str, tuple[str, ...]]
"""the fields of a form, each with all its values"""


async def given(request: Request) -> Given:
    """Return what a form sent; Problem 422 where that is no form."""
    body = await request.body()
    try:
        found = parse_qs(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise Problem(422, "board.no_form") from error
    return {key: tuple(values) for key, values in found.items()}


def word(given: Given, key: str) -> str:
    """Return the first value of a field, nothing where it was not sent."""
    return given.get(key, ("",))[0].strip()


def voice_of(caller: Caller) -> Voice:
    """Return the voice that speaks to them."""
    return Voice(caller.lang)


def sorry(voice: Voice, error: BotError) -> Doc:
    """Return the sentence of an error."""
    return Doc(voice.error(error))


def said(voice: Voice, key: str, /, **params: object) -> Doc:
    """Return a sentence."""
    lines: tuple[Line, ...] = voice.lines(key, **params)
    return Doc(lines)


@asynccontextmanager
async def written_down(desk: Desk, caller: Caller, command: str, words: str) -> AsyncIterator[None]:
    """Write down that somebody changed something on the page, as if the command had been said."""

    async def write(outcome: str) -> None:
        now, home = SystemClock().now(), chat_of(caller.identity)
        entry = Audited(now, caller.identity, home, command, words, outcome)
        await deeds.put(desk.engine.audit, entry)

    async with deeds.watched(write):
        yield
