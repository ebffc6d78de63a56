"""What `/status` answers: one look says whether silence is peace or a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.messages import Button, Doc, Line, Reply, Text, bold
from bot.render import figures
from bot.render.elsewhere import hidden
from bot.render.notices import notice_lines, where
from bot.render.voice import Voice
from core.calendar import Explanation, Phase
from core.clock import KST
from core.engine import Status
from core.model import ChannelStatus, Destination, SessionState
from core.ports import Backlog

_GOOD, _UNSURE, _BAD = "🟢", "🟡", "🔴"
_LIGHTS = {
    SessionState.LIVE: _GOOD,
    SessionState.CONNECTING: _UNSURE,
    SessionState.LOST: _UNSURE,
    SessionState.TAKEN: _BAD,
    SessionState.STOPPED: _BAD,
}
_CURES = {
    SessionState.LOST: "do_lost",
    SessionState.TAKEN: "do_taken",
    SessionState.STOPPED: "do_stopped",
}
_SHOWN_ELSEWHERE = frozenset({"link_lost", "channel_down"})
_SILENT = timedelta(seconds=90)
"""three of Kiwoom's PINGs missed"""
_LONG_PAUSE, _PAUSED_NAMED = timedelta(minutes=1), 3
"""a pause of that much is said, and of how many chats"""
_SLOW, _STUCK = timedelta(minutes=1), timedelta(minutes=5)
"""how long an alert may wait before the queue is yellow, and red"""


def status_reply(voice: Voice, status: Status) -> Reply:
    """Return the state of market, session, conditions, alerts and channels."""
    return Reply(Doc(_lines(voice, status)), (_buttons(voice, status),))


def pinned_reply(voice: Voice, status: Status) -> Reply:
    """Return the state with the time it is from: an old time shows a dead bot."""
    time = figures.clock_time(status.now)
    first = voice.line("status.updated", light=worst(status), time=time)
    return Reply(Doc((first, *_lines(voice, status))), (_buttons(voice, status),))


def unpinned_reply(voice: Voice, status: Status) -> Reply:
    """Return the last state of a message that is no longer kept up to date."""
    first = voice.line("status.pin_ended", time=figures.clock_time(status.now))
    return Reply(Doc((first, *_lines(voice, status))), (_buttons(voice, status),))


def worst(status: Status) -> str:
    """Return the light of whatever stands worst."""
    lights = {
        session_light(status.session.state),
        _queue_light(status),
        *(_GOOD if one.working else _BAD for one in status.channels),
    }
    if _silence(status) or any(_paused(status, one.name) for one in status.channels):
        lights.add(_UNSURE)
    if status.troubles or status.frozen:
        lights.add(_BAD)
    return next(one for one in (_BAD, _UNSURE, _GOOD) if one in lights)


def session_light(state: SessionState) -> str:
    """Return green for a live session, yellow for one that comes back by itself, else red."""
    return _LIGHTS[state]


def market_line(voice: Voice, market: Explanation, now: datetime) -> Line:
    """Say whether the market is open, else why it is not and when it will be."""
    why = market.note
    if not why and market.reason:
        why = voice.text(f"status.closed_{market.reason}")
    phase = voice.text(f"status.market_{market.phase}") + (f" ({why})" if why else "")
    if market.phase is Phase.OPEN:
        return (bold(phase),)
    opening = voice.text(
        "status.next_open", time=figures.day_minute(market.next_open, now, voice.lang)
    )
    return bold(phase), Text(f" · {opening}")


def _lines(voice: Voice, status: Status) -> tuple[Line, ...]:
    age = _age(voice, status.now, status.started_at)
    return (
        market_line(voice, status.market, status.now),
        *_session(voice, status),
        *_troubles(voice, status),
        (),
        *_alerts(voice, status),
        (),
        *(line for one in status.channels for line in _channel(voice, one, status)),
        _plain(voice, "version", version=status.version, age=age),
    )


def _buttons(voice: Voice, status: Status) -> tuple[Button, ...]:
    refresh = Button(voice.text("button.refresh"), "/status")
    if status.session.state in (SessionState.TAKEN, SessionState.STOPPED):
        return refresh, Button(voice.text("button.takeover"), "/takeover")
    return (refresh,)


# --- what is wrong ------------------------------------------------------------------------------


def _troubles(voice: Voice, status: Status) -> Iterator[Line]:
    """Say what the lines about session and channels do not: each trouble with what to do."""
    for one in status.troubles:
        if one.key not in _SHOWN_ELSEWHERE:
            yield from notice_lines(one, voice)
    if status.frozen:
        since = figures.day_minute(status.frozen.since, status.now, voice.lang)
        reason = voice.reason(status.frozen.reason)
        yield _plain(voice, "frozen", since=since, reason=reason)


# --- the session --------------------------------------------------------------------------------


def _session(voice: Voice, status: Status) -> Iterator[Line]:
    session, now = status.session, status.now
    head = [f"{_LIGHTS[session.state]} {voice.session(session.state)}"]
    head.append(voice.text("status.since", time=figures.day_minute(session.since, now, voice.lang)))
    if session.reconnects:
        head.append(voice.text("status.reconnects", count=session.reconnects))
    yield (Text(" · ".join(head)),)
    if session.error and session.state is not SessionState.LIVE:
        yield (Text(voice.reason(session.error)),)
    if session.state in _CURES and not (session.error and session.state is SessionState.TAKEN):
        yield _plain(voice, _CURES[session.state])
    yield (Text(_heard(voice, status)),)
    if silence := _silence(status):
        age = figures.duration(silence.total_seconds(), voice.lang)
        yield _plain(voice, "silent", age=age)
    yield _token(voice, status)
    light = _UNSURE if status.waiting_conditions and session.state is SessionState.LIVE else ""
    watched = voice.text(
        "status.watched",
        realtime=status.realtime,
        polled=status.polled,
        waiting=status.waiting_conditions,
    )
    yield (Text(f"{light} {watched}".strip()),)


def _heard(voice: Voice, status: Status) -> str:
    session, now = status.session, status.now
    if session.last_frame is None:
        return voice.text("status.never_heard")
    heard = voice.text("status.heard", age=_age(voice, now, session.last_frame))
    if session.last_ping is None:
        return f"{heard} · {voice.text('status.never_pinged')}"
    return f"{heard} · {voice.text('status.pinged', age=_age(voice, now, session.last_ping))}"


def _silence(status: Status) -> timedelta | None:
    """Return how long a live session has brought no PING, None while that is no reason to worry."""
    session = status.session
    if session.state is not SessionState.LIVE:
        return None
    silence = status.now - max(session.since, session.last_ping or session.since)
    return silence if silence > _SILENT else None


def _token(voice: Voice, status: Status) -> Line:
    if status.token_expires_at is None:
        return _plain(voice, "no_token")
    time = figures.day_minute(status.token_expires_at, status.now, voice.lang)
    if status.token_issued_at is None:
        return _plain(voice, "token", time=time)
    issued = figures.day_minute(status.token_issued_at, status.now, voice.lang)
    return _plain(voice, "token_issued", issued=issued, time=time)


# --- the alerts and their channels --------------------------------------------------------------


def _alerts(voice: Voice, status: Status) -> Iterator[Line]:
    tally = status.tally
    yield (Text(_queue(voice, status)),)
    if _queue_light(status) == _BAD:
        yield _plain(voice, "do_queue")
    yield _plain(
        voice,
        "today",
        entries=tally.entries,
        exits=tally.exits,
        sent=tally.sent,
        failed=tally.failed,
    )
    if status.lateness:
        median, slow = (figures.lateness(one, voice.lang) for one in status.lateness)
        yield _plain(voice, "lateness", median=median, slow=slow)


def _queue(voice: Voice, status: Status) -> str:
    tally = status.tally
    if tally.waiting:
        age = _age(voice, status.now, _waiting_since(status))
        light = _queue_light(status)
        said = voice.text("status.queue_waits", light=light, count=tally.waiting, age=age)
    else:
        said = voice.text("status.queue_clear")
    if not tally.held:
        return said
    return f"{said} · {voice.text('status.queue_held', count=tally.held)}"


def _queue_light(status: Status) -> str:
    if not status.tally.waiting:
        return _GOOD
    age = status.now - _waiting_since(status)
    return _BAD if age >= _STUCK else _UNSURE if age >= _SLOW else _GOOD


def _waiting_since(status: Status) -> datetime:
    """Return since when the oldest alert waits; a summary waits from when it became due."""
    return min((one.oldest for one in status.backlog if one.oldest), default=status.now)


def _channel(voice: Voice, channel: ChannelStatus, status: Status) -> Iterator[Line]:
    """Say whether it works, when it last did, what waits for it; what to do where it does not."""
    now, found = status.now, {one.channel: one for one in status.backlog}
    paused = _paused(status, channel.name)
    light = _BAD if not channel.working else _UNSURE if paused else _GOOD
    name = voice.channel(channel.name)
    about = list(_condition_of(voice, channel, found.get(channel.name), now))
    tail = Text("".join(f" · {one}" for one in about))
    yield Text(f"{light} "), Text(name, bold=not channel.working), tail
    for chat, until in paused[:_PAUSED_NAMED]:
        time = figures.day_minute(until, now, voice.lang)
        yield _plain(voice, "channel_paused", chat=_chat_named(voice, chat), time=time)
    if len(paused) > _PAUSED_NAMED:
        yield _plain(voice, "channel_paused_more", count=len(paused) - _PAUSED_NAMED)
    if not channel.working:
        known = channel.error or channel.last_error
        yield (
            _plain(voice, "channel_do", reason=voice.reason(known))
            if known
            else _plain(voice, "channel_down")
        )
    elif channel.last_error and channel.last_error_at:
        time = figures.clock_time(channel.last_error_at, now.astimezone(KST).date())
        yield _plain(voice, "channel_failed", time=time, reason=voice.reason(channel.last_error))


def _chat_named(voice: Voice, chat: Destination) -> str:
    """Return where a chat is; an e-mail address is nobody's business but its person's."""
    return hidden(chat.chat) if chat.channel == "email" else where(voice, str(chat))


def _paused(status: Status, channel: str) -> list[tuple[Destination, datetime]]:
    """Return the chats of a channel that have to wait long, and until when, the longest first."""
    until = {
        chat: end
        for chat, end in status.paused
        if chat.channel == channel and end - status.now >= _LONG_PAUSE
    }
    return sorted(until.items(), key=lambda one: one[1], reverse=True)


def _condition_of(
    voice: Voice, channel: ChannelStatus, backlog: Backlog | None, now: datetime
) -> Iterator[str]:
    if channel.last_success:
        yield voice.text("status.channel_worked", age=_age(voice, now, channel.last_success))
    elif not channel.working:
        yield voice.text("status.channel_never")
    if backlog and backlog.waiting:
        yield voice.text("status.channel_waits", count=backlog.waiting)


# --- small words --------------------------------------------------------------------------------


def _plain(voice: Voice, key: str, **params: object) -> Line:
    return voice.line(f"status.{key}", **params)


def _age(voice: Voice, now: datetime, then: datetime) -> str:
    return figures.duration((now - then).total_seconds(), voice.lang)
