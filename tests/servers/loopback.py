"""What the loopback servers share: a port of their own, a log of calls, faults, limits, waiting."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

Found = TypeVar("Found")
Json = dict[str, Any]

HOST = "127.0.0.1"
BAD_GATEWAY = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1></body>\r\n</html>\r\n"
)
REASONS = {500: "500 Internal Server Error", 502: "502 Bad Gateway", 503: "503 Service Unavailable"}


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


@dataclass(slots=True)
class Call:
    """One API call as it arrived; `status` stays None while it waits, hangs or was cut."""

    method: str
    params: Json
    at: float
    where: str | None = None
    status: int | None = None
    error: str | None = None
    outcome: str = "open"
    files: dict[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Answer:
    """What goes back: JSON for a dict, text otherwise."""

    body: Json | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None

    def response(self) -> web.Response:
        if isinstance(self.body, str):
            kind = "text/html" if self.body.startswith("<") else "text/plain"
            return web.Response(
                text=self.body, status=self.status, headers=self.headers, content_type=kind
            )
        text = json.dumps(self.body, ensure_ascii=False)
        return web.json_response(text=text, status=self.status, headers=self.headers)


class RefusedError(Exception):
    """Raised by an API method to answer with a refusal."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer


def gateway_page(status: int) -> str:
    """The HTML a proxy in front of the API answers with."""
    return BAD_GATEWAY.format(REASONS.get(status, f"{status} Error"))


@dataclass(slots=True)
class Fault:
    """One misbehaviour, for `times` calls (None: until healed) of a method in a chat."""

    method: str
    where: str | None = None
    times: int | None = 1
    deliver: bool = False
    answer: Answer | None = None
    kind: str = "answer"  # answer, hang, cut, slow
    seconds: float = 0.0

    def concerns(self, method: str, where: str | None) -> bool:
        return (
            self.times != 0
            and self.method in {"*", method}
            and (self.where is None or self.where == where)
        )


@dataclass(slots=True)
class Pace:
    """`count` in `seconds`, then refused until a place is free; the clock may be injected."""

    count: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until the next one is allowed; 0 when it is allowed now."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        return 0.0 if len(self.taken) < self.count else self.taken[0] + self.seconds - now

    def take(self, now: float) -> None:
        self.taken.append(now)


@dataclass(slots=True)
class Bucket:
    """One every `seconds`, with a burst of `burst` saved up."""

    seconds: float
    burst: int
    level: float = field(init=False)
    at: float = -math.inf

    def __post_init__(self) -> None:
        self.level = float(self.burst)

    def wait(self, now: float) -> float:
        if self.at > -math.inf:
            self.level = min(self.burst, self.level + (now - self.at) / self.seconds)
        self.at = now
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) * self.seconds

    def take(self, now: float) -> None:
        self.level -= 1


def _bind(port: int) -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((HOST, port))
    return sock


def reset(request: web.BaseRequest) -> None:
    """Break the connection the hard way: the client sees a reset, not an end."""
    if request.transport is None:
        return
    sock = request.transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


class Loopback:
    """A server on 127.0.0.1 that can be taken away and brought back on the same port."""

    def __init__(self, *, port: int = 0, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._sock = _bind(port)
        self.port: int = self._sock.getsockname()[1]
        self.origin = f"http://{HOST}:{self.port}"
        self._site: web.SockSite | None = None
        self._runner: web.AppRunner | None = None
        self._changed = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def method_key(self, method: str) -> str:
        return method

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await self.restore()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.outage()
        self._sock.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- there and away --------------------------------------------------------------------

    async def outage(self) -> None:
        """Refuse connections and reset the open ones; the port stays ours."""
        if self._site is None or self._runner is None:
            return
        await self._site.stop()
        self._site = None
        self._sock.close()
        self._sock = _bind(self.port)
        server = self._runner.server
        for connection in server.connections if server is not None else []:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)
        self.tell()

    async def restore(self) -> None:
        """Listen again, on the same port."""
        if self._site is None and self._runner is not None:
            self._site = web.SockSite(self._runner, self._sock)
            await self._site.start()

    # -- faults ----------------------------------------------------------------------------

    def hang(self, method: str, times: int | None = 1, *, chat: object = None) -> None:
        """Accept and do as asked, then never answer."""
        self._add(Fault(method, times=times, kind="hang", deliver=True), chat)

    def cut(
        self,
        method: str,
        times: int | None = 1,
        *,
        after_delivery: bool = True,
        chat: object = None,
    ) -> None:
        """Reset the connection, after or before doing as asked."""
        self._add(Fault(method, times=times, kind="cut", deliver=after_delivery), chat)

    def slow(
        self, method: str, seconds: float, times: int | None = 1, *, chat: object = None
    ) -> None:
        """Do as asked at once and answer late."""
        self._add(Fault(method, times=times, kind="slow", deliver=True, seconds=seconds), chat)

    def heal(self) -> None:
        """Forget all faults; what hangs already goes on hanging."""
        self.faults.clear()

    def _add(self, fault: Fault, where: object) -> None:
        fault.method = self.method_key(fault.method)
        fault.where = None if where is None else str(where)
        self.faults.append(fault)

    def _fault_for(self, call: Call) -> Fault | None:
        key = self.method_key(call.method)
        fault = next((one for one in self.faults if one.concerns(key, call.where)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        return fault

    # -- one call --------------------------------------------------------------------------

    async def serve(
        self, request: web.Request, call: Call, work: Callable[[Call], Awaitable[Answer]]
    ) -> web.Response:
        """Log the call, let it meet its fault, do the work, answer."""
        self.calls.append(call)
        self.tell()
        fault = self._fault_for(call)
        answer = Answer({})
        if fault is None or fault.deliver:
            answer = await self._worked(call, work)
        if fault is not None:
            answer = await self._spoil(request, call, fault, answer)
        call.status, call.error, call.outcome = answer.status, answer.error, "answered"
        self.tell()
        return answer.response()

    async def _worked(self, call: Call, work: Callable[[Call], Awaitable[Answer]]) -> Answer:
        try:
            return await work(call)
        except RefusedError as refused:
            return refused.answer

    async def _spoil(
        self, request: web.Request, call: Call, fault: Fault, answer: Answer
    ) -> Answer:
        if fault.kind in {"answer", "slow"}:
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
            return fault.answer or answer
        call.outcome = fault.kind
        self.tell()
        if fault.kind == "cut":
            reset(request)
        await asyncio.Event().wait()  # ended by the client, an outage or the end of the server
        return answer

    def calls_of(self, method: str, *, chat: object = None) -> list[Call]:
        """The calls of one method, oldest first, in one chat or in all."""
        key = self.method_key(method)
        return [
            call
            for call in self.calls
            if self.method_key(call.method) == key and (chat is None or call.where == str(chat))
        ]

    # -- waiting ---------------------------------------------------------------------------

    def tell(self) -> None:
        """Wake whoever waits: something changed."""
        self._changed.set()

    async def wait_for(self, predicate: Callable[[], Found], timeout: float = 5) -> Found:  # noqa: ASYNC109
        """The first truthy value of `predicate`, looked at whenever something changes."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := predicate()):
                    self._changed.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 0.01)
        except TimeoutError:
            last = [(call.method, call.where, call.status, call.error) for call in self.calls[-8:]]
            raise TimeoutError(f"not within {timeout} s; the last calls were {last}") from None
        return found


async def read_json(request: web.Request) -> Json:
    """A JSON object from a body, or an empty one."""
    with suppress(ValueError):
        body = await request.json()
        if isinstance(body, dict):
            return body
    return {}
