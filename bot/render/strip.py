"""The strip above every page: is the market open, and is the bot connected to it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.render.figures import clock_minute
from bot.render.status import market_line
from bot.render.voice import Voice
from core.calendar import Explanation
from core.model import SessionState, SessionStatus


@dataclass(frozen=True, slots=True)
class Strip:
    """A line, and how it stands: `good`, `waiting` (it mends itself) or `bad` (a person must)."""

    text: str
    state: Literal["good", "waiting", "bad"]


def strip(voice: Voice, market: Explanation, session: SessionStatus, now: datetime) -> Strip:
    """Return the market, and after it what is wrong with the connection."""
    said = "".join(run.text for run in market_line(voice, market, now))
    if session.state is SessionState.LIVE:
        return Strip(said, "good")
    since = clock_minute(session.since)
    wrong = voice.text("page.strip_session", state=voice.session(session.state), since=since)
    waiting = session.state in (SessionState.CONNECTING, SessionState.LOST)
    return Strip(f"{said} · {wrong}", "waiting" if waiting else "bad")
