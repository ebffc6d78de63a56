"""Scorecards, the ranking of conditions and the summary of a day, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from bot.messages import Button, Doc, Line, Reply, Table, Text, bold
from bot.render import figures
from bot.render.measure import clip, clip_columns, columns, right
from bot.render.past import KEYS, day_name
from bot.render.replies import WIDEST, button, label
from bot.render.voice import Voice
from core.model import Condition
from core.services.remembering import Ranked
from core.services.scoring import FEW, HALF_HOUR, Card, Day, Single

_NAME = 30
_MOST = 20
_BUTTONS = 8
_BAR = 10

Namer = Callable[[str], str]


def card(
    voice: Voice, condition: Condition, found: Card, days: str, address: str, name: Namer
) -> Reply:
    """Return a condition's scorecard; few entries are said to mean nothing first of all."""
    head = (bold(clip(condition.name, _NAME)), Text(f" · {days}"))
    again = f"#{condition.id} {address}"
    row = (
        Button(voice.text("past.button_history"), f"/history {again}"),
        Button(voice.text("past.button_export"), f"/export {again}", keeps=True),
        button(voice, "score_all", f"/score * {address}"),
    )
    lines: list[Line | Table] = [head, voice.line("past.entries", count=f"{found.entries:,}")]
    if not found.measured:
        key = "past.nothing_measured" if found.entries else "past.no_entries"
        return Reply(Doc((*lines, voice.line(key))), (row,))
    if found.few:
        lines.append(voice.line("past.few", count=found.measured, few=FEW))
    lines += [*_table(voice, found), *_singles(voice, found, name), *_hours(voice, found)]
    lines += [(), voice.line("past.before_costs")]
    return Reply(Doc(tuple(lines)), (row,))


def ranking(voice: Voice, ranked: Sequence[Ranked], days: str, address: str) -> Reply:
    """Return all conditions, the best first, with a button to the card of each."""
    if not ranked:
        return Reply(Doc(voice.lines("past.no_ranking", days=days)))
    lines: list[Line | Table] = [
        (*voice.line("past.ranking"), Text(f" · {days}")),
        voice.line("past.ranked_by"),
        Table(tuple(_ranked(ranked[:_MOST]))),
    ]
    if any(one.card.few for one in ranked[:_MOST]):
        lines.append(voice.line("past.few_marked", few=FEW))
    lines.append(voice.line("past.before_costs"))
    rows = tuple(
        (Button(label(one.condition.name), f"/score #{one.condition.id} {address}"),)
        for one in ranked[:_BUTTONS]
    )
    return Reply(Doc(tuple(lines)), rows)


def summary(
    voice: Voice,
    found: Day,
    day: date,
    condition: Callable[[int | None], Condition | None],
    name: Namer,
    *,
    today: date,
) -> Reply:
    """Return what a day was: how much, of which conditions and stocks, at which hours."""
    head = voice.line("past.summary", day=day_name(day, today, voice.lang))
    address = str(day)
    row = (Button(voice.text("past.button_history"), f"/history * {address}"),)
    if not (found.entries or found.exits):
        return Reply(Doc((head, voice.line("past.quiet_day"))))
    total = voice.text("daily.total", entries=f"{found.entries:,}", exits=f"{found.exits:,}")
    lines: list[Line | Table] = [head, (bold(total),)]
    for key, entries, exits in (*found.conditions[:_MOST], *found.apart[:_MOST]):
        known = condition(key)
        named = clip(known.name, _NAME) if known else voice.text("daily.unattributed")
        both = voice.text("daily.total", entries=entries, exits=exits)
        apart = voice.text("past.apart") if known is not None and known.derived else ""
        lines.append((Text(f"{named}: {both}{apart}"),))
    lines += _by_hour(voice, found.hours)
    if found.stocks:
        active = ", ".join(
            voice.text("daily.times", stock=clip(name(code), _NAME), count=n)
            for code, n in found.stocks
        )
        lines += [(), (Text(f"{voice.text('past.often')}: {active}"),)]
    lines += _singles(voice, found.card, name)
    file = Button(voice.text("past.button_export"), f"/export * {address}", keeps=True)
    return Reply(Doc(tuple(lines)), ((*row, file),))


# --- parts ----------------------------------------------------------------------------------------


def _table(voice: Voice, found: Card) -> tuple[Line, Table]:
    """Return hit rate, median, mean and count of each mark, under what they are called.

    The name of the mark, whose width no phone agrees on, stands last.
    """
    heads = (voice.text(f"past.{one}") for one in ("hit_rate", "median", "mean", "known"))
    rows = []
    for one in found.figures:
        cells = ["-", "-", "-", "0"]
        if one is not None:
            rates = (figures.signed(one.median), figures.signed(one.mean))
            cells = [f"{one.hit_rate:.0f}%", *rates, f"{one.count:,}"]
        rows.append(cells)
    wide = [max(columns(row[at]) for row in rows) for at in range(len(rows[0]))]
    numbers = (" ".join(right(cell, w) for cell, w in zip(r, wide, strict=True)) for r in rows)
    said = zip(numbers, KEYS, strict=True)
    table = Table(tuple(f"{row}  {voice.text(key)}" for row, key in said))
    return (Text(" · ".join(heads)),), table


def _singles(voice: Voice, found: Card, name: Namer) -> Iterator[Line]:
    """Say the best and the worst entry, at the mark that both are measured by."""
    for key, one in (("best", found.best), ("worst", found.worst)):
        if one is not None:
            yield voice.line(
                f"past.{key}",
                mark=voice.text(KEYS[found.mark]),
                rate=figures.signed(one.rate),
                stock=clip(name(one.outcome.code), _NAME),
                at=_when(one),
            )


def _when(one: Single) -> str:
    return figures.clock_minute(one.outcome.at, date.min)


def _hours(voice: Voice, found: Card) -> Iterator[Line | Table]:
    if (best := found.best_hour) is None or best.median is None:
        return
    yield voice.line(
        "past.best_hour",
        hour=f"{best.hour:02}",
        mark=voice.text(KEYS[found.hours_mark]),
        rate=figures.signed(best.median),
        count=best.measured,
    )


def _ranked(ranked: Sequence[Ranked]) -> Iterator[str]:
    """Yield median, hit rate, entries; the name, whose width no phone agrees on, stands last."""
    cells = []
    for one in ranked:
        known = one.card.figures[HALF_HOUR]
        median = figures.signed(known.median) if known else "-"
        hits = f"{known.hit_rate:.0f}%" if known else "-"
        mark = "*" if one.card.few else ""
        cells.append((median, hits, f"{one.card.entries:,}{mark}"))
    wide = [max(columns(cell[at]) for cell in cells) for at in range(3)]
    for one, cell in zip(ranked, cells, strict=True):
        numbers = " ".join(right(part, w) for part, w in zip(cell, wide, strict=True))
        yield f"{numbers} {clip_columns(one.condition.name, WIDEST - columns(numbers) - 1)}"


def _by_hour(
    voice: Voice, hours: Sequence[tuple[int, Mapping[int | None, int]]]
) -> list[Line | Table]:
    """Draw the entries of each hour as a bar of text."""
    if not hours:
        return []
    counts = [(hour, sum(some.values())) for hour, some in hours]
    most = max(count for _, count in counts)
    rows = [
        f"{voice.text('past.hour_short', hour=f'{hour:02}')} "
        f"{'█' * max(1, round(_BAR * count / most)):<{_BAR}} {count:,}"
        for hour, count in counts
    ]
    return [(), (Text(voice.text("past.by_hour")),), Table(tuple(rows))]
