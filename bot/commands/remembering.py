"""Looking back in the chat: history, files of it, scorecards, the summary of a day."""

import asyncio
import io
import re
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial

import structlog

from bot.commands.amounts import NotUnderstood
from bot.commands.command import Asked
from bot.commands.dates import Days, split_days, wrong_days
from bot.commands.lookback import NothingFound, read, with_words
from bot.messages import Attachment, Reply
from bot.render import past, pictures, posters, replies, scores
from bot.render.exporting import FORMATS, Format, file_name, sheet
from core.model import Condition
from core.model.remembering import Span

log = structlog.get_logger(__name__)

DARK = frozenset({"dark", "다크", "다크모드", "어둡게"})
LIGHT = frozenset({"light", "라이트", "라이트모드", "밝게"})
_FORMAT = re.compile(r"\.?[a-z]{2,5}", re.IGNORECASE)
"""what looks like the name of a format"""
DAYS = 30
"""how far scores and files look back where nothing is said"""
_LONG = 20_000
"""events that take long enough for a word in between"""
MOST = {Format.CSV: 150_000, Format.JSON: 100_000, Format.XLSX: 100_000}
"""events of one file in a chat; a command has 45 seconds, and a platform its limits"""


async def history(asked: Asked) -> Reply:
    """Show what entered and left, newest first, and what the prices did then."""
    look = await read(asked, asked.said)
    if isinstance(look, Reply):
        return look
    page = await asked.engine.past.page(look.span(Days()), look.page)
    title = past.title(asked.voice, look.about, _said(asked, look.days) if look.days else "")
    return past.history_page(asked.voice, title, look.about, look.address, page, asked.now)


async def export(asked: Asked) -> Reply:
    """Send the events of a span as a file."""
    kind, said = split_format(asked.said)
    try:
        look = await read(asked, said)
    except NothingFound as error:
        if _FORMAT.fullmatch(error.params["said"]):
            raise NotUnderstood("past_format", said=error.params["said"]) from None
        raise
    if isinstance(look, Reply):
        return with_words(look, kind) if kind is not Format.CSV else look
    days = look.days or Days.until(asked.now.date(), DAYS)
    span = look.span(days)
    remembering = asked.engine.past
    count = await remembering.count(span)
    if not count:
        return replies.said(asked.voice, "past.nothing_to_export", days=_said(asked, days))
    if count > MOST[kind]:
        return replies.said(asked.voice, "past.too_much", count=count, most=MOST[kind])
    data = await _written(asked, span, kind, count)
    title = past.title(asked.voice, look.about, _said(asked, days))
    name = file_name(asked.voice, look.about, days.word, kind)
    told = replies.said(asked.voice, "past.exported", title=title, count=f"{count:,}")
    return told.attached(Attachment(name, data, "file", title))


async def _written(asked: Asked, span: Span, kind: Format, count: int) -> bytes:
    """Return the events as a file; of many it is told how far they are."""
    data = io.BytesIO()
    with _telling(asked, kind, count) as told:
        written, done = sheet(kind, data, asked.voice), 0
        async for chunk in asked.engine.past.walk(span):
            await asyncio.to_thread(written.add, chunk)
            done += len(chunk)
            told(done, count)
        await asyncio.to_thread(written.close)
    return data.getvalue()


def _telling(
    asked: Asked, kind: Format, count: int
) -> AbstractContextManager[Callable[[int, int], None]]:
    if count <= _LONG or asked.progress is None:
        return nullcontext(lambda _done, _count: None)
    say = partial(past.exporting, asked.voice, f"{count:,}", kind.value.upper())
    return asked.progress.of(asked.destination, say)


async def score(asked: Asked) -> Reply:
    """Show what a condition's entries were worth, or rank all conditions."""
    dark, words = split_dark(asked.said)
    look = await read(asked, words, stocks=False)
    if isinstance(look, Reply):
        return look
    days = look.days or Days.until(asked.now.date(), DAYS)
    span, said = look.span(days), _said(asked, days)
    if not isinstance(look.about, Condition):
        ranked = await asked.engine.past.ranks(span)
        return scores.ranking(asked.voice, ranked, said, days.word)
    card = await asked.engine.past.score(span)
    name = asked.engine.stock_name
    reply = scores.card(asked.voice, look.about, card, said, days.word, name)
    if not card.measured:
        return reply
    wanted = posters.score_poster(asked.voice, look.about.name, card, said)
    alt = asked.voice.text("past.picture_score", name=look.about.name)
    return await _pictured(reply, wanted, f"score-{look.about.id}.png", alt, dark=dark)


async def summary(asked: Asked) -> Reply:
    """Tell what a day was, of all conditions."""
    today = asked.now.date()
    dark, words = split_dark(asked.said)
    days, rest = split_days(words, asked.now)
    if rest and (wrong := wrong_days(rest)):
        raise NotUnderstood("past_date", said=wrong)
    if rest or (days and (days.first is None or days.first != days.last)):
        raise NotUnderstood("past_one_day", said=asked.said)
    day = days.first if days and days.first else today
    if day > today:
        raise NotUnderstood("past_ahead", said=str(day))
    found = await asked.engine.past.day(day)
    reply = scores.summary(
        asked.voice,
        found,
        day,
        asked.engine.past.condition,
        asked.engine.stock_name,
        today=today,
    )
    if not found.entries:
        return reply
    said = past.days(asked.voice, day, day, asked.now)
    wanted = posters.day_poster(asked.voice, said, found, asked.engine.past.condition)
    alt = asked.voice.text("past.picture_day", day=said)
    return await _pictured(reply, wanted, f"summary-{day}.png", alt, dark=dark)


async def _pictured(
    reply: Reply, wanted: pictures.Poster, name: str, alt: str, *, dark: bool
) -> Reply:
    """Return an answer with its picture, or without where none can be drawn here."""
    try:
        data = await pictures.poster(wanted, dark=dark)
    except (OSError, BrokenExecutor) as error:
        log.warning("picture_failed", error=str(error))
        return reply
    return reply.attached(Attachment(name, data, "picture", alt))


def split_dark(said: str) -> tuple[bool, str]:
    """Return whether a dark picture is wished, and the other words."""
    words = said.split()
    rest = [one for one in words if one.casefold() not in DARK | LIGHT]
    return any(one.casefold() in DARK for one in words), " ".join(rest)


def split_format(said: str) -> tuple[Format, str]:
    """Return the format a word names, CSV where none does, and the other words."""
    words = said.split()
    for one in words:
        if one.casefold().lstrip(".") in FORMATS:
            rest = [word for word in words if word is not one]
            return FORMATS[one.casefold().lstrip(".")], " ".join(rest)
    return Format.CSV, said


def _said(asked: Asked, days: Days) -> str:
    said = past.days(asked.voice, days.first, days.last, asked.now)
    if days.cut:
        said += asked.voice.text("past.until_today")
    kept = asked.engine.past.days_kept
    if kept and (days.first is None or days.first < asked.now.date() - timedelta(days=kept)):
        said += asked.voice.text("past.kept", count=kept)
    return said
