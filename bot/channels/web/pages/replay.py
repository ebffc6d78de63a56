"""`/history/replay`: a day as it went, event by event, on a time line."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Viewer
from bot.channels.web.pages.asking import voice_of
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import Problem
from bot.render.past import day_name
from core.clock import KST
from core.engine import Engine
from core.model import Condition
from core.model.remembering import Past, Span
from core.services.remembering import midnight

router = APIRouter(include_in_schema=False)

MOST = 20_000
"""events of one day that are replayed, its first; of a busier day the page says so"""
_TOGETHER = 500
"""events that are handed to the network at once"""


@router.get("/history/replay")
async def replay(request: Request, caller: Viewer, day: str = "") -> Response:
    """Show the time line of a day, today's where none is named."""
    now = desk_of(request).clock.now().astimezone(KST)
    chosen = _day(day, now)
    named = day_name(chosen, now.date(), voice_of(caller).lang)
    return render(
        request,
        "replay.html",
        caller=caller,
        here="/history",
        day=chosen,
        named=named,
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1) if chosen < now.date() else None,
        today=now.date(),
        most=f"{MOST:,}",
    )


@router.get("/history/replay.json")
async def events(request: Request, caller: Viewer, day: str = "") -> Response:
    """Return the events of a day, oldest first; `at` is in seconds since midnight, KST.

    `more`: there were more than `most`, and these are the first of them.
    """
    desk, unknown = desk_of(request), voice_of(caller).text("alert.condition_unknown")
    chosen = _day(day, desk.clock.now().astimezone(KST))
    told = await _told(desk.engine, chosen)
    conditions = [
        {"id": key, "name": condition.name if condition else unknown}
        for key, condition in sorted(told.conditions.items())
    ]
    head = {"day": str(chosen), "conditions": conditions, "more": told.more, "most": MOST}
    pieces = await asyncio.to_thread(_pieces, head, told.events)
    return StreamingResponse(
        pieces, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


@dataclass(slots=True)
class Told:
    """The events of a day, each written already: when, its id, its JSON; and their conditions."""

    events: list[tuple[float, int, bytes]] = field(default_factory=list)
    conditions: dict[int, Condition | None] = field(default_factory=dict)
    more: bool = False


async def _told(engine: Engine, day: date) -> Told:
    """Return the first MOST events of a day, written chunk by chunk and beside the loop."""
    start, told = midnight(day), Told()
    async for chunk in engine.past.walk(Span(since=start, until=start + timedelta(days=1))):
        room = MOST - len(told.events)
        told.more = len(chunk) > room
        some = chunk[:room]
        told.conditions |= {one.condition.id if one.condition else 0: one.condition for one in some}
        told.events += await asyncio.to_thread(_written, some, start)
        if told.more:
            break
    return told


def _written(pasts: Sequence[Past], start: datetime) -> list[tuple[float, int, bytes]]:
    encode = msgspec.json.Encoder().encode
    found = [_event(one, start) for one in pasts]
    return [(one.at, one.id, encode(one)) for one in found]


def _pieces(head: object, events: list[tuple[float, int, bytes]]) -> AsyncIterator[bytes]:
    """Return the answer in pieces, the events in the order in which they happened."""
    events.sort()
    opened = msgspec.json.encode(head)[:-1] + b',"events":['
    groups = [events[at : at + _TOGETHER] for at in range(0, len(events), _TOGETHER)]
    joined = [b",".join(one for _, _, one in group) for group in groups]
    return _sent([opened, *(b"," * (at > 0) + one for at, one in enumerate(joined)), b"]}"])


async def _sent(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for one in pieces:
        yield one
        await asyncio.sleep(0)


class Shown(msgspec.Struct, frozen=True):
    """An event of the time line."""

    id: int
    at: float
    condition: int
    code: str
    name: str
    kind: str
    price: int | None
    rate: float | None


def _event(one: Past, start: datetime) -> Shown:
    event = one.event
    at = ((event.happened_at or event.received_at) - start).total_seconds()
    return Shown(
        event.id,
        round(max(0.0, min(86_400.0, at)), 1),
        one.condition.id if one.condition else 0,
        event.code,
        one.stock,
        event.kind.value,
        one.price,
        one.quote.rate if one.quote else None,
    )


def _day(text: str, now: datetime) -> date:
    """Return the day that is meant, today where none is; Problem 422 for what is no day."""
    if not text:
        return now.date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "board.wrong_date") from None
