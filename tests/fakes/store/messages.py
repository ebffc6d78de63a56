"""Conversations in memory."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.model import Destination
from core.ports import Message
from tests.fakes.store.tables import Tables


class FakeMessages:
    """`Messages` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.said: dict[Destination, list[Message]] = {}
        self._last = 0

    async def say(
        self, destination: Destination, body: Mapping[str, Any], at: datetime, key: str = ""
    ) -> Message | None:
        there = self.said.setdefault(destination, [])
        if key and any(one.key == key for one in there):
            return None
        self._tables.known.setdefault(destination)
        self._last += 1
        made = Message(self._last, self._next_turn(destination), at, _copy(body), key)
        there.append(made)
        return made

    async def change(
        self, destination: Destination, message_id: int, body: Mapping[str, Any]
    ) -> Message | None:
        there = self.said.get(destination, [])
        for at, one in enumerate(there):
            if one.id == message_id:
                turn = self._next_turn(destination)
                there[at] = Message(one.id, turn, one.at, _copy(body), one.key)
                return there[at]
        return None

    async def get(self, destination: Destination, message_id: int) -> Message | None:
        found = (one for one in self.said.get(destination, ()) if one.id == message_id)
        return next(found, None)

    async def since(self, destination: Destination, turn: int, most: int) -> list[Message]:
        behind = [one for one in self.said.get(destination, ()) if one.turn > turn]
        return sorted(behind, key=lambda one: one.turn)[:most]

    async def latest(
        self, destination: Destination, most: int, before: int | None = None
    ) -> list[Message]:
        every = self.said.get(destination, [])
        older = [one for one in every if before is None or one.id < before]
        return older[-most:]

    def forget(self, before: datetime) -> int:
        """Drop what was said before then, but for the last turn of each conversation."""
        gone = 0
        for destination, there in self.said.items():
            last = max(one.turn for one in there)
            kept = [one for one in there if one.at >= before or one.turn == last]
            gone += len(there) - len(kept)
            self.said[destination] = kept
        return gone

    def _next_turn(self, destination: Destination) -> int:
        return max((one.turn for one in self.said.get(destination, ())), default=0) + 1


def _copy(body: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(body))
