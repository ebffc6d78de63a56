"""How each service took what it was sent last, and what to do where it did not."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.notify.outcomes import Refused, Unreachable
from bot.render.voice import Voice
from core.clock import Clock
from core.errors import Gone, SendError, Unsure
from core.model import ChannelStatus

log = structlog.get_logger(__name__)

_BAD_AFTER = 2
"""so many failures in a row make a service red: one lost connection is nobody's concern"""


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong with a service: the key of its sentence, and the HTTP status, if any."""

    key: str
    code: int = 0


class Health:
    """Red while a service refuses what it is sent, or could not be reached twice in a row."""

    def __init__(self, name: str, clock: Clock, voice: Voice) -> None:
        self._name = name
        self._clock = clock
        self._voice = voice
        self._last_success: datetime | None = None
        self._bad: dict[str, Ailment] = {}
        self._failures: dict[str, int] = {}
        self._last: tuple[str, Ailment] | None = None
        self._last_at: datetime | None = None

    def status(self) -> ChannelStatus:
        """Return the health of all services together, each that is ill by its name."""
        ill = [self._sentence("is", sink, what) for sink, what in self._bad.items()]
        error = " ".join(ill)
        last = self._sentence("was", *self._last) if self._last else ""
        return ChannelStatus(
            self._name, not ill, self._last_success, error, error or last, self._last_at
        )

    def took(self, sink: str) -> None:
        """A service took a message."""
        self._last_success = self._clock.now()
        self._failures.pop(sink, None)
        self._bad.pop(sink, None)

    def refused(self, sink: str, error: SendError) -> None:
        """A service did not; one that asks for a pause, or dislikes one message, is well."""
        what = _ailment(error)
        log.warning("notify_failed", sink=sink, kind=type(error).__name__, error=str(error))
        if what is None:
            return
        self._last, self._last_at = (sink, what), self._clock.now()
        self._failures[sink] = self._failures.get(sink, 0) + 1
        if isinstance(error, Gone):  # its subscriptions sleep now, and the owner was told
            self._bad.pop(sink, None)
        elif isinstance(error, Refused) or self._failures[sink] >= _BAD_AFTER:
            self._bad[sink] = what

    def _sentence(self, when: str, sink: str, what: Ailment) -> str:
        return self._voice.text(f"notify.{what.key}_{when}", name=sink, code=what.code)


def _ailment(error: SendError) -> Ailment | None:
    """Return what is wrong, None where it says nothing about the service."""
    match error:
        case Refused():
            return Ailment("refused", error.code)
        case Unreachable():
            return Ailment("unreachable")
        case Unsure():
            return Ailment("unsure")
        case Gone():
            return Ailment("gone")
    return None
