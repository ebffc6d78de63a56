"""The keys to the web face."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model import Key, KeyKind


class Keys(Protocol):
    """Every key that is good, by the digest of it."""

    async def keep(self, key: Key, most: int) -> Key | None:
        """Keep a key and return it with its id; None where its identity has so many of its kind.

        Expired ones are dropped first.
        """
        ...

    async def find(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        """Return the key with this digest, None where there is none or it has expired."""
        ...

    async def take(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        """Return the key with this digest and drop it; None where there is none any more."""
        ...

    async def use(self, key_id: int, at: datetime) -> None:
        """Note when a key was used last."""
        ...

    async def of(self, identities: Sequence[str], kind: KeyKind, at: datetime) -> list[Key]:
        """Return the keys of a person that are good, oldest first."""
        ...

    async def drop(self, identities: Sequence[str], kind: KeyKind, key_id: int | None) -> int:
        """Drop one key of a person, or all of a kind; how many there were."""
        ...
