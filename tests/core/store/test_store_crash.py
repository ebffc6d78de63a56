"""Killed in the middle: what is found afterwards is whole, or was never there."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.model import Hold
from core.ports import Held
from core.store import Store
from tests.core.store.crash import BATCH, prepare
from tests.core.store.make import ALICE, BOB, NOW, at, claim, codes, drain, entry, ids, post

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are Unix")


def program(how: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "tests.core.store.crash", how, str(path)]


def die_at_every_statement(how: str, path: Path) -> list[Path]:
    """Run the work again and again, killed later and later; the last one was left alone."""
    ended = subprocess.run(
        program(how, path), capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return sorted(path.glob("*[0-9].db"), key=lambda one: int(one.stem))


def died_of(how: str, path: Path) -> int:
    """Run a program that kills itself; return the signal."""
    return -subprocess.run(program(how, path), timeout=50, check=False).returncode


def post_until_killed(path: Path, after: int) -> int:
    """Kill a program that posts flat out while its next post is reaching the disk."""
    wal = path.with_name(path.name + "-wal")
    with subprocess.Popen(program("flat-out", path), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        size = wal.stat().st_size
        while wal.stat().st_size == size:
            pass
        process.kill()
        return after + len(process.stdout.readlines())


def whole(path: Path) -> int:
    """Check a file as a stranger would; return how many events it holds."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        events = raw.execute(
            "SELECT id, condition_id, code, kind FROM event ORDER BY id"
        ).fetchall()
        deliveries = raw.execute("SELECT event_id, count(*) FROM delivery GROUP BY event_id")
        members = raw.execute("SELECT condition_id, code FROM member").fetchall()
        assert dict(deliveries) == {one[0]: 2 for one in events}, "two follow everything"
    now: set[tuple[int, str]] = set()
    for _, condition_id, code, kind in events:
        assert ((condition_id, code) in now) == (kind == "exit")
        now ^= {(condition_id, code)}
    assert now == set(members), "the membership is what the events made of it"
    return len(events)


async def test_a_post_killed_before_any_of_its_statements_never_was(tmp_path: Path) -> None:
    await prepare(str(tmp_path / "prepared.db"))
    *killed, left_alone = die_at_every_statement("posting", tmp_path)
    assert len(killed) > 8
    assert {whole(path) for path in killed} == {0}
    assert whole(left_alone) == 90


async def test_a_start_killed_before_its_statements_is_made_up_for_by_the_next(
    tmp_path: Path,
) -> None:
    *killed, left_alone = die_at_every_statement("opening", tmp_path)
    assert len(killed) > 3
    for path in (*killed, left_alone):
        await prepare(str(path))
        assert whole(path) == 0


@pytest.mark.parametrize("after", [1, 4])
async def test_a_burst_killed_while_it_reaches_the_disk_is_there_whole_or_not_at_all(
    tmp_path: Path, after: int
) -> None:
    path = tmp_path / "bot.db"
    await prepare(str(path))
    committed = post_until_killed(path, after)
    events = whole(path)
    assert events % BATCH == 0
    assert events // BATCH in {committed, committed + 1}, "it may die before it says so"
    store = await Store.open(path)
    for destination in (ALICE, BOB):
        messages = await drain(store, destination, most=5_000)
        told = [one.event.id for message in messages for one in message if one.event is not None]
        assert told == list(range(1, events + 1))
    await store.close()


async def test_what_was_claimed_and_not_decided_at_a_kill_comes_back_marked_and_as_held(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bot.db"
    await prepare(str(path))
    store = await Store.open(path)
    await post(store, entry("A"), entry("B"))
    held = [Held(one, Hold.MUTED, at(60)) for one in ids(await claim(store, ALICE))]
    await store.outbox.decide(NOW, {}, held)
    await store.outbox.release(at(60))
    await post(store, entry("C"))
    await store.close()
    assert died_of("claiming", path) == signal.SIGKILL
    store = await Store.open(path)
    assert await store.outbox.recover() == 2
    summary, fresh = await drain(store, ALICE)
    assert [(codes([one]), one.hold, one.resend) for one in summary] == [
        (["A"], Hold.MUTED, True),
        (["B"], Hold.MUTED, True),
    ]
    assert (codes(fresh), fresh[0].resend) == (["C"], False)
    await store.close()
