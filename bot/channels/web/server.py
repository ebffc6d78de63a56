"""uvicorn inside the bot: its signals stay the bot's, and nobody holds a connection for nothing."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from bot.channels.web.closing import RESTART, reason_of
from bot.channels.web.throttle import Limits

_GRACE = 3
"""seconds in which what is being answered at the end may still be answered"""
_ENDS_WITHIN = 6.0
_READ_WITHIN = 60.0
"""seconds after which a client that does not read what it asked for is cut off"""
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Length: 0\r\n\r\n"
)


Network = IPv4Network | IPv6Network


class Server(uvicorn.Server):
    """A server that ends when it is told to, and only then."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises OSError where the port is taken."""
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, number)
    try:
        if socket.SO_REUSEADDR and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def free_port(host: str, first: int, tries: int = 50) -> int:
    """Return the first port from there on that nobody listens on; raises OSError without one."""
    for port in range(first, first + tries):
        try:
            listen(host, port).close()
        except OSError:
            continue
        return port
    with listen(host, 0) as found:
        return int(found.getsockname()[1])


async def serve(
    app: ASGIApp, listener: socket.socket, limits: Limits, proxies: Sequence[str] = ()
) -> None:
    """Serve until cancelled, then end within a few seconds.

    `proxies`: addresses and networks that are believed about who called them.
    """
    server = Server(_config(app, limits, proxies))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDS_WITHIN):
                await asyncio.wait({serving})
                await _gone(server)
        if not serving.done():
            serving.cancel()
        listener.close()


async def _gone(server: Server) -> None:
    """Wait for requests that were cut off."""
    left = set(server.server_state.tasks)
    for one in left:
        one.cancel()
    if left:
        await asyncio.wait(left)


def _config(app: ASGIApp, limits: Limits, proxies: Sequence[str]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http=_patient(limits, proxies),
        ws=Socket,
        ws_max_size=limits.body,
        ws_per_message_deflate=False,  # messages are short, and each client would cost 300 KB
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=16 * 1024,
    )


class Reading(asyncio.Protocol):
    """A connection that is dropped, not only left, where nobody reads it for a minute."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _unread: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._unread = _stopped(self._unread)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give who does not read a minute."""
        super().pause_writing()
        self._unread = self.loop.call_later(_READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """They read again."""
        self._unread = _stopped(self._unread)
        super().resume_writing()


class Patient(Reading, H11Protocol):
    """A connection with a deadline for the head of each request, one of so many at a time."""

    limits = Limits()
    proxies: tuple[Network, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head, unless there are too many connections already."""
        super().connection_made(transport)
        if self._too_many():
            transport.write(_BUSY)
            transport.close()
        else:
            self._expect()

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that has come whole needs its deadline no more."""
        before = self.cycle
        if self._deadline is None and not _answering(before):
            self._expect()
        super().data_received(data)
        if self.cycle is not before or self.transport.get_protocol() is not self:
            self._deadline = _stopped(self._deadline)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._deadline = _stopped(self._deadline)
        super().connection_lost(exc)

    def _too_many(self) -> bool:
        if len(self.connections) > self.limits.connections:
            return True
        every = (getattr(one, "client", None) for one in self.connections)
        mine = self.client[0] if self.client else ""
        if self._a_proxy(mine):  # everybody comes from there
            return False
        return sum(1 for one in every if one and one[0] == mine) > self.limits.from_one

    def _a_proxy(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in one for one in self.proxies)

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(self.limits.head_within, self.transport.abort)


class Socket(Reading, WebSocketsSansIOProtocol):
    """A WebSocket that somebody reads, and that says why it ends."""

    def shutdown(self) -> None:
        """Tell an open client that the bot ends, as uvicorn does, and say so in words."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": RESTART})
        self.conn.send_close(RESTART, reason_of(RESTART))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()


def _patient(limits: Limits, proxies: Sequence[str]) -> type[Patient]:
    """Return the protocol with these limits: uvicorn makes one for each connection by itself."""

    class Limited(Patient):
        """With the limits of one server."""

    Limited.limits, Limited.proxies = limits, tuple(map(ip_network, proxies))
    return Limited


def _answering(cycle: RequestResponseCycle | None) -> bool:
    """Return whether a request is being answered; before the first there is no cycle."""
    return cycle is not None and not cycle.response_complete


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Return what is left of a timer that is not waited for any more: nothing."""
    if timer is not None:
        timer.cancel()
    return None
