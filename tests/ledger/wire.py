"""The cable between the bot and Kiwoom: it can be cut the hard way, or go dead without a word."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Self

HOST = "127.0.0.1"


class Wire:
    """A TCP relay on a port of its own in front of one on this machine."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self.dead = False
        self._to = port
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        self.reset()
        while self._ends:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def reset(self) -> None:
        """Break every connection so that both sides see a reset, not an end."""
        for end in list(self._ends):
            sock = end.get_extra_info("socket")
            if sock is not None:
                with suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, forth = await asyncio.open_connection(HOST, self._to)
        except OSError:
            back.transport.abort()
            return
        ends = {back, forth}
        self._ends |= ends
        ways = [asyncio.create_task(self._carry(near, forth))]
        ways.append(asyncio.create_task(self._carry(far, back)))
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in ends:
            end.transport.abort()
        self._ends -= ends

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                if self.dead:
                    continue
                sink.write(data)
                await sink.drain()
            while self.dead:  # noqa: ASYNC110 - not even the end is heard
                await asyncio.sleep(0.05)
