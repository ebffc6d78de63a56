"""Stock names, kept in memory from our own list and refreshed each day."""

import asyncio
from collections.abc import Mapping
from datetime import date

import structlog

from core.errors import BotError, Unavailable
from core.model import Stock
from core.ports import QuoteSource, Stocks
from core.services.finding import lookup
from core.services.hangul import squeezed
from core.services.lookup import Found, Grade, Lookup

log = structlog.get_logger(__name__)

_PATIENCE = 0.5


class Names:
    """Code to stock; an unknown code is asked for once, and answers with itself meanwhile."""

    def __init__(self, stocks: Stocks, source: QuoteSource) -> None:
        self._stocks = stocks
        self._source = source
        self._known: dict[str, Stock] = {}
        self._asked: set[str] = set()
        self._lookup: Lookup[Stock] | None = None
        """None: it has to be made from what is known now"""

    async def load(self) -> None:
        """Read the list of the last refresh."""
        self._known = {stock.code: stock for stock in await self._stocks.all()}
        self._lookup = None

    async def refresh(self, day: date) -> None:
        """Take the broker's list of today; raises PassingError or Refused."""
        stocks = await self._source.stocks()
        if not stocks:
            raise Unavailable("an empty stock list")
        await self._stocks.replace(stocks, day)
        self._known |= {stock.code: stock for stock in stocks}
        self._lookup = None
        self._asked.clear()
        log.info("stocks_refreshed", count=len(stocks))

    async def refreshed(self) -> date | None:
        """Return the day of the last refresh."""
        return await self._stocks.refreshed()

    def name(self, code: str) -> str:
        """Return the stock's name, or its code while the name is unknown."""
        stock = self._known.get(code)
        return stock.name if stock else code

    def stocks(self) -> Mapping[str, Stock]:
        """Return every stock known, by code."""
        return self._known

    def find(self, said: str) -> Found[Stock]:
        """Return the stocks meant by a code or by what fits their names best."""
        if stock := self._known.get(squeezed(said).upper()):
            return Found(Grade.EXACT, (stock,))
        if self._lookup is None:
            self._lookup = lookup(self._known.values())
        return self._lookup.find(said)

    def known(self, codes: set[str]) -> bool:
        """Return whether every code has a name."""
        return codes <= self._known.keys()

    async def learn(self, codes: set[str]) -> None:
        """Ask the broker for codes never heard of, half a second at most."""
        unknown = codes - self._known.keys() - self._asked
        if not unknown:
            return
        self._asked |= unknown
        try:
            async with asyncio.timeout(_PATIENCE):
                for code in sorted(unknown):
                    if stock := await self._source.stock(code):
                        self._known[code] = stock
                        self._lookup = None
        except (TimeoutError, BotError) as error:
            self._asked -= unknown
            log.info("name_unknown", codes=sorted(unknown), error=str(error))
