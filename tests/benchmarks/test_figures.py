"""The figures of docs/performance.md; `make bench` prints them."""

import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.access import Access
from bot.channels.telegram import TelegramChannel
from core.calendar import Calendar
from core.clock import SystemClock
from core.engine import Engine, Rules, Stores
from core.kiwoom.broker import Broker
from core.kiwoom.protocol import Protocol
from core.model import AlertMessage, ChannelStatus, Destination, Lane, Limit, Outgoing, Quote
from core.store import Store
from tests.benchmarks.world import CODES, CONDITIONS, FIRST_CHAT
from tests.servers.telegram import TOKEN
from tests.ways.bot import OWNER, Simulator, SlackServer, TelegramServer, environment

pytestmark = pytest.mark.bench


def show(what: str, figure: str, aim: str) -> None:
    print(f"\n  {what}: {figure}  (aim: {aim})")  # noqa: T201


# --- frames through the protocol ------------------------------------------------------------------


def test_frames_a_second_against_bare_json() -> None:
    frames = [
        json.dumps(
            {
                "trnm": "REAL",
                "data": [
                    {
                        "type": "02",
                        "name": "조건검색",
                        "item": code,
                        "values": {
                            "841": "4",
                            "9001": code,
                            "843": "I",
                            "20": "090011",
                            "907": "2",
                        },
                    }
                ],
            },
            ensure_ascii=False,
        )
        for code in CODES
    ] * 2500
    now = SystemClock().now()

    def bare() -> None:
        for frame in frames:
            json.loads(frame)

    def ours() -> None:
        protocol = Protocol()
        for frame in frames:
            protocol.receive(frame, now, 1.0)

    ratios = [timed(bare) / timed(ours) for _ in range(7)]
    rate = len(frames) / timed(ours)
    show(
        "frames through Protocol.receive against json.loads",
        f"{statistics.median(ratios):.2f} of its speed, {rate:,.0f} frames/s",
        "0.6",
    )


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# --- the engine between a simulator and a Bot API in another process ---------------------------


class Lifted:
    """A pace without limits."""

    async def turn(self, destination: Destination, lane: Lane) -> None:
        return

    def undo(self, destination: Destination) -> None:
        return

    def hold(self, destination: Destination | None, seconds: float) -> None:
        return


class UnlimitedTelegram(TelegramChannel):
    """Telegram without the platform's limits."""

    @property
    def pace(self) -> Lifted:
        return Lifted()

    async def close(self) -> None:
        await self._api.close()


class Sink:
    """A channel that takes one message and never finishes: rows are all that is measured."""

    name = "sink"
    most = 30
    overall: tuple[Limit, ...] = ()
    pace = Lifted()

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        return ()

    def status(self) -> ChannelStatus:
        return ChannelStatus("sink", working=True)

    async def run(self) -> None:
        return

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        await asyncio.Event().wait()
        return ""

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        return False

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        return destination


class World:
    """The other process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = await self._process.stdout.readline()
        return dict(json.loads(line))

    async def ask(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        return await self.read()


@asynccontextmanager
async def world() -> AsyncIterator[tuple[World, dict[str, str]]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.world",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=2**24,
    )
    there = World(process)
    try:
        yield there, await there.read()
    finally:
        process.kill()
        await process.wait()


class WarmQuotes(Broker):
    """The price cache, warm: the figure is about our own time, not about Kiwoom's REST."""

    async def quotes(self, codes: Any) -> dict[str, Quote]:
        return {code: Quote(code, 75_000, 1_000, 1.35, 10_000_000) for code in codes}


@asynccontextmanager
async def engine(
    where: dict[str, str], room: Path, channel: Any, subscribed: list[tuple[str, str]]
) -> AsyncIterator[Engine]:
    clock = SystemClock()
    store = await Store.open(room / "bench.db")
    broker = WarmQuotes(
        base_url=where["kiwoom"],
        ws_url=where["ws"],
        app_key="demo-app-key",
        app_secret="demo-app-secret",
        token_path=room / ".token",
        clock=clock,
        per_second=1000,
    )
    found = Engine(
        broker,
        broker,
        broker,
        Stores(
            store.conditions,
            store.subscriptions,
            store.outbox,
            store.stocks,
            store.preferences,
            store.facts,
            store.events,
            store.people,
            store.audit,
            store.days,
            store.followups,
            store.history,
            store.lookouts,
            store.keys,
        ),
        Calendar.always(),
        clock,
        Rules(fold_window=0.0, places=CONDITIONS),
        channels={channel.name: channel},
        rights=Access([]),
    )
    running = asyncio.create_task(found.run())
    try:
        for said, chat in subscribed:
            condition = await found.find(said)
            await found.subscribe(condition, Destination(channel.name, chat), "bench")
        yield found
    finally:
        running.cancel()
        await asyncio.wait([running], timeout=8)
        await broker.aclose()
        await store.close()


def written(rows: sqlite3.Connection) -> int:
    return int(rows.execute("select count(*) from delivery").fetchone()[0])


async def test_events_a_second_from_the_socket_to_durable_rows(tmp_path: Path) -> None:
    count = 20_000
    async with world() as (there, where), engine(where, tmp_path, Sink(), [("0", "1")]):
        began = (await there.ask(do="burst", count=count))["began"]
        rows = sqlite3.connect(tmp_path / "bench.db")
        while written(rows) < count:  # noqa: ASYNC110 another connection is the witness
            await asyncio.sleep(0.02)
        seconds = time.monotonic() - began
        rows.close()
    show("events from socket to durable outbox rows", f"{count / seconds:,.0f} a second", "5,000")


async def test_milliseconds_from_a_push_to_the_bot_api(tmp_path: Path) -> None:
    async with world() as (there, where):

        async def silent(_: object) -> None:
            return

        channel = UnlimitedTelegram(
            TOKEN, where["telegram"], silent, lambda *_: (), "ko", SystemClock()
        )
        chats = [(str(one), str(FIRST_CHAT + one)) for one in range(CONDITIONS)]
        async with engine(where, tmp_path, channel, chats):
            await there.ask(do="beat", rate=100, seconds=2)
            found = (await there.ask(do="beat", rate=100, seconds=20))["latencies"]
        await channel.close()
    cuts = statistics.quantiles([one * 1000 for one in found], n=100)
    show(
        f"push to Bot API request, {len(found)} events at 100/s to 100 chats",
        f"median {cuts[49]:.1f} ms, 99th percentile {cuts[98]:.1f} ms",
        "5 / 20",
    )


# --- the process -----------------------------------------------------------------------------

PYTHON = os.environ.get("BENCH_PYTHON", sys.executable)
"""an interpreter with only requirements.lock in it, for what the development tools add"""

LOADED = """
import sys, bot.app, bot.channels.telegram, bot.channels.slack, bot.supervisor
own = {"bot", "core", "__main__", "__mp_main__"}
print(*(name for name, module in list(sys.modules.items())
        if getattr(module, "__file__", None) and name.partition(".")[0] not in own))
"""


def same_libraries() -> str:
    """Return an import of every module the bot itself has loaded when it runs."""
    found = subprocess.run(
        [PYTHON, "-c", LOADED], check=True, capture_output=True, text=True
    ).stdout.split()
    return "import importlib\nfor name in " + repr(found) + ":\n    importlib.import_module(name)"


@asynccontextmanager
async def process(values: dict[str, str]) -> AsyncIterator[int]:
    """The bot in a process of its own; asked to end at the end."""
    bot = await asyncio.create_subprocess_exec(
        PYTHON,
        "-m",
        "bot",
        "run",
        "--once",
        env={**os.environ, **values, "LOG_LEVEL": "WARNING"},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield bot.pid
    finally:
        bot.terminate()
        assert await bot.wait() == 0


async def test_start_to_first_answered_command_against_importing_the_libraries(
    tmp_path: Path,
) -> None:
    ratios, starts = [], []
    libraries = same_libraries()
    async with Simulator() as simulator, TelegramServer() as telegram, SlackServer() as slack:
        values = environment(simulator, tmp_path, telegram, slack)
        for _ in range(6):
            telegram.say(OWNER, "/help")
            began = time.monotonic()
            async with process(values):
                await telegram.next_message(OWNER, timeout=30)
                starts.append(time.monotonic() - began)
            began = time.monotonic()
            importing = await asyncio.create_subprocess_exec(PYTHON, "-c", libraries)
            assert await importing.wait() == 0
            ratios.append(starts[-1] / (time.monotonic() - began))
    show(
        "process start to first answered command, against importing the libraries",
        f"{statistics.median(ratios[1:]):.2f} ({statistics.median(starts[1:]):.2f} s)",
        "1.3",
    )


async def test_resident_memory_idle_with_both_chats(tmp_path: Path) -> None:
    async with Simulator() as simulator, TelegramServer() as telegram, SlackServer() as slack:
        async with process(environment(simulator, tmp_path, telegram, slack)) as pid:
            telegram.say(OWNER, "/subscribe 0")
            await telegram.next_message(OWNER, timeout=30)
            await slack.connected()
            await asyncio.sleep(10)
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            resident = int(status.split("VmRSS:")[1].split()[0]) / 1024
    show("resident memory, idle, Telegram and Slack connected", f"{resident:.0f} MiB", "110")


def test_machine() -> None:
    show("machine", f"Python {sys.version.split()[0]}, {os.cpu_count()} cores", "-")
