"""Socket Mode on loopback: tickets, hello, envelopes, acks, redelivery, deafness."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, WSMsgType, web

from .loopback import Json, reset
from .slack_http import RequestUrl

RETRIES = 3


@dataclass(slots=True, eq=False)
class Envelope:
    """Something that happened, on its way to the app; the object stays the same."""

    id: str
    kind: str
    payload: Json
    at: float
    acked: bool = False
    latency: float | None = None
    ack_payload: Json | None = None
    deliveries: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    retry_attempt: int = 0
    retry_reason: str = ""
    error: str | None = None

    def frame(self) -> Json:
        shown: Json = {
            "envelope_id": self.id,
            "type": self.kind,
            "accepts_response_payload": self.kind != "events_api",
            "payload": self.payload,
        }
        if self.kind == "events_api":
            shown |= {"retry_attempt": self.retry_attempt, "retry_reason": self.retry_reason}
        return shown


@dataclass(slots=True, eq=False)
class Link:
    """One open WebSocket."""

    socket: web.WebSocketResponse
    request: web.Request
    outgoing: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    deaf: bool = False
    pongs: bool = True
    pings: int = 0


class Links:
    """All open links of the app, and what waits to be acknowledged."""

    def __init__(self, app_id: str, tell: Callable[[], None]) -> None:
        self.app_id = app_id
        self.open: list[Link] = []
        self.opened = 0
        self.ack_timeout = 3.0
        self.envelopes: list[Envelope] = []
        self.on_ack: Callable[[Envelope], None] = lambda _: None
        self.request_url: RequestUrl | None = None
        self._posts: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()
        self._tell = tell
        self._timers: set[asyncio.TimerHandle] = set()

    def ticket(self) -> str:
        made = uuid.uuid4().hex
        self._tickets.add(made)
        return made

    # -- the socket ------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="unknown or used ticket")
        socket = web.WebSocketResponse(autoping=False, compress=False)
        await socket.prepare(request)
        self._tickets.discard(ticket)
        link = Link(socket, request)
        self.open.append(link)
        self.opened += 1
        link.outgoing.put_nowait(self._hello())
        writer = asyncio.create_task(self._write(link))
        self._catch_up()
        self._tell()
        try:
            await self._read(link)
        finally:
            writer.cancel()
            self.open.remove(link)
            self._tell()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {
                "host": "applink-loopback",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self.app_id},
        }

    async def _write(self, link: Link) -> None:
        with suppress(ConnectionError):
            while True:
                frame = await link.outgoing.get()
                if not link.deaf:
                    await link.socket.send_str(json.dumps(frame, ensure_ascii=False))

    async def _read(self, link: Link) -> None:
        async for message in link.socket:
            if message.type is WSMsgType.PING:
                link.pings += 1
                if link.pongs:
                    await link.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT and not link.deaf:
                self._acked(json.loads(message.data))

    def _acked(self, answer: Json) -> None:
        wanted = answer.get("envelope_id")
        envelope = next((one for one in self.envelopes if wanted in one.ids), None)
        if envelope is None or envelope.acked or envelope.error:
            return
        envelope.acked = True
        envelope.latency = time.monotonic() - envelope.deliveries[-1]
        envelope.ack_payload = answer.get("payload")
        self.on_ack(envelope)
        self._tell()

    # -- sending ---------------------------------------------------------------------------

    def send(self, kind: str, payload: Json) -> Envelope:
        """To one open link; without one an event waits and anything else fails at once."""
        envelope = Envelope(str(uuid.uuid4()), kind, payload, time.monotonic())
        envelope.ids.append(envelope.id)
        self.envelopes.append(envelope)
        if self.open or self.request_url:
            self._deliver(envelope)
        elif kind != "events_api":
            envelope.error = "dispatch_failed"
        return envelope

    def redeliver(self, envelope: Envelope, *, same_id: bool = False) -> None:
        """Once more: as a counted retry in a new envelope, or the same envelope untouched.

        Both were seen of the real Slack (slackapi/bolt-js issue 2487); only the event_id of
        the payload stays the same in both.
        """
        if not same_id:
            envelope.retry_attempt += 1
            envelope.retry_reason = "timeout"
            envelope.id = str(uuid.uuid4())
            envelope.ids.append(envelope.id)
        self._deliver(envelope)

    def _deliver(self, envelope: Envelope) -> None:
        if self.request_url is not None:
            post = asyncio.create_task(self._post(self.request_url, envelope))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
        elif self.open:
            self.open[-1].outgoing.put_nowait(envelope.frame())
        else:
            return
        envelope.deliveries.append(time.monotonic())
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self.ack_timeout, self._overdue, envelope)
        self._timers = {one for one in self._timers if one.when() > loop.time()} | {timer}

    async def _post(self, to: RequestUrl, envelope: Envelope) -> None:
        with suppress(ClientError):
            taken, answer = await to.post(envelope)
            if taken:
                self._acked({"envelope_id": envelope.id, "payload": answer})

    def _overdue(self, envelope: Envelope) -> None:
        if envelope.acked or envelope.error:
            return
        if envelope.kind != "events_api":
            envelope.error = "operation_timeout"
        elif envelope.retry_attempt < RETRIES:
            self.redeliver(envelope)
        else:
            envelope.error = "gave_up"
        self._tell()

    def _catch_up(self) -> None:
        """Events no link took, or no link acknowledged before it went, come as retries."""
        for envelope in self.envelopes:
            if envelope.kind == "events_api" and not envelope.acked and not envelope.error:
                self.redeliver(envelope)

    # -- misbehaving -----------------------------------------------------------------------

    def say_all(self, frame: Json) -> None:
        for link in self.open:
            link.outgoing.put_nowait(frame)

    def deafen(self, *, deaf: bool, pongs: bool) -> None:
        for link in self.open:
            link.deaf, link.pongs = deaf, pongs

    def drop(self) -> None:
        for link in self.open:
            reset(link.request)

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        for post in self._posts:
            post.cancel()


def event(space_team: str, app: str, bot: str, number: int, content: Json) -> Json:
    """The payload of an Events API envelope."""
    who: dict[str, Any] = {
        "enterprise_id": None,
        "team_id": space_team,
        "user_id": bot,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "loopback",
        "team_id": space_team,
        "context_team_id": space_team,
        "context_enterprise_id": None,
        "api_app_id": app,
        "event": content,
        "type": "event_callback",
        "event_id": f"Ev{number:08d}",
        "event_time": int(time.time()),
        "authorizations": [who],
        "is_ext_shared_channel": False,
        "event_context": f"4-{number}",
    }
