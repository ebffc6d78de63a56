"""One after the other in a chat, chats side by side; and not too often with strangers."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from core.clock import Clock


class Turns:
    """A lock for each chat that has something to do, forgotten as soon as it has not."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._interested: dict[Hashable, int] = {}

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for the key's turn, in the order of asking."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._interested[key] = self._interested.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._interested[key] -= 1
            if not self._interested[key]:
                del self._interested[key], self._locks[key]


class Seldom:
    """Lets each person through once in `seconds`; of very many, the oldest are forgotten."""

    def __init__(self, clock: Clock, seconds: float, most: int = 10_000) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._last: OrderedDict[str, float] = OrderedDict()

    def allows(self, person: str) -> bool:
        """Return whether it is time again, and count it if it is."""
        now, last = self._clock.monotonic(), self._last.get(person)
        if last is not None and now - last < self._seconds:
            return False
        self._last[person] = now
        self._last.move_to_end(person)
        if len(self._last) > self._most:
            self._last.popitem(last=False)
        return True
