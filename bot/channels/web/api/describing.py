"""The description of the API (OpenAPI): who may call it, how it refuses, an example for all."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection
from starlette.routing import compile_path

from bot.channels.web.api.schemas import ProblemOut
from bot.channels.web.guard import need
from bot.channels.web.problems import MEDIA, Problem, details, extra, sentence, status_of
from bot.render.voice import Voice
from core import errors
from core.model import Role
from core.services.algebra import wrong

VIEWERS = [Depends(need(Role.VIEWER))]
OWNERS = [Depends(need(Role.OWNER))]

Responses = dict[int | str, dict[str, Any]]

_PREFIX = "/api/"
_GUARDED = (_PREFIX, "/metrics")
"""where nothing is told without a token"""
_PROBLEM = "Problem"

_STATUSES: Mapping[int, str] = {
    401: "Nobody can tell who is asking",
    403: "The caller may not",
    404: "There is no such thing",
    409: "As things stand it cannot be done",
    413: "The body is too large",
    422: "Something was sent that means nothing here",
    429: "Too many requests; Retry-After says when",
    500: "A fault of ours, with its number in the log",
    502: "Kiwoom refused",
    503: "Not now; Retry-After says when",
    504: "Kiwoom did not answer in time",
}
_REFUSALS: Sequence[Problem | errors.BotError] = (
    Problem(401, "problem.sign_in"),
    Problem(401, "problem.wrong_token"),
    Problem(403, "problem.need_viewer"),
    Problem(403, "problem.need_owner"),
    Problem(403, "problem.wrong_origin"),
    Problem(403, "api.not_your_chat", said="telegram:4711"),
    errors.UnknownCondition(said="#99"),
    errors.UnknownStock(said="000001"),
    errors.UnknownPerson(said="#99"),
    Problem(404, "api.no_subscription"),
    Problem(404, "api.no_candles", said="005930"),
    errors.ListedOwner(name="telegram:1001"),
    errors.LastOwner(),
    Problem(413, "problem.too_large", most="64"),
    Problem(422, "problem.invalid"),
    wrong("unknown", "0&9", 2),
    Problem(422, "api.no_channel", said="slack"),
    Problem(429, "problem.too_fast", seconds="3"),
    errors.RateLimited(seconds="25"),
    Problem(500, "error.internal", number="1a2b3c"),
    errors.Refused(900002, "INPUT_ERROR"),
    Problem(503, "problem.starting", seconds="2"),
    errors.NotConnected(),
    errors.SessionTaken(),
    errors.AnswerTimedOut(),
)
_BY_CODE = {one.code if isinstance(one, Problem) else one.key: one for one in _REFUSALS}
_EVERYWHERE = ("sign_in", "wrong_token", "invalid", "too_fast", "internal", "starting")
CHANGING = ("wrong_origin", "too_large")
"""how whatever takes a body refuses besides"""
ASKING = ("rate_limited", "broker_refused", "not_connected", "session_taken", "answer_timed_out")
"""how whatever asks Kiwoom refuses besides"""
_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "`Bearer`"},
    429: {"Retry-After": "seconds"},
    503: {"Retry-After": "seconds"},
}


def refusals(*codes: str) -> Responses:
    """Return the description of how an operation refuses, by these codes besides what all have."""
    found: Responses = {}
    if all(_status(code) != HTTPStatus.FORBIDDEN for code in codes):
        codes = (*codes, "need_viewer")
    for code in sorted((*_EVERYWHERE, *codes), key=_status):
        status = _status(code)
        if status not in found:
            found[status] = _refusal(status)
        found[status]["content"][MEDIA]["examples"][code] = {"value": _details(code)}
    return found


def _status(code: str) -> int:
    error = _BY_CODE[code]
    return error.status if isinstance(error, Problem) else status_of(error)


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{_PROBLEM}"}
    headers = {
        name: {"description": said, "schema": {"type": "string"}}
        for name, said in _HEADERS.get(status, {}).items()
    }
    return {
        "description": _STATUSES[status],
        "content": {MEDIA: {"schema": schema, "examples": {}}},
        **({"headers": headers} if headers else {}),
    }


def _details(code: str) -> dict[str, object]:
    """Return the problem that a code comes with, in English as the description is."""
    error, lang = _BY_CODE[code], "en"
    said = sentence(error, lang, for_programs=True)
    more = {} if isinstance(error, Problem) else extra(error)
    return details(_status(code), code, said, "", lang) | more


def named(route: APIRoute) -> str:
    """Return the name programs that are made from the description give an operation."""
    return route.name


class Described(FastAPI):
    """An application whose description names its keys, its problems and an example of all."""

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            self.openapi_schema = self._described()
        return self.openapi_schema

    def _described(self) -> dict[str, Any]:
        found = get_openapi(
            title=self.title,
            version=self.version,
            description=self.description,
            tags=self.openapi_tags,
            routes=self.routes,
        )
        parts = found.setdefault("components", {})
        schemas = parts.setdefault("schemas", {})
        problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= {**problem.pop("$defs", {}), _PROBLEM: problem}
        made = "made by `/token` in a private chat with the bot, or WEB_TOKEN"
        parts["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": made}
        }
        for path, operations in found["paths"].items():
            for operation in operations.values():
                operation["security"] = [{"token": []}] if path.startswith(_GUARDED) else []
                operation["summary"] = operation["description"].partition("\n")[0].rstrip(".")
                for content in _contents(operation, "application/json"):
                    _exemplify(content, schemas)
                for content in _contents(operation, MEDIA):
                    for code, one in content["examples"].items():
                        one["value"] |= _of(operation, path, code)
        return found


def _contents(operation: Mapping[str, Any], media: str) -> Iterator[dict[str, Any]]:
    """Yield what an operation takes or gives of a kind."""
    for said in (operation.get("requestBody", {}), *operation["responses"].values()):
        if content := said.get("content", {}).get(media):
            yield content


def _of(operation: Mapping[str, Any], path: str, code: str) -> dict[str, str]:
    """Return what of a problem's example is this operation's own."""
    parameters = operation.get("parameters", ())
    known = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "path"}
    own = {"instance": path.format_map(known)}
    if code == "invalid":
        name = next((one["name"] for one in parameters), "body")
        own["detail"] = Voice("en").text("problem.invalid", name=name, said="x")
    return own


def taken(connection: HTTPConnection) -> str:
    """Return every method that a path of the API takes, as `Allow` says it; nothing elsewhere."""
    app = connection.app
    if not isinstance(app, Described):
        return ""
    path = connection.url.path
    for template, operations in app.openapi()["paths"].items():
        if compile_path(template)[0].match(path):
            return ", ".join(sorted(one.upper() for one in operations))
    return ""


def _exemplify(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    schema = content.get("schema", {})
    several = "items" in schema
    name = (schema["items"] if several else schema).get("$ref", "").rpartition("/")[2]
    example = schemas.get(name, {}).get("example")
    if example is not None and "examples" not in content:
        content.setdefault("example", [example] if several else example)
