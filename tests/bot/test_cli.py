"""The command as a person or a service manager runs it: its words, its exit codes, its end."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import pytest

from bot import cli, heartbeat
from bot.lock import hold
from bot.settings import Settings
from core.clock import SystemClock
from core.errors import BotError, DatabaseUnusable
from core.model import Event, EventKind, Source, Stock
from core.ports import Change
from core.services.freeze import Freeze
from core.simulator.faults import Faults
from core.simulator.server import Simulator
from core.store import Store
from tests.core.store.make import list_conditions
from tests.servers.slack import SlackServer
from tests.servers.slack_manifest import check_manifest
from tests.servers.telegram import TelegramServer
from tests.ways.bot import OWNER, SAMSUNG, environment, manual

NO_SETTINGS = {name.upper(): "" for name in Settings.model_fields} | {"WEB_PORT": "0"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name, value in NO_SETTINGS.items():
        monkeypatch.setenv(name, value)


class Program:
    """`python -m bot ...` in a process of its own; what it writes is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.out = ""
        self.err = ""
        self._reading = [
            asyncio.create_task(self._read(process.stdout, "out")),
            asyncio.create_task(self._read(process.stderr, "err")),
        ]

    async def _read(self, stream: asyncio.StreamReader | None, name: str) -> None:
        assert stream is not None
        while text := await stream.read(65_536):
            setattr(self, name, getattr(self, name) + text.decode())

    async def until(self, true: Callable[[], object], patience: float = 40) -> None:
        try:
            async with asyncio.timeout(patience):
                while not true():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{self.out}\n---\n{self.err}") from None

    async def end(self, number: int = signal.SIGTERM, patience: float = 10) -> int:
        """Signal it and return its exit code, or that of a program that does not end in time."""
        self.process.send_signal(number)
        return await self.ended(patience)

    async def ended(self, patience: float = 40) -> int:
        async with asyncio.timeout(patience):
            await asyncio.gather(*self._reading)
            return await self.process.wait()


@asynccontextmanager
async def program(
    *arguments: str, values: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """The program, started; whatever is left of it at the end is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot",
        *arguments,
        env={**os.environ, **NO_SETTINGS, **(values or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    found = Program(process)
    try:
        yield found
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.gather(*found._reading)
        await process.wait()


def child_of(process_id: int) -> int | None:
    """The process id of the only child."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return int(children[0]) if children else None


# --- without a process of its own -----------------------------------------------------------------


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"kiwoom-bot {version('kiwoom-condition-bot')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["run", "--twice"],
        ["simulate", "--port", "x"],
        ["simulate", "--port", "99999"],
        ["simulate", "--port", "-1"],
        ["demo", "--speed", "0"],
        ["demo", "--speed", "abc"],
        ["demo", "--speed", "nan"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "usage: kiwoom-bot" in said
    assert "_positive" not in said


def test_the_command_alone_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    said = capsys.readouterr().err
    for command in ("demo", "run", "check", "simulate"):
        assert f"    {command} " in said


def test_the_names_of_the_faults_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["simulate", "--help"])
    assert "--fault help" in " ".join(capsys.readouterr().out.split())
    assert cli.main(["simulate", "--fault", "help"]) == 0
    assert set(Faults().values()) == {
        line.partition("=")[0] for line in capsys.readouterr().out.splitlines()
    }


@pytest.mark.parametrize("fault", ["nonsense", "rest_rate=fast", "duplicate=maybe"])
def test_a_fault_that_does_not_exist_is_refused_with_those_that_do(
    fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["simulate", "--fault", fault]) == 2
    said = capsys.readouterr().err
    assert fault.partition("=")[0] in said
    assert said.count("\n") == 1


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["simulate", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert str(port) in said
    assert "--port" in said
    assert said.count("\n") == 1


def test_without_keys_it_is_one_korean_sentence_and_78(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--once"]) == 78
    said = capsys.readouterr().err
    assert "설정 KIWOOM_APP_KEY 값이 없습니다" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("where", ["environment", "file"])
def test_the_sentence_is_english_where_the_bot_is(
    where: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "environment":
        monkeypatch.setenv("BOT_LANGUAGE", "en")
    else:
        Path(".env").write_text("BOT_LANGUAGE=en\n", encoding="utf-8")
    assert cli.main(["run", "--once"]) == 78
    assert "The setting KIWOOM_APP_KEY is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"), [(["run", "--once"], 78), (["check"], 1), (["check", "--running"], 1)]
)
def test_a_malformed_setting_is_one_line_and_no_traceback(
    arguments: list[str],
    code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLL_INTERVAL", "soon")
    assert cli.main(arguments) == code
    said = "".join(capsys.readouterr())
    assert "POLL_INTERVAL=30" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "--once"], 78),
        (["demo"], 78),
        (["check"], 1),
        (["check", "--running"], 1),
        (["slack-manifest"], 78),
    ],
)
def test_settings_saved_by_an_old_editor_are_to_be_saved_as_utf_8(
    arguments: list[str],
    code: int,
    lang: str,
    encoding: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_LANGUAGE", lang)
    Path(".env").write_text("# 한국어 설명\n", encoding=encoding)
    assert cli.main(arguments) == code
    said = "".join(capsys.readouterr())
    assert (".env를 UTF-8로 저장해 주세요" if lang == "ko" else "Save .env as UTF-8") in said
    assert said.count("\n") == 1


def test_the_line_about_one_setting_follows_the_language_of_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path(".env").write_text("POLL_INTERVAL=soon\nBOT_LANGUAGE='en' # 영어\n", encoding="utf-8")
    assert cli.main(["run", "--once"]) == 78
    assert "The setting POLL_INTERVAL is wrong" in capsys.readouterr().err
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().out.startswith("✗ settings: POLL_INTERVAL is wrong")


def test_a_data_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    values = {"KIWOOM_APP_KEY": "key-1", "KIWOOM_APP_SECRET": "secret-1"}
    for name, value in {**values, "DATA_DIR": str(tmp_path / "file")}.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["run", "--once"]) == 78
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert "데이터베이스를 쓸 수 없습니다" in said
    assert said.count("\n") == 1


def test_an_error_a_person_must_mend_in_the_middle_of_a_run_is_one_sentence_and_tried_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def work(_: asyncio.Event) -> None:
        deep = ExceptionGroup("inner", [DatabaseUnusable(path="/data", reason="disk full")])
        raise ExceptionGroup("outer", [deep])

    assert cli._until_asked(work) == 1
    said = capsys.readouterr().err
    assert "/data: disk full" in said
    assert said.count("\n") == 1


def test_a_bug_beside_it_is_not_hidden() -> None:
    async def work(_: asyncio.Event) -> None:
        raise ExceptionGroup("both", [BotError("x"), ZeroDivisionError()])

    with pytest.raises(ExceptionGroup):
        cli._until_asked(work)


def test_the_slack_manifest_is_one_that_slack_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["slack-manifest"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert check_manifest(manifest) == []
    commands = {one["command"] for one in manifest["features"]["slash_commands"]}
    assert {"/kiwoom", "/ksearch", "/kstatus", "/subscribe"} <= commands


def test_the_slack_manifest_sends_requests_where_slack_is_set_up_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["slack-manifest", "--http"]) == 78
    assert "WEB_URL" in capsys.readouterr().err
    monkeypatch.setenv("WEB_URL", "https://bot.example.com")
    assert cli.main(["slack-manifest"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["socket_mode_enabled"]
    assert cli.main(["slack-manifest", "--http"]) == 0
    asked = capsys.readouterr().out
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef")
    assert cli.main(["slack-manifest"]) == 0
    assert capsys.readouterr().out == asked
    assert check_manifest(json.loads(asked)) == []
    assert "https://bot.example.com/slack/events" in asked


async def test_check_prints_its_lines_and_ends_with_0_where_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Simulator(conditions=manual("상승추세")) as simulator:
        for name, value in environment(simulator, tmp_path).items():
            monkeypatch.setenv(name, value)
        assert await asyncio.to_thread(cli.main, ["check"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line[0] for line in lines] == [*"✓✓✓…✓✓–––––!"]
        simulator.set_conditions([])
        assert await asyncio.to_thread(cli.main, ["check"]) == 1
        assert "✗ 조건식" in capsys.readouterr().out


def test_check_running_looks_at_the_heartbeat_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert cli.main(["check", "--running"]) == 1
    heartbeat.write(tmp_path, "live", SystemClock().now())
    assert cli.main(["check", "--running"]) == 0
    heartbeat.write(tmp_path, "live", SystemClock().now() - heartbeat.FRESH)
    assert cli.main(["check", "--running"]) == 1
    monkeypatch.setenv("BOT_LANGUAGE", "en")
    heartbeat.write(tmp_path, "some state of a later version", SystemClock().now())
    assert cli.main(["check", "--running"]) == 0
    nobody, alive, silent, english = capsys.readouterr().out.splitlines()
    assert nobody == "돌고 있는 봇이 없습니다"
    assert re.fullmatch(r"봇이 돌고 있습니다: 키움 연결됨 · 생존 신호 \d초 전", alive)
    assert re.fullmatch(r"돌고 있는 봇이 없습니다 · 마지막 생존 신호 4\d초 전", silent)
    assert english.startswith("The bot is running: some state of a later version · last sign of")


# --- in a process of its own ----------------------------------------------------------------------


def test_unfreeze_lets_orders_through_whether_or_not_a_bot_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    async def freeze(beside: bool) -> bool:
        store = await Store.open(f"sqlite:///{tmp_path / 'data' / 'kiwoom.db'}")
        held = hold(tmp_path / "data")  # as the bot does
        freezer = Freeze(store.facts, SystemClock())
        await freezer.freeze("conflict")
        if beside:
            assert await asyncio.to_thread(cli.main, ["unfreeze"]) == 0
        still = await freezer.frozen() is not None
        await store.close()
        held.release()
        return still

    assert asyncio.run(freeze(beside=True)) is False
    assert "막아 두었던 것을 풀었습니다" in capsys.readouterr().out
    assert asyncio.run(freeze(beside=False)) is True
    assert cli.main(["unfreeze"]) == 0
    assert "막아 두었던 것을 풀었습니다" in capsys.readouterr().out
    assert cli.main(["unfreeze"]) == 0
    said = capsys.readouterr().out
    assert "막아 둔 매매 명령이 없습니다" in said
    assert f"본 데이터베이스: {tmp_path / 'data' / 'kiwoom.db'}" in said


def test_unfreeze_in_a_folder_of_no_bot_comforts_nobody_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["unfreeze"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert str(tmp_path / "data" / "kiwoom.db") in said.err
    assert "DATA_DIR" in said.err
    assert list(tmp_path.iterdir()) == []


def test_unfreeze_without_a_database_to_open_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kiwoom.db").write_text("no database at all", encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert cli.main(["unfreeze"]) == 1
    assert "데이터베이스를 쓸 수 없습니다" in capsys.readouterr().err


async def test_a_hang_up_has_the_settings_read_again_and_wrong_ones_change_nothing(
    tmp_path: Path,
) -> None:
    env = Path(".env")
    env.write_text("LOG_LEVEL=INFO\n", encoding="utf-8")
    async with Simulator(conditions=manual("상승추세")) as simulator:
        values = {**environment(simulator, tmp_path / "data"), "LOG_FORMAT": "json"}
        async with program("run", values=values) as bot:
            await bot.until(lambda: "session_opened" in bot.err)
            env.write_text("LOG_LEVEL=LOUD\n", encoding="utf-8")
            bot.process.send_signal(signal.SIGHUP)
            await bot.until(lambda: "settings_unreadable" in bot.err)
            env.write_text("LOG_LEVEL=WARNING\nRETENTION_DAYS=9\n", encoding="utf-8")
            bot.process.send_signal(signal.SIGHUP)
            await bot.until(lambda: "settings_reread" in bot.err)
            said = json.loads(bot.err.splitlines()[-1])
            assert (said["changed"], said["restart"]) == (["LOG_LEVEL"], ["RETENTION_DAYS"])
            assert await bot.end() == 0
            assert bot.err.count("session_opened") == 1
            assert "bot_stopping" not in bot.err  # below WARNING by then
            assert "restart in" not in bot.err


async def test_run_tells_once_what_is_missing_and_does_not_try_again(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    async with program("run") as bot:
        assert await bot.ended() == 78
        assert bot.err.count("KIWOOM_APP_KEY 값이 없습니다") == 1
        assert "Traceback" not in bot.err


@pytest.mark.timeout(150)
async def test_run_survives_the_death_of_its_child_and_ends_when_asked_without_a_secret_in_its_logs(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    simulator = Simulator(conditions=conditions, app_key="key-hush-1", app_secret="secret-hush-2")
    async with simulator, TelegramServer() as telegram, SlackServer() as slack:
        values = environment(simulator, tmp_path / "data", telegram, slack)
        values |= {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"}
        async with program("run", values=values) as bot:
            await slack.connected(timeout=40)
            await bot.until(lambda: "session_opened" in bot.err)
            telegram.say(OWNER, "/subscribe 0")
            assert "지금 0종목" in (await telegram.next_message(OWNER, 20)).text
            child = child_of(bot.process.pid)
            assert child is not None
            os.kill(child, signal.SIGKILL)
            condition.enter(SAMSUNG)
            missed = await telegram.next_message(OWNER, 40)
            assert "끊긴 동안 편입 1" in missed.text
            assert "restart in 1 s" in bot.err
            child = child_of(bot.process.pid)

            async with program("run", "--once", values=values) as second:
                assert await second.ended() == 78
                assert f"이미 돌고 있습니다(프로세스 {child})" in second.err

            telegram.fail("sendMessage", 502)
            slack.fail("auth.test", "invalid_auth")
            simulator.revoke_tokens()
            simulator.drop()
            slack.drop()
            await bot.until(lambda: len(_sent(simulator, "LOGIN")) == 3)
            telegram.say(OWNER, "/status")
            await telegram.next_message(OWNER, 20)
            issued = json.loads((tmp_path / "data" / ".token").read_text())["token"]

            assert await bot.end() == 0
            assert not Path(f"/proc/{child}").exists()
        written = bot.out + bot.err + second.out + second.err
        assert "session_opened" in written
        assert "Traceback" not in written, written[written.index("Traceback") - 300 :][:3000]
        kept = (issued, *values["TELEGRAM_BOT_TOKEN"].split(":", 1)[1:])
        named = ("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
        for secret in (*kept, *(values[name] for name in named)):
            assert secret not in written
        for line in bot.err.splitlines():
            assert line.startswith(("{", "kiwoom-bot:")), line
        assert sqlite3.connect(tmp_path / "data" / "kiwoom.db").execute(
            "pragma integrity_check"
        ).fetchone() == ("ok",)


async def test_the_bot_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    async with Simulator(conditions=manual("상승추세")) as simulator:
        values = environment(simulator, tmp_path / "data")
        async with program("run", values=values) as bot:
            await bot.until(lambda: "session_opened" in bot.err)
            child = child_of(bot.process.pid)
            assert child is not None
            assert (tmp_path / "data" / ".pid").read_text() == f"{child}\n"
            bot.process.kill()
            await bot.ended(15)  # the pipes are the child's too
            assert not Path(f"/proc/{child}/exe").exists()
            assert not (tmp_path / "data" / "heartbeat.json").exists()
            assert "Traceback" not in bot.err


async def test_run_says_what_it_is_up_with_and_what_is_set_up_by_half(tmp_path: Path) -> None:
    async with Simulator(conditions=manual("상승추세")) as simulator:
        values = {**environment(simulator, tmp_path / "data"), "LOG_FORMAT": "json"}
        values |= {"OWNERS": "", "SLACK_BOT_TOKEN": "xoxb-12345678"}
        async with program("run", "--once", values=values) as bot:
            await bot.until(lambda: "bot_started" in bot.err)
            assert await bot.end() == 0
            said = {one["event"]: one for one in map(json.loads, bot.err.splitlines())}
            assert said["bot_started"]["channels"] == []
            assert said["bot_started"]["owners"] == 0
            for event, word in {
                "slack_half": "SLACK_APP_TOKEN",
                "no_chat": "TELEGRAM_BOT_TOKEN",
                "nobody": "OWNERS",
            }.items():
                assert said[event]["level"] == "warning"
                assert word in said[event]["why"]


async def test_the_simulator_says_where_it_is_and_ends_when_asked() -> None:
    async with program("simulate", "--port", "0", "--fault", "rest_rate=1") as simulator:
        await simulator.until(lambda: "\n" in simulator.out)
        assert re.search(r"KIWOOM_BASE_URL=http://127\.0\.0\.1:\d+ ", simulator.out)
        assert "KIWOOM_APP_KEY=demo-app-key" in simulator.out
        assert await simulator.end(signal.SIGINT) == 0
        assert simulator.err == ""


@pytest.mark.timeout(120)
async def test_the_demo_shows_alerts_within_a_minute_and_takes_commands_from_a_pipe() -> None:
    alert = re.compile(
        r"^(\d\d-\d\d )?\d\d:\d\d:\d\d (편입|이탈) \S.*\(\d{6}\) [\d,]+ .*\[.+\]", re.MULTILINE
    )
    async with program("demo") as demo:
        assert demo.process.stdin is not None
        demo.process.stdin.write(b"/conditions\nsearch 1\n")
        await demo.process.stdin.drain()
        await demo.until(lambda: "조건식 8개" in demo.out)
        await demo.until(lambda: "거래량 급증" in demo.out and "종목" in demo.out)
        await demo.until(lambda: len(alert.findall(demo.out)) >= 5, 60)
        assert await demo.end() == 0  # though the pipe is open still
        assert demo.err == ""
        first = demo.out.index("데모")
        assert first < demo.out.index("구독을 시작") < alert.search(demo.out).start()  # type: ignore[union-attr]


@pytest.mark.parametrize("arguments", [("demo",), ("check",), ("simulate", "--fault", "help")])
async def test_who_has_read_enough_ends_it_without_a_word(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=write,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(write)
    if arguments == ("demo",):  # `| head -1`; the others find nobody at all
        assert (await asyncio.to_thread(os.read, read, 10)) != b""
    os.close(read)
    try:
        async with asyncio.timeout(40):
            _, said = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    assert said == b""
    assert process.returncode == 0


def _sent(simulator: Simulator, name: str) -> list[object]:
    return [payload for _, what, payload in simulator.requests if what == name]


def test_export_writes_history_to_a_file_with_words_as_in_the_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    assert cli.main(["export"]) == 1
    assert "내보낼 기록이 없습니다" in capsys.readouterr().err

    async def happen() -> None:
        store = await Store.open(f"sqlite:///{tmp_path / 'data' / 'kiwoom.db'}")
        await list_conditions(store, "급등 초입", "거래량 폭발")
        await store.stocks.replace(
            [Stock("005930", "삼성전자", "KOSPI")], SystemClock().now().date()
        )
        now = SystemClock().now()
        events = [
            Event(key, code, EventKind.ENTRY, Source.REALTIME, now.date(), now)
            for key, code in ((1, "005930"), (2, "005930"), (1, "000660"))
        ]
        await store.outbox.post([Change(None, tuple(events))])
        await store.close()

    asyncio.run(happen())
    assert cli.main(["export", "삼성전자", "오늘", "--format", "json", "--output", "a.json"]) == 0
    assert [one["condition"] for one in json.loads(Path("a.json").read_text("utf-8"))] == [
        "급등 초입",
        "거래량 폭발",
    ]
    assert "📄 삼성전자" in capsys.readouterr().err
    assert cli.main(["export", "0", "최근 7일"]) == 0
    (made,) = Path.cwd().glob("급등 초입 *.csv")
    assert len(made.read_text("utf-8-sig").splitlines()) == 3
    assert cli.main(["export", "엑셀"]) == 0
    assert len([*Path.cwd().glob("기록 *.xlsx")]) == 1
    capsys.readouterr()
    assert cli.main(["export", "0", "13/40"]) == 2
    assert "‘13/40’ 날짜를 알 수 없습니다" in capsys.readouterr().err
    assert cli.main(["export", "없는이름말"]) == 2
    assert cli.main(["export", "--output", "no/such/folder.csv"]) == 1
    assert "no/such/folder.csv" in capsys.readouterr().err
