"""Looking things up beside the writer: nothing that is told waits for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event as Flag
from threading import current_thread

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session

from core.errors import DatabaseUnusable
from core.store import Database, Store
from tests.core.store.make import ALICE, entry, follow, list_conditions, post

FOREVER = (
    "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000)"
    " SELECT count(*) FROM n"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "bot.db")
    await list_conditions(opened, "골든크로스")
    await follow(opened, ALICE)
    yield opened
    await opened.close()


def count(session: Session) -> int:
    return int(session.connection().scalar(select(func.count()).select_from(text("event"))) or 0)


async def test_an_alert_is_written_while_a_long_look_goes_on(store: Store) -> None:
    flag, looking = Flag(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look(session: Session) -> tuple[int, int]:
        before = count(session)
        loop.call_soon_threadsafe(looking.set)
        flag.wait(10)
        return before, count(session)

    long = asyncio.create_task(store.database.read(look))
    await looking.wait()
    async with asyncio.timeout(5):
        await post(store, entry("A"))
    assert not long.done()
    flag.set()
    assert await long == (0, 0)  # one state of the database, from its first look on
    assert await store.database.read(count) == 1


async def test_two_long_looks_do_not_hold_up_the_writer_either(store: Store) -> None:
    flag = Flag()
    looks = [
        asyncio.create_task(store.database.read(lambda _session: flag.wait(10))) for _ in range(5)
    ]
    async with asyncio.timeout(5):
        await post(store, entry("A"))
        assert len((await store.outbox.claim(ALICE, entry("A").received_at, 5)).deliveries) == 1
    flag.set()
    assert await asyncio.gather(*looks) == [True] * 5


async def test_whoever_only_looks_cannot_write(store: Store) -> None:
    def write(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM subscription")

    with pytest.raises(DatabaseUnusable):
        await store.database.read(write)
    assert len(await store.subscriptions.of(ALICE)) == 1


async def test_a_fault_of_our_own_is_not_taken_for_the_databases(store: Store) -> None:
    def wrong(session: Session) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await store.database.read(wrong)
    assert await store.database.read(count) == 0


async def test_closing_breaks_off_whoever_only_looks(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    looking = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look(session: Session) -> None:
        connection = session.connection()
        loop.call_soon_threadsafe(looking.set)
        connection.exec_driver_sql(FOREVER)

    long = asyncio.create_task(store.database.read(look))
    await looking.wait()
    await asyncio.sleep(0.05)
    async with asyncio.timeout(3):
        await store.close()
    with pytest.raises(DatabaseUnusable):
        await long
    with pytest.raises(DatabaseUnusable):
        await store.database.read(count)


async def test_a_database_in_memory_is_read_by_its_writer() -> None:
    database = Database(":memory:")
    await database.open()
    try:
        name = await database.read(lambda _session: current_thread().name)
        assert name.startswith("store_")
        assert await database.read(count) == 0
    finally:
        await database.close()
