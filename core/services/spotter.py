"""Price alerts: watched by trades as they come or by prices asked for in groups, told once.

The first PLACES stocks are registered for their trades; all others, and those whenever they are
silent, are asked for a hundred at a time. What a price means is decided in memory; the row and
the notice are then written in one transaction, which refuses what was told or removed meanwhile.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from core.calendar import Calendar
from core.clock import Clock
from core.errors import BotError, TooManyLookouts
from core.model import Destination, Notice, Quote, SessionState, Stock
from core.model.looking import Candle, Interval
from core.model.lookout import OF_A_PRICE, ONCE_A_DAY, OVER, TOLD, Before, Goal, Lookout
from core.ports import Lookouts, Trades
from core.services.spotting import YEAR, advanced, before, holds, rate_of, share

log = structlog.get_logger(__name__)

MOST = 20
"""price alerts of one chat"""
PLACES = 40
"""stocks registered for their trades; no program is known to have been refused so many"""
_POLLED, _SILENT = 5.0, 60.0
"""after so many seconds without a price it is asked for: of a polled stock, of a registered one"""
_SETTLED = timedelta(minutes=1)
"""at the opening a list of prices may still be that of the day before"""
_ASKED = 100
"""codes that one call asks for"""
_AGAIN = 60.0
_RELOAD = 15.0


class Prices(Protocol):
    """Prices somebody waits for, and prices nobody waits for."""

    async def prices(self, codes: Collection[str]) -> dict[str, Quote]:
        """Return the prices that can be had within half a second."""
        ...

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return what is known, or can be had with one call while no alert wants any."""
        ...

    def keep(self, quotes: Collection[Quote]) -> None:
        """Remember prices that came along with something else."""
        ...


class Charts(Protocol):
    """The candles of days."""

    async def candles(self, stock: Stock, interval: Interval, count: int) -> list[Candle]:
        """Return the last candles of a stock, oldest first; raises BotError."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """A price alert and what is known of its stock now; `share` is today's volume in percent."""

    lookout: Lookout
    name: str
    quote: Quote | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be written: how one stands now (None: it is over), and what is told of it."""

    before: Lookout
    after: Lookout | None
    notice: Notice | None = None


class Spotter:
    """Holds the price alerts; `look` and `arrange` are driven by the timetable."""

    def __init__(
        self,
        rows: Lookouts,
        trades: Trades,
        prices: Prices,
        charts: Charts,
        name: Callable[[str], str],
        posted: Callable[[Sequence[Destination]], None],
        calendar: Calendar,
        clock: Clock,
        *,
        places: int = PLACES,
    ) -> None:
        self._rows = rows
        self._trades = trades
        self._prices = prices
        self._charts = charts
        self._name = name
        self._posted = posted
        self._calendar = calendar
        self._clock = clock
        self._places = places
        self._open: dict[int, Lookout] = {}
        self._by_code: dict[str, list[int]] = {}
        self._loaded: float | None = None
        """when the rows were read, None: they have to be read again; monotonic seconds"""
        self._past: dict[str, Before] = {}
        self._failed: defaultdict[str, float] = defaultdict(float)
        """until when the days before are not asked for again, by code; monotonic seconds"""
        self._seen: dict[str, float] = {}
        self._streamed: set[str] = set()
        self._session: datetime | None = None
        self._stream_again = 0.0
        self._steps: deque[_Step] = deque()
        self._woken = asyncio.Event()

    # --- what a person does ----------------------------------------------------------------------

    async def add(self, wanted: Lookout) -> Sight:
        """Set a price alert; one that stands reached already waits until that is over.

        Raises TooManyLookouts.
        """
        chat = replace(wanted.destination, topic="")
        same = (wanted.destination, wanted.code, wanted.aim)
        others = [
            one for one in await self._rows.of(chat) if (one.destination, one.code, one.aim) != same
        ]
        if len(others) >= MOST:
            raise TooManyLookouts(most=str(MOST))
        quote = await self.price(wanted.code)
        past = await self._learn(wanted.code) if wanted.aim.goal in ONCE_A_DAY else None
        made = await self._rows.add(self._placed(wanted, quote, past))
        await self._load()
        return self._sight(made, quote)

    async def of(self, destination: Destination) -> list[Sight]:
        """Return the price alerts of a destination, with the prices that can be had quickly."""
        lookouts = await self._rows.of(destination)
        quotes = await self._prices.prices({one.code for one in lookouts})
        return [self._sight(one, quotes.get(one.code)) for one in lookouts]

    async def remove(self, destination: Destination, lookout_id: int | None = None) -> int:
        """End one price alert of a destination, or (None) all of them; how many."""
        removed = await self._rows.remove(destination, lookout_id)
        await self._load()
        return removed

    async def price(self, code: str) -> Quote | None:
        """Return what a stock costs, None where that cannot be had quickly."""
        return (await self._prices.prices([code])).get(code)

    def _placed(self, one: Lookout, quote: Quote | None, past: Before | None) -> Lookout:
        """Return it as it stands at the beginning."""
        now = self._clock.now()
        met = quote is not None and bool(holds(one.aim, quote, past))
        if not self._calendar.is_open(now):
            return replace(one, armed=not (met and one.aim.goal in OF_A_PRICE))
        today = self._calendar.trading_day(now)
        if quote is None:
            return replace(one, day=today)
        return replace(one, armed=not met, day=today, ceiling=quote.high, floor=quote.low)

    def _sight(self, one: Lookout, quote: Quote | None) -> Sight:
        percent = share(quote, self._past.get(one.code)) if quote else None
        return Sight(one, self._name(one.code), quote, percent)

    # --- what drives it --------------------------------------------------------------------------

    async def run(self) -> None:
        """Write what was decided, until cancelled; what fails is decided anew from the rows."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._steps:
                try:
                    await self._write(self._steps.popleft())
                except BotError as error:
                    log.warning("lookout_unwritten", error=str(error))
                    self._loaded = None

    async def look(self) -> None:
        """Read the rows now and then, end what is over, and ask for the prices that are due."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        if self._loaded is None or monotonic - self._loaded >= _RELOAD:
            await self._load()
        for one in [one for one in self._open.values() if one.until <= now]:
            params = {"code": one.code, "name": self._name(one.code)}
            params |= {"aim": one.aim.key, "again": one.aim.word, "person": one.person}
            self._step(one, None, Notice(OVER, params))
        codes = self._wanted(monotonic)
        if not codes or not self._settled(now):
            return
        found = await self._prices.spare(codes)
        if found:  # whoever is not in the answer has no price; asking at once would help nobody
            self._seen |= dict.fromkeys([*codes[:_ASKED], *found], monotonic)
        for quote in found.values():
            if quote.volume != 0:
                self._take(quote)

    async def arrange(self) -> None:
        """Register the stocks whose trades are wanted, and learn what the days before were."""
        await self._stream()
        today, monotonic = self._today(), self._clock.monotonic()
        for one in self._open.values():
            known = self._past.get(one.code)
            stale = known is None or known.day != today
            if one.aim.goal in ONCE_A_DAY and stale and monotonic >= self._failed[one.code]:
                await self._learn(one.code)
                return

    def traded(self, quote: Quote) -> None:
        """Take a trade of a registered stock."""
        if quote.code not in self._by_code or not self._calendar.is_open(self._clock.now()):
            return
        self._prices.keep([quote])
        self._seen[quote.code] = self._clock.monotonic()
        self._take(quote)

    def _wanted(self, now: float) -> list[str]:
        """Return the codes no price came for too long, the longest first."""
        due = []
        for code in self._by_code:
            patience = _SILENT if code in self._streamed else _POLLED
            if now - (seen := self._seen.get(code, -patience)) >= patience:
                due.append((seen, code))
        return [code for _, code in sorted(due)]

    def _settled(self, now: datetime) -> bool:
        """Tell whether the market is open, and prices are today's."""
        opens = self._calendar.on(self._today()).opens
        return self._calendar.is_open(now) and opens is not None and now >= opens + _SETTLED

    def _today(self) -> date:
        return self._calendar.trading_day(self._clock.now())

    # --- what a price means ----------------------------------------------------------------------

    def _take(self, quote: Quote) -> None:
        now, today = self._clock.now(), self._today()
        past = self._past.get(quote.code)
        if past is not None and past.day != today:
            past = None
        for key in self._by_code.get(quote.code, ()):
            if (one := self._open.get(key)) is None or one.until <= now:
                continue
            after, reached = advanced(one, quote, past, today, now)
            if reached is not None:
                notice = self._told(one, quote, reached, past, now)
                self._step(one, after if one.repeat else None, notice)
            elif after != one:
                self._step(one, after)

    def _told(
        self, one: Lookout, quote: Quote, reached: int, past: Before | None, now: datetime
    ) -> Notice:
        rate, percent = rate_of(quote, quote.price or 0), share(quote, past)
        params = {
            "code": one.code,
            "name": self._name(one.code),
            "aim": one.aim.key,
            "person": one.person,
            "price": str(quote.price),
            "day": f"{now:%m/%d}",
            "time": f"{now:%H:%M:%S}",
            "rate": "" if rate is None else f"{rate:.2f}",
            "reached": "" if reached == quote.price else str(reached),
        }
        if one.aim.goal is Goal.VOLUME and percent is not None:
            params["share"] = f"{percent:.0f}"
        params |= {"ended": str(one.id)} if one.repeat else {"again": one.aim.word}
        return Notice(TOLD, params)

    def _step(self, one: Lookout, after: Lookout | None, notice: Notice | None = None) -> None:
        if after is None:
            self._open.pop(one.id, None)
            self._index()
        else:
            self._open[one.id] = after
        self._steps.append(_Step(one, after, notice))
        self._woken.set()

    async def _write(self, step: _Step) -> None:
        if step.notice is None:
            if step.after is not None:
                await self._rows.save(step.after)
            return
        now = self._clock.now()
        told = await self._rows.tell(step.before, step.after, step.notice, now)
        if told is not None:
            log.info("lookout_told", code=step.before.code, aim=step.before.aim.key)
            self._posted([told])

    async def _load(self) -> None:
        self._loaded = self._clock.monotonic()
        self._open = {one.id: one for one in await self._rows.all()}
        self._index()
        for known in (self._seen, self._past):
            for code in [code for code in known if code not in self._by_code]:
                del known[code]

    def _index(self) -> None:
        self._by_code = {}
        for one in self._open.values():
            self._by_code.setdefault(one.code, []).append(one.id)

    # --- where prices come from ------------------------------------------------------------------

    async def _stream(self) -> None:
        """Have the trades of the first stocks told; the others, and all if refused, are polled."""
        status = self._trades.status()
        if status.state is not SessionState.LIVE:
            self._streamed = set()
            return
        if status.since != self._session:
            self._session, self._streamed = status.since, set()
        wanted = list(self._by_code)[: self._places]
        gone, fresh = self._streamed.difference(wanted), set(wanted) - self._streamed
        if not (gone or fresh) or self._clock.monotonic() < self._stream_again:
            return
        try:
            if gone:
                await self._trades.unregister_trades(sorted(gone))
                self._streamed -= gone
            if fresh:
                await self._trades.register_trades(sorted(fresh))
                self._streamed |= fresh
        except BotError as error:
            log.warning("trades_unregistered", error=str(error))
            self._stream_again = self._clock.monotonic() + _AGAIN

    async def _learn(self, code: str) -> Before | None:
        """Return what the days before today were, None where nobody says."""
        today = self._today()
        known = self._past.get(code)
        if known is not None and known.day == today:
            return known
        stock = Stock(code, self._name(code), "")
        try:
            candles = await self._charts.candles(stock, Interval("day"), YEAR + 1)
        except BotError as error:
            log.info("days_unknown", code=code, error=str(error))
            self._failed[code] = self._clock.monotonic() + _AGAIN
            return None
        self._past[code] = before(candles, today)
        return self._past[code]
