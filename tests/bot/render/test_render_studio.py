"""Where pictures are drawn: in a process of their own, begun late and replaced when killed."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from bot.render import pictures
from bot.render.pictures import Headline, Poster, Tile, Tiles
from bot.render.studio import Studio, a_process
from tests.bot.render.candles import DAY, walk

ROOT = Path(__file__).parents[3]
POSTER = Poster("급등 초입", "성적표", (Tiles((Tile("편입", "3"),)),))


class Pools:
    """Processes for drawing, and how many there were."""

    def __init__(self) -> None:
        self.begun: list[Executor] = []

    def __call__(self) -> Executor:
        self.begun.append(a_process())
        return self.begun[-1]

    def pids(self) -> list[int]:
        newest = self.begun[-1]
        assert isinstance(newest, ProcessPoolExecutor)
        return list(newest._processes or {})


@pytest.fixture
def pools() -> Pools:
    return Pools()


@pytest.fixture
async def studio(pools: Pools) -> AsyncIterator[Studio]:
    studio = Studio(pools)
    yield studio
    studio.close()


def is_png(data: bytes) -> bool:
    return Image.open(io.BytesIO(data)).format == "PNG"


async def test_charts_and_posters_are_drawn_by_one_process_that_is_not_this_one(
    studio: Studio, pools: Pools
) -> None:
    assert not studio.open
    samsung = Headline("삼성전자", "005930")
    drawn = await asyncio.gather(
        *(
            pictures.chart(
                walk(90), samsung, [], dark=False, lang="ko", interval=DAY, studio=studio
            )
            for _ in range(3)
        ),
        pictures.poster(POSTER, dark=True, studio=studio),
    )
    assert all(is_png(one) for one in drawn)
    assert len(pools.begun) == 1
    (pid,) = pools.pids()
    assert pid != os.getpid()
    if hasattr(os, "getpriority"):
        assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_a_killed_process_is_replaced_and_the_picture_comes_all_the_same(
    studio: Studio, pools: Pools
) -> None:
    await pictures.poster(POSTER, studio=studio)
    os.kill(pools.pids()[0], signal.SIGKILL)
    drawn = await asyncio.gather(*(pictures.poster(POSTER, studio=studio) for _ in range(3)))
    assert all(is_png(one) for one in drawn)
    assert len(pools.begun) == 2


async def test_the_process_ends_when_nobody_has_asked_for_a_while() -> None:
    begun: list[Executor] = []

    def a_thread() -> Executor:
        begun.append(ThreadPoolExecutor(1))
        return begun[-1]

    studio = Studio(a_thread, idle=0.0)
    await pictures.poster(POSTER, studio=studio)
    assert studio.open
    await asyncio.sleep(0.01)
    assert not studio.open
    assert is_png(await pictures.poster(POSTER, studio=studio))
    assert len(begun) == 2
    studio.close()


async def test_a_picture_that_cannot_be_drawn_is_an_error_of_its_own(studio: Studio) -> None:
    with pytest.raises(AttributeError):
        await studio.draw("bot.render.plots:draw", object())
    assert is_png(await pictures.poster(POSTER, studio=studio))


async def test_where_there_can_be_no_process_a_thread_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no semaphores")

    monkeypatch.setattr("bot.render.studio.ProcessPoolExecutor", refuse)
    studio = Studio()
    assert is_png(await pictures.poster(POSTER, studio=studio))
    studio.close()


def test_the_bot_itself_loads_no_pillow() -> None:
    asked = "import sys, bot.app; print(any(one.startswith('PIL') for one in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_process_ends_with_the_bot_however_that_ends() -> None:
    script = (
        "import asyncio, os, signal\n"
        "from bot.render.studio import STUDIO\n"
        "from bot.render import pictures\n"
        "from bot.render.pictures import Poster\n"
        "async def main():\n"
        "    await pictures.poster(Poster('가', '', ()))\n"
        "    print(*STUDIO._executor._processes, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )  # returns when nobody holds the pipe any more: neither the bot nor what it began
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout) > 0
