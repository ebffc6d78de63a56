"""The price of every event that is kept, told to anybody or not; asked for when nobody waits.

What an alert asks for is written with the alert. All else (an exit of a condition that is followed
only as a part of an expression, a chat that cannot be reached) is priced here, together and within
seconds. A price that comes too late is none of that event, and stays unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.clock import Clock
from core.model import Quote

GRACE = timedelta(seconds=20)
"""how late a price may be and still count as that of an event"""


class Rows(Protocol):
    """The events, as far as their prices go."""

    async def unpriced(self, since: datetime) -> list[tuple[int, str]]:
        """Return id and code of the events received since then that have no price, oldest first."""
        ...

    async def price(self, quotes: Mapping[int, Quote]) -> None:
        """Write prices onto events that have none, by event id."""
        ...


class Prices(Protocol):
    """Prices nobody waits for."""

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return what is known, or can be had with one call while no alert wants any."""
        ...


class Pricing:
    """Driven by the timetable."""

    def __init__(self, rows: Rows, prices: Prices, clock: Clock) -> None:
        self._rows = rows
        self._prices = prices
        self._clock = clock

    async def look(self) -> None:
        """Price what has none yet and is not too old for it."""
        unpriced = await self._rows.unpriced(self._clock.now() - GRACE)
        if not unpriced:
            return
        found = await self._prices.spare(list(dict.fromkeys(code for _, code in unpriced)))
        quotes = {
            one: found[code]
            for one, code in unpriced
            if code in found and found[code].price is not None
        }
        if quotes:
            await self._rows.price(quotes)
