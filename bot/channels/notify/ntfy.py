"""A topic of ntfy, at ntfy.sh or a server of one's own."""

from datetime import UTC, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot.channels.notify.http import Http
from bot.channels.notify.letter import Letter
from bot.channels.notify.outcomes import Answer, accept
from bot.channels.notify.sequence import in_order
from bot.render.pieces import octets, pieces
from bot.render.plain import encode
from core.errors import TryLater
from core.model import Limit

CLOUD = "https://ntfy.sh"
_PRIORITIES = {"min": 1, "low": 2, "default": 3, "moderate": 3, "normal": 3, "high": 4, "max": 5}
_QUIET = 2
"""ntfy's priority that makes neither sound nor vibration"""
_ROOM = 3900
"""bytes of a message, a little below ntfy's 4096"""
_OF_THE_DAY = 42908
"""ntfy's code for a day's messages being used up, until midnight UTC"""


class Ntfy:
    """Plain text: its apps show no Markdown everywhere. A long message becomes several."""

    kind = "ntfy"
    most = 15
    limits = (Limit(60, 300.0),)
    """what a server grants by default: a burst of 60, and one every five seconds after that"""

    def __init__(self, url: str, http: Http) -> None:
        """Take `ntfy://topic`, `ntfys://[user:password@|token@]host/topic` or `https://ntfy.sh/topic`.

        `?priority=` is min, low, default, high, max or 1-5. Raises ValueError.
        """
        self._http = http
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self._topic = parts.path.strip("/")
        self._base = f"{_scheme(parts.scheme)}://{parts.netloc.rpartition('@')[2]}"
        if not self._topic:
            self._base, self._topic = CLOUD, parts.netloc.rpartition("@")[2]
        if not self._topic or "/" in self._topic or ":" in self._topic:
            raise ValueError("ntfys://host/topic")
        self._priority = _priority(next(iter(query.get("priority", ())), ""))
        token = next(iter(query.get("token", ())), "")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if user.startswith("tk_") and not password:
            token, user = user, ""
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._auth = (user, password) if user else None

    async def send(self, letter: Letter) -> str:
        """Publish it, its first line as the title; return the id of the last message."""
        title, _, rest = encode(letter.doc).strip().partition("\n")
        texts = pieces(rest.split("\n"), _ROOM, octets) or [title]
        said: dict[str, Any] = {"topic": self._topic}
        if rest.strip():
            said["title"] = title
        priority = _QUIET if letter.silent else self._priority
        if priority is not None:
            said["priority"] = priority

        async def publish(text: str) -> str:
            answer = await self._http.call(
                "POST",
                f"{self._base}/",
                json=said | {"message": text},
                headers=self._headers,
                auth=self._auth,
            )
            self._accept(answer, letter)
            return str(answer.json.get("id") or "")

        return await in_order(texts, publish)

    async def edit(self, message_id: str, letter: Letter) -> bool:  # noqa: ARG002
        """Return that a published message stays as it is."""
        return False

    async def probe(self) -> bool:
        """Ask the server whether it is well; whether it takes our messages, nobody can tell."""
        accept(await self._http.call("GET", f"{self._base}/v1/health"))
        return False

    def _accept(self, answer: Answer, letter: Letter) -> None:
        if answer.status == 429 and answer.json.get("code") == _OF_THE_DAY:
            now = letter.at.astimezone(UTC)
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            raise TryLater((midnight - now).total_seconds() + 1, "day used up")
        accept(answer)


def _scheme(said: str) -> str:
    return "http" if said in ("ntfy", "http") else "https"


def _priority(said: str) -> int | None:
    if not said:
        return None
    found = _PRIORITIES.get(said.casefold(), int(said) if said.isdecimal() else 0)
    if not 1 <= found <= 5:
        raise ValueError("priority=1-5")
    return found
