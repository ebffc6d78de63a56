"""The order book (ka10004): ten levels each side around the last price, inside the limits."""

import random
from typing import Any
from zlib import crc32

from core.simulator.frames import hhmmss, signed
from core.simulator.market import Quote
from core.simulator.quotes import find, required
from core.simulator.stocks import MarketCode
from core.simulator.ticks import tick_size
from core.simulator.warned import HALTED
from core.simulator.world import World

Body = dict[str, Any]

LEVELS = 10
_NAMES = ("fpr", *(f"{level}th_pre" for level in range(2, LEVELS + 1)))


def order_book(world: World, body: Body) -> Body:
    """Answer ka10004; a level beyond the day's limits, or of a halted stock, is zeros."""
    asked = required(body, "stk_cd")
    quote = find(world, asked)
    chance = random.Random(crc32(f"{asked} {quote.volume}".encode()))
    usual = max(1, quote.previous_volume // 400)
    answer: Body = {"stk_cd": asked, "bid_req_base_tm": hhmmss(quote.at or world.now())}
    for side, prices in (("sel", _asks(quote)), ("buy", _bids(quote))):
        total = 0
        for name, price in zip(_NAMES, prices, strict=True):
            shares = max(1, int(usual * chance.lognormvariate(0.0, 0.7))) if price else 0
            total += shares
            answer[f"{side}_{name}_bid"] = signed(price, quote.base) if price else "0"
            answer[f"{side}_{name}_req"] = str(shares)
        answer[f"tot_{side}_req"] = str(total)
    return answer


def _asks(quote: Quote) -> list[int]:
    """Return ten prices from the best ask upwards, 0 for what cannot be."""
    if quote.stock.code in HALTED or quote.price == quote.upper:
        return [0] * LEVELS
    price, found = quote.ask, list[int]()
    for _ in range(LEVELS):
        found.append(price if price <= quote.upper else 0)
        price += tick_size(price, quote.stock.market)
    return found


def _bids(quote: Quote) -> list[int]:
    """Return ten prices from the best bid downwards, 0 for what cannot be."""
    if quote.stock.code in HALTED or quote.price == quote.lower:
        return [0] * LEVELS
    price = quote.upper if quote.price == quote.upper else quote.bid
    found = list[int]()
    for _ in range(LEVELS):
        found.append(price if price >= quote.lower else 0)
        price = _below(price, quote.stock.market)
    return found


def _below(price: int, market: MarketCode) -> int:
    return max(0, price - tick_size(max(0, price - 1), market))
