"""What the file keeps of an alert beyond what the port gives back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.model import Quote
from core.store import Store
from tests.core.store.make import ALICE, at, claim, entry, follow, ids, list_conditions, post


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "bot.db")
    await list_conditions(opened, "골든크로스")
    await follow(opened, ALICE)
    yield opened
    await opened.close()


async def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    def ask(session: Session) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in session.connection().execute(text(query))]

    return await store.database.run(ask)


async def test_a_price_is_written_onto_its_event(store: Store) -> None:
    posted = await post(store, entry("005930"), entry("000660"))
    quote = Quote("005930", 71_000, -500, -0.7, 3_000_000_000, 900_000)
    await store.outbox.sent([], at(1), "m", {posted.event_ids[0]: quote})
    assert await rows(store, "SELECT price, change, rate, volume, value FROM event") == [
        (71_000, -500, -0.7, 3_000_000_000, 900_000),
        (None, None, None, None, None),
    ]


async def test_a_delivery_keeps_when_it_was_written_claimed_and_settled(store: Store) -> None:
    await post(store, entry("005930"))
    await store.outbox.sent(ids(await claim(store, ALICE, 1, 1)), at(2), "m17")
    assert await rows(
        store, "SELECT lane, state, created_at, claimed_at, settled_at, message_id FROM delivery"
    ) == [
        (
            "alert",
            "sent",
            "2026-11-19 01:00:00.000000",
            "2026-11-19 01:00:01.000000",
            "2026-11-19 01:00:02.000000",
            "m17",
        )
    ]


async def test_a_dropped_delivery_keeps_the_reason(store: Store) -> None:
    await post(store, entry("005930"))
    await store.subscriptions.suspend(ALICE, "blocked")
    assert await rows(store, "SELECT state, reason FROM delivery") == [("failed", "blocked")]


async def test_retention_goes_in_steps_that_hold_nobody_up(store: Store) -> None:
    await post(store, *(entry(f"{number:06}", number / 1000) for number in range(1_200)))
    while claimed := await claim(store, ALICE, 500):
        await store.outbox.sent(ids(claimed), at(5), "m")
    assert await store.retain(at(60)) == 1_200 + 1_199
    assert await rows(store, "SELECT id FROM event") == [(1_200,)]
