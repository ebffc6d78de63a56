"""How far something long is, in one message that is edited as it goes on."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

import structlog

from bot.messages import DONE, STOPPED, Reply
from core.clock import Clock
from core.errors import SendError
from core.model import Destination

log = structlog.get_logger(__name__)

EVERY = 4.0
"""seconds between two edits: a group takes twenty messages a minute, and alerts come first"""
_PATIENCE = 30.0

Say = Callable[[int], Reply]
"""what a percentage is told in: 0 at the beginning, DONE, and STOPPED where it was given up"""


@runtime_checkable
class Shows(Protocol):
    """A face that can keep a message up to date, at the pace of its platform."""

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        ...

    async def show(self, destination: Destination, reply: Reply, message_id: str | None) -> str:
        """Put a reply into a message, or into a new one; return its id; raises SendError."""
        ...


class Gauge:
    """One message; `at` is where the work stands now, in percent."""

    def __init__(self, face: Shows, destination: Destination, say: Say, clock: Clock) -> None:
        self._face = face
        self._destination = destination
        self._say = say
        self._clock = clock
        self._message: str | None = None
        self._over = asyncio.Event()
        self._percent = 0

    def at(self, part: int, whole: int) -> None:
        """Note how far it is; it is not done before it is said to be."""
        if not self._over.is_set():
            self._percent = min(DONE - 1, DONE * part // max(1, whole))

    def end(self, *, done: bool) -> None:
        """Note that it is over."""
        self._percent = DONE if done else STOPPED
        self._over.set()

    async def run(self) -> None:
        """Show it until it is over; what was over before anything was shown is not shown at all."""
        shown: int | None = None
        while not (shown is None and self._over.is_set()):
            if self._percent != shown:
                shown = self._percent
                async with asyncio.timeout(_PATIENCE):
                    self._message = await self._face.show(
                        self._destination, self._say(shown), self._message
                    )
            if shown in (DONE, STOPPED):
                return
            await self._rest()

    async def _rest(self) -> None:
        """Wait until the next edit is due, or it is over."""
        tasks = [
            asyncio.ensure_future(one) for one in (self._clock.sleep(EVERY), self._over.wait())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()


class Progress:
    """Keeps such messages on the faces that can; no work ever waits for one, or fails by it."""

    def __init__(self, faces: Iterable[object], clock: Clock) -> None:
        self._faces = {face.name: face for face in faces if isinstance(face, Shows)}
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    @contextmanager
    def of(self, destination: Destination, say: Say) -> Iterator[Callable[[int, int], None]]:
        """Tell in a chat how far the work inside is; it is given parts of the whole."""
        face = self._faces.get(destination.channel)
        if face is None:
            yield lambda _part, _whole: None
            return
        gauge = Gauge(face, destination, say, self._clock)
        task = asyncio.create_task(self._shown(gauge, destination))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done = False
        try:
            yield gauge.at
            done = True
        finally:
            gauge.end(done=done)

    async def _shown(self, gauge: Gauge, destination: Destination) -> None:
        try:
            await gauge.run()
        except (SendError, TimeoutError) as error:
            log.info("progress_unshown", destination=str(destination), error=repr(error))
        except Exception:
            log.exception("progress_failed", destination=str(destination))
