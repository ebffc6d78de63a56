"""A TelegramChannel with the real library at the loopback Telegram, and somebody who answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.access import Role
from bot.channels.telegram import TelegramChannel, Timeouts
from bot.messages import Incoming, Reply
from core.model import Destination
from tests.bot.channels import stage as shared
from tests.bot.channels.pictures import sketched
from tests.bot.channels.stage import Answer, WallClock, running, says
from tests.servers.telegram import TelegramServer

ANN, BEN, GROUP, FORUM = 1001, 1002, -4001, -1005
CALM = Timeouts(connect=5, read=10, write=5, pool=5, poll=1)
HASTY = Timeouts(connect=5, read=0.3, write=5, pool=5, poll=1)
MENUS = {
    "ko": [("conditions", "조건식 목록을 봅니다"), ("buy", "사기"), ("takeover", "되찾기")],
    "en": [("conditions", "List the conditions"), ("buy", "Buy"), ("takeover", "Take it back")],
}


def menu(lang: str, role: Role) -> list[tuple[str, str]]:
    """Give a viewer one command, a trader two, an owner all three."""
    return MENUS[lang][: int(role)]


class HastyClock(WallClock):
    """Waits are over at once and move the monotonic time; nobody sleeps for real."""

    def __init__(self) -> None:
        self.moved = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return super().monotonic() + self.moved

    async def sleep(self, seconds: float) -> None:
        self.moved += seconds
        self.slept.append(seconds)
        await asyncio.sleep(0.005)


async def echo(incoming: Incoming) -> Reply | None:
    return says(f"<{incoming.text}> & co") if incoming.addressed else None


def to(chat: int, topic: int | str = "") -> Destination:
    return Destination("telegram", str(chat), str(topic))


@dataclass
class Stage(shared.Stage):
    server: TelegramServer
    timeouts: Timeouts = CALM
    clock: HastyClock = field(default_factory=HastyClock)
    moved: list[tuple[Destination, Destination]] = field(default_factory=list)
    gone: list[tuple[Destination, str]] = field(default_factory=list)
    waits: list[tuple[Destination, float]] = field(default_factory=list)
    conflicts: list[bool] = field(default_factory=list)
    made: list[TelegramChannel] = field(default_factory=list)
    channel: TelegramChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.new_channel()

    @property
    def tg(self) -> TelegramServer:
        return self.server

    def new_channel(
        self,
        token: str | None = None,
        *,
        lang: str = "ko",
        handle_within: float = 90.0,
    ) -> TelegramChannel:
        channel = TelegramChannel(
            token or self.tg.token,
            self.tg.url,
            self.handle,
            menu,
            lang,
            self.clock,
            on_moved=self._on_moved,
            on_gone=self._on_gone,
            on_wait=self._on_wait,
            on_conflict=self._on_conflict,
            illustrate=sketched,
            timeouts=self.timeouts,
            handle_within=handle_within,
        )
        self.made.append(channel)
        return channel

    async def _on_moved(self, old: Destination, new: Destination) -> None:
        self.moved.append((old, new))

    async def _on_gone(self, destination: Destination, reason: str, key: str) -> None:
        self.gone.append((destination, reason))

    async def _on_wait(self, destination: Destination, seconds: float) -> None:
        self.waits.append((destination, seconds))

    async def _on_conflict(self, lasting: bool) -> None:
        self.conflicts.append(lasting)


@asynccontextmanager
async def quiet(answer: Answer = echo, timeouts: Timeouts = CALM) -> AsyncIterator[Stage]:
    """A stage on which nobody polls yet."""
    async with TelegramServer() as tg:
        one = Stage(tg, answer, timeouts=timeouts)
        try:
            yield one
        finally:
            for channel in one.made:
                await channel._api.close()


@asynccontextmanager
async def stage(answer: Answer = echo, timeouts: Timeouts = CALM) -> AsyncIterator[Stage]:
    """A stage with a channel that polls."""
    async with quiet(answer, timeouts) as one, running(one.channel):
        yield one
