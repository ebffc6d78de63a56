"""A pressed button waits for a sign: its end, or a refusal that only who pressed it sees."""

import asyncio
from contextlib import suppress

import structlog

from bot.channels.telegram.api import Api
from bot.render.measure import units

log = structlog.get_logger(__name__)

LONGEST = 200
"""characters that Telegram shows to who pressed"""
_MOMENT = 1.0


class Press:
    """One press; Telegram takes one sign for it."""

    def __init__(self, api: Api, query: str) -> None:
        self._api = api
        self._query = query
        self._handled = asyncio.Event()
        self._signed = False

    async def wait(self) -> None:
        """End the waiting sign when the press is handled, after a moment in any case."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOMENT):
                await self._handled.wait()
        if not self._signed:
            await self._sign("")

    async def refuse(self, text: str) -> bool:
        """Show a refusal; False where that is too late, too long or did not work."""
        if self._signed or units(text) > LONGEST:
            return False
        return await self._sign(text)

    def handled(self) -> None:
        """Let the waiting sign end."""
        self._handled.set()

    async def _sign(self, text: str) -> bool:
        self._signed = True
        try:
            await self._api.answer(self._query, text)
        except Exception as error:  # noqa: BLE001 - the press itself is handled, whatever came of it
            log.debug("press_unacknowledged", error=type(error).__name__)
            return False
        return True
