"""Where a stock entered and left conditions, on its chart: ▲ below the candles, ▼ above them."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bot.render.canvas import Box, Canvas, fitting, length
from bot.render.palettes import Colour
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
_PLATE = 10
"""pixels from the tip of a mark to the plate with its number"""
_FARTHEST = 7
"""how many places away from its candle a number is looked for"""
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
    canvas: Canvas,
    marks: Pinned,
    x: Callable[[int], float],
    y: Callable[[float], float],
    room: Box,
) -> list[Box]:
    """Draw every mark beside its candle, its tip towards it; return where their numbers are.

    Numbers that would cover those of a neighbour stand farther from their candle, on a line; where
    `room` ends before, the triangle stands alone.
    """
    placed = list(_placed(marks, x, y, room))
    for middle, tip, _, stack, above in placed:  # lines below the numbers of others
        way = -1 if above else 1
        if stack and abs(_edge(stack[0], way) - tip) > _PLATE + 1:
            start, end = sorted((tip, _edge(stack[0], way)))
            canvas.upright(middle, start, end, _colour(canvas, above=above))
    for middle, tip, _, stack, above in placed:
        way = -1 if above else 1
        for box in stack:
            _triangle(canvas, middle, _edge(box, way) - way * _PLATE, above=above)
        _triangle(canvas, middle, tip, above=above)
    for _, _, tags, stack, above in placed:
        for tag, box in zip(tags, stack, strict=False):
            _plate(canvas, tag, box, above=above)
    return [box for one in placed for box in one.stack]


class _Placed(NamedTuple):
    """The marks of a candle: its middle, their tip, and where each number is."""

    middle: float
    tip: float
    tags: tuple[str, ...]
    stack: list[Box]
    above: bool


def _placed(
    marks: Pinned, x: Callable[[int], float], y: Callable[[float], float], room: Box
) -> Iterator[_Placed]:
    taken: list[Box] = []
    for above in (False, True):
        for at, tags in sorted(marks.of(above=above).items()):
            candle, way = marks.candles[at], -1 if above else 1
            tip = y(candle.high) - 5 if above else y(candle.low) + 5
            stack = _free(x(at), tip, tags, way, taken, room)
            taken += stack
            yield _Placed(x(at), tip, tags, stack, above)


def _free(
    x: float, tip: float, tags: Sequence[str], way: int, taken: Sequence[Box], room: Box
) -> list[Box]:
    """Return where the numbers of a candle cover no other, nearest to it; nothing: nowhere."""
    for farther in range(_FARTHEST):
        stack = [
            _box(x, tip + way * _HIGH * (farther + at), tag, way) for at, tag in enumerate(tags)
        ]
        inside = not farther or (stack[-1].top >= room.top and stack[-1].bottom <= room.bottom)
        if inside and not any(one.meets(other) for one in stack for other in taken):
            return stack
    return []


def _box(x: float, tip: float, tag: str, way: int) -> Box:
    half = max(14.0, length(tag, _TEXT, bold=True) / 2 + 7)
    middle = max(x, half + 4)
    top, bottom = sorted((tip + way * _PLATE, tip + way * 36))
    return Box(middle - half, top, middle + half, bottom)


def _edge(box: Box, way: int) -> float:
    """Return the edge of a plate that is nearest to its candle."""
    return box.bottom if way < 0 else box.top


def _colour(canvas: Canvas, *, above: bool) -> Colour:
    return canvas.colours.exit if above else canvas.colours.entry


def _triangle(canvas: Canvas, x: float, tip: float, *, above: bool) -> None:
    foot = tip + (-11 if above else 11)
    canvas.shape([(x, tip), (x - 9, foot), (x + 9, foot)], _colour(canvas, above=above))


def _plate(canvas: Canvas, tag: str, box: Box, *, above: bool) -> None:
    """Write a condition's number on a plate."""
    canvas.plate(box, _colour(canvas, above=above), 8)
    x, y, ink = (box.left + box.right) / 2, (box.top + box.bottom) / 2, canvas.colours.on_mark
    canvas.text(x, y, tag, _TEXT, ink, anchor="mm", bold=True)


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
