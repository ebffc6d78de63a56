"""One WebSocket connection: login, PING, and the way in and out for frames."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from core.simulator import frames
from core.simulator.frames import Frame
from core.simulator.oauth import Refusal
from core.simulator.real import Real
from core.simulator.searching import Searching
from core.simulator.world import World

_DATA = (WSMsgType.TEXT, WSMsgType.BINARY)
_BACKLOG = 50_000  # frames a client may leave unread before it is cut off
_GARBAGE = cycle(
    (
        "이것은 JSON이 아닙니다",
        '{"trnm":"REAL","data":[{"type":"02","values":',
        "[]",
        "null",
        '{"trnm":"ZZZZ","return_code":0}',
        '{"trnm":"REAL","data":null}',
        '{"trnm":"REAL","data":[{"type":"9Z","name":"?","item":"","values":{"99999":"1"}}]}',
    )
)


@dataclass(frozen=True, slots=True)
class _Close:
    code: int


class Session:
    """A connection's state and its outbox; frames leave in the order they were put there."""

    def __init__(self, world: World, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.world = world
        self.app_key = ""
        self.searching = Searching(self)
        self.real = Real(self)
        self.over = asyncio.Event()
        self._socket = socket
        self._request = request
        self._outbox: asyncio.Queue[str | _Close] = asyncio.Queue()
        self._tasks = asyncio.TaskGroup()
        self._running: set[asyncio.Task[None]] = set()
        self._ended = False
        self._said_goodbye = False
        self._login_begun = False
        self._unanswered = 0
        self._sent = 0

    async def run(self) -> None:
        """Serve the connection until either side ends it."""
        try:
            await self._serve()
        finally:
            self.over.set()

    async def _serve(self) -> None:
        async with self._tasks:
            self._spawn(self._write())
            self._spawn(self._expire())
            try:
                await self._read()
            finally:
                self._bury()
                for task in list(self._running):
                    task.cancel()

    def send(self, frame: Frame) -> None:
        """Put a frame into the outbox."""
        self.send_text(frames.encode(frame))

    def send_text(self, text: str) -> None:
        """Put raw text into the outbox; a client that never reads is cut off."""
        if self._ended:
            return
        self._outbox.put_nowait(text)
        if self._outbox.qsize() > _BACKLOG:
            self.drop()

    def push(self, entries: list[Frame]) -> None:
        """Push data entries, one frame each or, as the switch says, in one."""
        faults = self.world.faults
        if faults.mute_pushes or not self.app_key:
            return
        if faults.join_pushes:
            self.send(frames.real(entries))
            return
        for entry in entries:
            self.send(frames.real([entry]))

    def reply(self, *answer: Frame, then: Callable[[], None] | None = None) -> None:
        """Send a reply now or after the delay that is set, and do `then` right behind it."""
        if self.world.faults.reply_delay > 0:
            self._spawn(self._reply_later(answer, then))
            return
        self._reply_now(answer, then)

    def close(self, code: int = WSCloseCode.OK) -> None:
        """Close behind what is in the outbox; nothing is sent after that."""
        if not self._ended:
            self._ended = True
            self._outbox.put_nowait(_Close(code))

    def go_away(self) -> None:
        """End because the server stops."""
        self.close(WSCloseCode.GOING_AWAY)

    def be_kicked(self) -> None:
        """End because the same app key logged in elsewhere."""
        self.send(frames.system("R10001", frames.KICKED))
        self.close()
        self._leave()

    def drop(self) -> None:
        """Abort the TCP connection without a close frame."""
        self._ended = True
        self._bury()
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _read(self) -> None:
        while (message := await self._socket.receive()).type in _DATA:
            if message.type is WSMsgType.TEXT:
                self._receive(message.data)
        self._said_goodbye = message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING)

    async def _write(self) -> None:
        while not isinstance(text := await self._outbox.get(), _Close):
            if self.world.faults.silence:
                continue
            try:
                await self._socket.send_str(text)
                self._sent += 1
                if self.world.faults.garbage and self._sent % self.world.faults.garbage == 0:
                    await self._socket.send_str(next(_GARBAGE))
            except ConnectionError:
                return
        if self.world.faults.silence:
            self.drop()
        else:
            await self._socket.close(code=text.code)

    async def _expire(self) -> None:
        await self.world.clock.sleep(self.world.faults.login_deadline)
        if not self._login_begun:
            self.send(frames.system("R10004", frames.NO_LOGIN))
            self.close()

    async def _ping(self) -> None:
        while True:
            await self.world.clock.sleep(self.world.faults.ping_period or 1.0)
            if not self.world.faults.ping_period or self.world.faults.silence:
                continue
            if self._unanswered >= self.world.faults.ping_grace:
                self.send(frames.system("R10002", frames.MUTED))
                self.close()
                return
            self._unanswered += 1
            self.send(frames.PING)

    async def _reply_later(
        self, answer: tuple[Frame, ...], then: Callable[[], None] | None
    ) -> None:
        await self.world.clock.sleep(self.world.faults.reply_delay)
        self._reply_now(answer, then)

    def _reply_now(self, answer: tuple[Frame, ...], then: Callable[[], None] | None) -> None:
        for frame in answer:
            self.send(frame)
        if then:
            then()

    def _receive(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            frame = None
        trnm = frame.get("trnm") if isinstance(frame, dict) else None
        self.world.requests.append(("ws", trnm if isinstance(trnm, str) else "", frame))
        if self._ended:
            return
        if not isinstance(frame, dict) or not isinstance(trnm, str) or not trnm:
            self.reply(frames.refusal("", 100002, "필수 파라미터가 누락되어 있습니다"))
        elif trnm == "LOGIN":
            self._login(frame)
        elif trnm == "SYSTEM":
            self.close()  # a client that echoes SYSTEM frames is cut off
        elif not self.app_key:
            self._refuse_early(trnm)
        else:
            self._dispatch(trnm, frame)

    def _dispatch(self, trnm: str, frame: Frame) -> None:
        if trnm == "PING":
            self._unanswered = 0
        elif handler := self._handlers().get(trnm):
            handler(frame)
        else:
            self.reply(frames.refusal(trnm, 105108, "정의되어 있지 않는 TRNM입니다"))

    def _handlers(self) -> dict[str, Callable[[Frame], None]]:
        return {
            "CNSRLST": self.searching.list_conditions,
            "CNSRREQ": self.searching.search,
            "CNSRCLR": self.searching.clear,
            "REG": self.real.register,
            "REMOVE": self.real.remove,
        }

    def _refuse_early(self, trnm: str) -> None:
        text = (
            "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. "
            f"해당 전문은 무시됩니다 (TRNM={trnm})"
        )
        self.send(frames.refusal(trnm, 100013, text))

    def _login(self, frame: Frame) -> None:
        if self._login_begun:
            return
        self._login_begun = True
        self._spawn(self._answer_login(frame.get("token")))

    async def _answer_login(self, text: Any) -> None:
        faults = self.world.faults
        if faults.login_close_before_ack and faults.spend("login_close_before_ack"):
            self.close()
            return
        await self.world.clock.sleep(faults.login_delay)
        if self._ended:
            return
        if not isinstance(text, str) or not text:
            self._refuse_login(805002, "인증을 체크하기 위한 Token 값이 없습니다")
            return
        token = self.world.tokens.find(text)
        if isinstance(token, Refusal):
            reason = f"[CODE={token.code}, MESSAGE={token.text}]"
            self._refuse_login(805004, f"토큰 인증에 실패했습니다. 접속을 종료합니다 {reason}")
            return
        if faults.duplicate == "kick":
            self.world.kick(token.app_key, self)
        self.send({"trnm": "LOGIN", "return_code": 0, "return_msg": "", "sor_yn": "Y"})
        self.app_key = token.app_key
        self.world.sessions.append(self)
        self._spawn(self._ping())

    def _refuse_login(self, return_code: int, message: str) -> None:
        self.send(frames.refusal("LOGIN", return_code, message))
        self.close()

    def _spawn(self, work: Any) -> None:
        task = self._tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _leave(self) -> None:
        if self in self.world.sessions:
            self.world.sessions.remove(self)

    def _bury(self) -> None:
        """Give up the place among the sessions; an abnormal end leaves its registrations."""
        if self in self.world.sessions and not self._said_goodbye:
            self.world.bury(self.app_key, self.searching.live_seqs())
        self._leave()
