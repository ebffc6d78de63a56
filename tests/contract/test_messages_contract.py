"""What every store promises to the conversations on the page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.model import Destination
from core.ports import Message
from core.store import Store
from tests.core.store.make import NOW, at
from tests.fakes.store import FakeStore

AnyStore = Store | FakeStore

HERE = Destination("web", "telegram.1001")
THERE = Destination("web", "web.local")


def body(text: str) -> dict[str, Any]:
    return {"parts": [[[text, "b"]]], "buttons": []}


async def said(
    store: AnyStore, text: str, where: Destination = HERE, key: str = "", when: float = 0
) -> Message:
    made = await store.messages.say(where, body(text), at(when), key)
    assert made is not None
    return made


async def test_a_message_comes_back_as_it_was_said(store: AnyStore) -> None:
    first = await said(store, "삼성전자 <b>", key="k-1")
    assert (first.body, first.at, first.key, first.turn) == (body("삼성전자 <b>"), NOW, "k-1", 1)
    assert await store.messages.get(HERE, first.id) == first
    assert await store.messages.get(THERE, first.id) is None, "it is another's"
    assert await store.messages.get(HERE, first.id + 1) is None


async def test_what_a_browser_repeats_is_there_once(store: AnyStore) -> None:
    await said(store, "구독 0", key="k-1")
    assert await store.messages.say(HERE, body("구독 0"), NOW, "k-1") is None
    await said(store, "구독 0", THERE, key="k-1")
    await said(store, "A")
    await said(store, "A")
    assert len(await store.messages.latest(HERE, 9)) == 3


async def test_turns_rise_within_a_conversation_and_a_change_is_a_turn(store: AnyStore) -> None:
    first, second = await said(store, "A"), await said(store, "B")
    await said(store, "Z", THERE)
    changed = await store.messages.change(HERE, first.id, body("A2"))
    assert changed == replace(first, turn=3, body=body("A2"))
    assert await store.messages.since(HERE, 0, 9) == [second, changed]
    assert await store.messages.since(HERE, 2, 9) == [changed]
    assert await store.messages.since(HERE, 3, 9) == []
    assert await store.messages.since(HERE, 0, 1) == [second]
    assert await store.messages.latest(HERE, 9) == [changed, second]


async def test_nobody_changes_a_message_of_another_conversation(store: AnyStore) -> None:
    first = await said(store, "A")
    await said(store, "Z", THERE)
    assert await store.messages.change(THERE, first.id, body("!")) is None
    assert await store.messages.change(Destination("web", "nobody"), first.id, body("!")) is None
    assert await store.messages.get(HERE, first.id) == first


async def test_one_looks_back_page_by_page(store: AnyStore) -> None:
    every = [await said(store, str(number)) for number in range(5)]
    assert await store.messages.latest(HERE, 2) == every[3:]
    assert await store.messages.latest(HERE, 2, every[3].id) == every[1:3]
    assert await store.messages.latest(HERE, 2, every[0].id) == []


async def test_what_is_old_is_forgotten_and_the_turns_go_on(store: AnyStore) -> None:
    await said(store, "old")
    last = await said(store, "old as well")
    await said(store, "fresh", THERE, when=90)
    assert await store.retain(NOW + timedelta(seconds=60)) == 1
    assert await store.messages.latest(HERE, 9) == [last]
    assert (await said(store, "new")).turn == last.turn + 1
    assert len(await store.messages.latest(THERE, 9)) == 1
