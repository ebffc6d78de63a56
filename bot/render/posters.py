"""Scores and days as pictures: what stands on them; drawn elsewhere."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.render import figures
from bot.render.past import KEYS
from bot.render.pictures import Bar, Bars, Histogram, Poster, Stacked, Tile, Tiles
from bot.render.voice import Voice
from core.model import Condition
from core.services.scoring import CLOSE, FEW, FEW_IN_AN_HOUR, HALF_HOUR, Card, Day

Key = TypeVar("Key")
"""what a condition is known by"""


def score_poster(voice: Voice, name: str, card: Card, days: str) -> Poster:
    """Return a condition's scorecard: its figures, how its returns spread, its hours."""
    mark = voice.text(KEYS[card.hours_mark])
    hours = tuple(
        Bar(
            voice.text("past.hour_short", hour=f"{one.hour:02}"),
            one.median,
            figures.signed(one.median) if one.median is not None else "",
            faint=one.measured < FEW_IN_AN_HOUR,
        )
        for one in card.hours
    )
    by_hour = voice.text("past.medians_by_hour", mark=mark)
    if any(one.faint and one.value is not None for one in hours):
        by_hour += voice.text("past.faint", few=FEW_IN_AN_HOUR)
    parts = (
        Tiles(_tiles(voice, card)),
        Histogram(voice.text("past.spread", mark=mark, count=len(card.returns)), card.returns),
        Bars(by_hour, hours),
    )
    few = voice.text("past.few_note", count=card.measured, few=FEW)
    note = few if card.few else voice.text("past.before_costs")
    entries = voice.text("past.entries", count=f"{card.entries:,}")
    return Poster(name, f"{days} · {entries}", parts, note)


def day_poster(
    voice: Voice, day: str, found: Day, condition: Callable[[int | None], Condition | None]
) -> Poster:
    """Return a day: how many entered and left, and when, by condition."""
    names = {key: _name(voice, condition(key)) for key, entries, _ in found.conditions if entries}
    close = found.card.figures[CLOSE]
    tiles = _in_and_out(voice, found.entries, found.exits)
    if close is not None:
        label = f"{voice.text(KEYS[CLOSE])} {voice.text('past.median')}"
        tiles.append(Tile(label, figures.signed(close.median), close.median))
    stacked = _by_hour(voice, dict(found.hours), names)
    return Poster(voice.text("past.summary_title"), day, (Tiles(tuple(tiles)), stacked))


def told_poster(
    voice: Voice, day: str, entered: Sequence[tuple[int, str, int]], entries: int, exits: int
) -> Poster:
    """Return a day as one chat was told of it: hours with conditions' names and their entries."""
    hours: dict[int, dict[str, int]] = {}
    of_each = Counter[str]()
    for hour, name, count in entered:
        hours.setdefault(hour, {})[name] = count
        of_each[name] += count
    names = {name: name or voice.text("daily.unattributed") for name, _ in of_each.most_common()}
    parts = (Tiles(tuple(_in_and_out(voice, entries, exits))), _by_hour(voice, hours, names))
    return Poster(voice.text("past.summary_title"), day, parts)


def _in_and_out(voice: Voice, entries: int, exits: int) -> list[Tile]:
    told = (("alert.entry", entries), ("alert.exit", exits))
    return [Tile(voice.text(key), f"{count:,}") for key, count in told]


def _by_hour(
    voice: Voice, hours: Mapping[int, Mapping[Key, int]], names: Mapping[Key, str]
) -> Stacked:
    """Return the entries of each hour by condition, in the order of the names."""
    labels = tuple(voice.text("past.hour_short", hour=f"{hour:02}") for hour in hours)
    rows = tuple(
        (name, tuple(some.get(key, 0) for some in hours.values())) for key, name in names.items()
    )
    return Stacked(voice.text("past.by_hour"), labels, rows, voice.text("past.others"))


def _tiles(voice: Voice, card: Card) -> tuple[Tile, ...]:
    """Return hit rate and median after half an hour and at the close, as far as known."""
    found = []
    for mark in (HALF_HOUR, CLOSE):
        one, called = card.figures[mark], voice.text(KEYS[mark])
        hits = f"{one.hit_rate:.0f}%" if one else "-"
        median = figures.signed(one.median) if one else "-"
        found.append(Tile(f"{called} {voice.text('past.hit_rate')}", hits))
        moved = one.median if one else None
        found.append(Tile(f"{called} {voice.text('past.median')}", median, moved))
    return tuple(found)


def _name(voice: Voice, condition: Condition | None) -> str:
    return condition.name if condition else voice.text("daily.unattributed")
