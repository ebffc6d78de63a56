"""A SlackChannel with real Bolt and slack_sdk at the loopback Slack, and somebody who answers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.channels.slack import SlackChannel, Timing
from bot.commands.filling import fill
from bot.messages import Button, Incoming, Reply
from core.model import AlertMessage, Destination, Source
from tests.bot.channels import stage as shared
from tests.bot.channels.pictures import sketched
from tests.bot.channels.stage import Answer, WallClock, entry, running, says
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.slack_space import Message

ANN, BEN = "U0ANN", "U0BEN"
NAMES = {"ksearch": "search", "kstatus": "status", "khelp": "help", "subscribe": "subscribe"}

CALM = Timing(deaf=900.0)
"""a stall of this machine shall not look like a deaf link"""


class FastClock(WallClock):
    """A minute passes in a second: nobody sleeps for as long as he says."""

    SPEED = 60.0

    def monotonic(self) -> float:
        return time.monotonic() * self.SPEED

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.SPEED)


async def echo(incoming: Incoming) -> Reply | None:
    return says(f"said {incoming.text}", (Button("again", "search 1"),))


def missed(count: int) -> AlertMessage:
    one = entry().alerts[0]
    start = one.event.received_at - timedelta(minutes=2)
    event = replace(one.event, source=Source.MISSED, happened_at=None, since=start)
    return AlertMessage(
        tuple(
            replace(one, event=replace(event, code=f"{n:06d}"), stock=f"종목이름이긴회사{n}")
            for n in range(count)
        )
    )


def to(chat: str, thread: str = "") -> Destination:
    return Destination("slack", chat, thread)


@dataclass
class Stage(shared.Stage):
    server: SlackServer
    clock: FastClock = field(default_factory=FastClock)
    gone: list[tuple[Destination, str]] = field(default_factory=list)
    waits: list[tuple[Destination, float]] = field(default_factory=list)
    homes: list[tuple[Destination, Destination]] = field(default_factory=list)
    channel: SlackChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.new_channel()

    @property
    def slack(self) -> SlackServer:
        return self.server

    def new_channel(
        self,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        *,
        lang: str = "ko",
        timing: Timing = CALM,
        signing_secret: str = "",
        answer_within: float = 10.0,
        patience: float = 60.0,
        handle_within: float = 90.0,
    ) -> SlackChannel:
        return SlackChannel(
            bot_token,
            app_token,
            self.slack.url,
            self.handle,
            NAMES,
            lang,
            self.clock,
            on_gone=self.leave,
            on_home=self.find,
            on_wait=self.wait,
            fill=fill,
            illustrate=sketched,
            timing=timing,
            signing_secret=signing_secret,
            answer_within=answer_within,
            patience=patience,
            handle_within=handle_within,
        )

    async def leave(self, destination: Destination, reason: str) -> None:
        self.gone.append((destination, reason))

    async def wait(self, destination: Destination, seconds: float) -> None:
        self.waits.append((destination, seconds))

    async def find(self, person: Destination, chat: Destination) -> None:
        self.homes.append((person, chat))

    async def hears(self, count: int = 1) -> Incoming:
        """The newest of `count` commands handed over."""
        await self.slack.wait_for(lambda: len(self.heard) >= count)
        return self.heard[-1]

    async def shows(self, chat: str, text: str) -> Message:
        """The bot's message with that text in it, once there is one."""

        def found() -> Message | None:
            every = self.slack.channel(chat).messages
            return next((one for one in every if text in one.shown), None)

        message = await self.slack.wait_for(found)
        assert message is not None
        return message


@asynccontextmanager
async def quiet(answer: Answer = echo) -> AsyncIterator[Stage]:
    """A stage on which nobody is connected yet."""
    async with SlackServer() as slack:
        yield Stage(slack, answer)


@asynccontextmanager
async def stage(answer: Answer = echo) -> AsyncIterator[Stage]:
    """A stage with a connected channel."""
    async with quiet(answer) as one, running(one.channel):
        await one.slack.connected()
        await one.until(lambda: one.channel.status().working)
        yield one
