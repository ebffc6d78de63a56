"""The sign of life for somebody outside, over a real connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.deadman import DeadMan


class Outside:
    """A server that is called, and answers as it is told to; None: it hangs up."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.answers: list[bytes | None] = []
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/ping/hush-hush"

    async def __aenter__(self) -> "Outside":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.called.append(head.partition(" HTTP")[0])
        answer = self.answers.pop(0) if self.answers else b"200 OK"
        if answer is not None:
            writer.write(
                b"HTTP/1.1 " + answer + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    async with Outside() as server:
        yield server


async def test_it_calls_while_everything_is_green_and_not_when_something_is_wrong(
    outside: Outside,
) -> None:
    deadman, green = DeadMan(outside.url), True
    await deadman.ping()  # before it is known what is green
    assert outside.called == []
    deadman.green = lambda: green
    await deadman.ping()
    green = False
    await deadman.ping()
    green = True
    await deadman.ping()
    assert outside.called == ["GET /ping/hush-hush"] * 2
    await deadman.aclose()


async def test_without_an_address_nobody_is_called_and_a_new_one_is_called_at_once(
    outside: Outside,
) -> None:
    deadman = DeadMan(None)
    deadman.green = lambda: True
    await deadman.ping()
    deadman.url = outside.url
    await deadman.ping()
    assert len(outside.called) == 1
    await deadman.aclose()


async def test_a_call_that_fails_is_only_logged_and_never_with_its_address(
    outside: Outside,
) -> None:
    deadman = DeadMan(outside.url)
    deadman.green = lambda: True
    outside.answers = [b"503 Service Unavailable", None, b"404 Not Found"]
    with capture_logs() as logs:
        for _ in range(3):
            await deadman.ping()
        deadman.url = "http://127.0.0.1:1/hush-hush"
        await deadman.ping()
        deadman.url = "http://[hush-hush/"
        await deadman.ping()
    assert [one["event"] for one in logs] == ["deadman_unanswered"] * 5
    assert "hush" not in str(logs)
    await deadman.aclose()
