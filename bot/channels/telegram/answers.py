"""Messages on their way out: in parts, paced, and for replies with patience that ends."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog

from bot.channels.telegram.api import Api
from bot.channels.telegram.incoming import Said
from bot.channels.telegram.pieces import Piece, pieces
from bot.channels.telegram.posting import LangOf, Posting
from bot.messages import Reply
from bot.render.texts import TEXTS
from core.clock import Clock
from core.errors import Malformed, Moved, SendError, TryLater, Unsure
from core.model import Destination, Lane
from core.ports import Pace

log = structlog.get_logger(__name__)

_PAUSES = (1.0, 3.0, 9.0)
"""between the attempts of one part, unless Telegram says how long"""
_LONGEST_WAIT = 60.0
_STALE = 120.0
"""a reply is not sent when it is older: what it says is true no more"""
_LONG_WAIT = 60.0
"""a pause that long is told to who must know of it after a restart as well"""

Sent = TypeVar("Sent")
OnMoved = Callable[[Destination, Destination], Awaitable[None]]
OnWait = Callable[[Destination, float], Awaitable[None]]


class Answers:
    """Sends the parts of alerts and whole replies; replies are given up after a few attempts.

    `on_wait` hears of the long pauses Telegram demands for a chat, but not where it refuses a whole
    alert or its edit: those the caller keeps, and the pause with them.
    """

    def __init__(
        self,
        api: Api,
        pace: Pace,
        clock: Clock,
        lang_of: LangOf,
        on_moved: OnMoved,
        on_wait: OnWait,
    ) -> None:
        self._api = api
        self._pace = pace
        self._clock = clock
        self._posting = Posting(api, lang_of)
        self._lang_of = lang_of
        self._on_moved = on_moved
        self._on_wait = on_wait

    async def send(
        self,
        destination: Destination,
        made: Sequence[Piece],
        *,
        plain: bool,
        silent: bool = False,
    ) -> str:
        """Send an alert whose turn it is; return the last message's id; raises SendError.

        When only some of its messages got through, nobody knows whether it was sent.
        """
        if not made:
            raise Malformed("nothing to say")
        message_id = await self._posting.first(destination, made[0], plain=plain, silent=silent)
        for piece in made[1:]:
            post = partial(self._posting.post, destination, piece, silent=silent)
            try:
                message_id = await self._insist(destination, Lane.ALERT, post)
            except (TryLater, Malformed) as error:
                raise Unsure(f"only a part was sent: {error}") from error
        return message_id

    async def edit(self, destination: Destination, message: int, piece: Piece) -> bool:
        """Put a piece into a message; False where it has to be sent as a new one."""
        try:
            return await self._posting.edit(destination, message, piece)
        except Malformed:
            return False

    async def show(
        self, destination: Destination, piece: Piece, message: int | None, *, pin: bool
    ) -> str:
        """Put a piece into a message, or into a new one, without a sound; return which it is in.

        A new one is pinned where that is wanted and allowed; raises SendError.
        """
        try:
            await self._turn(destination, Lane.SUMMARY)
            if message is not None:
                if await self._posting.edit(destination, message, piece):
                    return str(message)
                await self._turn(destination, Lane.SUMMARY)
            shown = await self._posting.post(destination, piece, silent=True)
        except TryLater as error:
            await self._hold(destination, error)
            raise
        if pin:
            await self._posting.pin(destination, int(shown))
        return shown

    async def unpin(self, destination: Destination, message: int) -> None:
        """Take a message off the top of its chat; raises SendError."""
        try:
            await self._turn(destination, Lane.SUMMARY)
            await self._api.unpin(destination.chat, message)
        except TryLater as error:
            await self._hold(destination, error)
            raise

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Begin a topic, once: where nobody knows whether there is one now, a person looks."""
        await self._turn(destination, Lane.REPLY)
        topic = await self._api.create_topic(destination.chat, title)
        return replace(destination, topic=topic)

    async def reply(self, said: Said, reply: Reply) -> None:
        """Answer a person, in place where they pressed a button; raises nothing.

        A picture takes the place of a picture and words that of words; what differs comes below.
        """
        destination = said.incoming.destination
        alike = bool(reply.picture) if said.pictured else not reply.attachments
        editable = said.editable if alike and not reply.aside else None
        try:
            try:
                await self._reply(destination, editable, reply)
            except Moved as moved:
                new = Destination(destination.channel, moved.to)
                await self._on_moved(destination, new)
                await self._reply(new, None, reply)
        except SendError as error:
            log.warning("reply_dropped", destination=str(destination), error=repr(error))
        except Exception:
            log.exception("reply_failed", destination=str(destination))

    async def _reply(self, destination: Destination, editable: int | None, reply: Reply) -> None:
        mark = TEXTS["alert.resend"].of(self._lang_of(destination))
        until = self._clock.monotonic() + _STALE
        for at, piece in enumerate(pieces(reply)):
            if at == 0 and editable is not None:
                edit = partial(self.edit, destination, editable, piece)
                if await self._insist(destination, Lane.REPLY, edit, again=edit, until=until):
                    continue
            post = partial(self._posting.post, destination, piece)
            again = partial(self._posting.post, destination, piece.marked(mark))
            await self._insist(destination, Lane.REPLY, post, again=again, until=until)

    async def _insist(
        self,
        destination: Destination,
        lane: Lane,
        attempt: Callable[[], Awaitable[Sent]],
        *,
        again: Callable[[], Awaitable[Sent]] | None = None,
        until: float = math.inf,
    ) -> Sent:
        """Try a few times; `again` is tried where nobody knows whether the last attempt arrived.

        Nothing is tried after `until`, monotonic seconds.
        """
        for pause in _PAUSES:
            await self._turn(destination, lane, until)
            try:
                return await attempt()
            except TryLater as error:
                await self._wait(destination, error, pause)
            except Unsure:
                if again is None:
                    raise
                attempt = again
                await self._clock.sleep(pause)
        await self._turn(destination, lane, until)
        return await attempt()

    async def _turn(self, destination: Destination, lane: Lane, until: float = math.inf) -> None:
        """Wait for a turn, but not through a flood wait of hours: the chat's next command waits.

        A turn that came after `until` is no use, as where the computer slept meanwhile.
        """
        try:
            async with asyncio.timeout(_LONGEST_WAIT):
                await self._pace.turn(destination, lane)
        except TimeoutError as error:
            raise TryLater(None, "its turn did not come in time") from error
        if self._clock.monotonic() > until:
            raise TryLater(None, "its turn came when it was out of date")

    async def _wait(self, destination: Destination, error: TryLater, pause: float) -> None:
        if error.after is None:
            await self._clock.sleep(pause)
            return
        await self._hold(destination, error)
        if error.after > _LONGEST_WAIT:
            raise error

    async def _hold(self, destination: Destination, error: TryLater) -> None:
        """Hold the chat as Telegram demands, and pass a long pause on; raises nothing."""
        seconds = error.after or 0.0
        self._pace.hold(destination, seconds)
        if seconds < _LONG_WAIT or error.everywhere:
            return
        try:
            await self._on_wait(destination, seconds)
        except Exception:
            log.exception("wait_untold", destination=str(destination), seconds=seconds)
