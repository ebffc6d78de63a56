"""Whether Slack works, kept from what its calls and its link say."""

from datetime import datetime

import structlog

from bot.channels.slack.cures import Ailment, ailment, is_so, sentence, was_so
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
        self._last: Ailment | None = None
        self._last_error_at: datetime | None = None

    def status(self) -> ChannelStatus:
        """Return the health as it is now."""
        error, last = self._setup or self._link, ""
        if self._last:
            last = error or was_so(self._last, self._lang)
        return ChannelStatus(
            self._name, not error, self._last_success, error, last, self._last_error_at
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
        self._link = self._failed(Ailment(key))

    def stopped(self) -> None:
        """Nobody listens: not yet, or not any more."""
        self._link = sentence("connecting", self._lang)

    def unreachable(self, error: Exception) -> None:
        """A new link could not be opened."""
        self._link = self._failed(ailment(error))

    def sent(self) -> None:
        """A message arrived."""
        self._setup = ""
        self.heard()

    def unsent(self, error: SendError) -> None:
        """A message did not; only what a person must mend makes the channel red."""
        if isinstance(error, TryLater | Unsure):
            words = self._failed(ailment(error))
            if isinstance(error, SetupWrong):
                self._setup = words
        log.warning("slack_send_failed", kind=type(error).__name__, error=str(error))

    def _failed(self, what: Ailment) -> str:
        """Remember what went wrong last, and when; return what to do about it."""
        self._last, self._last_error_at = what, self._clock.now()
        return is_so(what, self._lang)
