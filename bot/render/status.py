"""What `/status` answers: one look says whether silence is peace or a fault."""

from collections.abc import Iterator
from datetime import datetime

from bot.messages import Button, Doc, Line, Reply, Text, bold
from bot.render import figures
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.calendar import Explanation, Phase
from core.clock import KST
from core.engine import Status
from core.model import ChannelStatus, SessionState

_GOOD, _UNSURE, _BAD = "🟢", "🟡", "🔴"
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_LIGHTS = {
    SessionState.LIVE: _GOOD,
    SessionState.CONNECTING: _UNSURE,
    SessionState.LOST: _UNSURE,
    SessionState.TAKEN: _BAD,
    SessionState.STOPPED: _BAD,
}


def status_reply(voice: Voice, status: Status) -> Reply:
    """Return the state of market, session, conditions, alerts and channels."""
    lines = (
        market_line(voice, status.market, status.now),
        *_session(voice, status),
        (),
        *_alerts(voice, status),
        (),
        *(_channel(voice, one, status.now) for one in status.channels),
        _plain(
            voice,
            "version",
            version=status.version,
            age=_age(voice, status.now, status.started_at),
        ),
    )
    buttons = [Button(voice.text("button.refresh"), "/status")]
    if status.session.state in (SessionState.TAKEN, SessionState.STOPPED):
        buttons.append(Button(voice.text("button.takeover"), "/takeover"))
    return Reply(Doc(lines), (tuple(buttons),))


def market_line(voice: Voice, market: Explanation, now: datetime) -> Line:
    """Say whether the market is open, else why it is not and when it will be."""
    why = market.note
    if not why and market.reason:
        why = voice.text(f"status.closed_{market.reason}")
    phase = voice.text(f"status.market_{market.phase}") + (f" ({why})" if why else "")
    if market.phase is Phase.OPEN:
        return (bold(phase),)
    opening = voice.text("status.next_open", time=_day_time(market.next_open, now, voice))
    return bold(phase), Text(f" · {opening}")


def _session(voice: Voice, status: Status) -> Iterator[Line]:
    session, now = status.session, status.now
    state = f"{_LIGHTS[session.state]} {voice.session(session.state)}"
    since = voice.text("status.since", time=_day_time(session.since, now, voice))
    yield (Text(f"{state} · {since}"),)
    if session.error and session.state is not SessionState.LIVE:
        yield (Text(voice.reason(session.error)),)
    heard = (
        voice.text("status.last_frame", age=_age(voice, now, session.last_frame))
        if session.last_frame
        else voice.text("status.never_heard")
    )
    again = voice.text("status.reconnects", count=session.reconnects) if session.reconnects else ""
    yield (Text(" · ".join(part for part in (heard, again) if part)),)
    expires = status.token_expires_at
    yield (
        _plain(voice, "token", time=_day_time(expires, now, voice))
        if expires
        else _plain(voice, "no_token")
    )


def _alerts(voice: Voice, status: Status) -> Iterator[Line]:
    tally = status.tally
    yield _plain(
        voice,
        "watched",
        realtime=status.realtime,
        polled=status.polled,
        waiting=status.waiting_conditions,
    )
    yield _plain(
        voice,
        "today",
        entries=tally.entries,
        exits=tally.exits,
        sent=tally.sent,
        failed=tally.failed,
    )
    if tally.waiting:
        oldest = _age(voice, status.now, tally.oldest_waiting or status.now)
        yield _plain(voice, "queue", count=tally.waiting, age=oldest)
    else:
        yield _plain(voice, "queue_empty")
    if status.lateness:
        median, slow = status.lateness
        yield _plain(voice, "lateness", median=f"{median:.1f}", slow=f"{slow:.1f}")


def _channel(voice: Voice, channel: ChannelStatus, now: datetime) -> Line:
    key = f"status.channel_{channel.name}"
    name = voice.text(key) if key in TEXTS else channel.name
    if channel.working:
        return (Text(f"{_GOOD} {name}"),)
    last = (
        voice.text("status.channel_since", age=_age(voice, now, channel.last_success))
        if channel.last_success
        else voice.text("status.channel_never")
    )
    error = f" · {voice.reason(channel.error)}" if channel.error else ""
    return Text(f"{_BAD} "), bold(name), Text(f"{error} · {last}")


def _plain(voice: Voice, key: str, **params: object) -> Line:
    return voice.line(f"status.{key}", **params)


def _age(voice: Voice, now: datetime, then: datetime) -> str:
    return figures.duration((now - then).total_seconds(), voice.lang)


def _day_time(moment: datetime, now: datetime, voice: Voice) -> str:
    """Return `09:00`, with the day and its weekday where it is not today."""
    local = moment.astimezone(KST)
    if local.date() == now.astimezone(KST).date():
        return f"{local:%H:%M}"
    weekday = _WEEKDAYS[voice.lang][local.weekday()]
    return f"{local:%m/%d}({weekday}) {local:%H:%M}"
