"""The colours of pictures, light and dark; up is red and down is blue, as on Korean screens."""

from dataclasses import dataclass, fields

Colour = tuple[int, int, int]

WHITE = (255, 255, 255)
_MOST = 256
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme."""

    ground: Colour
    raised: Colour
    text: Colour
    muted: Colour
    grid: Colour
    up: Colour
    down: Colour
    flat: Colour
    averages: tuple[Colour, Colour, Colour]
    entry: Colour
    exit: Colour
    on_mark: Colour
    series: tuple[Colour, ...]
    """for what is neither rise nor fall; the last is for the rest"""

    def moved(self, change: float) -> Colour:
        """Return the colour of a rise, a fall, or neither."""
        return self.up if change > 0 else self.down if change < 0 else self.flat

    @property
    def pure(self) -> tuple[Colour, ...]:
        """Return each colour once, the ground first."""
        values = (getattr(self, one.name) for one in fields(self))
        found = (one if isinstance(one[0], tuple) else (one,) for one in values)
        return tuple(dict.fromkeys(colour for some in found for colour in some))

    @property
    def every(self) -> list[Colour]:
        """Return these, white, and what lies between each and the ground: at most 256.

        The edges of letters and lines are in between. What is as good as one of these is left
        out: Pillow looks for the nearest colour in steps of four, and must find the pure one.
        """
        pure = list(dict.fromkeys([*self.pure, WHITE]))
        steps = (_MOST - len(pure)) // (len(pure) - 1) + 1
        between = (
            _between(self.ground, one, at / steps) for one in pure[1:] for at in range(1, steps)
        )
        return pure + [one for one in between if not any(_alike(one, other) for other in pure)]


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


LIGHT = Palette(
    ground=(255, 255, 255),
    raised=(242, 244, 247),
    text=(25, 31, 40),
    muted=(107, 118, 132),
    grid=(233, 236, 240),
    up=(232, 48, 63),
    down=(38, 112, 233),
    flat=(107, 118, 132),
    averages=((16, 160, 112), (226, 140, 8), (139, 92, 246)),
    entry=(25, 31, 40),
    exit=(128, 138, 151),
    on_mark=(255, 255, 255),
    series=(
        (79, 70, 229),
        (14, 165, 164),
        (245, 158, 11),
        (217, 70, 160),
        (101, 163, 13),
        (176, 184, 193),
    ),
)
DARK = Palette(
    ground=(20, 22, 27),
    raised=(36, 39, 46),
    text=(241, 243, 246),
    muted=(150, 158, 170),
    grid=(40, 43, 51),
    up=(250, 82, 92),
    down=(72, 142, 255),
    flat=(150, 158, 170),
    averages=((38, 190, 140), (245, 166, 35), (167, 130, 255)),
    entry=(241, 243, 246),
    exit=(122, 131, 145),
    on_mark=(20, 22, 27),
    series=(
        (129, 120, 255),
        (45, 200, 196),
        (250, 180, 60),
        (240, 110, 190),
        (150, 205, 70),
        (96, 104, 117),
    ),
)


def palette(*, dark: bool) -> Palette:
    """Return the dark theme or the light one."""
    return DARK if dark else LIGHT
