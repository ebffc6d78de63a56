"""Whether Slack works, kept from what its calls and its link say."""

from datetime import datetime

import structlog

from bot.channels.slack.cures import cure, sentence
from bot.channels.slack.errors import SetupWrong
from core.clock import Clock
from core.errors import SendError, TryLater, Unsure
from core.model import ChannelStatus

log = structlog.get_logger(__name__)


class Health:
    """Red while the link is down, or while Slack refuses the app as it is set up."""

    def __init__(self, name: str, clock: Clock, lang: str) -> None:
        self._clock = clock
        self._lang = lang
        self._link = sentence("connecting", lang)
        self._setup = ""
        self._name = name
        self._last_success: datetime | None = None
        self._last_error = ""
        self._last_error_at: datetime | None = None

    def status(self) -> ChannelStatus:
        """Return the health as it is now."""
        error = self._setup or self._link
        return ChannelStatus(
            self._name,
            not error,
            self._last_success,
            error,
            self._last_error,
            self._last_error_at,
        )

    def heard(self) -> None:
        """Something came through the link, or a call succeeded."""
        self._last_success = self._clock.now()

    def linked(self) -> None:
        """The link is up; what was wrong with the tokens is mended."""
        self._link = self._setup = ""
        self.heard()

    def unlinked(self, key: str) -> None:
        """The link is down, for the reason with this key."""
        self._link = self._failed(sentence(key, self._lang))

    def stopped(self) -> None:
        """Nobody listens: not yet, or not any more."""
        self._link = sentence("connecting", self._lang)

    def unreachable(self, error: Exception) -> None:
        """A new link could not be opened."""
        self._link = self._failed(cure(error, self._lang))

    def sent(self) -> None:
        """A message arrived."""
        self._setup = ""
        self.heard()

    def unsent(self, error: SendError) -> None:
        """A message did not; only what a person must mend makes the channel red."""
        if isinstance(error, TryLater | Unsure):
            self._failed(cure(error, self._lang))
        if isinstance(error, SetupWrong):
            self._setup = self._last_error
        log.warning("slack_send_failed", kind=type(error).__name__, error=str(error))

    def _failed(self, words: str) -> str:
        """Remember what went wrong last, and when."""
        self._last_error, self._last_error_at = words, self._clock.now()
        return words
