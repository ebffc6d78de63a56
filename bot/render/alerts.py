"""What a message about stocks says: a card, a batch, a missed report, a summary, a notice."""

from datetime import date

from bot.messages import Button, Doc, Line, Reply, Text, bold, code
from bot.render import figures
from bot.render.gather import Group, Told, gather, grouped
from bot.render.measure import clip
from bot.render.missed import missed
from bot.render.notices import notice_reply
from bot.render.style import WIDEST, Part, Style, Widths, detour, fitting, marked, unfiltered
from bot.render.summary import summary
from bot.render.voice import Voice
from core.clock import KST
from core.model import AlertMessage, EventKind, NoticeMessage, Outgoing, Source, SummaryMessage

__all__ = ["WIDEST", "compose"]

_LOOKS, _IN_A_ROW = 4, 2
"""buttons that look at a stock: of a message, and side by side on a phone"""
_NAME = 14


def compose(
    message: Outgoing, lang: str = "ko", today: date | None = None, voice: Voice | None = None
) -> Reply:
    """Return what fits into one Telegram message, names clipped if need be, and its buttons.

    `today` is the market's date: other days are written out. Left out, it is the newest event's.
    """
    speaker = voice or Voice(lang)
    if isinstance(message, NoticeMessage):
        return notice_reply(message, speaker)
    day = today or max(one.event.received_at for one in message.alerts).astimezone(KST).date()
    if isinstance(message, SummaryMessage):
        return Reply(summary(message, speaker, day))
    return _alerts(message, speaker, day)


def _alerts(message: AlertMessage, voice: Voice, today: date) -> Reply:
    told = gather(message.alerts)
    mark = marked(voice, resend=message.resend)
    tail = detour(voice, message.diverted)

    def write(style: Style) -> Doc:
        if message.alerts[0].event.source is Source.MISSED:
            doc = missed(told, style, mark)
        elif len(told) == 1:
            doc = _card(told[0], style, mark)
        else:
            doc = _batch(told, style, mark)
        return Doc((*doc.parts, *tail))

    return Reply(fitting(write, voice, today), _buttons(message, told, voice))


def _buttons(
    message: AlertMessage, told: tuple[Told, ...], voice: Voice
) -> tuple[tuple[Button, ...], ...]:
    """Offer to look at one stock; of several the first, half an hour's silence, and the reasons."""
    names = {one.code: one.stock for one in sorted(told, key=_left)}
    if len(names) == 1:
        return (_of_a_stock(told[0].code, voice),)
    looks = [
        Button(clip(name, _NAME), f"/quote {code_}", keeps=True)
        for code_, name in list(names.items())[:_LOOKS]
    ]
    rows = [tuple(looks[at : at + _IN_A_ROW]) for at in range(0, len(looks), _IN_A_ROW)]
    why = Button(voice.text("button.why"), "/why", keeps=True)
    return (*rows, (_mute_of(message, voice), why))


def _left(told: Told) -> bool:
    """Let what entered stand before what left."""
    return told.kind is EventKind.EXIT


def _mute_of(message: AlertMessage, voice: Voice) -> Button:
    """Offer half an hour's silence from the condition that told all of it, else from all."""
    conditions = {one.event.condition_id for one in message.alerts}
    only = conditions.pop() if len(conditions) == 1 else None
    if only is None:
        return Button(voice.text("button.mute_30_all"), "/mute 30m", keeps=True)
    return Button(voice.text("button.mute_30_condition"), f"/mute 30m #{only}", keeps=True)


def _of_a_stock(stock: str, voice: Voice) -> tuple[Button, ...]:
    said = (("quote", "/quote"), ("chart", "/chart"), ("mute_short", "/mute 30m"), ("why", "/why"))
    return tuple(
        Button(voice.text(f"button.{key}"), f"{command} {stock}", keeps=True)
        for key, command in said
    )


# --- one event ----------------------------------------------------------------------------------


def _card(told: Told, style: Style, mark: Text) -> Doc:
    """Say it in three lines; the first is all that a lock screen shows."""
    voice, rate = style.voice, _rate(told)
    first = (
        bold(f"{style.kind(told)} {style.stock(told.stock)}"),
        Text(f" {rate}" if rate and not told.turns else ""),
        Text(f" · {style.named(told.conditions)}"),
        mark,
    )
    known = (rate if told.turns else "", _cost(told, voice), unfiltered(voice, told))
    cost = " · ".join(part for part in known if part)
    when = " ".join(part for part in (style.now(told), style.when(told)) if part)
    if not told.exact and not told.turns:
        when = voice.text("alert.between", span=when)
    late = style.late([told])
    third = (code(told.code), Text(" · ".join(("", when, *([late] if late else [])))))
    return Doc((first, (Text(cost),), third))


def _rate(told: Told) -> str:
    rate = figures.arrowed(told.quote.rate) if told.quote else ""
    return f"{figures.colour(told.quote)} {rate}" if rate else ""


def _cost(told: Told, voice: Voice) -> str:
    quote = told.quote
    if quote is None:
        return voice.text("alert.price_unknown")
    key = "alert.price_now" if told.later else "alert.price"
    price = voice.text(key, price=figures.money(quote.price))
    parts = [f"{price} {figures.change(quote)}".rstrip()]
    if quote.volume is not None and not told.turns:
        volume = figures.amount(quote.volume, voice.lang)
        parts.append(voice.text("alert.volume", volume=volume))
    return " · ".join(parts)


# --- several events -----------------------------------------------------------------------------


def _batch(told: tuple[Told, ...], style: Style, mark: Text) -> Doc:
    """Head it with what a lock screen shows: how many, and the first stock's name."""
    groups = grouped(told)
    parts: list[Part] = [(bold(style.count(told)), Text(f" · {style.stocks(told)}"), mark)]
    if late := style.late(told):
        parts.append((Text(f"⏱ {late}"),))
    widths = Widths.of(told)
    for group in groups:
        parts += _group(group, style, widths, alone=len(groups) == 1)
    return Doc((*parts, *style.later(told), *style.unsifted(told)))


def _group(group: Group, style: Style, widths: Widths, *, alone: bool) -> list[Part]:
    parts: list[Part] = [()] if style.full else []
    shared = _shared_interval(group, style)
    counted = not alone and len(group.told) > 1
    parts.append(_heading(group, style, style.count(group.told) if counted else "", shared))
    for told in group.told:
        parts += _entry(told, style, widths, "" if shared else style.when(told))
    return parts


def _heading(group: Group, style: Style, count: str, shared: str) -> Line:
    name = style.named(group.conditions)
    if not style.full:
        return (Text(f"[{name}]{f' {shared}' if shared else ''}"),)
    tail = (f" {count}" if count else "") + (f" · {shared}" if shared else "")
    return (bold(name), Text(tail)) if tail else (bold(name),)


def _shared_interval(group: Group, style: Style) -> str:
    """Return the interval of a group of which nothing more exact is known, else nothing."""
    spans = {(one.since, one.until) for one in group.told}
    if len(spans) > 1 or any(one.exact or one.turns for one in group.told):
        return ""
    return style.voice.text("alert.between", span=style.when(group.told[0]))


def _entry(told: Told, style: Style, widths: Widths, when: str) -> list[Part]:
    name, kind, mark = style.stock(told.stock), style.kind(told), figures.colour(told.quote)
    numbers = widths.figures(told, style.voice)
    if not style.full:
        said = (kind, mark, name, style.now(told), when, numbers)
        return [(Text(" ".join(part for part in said if part)),)]
    row: Line = (code("  ".join(part for part in (when, numbers) if part)),)
    if told.turns:
        row = (*row, Text(f" {style.now(told)}"))
    elif told.quote and told.quote.volume is not None and told.since == told.until:
        row = (*row, Text(f" {figures.amount(told.quote.volume, style.voice.lang)}"))
    return [(Text(f"{kind} {mark} "), bold(name), Text(" "), code(told.code)), row]
