"""What stands above a chart: which stock, what it costs, and how much that has moved."""

from bot.render import figures
from bot.render.canvas import Box, Canvas, bearing, fitting, length
from bot.render.pictures import Headline

MARGIN = 36


def draw_headline(canvas: Canvas, headline: Headline, kind: str) -> None:
    """Write the name, cut where it is too long, the code, what `kind` of chart it is, the price."""
    colours, right = canvas.colours, canvas.whole.right - MARGIN
    pill = Box(right - length(kind, 30, bold=True) - 40, 34, right, 86)
    canvas.plate(pill, colours.raised, 26)
    canvas.text((pill.left + pill.right) / 2, 60, kind, 30, anchor="mm", bold=True)
    room = pill.left - 24 - MARGIN - length(headline.code, 30) - 16
    name = fitting(headline.name or headline.code, 50, room, bold=True)
    box = canvas.text(MARGIN, 78, name, 50, bold=True)
    if headline.code != name:
        canvas.text(box.right + 16, 78, headline.code, 30, colours.muted)
    if headline.price is not None:
        _price(canvas, headline, headline.price)


def _price(canvas: Canvas, headline: Headline, price: int) -> None:
    moved = headline.change or headline.rate or 0
    colour, text = canvas.colours.moved(moved), f"{price:,}"
    left = MARGIN - bearing(text, 76, bold=True)
    x = canvas.text(left, 168, text, 76, colour, bold=True).right + 24
    if moved:
        tip, foot = (136, 162) if moved > 0 else (162, 136)
        canvas.shape([(x, foot), (x + 15, tip), (x + 30, foot)], colour)
        x += 40
    change = "" if headline.change is None else f"{abs(headline.change):,}"
    rate = "" if headline.rate is None else figures.signed(headline.rate)
    canvas.text(x, 166, "  ".join(filter(None, (change, rate))), 42, colour, bold=True)
