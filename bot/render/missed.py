"""What a missed report says: everything that changed while the bot was away."""

from bot.messages import Doc, Table, Text, bold
from bot.render import figures
from bot.render.gather import Told, grouped
from bot.render.style import Part, Style, Widths, table_row
from core.model import EventKind


def missed(told: tuple[Told, ...], style: Style, mark: Text) -> Doc:
    """Head it with the counts and the time span, then name the stocks by condition."""
    since, until = min(one.since for one in told), max(one.until for one in told)
    span = figures.clock_span(since, until, style.today)
    (title,) = style.voice.lines("alert.missed", counts=style.count(told), span=span)
    parts: list[Part] = [(*(Text(run.text, bold=True) for run in title), mark)]
    if late := style.late(told):
        parts.append((Text(f"⏱ {late}"),))
    for group in grouped(told):
        parts += [()] if style.full else []
        if style.full:
            parts.append((bold(style.named(group.conditions)), Text(f" {style.count(group.told)}")))
        else:
            parts.append((Text(f"[{style.named(group.conditions)}]"),))
        for kind in EventKind:
            parts += _of_a_kind([one for one in group.told if one.kind is kind], style)
    return Doc((*parts, *style.later(told), *style.unsifted(told)))


def _of_a_kind(told: list[Told], style: Style) -> list[Part]:
    if not told:
        return []
    told = sorted(told, key=_riser_first)
    kind = style.kind(told[0])
    if not style.full or not any(one.quote for one in told):
        return [(Text(f"{kind}: {', '.join(style.stock(one.stock) for one in told)}"),)]
    widths = Widths.of(told)
    rows = tuple(table_row(widths.numbers(one), one.stock) for one in told)
    return [(Text(kind),), Table(rows)]


def _riser_first(told: Told) -> tuple[bool, float]:
    rate = told.quote.rate if told.quote else None
    return rate is None, -(rate or 0.0)
