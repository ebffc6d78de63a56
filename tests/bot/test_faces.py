from pathlib import Path
from typing import cast

from bot.faces import Follow
from core.engine import Engine
from core.model import Destination
from core.store import Store

CHAT = Destination("telegram", "1001")


class Suspending:
    """An engine that only notes which chats are closed to it."""

    def __init__(self) -> None:
        self.suspended: list[tuple[Destination, str]] = []

    async def suspend(self, destination: Destination, reason: str) -> None:
        self.suspended.append((destination, reason))


async def test_that_a_chat_is_closed_is_heeded_once_though_a_crash_brings_the_news_again(
    tmp_path: Path,
) -> None:
    store = await Store.open(tmp_path / "bot.db")
    engine, follow = Suspending(), Follow()
    follow.engine, follow.inbox = cast("Engine", engine), store.inbox
    await follow.gone(CHAT, "blocked", "telegram:update:7")
    await follow.gone(CHAT, "blocked", "telegram:update:7")  # behind a /start that is known by now
    assert engine.suspended == [(CHAT, "blocked")]
    await follow.gone(CHAT, "blocked", "telegram:update:9")
    await follow.gone(CHAT, "archived")
    assert len(engine.suspended) == 3
    await store.close()
