"""`/history`: looking for what entered and left, and taking it away as a file."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO, BinaryIO, cast
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Viewer
from bot.channels.web.pages.asking import said, sorry, voice_of
from bot.channels.web.pages.pasts import Group, groups
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import Problem
from bot.messages import Doc
from bot.render import past
from bot.render.exporting import Format, file_name, sheet
from bot.render.voice import Voice
from core.clock import KST
from core.errors import BotError, UnknownCondition
from core.model import Condition, Stock
from core.model.remembering import Span
from core.services.remembering import Page, midnight

router = APIRouter(include_in_schema=False)

LONGEST_EXPORT = 500_000
"""events of one file"""
_AT_ONCE = 2
_DIGITS = 10
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_KINDS = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}
_exporting = asyncio.Semaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: of what (`about`), of which days; `wrong` says what is no such thing."""

    condition: str = ""
    stock: str = ""
    first: date | None = None
    last: date | None = None
    about: Condition | Stock | None = None
    wrong: Doc | None = None

    @property
    def span(self) -> Span:
        """Return the events that are meant; of a stock where one was named."""
        return Span(
            self.about.id if isinstance(self.about, Condition) else None,
            self.about.code if isinstance(self.about, Stock) else None,
            midnight(self.first) if self.first else None,
            midnight(self.last + timedelta(days=1)) if self.last else None,
        )

    @property
    def query(self) -> str:
        """Return what leads back here, as the query of an address."""
        given = {
            "condition": self.condition,
            "stock": self.stock,
            "first": str(self.first or ""),
            "last": str(self.last or ""),
        }
        return urlencode({key: value for key, value in given.items() if value})


@router.get("/history")
async def history(request: Request, caller: Viewer, page: int = 1) -> Response:
    """Show a page of the past, newest first."""
    desk, voice = desk_of(request), voice_of(caller)
    wanted, found = await _wanted(request, desk, voice), Page((), 0)
    note = wanted.wrong
    if note is None:
        try:
            found = await desk.engine.past.page(wanted.span, max(1, page))
        except BotError as error:
            note = sorry(voice, error)
    template = "history_list.html" if "hx-request" in request.headers else "history.html"
    return render(
        request,
        template,
        caller=caller,
        wanted=wanted,
        conditions=await _conditions(desk),
        title=past.title(voice, wanted.about, _days(voice, wanted, desk)),
        page=found,
        groups=_groups(voice, found, desk),
        note=note,
        today=desk.clock.now().date(),
    )


@router.get("/history/export")
async def export(request: Request, caller: Viewer, kind: Format = Format.CSV) -> Response:
    """Send the events as a file."""
    desk, voice = desk_of(request), voice_of(caller)
    wanted = await _wanted(request, desk, voice)
    count = 0 if wanted.wrong else await desk.engine.past.count(wanted.span)
    if not count or count > LONGEST_EXPORT:
        key = "board.export_nothing" if not count else "board.export_too_much"
        doc = wanted.wrong or said(voice, key, count=f"{count:,}", most=f"{LONGEST_EXPORT:,}")
        status = 422 if wanted.wrong else 404 if not count else 413
        return render(request, "board_wrong.html", caller=caller, status=status, note=doc)
    if _exporting.locked():
        raise Problem(429, "board.export_busy")
    async with _exporting:
        file = await _written(desk, voice, wanted, kind)
    days = "~".join(str(one or "") for one in (wanted.first, wanted.last)).strip("~") or "all"
    name = file_name(voice, wanted.about, days, kind)
    plain = f"history.{kind.value}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return StreamingResponse(_chunks(file), media_type=_KINDS[kind], headers=headers)


async def _written(desk: Desk, voice: Voice, wanted: Wanted, kind: Format) -> IO[bytes]:
    """Write a file, chunk by chunk and beside the loop; it is gone once it is closed."""
    file = await asyncio.to_thread(tempfile.SpooledTemporaryFile, _IN_MEMORY)
    try:
        written = await asyncio.to_thread(sheet, kind, cast("BinaryIO", file), voice)
        async for chunk in desk.engine.past.walk(wanted.span):
            await asyncio.to_thread(written.add, chunk)
        await asyncio.to_thread(written.close)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


# --- what was asked for -------------------------------------------------------------------------


async def _wanted(request: Request, desk: Desk, voice: Voice) -> Wanted:
    """Read the query; what is wrong in it is said, and nothing is shown then."""
    query = request.query_params
    wanted = Wanted(query.get("condition", ""), query.get("stock", "").strip()[:40])
    try:
        first, last = (_date(query.get(key, "")) for key in ("first", "last"))
        if first and last and first > last:
            first, last = last, first
        about = await _about(desk, wanted)
    except ValueError:
        return Wanted(wrong=said(voice, "board.wrong_date"))
    except BotError as error:
        return Wanted(wanted.condition, wanted.stock, wrong=sorry(voice, error))
    return Wanted(wanted.condition, wanted.stock, first, last, about)


async def _about(desk: Desk, wanted: Wanted) -> Condition | Stock | None:
    if wanted.stock:
        return desk.engine.find_stock(wanted.stock)
    if wanted.condition:
        return _known(desk, wanted.condition)
    return None


def _known(desk: Desk, said: str) -> Condition:
    """Return a condition by its number, listed or not; raises UnknownCondition."""
    number = int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else 0
    found = desk.engine.past.condition(number)
    if found is None:
        raise UnknownCondition(said=said[:40])
    return found


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


async def _conditions(desk: Desk) -> list[Condition]:
    """Return the conditions there are to choose from; none while nobody has listed them."""
    try:
        return [one.condition for one in await desk.engine.conditions()]
    except BotError:
        return []


def _days(voice: Voice, wanted: Wanted, desk: Desk) -> str:
    if wanted.first is None and wanted.last is None:
        return ""
    return past.days(voice, wanted.first, wanted.last, desk.clock.now())


def _groups(voice: Voice, page: Page, desk: Desk) -> Iterator[Group]:
    return groups(voice, page.pasts, desk.clock.now().astimezone(KST).date())
