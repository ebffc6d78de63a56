"""Whether everything a subscriber needs works, and why not."""

import asyncio
from dataclasses import dataclass

from bot.channels.web.desk import Desk
from bot.render.voice import Voice
from core.clock import SystemClock
from core.errors import BotError
from core.model import SessionState

_PATIENCE = 5.0
_REMEMBERED = 1.0
_REAL = SystemClock()


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of the session, and each reason why the bot is not ready in one sentence."""

    session: str
    reasons: tuple[str, ...]


class Writable:
    """Whether the database can be written, looked at no more than once a second."""

    def __init__(self) -> None:
        self._looking = asyncio.Lock()
        self._looked: float | None = None
        self._found = False

    async def __call__(self, desk: Desk) -> bool:
        """Return what was found a moment ago, or look; of many who ask, one does."""
        async with self._looking:
            now = _REAL.monotonic()
            if self._looked is None or now - self._looked >= _REMEMBERED:
                self._found = await _writable(desk)
                self._looked = _REAL.monotonic()
            return self._found


async def readiness(desk: Desk, lang: str, writable: Writable) -> Readiness:
    """Return how it stands; outside market hours the session may be away."""
    voice, reasons = Voice(lang), list[str]()
    session = desk.engine.session_now()
    if session.state is not SessionState.LIVE and not desk.engine.resting():
        reasons.append(voice.text("health.session", state=voice.session(session.state)))
    if not await writable(desk):
        reasons.append(voice.text("health.database"))
    return Readiness(session.state.value, tuple(reasons))


async def _writable(desk: Desk) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await desk.engine.writable()
    except (TimeoutError, BotError):
        return False
    return True
