"""Bounded HTTP calls to services: how long they take, and how much of an answer is read."""

import asyncio
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import httpx

from bot.channels.notify.outcomes import Answer, translated

_READ = 64 * 1024
_LAST_MOMENT = 4.0


class Http:
    """Keeps connections until `close`; `seconds` bound one call from beginning to end."""

    def __init__(self, seconds: float = 15.0) -> None:
        self._seconds = seconds
        self._flying = 0
        self._landed = asyncio.Event()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(seconds, connect=min(5.0, seconds)),
            follow_redirects=False,
            headers={"User-Agent": f"kiwoom-condition-bot/{version('kiwoom-condition-bot')}"},
        )

    async def call(
        self,
        method: str,
        url: str,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        """Make one call; raises SendError where the network failed, and judges no answer."""
        self._flying += 1
        try:
            with translated():
                async with asyncio.timeout(self._seconds):
                    async with self._client.stream(
                        method, url, json=json, params=params, headers=headers, auth=auth
                    ) as answer:
                        return Answer(answer.status_code, answer.headers, await _read(answer))
        finally:
            self._flying -= 1
            self._landed.set()

    async def close(self) -> None:
        """Close the connections, once what is being written has had a moment to land."""
        try:
            async with asyncio.timeout(_LAST_MOMENT):
                while self._flying:
                    self._landed.clear()
                    await self._landed.wait()
        except TimeoutError:
            pass
        await self._client.aclose()


async def _read(answer: httpx.Response) -> bytes:
    """Read the beginning of a body; the rest of a longer one is left alone."""
    read = b""
    async for chunk in answer.aiter_bytes():
        read += chunk
        if len(read) >= _READ:
            break
    return read[:_READ]
