"""Prices for what is about to be told: fetched together, cached briefly, never waited for long."""

import asyncio
from collections.abc import Collection, Iterable, Sequence

import structlog

from core.clock import Clock
from core.errors import BotError
from core.model import Quote
from core.ports import QuoteSource

log = structlog.get_logger(__name__)

PATIENCE = 0.5
_FRESH = 2.0
_MOST = 100
_APART = 3.0
"""seconds between two calls nobody waits for: they share Kiwoom's limit with those of alerts"""
_GIVE_UP = 2.0
"""a call that hangs must not keep the prices from every alert behind it"""


class Quotes:
    """One call at a time; whoever asks while it runs goes into the next one together."""

    def __init__(self, source: QuoteSource, clock: Clock, *, fresh: float = _FRESH) -> None:
        self._source = source
        self._clock = clock
        self._fresh = fresh
        self._cache: dict[str, tuple[float, Quote]] = {}
        self._wanted: dict[str, asyncio.Future[None]] = {}
        self._asked = asyncio.Event()
        self._busy = False
        self._spared = -_APART
        self._wished: dict[str, float] = {}
        """what nobody waits for, and when it was asked for last"""

    async def run(self) -> None:
        """Fetch what is wanted, up to a hundred codes a call, until cancelled."""
        while True:
            await self._asked.wait()
            batch = {code: self._wanted.pop(code) for code in list(self._wanted)[:_MOST]}
            if not self._wanted:
                self._asked.clear()
            self._busy = True
            await self._fetch(list(batch))
            self._busy = False
            for answered in batch.values():
                answered.set_result(None)

    async def _fetch(self, codes: Sequence[str]) -> None:
        try:
            async with asyncio.timeout(_GIVE_UP):
                self.keep((await self._source.quotes(codes)).values())
        except (BotError, TimeoutError) as error:
            log.info("quotes_failed", count=len(codes), error=str(error))

    def keep(self, quotes: Iterable[Quote]) -> None:
        """Remember prices that came along with something else."""
        now = self._clock.monotonic()
        for quote in quotes:
            self._cache[quote.code] = (now, quote)

    async def prices(self, codes: Collection[str]) -> dict[str, Quote]:
        """Return the prices that can be had within half a second."""
        missing = [code for code in codes if self._cached(code) is None]
        if missing:
            _, late = await asyncio.wait([self._want(code) for code in missing], timeout=PATIENCE)
            if late:
                log.info("quotes_late", count=len(late))
        return {code: quote for code in codes if (quote := self._cached(code))}

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return prices that may wait: what is remembered, and one call where no alert wants any.

        At most a hundred codes are asked for, every three seconds, those that others wished for
        meanwhile among them. What an alert asks meanwhile goes its own way.
        """
        missing = [code for code in codes if self._cached(code) is None]
        now = self._clock.monotonic()
        self._wished |= dict.fromkeys(missing, now)
        if missing and not self._busy and not self._wanted and now - self._spared >= _APART:
            self._spared = now
            others = [code for code, at in self._wished.items() if now - at <= _APART]
            asked = list(dict.fromkeys((*missing, *others)))[:_MOST]
            self._wished.clear()
            await self._fetch(asked)
        return {code: quote for code in codes if (quote := self._cached(code))}

    def _want(self, code: str) -> asyncio.Future[None]:
        if code not in self._wanted:
            self._wanted[code] = asyncio.get_running_loop().create_future()
            self._asked.set()
        return self._wanted[code]

    def _cached(self, code: str) -> Quote | None:
        at, quote = self._cache.get(code, (0.0, None))
        if quote is not None and self._clock.monotonic() - at > self._fresh:
            del self._cache[code]
            return None
        return quote
