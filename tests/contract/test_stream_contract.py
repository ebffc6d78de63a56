"""What the table of events promises to whoever reads it in its order; for the fake as well."""

from collections.abc import Sequence

import pytest

from core.model import Event, EventKind, Membership, Quote, Record, Source
from core.ports import Change, Cut
from tests.core.store.make import (
    ALICE,
    DAY,
    NOW,
    AnyStore,
    at,
    entry,
    follow,
    ids,
    inside,
    post,
)
from tests.core.store.make import claim as claim_of


def numbers(records: Sequence[Record]) -> list[int]:
    return [one.event.id for one in records]


async def test_events_follow_one_another_without_a_hole(store: AnyStore) -> None:
    assert await store.events.newest() == 0
    await post(store, entry("005930"), entry("000660", 1))
    await post(store, entry("005380", 2))
    assert await store.events.newest() == 3
    found = await store.events.after(0, 100)
    assert numbers(found) == [1, 2, 3]
    assert [one.condition and one.condition.name for one in found] == ["골든크로스"] * 3
    assert found[0].event.received_at == NOW
    assert numbers(await store.events.after(1, 1)) == [2]
    assert numbers(await store.events.after(3, 100)) == []
    assert numbers(await store.events.before(None, 2)) == [3, 2]
    assert numbers(await store.events.before(2, 100)) == [1]


@pytest.mark.parametrize(
    ("cut", "fits"),
    [
        (Cut(), [1, 2, 3, 4]),
        (Cut(condition_id=2), [3]),
        (Cut(code="005930"), [1, 2]),
        (Cut(kind=EventKind.EXIT), [2]),
        (Cut(source=Source.POLL), [3]),
        (Cut(since=at(10)), [2, 3, 4]),
        (Cut(until=at(10)), [1]),
        (Cut(since=at(10), until=at(20)), [2]),
        (Cut(code="005930", kind=EventKind.ENTRY, since=at(-5)), [1]),
        (Cut(condition_id=99), []),
    ],
)
async def test_a_cut_is_what_fits_all_of_it_from_either_end(
    store: AnyStore, cut: Cut, fits: list[int]
) -> None:
    left = Event(1, "005930", EventKind.EXIT, Source.REALTIME, DAY, at(10))
    polled = entry("000660", 20, 2, Source.POLL)
    await post(store, entry("005930"), left, polled, entry("005380", 30, None))
    assert numbers(await store.events.after(0, 100, cut)) == fits
    assert numbers(await store.events.before(None, 100, cut)) == fits[::-1]
    assert numbers(await store.events.after(2, 1, cut)) == [one for one in fits if one > 2][:1]
    assert numbers(await store.events.before(3, 1, cut)) == [one for one in fits if one < 3][-1:]


async def test_prices_are_known_once_they_were_written(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("005930"), entry("000660", 1))
    assert await store.events.prices([1, 2]) == {}
    claimed = await claim_of(store, ALICE, 1)
    quote = Quote("005930", 71_000, 1_000, 1.43, 5_000, 300)
    await store.outbox.sent(ids(claimed), NOW, "m", {1: quote})
    assert await store.events.prices([1, 2, 99]) == {1: quote}
    assert (await store.events.after(0, 1))[0].quote == quote


async def test_who_is_inside_is_told_with_the_event_it_stands_behind(store: AnyStore) -> None:
    nothing = await store.events.standing([1, 2])
    assert (nothing.last, dict(nothing.memberships)) == (0, {})
    await store.outbox.post([Change(inside(["005930", "000660"]), (entry("005930"),))])
    await store.outbox.post([Change(Membership(2), ())])
    found = await store.events.standing([1, 2, 3])
    assert found.last == 1
    assert list(found.memberships) == [1]
    assert found.memberships[1] == inside(["005930", "000660"])
