"""The prices that follow an entry: what is due is decided purely, and asked for when nobody waits.

An entry's price is asked for again after each of MINUTES and at the close of its day; in between
every followed stock is looked at once a minute, for the highest and the lowest. A moment that
passed unseen (the bot was away, the broker did not answer) stays unknown; nothing is guessed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from core.calendar import DAY_BEGINS, Calendar
from core.clock import Clock
from core.model import Quote
from core.model.remembering import MINUTES, Followup
from core.ports import Followups as Rows

_ROWS = 200
"""rows written in one transaction, so that no alert waits long behind them"""
_SAMPLE = timedelta(minutes=1)
_AUCTION = timedelta(minutes=1)
"""the closing price stands a little after the closing auction"""
_GRACE = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=1))
"""how late a price may be and still count as the one of its moment"""
_GRACE_AT_ENTRY = timedelta(seconds=20)


class Prices(Protocol):
    """Prices nobody waits for."""

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        """Return what is known, or can be had with one call while no alert wants any."""
        ...


# --- what is due: pure ---------------------------------------------------------------------------


def next_mark(one: Followup, closes: datetime) -> tuple[datetime, timedelta] | None:
    """Return when the next price is due and how late it may be; None: all are decided."""
    if one.done:
        return None
    mark = len(one.prices)
    if mark == len(MINUTES):
        return closes + _AUCTION, _GRACE[mark]
    return one.at + timedelta(minutes=MINUTES[mark]), _GRACE[mark]


def wants(one: Followup, closes: datetime, now: datetime) -> bool:
    """Tell whether a price of the present moment is one it cannot do without."""
    if one.highest is None and now - one.at <= _GRACE_AT_ENTRY:
        return True
    mark = next_mark(one, closes)
    return mark is not None and mark[0] <= now <= mark[0] + mark[1]


def advanced(one: Followup, closes: datetime, now: datetime, quote: Quote | None) -> Followup:
    """Return it with what a quote of now says, and with what is too late to be known."""
    if quote is not None and quote.price is not None and now <= closes + _AUCTION + _GRACE[-1]:
        one = _stretched(_begun(one, now, quote), quote)
    while (mark := next_mark(one, closes)) is not None and mark[0] <= now:
        due, grace = mark
        within = len(one.prices) == len(MINUTES) or due <= closes
        price = quote.price if quote is not None else None
        if within and now <= due + grace:
            if price is None:
                break
            one = replace(one, prices=(*one.prices, price))
        else:
            one = replace(one, prices=(*one.prices, None))
    if one.done and one.prices[-1] is None:
        return replace(one, highest=None, lowest=None)
    return one


def _begun(one: Followup, now: datetime, quote: Quote) -> Followup:
    """Take the price at the entry, where none was told, and the day's high and low so far."""
    if one.price is None and now - one.at <= _GRACE_AT_ENTRY and not one.prices:
        one = replace(one, price=quote.price)
    if one.ceiling is None:
        one = replace(one, ceiling=quote.high, floor=quote.low)
    return one


def _stretched(one: Followup, quote: Quote) -> Followup:
    """Take what was reached since the entry: a price seen, or a day's high above that of then."""
    seen = [price for price in (quote.price, one.price) if price is not None]
    if one.ceiling is not None and quote.high is not None and quote.high > one.ceiling:
        seen.append(quote.high)
    if one.floor is not None and quote.low is not None and 0 < quote.low < one.floor:
        seen.append(quote.low)
    highest = max([*seen, *([one.highest] if one.highest is not None else [])])
    lowest = min([*seen, *([one.lowest] if one.lowest is not None else [])])
    return replace(one, highest=highest, lowest=lowest)


# --- who asks -------------------------------------------------------------------------------------


class FollowupBook:
    """Follows the entries of today's session; driven by the timetable."""

    def __init__(self, rows: Rows, prices: Prices, calendar: Calendar, clock: Clock) -> None:
        self._rows = rows
        self._prices = prices
        self._calendar = calendar
        self._clock = clock
        self._open: dict[int, Followup] | None = None
        self._last = 0
        self._seen: dict[str, datetime] = {}
        self._closings: dict[tuple[date, bool], datetime] = {}

    async def look(self) -> None:
        """Take new entries, ask for the prices that are due, and write down what changed."""
        now = self._clock.now()
        if self._open is None:
            self._last = await self._rows.newest()
            self._open = {one.event_id: one for one in await self._rows.open()}
        changed = {one.event_id: one for one in await self._enlist(now)}
        self._open |= changed
        self._closings.clear()
        quotes = await self._quotes(now)
        for before in tuple(self._open.values()):
            after = advanced(before, self._closes(before), now, quotes.get(before.code))
            if after != before:
                changed[after.event_id] = self._open[after.event_id] = after
        await self._save(tuple(changed.values()))
        for one in changed.values():
            if one.done:
                del self._open[one.event_id]

    async def _enlist(self, now: datetime) -> list[Followup]:
        """Return the entries of this session that are not followed yet."""
        market = self._calendar.on(self._calendar.trading_day(now))
        if market.opens is None or market.closes is None:
            return []
        if not market.opens <= now < market.closes + _AUCTION:
            return []
        fresh = await self._rows.fresh(self._last, market.opens)
        self._last = max((one.event_id for one in fresh), default=self._last)
        return [one for one in fresh if one.at < market.closes]

    def _closes(self, one: Followup) -> datetime:
        """Return when the market of its trading day closes; remembered for one look."""
        key = (one.at.date(), one.at.time() < DAY_BEGINS)
        if key not in self._closings:
            market = self._calendar.on(self._calendar.trading_day(one.at))
            self._closings[key] = market.closes or one.at
        return self._closings[key]

    async def _quotes(self, now: datetime) -> dict[str, Quote]:
        """Ask for what is due first, then for what was not looked at for a minute.

        What one call has no room for is asked for with the next look.
        """
        found = await self._prices.spare(self._wanted(now))
        self._seen |= dict.fromkeys(found, now)
        return found

    def _wanted(self, now: datetime) -> list[str]:
        open_ = self._open or {}
        due: dict[str, None] = {}
        sampled: dict[str, datetime] = {}
        for one in open_.values():
            closes = self._closes(one)
            if wants(one, closes, now):
                due[one.code] = None
            elif now < closes:
                sampled[one.code] = self._seen.get(one.code, one.at)
        stale = sorted(
            (code for code, at in sampled.items() if now - at >= _SAMPLE and code not in due),
            key=sampled.__getitem__,
        )
        return [*due, *stale]

    async def _save(self, changed: Sequence[Followup]) -> None:
        for start in range(0, len(changed), _ROWS):
            await self._rows.save(changed[start : start + _ROWS])
