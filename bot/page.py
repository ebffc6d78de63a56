"""What the page works with, where there is one: the engine, the commands, the doctor."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from bot.access import Access
from bot.commands.filling import fill
from bot.commands.options import read as read_options
from bot.commands.router import Router
from bot.languages import Languages
from bot.settings import Settings
from core.clock import Clock
from core.engine import Engine
from core.ports import Channel

if TYPE_CHECKING:
    from bot.channels.web.pages.tools import Tools

Examine = Callable[[Settings, str], Awaitable[Sequence[str]]]
"""the doctor: what it finds with these settings, in a language"""


def furnish_page(
    settings: Settings,
    channels: Sequence[Channel],
    engine: Engine,
    access: Access,
    clock: Clock,
    languages: Languages,
    router: Router,
    examine: Examine | None,
) -> None:
    """Let the page work with the engine and the commands; before that it answers 503."""
    if not settings.web_port:
        return
    from bot.channels.web import channel as web  # noqa: PLC0415 only who uses it pays for it
    from bot.channels.web.pages.tools import equip  # noqa: PLC0415 as above

    desk = web.Desk(
        engine,
        access,
        clock,
        router.handle,
        settings.bot_language,
        settings.web_address,
        languages.of_person,
    )
    tools = _tools(settings, router, examine)
    for one in channels:
        if isinstance(one, web.WebChannel):
            one.seat(desk)
            equip(one.app, tools)


def _tools(settings: Settings, router: Router, examine: Examine | None) -> "Tools":
    """Return what the pages use of the commands and the doctor."""
    from bot.channels.web.pages.tools import Tools  # noqa: PLC0415 only who uses it pays for it

    def current() -> Settings:
        return router.reload.settings if router.reload else settings

    async def look(lang: str) -> Sequence[str]:
        return await examine(current(), lang) if examine else ()

    return Tools(
        fill=fill,
        options=lambda said: read_options(said).options,
        examine=look if examine else None,
        reload=router.reload,
        requery=lambda: router.requery,
        settings=current,
    )
