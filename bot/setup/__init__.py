"""The guided set-up: a page on this machine that asks for keys, checks them, and writes `.env`."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from socket import socket

from bot.browser import show
from bot.channels.web.server import listen, serve
from bot.channels.web.setup import Draft, Latch, build
from bot.channels.web.setup.draft import MOCK, REAL
from bot.channels.web.throttle import Limits
from bot.logs import scrubber
from bot.messages import Doc
from bot.render import plain
from bot.render.voice import Voice
from bot.settings import Settings
from bot.setup.checks import ENV_FILE, LiveChecks
from core.errors import OperatorError

_HOST = "127.0.0.1"
_PORTS = 20


class NoPort(OperatorError):
    """No port of this machine can be listened on (`reason`)."""

    key = "setup_no_port"


async def set_up(
    settings: Settings,
    stop: asyncio.Event,
    say: Callable[[str], object],
    *,
    path: Path = ENV_FILE,
    browser: bool = False,
) -> bool:
    """Serve the page until all is saved; False where `stop` was set first.

    `say` prints; `browser`: one is opened where there is a screen. Raises NoPort.
    """
    listener = _listener(settings.web_port)
    port, voice = listener.getsockname()[1], Voice(settings.bot_language)
    draft = drafted(settings)
    draft.follows = port == settings.web_port
    done, shown = asyncio.Event(), list[str]()

    def tell(key: str, **params: str) -> None:
        say(plain.encode(Doc(voice.lines(key, **params))))

    def invite(code: str) -> None:
        url = f"http://{_HOST}:{port}/setup/{code}"
        shown.append(url)
        tell("setup.terminal" if len(shown) == 1 else "setup.terminal_again", url=url)

    checks = LiveChecks(settings, path)
    app = build(draft, checks, Latch(invite), done)
    serving = asyncio.create_task(serve(app, listener, Limits()))
    if browser:
        show(shown[0])
    ends = [asyncio.create_task(one.wait()) for one in (done, stop)]
    try:
        await asyncio.wait([serving, *ends], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (serving, *ends):
            task.cancel()
        await asyncio.gather(serving, *ends, return_exceptions=True)
    if done.is_set():
        tell("setup.terminal_saved", path=str(path))
    return done.is_set()


def drafted(settings: Settings) -> Draft:
    """Return what the settings say already; nothing of it is checked yet."""
    scrubber.learn(settings.secrets())
    url = settings.kiwoom_base_url

    def kept(name: str) -> str:
        value = getattr(settings, name)
        return value.get_secret_value() if value is not None else ""

    return Draft(
        lang=settings.bot_language,
        base_url=url,
        found_base_url="" if url in (REAL, MOCK) else url,
        app_key=kept("kiwoom_app_key"),
        app_secret=kept("kiwoom_app_secret"),
        telegram_token=kept("telegram_bot_token"),
        slack_bot=kept("slack_bot_token"),
        slack_app=kept("slack_app_token"),
        slack_signing=kept("slack_signing_secret"),
        slack_http=settings.slack_by_http,
        web_url=settings.web_url or "",
        web_token="" if settings.web_token else token_urlsafe(24),
        owners=list(settings.owners),
    )


def _listener(port: int) -> socket:
    """Return a socket on the port of the page, else on one near it, else on any."""
    ports = range(port, min(port + _PORTS, 65_536)) if port else ()
    for one in ports:
        with suppress(OSError):
            return listen(_HOST, one)
    try:
        return listen(_HOST, 0)
    except OSError as error:
        raise NoPort(reason=os.strerror(error.errno or 0)) from error
