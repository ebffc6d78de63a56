"""Where a chat has to wait for hours: what every store promises of telling it elsewhere."""

from datetime import time, timedelta

from core.model import Between, Hold, Kinds, Mute, Options, Quiet
from core.ports import Held, Silence
from tests.core.store.make import (
    ALICE,
    BOB,
    CAROL,
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
    post,
    tell,
)

RISING = Options(kinds=Kinds.ENTRY, rate=Between(3.0), markets=frozenset({"ETF"}), cooldown=5)


async def test_what_waits_is_told_elsewhere_and_summed_up_where_it_was_to_go(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, options=RISING)
    await post(store, entry("A"), entry("B", 1))
    await store.outbox.post_notice(HELLO, [ALICE], at(2))
    assert await store.outbox.divert(ALICE, BOB, at(5), at(43_838)) == 3
    assert [one.notice for one in await tell(store, BOB, "b0")] == [HELLO], "a notice moves"
    copies = await tell(store, BOB, "b1")
    assert [(codes([one]), one.diverted, one.options) for one in copies] == [
        (["A"], "telegram", RISING),
        (["B"], "telegram", RISING),
    ]
    assert await store.outbox.release(at(43_837)) == []
    assert await store.outbox.release(at(43_838)) == [ALICE]
    (summary,) = await drain(store, ALICE)
    assert (codes(summary), {one.hold for one in summary}) == (["A", "B"], {Hold.DIVERTED})


async def test_each_alert_is_diverted_once_and_not_where_it_is_told_anyway(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"))
    await post(store, entry("X", condition_id=None))
    await store.subscriptions.remove(1, BOB)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("B", condition_id=2))
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 2
    told = [one for message in await drain(store, BOB) for one in message]
    assert [(codes([one]), one.diverted) for one in told] == [
        (["A"], "telegram"),
        (["X"], ""),
        (["B"], "telegram"),
    ]
    assert await store.outbox.divert(ALICE, BOB, at(6), at(600)) == 1, "now it is told there"
    assert await store.outbox.divert(ALICE, BOB, at(7), at(600)) == 0


async def test_diverted_alerts_do_not_share_a_message_with_the_chats_own(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, BOB, condition_id=2)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    await post(store, entry("B", condition_id=2))
    assert [codes(message) for message in await drain(store, BOB)] == [["A"], ["B"]]


async def test_nothing_is_diverted_on_to_the_chats_of_other_people(store: AnyStore) -> None:
    await follow(store, ALICE, options=RISING)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    await follow(store, BOB, condition_id=2)
    await post(store, entry("B", condition_id=2))
    assert await store.outbox.give_back(BOB) == [ALICE]
    assert await store.outbox.divert(BOB, CAROL, at(1), at(700)) == 1
    assert codes(await claim(store, CAROL)) == ["B"]
    assert await store.outbox.give_back(BOB) == []
    assert codes(await claim(store, ALICE)) == ["A"], "it looks for another way itself"


async def test_what_a_chat_gave_back_may_be_told_there_later(store: AnyStore) -> None:
    await follow(store, ALICE, options=RISING)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    await store.outbox.give_back(BOB)
    assert await store.outbox.divert(ALICE, BOB, at(400), at(600)) == 1
    (told,) = await claim(store, BOB)
    assert (codes([told]), told.options) == (["A"], RISING)


async def test_what_is_held_of_another_chats_alerts_is_in_nobodys_way(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    (copy,) = ids(await claim(store, BOB))
    await store.outbox.decide(NOW, {}, [Held(copy, Hold.COOLDOWN, at(300))])
    await follow(store, BOB)
    await post(store, entry("A", 1))
    assert (await store.outbox.claim(BOB, NOW, 9)).held == ()
    assert await store.outbox.unhold(ALICE, Hold.COOLDOWN, NOW) == 1, "as where it was to go"


async def test_a_notice_that_failed_there_was_not_said_there(store: AnyStore) -> None:
    await store.outbox.post_notice(HELLO, [ALICE, BOB], at(2))
    (lost,) = ids(await claim(store, BOB))
    await store.outbox.failed([lost], at(3), "gone: blocked")
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 1
    assert [one.notice for one in await claim(store, BOB)] == [HELLO]


async def test_a_mark_for_resending_is_diverted_with_its_alert(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.put_back(ids(await claim(store, ALICE)), resend=True)
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    assert [one.resend for one in await claim(store, BOB)] == [True]


async def test_who_unsubscribes_is_not_told_elsewhere_either(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, BOB, condition_id=2)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    assert await store.subscriptions.remove(1, BOB) is None, "the alert is of another subscription"
    await store.subscriptions.remove(1, ALICE)
    assert not await claim(store, BOB)
    assert await store.outbox.release(at(600)) == []


async def test_chats_that_become_one_are_told_once_and_know_no_detour(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    await store.subscriptions.move(ALICE, BOB)
    (told,) = await claim(store, BOB)
    assert (told.diverted, told.options) == ("", Options())
    assert await store.outbox.release(NOW + timedelta(days=1)) == []


async def test_what_is_held_back_goes_along_in_the_order_of_its_events(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1))
    first, second = await claim(store, ALICE)
    held = [Held(first.id, Hold.DIGEST, at(300)), Held(second.id, Hold.FOLDED, at(300), "m1")]
    await store.outbox.decide(NOW, {}, held)
    await post(store, entry("A", 2))
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 3
    assert [one.event.id for one in await claim(store, BOB) if one.event] == [1, 2, 3]
    assert await store.outbox.release(at(599)) == []
    assert await store.outbox.fold(ALICE) is None, "its message is out of reach for hours"
    await store.outbox.release(at(600))
    assert codes(await claim(store, ALICE)) == ["A", "B", "A"]


async def test_what_the_other_chat_filters_is_told_there_all_the_same(store: AnyStore) -> None:
    await follow(store, ALICE)
    await follow(store, BOB, options=RISING)
    await post(store, entry("A"))
    (theirs,) = await claim(store, BOB)
    await store.outbox.decide(NOW, {theirs.id: "rate"}, [])
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 1
    (told,) = await claim(store, BOB)
    assert (codes([told]), told.diverted, told.options) == (["A"], "telegram", Options())


async def test_what_the_other_chat_has_not_decided_on_waits_until_it_has(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"))
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 0
    (theirs,) = await claim(store, BOB)
    assert await store.outbox.divert(ALICE, BOB, at(6), at(600)) == 0
    await store.outbox.decide(at(7), {theirs.id: "rate"}, [])
    assert await store.outbox.divert(ALICE, BOB, at(8), at(600)) == 1
    assert codes(await claim(store, BOB)) == ["A"]


async def test_a_notice_the_other_chat_has_as_well_is_not_told_there_twice(store: AnyStore) -> None:
    await store.outbox.post_notice(HELLO, [ALICE, BOB], at(2))
    await store.outbox.post_notice(HELLO, [ALICE], at(3))
    assert await store.outbox.divert(ALICE, BOB, at(5), at(600)) == 1
    assert [one.notice for message in await drain(store, BOB) for one in message] == [HELLO] * 2
    assert await drain(store, ALICE) == []


async def test_where_the_other_chat_is_closed_too_it_waits_again_where_it_was_to_go(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B"))
    await store.outbox.divert(ALICE, BOB, at(5), at(600))
    told, lost = await claim(store, BOB)
    await store.outbox.sent([told.id], at(6), "b1")
    await store.outbox.failed([lost.id], at(7), "gone: blocked")
    assert await store.outbox.undivert(BOB) == [ALICE]
    assert await store.outbox.undivert(BOB) == []
    assert codes(await claim(store, ALICE)) == ["B"]
    await store.outbox.divert(ALICE, CAROL, at(8), at(600))
    assert not codes(await claim(store, CAROL)), "it is in the air"


async def test_the_silence_of_the_first_chat_holds_where_its_alerts_go_instead(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    night, noon = Quiet(time(22), time(8)), Quiet(time(12), time(13))
    await store.preferences.mute(ALICE, Mute(at(900)), "telegram:1001", NOW)
    await store.preferences.mute(BOB, Mute(at(901)), "slack:U1", NOW)
    await store.preferences.set_quiet(ALICE, night)
    await store.preferences.set_quiet(BOB, noon)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, NOW, at(600))
    claimed = await store.outbox.claim(BOB, NOW, 9)
    assert claimed.here == Silence((Mute(at(901)),), (noon,))
    assert claimed.home == Silence((Mute(at(900)),), (night,))


async def test_every_pause_is_known_whether_anything_waits_or_not(store: AnyStore) -> None:
    assert await store.outbox.paused(NOW) == []
    await store.outbox.hold(ALICE, at(43_838), NOW)
    await store.outbox.hold(BOB, at(5), NOW)
    assert await store.outbox.waiting() == []
    assert await store.outbox.paused(at(1)) == [(ALICE, at(43_838)), (BOB, at(5))]
    assert await store.outbox.paused(at(5)) == [(ALICE, at(43_838))]


async def test_a_pause_and_its_notice_are_written_together(store: AnyStore) -> None:
    await store.outbox.hold(ALICE, at(43_838), NOW, HELLO, [BOB, CAROL])
    assert await store.outbox.paused(NOW) == [(ALICE, at(43_838))]
    told = [await claim(store, place) for place in (BOB, CAROL)]
    assert [message[0].notice for message in told] == [HELLO, HELLO]
