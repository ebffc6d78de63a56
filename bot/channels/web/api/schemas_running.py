"""What the API takes and gives of the bot itself and the people it knows."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.web.api.schemas import (
    MORNING,
    ANumber,
    Given,
    RoleName,
    Rounded,
    example,
)

ROLE = (
    "`viewer`: looks and follows; `trader`: may trade as well, where that is switched on; `owner`: "
    "lets people in and sees what everybody follows"
)


class SessionOut(BaseModel):
    """The session with Kiwoom."""

    model_config = example(
        state="live", since=MORNING, last_frame=MORNING, last_ping=MORNING, reconnects=0, error=""
    )

    state: Literal["connecting", "live", "lost", "taken", "stopped"] = Field(
        description="`live`: logged in; `lost`: it is being reconnected; `taken`: another program "
        "logged in with the same app key; `stopped`: a person has to mend something, see `error`"
    )
    since: datetime = Field(description="since when it has been in this state")
    last_frame: datetime | None = Field(description="when Kiwoom last sent anything")
    last_ping: datetime | None = Field(description="when Kiwoom last sent a PING, a sign of life")
    reconnects: int = Field(description="how often it was reconnected since the bot started")
    error: str = Field(description="for programs: why it stopped; empty where it did not")


class MarketOut(BaseModel):
    """Whether the market is open; if not, why, and when it will be."""

    model_config = example(phase="open", note="", reason=None, next_open=MORNING)

    phase: Literal["closed_day", "before_open", "open", "after_close"] = Field(
        description="where the day stands, by Korean time; `closed_day`: no trading today"
    )
    note: str = Field(description="a word on this day, such as a holiday's name; mostly empty")
    reason: Literal["weekend", "holiday", "year_end", "declared"] | None = Field(
        description="why there is no trading today"
    )
    next_open: datetime = Field(description="when it opens next")


class TodayOut(BaseModel):
    """What happened since midnight, Korean time."""

    model_config = example(entries=12, exits=3, sent=15, failed=0, waiting=0, held=0)

    entries: int = Field(description="stocks that entered a condition")
    exits: int = Field(description="stocks that left one")
    sent: int = Field(description="alerts that were sent")
    failed: int = Field(description="alerts that could not be sent")
    waiting: int = Field(description="alerts that wait to be sent")
    held: int = Field(description="alerts that are held back, to be summed up")


class WatchedOut(BaseModel):
    """How many conditions are watched, and how."""

    model_config = example(realtime=3, polled=1, waiting=0)

    realtime: int = Field(description="pushed by Kiwoom")
    polled: int = Field(description="searched again and again")
    waiting: int = Field(description="to be watched, and not yet: Kiwoom has not answered")


class LatenessOut(BaseModel):
    """How long alerts took today, from the event to the phone."""

    model_config = example(median=0.8, p95=2.1)

    median: Rounded = Field(description="seconds")
    p95: Rounded = Field(description="seconds in which 95 percent of them were there")


class ChannelOut(BaseModel):
    """A face: whether it works, and what waits for it."""

    model_config = example(
        name="telegram", working=True, last_success=MORNING, error="", waiting=0, held=0
    )

    name: str = Field(description="`telegram`, `slack`, `web`, `email`, ...")
    working: bool = Field(description="whether it can send now")
    last_success: datetime | None = Field(description="when it last could")
    error: str = Field(description="what is wrong; empty where nothing is")
    waiting: int = Field(description="alerts that wait to be sent there")
    held: int = Field(description="alerts that are held back, to be summed up there")


class TroubleOut(BaseModel):
    """Something that is wrong now."""

    model_config = example(code="channel_down", said="텔레그램에 3분째 연결되지 않습니다.")

    code: str = Field(description="for programs: the same in every language")
    said: str = Field(
        description="what it is and what to do, in the caller's language, as owners read it in "
        "their chats: a `/command` in it is for a chat"
    )


class FrozenOut(BaseModel):
    """Why orders stand still."""

    model_config = example(reason="token_conflict", said="다른 프로그램이 ...", since=MORNING)

    reason: str = Field(description="for programs: the same in every language")
    said: str = Field(description="the same in the caller's language")
    since: datetime = Field(description="since when")


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
    """All that `/status` tells in a chat."""

    model_config = example(**STATUS)

    now: datetime = Field(description="the bot's time; in a demo that of its market")
    started_at: datetime = Field(description="when the bot started, by the same clock")
    version: str = Field(description="of the bot")
    session: SessionOut
    market: MarketOut
    token_expires_at: datetime | None = Field(
        description="of Kiwoom's access token, which is renewed by itself; null: there is none"
    )
    watched: WatchedOut
    today: TodayOut
    lateness: LatenessOut | None = Field(description="null: nothing was told today")
    channels: list[ChannelOut] = Field(description="the faces that are set up")
    troubles: list[TroubleOut] = Field(description="what is wrong now, oldest first")
    frozen: FrozenOut | None = Field(description="null: orders go through, where trading is on")
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
    """Somebody who was let in."""

    model_config = example(**PERSON)

    id: int = Field(description="what the paths of people take")
    name: str = Field(description="as their chat app has it")
    role: RoleName | None = Field(description=f"{ROLE}; null: none any more")
    owner_by_settings: bool = Field(description="named in OWNERS, so nothing here changes that")
    identities: list[str] = Field(description="who they are in which chat app: `telegram:1002`")
    since: datetime = Field(description="when they were let in")
    invited_by: str = Field(description="the identity of who invited them; empty: nobody did")
    places: list[str] = Field(description="the chats they linked, as a `destination` is written")


class RoleIn(Given):
    """Another role."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"role": "trader"}})

    role: RoleName = Field(description=ROLE)


class InviteIn(Given):
    """An invitation: for which role, and for how many minutes it is good."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"role": "viewer", "minutes": 1440}}
    )

    role: RoleName = Field("viewer", description=ROLE)
    minutes: Annotated[int, ANumber] = Field(
        1_440, ge=1, le=43_200, description="how long it is good, 30 days at most"
    )


class InviteOut(BaseModel):
    """An invitation; the code is told this once and kept nowhere."""

    model_config = example(
        code="k7m2-9xqa-wd4t",
        role="viewer",
        expires_at="2026-11-24T10:15:30+09:00",
        link="https://t.me/example_bot?start=k7m29xqawd4t",
    )

    code: str = Field(description="what the invited person sends to the bot: `/start CODE`")
    role: RoleName = Field(description=ROLE)
    expires_at: datetime = Field(description="until when it is good")
    link: str = Field(description="opens the bot in Telegram; empty where that is not set up")


class AliveOut(BaseModel):
    """That the process lives."""

    model_config = example(alive=True)

    alive: bool = Field(description="always true: who does not live does not answer")


class ReadyOut(BaseModel):
    """Whether everything a subscriber needs works."""

    model_config = example(ready=True, session="live", reasons=[])

    ready: bool = Field(description="whether it does")
    session: str = Field(description="the session with Kiwoom, as `state` of the status")
    reasons: list[str] = Field(description="why not, in the caller's language")
