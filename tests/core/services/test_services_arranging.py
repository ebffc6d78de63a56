"""The arranger with the watcher: who is watched how, and what is asked when."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Calendar
from core.clock import KST
from core.errors import (
    AnswerTimedOut,
    NotConnected,
    PassingError,
    RateLimited,
    Refused,
    Unavailable,
)
from core.model import Destination, EventKind, Polled, Source, Watch
from tests.core.services.stage import ALICE, BOB, ENTRY, EXIT, Stage
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.store import FakeStore, FakeSubscriptions

SAMSUNG, HYNIX, KAKAO = "005930", "000660", "035720"
LIVE = (Watch.REALTIME, None)
NAMES = tuple(f"조건{at}" for at in range(12))


def polled(why: Polled) -> tuple[Watch, Polled]:
    return (Watch.POLLED, why)


def codes(count: int, start: int = 0) -> list[str]:
    return [f"{at:06}" for at in range(start, start + count)]


def at(hour: int, minute: int = 0, second: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=KST)


def searched(stage: Stage, seq: str = "0") -> int:
    return stage.feed.count(f"search {seq}")


# --- subscribing ---------------------------------------------------------------------------------


@travelling
async def test_a_subscription_while_the_broker_is_away_starts_when_it_is_back() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run(connected=False):
        await stage.list_conditions()
        await stage.follow()
        assert stage.watch()[0] is Watch.WAITING
        assert stage.feed.calls == []
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE
        assert stage.events == []


@travelling
async def test_a_second_follower_asks_nothing_of_the_broker() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1, ALICE)
        await stage.follow(1, BOB)
        await stage.clock.advance(120)
        assert stage.feed.calls == ["subscribe 0"]


@travelling
async def test_when_the_last_leaves_it_is_cleared_and_the_next_subscription_is_a_start() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1, ALICE, BOB)
        await stage.leave(1, BOB)
        assert stage.feed.registered == ["0"]
        await stage.leave(1, ALICE)
        assert stage.feed.registered == []
        assert stage.watch() == (None, None)
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(60)
        await stage.follow(1, BOB)
        assert stage.watch() == LIVE
        assert stage.events == []
        assert stage.feed.calls == ["subscribe 0", "clear 0", "subscribe 0"]


@travelling
async def test_leaving_while_the_subscription_is_on_its_way_ends_it_when_it_arrives() -> None:
    stage = Stage()
    stage.feed.hold("subscribe 0")
    async with stage.run():
        await stage.follow()
        await stage.leave()
        stage.feed.release("subscribe 0")
        await stage.clock.advance()
        assert stage.feed.registered == []
        assert stage.watch() == (None, None)
        assert stage.known().day is None


@travelling
async def test_leaving_and_coming_back_while_the_subscription_is_on_its_way_ends_live() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    stage.feed.hold("subscribe 0")
    async with stage.run():
        await stage.follow()
        await stage.leave()
        await stage.follow()
        stage.feed.release("subscribe 0")
        await stage.clock.advance(5)
        assert stage.watch() == LIVE
        assert stage.feed.registered == ["0"]
        assert stage.events == []


@travelling
async def test_coming_back_while_the_clearing_is_on_its_way_waits_for_its_end() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.hold("clear 0")
        await stage.leave()
        await stage.follow()
        await stage.clock.advance(3)
        assert stage.feed.count("subscribe 0") == 1
        stage.feed.release("clear 0")
        await stage.clock.advance()
        assert stage.feed.registered == ["0"]
        assert stage.watch() == LIVE


@travelling
async def test_a_clearing_that_fails_is_asked_again_until_it_is_done() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.fail("clear 0", *[AnswerTimedOut() for _ in range(3)])
        await stage.leave()
        assert stage.feed.registered == ["0"]
        await stage.clock.advance(10)
        assert stage.feed.registered == []
        assert stage.feed.count("clear 0") == 4


@pytest.mark.parametrize("error", [NotConnected(), Refused(900004, "no such number")])
@travelling
async def test_a_clearing_that_is_needless_is_not_repeated(error: NotConnected | Refused) -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.fail("clear 0", error)
        await stage.leave()
        await stage.clock.advance(10)
        assert stage.feed.count("clear 0") == 1


@travelling
async def test_a_clearing_left_over_from_a_lost_connection_does_not_silence_the_new_one() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.fail("clear 0", AnswerTimedOut())
        await stage.leave()
        stage.feed.lose()
        stage.feed.connect()
        await stage.follow()
        await stage.clock.advance(10)
        assert stage.watch() == LIVE
        assert stage.feed.registered == ["0"]


# --- failures ------------------------------------------------------------------------------------


@travelling
async def test_a_failed_subscription_is_retried_with_growing_pauses_and_alarms_once() -> None:
    stage = Stage()
    stage.feed.fail("subscribe 0", *[AnswerTimedOut("no answer") for _ in range(6)])
    async with stage.run():
        await stage.follow()
        counts = []
        for _ in range(8):
            counts.append(stage.feed.count("subscribe 0"))
            await stage.clock.advance(4)
        assert counts == [1, 2, 3, 3, 4, 4, 4, 4]
        assert [one.params["name"] for one in stage.notices()] == ["급등"]
        assert stage.keys() == ["subscribe_failed"]
        await stage.clock.advance(200)
        assert stage.watch() == LIVE
        assert stage.keys() == ["subscribe_failed"]


@travelling
async def test_a_failure_that_passes_soon_alarms_nobody() -> None:
    stage = Stage()
    stage.feed.fail("subscribe 0", AnswerTimedOut(), RateLimited())
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(10)
        assert stage.watch() == LIVE
        assert stage.keys() == []


@travelling
async def test_one_condition_that_fails_does_not_hold_up_another() -> None:
    stage = Stage()
    stage.feed.fail("subscribe 0", *[AnswerTimedOut() for _ in range(50)])
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2)
        assert stage.watch(2) == LIVE


@travelling
async def test_a_refused_condition_is_polled_until_the_next_connection() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    stage.feed.fail("subscribe 0", Refused(105110, "no"))
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(3)
        assert stage.watch() == polled(Polled.REFUSED)
        assert stage.events == []
        stage.feed.moves("0", HYNIX)
        await stage.clock.advance(120)
        assert stage.told(Source.POLL) == ["+" + HYNIX]
        assert stage.feed.count("subscribe 0") == 1
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE


@travelling
async def test_a_refused_condition_is_asked_again_after_five_minutes() -> None:
    stage = Stage()
    stage.feed.fail("subscribe 0", Refused(105110, "no"))
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(290)
        assert stage.watch() == polled(Polled.REFUSED)
        await stage.clock.advance(20)
        assert stage.watch() == LIVE


@travelling
async def test_a_condition_that_was_large_from_the_start_is_never_promised_in_real_time() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [f"{one:06d}" for one in range(150)]
    async with stage.run():
        await stage.list_conditions()
        stage.feed.connect()
        await stage.store.subscriptions.add(1, ALICE, "person", stage.clock.now())
        seen = set()
        await stage.watcher.refresh()
        for _ in range(20):
            seen.add(stage.watch())
            await stage.clock.advance(0)
        await stage.clock.advance(5)
        assert (Watch.REALTIME, None) not in seen
        assert stage.watch() == polled(Polled.LARGE)
        assert stage.keys() == [], "the answer to /subscribe says it"


@travelling
async def test_a_condition_refused_in_every_way_alarms_once() -> None:
    stage = Stage()
    for call in ("subscribe 0", "search 0"):
        stage.feed.fail(call, *[Refused(900004, "no") for _ in range(99)])
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(900)
        assert stage.keys() == ["subscribe_failed"]
        assert searched(stage) <= 16


@travelling
async def test_a_link_lost_while_a_subscription_is_on_its_way_subscribes_once_on_the_next() -> None:
    stage = Stage()
    stage.feed.hold("subscribe 0")
    async with stage.run():
        await stage.follow()
        stage.feed.lose()
        await stage.clock.advance()
        stage.feed.release("subscribe 0")
        stage.feed.connect()
        await stage.clock.advance(5)
        assert stage.watch() == LIVE
        assert stage.feed.count("subscribe 0") == 2


# --- the probe -----------------------------------------------------------------------------------


@travelling
async def test_a_zombie_that_answers_no_probe_is_connected_anew() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.fail("relist", AnswerTimedOut())
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.feed.reconnects == ["no answer to a probe"]
        assert stage.watch()[0] is Watch.WAITING
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE


@pytest.mark.parametrize("error", [Refused(1, "no"), RateLimited(), NotConnected()])
@travelling
async def test_a_probe_that_is_refused_is_no_reason_to_reconnect(
    error: PassingError | Refused,
) -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.fail("relist", error)
        await stage.arranger.probe()
        assert stage.feed.reconnects == []


@travelling
async def test_there_is_one_probe_at_a_time_and_none_without_a_session() -> None:
    stage = Stage()
    async with stage.run(connected=False):
        await stage.arranger.probe()
        assert stage.feed.calls == []
        stage.feed.connect()
        await stage.clock.advance()
        stage.feed.hold("relist")
        probe = asyncio.create_task(stage.arranger.probe())
        await stage.clock.advance()
        await stage.arranger.probe()
        assert stage.feed.calls == ["relist"]
        stage.feed.release("relist")
        await probe


@pytest.mark.parametrize(
    ("since", "now", "renewed"),
    [
        (at(20, day=20), at(8, 24), False),
        (at(20, day=20), at(8, 25), True),
        (at(20, day=20), at(11), True),
        (at(7), at(8, 30), False),
        (at(20, day=20), at(12, day=22), False),
        (at(10), at(20), False),
    ],
)
@travelling
async def test_a_session_of_an_earlier_day_is_renewed_before_the_opening(
    since: datetime, now: datetime, renewed: bool
) -> None:
    stage = Stage(clock=FakeClock(since))
    async with stage.run():
        stage.clock.set(now)
        stage.arranger.renew_session()
        stage.feed.connect()
        stage.arranger.renew_session()
        assert len(stage.feed.reconnects) == renewed


# --- polling -------------------------------------------------------------------------------------


@travelling
async def test_polled_events_carry_the_interval_they_lie_in() -> None:
    stage = Stage(realtime=False)
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        assert stage.watch() == polled(Polled.SWITCHED_OFF)
        assert stage.events == []
        stage.feed.moves("0", HYNIX)
        stage.feed.moves("0", SAMSUNG, EXIT)
        await stage.clock.advance(61)
        assert stage.told(Source.POLL) == stage.told() == ["+" + HYNIX, "-" + SAMSUNG]
        spans = {(one.since, one.received_at) for one in stage.events}
        assert spans == {(MONDAY, MONDAY + timedelta(seconds=60))}
        assert {one.happened_at for one in stage.events} == {None}


@pytest.mark.parametrize(
    ("interval", "requery", "count"), [(30, 60, 11), (30, 10, 21), (90, 60, 7)]
)
@travelling
async def test_no_condition_is_asked_more_often_than_interval_and_guard_allow(
    interval: float, requery: float, count: int
) -> None:
    stage = Stage(realtime=False, poll_interval=interval, requery=requery)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(601)
        assert searched(stage) == count


@travelling
async def test_a_search_of_a_person_is_a_look_and_counts_for_the_guard() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(45)
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(14)
        assert stage.told() == []
        await stage.clock.advance(2)
        assert stage.told() == ["+" + SAMSUNG]
        stage.feed.moves("0", HYNIX)
        assert not (await stage.arranger.search(stage.condition())).fresh
        assert stage.told() == ["+" + SAMSUNG]


@travelling
async def test_a_subscription_just_after_a_search_starts_with_what_it_found() -> None:
    stage = Stage(realtime=False)
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        assert (await stage.arranger.search(stage.condition())).fresh
        await stage.clock.advance(10)
        await stage.follow()
        assert stage.watch() == polled(Polled.SWITCHED_OFF)
        assert stage.inside() == {SAMSUNG}
        stage.feed.moves("0", HYNIX)
        await stage.clock.advance(60)
        assert stage.told() == ["+" + HYNIX]
        assert searched(stage) == 2


@travelling
async def test_after_a_search_of_a_person_the_next_poll_has_time() -> None:
    stage = Stage(realtime=False, requery=40, poll_interval=90)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(50)
        stage.feed.moves("0", SAMSUNG)
        assert (await stage.arranger.search(stage.condition())).fresh
        assert stage.told() == ["+" + SAMSUNG]
        await stage.clock.advance(89)
        assert searched(stage) == 2
        await stage.clock.advance(2)
        assert searched(stage) == 3


@travelling
async def test_outside_market_hours_a_new_subscription_gets_one_look_and_no_more() -> None:
    stage = Stage(realtime=False, clock=FakeClock(at(20)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(3_600)
        assert searched(stage) == 1
        assert stage.watch() == polled(Polled.SWITCHED_OFF)
        assert stage.inside() == {SAMSUNG}


@travelling
async def test_polling_ends_with_one_last_look_after_the_close() -> None:
    stage = Stage(realtime=False, clock=FakeClock(at(15, 25)))
    async with stage.run():
        await stage.follow()
        await stage.clock.until(at(15, 30, 30))
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.until(at(15, 50))
        assert stage.told(Source.POLL) == ["+" + SAMSUNG]
        assert stage.events[0].received_at >= at(15, 31)
        assert stage.events[0].received_at <= at(15, 33)
        assert searched(stage) <= 8


@pytest.mark.parametrize("now", [at(20, day=20), at(2, day=21), at(12, day=22)])
@travelling
async def test_a_last_look_that_was_missed_is_made_up_for_before_the_next_day(
    now: datetime,
) -> None:
    first = Stage(realtime=False, clock=FakeClock(at(11, day=20)))
    async with first.run():
        await first.follow()
    again = Stage(realtime=False, clock=FakeClock(now), store=first.store)
    again.feed.inside["0"] = [SAMSUNG]
    async with again.run():
        await again.clock.advance(300)
        assert again.told(Source.MISSED) == ["+" + SAMSUNG]
        assert searched(again) == 1


@travelling
async def test_the_first_look_of_a_day_is_at_the_opening_and_nothing_was_missed() -> None:
    stage = Stage(realtime=False, clock=FakeClock(at(20, day=20)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        stage.clock.set(at(8, 25))
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.until(at(8, 59, 58))
        assert searched(stage) == 1
        await stage.clock.until(at(9, 0, 5))
        assert stage.told(Source.POLL) == stage.told() == ["+" + SAMSUNG]
        assert stage.events[0].since == at(6)


@travelling
async def test_a_bot_that_comes_up_in_market_hours_tells_a_polled_condition_as_missed() -> None:
    first = Stage(realtime=False, clock=FakeClock(at(20, day=20)))
    async with first.run():
        await first.follow()
    again = Stage(realtime=False, store=first.store)
    again.feed.inside["0"] = [SAMSUNG]
    async with again.run():
        assert again.told(Source.MISSED) == ["+" + SAMSUNG]
        assert again.events[0].since == at(6)


@travelling
async def test_a_break_in_market_hours_makes_the_next_poll_a_missed_report() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        stage.feed.lose()
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(600)
        assert searched(stage) == 1
        stage.feed.connect()
        await stage.clock.advance(1)
        assert stage.told(Source.MISSED) == ["+" + SAMSUNG]
        stage.feed.moves("0", HYNIX)
        await stage.clock.advance(70)
        assert stage.told(Source.POLL) == ["+" + HYNIX]


@travelling
async def test_a_poll_that_fails_is_tried_again_and_alarms_once() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        stage.feed.fail("search 0", *[Unavailable("maintenance") for _ in range(5)])
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(600)
        assert stage.keys() == ["subscribe_failed"]
        assert stage.told() == ["+" + SAMSUNG]


@travelling
async def test_a_clock_set_back_an_hour_does_not_stop_the_polling() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        stage.clock.set(at(9, 1))
        await stage.clock.advance(200)
        assert searched(stage) >= 3


@travelling
async def test_an_ever_open_market_is_polled_at_night() -> None:
    stage = Stage(realtime=False, clock=FakeClock(at(3)), calendar=Calendar.always())
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(601)
        assert searched(stage) == 11


# --- from one to the other -----------------------------------------------------------------------


@travelling
async def test_more_than_a_hundred_stocks_are_polled_and_from_ninety_live_again() -> None:
    stage = Stage()
    stage.feed.inside["0"] = codes(100)
    async with stage.run():
        await stage.follow()
        assert stage.watch() == LIVE
        await stage.push("0", SAMSUNG)
        assert stage.watch() == polled(Polled.LARGE)
        assert stage.feed.registered == []
        assert [(one.key, one.params) for one in stage.notices()] == [
            ("condition_polled_large", {"name": "급등", "count": "101"})
        ]
        stage.feed.inside["0"] = codes(91)
        await stage.clock.advance(70)
        assert stage.watch() == polled(Polled.LARGE)
        stage.feed.inside["0"] = codes(90)
        await stage.clock.advance(70)
        assert stage.watch() == LIVE
        assert stage.keys() == ["condition_polled_large", "condition_realtime_again"]
        assert stage.replayed({1: set(codes(100))}) == {1: set(codes(90))}


@travelling
async def test_a_new_day_that_makes_all_small_again_wakes_nobody() -> None:
    stage = Stage(clock=FakeClock(at(5, 59)))
    stage.feed.inside["0"] = codes(150)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(30)
        assert stage.watch() == polled(Polled.LARGE)
        before = stage.keys()
        stage.feed.inside["0"] = []
        await stage.clock.advance(60)
        assert stage.watch() == LIVE
        assert stage.keys() == before


@travelling
async def test_the_first_poll_after_real_time_knows_until_when_it_was_live() -> None:
    stage = Stage()
    stage.feed.inside["0"] = codes(100)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(50)
        stage.feed.hear()
        await stage.watcher.touch()
        await stage.clock.advance(10)
        stage.feed.push("0", SAMSUNG)
        stage.feed.moves("0", HYNIX)
        await stage.clock.advance(70)
        last = stage.events[-1]
        assert (last.code, last.source, last.since) == (
            HYNIX,
            Source.POLL,
            MONDAY + timedelta(seconds=60),
        )


@travelling
async def test_a_push_while_real_time_is_being_ended_is_told() -> None:
    stage = Stage()
    stage.feed.inside["0"] = codes(100)
    stage.feed.hold("clear 0")
    async with stage.run():
        await stage.follow()
        await stage.push("0", SAMSUNG)
        await stage.push("0", HYNIX)
        stage.feed.release("clear 0")
        await stage.clock.advance(70)
        assert stage.told() == ["+" + SAMSUNG, "+" + HYNIX]


@travelling
async def test_a_search_from_before_real_time_ended_does_not_undo_what_was_pushed() -> None:
    stage = Stage()
    stage.feed.inside["0"] = codes(100)
    async with stage.run():
        await stage.follow()
        stage.feed.hold("search 0")
        asked = asyncio.create_task(stage.arranger.search(stage.condition()))
        await stage.push("0", SAMSUNG)
        assert stage.watch() == polled(Polled.LARGE)
        stage.feed.inside["0"].remove(SAMSUNG)
        stage.feed.release("search 0")
        await stage.clock.advance()
        assert len(asked.result().hits) == 100
        assert stage.told() == ["+" + SAMSUNG]


@travelling
async def test_a_poll_on_its_way_when_the_condition_goes_live_undoes_nothing() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(1, 11):
            await stage.follow(one, ALICE, BOB)
        await stage.follow(11)
        assert stage.watch(11) == polled(Polled.FULL)
        stage.feed.hold("search 10")
        await stage.clock.advance(61)
        await stage.leave(1, ALICE)
        await stage.leave(1, BOB)
        await stage.clock.advance()
        assert stage.watch(11) == (Watch.ASKED, None)
        stage.feed.moves("10", SAMSUNG)
        stage.feed.release("search 10")
        await stage.clock.advance()
        assert stage.watch(11) == LIVE
        assert stage.told() == ["+" + SAMSUNG]
        assert stage.feed.most == 10


# --- ten places ----------------------------------------------------------------------------------


@travelling
async def test_ten_conditions_are_live_and_the_others_polled() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(1, 13):
            await stage.follow(one)
        watches = [stage.watch(one) for one in range(1, 13)]
        assert watches == [LIVE] * 10 + [polled(Polled.FULL)] * 2
        assert stage.feed.most == 10


@travelling
async def test_a_newcomer_with_a_small_number_takes_nobodys_place() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(2, 13):
            await stage.follow(one)
        await stage.follow(1)
        assert stage.watch(1) == polled(Polled.FULL)
        assert stage.asked()["clear 1"] == 0


@travelling
async def test_who_has_more_followers_takes_the_place_and_the_broker_never_holds_eleven() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(2, 12):
            await stage.follow(one)
        stage.feed.hold("clear 10")
        await stage.follow(1, ALICE, BOB)
        await stage.clock.advance(5)
        assert stage.watch(11)[1] is Polled.FULL
        assert stage.feed.count("subscribe 0") == 0
        stage.feed.release("clear 10")
        await stage.clock.advance()
        assert stage.watch(1) == LIVE
        assert stage.watch(11)[1] is Polled.FULL
        assert stage.feed.most == 10
        assert "REFUSED" not in str([stage.watch(one) for one in range(1, 12)])


@travelling
async def test_a_place_that_becomes_free_is_taken() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(1, 12):
            await stage.follow(one)
        await stage.leave(3)
        await stage.clock.advance(1)
        assert stage.watch(11) == LIVE
        assert stage.feed.most == 10


@travelling
async def test_who_was_live_keeps_its_place_over_a_break() -> None:
    stage = Stage(*NAMES)
    async with stage.run():
        for one in range(2, 12):
            await stage.follow(one)
        await stage.follow(1)
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch(1) == polled(Polled.FULL)
        assert [stage.watch(one) for one in range(2, 12)] == [LIVE] * 10


class SlowSubscribers(FakeSubscriptions):
    """Takes its time to say who follows a condition."""

    gate: asyncio.Event | None = None

    async def subscribers(self, condition_id: int) -> list[Destination]:
        if self.gate is not None:
            await self.gate.wait()
        return await super().subscribers(condition_id)


@travelling
async def test_somebody_leaving_while_a_notice_is_written_breaks_nothing() -> None:
    store = FakeStore()
    slow = store.subscriptions = SlowSubscribers(store.tables)
    stage = Stage(store=store)
    stage.feed.inside.update({"0": codes(150), "1": codes(150)})
    async with stage.run():
        slow.gate = asyncio.Event()
        for one in (1, 2):
            await store.subscriptions.add(one, ALICE, "person", MONDAY)
        await stage.watcher.refresh()
        await stage.clock.advance()
        await stage.leave(1)
        await stage.leave(2)
        slow.gate.set()
        await stage.clock.advance()
        assert (stage.watch(1), stage.watch(2)) == ((None, None), (None, None))
        assert stage.feed.registered == []


# --- waiting for the first look ------------------------------------------------------------------


@travelling
async def test_who_waits_for_the_first_look_waits_no_longer_than_that_and_their_patience() -> None:
    stage = Stage()
    stage.feed.hold("subscribe 0")
    async with stage.run():
        await stage.follow()
        patient = asyncio.create_task(stage.arranger.settled(1, 30.0))
        hurried = asyncio.create_task(stage.arranger.settled(1, 3.0))
        await stage.clock.advance(2.9)
        assert not hurried.done()
        await stage.clock.advance(0.1)
        assert hurried.done()
        assert not patient.done()
        stage.feed.release("subscribe 0")
        await stage.clock.advance()
        assert patient.done()


# --- whatever happens ----------------------------------------------------------------------------

CALLS = ("subscribe", "search", "clear")
SEQS = st.sampled_from(["0", "1", "2"])
STEPS = st.one_of(
    st.tuples(st.just("move"), SEQS, st.sampled_from(codes(5))),
    st.tuples(st.just("fail"), SEQS, st.sampled_from([*CALLS, "refuse"])),
    st.tuples(st.sampled_from(["grow", "shrink", "hold", "release", "search"]), SEQS),
    st.tuples(
        st.sampled_from(["break", "wait"]), st.sampled_from(["0", "0.4", "1", "5", "45", "130"])
    ),
    st.just(("probe",)),
)


class World:
    """A broker that tells what moves where it is registered, and forgets what it is told to."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.searches: list[asyncio.Task[None]] = []

    async def do(self, step: tuple[str, ...]) -> None:
        feed, clock = self.stage.feed, self.stage.clock
        match step:
            case "wait", seconds:
                await clock.advance(float(seconds))
            case "break", seconds:
                feed.lose()
                await clock.advance(float(seconds))
                feed.connect()
            case "fail", seq, "refuse":
                feed.fail(f"subscribe {seq}", Refused(1, "no"))
            case "fail", seq, call:
                feed.fail(f"{call} {seq}", AnswerTimedOut())
            case "hold", seq:
                for call in CALLS:
                    feed.hold(f"{call} {seq}")
            case "release", seq:
                self.release(seq)
            case _:
                self.act(*step)
                await clock.advance()

    def act(self, what: str, seq: str = "", code: str = "") -> None:
        if what == "move":
            self.move(seq, code)
        elif what == "search":
            self.searches.append(asyncio.create_task(self.search(int(seq) + 1)))
        elif what == "probe":
            self.searches.append(asyncio.create_task(self.stage.arranger.probe()))
        else:
            for one in codes(101, 100):
                self.move(seq, one, ENTRY if what == "grow" else EXIT)

    def release(self, seq: str) -> None:
        for call in CALLS:
            self.stage.feed.release(f"{call} {seq}")

    async def search(self, condition_id: int) -> None:
        with suppress(PassingError, Refused):
            await self.stage.arranger.search(self.stage.condition(condition_id))

    def move(self, seq: str, code: str, kind: EventKind | None = None) -> None:
        inside = self.stage.feed.inside[seq]
        kind = kind or (EXIT if code in inside else ENTRY)
        if (code in inside) is (kind is ENTRY):
            return
        if seq in self.stage.feed.registered and len(inside) <= 100:
            self.stage.feed.push(seq, code, kind)
        else:
            self.stage.feed.moves(seq, code, kind)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_nothing_is_told_twice_and_in_the_end_all_is_known(
    steps: list[tuple[str, ...]],
) -> None:
    @travelling
    async def run() -> None:
        stage = Stage("급등", "거래량", "신고가")
        stage.feed.inside.update({"0": codes(2), "1": codes(1)})
        async with stage.run():
            for one in (1, 2, 3):
                await stage.follow(one)
            start = {one: stage.inside(one) for one in (1, 2, 3)}
            world = World(stage)
            for step in steps:
                await world.do(step)
            for seq in "012":
                world.release(seq)
            await stage.clock.advance(600)
            for search in world.searches:
                search.result()
            now = {one: set(stage.feed.inside[str(one - 1)]) for one in (1, 2, 3)}
            assert {one: stage.inside(one) for one in (1, 2, 3)} == now
            assert stage.replayed(start) == now
            for one in (1, 2, 3):
                watch, _ = stage.watch(one)
                assert watch in (Watch.REALTIME, Watch.POLLED)
                assert (watch is Watch.REALTIME) is (str(one - 1) in stage.feed.registered)

    run()
