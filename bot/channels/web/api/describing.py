"""The description of the API (OpenAPI): who may call it, how it refuses, an example for all."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection
from starlette.routing import compile_path

from bot.channels.web.api.schemas import ProblemOut
from bot.channels.web.guard import need
from bot.channels.web.problems import MEDIA
from core.model import Role

VIEWERS = [Depends(need(Role.VIEWER))]
OWNERS = [Depends(need(Role.OWNER))]

Responses = dict[int | str, dict[str, Any]]

_PREFIX = "/api/"
_PROBLEM = "Problem"
_TITLES: Mapping[int, tuple[str, str, str, str]] = {
    401: ("Nobody can tell who is asking", "sign_in", "로그인 필요", "토큰을 넣어 주세요."),
    403: ("The caller may not", "need_owner", "권한 없음", "봇 주인만 할 수 있습니다."),
    404: (
        "There is no such thing",
        "unknown_condition",
        "찾을 수 없음",
        "‘#99’ 조건식을 찾지 못했습니다.",
    ),
    409: ("As things stand it cannot be done", "last_owner", "충돌", "마지막 봇 주인입니다."),
    413: ("The body is too large", "too_large", "너무 큼", "본문은 64 KB까지입니다."),
    422: (
        "Something was sent in the wrong shape",
        "invalid",
        "잘못된 요청",
        "‘limit’ 값은 500 이하여야 합니다.",
    ),
    429: ("Too many requests", "too_fast", "요청이 너무 잦음", "1초 뒤 다시 시도해 주세요."),
    500: ("A fault of ours, with its number", "internal", "내부 오류", "오류번호 1a2b3c."),
    502: ("Kiwoom refused", "broker_refused", "키움이 거절함", "키움이 거절했습니다."),
    503: (
        "Not now; Retry-After says when",
        "not_connected",
        "지금은 안 됨",
        "지금은 키움에 연결되어 있지 않습니다.",
    ),
    504: ("Kiwoom did not answer", "answer_timed_out", "답이 없음", "키움의 답이 오지 않았습니다."),
}
_EVERYWHERE = (401, 403, 422, 429, 500, 503)


def refusals(*statuses: int) -> Responses:
    """Return the description of how an operation refuses, besides what every one may answer."""
    return {status: _refusal(status) for status in sorted({*_EVERYWHERE, *statuses})}


def _refusal(status: int) -> dict[str, Any]:
    description, code, title, detail = _TITLES[status]
    example = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": "/api/v1/…",
    }
    schema = {"$ref": f"#/components/schemas/{_PROBLEM}"}
    return {"description": description, "content": {MEDIA: {"schema": schema, "example": example}}}


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
            routes=self.routes,
        )
        parts = found.setdefault("components", {})
        parts.setdefault("schemas", {})[_PROBLEM] = ProblemOut.model_json_schema()
        parts["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "made by `/token`"}
        }
        for path, operations in found["paths"].items():
            for operation in operations.values():
                operation["security"] = [{"token": []}] if path.startswith(_PREFIX) else []
        for content in _contents(found["paths"]):
            _exemplify(content, parts["schemas"])
        return found


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


def _contents(paths: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the JSON that is taken or given by any operation."""
    for operations in paths.values():
        for operation in operations.values():
            for said in (operation.get("requestBody", {}), *operation["responses"].values()):
                if content := said.get("content", {}).get("application/json"):
                    yield content


def _exemplify(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    schema = content.get("schema", {})
    several = "items" in schema
    name = (schema["items"] if several else schema).get("$ref", "").rpartition("/")[2]
    example = schemas.get(name, {}).get("example")
    if example is not None:
        content.setdefault("example", [example] if several else example)
