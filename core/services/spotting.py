"""Whether a price alert's aim is reached, and when it waits for it again; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.model import Quote
from core.model.looking import Candle
from core.model.lookout import OF_A_PRICE, ONCE_A_DAY, Aim, Before, Goal, Lookout

YEAR = 250
"""trading days of 52 weeks, as Kiwoom counts them"""
REST = timedelta(minutes=10)
"""how long a repeating alert is silent after it was told, however often its price comes back"""


def before(candles: Sequence[Candle], day: date) -> Before:
    """Return what the trading days before `day` were; `candles` are of days, oldest first."""
    past = [one for one in candles if one.at.date() < day][-YEAR:]
    if not past:
        return Before(day)
    high, low = max(one.high for one in past), min(one.low for one in past)
    return Before(day, past[-1].volume, high, low)


def share(quote: Quote, past: Before | None) -> float | None:
    """Return today's volume in percent of the trading day's before, None where not known."""
    if quote.volume is None or past is None or not past.volume:
        return None
    return 100.0 * quote.volume / past.volume


def holds(aim: Aim, quote: Quote, past: Before | None) -> bool | None:
    """Tell whether the aim is reached by a quote alone; None where that is not known."""
    if aim.goal is Goal.VOLUME:
        percent = share(quote, past)
        return None if percent is None else percent >= aim.value
    if quote.price is None:
        return None
    if aim.goal in (Goal.YEAR_HIGH, Goal.YEAR_LOW):
        top, bottom = quote.high or quote.price, quote.low or quote.price
        return _met(aim, quote, max(quote.price, top), min(quote.price, bottom), past)
    return _met(aim, quote, quote.price, quote.price, past)


def advanced(
    one: Lookout, quote: Quote, past: Before | None, today: date, now: datetime
) -> tuple[Lookout, int | None]:
    """Return how it stands after a quote of the open market, and the price at which to tell it.

    That price is the quote's, or what was reached and left again since the last one; None: it is
    not to be told.
    """
    if not one.armed:
        one = _armed_again(one, quote, past, today, now)
    if not one.armed or quote.price is None:
        return one, None
    top, bottom = _ends(one, quote, today)
    if holds(one.aim, quote, past):
        reached = quote.price
    elif one.aim.goal is not Goal.VOLUME and _met(one.aim, quote, top, bottom, past):
        reached = top if _met(one.aim, quote, top, top, past) else bottom
    else:
        return one, None
    told = replace(one, armed=False, told_at=now, turn=one.turn + 1)
    return _since(told, quote, today), reached


def _armed_again(
    one: Lookout, quote: Quote, past: Before | None, today: date, now: datetime
) -> Lookout:
    """Let it wait for its aim again: on a new day, or once that is no longer reached."""
    if one.aim.goal not in OF_A_PRICE and one.day != today:
        return replace(one, armed=True)
    if one.aim.goal in ONCE_A_DAY or (one.told_at is not None and now - one.told_at < REST):
        return one
    if holds(one.aim, quote, past) is False:
        return _since(replace(one, armed=True), quote, today)
    return one


def _since(one: Lookout, quote: Quote, today: date) -> Lookout:
    return replace(one, day=today, ceiling=quote.high, floor=quote.low)


def _ends(one: Lookout, quote: Quote, today: date) -> tuple[int, int]:
    """Return the highest and lowest price known to have come since it was armed."""
    price = quote.price or 0
    top = bottom = price
    fresh = one.day != today
    if quote.high and (fresh or (one.ceiling is not None and quote.high > one.ceiling)):
        top = max(price, quote.high)
    if quote.low and (fresh or (one.floor is not None and quote.low < one.floor)):
        bottom = min(price, quote.low)
    return top, bottom


def _met(aim: Aim, quote: Quote, top: int, bottom: int, past: Before | None) -> bool | None:
    match aim.goal:
        case Goal.ABOVE:
            return top >= aim.value
        case Goal.BELOW:
            return bottom <= aim.value
        case Goal.YEAR_HIGH:
            return None if past is None or past.high is None else top > past.high
        case Goal.YEAR_LOW:
            return None if past is None or past.low is None else bottom < past.low
        case _:
            return _moved(aim, quote, top, bottom)


def _moved(aim: Aim, quote: Quote, top: int, bottom: int) -> bool | None:
    """Tell whether the day's rate went so far; the last close is what price and change say."""
    up, down = rate_of(quote, top), rate_of(quote, bottom)
    if up is None or down is None:
        return None
    rises, falls = up >= aim.value, down <= -aim.value
    return {Goal.RISE: rises, Goal.FALL: falls}.get(aim.goal, rises or falls)


def rate_of(quote: Quote, price: int) -> float | None:
    """Return a price in percent above the last close, to two places; None where not known."""
    if price == quote.price and quote.rate is not None:
        return quote.rate
    if quote.price is None or quote.change is None or quote.price == quote.change:
        return None
    close = quote.price - quote.change
    return round(100.0 * (price - close) / close, 2)
