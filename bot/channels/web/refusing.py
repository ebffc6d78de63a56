"""How a request is refused: problem details for programs, a page for who looks at one."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState

from bot.channels.web import invalid
from bot.channels.web.api.describing import taken
from bot.channels.web.closing import FAULT, OURS, close
from bot.channels.web.desk import seated
from bot.channels.web.guard import identify
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import (
    Problem,
    failed,
    for_programs,
    problem,
    refused,
    sentence,
    title,
)
from bot.channels.web.speaking import language
from bot.render.texts import TEXTS
from bot.render.voice import Voice


def refuse(connection: HTTPConnection, error: Problem) -> Response:
    """Return what to answer instead."""
    answer = refused(connection, error)
    if not wants_page(connection):
        return answer
    said = sentence(error, language(connection), for_programs=False)
    if error.key == "problem.sign_in":  # the page says by itself how
        said = ""
    return _page(connection, answer, error.status, said)


async def on_problem(connection: HTTPConnection, error: Any) -> Any:
    """Answer a request that was refused by one of ours."""
    return await _answer(connection, refuse(connection, error), error.status)


async def on_error(connection: HTTPConnection, error: Any) -> Any:
    """Answer with what the engine had against it."""
    answer = failed(connection, error)
    if wants_page(connection):
        said = sentence(error, language(connection), for_programs=False)
        return _page(connection, answer, answer.status_code, said)
    return await _answer(connection, answer, answer.status_code)


async def on_status(connection: HTTPConnection, error: Any) -> Any:
    """Answer a path or method that is not there."""
    found: HTTPException = error
    if wants_page(connection) and seated(connection):
        with suppress(Problem):  # who is known sees where else to go
            await identify(connection)
    lang = language(connection)
    if found.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no text at all
        said = TEXTS["problem.no_json"].of(lang)
        return await _answer(connection, problem(connection, 422, "invalid", said), 422)
    key = f"problem.is_{found.status_code}"
    said = TEXTS[key].of(lang) if key in TEXTS else title(found.status_code, lang)
    answer = problem(connection, found.status_code, f"http_{found.status_code}", said)
    for name, value in (found.headers or {}).items():
        answer.headers[name] = value
    if found.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := taken(connection)):
        answer.headers["Allow"] = methods
    if wants_page(connection):
        return _page(connection, answer, found.status_code, said)
    return await _answer(connection, answer, found.status_code)


async def on_invalid(connection: HTTPConnection, error: Any) -> Any:
    """Answer what was sent in the wrong shape, with one sentence that says what is right."""
    wrong: RequestValidationError = error
    said = invalid.sentence(wrong.errors(), Voice(language(connection)))
    answer = problem(connection, 422, "invalid", said)
    if wants_page(connection):
        return _page(connection, answer, 422, said)
    return await _answer(connection, answer, 422)


def wants_page(connection: HTTPConnection) -> bool:
    """Return whether a person looks at the answer: a browser that goes there."""
    if connection.scope["type"] != "http" or for_programs(connection):
        return False
    fragment = "hx-request" in connection.headers
    return not fragment and "text/html" in connection.headers.get("accept", "")


def _page(connection: HTTPConnection, answer: Response, status: int, said: str) -> Response:
    page = render(
        connection,
        "problem.html",
        status=status,
        title=title(status, language(connection)),
        said=said,
        sign_in=status == 401,
    )
    for name in ("retry-after", "allow", "content-language"):
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page


async def _answer(connection: HTTPConnection, answer: Response, status: int) -> Response | None:
    """Return the answer; a WebSocket that is open already is closed instead."""
    if (
        isinstance(connection, WebSocket)
        and connection.application_state is WebSocketState.CONNECTED
    ):
        await close(connection, OURS + status if status < 500 else FAULT)
        return None
    return answer
