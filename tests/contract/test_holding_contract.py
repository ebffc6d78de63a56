"""What is not told now, and what every store promises of it: filtered, held, folded, diverted."""

from core.model import (
    Between,
    Destination,
    Event,
    EventKind,
    Hold,
    Kinds,
    Options,
    Quote,
    Source,
)
from core.ports import Fold, Held
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
    missed,
    post,
    tell,
)

ROOM = Destination("telegram", "-100")
TOPIC = Destination("telegram", "-100", "1")
RISING = Options(kinds=Kinds.ENTRY, rate=Between(3.0), markets=frozenset({"ETF"}), cooldown=5)
SAMSUNG = "005930"


async def hold(
    store: AnyStore,
    destination: Destination,
    why: Hold,
    seconds: float,
    message: str | None = None,
    most: int = 100,
) -> list[int]:
    """Claim and hold all of it back; return the ids."""
    claimed = ids(await claim(store, destination, most))
    held = [Held(one, why, at(seconds), message) for one in claimed]
    await store.outbox.decide(NOW, {}, held)
    return claimed


def flap(code: str, *seconds: float) -> list[Event]:
    """Return a stock that goes in and out at these times."""
    kinds = (EventKind.ENTRY, EventKind.EXIT)
    return [
        Event(1, code, kinds[turn % 2], Source.REALTIME, DAY, at(second))
        for turn, second in enumerate(seconds)
    ]


async def told_and_folding(store: AnyStore, code: str = SAMSUNG) -> None:
    """Tell Alice of an entry and an exit (messages m1, m2) and hold two more for m2."""
    await follow(store, ALICE)
    for message, event in zip(("m1", "m2"), flap(code, 0, 10), strict=True):
        await post(store, event)
        await tell(store, ALICE, message)
    await post(store, *flap(code, 20, 30))
    await hold(store, ALICE, Hold.FOLDED, 600, "m2")


def fresh(fold: Fold | None) -> tuple[int, ...]:
    """Return what is to be written into a message."""
    return fold.fresh if fold else ()


# --- filtered -------------------------------------------------------------------------------


async def test_a_filtered_alert_is_settled_and_never_claimed_again(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    first, second = ids(await claim(store, ALICE))
    await store.outbox.decide(at(1), {first: "rate"}, [])
    await store.outbox.put_back([first, second], resend=False)
    assert codes(await claim(store, ALICE)) == ["B"]
    assert await store.outbox.recover() == 1
    await store.outbox.sent([first], at(2), "late answer")
    tally = await store.outbox.today(NOW)
    assert (tally.sent, tally.failed, tally.waiting, tally.held) == (0, 0, 1, 0)


async def test_only_what_is_claimed_can_be_filtered_or_held(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    claimed = ids(await claim(store, ALICE))
    await store.outbox.put_back(claimed, resend=False)
    held = [Held(claimed[1], Hold.MUTED, at(60))]
    await store.outbox.decide(at(1), {claimed[0]: "kinds", 4711: "kinds"}, held)
    assert codes(await claim(store, ALICE)) == ["A", "B"]


async def test_the_price_a_decision_went_by_is_kept_with_the_event(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    posted = await post(store, entry(SAMSUNG))
    (mine,) = ids(await claim(store, ALICE))
    quote = Quote(SAMSUNG, 71_000, -500, -0.7, 3_000_000_000, 900, open=70_000)
    await store.outbox.decide(at(1), {mine: "price"}, [], {posted.event_ids[0]: quote})
    (other,) = await claim(store, BOB)
    assert other.quote == Quote(SAMSUNG, 71_000, -500, -0.7, 3_000_000_000, 900)


# --- held and released ----------------------------------------------------------------------


async def test_what_is_held_is_not_claimed_before_its_time_and_is_at_its_time(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1))
    await hold(store, ALICE, Hold.MUTED, 60)
    assert await store.outbox.waiting() == []
    assert (await store.outbox.today(NOW)).held == 2
    assert await store.outbox.release(at(59)) == []
    assert not await claim(store, ALICE)
    assert await store.outbox.release(at(60)) == [ALICE]
    summary = await claim(store, ALICE, seconds=60)
    assert [(one.hold, codes([one])) for one in summary] == [
        (Hold.MUTED, ["A"]),
        (Hold.MUTED, ["B"]),
    ]
    assert await store.outbox.release(at(60)) == []


async def test_what_was_held_for_one_reason_is_one_claim_however_much_it_is(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, *(entry(f"{number:06}") for number in range(300)))
    await hold(store, ALICE, Hold.QUIET, 60, most=200)
    await post(store, missed("M", -60, 1))
    await hold(store, ALICE, Hold.QUIET, 60)
    await hold(store, ALICE, Hold.QUIET, 60)
    await store.outbox.release(at(60))
    summary = await claim(store, ALICE, most=5)
    assert len(summary) == 301, "live ones and a missed report"
    assert not await claim(store, ALICE)


async def test_a_summary_is_never_mixed_with_live_alerts_or_another_reason(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    for why, code in ((Hold.MUTED, "A"), (Hold.DIGEST, "B"), (Hold.MUTED, "C")):
        await post(store, entry(code))
        await hold(store, ALICE, why, 60)
    await post(store, entry("D"))
    await store.outbox.post_notice(HELLO, [ALICE], NOW)
    await store.outbox.release(at(60))
    messages = await drain(store, ALICE)
    assert [(codes(one), one[0].hold) for one in messages] == [
        (["A", "C"], Hold.MUTED),
        (["B"], Hold.DIGEST),
        (["D"], None),
        ([], None),
    ]


async def test_what_is_held_again_waits_for_its_new_time_and_reason(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await hold(store, ALICE, Hold.DIGEST, 60)
    await store.outbox.release(at(60))
    await hold(store, ALICE, Hold.MUTED, 90)
    assert await store.outbox.release(at(89)) == []
    assert await store.outbox.release(at(90)) == [ALICE]
    assert [one.hold for one in await claim(store, ALICE)] == [Hold.MUTED]


async def test_ending_a_silence_makes_due_what_it_held_in_all_topics_of_a_chat(
    store: AnyStore,
) -> None:
    await follow(store, ROOM, TOPIC, CAROL, ALICE)
    await post(store, entry("A"))
    for one in (ROOM, TOPIC, CAROL, ALICE):
        await hold(store, one, Hold.MUTED, 600)
    await post(store, entry("B"))
    await hold(store, TOPIC, Hold.QUIET, 600)
    assert await store.outbox.unhold(CAROL, Hold.MUTED, at(1)) == 1
    assert await store.outbox.release(at(1)) == [CAROL]
    assert await store.outbox.unhold(ROOM, Hold.MUTED, at(1)) == 2
    assert await store.outbox.release(at(1)) == [ROOM, TOPIC]
    assert await store.outbox.unhold(BOB, Hold.MUTED, at(1)) == 0
    assert codes(await claim(store, TOPIC)) == ["A"]


async def test_held_alerts_survive_a_restart_unmarked(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await hold(store, ALICE, Hold.MUTED, 60)
    assert await store.outbox.recover() == 0
    await store.outbox.release(at(60))
    (one,) = await claim(store, ALICE)
    assert (one.resend, one.hold) == (False, Hold.MUTED)


async def test_a_summary_in_the_air_at_a_death_is_told_again_marked(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await hold(store, ALICE, Hold.MUTED, 60)
    await store.outbox.release(at(60))
    await claim(store, ALICE)
    await store.outbox.recover()
    (one,) = await claim(store, ALICE)
    assert (one.resend, one.hold) == (True, Hold.MUTED)


async def test_who_is_gone_or_unsubscribes_or_pauses_loses_what_was_held(store: AnyStore) -> None:
    await follow(store, ALICE, BOB, CAROL)
    await follow(store, CAROL, condition_id=2)
    await post(store, entry("A"), entry("B", condition_id=2))
    for one in (ALICE, BOB, CAROL):
        await hold(store, one, Hold.MUTED, 60)
    await store.subscriptions.suspend(ALICE, "blocked")
    await store.subscriptions.remove(1, BOB)
    await store.subscriptions.pause(1, CAROL, "paused")
    assert await store.outbox.release(at(60)) == [CAROL]
    assert codes(await claim(store, CAROL)) == ["B"]
    failed = (await store.outbox.today(NOW)).failed
    assert failed == 1, "what a person no longer wants is no failure"


# --- options --------------------------------------------------------------------------------


async def test_the_options_of_its_subscription_travel_with_each_delivery(store: AnyStore) -> None:
    await follow(store, ALICE, options=RISING)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("A"), entry("B", condition_id=2), entry("C", condition_id=None))
    claimed = await claim(store, ALICE)
    assert [one.options for one in claimed] == [RISING, Options(), None]


async def test_options_are_those_of_now_and_none_where_the_subscription_is_gone(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    await store.subscriptions.change(1, ALICE, RISING)
    assert [one.options for one in await claim(store, ALICE, most=1)] == [RISING]
    await store.subscriptions.adopt(1, 2, ALICE)
    assert [one.options for one in await claim(store, ALICE)] == [None]


# --- what was told before -------------------------------------------------------------------


async def test_a_claim_lists_what_was_told_of_the_same_stocks_oldest_first(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    await store.outbox.folded(fresh(await store.outbox.fold(ALICE))[:1], at(31))
    await post(store, entry("000660", 35), missed("M", -60, 36))
    await drain(store, ALICE)
    await follow(store, BOB)
    await post(store, *flap(SAMSUNG, 40))
    earlier = (await store.outbox.claim(ALICE, at(40), 10)).earlier
    assert [(one.received_at, one.folded, one.message_id) for one in earlier] == [
        (at(0), False, "m1"),
        (at(10), False, "m2"),
        (at(20), True, "m2"),
        (at(30), True, "m2"),
    ]
    assert [one.kind for one in earlier][:2] == [EventKind.ENTRY, EventKind.EXIT]
    assert (await store.outbox.claim(BOB, at(40), 10)).earlier == (), "nothing was told there"


async def test_what_was_told_in_a_summary_counts_but_is_no_message_to_edit(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, *flap(SAMSUNG, 0))
    await hold(store, ALICE, Hold.QUIET, 60)
    await store.outbox.release(at(60))
    await tell(store, ALICE, "m1")
    await post(store, *flap(SAMSUNG, 70))
    (earlier,) = (await store.outbox.claim(ALICE, at(70), 10)).earlier
    assert (earlier.message_id, earlier.folded) == (None, False)


async def test_what_was_filtered_or_is_muted_was_not_told(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, *flap(SAMSUNG, 0, 10))
    first, second = ids(await claim(store, ALICE))
    await store.outbox.decide(NOW, {first: "kinds"}, [Held(second, Hold.MUTED, at(600))])
    await post(store, *flap(SAMSUNG, 20))
    assert (await store.outbox.claim(ALICE, at(20), 10)).earlier == ()


async def test_what_was_told_an_hour_ago_counts_only_where_the_options_reach_so_far(
    store: AnyStore,
) -> None:
    for place, options in (
        (ALICE, Options()),
        (BOB, Options(cooldown=120)),
        (CAROL, Options(fold=120)),
    ):
        await follow(store, place, options=options)
    await post(store, *flap(SAMSUNG, 0))
    for place in (ALICE, BOB, CAROL):
        await tell(store, place, "m1")
    await post(store, *flap(SAMSUNG, 5_000))
    told = [len((await store.outbox.claim(p, at(5_000), 9)).earlier) for p in (ALICE, BOB, CAROL)]
    assert told == [0, 1, 1]


# --- folded ---------------------------------------------------------------------------------


async def test_a_fold_is_the_message_with_all_that_stands_in_it_and_what_is_to_be_written(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, *flap(SAMSUNG, 0), entry("000660", 1))
    await tell(store, ALICE, "m1")
    await post(store, *flap(SAMSUNG, 10, 20))
    held = await hold(store, ALICE, Hold.FOLDED, 600, "m1")
    fold = await store.outbox.fold(ALICE)
    assert fold is not None
    assert (fold.message_id, list(fold.fresh)) == ("m1", held)
    assert codes(fold.deliveries) == [SAMSUNG, "000660", SAMSUNG, SAMSUNG]
    assert [one.folded for one in fold.deliveries] == [False, False, True, True]
    assert fold.turns == {(1, SAMSUNG): (at(0), at(10), at(20)), (1, "000660"): (at(1),)}


async def test_a_notice_is_no_part_of_a_message_even_where_a_channel_gave_both_one_id(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, *flap(SAMSUNG, 0))
    await tell(store, ALICE, "m1")
    await store.outbox.post_notice(HELLO, [ALICE], at(1))
    await tell(store, ALICE, "m1")
    await post(store, *flap(SAMSUNG, 10, 20))
    await hold(store, ALICE, Hold.FOLDED, 600, "m1")
    fold = await store.outbox.fold(ALICE)
    assert fold is not None
    assert codes(fold.deliveries) == [SAMSUNG, SAMSUNG, SAMSUNG]
    assert fold.turns == {(1, SAMSUNG): (at(0), at(10), at(20))}


async def test_what_was_written_into_a_message_is_settled_and_stands_in_it(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    first = await store.outbox.fold(ALICE)
    await store.outbox.folded(fresh(first), at(31))
    assert await store.outbox.fold(ALICE) is None
    assert (await store.outbox.today(NOW)).held == 0
    await post(store, *flap(SAMSUNG, 40))
    await hold(store, ALICE, Hold.FOLDED, 600, "m2")
    again = await store.outbox.fold(ALICE)
    assert again is not None
    assert len(again.deliveries) == 4
    assert len(again.fresh) == 1
    assert again.turns == {(1, SAMSUNG): (at(0), at(10), at(20), at(30), at(40))}


async def test_the_turns_of_a_stock_reach_back_before_the_message(store: AnyStore) -> None:
    await told_and_folding(store)
    fold = await store.outbox.fold(ALICE)
    assert fold is not None
    assert fold.turns == {(1, SAMSUNG): (at(0), at(10), at(20), at(30))}
    assert len(fold.deliveries) == 3, "the entry stands in another message"


async def test_folds_come_message_by_message_and_to_nobody_else(store: AnyStore) -> None:
    await told_and_folding(store)
    await post(store, entry("000660", 40))
    await tell(store, ALICE, "m3")
    await post(store, *flap("000660", 50))
    await hold(store, ALICE, Hold.FOLDED, 600, "m3")
    assert await store.outbox.fold(BOB) is None
    messages = []
    while fold := await store.outbox.fold(ALICE):
        messages.append(fold.message_id)
        await store.outbox.folded(fold.fresh, at(60))
    assert messages == ["m2", "m3"]


async def test_a_release_names_whoever_has_messages_to_be_edited(store: AnyStore) -> None:
    await told_and_folding(store)
    assert await store.outbox.release(at(31)) == [ALICE]
    assert not await claim(store, ALICE)
    await store.outbox.unfoldable(fresh(await store.outbox.fold(ALICE)))
    assert await store.outbox.release(at(31)) == []


async def test_what_cannot_be_written_into_its_message_goes_with_the_next_live_alert(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    await store.outbox.unfoldable(fresh(await store.outbox.fold(ALICE)))
    assert await store.outbox.fold(ALICE) is None
    assert not await claim(store, ALICE), "by itself it rings nobody"
    await post(store, entry("000660", 40))
    together = await claim(store, ALICE)
    assert codes(together) == [SAMSUNG, SAMSUNG, "000660"]
    assert [(one.hold, one.folded) for one in together] == [
        (Hold.FOLDED, True),
        (Hold.FOLDED, True),
        (None, False),
    ]
    await store.outbox.sent(ids(together), at(40), "m3")
    assert await store.outbox.release(at(9_000)) == []


async def test_what_may_stand_in_its_message_already_is_repeated_marked_and_by_itself(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    rows = fresh(await store.outbox.fold(ALICE))
    await store.outbox.unsure(rows)
    assert fresh(await store.outbox.fold(ALICE)) == rows, "it is tried again"
    await store.outbox.unfoldable(rows)
    await post(store, entry("000660", 40))
    again = await claim(store, ALICE)
    assert [(one.id, one.resend, one.hold) for one in again] == [
        (row, True, Hold.FOLDED) for row in rows
    ]
    assert codes(await claim(store, ALICE)) == ["000660"]


async def test_what_is_due_while_nobody_knows_of_its_edit_is_told_marked(store: AnyStore) -> None:
    await told_and_folding(store)
    rows = fresh(await store.outbox.fold(ALICE))
    assert await store.outbox.release(at(9_000)) == [ALICE]
    await store.outbox.unsure(rows)
    assert [(one.id, one.resend) for one in await claim(store, ALICE)] == [
        (row, True) for row in rows
    ]


async def test_what_a_dead_process_may_have_written_into_a_message_is_marked(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    assert await store.outbox.recover() == 0
    rows = fresh(await store.outbox.fold(ALICE))
    await store.outbox.unfoldable(rows)
    assert [(one.id, one.resend) for one in await claim(store, ALICE)] == [
        (row, True) for row in rows
    ]


async def test_it_goes_with_no_report_notice_or_resent_alert(store: AnyStore) -> None:
    await told_and_folding(store)
    await store.outbox.unfoldable(fresh(await store.outbox.fold(ALICE)))
    await post(store, missed("M", -60, 40))
    await store.outbox.post_notice(HELLO, [ALICE], at(41))
    await post(store, entry("A", 42))
    assert codes(await claim(store, ALICE)) == ["M"]
    assert codes(await claim(store, ALICE)) == []
    assert codes(await claim(store, ALICE, most=1)) == ["A"], "the message is full"
    await store.outbox.recover()
    resent = [await claim(store, ALICE) for _ in range(3)]
    assert [codes(message) for message in resent] == [["M"], [], ["A"]]


async def test_what_was_never_written_into_its_message_is_summed_up_when_it_is_due(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    assert await store.outbox.release(at(600)) == [ALICE]
    assert await store.outbox.fold(ALICE) is None
    claimed = await store.outbox.claim(ALICE, at(600), 10)
    assert [(one.hold, one.folded) for one in claimed.deliveries] == [(Hold.FOLDED, False)] * 2
    assert [one.received_at for one in claimed.earlier] == [at(0), at(10)]


async def test_an_edit_that_ends_after_its_time_is_not_told_a_second_time(
    store: AnyStore,
) -> None:
    await told_and_folding(store)
    fold = await store.outbox.fold(ALICE)
    await store.outbox.release(at(600))
    await store.outbox.folded(fresh(fold), at(601))
    assert not await claim(store, ALICE)


async def test_after_a_move_nothing_old_can_be_edited(store: AnyStore) -> None:
    await told_and_folding(store)
    dave = Destination("telegram", "-1009")
    await store.subscriptions.move(ALICE, dave)
    assert await store.outbox.fold(dave) is None
    await post(store, *flap(SAMSUNG, 40))
    claimed = await store.outbox.claim(dave, at(40), 10)
    assert codes(claimed.deliveries) == [SAMSUNG] * 3, "what was to be folded goes along"
    assert {one.message_id for one in claimed.earlier} == {None}


async def test_what_the_new_address_was_told_can_still_be_edited_there(store: AnyStore) -> None:
    await follow(store, CAROL)
    await told_and_folding(store)
    await tell(store, CAROL, "c1")
    await store.subscriptions.move(ALICE, CAROL)
    await post(store, *flap(SAMSUNG, 40))
    (_, earlier) = ((await store.outbox.claim(CAROL, at(40), 10)).earlier)[-2:]
    assert earlier.message_id == "c1"


# --- another place in the same chat ---------------------------------------------------------


async def test_a_subscription_takes_what_waits_and_what_is_held_along_to_its_topic(
    store: AnyStore,
) -> None:
    await follow(store, ROOM, options=Options(silent=True))
    await post(store, entry("005930"))
    await hold(store, ROOM, Hold.MUTED, 60)
    await post(store, entry("000660"))
    assert await store.subscriptions.transfer(1, ROOM, TOPIC)
    (one,) = await store.subscriptions.of(ROOM)
    assert (one.destination, one.options.silent) == (TOPIC, True)
    assert codes(await claim(store, ROOM)) == []
    assert codes(await claim(store, TOPIC)) == ["000660"]
    assert await store.outbox.release(at(60)) == [TOPIC]
    assert codes(await claim(store, TOPIC)) == ["005930"]
    assert not await store.subscriptions.transfer(1, ROOM, TOPIC), "there is none any more"


async def test_what_a_topic_gets_anyway_is_not_told_there_twice(store: AnyStore) -> None:
    await follow(store, ROOM)
    await follow(store, TOPIC)
    await post(store, entry("005930"))
    assert await store.subscriptions.transfer(1, ROOM, TOPIC)
    assert codes(await claim(store, TOPIC)) == ["005930"]
    assert codes(await claim(store, TOPIC)) == []
    assert codes(await claim(store, ROOM)) == []
