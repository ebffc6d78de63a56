"""Every store there is, for what all of them promise.

PostgreSQL joins in where `CONTRACT_DATABASE_URL` names a database that may be emptied, such as
`postgresql+psycopg://user@/contract?host=/tmp`, and its driver is installed.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from core.store import Store
from tests.core.store.make import AnyStore, list_conditions
from tests.fakes.store import FakeStore

POSTGRES = os.environ.get("CONTRACT_DATABASE_URL")


@pytest.fixture(params=["memory", "sqlite", *(["postgres"] if POSTGRES else [])])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    """A store with three conditions, numbered from 1."""
    opened: AnyStore
    if request.param == "memory":
        opened = FakeStore()
    elif request.param == "sqlite":
        opened = await Store.open(tmp_path / "bot.db")
    else:
        opened = await Store.open(_emptied(str(POSTGRES)))
    await list_conditions(opened, "골든크로스", "거래량 급증", "신고가")
    yield opened
    await opened.close()


def _emptied(url: str) -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url
