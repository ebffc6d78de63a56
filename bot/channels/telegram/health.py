"""Whether Telegram answers, kept from what getUpdates says, and from its silence."""

from datetime import datetime

import structlog

from bot.channels.telegram.errors import cure, was
from core.clock import Clock
from core.model import ChannelStatus

log = structlog.get_logger(__name__)

SILENCE = 90.0
"""seconds without a successful getUpdates after which the channel is red whatever else is known"""


class Health:
    """What the channel's line in `/status` says."""

    def __init__(self, name: str, clock: Clock, lang: str) -> None:
        self._name = name
        self._clock = clock
        self._lang = lang
        self._last_success: datetime | None = None
        self._last_error = ""
        self._last_error_at: datetime | None = None
        self._heard_at = clock.monotonic()
        self.error = cure("connecting", lang)
        """the sentence of what is wrong, empty where nothing is known to be"""

    @property
    def silent(self) -> bool:
        """Return whether no getUpdates succeeded for so long that something must be wrong."""
        return self._clock.monotonic() - self._heard_at > SILENCE

    def status(self) -> ChannelStatus:
        """Return the health as it is now: a poll that hangs is red too, though it has no error."""
        error, at = self.error, self._last_error_at
        if self.silent and error in ("", cure("connecting", self._lang)):
            error, at = cure("silent", self._lang), self._clock.now()
        last = was(self._last_error, self._lang) if self._last_error else ""
        if error and at is not None:
            last = error
        return ChannelStatus(
            self._name, not error, self._last_success, error, last_error=last, last_error_at=at
        )

    def heard(self) -> None:
        """Note that Telegram answered a getUpdates."""
        if self.silent and not self.error:
            self._remember("silent")
        self._last_success = self._clock.now()
        self._heard_at = self._clock.monotonic()

    def well(self) -> None:
        """Note that Telegram answered a getUpdates and nothing else is wrong."""
        self.heard()
        if self.error:
            log.info("telegram_connected")
        self.error = ""

    def ill(self, key: str) -> None:
        """Show the sentence of what is wrong; it is logged when it begins, not while it lasts."""
        sentence = cure(key, self._lang)
        if sentence != self.error:
            log.warning("telegram_failed", reason=key)
        self.error = sentence
        self._remember(key)

    def stumbled(self, key: str) -> None:
        """Remember that a message failed, which says nothing of the next one."""
        self._remember(key)

    def _remember(self, key: str) -> None:
        self._last_error, self._last_error_at = key, self._clock.now()
