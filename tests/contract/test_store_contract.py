"""What every store promises, the one in memory and the one in a file."""

from datetime import date, timedelta

import pytest

from core.errors import UnknownCondition
from core.model import Destination, EventKind, Membership, Quote, Source, Stock
from core.ports import Change, ConditionUpdate, Tally, Telling
from tests.core.store.make import (
    ALICE,
    BOB,
    CAROL,
    DAY,
    HELLO,
    NOW,
    AnyStore,
    at,
    claim,
    codes,
    drain,
    entry,
    follow,
    ids,
    inside,
    missed,
    news,
    post,
)

# --- conditions -----------------------------------------------------------------------------


async def test_conditions_get_ids_in_the_order_they_were_listed(store: AnyStore) -> None:
    names = [(one.id, one.seq, one.name, one.listed) for one in await store.conditions.all()]
    assert names == [
        (1, "0", "골든크로스", True),
        (2, "1", "거래량 급증", True),
        (3, "2", "신고가", True),
    ]


async def test_a_listing_changes_conditions_without_changing_their_ids(store: AnyStore) -> None:
    saved = await store.conditions.save(
        [ConditionUpdate(2, "0", "거래량 급증", True), ConditionUpdate(1, "0", "골든크로스", False)]
    )
    assert [(one.id, one.seq, one.listed) for one in saved] == [
        (1, "0", False),
        (2, "0", True),
        (3, "2", True),
    ]
    assert await store.conditions.all() == saved


async def test_a_condition_has_no_membership_before_the_first_snapshot(store: AnyStore) -> None:
    assert await store.conditions.memberships() == []


async def test_a_membership_comes_back_as_it_was_posted_last(store: AnyStore) -> None:
    await store.outbox.post([Change(inside(["005930", "000660"]))])
    await store.outbox.post([Change(inside(["005930", "035720"], 5)), Change(inside([], 6, 2))])
    assert await store.conditions.memberships() == [
        inside(["005930", "035720"], 5),
        inside([], 6, 2),
    ]


async def test_of_several_memberships_posted_together_the_last_one_counts(store: AnyStore) -> None:
    await store.outbox.post([Change(inside(["A", "B"])), Change(inside(["B"], 1))])
    assert await store.conditions.memberships() == [inside(["B"], 1)]


async def test_a_new_day_replaces_the_membership(store: AnyStore) -> None:
    await store.outbox.post([Change(inside(["A", "B"]))])
    tomorrow = Membership(1, frozenset(), DAY + timedelta(days=1), NOW + timedelta(days=1))
    await store.outbox.post([Change(tomorrow)])
    assert await store.conditions.memberships() == [tomorrow]


async def test_a_membership_may_have_no_day_yet(store: AnyStore) -> None:
    await store.outbox.post([Change(Membership(1))])
    assert await store.conditions.memberships() == [Membership(1)]


async def test_touching_moves_only_the_time_of_memberships_that_exist(store: AnyStore) -> None:
    await store.outbox.post([Change(inside(["A"])), Change(inside(["B"], 0, 2))])
    await store.conditions.touch([1, 3], at(60))
    await store.conditions.touch([], at(90))
    assert await store.conditions.memberships() == [inside(["A"], 60), inside(["B"], 0, 2)]


# --- subscriptions --------------------------------------------------------------------------


async def test_subscribing_twice_is_one_subscription(store: AnyStore) -> None:
    assert await store.subscriptions.add(1, ALICE, "telegram:1001", NOW)
    assert not await store.subscriptions.add(1, ALICE, "telegram:1002", at(1))
    (one,) = await store.subscriptions.of(ALICE)
    assert (one.condition.name, one.person, one.created_at) == ("골든크로스", "telegram:1001", NOW)
    assert one.suspended is None


async def test_subscribing_to_a_condition_nobody_listed_is_refused(store: AnyStore) -> None:
    with pytest.raises(UnknownCondition):
        await store.subscriptions.add(99, ALICE, "telegram:1001", NOW)
    assert await store.subscriptions.of(ALICE) == []


async def test_topics_of_one_chat_are_different_destinations(store: AnyStore) -> None:
    await follow(store, Destination("telegram", "-100", "1"), Destination("telegram", "-100"))
    assert await store.subscriptions.subscribers(1) == [
        Destination("telegram", "-100", "1"),
        Destination("telegram", "-100"),
    ]
    assert await store.subscriptions.of(CAROL) == []


async def test_unsubscribing_says_whether_there_was_something_to_end(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, BOB)
    await post(store, entry("B"))
    assert await store.subscriptions.remove(1, ALICE) == 1
    assert await store.subscriptions.remove(1, ALICE) is None
    assert await store.subscriptions.remove(2, BOB) is None
    assert codes(await claim(store, BOB)) == ["B"]
    await store.subscriptions.remove(1, BOB)
    assert await store.subscriptions.of(ALICE) == []
    await post(store, entry("A"))
    assert await store.outbox.waiting() == []


async def test_only_awake_subscriptions_are_counted(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, ALICE, condition_id=2)
    assert await store.subscriptions.counts() == {1: 2, 2: 1}
    assert await store.subscriptions.suspend(ALICE, "blocked") == 2
    assert await store.subscriptions.counts() == {1: 1}
    assert await store.subscriptions.subscribers(1) == [BOB]
    assert [one.suspended for one in await store.subscriptions.of(ALICE)] == ["blocked", "blocked"]


async def test_a_suspended_subscriber_gets_nothing_and_loses_what_was_waiting(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"))
    await store.outbox.post_notice(HELLO, [ALICE], NOW)
    await store.subscriptions.suspend(ALICE, "blocked")
    assert not await claim(store, ALICE, 10)
    posted = await post(store, entry("B"), entry("C", condition_id=None))
    assert posted.destinations == (BOB,)
    assert [one.destination for one in await store.outbox.waiting()] == [BOB]
    assert codes(await claim(store, BOB, 10)) == ["A", "B", "C"]
    tally = await store.outbox.today(NOW)
    assert tally.failed == 2


async def test_suspending_again_keeps_the_first_reason_and_counts_nothing(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.subscriptions.suspend(ALICE, "blocked")
    assert await store.subscriptions.suspend(ALICE, "kicked") == 0
    assert await store.subscriptions.suspend(BOB, "never heard of") == 0
    (one,) = await store.subscriptions.of(ALICE)
    assert one.suspended == "blocked"


async def test_that_a_chat_is_suspended_is_told_in_the_same_transaction_and_once(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    telling = Telling(HELLO, [BOB, CAROL, BOB], at(1))
    assert await store.subscriptions.suspend(ALICE, "blocked", telling) == 1
    assert await store.subscriptions.suspend(ALICE, "blocked", telling) == 0
    assert [one.notice for one in await claim(store, BOB)] == [HELLO]
    assert [one.notice for one in await claim(store, CAROL)] == [HELLO]
    assert not await claim(store, BOB)


async def test_subscribing_wakes_a_suspended_subscription(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.subscriptions.suspend(ALICE, "blocked")
    assert await store.subscriptions.add(1, ALICE, "telegram:1001", at(5))
    assert await store.subscriptions.subscribers(1) == [ALICE]
    assert len(await store.subscriptions.of(ALICE)) == 1


async def test_resuming_wakes_all_of_a_destination(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, ALICE, condition_id=2)
    await store.subscriptions.suspend(ALICE, "blocked")
    assert await store.subscriptions.resume(ALICE) == 2
    assert await store.subscriptions.resume(ALICE) == 0
    assert await store.subscriptions.resume(CAROL) == 0
    assert await store.subscriptions.counts() == {1: 2, 2: 1}


async def test_suspending_a_condition_tells_whose_subscriptions_fell_asleep(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB, CAROL)
    await store.subscriptions.suspend(BOB, "blocked")
    await post(store, entry("A"))
    assert await store.subscriptions.suspend_condition(1, "renamed") == [ALICE, CAROL]
    assert await store.subscriptions.suspend_condition(1, "renamed") == []
    assert await store.subscriptions.counts() == {}
    assert codes(await claim(store, ALICE, 10)) == ["A"], "it happened before"


async def test_a_condition_that_is_back_wakes_what_its_absence_put_to_sleep(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB)
    await store.subscriptions.suspend(BOB, "blocked")
    await store.subscriptions.suspend_condition(1, "condition_gone")
    assert await store.subscriptions.resume(ALICE) == 0, "nothing is wrong with the chat"
    assert await store.subscriptions.resume_condition(1, "condition_renamed") == []
    assert await store.subscriptions.resume_condition(1, "condition_gone") == [ALICE]
    assert await store.subscriptions.subscribers(1) == [ALICE]


async def test_who_unsubscribes_is_not_told_what_still_waited(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("A"), entry("B", condition_id=2))
    assert await store.subscriptions.remove(1, ALICE)
    assert codes(await claim(store, ALICE, 10)) == ["B"]
    assert codes(await claim(store, BOB, 10)) == ["A"]


async def test_an_absent_channel_collects_nothing_and_goes_on_when_it_is_back(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB, CAROL)
    await store.subscriptions.suspend(BOB, "blocked")
    await post(store, entry("A"))
    others = {one.channel for one in (ALICE, BOB, CAROL)} - {ALICE.channel}
    await store.subscriptions.keep_channels(others)
    assert ALICE not in await store.subscriptions.subscribers(1)
    assert ALICE not in [one.destination for one in await store.outbox.waiting()]
    await store.subscriptions.keep_channels({ALICE.channel, *others})
    assert await store.subscriptions.subscribers(1) == [ALICE, CAROL]
    assert codes(await claim(store, ALICE, 10)) == []


# --- moving ---------------------------------------------------------------------------------


async def test_a_moved_destination_keeps_subscriptions_deliveries_and_its_pause(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    claimed = await claim(store, ALICE, 1)
    await store.outbox.put_back(ids(claimed), resend=False)
    await store.outbox.hold(ALICE, at(60), NOW)
    await store.subscriptions.move(ALICE, CAROL)
    assert await store.subscriptions.of(ALICE) == []
    assert await store.subscriptions.subscribers(1) == [CAROL]
    (waits,) = await store.outbox.waiting()
    assert (waits.destination, waits.count, waits.held_until) == (CAROL, 2, at(60))
    assert codes(await claim(store, CAROL, 10)) == ["A", "B"]
    assert not await claim(store, ALICE, 10)


async def test_what_is_in_flight_while_its_destination_moves_is_put_back_at_the_new_one(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    claimed = await claim(store, ALICE, 1)
    await store.subscriptions.move(ALICE, CAROL)
    await store.outbox.put_back(ids(claimed), resend=False)
    assert codes(await claim(store, CAROL, 10)) == ["A", "B"]


async def test_moving_onto_a_known_destination_makes_one_of_two(store: AnyStore) -> None:
    await follow(store, ALICE, CAROL)
    await follow(store, ALICE, condition_id=2)
    await follow(store, CAROL, condition_id=3)
    await post(store, entry("A"), entry("B", 1, 2), entry("C", 2, 3))
    await store.outbox.post_notice(HELLO, [ALICE], at(3))
    await store.subscriptions.move(ALICE, CAROL)
    assert await store.subscriptions.of(ALICE) == []
    followed = sorted(one.condition.id for one in await store.subscriptions.of(CAROL))
    assert followed == [1, 2, 3]
    messages = await drain(store, CAROL)
    assert sorted(codes(messages[0])) == ["A", "B", "C"], "A once, though both waited for it"
    assert [one.notice for one in messages[1]] == [HELLO]
    assert await store.outbox.waiting() == []


async def test_merged_subscriptions_are_awake_if_one_of_them_was(store: AnyStore) -> None:
    await follow(store, CAROL)
    await store.subscriptions.suspend(CAROL, "kicked")
    await follow(store, ALICE)
    await store.subscriptions.move(ALICE, CAROL)
    assert await store.subscriptions.subscribers(1) == [CAROL]


async def test_merged_destinations_wait_for_the_longer_of_their_pauses(store: AnyStore) -> None:
    await store.outbox.post_notice(HELLO, [ALICE, BOB], NOW)
    await store.outbox.hold(ALICE, at(90), NOW)
    await store.outbox.hold(BOB, at(60), NOW)
    await store.subscriptions.move(ALICE, BOB)
    (waits,) = await store.outbox.waiting()
    assert (waits.destination, waits.count, waits.held_until) == (BOB, 2, at(90))


async def test_a_row_that_vanished_in_a_merge_cannot_settle_a_later_one(store: AnyStore) -> None:
    await follow(store, CAROL, ALICE)
    await post(store, entry("A"))
    in_flight = await claim(store, ALICE, 1)
    await store.subscriptions.move(ALICE, CAROL)
    await drain(store, CAROL)
    await post(store, entry("B"))
    await store.outbox.sent(ids(in_flight), NOW, "late answer")
    assert codes(await claim(store, CAROL, 10)) == ["B"]


async def test_moving_nowhere_or_from_nowhere_changes_nothing(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.subscriptions.move(ALICE, ALICE)
    await store.subscriptions.move(BOB, ALICE)
    assert await store.subscriptions.subscribers(1) == [ALICE]


async def test_the_old_address_may_be_used_anew_after_a_move(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.subscriptions.move(ALICE, CAROL)
    await follow(store, ALICE)
    posted = await post(store, entry("A"))
    assert set(posted.destinations) == {ALICE, CAROL}


# --- posting --------------------------------------------------------------------------------


async def test_an_event_reaches_every_awake_subscriber_once(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, CAROL, condition_id=2)
    posted = await post(store, entry("A"), entry("B", 1, 2))
    assert posted.event_ids == (1, 2)
    assert posted.destinations == (ALICE, BOB, CAROL)
    received = {one: await drain(store, one) for one in (ALICE, BOB, CAROL)}
    assert {str(key): [codes(m) for m in value] for key, value in received.items()} == {
        str(ALICE): [["A"]],
        str(BOB): [["A"]],
        str(CAROL): [["B"]],
    }


async def test_event_ids_go_on_from_post_to_post(store: AnyStore) -> None:
    assert (await post(store, entry("A"), entry("B"))).event_ids == (1, 2)
    assert (await post(store, entry("C"))).event_ids == (3,)


async def test_a_post_without_events_wakes_nobody(store: AnyStore) -> None:
    await follow(store, ALICE)
    posted = await store.outbox.post([Change(inside(["A"]))])
    assert (posted.event_ids, posted.destinations) == ((), ())
    nothing = await store.outbox.post([])
    assert (nothing.event_ids, nothing.destinations) == ((), ())


async def test_an_event_nobody_follows_is_recorded_and_told_to_nobody(store: AnyStore) -> None:
    posted = await post(store, entry("A"))
    assert (posted.event_ids, posted.destinations) == ((1,), ())
    assert (await store.outbox.today(NOW)).entries == 1


async def test_an_event_of_an_unknown_condition_goes_once_to_each_destination(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, ALICE, condition_id=2)
    posted = await post(store, entry("X", condition_id=None))
    assert posted.destinations == (ALICE, BOB)
    for destination in posted.destinations:
        (message,) = await drain(store, destination)
        (delivery,) = message
        assert delivery.condition is None
        assert delivery.event is not None
        assert delivery.event.condition_id is None


async def test_events_without_a_condition_keep_their_place_among_the_others(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    unknown = [entry("B", 1, None), entry("C", 2, None)]
    await store.outbox.post([news(entry("A"), *unknown), Change(None, (entry("D", 3),))])
    assert codes(await claim(store, ALICE, 10)) == ["A", "B", "C", "D"]


async def test_an_event_comes_back_whole(store: AnyStore) -> None:
    await follow(store, ALICE)
    event = entry("005930", 3)
    full = type(event)(
        condition_id=1,
        code="005930",
        kind=EventKind.EXIT,
        source=Source.POLL,
        day=DAY,
        received_at=at(3.25),
        happened_at=at(2),
        since=at(-30),
        broker_late=1.25,
    )
    await post(store, full)
    (delivery,) = await claim(store, ALICE, 1)
    assert delivery.event == type(full)(
        **{name: getattr(full, name) for name in full.__slots__ if name != "id"}, id=1
    )
    assert delivery.condition == "골든크로스"


async def test_a_delivery_names_its_condition_as_it_is_called_when_it_is_claimed(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.conditions.save([ConditionUpdate(1, "0", "골든크로스2", True)])
    (delivery,) = await claim(store, ALICE, 1)
    assert delivery.condition == "골든크로스2"


async def test_datetimes_come_back_in_korean_time(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    (waits,) = await store.outbox.waiting()
    (delivery,) = await claim(store, ALICE, 1)
    (one,) = await store.subscriptions.of(ALICE)
    assert delivery.event is not None
    for moment in (waits.oldest, delivery.event.received_at, one.created_at):
        assert moment.strftime("%H:%M %z") == "10:00 +0900"


# --- claiming -------------------------------------------------------------------------------


async def test_a_claim_takes_the_oldest_up_to_the_most(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, *(entry(code, at) for at, code in enumerate("ABCDE")))
    assert codes(await claim(store, ALICE, 2)) == ["A", "B"]
    assert codes(await claim(store, ALICE, 2)) == ["C", "D"]
    assert codes(await claim(store, ALICE, 2)) == ["E"]
    assert not await claim(store, ALICE, 2)


async def test_nothing_can_be_claimed_for_a_stranger(store: AnyStore) -> None:
    assert not await claim(store, ALICE, 10)


async def test_polled_and_pushed_events_share_a_message(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1, source=Source.POLL), entry("C", 2))
    assert codes(await claim(store, ALICE, 10)) == ["A", "B", "C"]


async def test_a_missed_report_is_claimed_whole_and_alone(store: AnyStore) -> None:
    await follow(store, ALICE)
    report = [missed(f"M{number}", -60, 0) for number in range(20)]
    await post(store, entry("A"), *report, entry("B", 1))
    await post(store, missed("N", -60, 5))
    messages = [codes(message) for message in await drain(store, ALICE, most=3)]
    assert messages == [["A"], [event.code for event in report], ["B"], ["N"]]


async def test_a_missed_report_is_whole_even_where_something_was_posted_in_between(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await follow(store, ALICE, condition_id=2)
    await post(store, missed("M", -60, 0))
    await post(store, entry("A", 1))
    await post(store, missed("N", -60, 0, condition_id=2))
    messages = [codes(message) for message in await drain(store, ALICE)]
    assert messages == [["M", "N"], ["A"]]


async def test_a_missed_report_of_very_many_stocks_is_split_at_150(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, *(missed(f"{number:06}", -60, 0) for number in range(301)))
    messages = await drain(store, ALICE, most=5)
    assert [len(message) for message in messages] == [150, 150, 1]
    assert [c for message in messages for c in codes(message)] == [f"{n:06}" for n in range(301)]


async def test_a_notice_and_the_facts_of_it_are_written_together(store: AnyStore) -> None:
    await store.facts.put("old", "1")
    await store.outbox.post_notice(HELLO, [ALICE], at(1), {"told": "하나", "old": None, "no": None})
    assert await store.facts.under("") == {"told": "하나"}
    assert [one.notice for one in await claim(store, ALICE, 1)] == [HELLO]
    await store.outbox.post_notice(HELLO, [], at(2), {"told": "둘", "alone": "3"})
    assert await store.facts.under("") == {"alone": "3", "told": "둘"}
    await store.outbox.post_notice(HELLO, [], at(3), {"told": None, "alone": None})
    assert await store.facts.under("") == {}
    assert [one.destination for one in await store.outbox.waiting()] == []


async def test_a_notice_stands_alone_and_in_its_place(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.post_notice(HELLO, [ALICE, ALICE, BOB], at(1))
    await store.outbox.post_notice(HELLO, [ALICE], at(2))
    await post(store, entry("B", 3))
    messages = await drain(store, ALICE)
    assert [[one.notice or codes([one]) for one in message] for message in messages] == [
        [["A"]],
        [HELLO],
        [HELLO],
        [["B"]],
    ]
    assert [one.notice for one in await claim(store, BOB, 1)] == [HELLO]


async def test_rows_to_resend_are_never_mixed_with_fresh_ones(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, *(entry(code, at) for at, code in enumerate("ABCD")))
    claimed = await claim(store, ALICE, 2)
    await store.outbox.put_back(ids(claimed), resend=True)
    await post(store, entry("E", 9))
    again = await claim(store, ALICE, 10)
    assert (codes(again), {one.resend for one in again}) == (["A", "B"], {True})
    rest = await claim(store, ALICE, 10)
    assert (codes(rest), {one.resend for one in rest}) == (["C", "D", "E"], {False})


async def test_a_missed_report_half_marked_for_resending_is_told_in_two_messages(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, *(missed(f"{number:06}", -60, 0) for number in range(151)))
    first = await claim(store, ALICE, 10)
    await store.outbox.put_back(ids(first), resend=True)
    messages = await drain(store, ALICE)
    assert [(len(message), message[0].resend) for message in messages] == [(150, True), (1, False)]


async def test_what_was_certainly_not_sent_waits_again_unmarked_and_in_its_place(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1))
    claimed = await claim(store, ALICE, 1)
    await store.outbox.put_back(ids(claimed), resend=False)
    await store.outbox.hold(ALICE, at(30), NOW)
    (waits,) = await store.outbox.waiting()
    assert (waits.count, waits.oldest, waits.held_until) == (2, NOW, at(30))
    again = await claim(store, ALICE, 10)
    assert [(one.resend, codes([one])) for one in again] == [(False, ["A"]), (False, ["B"])]


async def test_a_mark_for_resending_stays_when_the_second_attempt_is_refused(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.put_back(ids(await claim(store, ALICE, 1)), resend=True)
    await store.outbox.put_back(ids(await claim(store, ALICE, 1)), resend=False)
    (delivery,) = await claim(store, ALICE, 1)
    assert delivery.resend


# --- settling -------------------------------------------------------------------------------


async def test_what_was_sent_or_failed_never_waits_again(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    sent, failed = ids(await claim(store, ALICE, 2))
    await store.outbox.sent([sent], at(1), "m1")
    await store.outbox.failed([failed], at(1), "too long")
    await store.outbox.sent([], at(1), "nothing")
    await store.outbox.put_back([sent, failed], resend=True)
    await store.outbox.failed([sent], at(2), "late")
    assert await store.outbox.recover() == 0
    assert await store.outbox.waiting() == []
    tally = await store.outbox.today(NOW)
    assert (tally.sent, tally.failed, tally.waiting) == (1, 1, 0)


async def test_after_a_start_what_was_being_sent_waits_again_marked(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"), entry("B"))
    await claim(store, ALICE, 1)
    done = await claim(store, BOB, 1)
    await store.outbox.sent(ids(done), NOW, "m")
    assert await store.outbox.recover() == 1
    assert await store.outbox.recover() == 0
    first, second = await drain(store, ALICE)
    assert (codes(first), first[0].resend) == (["A"], True)
    assert (codes(second), second[0].resend) == (["B"], False)


async def test_waiting_names_each_destination_with_its_oldest(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A", 5), entry("B", 6))
    await claim(store, ALICE, 1)
    await claim(store, BOB, 2)
    await store.outbox.post_notice(HELLO, [CAROL], at(7))
    found = [(one.destination, one.count, one.oldest) for one in await store.outbox.waiting()]
    assert found == [(ALICE, 1, at(6)), (CAROL, 1, at(7))]


async def test_a_pause_can_be_noted_for_a_destination_with_nothing_in_flight(
    store: AnyStore,
) -> None:
    await store.outbox.hold(ALICE, at(43_838), NOW)
    await store.outbox.post_notice(HELLO, [ALICE], NOW)
    (waits,) = await store.outbox.waiting()
    assert waits.held_until == at(43_838)


async def test_the_tally_counts_from_its_moment_on(store: AnyStore) -> None:
    await follow(store, ALICE)
    exits = type(entry("A"))(1, "A", EventKind.EXIT, Source.REALTIME, DAY, at(20))
    await post(store, entry("A", -10), entry("B", 10), exits)
    first = await claim(store, ALICE, 1)
    await store.outbox.sent(ids(first), at(-5), "m")
    assert await store.outbox.today(NOW) == Tally(1, 1, 0, 0, 2)
    second = await claim(store, ALICE, 1)
    await store.outbox.sent(ids(second), at(11), "m")
    assert await store.outbox.today(NOW) == Tally(1, 1, 1, 0, 1)
    assert await store.outbox.today(at(1_000)) == Tally(0, 0, 0, 0, 1)


async def test_prices_are_taken_for_events_that_exist_and_ignored_for_others(
    store: AnyStore,
) -> None:
    posted = await post(store, entry("005930"))
    quote = Quote("005930", 71_000, -500, -0.7, 3_000_000_000, 900)
    await store.outbox.sent([], at(1), "m", {posted.event_ids[0]: quote, 4711: quote})


async def test_what_was_sent_says_whether_more_waits_there(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"), entry("B"))
    first = await claim(store, ALICE, 1)
    assert await store.outbox.sent(ids(first), at(1), "m")
    second = await claim(store, ALICE, 1)
    assert not await store.outbox.sent(ids(second), at(2), "m")


# --- the rest -------------------------------------------------------------------------------


async def test_a_new_stock_list_updates_and_adds_and_forgets_nobody(store: AnyStore) -> None:
    assert await store.stocks.refreshed() is None
    await store.stocks.replace(
        [Stock("005930", "삼성전자", "KOSPI"), Stock("000660", "하이닉스", "KOSPI")], DAY
    )
    later = date(2026, 11, 20)
    await store.stocks.replace(
        [Stock("000660", "SK하이닉스", "KOSPI"), Stock("069500", "KODEX 200", "ETF")], later
    )
    assert await store.stocks.all() == [
        Stock("000660", "SK하이닉스", "KOSPI"),
        Stock("005930", "삼성전자", "KOSPI"),
        Stock("069500", "KODEX 200", "ETF"),
    ]
    assert await store.stocks.refreshed() == later


async def test_an_update_is_new_only_once(store: AnyStore) -> None:
    assert await store.inbox.first_time("telegram:update:1", NOW)
    assert not await store.inbox.first_time("telegram:update:1", at(1))
    assert await store.inbox.first_time("telegram:update:2", at(1))


async def test_retention_deletes_what_is_old_and_keeps_what_still_waits(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A", -100), entry("B", -90), entry("C", -80))
    await store.inbox.first_time("old", at(-100))
    await store.inbox.first_time("new", at(1))
    for message in (
        await claim(store, ALICE, 10),
        await claim(store, BOB, 1),
    ):
        await store.outbox.sent(ids(message), at(-50), "m")
    assert await store.retain(NOW) == 4 + 1 + 1, "deliveries, event A, inbox key"
    assert codes(await claim(store, BOB, 10)) == ["B", "C"]
    assert await store.inbox.first_time("old", NOW)
    assert not await store.inbox.first_time("new", NOW)
    assert await store.retain(NOW) == 0


async def test_event_ids_are_not_used_again_after_retention(store: AnyStore) -> None:
    await post(store, entry("A", -100), entry("B", -90))
    await store.retain(NOW)
    assert (await post(store, entry("C"))).event_ids == (3,)
