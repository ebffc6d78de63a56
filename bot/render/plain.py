"""A Doc as plain text, and alerts as one line each for where no person looks at a terminal."""

from collections.abc import Iterator
from datetime import date

from bot.messages import Doc, Line, Table
from bot.render.alerts import compose
from bot.render.figures import arrowed, clock_span, clock_time, duration, money
from bot.render.gather import Told, gather
from bot.render.measure import clean, sound
from bot.render.style import unfiltered
from bot.render.voice import Voice
from core.model import Alert, AlertMessage, NoticeMessage, Outgoing, Source, SummaryMessage


def encode(doc: Doc) -> str:
    """Return the Doc as lines of text without any styles."""
    return "\n".join(_part(part) for part in doc.parts)


def first_line(doc: Doc) -> str:
    """Return the first line, which is what a notification shows."""
    return encode(doc).strip().partition("\n")[0]


def one_lines(message: Outgoing, lang: str = "ko", today: date | None = None) -> list[str]:
    """Return one line for each alert, a notice on one line, a summary on as many as it has."""
    if isinstance(message, NoticeMessage) and message.hold is None:
        return [" ".join(encode(compose(message, lang, today).doc).split())]
    if isinstance(message, SummaryMessage | NoticeMessage):
        lines = encode(compose(message, lang, today).doc).split("\n")
        return [line for line in lines if line]
    voice = Voice(lang)
    mark = f" {voice.text('alert.resend')}" if message.resend else ""
    detoured = f" ↪ {voice.channel(message.diverted)}" if message.diverted else ""
    return [_one_line(one, voice, today) + mark + detoured for one in _told(message)]


def _told(message: AlertMessage) -> Iterator[Told]:
    """Return each alert alone; a stock that goes in and out again and again is one."""
    for one in gather(message.alerts):
        if one.turns:
            yield one
        else:
            yield from (Told((alert,)) for alert in one.alerts)


def _one_line(told: Told, voice: Voice, today: date | None) -> str:
    alert, quote = told.alerts[-1], told.quote
    since, until = told.since, told.until
    at_once = told.turns or since == until
    kind = voice.text(f"alert.{told.kind.value}")
    turns = voice.text("alert.turns", count=told.turns) if told.turns else ""
    parts = (
        clock_time(until, today) if at_once else clock_span(since, until, today),
        voice.text("alert.now", kind=kind) if turns else kind,
        f"{clean(told.stock)}({told.code})",
        _price(told, voice),
        arrowed(quote.rate) if quote else "",
        f"({unknown})" if (unknown := unfiltered(voice, told)) else "",
        f"[{_condition(alert, voice)}]",
        turns,
        voice.text("alert.late", age=duration(told.late, voice.lang)) if told.late else "",
        voice.text("alert.away") if alert.event.source is Source.MISSED else "",
    )
    return " ".join(part for part in parts if part)


def _price(told: Told, voice: Voice) -> str:
    if told.quote is None:
        return voice.text("alert.price_unknown")
    price = money(told.quote.price)
    return voice.text("alert.short_now", price=price) if told.later else price


def _condition(alert: Alert, voice: Voice) -> str:
    if alert.condition is None:
        return voice.text("alert.condition_unknown")
    return clean(alert.condition)


def _part(part: Line | Table) -> str:
    if isinstance(part, Table):
        return "\n".join(sound(row) for row in part.rows)
    return "".join(sound(run.text) for run in part)
