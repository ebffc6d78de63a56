"""How many requests somebody may make: a person, an address, and whoever guesses at tokens."""

import math
from collections import OrderedDict
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

_MOST = 10_000
"""callers that are remembered; of very many, the oldest are forgotten"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the door bears: requests a minute, bytes, seconds, connections at a time."""

    person: int = 300
    address: int = 900
    wrong: int = 10
    """wrong tokens and links an address may show a minute"""
    body: int = 64 * 1024
    head_within: float = 10.0
    body_within: float = 15.0
    connections: int = 512
    from_one: int = 320
    """connections of one address"""


@dataclass(slots=True)
class Throttle:
    """Buckets that leak: so many requests at once, and from then on as many a minute."""

    limits: Limits = field(default_factory=Limits)
    _buckets: OrderedDict[tuple[str, str], AsyncLimiter] = field(default_factory=OrderedDict)

    async def person(self, identity: str) -> int:
        """Count a request of a person; return the seconds to wait, 0 where it may go on."""
        return await self._count("person", identity, self.limits.person)

    async def address(self, address: str) -> int:
        """Count a request from an address; return the seconds to wait, 0 where it may go on."""
        return await self._count("address", address, self.limits.address)

    async def wrong(self, address: str) -> None:
        """Count a wrong token or link."""
        await self._count("wrong", address, self.limits.wrong)

    def locked_for(self, address: str) -> int:
        """Return the seconds in which nothing an address shows is looked at, 0 where it is."""
        bucket = self._buckets.get(("wrong", address))
        return 0 if bucket is None or bucket.has_capacity() else _pause(self.limits.wrong)

    async def _count(self, kind: str, who: str, most: int) -> int:
        key = (kind, who)
        bucket = self._buckets.setdefault(key, AsyncLimiter(most, 60))
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        if not bucket.has_capacity():
            return _pause(most)
        await bucket.acquire()
        return 0


def _pause(most: int) -> int:
    return max(1, math.ceil(60 / most))
