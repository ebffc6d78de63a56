"""Socket Mode: one live WebSocket to Slack, the next one open before an announced end.

Not slack_sdk's own client: that one closes the old connection before it opens the new one (what
Slack sends in between is lost), asks for ever with a ticket that is good once, and hands what it
read to tasks nobody holds, in any order.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog

from bot.channels.slack.errors import LinkRefused
from bot.channels.slack.health import Health
from core.clock import Clock
from core.errors import SendError, TryLater, Unsure

log = structlog.get_logger(__name__)

Socket = aiohttp.ClientWebSocketResponse[bool]
Envelope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; `renew` bounds how long a link may deliver nothing while it still answers pings.

    Without a link, `probe` is how often Slack is asked whether it still takes the token.
    """

    connect: float = 20.0
    ping: float = 10.0
    deaf: float = 60.0
    drain: float = 10.0
    renew: float = 1800.0
    settled: float = 30.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    probe: float = 300.0


@dataclass(slots=True, eq=False)
class _Connection:
    socket: Socket
    since: float
    heard: float
    drain_until: float | None = None
    reason: str = "network"
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """set when the next connection is needed: this one has ended, or is about to"""


class Link:
    """Keeps a connection until cancelled; `receive` gets each envelope, in order, and is quick.

    An envelope is acknowledged when `receive` returns, with what it returns where that is anything.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Socket]],
        receive: Callable[[Envelope], Awaitable[Envelope]],
        clock: Clock,
        health: Health,
        timing: Timing,
    ) -> None:
        self._connect = connect
        self._receive = receive
        self._clock = clock
        self._health = health
        self._timing = timing

    async def run(self) -> None:
        """Connect, and connect again, with pauses that grow while nothing holds."""
        failures = 0
        async with asyncio.TaskGroup() as connections:
            while True:
                try:
                    connection = await self._open()
                except SendError as error:
                    self._health.unreachable(error)
                    log.warning("slack_link_refused", error=str(error))
                    failures += 1
                    demanded = error.after if isinstance(error, TryLater) else None
                    await self._clock.sleep(max(self._pause(failures), demanded or 0.0))
                    continue
                connections.create_task(self._hold(connection))
                await connection.over.wait()
                lived = self._clock.monotonic() - connection.since
                failures = 0 if lived >= self._timing.settled else failures + 1
                await self._clock.sleep(self._pause(failures))

    def _pause(self, failures: int) -> float:
        """Return how long to wait: not at all after the first failure, then longer and longer."""
        if failures < 2:
            return 0.0
        grown = self._timing.first_pause * 2.0 ** min(failures - 2, 30)
        return min(grown, self._timing.longest_pause) * random.uniform(0.7, 1.0)

    async def _open(self) -> _Connection:
        """Open a connection and wait for Slack's hello."""
        socket: Socket | None = None
        greeted = False
        try:
            async with asyncio.timeout(self._timing.connect):
                socket = await self._connect()
                await self._greeted(socket)
                greeted = True
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise Unsure(f"no hello: {type(error).__name__}") from error
        finally:
            if socket is not None and not greeted:
                await socket.close()
        now = self._clock.monotonic()
        self._health.linked()
        log.info("slack_connected")
        return _Connection(socket, since=now, heard=now)

    async def _greeted(self, socket: Socket) -> None:
        while True:
            message = await socket.receive()
            if message.type is aiohttp.WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is not aiohttp.WSMsgType.TEXT:
                raise Unsure("closed before the hello")
            elif (frame := _decoded(message.data)).get("type") == "hello":
                return
            elif frame.get("type") == "disconnect":
                raise LinkRefused(str(frame.get("reason")))

    async def _hold(self, connection: _Connection) -> None:
        """Read a connection to its end."""
        async with asyncio.TaskGroup() as pair:
            watch = pair.create_task(self._watch(connection))
            try:
                with suppress(aiohttp.ClientError, OSError):
                    await self._read(connection)
                if not connection.over.is_set():
                    self._health.unlinked(connection.reason)
                    log.warning("slack_link_lost", reason=connection.reason)
            finally:
                watch.cancel()
                connection.over.set()
                await connection.socket.close()

    async def _read(self, connection: _Connection) -> None:
        socket = connection.socket
        while True:
            message = await socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                self._hear(connection)
                await self._take(connection, _decoded(message.data))
            elif message.type is aiohttp.WSMsgType.PING:
                self._hear(connection)
                await socket.pong(message.data)
            elif message.type is aiohttp.WSMsgType.PONG:
                self._hear(connection)
            elif message.type is not aiohttp.WSMsgType.BINARY:
                return

    def _hear(self, connection: _Connection) -> None:
        connection.heard = self._clock.monotonic()
        self._health.heard()

    async def _take(self, connection: _Connection, frame: Envelope) -> None:
        if frame.get("type") == "disconnect":
            reason = str(frame.get("reason"))
            log.info("slack_link_ending", reason=reason)
            if reason == "link_disabled":
                self._health.unlinked(reason)
            self._leave(connection)
        elif envelope_id := frame.get("envelope_id"):
            answer = await self._receive(frame)
            ack = {"envelope_id": envelope_id} | ({"payload": answer} if answer else {})
            await connection.socket.send_str(json.dumps(ack))

    def _leave(self, connection: _Connection) -> None:
        """Let the next connection be opened and read this one a little longer."""
        if connection.drain_until is None:
            connection.drain_until = self._clock.monotonic() + self._timing.drain
        connection.over.set()

    async def _watch(self, connection: _Connection) -> None:
        """Ping, and close what does not answer, or has been left."""
        while not connection.socket.closed:
            await self._clock.sleep(self._timing.ping)
            now = self._clock.monotonic()
            if now - connection.heard >= self._timing.deaf:
                connection.reason = "deaf"
                break
            if connection.drain_until is not None and now >= connection.drain_until:
                break
            if now - connection.since >= self._timing.renew:
                self._leave(connection)
            with suppress(aiohttp.ClientError, OSError):
                await connection.socket.ping()
        await connection.socket.close()


def _decoded(text: str) -> Envelope:
    with suppress(ValueError):
        frame = json.loads(text)
        if isinstance(frame, dict):
            return frame
    return {}
