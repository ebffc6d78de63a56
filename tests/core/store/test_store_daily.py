"""What a day was in one chat, and that it is told once."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.model import Destination, Event, EventKind, Hold, Notice, Source
from core.ports import Change, Held, Story
from core.store import Store
from tests.core.store.make import ALICE, BOB, CAROL, DAY, NOW, at, list_conditions
from tests.fakes.store import FakeStore

LATER = at(3_600)


AnyStore = Store | FakeStore


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    opened: AnyStore
    opened = FakeStore() if request.param == "memory" else await Store.open(tmp_path / "bot.db")
    await list_conditions(opened, "골든크로스", "거래량 급증")
    yield opened
    await opened.close()


def event(
    code: str,
    seconds: float = 0,
    condition_id: int | None = 1,
    kind: EventKind = EventKind.ENTRY,
    since: datetime | None = None,
) -> Event:
    source = Source.MISSED if since else Source.REALTIME
    return Event(condition_id, code, kind, source, DAY, at(seconds), since=since)


async def follow(store: AnyStore, *destinations: Destination) -> None:
    for condition_id in (1, 2):
        for destination in destinations:
            await store.subscriptions.add(condition_id, destination, "person", NOW)


async def post(store: AnyStore, *events: Event) -> None:
    await store.outbox.post([Change(None, events)])


async def test_a_day_counts_conditions_and_stocks_most_first(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(
        store,
        event("A"), event("A", 1, kind=EventKind.EXIT), event("B", 2),
        event("A", 3, condition_id=2), event("C", 4, condition_id=None),
    )  # fmt: skip
    story = await store.days.story(ALICE, NOW, LATER)
    assert story == Story(
        conditions=(("골든크로스", 2, 1), ("거래량 급증", 1, 0), ("", 1, 0)),
        stocks=(("A", 3), ("B", 1), ("C", 1)),
        told=5,
        entered=((10, "", 1), (10, "거래량 급증", 1), (10, "골든크로스", 2)),
    )
    assert story.hours == ((10, 4),)


async def test_what_came_before_or_after_and_what_others_were_told_does_not_count(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, event("A", -1), event("B", 3_600))
    assert await store.days.story(ALICE, NOW, LATER) == Story()
    await post(store, event("C"))
    assert await store.days.story(BOB, NOW, LATER) == Story()


async def test_the_topics_of_a_chat_are_counted_together(store: AnyStore) -> None:
    group, topic = Destination("telegram", "-100"), CAROL
    await store.subscriptions.add(1, group, "person", NOW)
    await store.subscriptions.add(2, topic, "person", NOW)
    await post(store, event("A"), event("B", condition_id=2))
    assert (await store.days.story(group, NOW, LATER)).told == 2


async def test_what_was_filtered_failed_or_held_back_is_counted_apart(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, *(event(code, seconds) for seconds, code in enumerate("ABCD")))
    claim = await store.outbox.claim(ALICE, NOW, 30)
    first, second, third, fourth = (one.id for one in claim.deliveries)
    await store.outbox.decide(NOW, {first: "rate"}, ())
    await store.outbox.failed([second], NOW, "gone")

    await store.outbox.decide(NOW, {}, [Held(third, Hold.MUTED, LATER)])
    await store.outbox.sent([fourth], NOW, "m1")
    story = await store.days.story(ALICE, NOW, LATER)
    assert (story.told, story.held, story.filtered, story.failed) == (1, 1, 1, 1)
    assert story.stocks == (("C", 1), ("D", 1))


async def test_reports_of_what_was_missed_are_counted_not_their_stocks(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, event("A", 60, since=NOW), event("B", 60, since=NOW))
    await post(store, event("C", 90, since=at(80)))
    assert (await store.days.story(ALICE, NOW, LATER)).missed == 2


async def test_a_day_is_told_once_whoever_asks_again(store: AnyStore) -> None:
    letters = [(ALICE, Notice("daily_quiet", {"day": "2026-11-19"})), (BOB, Notice("hello"))]
    assert await store.days.tell("daily:2026-11-19:quiet", letters, NOW) is True
    again = NOW + timedelta(hours=1)
    assert await store.days.tell("daily:2026-11-19:quiet", letters, again) is False
    assert await store.facts.get("daily:2026-11-19:quiet") == NOW.isoformat()
    claim = await store.outbox.claim(ALICE, NOW, 30)
    assert [one.notice for one in claim.deliveries] == [letters[0][1]]
    assert [one.destination for one in await store.outbox.waiting()] == [BOB]


async def test_a_day_nobody_has_to_hear_of_is_told_all_the_same(store: AnyStore) -> None:
    assert await store.days.tell("daily:2026-11-19:quiet", [], NOW) is True
    assert await store.days.tell("daily:2026-11-19:quiet", [], NOW) is False
