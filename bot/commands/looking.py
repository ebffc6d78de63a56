"""Looking closer at one stock: `/quote`."""

import asyncio
import re
from datetime import timedelta

from bot.commands.command import Asked
from bot.messages import Reply
from bot.render.quote import quote_reply, unreachable, which_stock
from core.errors import BotError, PersonError, UnknownStock
from core.model import Stock

_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{6}", re.IGNORECASE)
_REMEMBERED = timedelta(days=7)
_MOST_OFFERED = 8


async def quote(asked: Asked) -> Reply:
    """Show a stock in full; where the broker does not answer, what is known without it."""
    if not asked.said:
        return await which(asked)
    stock = stock_meant(asked)
    looking = asked.engine.looking
    inside = looking.inside(stock.code)
    try:
        details, book = await asyncio.gather(looking.details(stock), looking.book_if_any(stock))
    except PersonError:
        raise
    except BotError as error:
        marks = await looking.marks(stock.code, asked.now - _REMEMBERED)
        last = looking.last(stock.code)
        return unreachable(asked.voice, stock, error, last, marks, inside, asked.now)
    return quote_reply(asked.voice, details, book, inside, asked.now)


def stock_meant(asked: Asked) -> Stock:
    """Return the stock that was said; a code means a stock, known or not.

    Raises UnknownStock or AmbiguousStock.
    """
    try:
        return asked.engine.find_stock(asked.said)
    except UnknownStock:
        code = asked.said.strip().upper()
        if _CODE.fullmatch(code):
            return Stock(code, code, "")
        raise


async def which(asked: Asked) -> Reply:
    """Offer the stocks of the last alerts of this chat."""
    codes = await asked.engine.looking.lately(asked.destination, _MOST_OFFERED)
    stocks = []
    for code in codes:
        try:
            stocks.append(asked.engine.find_stock(code))
        except PersonError:
            stocks.append(Stock(code, code, ""))
    example = asked.command.shown_example(asked.voice)
    return which_stock(asked.voice, stocks, example, asked.command.name)
