"""A NotifyChannel between the engine's words and the loopback services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.channels.notify import NotifyChannel
from bot.sinks import read
from core.model import AlertMessage, Destination, Source
from tests.bot.channels.stage import WallClock, entry, running
from tests.servers.webhooks import WebhookServer

SERVICES = ("discord", "ntfy", "teams", "webhook")
"""those without apprise; each is called as its service is"""


def to(name: str) -> Destination:
    return Destination("notify", name)


def batch(count: int, *, missed: bool = False) -> AlertMessage:
    """Alerts of so many stocks with long names."""
    one = entry().alerts[0]
    event = one.event
    if missed:
        start = event.received_at - timedelta(minutes=2)
        event = replace(event, source=Source.MISSED, happened_at=None, since=start)
    return AlertMessage(
        tuple(
            replace(
                one,
                event=replace(event, id=n + 1, code=f"{n:06d}"),
                stock=f"종목이름이아주긴회사{n}",
            )
            for n in range(count)
        )
    )


@dataclass
class Stage:
    """The services and the channel."""

    hooks: WebhookServer
    channel: NotifyChannel
    clock: WallClock


def channel_of(
    urls: str, keep: Path, *, lang: str = "ko", seconds: float = 15.0
) -> tuple[NotifyChannel, WallClock]:
    clock = WallClock()
    return NotifyChannel(read(urls), lang, clock, keep=keep, seconds=seconds), clock


@asynccontextmanager
async def stage(
    keep: Path, *services: str, urls: str = "", lang: str = "ko", seconds: float = 15.0
) -> AsyncIterator[Stage]:
    async with WebhookServer() as hooks:
        said = urls.format(hooks=hooks) or hooks.urls(*(services or SERVICES))
        channel, clock = channel_of(said, keep, lang=lang, seconds=seconds)
        async with running(channel):
            yield Stage(hooks, channel, clock)
