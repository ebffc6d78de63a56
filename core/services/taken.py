"""Another program took the session: known also after a restart, until a person says otherwise."""

import json
from datetime import datetime

from core.clock import KST
from core.ports import Facts

TAKEN = "session_taken"
"""the fact's key"""


class Taken:
    """Since when another program has the session; a start that forgot would fight for it."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    async def since(self) -> datetime | None:
        """Return since when, None where the session is ours to hold."""
        found = await self._read()
        return found[0] if found else None

    async def told(self) -> bool:
        """Return whether the owners were told of it."""
        found = await self._read()
        return found is not None and found[1]

    async def note(self, since: datetime) -> None:
        """Remember it, before anybody is told."""
        await self._facts.put(TAKEN, _said(since, told=False))

    def told_at(self, since: datetime) -> dict[str, str | None]:
        """Return the fact that the owners were told, to be written with the notice."""
        return {TAKEN: _said(since, told=True)}

    async def forget(self) -> None:
        """Let the next start log in again."""
        await self._facts.drop(TAKEN)

    async def _read(self) -> tuple[datetime, bool] | None:
        said = await self._facts.get(TAKEN)
        if said is None:
            return None
        found = json.loads(said)
        return datetime.fromisoformat(found["since"]).astimezone(KST), bool(found["told"])


def _said(since: datetime, *, told: bool) -> str:
    return json.dumps({"since": since.isoformat(), "told": told})
