"""Which chats show the state, and in which message; a restart forgets nothing."""

import pytest

from core.model import Destination
from core.services.pins import Pins
from tests.fakes.store import FakeStore

ALICE = Destination("telegram", "1001")
TOPIC = Destination("telegram", "-100", "7")
CHANNEL = Destination("slack", "C1")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def pins(store: FakeStore) -> Pins:
    return Pins(store.facts)


async def again(store: FakeStore) -> Pins:
    """The pins as a new process finds them."""
    return Pins(store.facts)


async def test_a_chat_is_noted_before_it_has_a_message(pins: Pins, store: FakeStore) -> None:
    assert await pins.pin(TOPIC)
    assert not await pins.pin(TOPIC)
    assert store.tables.facts == {"pinned:telegram:-100/7": ""}
    assert await (await again(store)).shown() == {TOPIC: None}


@pytest.mark.parametrize("destination", [ALICE, TOPIC, CHANNEL])
async def test_the_message_is_known_after_a_restart(
    pins: Pins, store: FakeStore, destination: Destination
) -> None:
    await pins.pin(destination)
    await pins.stands(destination, "41")
    assert await (await again(store)).shown() == {destination: "41"}


async def test_a_pin_that_ends_leaves_its_message_to_be_marked(
    pins: Pins, store: FakeStore
) -> None:
    assert not await pins.unpin(ALICE)
    await pins.pin(ALICE)
    await pins.stands(ALICE, "41")
    assert await pins.unpin(ALICE)
    assert not await pins.unpin(ALICE)
    later = await again(store)
    assert (await later.shown(), await later.ended()) == ({}, {ALICE: "41"})
    await later.drop(ALICE)
    assert store.tables.facts == {}


async def test_a_pin_that_never_had_a_message_ends_without_a_trace(
    pins: Pins, store: FakeStore
) -> None:
    await pins.pin(ALICE)
    assert await pins.unpin(ALICE)
    assert (await pins.ended(), store.tables.facts) == ({}, {})


async def test_pinning_again_takes_the_same_message(pins: Pins) -> None:
    await pins.pin(ALICE)
    await pins.stands(ALICE, "41")
    await pins.unpin(ALICE)
    assert await pins.pin(ALICE)
    assert (await pins.shown(), await pins.ended()) == ({ALICE: "41"}, {})


async def test_a_message_that_arrives_after_the_end_is_marked_as_ended(pins: Pins) -> None:
    await pins.pin(ALICE)
    await pins.unpin(ALICE)
    await pins.stands(ALICE, "42")
    assert (await pins.shown(), await pins.ended()) == ({}, {ALICE: "42"})


async def test_a_lost_message_is_renewed_and_an_ended_one_forgotten(pins: Pins) -> None:
    await pins.pin(ALICE)
    await pins.pin(CHANNEL)
    for one in (ALICE, CHANNEL):
        await pins.stands(one, "41")
    await pins.unpin(CHANNEL)
    await pins.lose(ALICE)
    await pins.lose(CHANNEL)
    assert (await pins.shown(), await pins.ended()) == ({ALICE: None}, {})


async def test_a_chat_that_moved_is_pinned_anew_at_its_new_address(
    pins: Pins, store: FakeStore
) -> None:
    group = Destination("telegram", "-1001")
    await pins.pin(TOPIC)
    await pins.stands(TOPIC, "41")
    await pins.move(TOPIC, group)
    assert await (await again(store)).shown() == {group: None}
