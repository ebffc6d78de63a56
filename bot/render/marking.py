"""Where a stock entered and left conditions, on its chart: ▲ below the candles, ▼ above them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.render.canvas import Box, Canvas, fitting, length
from bot.render.voice import Voice
from core.clock import KST
from core.model import Condition, EventKind
from core.model.looking import Candle, Interval, Mark

LEGEND_HIGH = 62
"""pixels the legend takes at the foot of a chart"""
UNKNOWN = "?"
"""stands for a condition nobody knows"""
_HIGH = 42
"""pixels a mark takes from its candle on"""
_MOST = 3
"""marks of one kind at one candle; of more, the last says how many"""
_TEXT = 22
_LEGEND = 26

Tag = tuple[str, Condition | None]


@dataclass(frozen=True, slots=True)
class Pinned:
    """Marks by the candle they stand at, and the conditions they are of, by their numbers."""

    entries: dict[int, tuple[str, ...]]
    exits: dict[int, tuple[str, ...]]
    tags: tuple[Tag, ...]
    candles: Sequence[Candle]

    def of(self, *, above: bool) -> dict[int, tuple[str, ...]]:
        """Return the exits, which stand above, or the entries, below."""
        return self.exits if above else self.entries

    def reach(self, at: int, *, above: bool) -> int:
        """Return how far the marks of a candle reach from it, in pixels."""
        return _HIGH * min(_MOST, len(self.of(above=above).get(at, ())))


def pinned(marks: Sequence[Mark], candles: Sequence[Candle], interval: Interval) -> Pinned:
    """Find the candle of each mark; what is older than the candles is left out."""
    entries: dict[int, list[str]] = {}
    exits: dict[int, list[str]] = {}
    tags: dict[str, Condition | None] = {}
    starts = [one.at for one in candles]
    for mark in marks:
        at = bisect_right(starts, mark.at) - 1
        if at < 0 or not _covers(candles[at], mark, interval):
            continue
        tag = mark.condition.tag if mark.condition else UNKNOWN
        tags[tag] = mark.condition
        kept = entries if mark.kind is EventKind.ENTRY else exits
        if tag not in kept.setdefault(at, []):
            kept[at].append(tag)
    return Pinned(_short(entries), _short(exits), tuple(tags.items()), candles)


def _covers(candle: Candle, mark: Mark, interval: Interval) -> bool:
    """Tell whether a mark belongs to the candle that began last before it."""
    day, of_mark = candle.at.astimezone(KST).date(), mark.at.astimezone(KST).date()
    return of_mark - day < timedelta(days=7 if interval.unit == "week" else 1)


def _short(kept: dict[int, list[str]]) -> dict[int, tuple[str, ...]]:
    return {
        at: tuple(tags) if len(tags) <= _MOST else (*tags[: _MOST - 1], f"+{len(tags) - _MOST + 1}")
        for at, tags in kept.items()
    }


def draw_marks(
    canvas: Canvas, marks: Pinned, x: Callable[[int], float], y: Callable[[float], float]
) -> list[Box]:
    """Draw every mark beside its candle, its tip towards it; return where they are."""
    boxes = []
    for above in (False, True):
        for at, tags in marks.of(above=above).items():
            candle = marks.candles[at]
            edge = y(candle.high) - 5 if above else y(candle.low) + 5
            for count, tag in enumerate(tags):
                away = -count * _HIGH if above else count * _HIGH
                boxes.append(_badge(canvas, x(at), edge + away, tag, above=above))
    return boxes


def _badge(canvas: Canvas, x: float, tip: float, tag: str, *, above: bool) -> Box:
    """Draw a triangle and, behind it, the condition's number on a plate."""
    colours = canvas.colours
    colour = colours.exit if above else colours.entry
    way = -1 if above else 1
    canvas.shape([(x, tip), (x - 9, tip + way * 11), (x + 9, tip + way * 11)], colour)
    half = max(14.0, length(tag, _TEXT, bold=True) / 2 + 7)
    middle = max(x, half + 4)
    top, bottom = sorted((tip + way * 10, tip + way * 36))
    canvas.plate(Box(middle - half, top, middle + half, bottom), colour, 8)
    canvas.text(middle, (top + bottom) / 2, tag, _TEXT, colours.on_mark, anchor="mm", bold=True)
    return Box(middle - half, min(tip, top), middle + half, max(tip, bottom))


def draw_legend(canvas: Canvas, marks: Pinned, voice: Voice, box: Box) -> None:
    """Say which way is in and which is out, and what the numbers stand for."""
    colours = canvas.colours
    y, x = box.top + 20, box.left
    for above, key in ((False, "entry"), (True, "exit")):
        colour = colours.exit if above else colours.entry
        tip, foot = (y + 10, y - 8) if above else (y - 10, y + 8)
        canvas.shape([(x, foot), (x + 10, tip), (x + 20, foot)], colour)
        word = voice.text(f"chart.{key}")
        x = canvas.text(x + 27, y, word, _LEGEND, colours.muted, anchor="lm").right + 20
    for count, (tag, condition) in enumerate(marks.tags):
        left = len(marks.tags) - count
        name = condition.name if condition else voice.text("chart.unattributed")
        x = _named(canvas, tag, name, x, box, voice, left)
        if x > box.right:
            break


def _named(
    canvas: Canvas, tag: str, name: str, x: float, box: Box, voice: Voice, left: int
) -> float:
    """Write a number and its condition; where there is no room, how many are left, and end."""
    y, colours = box.top + 20, canvas.colours
    number = length(tag, _TEXT, bold=True) + 14
    spare = length(voice.text("chart.others", count=left - 1), _LEGEND) + 24 if left > 1 else 0
    room = box.right - x - number - 8 - spare
    shown = fitting(name, _LEGEND, min(room, 330))
    if length(shown, _LEGEND) > room:
        more = voice.text("chart.others", count=left)
        canvas.text(x, y, more, _LEGEND, colours.muted, anchor="lm")
        return box.right + 1
    canvas.plate(Box(x, y - 14, x + number, y + 14), colours.raised, 8)
    canvas.text(x + number / 2, y, tag, _TEXT, anchor="mm", bold=True)
    return canvas.text(x + number + 8, y, shown, _LEGEND, colours.text, anchor="lm").right + 24
