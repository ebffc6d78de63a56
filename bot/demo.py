"""`kiwoom-bot demo`: simulator, bot and console in one process, on one clock, without keys."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.app import Console, serve
from bot.messages import Doc
from bot.render import plain
from bot.render.voice import Voice
from bot.settings import MarketHours, Settings, load
from core.calendar import Calendar
from core.clock import ScaledClock, SystemClock
from core.simulator.server import Simulator

_BEFORE_OPENING = timedelta(seconds=15)
_PORT = 8900
_PORTS = 50


async def demo(stop: asyncio.Event, *, speed: float, seed: int, interactive: bool) -> None:
    """Run until `stop` is set; the market opens a quarter of a minute after the start."""
    opening = Calendar.krx().next_open(SystemClock().now())
    clock = ScaledClock(opening - _BEFORE_OPENING * speed, speed)
    simulator = Simulator(clock=clock, seed=seed, speed=1.0, hours="krx")
    await _start(simulator)
    try:
        with tempfile.TemporaryDirectory(prefix="kiwoom-demo-", ignore_cleanup_errors=True) as room:
            settings = _settings(simulator, Path(room))
            voice = Voice(settings.bot_language)
            lines = voice.lines(
                "demo.opening", url=simulator.base_url, opening=f"{opening:%m-%d %H:%M}"
            )
            first = () if interactive else ("/subscribe 0",)
            console = Console(plain.encode(Doc(lines)), first)
            await serve(settings, stop, clock=clock, console=console)
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


def _settings(simulator: Simulator, room: Path) -> Settings:
    """Return the person's settings with the broker replaced; chats they have set up work too."""
    return load(
        kiwoom_base_url=simulator.base_url,
        kiwoom_ws_url=simulator.ws_url,
        kiwoom_app_key=simulator.app_key,
        kiwoom_app_secret=simulator.app_secret,
        data_dir=room,
        database_url=None,
        market_hours=MarketHours.KRX,
    )
