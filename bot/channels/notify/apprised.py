"""KakaoTalk to oneself, and every other service that apprise knows.

apprise says yes or no; the HTTP status behind a no stands in the log it returns with its result,
which is public, and there at the end of a sentence (`error=429.`). Imported by whoever needs it
alone: it weighs 44 MiB.
"""

import asyncio
import logging
import re
from pathlib import Path

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyFormat

from bot.channels.notify.letter import Letter
from bot.channels.notify.outcomes import Answer, Refused, accept
from bot.channels.notify.sequence import in_order
from bot.render.pieces import pieces
from bot.render.plain import encode, one_lines
from core.errors import Malformed, Unsure
from core.model import AlertMessage, Limit

_STATUS = re.compile(r"\berror=(\d{3})\.?\s*$")
_TOKEN = "token"  # noqa: S105 a word in a sentence of apprise's
_SHORT = 1000
"""characters: where a message has room for fewer, alerts are a line each"""
_ALERT = 60
"""characters that one line takes, more or less"""
_SECONDS = 20.0

_LOG = logging.getLogger("apprise")  # it writes addresses and tokens; its results say enough
_LOG.setLevel(logging.WARNING)
_LOG.propagate = False


class Apprised:
    """Plain text, in as many messages as it takes; no ids, no edits."""

    def __init__(self, url: str, keep: Path) -> None:
        """Take an address of apprise's; `keep` holds what a service renews (Kakao's tokens).

        Raises ValueError where apprise makes nothing of it.
        """
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        asset = AppriseAsset(
            app_id="kiwoom-condition-bot",
            secure_logging=True,
            storage_path=str(keep),
            storage_mode="flush",
        )
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise ValueError("unknown to apprise")
        self.kind = str(url).partition("://")[0].casefold()
        self._apprise = Apprise(asset=asset)
        self._apprise.add(service)
        self._room = max(100, int(service.body_maxlen))
        self.most = max(2, min(15, self._room // _ALERT))
        rate = float(service.request_rate_per_sec)
        self.limits = (Limit(1, rate + 0.1) if rate > 0 else Limit(4, 1.0),)
        """apprise's own pace, kept here, so that what waits meanwhile goes out together"""

    async def send(self, letter: Letter) -> str:
        """Send it; there is no id."""
        lines = encode(letter.doc).strip().split("\n")
        if self._room < _SHORT and isinstance(letter.message, AlertMessage):
            lines = one_lines(letter.message, letter.lang, letter.at.date())
        return await in_order(pieces(lines, self._room), self._notify)

    async def edit(self, message_id: str, letter: Letter) -> bool:  # noqa: ARG002
        """Return that what was sent stays as it is."""
        return False

    async def probe(self) -> bool:
        """Return that nobody can tell without sending."""
        return False

    async def _notify(self, text: str) -> str:
        try:
            async with asyncio.timeout(_SECONDS + 1.0):
                result = await self._apprise.async_notify(
                    body=text, body_format=NotifyFormat.TEXT, timeout=_SECONDS
                )
        except TimeoutError as error:
            raise Unsure("apprise took too long") from error
        _judge(result)
        return ""


def _judge(result: AppriseResult) -> None:
    """Raise what a result means; one without a status is one of which nobody knows."""
    if result:
        return
    said = [entry.message for one in result.results for entry in one.logs()]
    statuses = [(int(found[1]), text) for text in said if (found := _STATUS.search(text))]
    if not statuses:
        raise Unsure("apprise: no status")
    status, sentence = statuses[-1]
    if status == 400 and _TOKEN in sentence:  # what it would renew its token with is refused
        raise Refused(status)
    if 200 <= status < 300:
        raise Malformed(f"HTTP {status}")
    accept(Answer(status))
