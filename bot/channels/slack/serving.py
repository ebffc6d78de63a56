"""What people ask, on its way through: handed over in order, answered where it was asked."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.channels.slack.answers import Answers
from bot.channels.slack.api import Api
from bot.channels.slack.forms import modal
from bot.channels.slack.front import Front
from bot.channels.slack.health import Health
from bot.channels.slack.incoming import Asked
from bot.channels.slack.locales import Locales
from bot.messages import Form, Incoming, Reply
from core.clock import Clock
from core.errors import SendError
from core.services.turns import Turns

log = structlog.get_logger(__name__)

Handle = Callable[[Incoming], Awaitable[Reply | None]]


class Serving:
    """Nothing is raised: whatever goes wrong with one command ends with it.

    `outside` says what to do where a command whose first word is in `lasting` is given in a
    conversation the bot is no member of. `within` bounds a command, `patience` the wait of a page
    for its turn; `turns` keep what one chat says in order.
    """

    def __init__(
        self,
        api: Api,
        answers: Answers,
        health: Health,
        clock: Clock,
        handle: Handle,
        turns: Turns,
        locales: Locales,
        lasting: Collection[str],
        outside: Callable[[Asked], str],
        within: float,
        patience: float,
    ) -> None:
        self._api = api
        self._answers = answers
        self._health = health
        self._handle = handle
        self._turns = turns
        self._locales = locales
        self._lasting = frozenset(lasting)
        self._outside = outside
        self._within = within
        self._front = Front(api, health, clock, self._ask, self._shown_elsewhere, patience)

    async def serve(self, asked: Asked) -> None:
        """Have a command handled and answer it, on the page it was pressed on or in its chat."""
        try:
            if asked.home:
                await self._front.serve(asked)
            else:
                await self._serve(asked)
        except SendError as error:
            self._health.unsent(error)
        except Exception:
            log.exception("slack_command_failed", key=asked.incoming.key)

    async def _serve(self, asked: Asked) -> None:
        chat = asked.incoming.destination.chat
        warning = self._outside(asked) if self._is_lasting(asked) else ""
        async with self._turns.of(chat):
            if warning and await self._api.can_post(chat) is False:
                await self._answers.whisper(asked, warning)
                return
            reply = await self._ask(asked.incoming)
        if reply is not None and not await self._opened(asked, reply.form):
            await self._answers.give(asked, reply, warning=warning)

    async def _ask(self, incoming: Incoming) -> Reply | None:
        async with asyncio.timeout(self._within):
            return await self._handle(await self._locales.heard(incoming))

    async def _opened(self, asked: Asked, form: Form | None) -> bool:
        """Open the form of an answer; False where there is none, or the three seconds are over."""
        if form is None or not asked.trigger:
            return False
        try:
            await self._api.open_view(asked.trigger, modal(form, asked))
        except SendError as error:
            log.warning("slack_form_unopened", key=asked.incoming.key, error=str(error))
            return False
        self._health.sent()
        return True

    async def _shown_elsewhere(self, asked: Asked, reply: Reply) -> bool:
        """Show what a page cannot: a form in a window of its own, a picture or file in the chat."""
        if reply.attachments:
            await self._answers.give(asked, reply)
            return True
        return await self._opened(asked, reply.form)

    def _is_lasting(self, asked: Asked) -> bool:
        """Tell whether alerts are to come here later; where the bot was spoken to, it is inside."""
        first, *_ = asked.incoming.text.split(maxsplit=1) or ("",)
        return bool(asked.response_url) and first.lstrip("/").lower() in self._lasting
