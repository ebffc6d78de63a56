"""A Discord channel's webhook."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.channels.notify.http import Http
from bot.channels.notify.letter import Letter
from bot.channels.notify.outcomes import Answer, accept
from bot.render.discord import body
from core.model import Limit

API = "https://discord.com/api/webhooks"
NATIVE = re.compile(
    r"(?P<base>https?://[^/?#]+/api(?:/v\d+)?/webhooks)/(?P<id>\d+)/(?P<token>[\w-]+)"
)
_GONE = {401: "webhook_gone", 403: "webhook_gone", 404: "webhook_gone", 410: "webhook_gone"}
_UNKNOWN_MESSAGE = 10008
_SILENT = 1 << 12
"""Discord's flag SUPPRESS_NOTIFICATIONS"""


class Discord:
    """Its messages can be edited, which does not ring; nothing it says mentions anybody."""

    kind = "discord"
    most = 15
    limits = (Limit(5, 2.0), Limit(30, 60.0))

    def __init__(self, url: str, http: Http) -> None:
        """Take `discord://id/token[?thread=id]` or the address Discord shows; raises ValueError."""
        self._http = http
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        thread = next(iter(query.get("thread", query.get("thread_id", ()))), "")
        self._params = {"thread_id": thread} if thread else {}
        if parts.scheme == "discord":
            token = parts.path.strip("/").partition("/")[0]
            if not (parts.netloc.isdigit() and token):
                raise ValueError("discord://id/token")
            self._url = f"{API}/{parts.netloc}/{token}"
        else:
            found = NATIVE.match(url)
            if found is None:
                raise ValueError("no Discord webhook")
            self._url = found[0]

    async def send(self, letter: Letter) -> str:
        """Post a message and return its id."""
        said = self._said(letter) | ({"flags": _SILENT} if letter.silent else {})
        params = {"wait": "true", **self._params}
        answer = await self._http.call("POST", self._url, json=said, params=params)
        accept(answer, _GONE)
        return str(answer.json.get("id") or "")

    async def edit(self, message_id: str, letter: Letter) -> bool:
        """Put other words into a message; False where it is not there any more."""
        if not message_id.isdigit():
            return False
        url = f"{self._url}/messages/{message_id}"
        answer = await self._http.call("PATCH", url, json=self._said(letter), params=self._params)
        if _is_unknown(answer):
            return False
        accept(answer, _GONE)
        return True

    async def probe(self) -> bool:
        """Ask Discord whether it knows the webhook."""
        accept(await self._http.call("GET", self._url), _GONE)
        return True

    def _said(self, letter: Letter) -> dict[str, Any]:
        return body(letter.doc, plain=letter.plain) | {"allowed_mentions": {"parse": []}}


def _is_unknown(answer: Answer) -> bool:
    return answer.status == 404 and answer.json.get("code") == _UNKNOWN_MESSAGE
