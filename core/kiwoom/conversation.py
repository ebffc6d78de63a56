"""One connection in use: its socket, its protocol, and who waits for which answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from core.clock import Clock
from core.errors import AnswerTimedOut, NotConnected, TokenRefused, Unavailable
from core.kiwoom import protocol, refusals
from core.kiwoom.protocol import Answered, Echo, Ignored, Output, Postponed, Protocol, Reply, Said
from core.kiwoom.requests import Request
from core.kiwoom.timing import Pulse, Timing
from core.kiwoom.transport import USER_AGENT

LARGEST_FRAME = 4 * 1024 * 1024

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Waiter:
    answer: asyncio.Future[Reply]
    timer: asyncio.Timeout
    patience: float


class Conversation:
    """Talks on one socket until it ends; `ended` says why."""

    def __init__(
        self,
        socket: ClientConnection,
        clock: Clock,
        timing: Timing,
        pulse: Pulse,
        tell: Callable[[protocol.Event], None],
    ) -> None:
        self.heard_at: datetime = clock.now()
        self.pinged_at: datetime | None = None
        self._socket = socket
        self._clock = clock
        self._timing = timing
        self._pulse = pulse
        self._tell = tell
        self._protocol = Protocol()
        self._waiters: dict[Request, _Waiter] = {}
        self._over = asyncio.Event()
        self._reason = ""
        self._verdict: BaseException | None = None

    async def ask(self, request: Request, patience: float | None = None) -> Reply:
        """Send a request when it is its turn and return the answer to it.

        The patience counts from the moment it goes out. Raises NotConnected, AnswerTimedOut, and
        what the refusal means (`refusals.error_of`).
        """
        if self._over.is_set():
            raise NotConnected(self._reason)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(None) as timer:
                waiter = _Waiter(answer, timer, patience or self._timing.answer)
                self._waiters[request] = waiter
                await self._act(self._protocol.send(request, self._clock.monotonic()))
                reply = await answer
        except TimeoutError as error:
            raise AnswerTimedOut(f"no answer to {request}") from error
        finally:
            del self._waiters[request]
            await self._give_up(request, answer)
        if reply.code != 0:
            raise self._refusal(reply)
        return reply

    def drop(self, reason: str) -> None:
        """End the connection from our side."""
        self._finish(reason)

    async def ended(self) -> str:
        """Wait for the end and return the reason; raises OperatorError where a person must act."""
        await self._over.wait()
        if self._verdict is not None:
            raise self._verdict
        return self._reason

    async def read(self) -> None:
        """Take every frame until the socket closes; a bug in taking one is not caught here."""
        try:
            while True:
                frame = await self._socket.recv(decode=False)
                self.heard_at, arrived = self._clock.now(), self._clock.monotonic()
                self._pulse.heard(arrived)
                await self._act(self._protocol.receive(frame, self.heard_at, arrived))
        except ConnectionClosed as closed:
            self._finish(f"the connection closed ({closed})")
        except (NotConnected, OSError, WebSocketException) as error:
            self._finish(f"the connection broke ({error})")

    def reader_done(self, reader: asyncio.Task[None]) -> None:
        """Make a bug in the reader the verdict over the connection."""
        if not reader.cancelled() and (bug := reader.exception()) is not None:
            self._finish("a fault of our own", bug)

    # --- inside ----------------------------------------------------------------------------------

    async def _act(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            if isinstance(output, protocol.Event):
                self._tell(output)
            elif isinstance(output, protocol.Write):
                self._start_timer(output.request)
                await self._write(output.request.text)
            elif isinstance(output, Echo):
                self._note_ping()
                await self._write(output.text)
            else:
                self._settle(output)

    def _settle(self, output: Answered | Postponed | Said | Ignored) -> None:
        if isinstance(output, Ignored):
            self._note_ignored(output)
        elif isinstance(output, Said):
            log.warning("system_frame_received", code=output.code, message=output.message)
            verdict = refusals.system_error(output.code, output.message)
            self._finish(f"{output.code}: {output.message}", verdict)
        elif (waiter := self._waiters.get(output.request)) and not waiter.answer.done():
            if isinstance(output, Answered):
                waiter.answer.set_result(output.reply)
            else:
                waiter.answer.set_exception(AnswerTimedOut("an earlier answer is still out"))

    def _start_timer(self, request: Request) -> None:
        if waiter := self._waiters.get(request):
            waiter.timer.reschedule(asyncio.get_running_loop().time() + waiter.patience)

    async def _give_up(self, request: Request, answer: asyncio.Future[Reply]) -> None:
        if answer.done() and not answer.cancelled():
            answer.exception()  # seen, whichever way we left
            return
        outputs = self._protocol.abandon(request, self._clock.monotonic())
        if not self._over.is_set():
            with suppress(NotConnected):
                await self._act(outputs)

    async def _write(self, text: str | bytes) -> None:
        try:
            async with asyncio.timeout(self._timing.opening):
                await self._socket.send(text, text=True)
        except (ConnectionClosed, OSError, TimeoutError) as error:
            self._finish(f"the connection does not take what we write ({error})")
            raise NotConnected(self._reason) from error

    def _note_ping(self) -> None:
        self.pinged_at = self.heard_at
        self._pulse.pinged(self._clock.monotonic())

    def _note_ignored(self, ignored: Ignored) -> None:
        if not ignored.garbage:
            log.info("answer_ignored", reason=ignored.reason)
        elif (count := self._protocol.garbage) & (count - 1) == 0:
            log.warning("frame_rejected", reason=ignored.reason, count=count)

    def _refusal(self, reply: Reply) -> Exception:
        error = refusals.error_of(reply.code, reply.message)
        if isinstance(error, TokenRefused):
            self._finish(str(error))
        return error

    def _finish(self, reason: str, verdict: BaseException | None = None) -> None:
        if self._over.is_set():
            return
        self._reason, self._verdict = reason, verdict
        self._over.set()
        for waiter in self._waiters.values():
            if not waiter.answer.done():
                waiter.answer.set_exception(NotConnected(reason))


@asynccontextmanager
async def conversing(
    url: str,
    clock: Clock,
    timing: Timing,
    pulse: Pulse,
    tell: Callable[[protocol.Event], None],
) -> AsyncIterator[Conversation]:
    """Connect, read in the background, and close on leaving; raises Unavailable."""
    socket = await _connected(url, timing)
    pulse.begin(clock.monotonic())
    talk = Conversation(socket, clock, timing, pulse, tell)
    reader = asyncio.create_task(talk.read(), name="kiwoom-reader")
    reader.add_done_callback(talk.reader_done)
    try:
        yield talk
    finally:
        talk.drop("closed from our side")
        reader.cancel()
        await asyncio.wait({reader})
        await _close(socket, timing)


async def _connected(url: str, timing: Timing) -> ClientConnection:
    try:
        return await connect(
            url,
            open_timeout=timing.opening,
            close_timeout=timing.closing,
            ping_interval=None,
            compression=None,
            proxy=None,
            user_agent_header=USER_AGENT,
            max_size=LARGEST_FRAME,
        )
    except (OSError, TimeoutError, WebSocketException) as error:
        raise Unavailable(f"{url}: {type(error).__name__} {error}") from error


async def _close(socket: ClientConnection, timing: Timing) -> None:
    with suppress(OSError, TimeoutError, WebSocketException):
        async with asyncio.timeout(timing.closing * 2):
            await socket.close()
