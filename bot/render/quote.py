"""What `/quote` shows: one stock in full, on one screen of a phone."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.messages import Button, Doc, Line, Reply, Table, code
from bot.render import figures
from bot.render.measure import clip, columns, right
from bot.render.replies import button, label
from bot.render.style import WIDEST
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.clock import KST
from core.errors import BotError, PassingError
from core.model import Condition, Quote, Stock
from core.model.looking import Details, Level, Mark, OrderBook

_NAME = 40
_LEVELS = 5
"""of each side; the sums tell of all ten"""
_CELLS = 22
_LONGEST_BAR = 12
_KOREAN_UNITS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
_ENGLISH_UNITS = ((10**12, "T"), (10**9, "B"), (10**6, "M"))
_STOP = frozenset({"halted", "liquidation"})

Rows = tuple[tuple[Button, ...], ...]


def quote_reply(
    voice: Voice,
    details: Details,
    book: OrderBook | None,
    inside: Sequence[Condition],
    now: datetime,
) -> Reply:
    """Return the price of a stock and all that belongs to it; `book` None where it did not come."""
    lines: list[Line | Table] = [
        *_warned(voice, details),
        _title(voice, details),
        _price(voice, details),
        *_day(voice, details),
        (),
        *_year(voice, details),
        *_worth(voice, details),
        (),
        *_book(voice, book),
        (),
        _inside(voice, inside),
        voice.line("quote.at", time=figures.clock_time(details.at, now.astimezone(KST).date())),
    ]
    return Reply(Doc(tuple(lines)), _buttons(voice, details.code))


def unreachable(
    voice: Voice,
    stock: Stock,
    error: BotError,
    last: Details | None,
    marks: Sequence[Mark],
    inside: Sequence[Condition],
    now: datetime,
) -> Reply:
    """Say why there is no price, and what is known without one."""
    name = {"name": clip(stock.name, _NAME), "code": stock.code}
    lines = [*voice.lines("quote.unreachable", **name), *voice.error(error), ()]
    today = now.astimezone(KST).date()
    if last is not None:
        lines.append(voice.line("quote.known", time=figures.clock_time(last.at, today)))
        lines += [*_warned(voice, last), _price(voice, last), *_day(voice, last)]
    elif marks:
        lines.append(_record(voice, marks[-1], today))
    else:
        lines.append(voice.line("quote.known_nothing"))
    lines.append(_inside(voice, inside))
    rows: Rows = (_more(voice, stock.code),)
    if isinstance(error, PassingError):
        rows = ((button(voice, "retry", f"/quote {stock.code}"),), *rows)
    return Reply(Doc(tuple(lines)), rows)


def which_stock(
    voice: Voice, stocks: Sequence[Stock], example: str, command: str = "quote"
) -> Reply:
    """Ask which stock is meant, offering those that alerts spoke of lately."""
    if not stocks:
        return Reply(Doc(voice.lines("quote.which_none", example=example)))
    rows = tuple(
        (Button(label(f"{one.name} {one.code}"), f"/{command} {one.code}"),) for one in stocks
    )
    return Reply(Doc(voice.lines("quote.which")), rows)


def worth(won: int, lang: str) -> str:
    """Return money as it is said: `1조 2,345억`, `512억`, `1.9억`; `1.2T`, `51.2B` in English.

    Less than ten of a unit has one digit after the point, which is never rounded up.
    """
    units = _KOREAN_UNITS if lang == "ko" else _ENGLISH_UNITS
    for at, (unit, name) in enumerate(units):
        if won < unit:
            continue
        if lang != "ko":
            return f"{won / unit:,.1f}{name}"
        whole, rest = divmod(won, unit)
        if at and whole < 10 and (tenths := rest * 10 // unit):
            return f"{whole}.{tenths}{name}"
        rest = rest // units[at + 1][0] if at == 0 and whole < 100 else 0
        return f"{whole:,}{name}" + (f" {rest:,}{units[1][1]}" if rest else "")
    return f"{won:,}"


def range_bar(price: int, low: int, high: int, cells: int = _CELLS) -> str:
    """Return `├──────●───┤`, the mark where the price stands between both ends."""
    at = round((price - low) / (high - low) * (cells - 1)) if high > low else cells - 1
    at = max(0, min(cells - 1, at))
    return f"├{'─' * at}●{'─' * (cells - 1 - at)}┤"


# --- the parts ----------------------------------------------------------------------------------


def _warned(voice: Voice, details: Details) -> tuple[Line, ...]:
    """Return what the exchange warns of; it stands first, where a notification shows it."""
    if not details.warnings:
        return ()
    words = " · ".join(voice.text(f"quote.warned_{one}") for one in details.warnings)
    light = "⛔" if _STOP & set(details.warnings) else "⚠️"
    return (voice.line("quote.warned", light=light, warnings=words),)


def _title(voice: Voice, details: Details) -> Line:
    key = f"quote.market_{details.market}"
    market = voice.text(key) if key in TEXTS else details.market
    name = clip(details.name, _NAME)
    return voice.line("quote.name", name=name, code=details.code, market=market)


def _price(voice: Voice, details: Details) -> Line:
    if details.price is None:
        return voice.line("quote.no_price")
    its = Quote(details.code, details.price, details.change, details.rate)
    moved = " ".join(part for part in (figures.change(its), _bracketed(details.rate)) if part)
    line = voice.line(
        "quote.price", price=figures.money(details.price), mark=figures.colour(its), moved=moved
    )
    for key, limit in (("quote.at_upper", details.upper), ("quote.at_lower", details.lower)):
        if details.price == limit:
            line = (*line, *voice.line(key))
    return line


def _bracketed(rate: float | None) -> str:
    return "" if rate is None else f"({figures.signed(rate)})"


def _day(voice: Voice, details: Details) -> tuple[Line, ...]:
    if not details.volume:
        return (voice.line("quote.untraded"),)
    ends = {key: figures.money(getattr(details, key)) for key in ("open", "high", "low")}
    volume = figures.amount(details.volume, voice.lang)
    if details.value is None:
        traded = voice.line("quote.traded_volume", volume=volume)
    else:
        value = voice.text("quote.value", value=worth(details.value * 1_000_000, voice.lang))
        traded = voice.line("quote.traded", volume=volume, value=value)
    return voice.line("quote.day", **ends), traded


def _year(voice: Voice, details: Details) -> tuple[Line, ...]:
    price, low, high = details.price, details.year_low, details.year_high
    if price is None or low is None or high is None:
        return ()
    percent = max(0, min(100, round((price - low) / (high - low) * 100))) if high > low else 100
    bar = f"{range_bar(price, low, high)} {percent}%"
    ends = voice.line(
        "quote.year_ends",
        low=figures.money(low),
        high=figures.money(high),
        low_on=_on(details.year_low_on),
        high_on=_on(details.year_high_on),
    )
    return (code(f"{voice.text('quote.year')} {bar}"),), ends


def _on(day: date | None) -> str:
    return f"{day.month}/{day.day}" if day else "-"


def _worth(voice: Voice, details: Details) -> tuple[Line, ...]:
    found: list[Line] = []
    if details.upper and details.lower:
        upper, lower = figures.money(details.upper), figures.money(details.lower)
        found.append(voice.line("quote.limits", upper=upper, lower=lower))
    parts = []
    if details.market_cap:
        cap = worth(details.market_cap * 100_000_000, voice.lang)
        parts.append(voice.text("quote.cap", cap=cap))
    if details.per is not None:
        parts.append(voice.text("quote.per", per=f"{details.per:,.1f}"))
    if details.pbr is not None:
        parts.append(voice.text("quote.pbr", pbr=f"{details.pbr:,.2f}"))
    if parts:
        found.append(voice.line("quote.line", text=" · ".join(parts)))
    return tuple(found)


def _book(voice: Voice, book: OrderBook | None) -> tuple[Line | Table, ...]:
    if book is None:
        return (voice.line("quote.book_unknown"),)
    if not book.asks and not book.bids:
        return (voice.line("quote.no_book"),)
    asks, bids = book.asks[:_LEVELS], book.bids[:_LEVELS]
    shown = [*reversed(asks), *bids]
    prices, counts = (
        max(columns(figures.money(getattr(one, name))) for one in shown)
        for name in ("price", "quantity")
    )
    words = {len(asks) - 1: voice.text("quote.ask"), len(asks): voice.text("quote.bid")}
    room = min(_LONGEST_BAR, WIDEST - prices - counts - 3 - max(map(columns, words.values())))
    most = max(one.quantity for one in shown)

    def row(at: int, level: Level) -> str:
        price = right(figures.money(level.price), prices)
        count = right(figures.money(level.quantity), counts)
        bar = _bar(level.quantity, most, room)
        return " ".join(part for part in (price, count, bar, words.get(at, "")) if part)

    return Table(tuple(row(at, one) for at, one in enumerate(shown))), _sums(voice, book)


def _sums(voice: Voice, book: OrderBook) -> Line:
    asks, bids = (
        figures.amount(sum(one.quantity for one in side), voice.lang)
        for side in (book.asks, book.bids)
    )
    return voice.line("quote.book_total", asks=asks, bids=bids)


def _bar(quantity: int, most: int, room: int) -> str:
    """Return a bar of half blocks; whoever waits at all is seen."""
    return "▄" * max(1, round(quantity / most * room)) if quantity else ""


def _inside(voice: Voice, inside: Sequence[Condition]) -> Line:
    if not inside:
        return voice.line("quote.inside_none")
    names = ", ".join(clip(one.name, 20) for one in inside)
    return voice.line("quote.inside", conditions=names)


def _record(voice: Voice, mark: Mark, today: date) -> Line:
    condition = mark.condition.name if mark.condition else voice.text("alert.condition_unknown")
    return voice.line(
        "quote.known_event",
        time=figures.clock_time(mark.at, today),
        kind=voice.text(f"alert.{mark.kind.value}"),
        price=figures.money(mark.price),
        condition=clip(condition, 20),
    )


def _buttons(voice: Voice, stock: str) -> Rows:
    return ((button(voice, "refresh", f"/quote {stock}"), *_more(voice, stock)),)


def _more(voice: Voice, stock: str) -> tuple[Button, ...]:
    return (
        Button(voice.text("button.chart"), f"/chart {stock}", keeps=True),
        Button(voice.text("button.why"), f"/why {stock}", keeps=True),
        Button(voice.text("button.mute_short"), f"/mute 30m {stock}", keeps=True),
    )
