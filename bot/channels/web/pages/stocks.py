"""`/stocks`: finding a stock, its price, its chart with what entered and left."""

import asyncio
import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Viewer
from bot.channels.web.pages.asking import sorry, voice_of
from bot.channels.web.pages.quoting import shown
from bot.channels.web.pages.rendering import render
from bot.render.voice import Voice
from core.engine import Engine
from core.errors import AmbiguousStock, BotError, PersonError, UnknownStock
from core.model import Stock
from core.model.looking import Interval
from core.model.remembering import Span

router = APIRouter(include_in_schema=False)

INTERVALS = (
    *(Interval("minute", count) for count in (1, 3, 5, 15, 30, 60)),
    Interval("day"),
    Interval("week"),
)
"""in the order of the buttons"""
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{6}", re.IGNORECASE)
_LONGEST = 40
_MOST_LATELY = 12


@router.get("/stocks")
async def stocks(request: Request, caller: Viewer, q: str = "") -> Response:
    """Show the search, and the stocks of the last events; go on where one alone is meant."""
    engine, said = desk_of(request).engine, q.strip()[:_LONGEST]
    found = search(engine, said) if said else []
    if len(found) == 1:
        return RedirectResponse(f"/stocks/{found[0].code}", 303)
    lately = await _lately(engine)
    return render(request, "stocks.html", caller=caller, q=said, found=found, lately=lately)


@router.get("/stocks/found")
async def found(request: Request, caller: Viewer, q: str = "") -> Response:
    """Show what a few letters may mean, while they are typed."""
    said = q.strip()[:_LONGEST]
    stocks = search(desk_of(request).engine, said) if said else []
    return render(request, "stocks_found.html", caller=caller, q=said, found=stocks)


@router.get("/stocks/{code}")
async def stock(request: Request, caller: Viewer, code: str, interval: str = "") -> Response:
    """Show a stock; its price and its candles are fetched by the page itself."""
    voice = voice_of(caller)
    meant = known(desk_of(request).engine, code)
    if meant is None:
        return render(
            request, "stocks.html", caller=caller, status=404, q=code, found=[], lately=[]
        )
    if meant.code != code:
        return RedirectResponse(f"/stocks/{meant.code}", 303)
    buttons = [(one.key, _label(voice, one)) for one in INTERVALS]
    keys = [key for key, _ in buttons]
    return render(
        request,
        "stock.html",
        caller=caller,
        stock=meant,
        intervals=buttons,
        interval=interval if interval in keys else "d",
    )


@router.get("/stocks/{code}/quote")
async def quote(request: Request, caller: Viewer, code: str) -> Response:
    """Show the price, the order book and what belongs to it."""
    desk, voice = desk_of(request), voice_of(caller)
    meant = known(desk.engine, code) or Stock(code, code, "")
    looking, now = desk.engine.looking, desk.clock.now()
    inside = looking.inside(meant.code)
    try:
        details, book = await asyncio.gather(looking.details(meant), looking.book_if_any(meant))
    except BotError as error:
        last = looking.last(meant.code)
        before = shown(voice, last, None, inside, now) if last else None
        why = sorry(voice, error)
        return render(request, "stock_quote.html", caller=caller, shown=before, sorry=why)
    view = shown(voice, details, book, inside, now)
    return render(request, "stock_quote.html", caller=caller, shown=view, sorry=None)


def search(engine: Engine, said: str) -> list[Stock]:
    """Return the stocks that a name, its beginning, initial consonants or a code may mean."""
    try:
        return [engine.find_stock(said)]
    except AmbiguousStock as error:
        codes = [one.strip() for one in error.params.get("codes", "").split(",")]
        return [_named(engine, one) for one in codes if one]
    except UnknownStock:
        return [Stock(said.upper(), said.upper(), "")] if _CODE.fullmatch(said) else []


def known(engine: Engine, code: str) -> Stock | None:
    """Return the stock of a code, known or not; None for what is no code at all."""
    if not _CODE.fullmatch(code):
        return None
    return _named(engine, code.upper())


def _named(engine: Engine, code: str) -> Stock:
    try:
        found = engine.find_stock(code, sure=True)
    except PersonError:
        return Stock(code, code, "")
    return found if found.code == code else Stock(code, code, "")


def _label(voice: Voice, interval: Interval) -> str:
    if voice.lang == "ko":
        return interval.said
    return voice.text(f"chart.short_{interval.unit}", n=interval.count)


async def _lately(engine: Engine) -> list[Stock]:
    """Return the stocks that entered or left something last, newest first."""
    pages = await asyncio.gather(*(engine.past.page(Span(), at) for at in (1, 2, 3)))
    named = {one.event.code: one.stock for page in pages for one in page.pasts}
    return [Stock(code, name, "") for code, name in named.items()][:_MOST_LATELY]
