"""One event and the way it took to a chat, one line a step."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from bot.messages import Line, Text, bold
from bot.render import figures
from bot.render.measure import clip
from bot.render.optioned import filters
from bot.render.voice import Voice
from core.clock import KST
from core.model import Options, Quote, Record, Source
from core.services.sifting import SILENT_AT_HOME
from core.services.trail import Stage, Step, Trail

_NAME = 30
_RANGES = ("price", "rate", "volume", "value")
_MILLION = 1_000_000


def trail_lines(
    voice: Voice, trail: Trail, now: datetime, *, stock: bool, condition: bool
) -> Iterator[Line]:
    """Yield the event's own line, naming stock and condition where asked, and its steps."""
    today = now.astimezone(KST).date()
    yield _head(voice, trail, today, stock=stock, condition=condition)
    for stage in trail.stages:
        said = _LINES[stage.step](voice, trail, stage, today)
        if said:
            yield (Text(said + _place(voice, stage)),)


def _head(voice: Voice, trail: Trail, today: date, *, stock: bool, condition: bool) -> Line:
    event, quote = trail.record.event, trail.record.quote
    kind = voice.text(f"alert.{event.kind}")
    named = f" {clip(trail.stock, _NAME)}" if stock else ""
    at = figures.clock_time(event.happened_at or event.received_at, today)
    tail = [_condition(voice, trail.record)] if condition else []
    if quote and quote.price is not None:
        price = voice.text("alert.price", price=figures.money(quote.price))
        tail.append(f"{price} {figures.arrowed(quote.rate)}".rstrip())
    return bold(f"{at}{named} {kind}"), Text("".join(f" · {part}" for part in tail))


def _condition(voice: Voice, record: Record) -> str:
    if record.condition is None:
        return voice.text("alert.condition_unknown")
    return clip(record.condition.name, _NAME)


def _place(voice: Voice, stage: Stage) -> str:
    """Name the topic a step happened in."""
    if stage.fate is None or not stage.fate.destination.topic:
        return ""
    where = stage.fate.destination
    return f" · {voice.place(where.channel, where.topic)}"


# --- the steps ----------------------------------------------------------------------------------


def _received(voice: Voice, trail: Trail, stage: Stage, today: date) -> str:
    event = trail.record.event
    time, span = _time(stage, today), ""
    if event.source is not Source.REALTIME:
        span = figures.clock_span(event.since or event.received_at, event.received_at, today)
    said = voice.text(f"why.{event.source}", time=time, span=span)
    if event.broker_late < 1:
        return said
    age = figures.duration(event.broker_late, voice.lang)
    return f"{said} · {voice.text('why.at_broker', age=age)}"


def _attributed(_voice: Voice, _trail: Trail, _stage: Stage, _today: date) -> str:
    return ""  # the line of the subscription names the condition


def _unattributed(voice: Voice, _trail: Trail, _stage: Stage, _today: date) -> str:
    return voice.text("why.unattributed")


def _about_condition(key: str) -> Callable[[Voice, Trail, Stage, date], str]:
    def say(voice: Voice, trail: Trail, stage: Stage, today: date) -> str:
        if trail.record.condition is None:
            return voice.text(f"why.{key}_any", time=_time(stage, today))
        name = clip(trail.record.condition.name, _NAME)
        return voice.text(f"why.{key}", time=_time(stage, today), name=name)

    return say


def _plain(key: str) -> Callable[[Voice, Trail, Stage, date], str]:
    def say(voice: Voice, _trail: Trail, stage: Stage, today: date) -> str:
        reason = voice.reason(stage.reason) if stage.reason else "?"
        return voice.text(f"why.{key}", time=_time(stage, today), reason=reason)

    return say


def _paused(voice: Voice, _trail: Trail, stage: Stage, today: date) -> str:
    channel = stage.fate.destination.channel if stage.fate else ""
    until = figures.clock_time(stage.until, today) if stage.until else "?"
    return voice.text("why.paused", channel=voice.channel(channel), time=until)


def _held(voice: Voice, _trail: Trail, stage: Stage, today: date) -> str:
    until = figures.clock_time(stage.until, today) if stage.until else "?"
    return voice.text("why.held", time=until, why=voice.text(f"why.hold_{stage.hold}"))


def _filtered(voice: Voice, trail: Trail, stage: Stage, today: date) -> str:
    why = _filter(voice, trail, stage.reason, stage.options or Options())
    return voice.text("why.filtered", time=_time(stage, today), why=why)


def _filter(voice: Voice, trail: Trail, name: str, options: Options) -> str:
    """Say which filter it was, its bound where that is still the same, and what it saw."""
    if name == SILENT_AT_HOME:
        return voice.text("why.silent_at_home")
    if name == "kinds" and options.kinds != "both":
        return voice.text("why.filter_kinds", bound=voice.text(f"option.{options.kinds}"))
    bound = ", ".join(filters(voice, _only(options, name)))
    seen = _seen(voice, name, trail.record.quote)
    if bound and seen:
        return voice.text("why.filter_seen", bound=bound, seen=seen)
    if bound:
        return voice.text("why.filter_bound", bound=bound)
    return voice.text("why.filter", filter=voice.text(f"why.name_of_{name}"))


def _only(options: Options, name: str) -> Options:
    known = {name: getattr(options, name)} if name in (*_RANGES, "markets", "name") else {}
    return Options(**known)


def _seen(voice: Voice, name: str, quote: Quote | None) -> str:
    value = getattr(quote, name, None) if name in _RANGES else None
    if value is None:
        return ""
    match name:
        case "rate":
            return voice.text("option.percent", amount=f"{value:g}")
        case "price":
            return voice.text("option.won", amount=f"{value:,}")
        case "volume":
            return voice.text("option.shares", amount=figures.amount(value, voice.lang))
        case _:
            amount = figures.amount(value * _MILLION, voice.lang)
            return voice.text("option.won", amount=amount)


def _sent(voice: Voice, _trail: Trail, stage: Stage, today: date) -> str:
    time = _time(stage, today)
    if stage.late is None:
        parts = [voice.text("why.sent", time=time)]
    else:
        parts = [voice.text("why.sent_late", time=time, age=_seconds(voice, stage.late))]
    if stage.hold:
        parts.append(voice.text("why.in_summary", why=voice.text(f"why.hold_{stage.hold}")))
    if stage.fate and stage.fate.diverted:
        channel = voice.channel(stage.fate.diverted)
        parts.append(voice.text("why.diverted", channel=channel))
    if stage.fate and stage.fate.resend:
        parts.append(voice.text("why.resend"))
    return " · ".join(parts)


def _seconds(voice: Voice, late: float) -> str:
    if late < 60:
        return voice.text("why.seconds", seconds=f"{late:.1f}")
    return figures.duration(late, voice.lang)


def _time(stage: Stage, today: date) -> str:
    return figures.clock_time(stage.at, today) if stage.at else "?"


_LINES: dict[Step, Callable[[Voice, Trail, Stage, date], str]] = {
    Step.RECEIVED: _received,
    Step.ATTRIBUTED: _attributed,
    Step.UNATTRIBUTED: _unattributed,
    Step.MATCHED: _about_condition("matched"),
    Step.UNFOLLOWED: _about_condition("unfollowed"),
    Step.YOUNGER: _plain("younger"),
    Step.ASLEEP: _plain("asleep"),
    Step.WAS_ASLEEP: _plain("was_asleep"),
    Step.QUEUED: _plain("queued"),
    Step.PAUSED: _paused,
    Step.SENDING: _plain("sending"),
    Step.HELD: _held,
    Step.FILTERED: _filtered,
    Step.FOLDED: _plain("folded"),
    Step.SENT: _sent,
    Step.FAILED: _plain("failed"),
}
