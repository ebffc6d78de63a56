"""The REST side: one POST a transaction, told apart by the `api-id` header."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from core.simulator import charts, depth, quotes
from core.simulator.oauth import (
    GRANT_MISSING,
    GRANT_WRONG,
    TOKEN_MISSING,
    Refusal,
    Token,
)
from core.simulator.world import World

Body = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_DONE = "정상적으로 처리되었습니다"
_STKINFO = "/api/dostk/stkinfo"
_MRKCOND = "/api/dostk/mrkcond"
_CHART = "/api/dostk/chart"
_HTML = (
    "<!DOCTYPE html><html><head><title>{title}</title></head>"
    "<body><h1>{title}</h1><p>잠시 후 다시 이용해 주십시오.</p></body></html>"
)
_BARE_AGENTS = ("python", "aiohttp", "httpx", "curl")

_API_ID_MISSING = Refusal(2, 1501, "API ID가 Null이거나 값이 없습니다")
_API_ID_UNKNOWN = Refusal(2, 1505, "존재하지 않는 API ID입니다. API ID={}")
_WRONG_PATH = Refusal(2, 1504, "해당 URI에서는 지원하는 API ID가 아닙니다. API ID={}, URI={}")
_BODY_UNREADABLE = Refusal(2, 1517, "입력 값의 형식이 올바르지 않습니다. JSON이 아닙니다")
_NO_AUTHORIZATION = Refusal(3, 1513, "Http header에 authorization 필드가 없습니다")
_AUTHORIZATION_WRONG = Refusal(3, 1514, "입력으로 들어온 authorization의 형식이 맞지 않습니다")
_GRANT_UNKNOWN = Refusal(3, 1515, "authorization의 Grant Type이 미리 정의된 형식이 아닙니다")
_NO_TOKEN = Refusal(3, 1516, "authorization에 Token이 정의되어 있지 않습니다")

Transaction = Callable[[World, Body, str], tuple[Body, str]]
"""from the body and the key of the page wanted to an answer and the key of the page behind it"""


def _whole(answer: Callable[[World, Body], Body]) -> Transaction:
    return lambda world, body, _: (answer(world, body), "")


_TRANSACTIONS: dict[str, tuple[str, Transaction]] = {
    "ka10001": (_STKINFO, _whole(quotes.basic_information)),
    "ka10004": (_MRKCOND, _whole(depth.order_book)),
    "ka10080": (_CHART, charts.minute_chart),
    "ka10081": (_CHART, charts.day_chart),
    "ka10082": (_CHART, charts.week_chart),
    "ka10095": (_STKINFO, _whole(quotes.watched)),
    "ka10099": (_STKINFO, _whole(quotes.listing)),
    "ka10100": (_STKINFO, _whole(quotes.stock_information)),
}


class Rest:
    """The handlers of the REST routes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.stopping = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount."""
        return [
            web.post("/oauth2/token", self._guarded(self._issue)),
            web.post("/oauth2/revoke", self._guarded(self._revoke)),
            web.post("/api/dostk/{part}", self._guarded(self._transact)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guard(request: web.Request) -> web.StreamResponse:
            faults = self._world.faults
            if faults.refuse_connections:
                return cut(request)
            agent = request.headers.get("User-Agent", "").lower()
            if faults.block_user_agent and (not agent or agent.startswith(_BARE_AGENTS)):
                return _page(400, "Request Blocked")
            if faults.spend("rest_hang"):
                await self.stopping.wait()
                return cut(request)
            if faults.spend("rest_html"):
                return _page(502, "502 Bad Gateway")
            return await handler(request)

        return guard

    async def _issue(self, request: web.Request) -> web.StreamResponse:
        world, body = self._world, await _json(request)
        self._remember("au10001", body)
        if body is None:
            return _answer("au10001", _refused(_BODY_UNREADABLE))
        if refusal := _refuse_grant(body) or world.tokens.refuse_key(body):
            return _answer("au10001", _refused(refusal))
        app_key = str(body["appkey"])
        if not world.pace.allows(app_key, "au10001"):
            return self._too_fast("au10001")
        token = world.tokens.issue(app_key)
        answer = {
            "expires_dt": token.expires.strftime("%Y%m%d%H%M%S"),
            "token_type": "bearer",
            "token": token.text,
        }
        return _answer("au10001", answer | _ok())

    async def _revoke(self, request: web.Request) -> web.StreamResponse:
        body = await _json(request)
        self._remember("au10002", body)
        if body is None:
            return _answer("au10002", _refused(_BODY_UNREADABLE))
        refusal = self._world.tokens.refuse_key(body)
        if not refusal and not body.get("token"):
            refusal = TOKEN_MISSING
        if refusal:
            return _answer("au10002", _refused(refusal))
        self._world.tokens.revoke(str(body["token"]))
        return _answer("au10002", _ok())

    async def _transact(self, request: web.Request) -> web.StreamResponse:
        world, body = self._world, await _json(request)
        api_id = request.headers.get("api-id", "")
        self._remember(api_id, body)
        await self._delay()
        token = _authorize(world, request)
        if isinstance(token, Refusal):
            status = world.faults.auth_http if token.return_code == 3 else 200
            return _answer(api_id, _refused(token), status)
        if refusal := _refuse_address(api_id, request.path):
            return _answer(api_id, _refused(refusal))
        if not world.pace.allows(token.app_key, api_id):
            return self._too_fast(api_id)
        if body is None:
            return _answer(api_id, _refused(_BODY_UNREADABLE))
        try:
            answer, more = _TRANSACTIONS[api_id][1](world, body, _page_wanted(request))
        except quotes.BadInputError as error:
            return _answer(api_id, _refused(error.refusal))
        return _answer(api_id, answer | _ok(), next_key=more)

    async def _delay(self) -> None:
        if self._world.faults.reply_delay > 0:
            await self._world.clock.sleep(self._world.faults.reply_delay)

    def _remember(self, api_id: str, body: Body | None) -> None:
        self._world.requests.append(("rest", api_id, body))

    def _too_fast(self, api_id: str) -> web.Response:
        rate = max(1, int(self._world.faults.rest_rate))
        text = f"허용된 API 요청 개수를 초과하였습니다. 유량={rate}, API ID={api_id}"
        message = f"허용된 요청 개수를 초과하였습니다[1700:{text}]"
        answer = {"return_code": 5, "return_msg": message}
        return _answer(api_id, answer, self._world.faults.rate_http)


def cut(request: web.BaseRequest) -> web.Response:
    """End the connection without an answer; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _json(request: web.Request) -> Body | None:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _refuse_grant(body: Body) -> Refusal | None:
    grant = body.get("grant_type")
    if not grant:
        return GRANT_MISSING
    return None if grant == "client_credentials" else GRANT_WRONG


def _authorize(world: World, request: web.Request) -> Token | Refusal:
    header = request.headers.get("authorization")
    if header is None:
        return _NO_AUTHORIZATION
    kind, space, text = header.partition(" ")
    if not space:
        return _NO_TOKEN if kind.lower() == "bearer" else _AUTHORIZATION_WRONG
    if kind.lower() != "bearer":
        return _GRANT_UNKNOWN
    return world.tokens.find(text.strip()) if text.strip() else _NO_TOKEN


def _refuse_address(api_id: str, path: str) -> Refusal | None:
    if not api_id:
        return _API_ID_MISSING
    if api_id not in _TRANSACTIONS:
        return Refusal(2, 1505, _API_ID_UNKNOWN.text.format(api_id))
    if _TRANSACTIONS[api_id][0] != path:
        return Refusal(2, 1504, _WRONG_PATH.text.format(api_id, path))
    return None


def _ok() -> Body:
    return {"return_code": 0, "return_msg": _DONE}


def _refused(refusal: Refusal) -> Body:
    return {"return_code": refusal.return_code, "return_msg": refusal.message}


def _page_wanted(request: web.Request) -> str:
    more = request.headers.get("cont-yn", "N").upper() == "Y"
    return request.headers.get("next-key", "") if more else ""


def _answer(api_id: str, body: Body, status: int = 200, next_key: str = "") -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/json",
        charset="UTF-8",
        headers={"api-id": api_id, "cont-yn": "Y" if next_key else "N", "next-key": next_key},
    )


def _page(status: int, title: str) -> web.Response:
    return web.Response(text=_HTML.format(title=title), status=status, content_type="text/html")
