"""The composition root: what runs, what is absent, what ends it, and that it lets go of all."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.app import open_calendar, serve
from bot.channels.console import HERE
from bot.faces import Console, Follow, Handle, build_channels
from bot.lock import hold
from bot.settings import MarketHours, Settings
from core.clock import SystemClock
from core.engine import Engine
from core.errors import AlreadyRunning, DatabaseUnusable, Gone, SettingsMissing
from core.kiwoom.timing import Timing
from core.model import AlertMessage, ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer
from core.simulator.server import Simulator
from core.store import Store
from tests.servers.telegram import TelegramServer
from tests.ways.bot import BRISK, OWNER, SAMSUNG, environment, manual, running, settings


class Fragile:
    """A face that breaks the first time it is run."""

    name, most = "fragile", 1
    overall: tuple[Limit, ...] = ()

    def __init__(self) -> None:
        self.runs = 0
        self.steady = asyncio.Event()
        self.pace: Pace = Pacer(SystemClock(), (), self.limits)

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        return ()

    def status(self) -> ChannelStatus:
        return ChannelStatus(self.name, working=True)

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        raise Gone("fragile")

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        raise Gone("fragile")

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        raise Gone("fragile")

    async def run(self) -> None:
        self.runs += 1
        if self.runs == 1:
            raise RuntimeError("a bug in a face")
        self.steady.set()
        await asyncio.Event().wait()


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(conditions=manual("상승추세")) as running_one:
        yield running_one


def channels(found: Settings, console: Console | None = None) -> list[str]:
    """The names of the faces these settings bring."""
    built = build_channels(
        found, Handle(), Follow(), SystemClock(), asyncio.Event(), console, lambda _: "ko"
    )
    return [channel.name for channel in built]


async def test_without_keys_it_says_which_setting_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsMissing) as caught:
        await serve(settings({"DATA_DIR": str(tmp_path)}), asyncio.Event())
    assert caught.value.params == {"name": "KIWOOM_APP_KEY"}
    assert not list(tmp_path.iterdir())


async def test_a_face_without_its_settings_is_absent_and_not_broken() -> None:
    assert channels(settings({})) == []
    assert channels(settings({"SLACK_BOT_TOKEN": "xoxb-1-loopback"})) == []
    assert channels(settings({"TELEGRAM_BOT_TOKEN": "123456789:loopback"})) == ["telegram"]
    slack = {"SLACK_BOT_TOKEN": "xoxb-1-loopback", "SLACK_APP_TOKEN": "xapp-1-loopback"}
    assert channels(settings(slack)) == ["slack"]
    by_http = {"SLACK_BOT_TOKEN": "xoxb-1-loopback", "SLACK_SIGNING_SECRET": "0123456789abcdef"}
    assert channels(settings(by_http)) == ["slack"]
    assert channels(settings(by_http | {"WEB_PORT": "0"})) == []  # nothing would take its requests
    assert channels(settings({"NOTIFY_URLS": "phone=ntfys://ntfy.sh/topic"})) == ["notify"]
    assert channels(settings({}), Console()) == ["console"]


async def test_one_data_folder_is_for_one_process(tmp_path: Path, simulator: Simulator) -> None:
    values = environment(simulator, tmp_path)
    async with running(values, timing=BRISK):
        await asyncio.sleep(0)
        with pytest.raises(AlreadyRunning) as caught:
            await serve(settings(values), asyncio.Event())
        assert caught.value.params == {"path": str(tmp_path), "pid": str(os.getpid())}
    async with running(values, timing=BRISK):
        pass  # let go of at the end


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DatabaseUnusable) as caught:
        hold(tmp_path / "file")
    assert caught.value.params["path"] == str(tmp_path / "file")
    with pytest.raises(DatabaseUnusable):
        hold(tmp_path / "file" / "below")


async def test_a_face_that_breaks_is_run_again_and_stops_nobody() -> None:
    face = Fragile()
    task = asyncio.create_task(app._keep(face, first_pause=0.01))
    async with asyncio.timeout(5):
        await face.steady.wait()
    assert face.runs == 2
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_bug_of_our_own_ends_the_process_and_is_not_swallowed(
    tmp_path: Path, simulator: Simulator
) -> None:
    async def broken(_: Engine) -> None:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        await serve(settings(environment(simulator, tmp_path)), asyncio.Event(), ready=broken)
    assert caught.group_contains(ZeroDivisionError)
    hold(tmp_path).release()  # nothing is held after that


async def test_it_stops_at_once_though_neither_kiwoom_nor_telegram_answers(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with TelegramServer() as telegram:
        await telegram.outage()
        simulator.faults.refuse_connections = True
        stop = asyncio.Event()
        found = settings(environment(simulator, tmp_path, telegram))
        task = asyncio.create_task(serve(found, stop))
        await asyncio.sleep(0.3)
        stop.set()
        async with asyncio.timeout(5):
            await task


async def test_what_is_in_the_air_at_the_end_lands_and_is_not_told_again(
    tmp_path: Path, simulator: Simulator
) -> None:
    (condition,) = conditions = manual("상승추세")
    simulator.set_conditions([("0", one) for one in conditions])
    async with TelegramServer() as telegram:
        values = environment(simulator, tmp_path, telegram)
        async with running(values, timing=BRISK):
            telegram.say(OWNER, "/subscribe 0")
            await telegram.next_message(OWNER)
            telegram.slow("sendMessage", 0.5)
            condition.enter(SAMSUNG)
            await telegram.next_message(OWNER)  # shown, but not answered yet
        async with running(values, timing=BRISK):
            telegram.say(OWNER, "/status")
            await telegram.next_message(OWNER)
        assert sum(SAMSUNG in text for text in telegram.chat(OWNER).texts) == 1


async def test_a_heartbeat_says_how_the_session_stands(
    tmp_path: Path, simulator: Simulator
) -> None:
    path = tmp_path / "heartbeat.json"
    async with running(environment(simulator, tmp_path), timing=BRISK):
        async with asyncio.timeout(5):
            while not path.exists():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        beat = json.loads(path.read_text(encoding="utf-8"))
        assert beat["session"] in ("connecting", "live")


async def test_a_heartbeat_that_cannot_be_written_stops_nothing(
    tmp_path: Path, simulator: Simulator
) -> None:
    (tmp_path / "heartbeat.new").mkdir()  # nothing can be written there
    async with TelegramServer() as telegram:
        async with running(environment(simulator, tmp_path, telegram), timing=BRISK):
            for _ in range(3):
                telegram.say(OWNER, "/status")
                await telegram.next_message(OWNER)


async def test_what_the_console_followed_waits_while_there_is_no_console(
    tmp_path: Path, simulator: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    (condition,) = conditions = manual("상승추세")
    simulator.set_conditions([("0", one) for one in conditions])
    found = settings(environment(simulator, tmp_path))
    stop = asyncio.Event()

    async def connected(engine: Engine) -> None:
        while not await engine.conditions():  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    console = Console("opening words", ("/subscribe 0",))
    task = asyncio.create_task(
        serve(found, stop, console=console, ready=connected, timing=Timing())
    )
    printed = ""
    async with asyncio.timeout(10):
        while "구독을 시작" not in printed:
            await asyncio.sleep(0.02)
            printed += capsys.readouterr().out
    assert printed.index("opening words\n") < printed.index("구독을 시작")
    stop.set()
    await task
    async with running(environment(simulator, tmp_path), timing=BRISK):
        condition.enter(SAMSUNG)
    store = await Store.open(found.database)
    try:
        assert await store.outbox.waiting() == []
        (left,) = await store.subscriptions.of(HERE)
        assert left.suspended == "channel_absent"
    finally:
        await store.close()


def test_the_market_keeps_the_hours_the_settings_say(tmp_path: Path) -> None:
    now = SystemClock().now()
    always = open_calendar(settings({"DATA_DIR": str(tmp_path)}, market_hours=MarketHours.ALWAYS))
    assert always.is_open(now)
    override = f'[days."{now:%Y-%m-%d}"]\nopen = false\nnote = "임시 점검"\n'
    (tmp_path / "calendar.toml").write_text(override, encoding="utf-8")
    krx = open_calendar(settings({"DATA_DIR": str(tmp_path)}))
    assert krx.explain(now).note == "임시 점검"
