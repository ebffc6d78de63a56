"""Requests from Slack, for apps without Socket Mode: signed, and served by the web face.

The signature is looked at before anything else, on the bytes as they came; what passes goes the
way of Socket Mode's envelopes. There is no connection to be lost here: that Slack still takes our
token is asked every few minutes instead.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import structlog
from fastapi import Request, Response
from fastapi.requests import HTTPConnection
from slack_sdk.signature import SignatureVerifier

from bot.channels.slack.health import Health
from bot.channels.slack.link import Envelope, Timing
from bot.channels.slack.manifest import PATH
from bot.messages import Asgi, Mount
from core.clock import Clock
from core.errors import SendError, TryLater

log = structlog.get_logger(__name__)

_MOST = 1024 * 1024
"""bytes; Slack's own requests are far smaller"""
_TOLD_EVERY = 60.0
_WITHIN = 10.0
"""seconds in which a request has to have come whole"""


class Doorway:
    """Answers Slack's requests while it runs; `receive` gets each body as an envelope.

    `introduce` asks Slack who we are; until that has worked once, requests are answered 503, so
    that Slack brings them again.
    """

    def __init__(
        self,
        signing_secret: str,
        introduce: Callable[[], Awaitable[object]],
        receive: Callable[[Envelope], Awaitable[Envelope]],
        clock: Clock,
        health: Health,
        timing: Timing,
    ) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._introduce = introduce
        self._receive = receive
        self._clock = clock
        self._health = health
        self._timing = timing
        self._open = False
        self._refused, self._told_at = 0, float("-inf")

    @property
    def mount(self) -> Mount:
        """Return where the web face is to hand requests over, and to what."""
        app: Asgi = self._serve
        return Mount(PATH, app)

    async def run(self) -> None:
        """Ask now and then whether Slack still takes the token, more often while it does not."""
        failures = 0
        try:
            while True:
                try:
                    await self._introduce()
                except SendError as error:
                    failures += 1
                    self._health.unreachable(error)
                    log.warning("slack_unreachable", error=str(error))
                    demanded = error.after if isinstance(error, TryLater) else None
                    await self._clock.sleep(max(self._pause(failures), demanded or 0.0))
                    continue
                if not self._open:
                    log.info("slack_door_open", path=PATH)
                failures, self._open = 0, True
                self._health.linked()
                await self._clock.sleep(self._timing.probe)
        finally:
            self._open = False

    def _pause(self, failures: int) -> float:
        grown = self._timing.first_pause * 2.0 ** min(failures - 1, 30)
        return min(grown, self._timing.longest_pause) * random.uniform(0.7, 1.0)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, as an ASGI application."""
        if scope["type"] == "http":
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(status_code=405, headers={"Allow": "POST"})
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        if not self._signed(request, body):
            self._unsigned()
            return Response(status_code=401)
        if not self._open:
            return Response(status_code=503, headers={"Retry-After": "5"})
        return await self._take(request, body)

    async def _take(self, request: Request, body: bytes) -> Response:
        """Hand a request that Slack signed on; its answer is the acknowledgement."""
        self._health.heard()
        payload = _payload(body)
        if payload is None:
            return Response(status_code=400)
        if payload.get("type") == "url_verification":
            return _json({"challenge": str(payload.get("challenge") or "")})
        if again := request.headers.get("X-Slack-Retry-Num"):
            reason = request.headers.get("X-Slack-Retry-Reason", "")
            log.info("slack_request_again", number=again[:4], reason=reason[:40])
        answer = await self._receive({"type": str(payload.get("type")), "payload": payload})
        return _json(answer) if answer else Response(status_code=200)

    def _unsigned(self) -> None:
        """Count a request nobody signed; anybody may send them, so a minute has one line of log."""
        self._refused += 1
        now = self._clock.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            log.warning("slack_request_unsigned", count=self._refused)
            self._refused, self._told_at = 0, now

    def _signed(self, connection: HTTPConnection, body: bytes) -> bool:
        """Tell whether Slack signed these bytes, in the last five minutes."""
        stamp = connection.headers.get("X-Slack-Request-Timestamp", "")
        signature = connection.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdecimal() and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except (ValueError, OverflowError):  # bytes that are no text
            return False


async def _read(request: Request) -> bytes | None:
    """Return the body, None where it is too long or does not come."""
    read = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(_WITHIN):
            async for chunk in request.stream():
                read += chunk
                if len(read) > _MOST:
                    return None
            return read
    return None


def _payload(body: bytes) -> dict[str, Any] | None:
    """Return what a body says: JSON for events, a form for commands, JSON in a form for buttons."""
    try:
        text = body.decode()
        if not text.startswith("{"):
            form = {key: values[-1] for key, values in parse_qs(text, True).items()}
            if "payload" not in form:
                return form or None
            text = form["payload"]
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _json(said: dict[str, Any]) -> Response:
    return Response(json.dumps(said, ensure_ascii=False), media_type="application/json")
