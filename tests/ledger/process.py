"""`kiwoom-bot run --once` in a process of its own, killed and started again and again."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot import cli
from bot.app import serve
from bot.settings import load
from core.clock import SystemClock
from tests.ways.bot import BRISK


class Brisk(SystemClock):
    """The true time of day; waits are `pace` times as short as they say."""

    def __init__(self, pace: float) -> None:
        self._pace = pace

    def monotonic(self) -> float:
        return time.monotonic() * self._pace

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._pace)


class Bot:
    """The bot of one DATA_DIR, alive or dead; its errors are in `log`.

    At a pace of 1 this is the command itself; faster, it is the same composition root with a
    clock whose waits are shorter, the way tests/ways runs it.
    """

    def __init__(self, values: Mapping[str, str], pace: float) -> None:
        self.deaths: list[float] = []
        self.log = Path(values["DATA_DIR"]) / "log.txt"
        self._values = {**values, "LOG_LEVEL": "ERROR", "LOG_FORMAT": "text"}
        self._pace = pace
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(
            [
                "bot.cli",
                "bot.app",
                "bot.channels.telegram",
                "bot.channels.slack",
                "tests.ledger.process",
            ]
        )
        self._process: BaseProcess | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self) -> None:
        """Start it; a bot that ended by itself is a fault of this run."""
        self._process = self._context.Process(
            target=_run, args=(self._values, self._pace, str(self.log)), daemon=True
        )
        await asyncio.to_thread(self._process.start)

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is None:
            return
        self.deaths.append(time.time())
        self._process.kill()
        await asyncio.to_thread(self._process.join, 30)
        if self._process.exitcode != -signal.SIGKILL:
            code, said = self._process.exitcode, self.log.read_text()[-3000:]
            raise RuntimeError(f"the bot had ended by itself with {code}: {said}")
        self._process = None


def _run(values: Mapping[str, str], pace: float, log: str) -> None:
    for name in ("KIWOOM_", "TELEGRAM_", "SLACK_", "SMTP_", "EMAIL_"):
        for key in [one for one in os.environ if one.startswith(name)]:
            del os.environ[key]
    os.environ.update(values)
    with Path(log).open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if pace == 1:
        raise SystemExit(cli.main(["run", "--once"]))
    cli._configure_logs("ERROR")
    asyncio.run(serve(load(), asyncio.Event(), clock=Brisk(pace), timing=BRISK))
