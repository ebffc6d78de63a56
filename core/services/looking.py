"""One stock in full, for whoever asks: briefly remembered, and asked for once by many."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.clock import Clock
from core.errors import AnswerTimedOut, BotError
from core.model import Condition, Destination, Stock
from core.model.looking import Candle, Details, Interval, Mark, OrderBook
from core.ports import Events
from core.ports.looking import MarketSource
from core.services.book import Book
from core.services.quotes import Quotes

CANDLES = 120
_FRESH = 2.0
_FRESH_CANDLES = {"minute": 5.0, "day": 20.0, "week": 60.0}
_PATIENCE = 15.0
_KEPT = 200
_MOST_MARKS = 400


class Looking:
    """Answers from a short memory where it can; nobody waits longer than fifteen seconds."""

    def __init__(
        self, source: MarketSource, quotes: Quotes, book: Book, events: Events, clock: Clock
    ) -> None:
        self._source = source
        self._quotes = quotes
        self._book = book
        self._events = events
        self._clock = clock
        self._kept: dict[tuple[object, ...], tuple[float, Any]] = {}
        self._asked: dict[tuple[object, ...], asyncio.Task[Any]] = {}

    async def details(self, stock: Stock) -> Details:
        """Return a stock in full; raises PassingError, OperatorError or Refused."""
        found: Details = await self._once(("details", stock.code), _FRESH, lambda: self._all(stock))
        return found

    async def book(self, stock: Stock) -> OrderBook:
        """Return the order book of a stock; raises as `details`."""
        found: OrderBook = await self._once(
            ("book", stock.code), _FRESH, lambda: self._source.book(stock.code)
        )
        return found

    async def book_if_any(self, stock: Stock) -> OrderBook | None:
        """Return the order book of a stock, None where it cannot be had."""
        try:
            return await self.book(stock)
        except BotError:
            return None

    async def candles(self, stock: Stock, interval: Interval, count: int = CANDLES) -> list[Candle]:
        """Return the last candles of a stock, oldest first; raises as `details`."""
        found: list[Candle] = await self._once(
            ("candles", stock.code, interval, count),
            _FRESH_CANDLES[interval.unit],
            lambda: self._source.candles(stock.code, interval, count),
        )
        return found

    def last(self, code: str) -> Details | None:
        """Return what was known of a stock when it was last looked at, None where it never was."""
        _, kept = self._kept.get(("details", code), (0.0, None))
        found: Details | None = kept
        return found

    def inside(self, code: str) -> list[Condition]:
        """Return the watched conditions a stock is inside now, in the broker's order."""
        found = [
            self._book.conditions[one]
            for one in (*self._book.watched, *self._book.derived)
            if one in self._book.conditions and code in self._book.membership(one).codes
        ]
        return sorted(found, key=lambda one: (len(one.seq), one.seq))

    async def lately(self, chat: Destination, most: int) -> list[str]:
        """Return the codes of the stocks that a chat was told of last, newest first."""
        records = await self._events.of_chat(chat, 0, 4 * most)
        return list(dict.fromkeys(one.event.code for one in records))[:most]

    async def marks(self, code: str, since: datetime) -> list[Mark]:
        """Return where a stock entered and left conditions since then, oldest first."""
        return [
            Mark(
                record.event.happened_at or record.event.received_at,
                record.event.kind,
                record.condition,
                record.quote.price if record.quote else None,
            )
            for record in await self._events.crossings(code, since, _MOST_MARKS)
        ]

    async def _all(self, stock: Stock) -> Details:
        details, quotes = await asyncio.gather(
            self._source.details(stock.code), self._quotes.prices([stock.code])
        )
        quote = quotes.get(stock.code)
        return replace(
            details,
            name=details.name or stock.name,
            market=details.market or stock.market,
            value=quote.value if quote else None,
        )

    async def _once(
        self, key: tuple[object, ...], fresh: float, ask: Callable[[], Awaitable[Any]]
    ) -> Any:
        at, kept = self._kept.get(key, (0.0, None))
        if kept is not None and self._clock.monotonic() - at <= fresh:
            return kept
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.ensure_future(self._ask(key, ask))
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        return await asyncio.shield(task)

    async def _ask(self, key: tuple[object, ...], ask: Callable[[], Awaitable[Any]]) -> Any:
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await ask()
        except TimeoutError as error:
            raise AnswerTimedOut(str(key[0])) from error
        self._kept.pop(key, None)
        self._kept[key] = (self._clock.monotonic(), found)
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return found
