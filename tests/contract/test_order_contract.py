"""What every store promises of the order in which a stock is told, whatever was held back."""

from core.model import Destination, Hold, Options, Quote
from core.ports import Behind, ConditionUpdate, Held
from tests.core.store.make import (
    ALICE,
    BOB,
    CAROL,
    NOW,
    AnyStore,
    at,
    claim,
    codes,
    drain,
    entry,
    follow,
    ids,
    missed,
    post,
)

ROOM = Destination("telegram", "-100")


async def test_a_claim_knows_what_of_its_stocks_is_held_back(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("A"), entry("A", condition_id=2), entry("B"), entry("A"))
    one, other, alien, folding = ids(await claim(store, ALICE))
    held = [
        Held(one, Hold.DIGEST, at(300)),
        Held(other, Hold.MUTED, at(60)),
        Held(alien, Hold.MUTED, at(60)),
        Held(folding, Hold.FOLDED, at(60), "m1"),
    ]
    await store.outbox.decide(NOW, {}, held)
    await post(store, entry("A"))
    found = (await store.outbox.claim(ALICE, NOW, 9)).held
    assert found == (
        Behind(1, 1, "A", Hold.DIGEST, at(300)),
        Behind(2, 2, "A", Hold.MUTED, at(60)),
        Behind(4, 1, "A", Hold.FOLDED, at(60), "m1"),
    )


async def test_a_row_knows_whether_it_was_tried_or_only_claimed(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    first = await claim(store, ALICE)
    await store.outbox.unclaim(ids(first))
    second = await claim(store, ALICE)
    await store.outbox.put_back(ids(second), resend=False)
    third = await claim(store, ALICE)
    await store.outbox.recover()
    fourth = await claim(store, ALICE)
    assert [one.tried for (one,) in (first, second, third, fourth)] == [False, False, True, False]


async def test_what_was_to_be_folded_goes_before_a_report_of_the_same_stock(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    rows = ids(await claim(store, ALICE))
    held = [
        Held(row, Hold.FOLDED, at(600), message)
        for row, message in zip(rows, (None, "m1"), strict=True)
    ]
    await store.outbox.decide(NOW, {}, held)
    await store.outbox.unsure(rows)
    await post(store, missed("A", 1, 5), missed("B", 1, 5), missed("C", 1, 5))
    runs = await drain(store, ALICE)
    told = [[one.event.id for one in run if one.event] for run in runs]
    assert told == [[1], [2], [3, 4, 5]]
    marks = [run[0].resend for run in runs]
    assert marks == [False, True, False], "only the second may stand in a message"


async def test_what_is_due_is_claimed_before_what_came_after_it(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.decide(NOW, {}, [Held(ids(await claim(store, ALICE))[0], Hold.MUTED, at(9))])
    await post(store, entry("A", 9))
    claimed = await store.outbox.claim(ALICE, at(9), 9)
    assert [(one.hold, one.event.id) for one in claimed.deliveries if one.event] == [
        (Hold.MUTED, 1)
    ], "nobody had to release it before"


async def test_a_summary_takes_nothing_before_an_earlier_event_of_the_stock(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("B"), entry("A"), entry("A", 1), entry("C", 1))
    first, tried, later, other = ids(await claim(store, ALICE))
    held = [Held(row, Hold.COOLDOWN, at(60)) for row in (first, later, other)]
    await store.outbox.decide(NOW, {}, held)
    await store.outbox.put_back([tried], resend=True)
    await store.outbox.release(at(60))
    told = [[one.event.id for one in run if one.event] for run in await drain(store, ALICE)]
    assert told == [[1, 4], [2], [3]]


async def test_one_conditions_gathered_alerts_are_let_go_without_anothers(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("A"), entry("A", condition_id=2))
    rows = ids(await claim(store, ALICE))
    await store.outbox.decide(NOW, {}, [Held(row, Hold.DIGEST, at(600)) for row in rows])
    assert await store.outbox.unhold(ALICE, Hold.DIGEST, NOW, 2) == 1
    await store.outbox.release(NOW)
    (told,) = await claim(store, ALICE)
    assert told.event is not None
    assert told.event.condition_id == 2


# --- nobody follows it any more -----------------------------------------------------------------


async def test_what_was_in_the_air_when_its_subscription_ended_is_told_no_more(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"), entry("C"))
    back, held, sending = ids(await claim(store, ALICE))
    await store.subscriptions.remove(1, ALICE)
    await store.outbox.put_back([back], resend=True)
    await store.outbox.decide(NOW, {}, [Held(held, Hold.MUTED, at(60))])
    await store.outbox.recover()
    assert sending
    await store.outbox.release(at(60))
    assert not await claim(store, ALICE)
    assert (await store.outbox.today(NOW)).waiting == 0


async def test_what_was_in_the_air_when_it_was_paused_is_told_no_more(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    rows = ids(await claim(store, ALICE))
    await store.subscriptions.pause(1, ALICE, "paused")
    await store.outbox.put_back(rows, resend=False)
    await store.subscriptions.wake(1, ALICE)
    assert not await claim(store, ALICE)


async def test_what_was_in_the_air_is_told_where_the_chat_follows_it_still(store: AnyStore) -> None:
    topic = Destination("telegram", "-100", "9")
    await follow(store, ROOM)
    await post(store, entry("A"))
    rows = ids(await claim(store, ROOM))
    await store.subscriptions.transfer(1, ROOM, topic)
    await store.outbox.put_back(rows, resend=False)
    assert codes(await claim(store, ROOM)) == ["A"]


async def test_what_was_in_the_air_when_its_condition_went_away_is_told(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"))
    mine, theirs = ids(await claim(store, ALICE)), ids(await claim(store, BOB))
    await store.conditions.save([ConditionUpdate(1, "0", "골든크로스", False)])
    await store.subscriptions.suspend_condition(1, "condition_renamed")
    await store.subscriptions.adopt(1, 2, BOB)
    await store.outbox.put_back(mine, resend=False)
    await store.outbox.put_back(theirs, resend=False)
    assert codes(await claim(store, ALICE)) == ["A"]
    assert codes(await claim(store, BOB)) == ["A"]


async def test_an_event_of_no_condition_needs_no_subscription(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A", condition_id=None))
    rows = ids(await claim(store, ALICE))
    await store.outbox.put_back(rows, resend=False)
    assert codes(await claim(store, ALICE)) == ["A"]


async def test_what_is_tried_again_keeps_the_price_it_was_let_through_with(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    rows = ids(await claim(store, ALICE))
    await store.outbox.put_back(rows, resend=False, quotes={1: Quote("A", 71_000, 100, 3.5)})
    (again,) = await claim(store, ALICE)
    assert again.quote == Quote("A", 71_000, 100, 3.5)


# --- chats that become one ----------------------------------------------------------------------


async def test_what_waits_in_one_of_two_chats_is_told_though_the_other_filtered_it(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, CAROL)
    await post(store, entry("A"))
    (filtered,) = ids(await claim(store, CAROL))
    await store.outbox.decide(NOW, {filtered: "rate"}, [])
    await store.subscriptions.move(ALICE, CAROL)
    assert codes(await claim(store, CAROL)) == ["A"]


async def test_what_one_of_two_chats_was_told_is_not_told_again(store: AnyStore) -> None:
    await follow(store, ALICE, CAROL)
    await post(store, entry("A"))
    await store.outbox.sent(ids(await claim(store, ALICE)), NOW, "m1")
    await store.subscriptions.move(ALICE, CAROL)
    assert not await claim(store, CAROL)


async def test_what_a_topic_filtered_is_told_there_when_it_comes_from_the_chat(
    store: AnyStore,
) -> None:
    topic = Destination("telegram", "-100", "9")
    await follow(store, ROOM)
    await follow(store, topic, options=Options(name="없는 이름"))
    await post(store, entry("A"))
    (filtered,) = ids(await claim(store, topic))
    await store.outbox.decide(NOW, {filtered: "name"}, [])
    await store.subscriptions.transfer(1, ROOM, topic)
    assert codes(await claim(store, topic)) == ["A"]
