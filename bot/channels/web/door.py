"""What every request passes on its way in: host, origin, pace, size; what every answer bears."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web.closing import FAULT, close
from bot.channels.web.desk import gate_of, seated, throttle_of
from bot.channels.web.guard import address_of
from bot.channels.web.problems import Problem
from bot.channels.web.throttle import Limits
from bot.messages import Asgi
from bot.settings import is_loopback

log = structlog.get_logger(__name__)

Refuse = Callable[[HTTPConnection, Problem], Response]

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_LOOSER = {
    # styled-components writes its rules into <style> elements, and the search runs in a worker
    "/redoc": "; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # an address may be a secret; with no-referrer, though, our own forms' Origin would be null
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FREE = ("/static/", "/healthz")
"""what answers before the engine exists, and is not counted"""
_SECRET = ("/sign-in/", "/mail/", "/setup/")
"""what follows these is as good as a key"""


class Door:
    """The outermost of what is ours: nothing gets past it unasked, no fault of ours gets out.

    `refuse` makes an answer of a Problem. `signed` are the paths of other faces, whose requests
    carry a proof of their own and come from no browser: host, origin and size are theirs to mind.
    `connected` holds the WebSockets that are open.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        refuse: Refuse,
        signed: Mapping[str, Asgi],
        connected: set["Answer"],
    ) -> None:
        self._app = app
        self._signed = signed
        self._connected = connected
        self._limits = limits
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = Answer(scope, send, secure=gate_of(HTTPConnection(scope)).secure)
        try:
            await self._let_in(scope, receive, answer)
        except Problem as problem:
            await self._say(scope, receive, answer, problem)
        except (ClientDisconnect, WebSocketDisconnect, ConnectionError):
            log.debug("web_client_left", path=loggable(scope["path"]))
        except Exception:
            number = secrets.token_hex(3)
            log.exception("web_request_failed", number=number, path=loggable(scope["path"]))
            await self._say(scope, receive, answer, Problem(500, "error.internal", number=number))

    async def _let_in(self, scope: Scope, receive: Receive, answer: "Answer") -> None:
        connection = HTTPConnection(scope)
        if scope["type"] == "http" and (signed := self._signed.get(scope["path"])):
            await self._pace(connection)
            await signed(scope, receive, answer)
            return
        check_host(connection)
        check_origin(connection)
        free = scope["path"].startswith(_FREE)
        if not free:
            await self._pace(connection)
        if not free and not seated(connection):
            raise Problem(503, "problem.starting", seconds="2")
        if scope["type"] == "http":
            await self._app(scope, await self._whole(connection, receive), answer)
            return
        self._connected.add(answer)
        try:
            await self._app(scope, receive, answer)
        finally:
            self._connected.discard(answer)

    async def _pace(self, connection: HTTPConnection) -> None:
        if wait := await throttle_of(connection).address(address_of(connection)):
            raise Problem(429, "problem.too_fast", seconds=str(wait))

    async def _whole(self, connection: HTTPConnection, receive: Receive) -> Receive:
        """Read the body, which must be short and come soon, and return what gives it again."""
        length = connection.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limits.body:
            raise Problem(413, "problem.too_large", most=str(self._limits.body // 1024))
        try:
            async with asyncio.timeout(self._limits.body_within):
                body = await self._read(receive)
        except TimeoutError:
            raise Problem(408, "problem.too_slow") from None
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        return again

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Problem(400, "problem.cut_off")
            body += message.get("body", b"")
            if len(body) > self._limits.body:
                raise Problem(413, "problem.too_large", most=str(self._limits.body // 1024))
            if not message.get("more_body", False):
                return bytes(body)

    async def _say(
        self, scope: Scope, receive: Receive, answer: "Answer", problem: Problem
    ) -> None:
        if answer.begun:  # half an answer cannot be taken back
            if scope["type"] == "websocket":
                await close(WebSocket(scope, receive, answer), FAULT)
            return
        said = self._refuse(HTTPConnection(scope), problem)
        if scope["type"] == "http" and problem.status in (408, 413):
            said.headers["Connection"] = "close"
        await said(scope, receive, answer)


class Answer:
    """The way out: every answer bears the headers that keep browsers safe."""

    def __init__(self, scope: Scope, send: Send, *, secure: bool) -> None:
        self._path = scope["path"]
        self._send = send
        self._secure = secure
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        kind = message["type"]
        if kind in ("http.response.start", "websocket.http.response.start"):
            self._dress(message)
        self.begun |= kind in (
            "http.response.start",
            "websocket.http.response.start",
            "websocket.accept",
            "websocket.close",
        )
        await self._send(message)

    def _dress(self, message: Any) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", _POLICY + _LOOSER.get(self._path, ""))
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def check_host(connection: HTTPConnection) -> None:
    """Raise Problem 421 where the page is open and asked for under a name that is not this machine.

    Any name may be made to lead here (DNS rebinding), and no token would stop who did that.
    """
    host = connection.headers.get("host", "")
    if gate_of(connection).open and not is_own_name(host):
        raise Problem(421, "problem.wrong_host")


def check_origin(connection: HTTPConnection) -> None:
    """Raise Problem 403 where another page would change something, or listen, in a person's name.

    Programs that are no browser send no Origin, and carry no cookie of anybody's.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in _SAFE:
        return
    origin = connection.headers.get("origin")
    if origin is None:
        if connection.headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
            return
        raise Problem(403, "problem.wrong_origin")
    own = connection.headers.get("host", "").casefold()
    gate = gate_of(connection)
    if own and origin.casefold() in (f"http://{own}", f"https://{own}"):
        return
    if not gate.url or origin.casefold() != _origin(gate.url):
        raise Problem(403, "problem.wrong_origin")


def loggable(path: str) -> str:
    """Return a path as the logs may have it, without the key that stands in some."""
    return next((f"{one}…" for one in _SECRET if path.startswith(one)), path)


def is_own_name(host: str) -> bool:
    """Return whether a Host header names this machine to itself: `localhost:8080`, `[::1]`."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_loopback(name) or name.endswith(".localhost")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".casefold()
