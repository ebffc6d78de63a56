"""What a message about stocks says: a card, a batch, a missed report, a notice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Doc, Line, Table, Text, bold, code
from bot.render import figures
from bot.render.gather import Group, Told, counts, gather, grouped
from bot.render.html import size
from bot.render.measure import clip, clip_columns, clip_units, columns, right
from bot.render.voice import Voice
from core.clock import KST
from core.model import EventKind, NoticeMessage, Outgoing, Source

WIDEST = 34
"""columns of a fixed-width font on a phone 360 pixels wide"""
ROOM = 4000
"""units a message may take as Telegram HTML, a little below Telegram's 4096"""

_Part = Line | Table


@dataclass(frozen=True, slots=True)
class _Style:
    """How much a message can afford to say."""

    voice: Voice
    today: date
    stock: Callable[[str], str]
    condition: Callable[[str], str]
    full: bool = True
    """codes, volumes, bold names and empty lines; a message too long for Telegram does without"""

    def named(self, conditions: Iterable[str | None]) -> str:
        unknown = self.voice.text("alert.condition_unknown")
        return " + ".join(unknown if one is None else self.condition(one) for one in conditions)

    def kind(self, told: Told) -> str:
        return self.voice.text(f"alert.{told.kind.value}")

    def count(self, told: Sequence[Told]) -> str:
        """Return `편입 3 · 이탈 1`, without what there is none of."""
        entries, exits = counts(told)
        parts = (("entry", entries), ("exit", exits))
        return " · ".join(f"{self.voice.text(f'alert.{key}')} {n}" for key, n in parts if n)

    def stocks(self, told: Sequence[Told]) -> str:
        """Return `삼성전자 외 2`: the first stock, and how many others there are."""
        first, others = self.stock(told[0].stock), len({one.code for one in told}) - 1
        return self.voice.text("alert.others", stock=first, count=others) if others else first

    def when(self, told: Told) -> str:
        """Return the second it happened in, or the interval."""
        if told.since == told.until:
            return figures.clock_time(told.until, self.today)
        return figures.clock_span(told.since, told.until, self.today)

    def late(self, told: Sequence[Told]) -> str:
        """Return `12초 늦음`, or nothing for three seconds and less."""
        slowest = max(one.late for one in told)
        if not slowest:
            return ""
        age = figures.duration(slowest, self.voice.lang)
        same = {figures.duration(one.late, self.voice.lang) for one in told} == {age}
        return self.voice.text("alert.late" if same else "alert.late_at_most", age=age)


def compose(
    message: Outgoing, lang: str = "ko", today: date | None = None, voice: Voice | None = None
) -> Doc:
    """Return the message as a Doc that fits into one Telegram message, names clipped if need be.

    `today` is the market's date: other days are written out. Left out, it is the newest event's.
    """
    speaker = voice or Voice(lang)
    if isinstance(message, NoticeMessage):
        return _notice(message, speaker)
    day = today or max(one.event.received_at for one in message.alerts).astimezone(KST).date()
    told = gather(message.alerts)
    mark = Text(f" {speaker.text('alert.resend')}") if message.resend else Text("")
    if message.alerts[0].event.source is Source.MISSED:
        return _fitting(lambda style: _missed(told, style, mark), speaker, day)
    if len(told) == 1:
        return _fitting(lambda style: _card(told[0], style, mark), speaker, day)
    return _fitting(lambda style: _batch(told, style, mark), speaker, day)


def _fitting(write: Callable[[_Style], Doc], voice: Voice, today: date) -> Doc:
    """Write it as fully as fits; the last way fits whatever 30 alerts or 150 stocks are called."""
    doc = Doc(())
    for stock, condition, full in (
        (lambda name: clip(name, 20), lambda name: clip(name, 20), True),
        (lambda name: clip(name, 20), lambda name: clip(name, 20), False),
        (lambda name: clip_units(name, 16), lambda name: clip_units(name, 16), False),
        (lambda name: clip_units(name, 9), lambda name: clip_units(name, 7), False),
    ):
        doc = write(_Style(voice, today, stock, condition, full))
        if size(doc) <= ROOM:
            break
    return doc


def _notice(message: NoticeMessage, voice: Voice) -> Doc:
    notice = message.notice
    params = dict(notice.params)
    if key := params.pop("reason_key", ""):
        params["reason"] = voice.reason(key, **params)
    elif "reason" in params:
        params["reason"] = voice.reason(params["reason"])
    lines = voice.lines(f"notice.{notice.key}", **params)
    if message.resend:
        lines = ((*lines[0], Text(f" {voice.text('alert.resend')}")), *lines[1:])
    return Doc(lines)


# --- one event ----------------------------------------------------------------------------------


def _card(told: Told, style: _Style, mark: Text) -> Doc:
    """Say it in three lines; the first is all that a lock screen shows."""
    quote, voice = told.quote, style.voice
    rate = figures.arrowed(quote.rate) if quote else ""
    first = (
        bold(f"{style.kind(told)} {style.stock(told.stock)}"),
        Text(f" {figures.colour(quote)} {rate}".rstrip() if rate else ""),
        Text(f" · {style.named(told.conditions)}"),
        mark,
    )
    when = style.when(told)
    if not told.exact:
        when = voice.text("alert.between", span=when)
    late = style.late([told])
    third = (code(told.code), Text(" · ".join(("", when, *([late] if late else [])))))
    return Doc((first, (Text(_cost(told, voice)),), third))


def _cost(told: Told, voice: Voice) -> str:
    quote = told.quote
    if quote is None:
        return voice.text("alert.price_unknown")
    price = voice.text("alert.price", price=figures.money(quote.price))
    parts = [f"{price} {figures.change(quote)}".rstrip()]
    if quote.volume is not None:
        volume = figures.amount(quote.volume, voice.lang)
        parts.append(voice.text("alert.volume", volume=volume))
    return " · ".join(parts)


# --- several events -----------------------------------------------------------------------------


def _batch(told: tuple[Told, ...], style: _Style, mark: Text) -> Doc:
    """Head it with what a lock screen shows: how many, and the first stock's name."""
    groups = grouped(told)
    parts: list[_Part] = [(bold(style.count(told)), Text(f" · {style.stocks(told)}"), mark)]
    if late := style.late(told):
        parts.append((Text(f"⏱ {late}"),))
    widths = _Widths.of(told)
    for group in groups:
        parts += _group(group, style, widths, alone=len(groups) == 1)
    return Doc(tuple(parts))


@dataclass(frozen=True, slots=True)
class _Widths:
    """Columns of rates and prices, so that numbers stand below each other."""

    rate: int
    price: int

    @classmethod
    def of(cls, told: Iterable[Told]) -> "_Widths":
        quotes = [one.quote for one in told if one.quote]
        return cls(
            max((len(figures.signed(one.rate)) for one in quotes), default=0),
            max((len(figures.money(one.price)) for one in quotes), default=0),
        )

    def figures(self, told: Told, voice: Voice) -> str:
        if told.quote is None:
            return voice.text("alert.price_unknown")
        rate = right(figures.signed(told.quote.rate), self.rate)
        return f"{rate} {right(figures.money(told.quote.price), self.price)}"


def _group(group: Group, style: _Style, widths: _Widths, *, alone: bool) -> list[_Part]:
    parts: list[_Part] = [()] if style.full else []
    shared = _shared_interval(group, style)
    counted = not alone and len(group.told) > 1
    parts.append(_heading(group, style, style.count(group.told) if counted else "", shared))
    for told in group.told:
        parts += _entry(told, style, widths, "" if shared else style.when(told))
    return parts


def _heading(group: Group, style: _Style, count: str, shared: str) -> Line:
    name = style.named(group.conditions)
    if not style.full:
        return (Text(f"[{name}]{f' {shared}' if shared else ''}"),)
    tail = (f" {count}" if count else "") + (f" · {shared}" if shared else "")
    return (bold(name), Text(tail)) if tail else (bold(name),)


def _shared_interval(group: Group, style: _Style) -> str:
    """Return the interval of a group of which nothing more exact is known, else nothing."""
    spans = {(one.since, one.until) for one in group.told}
    if len(spans) > 1 or any(one.exact for one in group.told):
        return ""
    return style.voice.text("alert.between", span=style.when(group.told[0]))


def _entry(told: Told, style: _Style, widths: _Widths, when: str) -> list[_Part]:
    name, kind, mark = style.stock(told.stock), style.kind(told), figures.colour(told.quote)
    numbers = widths.figures(told, style.voice)
    if not style.full:
        return [(Text(" ".join(part for part in (kind, mark, name, when, numbers) if part)),)]
    row: Line = (code("  ".join(part for part in (when, numbers) if part)),)
    if told.quote and told.quote.volume is not None and told.since == told.until:
        row = (*row, Text(f" {figures.amount(told.quote.volume, style.voice.lang)}"))
    return [(Text(f"{kind} {mark} "), bold(name), Text(" "), code(told.code)), row]


# --- what was missed ----------------------------------------------------------------------------


def _missed(told: tuple[Told, ...], style: _Style, mark: Text) -> Doc:
    since, until = min(one.since for one in told), max(one.until for one in told)
    span = figures.clock_span(since, until, style.today)
    (title,) = style.voice.lines("alert.missed", counts=style.count(told), span=span)
    parts: list[_Part] = [(*(Text(run.text, bold=True) for run in title), mark)]
    if late := style.late(told):
        parts.append((Text(f"⏱ {late}"),))
    for group in grouped(told):
        parts += [()] if style.full else []
        if style.full:
            parts.append((bold(style.named(group.conditions)), Text(f" {style.count(group.told)}")))
        else:
            parts.append((Text(f"[{style.named(group.conditions)}]"),))
        for kind in EventKind:
            parts += _missed_kind([one for one in group.told if one.kind is kind], style)
    return Doc(tuple(parts))


def _missed_kind(told: list[Told], style: _Style) -> list[_Part]:
    if not told:
        return []
    told = sorted(told, key=_riser_first)
    kind = style.kind(told[0])
    if not style.full or not any(one.quote for one in told):
        return [(Text(f"{kind}: {', '.join(style.stock(one.stock) for one in told)}"),)]
    widths = _Widths.of(told)
    return [(Text(kind),), Table(tuple(_row(one, widths) for one in told))]


def _riser_first(told: Told) -> tuple[bool, float]:
    rate = told.quote.rate if told.quote else None
    return rate is None, -(rate or 0.0)


def _row(told: Told, widths: _Widths) -> str:
    quote = told.quote
    rate = right(figures.signed(quote.rate if quote else None), widths.rate)
    numbers = f"{rate} {right(figures.money(quote.price if quote else None), widths.price)}"
    return f"{numbers} {clip_columns(told.stock, WIDEST - columns(numbers) - 1)}"
