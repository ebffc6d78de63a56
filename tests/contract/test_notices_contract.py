"""Notices that are claimed before whatever else waits, in every store."""

from core.ports import Claim
from tests.core.store.make import ALICE, BOB, HELLO, NOW, AnyStore, at, entry, follow, post


async def _claimed(store: AnyStore) -> Claim:
    return await store.outbox.claim(ALICE, at(1), 1, notices=True)


async def test_a_notice_can_be_claimed_before_the_alerts_that_wait_longer(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.post_notice(HELLO, [ALICE, BOB], NOW)
    claimed = await _claimed(store)
    assert [one.notice for one in claimed.deliveries] == [HELLO]
    assert not (await _claimed(store)).deliveries
    left = await store.outbox.claim(ALICE, at(1), 10)
    assert [one.event.code for one in left.deliveries if one.event] == ["A"]


async def test_where_no_notice_waits_nothing_is_claimed(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    assert not (await _claimed(store)).deliveries
    assert [one.count for one in await store.outbox.waiting()] == [1]


async def test_notices_are_claimed_one_by_one_in_their_order(store: AnyStore) -> None:
    for number in range(3):
        await store.outbox.post_notice(HELLO, [ALICE], at(number))
    ids = []
    while (claimed := await _claimed(store)).deliveries:
        ids += [one.id for one in claimed.deliveries]
    assert ids == sorted(ids)
    assert len(ids) == 3
