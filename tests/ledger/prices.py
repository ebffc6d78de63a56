"""The prices of the numbered stocks: they stand still, and anybody can compute them."""

from dataclasses import replace

from core.simulator.market import Market
from core.simulator.stocks import STOCKS

BASE = 10_000


def rate_of(code: str) -> float | None:
    """Return the percent a stock has gained; None for one whose price nobody tells."""
    number = int(code)
    if number % 4 == 3:
        return None
    return (number * 37 % 41 - 20) / 2


def price_of(code: str) -> int | None:
    """Return the won a stock costs."""
    rate = rate_of(code)
    return None if rate is None else round(BASE * (100 + rate) / 100)


def fix(market: Market, codes: list[str]) -> None:
    """Let the market quote these stocks as well, at prices that do not move."""
    like = next(one for one in market.quotes() if one.stock == STOCKS[0])
    for code in codes:
        price = price_of(code)
        if price is not None:
            stock = replace(like.stock, code=code, name=f"주{code}", close=BASE)
            quote = replace(like, stock=stock, base=BASE, upper=BASE * 2, lower=1, price=price)
            market._quotes[code] = quote
