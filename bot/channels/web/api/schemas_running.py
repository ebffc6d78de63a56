"""What the API takes and gives of the bot itself and the people it knows."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.web.api.schemas import MORNING, ANumber, Given, RoleName, example


class SessionOut(BaseModel):
    """The session with Kiwoom; `error` is for programs, `said` for people."""

    model_config = example(
        state="live", since=MORNING, last_frame=MORNING, last_ping=MORNING, reconnects=0, error=""
    )

    state: Literal["connecting", "live", "lost", "taken", "stopped"]
    since: datetime
    last_frame: datetime | None
    last_ping: datetime | None
    reconnects: int
    error: str


class MarketOut(BaseModel):
    """Whether the market is open; if not, why, and when it will be."""

    model_config = example(phase="open", note="", reason=None, next_open=MORNING)

    phase: Literal["closed_day", "before_open", "open", "after_close"]
    note: str
    reason: Literal["weekend", "holiday", "year_end", "declared"] | None
    next_open: datetime


class TodayOut(BaseModel):
    """What happened today."""

    model_config = example(entries=12, exits=3, sent=15, failed=0, waiting=0, held=0)

    entries: int
    exits: int
    sent: int
    failed: int
    waiting: int
    held: int = Field(description="held back, to be summed up")


class WatchedOut(BaseModel):
    """How many conditions are watched, and how."""

    model_config = example(realtime=3, polled=1, waiting=0)

    realtime: int
    polled: int
    waiting: int


class LatenessOut(BaseModel):
    """Seconds from an event to the phone, today."""

    model_config = example(median=0.8, p95=2.1)

    median: float
    p95: float


class ChannelOut(BaseModel):
    """A face: whether it works, and what waits for it."""

    model_config = example(
        name="telegram", working=True, last_success=MORNING, error="", waiting=0, held=0
    )

    name: str
    working: bool
    last_success: datetime | None
    error: str
    waiting: int
    held: int


class TroubleOut(BaseModel):
    """Something that is wrong now, and what to do, in the caller's language."""

    model_config = example(code="channel_down", said="텔레그램에 3분째 연결되지 않습니다.")

    code: str
    said: str


class FrozenOut(BaseModel):
    """Why orders stand still, and since when."""

    model_config = example(reason="token_conflict", said="다른 프로그램이 ...", since=MORNING)

    reason: str
    said: str
    since: datetime


STATUS = {
    "now": MORNING,
    "started_at": MORNING,
    "version": "0.1.0",
    "session": {
        "state": "live",
        "since": MORNING,
        "last_frame": MORNING,
        "last_ping": MORNING,
        "reconnects": 0,
        "error": "",
    },
    "market": {"phase": "open", "note": "", "reason": None, "next_open": MORNING},
    "token_expires_at": MORNING,
    "watched": {"realtime": 3, "polled": 1, "waiting": 0},
    "today": {"entries": 12, "exits": 3, "sent": 15, "failed": 0, "waiting": 0, "held": 0},
    "lateness": {"median": 0.8, "p95": 2.1},
    "channels": [
        {
            "name": "telegram",
            "working": True,
            "last_success": MORNING,
            "error": "",
            "waiting": 0,
            "held": 0,
        }
    ],
    "troubles": [],
    "frozen": None,
    "listeners": 2,
}


class StatusOut(BaseModel):
    """All that `/status` tells."""

    model_config = example(**STATUS)

    now: datetime
    started_at: datetime
    version: str
    session: SessionOut
    market: MarketOut
    token_expires_at: datetime | None
    watched: WatchedOut
    today: TodayOut
    lateness: LatenessOut | None
    channels: list[ChannelOut]
    troubles: list[TroubleOut]
    frozen: FrozenOut | None
    listeners: int = Field(description="open WebSockets that listen to events")


PERSON = {
    "id": 2,
    "name": "김철수",
    "role": "viewer",
    "owner_by_settings": False,
    "identities": ["telegram:1002"],
    "since": MORNING,
    "invited_by": "telegram:1001",
    "places": ["slack:D0123"],
}


class PersonOut(BaseModel):
    """Somebody who was let in; `owner_by_settings`: OWNERS names them, so nothing changes that."""

    model_config = example(**PERSON)

    id: int
    name: str
    role: RoleName | None
    owner_by_settings: bool
    identities: list[str]
    since: datetime
    invited_by: str
    places: list[str]


class RoleIn(Given):
    """Another role."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"role": "trader"}})

    role: RoleName


class InviteIn(Given):
    """An invitation: for which role, and for how many minutes it is good."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"role": "viewer", "minutes": 1440}}
    )

    role: RoleName = "viewer"
    minutes: Annotated[int, ANumber, Field(ge=1, le=43_200)] = 1_440


class InviteOut(BaseModel):
    """An invitation; the code is told this once and kept nowhere."""

    model_config = example(
        code="k7m2-9xqa-wd4t",
        role="viewer",
        expires_at="2026-11-24T10:15:30+09:00",
        link="https://t.me/example_bot?start=k7m29xqawd4t",
    )

    code: str
    role: RoleName
    expires_at: datetime
    link: str = Field(description="opens the bot in Telegram, empty where that is not set up")
