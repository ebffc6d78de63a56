"""The keys to the web face, by their digests."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import Session, col, select

from core.model import Key, KeyKind
from core.store.database import Database
from core.store.rows import kst
from core.store.tables import KeyRow


class SqlKeys:
    """`Keys` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, key: Key, most: int) -> Key | None:
        """Keep a key and return it with its id; None where its identity has so many of its kind.

        Expired ones are dropped first.
        """
        return await self._database.run(_keep, key, most)

    async def find(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        """Return the key with this digest, None where there is none or it has expired."""
        return await self._database.run(_find, digest, kind, at)

    async def take(self, digest: str, kind: KeyKind, at: datetime) -> Key | None:
        """Return the key with this digest and drop it; None where there is none any more."""
        return await self._database.run(_take, digest, kind, at)

    async def use(self, key_id: int, at: datetime) -> None:
        """Note when a key was used last."""
        await self._database.run(_use, key_id, at)

    async def of(self, identities: Sequence[str], kind: KeyKind, at: datetime) -> list[Key]:
        """Return the keys of a person that are good, oldest first."""
        return await self._database.run(_of, identities, kind, at)

    async def drop(self, identities: Sequence[str], kind: KeyKind, key_id: int | None) -> int:
        """Drop one key of a person, or all of a kind; how many there were."""
        return await self._database.run(_drop, identities, kind, key_id)


def forget(session: Session, identities: Sequence[str]) -> None:
    """Drop every key of identities that lose their rights, so that none comes back with them."""
    session.exec(delete(KeyRow).where(col(KeyRow.identity).in_(identities)))


def _good(at: datetime) -> ColumnElement[bool]:
    return or_(col(KeyRow.expires_at).is_(None), col(KeyRow.expires_at) > at)


def _keep(session: Session, key: Key, most: int) -> Key | None:
    session.exec(delete(KeyRow).where(col(KeyRow.expires_at) <= key.made_at))
    has = session.exec(
        select(func.count()).where(KeyRow.identity == key.identity, KeyRow.kind == key.kind.value)
    ).one()
    if has >= most:
        return None
    row = KeyRow(
        digest=key.digest,
        kind=key.kind.value,
        identity=key.identity,
        name=key.name,
        made_at=key.made_at,
        used_at=key.used_at,
        expires_at=key.expires_at,
    )
    session.add(row)
    session.flush()
    return _key(row)


def _find(session: Session, digest: str, kind: KeyKind, at: datetime) -> Key | None:
    row = session.exec(
        select(KeyRow).where(KeyRow.digest == digest, KeyRow.kind == kind.value, _good(at))
    ).first()
    return None if row is None else _key(row)


def _take(session: Session, digest: str, kind: KeyKind, at: datetime) -> Key | None:
    found = _find(session, digest, kind, at)
    if found is not None:
        session.exec(delete(KeyRow).where(col(KeyRow.id) == found.id))
    return found


def _use(session: Session, key_id: int, at: datetime) -> None:
    session.exec(update(KeyRow).where(col(KeyRow.id) == key_id).values(used_at=at))


def _of(session: Session, identities: Sequence[str], kind: KeyKind, at: datetime) -> list[Key]:
    rows = session.exec(
        select(KeyRow)
        .where(col(KeyRow.identity).in_(identities), KeyRow.kind == kind.value, _good(at))
        .order_by(col(KeyRow.id))
    )
    return [_key(row) for row in rows]


def _drop(session: Session, identities: Sequence[str], kind: KeyKind, key_id: int | None) -> int:
    statement = delete(KeyRow).where(
        col(KeyRow.identity).in_(identities), col(KeyRow.kind) == kind.value
    )
    if key_id is not None:
        statement = statement.where(col(KeyRow.id) == key_id)
    return session.exec(statement).rowcount


def _key(row: KeyRow) -> Key:
    return Key(
        row.digest,
        KeyKind(row.kind),
        row.identity,
        kst(row.made_at),
        row.name,
        None if row.used_at is None else kst(row.used_at),
        None if row.expires_at is None else kst(row.expires_at),
        row.id,
    )
