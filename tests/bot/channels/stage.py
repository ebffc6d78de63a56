"""What the stages of the channels share: what is said and heard, and a channel that runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.messages import Button, Doc, Incoming, Reply, line
from core.clock import KST, SystemClock
from core.model import (
    Alert,
    AlertMessage,
    Event,
    EventKind,
    Notice,
    NoticeMessage,
    Quote,
    Source,
)
from core.ports import Channel
from tests.servers.loopback import Loopback

MORNING = datetime(2026, 11, 23, 10, 15, 30, tzinfo=KST)
"""when the alerts of `entry` happened"""

Answer = Callable[[Incoming], Awaitable[Reply | None]]


class WallClock(SystemClock):
    """The machine's clock, unless a test says which moment it is."""

    moment: datetime | None = None

    def now(self) -> datetime:
        return self.moment or super().now()


def says(text: str, *rows: tuple[Button, ...]) -> Reply:
    return Reply(Doc(tuple(line(one) for one in text.split("\n"))), rows)


def entry(code: str = "005930", name: str = "삼성전자", *, resend: bool = False) -> AlertMessage:
    event = Event(
        1,
        code,
        EventKind.ENTRY,
        Source.REALTIME,
        MORNING.date(),
        MORNING + timedelta(seconds=1),
        MORNING,
    )
    return AlertMessage((Alert(event, "돌파 <상승>", name, Quote(code, 71_000)),), resend)


def notice() -> NoticeMessage:
    return NoticeMessage(Notice("session_back"))


@dataclass
class Stage:
    """A loopback server and what was handed over to the person who answers."""

    server: Loopback
    answer: Answer
    heard: list[Incoming] = field(default_factory=list)

    async def handle(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        return await self.answer(incoming)

    async def until(self, true: Callable[[], object]) -> None:
        await self.server.wait_for(true)


@asynccontextmanager
async def running(channel: Channel) -> AsyncIterator[None]:
    task = asyncio.create_task(channel.run())
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        async with asyncio.timeout(9):
            with suppress(asyncio.CancelledError):
                await task
