"""What goes wrong at the chat platforms, and what people do about it."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.ledger.chats import Chat
from tests.ledger.stage import Stage
from tests.servers.loopback import Fault, Loopback

HOURS = 43_838
"""seconds; a flood wait of that length has been seen"""
_PATIENCE, _OF_EDITS = 20.0, 8.0
_BACKLOG = 30.0
"""what waits for a chat when it closes is dropped, and may be that old"""
_CLOSED = ("channel_not_found", "not_in_channel", "is_archived")


@dataclass(frozen=True, slots=True)
class Shut:
    """A closed chat: whether the bot was refused there, and what opens it again."""

    refused: Callable[[], bool]
    open: Callable[[], None]


class Platforms:
    """Lets one fault befall one chat."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self._stage = stage
        self._chance = chance

    async def befall(self, chat: Chat, name: str) -> bool:
        """Let a fault befall a chat; False where no message came in time to meet it."""
        if name == "403":
            closing = self._close if chat.channel == "slack" else self._block
            return await self._shut(chat, closing(chat))
        if name == "migrated":
            chat.ids.append(str(self._migrate(chat)))
            return True
        if name == "outage":
            return await self._outage(chat)
        return await self._meet(chat, name)

    def _migrate(self, chat: Chat) -> int:
        announced = self._chance.random() < 0.5
        return self._stage.telegram.migrate(int(chat.ids[-1]), announce=announced)

    async def _outage(self, chat: Chat) -> bool:
        server: Loopback = self._stage.slack if chat.channel == "slack" else self._stage.telegram
        await server.outage()
        await asyncio.sleep(self._chance.uniform(0.2, 1.0))
        await server.restore()
        return True

    async def _shut(self, chat: Chat, shut: Shut) -> bool:
        """A chat is closed; some time after the bot was refused, people open it and say /start."""
        since, before = time.time() - _BACKLOG, len(self._stage.said(chat))
        await soon(shut.refused)
        await asyncio.sleep(self._chance.uniform(0.5, 2.0))
        shut.open()
        for _ in range(6):
            self._stage.say(chat, "/start")
            if await self._stage.hears(chat, "다시 시작했습니다", before):
                break
        chat.closed.append((since, time.time() + 0.5))
        return True

    def _block(self, chat: Chat) -> Shut:
        """The person blocks the bot; saying anything unblocks it."""
        telegram = self._stage.telegram
        at = len(telegram.calls)
        telegram.block(int(chat.ids[0]))

        def refused() -> bool:
            calls = telegram.calls[at:]
            return any(one.where == chat.ids[0] and one.status == 403 for one in calls)

        return Shut(refused, lambda: None)

    def _close(self, chat: Chat) -> Shut:
        """A channel is archived, or the bot thrown out, with an event or without one."""
        slack, where = self._stage.slack, chat.ids[0]
        at, error = len(slack.calls), self._chance.choice(_CLOSED)
        fault: Fault | None = None
        if error == "channel_not_found":
            slack.fail("chat.postMessage", error, chat=where, times=None)
            fault = slack.faults[-1]
        elif self._chance.random() < 0.5:
            slack.shut(where, "archive" if error == "is_archived" else "left")
        elif error == "is_archived":
            slack.channel(where).is_archived = True
        else:
            slack.channel(where).is_member = False

        def refused() -> bool:
            return any(one.where == where and one.error in _CLOSED for one in slack.calls[at:])

        def open_again() -> None:
            if fault is not None:
                slack.faults.remove(fault)
            slack.invite(where)

        return Shut(refused, open_again)

    async def _meet(self, chat: Chat, name: str) -> bool:
        """Let the next message to a chat meet a fault; False where none came in time."""
        server: Loopback = self._stage.slack if chat.channel == "slack" else self._stage.telegram
        known = len(server.faults)
        (self._on_slack if chat.channel == "slack" else self._on_telegram)(chat, name)
        fault = server.faults[known]
        patience = _OF_EDITS if name.startswith("edit ") else _PATIENCE
        met = await soon(lambda: fault.times == 0 or fault.times is None, patience)
        if fault.times is not None:
            fault.times = 0
            server.faults.remove(fault)
        if name == "400":
            await asyncio.sleep(0.5)  # the same text as plain text is not to fail as well
        return met

    def _on_telegram(self, chat: Chat, name: str) -> None:
        telegram, where, what = self._stage.telegram, int(chat.ids[-1]), "sendMessage"
        if name.startswith("edit "):
            what, name = "editMessageText", name.removeprefix("edit ")
        if name == "refused":
            telegram.fail(what, 400, "Bad Request: message can't be edited", chat=where)
        elif name == "429":
            telegram.fail(what, 429, retry_after=self._chance.randint(1, 9), chat=where)
        elif name == "429 for hours":
            telegram.fail(what, 429, retry_after=HOURS, chat=where, times=None)
        elif name == "400":
            telegram.fail(what, 400, "Bad Request: can't parse entities: bad tag", chat=where)
        elif name.startswith("502"):
            telegram.fail(what, 502, chat=where, after_delivery=name != "502")
        else:
            self._on_any(telegram, what, where, name)

    def _on_slack(self, chat: Chat, name: str) -> None:
        slack, where, what = self._stage.slack, chat.ids[-1], "chat.postMessage"
        if name.startswith("edit "):
            what, name = "chat.update", name.removeprefix("edit ")
        if name == "refused":
            slack.fail(what, "edit_window_closed", chat=where)
        elif name == "429":
            slack.fail(what, status=429, retry_after=self._chance.randint(1, 9), chat=where)
        elif name == "429 for hours":
            slack.fail(what, status=429, retry_after=HOURS, chat=where, times=None)
        elif name == "400":
            slack.fail(what, "invalid_blocks", chat=where)
        elif name.startswith("502"):
            slack.fail(what, status=502, chat=where, after_delivery=name != "502")
        else:
            self._on_any(slack, what, where, name)

    def _on_any(self, server: Loopback, what: str, where: object, name: str) -> None:
        if name == "timed out after accepting":
            server.hang(what, chat=where)
        elif name.startswith("cut"):
            server.cut(what, chat=where, after_delivery=name != "cut before")
        else:
            server.slow(what, self._chance.uniform(0.2, 1.5), chat=where)


async def soon(true: Callable[[], bool], patience: float = _PATIENCE) -> bool:
    """Wait until something is so; whether it was in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        await asyncio.sleep(0.05)
    return true()
