"""What the API gives of single stocks: prices, order books, candles."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from bot.channels.web.api.schemas import (
    CONDITION,
    KIND,
    MORNING,
    PRICED,
    STOCK_CODE,
    STOCK_NAME,
    ConditionRef,
    Kind,
    Priced,
    Rounded,
    StockRef,
    example,
)
from core.model.looking import Warned

IntervalKey = Literal["d", "w", "1m", "3m", "5m", "10m", "15m", "30m", "60m"]


INTERVAL = "what one candle covers: `d` a day, `w` a week, `5m` five minutes"


class LevelOut(BaseModel):
    """A price in the order book."""

    model_config = example(price=71_600, quantity=12_345)

    price: int = Field(description="won")
    quantity: int = Field(description="shares that wait there")


class BookOut(BaseModel):
    """The order book (호가)."""

    model_config = example(
        at=MORNING,
        asks=[{"price": 71_600, "quantity": 12_345}],
        bids=[{"price": 71_500, "quantity": 8_210}],
    )

    at: datetime = Field(description="when Kiwoom was asked")
    asks: list[LevelOut] = Field(
        description="who wants to sell; the lowest price first, ten at most"
    )
    bids: list[LevelOut] = Field(
        description="who wants to buy; the highest price first, ten at most"
    )


class QuoteOut(Priced, StockRef):
    """All that is known of a stock at a moment; null where Kiwoom does not say."""

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

    market: str = Field(description="`KOSPI`, `KOSDAQ`, `ETF`, or as Kiwoom calls it")
    at: datetime = Field(description="when Kiwoom was asked")
    open: int | None = Field(description="today's first price, in won (시가)")
    high: int | None = Field(description="today's highest price, in won (고가)")
    low: int | None = Field(description="today's lowest price, in won (저가)")
    base: int | None = Field(
        description="won; what the limits are counted from, as a rule the close of the day before "
        "(기준가)"
    )
    upper: int | None = Field(description="the highest price allowed today, in won (상한가)")
    lower: int | None = Field(description="the lowest price allowed today, in won (하한가)")
    year_high: int | None = Field(description="the highest of the last 250 trading days, in won")
    year_high_on: date | None = Field(description="the day of that, in Korea")
    year_low: int | None = Field(description="the lowest of the last 250 trading days, in won")
    year_low_on: date | None = Field(description="the day of that, in Korea")
    market_cap: int | None = Field(
        description="what all shares together cost, in 억원 (one is 100,000,000 won): 4268000 is "
        "426.8 trillion won (시가총액)"
    )
    per: Rounded | None = Field(description="price by earnings; a ratio, two decimals")
    pbr: Rounded | None = Field(description="price by book value; a ratio, two decimals")
    warnings: list[Warned] = Field(
        description="what the exchange warns of, the gravest first: `halted` (거래정지), "
        "`liquidation` (정리매매), `managed` (관리종목), `risk` (투자위험), `warning` (투자경고), "
        "`caution` (투자주의), `attention` (투자주의환기), `overheated` (단기과열), `etf_caution`"
    )
    book: BookOut | None = Field(description="null where the order book did not come")
    inside: list[ConditionRef] = Field(description="the watched conditions it is inside now")


class CandleOut(BaseModel):
    """One bar of a chart (봉)."""

    model_config = example(
        at="2026-11-23T00:00:00+09:00",
        open=70_500,
        high=71_900,
        low=70_300,
        close=71_500,
        volume=8_123_456,
    )

    at: datetime = Field(
        description="when it begins; of a day or a week midnight in Korea, a week on its first day"
    )
    open: int = Field(description="the first price, in won")
    high: int = Field(description="the highest price, in won")
    low: int = Field(description="the lowest price, in won")
    close: int = Field(description="the last price, in won")
    volume: int = Field(description="shares")


class MarkOut(BaseModel):
    """Where the stock entered or left a condition."""

    model_config = example(at=MORNING, kind="entry", condition=CONDITION, price=71_200)

    at: datetime = Field(description="when, by Kiwoom's time where that is known")
    kind: Kind = Field(description=KIND)
    condition: ConditionRef | None = Field(description="null where Kiwoom did not say which")
    price: int | None = Field(description="won; null where nobody wrote it down")


class ChartOut(BaseModel):
    """The last candles of a stock, and the entries and exits among them."""

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

    code: str = Field(description=STOCK_CODE)
    name: str = Field(description=STOCK_NAME)
    interval: IntervalKey = Field(description=INTERVAL)
    candles: list[CandleOut] = Field(description="oldest first")
    marks: list[MarkOut] = Field(description="oldest first")
