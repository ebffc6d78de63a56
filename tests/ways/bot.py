"""The whole bot between servers on loopback, in this process or in one of its own."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import cli
from bot.app import serve
from bot.settings import MarketHours, Settings, load
from core.clock import KST, Clock, SystemClock
from core.kiwoom.timing import Timing
from core.model import Stock
from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import Simulator
from core.store import Store
from tests.servers.slack import SlackServer
from tests.servers.telegram import TOKEN as TELEGRAM_TOKEN
from tests.servers.telegram import TelegramServer
from tests.servers.telegram_chats import Message

OWNER = 1001
SLACK_OWNER = "U0001"
SAMSUNG, HYNIX, HYUNDAI = "005930", "000660", "005380"
NAMES = {SAMSUNG: "삼성전자", HYNIX: "SK하이닉스", HYUNDAI: "현대차"}

BRISK = Timing(first_pause=0.1, longest_pause=0.3, answer=3.0, registering=0.01, first_retry=0.05)
"""reconnects at once; Kiwoom's own servers want more patience"""
_PACE = 10.0


class Brisk(SystemClock):
    """A market time that a test moves; waits are over ten times as soon as they say."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = timedelta(0)
        self._skipped = 0.0
        self._skip = asyncio.Event()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        return datetime.now(KST) + self._ahead

    def set(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(KST)

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)

    def skip(self, seconds: float) -> None:
        """Let that much time be over: what waits for its end, however long, need not any more."""
        self.advance(seconds)
        self._skipped += seconds
        self._skip.set()
        self._skip = asyncio.Event()

    def monotonic(self) -> float:
        return time.monotonic() * _PACE + self._skipped

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        await asyncio.sleep(0)
        while (left := until - self.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left / _PACE):
                    await self._skip.wait()


def manual(*names: str) -> list[ManualCondition]:
    """Conditions 0, 1, ... that a test moves by hand."""
    return [ManualCondition(str(seq), name) for seq, name in enumerate(names)]


def environment(
    simulator: Simulator,
    data_dir: Path,
    telegram: TelegramServer | None = None,
    slack: SlackServer | None = None,
) -> dict[str, str]:
    """The environment variables a person would set for these servers."""
    found = {
        "KIWOOM_BASE_URL": simulator.base_url,
        "KIWOOM_WS_URL": simulator.ws_url,
        "KIWOOM_APP_KEY": simulator.app_key,
        "KIWOOM_APP_SECRET": simulator.app_secret,
        "DATA_DIR": str(data_dir),
        "MARKET_HOURS": "always",
        "OWNERS": f"telegram:{OWNER},slack:{SLACK_OWNER}",
        "WEB_PORT": "0",
    }
    if telegram:
        found |= {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_URL": telegram.url}
    if slack:
        found |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.url,
        }
    return found


def settings(values: Mapping[str, str], **more: object) -> Settings:
    return load(**{name.lower(): value for name, value in values.items()}, **more)


@asynccontextmanager
async def running(
    values: Mapping[str, str], *, clock: Clock | None = None, timing: Timing | None = None
) -> AsyncIterator[None]:
    """The bot in this process; a fault of its own fails the test.

    It reads its settings again from `values`, as they are then.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(
        serve(settings(values), stop, clock=clock, timing=timing, reread=lambda: settings(values))
    )
    try:
        yield
        assert not task.done(), task.exception()
    finally:
        stop.set()
        async with asyncio.timeout(15):
            await task


@dataclass(slots=True)
class Stage:
    """The servers of one test, and the environment that leads the bot to them."""

    simulator: Simulator
    telegram: TelegramServer
    slack: SlackServer | None
    clock: Brisk
    values: dict[str, str]

    def bot(self, timing: Timing = BRISK) -> AbstractAsyncContextManager[None]:
        """Run the bot for a while; the servers stay."""
        return running(self.values, clock=self.clock, timing=timing)

    async def ask(self, text: str, chat: int = OWNER, **how: object) -> Message:
        """The owner says something; the answer."""
        self.telegram.say(chat, text, user_id=OWNER, **how)  # type: ignore[arg-type]
        return await self.telegram.next_message(chat, timeout=10)

    async def follow(self, said: str = "0", chat: int = OWNER, **how: object) -> Message:
        """The owner subscribes, and the first look has told who is inside."""
        await self.until(lambda: self.sent("REG"))  # the last step before the session is live
        async with asyncio.timeout(20):
            while True:
                answer = await self.ask(f"/subscribe {said}", chat, **how)
                if "지금" in answer.text:
                    return answer

    async def hears(self, chat: int = OWNER) -> str:
        """The text of the next message of the bot."""
        return (await self.telegram.next_message(chat, timeout=20)).text

    async def live(self, count: int = 1) -> None:
        """Until that many real-time registrations were asked for and answered, in all."""
        await self.until(lambda: len(self.sent("CNSRREQ")) >= count)
        await asyncio.sleep(0.05)

    async def until(self, true: Callable[[], object], patience: float = 20) -> None:
        """Until something is so at one of the servers."""
        await self.telegram.wait_for(true, patience)

    def sent(self, name: str) -> list[object]:
        """What the bot asked of Kiwoom under that api-id or trnm so far."""
        return [payload for _, what, payload in self.simulator.requests if what == name]

    async def status(self, *said: str) -> str:
        """The answer to /status, asked for again until it says all that."""
        return await self._says("/status", said)

    async def why(self, what: str, *said: str) -> str:
        """The answer to /why, asked for again until it says all that."""
        return await self._says(f"/why {what}", said)

    async def _says(self, command: str, said: Sequence[str]) -> str:
        text = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while True:
                    text = (await self.ask(command)).text
                    if all(word in text for word in said):
                        return text
                    await self.clock.sleep(2)  # nobody may ask more often for long
        raise TimeoutError(f"{command} never said all of {said}; at last it said: {text}")


@asynccontextmanager
async def stage(
    data_dir: Path,
    conditions: Sequence[ManualCondition],
    *,
    faults: Faults | None = None,
    slack: bool = False,
    start: datetime | None = None,
    values: Mapping[str, str] | None = None,
    day_told: bool = True,
) -> AsyncIterator[Stage]:
    """Servers for a bot; `values` are further environment variables.

    `day_told`: the summary of this day was told before, whatever the time is now.
    """
    clock = Brisk(start)
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(
            Simulator(clock=clock, faults=faults, conditions=conditions, tick=_PACE)
        )
        telegram = await stack.enter_async_context(TelegramServer())
        slack_server = await stack.enter_async_context(SlackServer()) if slack else None
        found = environment(simulator, data_dir, telegram, slack_server) | dict(values or {})
        await _run_before(simulator, settings(found), clock, day_told=day_told)
        yield Stage(simulator, telegram, slack_server, clock, found)


async def _run_before(
    simulator: Simulator, found: Settings, clock: Clock, *, day_told: bool
) -> None:
    """Leave today's list of stocks behind, as a bot that ran before does."""
    quoted = [quote.stock for quote in simulator.market.quotes()]
    stocks = [Stock(stock.code, stock.name, "KOSPI") for stock in quoted]
    store = await Store.open(found.database)
    await store.stocks.replace(stocks, clock.now().date())
    for part in ("quiet", "digest", "holiday") * day_told:
        await store.facts.put(f"daily:{clock.now().date().isoformat()}:{part}", "before")
    await store.close()


class Process:
    """`kiwoom-bot run --once` in a process of its own, which can be killed.

    Processes are forked from one that has imported everything already.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {**values, "LOG_LEVEL": "ERROR"}
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["bot.cli", "bot.app", "bot.channels.telegram"])
        self._process = context.Process(target=_run, args=(self._values,), daemon=True)

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()
        await asyncio.to_thread(self._process.join, 10)
        assert self._process.exitcode == -signal.SIGKILL

    async def __aenter__(self) -> "Process":
        await asyncio.to_thread(self._process.start)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.exitcode is None:
            await self.kill()


def _run(values: Mapping[str, str]) -> None:
    os.environ.update(values)
    raise SystemExit(cli.main(["run", "--once"]))


__all__ = [
    "BRISK", "HYNIX", "HYUNDAI", "NAMES", "OWNER", "SAMSUNG", "SLACK_OWNER", "Brisk", "Faults",
    "ManualCondition", "MarketHours", "Process", "Simulator", "SlackServer", "Stage",
    "TelegramServer", "environment", "manual", "running", "stage",
]  # fmt: skip
