"""The price grid of the Korea Exchange: tick sizes and daily price limits."""

from bisect import bisect_right

from core.simulator.stocks import ETF, MarketCode

_BOUNDS = (2_000, 5_000, 20_000, 50_000, 200_000, 500_000)
_SIZES = (1, 5, 10, 50, 100, 500, 1_000)


def tick_size(price: float, market: MarketCode) -> int:
    """Return the won between two neighbouring prices at `price`."""
    if market == ETF:
        return 1 if price < _BOUNDS[0] else 5
    return _SIZES[bisect_right(_BOUNDS, price)]


def on_grid(price: float, market: MarketCode) -> int:
    """Return the price on the grid nearest to `price`, at least one tick."""
    size = tick_size(price, market)
    return max(size, round(price / size) * size)


def limits(base: int, market: MarketCode) -> tuple[int, int]:
    """Return the upper and the lower limit of a day whose base price is `base`."""
    size = tick_size(base, market)
    width = base * 3 // 10 // size * size
    upper, lower = base + width, base - width
    coarse_up, coarse_down = tick_size(upper, market), tick_size(lower, market)
    return upper // coarse_up * coarse_up, -(-lower // coarse_down) * coarse_down
