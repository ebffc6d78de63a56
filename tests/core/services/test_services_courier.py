import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure
from core.model import (
    Alert,
    AlertMessage,
    Destination,
    Event,
    EventKind,
    Limit,
    Notice,
    NoticeMessage,
    Quote,
    Source,
    Stock,
)
from core.ports import Change, Claim, ConditionUpdate
from core.services.composer import Composer
from core.services.courier import Courier
from core.services.names import Names
from core.services.quotes import Quotes
from tests.fakes.channel import FakeChannel, Sent
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeOutbox, FakeStore

ALICE = Destination("telegram", "1001")
BOB = Destination("telegram", "1002")
ROOM = Destination("slack", "C1")
OWNER = Destination("telegram", "1")
OTHER_OWNER = Destination("slack", "U1")


class Stage:
    """A courier with a queue in memory and two faces; a condition that Alice follows."""

    def __init__(
        self,
        clock: FakeClock | None = None,
        store: FakeStore | None = None,
        *,
        owners: Sequence[Destination] = (OWNER, OTHER_OWNER),
        most: int = 30,
        overall: tuple[Limit, ...] = (),
    ) -> None:
        self.clock = clock or FakeClock()
        self.store = store or FakeStore()
        self.telegram = FakeChannel(self.clock, most=most, overall=overall)
        self.slack = FakeChannel(self.clock, "slack", most=most)
        self.source = FakeQuotes(Stock("005930", "삼성전자", "KOSPI"))
        self.quotes = Quotes(self.source, self.clock)
        names = Names(self.store.stocks, self.source)
        self.composer = Composer(names, self.quotes, self.clock, 600.0)
        self.courier = Courier(
            self.store.outbox,
            self.store.subscriptions,
            self.composer,
            {"telegram": self.telegram, "slack": self.slack},
            owners,
            self.clock,
        )
        self.running: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def run(self, *followers: Destination) -> AsyncIterator[None]:
        """Carry while the test looks on; whatever ends the courier fails the test."""
        await self.follow(*followers)
        quotes = asyncio.create_task(self.quotes.run())
        self.running = asyncio.create_task(self.courier.run())
        await self.clock.advance()
        try:
            yield
            await self.clock.advance()
            if self.running.done() and not self.running.cancelled():
                self.running.result()
        finally:
            await self.stop()
            quotes.cancel()

    async def stop(self) -> None:
        """Stop carrying."""
        assert self.running is not None
        self.running.cancel()
        while not self.running.done():
            await self.clock.advance(1)

    async def follow(self, *followers: Destination) -> None:
        if not self.store.tables.conditions:
            await self.store.conditions.save([ConditionUpdate(None, "0", "급등", True)])
        for one in followers:
            await self.store.subscriptions.add(1, one, "person", MONDAY)

    async def post(
        self,
        *codes: str,
        source: Source = Source.REALTIME,
        kind: EventKind = EventKind.ENTRY,
        **more: object,
    ) -> None:
        """Let the watcher write events."""
        now, arrived = self.clock.now(), self.clock.monotonic()
        events = [Event(1, code, kind, source, now.date(), now) for code in codes]
        events = [replace(event, **more) for event in events]  # type: ignore[arg-type]
        posted = await self.store.outbox.post([Change(None, tuple(events))])
        self.courier.posted(posted.destinations, [(one, arrived) for one in posted.event_ids])

    async def notify(self, key: str, *destinations: Destination) -> None:
        await self.store.outbox.post_notice(Notice(key), destinations, self.clock.now())
        self.courier.posted(destinations)

    def states(self) -> Counter[str]:
        """Return how many deliveries are in which state."""
        return Counter(row.state for row in self.store.tables.deliveries.values())


def told(sent: Sequence[Sent]) -> list[list[str]]:
    return [one.codes for one in sent]


def alerts(sent: Sent) -> tuple[Alert, ...]:
    assert isinstance(sent.message, AlertMessage)
    return sent.message.alerts


# --- first at once, then as fast as allowed -----------------------------------------------------


@travelling
async def test_the_first_event_goes_at_once_and_the_pile_together_when_it_may() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.post("A")
        await stage.clock.advance()
        for code in "BCD":
            await stage.post(code)
            await stage.clock.advance(0.1)
        assert told(stage.telegram.arrived) == [["A"]]
        await stage.clock.advance(0.7)
        assert told(stage.telegram.arrived) == [["A"], ["B", "C", "D"]]
        assert stage.telegram.arrived[1].at == MONDAY + timedelta(seconds=1)
        assert stage.states() == {"sent": 4}


@travelling
async def test_a_pile_larger_than_a_message_goes_in_several() -> None:
    stage = Stage(most=2)
    async with stage.run(ALICE):
        await stage.post(*"ABCDE")
        await stage.clock.advance(10)
        assert told(stage.telegram.arrived) == [["A", "B"], ["C", "D"], ["E"]]


@travelling
async def test_every_destination_has_its_own_pace() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB, ROOM):
        stage.telegram.fail(ALICE, TryLater(30))
        for code in "AB":
            await stage.post(code)
            await stage.clock.advance(2)
        assert told(stage.telegram.to(BOB)) == told(stage.slack.to(ROOM)) == [["A"], ["B"]]
        assert stage.telegram.to(ALICE) == []
        await stage.clock.advance(30)
        assert told(stage.telegram.to(ALICE)) == [["A", "B"]]


@travelling
async def test_a_notice_goes_alone_and_in_its_place() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.post("A")
        await stage.clock.advance()
        await stage.post("B")
        await stage.notify("condition_moved", ALICE)
        await stage.post("C")
        await stage.clock.advance(10)
        assert [one.key or one.codes for one in stage.telegram.arrived] == [
            ["A"],
            ["B"],
            "condition_moved",
            ["C"],
        ]


@travelling
async def test_something_posted_the_moment_a_lane_ends_is_not_left_lying() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        for code in "ABCDEFGH":
            await stage.post(code)
            for _ in range(ord(code) - ord("A")):
                await asyncio.sleep(0)
        await stage.clock.advance(20)
        assert [code for one in stage.telegram.arrived for code in one.codes] == list("ABCDEFGH")


class SlowOutbox(FakeOutbox):
    """Takes its time to say that nothing waits."""

    gate: asyncio.Event | None = None

    async def claim(
        self, destination: Destination, at: datetime, most: int, *, notices: bool = False
    ) -> Claim:
        claimed = await super().claim(destination, at, most, notices=notices)
        if not claimed.deliveries and self.gate is not None:
            await self.gate.wait()
        return claimed


@travelling
async def test_something_posted_while_the_queue_says_nothing_waits_is_not_left_lying() -> None:
    store = FakeStore()
    slow = store.outbox = SlowOutbox(store.tables)
    stage = Stage(store=store)
    async with stage.run(ALICE):
        slow.gate = asyncio.Event()
        await stage.post("A")
        await stage.clock.advance(1)
        await stage.post("B")
        await stage.clock.advance(1)
        slow.gate.set()
        await stage.clock.advance(1)
        assert told(stage.telegram.arrived) == [["A"], ["B"]]


@travelling
async def test_a_destination_with_nothing_waiting_costs_no_turn() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.courier.posted([ALICE])
        await stage.clock.advance()
        await stage.post("A")
        await stage.clock.advance()
        assert [one.at for one in stage.telegram.arrived] == [MONDAY]


@travelling
async def test_what_nobody_announced_is_found_in_the_rows() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.store.outbox.post_notice(Notice("session_back"), [ALICE], MONDAY)
        await stage.clock.advance(5)
        assert stage.telegram.arrived == []
        await stage.courier.look()
        await stage.clock.advance()
        assert [one.key for one in stage.telegram.arrived] == ["session_back"]


@travelling
async def test_what_waits_for_a_face_that_is_absent_keeps_waiting() -> None:
    stage = Stage()
    pager = Destination("pager", "1")
    async with stage.run(ALICE, pager):
        await stage.post("A")
        await stage.clock.advance(60)
        assert told(stage.telegram.arrived) == [["A"]]
        assert [row.event.code for row in stage.store.tables.waiting(pager) if row.event] == ["A"]


# --- what a message says --------------------------------------------------------------------------


@travelling
async def test_an_alert_names_the_stock_its_price_and_its_condition() -> None:
    stage = Stage()
    stage.source.price(["005930"], 71_000)
    async with stage.run(ALICE):
        await stage.post("005930")
        await stage.clock.advance()
        (alert,) = alerts(stage.telegram.arrived[0])
        assert (alert.stock, alert.condition) == ("삼성전자", "급등")
        assert alert.quote == Quote("005930", 71_000)
        assert stage.store.tables.quotes == {1: Quote("005930", 71_000)}


@travelling
async def test_an_alert_without_a_price_waits_half_a_second_and_says_so() -> None:
    stage = Stage()
    stage.source.slow = asyncio.Event()
    async with stage.run(ALICE):
        await stage.post("005930")
        await stage.clock.advance(0.5)
        (alert,) = alerts(stage.telegram.arrived[0])
        assert (alert.stock, alert.quote) == ("005930", None)
        assert alert.late == 0.5
        assert stage.store.tables.quotes == {}


@travelling
async def test_lateness_is_from_the_frame_to_the_send_with_the_brokers_share() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.pace.hold(ALICE, 7.0)
        await stage.post("A", broker_late=2.0)
        stage.clock.set(MONDAY + timedelta(hours=1))  # the wall clock may jump
        await stage.clock.advance(7)
        assert alerts(stage.telegram.arrived[0])[0].late == 9.0
        assert stage.composer.lateness.percentiles() == (9.0, 9.0)


@travelling
async def test_lateness_over_a_restart_goes_by_the_wall_clock() -> None:
    stage = Stage()
    await stage.follow(ALICE)
    event = Event(1, "A", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
    await stage.store.outbox.post([Change(None, (event,))])
    await stage.clock.advance(40)
    async with stage.run():
        await stage.clock.advance()
        assert alerts(stage.telegram.arrived[0])[0].late == 40.0


@pytest.mark.parametrize("source", [Source.POLL, Source.MISSED])
@travelling
async def test_what_only_knows_its_interval_claims_no_lateness(source: Source) -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.pace.hold(ALICE, 7.0)
        await stage.post("A", source=source, since=MONDAY)
        await stage.clock.advance(7)
        assert alerts(stage.telegram.arrived[0])[0].late == 0.0
        assert stage.composer.lateness.percentiles() is None


@travelling
async def test_when_frames_came_is_not_remembered_for_ever() -> None:
    stage = Stage()
    for at in range(30_000):
        stage.courier.posted([], [(at, 1.0)])
    assert len(stage.composer._arrivals) == len(stage.composer._arrived) == 20_000


# --- failures -------------------------------------------------------------------------------------


@travelling
async def test_a_demanded_pause_is_kept_to_the_second_and_persisted() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(25.0))
        await stage.post("A")
        await stage.clock.advance(24.9)
        assert stage.store.tables.held == {ALICE: MONDAY + timedelta(seconds=25)}
        assert len(stage.telegram.tried) == 1
        await stage.post("B")
        await stage.clock.advance(0.1)
        assert told(stage.telegram.arrived) == [["A", "B"]]
        assert stage.telegram.arrived[0].at == MONDAY + timedelta(seconds=25)
        assert not stage.telegram.arrived[0].message.resend


@travelling
async def test_a_pause_of_the_whole_platform_holds_everyone_on_it_and_nobody_else() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB, ROOM):
        stage.telegram.fail(ALICE, TryLater(10.0, everywhere=True))
        await stage.notify("one", ALICE)
        await stage.clock.advance()
        await stage.post("A")
        await stage.clock.advance(9)
        assert told(stage.slack.to(ROOM)) == [["A"]]
        assert stage.telegram.arrived == []
        await stage.clock.advance(5)
        assert told(stage.telegram.to(BOB)) == [["A"]]


@travelling
async def test_a_pause_outlives_a_restart() -> None:
    first = Stage()
    async with first.run(ALICE):
        first.telegram.fail(ALICE, TryLater(600.0))
        await first.post("A")
        await first.clock.advance(100)
    again = Stage(first.clock, first.store)
    left = MONDAY + timedelta(seconds=600) - first.clock.now()
    async with again.run():
        await again.clock.advance(left.total_seconds() - 0.1)
        await again.courier.look()
        await again.clock.advance(0.05)
        assert again.telegram.tried == []
        await again.clock.advance(0.05)
        await again.courier.look()
        await again.clock.advance()
        assert told(again.telegram.arrived) == [["A"]]


@travelling
async def test_failures_without_a_demanded_pause_are_tried_again_with_growing_ones() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, *[TryLater() for _ in range(12)])
        await stage.post("A")
        await stage.clock.advance(700)
        times = [(one.at - MONDAY).total_seconds() for one in stage.telegram.tried]
        pauses = [late - early for early, late in pairwise(times)]
        assert len(pauses) == 12
        assert pauses[0] <= 1.0
        assert 7.5 <= pauses[-1] <= 15.0
        assert stage.states() == {"sent": 1}


@travelling
async def test_an_unknown_outcome_is_sent_again_and_marked() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Unsure("read timeout"))
        await stage.post("A")
        await stage.clock.advance(0)
        await stage.post("B")
        await stage.clock.advance(5)
        assert [(one.codes, one.message.resend) for one in stage.telegram.arrived] == [
            (["A"], True),
            (["B"], False),
        ]


@travelling
async def test_a_mark_is_kept_over_a_clean_failure() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Unsure(), TryLater(3.0))
        await stage.post("A")
        await stage.clock.advance(10)
        assert [one.message.resend for one in stage.telegram.tried] == [False, True, True]


@travelling
async def test_what_a_dead_process_was_sending_is_sent_again_and_marked() -> None:
    stage = Stage()
    await stage.follow(ALICE)
    event = Event(1, "A", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
    await stage.store.outbox.post([Change(None, (event, replace(event, code="B")))])
    await stage.store.outbox.claim(ALICE, MONDAY, 1)
    async with stage.run():
        await stage.clock.advance(5)
        assert [(one.codes, one.message.resend) for one in stage.telegram.arrived] == [
            (["A"], True),
            (["B"], False),
        ]


@travelling
async def test_a_refused_formatting_is_sent_plain_and_unmarked() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Malformed("can't parse entities"))
        await stage.post("A")
        await stage.clock.advance()
        assert [(one.plain, one.message.resend) for one in stage.telegram.tried] == [
            (False, False),
            (True, False),
        ]
        assert stage.states() == {"sent": 1}


@travelling
async def test_what_is_refused_even_plain_is_given_up_and_holds_up_nothing() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Malformed("no"), Malformed("still no"))
        await stage.post("A")
        await stage.clock.advance()
        await stage.post("B")
        await stage.clock.advance(5)
        assert told(stage.telegram.arrived) == [["B"]]
        assert stage.states() == {"failed": 1, "sent": 1}


@travelling
async def test_a_fault_in_a_face_is_sent_plain_and_marked_for_nobody_knows_how_far_it_came() -> (
    None
):
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, KeyError("name"))
        await stage.post("A")
        await stage.clock.advance()
        (arrived,) = stage.telegram.arrived
        assert (arrived.plain, arrived.message.resend) == (True, True)


@travelling
async def test_a_face_that_fails_whatever_it_is_given_stops_neither_others_nor_the_engine() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB, ROOM):
        stage.telegram.fail(ALICE, *[TypeError("broken") for _ in range(6)])
        for code in "ABC":
            await stage.post(code)
            await stage.clock.advance(2)
        assert told(stage.telegram.to(BOB)) == told(stage.slack.to(ROOM)) == [["A"], ["B"], ["C"]]
        assert len(stage.telegram.tried) == 9
        assert stage.states() == {"sent": 6, "failed": 3}
        await stage.post("D")
        await stage.clock.advance(2)
        assert told(stage.telegram.to(ALICE)) == [["D"]]


@travelling
async def test_a_mark_earned_by_a_fault_survives_a_pause() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, KeyError("name"), TryLater(3.0))
        await stage.post("A")
        await stage.clock.advance(5)
        assert [one.message.resend for one in stage.telegram.arrived] == [True]


@travelling
async def test_a_chat_that_is_closed_is_suspended_and_the_owners_hear_of_it_once() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB):
        stage.telegram.fail(ALICE, Gone("blocked"), Gone("blocked"))
        await stage.post("A")
        await stage.clock.advance(5)
        await stage.notify("late straggler", ALICE)
        await stage.post("B")
        await stage.clock.advance(5)
        (suspended,) = await stage.store.subscriptions.of(ALICE)
        assert suspended.suspended == "blocked"
        notices = [one.message for one in (*stage.telegram.to(OWNER), *stage.slack.to(OTHER_OWNER))]
        params = {"destination": "telegram:1001", "reason": "blocked"}
        assert notices == [NoticeMessage(Notice("destination_gone", params))] * 2
        assert told(stage.telegram.to(BOB)) == [["A"], ["B"]]


@travelling
async def test_a_chat_that_came_back_and_closed_again_is_told_again() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        for code in "AB":
            await stage.store.subscriptions.resume(ALICE)
            stage.telegram.fail(ALICE, Gone("blocked"))
            await stage.post(code)
            await stage.clock.advance(5)
        assert len(stage.telegram.to(OWNER)) == 2


@travelling
async def test_owners_who_all_closed_their_chats_do_not_tell_each_other_for_ever() -> None:
    stage = Stage()
    async with stage.run(OWNER, OTHER_OWNER):
        stage.telegram.fail(OWNER, *[Gone("blocked") for _ in range(50)])
        stage.slack.fail(OTHER_OWNER, *[Gone("is_archived") for _ in range(50)])
        await stage.post("A")
        await stage.clock.advance(60)
        assert len(stage.telegram.tried) + len(stage.slack.tried) <= 4
        assert stage.states()["waiting"] == 0


@travelling
async def test_a_chat_that_moved_gets_all_that_waits_at_its_new_address() -> None:
    stage = Stage()
    new = Destination("telegram", "-1001", ALICE.topic)
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Moved("-1001"))
        stage.telegram.hold()
        await stage.post("A")
        await stage.clock.advance()
        await stage.post("B")
        stage.telegram.land()
        await stage.clock.advance(5)
        assert told(stage.telegram.to(new)) == [["A", "B"]]
        assert not stage.telegram.arrived[0].message.resend
        await stage.post("C")
        await stage.clock.advance(5)
        assert told(stage.telegram.to(new)) == [["A", "B"], ["C"]]
        assert stage.telegram.to(ALICE) == []


@travelling
async def test_the_owners_are_told_what_the_bot_has_to_say() -> None:
    stage = Stage()
    async with stage.run():
        await stage.courier.tell_owners(Notice("session_back"))
        await stage.clock.advance()
        assert [one.key for one in stage.telegram.to(OWNER)] == ["session_back"]
        assert [one.key for one in stage.slack.to(OTHER_OWNER)] == ["session_back"]


@travelling
async def test_without_owners_there_is_nobody_to_tell() -> None:
    stage = Stage(owners=())
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Gone("blocked"))
        await stage.post("A")
        await stage.courier.tell_owners(Notice("session_back"))
        await stage.clock.advance(5)
        assert stage.states() == {"failed": 1}


# --- the end --------------------------------------------------------------------------------------


@travelling
async def test_what_is_in_the_air_at_the_end_lands_and_is_recorded() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB):
        stage.telegram.hold()
        await stage.post("A")
        await stage.clock.advance()
        assert stage.running is not None
        stage.running.cancel()
        await stage.clock.advance(3)
        assert stage.states() == {"sending": 2}
        stage.telegram.land()
        await stage.clock.advance()
        assert stage.running.cancelled()
        assert stage.states() == {"sent": 2}


@travelling
async def test_what_does_not_land_in_five_seconds_is_marked_at_the_next_start() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.hold()
        await stage.post("A")
        await stage.clock.advance()
        assert stage.running is not None
        stage.running.cancel()
        await stage.clock.advance(4.9)
        assert not stage.running.done()
        await stage.clock.advance(0.1)
        assert stage.running.cancelled()
    again = Stage(stage.clock, stage.store)
    async with again.run():
        await again.clock.advance()
        assert [one.message.resend for one in again.telegram.arrived] == [True]


@travelling
async def test_what_waits_for_its_turn_at_the_end_waits_on_unmarked() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.post("A")
        await stage.clock.advance()
        await stage.post("B")
        await stage.clock.advance(0.2)
    assert stage.states() == {"sent": 1, "waiting": 1}
    assert not any(row.resend for row in stage.store.tables.deliveries.values())


# --- under any script ---------------------------------------------------------------------------

CLEAN = st.sampled_from(["ok", "ok", "later", "later 5", "malformed"])
DIRTY = st.sampled_from(["unsure", "fault"])
FINAL = st.sampled_from(["gone", "moved"])


def outcome(said: str, at: int) -> BaseException | None:
    made: dict[str, BaseException | None] = {
        "ok": None,
        "later": TryLater(),
        "later 5": TryLater(5.0),
        "unsure": Unsure(),
        "malformed": Malformed(),
        "fault": ValueError(),
        "gone": Gone("blocked"),
        "moved": Moved(f"-{at}"),
    }
    return made[said]


def seen(stage: Stage) -> list[tuple[str, bool]]:
    """Return what people saw, in order, and whether it was marked."""
    return [(code, one.message.resend) for one in stage.telegram.arrived for code in one.codes]


@settings(max_examples=60, deadline=None)
@given(st.lists(CLEAN | DIRTY, max_size=12), st.lists(st.floats(0, 4), min_size=1, max_size=12))
def test_under_any_passing_failures_everything_arrives_in_order_and_once(
    script: list[str], pauses: list[float]
) -> None:
    @travelling
    async def run() -> None:
        stage = Stage(owners=(), most=3)
        codes = [f"{at:02}" for at in range(len(pauses))]
        async with stage.run(ALICE):
            stage.telegram.fail(ALICE, *(outcome(one, at) for at, one in enumerate(script)))
            for code, pause in zip(codes, pauses, strict=True):
                await stage.post(code)
                await stage.clock.advance(pause)
            await stage.clock.advance(2_000)
        failed = [row for row in stage.store.tables.deliveries.values() if row.state == "failed"]
        lost = [row.event.code for row in failed if row.event]
        assert [code for code, _ in seen(stage)] == [one for one in codes if one not in lost]
        assert all("Malformed" in str(row.reason) or "Face" in str(row.reason) for row in failed)

    run()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(CLEAN | DIRTY | FINAL, max_size=12),
    st.lists(st.floats(0, 4), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=2),
)
def test_whatever_happens_and_whenever_it_dies_nothing_is_lost_or_doubled_unmarked(
    script: list[str], pauses: list[float], deaths: list[tuple[int, bool]]
) -> None:
    @travelling
    async def run() -> None:
        stage = Stage(owners=(), most=3)
        await stage.follow(ALICE)
        outcomes = deque(outcome(one, at + 1) for at, one in enumerate(script))
        todo = [(f"{at:02}", pause) for at, pause in enumerate(pauses)]
        everything: list[Sent] = []
        for lives, in_the_air in [*deaths, (len(todo), False)]:
            stage = Stage(stage.clock, stage.store, owners=(), most=3)
            stage.telegram.script = outcomes
            async with stage.run():
                for code, pause in todo[:lives]:
                    await stage.post(code)
                    await stage.clock.advance(pause)
                if in_the_air:
                    stage.telegram.hold()
                    await stage.clock.advance(1)
            todo = todo[lives:]
            everything += stage.telegram.tried
        last = Stage(stage.clock, stage.store, owners=(), most=3)
        async with last.run():
            await last.clock.advance(2_000)
        everything += last.telegram.tried
        maybe_seen = set[str]()
        for one in everything:
            assert one.message.resend or not maybe_seen & set(one.codes)
            if isinstance(one.error, Unsure | None) or not isinstance(one.error, SendError):
                maybe_seen.update(one.codes)
        arrived = {code for one in everything if one.error is None for code in one.codes}
        rows = [row for row in stage.store.tables.deliveries.values() if row.event]
        assert {row.state for row in rows} <= {"sent", "failed"}
        assert {row.event.code for row in rows if row.event and row.state == "sent"} == arrived

    run()
