"""Answers on their way: into the chat, onto the message of the button, or whispered."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from typing import TypeVar

import structlog

from bot.channels.slack.api import Api
from bot.channels.slack.attaching import Attaching, LangOf, files
from bot.channels.slack.cures import sentence
from bot.channels.slack.errors import NotEditable
from bot.channels.slack.health import Health
from bot.channels.slack.incoming import Asked
from bot.channels.slack.pages import Page
from bot.messages import Reply
from core.clock import Clock
from core.errors import Gone, Malformed, TryLater
from core.model import Destination, Lane
from core.ports import Pace
from core.services.turns import Turns

log = structlog.get_logger(__name__)

_ATTEMPTS = 4
_LONGEST_WAIT = 60.0
_LONG_WAIT = 60.0
"""a pause that long is told to who must know of it after a restart as well"""

_LOOKING = (1.0, 2.0, 4.0)
"""seconds between the attempts to show a picture that Slack has to look at first"""

Sent = TypeVar("Sent")
OnWait = Callable[[Destination, float], Awaitable[None]]


class Answers:
    """Sends replies in the order they were made, chat by chat, as fast as Slack allows.

    None waits longer than `patience` seconds for Slack: nobody reads the answer of hours ago.
    `on_wait` hears of the long pauses Slack demands for a chat; `bot` tells the bot's name.
    """

    def __init__(
        self,
        api: Api,
        pace: Pace,
        health: Health,
        on_wait: OnWait,
        clock: Clock,
        lang_of: LangOf,
        bot: Callable[[], str],
        patience: float = _LONGEST_WAIT,
    ) -> None:
        self._api = api
        self._attaching = Attaching(api, self._insist, lang_of, bot)
        self._clock = clock
        self._lang_of = lang_of
        self._pace = pace
        self._health = health
        self._on_wait = on_wait
        self._patience = patience
        self._turns = Turns()

    async def give(self, asked: Asked, reply: Reply, *, warning: str = "") -> None:
        """Answer; `warning` is added where only the person who asked can see the answer.

        Pictures stand in the message, files come after it and leave what was pressed as it is.
        """
        where = asked.incoming.destination
        async with self._turns.of(where):
            made = await self.made(where, reply)
            try:
                await self._give(asked, reply, made)
            except (Gone, TryLater) as error:
                if not asked.response_url:
                    raise
                self._health.unsent(error)
                await self._whisper(asked, made, paced=False)
                if warning and isinstance(error, Gone):
                    await self.whisper(asked, warning)
            for file in files(reply):
                if why := await self._attaching.share(where, file):
                    await self._note(asked, why)

    async def whisper(self, asked: Asked, text: str) -> None:
        """Tell one sentence to the person who asked and to nobody else."""
        await self._whisper(asked, [Page(text)])

    async def _note(self, asked: Asked, text: str) -> None:
        """Tell who asked what went wrong, alone where that can be."""
        if asked.response_url:
            await self.whisper(asked, text)
        else:
            await self.post(asked.incoming.destination, Page(text))

    async def made(self, where: Destination, reply: Reply) -> list[Page]:
        """Return the messages of a reply, its pictures uploaded; raises nothing."""
        return await self._attaching.made(where, reply)

    async def post(self, where: Destination, page: Page) -> str:
        """Post one message as an answer goes, and return its timestamp; raises SendError."""
        return await self._send(where, lambda one: self._api.post(where, one), page)

    async def _give(self, asked: Asked, reply: Reply, made: list[Page]) -> None:
        where, below = asked.incoming.destination, bool(files(reply))
        if reply.aside and asked.incoming.pressed and asked.response_url:
            await self._whisper(asked, made)
            return
        if asked.ephemeral and not below and await self._replaced(asked, made):
            return
        for number, page in enumerate(made):
            if number == 0 and asked.stood_on and not asked.ephemeral and not below:
                await self._put(asked, page)
            else:
                await self.post(where, page)

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
            await self.post(where, page)
        except TryLater as error:
            if not error.edits_only:
                raise
            await self.post(where, page)

    async def _whisper(
        self, asked: Asked, made: list[Page], *, replace: bool = False, paced: bool = True
    ) -> None:
        """Answer through the response_url, which goes by no pause Slack asked for the chat.

        It is good for five answers, so a picture gets one try fewer than in the chat.
        """
        where = asked.incoming.destination
        for page in made:
            for attempt in count():
                if paced:
                    await self._turn(where)
                try:
                    await self._api.respond(asked.response_url, page, replace=replace)
                    break
                except Malformed:
                    if not page.pictured:
                        raise
                    page = await self._simpler(where, page, attempt + 1)  # noqa: PLW2901 the same words

    async def _send(
        self, where: Destination, send: Callable[[Page], Awaitable[Sent]], page: Page
    ) -> Sent:
        """Send when it is the destination's turn; what Slack finds ugly goes again, simpler."""
        for tried in count():
            try:
                sent = await self._insist(where, partial(send, page))
            except Malformed:
                if page.blocks is None:
                    raise
                page = await self._simpler(where, page, tried)
            else:
                self._health.sent()
                return sent
        raise AssertionError  # pragma: no cover - it is counted for ever

    async def _insist(
        self, where: Destination, attempt: Callable[[], Awaitable[Sent]], *, turn: bool = True
    ) -> Sent:
        """Try a few times what Slack postpones; `turn`: the first try takes one as well."""
        for number in count(1):
            if turn or number > 1:
                await self._turn(where)
            try:
                return await attempt()
            except TryLater as error:
                await self._wait(where, error, number)
        raise AssertionError  # pragma: no cover - it is counted for ever

    async def _simpler(self, where: Destination, page: Page, tried: int) -> Page:
        """Return what to send instead: the same where Slack may still look at its picture."""
        if not page.pictured:
            return page.bare()
        if tried < len(_LOOKING):
            await self._clock.sleep(_LOOKING[tried])
            return page
        return page.pictureless(sentence("file_unsent", self._lang_of(where)))

    async def _wait(self, where: Destination, error: TryLater, attempt: int) -> None:
        """Hold the chat as Slack demands; raise where that is too long, or was too often.

        A pause of the edits holds no chat: it is theirs alone.
        """
        if error.edits_only:
            raise error
        if error.after is not None:
            await self._hold(where, error.after, everywhere=error.everywhere)
        if error.everywhere or attempt >= _ATTEMPTS or (error.after or 0.0) > self._patience:
            raise error
        if error.after is None:
            self._pace.hold(where, 2.0**attempt)

    async def _hold(self, where: Destination, seconds: float, *, everywhere: bool) -> None:
        """Hold the chat, and pass a long pause on; raises nothing."""
        self._pace.hold(where, seconds)
        if seconds < _LONG_WAIT or everywhere:
            return
        try:
            await self._on_wait(where, seconds)
        except Exception:
            log.exception("wait_untold", destination=str(where), seconds=seconds)

    async def _turn(self, where: Destination) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._pace.turn(where, Lane.REPLY)
        except TimeoutError as error:
            raise TryLater(None, "its turn did not come in time") from error
