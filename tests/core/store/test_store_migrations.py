"""The steps that made the tables, and how an older or half-made database is met."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from core.model import PLAIN, Stock
from core.store import Store
from core.store.migrations import HEAD, steps
from core.store.tables import Row
from tests.core.store.make import ALICE, BOB, DAY, HELLO, NOW, codes, drain, entry, inside, post

OLD = Path(__file__).parent / "old"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/steps.db", poolclass=NullPool)
    with made.begin() as connection:
        steps.upgrade(connection)
    yield made
    made.dispose()


def indexes(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'index'"))
        return {row.sql for row in rows if row.sql}


def test_the_last_step_is_the_one_the_program_knows() -> None:
    scripts = ScriptDirectory.from_config(steps.configuration())
    assert scripts.get_heads() == [HEAD]


def test_the_steps_lead_to_the_tables_the_program_uses(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []
    at_once = create_engine(f"sqlite:///{tmp_path}/at_once.db", poolclass=NullPool)
    Row.metadata.create_all(at_once)
    assert indexes(engine) == indexes(at_once), "alembic does not compare WHERE clauses"


@pytest.mark.parametrize("table", ["delivery", "subscription"])
def test_ids_people_and_platforms_may_still_hold_are_not_used_again(
    engine: Engine, table: str
) -> None:
    with engine.connect() as connection:
        made = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
        ).scalar_one()
    assert "AUTOINCREMENT" in made


def test_taking_the_first_step_back_is_refused_and_deletes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        config = steps.configuration(connection)
        with pytest.raises(NotImplementedError, match="delete the database"):
            command.downgrade(config, "base")
    assert "delivery" in inspect(engine).get_table_names()


def test_steps_already_taken_are_not_taken_again(engine: Engine) -> None:
    with engine.begin() as connection:
        steps.upgrade(connection)
        assert steps.known(HEAD)
        assert not steps.known("9999")


def test_an_up_to_date_database_opens_without_the_tools_that_change_it(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
from core.store import Store
async def opened():
    await (await Store.open({str(tmp_path / "bot.db")!r})).close()
asyncio.run(opened())
print("alembic" in sys.modules)
"""
    said = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            capture_output=True,
            text=True,
            timeout=50,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


@pytest.mark.parametrize("dump", sorted(OLD.glob("*.sql")), ids=lambda dump: str(dump.stem))
async def test_an_old_database_opens_with_all_that_was_in_it(tmp_path: Path, dump: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as raw:
        raw.executescript(dump.read_text())
    store = await Store.open(tmp_path / "bot.db")
    assert [one.name for one in await store.conditions.all()] == ["골든크로스", "거래량 급증"]
    assert await store.conditions.memberships() == [inside(["005930", "000660"], 1)]
    assert await store.subscriptions.subscribers(1) == [ALICE]
    (asleep,) = await store.subscriptions.of(BOB)
    (told,) = (await store.outbox.claim(ALICE, NOW, 9)).deliveries
    assert (codes([told]), told.options, told.hold, told.diverted) == (["035720"], PLAIN, None, "")
    await store.outbox.put_back([told.id], resend=False)
    assert (asleep.suspended, asleep.options) == ("blocked", PLAIN)
    assert await store.preferences.mutes(ALICE, NOW) == []
    assert await store.preferences.quiet(ALICE) is None
    assert await store.preferences.daily(ALICE)
    assert await store.facts.under("") == {"stocks_refreshed": "2026-11-19"}
    assert await store.outbox.recover() == 1
    resent, fresh, notice = await drain(store, ALICE)
    assert (codes(resent), resent[0].resend) == (["000660"], True)
    assert (codes(fresh), notice[0].notice) == (["035720"], HELLO)
    assert await store.stocks.all() == [Stock("005930", "삼성전자", "KOSPI")]
    assert await store.stocks.refreshed() == DAY
    assert not await store.inbox.first_time("telegram:update:1", NOW)
    assert (await post(store, entry("A"))).event_ids == (4,)
    assert await store.followups.open() == []
    assert [one.event_id for one in await store.followups.fresh(0, NOW)][-1] == 4
    await store.close()
