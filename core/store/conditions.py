"""The conditions we know and who is inside."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.model import Condition, Membership
from core.ports import ConditionUpdate
from core.store.database import Database
from core.store.rows import condition_of, kst
from core.store.tables import ConditionRow, MemberRow, MembershipRow


class SqlConditions:
    """`Conditions` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Condition]:
        """Return every condition ever listed, by id."""
        return await self._database.run(_all)

    async def save(self, updates: Sequence[ConditionUpdate]) -> list[Condition]:
        """Write what a listing changed and return every condition."""
        return await self._database.run(_save, tuple(updates))

    async def memberships(self) -> list[Membership]:
        """Return the stored membership of every condition that has one, by condition."""
        return await self._database.run(_memberships)

    async def touch(self, condition_ids: Sequence[int], known_at: datetime) -> None:
        """Note that these memberships were still whole at `known_at`."""
        await self._database.run(_touch, tuple(condition_ids), known_at)


def _all(session: Session) -> list[Condition]:
    rows = session.exec(select(ConditionRow).order_by(col(ConditionRow.id)))
    return [condition_of(row) for row in rows]


def _save(session: Session, updates: Sequence[ConditionUpdate]) -> list[Condition]:
    for change in updates:
        row = ConditionRow(seq=change.seq, name=change.name, listed=change.listed)
        if change.id is None:
            session.add(row)
        else:
            row.id = change.id
            session.merge(row)
        session.flush()  # new ones get their ids in the order given
    return _all(session)


def _memberships(session: Session) -> list[Membership]:
    codes = defaultdict[int, list[str]](list)
    for condition_id, code in session.exec(select(MemberRow.condition_id, MemberRow.code)):
        codes[condition_id].append(code)
    rows = session.exec(select(MembershipRow).order_by(col(MembershipRow.condition_id)))
    return [
        Membership(row.condition_id, frozenset(codes[row.condition_id]), row.day, kst(row.known_at))
        for row in rows
    ]


def _touch(session: Session, condition_ids: Sequence[int], known_at: datetime) -> None:
    session.exec(
        update(MembershipRow)
        .where(col(MembershipRow.condition_id).in_(condition_ids))
        .values(known_at=known_at)
    )
