"""Small facts that outlive the process."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from core.store.database import Database
from core.store.tables import FactRow


class SqlFacts:
    """`Facts` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        """Return a fact, None where it was never put."""
        return await self._database.run(_get, key)

    async def put(self, key: str, value: str) -> None:
        """Remember a fact."""
        await self._database.run(_put, key, value)

    async def drop(self, key: str) -> None:
        """Forget a fact."""
        await self._database.run(_drop, key)

    async def under(self, prefix: str) -> dict[str, str]:
        """Return every fact whose key begins so."""
        return await self._database.run(_under, prefix)


def write(session: Session, facts: Mapping[str, str | None]) -> None:
    """Put each fact, or drop it where it has no value."""
    for key, value in facts.items():
        if value is None:
            _drop(session, key)
        else:
            _put(session, key, value)


def _get(session: Session, key: str) -> str | None:
    row = session.get(FactRow, key)
    return None if row is None else row.value


def _put(session: Session, key: str, value: str) -> None:
    session.merge(FactRow(key=key, value=value))


def _drop(session: Session, key: str) -> None:
    row = session.get(FactRow, key)
    if row is not None:
        session.delete(row)


def _under(session: Session, prefix: str) -> dict[str, str]:
    rows = session.exec(
        select(FactRow).where(col(FactRow.key).startswith(prefix, autoescape=True))
    ).all()
    # SQLite's LIKE takes capitals and small letters for the same
    found = {row.key: row.value for row in rows if row.key.startswith(prefix)}
    return dict(sorted(found.items()))
