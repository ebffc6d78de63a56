"""A sign of life for somebody outside: an address called each minute while everything is green."""

from collections.abc import Callable

import httpx
import structlog

log = structlog.get_logger(__name__)

_PATIENCE = 10.0


class DeadMan:
    """Whoever is called raises the alarm when the calls stop; `green` is set once it is known."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self.green: Callable[[], bool] = lambda: False
        self._client: httpx.AsyncClient | None = None

    async def ping(self) -> None:
        """Call the address, if there is one and all is well; a failure is only logged."""
        if not self.url or not self.green():
            return
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=True)
        try:
            answer = await self._client.get(self.url)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("deadman_unanswered", error=type(error).__name__)

    async def aclose(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
