"""The stock list kept here, so that names need no call."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, select

from core.model import Stock
from core.store.database import Database
from core.store.tables import FactRow, StockRow, table

REFRESHED = "stocks_refreshed"

STOCK = table(StockRow)
INSERT = insert(STOCK)
UPDATE = (
    update(STOCK)
    .where(STOCK.c.code == bindparam("known"))
    .values(name=bindparam("name"), market=bindparam("market"))
)


class SqlStocks:
    """`Stocks` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, stocks: Sequence[Stock], day: date) -> None:
        """Take a new list: known codes are updated, none is forgotten."""
        await self._database.run(_replace, tuple(stocks), day)

    async def all(self) -> list[Stock]:
        """Return every stock, by code."""
        return await self._database.run(_all)

    async def refreshed(self) -> date | None:
        """Return the day of the last refresh."""
        return await self._database.run(_refreshed)


def _all(session: Session) -> list[Stock]:
    rows = session.connection().execute(STOCK.select().order_by(STOCK.c.code))
    return [Stock(row.code, row.name, row.market) for row in rows]


def _replace(session: Session, stocks: Sequence[Stock], day: date) -> None:
    known = {stock.code: stock for stock in _all(session)}
    listed = {stock.code: stock for stock in stocks}
    new = [
        {"code": stock.code, "name": stock.name, "market": stock.market}
        for stock in listed.values()
        if stock.code not in known
    ]
    changed = [
        {"known": stock.code, "name": stock.name, "market": stock.market}
        for stock in listed.values()
        if known.get(stock.code, stock) != stock
    ]
    if new:
        session.connection().execute(INSERT, new)
    if changed:
        session.connection().execute(UPDATE, changed)
    session.merge(FactRow(key=REFRESHED, value=day.isoformat()))


def _refreshed(session: Session) -> date | None:
    value = session.exec(select(FactRow.value).where(FactRow.key == REFRESHED)).first()
    return None if value is None else date.fromisoformat(value)
