"""`kiwoom-bot export`: history as a file, from the shell, beside a running bot or without one."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.commands.amounts import NotUnderstood
from bot.commands.dates import Days, split_days, wrong_days
from bot.commands.lookback import NothingFound
from bot.commands.remembering import DAYS, split_format
from bot.render import past
from bot.render.exporting import Format, file_name, sheet
from bot.render.voice import Voice
from core.errors import UnknownCondition, UnknownStock
from core.model import Condition, Stock
from core.model.remembering import Span
from core.services.finding import find, find_stock, lookup
from core.services.hangul import typed
from core.services.lookup import Found, Grade
from core.services.remembering import Remembering
from core.store import Store

STDOUT = "-"


async def export(
    where: str, words: Sequence[str], kind: Format | None, output: str, voice: Voice, now: datetime
) -> bool:
    """Write the events that the words name to a file, `-` for the output; False: there are none.

    `where` is the database. Raises PersonError for words that name nothing, DatabaseUnusable,
    OSError where the file cannot be written.
    """
    named, said = split_format(typed(" ".join(words)))
    store = await Store.open(where)
    try:
        about, said_days = await _meant(store, said, now)
        days = said_days or Days.until(now.date(), DAYS)
        condition_id = about.id if isinstance(about, Condition) else None
        code = about.code if isinstance(about, Stock) else None
        span, chosen = days.span(condition_id, code), kind or named
        remembering = Remembering(store.history, dict)
        count = await remembering.count(span)
        shown = past.days(voice, days.first, days.last, now)
        shown += voice.text("past.until_today") if days.cut else ""
        if not count:
            _tell(voice.text("past.nothing_to_export", days=shown))
            return False
        target = output or file_name(voice, about, days.word, chosen)
        if target == STDOUT:
            await _write(remembering, span, chosen, sys.stdout.buffer, voice, count)
        else:
            with _opened(target) as file:
                await _write(remembering, span, chosen, file, voice, count)
        title = past.title(voice, about, shown)
        _tell(f"{voice.text('past.exported', title=title, count=f'{count:,}')} → {target}")
    finally:
        await store.close()
    return True


def _opened(target: str) -> BinaryIO:
    return Path(target).open("wb")


async def _write(
    remembering: Remembering,
    span: Span,
    kind: Format,
    file: BinaryIO,
    voice: Voice,
    count: int,
) -> None:
    written, done = sheet(kind, file, voice), 0
    async for chunk in remembering.walk(span):
        written.add(chunk)
        done += len(chunk)
        if sys.stderr.isatty():
            percent = min(100, 100 * done // count)
            print(f"\r{done:,} / {count:,} ({percent}%)", end="", file=sys.stderr, flush=True)
    written.close()
    if sys.stderr.isatty():
        print(file=sys.stderr)


async def _meant(
    store: Store, said: str, now: datetime
) -> tuple[Condition | Stock | None, Days | None]:
    """Return what the words name, with days in them or without."""
    if not said:
        return None, None
    conditions, stocks = await store.conditions.all(), _Kept(await store.stocks.all())
    days, rest = split_days(said, now)
    if days is not None and days.ahead(now.date()):
        raise NotUnderstood("past_ahead", said=days.word)
    if not rest:
        return None, days
    for words, its in ((said, None), (rest, days)):
        with suppress(UnknownCondition):
            return find(conditions, words), its
        with suppress(UnknownStock):
            return find_stock(stocks, words), its
    if wrong := wrong_days(rest):
        raise NotUnderstood("past_date", said=wrong)
    raise NothingFound(said=rest)


class _Kept:
    """The stocks of the database, by code and by name."""

    def __init__(self, stocks: Sequence[Stock]) -> None:
        self._stocks = {one.code: one for one in stocks}
        self._names = lookup(stocks)

    def find(self, said: str) -> Found[Stock]:
        """Return the stocks that fit best."""
        if exact := self._stocks.get(said.upper()):
            return Found(Grade.EXACT, (exact,))
        return self._names.find(said)


def _tell(text: str) -> None:
    """Say something beside what may be a file on its way through a pipe."""
    print(text, file=sys.stderr)
