"""A face that notes what it is given and fails as told."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.errors import Malformed
from core.model import (
    AlertMessage,
    ChannelStatus,
    Destination,
    Hold,
    Limit,
    NoticeMessage,
    Outgoing,
    SummaryMessage,
)
from core.ports import Pace
from core.services.pacer import Pacer

ONE_A_SECOND = (Limit(1, 1.0),)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was tried: `error` is what came of it, None where it arrived."""

    at: datetime
    destination: Destination
    message: Outgoing
    plain: bool
    error: BaseException | None = None

    @property
    def codes(self) -> list[str]:
        """Return the stocks it tells of, in order."""
        if isinstance(self.message, AlertMessage | SummaryMessage):
            return [alert.event.code for alert in self.message.alerts]
        return []

    @property
    def key(self) -> str | None:
        """Return which notice it is."""
        return self.message.notice.key if isinstance(self.message, NoticeMessage) else None

    @property
    def hold(self) -> Hold | None:
        """Return why what it sums up was held back."""
        return self.message.hold if isinstance(self.message, SummaryMessage) else None


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was tried: what came of it, an error or whether it could be done."""

    at: datetime
    destination: Destination
    message_id: str
    message: AlertMessage
    outcome: bool | BaseException


class FakeChannel:
    """`Channel`: `fail` scripts what the next sends do, `hold` keeps it all in the air."""

    def __init__(
        self,
        clock: Clock,
        name: str = "telegram",
        *,
        most: int = 30,
        limits: tuple[Limit, ...] = ONE_A_SECOND,
        overall: tuple[Limit, ...] = (),
    ) -> None:
        self.tried: list[Sent] = []
        self.script: deque[BaseException | None] = deque()
        """what the next sends do, wherever they go"""
        self.edits: list[Edited] = []
        self.edit_script: deque[bool | BaseException] = deque()
        """what the next edits do; once it is empty they succeed"""
        self.topics: list[str] = []
        self.topics_refused = ""
        self._clock = clock
        self._name = name
        self._most = most
        self._limits = limits
        self._overall = overall
        self._pace = Pacer(clock, overall, self.limits)
        self._scripts: dict[Destination, deque[BaseException | None]] = {}
        self._air: asyncio.Event | None = None

    @property
    def arrived(self) -> list[Sent]:
        """Return what a person has seen."""
        return [one for one in self.tried if one.error is None]

    def to(self, destination: Destination) -> list[Sent]:
        """Return what a destination has seen."""
        return [one for one in self.arrived if one.destination == destination]

    def fail(self, destination: Destination, *outcomes: BaseException | None) -> None:
        """Let the next sends to a destination end so; None arrives."""
        self._scripts.setdefault(destination, deque()).extend(outcomes)

    def hold(self) -> None:
        """Keep what is sent in the air until `land`."""
        self._air = asyncio.Event()

    def land(self) -> None:
        """Let everything in the air arrive."""
        if self._air is not None:
            self._air.set()
            self._air = None

    # --- the port ------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self._name

    @property
    def most(self) -> int:
        return self._most

    @property
    def overall(self) -> tuple[Limit, ...]:
        return self._overall

    @property
    def pace(self) -> Pace:
        return self._pace

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        return self._limits

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        if self._air is not None:
            await self._air.wait()
        script = self._scripts.get(destination) or self.script
        error = script.popleft() if script else None
        self.tried.append(Sent(self._clock.now(), destination, message, plain, error))
        if error is not None:
            raise error
        return str(len(self.tried))

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        if self._air is not None:
            await self._air.wait()
        outcome = self.edit_script.popleft() if self.edit_script else True
        self.edits.append(Edited(self._clock.now(), destination, message_id, message, outcome))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        if self.topics_refused:
            raise Malformed(self.topics_refused)
        self.topics.append(title)
        return Destination(destination.channel, destination.chat, str(len(self.topics)))

    def status(self) -> ChannelStatus:
        return ChannelStatus(self._name, working=True)

    async def run(self) -> None:
        await asyncio.Event().wait()
