"""What a chart costs, and what ten at once do to the engine's loop; `make bench` prints it."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.render import pictures
from bot.render.pictures import Headline
from bot.render.studio import Studio, a_process
from core.model import EventKind
from tests.benchmarks.test_figures import show
from tests.bot.render.candles import DAY, SURGE, VOLUME, marks, walk

pytestmark = pytest.mark.bench

AT_ONCE = 10
ROUNDS = 20
CANDLES = walk(140)
MARKS = marks(CANDLES, (40, EventKind.ENTRY, SURGE), (31, EventKind.EXIT, SURGE),
              (20, EventKind.ENTRY, VOLUME))  # fmt: skip


def chart(studio: Studio) -> Awaitable[bytes]:
    headline = Headline("삼성전자", "005930", 73_500, 1_200, 1.66)
    return pictures.chart(
        CANDLES, headline, MARKS, dark=False, lang="ko", interval=DAY, studio=studio
    )


def resident(pid: int | str = "self") -> float:
    """Return MiB of memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def lateness(found: list[float]) -> Any:
    """Measure how late the loop is, in ms, a thousand times a second."""

    async def look() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            found.append((time.perf_counter() - began - 0.001) * 1e3)

    task = asyncio.create_task(look())
    yield
    task.cancel()


def said(late: list[float]) -> str:
    late.sort()
    middle, slow = statistics.median(late), late[int(len(late) * 0.99)]
    return f"p50 {middle:.2f} / p99 {slow:.2f} / worst {late[-1]:.1f} ms"


async def ten_at_once(begin: Callable[[], Executor], what: str, aim: str) -> float:
    """Draw ten at once, again and again; print what it costs, return the p99 lateness in ms."""
    made: list[Executor] = []

    def begun() -> Executor:
        made.append(begin())
        return made[-1]

    studio = Studio(begun)
    before, began = resident(), time.perf_counter()
    await chart(studio)
    first = time.perf_counter() - began
    ones, late, took = [], list[float](), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await chart(studio)
        ones.append(time.perf_counter() - began)
    async with lateness(late):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await asyncio.gather(*(chart(studio) for _ in range(AT_ONCE)))
            took.append(time.perf_counter() - began)
    workers = made[0]._processes if isinstance(made[0], ProcessPoolExecutor) else {}
    beside = "".join(f", {resident(pid):.0f} MiB of its own" for pid in workers or {})
    show(
        f"charts by {what}",
        f"first {first * 1e3:.0f} ms, one {statistics.median(ones) * 1e3:.0f}, ten at once "
        f"{statistics.median(took) * 1e3:.0f}; the loop late by {said(late)}; "
        f"+{resident() - before:.0f} MiB here{beside}",
        aim,
    )
    studio.close()
    return late[int(len(late) * 0.99)]


async def test_ten_charts_at_once_do_not_move_the_loop() -> None:
    idle: list[float] = []
    async with lateness(idle):
        await asyncio.sleep(3)
    show("the loop with nothing to draw", f"late by {said(idle)}", "none")
    late = await ten_at_once(a_process, "a process of their own", "the loop as without")
    assert late < 20
    await ten_at_once(lambda: ThreadPoolExecutor(1), "one thread", "for comparison")
    await ten_at_once(lambda: ThreadPoolExecutor(6), "six threads", "for comparison")
