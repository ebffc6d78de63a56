"""The App Home: published when somebody opens it, and after what they pressed there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count

import structlog

from bot.channels.slack.api import Api
from bot.channels.slack.health import Health
from bot.channels.slack.incoming import Asked
from bot.channels.slack.pages import homed
from bot.messages import Incoming, Reply
from core.clock import Clock
from core.errors import SendError, TryLater, Unsure
from core.model import Destination, Lane, Limit
from core.services.pacer import Pacer
from core.services.turns import Turns

log = structlog.get_logger(__name__)

HOME = "/home"
"""what opening the App Home says"""

_OVERALL = (Limit(80, 60.0),)
_A_PERSON = (Limit(1, 1.0),)
_ATTEMPTS = 3

Answer = Callable[[Incoming], Awaitable[Reply | None]]
Elsewhere = Callable[[Asked, Reply], Awaitable[bool]]


class Front:
    """Publishes each person's page as `answer` makes it, one after the other.

    Slack takes about a hundred a minute. `elsewhere` shows an answer that has no place on a page.
    """

    def __init__(
        self,
        api: Api,
        health: Health,
        clock: Clock,
        answer: Answer,
        elsewhere: Elsewhere,
        patience: float,
    ) -> None:
        self._api = api
        self._health = health
        self._answer = answer
        self._elsewhere = elsewhere
        self._patience = patience
        self._clock = clock
        self._pace = Pacer(clock, _OVERALL, lambda _: _A_PERSON)
        self._turns = Turns()
        self._opening: set[str] = set()

    async def serve(self, asked: Asked) -> None:
        """Publish the page that was opened, or the answer to what was pressed on top of it.

        Whoever opens it again before it is published is served by the one that comes.
        """
        person = asked.incoming.person
        opened = asked.incoming.opened
        if opened and person in self._opening:
            return
        if opened:
            self._opening.add(person)
        try:
            async with self._turns.of(person):
                self._opening.discard(person)
                await self._serve(asked)
        finally:
            self._opening.discard(person)

    async def _serve(self, asked: Asked) -> None:
        note: Reply | None = None
        if not asked.incoming.opened:
            note = await self._answer(asked.incoming)
            if note is not None and await self._elsewhere(asked, note):
                if note.form is not None:
                    return
                note = None
        page = await self._answer(_opening(asked))
        if page is not None:
            await self._publish(asked, page, note)

    async def _publish(self, asked: Asked, page: Reply, note: Reply | None) -> None:
        person = asked.incoming.person.partition(":")[2]
        view = homed(page, note, asked.home)
        for attempt in count(1):
            try:
                await self._turn(person)
                await self._api.publish(person, view)
            except (TryLater, Unsure) as error:  # the same page twice is there once
                await self._wait(error, attempt)
            except SendError as error:
                self._health.unsent(error)
                return
            else:
                self._health.sent()
                return

    async def _turn(self, person: str) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._pace.turn(Destination("slack", person), Lane.REPLY)
        except TimeoutError as error:
            raise TryLater(None, "its turn did not come in time", everywhere=True) from error

    async def _wait(self, error: TryLater | Unsure, attempt: int) -> None:
        """Hold every page as Slack demands; raises the error where that is too long."""
        after = error.after if isinstance(error, TryLater) else None
        if after is not None:
            self._pace.hold(None, after)
        last = isinstance(error, TryLater) and error.everywhere
        if last or attempt >= _ATTEMPTS or (after or 0.0) > self._patience:
            raise error
        if after is None:
            await self._clock.sleep(2.0**attempt)


def _opening(asked: Asked) -> Incoming:
    """Return what asks for the page: what was opened, or what stands under what was pressed."""
    if asked.incoming.opened:
        return asked.incoming
    return replace(
        asked.incoming,
        key=f"{asked.incoming.key}:home",
        destination=Destination("slack", asked.home),
        text=HOME,
        private=True,
        pressed=False,
        opened=True,
    )
