"""What the bot says of its own accord: alerts and their edits, threads, a pinned message."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import structlog

from bot.channels.slack.answers import Answers
from bot.channels.slack.api import Api
from bot.channels.slack.attaching import LangOf
from bot.channels.slack.errors import NotEditable, SetupWrong
from bot.channels.slack.health import Health
from bot.channels.slack.pages import Page, bare, page
from bot.messages import Attachment, Doc, Reply, bold, line
from bot.render.alerts import compose
from bot.render.illustrating import Illustrate, illustrate, illustrations
from bot.render.voice import Voice
from core.clock import Clock
from core.errors import Gone, Malformed, SendError, TryLater, Unsure
from core.model import Destination, Outgoing

log = structlog.get_logger(__name__)

_UPLOADED_WITHIN = 20.0
"""seconds; what was not asked for goes without its picture sooner than late"""


class Posts:
    """Every method raises SendError and nothing else."""

    def __init__(
        self,
        api: Api,
        answers: Answers,
        health: Health,
        clock: Clock,
        lang_of: LangOf,
        illustrate: Illustrate = illustrate,
    ) -> None:
        self._api = api
        self._answers = answers
        self._health = health
        self._clock = clock
        self._lang_of = lang_of
        self._illustrate = illustrate

    async def send(self, destination: Destination, message: Outgoing, *, plain: bool) -> str:
        """Send a message whose turn it is and return its timestamp.

        Slack knows no silent messages: whether one rings is set by each person, not by the sender.
        """
        reply, made = self._composed(destination, message, plain=plain)
        drawn: tuple[Attachment, ...] = ()
        if not plain:
            drawn = await illustrations(message, self._lang_of(destination), self._illustrate)
        with self._minded():
            if drawn:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_UPLOADED_WITHIN):
                        made = await self._pictured(destination, reply.attached(*drawn))
            if made.pictured:
                return await self._answers.post(destination, made)
            return await self._api.post(destination, made)

    async def edit(self, destination: Destination, ts: str, message: Outgoing) -> bool:
        """Put other words into a message, which does not ring; False where that cannot be."""
        return await self._put(destination, ts, self._composed(destination, message)[1])

    async def show(
        self, destination: Destination, reply: Reply, ts: str | None, *, pin: bool
    ) -> str:
        """Put a reply into the message, or post (and pin) it where there is none to change."""
        made = page(reply)
        if ts is not None and await self._put(destination, ts, made):
            return ts
        with self._minded():
            posted = await self._answers.post(destination, made)
        if pin:
            await self._pin(destination, posted)
        return posted

    async def unpin(self, destination: Destination, ts: str) -> None:
        """Take a message off the pinned ones of its channel; raises SendError.

        Malformed also where a scope is missing: nobody waits for that, and it is no ill health.
        """
        try:
            await self._api.unpin(destination.chat, ts)
        except SetupWrong as error:
            raise Malformed(error.code) from error

    async def open_thread(self, destination: Destination, title: str) -> Destination:
        """Post what begins a thread; the detail of what it raises is the key of a reason."""
        channel = replace(destination, topic="")
        doc = Doc((line(bold(title)), Voice(self._lang_of(channel)).line("slack.thread")))
        try:
            with self._minded():
                ts = await self._answers.post(channel, page(Reply(doc)))
        except Gone:
            raise
        except TryLater as error:
            raise TryLater(error.after, "slack_busy", everywhere=error.everywhere) from error
        except Unsure as error:
            raise Unsure("slack_unsure") from error
        except SendError as error:
            raise Malformed("thread_refused") from error
        return replace(channel, topic=ts)

    async def _pictured(self, destination: Destination, reply: Reply) -> Page:
        """Return the one message with its picture uploaded; words too long for it go without."""
        made = await self._answers.made(destination, reply)
        return made[0] if len(made) == 1 else page(replace(reply, attachments=()))

    def _composed(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> tuple[Reply, Page]:
        try:
            reply = compose(message, self._lang_of(destination), self._clock.now().date())
            return reply, bare(reply.doc) if plain else page(reply)
        except Exception as error:  # a fault in the rendering must not stop the courier
            log.exception("slack_message_unrenderable")
            raise Malformed(f"{type(error).__name__}: {error}") from error

    async def _put(self, destination: Destination, ts: str, made: Page) -> bool:
        """Change a message, without formatting where Slack finds fault with that."""
        try:
            with self._minded():
                await self._api.update(destination.chat, ts, made)
        except NotEditable:
            return False
        except Malformed:
            return made.blocks is not None and await self._put(destination, ts, made.bare())
        return True

    async def _pin(self, destination: Destination, ts: str) -> None:
        try:
            await self._api.pin(destination.chat, ts)
        except SendError as error:  # decoration: the message itself is there
            log.warning("slack_pin_refused", destination=str(destination), error=str(error))

    @contextmanager
    def _minded(self) -> Iterator[None]:
        """Let the channel's health know what came of a call."""
        try:
            yield
        except NotEditable:
            raise
        except SendError as error:
            self._health.unsent(error)
            raise
        self._health.sent()
