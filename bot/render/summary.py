"""What was held back, summed up in one message that always fits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.messages import Doc, Line, Table, Text, bold
from bot.render import figures
from bot.render.gather import Told, gather, grouped, last_of_each
from bot.render.html import size
from bot.render.style import ROOM, Part, Style, Widths, detour, marked, styles, table_row
from bot.render.voice import Voice
from core.clock import KST
from core.model import Alert, EventKind, SummaryMessage

_MOST_CONDITIONS = 12
_MOST_NAMED = 3
_OFTEN = 3
"""so many times in and out are worth a word"""


def summary(message: SummaryMessage, voice: Voice, today: date) -> Doc:
    """Return counts, conditions, and as many stocks as fit, the rest as a number."""
    style = next(iter(styles(voice, today)))
    stocks = sorted(last_of_each(message.alerts), key=_inside_first)
    written = _Summary(message, style, stocks, _times(message.alerts))
    fits, too_many = 0, len(stocks) + 1
    if size(written.doc(len(stocks))) <= ROOM:
        return written.doc(len(stocks))
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if size(written.doc(middle)) <= ROOM:
            fits = middle
        else:
            too_many = middle
    return written.doc(fits)


def heading(message: SummaryMessage, style: Style) -> str:
    """Return `음소거 동안 편입 12 · 이탈 9`, which is what a lock screen shows first."""
    hold = style.voice.text(f"summary.{message.hold}")
    total = len(message.alerts) + message.more
    said = (
        style.voice.text("summary.total", count=total) if message.more else _count(message, style)
    )
    return f"{hold} {said}"


def _count(message: SummaryMessage, style: Style) -> str:
    return _kinds(Counter(one.event.kind for one in message.alerts), style.voice)


@dataclass(frozen=True, slots=True)
class _Summary:
    """All that could be said, of which only a part may fit."""

    message: SummaryMessage
    style: Style
    stocks: Sequence[Told]
    times: Counter[str]

    def doc(self, most: int) -> Doc:
        """Say it with so many stocks."""
        voice, shown = self.style.voice, self.stocks[:most]
        mark = marked(voice, resend=self.message.resend)
        parts: list[Part] = [(bold(heading(self.message, self.style)), mark), self._span()]
        parts += self._conditions()
        for group in grouped(shown):
            parts += [(), self._heading(group.conditions)]
            for kind in EventKind:
                parts += self._of_a_kind([one for one in group.told if one.kind is kind])
        left_out = {one.code for one in self.stocks} - {one.code for one in shown}
        if left_out:
            parts.append(voice.line("summary.more_stocks", count=len(left_out)))
        if self.message.more:
            parts.append(voice.line("summary.more_alerts", count=self.message.more))
        parts += self.style.unsifted([Told((one,)) for one in self.message.alerts])
        return Doc((*parts, *detour(voice, self.message.diverted)))

    def _span(self) -> Line:
        told = [Told((one,)) for one in self.message.alerts]
        since, until = min(one.since for one in told), max(one.until for one in told)
        today, stocks = self.style.today, self.style.stocks(gather(self.message.alerts))
        at_once = since == until
        when = (
            figures.clock_time(until, today) if at_once else figures.clock_span(since, until, today)
        )
        return (Text(f"{stocks} · {when}"),)

    def _conditions(self) -> list[Part]:
        """Count by condition, where there are several; the busiest first."""
        counts: dict[str | None, Counter[EventKind]] = {}
        for one in self.message.alerts:
            counts.setdefault(one.condition, Counter())[one.event.kind] += 1
        if len(counts) == 1:
            return []
        ranked = sorted(counts.items(), key=lambda pair: -pair[1].total())
        lines: list[Part] = [
            (Text(f"· {self.style.named([name])} {_kinds(count, self.style.voice)}"),)
            for name, count in ranked[:_MOST_CONDITIONS]
        ]
        if (others := len(ranked) - _MOST_CONDITIONS) > 0:
            lines.append(self.style.voice.line("summary.more_conditions", count=others))
        return lines

    def _heading(self, conditions: Sequence[str | None]) -> Line:
        name = self.style.named(conditions[:_MOST_NAMED])
        others = len(conditions) - _MOST_NAMED
        if others > 0:
            name = self.style.voice.text("alert.others", stock=name, count=others)
        return (bold(name),)

    def _of_a_kind(self, told: Sequence[Told]) -> list[Part]:
        """List the stocks that are in the same state now, the last change first."""
        if not told:
            return []
        widths = Widths.of(told)
        said = self.style.voice.text(f"alert.{told[0].kind.value}")
        heading = self.style.voice.text("alert.now", kind=said)
        parts: list[Part] = []
        for day, those in groupby(told, lambda one: one.until.astimezone(KST).date()):
            of_day = "" if day == self.style.today else f" {day:%m/%d}"
            rows = tuple(self._row(one, widths) for one in those)
            parts += [(Text(f"{heading}{of_day}"),), Table(rows)]
        return parts

    def _row(self, told: Told, widths: Widths) -> str:
        local = figures.clock_minute(told.until)
        often = self.times[told.code]
        tail = f" ×{often}" if often >= _OFTEN else ""
        known = f" {widths.numbers(told)}" if widths.price else ""
        return table_row(f"{local}{known}", told.stock, tail)


def _kinds(count: Counter[EventKind], voice: Voice) -> str:
    return " · ".join(
        f"{voice.text(f'alert.{one.value}')} {count[one]}" for one in EventKind if count[one]
    )


def _times(alerts: Sequence[Alert]) -> Counter[str]:
    """Return how often each stock went in or out, in the condition where it did so most."""
    most: Counter[str] = Counter()
    for (code, _), count in Counter((one.event.code, one.condition) for one in alerts).items():
        most[code] = max(most[code], count)
    return most


def _inside_first(told: Told) -> tuple[bool, float]:
    return told.kind is EventKind.EXIT, -told.until.timestamp()
