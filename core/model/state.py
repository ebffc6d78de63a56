"""How the session and the faces stand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SessionState(StrEnum):
    """Where the one session with the broker stands."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    TAKEN = "taken"
    """another program logged in with the same app key; it comes back only when asked to"""
    STOPPED = "stopped"
    """a person has to mend something first, see `error`"""


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The session as `/status` tells it."""

    state: SessionState
    since: datetime
    last_frame: datetime | None = None
    last_ping: datetime | None = None
    reconnects: int = 0
    error: str = ""
    """the key of the sentence that says what is wrong"""


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A face's health: the last success, the last error and since when it is down."""

    name: str
    working: bool
    last_success: datetime | None = None
    error: str = ""
    last_error: str = ""
    last_error_at: datetime | None = None
