"""The calls this bot makes of the Bot API, through python-telegram-bot; every one is bounded."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bot.channels.telegram.errors import translated
from bot.channels.telegram.pieces import Rows
from bot.channels.telegram.wire import keyboard, number, still_there
from bot.channels.telegram.wire import scope as scope_of
from core.model import Destination

_SENDS_AT_ONCE = 128
_ALLOWED = ["message", "callback_query", "my_chat_member"]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_STOP_SECONDS = 1.0
_LAST_MOMENT = 4.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds; `poll` is how long Telegram may hold a getUpdates that has nothing to tell.

    `upload` is how long a file may take on its way.
    """

    connect: float = 5.0
    read: float = 10.0
    write: float = 5.0
    pool: float = 5.0
    poll: float = 25.0
    upload: float = 60.0

    @property
    def whole(self) -> float:
        """Return the longest a call may take, whatever the single steps do."""
        return self.connect + self.read + self.write + self.pool


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is."""

    id: int
    username: str


class _Bot(Bot):
    """A Bot that hands updates over unread, so that one it cannot read does not hide the rest."""

    async def raw_updates(
        self, offset: int, seconds: int, limit: int, read_timeout: float
    ) -> list[dict[str, Any]]:
        """Call getUpdates and return its JSON."""
        asked = {
            "offset": offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": _ALLOWED,
        }
        found: list[dict[str, Any]] = await self._post(
            "getUpdates", asked, read_timeout=read_timeout
        )
        return found


class Api:
    """One bot at one Bot API server; polling and sending never share connections.

    What writes into a chat raises SendError; the others raise TelegramError or TimeoutError.
    """

    def __init__(self, token: str, url: str, timeouts: Timeouts) -> None:
        self.timeouts = timeouts
        self._flying = 0
        self._landed = asyncio.Event()
        self._sending = _request(timeouts, _SENDS_AT_ONCE)
        self._polling = _request(timeouts, 4)
        self.bot = _Bot(
            token,
            base_url=f"{url.rstrip('/')}/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )

    async def open(self) -> None:
        """Make the connections' pools anew where `close` had closed them."""
        await self._sending.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        """Close all connections, once what is being sent has had a moment to land."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_MOMENT):
                while self._flying:
                    self._landed.clear()
                    await self._landed.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._polling.shutdown()
                await self._sending.shutdown()

    async def renew(self) -> None:
        """Poll over new connections from now on, whatever became of the old ones."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._polling.shutdown()
        await self._polling.initialize()

    async def me(self) -> Me:
        """Ask who the bot is."""
        async with asyncio.timeout(self.timeouts.whole):
            user = await self.bot.get_me()
        return Me(user.id, user.username or "")

    async def delete_webhook(self) -> None:
        """Forget a webhook set by whatever ran with this token before; updates are kept."""
        async with asyncio.timeout(self.timeouts.whole):
            await self.bot.delete_webhook(drop_pending_updates=False)

    async def updates(self, offset: int, *, wait: bool, limit: int = 100) -> list[dict[str, Any]]:
        """Confirm everything below `offset` and return what is there, waiting for news or not."""
        seconds = max(1, int(self.timeouts.poll)) if wait else 0
        async with asyncio.timeout(self.timeouts.whole + seconds):
            return await self.bot.raw_updates(offset, seconds, limit, self.timeouts.read + seconds)

    async def confirm(self, offset: int) -> None:
        """Tell Telegram, while stopping, that everything below `offset` is done."""
        async with asyncio.timeout(_STOP_SECONDS):
            await self.bot.raw_updates(offset, 0, 1, _STOP_SECONDS)

    async def answer(self, query_id: str, text: str = "") -> None:
        """End the waiting sign on a pressed button, and show a text to who pressed it."""
        async with asyncio.timeout(self.timeouts.whole):
            await self.bot.answer_callback_query(query_id, text or None, show_alert=bool(text))

    async def menu(
        self, chat: str, commands: Sequence[tuple[str, str]] | None, language: str | None
    ) -> None:
        """Set the menu of a private chat ("": of all) in a language (None: in every other one).

        `commands` None takes it away, so that the menu of all shows again.
        """
        scope = scope_of(chat)
        async with asyncio.timeout(self.timeouts.whole):
            if commands is None:
                await self.bot.delete_my_commands(scope, language)
            else:
                await self.bot.set_my_commands(list(commands), scope, language)

    async def send(
        self,
        destination: Destination,
        text: str,
        *,
        html: bool,
        buttons: Rows = (),
        silent: bool = False,
    ) -> str:
        """Send one message of at most 4096 characters and return its id."""
        async with self.flight():
            message = await self.bot.send_message(
                number(destination.chat),
                text,
                parse_mode="HTML" if html else None,
                message_thread_id=int(destination.topic) if destination.topic else None,
                link_preview_options=_NO_PREVIEW,
                disable_notification=silent,
                reply_markup=keyboard(buttons),
            )
        return str(message.message_id)

    async def edit(
        self, chat: str, message_id: int, text: str, *, html: bool, buttons: Rows = ()
    ) -> bool:
        """Put a new text into a message; False where it cannot be edited any more."""
        async with self.flight():
            try:
                await self.bot.edit_message_text(
                    text,
                    number(chat),
                    message_id,
                    parse_mode="HTML" if html else None,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=keyboard(buttons),
                )
            except BadRequest as error:
                return still_there(error)
        return True

    async def pin(self, chat: str, message_id: int) -> None:
        """Pin a message, without a sound."""
        async with self.flight():
            await self.bot.pin_chat_message(number(chat), message_id, disable_notification=True)

    async def unpin(self, chat: str, message_id: int) -> None:
        """Take a pinned message off the top of its chat."""
        async with self.flight():
            await self.bot.unpin_chat_message(number(chat), message_id)

    async def create_topic(self, chat: str, name: str) -> str:
        """Begin a topic, named in at most 128 characters, in a forum and return its id."""
        async with self.flight():
            topic = await self.bot.create_forum_topic(number(chat), name)
        return str(topic.message_thread_id)

    @asynccontextmanager
    async def flight(self, longer: float = 0.0) -> AsyncIterator[None]:
        """Count and bound a call that writes; nothing but a SendError comes out of it.

        `longer` is how many seconds it may take beyond those of any call.
        """
        self._flying += 1
        try:
            with translated():
                async with asyncio.timeout(self.timeouts.whole + longer):
                    yield
        finally:
            self._flying -= 1
            self._landed.set()


def _request(timeouts: Timeouts, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connect_timeout=timeouts.connect,
        read_timeout=timeouts.read,
        write_timeout=timeouts.write,
        media_write_timeout=timeouts.upload,
        pool_timeout=timeouts.pool,
        httpx_kwargs={
            "limits": httpx.Limits(max_connections=connections, keepalive_expiry=20.0),
            "verify": _certificates(),
        },
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Read the certificates once: it takes tens of milliseconds, and the loop stands still."""
    return httpx.create_ssl_context()
