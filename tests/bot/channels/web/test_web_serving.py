"""Serving: who holds a connection for nothing, who is too many, and an end in time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from bot.channels.web.server import free_port, listen, serve
from bot.channels.web.throttle import Limits
from core.simulator.server import Simulator
from tests.bot.channels.web.desk import GUARDED, Office
from tests.bot.channels.web.stage import opened
from tests.bot.test_cli import program
from tests.servers.loopback import free_port as any_port
from tests.ways.bot import environment, manual

HOST = "127.0.0.1"
BRISK = Limits(head_within=0.3, body_within=0.3)


@asynccontextmanager
async def served(
    limits: Limits = BRISK, office: Office | None = None, proxies: Sequence[str] = ()
) -> AsyncIterator[int]:
    """An application on a port of its own."""
    listener = await asyncio.to_thread(listen, HOST, 0)
    port = listener.getsockname()[1]
    app = (office or Office(limits=limits)).app
    task = asyncio.create_task(serve(app, listener, limits, proxies))
    try:
        yield port
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Raw:
    """A client that writes what it likes."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "Raw":
        self.reader, self.writer = await asyncio.open_connection(HOST, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    def write(self, text: str) -> None:
        self.writer.write(text.encode())

    async def rest(self, patience: float = 5) -> str:
        """Whatever still comes until the connection ends."""
        try:
            async with asyncio.timeout(patience):
                return (await self.reader.read()).decode()
        except ConnectionError:
            return ""


async def test_a_head_that_does_not_come_ends_the_connection() -> None:
    async with served() as port:
        async with Raw(port) as silent:
            assert await silent.rest() == ""
        async with Raw(port) as slow:
            ended = asyncio.create_task(slow.rest())
            for letter in "GET / HTTP/1.1\r\nX-Slow: " + "x" * 40:
                slow.write(letter)
                await asyncio.sleep(0.02)
                if ended.done():
                    break
            assert ended.done(), "every letter came soon enough, the head did not"


async def test_the_next_head_of_a_connection_has_a_deadline_too() -> None:
    async with served() as port, Raw(port) as client:
        client.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await client.reader.readuntil(b"true}")
        await asyncio.sleep(0.5)
        client.write("GET /heal")
        assert await client.rest() == ""


async def test_a_body_that_comes_too_slowly_is_refused() -> None:
    async with served() as port, Raw(port) as client:
        client.write("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc")
        answer = await client.rest()
    assert answer.startswith("HTTP/1.1 408 ")
    assert "application/problem+json" in answer


async def test_an_oversized_body_or_head_is_refused_before_it_has_come() -> None:
    async with served() as port:
        async with Raw(port) as client:
            client.write(
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"
            )
            assert (await client.rest()).startswith("HTTP/1.1 413 ")
        async with Raw(port) as client:
            client.write("GET / HTTP/1.1\r\nX: " + "x" * 40_000)
            assert (await client.rest()).startswith("HTTP/1.1 400 ")


async def test_nobody_has_more_connections_than_there_are_for_one() -> None:
    limits = Limits(connections=9, from_one=3)
    async with served(limits) as port:
        async with Raw(port), Raw(port), Raw(port):
            await asyncio.sleep(0.1)
            async with Raw(port) as fourth:
                answer = await fourth.rest()
            assert answer.startswith("HTTP/1.1 503 ")
            assert "Retry-After: 5" in answer
        await asyncio.sleep(0.1)
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
            assert (await client.get("/healthz")).status_code == 200


async def test_behind_a_proxy_that_is_believed_nobody_pays_for_anothers_wrong_tokens() -> None:
    limits = Limits(wrong=2)
    for proxies, others in (((HOST,), 401), (("127.0.0.0/8",), 401), (("172.18.0.0/16",), 429)):
        office = Office(GUARDED, limits)
        async with (
            served(limits, office, proxies) as port,
            httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client,
        ):

            async def guess(address: str, at: httpx.AsyncClient = client) -> int:
                said = {"Authorization": "Bearer nobody", "X-Forwarded-For": address}
                return (await at.get("/api/v1/conditions", headers=said)).status_code

            assert [await guess("203.0.113.7") for _ in range(3)] == [401, 401, 429]
            assert await guess("203.0.113.8") == others, proxies


async def test_behind_a_proxy_that_is_believed_its_connections_are_not_one_persons() -> None:
    limits = Limits(connections=9, from_one=2)
    async with served(limits, proxies=("127.0.0.0/8",)) as port, Raw(port), Raw(port), Raw(port):
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
            assert (await client.get("/healthz")).status_code == 200


async def test_what_is_no_http_is_refused() -> None:
    async with served() as port, Raw(port) as client:
        client.write("\x16\x03\x01 hello\r\n\r\n")
        assert (await client.rest()).startswith("HTTP/1.1 400 ")


async def test_it_ends_in_time_with_sockets_open_that_say_nothing(tmp_path: Path) -> None:
    async with Simulator(conditions=manual("상승추세")) as simulator:
        port = any_port()
        values = environment(simulator, tmp_path) | {"WEB_PORT": str(port)}
        async with program("run", "--once", values=values) as bot, AsyncExitStack() as stack:
            await bot.until(lambda: "web_listening" in bot.out + bot.err)
            for _ in range(20):
                await stack.enter_async_context(connect(f"ws://{HOST}:{port}/ws/chat"))
            async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
                metrics = (await client.get("/metrics")).text
            assert "kiwoom_bot_websocket_clients 20.0" in metrics
            assert await bot.end(patience=9) == 0
            assert "Traceback" not in bot.out + bot.err


async def test_a_taken_port_is_a_red_face_that_comes_up_once_it_is_free(tmp_path: Path) -> None:
    port = any_port()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((HOST, port))
        other.listen()
        async with opened(tmp_path, port=port, ready=False) as page:
            said = await page.on.status("포트를 열 수 없어")
            assert f"{port} 포트" in said
            assert "WEB_PORT" in said
            other.close()
            await page.until_ready(30)
            metrics = (await page.client.get("/metrics")).text
            assert 'kiwoom_bot_channel_up{channel="web"} 1.0' in metrics


def test_the_next_free_port_is_found() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(HOST, port) != port
        with pytest.raises(OSError, match="in use"):
            listen(HOST, port)
