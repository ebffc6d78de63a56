"""What a search found: a page of it, sorted as wished, or all of it as a file."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.messages import Attachment, Button, Doc, Line, Reply, Table, Text, bold
from bot.render import figures
from bot.render.exporting import plain, quoted
from bot.render.measure import clip, clip_columns, columns, right
from bot.render.replies import (
    LONGEST_COMMAND,
    WIDEST,
    Rows,
    button,
    page_buttons,
    page_count,
    page_mark,
)
from bot.render.voice import Voice
from core.clock import KST
from core.model import Hit

ON_A_PAGE = 20
_TITLE = 120
_NAME = 40
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""what a file's name must not hold on some machine"""


class Order(StrEnum):
    """How hits are sorted."""

    RATE = "rate"
    VOLUME = "volume"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found; `said` is what a person types for it, `address` what a button does.

    `parts` are the conditions of an expression with the number of their hits.
    """

    title: str
    said: str
    address: str
    hits: tuple[Hit, ...]
    at: datetime
    fresh: bool
    parts: tuple[tuple[str, int], ...] = ()
    subscribed: bool = False


def search_page(
    voice: Voice,
    searched: Searched,
    page: int,
    order: Order = Order.RATE,
    *,
    now: datetime,
    requery: int,
) -> Reply:
    """Return one page of a search result, the risers first where nothing else is wished."""
    hits = sorted(searched.hits, key=_ORDERS[order])
    pages = page_count(len(hits), ON_A_PAGE)
    count = voice.text("answer.stocks", count=len(hits))
    head: Line = (bold(clip(searched.title, _TITLE)), Text(f" {count}"))
    parts: list[Line | Table] = [head]
    if searched.parts:
        parts.append((Text(_parts(voice, searched.parts)),))
    parts.append((Text(_asked(voice, searched, now, requery)),))
    if hits:
        shown = hits[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        key = "answer.by_rate" if order is Order.RATE else f"search.by_{order}"
        parts += [(Text(voice.text(key)), *page_mark(voice, page, pages))]
        parts.append(_table(voice, shown, order))
    else:
        key = "search.nothing_in_all" if searched.parts else "answer.nothing_found"
        parts.append(voice.line(key))
    return Reply(Doc(tuple(parts)), _buttons(voice, searched, order, page, pages))


def as_file(voice: Voice, searched: Searched) -> Reply:
    """Return every hit as a table that Excel opens."""
    moment = searched.at.astimezone(KST)
    name = clip(_FORBIDDEN.sub("_", searched.title), _NAME)
    alt = f"{searched.title} {moment:%Y-%m-%d %H:%M}"
    line = voice.lines("search.file", name=clip(searched.title, _NAME), count=len(searched.hits))
    sheet = Attachment(
        f"{name} {moment:%Y%m%d-%H%M%S}.csv", _csv(voice, searched.hits), "file", alt
    )
    return Reply(Doc(line), attachments=(sheet,))


def _csv(voice: Voice, hits: Sequence[Hit]) -> bytes:
    """Return UTF-8 with a mark, by which Excel knows it, and codes that keep their zeros there."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(voice.text("search.columns").split("|"))
    for hit in sorted(hits, key=_ORDERS[Order.RATE]):
        its = hit.quote
        numbers = (its.price, its.change, its.rate, its.volume, its.open, its.high, its.low)
        code = quoted(hit.code)
        sheet.writerow([code, plain(hit.name) if hit.name else code, *numbers])
    return text.getvalue().encode("utf-8-sig")


# --- lines --------------------------------------------------------------------------------------


def _parts(voice: Voice, parts: Sequence[tuple[str, int]]) -> str:
    each = (f"{clip(name, _NAME)} {voice.text('answer.stocks', count=n)}" for name, n in parts)
    return " · ".join(each)


def _asked(voice: Voice, searched: Searched, now: datetime, requery: int) -> str:
    time = figures.clock_time(searched.at, now.astimezone(KST).date())
    if searched.fresh:
        return voice.text("answer.searched_at", time=time)
    age = max(0, int((now - searched.at).total_seconds()))
    before = voice.text("answer.searched_before", time=time, age=figures.duration(age, voice.lang))
    if age >= requery:
        return before
    wait = figures.duration(requery - age, voice.lang)
    return f"{before} · {voice.text('answer.searched_again_in', wait=wait)}"


def _riser_first(hit: Hit) -> tuple[Any, ...]:
    rate = hit.quote.rate
    return rate is None, -(rate or 0.0), hit.code


def _busiest_first(hit: Hit) -> tuple[Any, ...]:
    volume = hit.quote.volume
    return volume is None, -(volume or 0), hit.code


def _by_name(hit: Hit) -> tuple[Any, ...]:
    return (hit.name or hit.code).casefold(), hit.code


_ORDERS: dict[Order, Callable[[Hit], tuple[Any, ...]]] = {
    Order.RATE: _riser_first,
    Order.VOLUME: _busiest_first,
    Order.NAME: _by_name,
}


def _table(voice: Voice, hits: Sequence[Hit], order: Order) -> Table:
    """Align two columns of figures; the name, whose width no phone agrees on, stands last."""
    first = [figures.signed(hit.quote.rate) for hit in hits]
    if order is Order.VOLUME:
        second = [_volume(hit.quote.volume, voice.lang) for hit in hits]
    else:
        second = [figures.money(hit.quote.price) for hit in hits]
    wide, dear = max(map(columns, first)), max(map(columns, second))
    rows = []
    for hit, left, middle in zip(hits, first, second, strict=True):
        numbers = f"{right(left, wide)} {right(middle, dear)}"
        name = clip_columns(hit.name or hit.code, WIDEST - columns(numbers) - 1)
        rows.append(f"{numbers} {name}")
    return Table(tuple(rows))


def _volume(shares: int | None, lang: str) -> str:
    return "-" if shares is None else figures.amount(shares, lang)


# --- buttons ------------------------------------------------------------------------------------


def _buttons(voice: Voice, searched: Searched, order: Order, page: int, pages: int) -> Rows:
    address = f"/search {searched.address}"
    ordered = address if order is Order.RATE else f"{address} {order}"
    rows = [*page_buttons(voice, ordered, page, pages)]
    if len(searched.hits) > 1:
        others = (one for one in Order if one is not order)
        rows.append(tuple(_sorting(voice, one, address) for one in others))
    last = [button(voice, "again", ordered)]
    if searched.hits:
        last.append(Button(voice.text("search.button_csv"), f"{address} csv", keeps=True))
    verb = "unsubscribe" if searched.subscribed else "subscribe"
    last.append(button(voice, verb, f"/{verb} {searched.address}"))
    rows.append(tuple(last))
    kept = (tuple(one for one in row if len(one.data.encode()) <= LONGEST_COMMAND) for row in rows)
    return tuple(row for row in kept if row)


def _sorting(voice: Voice, order: Order, address: str) -> Button:
    command = address if order is Order.RATE else f"{address} {order}"
    return Button(voice.text(f"search.button_{order}"), command)
