"""Orders stand still from the moment somebody else may hold the bot's token until an owner says."""

import json
from dataclasses import dataclass
from datetime import datetime

import structlog

from core.clock import KST, Clock
from core.ports import Facts

log = structlog.get_logger(__name__)

FROZEN = "frozen"
"""the fact's key"""


@dataclass(frozen=True, slots=True)
class Frozen:
    """Why orders stand still (the key of a reason) and since when."""

    reason: str
    since: datetime


class Freeze:
    """Read from the rows each time it matters: the shell may have lifted it meanwhile."""

    def __init__(self, facts: Facts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock

    async def freeze(self, reason: str) -> None:
        """Let no order through from now on; an older reason stays."""
        if await self.frozen() is None:
            log.warning("orders_frozen", reason=reason)
            said = {"reason": reason, "since": self._clock.now().isoformat()}
            await self._facts.put(FROZEN, json.dumps(said))

    async def unfreeze(self) -> bool:
        """Let orders through again; False where they were not frozen."""
        was = await self.frozen() is not None
        if was:
            await self._facts.drop(FROZEN)
            log.warning("orders_unfrozen")
        return was

    async def frozen(self) -> Frozen | None:
        """Return why and since when, None while orders go through."""
        said = await self._facts.get(FROZEN)
        if said is None:
            return None
        found = json.loads(said)
        return Frozen(found["reason"], datetime.fromisoformat(found["since"]).astimezone(KST))
