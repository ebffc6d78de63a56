"""`/ws/conditions/{id}` and `*`: who is inside, then what enters and leaves, as it happens."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Never

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web.api.schemas import LARGEST_ID
from bot.channels.web.api.shaping import priced
from bot.channels.web.closing import NO_CONDITION, NO_NUMBER, NOT_NOW, OURS, SIGN_IN, SLOW, close
from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import identify, still
from bot.channels.web.problems import Problem
from core.clock import SystemClock
from core.errors import BotError, UnknownCondition
from core.model import Condition
from core.services.listening import Listener
from core.services.news import Began, Happened, Inside, News, Priced
from core.services.stream import Stream

router = APIRouter()

EVERY = "*"
HEARTBEAT = 15.0
"""real seconds between two heartbeats, and until it is seen whether the rights are still there"""
_TAKEN_WITHIN = 10.0
"""real seconds in which a client must take what is sent to it, however fast a demo's day is"""
_AT_ONCE = 10
"""messages that are sent before others have their turn"""

_REAL = SystemClock()


class Over(Exception):
    """The conversation ends, with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@router.websocket("/ws/conditions/{condition}")
async def listen(socket: WebSocket, condition: str, since: str = "") -> None:
    """Tell who is inside, then each event behind `since`; `*` is every condition."""
    await socket.accept()
    code: int | None = None
    try:
        await _allow(socket, first=True)
        desk = desk_of(socket)
        await _tell(socket, desk, _which(desk, condition), _number(since))
    except* Over as over:
        code = next(_codes(over))
    except* BotError:
        code = NOT_NOW
    except* WebSocketDisconnect:
        pass  # it left of its own accord
    if code is not None:
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            await close(socket, code)


def _codes(group: BaseExceptionGroup[Over]) -> Iterator[int]:
    for one in group.exceptions:
        yield from _codes(one) if isinstance(one, BaseExceptionGroup) else [one.code]


async def _allow(socket: WebSocket, *, first: bool = False) -> None:
    try:
        await (identify(socket) if first else still(socket))
    except Problem as problem:
        raise Over(OURS + problem.status) from problem


def _which(desk: Desk, said: str) -> int | None:
    """Return a condition's id, None for every one."""
    if said == EVERY:
        return None
    condition_id = int(said) if said.isascii() and said.isdecimal() and len(said) <= 10 else 0
    try:
        desk.engine.condition(condition_id)
    except UnknownCondition:
        raise Over(NO_CONDITION) from None
    return condition_id


def _number(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 10):
        raise Over(NO_NUMBER)
    return min(int(said), LARGEST_ID)


async def _tell(socket: WebSocket, desk: Desk, which: int | None, since: int | None) -> None:
    stream = desk.engine.stream
    caller = socket.state.caller
    async with stream.listen(which, since) as listener, asyncio.TaskGroup() as group:
        mouth = Mouth(socket, stream, desk)
        group.create_task(_until_dropped(socket, desk, caller.identity))
        group.create_task(mouth.speak(listener))
        group.create_task(mouth.beat())
        group.create_task(mouth.watch())
        group.create_task(_until_gone(socket))


async def _until_dropped(socket: WebSocket, desk: Desk, identity: str) -> Never:
    """See at once when the key that opened the line is revoked; raises Over then."""
    with desk.engine.keys.watching(identity) as dropped:
        while True:
            await dropped.wait()
            dropped.clear()
            await _allow(socket)


async def _until_gone(socket: WebSocket) -> Never:
    """Read whatever a client says, which means nothing, until it leaves."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code") or 1000)


class Mouth:
    """What one client is told, one message after the other."""

    def __init__(self, socket: WebSocket, stream: Stream, desk: Desk) -> None:
        self._socket = socket
        self._stream = stream
        self._desk = desk
        self._turn = asyncio.Lock()
        self._last = 0
        """the event behind which the client may resume"""
        self._since: float | None = None
        """since when the client has not taken what it is told"""

    async def speak(self, listener: Listener) -> Never:
        """Tell who was inside when it began, and whatever comes; raises Over."""
        self._last = listener.behind
        inside = [_inside(one, self._last) for one in listener.standing.inside]
        first, *more = [*inside, self._heartbeat()]
        await self._say(_with_gap(first, listener.whole_from))
        for one in more:
            await self._say(one)
        await self._go_on(listener)

    async def _go_on(self, listener: Listener) -> Never:
        while True:
            for at, one in enumerate(await listener.next(), 1):
                await self._pass_on(one)
                if at % _AT_ONCE == 0:
                    await asyncio.sleep(0)

    async def beat(self) -> Never:
        """Show every now and then that the line is alive, as long as the rights are there."""
        while True:
            await _REAL.sleep(HEARTBEAT)
            await _allow(self._socket)
            await self._say(self._heartbeat())

    async def _pass_on(self, news: News) -> None:
        if not isinstance(news, Began):
            await self._say(_worded(news))
            self._last = news.event.id if isinstance(news, Happened) else self._last
            return
        standing = await self._stream.now_inside(news.about)
        for one in standing.inside:
            await self._say(_inside(one, self._last))

    async def watch(self) -> Never:
        """See that the client takes what it is told, and still may; raises Over where not."""
        caller = self._socket.state.caller
        while True:
            await _REAL.sleep(_TAKEN_WITHIN / 4)
            if self._desk.access.role(caller.identity) is None:
                raise Over(SIGN_IN)
            if self._since is not None and _REAL.monotonic() - self._since >= _TAKEN_WITHIN:
                raise Over(SLOW)

    async def _say(self, text: str) -> None:
        async with self._turn:
            self._since = _REAL.monotonic()
            await self._socket.send_text(text)
            self._since = None

    def _heartbeat(self) -> str:
        now = self._desk.clock.now().isoformat()
        return _json({"type": "heartbeat", "at": now, "last": self._last})


@lru_cache(maxsize=512)
def _worded(news: Happened | Priced) -> str:
    """Return the message of an event or a price, made once for all who listen."""
    if isinstance(news, Priced):
        return _json({"type": "price", "id": news.event_id, **priced(news.quote)})
    event = news.event
    return _json(
        {
            "type": "event",
            "id": event.id,
            "condition": _condition(news.condition) if news.condition else None,
            "code": event.code,
            "name": news.stock,
            "kind": event.kind.value,
            "source": event.source.value,
            "happened_at": event.happened_at and event.happened_at.isoformat(),
            "received_at": event.received_at.isoformat(),
            "since": event.since and event.since.isoformat(),
            **priced(news.quote),
        }
    )


@lru_cache(maxsize=64)
def _inside(found: Inside, last: int) -> str:
    """Return the message of who is inside, made once for all who are as far."""
    return _json(
        {
            "type": "membership",
            "condition": _condition(found.condition),
            "members": [{"code": code, "name": name} for code, name in found.members],
            "known_at": found.known_at and found.known_at.isoformat(),
            "last": last,
        }
    )


def _with_gap(text: str, whole_from: int) -> str:
    """Return the first message with where events are whole from, if some are kept no more."""
    return f'{text[:-1]},"gap":true,"whole_from":{whole_from}}}' if whole_from else text


def _condition(condition: Condition) -> dict[str, Any]:
    return {"id": condition.id, "seq": condition.seq, "name": condition.name}


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
