"""Silence: mutes, quiet hours, and the summary of each day."""

from datetime import datetime, time, timedelta

from bot.commands import expressing
from bot.commands.amounts import OFF, NotUnderstood, hours
from bot.commands.command import Asked
from bot.commands.following import stock_names
from bot.commands.meaning import meant, near
from bot.commands.spans import End, Span, everything, split_span, wrong_span
from bot.commands.spoken import squeezed
from bot.messages import Reply
from bot.render import silence as words
from core.model import Condition, Mute, Quiet, Stock

_ON = ("켬", "켜", "켜기", "on")
_MOST_CHOICES = 12


async def mute(asked: Asked) -> Reply:
    """Silence everything, a condition or a stock for a while; without words show what is silent."""
    if not asked.said:
        return await _listed(asked)
    span, said = split_span(asked.said)
    if everything(said):
        return await _mute(asked, span)
    try:
        conditions, stocks = await _meant(asked, said)
    except NotUnderstood:
        if span is None and (time := wrong_span(said)):
            raise NotUnderstood("mute_time", said=time) from None
        await expressing.refuse_unfollowed(asked.engine, said)
        conditions, stocks = await near(asked, said)
        if not conditions and not stocks:
            raise
        word = span.word if span else ""
        offered = conditions[:_MOST_CHOICES], stocks
        return words.mute_choice(asked.voice, said, word, *offered, near=True)
    if len(conditions) + len(stocks) > 1:
        word = span.word if span else ""
        offered = conditions[:_MOST_CHOICES], stocks[:_MOST_CHOICES]
        return words.mute_choice(asked.voice, said, word, *offered)
    if conditions:
        return await _mute(asked, span, conditions[0])
    return await _mute(asked, span, stock=stocks[0])


async def unmute(asked: Asked) -> Reply:
    """End a mute, or every one; what it held back comes at once."""
    hush, here = asked.engine.hush, asked.destination
    if everything(asked.said):
        return words.unmuted(asked.voice, await hush.unmute(here))
    conditions, stocks = await _meant(asked, asked.said, "unmute_what")
    ended = 0
    for condition in conditions:
        ended += await hush.unmute(here, condition=condition)
    for stock in stocks:
        ended += await hush.unmute(here, code=stock.code)
    mutes = await hush.mutes(here)
    names = stock_names(asked, [one.code for one in mutes if one.code])
    return words.unmuted(asked.voice, ended, mutes, names, asked.now)


async def quiet(asked: Asked) -> Reply:
    """Set the hours of each day without alerts; without words show them."""
    hush, here = asked.engine.hush, asked.destination
    if not asked.said:
        return words.quiet_answer(asked.voice, await hush.quiet(here), changed=False)
    wanted = None
    if squeezed(asked.said) not in OFF:
        ends = hours(asked.said)
        if ends is None:
            raise NotUnderstood("quiet_hours", said=asked.said)
        wanted = Quiet(*ends)
    await hush.set_quiet(here, wanted)
    return words.quiet_answer(asked.voice, wanted, changed=True)


async def daily(asked: Asked) -> Reply:
    """Switch the summary of each day on or off; without words show which it is."""
    hush, here = asked.engine.hush, asked.destination
    said = squeezed(asked.said)
    if said:
        if said not in (*_ON, *OFF):
            raise NotUnderstood("daily_switch", said=asked.said)
        await hush.set_daily(here, said in _ON)
    return words.daily_answer(asked.voice, wanted=await hush.daily(here))


async def _listed(asked: Asked) -> Reply:
    hush = asked.engine.hush
    mutes = await hush.mutes(asked.destination)
    stocks = stock_names(asked, [one.code for one in mutes if one.code])
    quiet_hours = await hush.quiet(asked.destination)
    closes = asked.engine.until_close() is not None
    return words.mute_list(asked.voice, mutes, quiet_hours, stocks, asked.now, closes=closes)


async def _mute(
    asked: Asked,
    span: Span | None,
    condition: Condition | None = None,
    stock: Stock | None = None,
) -> Reply:
    names = {stock.code: stock.name} if stock else {}
    code = stock.code if stock else None
    if span is None:
        closes = asked.engine.until_close() is not None
        asking = Mute(asked.now, condition, code)
        return words.how_long(asked.voice, asking, names, closes=closes)
    until = _until(asked, span)
    await asked.engine.hush.mute(
        asked.destination, asked.person, until, condition=condition, code=code
    )
    return words.muted(asked.voice, Mute(until, condition, code), names, asked.now)


def _until(asked: Asked, span: Span) -> datetime:
    if span.end is End.TOMORROW:
        return asked.engine.until_tomorrow()
    if span.at is not None:
        return _next(asked.now, span.at, either=span.either)
    if span.end is None:
        return asked.now + timedelta(minutes=span.minutes)
    closes = asked.engine.until_close()
    if closes is None:
        raise NotUnderstood("mute_no_close")
    return closes


def _next(now: datetime, at: time, *, either: bool) -> datetime:
    """Return when a clock next shows this time; `either` half of the day will do."""
    first = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    hours = (0, 12, 24) if either else (0, 24)
    return next(one for hour in hours if (one := first + timedelta(hours=hour)) > now)


async def _meant(
    asked: Asked, said: str, key: str = "mute_what"
) -> tuple[list[Condition], list[Stock]]:
    conditions, stocks = await meant(asked, said)
    if not conditions and not stocks:
        raise NotUnderstood(key, said=said)
    return conditions, stocks
