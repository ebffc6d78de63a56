"""The pinned state of everything: edited each minute, so that an old time shows a dead bot."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol, runtime_checkable

import structlog

from bot.messages import Reply
from bot.render.status import pinned_reply, unpinned_reply
from bot.render.voice import Voice
from core.clock import Clock
from core.engine import Status
from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure
from core.model import Destination
from core.services.pins import Pins

log = structlog.get_logger(__name__)

EVERY = 60.0
_PATIENCE = 30.0


@runtime_checkable
class Shows(Protocol):
    """A face that can keep a message up to date, at the pace of its platform."""

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        ...

    async def show(
        self, destination: Destination, reply: Reply, message_id: str | None, pin: bool = False
    ) -> str:
        """Put a reply into a message, or into a new one; return its id; raises SendError."""
        ...

    async def unpin(self, destination: Destination, message_id: str) -> None:
        """Take a pinned message off the top of its chat; raises SendError."""
        ...


class Pinned:
    """Looks once a second; each chat is due once a minute, one that was just pinned at once.

    `voice` speaks to a chat.
    """

    def __init__(
        self,
        pins: Pins,
        status: Callable[[], Awaitable[Status]],
        faces: Iterable[object],
        voice: Callable[[Destination], Voice],
        clock: Clock,
    ) -> None:
        self._pins = pins
        self._status = status
        self._faces = {face.name: face for face in faces if isinstance(face, Shows)}
        self._voice = voice
        self._clock = clock
        self._tried: dict[Destination, tuple[float, bool]] = {}
        """when each was last tried, and whether it had been ended then"""

    async def look(self) -> None:
        """Bring up to date what is due; what goes wrong is tried again in a minute."""
        shown, ended = await self._pins.shown(), await self._pins.ended()
        self._tried = {one: at for one, at in self._tried.items() if one in shown or one in ended}
        due = [one for one in shown if self._due(one, ended=False)]
        over = [one for one in ended if self._due(one, ended=True)]
        if not due and not over:
            return
        status = await self._status()
        done = await asyncio.gather(
            *(self._show(one, shown[one], status) for one in due),
            *(self._end(one, ended[one], status) for one in over),
            return_exceptions=True,
        )
        for error in done:
            if isinstance(error, BaseException):
                raise error

    def _due(self, destination: Destination, *, ended: bool) -> bool:
        at, was_ended = self._tried.get(destination, (None, ended))
        now = self._clock.monotonic()
        if at is not None and was_ended is ended and now - at < EVERY:
            return False
        self._tried[destination] = (now, ended)
        return True

    async def _show(self, destination: Destination, message_id: str | None, status: Status) -> None:
        reply = pinned_reply(self._voice(destination), status)
        stands = await self._put(destination, message_id, reply, pin=True)
        if stands is not None:
            await self._pins.stands(destination, stands)

    async def _end(self, destination: Destination, message_id: str, status: Status) -> None:
        if not await self._unpin(destination, message_id):
            return
        reply = unpinned_reply(self._voice(destination), status)
        if await self._put(destination, message_id, reply, pin=False) is not None:
            await self._pins.drop(destination)

    async def _unpin(self, destination: Destination, message_id: str) -> bool:
        """Return whether it is done with; a chat that refuses it is not asked again."""
        face = self._faces.get(destination.channel)
        if face is None:
            return False
        try:
            async with asyncio.timeout(_PATIENCE):
                await face.unpin(destination, message_id)
        except (TryLater, Unsure, TimeoutError) as error:
            log.info("pin_not_removed", destination=str(destination), error=repr(error))
            return False
        except SendError as error:  # it was unpinned by hand, or the bot may not
            log.info("pin_left", destination=str(destination), error=repr(error))
        except Exception:
            log.exception("pin_failed", destination=str(destination))
        return True

    async def _put(
        self, destination: Destination, message_id: str | None, reply: Reply, *, pin: bool
    ) -> str | None:
        """Return the message it stands in now, None where it could not be put there."""
        face = self._faces.get(destination.channel)
        if face is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                return await face.show(destination, reply, message_id, pin=pin)
        except Gone:
            await self._pins.drop(destination)
        except Moved as moved:
            to = Destination(destination.channel, moved.to, destination.topic)
            await self._pins.move(destination, to)
        except Malformed:
            await self._pins.lose(destination)
        except (SendError, TimeoutError) as error:
            log.info("pin_not_updated", destination=str(destination), error=repr(error))
        except Exception:
            log.exception("pin_failed", destination=str(destination))
        return None
