"""How much a message about stocks can afford to say, and the words its parts share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Doc, Line, Table, Text
from bot.render import figures
from bot.render.gather import Told, counts
from bot.render.html import size
from bot.render.measure import clip, clip_units, columns, fitted, right
from bot.render.voice import Voice

WIDEST = 34
"""columns of a fixed-width font on a phone 360 pixels wide"""
ROOM = 4000
"""units a message may take as Telegram HTML, a little below Telegram's 4096"""

Part = Line | Table


@dataclass(frozen=True, slots=True)
class Style:
    """How much a message can afford to say."""

    voice: Voice
    today: date
    stock: Callable[[str], str]
    condition: Callable[[str], str]
    full: bool = True
    """codes, volumes, bold names and empty lines; a message too long for Telegram does without"""

    def named(self, conditions: Iterable[str | None]) -> str:
        """Return the names of conditions, joined."""
        unknown = self.voice.text("alert.condition_unknown")
        return " + ".join(unknown if one is None else self.condition(one) for one in conditions)

    def kind(self, told: Told) -> str:
        """Return `편입`, or `편입↔이탈 4회` for a stock that goes in and out."""
        if told.turns:
            return self.voice.text("alert.turns", count=told.turns)
        return self.voice.text(f"alert.{told.kind.value}")

    def now(self, told: Told) -> str:
        """Return `지금 편입` for a stock that goes in and out, else nothing."""
        if not told.turns:
            return ""
        kind = self.voice.text(f"alert.{told.kind.value}")
        return self.voice.text("alert.now", kind=kind)

    def count(self, told: Sequence[Told]) -> str:
        """Return `편입 3 · 이탈 1 · 편입↔이탈 1`, without what there is none of."""
        steady = [one for one in told if not one.turns]
        entries, exits = counts(steady)
        parts = (("entry", entries), ("exit", exits), ("to_and_fro", len(told) - len(steady)))
        return " · ".join(f"{self.voice.text(f'alert.{key}')} {n}" for key, n in parts if n)

    def stocks(self, told: Sequence[Told]) -> str:
        """Return `삼성전자 외 2`: the first stock, and how many others there are."""
        first, others = self.stock(told[0].stock), len({one.code for one in told}) - 1
        return self.voice.text("alert.others", stock=first, count=others) if others else first

    def when(self, told: Told) -> str:
        """Return the second it happened in, or the interval; of to and fro the last time."""
        if told.turns or told.since == told.until:
            return figures.clock_time(told.until, self.today)
        return figures.clock_span(told.since, told.until, self.today)

    def unsifted(self, told: Sequence[Told]) -> tuple[Line, ...]:
        """Return the line that says of how many stocks which filters were not applied."""
        short = [one for one in told if one.unfiltered]
        if not short:
            return ()
        filters = _filters(self.voice, (name for one in short for name in one.unfiltered))
        count = len({one.code for one in short})
        return (self.voice.line("alert.unsifted", filters=filters, count=count),)

    def later(self, told: Sequence[Told]) -> tuple[Line, ...]:
        """Return the line that says that prices are those of now; there is a price."""
        late = any(one.later for one in told)
        return (self.voice.line("alert.later"),) if late and self.full else ()

    def late(self, told: Sequence[Told]) -> str:
        """Return `12초 늦음`, or nothing for three seconds and less."""
        slowest = max(one.late for one in told)
        if not slowest:
            return ""
        age = figures.duration(slowest, self.voice.lang)
        same = {figures.duration(one.late, self.voice.lang) for one in told} == {age}
        return self.voice.text("alert.late" if same else "alert.late_at_most", age=age)


def unfiltered(voice: Voice, told: Told) -> str:
    """Return `가격 필터 미적용` where a number nobody knew kept a filter from being applied."""
    if not told.unfiltered:
        return ""
    return voice.text("alert.unfiltered", filters=_filters(voice, told.unfiltered))


def _filters(voice: Voice, names: Iterable[str]) -> str:
    return "·".join(voice.text(f"option.{name}") for name in dict.fromkeys(names))


def styles(voice: Voice, today: date) -> Iterable[Style]:
    """Return the ways to write, the fullest first."""
    for stock, condition, full in (
        (lambda name: clip(name, 20), lambda name: clip(name, 20), True),
        (lambda name: clip(name, 20), lambda name: clip(name, 20), False),
        (lambda name: clip_units(name, 16), lambda name: clip_units(name, 16), False),
        (lambda name: clip_units(name, 9), lambda name: clip_units(name, 7), False),
    ):
        yield Style(voice, today, stock, condition, full)


def fitting(write: Callable[[Style], Doc], voice: Voice, today: date) -> Doc:
    """Write it as fully as fits; the last way fits whatever 30 alerts or 150 stocks are called."""
    doc = Doc(())
    for style in styles(voice, today):
        doc = write(style)
        if size(doc) <= ROOM:
            break
    return doc


@dataclass(frozen=True, slots=True)
class Widths:
    """Columns of rates and prices, so that numbers stand below each other."""

    rate: int
    price: int

    @classmethod
    def of(cls, told: Iterable[Told]) -> "Widths":
        """Return what the widest numbers take."""
        quotes = [one.quote for one in told if one.quote]
        return cls(
            max((len(figures.signed(one.rate)) for one in quotes), default=0),
            max((len(figures.money(one.price)) for one in quotes), default=0),
        )

    def figures(self, told: Told, voice: Voice) -> str:
        """Return rate and price, or that the price is not known."""
        if told.quote is None:
            return voice.text("alert.price_unknown")
        return self.numbers(told)

    def numbers(self, told: Told) -> str:
        """Return rate and price, `-` where one is not known."""
        quote = told.quote
        rate = right(figures.signed(quote.rate if quote else None), self.rate)
        return f"{rate} {right(figures.money(quote.price if quote else None), self.price)}"


def table_row(numbers: str, name: str, tail: str = "") -> str:
    """Return a row of a table; the name, whose width no phone agrees on, stands last."""
    room = WIDEST - columns(numbers) - columns(tail) - 1
    return f"{numbers} {fitted(name, room)}{tail}"


def marked(voice: Voice, *, resend: bool) -> Text:
    """Return the mark of what may have been sent before."""
    return Text(f" {voice.text('alert.resend')}" if resend else "")


def detour(voice: Voice, diverted: str) -> tuple[Line, ...]:
    """Return the line that says which channel this was to go to."""
    if not diverted:
        return ()
    return (voice.line("alert.diverted", channel=voice.channel(diverted)),)
