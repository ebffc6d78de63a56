"""Keys to the web face in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.model import Key, KeyKind
from tests.fakes.store.tables import Tables


class FakeKeys:
    """`Keys` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def keep(self, key: Key, most: int) -> Key | None:
        keys = self._tables.keys
        for one in [one for one in keys.values() if not _good(one, key.made_at)]:
            del keys[one.id]
        if (
            sum((one.identity, one.kind) == (key.identity, key.kind) for one in keys.values())
            >= most
        ):
            return None
        self._tables.last_key += 1
        kept = keys[self._tables.last_key] = replace(key, id=self._tables.last_key)
        return kept

    async def find(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        for one in self._tables.keys.values():
            if (one.digest, one.kind) == (digest, kind) and _good(one, at):
                return one
        return None

    async def take(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        found = await self.find(digest, kind, at)
        if found is not None:
            del self._tables.keys[found.id]
        return found

    async def use(self, key_id: int, at: datetime) -> None:
        if key_id in self._tables.keys:
            self._tables.keys[key_id] = replace(self._tables.keys[key_id], used_at=at)

    async def of(self, identities: Sequence[str], kind: KeyKind, at: datetime) -> list[Key]:
        keys = self._tables.keys.values()
        found = (one for one in keys if one.identity in identities and one.kind is kind)
        return [one for one in found if _good(one, at)]

    async def drop(self, identities: Sequence[str], kind: KeyKind, key_id: int | None) -> int:
        gone = [
            one.id
            for one in self._tables.keys.values()
            if one.identity in identities and one.kind is kind and key_id in (None, one.id)
        ]
        for one in gone:
            del self._tables.keys[one]
        return len(gone)


def forget_keys(tables: Tables, identities: Sequence[str]) -> None:
    """Drop every key of these identities."""
    tables.keys = {key: one for key, one in tables.keys.items() if one.identity not in identities}


def _good(key: Key, at: datetime) -> bool:
    return key.expires_at is None or key.expires_at > at
