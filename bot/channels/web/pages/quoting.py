"""One stock in full, as the page shows it: figures in words, bars as percentages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.render import figures
from bot.render.quote import worth
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.clock import KST
from core.model import Condition, Quote
from core.model.looking import Details, Level, OrderBook

_GRAVE = frozenset({"halted", "liquidation"})
_LEVELS, _NEAR = 10, 5
_DIRECTIONS = {1: "up", -1: "down", 0: "flat"}


@dataclass(frozen=True, slots=True)
class Depth:
    """A price of the order book: how much waits there, in words and as a share of the longest."""

    price: str
    quantity: str
    share: float
    side: str
    direction: str
    far: bool = False
    """whether a phone has no room for it"""


@dataclass(frozen=True, slots=True)
class Year:
    """Where the price stands between the lowest and the highest of 52 weeks, in percent."""

    percent: int
    low: str
    high: str
    low_on: str
    high_on: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows of a stock, each as it is written."""

    name: str
    code: str
    market: str
    price: str
    moved: str
    rate: str
    direction: str
    limit: str
    at: str
    warnings: tuple[str, ...]
    grave: bool
    rows: tuple[tuple[str, str], ...]
    year: Year | None
    depth: tuple[Depth, ...]
    sums: str
    book_note: str
    inside: tuple[Condition, ...]


def shown(
    voice: Voice,
    details: Details,
    book: OrderBook | None,
    inside: Sequence[Condition],
    now: datetime,
) -> Shown:
    """Return a stock as the page shows it; `book` None where it did not come."""
    quote = Quote(details.code, details.price, details.change, details.rate)
    market = f"quote.market_{details.market}"
    return Shown(
        name=details.name,
        code=details.code,
        market=voice.text(market) if market in TEXTS else details.market,
        price=figures.money(details.price),
        moved=figures.change(quote),
        rate=figures.signed(details.rate) if details.rate is not None else "",
        direction=_DIRECTIONS[figures.direction(quote)],
        limit=_limit(voice, details),
        at=figures.clock_time(details.at, now.astimezone(KST).date()),
        warnings=tuple(voice.text(f"quote.warned_{one}") for one in details.warnings),
        grave=bool(_GRAVE & set(details.warnings)),
        rows=tuple(_rows(voice, details)),
        year=_year(details),
        depth=_depth(details, book),
        sums=_sums(voice, book),
        book_note=_book_note(voice, book),
        inside=tuple(inside),
    )


def _limit(voice: Voice, details: Details) -> str:
    if details.price is None:
        return ""
    for key, limit in (("limit_up", details.upper), ("limit_down", details.lower)):
        if details.price == limit:
            return voice.text(f"board.{key}")
    return ""


def _rows(voice: Voice, details: Details) -> list[tuple[str, str]]:
    """Return label and value of everything that is known."""
    lang = voice.lang
    known = {
        "open": details.open and figures.money(details.open),
        "high": details.high and figures.money(details.high),
        "low": details.low and figures.money(details.low),
        "base": details.base and figures.money(details.base),
        "volume": details.volume and figures.amount(details.volume, lang),
        "value": details.value and worth(details.value * 1_000_000, lang),
        "upper": details.upper and figures.money(details.upper),
        "lower": details.lower and figures.money(details.lower),
        "cap": details.market_cap and worth(details.market_cap * 100_000_000, lang),
        "per": "" if details.per is None else f"{details.per:,.1f}",
        "pbr": "" if details.pbr is None else f"{details.pbr:,.2f}",
    }
    return [(voice.text(f"board.row_{key}"), value) for key, value in known.items() if value]


def _year(details: Details) -> Year | None:
    price, low, high = details.price, details.year_low, details.year_high
    if price is None or low is None or high is None:
        return None
    percent = round((price - low) / (high - low) * 100) if high > low else 100
    return Year(
        max(0, min(100, percent)),
        figures.money(low),
        figures.money(high),
        _on(details.year_low_on),
        _on(details.year_high_on),
    )


def _on(day: date | None) -> str:
    return f"{day.month}/{day.day}" if day else ""


def _depth(details: Details, book: OrderBook | None) -> tuple[Depth, ...]:
    """Return who sells, dearest first, and below who buys."""
    if book is None:
        return ()
    asks, bids = book.asks[:_LEVELS], book.bids[:_LEVELS]
    most = max((one.quantity for one in (*asks, *bids)), default=0) or 1

    def row(at: int, level: Level, side: str) -> Depth:
        moved = 0 if details.base is None else level.price - details.base
        return Depth(
            figures.money(level.price),
            figures.money(level.quantity),
            round(100 * level.quantity / most, 1),
            side,
            _DIRECTIONS[(moved > 0) - (moved < 0)],
            at >= _NEAR,
        )

    sellers = [row(at, one, "ask") for at, one in enumerate(asks)]
    return (*reversed(sellers), *(row(at, one, "bid") for at, one in enumerate(bids)))


def _sums(voice: Voice, book: OrderBook | None) -> str:
    if book is None or not (book.asks or book.bids):
        return ""
    asks, bids = (
        figures.amount(sum(one.quantity for one in side), voice.lang)
        for side in (book.asks, book.bids)
    )
    return voice.text("quote.book_total", asks=asks, bids=bids)


def _book_note(voice: Voice, book: OrderBook | None) -> str:
    if book is None:
        return voice.text("quote.book_unknown")
    return "" if book.asks or book.bids else voice.text("quote.no_book")
