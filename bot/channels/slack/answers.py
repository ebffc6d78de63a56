"""Answers on their way: into the chat, onto the message of the button, or whispered."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from itertools import count
from weakref import WeakValueDictionary

from bot.channels.slack.api import Api
from bot.channels.slack.errors import NotEditable, SetupWrong
from bot.channels.slack.health import Health
from bot.channels.slack.incoming import Asked
from bot.channels.slack.pages import Page, pages
from bot.messages import Reply
from core.errors import Gone, Malformed, TryLater
from core.model import Destination, Lane
from core.ports import Pace

_ATTEMPTS = 4


class Turns:
    """One lock for each chat, first come first served, kept while somebody needs it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat: Hashable) -> asyncio.Lock:
        """Return the lock of a chat."""
        return self._locks.setdefault(chat, asyncio.Lock())


class Answers:
    """Sends replies in the order they were made, chat by chat, as fast as Slack allows."""

    def __init__(self, api: Api, pace: Pace, health: Health) -> None:
        self._api = api
        self._pace = pace
        self._health = health
        self._turns = Turns()

    async def give(self, asked: Asked, reply: Reply, *, warning: str = "") -> None:
        """Answer; `warning` is added where only the person who asked can see the answer."""
        async with self._turns.of(asked.incoming.destination):
            try:
                await self._give(asked, reply)
            except (Gone, SetupWrong) as error:
                if not asked.response_url:
                    raise
                self._health.unsent(error)
                await self._whisper(asked, pages(reply))
                if warning and isinstance(error, Gone):
                    await self.whisper(asked, warning)

    async def whisper(self, asked: Asked, text: str) -> None:
        """Tell one sentence to the person who asked and to nobody else."""
        await self._whisper(asked, [Page(text)])

    async def _give(self, asked: Asked, reply: Reply) -> None:
        where, made = asked.incoming.destination, pages(reply)
        if asked.ephemeral and await self._replaced(asked, made):
            return
        for number, page in enumerate(made):
            if number == 0 and asked.stood_on and not asked.ephemeral:
                await self._put(asked, page)
            else:
                await self._post(where, page)

    async def _replaced(self, asked: Asked, made: list[Page]) -> bool:
        """Replace what only this person sees; False where its half hour is over."""
        first, *rest = made
        try:
            await self._whisper(asked, [first], replace=True)
        except NotEditable:
            return False
        await self._whisper(asked, rest)
        return True

    async def _put(self, asked: Asked, page: Page) -> None:
        """Replace the message the button stands on, or post anew where that cannot be."""
        where, ts = asked.incoming.destination, asked.stood_on
        try:
            await self._send(where, lambda one: self._api.update(where.chat, ts, one), page)
        except NotEditable:
            await self._post(where, page)

    async def _post(self, where: Destination, page: Page) -> None:
        await self._send(where, lambda one: self._api.post(where, one), page)

    async def _whisper(self, asked: Asked, made: list[Page], *, replace: bool = False) -> None:
        for page in made:
            await self._pace.turn(asked.incoming.destination, Lane.REPLY)
            await self._api.respond(asked.response_url, page, replace=replace)

    async def _send(
        self, where: Destination, send: Callable[[Page], Awaitable[object]], page: Page
    ) -> None:
        """Send when it is the destination's turn; what Slack postpones or finds ugly goes again."""
        for attempt in count(1):
            await self._pace.turn(where, Lane.REPLY)
            try:
                await send(page)
            except Malformed:
                if page.blocks is None:
                    raise
                page = page.bare()
            except TryLater as error:
                if error.everywhere or attempt == _ATTEMPTS:
                    raise
                self._pace.hold(where, error.after if error.after is not None else 2.0**attempt)
            else:
                self._health.sent()
                return
