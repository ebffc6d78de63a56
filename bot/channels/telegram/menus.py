"""Command menus: the viewers' for everybody, their own for people with a role."""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.access import Role
from bot.channels.telegram.api import Api
from bot.channels.telegram.errors import ailment, seconds_of
from core.clock import Clock

log = structlog.get_logger(__name__)

Commands = Callable[[str, Role], Sequence[tuple[str, str]]]
"""command and description, by language and role"""

_EVERYBODY = ""
_LANGUAGES = ("ko", "en")
_PAUSES = (5.0, 15.0, 60.0)


class Menus:
    """Publishes in the background what is wanted; of the wishes for a chat the newest counts.

    Telegram knows no chat nobody has written from: such a menu is published once they do.
    """

    def __init__(self, api: Api, clock: Clock, commands: Commands, lang: str) -> None:
        self._api = api
        self._clock = clock
        self._commands = commands
        self._lang = lang
        self._wanted: dict[str, Role | None] = {_EVERYBODY: Role.VIEWER}
        self._unknown: dict[str, Role] = {}
        self._changed = asyncio.Event()

    def want(self, chat: str, role: Role | None) -> None:
        """Let a private chat show what a role may do, None: what everybody is shown."""
        self._unknown.pop(chat, None)
        self._wanted[chat] = role
        self._changed.set()

    def heard(self, chat: str) -> None:
        """Note that somebody wrote in a private chat."""
        if chat in self._unknown:
            self.want(chat, self._unknown[chat])

    async def run(self) -> None:
        """Publish what is wanted, now and whenever it changes, until cancelled."""
        failures = 0
        while True:
            self._changed.clear()
            error = await self._round()
            if error is None:
                failures = 0
                await self._changed.wait()
                continue
            log.warning("menu_failed", reason=ailment(error))
            pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
            failures += 1
            await self._clock.sleep(seconds_of(error) if isinstance(error, RetryAfter) else pause)

    async def _round(self) -> Exception | None:
        """Publish all that is wanted; return what ended it before its time."""
        for chat, role in list(self._wanted.items()):
            try:
                await self._publish(chat, role)
            except (BadRequest, Forbidden) as error:
                log.warning("menu_refused", chat=chat, error=str(error))
                self._settle(chat, role, known=False)
            except Exception as error:  # noqa: BLE001 - a menu is decoration
                return error
            else:
                self._settle(chat, role, known=True)
        return None

    def _settle(self, chat: str, role: Role | None, *, known: bool) -> None:
        """Drop a wish, unless there is a newer one by now; keep it where the chat is not known."""
        if self._wanted[chat] != role:
            return
        del self._wanted[chat]
        if not known and role is not None and chat != _EVERYBODY:
            self._unknown[chat] = role

    async def _publish(self, chat: str, role: Role | None) -> None:
        for language in (None, *_LANGUAGES):
            commands = None if role is None else self._commands(language or self._lang, role)
            await self._api.menu(chat, commands, language)
