"""What the broker answers to a person who looks closer at one stock."""

from typing import Protocol

from core.model.looking import Candle, Details, Interval, OrderBook
from core.ports.broker import QuoteSource


class MarketSource(Protocol):
    """One stock in full. Every method raises PassingError, OperatorError or Refused."""

    async def details(self, code: str) -> Details:
        """Return all about a stock but its `value`, which comes with the quotes.

        Raises UnknownStock as well, where nobody is listed under the code.
        """
        ...

    async def book(self, code: str) -> OrderBook:
        """Return the order book; empty where nobody trades."""
        ...

    async def candles(self, code: str, interval: Interval, count: int) -> list[Candle]:
        """Return the last candles, oldest first; fewer where there are no more."""
        ...


class Market(QuoteSource, MarketSource, Protocol):
    """Prices and names of many stocks, and one stock in full."""
