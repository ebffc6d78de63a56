"""The faces: which of them there are, what each is built of, and what they call of the bot."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.console import ConsoleChannel
from bot.commands.filling import fill
from bot.commands.router import Router
from bot.commands.table import COMMANDS, describe, lasting_words, menu, slack_name
from bot.languages import Languages
from bot.messages import Incoming, Mount, Reply
from bot.settings import Settings, secret
from core.clock import Clock, SystemClock
from core.engine import Engine
from core.model import Destination
from core.ports import Channel, Inbox, Messages
from core.services.endings import Endings

LangOf = Callable[[Destination], str]


@dataclass(frozen=True, slots=True)
class Console:
    """How the console face opens: what it says first, and what is said to it first."""

    opening: str = ""
    first: tuple[str, ...] = ()


class Handle:
    """What channels call for every message; the router is put in when it exists."""

    router: Router | None = None

    async def __call__(self, incoming: Incoming) -> Reply | None:
        """Hand a message to the router."""
        return await self.router.handle(incoming) if self.router else None


class Follow:
    """What channels call when a chat moved or threw the bot out, or another bot has their token."""

    engine: Engine | None = None
    languages: Languages | None = None
    inbox: Inbox | None = None

    async def moved(self, old: Destination, new: Destination) -> None:
        """Let the subscriptions and the language follow a chat to its new address."""
        if self.languages:
            await self.languages.move(old, new)
        if self.engine:
            await self.engine.move(old, new)

    async def gone(self, destination: Destination, reason: str, key: str = "") -> None:
        """Stop telling a chat that is closed to us.

        Where the news has a key it is heeded once: after a crash it may come again, when the chat
        has long said /start.
        """
        if key and self.inbox and not await self.inbox.first_time(key, SystemClock().now()):
            return
        if self.engine:
            await self.engine.suspend(destination, reason)

    async def at_home(self, person: Destination, chat: Destination) -> None:
        """Let the engine know under which address a person's private chat is to be found."""
        if self.engine:
            await self.engine.at_home(person, chat)

    async def waits(self, destination: Destination, seconds: float) -> None:
        """Let the engine know for how long a platform makes a chat wait."""
        if self.engine:
            await self.engine.waits(destination, seconds)

    def endings(self) -> Endings:
        """Return what makes the links that end mails; nothing is mailed before the engine is."""
        if self.engine is None:
            raise RuntimeError("no engine yet")
        return self.engine.mail.endings

    async def conflict(self, lasting: bool) -> None:
        """Let the engine know that another program polls with Telegram's token, or no more."""
        if self.engine:
            await self.engine.conflict("telegram", lasting)


def build_channels(
    settings: Settings,
    handle: Handle,
    follow: Follow,
    clock: Clock,
    stop: asyncio.Event,
    console: Console | None,
    lang_of: LangOf,
    messages: Messages | None = None,
) -> list[Channel]:
    """Return the faces that have their settings; the others are absent, not broken."""
    channels: list[Channel] = []
    if settings.telegram_bot_token:
        channels.append(_telegram(settings, handle, clock, follow, lang_of))
    by_http = settings.slack_by_http and settings.web_port != 0
    if settings.slack_bot_token and (settings.slack_app_token or by_http):
        channels.append(_slack(settings, handle, clock, follow, lang_of))
    if settings.smtp_host and settings.email_from:
        channels.append(_email(settings, clock, follow, lang_of))
    if settings.notify_urls:
        channels.append(_notify(settings, clock, lang_of))
    if console is not None:
        channels.append(
            ConsoleChannel(
                handle,
                settings.bot_language,
                clock,
                quit_=stop.set,
                opening=console.opening,
                first=console.first,
                files=settings.data_dir / "files",
                lang_of=lang_of,
            )
        )
    if settings.web_port and messages is not None:
        channels.append(_web(settings, handle, clock, lang_of, messages, mounts_of(channels)))
    return channels


def _telegram(
    settings: Settings, handle: Handle, clock: Clock, follow: Follow, lang_of: LangOf
) -> Channel:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415 only who uses it pays for it

    return TelegramChannel(
        secret(settings, "telegram_bot_token"),
        settings.telegram_api_url,
        handle,
        menu,
        settings.bot_language,
        clock,
        on_moved=follow.moved,
        on_gone=follow.gone,
        on_wait=follow.waits,
        on_conflict=follow.conflict,
        lang_of=lang_of,
    )


def _slack(
    settings: Settings, handle: Handle, clock: Clock, follow: Follow, lang_of: LangOf
) -> Channel:
    from bot.channels.slack import SlackChannel  # noqa: PLC0415 only who uses it pays for it

    return SlackChannel(
        secret(settings, "slack_bot_token"),
        secret(settings, "slack_app_token") if settings.slack_app_token else "",
        settings.slack_api_url,
        handle,
        {slack_name(command.name): command.name for command in COMMANDS},
        settings.bot_language,
        clock,
        lasting=lasting_words(),
        fill=fill,
        on_gone=follow.gone,
        on_home=follow.at_home,
        on_wait=follow.waits,
        lang_of=lang_of,
        signing_secret=secret(settings, "slack_signing_secret") if settings.slack_by_http else "",
    )


def _email(settings: Settings, clock: Clock, follow: Follow, lang_of: LangOf) -> Channel:
    from bot.channels import email  # noqa: PLC0415 only who uses it pays for it

    return email.EmailChannel(
        email.account(settings),
        email.house(settings),
        follow.endings,
        settings.bot_language,
        clock,
        lang_of=lang_of,
    )


def _notify(settings: Settings, clock: Clock, lang_of: LangOf) -> Channel:
    from bot.channels.notify import NotifyChannel  # noqa: PLC0415 only who uses it pays for it

    return NotifyChannel(
        settings.sinks,
        settings.bot_language,
        clock,
        keep=settings.data_dir / "notify",
        lang_of=lang_of,
    )


def _web(
    settings: Settings,
    handle: Handle,
    clock: Clock,
    lang_of: LangOf,
    messages: Messages,
    mounts: Sequence[Mount],
) -> Channel:
    from bot.channels.web import channel as web  # noqa: PLC0415 only who uses it pays for it

    token = settings.web_token.get_secret_value() if settings.web_token else ""
    proxies = settings.web_trusted_proxies
    gate = web.Gate(token, settings.web_open, settings.web_url or "", proxies)
    files = settings.data_dir / "files"
    return web.WebChannel(
        web.Where(settings.web_host, settings.web_port, gate),
        web.Conversations(messages, clock, lang_of, files),
        handle,
        fill,
        describe,
        settings.bot_language,
        clock,
        mounts=mounts,
    )


def targets_of(channels: Sequence[Channel]) -> dict[str, Destination]:
    """Return the names people may say for places that are no chats (`targets` of a channel)."""
    found: dict[str, Destination] = {}
    for channel in channels:
        found |= getattr(channel, "targets", {})
    return found


def mounts_of(channels: Sequence[Channel]) -> list[Mount]:
    """Return the paths of the web face that other faces answer."""
    mounts = (getattr(channel, "mount", None) for channel in channels)
    return [one for one in mounts if isinstance(one, Mount)]


def deep_link(channels: Sequence[Channel]) -> Callable[[str], str]:
    """Return what makes a link of a code: it opens the bot in Telegram, where that is set up."""

    def link(code: str) -> str:
        names = (str(getattr(channel, "bot_name", "")) for channel in channels)
        name = next((one for one in names if one), "")
        return f"https://t.me/{name}?start={code}" if name else ""

    return link


def connect_mail(settings: Settings, channels: Sequence[Channel], engine: Engine) -> None:
    """Let codes go out by the mail face, where there is one, and EMAIL_TO follow the owners."""
    for channel in channels:
        if (post := getattr(channel, "post_code", None)) is not None:
            engine.mail.confirming.post = post
            engine.mail.name(settings.mailboxes)
