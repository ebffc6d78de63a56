"""One stock in full, in memory: for whoever asks the engine, and for the engine itself."""

from datetime import datetime, timedelta

from core.errors import BotError
from core.model import Condition, Destination, Stock
from core.model.looking import (
    Candle,
    Details,
    Interval,
    Level,
    Mark,
    OrderBook,
)
from core.services.looking import CANDLES, Looking

_STEPS = {"minute": timedelta(minutes=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def details_of(stock: Stock, at: datetime, price: int = 71_200) -> Details:
    """Return a believable stock at a price."""
    base = price - 2_350
    return Details(
        code=stock.code,
        name=stock.name,
        market=stock.market,
        at=at,
        price=price,
        change=2_350,
        rate=3.41,
        open=base + 150,
        high=price + 300,
        low=base - 50,
        volume=12_345_678,
        value=873_412,
        base=base,
        upper=base * 13 // 10,
        lower=base * 7 // 10,
        year_high=88_800,
        year_high_on=(at - timedelta(days=100)).date(),
        year_low=52_900,
        year_low_on=(at - timedelta(days=200)).date(),
        market_cap=4_250_531,
        per=13.42,
        pbr=1.21,
    )


def book_of(code: str, at: datetime, price: int = 71_200, step: int = 100) -> OrderBook:
    """Return ten levels on each side, the further the fuller."""
    asks = tuple(Level(price + step * far, 1_000 * (far + 1)) for far in range(10))
    bids = tuple(Level(price - step * (far + 1), 900 * (far + 1)) for far in range(10))
    return OrderBook(code, at, asks, bids)


def candles_of(
    interval: Interval, count: int, until: datetime, price: int = 71_200
) -> list[Candle]:
    """Return candles that climb ten won each to a price, the last one beginning at `until`."""
    step = _STEPS[interval.unit] * interval.count
    found = []
    for back in range(count - 1, -1, -1):
        close = price - 10 * back
        found.append(
            Candle(until - step * back, close - 5, close + 20, close - 20, close, 1_000 + back)
        )
    return found


class FakeLooking(Looking):
    """Answers from its attributes; `error`, while set, is raised by whatever asks the broker."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.error: BotError | None = None
        self.book_error: BotError | None = None
        self.given: dict[str, Details] = {}
        self.books: dict[str, OrderBook] = {}
        self.charts: dict[tuple[str, Interval], list[Candle]] = {}
        self.seen: dict[str, Details] = {}
        self.conditions: dict[str, list[Condition]] = {}
        self.marked: dict[str, list[Mark]] = {}
        self.told: list[str] = []
        self.asked: list[tuple[str, str]] = []
        """what was asked of the broker: `details`, `book` or an interval's key, and the code"""

    async def details(self, stock: Stock) -> Details:
        self._note("details", stock.code)
        found = self.given.get(stock.code) or details_of(stock, self.now)
        self.seen[stock.code] = found
        return found

    async def book(self, stock: Stock) -> OrderBook:
        self._note("book", stock.code)
        if self.book_error is not None:
            raise self.book_error
        return self.books.get(stock.code) or book_of(stock.code, self.now)

    async def candles(self, stock: Stock, interval: Interval, count: int = CANDLES) -> list[Candle]:
        self._note(interval.key, stock.code)
        found = self.charts.get((stock.code, interval))
        return candles_of(interval, count, self.now) if found is None else found[-count:]

    def last(self, code: str) -> Details | None:
        return self.seen.get(code)

    def inside(self, code: str) -> list[Condition]:
        return self.conditions.get(code, [])

    async def lately(self, chat: Destination, most: int) -> list[str]:
        return self.told[:most]

    async def marks(self, code: str, since: datetime) -> list[Mark]:
        return [one for one in self.marked.get(code, []) if one.at >= since]

    def _note(self, what: str, code: str) -> None:
        self.asked.append((what, code))
        if self.error is not None:
            raise self.error
