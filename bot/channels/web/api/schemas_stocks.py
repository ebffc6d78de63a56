"""What the API gives of single stocks: prices, order books, candles."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from bot.channels.web.api.schemas import CONDITION, MORNING, PRICED, ConditionRef, Priced, example

IntervalKey = Literal["d", "w", "1m", "3m", "5m", "10m", "15m", "30m", "60m"]


class LevelOut(BaseModel):
    """A price in the order book, in won, and how many shares wait there."""

    model_config = example(price=71_600, quantity=12_345)

    price: int
    quantity: int


class BookOut(BaseModel):
    """Who wants to sell (`asks`) and buy (`bids`), best first."""

    model_config = example(
        at=MORNING,
        asks=[{"price": 71_600, "quantity": 12_345}],
        bids=[{"price": 71_500, "quantity": 8_210}],
    )

    at: datetime
    asks: list[LevelOut]
    bids: list[LevelOut]


class QuoteOut(Priced):
    """All that is known of a stock at a moment; null where Kiwoom does not say.

    Won, percent, shares; `value` is in million won, `market_cap` in 억 (hundred million won).
    `year_high` and `year_low` are of the last 250 trading days.
    """

    model_config = example(
        code="005930",
        name="삼성전자",
        market="KOSPI",
        at=MORNING,
        **PRICED,
        open=70_500,
        high=71_900,
        low=70_300,
        base=70_300,
        upper=91_300,
        lower=49_300,
        year_high=88_800,
        year_high_on="2026-07-11",
        year_low=49_900,
        year_low_on="2025-11-14",
        market_cap=4_268_000,
        per=13.2,
        pbr=1.3,
        warnings=[],
        book={
            "at": MORNING,
            "asks": [{"price": 71_600, "quantity": 12_345}],
            "bids": [{"price": 71_500, "quantity": 8_210}],
        },
        inside=[CONDITION],
    )

    code: str
    name: str
    market: str
    at: datetime
    open: int | None
    high: int | None
    low: int | None
    base: int | None = Field(description="what the limits are counted from")
    upper: int | None
    lower: int | None
    year_high: int | None
    year_high_on: date | None
    year_low: int | None
    year_low_on: date | None
    market_cap: int | None
    per: float | None
    pbr: float | None
    warnings: list[str] = Field(description="halted, managed, risk, ...; the gravest first")
    book: BookOut | None = Field(description="null where the order book did not come")
    inside: list[ConditionRef] = Field(description="the watched conditions it is inside now")


class CandleOut(BaseModel):
    """One bar: where it begins (a day or week at its first midnight, KST), won and shares."""

    model_config = example(
        at="2026-11-23T00:00:00+09:00",
        open=70_500,
        high=71_900,
        low=70_300,
        close=71_500,
        volume=8_123_456,
    )

    at: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int


class MarkOut(BaseModel):
    """Where the stock entered or left a condition; `price` is null where nobody wrote it down."""

    model_config = example(at=MORNING, kind="entry", condition=CONDITION, price=71_200)

    at: datetime
    kind: Literal["entry", "exit"]
    condition: ConditionRef | None
    price: int | None


class ChartOut(BaseModel):
    """The last candles of a stock, oldest first, and the entries and exits among them."""

    model_config = example(
        code="005930",
        name="삼성전자",
        interval="d",
        candles=[
            {
                "at": "2026-11-23T00:00:00+09:00",
                "open": 70_500,
                "high": 71_900,
                "low": 70_300,
                "close": 71_500,
                "volume": 8_123_456,
            }
        ],
        marks=[{"at": MORNING, "kind": "entry", "condition": CONDITION, "price": 71_200}],
    )

    code: str
    name: str
    interval: IntervalKey
    candles: list[CandleOut]
    marks: list[MarkOut]
