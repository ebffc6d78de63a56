"""What went wrong, as RFC 9457 problem details in the caller's language and terms."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from bot.channels.web.speaking import language
from bot.messages import Doc
from bot.render import formula, plain
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core import errors

MEDIA = "application/problem+json"
_FOR_PROGRAMS = ("/api/", "/ws/", "/static/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_ROUTES: Mapping[str, str] = {
    "conditions": "GET /api/v1/conditions",
    "subscriptions": "GET /api/v1/subscriptions",
    "status": "GET /api/v1/status",
    "people": "GET /api/v1/people",
    "invite": "POST /api/v1/invites",
}
"""the route that does what a command does"""
_FORMULA: Mapping[str, str] = {
    "unknown": "api.part_unknown",
    "unknown_near": "api.part_near",
    "place": "api.part_place",
}


class Problem(Exception):
    """A request that is refused: an HTTP `status`, and the `key` of the sentence that says why.

    `seconds` among the `params` is how long the caller has to wait.
    """

    def __init__(self, status: int, key: str, **params: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.params = params

    @property
    def code(self) -> str:
        """Return what programs know it by."""
        return self.key.rpartition(".")[2]


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
    connection: HTTPConnection,
    status: int,
    code: str,
    detail: str,
    seconds: str = "",
    **more: object,
) -> JSONResponse:
    """Return problem details; `code` is for programs, `detail` for people, `more` for both."""
    lang = language(connection)
    headers = {"Content-Language": lang, "Cache-Control": "no-store"}
    if seconds:
        headers["Retry-After"] = seconds
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = details(status, code, detail, connection.url.path, lang) | more
    return JSONResponse(body, status, headers, media_type=MEDIA)


def details(status: int, code: str, detail: str, path: str, lang: str) -> dict[str, object]:
    """Return the members that all problems have."""
    return {
        "type": "about:blank",
        "title": title(status, lang),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": path,
    }


def refused(connection: HTTPConnection, error: Problem) -> JSONResponse:
    """Return the details of a request that was refused here."""
    said = sentence(error, language(connection), for_programs=for_programs(connection))
    return problem(connection, error.status, error.code, said, error.params.get("seconds", ""))


def failed(connection: HTTPConnection, error: errors.BotError) -> JSONResponse:
    """Return the details of an error of the engine."""
    said = sentence(error, language(connection), for_programs=for_programs(connection))
    status = status_of(error)
    return problem(connection, status, error.key, said, _pause(error, status), **extra(error))


def for_programs(connection: HTTPConnection) -> bool:
    """Return whether programs call there, so that an answer speaks the words of the API."""
    return connection.url.path.startswith(_FOR_PROGRAMS)


def sentence(error: Problem | errors.BotError, lang: str, *, for_programs: bool) -> str:
    """Return what is wrong: in the words of the API, or in those of the chats."""
    voice = Voice(lang, _in_the_api(lang)) if for_programs else Voice(lang)
    if isinstance(error, errors.FormulaWrong):
        lines = formula.sentence(voice, error, _FORMULA if for_programs else None)
        return " ".join(plain.encode(Doc(lines)).split("\n"))
    code = error.code if isinstance(error, Problem) else error.key
    if for_programs and f"api.{code}" in TEXTS:
        return voice.text(f"api.{code}", **error.params)
    if isinstance(error, Problem):
        return voice.text(error.key, **error.params)
    return plain.encode(Doc(voice.error(error)))


def extra(error: errors.BotError) -> dict[str, object]:
    """Return what programs are told besides: where an expression goes wrong."""
    if not isinstance(error, errors.FormulaWrong):
        return {}
    at, end = int(error.params["at"]), int(error.params["end"])
    place = {"position": at + 1, "length": end - at}
    return {"mistake": {"reason": error.params["problem"], **place}}


def _pause(error: errors.BotError, status: int) -> str:
    """Return the seconds after which it may be tried again, nothing where that is no use."""
    if isinstance(error, errors.TooManyTries):
        return str(int(error.params.get("minutes", "1")) * 60)
    if isinstance(error, errors.RateLimited):
        return error.params.get("seconds", "60")
    return "5" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""


def _in_the_api(lang: str) -> Callable[[str], str]:
    """Return how the API spells a command: by its route; one it has no route for is for a chat."""

    def spelled(command: str) -> str:
        return _ROUTES.get(command) or Voice(lang).text("api.in_a_chat", command=command)

    return spelled


def title(status: int, lang: str) -> str:
    """Return what a status is called."""
    key = f"problem.status_{status}"
    return TEXTS[key if key in TEXTS else f"problem.status_{status // 100}xx"].of(lang)
