"""Everything that goes wrong in a run: a seeded plan, and how each fault is played."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from core.clock import KST
from tests.ledger.generator import Source
from tests.ledger.ledger import HELD
from tests.ledger.plan import Fault
from tests.ledger.platforms import Platforms, soon
from tests.ledger.reading import UNKNOWN
from tests.ledger.stage import Stage, until

_SILENCE = 150.0


class Trouble:
    """Plays a plan on a stage and counts what was played."""

    def __init__(self, stage: Stage, source: Source, chance: random.Random) -> None:
        self.played: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.kicked = False
        self._stage = stage
        self._source = source
        self._chance = chance
        self._platforms = Platforms(stage, random.Random(chance.random()))
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
            "zombie": self._zombie,
        }

    async def play(self, fault: Fault) -> None:
        """Play one fault to its end."""
        if fault.chat < 0:
            await self._deeds[fault.name]()
            self.played[fault.name] += 1
            return
        chat = self._stage.chats[fault.chat]
        async with self._busy[chat.name]:  # one at a time in each chat
            done = await self._platforms.befall(chat, fault.name)
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

    async def _zombie(self) -> None:
        """PINGs and answers flow, pushes do not."""
        self._stage.simulator.faults.mute_pushes = True
        await self._session_over()
        self._stage.simulator.faults.mute_pushes = False

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
        await soon(self._stage.hearing.all_heard)
        code = self._source.fresh()
        at = f"{datetime.now(KST):%H%M%S}"
        values = {"841": "77", "9001": code, "843": "I", "20": at, "907": "2"}
        push = {"type": "02", "name": "조건검색", "item": code, "values": values}
        self._source.note(UNKNOWN, code, "entry", self._stage.hearing.current())
        self._stage.simulator.push(json.dumps({"trnm": "REAL", "data": [push]}))
        await asyncio.sleep(HELD + 0.2)  # a line that breaks now may take it along
