"""Price alerts: `/watch 삼성전자 > 80000 반복 3일`."""

import asyncio
import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.aims import LONGEST_DAYS, Said, Wanted, beginnings, read, unread
from bot.commands.amounts import NotUnderstood
from bot.commands.command import Asked
from bot.commands.spans import End, Span, everything
from bot.messages import Reply
from bot.render import lookouts as words
from core.errors import AmbiguousStock, BotError, PersonError, UnknownStock
from core.model import Stock
from core.model.lookout import Aim, Goal, Lookout

_LASTS = timedelta(days=7)
_DAY = 1_440
_PATIENCE = 1.5
_WORDS_OFF = r"(?:off|end|remove|삭제|해제|해지|끔|꺼|끄기|그만|취소)"
_OFF = re.compile(rf"{_WORDS_OFF}(?:\s+(?:#?(\d{{1,9}})번?|(.+)))?", re.IGNORECASE)
_STOCK_OFF = re.compile(rf"(.+?)\s+{_WORDS_OFF}", re.IGNORECASE)


async def watch(asked: Asked) -> Reply:
    """Set a price alert, list those of this chat, or end one."""
    if not asked.said:
        return await _listed(asked)
    if off := _OFF.fullmatch(asked.said.strip()):
        return await _end(asked, off[1], off[2] or "")
    if off := _STOCK_OFF.fullmatch(asked.said.strip()):
        return await _end_stock(asked, asked.engine.find_stock(off[1], sure=True))
    wanted, stock = _meant(asked)
    if wanted.aim is None:
        quote = await asked.engine.lookouts.price(stock.code)
        return words.which_aim(asked.voice, stock, quote, _example(asked))
    aim = wanted.aim
    if isinstance(aim, Said):
        quote = await asked.engine.lookouts.price(stock.code)
        if quote is None or quote.price is None or quote.price == aim.price:
            rest = _rest(wanted)
            return words.which_way(asked.voice, stock, aim.price, rest, quote)
        aim = Aim(Goal.ABOVE if aim.price > quote.price else Goal.BELOW, aim.price)
    return await _set(asked, stock, aim, wanted)


async def _set(asked: Asked, stock: Stock, aim: Aim, wanted: Wanted) -> Reply:
    until = _until(asked, wanted.span)
    made = Lookout(stock.code, aim, asked.destination, asked.person, asked.now, until)
    sight = await asked.engine.lookouts.add(replace(made, repeat=wanted.repeat))
    halted = await _halted(asked, stock)
    return words.placed(asked.voice, replace(sight, name=stock.name), asked.now, halted=halted)


async def _halted(asked: Asked, stock: Stock) -> bool:
    """Tell whether a stock is known not to be traded now; nobody waits long for that."""
    with suppress(BotError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            return "halted" in (await asked.engine.looking.details(stock)).warnings
    return False


async def _listed(asked: Asked, *, ended: bool = False) -> Reply:
    sights = await asked.engine.lookouts.of(asked.destination)
    return words.listed(asked.voice, sights, asked.now, _example(asked), ended=ended)


async def _end(asked: Asked, number: str | None, rest: str) -> Reply:
    """End one by its number, or all; raises NotUnderstood."""
    lookouts = asked.engine.lookouts
    if number is None and not everything(rest):
        raise NotUnderstood("watch_off", said=rest)
    if number is None and not rest:
        return await _listed(asked)
    chosen = None if number is None else int(number)
    removed = await lookouts.remove(asked.destination, chosen)
    if not removed and chosen is not None:
        raise NotUnderstood("watch_gone")
    return await _listed(asked, ended=True)


async def _end_stock(asked: Asked, stock: Stock) -> Reply:
    """End every price alert of a stock."""
    lookouts = asked.engine.lookouts
    its = [
        one.lookout.id
        for one in await lookouts.of(asked.destination)
        if one.lookout.code == stock.code
    ]
    if not its:
        raise NotUnderstood("watch_gone")
    for one in its:
        await lookouts.remove(asked.destination, one)
    return await _listed(asked, ended=True)


def _meant(asked: Asked) -> tuple[Wanted, Stock]:
    """Return the reading that begins with a stock; raises NotUnderstood or what finding raises.

    Of several that may be meant, the shortest name is asked about: behind it stands an aim.
    """
    doubt: PersonError | None = None
    for wanted in read(asked.said):
        if not wanted.stock:
            raise NotUnderstood("watch_stock", example=_example(asked))
        try:
            return wanted, asked.engine.find_stock(wanted.stock, sure=True)
        except AmbiguousStock as error:
            doubt = error
        except UnknownStock as error:
            doubt = error if wanted.aim is not None and doubt is None else doubt
    if isinstance(doubt, AmbiguousStock):
        raise doubt
    for begins in beginnings(asked.said):
        try:
            asked.engine.find_stock(begins)
        except PersonError:
            continue
        said = unread(asked.said, begins)
        raise NotUnderstood("watch_aim", said=said, example=_example(asked))
    raise doubt or UnknownStock(said=asked.said)


def _until(asked: Asked, span: Span | None) -> datetime:
    if span is None:
        return asked.now + _LASTS
    if span.day is not None:
        return _end_of(asked.now, span.day, span.word)
    if span.end is None:
        return asked.now + timedelta(minutes=span.minutes)
    closes = asked.engine.until_close()
    if span.end is End.CLOSE and closes is None:
        raise NotUnderstood("watch_no_close")
    if span.end is End.CLOSE and closes is not None:
        return closes
    return _late(asked.now + timedelta(days=1))


def _end_of(now: datetime, said: tuple[int, int, int], word: str) -> datetime:
    """Return the last second of a day; raises NotUnderstood for one that cannot be waited for."""
    year, month, day = said
    wrong = NotUnderstood("watch_until", said=word, most=str(LONGEST_DAYS))
    years = (year if year > 99 else 2_000 + year,) if year else (now.year, now.year + 1)
    for one in years:
        try:
            end = _late(now.replace(year=one, month=month, day=day))
        except ValueError:
            continue
        if end < now and not year:
            continue
        if not now < end <= _late(now + timedelta(days=LONGEST_DAYS)):
            raise wrong
        return end
    raise wrong


def _late(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _rest(wanted: Wanted) -> str:
    """Return how long and how often, as a button says it."""
    span = wanted.span
    said = ""
    if span is not None:
        days, short = divmod(span.minutes, _DAY)
        said = f" {days}d" if days and not short else f" {span.word}"
    return said + " repeat" * wanted.repeat


def _example(asked: Asked) -> str:
    return asked.command.shown_example(asked.voice)
