"""A picture in the making: crisp rectangles, smooth lines, Korean text, and where each text is."""

import io
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from bot.render.measure import clip
from bot.render.palettes import Colour, Palette

_FINER = 3
"""smooth shapes are drawn so many times larger, then made smaller"""
_FACES = {False: "ConditionBotSans-Medium.otf", True: "ConditionBotSans-Bold.otf"}
_SHORTEST_NAME = 4

Point = tuple[float, float]
Pen = Callable[[ImageDraw.ImageDraw, Callable[[Point], Point], float], None]


class Box(NamedTuple):
    """Pixels from left to right and top to bottom; right and bottom do not belong to it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.bottom - self.top

    def holds(self, other: "Box") -> bool:
        """Tell whether the other box lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: "Box") -> bool:
        """Tell whether the two share a pixel."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    data = files("bot.render").joinpath("fonts", _FACES[bold]).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)


class Canvas:
    """An RGB picture `width` by `height`; `texts` are the texts drawn so far and their boxes."""

    def __init__(self, width: int, height: int, colours: Palette) -> None:
        self.colours = colours
        self.whole = Box(0, 0, width, height)
        self.texts: list[tuple[str, Box]] = []
        self._image = Image.new("RGB", (width, height), colours.ground)
        self._draw = ImageDraw.Draw(self._image)

    # --- crisp --------------------------------------------------------------------------------

    def block(self, box: Box, colour: Colour) -> None:
        """Fill a box, at least one pixel wide and high."""
        left, top = round(box.left), round(box.top)
        right, bottom = max(left + 1, round(box.right)), max(top + 1, round(box.bottom))
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def level(self, left: float, right: float, y: float, colour: Colour, dash: int = 0) -> None:
        """Draw a level line two pixels high, in dashes where `dash` says how long they are."""
        step = dash * 2 or right - left
        x = left
        while x < right:
            end = min(right, x + (dash or step))
            self.block(Box(x, round(y) - 1, end, round(y) + 1), colour)
            x += step

    def upright(self, x: float, top: float, bottom: float, colour: Colour, dash: int = 0) -> None:
        """Draw an upright line two pixels wide, in dashes where `dash` says how long they are."""
        step = dash * 2 or bottom - top
        y = top
        while y < bottom:
            end = min(bottom, y + (dash or step))
            self.block(Box(round(x) - 1, y, round(x) + 1, end), colour)
            y += step

    # --- smooth -------------------------------------------------------------------------------

    def curve(self, points: Sequence[Point], inside: Box, colour: Colour, width: float = 3) -> None:
        """Draw a smooth line through the points, cut off at the edges of `inside`."""
        if len(points) < 2:
            return
        heights = [y for _, y in points]
        box = Box(
            inside.left,
            max(inside.top, min(heights) - width),
            inside.right,
            min(inside.bottom, max(heights) + width),
        )
        self._smooth(
            box,
            colour,
            lambda draw, at, scale: draw.line(
                [at(one) for one in points], 255, round(width * scale), joint="curve"
            ),
        )

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon with smooth edges."""
        across, down = zip(*points, strict=True)
        box = Box(min(across) - 1, min(down) - 1, max(across) + 1, max(down) + 1)
        self._smooth(
            box, colour, lambda draw, at, _: draw.polygon([at(one) for one in points], fill=255)
        )

    def plate(self, box: Box, colour: Colour, radius: float = 10) -> None:
        """Fill a box with round corners."""
        self._smooth(
            box,
            colour,
            lambda draw, at, scale: draw.rounded_rectangle(
                (*at((box.left, box.top)), *at((box.right - 1 / scale, box.bottom - 1 / scale))),
                radius * scale,
                fill=255,
            ),
        )

    def _smooth(self, box: Box, colour: Colour, pen: Pen) -> None:
        left, top = int(box.left), int(box.top)
        size = int(box.right + 0.999) - left, int(box.bottom + 0.999) - top
        if min(size) < 1:
            return
        mask = Image.new("L", (size[0] * _FINER, size[1] * _FINER))

        def at(point: Point) -> Point:
            return (point[0] - left) * _FINER, (point[1] - top) * _FINER

        pen(ImageDraw.Draw(mask), at, _FINER)
        self._image.paste(colour, (left, top), mask.reduce(_FINER))

    # --- text ---------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: Colour | None = None,
        *,
        anchor: str = "ls",
        bold: bool = False,
        halo: int = 0,
    ) -> Box:
        """Write one line at a point; `anchor` as Pillow names it (`ls`: left on the baseline).

        A `halo` of so many pixels keeps what is behind it away.
        """
        font, where = _font(size, bold), (round(x), round(y))
        box = Box(*self._draw.textbbox(where, text, font, anchor))
        ink, ground = colour or self.colours.text, self.colours.ground
        if halo:
            self._draw.text(where, text, ground, font, anchor, stroke_width=halo)
        self._draw.text(where, text, ink, font, anchor)
        self.texts.append((text, box))
        return box

    def png(self) -> bytes:
        """Return the picture as a PNG in the colours of its palette: a third as long, as clear."""
        out = io.BytesIO()
        few = self._image.quantize(palette=_colours(self.colours), dither=Image.Dither.NONE)
        few.save(out, "PNG", compress_level=6)
        return out.getvalue()


@cache
def _colours(palette: Palette) -> Image.Image:
    """Return the picture whose colours Pillow is to use."""
    found = Image.new("P", (1, 1))
    found.putpalette([part for colour in palette.every for part in colour])
    return found


def length(text: str, size: int, *, bold: bool = False) -> float:
    """Return how many pixels a text is wide."""
    return _font(size, bold).getlength(text)


def bearing(text: str, size: int, *, bold: bool = False) -> float:
    """Return how many pixels after its beginning a text has its first ink."""
    ink = _font(size, bold).getmask(text).getbbox()
    return ink[0] if ink else 0.0


def fitting(text: str, size: int, room: float, *, bold: bool = False) -> str:
    """Return a text cut inside until it is at most `room` pixels wide."""
    most, shown = len(text), clip(text, len(text) or 1)
    while length(shown, size, bold=bold) > room and most > _SHORTEST_NAME:
        most -= 1
        shown = clip(text, most)
    return shown
