"""Writes down what somebody changed, by a command or on the page, and what came of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from core.errors import BotError
from core.model import Audited
from core.ports import Audit

log = structlog.get_logger(__name__)


@asynccontextmanager
async def watched(write: Callable[[str], Awaitable[None]]) -> AsyncIterator[None]:
    """Hand on how what happens inside ended, as `Audited.outcome` has it."""
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
        await write(outcome)


async def put(audit: Audit, entry: Audited) -> None:
    """Write one down; where that fails, what was done is done without it."""
    try:
        await audit.write(entry)
    except BotError as error:
        log.warning("audit_unwritten", command=entry.command, error=str(error))
