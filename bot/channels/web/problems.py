"""What went wrong, as RFC 9457 problem details in the caller's language."""

from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from bot.channels.web.speaking import language
from bot.messages import Doc
from bot.render import plain
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core import errors

MEDIA = "application/problem+json"


class Problem(Exception):
    """A request that is refused: an HTTP `status`, and the `key` of the sentence that says why.

    `seconds` among the `params` is how long the caller has to wait.
    """

    def __init__(self, status: int, key: str, **params: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.params = params


_STATUS: dict[type[errors.BotError], int] = {
    errors.UnknownCondition: 404,
    errors.UnknownStock: 404,
    errors.UnknownPerson: 404,
    errors.NotSubscribed: 404,
    errors.NotLinked: 404,
    errors.AmbiguousCondition: 409,
    errors.AmbiguousStock: 409,
    errors.TooManyLookouts: 409,
    errors.LinkTheOtherWay: 409,
    errors.LinkElsewhere: 409,
    errors.ListedOwner: 409,
    errors.LastOwner: 409,
    errors.CodeRefused: 403,
    errors.PrivateOnly: 403,
    errors.TooManyTries: 429,
    errors.PersonError: 422,
    errors.OperatorError: 503,
    errors.AnswerTimedOut: 504,
    errors.RateLimited: 429,
    errors.PassingError: 503,
    errors.Refused: 502,
    errors.SendError: 502,
    errors.BotError: 500,
}


def status_of(error: errors.BotError) -> int:
    """Return the HTTP status of an error of the engine, by the nearest of its ancestors."""
    return next(_STATUS[one] for one in type(error).__mro__ if one in _STATUS)


def problem(
    connection: HTTPConnection, status: int, code: str, detail: str, seconds: str = ""
) -> JSONResponse:
    """Return problem details; `code` is for programs, `detail` for people."""
    headers = {"Content-Language": language(connection), "Cache-Control": "no-store"}
    if seconds:
        headers["Retry-After"] = seconds
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = {
        "type": "about:blank",
        "title": title(status, language(connection)),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": connection.url.path,
    }
    return JSONResponse(body, status, headers, media_type=MEDIA)


def refused(connection: HTTPConnection, error: Problem) -> JSONResponse:
    """Return the details of a request that was refused here."""
    said = Voice(language(connection)).text(error.key, **error.params)
    code = error.key.rpartition(".")[2]
    return problem(connection, error.status, code, said, error.params.get("seconds", ""))


def failed(connection: HTTPConnection, error: errors.BotError) -> JSONResponse:
    """Return the details of an error of the engine, in the words that chats use."""
    said = plain.encode(Doc(Voice(language(connection)).error(error)))
    status = status_of(error)
    return problem(connection, status, error.key, said, _pause(error, status))


def title(status: int, lang: str) -> str:
    """Return what a status is called."""
    key = f"problem.status_{status}"
    return TEXTS[key if key in TEXTS else f"problem.status_{status // 100}xx"].of(lang)


def _pause(error: errors.BotError, status: int) -> str:
    if isinstance(error, errors.TooManyTries):
        return str(int(error.params.get("minutes", "1")) * 60)
    if isinstance(error, errors.RateLimited):
        return error.params.get("seconds", "60")
    return "5" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""
