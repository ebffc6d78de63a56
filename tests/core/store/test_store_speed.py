"""Figures of our own: `pytest -m bench -s`. The floors are far below what a small PC does."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.model import Event, EventKind, Source
from core.ports import Change
from core.store import Store
from tests.core.store.make import (
    ALICE,
    DAY,
    NOW,
    at,
    claim,
    drain,
    entry,
    follow,
    ids,
    inside,
    list_conditions,
    post,
)

pytestmark = pytest.mark.bench


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "bot.db")
    await list_conditions(opened, "골든크로스")
    await follow(opened, ALICE)
    yield opened
    await opened.close()


def burst(size: int) -> list[Change]:
    """Return so many changes to a condition that has about a hundred stocks inside."""
    stocks = [f"{number:06}" for number in range(200)]
    now = set(stocks[:100])
    changes = []
    for number in range(size):
        code = stocks[number * 7 % 200]
        kind = EventKind.EXIT if code in now else EventKind.ENTRY
        now ^= {code}
        moment = at(number / 1000)
        event = Event(1, code, kind, Source.REALTIME, DAY, moment, happened_at=moment)
        changes.append(Change(inside(now, number / 1000), (event,)))
    return changes


async def test_a_burst_is_written_at_five_thousand_events_a_second_at_least(store: Store) -> None:
    await store.outbox.post(burst(100))
    changes = burst(10_000)
    began = time.perf_counter()
    await store.outbox.post(changes)
    rate = len(changes) / (time.perf_counter() - began)
    print(f"\npost: {rate:,.0f} events/s in one burst")  # noqa: T201
    assert rate > 5_000


async def test_single_posts_take_a_few_milliseconds_at_most(store: Store) -> None:
    changes = burst(500)
    began = time.perf_counter()
    for change in changes:
        await store.outbox.post([change])
    each = (time.perf_counter() - began) / len(changes)
    print(f"\npost: {each * 1e6:,.0f} µs for one event alone")  # noqa: T201
    assert each < 0.01


@pytest.mark.parametrize("most", [1, 20])
async def test_claiming_and_settling_stays_cheap_with_a_long_history(
    store: Store, most: int
) -> None:
    await post(store, *(entry(f"{number:06}", number / 1000) for number in range(20_000)))
    await drain(store, ALICE, most=5_000)
    await post(store, *(entry(f"{number:06}", 30) for number in range(most * 300)))
    began = time.perf_counter()
    for _ in range(300):
        claimed = await claim(store, ALICE, most)
        await store.outbox.sent(ids(claimed), NOW, "m")
    each = (time.perf_counter() - began) / 300
    print(f"\nclaim and sent: {each * 1e6:,.0f} µs a message of {most}")  # noqa: T201
    assert each < 0.02


async def test_looking_for_what_waits_stays_cheap_with_a_long_history(store: Store) -> None:
    await post(store, *(entry(f"{number:06}", number / 1000) for number in range(20_000)))
    await drain(store, ALICE, most=5_000)
    await post(store, entry("005930", 30))
    began = time.perf_counter()
    for _ in range(300):
        await store.outbox.waiting()
    each = (time.perf_counter() - began) / 300
    print(f"\nwaiting: {each * 1e6:,.0f} µs")  # noqa: T201
    assert each < 0.01


async def test_an_up_to_date_database_opens_in_no_time(tmp_path: Path) -> None:
    await (await Store.open(tmp_path / "again.db")).close()
    began = time.perf_counter()
    store = await Store.open(tmp_path / "again.db")
    took = time.perf_counter() - began
    await store.close()
    print(f"\nopen: {took * 1e3:.1f} ms")  # noqa: T201
    assert took < 0.5
