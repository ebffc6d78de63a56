"""What every store promises of options, silences, pauses and small facts."""

from datetime import time

from core.model import Between, Destination, Kinds, Mute, Options, Quiet
from core.ports import Silence
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
    entry,
    follow,
    post,
)

ROOM = Destination("telegram", "-100")
TOPIC = Destination("telegram", "-100", "1")
NIGHT, NOON = Quiet(time(22, 0), time(8, 0)), Quiet(time(12, 0), time(13, 0))
PERSON = "telegram:1001"
EVERY_OPTION = Options(
    kinds=Kinds.EXIT,
    price=Between(1_000, 50_000),
    rate=Between(-3.5, None),
    volume=Between(None, 10_000_000_000),
    value=Between(5_000),
    markets=frozenset({"KOSPI", "ETF"}),
    name="전자",
    cooldown=30,
    digest=15,
    silent=True,
    fold=0,
)


# --- options --------------------------------------------------------------------------------


async def test_a_subscription_comes_back_with_its_options(store: AnyStore) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    await follow(store, ALICE, condition_id=2)
    assert [one.options for one in await store.subscriptions.of(ALICE)] == [
        EVERY_OPTION,
        Options(),
    ]


async def test_subscribing_again_keeps_the_options_unless_others_are_named(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    assert not await store.subscriptions.add(1, ALICE, PERSON, at(1))
    assert [one.options for one in await store.subscriptions.of(ALICE)] == [EVERY_OPTION]
    assert not await store.subscriptions.add(1, ALICE, PERSON, at(1), Options(silent=True))
    assert [one.options for one in await store.subscriptions.of(ALICE)] == [Options(silent=True)]


async def test_options_can_be_changed_of_what_is_subscribed_only(store: AnyStore) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    assert await store.subscriptions.change(1, ALICE, Options(fold=5))
    assert not await store.subscriptions.change(2, ALICE, Options())
    assert not await store.subscriptions.change(1, BOB, Options())
    assert [one.options for one in await store.subscriptions.of(ALICE)] == [Options(fold=5)]


async def test_a_chat_names_the_subscriptions_of_all_its_topics_and_a_topic_its_own(
    store: AnyStore,
) -> None:
    await follow(store, TOPIC, ROOM, CAROL, ALICE)
    assert [one.destination for one in await store.subscriptions.of(ROOM)] == [TOPIC, ROOM, CAROL]
    assert [one.destination for one in await store.subscriptions.of(TOPIC)] == [TOPIC]


async def test_a_person_finds_what_they_follow_in_whichever_chat(store: AnyStore) -> None:
    await follow(store, ALICE, ROOM)
    await store.subscriptions.add(2, CAROL, "telegram:2002", NOW)
    await store.subscriptions.pause(1, ROOM, "paused")
    found = await store.subscriptions.made_by(PERSON)
    assert [(one.destination, one.suspended) for one in found] == [(ALICE, None), (ROOM, "paused")]
    assert [one.condition.id for one in await store.subscriptions.made_by("telegram:2002")] == [2]
    assert not await store.subscriptions.made_by("telegram:3003")


# --- paused, woken, adopted -----------------------------------------------------------------


async def test_a_paused_subscription_gets_nothing_and_the_others_go_on(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await follow(store, ALICE, condition_id=2)
    await post(store, entry("A"), entry("B", condition_id=2))
    await store.outbox.post_notice(HELLO, [ALICE], NOW)
    assert await store.subscriptions.pause(1, ALICE, "paused") == 1
    assert await store.subscriptions.pause(1, ALICE, "again") is None
    assert await store.subscriptions.pause(3, ALICE, "paused") is None
    await post(store, entry("C"))
    assert codes(await claim(store, ALICE)) == ["B"]
    assert [one.notice for one in await claim(store, ALICE)] == [HELLO]
    assert codes(await claim(store, BOB)) == ["A", "C"]
    assert [one.suspended for one in await store.subscriptions.of(ALICE)] == ["paused", None]


async def test_waking_wakes_one_subscription_whatever_put_it_to_sleep(store: AnyStore) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    await follow(store, ALICE, condition_id=2)
    await store.subscriptions.pause(1, ALICE, "paused")
    await store.subscriptions.suspend_condition(2, "condition_gone")
    assert await store.subscriptions.wake(1, ALICE)
    assert not await store.subscriptions.wake(1, ALICE)
    assert not await store.subscriptions.wake(1, BOB)
    assert await store.subscriptions.counts() == {1: 1}
    assert await store.subscriptions.wake(2, ALICE)
    assert next(one.options for one in await store.subscriptions.of(ALICE)) == EVERY_OPTION


async def test_a_chat_that_is_back_does_not_wake_what_a_person_put_to_sleep(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await follow(store, ALICE, condition_id=2)
    await follow(store, ALICE, condition_id=3)
    await store.subscriptions.pause(1, ALICE, "paused")
    await store.subscriptions.suspend_condition(2, "condition_renamed")
    await store.subscriptions.suspend(ALICE, "blocked")
    assert await store.subscriptions.resume(ALICE) == 1
    assert await store.subscriptions.counts() == {3: 1}


async def test_a_chat_that_is_closed_is_closed_with_its_topics_and_a_topic_by_itself(
    store: AnyStore,
) -> None:
    await follow(store, TOPIC, ROOM, CAROL, ALICE)
    await post(store, entry("A"))
    assert await store.subscriptions.suspend(TOPIC, "topic_deleted") == 1
    assert codes(await claim(store, ROOM)) == ["A"]
    assert await store.subscriptions.suspend(ROOM, "kicked") == 2
    assert not await claim(store, CAROL)
    assert await store.subscriptions.subscribers(1) == [ALICE]
    assert await store.subscriptions.resume(ROOM) == 3


async def test_an_absent_channel_keeps_what_is_paused_paused(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.subscriptions.pause(1, ALICE, "paused")
    await store.subscriptions.keep_channels({"slack"})
    await store.subscriptions.keep_channels({"slack", "telegram"})
    assert [one.suspended for one in await store.subscriptions.of(ALICE)] == ["paused"]


async def test_a_subscription_follows_another_condition_awake_and_with_its_options(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    await store.subscriptions.suspend_condition(1, "condition_renamed")
    assert await store.subscriptions.adopt(1, 2, ALICE)
    (one,) = await store.subscriptions.of(ALICE)
    assert (one.condition.id, one.options, one.suspended) == (2, EVERY_OPTION, None)
    assert not await store.subscriptions.adopt(1, 2, ALICE)
    assert not await store.subscriptions.adopt(2, 99, ALICE)
    assert not await store.subscriptions.adopt(2, 3, BOB)


async def test_two_subscriptions_become_one_where_the_other_condition_was_followed_already(
    store: AnyStore,
) -> None:
    await follow(store, ALICE, options=EVERY_OPTION)
    await follow(store, ALICE, condition_id=2)
    assert await store.subscriptions.adopt(1, 2, ALICE)
    (one,) = await store.subscriptions.of(ALICE)
    assert (one.condition.id, one.options) == (2, EVERY_OPTION)
    assert await store.subscriptions.adopt(2, 2, ALICE)
    assert len(await store.subscriptions.of(ALICE)) == 1


async def test_who_is_removed_is_told_nothing_more_not_even_what_waited(store: AnyStore) -> None:
    await follow(store, ALICE, CAROL)
    await store.subscriptions.add(1, BOB, "slack:U1", NOW)
    await store.subscriptions.suspend(CAROL, "blocked")
    await post(store, entry("A"))
    assert await store.subscriptions.suspend_persons([PERSON], "person_removed") == [ALICE]
    assert await store.subscriptions.suspend_persons([PERSON], "person_removed") == []
    assert await store.subscriptions.suspend_persons([], "person_removed") == []
    await post(store, entry("B"))
    assert not await claim(store, ALICE)
    assert codes(await claim(store, BOB)) == ["A", "B"]
    assert await store.subscriptions.resume(ALICE) == 0


async def test_whoever_wakes_a_subscription_by_subscribing_answers_for_it(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await store.subscriptions.suspend_persons([PERSON], "person_removed")
    assert await store.subscriptions.add(1, ALICE, "slack:U1", at(1))
    assert await store.subscriptions.suspend_persons([PERSON], "person_removed") == []
    assert await store.subscriptions.subscribers(1) == [ALICE]


async def test_the_chats_are_all_that_follow_anything_once_each(store: AnyStore) -> None:
    assert await store.subscriptions.chats() == []
    await follow(store, ALICE, TOPIC, BOB)
    await follow(store, ALICE, condition_id=2)
    await store.subscriptions.suspend(BOB, "blocked")
    assert await store.subscriptions.chats() == [ALICE, TOPIC]


# --- silence --------------------------------------------------------------------------------


async def test_a_mute_holds_until_its_time_and_travels_with_the_claim(store: AnyStore) -> None:
    (condition, *_) = await store.conditions.all()
    mutes = [Mute(at(60)), Mute(at(90), condition), Mute(at(120), None, "005930")]
    for mute in mutes:
        await store.preferences.mute(ALICE, mute, PERSON, NOW)
    await follow(store, ALICE)
    await post(store, entry("A"))
    assert (await store.outbox.claim(ALICE, NOW, 1)).here.mutes == tuple(mutes)
    assert await store.preferences.mutes(ALICE, at(60)) == mutes[1:]
    assert await store.preferences.mutes(ALICE, at(120)) == []
    assert await store.preferences.mutes(BOB, NOW) == []


async def test_muting_the_same_thing_again_replaces_its_end(store: AnyStore) -> None:
    (condition, *_) = await store.conditions.all()
    for until in (at(90), at(60)):
        await store.preferences.mute(ALICE, Mute(until), PERSON, NOW)
        await store.preferences.mute(ALICE, Mute(until, condition), PERSON, NOW)
    assert await store.preferences.mutes(ALICE, NOW) == [Mute(at(60)), Mute(at(60), condition)]


async def test_one_mute_is_ended_by_what_it_is_of_and_all_by_nothing(store: AnyStore) -> None:
    first, second, _ = await store.conditions.all()
    for mute in (Mute(at(60)), Mute(at(60), first), Mute(at(60), second), Mute(at(60), code="A")):
        await store.preferences.mute(ALICE, mute, PERSON, NOW)
    await store.preferences.mute(BOB, Mute(at(60)), PERSON, NOW)
    assert await store.preferences.unmute(ALICE, first.id) == 1
    assert await store.preferences.unmute(ALICE, first.id) == 0
    assert await store.preferences.unmute(ALICE, code="A") == 1
    assert await store.preferences.mutes(ALICE, NOW) == [Mute(at(60)), Mute(at(60), second)]
    assert await store.preferences.unmute(ALICE) == 2
    assert await store.preferences.unmute(CAROL) == 0
    assert await store.preferences.mutes(BOB, NOW) == [Mute(at(60))]


async def test_a_mute_of_a_chat_holds_for_its_topics_and_not_the_other_way_round(
    store: AnyStore,
) -> None:
    await store.preferences.mute(ROOM, Mute(at(60)), PERSON, NOW)
    await store.preferences.mute(TOPIC, Mute(at(90)), PERSON, NOW)
    assert await store.preferences.mutes(TOPIC, NOW) == [Mute(at(60)), Mute(at(90))]
    assert await store.preferences.mutes(ROOM, NOW) == [Mute(at(60))]
    assert await store.preferences.mutes(CAROL, NOW) == [Mute(at(60))]
    assert await store.preferences.mutes(ALICE, NOW) == []


async def test_quiet_hours_of_a_chat_hold_for_topics_that_have_none_of_their_own(
    store: AnyStore,
) -> None:
    await follow(store, TOPIC)
    await post(store, entry("A"))
    assert await store.preferences.quiet(TOPIC) is None
    await store.preferences.set_quiet(ROOM, NIGHT)
    assert await store.preferences.quiet(TOPIC) == NIGHT
    assert (await store.outbox.claim(TOPIC, NOW, 1)).here.quiets == (NIGHT,)
    await store.preferences.set_quiet(TOPIC, NOON)
    assert await store.preferences.quiet(TOPIC) == NOON
    assert await store.preferences.quiet(ROOM) == NIGHT
    await store.preferences.set_quiet(ROOM, None)
    assert await store.preferences.quiet(CAROL) is None


async def test_a_notice_knows_of_the_quiet_hours_too(store: AnyStore) -> None:
    await store.preferences.set_quiet(ALICE, NIGHT)
    await store.outbox.post_notice(HELLO, [ALICE], NOW)
    claimed = await store.outbox.claim(ALICE, NOW, 1)
    assert claimed.here == Silence((), (NIGHT,))


async def test_the_summary_of_each_day_is_wanted_until_somebody_says_otherwise(
    store: AnyStore,
) -> None:
    assert await store.preferences.daily(TOPIC)
    await store.preferences.set_daily(TOPIC, wanted=False)
    assert not await store.preferences.daily(TOPIC)
    assert await store.preferences.daily(ROOM)
    await store.preferences.set_daily(TOPIC, wanted=True)
    await store.preferences.set_daily(ROOM, wanted=False)
    assert not await store.preferences.daily(TOPIC), "the whole chat wants none"
    assert await store.preferences.daily(ALICE)


async def test_a_chat_that_moves_takes_its_silences_along(store: AnyStore) -> None:
    await store.preferences.mute(ALICE, Mute(at(60)), PERSON, NOW)
    await store.preferences.set_quiet(ALICE, NIGHT)
    await store.preferences.set_daily(ALICE, wanted=False)
    await store.subscriptions.move(ALICE, CAROL)
    assert await store.preferences.mutes(CAROL, NOW) == [Mute(at(60))]
    assert await store.preferences.quiet(CAROL) == NIGHT
    assert not await store.preferences.daily(CAROL)
    assert await store.preferences.mutes(ALICE, NOW) == []
    assert await store.preferences.daily(ALICE)


async def test_chats_that_become_one_are_as_silent_as_either_was(store: AnyStore) -> None:
    await store.preferences.mute(ALICE, Mute(at(60)), PERSON, NOW)
    await store.preferences.mute(CAROL, Mute(at(90)), PERSON, NOW)
    await store.preferences.set_quiet(ALICE, NIGHT)
    await store.preferences.set_quiet(CAROL, NOON)
    await store.preferences.set_daily(ALICE, wanted=False)
    await store.subscriptions.move(ALICE, CAROL)
    assert await store.preferences.mutes(CAROL, NOW) == [Mute(at(60)), Mute(at(90))]
    assert await store.preferences.quiet(CAROL) == NOON
    assert not await store.preferences.daily(CAROL)


async def test_mutes_that_ended_long_ago_are_forgotten(store: AnyStore) -> None:
    await store.preferences.mute(ALICE, Mute(at(60)), PERSON, NOW)
    await store.preferences.mute(ALICE, Mute(at(90), code="A"), PERSON, NOW)
    assert await store.retain(at(70)) == 1
    assert await store.preferences.unmute(ALICE) == 1


# --- facts ----------------------------------------------------------------------------------


async def test_a_fact_is_remembered_replaced_and_forgotten(store: AnyStore) -> None:
    assert await store.facts.get("frozen") is None
    await store.facts.put("frozen", "yes")
    await store.facts.put("frozen", "since ten")
    assert await store.facts.get("frozen") == "since ten"
    await store.facts.drop("frozen")
    await store.facts.drop("frozen")
    assert await store.facts.get("frozen") is None


async def test_facts_are_found_by_how_their_keys_begin_and_no_sign_is_special(
    store: AnyStore,
) -> None:
    for key in ("pin:b", "pin:a", "pin%", "PIN:c", "pi_:d"):
        await store.facts.put(key, key.upper())
    assert await store.facts.under("pin:") == {"pin:a": "PIN:A", "pin:b": "PIN:B"}
    assert await store.facts.under("pi_") == {"pi_:d": "PI_:D"}


async def test_what_is_unmuted_in_a_topic_is_its_own_and_its_chats_but_no_other_topics(
    store: AnyStore,
) -> None:
    other = Destination("telegram", "-100", "2")
    for place in (ROOM, TOPIC, other):
        await store.preferences.mute(place, Mute(at(60)), PERSON, NOW)
    assert await store.preferences.unmute(TOPIC) == 2
    assert await store.preferences.mutes(TOPIC, NOW) == []
    assert len(await store.preferences.mutes(other, NOW)) == 1
    assert await store.preferences.unmute(ROOM) == 1, "a chat's word holds for its topics"


async def test_a_closed_chat_is_closed_in_all_topics_and_woken_in_all(store: AnyStore) -> None:
    await follow(store, ROOM)
    await follow(store, TOPIC)
    assert await store.subscriptions.suspend(ROOM, "kicked") == 2
    assert await store.subscriptions.resume(ROOM) == 2
    assert await store.subscriptions.suspend(TOPIC, "topic_deleted") == 1
    assert [one.suspended for one in await store.subscriptions.of(ROOM)] == [
        None,
        "topic_deleted",
    ]
