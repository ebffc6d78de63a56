"""Kiwoom behind the ports: one socket session, REST beside it, and the token both need."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import structlog

from core.clock import Clock
from core.errors import Refused, UnknownStock
from core.kiwoom import bodies, looks, refusals, requests
from core.kiwoom.auth import Learn, Tokens
from core.kiwoom.link import Link
from core.kiwoom.registrations import Registrations
from core.kiwoom.rest import Rest
from core.kiwoom.timing import Timing
from core.kiwoom.transport import Transport, derive_ws_url
from core.model import Hit, Listed, Quote, SessionStatus, Stock
from core.model.looking import Candle, Details, Interval, OrderBook
from core.ports import FeedEvent

__all__ = ["Broker", "derive_ws_url"]

STOCK_INFO = "/api/dostk/stkinfo"
MARKET_CONDITION = "/api/dostk/mrkcond"
CHART = "/api/dostk/chart"
MOST_QUOTES = 100
MOST_PAGES = 100
_NO_SUCH_STOCK = frozenset({1, 1901, 1902, 1903})

log = structlog.get_logger(__name__)


class Broker:
    """Implements ConditionFeed, Market and TokenKeeper; `run` is its task."""

    def __init__(
        self,
        *,
        base_url: str,
        app_key: str,
        app_secret: str,
        token_path: Path,
        clock: Clock,
        ws_url: str | None = None,
        wall: Clock | None = None,
        timing: Timing | None = None,
        per_second: float | None = None,
        learn: Learn | None = None,
    ) -> None:
        timing = timing or Timing()
        self._clock = clock
        self._transport = Transport(base_url, timing)
        self._tokens = Tokens(
            self._transport, app_key, app_secret, token_path, wall=wall, learn=learn
        )
        self._rest = Rest(self._transport, self._tokens, timing, per_second=per_second)
        url = ws_url or derive_ws_url(base_url)
        self._link = Link(url, self._tokens, clock, wall=wall, timing=timing)
        self._registrations = Registrations(self._link, timing.registering)

    async def run(self) -> None:
        """Keep the session until cancelled; only a fault of our own ends it."""
        await self._link.run()

    async def aclose(self) -> None:
        """Close what `run` does not; call it when `run` has ended."""
        await self._transport.aclose()

    # --- the feed --------------------------------------------------------------------------------

    async def receive(self) -> list[FeedEvent]:
        """Wait for news and return all that has piled up, in the order it arrived."""
        return await self._link.receive()

    async def relist(self) -> tuple[Listed, ...]:
        """List the conditions again; also told as `Relisted` through `receive`."""
        return (await self._link.ask(requests.list_conditions())).conditions

    async def search(self, seq: str) -> tuple[Hit, ...]:
        """Run the condition once, all pages; raises PassingError or Refused."""
        found: dict[str, Hit] = {}
        next_key = ""
        for _ in range(MOST_PAGES):
            reply = await self._link.ask(requests.search(seq, next_key))
            found |= {hit.code: hit for hit in reply.hits}
            if not reply.next_key or reply.next_key == next_key:
                return tuple(found.values())
            next_key = reply.next_key
        log.warning("pages_cut", seq=seq, pages=MOST_PAGES)
        return tuple(found.values())

    async def subscribe(self, seq: str) -> None:
        """Ask for real-time events; the Snapshot comes through `receive`.

        A registration that a dead connection left behind (900003) is cleared and made anew.
        """
        try:
            await self._link.ask(requests.subscribe(seq))
        except Refused as refused:
            if refused.code != refusals.ALREADY_REGISTERED:
                raise
            log.info("registration_found", seq=seq)
            await self._clear_stale(seq)
            await self._link.ask(requests.subscribe(seq))

    async def clear(self, seq: str) -> None:
        """End real-time events of a condition; raises PassingError or Refused."""
        await self._link.ask(requests.clear(seq))

    def stay_away(self, since: datetime) -> None:
        """Begin without logging in, as one whose session was taken then; before `run`."""
        self._link.stay_away(since)

    def take_back(self) -> None:
        """Connect again after the session was taken or stopped."""
        self._link.take_back()

    def reconnect(self, reason: str) -> None:
        """Drop the connection, if there is one, and connect at once."""
        self._link.reconnect(reason)

    def status(self) -> SessionStatus:
        """Return where the session stands."""
        return self._link.status()

    async def register_trades(self, codes: Sequence[str]) -> None:
        """Have `Trade` told for these stocks, until the session ends."""
        await self._registrations.add(codes)

    async def unregister_trades(self, codes: Sequence[str]) -> None:
        """End `Trade` for these stocks."""
        await self._registrations.remove(codes)

    async def _clear_stale(self, seq: str) -> None:
        try:
            await self._link.ask(requests.clear(seq))
        except Refused as refused:
            log.warning("clearing_refused", seq=seq, reason=str(refused))

    # --- quotes ----------------------------------------------------------------------------------

    async def quotes(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return the prices of these stocks, a hundred with one call."""
        found: dict[str, Quote] = {}
        wanted = list(dict.fromkeys(codes))
        for start in range(0, len(wanted), MOST_QUOTES):
            body = {"stk_cd": "|".join(wanted[start : start + MOST_QUOTES])}
            found |= bodies.quotes((await self._rest.call("ka10095", STOCK_INFO, body)).body)
        return found

    async def stocks(self) -> list[Stock]:
        """Return every stock of KOSPI, KOSDAQ and the ETFs."""
        found: dict[str, Stock] = {}
        for market in bodies.MARKETS:
            async for body in self._rest.pages("ka10099", STOCK_INFO, {"mrkt_tp": market}):
                found |= {stock.code: stock for stock in bodies.stocks(body, market)}
        return list(found.values())

    async def stock(self, code: str) -> Stock | None:
        """Return one stock, or None where Kiwoom does not know the code."""
        try:
            page = await self._rest.call("ka10100", STOCK_INFO, {"stk_cd": code})
        except Refused as refused:
            if refused.code in _NO_SUCH_STOCK:
                return None
            raise
        return bodies.stock(page.body)

    # --- one stock in full -----------------------------------------------------------------------

    async def details(self, code: str) -> Details:
        """Return all about a stock but its `value`; raises UnknownStock."""
        wanted = {"stk_cd": code}
        try:
            basic, card = await asyncio.gather(
                self._rest.call("ka10001", STOCK_INFO, wanted),
                self._rest.call("ka10100", STOCK_INFO, wanted),
            )
        except Refused as refused:
            if refused.code in _NO_SUCH_STOCK:
                raise UnknownStock(said=code) from refused
            raise
        return looks.details(basic.body, card.body, self._clock.now())

    async def book(self, code: str) -> OrderBook:
        """Return the order book; empty where nobody trades."""
        page = await self._rest.call("ka10004", MARKET_CONDITION, {"stk_cd": code})
        return looks.order_book(code, page.body, self._clock.now())

    async def candles(self, code: str, interval: Interval, count: int) -> list[Candle]:
        """Return the last candles, oldest first, as many pages as it takes."""
        wanted = {"stk_cd": code, "upd_stkpc_tp": "1"}
        if interval.unit == "minute":
            wanted["tic_scope"] = str(interval.count)
        else:
            wanted["base_dt"] = f"{self._clock.now():%Y%m%d}"
        found: dict[datetime, Candle] = {}
        async for body in self._rest.pages(looks.CHARTS[interval.unit][0], CHART, wanted):
            page = {one.at: one for one in looks.candles(body, interval)}
            if not page or page.keys() <= found.keys():
                break
            found = page | found
            if len(found) >= count:
                break
        return [found[at] for at in sorted(found)][-count:]

    # --- the token -------------------------------------------------------------------------------

    async def renew_if_due(self) -> None:
        """Renew the token when it has less than five minutes to live."""
        await self._tokens.renew_if_due()

    def issued_at(self) -> datetime | None:
        """Return when the token was issued, None where there is none or nobody noted it."""
        return self._tokens.issued_at()

    def expires_at(self) -> datetime | None:
        """Return when the token expires, None while there is none."""
        return self._tokens.expires_at()
