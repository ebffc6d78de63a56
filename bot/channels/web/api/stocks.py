"""One stock: its price and order book, its chart in numbers or as a picture."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.api.describing import ASKING, VIEWERS, named, refusals
from bot.channels.web.api.schemas import STOCK_CODE, Code, ConditionRef
from bot.channels.web.api.schemas_stocks import (
    INTERVAL,
    BookOut,
    CandleOut,
    ChartOut,
    IntervalKey,
    LevelOut,
    MarkOut,
    QuoteOut,
)
from bot.channels.web.api.shaping import reference
from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Viewer
from bot.channels.web.problems import Problem
from bot.render import charted, pictures
from core.engine import Engine
from core.errors import BotError, PersonError, Refused, UnknownStock
from core.model import Stock
from core.model.looking import Candle, Details, Interval, Level, Mark, OrderBook

router = APIRouter(prefix="/api/v1", tags=["stocks"], generate_unique_id_function=named)

StockCode = Annotated[Code, Path(description=STOCK_CODE, examples=["005930"])]
ChosenInterval = Annotated[IntervalKey, Query(description=INTERVAL)]
MOST = 600
_OURS = ("book", "inside")
_STEPS = (pictures.WANTED, 300, MOST)
"""how many candles are asked for, so that many callers are answered from one memory"""


@router.get("/quotes/{code}", responses=refusals("unknown_stock", *ASKING), dependencies=VIEWERS)
async def read_quote(request: Request, code: StockCode) -> QuoteOut:
    """Return all that is known of a stock now, at most two seconds old."""
    engine = desk_of(request).engine
    stock = _stock(engine, code)
    looking = engine.looking
    details, book = await asyncio.gather(looking.details(stock), looking.book_if_any(stock))
    inside = [reference(one) for one in engine.looking.inside(code)]
    return _quote(details, book, inside)


@router.get(
    "/charts/{code}.png",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "The picture"},
        **refusals("unknown_stock", "no_candles", *ASKING),
    },
)
async def draw_chart(
    request: Request,
    caller: Viewer,
    code: StockCode,
    interval: ChosenInterval = "d",
    theme: Annotated[Literal["light", "dark"], Query(description="the colours")] = "light",
) -> Response:
    """Draw the last eighty candles with averages, volume, entries and exits."""
    desk = desk_of(request)
    stock, wanted = _stock(desk.engine, code), _interval(interval)
    data = await _drawn(desk, stock, wanted, dark=theme == "dark", lang=caller.lang)
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=5"})


@router.get("/charts/{code}", responses=refusals("unknown_stock", *ASKING), dependencies=VIEWERS)
async def read_chart(
    request: Request,
    code: StockCode,
    interval: ChosenInterval = "d",
    count: Annotated[int, Query(ge=1, le=MOST, description="how many candles at most")] = 120,
) -> ChartOut:
    """Return the last candles of a stock, fewer where there are no more, and the marks on them."""
    engine = desk_of(request).engine
    stock, wanted = _stock(engine, code), _interval(interval)
    candles = (await _candles(engine, stock, wanted, count))[-count:]
    marks = await engine.looking.marks(code, candles[0].at) if candles else []
    return ChartOut(
        code=code,
        name=stock.name,
        interval=interval,
        candles=[_candle(one) for one in candles],
        marks=[_mark(one) for one in marks],
    )


async def _drawn(desk: Desk, stock: Stock, interval: Interval, *, dark: bool, lang: str) -> bytes:
    engine = desk.engine
    candles, details = await asyncio.gather(
        _candles(engine, stock, interval, pictures.WANTED), _details(engine, stock)
    )
    if not candles:
        raise Problem(404, "api.no_candles", said=stock.code)
    marks = await engine.looking.marks(stock.code, candles[-pictures.VISIBLE :][0].at)
    name = details.name if details and details.name else stock.name
    headline = charted.headline(stock, name, details, candles, interval)
    return await pictures.chart(candles, headline, marks, dark=dark, lang=lang, interval=interval)


def _stock(engine: Engine, code: str) -> Stock:
    try:
        return engine.find_stock(code, sure=True)
    except PersonError:  # new since the list of today was taken, perhaps
        return Stock(code, code, "")


def _interval(key: IntervalKey) -> Interval:
    return Interval("day") if key == "d" else Interval.parse(key) or Interval("day")


async def _candles(engine: Engine, stock: Stock, interval: Interval, count: int) -> list[Candle]:
    step = next(one for one in _STEPS if one >= count)
    try:
        return await engine.looking.candles(stock, interval, step)
    except Refused as error:
        if stock.market:
            raise
        raise UnknownStock(said=stock.code) from error  # nobody's list has it


async def _details(engine: Engine, stock: Stock) -> Details | None:
    """Return what the stock costs now; a chart does without where nobody says it."""
    try:
        return await engine.looking.details(stock)
    except UnknownStock:
        raise
    except BotError:
        return None


def _quote(details: Details, book: OrderBook | None, inside: list[ConditionRef]) -> QuoteOut:
    shown = {name: getattr(details, name) for name in QuoteOut.model_fields if name not in _OURS}
    return QuoteOut(**shown, book=_levels(book) if book else None, inside=inside)


def _levels(book: OrderBook) -> BookOut:
    return BookOut(
        at=book.at,
        asks=[_level(one) for one in book.asks],
        bids=[_level(one) for one in book.bids],
    )


def _level(level: Level) -> LevelOut:
    return LevelOut(price=level.price, quantity=level.quantity)


def _candle(candle: Candle) -> CandleOut:
    return CandleOut(
        at=candle.at,
        open=candle.open,
        high=candle.high,
        low=candle.low,
        close=candle.close,
        volume=candle.volume,
    )


def _mark(mark: Mark) -> MarkOut:
    return MarkOut(
        at=mark.at,
        kind=mark.kind.value,
        condition=reference(mark.condition) if mark.condition else None,
        price=mark.price,
    )
