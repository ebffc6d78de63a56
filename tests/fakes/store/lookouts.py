"""Price alerts in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from core.model import DeliveryState, Destination, Notice
from core.model.lookout import OVER, TOLD, Lookout, Telling
from tests.fakes.store.tables import Row, Tables, inside


class FakeLookouts:
    """`Lookouts` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, lookout: Lookout) -> Lookout:
        tables = self._tables
        tables.known.setdefault(lookout.destination)
        for one in await self.all():
            if _about(one) == _about(lookout):
                del tables.lookouts[one.id]
        tables.last_lookout += 1
        made = tables.lookouts[tables.last_lookout] = replace(lookout, id=tables.last_lookout)
        return made

    async def all(self) -> list[Lookout]:
        return list(self._tables.lookouts.values())

    async def of(self, destination: Destination) -> list[Lookout]:
        return [one for one in await self.all() if inside(destination, one.destination)]

    async def told(self, destination: Destination, code: str, most: int) -> list[Telling]:
        rows = [
            row
            for row in reversed(self._tables.deliveries.values())
            if row.notice
            and row.notice.key in (TOLD, OVER)
            and row.notice.params.get("code") == code
            and inside(destination, row.destination)
        ]
        return [_telling(row, row.notice) for row in rows[:most] if row.notice]

    async def remove(self, destination: Destination, lookout_id: int | None = None) -> int:
        gone = [one for one in await self.of(destination) if lookout_id in (None, one.id)]
        for one in gone:
            del self._tables.lookouts[one.id]
        return len(gone)

    async def save(self, lookout: Lookout) -> None:
        if self._same(lookout):
            self._stand(lookout)

    async def tell(
        self, before: Lookout, after: Lookout | None, notice: Notice, at: datetime
    ) -> Destination | None:
        found = self._same(before)
        if found is None:
            return None
        if after is None:
            del self._tables.lookouts[before.id]
        else:
            self._stand(after)
        self._tables.deliver(found.destination, at, notice=notice)
        return found.destination

    def _same(self, before: Lookout) -> Lookout | None:
        found = self._tables.lookouts.get(before.id)
        return found if found is not None and found.turn == before.turn else None

    def _stand(self, after: Lookout) -> None:
        there = self._tables.lookouts[after.id].destination
        self._tables.lookouts[after.id] = replace(after, destination=there)


def forget_lookouts(tables: Tables, persons: Collection[str], reason: str) -> None:
    """Delete what these people set, and let what waits of it never be told."""
    for key in [one.id for one in tables.lookouts.values() if one.person in persons]:
        del tables.lookouts[key]
    for row in tables.deliveries.values():
        its = row.notice if row.notice and row.notice.key in (TOLD, OVER) else None
        if its and its.params.get("person") in persons:
            row.drop(reason)


def _telling(row: Row, notice: Notice) -> Telling:
    return Telling(
        at=row.created_at,
        notice=notice,
        state=DeliveryState(row.state),
        settled_at=row.settled_at,
        reason=row.reason or "",
        hold=row.hold,
        until=row.not_before if row.state == "held" else None,
    )


def move_lookouts(tables: Tables, old: Destination, new: Destination) -> None:
    """Give what belongs to one destination to another; what both have stays there once."""
    there = {_about(one) for one in tables.lookouts.values() if one.destination == new}
    for one in list(tables.lookouts.values()):
        if one.destination != old:
            continue
        moved = replace(one, destination=new)
        if _about(moved) in there:
            del tables.lookouts[one.id]
        else:
            tables.lookouts[one.id] = moved


def _about(one: Lookout) -> tuple[object, ...]:
    return one.destination, one.code, one.aim
