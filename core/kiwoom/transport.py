"""One HTTP request to Kiwoom: what came back as a value, what went wrong as an error of ours."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
import msgspec

from core.errors import BotError, RateLimited, Refused, TokenRefused, Unavailable
from core.kiwoom import bodies, refusals
from core.kiwoom.bodies import Body
from core.kiwoom.timing import Timing
from core.kiwoom.wire import WireError

USER_AGENT = "kiwoom-condition-bot/0.1"
"""Kiwoom's firewall answers HTML to the bare names of HTTP libraries"""

WEBSOCKET_PATH = "/api/dostk/websocket"
WEBSOCKET_PORT = 10000


@dataclass(frozen=True, slots=True)
class Page:
    """A successful answer; `next_key` is empty on the last page."""

    body: Body
    next_key: str = ""


class Transport:
    """Posts JSON to one host. Proxies of the environment are not used, as on the socket."""

    def __init__(self, base_url: str, timing: Timing) -> None:
        self.host = urlsplit(base_url).netloc.lower()
        self._whole = timing.http_whole
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=timing.http,
            headers={"User-Agent": USER_AGENT, "Content-Type": "application/json;charset=UTF-8"},
            trust_env=False,
        )

    async def post(self, path: str, body: Body, headers: dict[str, str]) -> Page:
        """Return a page whose return_code is 0.

        Raises Unavailable (no answer, HTML, 5xx), RateLimited, TokenRefused, an OperatorError, or
        Refused with Kiwoom's code and words.
        """
        content = msgspec.json.encode(body)
        try:
            async with asyncio.timeout(self._whole):
                response = await self._client.post(path, content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Unavailable(f"{path}: {type(error).__name__} {error}".rstrip()) from error
        return _page(path, response)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _page(path: str, response: httpx.Response) -> Page:
    status = response.status_code
    try:
        body = bodies.read(response.content)
    except WireError:
        body = {}
    code, message = bodies.code_of(body), bodies.message_of(body)
    if code == 0 and status < HTTPStatus.BAD_REQUEST:
        more = response.headers.get("cont-yn", "").strip().upper() == "Y"
        return Page(body, response.headers.get("next-key", "").strip() if more else "")
    raise _error(path, status, code, message)


def _error(path: str, status: int, code: int | None, message: str) -> BotError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"{path}: HTTP {status}", code=str(status))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"{path}: HTTP {status} {message}", code=str(code or status))
    error = refusals.error_of(code, message) if code else None
    if status == HTTPStatus.UNAUTHORIZED and (error is None or isinstance(error, Refused)):
        return TokenRefused(f"{path}: HTTP {status} {message}", code=str(code or status))
    return error or Unavailable(f"{path}: HTTP {status} without a return_code", code=str(status))


def derive_ws_url(base_url: str) -> str:
    """Return where the socket is: the same host, port 10000 unless the base URL names one."""
    parts = urlsplit(base_url)
    scheme = "ws" if parts.scheme == "http" else "wss"
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}:{parts.port or WEBSOCKET_PORT}{WEBSOCKET_PATH}"
