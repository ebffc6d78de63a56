"""Every command that was to change something."""

from datetime import datetime

from sqlmodel import Session, col, select

from core.model import Audited
from core.store.database import Database
from core.store.rows import destination_of, kst
from core.store.tables import AuditRow


class SqlAudit:
    """`Audit` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, entry: Audited) -> None:
        """Write one down."""
        await self._database.run(_write, entry)

    async def latest(self, count: int) -> list[Audited]:
        """Return the last ones, the newest first."""
        return await self._database.run(_latest, count)


def _write(session: Session, entry: Audited) -> None:
    session.add(
        AuditRow(
            at=entry.at,
            person=entry.person,
            channel=entry.destination.channel,
            chat=entry.destination.chat,
            topic=entry.destination.topic,
            command=entry.command,
            said=entry.said,
            outcome=entry.outcome,
        )
    )


def _latest(session: Session, count: int) -> list[Audited]:
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(count))
    return [_entry(row, kst(row.at)) for row in rows]


def _entry(row: AuditRow, at: datetime) -> Audited:
    return Audited(at, row.person, destination_of(row), row.command, row.said, row.outcome)
