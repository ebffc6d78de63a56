"""A Doc as plain text, and alerts as one line each for where no person looks at a terminal."""

from datetime import date

from bot.messages import Doc, Line, Table
from bot.render.alerts import compose
from bot.render.figures import arrowed, clock_span, clock_time, duration, money
from bot.render.gather import Told
from bot.render.measure import clean, sound
from bot.render.voice import Voice
from core.model import Alert, AlertMessage, Outgoing, Source


def encode(doc: Doc) -> str:
    """Return the Doc as lines of text without any styles."""
    return "\n".join(_part(part) for part in doc.parts)


def first_line(doc: Doc) -> str:
    """Return the first line, which is what a notification shows."""
    return encode(doc).strip().partition("\n")[0]


def one_lines(message: Outgoing, lang: str = "ko", today: date | None = None) -> list[str]:
    """Return one line for each alert, or a notice on one line."""
    if not isinstance(message, AlertMessage):
        return [" ".join(encode(compose(message, lang, today)).split())]
    voice = Voice(lang)
    mark = f" {voice.text('alert.resend')}" if message.resend else ""
    return [_one_line(alert, voice, today) + mark for alert in message.alerts]


def _one_line(alert: Alert, voice: Voice, today: date | None) -> str:
    told = Told((alert,))
    quote = told.quote
    since, until = told.since, told.until
    parts = (
        clock_time(until, today) if since == until else clock_span(since, until, today),
        voice.text(f"alert.{told.kind.value}"),
        f"{clean(told.stock)}({told.code})",
        money(quote.price) if quote else voice.text("alert.price_unknown"),
        arrowed(quote.rate) if quote else "",
        f"[{_condition(alert, voice)}]",
        voice.text("alert.late", age=duration(told.late, voice.lang)) if told.late else "",
        voice.text("alert.away") if alert.event.source is Source.MISSED else "",
    )
    return " ".join(part for part in parts if part)


def _condition(alert: Alert, voice: Voice) -> str:
    if alert.condition is None:
        return voice.text("alert.condition_unknown")
    return clean(alert.condition)


def _part(part: Line | Table) -> str:
    if isinstance(part, Table):
        return "\n".join(sound(row) for row in part.rows)
    return "".join(sound(run.text) for run in part)
