"""What every store promises to price alerts."""

from dataclasses import replace
from datetime import timedelta

from core.model import DeliveryState, Destination, Hold, Notice
from core.model.lookout import Aim, Goal, Lookout, Telling
from core.ports import Held
from core.store import Store
from tests.core.store.make import ALICE, BOB, CAROL, DAY, NOW, at, entry, follow, post
from tests.fakes.store import FakeStore

AnyStore = Store | FakeStore

TOLD = Notice("lookout", {"name": "삼성전자", "code": "005930", "person": "telegram:1001"})
ABOVE = Aim(Goal.ABOVE, 80_000)


def lookout(aim: Aim = ABOVE, destination: Destination = ALICE, code: str = "005930") -> Lookout:
    until = NOW + timedelta(days=7)
    return Lookout(code, aim, destination, "telegram:1001", NOW, until, ceiling=79_000, floor=1)


async def waiting(store: AnyStore, destination: Destination = ALICE) -> list[str]:
    claim = await store.outbox.claim(destination, NOW, 9)
    return [one.notice.key for one in claim.deliveries if one.notice]


async def test_a_price_alert_comes_back_as_it_was_set(store: AnyStore) -> None:
    first = await store.lookouts.add(replace(lookout(), repeat=True, armed=False, day=DAY))
    second = await store.lookouts.add(lookout(Aim(Goal.MOVE, 3.5), BOB))
    assert first == replace(lookout(), repeat=True, armed=False, day=DAY, id=first.id)
    assert await store.lookouts.all() == [first, second]
    assert await store.lookouts.of(ALICE) == [first]


async def test_the_same_one_set_again_takes_the_place_of_the_first(store: AnyStore) -> None:
    first = await store.lookouts.add(lookout())
    other = await store.lookouts.add(lookout(Aim(Goal.BELOW, 80_000)))
    again = await store.lookouts.add(replace(lookout(), repeat=True))
    assert await store.lookouts.all() == [other, again]
    assert again.id not in (first.id, other.id)


async def test_a_chat_has_those_of_its_topics_and_a_topic_its_own(store: AnyStore) -> None:
    chat = replace(CAROL, topic="")
    made = [await store.lookouts.add(lookout(destination=one)) for one in (chat, CAROL)]
    assert await store.lookouts.of(chat) == made
    assert await store.lookouts.of(CAROL) == made[1:]
    assert await store.lookouts.remove(CAROL, made[0].id) == 0
    assert await store.lookouts.remove(chat, made[1].id) == 1
    assert await store.lookouts.remove(ALICE) == 0
    assert await store.lookouts.remove(chat) == 1
    assert await store.lookouts.all() == []


async def test_it_is_told_once_whoever_tries_again(store: AnyStore) -> None:
    one = await store.lookouts.add(lookout())
    assert await store.lookouts.tell(one, None, TOLD, NOW) == ALICE
    assert await store.lookouts.tell(one, None, TOLD, NOW) is None
    assert await store.lookouts.all() == []
    assert await waiting(store) == ["lookout"]


async def test_a_repeating_one_is_told_once_each_time(store: AnyStore) -> None:
    one = await store.lookouts.add(replace(lookout(), repeat=True))
    after = replace(one, armed=False, day=DAY, ceiling=81_000, told_at=at(5), turn=1)
    assert await store.lookouts.tell(one, after, TOLD, NOW) == ALICE
    assert await store.lookouts.tell(one, after, TOLD, NOW) is None
    await store.lookouts.save(replace(one, ceiling=5))
    assert await store.lookouts.all() == [after]
    armed = replace(after, armed=True)
    await store.lookouts.save(armed)
    assert await store.lookouts.all() == [armed]
    assert await store.lookouts.tell(armed, None, TOLD, NOW) == ALICE


async def test_nobody_is_told_of_what_was_removed_meanwhile(store: AnyStore) -> None:
    one = await store.lookouts.add(lookout())
    await store.lookouts.remove(ALICE, one.id)
    await store.lookouts.save(one)
    assert await store.lookouts.tell(one, None, TOLD, NOW) is None
    assert await waiting(store) == []


async def test_price_alerts_follow_a_chat_to_its_new_address(store: AnyStore) -> None:
    there = Destination("telegram", "-200")
    kept = await store.lookouts.add(lookout(destination=there))
    await store.lookouts.add(lookout())
    moved = await store.lookouts.add(lookout(Aim(Goal.YEAR_HIGH)))
    await store.subscriptions.move(ALICE, there)
    assert await store.lookouts.of(there) == [kept, replace(moved, destination=there)]
    assert await store.lookouts.tell(moved, None, TOLD, NOW) == there


async def test_the_price_alerts_of_a_removed_person_end(store: AnyStore) -> None:
    await store.lookouts.add(lookout())
    other = await store.lookouts.add(replace(lookout(destination=BOB), person="slack:U2"))
    await store.subscriptions.suspend_persons(["telegram:1001"], "person_removed")
    assert await store.lookouts.all() == [other]


async def hold(store: AnyStore, hold: Hold = Hold.MUTED) -> int:
    """Hold back the notice that goes next."""
    claim = await store.outbox.claim(ALICE, NOW, 9)
    (one,) = claim.deliveries
    await store.outbox.decide(NOW, {}, [Held(one.id, hold, at(60))])
    return one.id


async def test_price_alerts_that_were_held_back_for_one_reason_go_together(
    store: AnyStore,
) -> None:
    held = []
    for why in (Hold.MUTED, Hold.QUIET, Hold.MUTED):
        await store.outbox.post_notice(TOLD, [ALICE], NOW)
        held.append(await hold(store, why))
    await store.outbox.post_notice(Notice("session_back"), [ALICE], NOW)
    assert await waiting(store) == ["session_back"]
    assert await store.outbox.release(at(59)) == []
    assert await store.outbox.release(at(60)) == [ALICE]
    runs = [await store.outbox.claim(ALICE, at(60), 9) for _ in range(3)]
    assert [[one.id for one in run.deliveries] for run in runs] == [
        [held[0], held[2]],
        [held[1]],
        [],
    ]
    assert {one.hold for one in runs[0].deliveries} == {Hold.MUTED}


async def test_a_summary_of_alerts_takes_no_held_back_price_alert_along(store: AnyStore) -> None:
    await follow(store, ALICE)
    await store.outbox.post_notice(TOLD, [ALICE], NOW)
    notice = await hold(store)
    await post(store, entry("A"))
    alert = await hold(store)
    await store.outbox.release(at(60))
    runs = [await store.outbox.claim(ALICE, at(60), 9) for _ in range(2)]
    assert [[one.id for one in run.deliveries] for run in runs] == [[notice], [alert]]


async def test_ending_a_mute_lets_go_price_alerts_as_well(store: AnyStore) -> None:
    await store.outbox.post_notice(TOLD, [ALICE], NOW)
    await hold(store)
    assert await store.outbox.unhold(ALICE, Hold.MUTED, at(5)) == 1
    assert await store.outbox.release(at(5)) == [ALICE]


async def test_the_tellings_of_a_stock_say_what_became_of_them_newest_first(
    store: AnyStore,
) -> None:
    other = Notice("lookout", {"code": "000660"})
    for notice in (TOLD, other, Notice("session_back")):
        await store.outbox.post_notice(notice, [ALICE], NOW)
    first = await store.outbox.claim(ALICE, NOW, 1)
    await store.outbox.sent([one.id for one in first.deliveries], at(1), "m1")
    await store.outbox.post_notice(TOLD, [ALICE], at(9))
    for _ in range(2):
        await store.outbox.claim(ALICE, NOW, 1)
    await hold(store)
    assert await store.lookouts.told(ALICE, "005930", 5) == [
        Telling(at(9), TOLD, DeliveryState.HELD, hold=Hold.MUTED, until=at(60)),
        Telling(NOW, TOLD, DeliveryState.SENT, at(1)),
    ]
    assert len(await store.lookouts.told(ALICE, "005930", 1)) == 1
    assert await store.lookouts.told(BOB, "005930", 5) == []


async def test_nobody_who_was_removed_is_told_what_was_held_back(store: AnyStore) -> None:
    await store.outbox.post_notice(TOLD, [ALICE], NOW)
    await hold(store)
    await store.outbox.post_notice(TOLD, [ALICE], NOW)
    theirs = Notice("lookout", {"code": "005930", "person": "slack:U2"})
    await store.outbox.post_notice(theirs, [ALICE], NOW)
    await store.subscriptions.suspend_persons(["telegram:1001"], "person_removed")
    assert await store.outbox.release(at(60)) == []
    claim = await store.outbox.claim(ALICE, at(60), 9)
    assert [one.notice for one in claim.deliveries] == [theirs]
    states = {one.state for one in await store.lookouts.told(ALICE, "005930", 5)}
    assert states == {DeliveryState.FAILED, DeliveryState.SENDING}
