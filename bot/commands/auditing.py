"""Writes down every command that was to change something, and what came of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.commands.command import Asked
from bot.render.measure import clip
from core.clock import Clock
from core.errors import BotError
from core.model import Audited
from core.ports import Audit

log = structlog.get_logger(__name__)

_LONGEST = 200
"""characters of what was said that are written down"""


class Auditing:
    """Adds a row for each command that alters anything, never with a one-time code in it."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    @asynccontextmanager
    async def of(self, asked: Asked) -> AsyncIterator[None]:
        """Write down how what happens inside ended."""
        outcome = "failed"
        try:
            yield
            outcome = "done"
        except BotError as error:
            outcome = error.key
            raise
        except asyncio.CancelledError:
            outcome = "timed_out"
            raise
        finally:
            await self.write(asked, outcome)

    async def write(self, asked: Asked, outcome: str) -> None:
        """Write one command down; where that fails, what was done is done without it."""
        if not asked.command.alters(asked.said):
            return
        said = "…" if asked.command.code and asked.said else clip(asked.said, _LONGEST)
        entry = Audited(
            self._clock.now(), asked.person, asked.destination, asked.command.name, said, outcome
        )
        try:
            await self._audit.write(entry)
        except BotError as error:
            log.warning("audit_unwritten", command=asked.command.name, error=str(error))
