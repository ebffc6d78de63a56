"""Scores and days as pictures: what stands on them; drawn elsewhere."""

from collections.abc import Callable, Mapping

from bot.render import figures
from bot.render.past import KEYS
from bot.render.pictures import Bar, Bars, Histogram, Poster, Stacked, Tile, Tiles
from bot.render.voice import Voice
from core.model import Condition
from core.services.scoring import CLOSE, FEW, HALF_HOUR, Card, Day


def score_poster(voice: Voice, name: str, card: Card, days: str) -> Poster:
    """Return a condition's scorecard: its figures, how its returns spread, its hours."""
    mark = voice.text(KEYS[card.hours_mark])
    hours = tuple(
        Bar(
            voice.text("past.hour_short", hour=f"{one.hour:02}"),
            one.median,
            figures.signed(one.median) if one.median is not None else "",
        )
        for one in card.hours
    )
    parts = (
        Tiles(_tiles(voice, card)),
        Histogram(voice.text("past.spread", mark=mark, count=len(card.returns)), card.returns),
        Bars(voice.text("past.medians_by_hour", mark=mark), hours),
    )
    few = voice.text("past.few_note", count=card.measured, few=FEW)
    note = few if card.few else voice.text("past.before_costs")
    entries = voice.text("past.entries", count=f"{card.entries:,}")
    return Poster(name, f"{days} · {entries}", parts, note)


def day_poster(
    voice: Voice, day: str, found: Day, condition: Callable[[int | None], Condition | None]
) -> Poster:
    """Return a day: how many entered and left, and when, by condition."""
    labels = tuple(voice.text("past.hour_short", hour=f"{hour:02}") for hour, _ in found.hours)
    counts: tuple[Mapping[int | None, int], ...] = tuple(some for _, some in found.hours)
    rows = tuple(
        (_name(voice, condition(key)), tuple(some.get(key, 0) for some in counts))
        for key, entries, _ in found.conditions
        if entries
    )
    close = found.card.figures[CLOSE]
    tiles = [
        Tile(voice.text("alert.entry"), f"{found.entries:,}"),
        Tile(voice.text("alert.exit"), f"{found.exits:,}"),
    ]
    if close is not None:
        label = f"{voice.text(KEYS[CLOSE])} {voice.text('past.median')}"
        tiles.append(Tile(label, figures.signed(close.median), close.median))
    others = voice.text("past.others")
    stacked = Stacked(voice.text("past.by_hour"), labels, rows, others)
    return Poster(voice.text("past.summary_title"), day, (Tiles(tuple(tiles)), stacked))


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
