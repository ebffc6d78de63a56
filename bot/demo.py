"""`kiwoom-bot demo`: simulator, bot, page and console in one process, on one clock, no keys."""

import asyncio
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.app import serve
from bot.browser import can_open, show
from bot.channels.web.server import free_port
from bot.faces import Console
from bot.messages import Doc
from bot.page import Examine
from bot.render import plain
from bot.render.voice import Voice
from bot.settings import MarketHours, Settings, load
from core.calendar import Calendar
from core.clock import ScaledClock, SystemClock
from core.simulator.server import Simulator

_BEFORE_OPENING = timedelta(seconds=15)
_PORT = 8900
_PORTS = 50
_PAGE = 8080
_HOST = "127.0.0.1"
_PATIENCE = 20.0


async def demo(
    stop: asyncio.Event,
    *,
    speed: float,
    seed: int,
    interactive: bool,
    examine: Examine | None = None,
) -> None:
    """Run until `stop` is set; the market opens a quarter of a minute after the start.

    `examine` is the doctor, for the page.
    """
    opening = Calendar.krx().next_open(SystemClock().now())
    clock = ScaledClock(opening - _BEFORE_OPENING * speed, speed)
    simulator = Simulator(clock=clock, seed=seed, speed=1.0, hours="krx")
    await _start(simulator)
    try:
        with tempfile.TemporaryDirectory(prefix="kiwoom-demo-", ignore_cleanup_errors=True) as room:
            port = await asyncio.to_thread(free_port, _HOST, _PAGE)
            settings = _settings(simulator, Path(room), port)
            voice = Voice(settings.bot_language)
            lines = voice.lines("demo.page", url=settings.web_address)
            lines += voice.lines("demo.opening", opening=f"{opening:%m-%d %H:%M}")
            first = () if interactive else ("/subscribe 0",)
            console = Console(plain.encode(Doc(lines)), first)
            showing = asyncio.create_task(_show(port, settings.web_address, wanted=interactive))
            try:
                await serve(settings, stop, clock=clock, console=console, examine=examine)
            finally:
                showing.cancel()
    finally:
        await simulator.stop()


async def _start(simulator: Simulator) -> None:
    for port in range(_PORT, _PORT + _PORTS):
        try:
            await simulator.start(port=port)
        except OSError:
            continue
        return
    await simulator.start(port=0)


async def _show(port: int, url: str, *, wanted: bool) -> None:
    """Open the page in a browser once it is there, where there is one that can be opened."""
    if not wanted or not can_open():
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while not await _listens(port):  # noqa: ASYNC110 nothing tells it
                await asyncio.sleep(0.2)
            show(url)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(_HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def _settings(simulator: Simulator, room: Path, port: int) -> Settings:
    """Return the person's settings with the broker replaced; chats they have set up work too.

    The page is open, and for this machine alone, whatever their settings say.
    """
    return load(
        kiwoom_base_url=simulator.base_url,
        kiwoom_ws_url=simulator.ws_url,
        kiwoom_app_key=simulator.app_key,
        kiwoom_app_secret=simulator.app_secret,
        data_dir=room,
        database_url=None,
        market_hours=MarketHours.KRX,
        web_host=_HOST,
        web_port=port,
        web_token=None,
        web_url=None,
    )
