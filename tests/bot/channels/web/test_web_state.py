"""`/status` and `/settings`: how it stands, what the doctor finds, reading settings again."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.web.pages.settings import shown as settings_shown
from bot.reload import Reloaded
from bot.settings import SECRETS, Settings, load
from core.errors import DatabaseUnusable, SettingsWrong
from core.model import ChannelStatus, SessionState
from tests.bot.channels.web.board import Board, words
from tests.bot.channels.web.desk import FRIEND, OWNER
from tests.fakes.engine import MONDAY

SECRET = "a-secret-that-nobody-may-see"


@pytest.fixture
def board() -> Board:
    return Board()


# --- status -------------------------------------------------------------------------------------


async def test_the_state_is_what_status_tells_and_refreshes_itself(board: Board) -> None:
    async with board.opened(FRIEND) as browser:
        page = (await browser.get("/status")).text
        part = (await browser.get("/status/now")).text
    assert 'data-refresh="5" hx-get="/status/now"' in page
    assert "모두 정상입니다" in words(part)
    assert "키움 연결됨" in words(part)
    assert "<html" not in part


async def test_each_red_line_says_what_to_do(board: Board) -> None:
    board.engine.session = replace(
        board.engine.session, state=SessionState.STOPPED, error="credentials_refused"
    )
    board.engine.channels = (
        ChannelStatus("telegram", False, MONDAY, "텔레그램이 봇 토큰을 거절했습니다. @BotFather"),
    )
    async with board.opened() as browser:
        shown = words((await browser.get("/status/now")).text)
    assert "손봐야 할 것이 있습니다" in shown
    assert "KIWOOM_APP_KEY" in shown
    assert "@BotFather" in shown


async def test_owners_take_the_session_back_and_nobody_else_does(board: Board) -> None:
    board.engine.session = replace(board.engine.session, state=SessionState.TAKEN)
    async with board.opened(FRIEND) as browser:
        assert "다시 접속</button>" not in (await browser.get("/status")).text
        assert (await browser.post("/status/takeover")).status_code == 403
    assert board.engine.taken_back == 0
    async with board.opened(OWNER) as browser:
        assert "다시 접속</button>" in (await browser.get("/status")).text
        answer = await browser.post("/status/takeover")
    assert "다시 접속하고 있습니다." in words(answer.text)
    assert board.engine.taken_back == 1
    (written,) = await board.engine.audit.latest(5)
    assert (written.command, written.outcome) == ("takeover", "done")


async def test_a_state_that_cannot_be_read_is_red(board: Board) -> None:
    board.engine.failure = DatabaseUnusable(path="/data", reason="locked")
    async with board.opened() as browser:
        answer = await browser.get("/status/now")
    assert answer.status_code == 200
    assert "b-light-bad" in answer.text


# --- settings -----------------------------------------------------------------------------------


def some(tmp_path: Path) -> Settings:
    """Settings in which every secret is the same, so that none can be missed."""
    urls = {"deadman_url": f"https://{SECRET}", "notify_urls": f"room=json://{SECRET}"}
    secrets = dict.fromkeys(SECRETS, SECRET) | {
        name: value for name, value in urls.items() if name in SECRETS
    }
    return load(
        data_dir=tmp_path,
        database_url=f"postgresql://me:{SECRET}@db/bot",
        owners=(OWNER,),
        **secrets,
    )


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    found = dict(settings_shown(some(tmp_path)))
    assert set(found) == {name.upper() for name in Settings.model_fields}
    assert SECRET not in str(found)
    assert found["KIWOOM_APP_KEY"] == ""
    assert found["DATABASE_URL"] == ""
    assert found["OWNERS"] == OWNER
    assert found["KIWOOM_REALTIME"] == "on"
    assert found["POLL_INTERVAL"] == "30"
    assert found["SMTP_HOST"] is None


async def test_settings_are_for_owners(board: Board) -> None:
    async with board.opened(FRIEND) as browser:
        for path in ("/settings", "/settings/findings"):
            assert (await browser.get(path)).status_code == 403
        assert (await browser.post("/settings/reload")).status_code == 403


async def test_the_doctor_is_asked_and_each_finding_has_its_mark(
    board: Board, tmp_path: Path
) -> None:
    board.equip(settings=lambda: some(tmp_path))
    async with board.opened() as browser:
        page = (await browser.get("/settings")).text
        found = (await browser.get("/settings/findings")).text
    assert SECRET not in page
    assert "KIWOOM_APP_KEY 설정됨" in words(page)
    assert "SMTP_HOST 없음" in words(page)
    assert words(found) == "정상 설정 https://api.kiwoom.com 문제 슬랙 토큰이 틀립니다"
    assert 'class="finding finding-bad"' in found


async def test_without_a_doctor_the_page_names_the_command(board: Board) -> None:
    board.equip(examine=None)
    async with board.opened() as browser:
        assert "kiwoom-bot check" in words((await browser.get("/settings/findings")).text)


async def test_settings_are_read_again_for_who_asked(board: Board) -> None:
    asked: list[str] = []

    def again(identity: str) -> Reloaded:
        asked.append(identity)
        return Reloaded(("POLL_INTERVAL",), ("WEB_PORT",))

    board.equip(reload=again)
    async with board.opened() as browser:
        shown = words((await browser.post("/settings/reload")).text)
    assert asked == [OWNER]
    assert "바로 바꿨습니다: POLL_INTERVAL" in shown
    assert "다시 시작해야 바뀝니다: WEB_PORT" in shown


async def test_wrong_settings_change_nothing_and_are_named(board: Board) -> None:
    def again(_: str) -> Reloaded:
        raise SettingsWrong(name="POLL_INTERVAL", reason="'x' → POLL_INTERVAL=30")

    board.equip(reload=again)
    async with board.opened() as browser:
        shown = words((await browser.post("/settings/reload")).text)
    assert "아무것도 바꾸지 않았습니다" in shown
    assert "POLL_INTERVAL=30" in shown
    (written,) = await board.engine.audit.latest(5)
    assert (written.command, written.outcome) == ("reload", "settings_wrong")
