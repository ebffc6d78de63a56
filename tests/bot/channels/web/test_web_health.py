"""Whether it lives, whether it is ready, and its figures, as machines ask for them."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cli, heartbeat
from bot.channels.web import readiness as checking
from core.clock import SystemClock
from core.errors import DatabaseUnusable
from tests.bot.channels.web.desk import Office
from tests.bot.channels.web.stage import Page
from tests.fakes.engine import StillClock
from tests.servers.loopback import free_port
from tests.ways.bot import HYNIX, SAMSUNG


async def figures(page: Page) -> dict[str, float]:
    text = (await page.client.get("/metrics")).text
    rows = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


async def test_a_bot_that_is_logged_in_is_ready(page: Page) -> None:
    answer = await page.client.get("/readyz")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {"ready": True, "session": "live", "reasons": []}


async def test_a_session_that_is_taken_is_not_ready_and_says_why(page: Page) -> None:
    page.on.simulator.kick()
    async with asyncio.timeout(10):
        while (answer := await page.client.get("/readyz")).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert answer.status_code == 503
    found = answer.json()
    assert (found["ready"], found["session"]) == (False, "taken")
    assert found["reasons"][0].startswith("키움 세션: ")
    english = await page.client.get("/readyz", headers={"Accept-Language": "en"})
    assert english.json()["reasons"][0].startswith("Kiwoom session: ")
    assert (await page.client.get("/healthz")).status_code == 200


async def test_a_database_that_cannot_be_written_is_not_ready() -> None:
    office = Office()

    async def broken() -> None:
        raise DatabaseUnusable(path="/data", reason="disk full")

    office.engine.writable = broken  # type: ignore[method-assign]
    async with office.client() as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["데이터베이스에 쓸 수 없음"]


async def test_however_often_readiness_is_asked_the_database_is_written_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, writes = Office(), 0

    async def written() -> None:
        nonlocal writes
        writes += 1
        await asyncio.sleep(0.01)

    office.engine.writable = written  # type: ignore[method-assign]
    clock = StillClock()
    monkeypatch.setattr(checking, "_REAL", clock)
    async with office.client() as client:
        for _ in range(2):
            answers = await asyncio.gather(*(client.get("/readyz") for _ in range(50)))
            assert {one.status_code for one in answers} == {200}
        assert writes == 1
        clock.advance(1)
        await client.get("/readyz")
        assert writes == 2


async def test_the_figures_count_events_and_what_became_of_them(page: Page) -> None:
    before = await figures(page)
    assert before['kiwoom_bot_session{state="live"}'] == 1
    assert before["kiwoom_bot_token_age_seconds"] >= 0
    assert before["kiwoom_bot_reconnects_total"] == 0
    await page.on.follow()
    page.conditions[0].enter(SAMSUNG)
    page.conditions[0].enter(HYNIX)
    page.conditions[0].leave(HYNIX)
    async with asyncio.timeout(10):
        while True:
            found = await figures(page)
            told = found.get('kiwoom_bot_deliveries_total{channel="telegram",outcome="sent"}', 0)
            if told >= 3:
                break
            await asyncio.sleep(0.05)
    assert found['kiwoom_bot_events_total{kind="entry",source="realtime"}'] == 2
    assert found['kiwoom_bot_events_total{kind="exit",source="realtime"}'] == 1
    assert found['kiwoom_bot_alert_lateness_seconds_bucket{le="+Inf"}'] == 3
    assert found["kiwoom_bot_alert_lateness_seconds_count"] == 3
    assert found['kiwoom_bot_channel_up{channel="web"}'] == 1


async def test_the_figures_are_for_owners(guarded: Page) -> None:
    assert (await guarded.client.get("/metrics")).status_code == 401
    answer = await guarded.client.get("/metrics", headers=guarded.as_owner())
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert re.search(r"^# TYPE kiwoom_bot_events_total? counter$", answer.text, re.MULTILINE)


async def test_check_running_asks_the_page(
    page: Page, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in page.on.values.items():
        monkeypatch.setenv(name, value)
    async with asyncio.timeout(10):
        while not heartbeat.read(Path(page.on.values["DATA_DIR"]), SystemClock().now()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert await asyncio.to_thread(cli.main, ["check", "--running"]) == 0
    assert "봇이 돌고 있습니다" in capsys.readouterr().out
    page.on.simulator.kick()
    async with asyncio.timeout(10):
        while (await page.client.get("/readyz")).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await asyncio.to_thread(cli.main, ["check", "--running"]) == 1
    said = capsys.readouterr().out
    assert "봇이 돌고 있지만 준비되지 않았습니다: 키움 세션: " in said


def test_check_running_says_where_the_page_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WEB_PORT", str(free_port()))
    heartbeat.write(tmp_path, "live", SystemClock().now() - timedelta(seconds=1))
    assert cli.main(["check", "--running"]) == 1
    assert "웹 화면(http://127.0.0.1:" in capsys.readouterr().out
