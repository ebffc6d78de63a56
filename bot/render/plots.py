"""Figures as a picture for a phone: large numbers, bars, a histogram, stacked counts."""

import math
from collections.abc import Callable, Sequence

from bot.render.canvas import Box, Canvas, fitting, length
from bot.render.palettes import Colour, palette
from bot.render.pictures import Bars, Histogram, Part, Poster, Stacked, Tiles

WIDTH = 1024
MARGIN = 36
_SMALL = 27
_HEAD = 150
_NOTE = 56
_PLOT = 330
_TITLE = 64
_TILES = 150
_KEY_LINE = 44
_BINS = 14
_NAMED = 5


def draw(wanted: Poster, *, dark: bool = False) -> bytes:
    """Return a poster as a PNG, as high as what is on it."""
    return sheet(wanted, dark=dark).png()


def sheet(wanted: Poster, *, dark: bool = False) -> Canvas:
    """Return the drawn poster, with all of its texts and where they are."""
    height = _HEAD + sum(_height(one) for one in wanted.parts) + (_NOTE if wanted.note else 24)
    canvas = Canvas(WIDTH, height, palette(dark=dark))
    room = WIDTH - 2 * MARGIN
    canvas.text(MARGIN, 78, fitting(wanted.title, 48, room, bold=True), 48, bold=True)
    muted = canvas.colours.muted
    canvas.text(MARGIN, 124, fitting(wanted.subtitle, 30, room), 30, muted)
    top = float(_HEAD)
    for part in wanted.parts:
        high = _height(part)
        _draw_part(canvas, part, Box(MARGIN, top, WIDTH - MARGIN, top + high))
        top += high
    if wanted.note:
        canvas.text(MARGIN, height - 26, fitting(wanted.note, 25, room), 25, muted)
    return canvas


def _height(part: Part) -> int:
    if isinstance(part, Tiles):
        return _TILES
    if isinstance(part, Stacked):
        return _TITLE + _PLOT + _KEY_LINE * math.ceil(len(_few(part)) / 2)
    return _TITLE + _PLOT


def _draw_part(canvas: Canvas, part: Part, box: Box) -> None:
    if isinstance(part, Tiles):
        _tiles(canvas, part, box)
        return
    room = box.width - 10
    canvas.text(box.left, box.top + 38, fitting(part.title, 32, room, bold=True), 32, bold=True)
    plot = Box(box.left, box.top + _TITLE, box.right, box.top + _TITLE + _PLOT)
    if isinstance(part, Bars):
        _bars(canvas, part, plot)
    elif isinstance(part, Histogram):
        _histogram(canvas, part, plot)
    else:
        _stacked(canvas, part, plot)


def _tiles(canvas: Canvas, part: Tiles, box: Box) -> None:
    gap, count = 14, max(1, len(part.tiles))
    wide = (box.width - gap * (count - 1)) / count
    for at, one in enumerate(part.tiles):
        left = box.left + at * (wide + gap)
        canvas.plate(
            Box(left, box.top + 8, left + wide, box.bottom - 18), canvas.colours.raised, 18
        )
        colour = canvas.colours.text if one.moved is None else canvas.colours.moved(one.moved)
        middle, room = left + wide / 2, wide - 20
        label = fitting(one.label, _SMALL, room)
        canvas.text(middle, box.top + 50, label, _SMALL, canvas.colours.muted, anchor="ms")
        size = next((s for s in (44, 36, 30, 24) if length(one.value, s, bold=True) <= room), 20)
        canvas.text(middle, box.top + 106, one.value, size, colour, anchor="ms", bold=True)


def _columns(
    canvas: Canvas, plot: Box, labels: Sequence[str]
) -> tuple[Box, Callable[[int], tuple[float, float]]]:
    """Write the labels below, as many as there is room for; return what is left, and each place."""
    slot = plot.width / max(1, len(labels))
    widest = max((length(one, _SMALL) for one in labels), default=0) + 14
    every = max(1, math.ceil(widest / slot))
    for at, one in enumerate(labels):
        if at % every == 0:
            middle, half = plot.left + (at + 0.5) * slot, length(one, _SMALL) / 2
            middle = min(max(middle, plot.left + half), plot.right - half)
            canvas.text(middle, plot.bottom - 16, one, _SMALL, canvas.colours.muted, anchor="ms")
    half = min(slot * 0.36, 46)
    left = plot.left + slot / 2
    area = Box(plot.left, plot.top + 36, plot.right, plot.bottom - 56)
    return area, lambda at: (left + at * slot - half, left + at * slot + half)


def _bars(canvas: Canvas, part: Bars, plot: Box) -> None:
    area, place = _columns(canvas, plot, [one.label for one in part.bars])
    values = [one.value or 0.0 for one in part.bars]
    high, low = max(0.0, *values, 0.0), min(0.0, *values, 0.0)
    bottom = area.bottom - (30 if low < 0 else 0)
    scale = (bottom - area.top) / ((high - low) or 1)
    line = area.top + high * scale if high > low else bottom
    for at, one in enumerate(part.bars):
        if one.value is None:
            continue
        left, right = place(at)
        colour = canvas.colours.moved(one.value) if part.signed else canvas.colours.series[0]
        if one.faint:
            colour = canvas.colours.grid
        end = line - one.value * scale
        top, foot = min(end, line), max(end, line)
        _column(canvas, Box(left, top, right, max(foot, top + 3)), colour)
        y, anchor = (end - 10, "ms") if one.value >= 0 else (end + 10, "mt")
        ink = colour if part.signed else canvas.colours.text
        if one.faint:
            ink = canvas.colours.muted
        if length(one.said, 25) <= plot.width / len(part.bars) + 4:
            canvas.text((left + right) / 2, y, one.said, 25, ink, anchor=anchor, bold=True)
    canvas.level(area.left, area.right, line, canvas.colours.grid)


def _column(canvas: Canvas, box: Box, colour: Colour) -> None:
    if box.height > 12:
        canvas.plate(Box(round(box.left), box.top, round(box.right), box.bottom), colour, 5)
    else:
        canvas.block(box, colour)


def _histogram(canvas: Canvas, part: Histogram, plot: Box) -> None:
    edges = bins(part.values)
    width = edges[1] - edges[0]
    counts = [0] * (len(edges) - 1)
    for one in part.values:
        counts[min(max(int((one - edges[0]) // width), 0), len(counts) - 1)] += 1
    digits = 0 if width == int(width) else 1 if width * 10 == int(width * 10) else 2
    labels = [f"{one:+.{digits}f}%" if one else "0%" for one in edges]
    slot = plot.width / len(counts)
    area = Box(plot.left, plot.top + 36, plot.right, plot.bottom - 56)
    every = max(1, math.ceil((max(length(one, _SMALL) for one in labels) + 18) / slot))
    zero, end = edges.index(0) if 0 in edges else 0, 0.0
    for at, label in enumerate(labels):
        if (at - zero) % every == 0:
            half, x = length(label, _SMALL) / 2, plot.left + at * slot
            x = min(max(x, plot.left + half), plot.right - half)
            if x - half >= end:
                canvas.text(x, plot.bottom - 16, label, _SMALL, canvas.colours.muted, anchor="ms")
                end = x + half + 10
    most = max(counts, default=0) or 1
    for at, count in enumerate(counts):
        if count:
            left = plot.left + at * slot
            top = area.bottom - area.height * count / most
            colour = canvas.colours.up if edges[at] >= 0 else canvas.colours.down
            _column(canvas, Box(left + 2, top, left + slot - 2, area.bottom), colour)
            if edges[at] == 0 and (level := part.values.count(0)):
                top = area.bottom - area.height * level / most
                box = Box(left + 2, top, left + slot - 2, area.bottom)
                _column(canvas, box, canvas.colours.flat)
            canvas.text(left + slot / 2, top - 9, f"{count}", 24, anchor="ms")
    canvas.level(area.left, area.right, area.bottom, canvas.colours.grid)


def bins(values: Sequence[float]) -> list[float]:
    """Return the edges of at most sixteen round steps, one of them at zero, around the values.

    The last tenths on each side are put into the outer steps, lest one value hides all the others.
    """
    ordered = sorted(values) or [0.0]
    low = min(0.0, ordered[len(ordered) // 50])
    high = max(0.0, ordered[-1 - len(ordered) // 50])
    step = next(
        one
        for one in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)
        if (high - low) / one <= _BINS or one == 1000.0
    )
    first = min(-1, math.floor(low / step))
    last = max(1, math.floor(high / step) + 1)
    return [round(at * step, 4) for at in range(first, last + 1)]


def _few(part: Stacked) -> list[tuple[str, tuple[int, ...]]]:
    """Return the rows with the most, and the rest as one."""
    rows = sorted(part.rows, key=lambda one: -sum(one[1]))
    if len(rows) <= _NAMED:
        return rows
    rest = tuple(sum(one) for one in zip(*(row for _, row in rows[_NAMED:]), strict=True))
    return [*rows[:_NAMED], (part.others, rest)]


def _stacked(canvas: Canvas, part: Stacked, plot: Box) -> None:
    area, place = _columns(canvas, plot, part.labels)
    rows, colours = _few(part), canvas.colours.series
    totals = [sum(row[at] for _, row in rows) for at in range(len(part.labels))]
    most = max(totals, default=0) or 1
    for at, total in enumerate(totals):
        (left, right), foot = place(at), area.bottom
        for (_, row), colour in zip(rows, colours, strict=False):
            if row[at]:
                top = foot - area.height * row[at] / most
                canvas.block(Box(left, top, right, foot - (2 if foot < area.bottom else 0)), colour)
                foot = top
        if total:
            middle = (left + right) / 2
            canvas.text(middle, foot - 9, f"{total}", 25, anchor="ms", bold=True)
    canvas.level(area.left, area.right, area.bottom, canvas.colours.grid)
    _key(canvas, rows, plot)


def _key(canvas: Canvas, rows: Sequence[tuple[str, tuple[int, ...]]], plot: Box) -> None:
    """Say which colour is which, in two columns, and how many there are of it."""
    half = plot.width / 2
    for at, ((name, row), colour) in enumerate(zip(rows, canvas.colours.series, strict=False)):
        x, y = plot.left + (at % 2) * half, plot.bottom + 22 + at // 2 * _KEY_LINE
        canvas.plate(Box(x, y - 11, x + 22, y + 11), colour, 6)
        count = f"{sum(row):,}"
        room = half - 34 - 12 - length(count, _SMALL, bold=True) - 30
        box = canvas.text(x + 34, y, fitting(name, _SMALL, room), _SMALL, anchor="lm")
        canvas.text(box.right + 12, y, count, _SMALL, anchor="lm", bold=True)
