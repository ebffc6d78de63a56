"""The words and buttons that go with a chart."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import Button, Doc, Line
from bot.render import figures
from bot.render.pictures import Headline
from bot.render.replies import button
from bot.render.voice import Voice
from core.clock import KST
from core.model import EventKind, Quote, Stock
from core.model.looking import INTERVALS, Candle, Details, Interval, Mark

Rows = tuple[tuple[Button, ...], ...]

_IN_A_ROW = 5


def headline(
    stock: Stock, name: str, details: Details | None, candles: list[Candle], interval: Interval
) -> Headline:
    """Return the price of now; where nobody says it, the last candle's and what it moved in a day.

    Only candles of days tell the last close.
    """
    if details is not None and details.price is not None:
        return Headline(name, stock.code, details.price, details.change, details.rate)
    price = candles[-1].close
    if interval.unit != "day" or len(candles) < 2 or not candles[-2].close:
        return Headline(name, stock.code, price)
    before = candles[-2].close
    return Headline(name, stock.code, price, price - before, (price / before - 1) * 100)


def caption(
    voice: Voice, headline: Headline, interval: Interval, marks: Sequence[Mark], at: datetime
) -> Doc:
    """Say in two lines what the picture shows, for a notification and for who cannot see it."""
    quote = Quote(headline.code, headline.price, headline.change, headline.rate)
    price = voice.line(
        "chart.price",
        colour=figures.colour(quote),
        price=figures.money(headline.price),
        moved=f"{figures.change(quote)} {_rate(headline)}".strip(),
        time=figures.clock_time(at, at.astimezone(KST).date()),
    )
    return Doc((_title(voice, headline.name, headline.code, interval), price, *_told(voice, marks)))


def nothing(voice: Voice, name: str, code: str, interval: Interval) -> Doc:
    """Say that there are no candles to draw."""
    return Doc((_title(voice, name, code, interval), *voice.lines("chart.no_candles")))


def alt(voice: Voice, headline: Headline, interval: Interval) -> str:
    """Describe the picture in a few words."""
    return voice.text(
        "chart.alt",
        name=headline.name,
        kind=kind(voice, interval),
        price=figures.money(headline.price),
    )


def kind(voice: Voice, interval: Interval) -> str:
    """Return `일봉`, `주봉`, `5분봉`."""
    return voice.text(f"chart.{interval.unit}", count=interval.count)


def buttons(voice: Voice, code: str, interval: Interval, *, dark: bool) -> Rows:
    """Return a button for each interval, then the price, the other theme, and once again."""
    theme = " dark" if dark else ""

    def to(one: Interval) -> Button:
        said = (
            one.said if voice.lang == "ko" else voice.text(f"chart.short_{one.unit}", n=one.count)
        )
        label = f"• {said} •" if one == interval else said
        return Button(label, f"/chart {code} {one.key}{theme}")

    every = [to(one) for one in INTERVALS]
    here = f"/chart {code} {interval.key}"
    other = button(voice, "light", here) if dark else button(voice, "dark", f"{here} dark")
    price = Button(voice.text("button.quote"), f"/quote {code}", keeps=True)
    again = button(voice, "refresh", f"{here}{theme}")
    return tuple(every[:_IN_A_ROW]), tuple(every[_IN_A_ROW:]), (price, other, again)


def _title(voice: Voice, name: str, code: str, interval: Interval) -> Line:
    return voice.line("chart.title", name=name, code=code, kind=kind(voice, interval))


def _rate(headline: Headline) -> str:
    return "" if headline.rate is None else f"({figures.signed(headline.rate)})"


def _told(voice: Voice, marks: Sequence[Mark]) -> tuple[Line, ...]:
    entries = sum(one.kind is EventKind.ENTRY for one in marks)
    if not marks:
        return ()
    return (voice.line("chart.crossings", entries=entries, exits=len(marks) - entries),)
