"""A program of somebody's own that takes JSON."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from bot.channels.notify.http import Http
from bot.channels.notify.letter import Letter
from bot.channels.notify.outcomes import accept
from bot.render.payload import payload
from core.model import Limit

SCHEMES = frozenset({"json", "jsons", "http", "https"})
_GONE = {410: "webhook_gone"}


class Webhook:
    """POSTs what docs/operations.md describes, with an Idempotency-Key that repetitions share.

    Any 2xx says that it was taken, 410 that the address is closed for good.
    """

    kind = "webhook"
    most = 30
    limits = (Limit(10, 1.0),)

    def __init__(self, url: str, http: Http) -> None:
        """Take `https://…` or `jsons://[user:password@]host/path`; `?+Name=value` is a header."""
        self._http = http
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme not in SCHEMES or not host:
            raise ValueError("https://host/path")
        scheme = "http" if parts.scheme in ("json", "http") else "https"
        asked = parse_qsl(_plus(parts.query), keep_blank_values=True)
        self._headers = {key[1:]: value for key, value in asked if key.startswith("+")}
        query = urlencode(
            [(key.removeprefix("-"), value) for key, value in asked if key[:1] != "+"]
        )
        self._url = f"{scheme}://{host}{parts.path or '/'}" + (f"?{query}" if query else "")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        self._auth = (user, password) if user else None

    async def send(self, letter: Letter) -> str:
        """Post it; there is no id but its key."""
        answer = await self._http.call(
            "POST",
            self._url,
            json=payload(letter.key, letter.message, letter.doc, letter.at),
            headers={**self._headers, "Idempotency-Key": letter.key},
            auth=self._auth,
        )
        accept(answer, _GONE)
        return letter.key

    async def edit(self, message_id: str, letter: Letter) -> bool:  # noqa: ARG002
        """Return that what a program was sent stays sent: it hears of every event."""
        return False

    async def probe(self) -> bool:
        """Return that nobody can tell: a program may take whatever reaches it for a message."""
        return False


def _plus(query: str) -> str:
    """Keep the sign of `?+Name=value`, which would be read as a blank."""
    return "&".join(f"%2B{one[1:]}" if one[:1] == "+" else one for one in query.split("&"))
