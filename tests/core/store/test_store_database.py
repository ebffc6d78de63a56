"""The database underneath: transactions, cancellation, closing, and what makes it unusable."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.errors import DatabaseUnusable
from core.ports import Change
from core.store import Database, Store, outbox
from core.store.destinations import Destinations
from tests.core.store.make import (
    ALICE,
    NOW,
    claim,
    codes,
    entry,
    follow,
    inside,
    list_conditions,
    post,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "data" / "bot.db")
    await list_conditions(opened, "골든크로스")
    yield opened
    await opened.close()


def hold(store: Store) -> Flag:
    """Keep the writer thread busy until the flag is set."""
    flag = Flag()
    store.database.submit(lambda _session: flag.wait(10))
    return flag


def count(session: Session, table: str) -> int:
    return int(session.connection().scalar(select(func.count()).select_from(text(table))) or 0)


def files(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


# --- transactions ---------------------------------------------------------------------------


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    for restart in range(3):
        store = await Store.open(tmp_path / "bot.db")
        if not restart:
            await list_conditions(store, "골든크로스")
            await follow(store, ALICE)
        await post(store, entry(str(restart)))
        await store.close()
    store = await Store.open(str(tmp_path / "bot.db"))
    assert codes(await claim(store, ALICE, 10)) == ["0", "1", "2"]
    await store.close()


async def test_work_that_fails_leaves_nothing_behind(store: Store) -> None:
    def work(session: Session) -> None:
        session.connection().exec_driver_sql("INSERT INTO seen VALUES ('k', '2026-11-19 00:00:00')")
        raise LookupError("a fault of ours")

    with pytest.raises(LookupError, match="a fault of ours"):
        await store.database.run(work)
    assert await store.database.run(count, "seen") == 0


async def test_a_destination_written_in_an_undone_transaction_is_not_remembered(
    store: Store,
) -> None:
    destinations = Destinations(store.database)

    def work(session: Session, *, fails: bool) -> int:
        known = destinations.find_or_add(session, ALICE)
        if fails:
            raise LookupError
        return known

    with pytest.raises(LookupError):
        await store.database.run(work, fails=True)
    known = await store.database.run(work, fails=False)
    assert await store.database.run(work, fails=False) == known
    assert await store.database.run(count, "destination") == 1


async def test_whoever_stops_waiting_does_not_undo_or_halve_the_work(store: Store) -> None:
    await follow(store, ALICE)
    flag = hold(store)
    posting = asyncio.create_task(post(store, entry("A"), entry("B")))
    await asyncio.sleep(0)
    posting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await posting
    flag.set()
    assert codes(await claim(store, ALICE, 10)) == ["A", "B"]


async def test_a_claim_nobody_waits_for_any_more_has_taken_nothing(store: Store) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    flag = hold(store)
    claiming = asyncio.create_task(store.outbox.claim(ALICE, NOW, 10))
    await asyncio.sleep(0)
    claiming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await claiming
    flag.set()
    claimed = await claim(store, ALICE, 10)
    assert (codes(claimed), {one.resend for one in claimed}) == (["A", "B"], {False})


async def test_a_claim_cancelled_just_after_it_was_committed_has_taken_nothing(
    store: Store,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    claiming = asyncio.create_task(store.outbox.claim(ALICE, NOW, 10))
    await asyncio.sleep(0)
    store.database.submit(lambda _session: None).result()  # the loop stands still meanwhile
    claiming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await claiming
    (again,) = await claim(store, ALICE, 10)
    assert not again.resend


async def test_undoing_an_abandoned_claim_leaves_later_claims_alone(store: Store) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    flag = hold(store)
    abandoned = asyncio.create_task(store.outbox.claim(ALICE, NOW, 1))
    kept = asyncio.create_task(store.outbox.claim(ALICE, NOW, 1))
    await asyncio.sleep(0)
    abandoned.cancel()
    await asyncio.gather(abandoned, return_exceptions=True)
    flag.set()
    assert codes((await kept).deliveries) == ["B"]
    assert codes(await claim(store, ALICE, 10)) == ["A"]


async def test_work_is_done_in_the_order_it_was_submitted(store: Store) -> None:
    seen: list[int] = []

    async def note(number: int) -> None:
        await store.database.run(lambda _session: seen.append(number))

    await asyncio.gather(*(note(number) for number in range(100)))
    assert seen == list(range(100))


async def test_the_loop_goes_on_while_the_database_works(store: Store) -> None:
    flag = hold(store)
    waiting = asyncio.create_task(store.outbox.waiting())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    flag.set()
    assert await waiting == []


async def test_references_are_kept_in_a_new_file_and_in_an_opened_one(tmp_path: Path) -> None:
    for _ in range(2):
        store = await Store.open(tmp_path / "bot.db")
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await post(store, entry("A", condition_id=99))
        await store.close()


# --- closing --------------------------------------------------------------------------------


async def test_closing_finishes_what_was_submitted(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    await list_conditions(store, "골든크로스")
    posting = asyncio.gather(*(post(store, entry(str(number))) for number in range(20)))
    await asyncio.sleep(0)
    await store.close()
    assert len(await posting) == 20
    again = await Store.open(tmp_path / "bot.db")
    assert await again.database.run(count, "event") == 20
    await again.close()


async def test_closing_twice_is_closing_once(store: Store) -> None:
    await store.close()
    await store.close()


async def test_a_closed_database_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(DatabaseUnusable) as raised:
        await store.outbox.waiting()
    assert raised.value.params["reason"] == "it is closed"


async def test_a_cancelled_claim_stays_cancelled_even_if_the_database_closed_meanwhile(
    tmp_path: Path,
) -> None:
    store = await Store.open(tmp_path / "bot.db")
    flag = hold(store)
    claiming = asyncio.create_task(store.outbox.claim(ALICE, NOW, 1))
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    claiming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await claiming
    flag.set()
    await closing


async def test_closing_breaks_off_a_statement_that_does_not_end(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")

    def endless(session: Session) -> None:
        session.connection().exec_driver_sql("INSERT INTO seen VALUES ('k', '2026-11-19 00:00:00')")
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )

    endless_work: Future[None] = store.database.submit(endless)
    await store.database.close(within=0.05)
    with pytest.raises(DatabaseUnusable, match="interrupted"):
        endless_work.result(timeout=5)
    again = await Store.open(tmp_path / "bot.db")
    assert await again.database.run(count, "seen") == 0
    await again.close()


async def test_the_file_is_alone_after_closing(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    await store.inbox.first_time("k", NOW)
    await store.close()
    assert files(tmp_path) == ["bot.db"], "so it can be copied"


# --- what makes it unusable -----------------------------------------------------------------


async def unusable(where: str | Path) -> DatabaseUnusable:
    with pytest.raises(DatabaseUnusable) as raised:
        await (await Store.open(where)).close()
    return raised.value


async def test_a_directory_in_place_of_the_file(tmp_path: Path) -> None:
    error = await unusable(tmp_path)
    assert error.params == {"path": str(tmp_path), "reason": "unable to open database file"}


async def test_a_file_in_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    error = await unusable(tmp_path / "data" / "bot.db")
    assert error.params["reason"] in {"File exists", "Not a directory"}


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write everywhere")
async def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    error = await unusable(closed / "bot.db")
    assert error.params["path"] == str(closed / "bot.db")


async def test_a_database_that_may_only_be_read(tmp_path: Path) -> None:
    await (await Store.open(tmp_path / "bot.db")).close()
    error = await unusable(f"sqlite:///file:{tmp_path}/bot.db?mode=ro&uri=true")
    assert "readonly" in error.params["reason"]


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"no database at all" * 500)
    error = await unusable(tmp_path / "bot.db")
    assert error.params["reason"] == "file is not a database"


async def test_a_database_a_newer_version_wrote(tmp_path: Path) -> None:
    await (await Store.open(tmp_path / "bot.db")).close()
    with sqlite3.connect(tmp_path / "bot.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    error = await unusable(tmp_path / "bot.db")
    assert error.params["reason"] == "a newer version of this program wrote it (9999)"


async def test_a_database_of_another_program(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bot.db") as raw:
        raw.execute("CREATE TABLE event (id INTEGER)")
    raw.close()
    error = await unusable(tmp_path / "bot.db")
    assert "event" in error.params["reason"]
    with sqlite3.connect(tmp_path / "bot.db") as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("event",)]
    raw.close()


@pytest.mark.parametrize(
    "url", ["nosuch://user:secret@host/db", "postgresql+nosuch://u:secret@h/d"]
)
async def test_a_url_nobody_can_open_does_not_show_its_password(url: str) -> None:
    error = await unusable(url)
    assert "secret" not in str(error) + str(error.params)


async def test_a_url_that_is_none(tmp_path: Path) -> None:
    error = await unusable("://secret")
    assert error.params["path"] == "DATABASE_URL"
    assert "secret" not in str(error)


async def test_a_path_may_hold_spaces_percent_signs_and_korean(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "50% 더 (new)" / "내 봇.db")
    await list_conditions(store, "골든크로스")
    await store.close()


async def test_a_database_in_memory_works_as_well() -> None:
    store = await Store.open("sqlite://")
    await list_conditions(store, "골든크로스")
    assert len(await store.conditions.all()) == 1
    await store.close()


async def test_a_full_disk_loses_the_post_whole_and_the_next_one_works(store: Store) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))

    def allow(session: Session, pages: int) -> None:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await store.database.run(allow, 1)  # SQLite makes it the present size
    many = [entry(f"{number:06}") for number in range(5_000)]
    with pytest.raises(DatabaseUnusable, match="full"):
        await store.outbox.post([Change(inside(["A", "B"]), tuple(many))])
    assert await store.conditions.memberships() == []
    assert await store.database.run(count, "event") == 1
    await store.database.run(allow, 1_000_000)
    await store.outbox.post([Change(inside(["A", "B"]), tuple(many))])
    assert await store.database.run(count, "delivery") == 5_001


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a Unix matter")
def test_no_room_for_the_first_tables(tmp_path: Path) -> None:
    script = f"""
import asyncio, resource
from core.errors import DatabaseUnusable
from core.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    asyncio.run(Store.open({str(tmp_path / "bot.db")!r}))
except DatabaseUnusable as error:
    print(error.params["reason"])
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.stdout.strip() in {"disk I/O error", "database or disk is full"}, ended.stderr


async def test_a_database_alone_can_be_closed_before_it_was_opened(tmp_path: Path) -> None:
    await Database(tmp_path / "bot.db").close()
    assert files(tmp_path) == []


async def test_history_costs_nothing_to_whoever_looks_for_what_waits(store: Store) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))

    def plans(session: Session) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            asked.append((statement, values))

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        outbox._waiting(session)
        outbox._recover(session)
        store.outbox._claim(session, ALICE, NOW, 0)
        event.remove(connection, "before_cursor_execute", note)
        return [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in asked
            if "delivery" in statement
        ]

    found = await store.database.run(plans)
    assert len(found) == 5
    for plan in found:
        assert "ix_delivery_unsettled" in plan
