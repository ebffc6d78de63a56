"""A broker that says what a test lets it say: the feed, the prices and the token."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from core.clock import KST, Clock
from core.errors import (
    BotError,
    NotConnected,
    OperatorError,
    Refused,
    SessionTaken,
    UnknownStock,
)
from core.model import EventKind, Hit, Listed, Quote, SessionState, SessionStatus, Stock
from core.model.looking import Candle, Details, Interval, Level, OrderBook
from core.ports import (
    Connected,
    Disconnected,
    FeedEvent,
    Push,
    Relisted,
    Snapshot,
    Stopped,
)

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT
PLACES = 10
MONDAY = datetime(2026, 11, 23, 10, tzinfo=KST)


def hit(code: str, price: int = 10_000) -> Hit:
    """Return a stock of a search result."""
    return Hit(code, f"종목{code}", Quote(code, price))


class FakeFeed:
    """`ConditionFeed`: keeps the broker's rules, answers at once, and notes every request.

    Requests are named like "subscribe 0", "clear 0", "search 0" and "relist".
    """

    def __init__(self, clock: Clock, *names: str) -> None:
        self.listed = [Listed(str(seq), name) for seq, name in enumerate(names)]
        self.inside: defaultdict[str, list[str]] = defaultdict(list)
        """who is inside each condition at the broker, by seq"""
        self.registered: list[str] = []
        """the seqs in real time on this connection, in the order they came"""
        self.most = 0
        """the most that were ever registered at once"""
        self.traded: set[str] = set()
        """the codes registered for their trades on this connection"""
        self.calls: list[str] = []
        self.reconnects: list[str] = []
        self._clock = clock
        self._news: list[FeedEvent] = []
        self._some = asyncio.Event()
        self._errors: defaultdict[str, deque[BotError]] = defaultdict(deque)
        self._held: set[str] = set()
        self._flights: list[tuple[str, asyncio.Future[None]]] = []
        self._status = SessionStatus(SessionState.CONNECTING, clock.now())

    # --- what a test does ----------------------------------------------------------------------

    def tell(self, *events: FeedEvent) -> None:
        """Say anything at all."""
        self._news += events
        self._some.set()

    def connect(self) -> None:
        """Let the session become live."""
        self._enter(SessionState.LIVE)
        self.hear()
        self.tell(Connected(self._clock.now(), tuple(self.listed)))

    def lose(self, last_heard: datetime | None = None) -> None:
        """Let the connection break; whoever waits for an answer learns that it will not come."""
        heard = last_heard or self._status.last_frame or self._clock.now()
        self._drop(SessionState.LOST)
        self.tell(Disconnected(self._clock.now(), heard, "gone"))

    def stop(self, error: OperatorError) -> None:
        """Let the session end until a person acts."""
        heard = self._status.last_frame or self._clock.now()
        taken = isinstance(error, SessionTaken)
        self._drop(SessionState.TAKEN if taken else SessionState.STOPPED)
        self._status = replace(self._status, error=error.key)
        self.tell(Stopped(self._clock.now(), heard, error))

    def push(
        self, seq: str | None, code: str, kind: EventKind = ENTRY, hhmmss: str | None = None
    ) -> None:
        """Let a stock enter or leave, and say so."""
        if seq is not None and (code in self.inside[seq]) is not (kind is ENTRY):
            self.moves(seq, code, kind)
        self.hear()
        now = self._clock.now()
        self.tell(Push(now, self._clock.monotonic(), seq, code, kind, hhmmss or f"{now:%H%M%S}"))

    def moves(self, seq: str, code: str, kind: EventKind = ENTRY) -> None:
        """Let a stock enter or leave unsaid."""
        if kind is ENTRY:
            self.inside[seq].append(code)
        else:
            self.inside[seq].remove(code)

    def edit(self, *listed: tuple[str, str]) -> None:
        """Let the person change the conditions on the PC."""
        self.listed = [Listed(seq, name) for seq, name in listed]

    def hear(self) -> None:
        """Let a frame come that says nothing."""
        self._status = replace(self._status, last_frame=self._clock.now())

    def fail(self, call: str, *errors: BotError) -> None:
        """Have the next such requests answered with these."""
        self._errors[call] += errors

    def hold(self, call: str) -> None:
        """Have such requests wait for `release`."""
        self._held.add(call)

    def release(self, call: str) -> None:
        """Let those that wait have their answer, as it is now; later ones do not wait."""
        self._held.discard(call)
        for waiting, flight in self._flights:
            if waiting == call and not flight.done():
                flight.set_result(None)

    def count(self, call: str) -> int:
        """Return how often that was asked."""
        return self.calls.count(call)

    # --- the port ------------------------------------------------------------------------------

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def receive(self) -> list[FeedEvent]:
        await self._some.wait()
        self._some.clear()
        news, self._news = self._news, []
        return news

    async def relist(self) -> tuple[Listed, ...]:
        await self._asked("relist")
        listed = tuple(self.listed)
        self.tell(Relisted(self._clock.now(), listed))
        return listed

    async def search(self, seq: str) -> tuple[Hit, ...]:
        await self._asked(f"search {seq}")
        return tuple(hit(code) for code in self.inside[seq])

    async def subscribe(self, seq: str) -> None:
        await self._asked(f"subscribe {seq}")
        if seq not in self.registered:
            if len(self.registered) >= PLACES:
                raise Refused(900999, "too many")
            self.registered.append(seq)
            self.most = max(self.most, len(self.registered))
        self.tell(Snapshot(self._clock.now(), seq, tuple(self.inside[seq])))

    async def clear(self, seq: str) -> None:
        await self._asked(f"clear {seq}")
        if seq in self.registered:
            self.registered.remove(seq)

    async def register_trades(self, codes: Sequence[str]) -> None:
        await self._asked("register")
        self.traded.update(codes)

    async def unregister_trades(self, codes: Sequence[str]) -> None:
        await self._asked("unregister")
        self.traded.difference_update(codes)

    def stay_away(self, since: datetime) -> None:
        self._status = SessionStatus(SessionState.TAKEN, since, error=SessionTaken.key)

    def take_back(self) -> None:
        self.calls.append("take_back")

    def reconnect(self, reason: str) -> None:
        self.reconnects.append(reason)
        if self._status.state is SessionState.LIVE:
            self.lose()

    def status(self) -> SessionStatus:
        return self._status

    async def _asked(self, call: str) -> None:
        self.calls.append(call)
        if self._status.state is not SessionState.LIVE:
            raise NotConnected
        if call in self._held:
            flight: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._flights.append((call, flight))
            try:
                await flight
            finally:
                self._flights.remove((call, flight))
        if self._errors[call]:
            raise self._errors[call].popleft()
        self.hear()

    def _drop(self, state: SessionState) -> None:
        self._enter(state)
        self.registered.clear()
        self.traded.clear()
        for _, flight in self._flights:
            if not flight.done():
                flight.set_exception(NotConnected())

    def _enter(self, state: SessionState) -> None:
        self._status = replace(self._status, state=state, since=self._clock.now(), error="")


class FakeQuotes:
    """`Market`: the prices and stocks it was given; `slow` makes every answer wait."""

    def __init__(self, *stocks: Stock) -> None:
        self.prices: dict[str, int] = {}
        self.known = {stock.code: stock for stock in stocks}
        self.asked: list[list[str]] = []
        self.asked_names: list[str] = []
        self.looked: list[tuple[str, str]] = []
        """who looked closer: `details`, `book` or an interval's key, and the code"""
        self.error: BotError | None = None
        self.slow: asyncio.Event | None = None

    async def quotes(self, codes: Sequence[str]) -> dict[str, Quote]:
        self.asked.append(list(codes))
        await self._answer()
        return {code: Quote(code, self.prices[code]) for code in codes if code in self.prices}

    async def stocks(self) -> list[Stock]:
        await self._answer()
        return list(self.known.values())

    async def stock(self, code: str) -> Stock | None:
        self.asked_names.append(code)
        await self._answer()
        return self.known.get(code)

    async def details(self, code: str) -> Details:
        self.looked.append(("details", code))
        await self._answer()
        stock = self.known.get(code)
        if stock is None:
            raise UnknownStock(said=code)
        return Details(code, stock.name, stock.market, MONDAY, self.prices.get(code))

    async def book(self, code: str) -> OrderBook:
        self.looked.append(("book", code))
        await self._answer()
        price = self.prices.get(code, 0)
        return OrderBook(code, MONDAY, (Level(price, 10),), (Level(price - 1, 20),))

    async def candles(self, code: str, interval: Interval, count: int) -> list[Candle]:
        self.looked.append((interval.key, code))
        await self._answer()
        price = self.prices.get(code, 0)
        return [Candle(MONDAY, price, price, price, price, 1)][:count]

    def price(self, codes: Iterable[str], price: int = 10_000) -> None:
        """Give stocks a price."""
        self.prices.update(dict.fromkeys(codes, price))

    async def _answer(self) -> None:
        if self.slow is not None:
            await self.slow.wait()
        if self.error is not None:
            raise self.error


class FakeTokens:
    """`TokenKeeper`: never due."""

    def __init__(self) -> None:
        self.looks = 0

    async def renew_if_due(self) -> None:
        self.looks += 1

    def issued_at(self) -> datetime | None:
        return None

    def expires_at(self) -> datetime | None:
        return None
