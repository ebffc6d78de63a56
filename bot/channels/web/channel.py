"""The web face as a channel: it serves HTTP, and its messages are conversations on the page."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.web.conversation import CHANNEL, Conversations
from bot.channels.web.desk import Desk, Gate, seat
from bot.channels.web.factory import build
from bot.channels.web.room import Menu, Room, furnish
from bot.channels.web.server import listen, serve
from bot.channels.web.talking import Fill, Handle, Talking
from bot.channels.web.throttle import Limits
from bot.messages import Mount, Reply
from bot.render.voice import Voice
from core.clock import Clock, SystemClock
from core.model import AlertMessage, ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer

log = structlog.get_logger(__name__)

__all__ = ["Conversations", "Desk", "Gate", "WebChannel", "Where"]

_ALERTS_IN_MESSAGE = 30
_RETRY = 3.0
_RETRY_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Where:
    """Where the page is served: `host` and `port`, and how the door is kept."""

    host: str
    port: int
    gate: Gate


class WebChannel:
    """The page and the API of one bot; `run` serves them, `send` works with or without.

    `lang` is the bot's language. A port that is taken makes it red, and is tried again.
    """

    def __init__(
        self,
        where: Where,
        conversations: Conversations,
        handle: Handle,
        fill: Fill,
        menu: Menu,
        lang: str,
        clock: Clock,
        *,
        mounts: Sequence[Mount] = (),
        limits: Limits | None = None,
        retry: float = _RETRY,
    ) -> None:
        self._where = where
        self._limits = limits or Limits()
        self._lang = lang
        self._clock = clock
        self._retry = retry
        self._conversations = conversations
        self._talking = Talking(conversations, handle, fill)
        self._pace = Pacer(clock, self.overall, self.limits)
        self._health = Health(clock, lang)
        self.app = build(where.gate, lang=lang, limits=self._limits, mounts=mounts)
        furnish(self.app, Room(conversations, self._talking, menu))

    def seat(self, desk: Desk) -> None:
        """Take the engine, once it exists; until then requests are answered with 503."""
        seat(self.app, desk)

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        return CHANNEL

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message."""
        return _ALERTS_IN_MESSAGE

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return no limits: they are rows of ours."""
        return ()

    def limits(self, destination: Destination) -> tuple[Limit, ...]:  # noqa: ARG002 - all the same
        """Return no limits."""
        return ()

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits."""
        return self._pace

    def status(self) -> ChannelStatus:
        """Return whether the page is served."""
        return self._health.status()

    async def run(self) -> None:
        """Serve until cancelled; while the port is taken, try again."""
        async with asyncio.TaskGroup() as group:
            talking = group.create_task(self._talking.run())
            try:
                await self._serve()
            finally:
                talking.cancel()
                self._health.stopped()

    async def _serve(self) -> None:
        pause, where = self._retry, self._where
        clock = SystemClock()
        while True:
            try:
                listener = await asyncio.to_thread(listen, where.host, where.port)
            except OSError as error:
                reason = error.strerror or str(error)
                log.warning("web_port_taken", host=where.host, port=where.port, reason=reason)
                self._health.refused("port_taken", port=str(where.port), reason=reason)
                await clock.sleep(pause)
                pause = min(_RETRY_LONGEST, pause * 2)
                continue
            log.info("web_listening", host=where.host, port=where.port)
            self._health.serving()
            await serve(self.app, listener, self._limits, where.gate.believed)

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Keep a message and push it to open browsers; raises SendError, nothing else."""
        return await self._conversations.send(destination, message, plain=plain)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into a message; raises SendError, nothing else."""
        return await self._conversations.edit(destination, message_id, message)

    async def show(
        self, destination: Destination, reply: Reply, message_id: str | None, pin: bool = False
    ) -> str:
        """Put a reply into a message, or into a new one; raises SendError, nothing else."""
        return await self._conversations.show(destination, reply, message_id, pin=pin)

    async def unpin(self, destination: Destination, message_id: str) -> None:
        """Take a message off the pinned ones."""
        await self._conversations.unpin(destination, message_id)

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Refuse: a page is one conversation; raises Malformed."""
        return await self._conversations.open_topic(destination, title)


class Health:
    """Whether the page is served, and what keeps it from being."""

    def __init__(self, clock: Clock, lang: str) -> None:
        self._clock = clock
        self._voice = Voice(lang)
        self._error = self._voice.text("health.web_starting")
        self._last_success: datetime | None = None
        self._last_error = ""
        self._last_error_at: datetime | None = None

    def status(self) -> ChannelStatus:
        """Return the health as it is now."""
        working = not self._error
        return ChannelStatus(
            CHANNEL,
            working,
            self._clock.now() if working else self._last_success,
            self._error,
            self._last_error,
            self._last_error_at,
        )

    def serving(self) -> None:
        """It listens."""
        self._error = ""
        self._last_success = self._clock.now()

    def stopped(self) -> None:
        """It listens no more, or not yet."""
        self._error = self._voice.text("health.web_starting")

    def refused(self, key: str, **params: str) -> None:
        """It cannot listen."""
        self._error = self._last_error = self._voice.text(f"health.web_{key}", **params)
        self._last_error_at = self._clock.now()
