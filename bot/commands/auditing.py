"""Writes down every command that was to change something, and what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.commands.command import Asked
from bot.render.measure import clip
from core.clock import Clock
from core.model import Audited
from core.ports import Audit
from core.services import deeds

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
        async with deeds.watched(partial(self.write, asked)):
            yield

    async def write(self, asked: Asked, outcome: str) -> None:
        """Write one command down; where that fails, what was done is done without it."""
        if not asked.command.alters(asked.said):
            return
        secret = asked.command.code or asked.command.sealed
        said = "…" if secret and asked.said else clip(asked.said, _LONGEST)
        entry = Audited(
            self._clock.now(), asked.person, asked.destination, asked.command.name, said, outcome
        )
        await deeds.put(self._audit, entry)
