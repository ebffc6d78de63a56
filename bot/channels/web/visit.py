"""One open browser: what it says goes to the commands, what is new in its conversation to it."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels.web.bodies import html
from bot.channels.web.closing import FAULT, SIGN_IN, SLOW, close
from bot.channels.web.conversation import Listener, chat_of
from bot.channels.web.desk import Desk
from bot.channels.web.guard import LOCAL, Caller, still
from bot.channels.web.problems import Problem
from bot.channels.web.room import Room
from bot.channels.web.speaking import heard
from bot.channels.web.talking import Outcome, Saying
from bot.messages import Form
from bot.render import web
from bot.render.strip import Strip, strip
from bot.render.voice import Voice
from core.clock import SystemClock
from core.errors import BotError
from core.ports import Message

log = structlog.get_logger(__name__)

LATEST = 50
"""messages a browser gets that opens the conversation, or was away for too much of it"""
MOST_BEHIND = 300
_LONGEST = 16_384
_BEAT = 15
_SEND_WITHIN = 20.0
_REAL = SystemClock()

Id = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{8,64}$")]
Age = Annotated[float, msgspec.Meta(ge=0, le=864_000)]
Answer = Annotated[str, msgspec.Meta(max_length=500)]


class Say(msgspec.Struct, tag="say", frozen=True):
    """A person wrote something."""

    id: Id
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    age: Age = 0.0


class Press(msgspec.Struct, tag="press", frozen=True):
    """A person pressed a button of a message."""

    id: Id
    message: int
    data: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    age: Age = 0.0


class Fill(msgspec.Struct, tag="fill", frozen=True):
    """A person sent a form off."""

    id: Id
    message: int
    command: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    answers: dict[str, Answer | list[Answer]]
    age: Age = 0.0


class Older(msgspec.Struct, tag="older", frozen=True):
    """A person looks further back."""

    before: int


_READ = msgspec.json.Decoder(Say | Press | Fill | Older)


class Visit:
    """Runs until the browser goes; `turn` is up to where it knows the conversation."""

    def __init__(self, socket: WebSocket, caller: Caller, desk: Desk, room: Room) -> None:
        self._socket = socket
        self._caller = caller
        self._desk = desk
        self._room = room
        self._browser = caller.lang if caller.identity == LOCAL else ""
        self._here = chat_of(caller.identity)
        self._turn = 0
        self._busy = 0
        self._asides: asyncio.Queue[dict[str, Any]] = asyncio.Queue(64)
        self._sending = asyncio.Lock()

    async def run(self, since: int | None, boot: str) -> None:
        """Bring the browser up to date, then keep it so and take what is said there."""
        with self._room.conversations.listening(self._here) as listener:
            try:
                await self._welcome(since, boot)
                await self._serve(listener)
            except (WebSocketDisconnect, ConnectionError):
                return
            except BotError as error:  # the database gave way; the browser comes back by itself
                log.warning("web_visit_broken", error=str(error))
                await self._close(FAULT)

    async def _serve(self, listener: Listener) -> None:
        working = [self._push(listener), self._tell(), self._beat(), self._read(), self._kept()]
        tasks = [asyncio.create_task(one) for one in working]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    # --- to the browser ------------------------------------------------------------------------

    async def _welcome(self, since: int | None, boot: str) -> None:
        """Send what is behind the last turn known; all anew where that is too much, or other."""
        conversations, known = self._room.conversations, since
        if boot and boot != self._room.boot:
            known = None
        behind: list[Message] = []
        if known is not None:
            behind = await conversations.since(self._here, known, MOST_BEHIND + 1)
        fresh = known is None or len(behind) > MOST_BEHIND
        if fresh:
            behind = await conversations.latest(self._here, LATEST)
        self._turn = max((one.turn for one in behind), default=0 if fresh else known or 0)
        await self._send({"type": "hello", "boot": self._room.boot, **self._now()})
        await self._send_messages(behind, fresh=fresh, more=fresh and len(behind) == LATEST)

    async def _push(self, listener: Listener) -> None:
        while True:
            listener.news.clear()
            while news := await self._room.conversations.since(self._here, self._turn, 50):
                self._turn = news[-1].turn
                await self._send_messages(news)
            await listener.news.wait()

    async def _send_messages(
        self, messages: list[Message], *, fresh: bool = False, more: bool = False
    ) -> None:
        await self._send(
            {
                "type": "messages",
                "fresh": fresh,
                "more": more,
                "turn": self._turn,
                "items": [_item(one) for one in messages],
            }
        )

    async def _tell(self) -> None:
        while True:
            await self._send(await self._asides.get())

    async def _beat(self) -> None:
        """Tell the time now and then, at once where market, session, rights or language changed."""
        while True:
            before = self._standing()
            for _ in range(_BEAT):
                await _REAL.sleep(1.0)  # however fast a demo's day is
                if self._standing() != before or self._is_a_stranger() or self._is_turned():
                    break
            try:
                self._caller = await still(self._socket)
            except Problem:
                await self._close(SIGN_IN)
                return
            await self._send({"type": "heartbeat", **self._now()})

    async def _kept(self) -> None:
        """Close as soon as the session or token is dropped that opened this."""
        with self._desk.engine.keys.watching(self._caller.identity) as dropped:
            while True:
                await dropped.wait()
                dropped.clear()
                try:
                    await still(self._socket)
                except Problem:
                    await self._close(SIGN_IN)
                    return

    def _is_a_stranger(self) -> bool:
        return self._desk.access.role(self._caller.identity) is None

    def _is_turned(self) -> bool:
        """Return whether they chose another language since they were looked at."""
        caller = self._caller
        return self._desk.lang_of(caller.identity, heard(self._socket)) != caller.lang

    def _standing(self) -> Strip:
        engine, now = self._desk.engine, self._desk.clock.now()
        return strip(Voice(self._caller.lang), engine.market_now(), engine.session_now(), now)

    def _now(self) -> dict[str, Any]:
        said, now = self._standing(), self._desk.clock.now()
        at, lang = now.isoformat(), self._caller.lang
        return {"at": at, "market": said.text, "state": said.state, "lang": lang}

    async def _send(self, message: dict[str, Any]) -> None:
        """Send it; who does not take it in time is dropped, and may come back."""
        try:
            async with self._sending, asyncio.timeout(_SEND_WITHIN):
                await self._socket.send_text(msgspec.json.encode(message).decode())
        except TimeoutError:
            await self._close(SLOW)
            raise WebSocketDisconnect(SLOW) from None
        except RuntimeError as error:  # it has been closed meanwhile
            raise WebSocketDisconnect(1006) from error

    async def _close(self, code: int) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            with suppress(RuntimeError, ConnectionError, WebSocketDisconnect):
                await close(self._socket, code)

    # --- from the browser ----------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            text = await self._socket.receive_text()
            try:
                read = _READ.decode(text[: _LONGEST + 1])
            except (msgspec.DecodeError, msgspec.ValidationError):
                self._aside({"type": "problem", "text": self._text("page.not_understood")})
                continue
            if isinstance(read, Older):
                await self._look_back(read.before)
            else:
                self._take(read)

    async def _look_back(self, before: int) -> None:
        found = await self._room.conversations.latest(self._here, LATEST, before)
        items = [_item(one) for one in found]
        await self._send({"type": "older", "more": len(found) == LATEST, "items": items})

    def _take(self, read: Say | Press | Fill) -> None:
        saying = self._saying(read)
        if saying is None:
            return
        if not self._room.talking.begin(saying, lambda outcome: self._over(read, outcome)):
            text = self._text("page.too_many_at_once")
            self._aside({"type": "refused", "id": read.id, "text": text})
            return
        self._busy += 1
        self._aside({"type": "heard", "id": read.id, "busy": self._busy})

    def _saying(self, read: Say | Press | Fill) -> Saying | None:
        """Return what was said; None where a form is filled in wrong, which it is told."""
        person, lang = self._caller.identity, self._browser
        if isinstance(read, Say):
            return Saying(person, "say", read.id, read.text, read.age, language=lang)
        stood_on = str(read.message)
        if isinstance(read, Press):
            return Saying(person, "press", read.id, read.data, read.age, stood_on, lang)
        given = {
            key: one if isinstance(one, str) else tuple(one) for key, one in read.answers.items()
        }
        filled = self._room.talking.fill(self._caller.lang, given)
        if filled.errors:
            self._aside({"type": "wrong", "id": read.id, "errors": dict(filled.errors)})
            return None
        text = f"{read.command} {filled.said}".rstrip()
        return Saying(person, "fill", read.id, text, read.age, stood_on, lang)

    def _over(self, read: Say | Press | Fill, outcome: Outcome) -> None:
        self._busy -= 1
        message = int(outcome.message or 0)
        self._aside({"type": "done", "id": read.id, "busy": self._busy, "message": message})
        if outcome.failed:
            self._aside({"type": "problem", "text": self._text("page.command_failed")})
        if outcome.aside is not None:
            self._aside({"type": "toast", "html": web.encode(outcome.aside.doc)})
        if outcome.once is not None:
            shown = web.bubble(outcome.once.doc, outcome.once.buttons)
            self._aside({"type": "once", "message": message, "html": shown})
        if outcome.form is not None:
            stood_on = read.message if isinstance(read, Press) else 0
            self._aside({"type": "form", "message": stood_on, "form": _form(outcome.form)})

    def _aside(self, message: dict[str, Any]) -> None:
        with suppress(asyncio.QueueFull):  # a browser that reads nothing is dropped soon
            self._asides.put_nowait(message)

    def _text(self, key: str) -> str:
        return Voice(self._caller.lang).text(key)


def _item(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "turn": message.turn,
        "at": message.at.isoformat(),
        "by": "me" if "said" in message.body else "bot",
        "key": message.key,
        "silent": bool(message.body.get("silent")),
        "html": html(message),
    }


def _form(form: Form) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(form)
    return made
