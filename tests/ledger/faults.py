"""Everything that goes wrong in a run: a seeded plan, and how each fault is played."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from core.clock import KST
from tests.ledger.generator import Source
from tests.ledger.ledger import HELD
from tests.ledger.plan import Fault
from tests.ledger.reading import UNKNOWN
from tests.ledger.stage import Chat, Stage, until
from tests.servers.loopback import Loopback

HOURS = 43_838
"""seconds; a flood wait of that length has been seen"""
_PATIENCE = 20.0
_SILENCE = 150.0
_BACKLOG = 30.0
"""what waits for a chat when it closes is dropped, and may be that old"""


class Trouble:
    """Plays a plan on a stage and counts what was played."""

    def __init__(self, stage: Stage, source: Source, chance: random.Random) -> None:
        self.played: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.kicked = False
        self._stage = stage
        self._source = source
        self._chance = chance
        self._busy = {chat.name: asyncio.Lock() for chat in stage.chats}
        self._deeds: Mapping[str, Callable[[], Awaitable[None]]] = {
            "dropped": self._dropped,
            "reset": self._reset,
            "kicked": self._kicked,
            "silenced": self._silenced,
            "wire dead": self._dead,
            "garbage": self._garbage,
            "token revoked": self._revoked,
            "token expires": self._expires,
            "refused": self._refused,
            "closed at login": self._closed,
            "unattributed": self._unattributed,
        }

    async def play(self, fault: Fault) -> None:
        """Play one fault to its end."""
        if fault.chat < 0:
            await self._deeds[fault.name]()
            self.played[fault.name] += 1
            return
        chat = self._stage.chats[fault.chat]
        async with self._busy[chat.name]:  # one at a time in each chat
            done = await self._befall(chat, fault.name)
        (self.played if done else self.skipped)[fault.name] += 1

    # -- the line to Kiwoom ----------------------------------------------------------------

    async def _dropped(self) -> None:
        self._stage.simulator.drop()

    async def _reset(self) -> None:
        self._stage.wire.reset()

    async def _kicked(self) -> None:
        self.kicked = True
        self._stage.simulator.kick()

    async def _silenced(self) -> None:
        self._stage.simulator.faults.silence = True
        await self._session_over()
        self._stage.simulator.faults.silence = False

    async def _dead(self) -> None:
        self._stage.wire.dead = True
        await self._session_over()
        self._stage.wire.reset()
        self._stage.wire.dead = False

    async def _session_over(self) -> None:
        """Until the bot has given the session up: what it was not sent, nobody can tell later."""
        sessions = self._stage.simulator._world.sessions
        before = set(sessions)
        await until(lambda: not before & set(sessions), _SILENCE, "the end of a silent session")

    async def _garbage(self) -> None:
        self._stage.simulator.faults.garbage = 1
        for text in ("{", "[]", '{"trnm":"REAL","data":[{"type":"02","values":{"841":"0"}}]}'):
            self._stage.simulator.push(text)
        await asyncio.sleep(self._chance.uniform(0.2, 1.0))
        self._stage.simulator.faults.garbage = 0

    async def _revoked(self) -> None:
        self._stage.simulator.revoke_tokens()
        self._stage.simulator.drop()

    async def _expires(self) -> None:
        self._stage.simulator.faults.token_lifetime = 3.0
        self._stage.simulator.revoke_tokens()
        self._stage.simulator.drop()
        await asyncio.sleep(2.0)
        self._stage.simulator.faults.token_lifetime = 86_400.0
        self._stage.simulator.revoke_tokens()

    async def _refused(self) -> None:
        self._stage.simulator.faults.refuse_connections = True
        self._stage.simulator.drop()
        await asyncio.sleep(self._chance.uniform(0.2, 1.0))
        self._stage.simulator.faults.refuse_connections = False

    async def _closed(self) -> None:
        self._stage.simulator.faults.login_close_before_ack = 1
        self._stage.simulator.drop()

    async def _unattributed(self) -> None:
        await self._wait(self._stage.hearing.all_heard)
        code = self._source.fresh()
        at = f"{datetime.now(KST):%H%M%S}"
        values = {"841": "77", "9001": code, "843": "I", "20": at, "907": "2"}
        push = {"type": "02", "name": "조건검색", "item": code, "values": values}
        self._source.note(UNKNOWN, code, "entry", self._stage.hearing.current())
        self._stage.simulator.push(json.dumps({"trnm": "REAL", "data": [push]}))
        await asyncio.sleep(HELD + 0.2)  # a line that breaks now may take it along

    # -- the chat platforms ----------------------------------------------------------------

    async def _befall(self, chat: Chat, name: str) -> bool:
        if name == "403":
            return await self._block(chat)
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

    async def _block(self, chat: Chat) -> bool:
        """The person blocks the bot; some time after it was refused they say /start again."""
        telegram, since = self._stage.telegram, time.time() - _BACKLOG
        at, before = len(telegram.calls), len(self._stage.said(chat))
        telegram.block(int(chat.ids[0]))

        def refused() -> bool:
            calls = telegram.calls[at:]
            return any(one.where == chat.ids[0] and one.status == 403 for one in calls)

        await self._wait(refused)
        await asyncio.sleep(self._chance.uniform(0.5, 2.0))
        for _ in range(6):
            self._stage.say(chat, "/start")
            if await self._stage.hears(chat, "다시 시작했습니다", before):
                break
        chat.closed.append((since, time.time() + 0.5))
        return True

    async def _meet(self, chat: Chat, name: str) -> bool:
        """Let the next message to a chat meet a fault; False where none came in time."""
        server: Loopback = self._stage.slack if chat.channel == "slack" else self._stage.telegram
        known = len(server.faults)
        (self._on_slack if chat.channel == "slack" else self._on_telegram)(chat, name)
        fault = server.faults[known]
        met = await self._wait(lambda: fault.times == 0 or fault.times is None)
        if fault.times is not None:
            fault.times = 0
            server.faults.remove(fault)
        if name == "400":
            await asyncio.sleep(0.5)  # the same text as plain text is not to fail as well
        return met

    def _on_telegram(self, chat: Chat, name: str) -> None:
        telegram, where, what = self._stage.telegram, int(chat.ids[-1]), "sendMessage"
        if name == "429":
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
        if name == "429":
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

    async def _wait(self, true: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if true():
                return True
            await asyncio.sleep(0.05)
        return true()
