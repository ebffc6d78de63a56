"""Services that only take messages, as one channel: a destination's chat is a service's name."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog

from bot.channels.notify.health import Health
from bot.channels.notify.http import Http
from bot.channels.notify.letter import Letter, Service, key_of
from bot.channels.notify.making import make
from bot.render.alerts import compose
from bot.render.voice import Voice
from bot.sinks import Sink
from core.clock import Clock
from core.errors import Gone, Malformed, SendError
from core.model import AlertMessage, ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer

log = structlog.get_logger(__name__)

NAME = "notify"
_UNKNOWN = (Limit(1, 1.0),)


class NotifyChannel:
    """Nothing ever comes in here; `keep` is where services store what they renew.

    `lang` is the bot's language, `lang_of` that of what a destination is told; `seconds` bound one
    call to a service. Raises SettingsWrong where an address is half of one.
    """

    def __init__(
        self,
        sinks: Sequence[Sink],
        lang: str,
        clock: Clock,
        *,
        keep: Path = Path("data/notify"),
        lang_of: Callable[[Destination], str] | None = None,
        seconds: float = 15.0,
    ) -> None:
        self._clock = clock
        self._lang_of = lang_of or (lambda _: lang)
        self._http = Http(seconds)
        self._services: dict[str, Service] = make(sinks, self._http, keep)
        self._health = Health(NAME, clock, Voice(lang))
        self._pace = Pacer(clock, self.overall, self.limits)

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        return NAME

    @property
    def targets(self) -> dict[str, Destination]:
        """Return what people call the services, and where alerts for them go."""
        return {name: Destination(NAME, name) for name in self._services}

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message of the service with the least room."""
        return min(one.most for one in self._services.values())

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return the limits over all services together: they know nothing of each other."""
        return ()

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        """Return the limits of a service."""
        service = self._services.get(destination.chat)
        return service.limits if service else _UNKNOWN

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits."""
        return self._pace

    def status(self) -> ChannelStatus:
        """Return how the services took what they were sent last."""
        return self._health.status()

    async def run(self) -> None:
        """Keep the connections until cancelled: nothing comes in here."""
        try:
            await asyncio.Event().wait()
        finally:
            await self._http.close()

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Send one message and return its id, "" where there is none; raises SendError alone."""
        service = self._service(destination)
        letter = self._letter(destination, message, plain=plain)
        with self._minded(destination.chat):
            return await service.send(letter)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into an alert; False where the service cannot. Raises SendError alone."""
        service = self._service(destination)
        letter = self._letter(destination, message)
        with self._minded(destination.chat):
            return await service.edit(message_id, letter)

    async def open_topic(self, destination: Destination, title: str) -> Destination:  # noqa: ARG002
        """Refuse: an address is one place."""
        raise Malformed("no_topics_here")

    def _service(self, destination: Destination) -> Service:
        service = self._services.get(destination.chat)
        if service is None:  # NOTIFY_URLS names it no more
            raise Gone("sink_absent")
        return service

    def _letter(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> Letter:
        lang, now = self._lang_of(destination), self._clock.now()
        try:
            doc = compose(message, lang, now.date()).doc
        except Exception as error:  # a fault in the rendering must not stop the courier
            log.exception("notify_message_unrenderable")
            raise Malformed(f"{type(error).__name__}: {error}") from error
        return Letter(doc, message, lang, now, key_of(destination, message), plain)

    @contextmanager
    def _minded(self, sink: str) -> Iterator[None]:
        """Let the channel's health know what came of a call."""
        try:
            yield
        except SendError as error:
            self._health.refused(sink, error)
            raise
        self._health.took(sink)
