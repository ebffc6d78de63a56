"""`kiwoom-bot check`: a line for everything, and the cure where something is wrong."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import heartbeat
from bot.doctor import examine, findings
from core.clock import SystemClock
from core.services.taken import Taken
from core.simulator.server import Simulator
from core.store import Store
from tests.servers.loopback import free_port
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer
from tests.servers.webhooks import WebhookServer
from tests.ways.bot import BRISK, Faults, environment, manual, running, settings

GOOD = (
    "설정", "데이터베이스", "접근토큰", "실시간 접속", "조건식", "텔레그램", "슬랙", "이메일",
    "웹훅", "웹 화면",
)  # fmt: skip

CHANGED = (
    "KIWOOM_APP_KEY", "DATABASE_URL", "BOT_LANGUAGE", "POLL_INTERVAL", "NOTIFY_URLS",
    "SLACK_SIGNING_SECRET", "WEB_URL", "WEB_TOKEN",
)  # fmt: skip
"""what tests set besides"""


class Patient:
    """A person's settings and servers, before something goes wrong."""

    def __init__(self, simulator: Simulator, values: dict[str, str]) -> None:
        self.simulator = simulator
        self.values = values
        self.code = -1

    async def check(self, **changed: str) -> dict[str, str]:
        """What is said of each thing, by its label, with its mark."""
        os.environ.update(self.values | changed)
        lines: list[str] = []
        self.code = await examine(lines.append)
        assert all(
            line[:2] in ("✓ ", "✗ ", "– ", "! ", "… ") and "\n" not in line for line in lines
        )
        assert self.code == int(any(line.startswith("✗") for line in lines))
        return {line[2:].partition(":")[0]: line for line in lines}

    async def first_beat(self) -> None:
        """Until the running bot has shown that it lives."""
        async with asyncio.timeout(10):
            while not (Path(self.values["DATA_DIR"]) / "heartbeat.json").exists():  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.fixture
async def patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Patient]:
    monkeypatch.chdir(tmp_path)
    simulator = Simulator(conditions=manual("상승추세", "거래량 급증"))
    async with simulator, TelegramServer() as telegram, SlackServer() as slack:
        values = environment(simulator, tmp_path / "data", telegram, slack)
        for name in (*values, *CHANGED):
            monkeypatch.setenv(name, "")
        yield Patient(simulator, values)


async def test_where_all_is_well_every_line_says_so(patient: Patient) -> None:
    said = await patient.check()
    assert patient.code == 0
    assert tuple(said) == GOOD
    assert "2개 (0 상승추세, 1 거래량 급증" in said["조건식"]
    assert "@loopback_bot" in said["텔레그램"]
    sent = [what for _, what, _ in patient.simulator.requests]
    assert sent == ["au10001", "LOGIN", "CNSRLST"]


async def test_slack_over_http_is_looked_at_without_an_app_token(patient: Patient) -> None:
    by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "loopback-signing-secret"}
    said = await patient.check(**by_http)
    assert "WEB_URL=" in said["슬랙"]
    assert patient.code == 1
    said = await patient.check(**by_http, WEB_URL="https://bot.example.com")
    assert said["슬랙"].startswith("! ")  # WEB_PORT=0: nothing takes its requests
    said = await patient.check(**by_http, WEB_URL="https://bot.example.com", WEB_PORT="9")
    assert said["슬랙"].startswith("✓")
    assert "https://bot.example.com/slack/events" in said["슬랙"]
    wrong = {"SLACK_SIGNING_SECRET": "xapp-1-not-a-secret", "WEB_URL": "https://bot.example.com"}
    said = await patient.check(SLACK_APP_TOKEN="", WEB_PORT="9", **wrong)
    assert said["슬랙"].startswith("✗")
    assert "App Credentials" in said["슬랙"]


async def test_with_both_ways_to_slack_set_the_one_that_is_used_is_named(patient: Patient) -> None:
    assert (await patient.check())["슬랙"].endswith("· 소켓 모드")
    said = await patient.check(SLACK_SIGNING_SECRET="loopback-signing-secret")
    assert said["슬랙"].startswith("✓")
    assert "SLACK_SIGNING_SECRET은 쓰지 않음" in said["슬랙"]


async def test_each_webhook_has_its_line_and_none_shows_its_address(patient: Patient) -> None:
    async with WebhookServer() as hooks:
        said = await patient.check(NOTIFY_URLS=hooks.urls("discord"))
        assert said["웹훅"].startswith("✓")
        assert "discord" in said["웹훅"]
        assert not hooks.posted
        hooks.gone.add("discord")
        said = await patient.check(NOTIFY_URLS=hooks.urls("discord"))
        assert said["웹훅"].startswith("✗")
        assert "Discord-Token" not in "".join(said.values())


async def test_the_lines_speak_english_where_the_bot_does(patient: Patient) -> None:
    said = await patient.check(BOT_LANGUAGE="en")
    assert patient.code == 0
    assert "logged in" in said["socket login"]


async def test_a_chat_without_settings_is_absent_and_not_broken(patient: Patient) -> None:
    said = await patient.check(TELEGRAM_BOT_TOKEN="", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert patient.code == 0
    assert said["텔레그램"].startswith("– ")
    assert "TELEGRAM_BOT_TOKEN" in said["텔레그램"]
    assert said["슬랙"].startswith("– ")
    assert "SLACK_BOT_TOKEN" in said["슬랙"]


async def test_a_chat_with_half_its_settings_is_doubtful_and_names_the_other_half(
    patient: Patient,
) -> None:
    said = await patient.check(SLACK_BOT_TOKEN="")
    assert patient.code == 0
    assert said["슬랙"].startswith("! 슬랙: SLACK_APP_TOKEN만 있고 SLACK_BOT_TOKEN 값이 없어")


@pytest.mark.parametrize(
    ("changed", "label", "cure"),
    [
        ({"KIWOOM_APP_KEY": ""}, "설정", "KIWOOM_APP_KEY="),
        ({"KIWOOM_APP_SECRET": "wrong-secret"}, "접근토큰", "KIWOOM_APP_SECRET"),
        ({"KIWOOM_BASE_URL": "http://127.0.0.1:9"}, "접근토큰", "http://127.0.0.1:9 에서"),
        ({"KIWOOM_WS_URL": "ws://127.0.0.1:9/"}, "실시간 접속", "KIWOOM_WS_URL"),
        ({"TELEGRAM_BOT_TOKEN": "123456789:no-token-of-any-bot-at-all"}, "텔레그램", "@BotFather"),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "텔레그램", "TELEGRAM_API_URL"),
        ({"SLACK_BOT_TOKEN": "xoxb-not-a-token"}, "슬랙", "OAuth & Permissions"),
        ({"SLACK_APP_TOKEN": "xapp-not-a-token"}, "슬랙", "App-Level Tokens"),
        ({"SLACK_APP_TOKEN": ""}, "슬랙", "SLACK_APP_TOKEN="),
        ({"SLACK_BOT_TOKEN": "xapp-not-a-token"}, "슬랙", "SLACK_BOT_TOKEN 값은 xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-not-a-token"}, "슬랙", "SLACK_APP_TOKEN 값은 xapp-"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "슬랙", "SLACK_API_URL"),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/kiwoom.db"}, "데이터베이스", "권한"),
        ({"NOTIFY_URLS": "phone=nonsense://x"}, "웹훅", "phone=ntfys://"),
        ({"NOTIFY_URLS": "phone=ntfy://127.0.0.1:9/topic"}, "웹훅", "NOTIFY_URLS"),
        ({"DATABASE_URL": "oracle://nowhere"}, "데이터베이스", "DATABASE_URL"),
    ],
)
async def test_what_is_wrong_with_the_settings_is_one_line_with_its_cure(
    changed: dict[str, str], label: str, cure: str, patient: Patient
) -> None:
    said = await patient.check(**changed)
    assert patient.code == 1
    assert [one for one, line in said.items() if line.startswith("✗")] == [label]
    assert cure in said[label]
    whole = "\n".join(said.values())
    assert "wrong-secret" not in whole
    assert "no-token-of-any-bot" not in whole
    assert "not-a-token" not in whole


@pytest.mark.parametrize(
    ("faults", "label", "cure"),
    [
        (Faults(environment_mismatch="key"), "접근토큰", "KIWOOM_BASE_URL"),
        (Faults(environment_mismatch="token"), "실시간 접속", "KIWOOM_BASE_URL"),
        (Faults(ip_refused=True), "접근토큰", "openapi.kiwoom.com"),
        (Faults(rest_html=-1), "접근토큰", "점검"),
        (Faults(login_close_before_ack=-1), "실시간 접속", "점검"),
        (Faults(refuse_connections=True), "접근토큰", "KIWOOM_BASE_URL"),
    ],
)
async def test_what_kiwoom_refuses_is_one_line_with_its_cure_and_the_chats_are_still_looked_at(
    faults: Faults, label: str, cure: str, patient: Patient
) -> None:
    patient.simulator.faults.update(faults.values())
    said = await patient.check()
    assert patient.code == 1
    assert [one for one, line in said.items() if line.startswith("✗")] == [label]
    assert cure in said[label]
    assert tuple(said) == GOOD  # what could not be tried says so
    assert said["조건식"].startswith("– ")
    assert said["텔레그램"].startswith("✓")
    assert said["슬랙"].startswith("✓")


async def test_an_account_without_conditions_is_told_where_to_make_one(patient: Patient) -> None:
    patient.simulator.set_conditions([])
    said = await patient.check()
    assert patient.code == 1
    assert "영웅문4" in said["조건식"]


async def test_a_wrong_secret_is_found_although_a_token_is_good_for_today(
    patient: Patient,
) -> None:
    await patient.check()
    assert patient.code == 0
    said = await patient.check(KIWOOM_APP_SECRET="wrong-secret")
    assert said["접근토큰"].startswith("✗")
    assert "KIWOOM_APP_SECRET" in said["접근토큰"]


async def test_a_token_that_died_early_is_replaced_by_the_check_itself(patient: Patient) -> None:
    await patient.check()
    patient.simulator.revoke_tokens()
    await patient.check()
    assert patient.code == 0


async def test_a_data_folder_that_is_a_file_is_one_line(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = await patient.check(DATA_DIR=str(tmp_path / "file"))
    assert patient.code == 1
    assert str(tmp_path / "file") in said["데이터베이스"]
    assert not patient.simulator.requests


async def test_settings_that_cannot_be_read_are_one_line(patient: Patient) -> None:
    said = await patient.check(POLL_INTERVAL="soon")
    assert patient.code == 1
    assert "POLL_INTERVAL=30" in said["설정"]
    assert said["설정"].startswith("✗ 설정: POLL_INTERVAL")


async def test_a_bot_nobody_owns_is_marked_and_not_broken(patient: Patient) -> None:
    said = await patient.check(OWNERS="")
    assert patient.code == 0
    assert said["설정"].startswith("! 설정")
    assert "OWNERS" in said["설정"]


async def test_alerts_that_can_reach_no_chat_are_said_to(patient: Patient) -> None:
    nowhere = {"TELEGRAM_BOT_TOKEN": "", "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
    said = await patient.check(**nowhere)
    assert patient.code == 0
    assert said["대화방"].startswith("! ")
    assert "TELEGRAM_BOT_TOKEN" in said["대화방"]
    said = await patient.check(**nowhere | {"SLACK_BOT_TOKEN": "xoxb-12345678"})
    assert "대화방" not in said


async def test_a_name_that_is_nearly_a_setting_is_named_and_nothing_else_in_the_file(
    patient: Patient,
) -> None:
    text = "FOLD_WINDWO=0\n# OWNRES=1\nCOMPOSE_PROJECT_NAME=x\nDEADMAN_URL_FILE=\nlog_level=INFO\n"
    Path(".env").write_text(text, encoding="utf-8")
    said = await patient.check()
    assert said["설정"] == "! 설정: .env의 FOLD_WINDWO 설정은 없습니다. 혹시 FOLD_WINDOW인가요?"
    said = await patient.check(POLL_INTERVAL="soon")
    assert "FOLD_WINDOW" in said["설정"]


async def test_a_refused_token_is_told_its_cure_once(patient: Patient) -> None:
    said = await patient.check(TELEGRAM_BOT_TOKEN="12345678:wrong-and-refused")
    assert said["텔레그램"].endswith("@BotFather의 /mybots에서 토큰을 다시 받으세요")


async def test_a_server_out_of_reach_is_named_with_the_cause_and_the_setting(
    patient: Patient,
) -> None:
    said = await patient.check(KIWOOM_BASE_URL="http://127.0.0.1:9", BOT_LANGUAGE="en")
    for part in ("http://127.0.0.1:9", "ConnectError", "KIWOOM_BASE_URL"):
        assert part in said["token"]
    assert "by itself" not in said["token"]


async def test_before_it_logs_in_it_says_whom_that_may_cut_off(patient: Patient) -> None:
    os.environ.update(patient.values)
    lines: list[str] = []
    assert await examine(lines.append) == 0
    (warned,) = (number for number, line in enumerate(lines) if "다른 DATA_DIR" in line)
    assert lines[warned + 1].startswith("✓ 실시간 접속")


async def test_a_session_another_program_took_is_left_to_it(patient: Patient) -> None:
    store = await Store.open(settings(patient.values).database)
    await Taken(store.facts).note(SystemClock().now())
    await store.close()
    said = await patient.check()
    assert patient.code == 1
    assert said["실시간 접속"].startswith("✗")
    assert "/takeover" in said["실시간 접속"]
    assert said["조건식"].startswith("– ")
    assert [what for _, what, _ in patient.simulator.requests] == ["au10001"]


async def test_beside_a_running_bot_nothing_logs_in_a_second_time(
    patient: Patient, tmp_path: Path
) -> None:
    async with running(patient.values, timing=BRISK):
        await patient.first_beat()
        said = await patient.check()
        assert patient.code == 0
        assert "봇이 돌고 있어" in said["실행 중인 봇"]
        sent = [what for _, what, _ in patient.simulator.requests]
        assert sent.count("LOGIN") == sent.count("au10001") == 1


async def test_a_bot_that_holds_the_folder_but_shows_no_life_is_said_to_be_there(
    patient: Patient, tmp_path: Path
) -> None:
    async with running(patient.values, timing=BRISK):
        await patient.first_beat()
        (tmp_path / "data" / "heartbeat.json").write_text("{}", encoding="utf-8")
        said = await patient.check()
        assert patient.code == 1
        assert said["실행 중인 봇"].startswith("✗")
        assert [what for _, what, _ in patient.simulator.requests].count("LOGIN") == 1


def test_a_heartbeat_is_read_while_it_is_fresh(tmp_path: Path) -> None:
    now = SystemClock().now()
    assert heartbeat.read(tmp_path, now) is None
    heartbeat.write(tmp_path, "live", now)
    assert heartbeat.read(tmp_path, now) == "live"
    assert heartbeat.read(tmp_path, now + heartbeat.FRESH) is None
    (tmp_path / "heartbeat.json").write_text("[]", encoding="utf-8")
    assert heartbeat.read(tmp_path, now) is None


async def test_the_page_of_a_running_bot_asks_the_doctor_and_nobody_logs_in_again(
    patient: Patient,
) -> None:
    async with running(patient.values, timing=BRISK):
        await patient.first_beat()
        async with asyncio.timeout(10):
            while "REG" not in [what for _, what, _ in patient.simulator.requests]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        before = len(patient.simulator.requests)
        lines = await findings(settings(patient.values), "en")
        asked = [what for _, what, _ in patient.simulator.requests[before:]]
    said = {line[2:].partition(":")[0]: line for line in lines}
    assert said["running bot"].startswith("✓ ")
    assert said["Telegram"].startswith("✓ ")
    assert "LOGIN" not in asked
    assert "au10001" not in asked


async def test_the_page_is_looked_at_without_holding_its_port(patient: Patient) -> None:
    port = free_port()
    open_ = await patient.check(WEB_PORT=str(port))
    said = f"✓ 웹 화면: http://127.0.0.1:{port} · 이 컴퓨터에서만, 토큰 없이 "
    assert open_["웹 화면"].startswith(said)
    assert "WEB_TOKEN" in open_["웹 화면"], "whoever shares the machine is told, once"
    guarded = await patient.check(WEB_PORT=str(port), WEB_TOKEN="a-token")
    assert guarded["웹 화면"] == f"✓ 웹 화면: http://127.0.0.1:{port} · 로그인해야 열림"
    assert patient.code == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        taken = await patient.check(WEB_PORT=str(port))
    assert patient.code == 1
    assert taken["웹 화면"].startswith(f"✗ 웹 화면: {port} 포트를 열 수 없습니다")
