"""Events of the past as the page writes them: by day, with what the prices did then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.render import figures
from bot.render.past import KEYS, day_name
from bot.render.voice import Voice
from core.clock import KST
from core.model import EventKind, Source
from core.model.remembering import Followup, Past


@dataclass(frozen=True, slots=True)
class Line:
    """An event: when, what, which stock, which condition, its price, what followed."""

    time: str
    kind: str
    said: str
    code: str
    stock: str
    condition: str
    price: str
    rate: str
    direction: str
    missed: bool
    after: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The events of one day."""

    day: str
    iso: str
    lines: tuple[Line, ...]


def groups(voice: Voice, pasts: Sequence[Past], today: date) -> Iterator[Group]:
    """Yield the days of a page, in its order."""
    for day, some in groupby(pasts, key=lambda one: one.event.received_at.astimezone(KST).date()):
        lines = tuple(_line(voice, one) for one in some)
        yield Group(day_name(day, today, voice.lang), str(day), lines)


def _line(voice: Voice, one: Past) -> Line:
    event = one.event
    unknown = voice.text("alert.condition_unknown")
    lost = one.price is None and event.kind is EventKind.ENTRY
    price = voice.text("alert.price_unknown") if lost else ""
    return Line(
        time=figures.clock_time(event.happened_at or event.received_at),
        kind=event.kind.value,
        said=voice.text(f"alert.{event.kind}"),
        code=event.code,
        stock=one.stock,
        condition=one.condition.name if one.condition else unknown,
        price=figures.money(one.price) if one.price is not None else price,
        rate=figures.arrowed(one.quote.rate) if one.quote else "",
        direction={1: "up", -1: "down", 0: "flat"}[figures.direction(one.quote)],
        missed=event.source is Source.MISSED,
        after=tuple(_after(voice, one.followup)) if one.followup else (),
    )


def _after(voice: Voice, followup: Followup) -> Iterator[tuple[str, str, str]]:
    """Yield what the price had done at each mark: its name, the return, the direction."""
    if not followup.price:
        return
    for key, price in zip(KEYS, followup.prices, strict=False):
        rate = None if price is None else (price / followup.price - 1) * 100
        moved = round(rate or 0, 2)
        direction = "up" if moved > 0 else "down" if moved < 0 else "flat"
        yield voice.text(key), "?" if rate is None else figures.signed(rate), direction
