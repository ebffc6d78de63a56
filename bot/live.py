"""The settings that can change while the bot runs, and who takes them over."""

import asyncio
from collections.abc import Collection
from dataclasses import asdict

import structlog

from bot.access import LOCAL, Access
from bot.channels.console import HERE
from bot.commands.router import Router
from bot.deadman import DeadMan
from bot.logs import configure
from bot.reload import Reload, Take, json_logs
from bot.settings import Settings, secret
from core.engine import Engine
from core.errors import BotError
from core.model import Destination

log = structlog.get_logger(__name__)

PAGE = Destination("web", LOCAL.replace(":", "."))
"""where whoever sits at the machine reads on the page"""


def owner_chats(settings: Settings, channels: Collection[str]) -> list[Destination]:
    """Return where owners are told something: their chats, the console, the page on the machine."""
    chats = [chat for chat in settings.owner_chats if chat.channel in channels]
    chats += [box for box in settings.mailboxes if box.channel in channels]
    page = [PAGE] * (PAGE.channel in channels and settings.web_open)
    return chats + [HERE] * (HERE.channel in channels) + page


def requery(settings: Settings) -> int:
    """Return the seconds between two searches of a polled condition."""
    return round(max(settings.kiwoom_requery_seconds, settings.poll_interval))


def deadman_url(settings: Settings) -> str | None:
    """Return the address to be called while all is well."""
    return secret(settings, "deadman_url") if settings.deadman_url else None


def live(
    engine: Engine, access: Access, router: Router, deadman: DeadMan, channels: Collection[str]
) -> dict[tuple[str, ...], Take]:
    """Return what to do with settings that have changed, by their names."""

    def owners(new: Settings) -> None:
        access.owners(new.owners)
        engine.set_owners(owner_chats(new, channels))
        engine.mail.name([one for one in new.mailboxes if one.channel in channels])

    def pace(new: Settings) -> None:
        engine.set_pace(new.poll_interval, new.kiwoom_requery_seconds)
        router.requery = requery(new)

    def deadman_(new: Settings) -> None:
        deadman.url = deadman_url(new)

    return {
        ("owners", "email_to"): owners,
        ("log_level", "log_format", "environment"): log_as_said,
        ("fold_window",): lambda new: engine.set_fold_window(new.fold_window),
        ("poll_interval", "kiwoom_requery_seconds"): pace,
        ("deadman_url",): deadman_,
    }


def log_as_said(settings: Settings) -> None:
    """Write the log as the settings say."""
    configure(settings.log_level, json=json_logs(settings), secrets=settings.secrets())


async def reload_when_asked(asked: asyncio.Event, reload: Reload) -> None:
    """Read the settings again whenever that is asked for (SIGHUP), until cancelled."""
    while True:
        await asked.wait()
        asked.clear()
        try:
            found = reload()
        except BotError as error:
            log.error("settings_unreadable", error=str(error), **error.params)  # noqa: TRY400 its own words suffice
        else:  # nobody else says what came of it
            log.warning("settings_reread", **asdict(found))
