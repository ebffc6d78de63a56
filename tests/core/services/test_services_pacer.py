import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model import Destination, Lane, Limit
from core.services.pacer import Pacer
from tests.fakes.clock import FakeClock, travelling

ALICE, BOB = Destination("telegram", "1"), Destination("telegram", "2")
NEWS, TALK = Destination("slack", "C1", "17.1"), Destination("slack", "C1", "17.2")
GROUP = (Limit(1, 1.0), Limit(20, 60.0))

Turn = tuple[float, Destination, Lane]


def pacer(clock: FakeClock, limits: tuple[Limit, ...], *overall: Limit) -> Pacer:
    return Pacer(clock, overall, lambda _: limits)


class Line:
    """People who take turns, noted when they got them."""

    def __init__(self, group: asyncio.TaskGroup, clock: FakeClock, pacer: Pacer) -> None:
        self.turns: list[Turn] = []
        self._group = group
        self._clock = clock
        self._pacer = pacer

    def take(self, destination: Destination, lane: Lane = Lane.ALERT, count: int = 1) -> None:
        for _ in range(count):
            self._group.create_task(self._take(destination, lane))

    def times(self, *destinations: Destination) -> list[float]:
        turns = [at for at, whose, _ in self.turns if not destinations or whose in destinations]
        return [at - 1_000.0 for at in turns]

    async def _take(self, destination: Destination, lane: Lane) -> None:
        await self._pacer.turn(destination, lane)
        self.turns.append((self._clock.monotonic(), destination, lane))


def kept(times: list[float], limit: Limit) -> bool:
    """Return whether no window of the limit's period holds more than it allows."""
    later = times[limit.count :]
    return all(
        late - early >= limit.period - 1e-6 for early, late in zip(times, later, strict=False)
    )


limits = st.lists(
    st.builds(Limit, st.integers(1, 12), st.sampled_from([0.5, 1.0, 7.0])), max_size=2
).map(tuple)
asked = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.3, 2.0]),
        st.sampled_from([ALICE, BOB, NEWS, TALK]),
        st.sampled_from([Lane.REPLY, Lane.ALERT, Lane.SUMMARY]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(limits, limits, asked)
def test_no_window_ever_holds_more_messages_than_the_limits_allow(
    each: tuple[Limit, ...],
    overall: tuple[Limit, ...],
    asked: list[tuple[float, Destination, Lane]],
) -> None:
    @travelling
    async def run() -> None:
        clock = FakeClock()
        limited = Pacer(clock, overall, lambda _: each)
        async with asyncio.TaskGroup() as group:
            line = Line(group, clock, limited)
            for pause, destination, lane in asked:
                line.take(destination, lane)
                await clock.advance(pause)
            await clock.advance(500)
        assert len(line.turns) == len(asked)
        for chat in ({ALICE}, {BOB}, {NEWS, TALK}):
            assert all(kept(line.times(*chat), limit) for limit in each)
        assert all(kept(line.times(), limit) for limit in overall)

    run()


@travelling
async def test_a_destination_that_was_silent_is_served_at_once() -> None:
    clock = FakeClock()
    limited = pacer(clock, GROUP, Limit(30, 1.0))
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, limited)
        line.take(ALICE)
        line.take(BOB)
        await clock.advance()
        assert line.times() == [0.0, 0.0]


@travelling
async def test_replies_go_before_alerts_that_wait_longer() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(1, 1.0),)))
        line.take(ALICE, Lane.ALERT, 3)
        await clock.advance(0.5)
        line.take(ALICE, Lane.REPLY)
        await clock.advance(10)
        assert [lane for _, _, lane in line.turns] == [
            Lane.ALERT,
            Lane.REPLY,
            Lane.ALERT,
            Lane.ALERT,
        ]


@travelling
async def test_somebody_who_types_every_second_does_not_keep_alerts_away() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(1, 1.0),)))
        line.take(ALICE, Lane.ALERT, 10)
        for _ in range(30):
            line.take(ALICE, Lane.REPLY)
            await clock.advance(1)
        assert sum(lane is Lane.ALERT for _, _, lane in line.turns) >= 9
        await clock.advance(60)


@pytest.mark.parametrize(
    ("each", "before_an_alert"),
    [
        ((Limit(1, 1.0),), 2),
        ((Limit(2, 3.0),), 2),
        ((Limit(20, 60.0),), 3),
        (GROUP, 3),
    ],
)
@travelling
async def test_while_replies_always_wait_alerts_get_their_share_of_the_turns(
    each: tuple[Limit, ...], before_an_alert: int
) -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, each))
        line.take(ALICE, Lane.REPLY, 60)
        line.take(ALICE, Lane.ALERT, 12)
        await clock.advance(300)
    lanes = [lane for _, _, lane in line.turns]
    row = [*[Lane.REPLY] * before_an_alert, Lane.ALERT]
    later = lanes[lanes.index(Lane.ALERT) + 1 :]
    assert later[: 11 * len(row)] == row * 11
    assert all(kept(line.times(), limit) for limit in each)


@travelling
async def test_an_alert_that_waited_behind_replies_has_its_turn_though_the_rest_is_theirs() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, GROUP))
        line.take(NEWS, Lane.REPLY, 120)  # a group that asks more than may be answered
        await clock.advance(59)
        line.take(TALK)
        await clock.advance(10)
        assert len(line.times(TALK)) == 1
        await clock.advance(600)


@travelling
async def test_a_part_of_a_wide_limit_is_kept_for_replies() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(20, 60.0),)))
        line.take(ALICE, Lane.ALERT, 30)
        await clock.advance(30)
        assert len(line.turns) == 17
        line.take(ALICE, Lane.REPLY, 5)
        await clock.advance()
        assert len(line.turns) == 20
        await clock.advance(600)


@travelling
async def test_a_full_group_holds_up_nobody_else() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, GROUP, Limit(30, 1.0)))
        line.take(ALICE, Lane.ALERT, 40)
        await clock.advance(20)
        line.take(BOB)
        await clock.advance()
        assert line.times(BOB) == [20.0]
        await clock.advance(600)


@travelling
async def test_a_hold_is_kept_to_the_second_and_holds_only_its_destination() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, GROUP)
        line = Line(group, clock, limited)
        limited.hold(ALICE, 43_838.0)
        line.take(ALICE)
        line.take(ALICE, Lane.REPLY)
        line.take(BOB)
        await clock.advance(43_837.9)
        assert line.times() == [0.0]
        await clock.advance(0.1)
        assert line.times(ALICE) == [43_838.0]
        assert line.turns[-1][2] is Lane.REPLY
        await clock.advance(2)


@travelling
async def test_the_topics_of_a_chat_share_its_limits_and_holds() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, (Limit(1, 1.0),))
        line = Line(group, clock, limited)
        one, other = Destination("telegram", "1", "7"), Destination("telegram", "1", "8")
        line.take(one)
        line.take(other)
        await clock.advance(2)
        assert line.times() == [0.0, 1.0]
        limited.hold(one, 5.0)
        line.take(other)
        await clock.advance(60)
        assert line.times()[-1] == 7.0


@travelling
async def test_a_hold_of_everybody_holds_everybody() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, ())
        line = Line(group, clock, limited)
        limited.hold(None, 5.0)
        line.take(ALICE)
        line.take(BOB)
        await clock.advance(60)
        assert line.times() == [5.0, 5.0]


@travelling
async def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, ())
        line = Line(group, clock, limited)
        limited.hold(ALICE, 30.0)
        limited.hold(ALICE, 1.0)
        line.take(ALICE)
        await clock.advance(60)
        assert line.times() == [30.0]


@travelling
async def test_a_hold_that_comes_while_somebody_waits_is_kept_too() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, (Limit(1, 1.0),))
        line = Line(group, clock, limited)
        line.take(ALICE, count=2)
        await clock.advance(0.5)
        limited.hold(ALICE, 10.0)
        await clock.advance(60)
        assert line.times() == [0.0, 10.5]


@travelling
async def test_a_turn_given_back_costs_nothing() -> None:
    clock = FakeClock()
    limited = pacer(clock, (Limit(1, 1.0),), Limit(1, 1.0))
    await limited.turn(ALICE, Lane.ALERT)
    limited.undo(ALICE)
    await limited.turn(ALICE, Lane.ALERT)
    assert clock.monotonic() == 1_000.0


@travelling
async def test_a_turn_given_back_is_not_taken_from_somebody_who_used_theirs() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, (Limit(2, 10.0),), Limit(2, 10.0))
        line = Line(group, clock, limited)
        await limited.turn(ALICE, Lane.ALERT)
        await clock.advance(4)
        line.take(ALICE, Lane.REPLY)
        await clock.advance()
        limited.undo(ALICE)
        line.take(ALICE, Lane.REPLY, 2)
        await clock.advance(60)
        assert line.times() == [4.0, 4.0, 14.0]


@travelling
async def test_a_turn_is_given_back_once() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, (Limit(1, 1.0),))
        line = Line(group, clock, limited)
        line.take(ALICE, Lane.REPLY)
        await clock.advance()
        limited.undo(ALICE)
        line.take(ALICE, Lane.REPLY)
        await clock.advance(5)
        assert line.times() == [0.0, 1.0]


@travelling
async def test_somebody_who_stops_waiting_holds_up_nobody() -> None:
    clock = FakeClock()
    limited = pacer(clock, (Limit(1, 1.0),))
    await limited.turn(ALICE, Lane.ALERT)
    reply = asyncio.create_task(limited.turn(ALICE, Lane.REPLY))
    await clock.advance(0.1)
    reply.cancel()
    alert = asyncio.create_task(limited.turn(ALICE, Lane.ALERT))
    await clock.advance(0.9)
    assert alert.done()


@travelling
async def test_alerts_alone_are_spaced_evenly() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(1, 1.0),)))
        line.take(ALICE, count=5)
        await clock.advance(30)
        assert [late - early for early, late in pairwise(line.times())] == [1.0] * 4


# --- topics and threads -------------------------------------------------------------------------


@travelling
async def test_the_topics_of_a_chat_share_its_limits_and_each_gets_its_turns() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(1, 1.0),)))
        line.take(NEWS, count=2)
        line.take(TALK, count=2)
        line.take(BOB)
        await clock.advance(10)
        assert line.times(NEWS, TALK) == [0.0, 1.0, 2.0, 3.0]
        assert len(line.times(NEWS)) == len(line.times(TALK)) == 2
        assert line.times(BOB) == [0.0]


@travelling
async def test_a_reply_in_one_topic_goes_before_the_alerts_of_another() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        line = Line(group, clock, pacer(clock, (Limit(1, 1.0),)))
        line.take(NEWS, count=3)
        await clock.advance(0.5)
        line.take(TALK, Lane.REPLY)
        await clock.advance(10)
        assert line.times(TALK) == [1.0]


@travelling
async def test_a_hold_of_a_topic_holds_its_chat_and_no_other() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, ())
        line = Line(group, clock, limited)
        limited.hold(NEWS, 5.0)
        line.take(NEWS)
        line.take(TALK)
        line.take(BOB)
        await clock.advance(60)
        assert line.times(NEWS, TALK) == [5.0, 5.0]
        assert line.times(BOB) == [0.0]


@travelling
async def test_a_turn_given_back_in_one_topic_is_not_the_turn_of_another() -> None:
    clock = FakeClock()
    async with asyncio.TaskGroup() as group:
        limited = pacer(clock, (Limit(2, 10.0),))
        line = Line(group, clock, limited)
        await limited.turn(NEWS, Lane.ALERT)
        await clock.advance(4)
        await limited.turn(TALK, Lane.ALERT)
        limited.undo(NEWS)
        line.take(NEWS, count=2)
        await clock.advance(60)
        assert line.times(NEWS) == [4.0, 14.0]
