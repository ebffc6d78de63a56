from collections.abc import Sequence
from datetime import time, timedelta

import pytest

from core.model import Condition, Destination, Event, EventKind, Hold, Mute, Quiet, Source
from core.ports import Change, ConditionUpdate, Held
from core.services.hush import Hush
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.store import FakeStore

ALICE = Destination("telegram", "1001")
ROOM, TOPIC = Destination("telegram", "-100"), Destination("telegram", "-100", "7")
PERSON = "telegram:1001"
RISING, FALLING = Condition(1, "0", "급등"), Condition(2, "1", "급락")
LATER = MONDAY.replace(hour=11)


class Stage:
    """Silences over a queue in memory; `carried` is what the courier would look at."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeStore()
        self.carried: list[Destination] = []
        self.reconsidered = 0
        outbox = self.store.outbox
        self.hush = Hush(self.store.preferences, outbox, self.posted, self.reconsider, self.clock)

    def reconsider(self) -> None:
        self.reconsidered += 1

    async def answered(self) -> None:
        """Let the answer have been read: what was let go comes after it."""
        assert self.carried == []
        self.clock.set(self.clock.now() + timedelta(seconds=2))
        await self.hush.release()

    def posted(self, destinations: Sequence[Destination]) -> None:
        self.carried += destinations

    async def held(self, hold: Hold, *places: Destination) -> None:
        """Let an alert be held back in each of these places."""
        if not self.store.tables.conditions:
            await self.store.conditions.save([ConditionUpdate(None, "0", "급등", True)])
        for place in places:
            await self.store.subscriptions.add(1, place, PERSON, MONDAY)
        event = Event(1, "A", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
        await self.store.outbox.post([Change(None, (event,))])
        for place in places:
            claim = await self.store.outbox.claim(place, MONDAY, 9)
            held = [Held(one.id, hold, LATER) for one in claim.deliveries]
            await self.store.outbox.decide(MONDAY, {}, held)


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_a_mute_is_of_everything_a_condition_or_a_stock(stage: Stage) -> None:
    await stage.hush.mute(ALICE, PERSON, LATER)
    await stage.hush.mute(ALICE, PERSON, LATER, RISING)
    await stage.hush.mute(ALICE, PERSON, LATER, code="005930")
    assert await stage.hush.mutes(ALICE) == [
        Mute(LATER),
        Mute(LATER, RISING),
        Mute(LATER, None, "005930"),
    ]


async def test_a_mute_that_is_over_is_not_named(stage: Stage) -> None:
    await stage.hush.mute(ALICE, PERSON, LATER)
    stage.clock.set(LATER)
    assert await stage.hush.mutes(ALICE) == []


async def test_what_a_mute_held_back_becomes_due_when_it_is_ended(stage: Stage) -> None:
    await stage.hush.mute(ALICE, PERSON, LATER, RISING)
    await stage.hush.mute(ALICE, PERSON, LATER, FALLING)
    await stage.held(Hold.MUTED, ALICE)
    assert await stage.hush.unmute(ALICE, RISING) == 1
    await stage.answered()
    assert stage.carried == [ALICE]
    assert await stage.hush.mutes(ALICE) == [Mute(LATER, FALLING)]


async def test_ending_every_mute_of_a_chat_frees_its_topics(stage: Stage) -> None:
    await stage.hush.mute(ROOM, PERSON, LATER)
    await stage.held(Hold.MUTED, TOPIC)
    assert await stage.hush.unmute(ROOM) == 1
    await stage.answered()
    assert stage.carried == [TOPIC]


async def test_where_nothing_was_held_back_nobody_is_woken(stage: Stage) -> None:
    await stage.held(Hold.QUIET, ALICE)
    assert await stage.hush.unmute(ALICE) == 0
    await stage.answered()
    assert stage.carried == []


async def test_other_quiet_hours_look_again_at_what_was_held_back(stage: Stage) -> None:
    night = Quiet(time(22), time(8))
    await stage.hush.set_quiet(ALICE, Quiet(time(9), time(11)))
    await stage.held(Hold.QUIET, ALICE)
    await stage.hush.set_quiet(ALICE, night)
    assert stage.carried == [ALICE]
    assert await stage.hush.quiet(ALICE) == night
    await stage.hush.set_quiet(ALICE, None)
    assert await stage.hush.quiet(ALICE) is None


async def test_a_digest_can_be_told_before_its_time(stage: Stage) -> None:
    await stage.held(Hold.DIGEST, ALICE)
    await stage.hush.let_go(ALICE, Hold.DIGEST)
    assert stage.carried == [ALICE]


async def test_what_is_due_is_carried_and_what_is_not_waits(stage: Stage) -> None:
    await stage.held(Hold.COOLDOWN, ALICE)
    await stage.hush.release()
    assert stage.carried == []
    stage.clock.set(LATER)
    await stage.hush.release()
    assert stage.carried == [ALICE]


async def test_the_summary_of_each_day_can_be_switched(stage: Stage) -> None:
    assert await stage.hush.daily(ALICE)
    await stage.hush.set_daily(ALICE, wanted=False)
    assert not await stage.hush.daily(ALICE)
