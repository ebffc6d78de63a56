"""The demo: its page on a port that is free, and a browser only where one opens a window."""

import asyncio
import re
import socket

import httpx
import pytest

from bot import browser, demo
from tests.bot.test_cli import program


def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


def test_a_browser_is_opened_where_there_is_a_screen_and_nobody_looks_from_afar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _nowhere(monkeypatch)
    assert not browser.can_open(), "a text browser would take the terminal"
    monkeypatch.setenv("DISPLAY", ":0")
    assert browser.can_open()
    monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4")
    assert not browser.can_open()
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr("sys.platform", "win32")
    assert browser.can_open()


async def test_the_page_is_opened_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    _nowhere(monkeypatch)
    monkeypatch.setenv("DISPLAY", ":0")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        showing = asyncio.create_task(demo._show(port, "http://x", wanted=True))
        await asyncio.sleep(0.3)
        assert not opened
        one.listen()
        await showing
    async with asyncio.timeout(5):
        while not opened:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert opened == ["http://x"]
    await demo._show(port, "http://y", wanted=False)
    assert opened == ["http://x"]


async def test_the_demo_says_where_its_page_is_before_anything_else() -> None:
    async with program("demo", values={"WEB_HOST": "0.0.0.0", "WEB_TOKEN": "mine"}) as running:
        await running.until(lambda: "\n" in running.out)
        found = re.search(r"http://127\.0\.0\.1:\d+", running.out.splitlines()[0])
        assert found is not None
        async with asyncio.timeout(20), httpx.AsyncClient(base_url=found[0]) as client:
            while True:
                try:
                    answer = await client.get("/readyz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code == 200:
                    break
                await asyncio.sleep(0.05)
            assert (await client.get("/")).status_code == 200, "whatever .env says, it is open"
            await running.until(lambda: "구독을 시작" in running.out)
            listed = await client.get("/subscriptions/list")
            assert listed.status_code == 200
            assert "card" not in re.findall(r'<li class="(\w+)', listed.text), "nobody came yet"
        assert await running.end() == 0
        assert "Traceback" not in running.err
