"""How everything stands: what `/status` tells, for programs."""

from fastapi import APIRouter
from starlette.requests import Request

from bot.channels.web.api.describing import named, refusals
from bot.channels.web.api.schemas_running import (
    ChannelOut,
    FrozenOut,
    LatenessOut,
    MarketOut,
    SessionOut,
    StatusOut,
    TodayOut,
    TroubleOut,
    WatchedOut,
)
from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Viewer
from bot.messages import Doc
from bot.render import plain
from bot.render.notices import notice_lines
from bot.render.voice import Voice
from core.engine import Status

router = APIRouter(prefix="/api/v1/status", tags=["status"], generate_unique_id_function=named)


@router.get("", responses=refusals())
async def read_status(request: Request, caller: Viewer) -> StatusOut:
    """Tell how market, session, conditions, alerts and channels stand, and what is wrong."""
    engine, voice = desk_of(request).engine, Voice(caller.lang)
    status = await engine.status()
    troubles = [
        TroubleOut(code=one.key, said=plain.encode(Doc(notice_lines(one, voice))))
        for one in status.troubles
    ]
    return StatusOut(
        now=status.now,
        started_at=status.started_at,
        version=status.version,
        session=_session(status),
        market=_market(status),
        token_expires_at=status.token_expires_at,
        watched=WatchedOut(
            realtime=status.realtime, polled=status.polled, waiting=status.waiting_conditions
        ),
        today=_today(status),
        lateness=_lateness(status),
        channels=_channels(status),
        troubles=troubles,
        frozen=_frozen(status, voice),
        listeners=engine.stream.listeners,
    )


def _frozen(status: Status, voice: Voice) -> FrozenOut | None:
    why = status.frozen
    if why is None:
        return None
    return FrozenOut(reason=why.reason, said=voice.reason(why.reason), since=why.since)


def _session(status: Status) -> SessionOut:
    session = status.session
    return SessionOut(
        state=session.state.value,
        since=session.since,
        last_frame=session.last_frame,
        last_ping=session.last_ping,
        reconnects=session.reconnects,
        error=session.error,
    )


def _market(status: Status) -> MarketOut:
    market = status.market
    return MarketOut(
        phase=market.phase.value,
        note=market.note,
        reason=market.reason.value if market.reason else None,
        next_open=market.next_open,
    )


def _today(status: Status) -> TodayOut:
    tally = status.tally
    return TodayOut(
        entries=tally.entries,
        exits=tally.exits,
        sent=tally.sent,
        failed=tally.failed,
        waiting=tally.waiting,
        held=tally.held,
    )


def _lateness(status: Status) -> LatenessOut | None:
    if status.lateness is None:
        return None
    median, slow = status.lateness
    return LatenessOut(median=median, p95=slow)


def _channels(status: Status) -> list[ChannelOut]:
    waits = {one.channel: one for one in status.backlog}
    return [
        ChannelOut(
            name=one.name,
            working=one.working,
            last_success=one.last_success,
            error=one.error,
            waiting=waits[one.name].waiting if one.name in waits else 0,
            held=waits[one.name].held if one.name in waits else 0,
        )
        for one in status.channels
    ]
