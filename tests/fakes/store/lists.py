"""Conditions, stocks, inbox and facts in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from core.model import Condition, Membership, Stock
from core.ports import ConditionUpdate
from tests.fakes.store.tables import Tables


class FakeConditions:
    """`Conditions` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def all(self) -> list[Condition]:
        return list(self._tables.conditions.values())

    async def save(self, updates: Sequence[ConditionUpdate]) -> list[Condition]:
        conditions = self._tables.conditions
        for update in updates:
            key = update.id if update.id is not None else max(conditions, default=0) + 1
            conditions[key] = Condition(key, update.seq, update.name, update.listed)
        for key, one in self._tables.subscriptions.items():
            condition = conditions[one.condition.id]
            self._tables.subscriptions[key] = replace(one, condition=condition)
        return await self.all()

    async def memberships(self) -> list[Membership]:
        return [self._tables.memberships[key] for key in sorted(self._tables.memberships)]

    async def touch(self, condition_ids: Sequence[int], known_at: datetime) -> None:
        for key in self._tables.memberships.keys() & set(condition_ids):
            known = self._tables.memberships[key]
            self._tables.memberships[key] = replace(known, known_at=known_at)


class FakeStocks:
    """`Stocks` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def replace(self, stocks: Sequence[Stock], day: date) -> None:
        self._tables.stocks.update({stock.code: stock for stock in stocks})
        self._tables.refreshed = day

    async def all(self) -> list[Stock]:
        return [self._tables.stocks[code] for code in sorted(self._tables.stocks)]

    async def refreshed(self) -> date | None:
        return self._tables.refreshed


class FakeInbox:
    """`Inbox` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def first_time(self, key: str, at: datetime) -> bool:
        first = key not in self._tables.seen
        self._tables.seen.setdefault(key, at)
        return first


class FakeFacts:
    """`Facts` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._facts = tables.facts

    async def get(self, key: str) -> str | None:
        return self._facts.get(key)

    async def put(self, key: str, value: str) -> None:
        self._facts[key] = value

    async def drop(self, key: str) -> None:
        self._facts.pop(key, None)

    async def under(self, prefix: str) -> dict[str, str]:
        found = sorted(key for key in self._facts if key.startswith(prefix))
        return {key: self._facts[key] for key in found}
