"""Whether mail can be sent, kept from what the server said last; silence is no ill health."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.email.errors import SetupWrong, Unreachable
from bot.render.voice import Voice
from core.clock import Clock
from core.errors import SendError, TryLater, Unsure
from core.model import ChannelStatus

log = structlog.get_logger(__name__)

_TOLERATED = 120.0
"""seconds a server may be out of reach before the face turns red: it is tried again anyway"""


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong: the key of its sentence, and the server's code."""

    key: str
    code: str = ""


class Health:
    """Red while the settings are refused, and while the server was out of reach for two minutes.

    What is wrong with one mailbox is no fault of the face.
    """

    def __init__(self, name: str, clock: Clock, lang: str) -> None:
        self._name = name
        self._clock = clock
        self._voice = Voice(lang)
        self._setup: Ailment | None = None
        self._away_since: float | None = None
        self._last: Ailment | None = None
        self._last_error_at: datetime | None = None
        self._last_success: datetime | None = None

    @property
    def ill(self) -> bool:
        """Return whether the server has to be asked whether it is well again."""
        return self._setup is not None or self._away_since is not None

    def status(self) -> ChannelStatus:
        """Return the health as it is now."""
        error, last = self._error(), ""
        if self._last is not None:
            last = error or self._said(self._last, "was")
        return ChannelStatus(
            self._name, not error, self._last_success, error, last, self._last_error_at
        )

    def well(self) -> None:
        """The server took a letter, or let us in."""
        self._setup = self._away_since = None
        self._last_success = self._clock.now()

    def failed(self, error: SendError) -> None:
        """Something went wrong; what concerns one mailbox alone is only remembered."""
        log.warning("mail_failed", kind=type(error).__name__, error=str(error))
        match error:
            case SetupWrong():
                self._setup = self._note(Ailment(error.cure, str(error.code or "")))
            case Unreachable():
                self._note(Ailment("unreachable"))
                if self._away_since is None:
                    self._away_since = self._clock.monotonic()
            case Unsure():
                self._note(Ailment("unsure"))
            case TryLater():
                self._note(Ailment("later"))
            case _:
                pass

    def _error(self) -> str:
        if self._setup is not None:
            return self._said(self._setup, "is")
        since = self._away_since
        if since is not None and self._clock.monotonic() - since >= _TOLERATED:
            return self._said(Ailment("unreachable"), "is")
        return ""

    def _note(self, what: Ailment) -> Ailment:
        self._last, self._last_error_at = what, self._clock.now()
        return what

    def _said(self, what: Ailment, when: str) -> str:
        passing = what.key in ("unreachable", "unsure", "later")
        key = what.key if passing or when == "is" else "setup"
        return self._voice.text(f"mail.{key}_{when}", code=what.code or "-")
