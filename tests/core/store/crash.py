"""Programs that die in the middle: `python -m tests.core.store.crash HOW PATH`.

`flat-out` posts until somebody kills it, `claiming` dies with a claim in hand. `posting` and
`opening` fork one child for each statement the work takes (each fifth of opening), which is killed
just before it, on a file of its own.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from core.model import Event, EventKind, Source
from core.ports import Change
from core.store import Store
from core.store.migrations import steps  # noqa: F401 - here once, not in every child
from tests.core.store.make import ALICE, BOB, DAY, at, claim, follow, inside, list_conditions

BATCH = 2_000
STOCKS = [f"{number:06}" for number in range(40)]


def changes(size: int) -> Iterator[list[Change]]:
    """Yield batches for two conditions, each event true to the membership before it."""
    now: dict[int, set[str]] = {1: set(), 2: set()}
    for start in count(0, size):
        batch = []
        for number in range(start + 1, start + 1 + size):
            condition, code = 1 + number % 2, STOCKS[number * 7 % len(STOCKS)]
            kind = EventKind.EXIT if code in now[condition] else EventKind.ENTRY
            now[condition] ^= {code}
            told = Event(condition, code, kind, Source.REALTIME, DAY, at(number))
            batch.append(Change(inside(now[condition], number, condition), (told,)))
        yield batch


async def prepare(path: str) -> None:
    """Make a database with two conditions and two destinations that follow both."""
    store = await Store.open(path)
    await list_conditions(store, "골든크로스", "거래량 급증")
    for condition_id in (1, 2):
        await follow(store, ALICE, BOB, condition_id=condition_id)
    await store.close()


async def flat_out(path: str) -> None:
    """Post one large batch after the other and say when each is committed."""
    store = await Store.open(path)
    for number, batch in enumerate(changes(BATCH)):
        await store.outbox.post(batch)
        print(number, flush=True)  # noqa: T201


async def post_once(path: str) -> None:
    """Post one small batch that enters and leaves."""
    store = await Store.open(path)
    await store.outbox.post(next(changes(90)))
    await store.close()


async def open_once(path: str) -> None:
    """Take the steps from nothing."""
    await (await Store.open(path)).close()


async def claim_and_die(path: str) -> None:
    """Be killed with a claim in hand, before anything of it was decided."""
    store = await Store.open(path)
    await claim(store, ALICE)
    os.kill(os.getpid(), signal.SIGKILL)


def die_before(statement: int) -> None:
    """Be killed before the statement of that number; a commit counts as one."""
    numbers = count(1)

    def note(*_: Any) -> None:
        if next(numbers) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", note)


def child(how: str, path: Path, statement: int) -> bool:
    """Run the work in a fork; return whether it died of the kill."""
    process = os.fork()
    if not process:
        die_before(statement)
        asyncio.run(post_once(str(path)) if how == "posting" else open_once(str(path)))
        os._exit(0)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    """Do what the command line says."""
    how, path = sys.argv[1], Path(sys.argv[2])
    if how == "flat-out":
        asyncio.run(flat_out(str(path)))
    if how == "claiming":
        asyncio.run(claim_and_die(str(path)))
    for statement in count(1, 1 if how == "posting" else 5):
        if how == "posting":
            shutil.copy(path / "prepared.db", path / f"{statement}.db")
        if not child(how, path / f"{statement}.db", statement):
            break


if __name__ == "__main__":
    main()
