"""The watcher alone and with the arranger: what becomes news."""

from datetime import datetime, timedelta

import pytest

from core.clock import KST
from core.errors import CredentialsRefused, SessionTaken
from core.model import Condition, Notice, Quote, SearchResult, SessionState, Source, Watch
from core.ports import MarketState, Push, Relisted, Snapshot, Trade
from core.services.taken import Reminder, Taken
from tests.core.services.stage import ALICE, BOB, ENTRY, EXIT, Stage
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import hit

SAMSUNG, HYNIX, KAKAO = "005930", "000660", "035720"
LIVE = (Watch.REALTIME, None)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


# --- real time -----------------------------------------------------------------------------------


@travelling
async def test_the_first_snapshot_is_a_start_and_what_is_pushed_after_it_is_news() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        assert stage.watch() == LIVE
        assert stage.events == []
        assert stage.inside() == {SAMSUNG}
        await stage.push("0", HYNIX)
        await stage.push("0", SAMSUNG, EXIT)
        assert stage.told() == ["+" + HYNIX, "-" + SAMSUNG]
        assert stage.inside() == {HYNIX}
        first = stage.events[0]
        assert (first.source, first.happened_at, first.since) == (Source.REALTIME, MONDAY, None)


@travelling
async def test_events_are_written_with_when_their_frames_came() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(5)
        stage.feed.push("0", SAMSUNG)
        stage.feed.push("0", SAMSUNG)
        stage.feed.push("0", HYNIX)
        await stage.clock.advance()
        assert stage.ears.arrivals == [(1, 1_005.0), (2, 1_005.0)]


@travelling
async def test_repeated_pushes_and_one_the_snapshot_holds_already_are_told_once() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        for code in (SAMSUNG, HYNIX, HYNIX):
            await stage.push("0", code)
        assert stage.told() == ["+" + HYNIX]


@travelling
async def test_one_stock_in_two_conditions_is_two_memberships() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2)
        await stage.push("0", SAMSUNG)
        await stage.push("1", SAMSUNG)
        await stage.push("0", SAMSUNG, EXIT)
        assert (stage.inside(1), stage.inside(2)) == (set(), {SAMSUNG})


@travelling
async def test_a_push_for_a_condition_nobody_follows_is_nobodys_news() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        await stage.push("1", SAMSUNG)
        assert stage.events == []
        assert stage.watcher.quarantine == []


@travelling
async def test_the_brokers_share_of_lateness_is_written_down() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.push("0", SAMSUNG, hhmmss="100000")
        await stage.clock.advance(9)
        stage.feed.push("0", HYNIX, hhmmss="100001")
        await stage.clock.advance()
        assert [one.broker_late for one in stage.events] == [0.0, 7.0]


@travelling
async def test_a_push_around_midnight_happened_on_the_right_day() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 24, 0, 0, 1, tzinfo=KST)))
    async with stage.run():
        await stage.follow()
        stage.feed.push("0", SAMSUNG, hhmmss="235959")
        await stage.clock.advance()
        assert stage.events[0].happened_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=KST)
        assert stage.events[0].day == datetime(2026, 11, 23, tzinfo=KST).date()


@travelling
async def test_a_malformed_time_of_the_broker_costs_the_time_and_not_the_event() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.push("0", SAMSUNG, hhmmss="9:00:1")
        await stage.clock.advance()
        assert [one.happened_at for one in stage.events] == [None]


# --- missed while away ---------------------------------------------------------------------------


@travelling
async def test_after_a_reconnect_the_difference_is_missed_with_the_time_span() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(131)
        stage.feed.hear()
        stage.watcher.prove()
        await stage.clock.advance(20)
        stage.feed.lose()
        stage.feed.moves("0", HYNIX)
        stage.feed.moves("0", SAMSUNG, EXIT)
        await stage.clock.advance(69)
        assert stage.watch() == (Watch.WAITING, None)
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE
        assert stage.told(Source.MISSED) == stage.told() == ["+" + HYNIX, "-" + SAMSUNG]
        spans = {(one.since, one.received_at) for one in stage.events}
        assert spans == {(MONDAY + seconds(131), MONDAY + seconds(220))}


@travelling
async def test_what_did_not_change_while_away_is_not_told() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE
        assert stage.events == []


@travelling
async def test_a_break_and_a_return_read_in_one_go_are_a_break_and_a_return() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(10)
        stage.feed.push("0", SAMSUNG)
        stage.feed.lose()
        stage.feed.moves("0", HYNIX)
        stage.feed.connect()
        await stage.clock.advance()
        assert [(one.code, one.source) for one in stage.events] == [
            (SAMSUNG, Source.REALTIME),
            (HYNIX, Source.MISSED),
        ]
        assert stage.watch() == LIVE


@travelling
async def test_a_restart_compares_with_the_stored_membership() -> None:
    first = Stage()
    first.feed.inside["0"] = [SAMSUNG, HYNIX]
    async with first.run():
        await first.follow()
        await first.clock.advance(60)
        first.feed.hear()
        first.watcher.prove()
        await first.watcher.touch()
    again = Stage(clock=first.clock, store=first.store)
    again.feed.inside["0"] = [HYNIX, KAKAO]
    await again.clock.advance(600)
    async with again.run():
        assert again.told(Source.MISSED) == ["+" + KAKAO, "-" + SAMSUNG]
        assert {one.since for one in again.events} == {MONDAY + seconds(60)}
        assert again.inside() == {HYNIX, KAKAO}


@travelling
async def test_a_bot_that_comes_up_later_in_the_day_tells_one_missed_report() -> None:
    first = Stage()
    first.feed.inside["0"] = [SAMSUNG]
    async with first.run():
        await first.follow()
    clock = FakeClock(datetime(2026, 11, 24, 11, 0, tzinfo=KST))
    again = Stage(clock=clock, store=first.store)
    again.feed.inside["0"] = [SAMSUNG, HYNIX]
    async with again.run():
        assert again.told(Source.MISSED) == again.told() == ["+" + HYNIX, "+" + SAMSUNG]
        spans = {(one.since, one.received_at) for one in again.events}
        assert spans == {(datetime(2026, 11, 24, 6, tzinfo=KST), clock.now())}


@travelling
async def test_a_subscription_that_nobody_served_before_the_restart_is_a_start() -> None:
    first = Stage()
    await first.follow()
    again = Stage(store=first.store)
    again.feed.inside["0"] = [SAMSUNG]
    async with again.run():
        assert again.watch() == LIVE
        assert again.events == []


@travelling
async def test_what_nobody_follows_any_more_at_a_restart_is_forgotten() -> None:
    first = Stage()
    first.feed.inside["0"] = [SAMSUNG]
    async with first.run():
        await first.follow()
    await first.store.subscriptions.remove(1, ALICE)
    again = Stage(clock=first.clock, store=first.store)
    async with again.run():
        await again.clock.advance(60)
        await again.follow()
        assert again.watch() == LIVE
        assert again.events == []


@travelling
async def test_in_an_open_market_pings_alone_prove_nothing() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.push("0", HYNIX)
        await stage.clock.advance(200)
        stage.feed.hear()
        await stage.watcher.touch()
        assert stage.known().known_at == MONDAY
        stage.feed.lose()
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(5)
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.events[-1].since == MONDAY, "nobody knows when pushes ended"


@travelling
async def test_the_stored_membership_is_known_whole_as_long_as_that_is_proven() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(60)
        stage.feed.hear()
        stage.watcher.prove()
        await stage.watcher.touch()
        assert stage.known().known_at == MONDAY + seconds(60)
        assert stage.watcher.book.membership(1).known_at == MONDAY + seconds(60)
        stage.feed.lose()
        await stage.clock.advance(60)
        await stage.watcher.touch()
        assert stage.known().known_at == MONDAY + seconds(60)


@travelling
async def test_a_push_into_a_gap_does_not_shorten_what_is_said_of_the_gap() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(10)
        stage.feed.lose()
        stage.feed.moves("0", HYNIX)
        await stage.clock.advance(10)
        stage.feed.hold("subscribe 0")
        stage.feed.connect()
        await stage.clock.advance(20)
        await stage.push("0", SAMSUNG)
        stage.feed.release("subscribe 0")
        await stage.clock.advance()
        assert stage.told(Source.REALTIME) == ["+" + SAMSUNG]
        assert stage.told(Source.MISSED) == ["+" + HYNIX]
        assert stage.events[-1].since == MONDAY


# --- the broker's night ------------------------------------------------------------------------


@travelling
async def test_the_empty_lists_of_the_brokers_night_tell_no_exits() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 23, 15, 40, tzinfo=KST)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(3_600)
        stage.feed.lose()
        stage.feed.inside["0"] = []
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch() == LIVE
        assert stage.events == []
        assert stage.inside() == {SAMSUNG}


@travelling
async def test_what_was_missed_until_the_close_is_told_in_the_evening() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 23, 15, 0, tzinfo=KST)))
    async with stage.run():
        await stage.follow()
        stage.feed.lose()
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(3_600)
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.told(Source.MISSED) == ["+" + SAMSUNG]


# --- the trading day -----------------------------------------------------------------------------


@travelling
async def test_a_new_trading_day_empties_the_memberships_without_exits() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 24, 5, 59, 50, tzinfo=KST)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        assert stage.inside() == {SAMSUNG}
        await stage.clock.advance(11)
        assert stage.events == []
        assert stage.inside() == set()
        assert stage.known().known_at == datetime(2026, 11, 24, 6, tzinfo=KST)
        await stage.push("0", SAMSUNG)
        assert stage.told() == ["+" + SAMSUNG]


@travelling
async def test_the_first_push_of_a_day_need_not_wait_for_the_timetable() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 23, 20, 0, tzinfo=KST)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        stage.clock.set(datetime(2026, 11, 24, 9, 0, 1, tzinfo=KST))
        stage.feed.push("0", SAMSUNG)
        await stage.clock.advance()
        assert [(one.kind, one.day.day) for one in stage.events] == [(ENTRY, 24)]


@travelling
async def test_a_weekend_is_no_new_trading_day() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 20, 20, 0, tzinfo=KST)))
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow()
        stage.clock.set(datetime(2026, 11, 22, 12, 0, tzinfo=KST))
        await stage.watcher.roll()
        assert stage.inside() == {SAMSUNG}


@travelling
async def test_the_market_itself_corrects_the_calendar() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.tell(MarketState(datetime(2026, 11, 23, 14, 0, tzinfo=KST), "4"))
        await stage.clock.advance()
        assert not stage.calendar.is_open(datetime(2026, 11, 23, 15, 0, tzinfo=KST))


# --- whose push is it ----------------------------------------------------------------------------


@pytest.mark.parametrize("seq", [None, "7"])
@travelling
async def test_a_push_of_an_unknown_condition_is_told_as_unknown_and_moves_nobody(
    seq: str | None,
) -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2)
        await stage.push(seq, SAMSUNG)
        await stage.clock.advance()
        assert stage.feed.count("relist") == 1
        assert [(one.condition_id, one.code, one.source) for one in stage.events] == [
            (None, SAMSUNG, Source.REALTIME)
        ]
        assert stage.events[0].happened_at == MONDAY
        assert (stage.inside(1), stage.inside(2)) == (set(), set())
        assert stage.watcher.quarantine == []


@travelling
async def test_a_push_of_a_condition_that_is_new_is_told_with_its_condition() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.edit(("0", "급등"), ("1", "거래량"), ("2", "신고가"))
        stage.feed.push("2", SAMSUNG)
        await stage.clock.advance()
        assert stage.condition(3).name == "신고가"
        assert stage.events == []


@travelling
async def test_a_quarantined_push_waits_for_the_list_while_others_go_on() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.hold("relist")
        stage.feed.push(None, SAMSUNG)
        stage.feed.push("0", HYNIX)
        await stage.clock.advance(5)
        assert stage.told() == ["+" + HYNIX]
        stage.feed.release("relist")
        await stage.clock.advance()
        assert stage.told() == ["+" + HYNIX, "+" + SAMSUNG]
        assert stage.ears.arrivals == [(1, 1_000.0), (2, 1_000.0)]


@travelling
async def test_a_quarantined_push_outlives_a_break() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.hold("relist")
        await stage.push("9", SAMSUNG)
        stage.feed.lose()
        await stage.clock.advance(5)
        stage.feed.connect()
        await stage.clock.advance()
        assert [(one.condition_id, one.code) for one in stage.events] == [(None, SAMSUNG)]


@travelling
async def test_pushes_nobody_can_name_do_not_flood_the_broker_with_questions() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        for at in range(100):
            await stage.push(None, f"{at:06}")
            await stage.clock.advance(0.05)
        await stage.clock.advance(2)
        assert len(stage.events) == 100
        assert stage.feed.count("relist") <= 7


# --- conditions that are edited ------------------------------------------------------------------


@travelling
async def test_conditions_that_change_places_are_followed_and_start_a_new_session() -> None:
    stage = Stage()
    stage.feed.inside.update({"0": [SAMSUNG], "1": [HYNIX]})
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2, BOB)
        stage.feed.edit(("1", "급등"), ("0", "거래량"))
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.feed.reconnects == ["the conditions were edited"]
        assert stage.watch(1) == (Watch.WAITING, None)
        stage.feed.inside.update({"1": [SAMSUNG], "0": [HYNIX, KAKAO]})
        stage.feed.connect()
        await stage.clock.advance()
        assert (stage.watch(1), stage.watch(2)) == (LIVE, LIVE)
        assert (stage.inside(1), stage.inside(2)) == ({SAMSUNG}, {HYNIX, KAKAO})
        assert [(one.condition_id, one.code) for one in stage.events] == [(2, KAKAO)]
        moved = {"name": "급등", "old": "0", "new": "1"}
        assert stage.notices() == [Notice("condition_moved", moved)]
        assert stage.keys(BOB) == ["condition_moved"]


@travelling
async def test_what_an_edited_connection_still_says_moves_nobody() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2)
        stage.feed.edit(("1", "급등"), ("0", "거래량"))
        now = stage.clock.now()
        stage.feed.tell(
            Relisted(now, tuple(stage.feed.listed)),
            Push(now, 1_000.0, "0", SAMSUNG, ENTRY, "100000"),
            Snapshot(now, "0", (HYNIX,)),
        )
        await stage.clock.advance()
        assert stage.events == []
        assert (stage.inside(1), stage.inside(2)) == (set(), set())


@travelling
async def test_a_subscription_answered_while_its_connection_is_given_up_is_asked_anew() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.hold("subscribe 1")
        await stage.follow(2)
        stage.feed.edit(("1", "급등"), ("0", "거래량"))
        stage.feed.tell(Relisted(stage.clock.now(), tuple(stage.feed.listed)))
        stage.feed.release("subscribe 1")
        await stage.clock.advance()
        stage.feed.connect()
        await stage.clock.advance()
        assert (stage.watch(1), stage.watch(2)) == (LIVE, LIVE)


@travelling
async def test_after_an_edit_while_away_only_the_new_numbers_are_asked_for() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.lose()
        await stage.clock.advance()
        stage.feed.edit(("5", "급등"))
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.feed.registered == ["5"]
        assert stage.feed.reconnects == []
        assert stage.asked()["subscribe 0"] == 1


@pytest.mark.parametrize(
    ("listed", "notice"),
    [
        (
            [("0", "급등 2"), ("1", "거래량")],
            Notice("condition_renamed", {"name": "급등", "old": "1", "now": "급등 2", "new": "3"}),
        ),
        (
            [("1", "거래량"), ("4", "급등"), ("5", "급등")],
            Notice(
                "condition_several",
                {"name": "급등", "old": "1", "new1": "3", "new2": "4", "seq1": "4", "seq2": "5"},
            ),
        ),
        ([("1", "거래량")], Notice("condition_gone", {"name": "급등", "old": "1"})),
    ],
)
@travelling
async def test_a_condition_that_cannot_be_followed_pauses_and_asks(
    listed: list[tuple[str, str]], notice: Notice
) -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        await stage.follow(1, ALICE, BOB)
        stage.feed.edit(*listed)
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.notices(ALICE) == stage.notices(BOB) == [notice]
        assert stage.watch(1) == (None, None)
        (subscription,) = await stage.store.subscriptions.of(ALICE)
        assert subscription.suspended == notice.key
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.feed.registered == []
        assert stage.events == []


@pytest.mark.parametrize(
    ("away", "key"),
    [
        ([("1", "거래량")], "condition_gone"),
        ([("0", "다른 이름"), ("1", "거래량")], "condition_renamed"),
    ],
)
@travelling
async def test_a_condition_that_comes_back_under_its_name_wakes_its_followers_and_starts_anew(
    away: list[tuple[str, str]], key: str
) -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.edit(*away)
        await stage.arranger.probe()
        await stage.clock.advance()
        stage.feed.connect()
        await stage.clock.advance()
        stage.feed.edit(("1", "거래량"), ("2", "급등"))
        stage.feed.inside["2"] = [SAMSUNG]
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.keys() == [key, "condition_back"]
        assert stage.feed.registered == ["2"]
        assert stage.watch(1) == LIVE
        assert stage.events == []


@travelling
async def test_an_empty_listing_is_a_whim_of_the_broker_and_not_the_end_of_every_condition() -> (
    None
):
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.edit()
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.watch(1) == LIVE
        assert stage.keys() == []
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.watch(1) == LIVE
        assert stage.keys() == []


@travelling
async def test_an_edit_that_touches_nobody_disturbs_nobody() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        stage.feed.edit(("0", "급등"), ("4", "거래량"), ("5", "신고가"))
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.feed.reconnects == []
        assert stage.watch(1) == LIVE
        assert [one.name for one in stage.watcher.book.conditions.values()][-1] == "신고가"


@travelling
async def test_a_subscription_to_a_condition_not_listed_now_waits_for_it() -> None:
    stage = Stage()
    await stage.list_conditions()
    stage.feed.edit(("1", "거래량"))
    async with stage.run():
        await stage.follow(1)
        assert stage.watch(1)[0] is Watch.WAITING
        stage.feed.edit(("3", "급등"), ("1", "거래량"))
        await stage.arranger.probe()
        await stage.clock.advance()
        if not stage.watcher.connected:
            stage.feed.connect()
            await stage.clock.advance()
        assert stage.watch(1) == LIVE
        assert stage.feed.registered == ["3"]


# --- the session ---------------------------------------------------------------------------------


@travelling
async def test_a_session_that_was_taken_is_told_to_the_owners_once_and_so_is_its_return() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(300)
        assert stage.ears.owners == [Notice("session_taken", {"time": "10:00:00"})]
        assert stage.watch() == (Watch.WAITING, None)
        stage.feed.moves("0", SAMSUNG)
        stage.feed.connect()
        await stage.clock.advance()
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert [one.key for one in stage.ears.owners] == ["session_taken", "session_back"]
        assert stage.told(Source.MISSED) == ["+" + SAMSUNG]


@travelling
async def test_a_session_that_was_taken_is_told_as_taken_though_it_is_being_taken_back() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.stop(SessionTaken())
        stage.feed.connect()
        await stage.clock.advance()
        assert [one.key for one in stage.ears.owners] == ["session_taken", "session_back"]


@travelling
async def test_a_session_that_was_taken_is_left_alone_by_the_next_start_and_told_only_once() -> (
    None
):
    first = Stage()
    async with first.run():
        first.feed.stop(SessionTaken())
        await first.clock.advance(300)
    for _ in range(2):
        again = Stage(clock=first.clock, store=first.store)
        await again.watcher.stay_away()
        assert again.feed.status().state is SessionState.TAKEN
        assert again.feed.status().since == MONDAY
        assert again.ears.owners == []


@travelling
async def test_a_taking_that_nobody_was_told_of_before_the_end_is_told_by_the_next_start() -> None:
    stage = Stage()
    await Taken(stage.store.facts).note(MONDAY)
    await stage.watcher.stay_away()
    assert stage.ears.owners == [Notice("session_taken", {"time": "10:00:00"})]
    assert await Taken(stage.store.facts).told()


def reminding(stage: Stage) -> Reminder:
    taken = Taken(stage.store.facts)
    return Reminder(taken, stage.feed, stage.ears, stage.calendar, stage.clock)


@travelling
async def test_a_session_that_stays_taken_is_told_on_each_trading_day_before_the_opening() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(1)
        reminder = reminding(stage)
        told: list[datetime] = []
        for _ in range(24 * 60 * 5):
            await stage.clock.advance(60)
            before = len(stage.ears.owners)
            await reminder.look()
            if len(stage.ears.owners) > before:
                told.append(stage.clock.now())
    days = [MONDAY + timedelta(days=one) for one in range(1, 5)]
    half_past = [one.replace(hour=8, minute=30) for one in days]
    assert [one.replace(second=0) for one in told] == half_past, "not on the day it was told"
    assert stage.ears.owners[1:] == [Notice("session_still_taken", {"time": "11/23 10:00"})] * 4


@travelling
async def test_a_start_after_the_opening_reminds_at_once_but_only_once_a_day() -> None:
    first = Stage()
    async with first.run():
        first.feed.stop(SessionTaken())
        await first.clock.advance()
    first.clock.set(MONDAY + timedelta(days=1, hours=3))
    keys = []
    for _ in range(2):
        again = Stage(clock=first.clock, store=first.store)
        await again.watcher.stay_away()
        await reminding(again).look()
        keys.append([one.key for one in again.ears.owners])
    assert keys == [["session_still_taken"], []]


@travelling
async def test_nobody_is_reminded_of_a_session_that_is_ours_or_while_the_market_rests() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.stop(SessionTaken())
        await stage.clock.advance()
        stage.clock.set(MONDAY + timedelta(days=5))  # a Saturday
        await reminding(stage).look()
        stage.clock.set(MONDAY + timedelta(days=7, hours=8))  # after the close
        await reminding(stage).look()
        stage.feed.connect()
        await stage.clock.advance()
        stage.clock.set(MONDAY + timedelta(days=8))
        await reminding(stage).look()
    assert [one.key for one in stage.ears.owners] == ["session_taken", "session_back"]


@travelling
async def test_a_session_that_is_back_may_be_opened_by_the_next_start() -> None:
    first = Stage()
    async with first.run():
        first.feed.stop(SessionTaken())
        await first.clock.advance()
        first.feed.connect()
        await first.clock.advance()
    again = Stage(clock=first.clock, store=first.store)
    await again.watcher.stay_away()
    assert again.feed.status().state is SessionState.CONNECTING


@travelling
async def test_what_an_owner_must_mend_is_tried_anew_by_the_next_start() -> None:
    first = Stage()
    async with first.run():
        first.feed.stop(CredentialsRefused())
        await first.clock.advance()
    again = Stage(clock=first.clock, store=first.store)
    await again.watcher.stay_away()
    assert again.feed.status().state is SessionState.CONNECTING


@travelling
async def test_a_session_a_person_must_mend_is_told_with_what_to_do() -> None:
    stage = Stage()
    async with stage.run(connected=False):
        stage.feed.stop(CredentialsRefused("8001"))
        await stage.clock.advance()
        (notice,) = stage.ears.owners
        assert (notice.key, notice.params["reason_key"]) == (
            "session_stopped",
            "credentials_refused",
        )


@travelling
async def test_an_ordinary_break_is_told_to_nobody() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.lose()
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.ears.owners == []


# --- looks ---------------------------------------------------------------------------------------


def result(stage: Stage, *codes: str, fresh: bool = True) -> SearchResult:
    return SearchResult(
        stage.condition(1), tuple(hit(code) for code in codes), stage.clock.now(), fresh
    )


@travelling
async def test_a_search_of_a_live_condition_moves_nobody() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        known = stage.watcher.book.memberships[1]
        await stage.watcher.looked(result(stage, SAMSUNG), known)
        assert stage.events == []


@travelling
async def test_a_repeated_answer_is_no_look() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        known = stage.watcher.book.memberships[1]
        await stage.watcher.looked(result(stage, SAMSUNG, fresh=False), known)
        assert stage.events == []


@travelling
async def test_an_answer_that_something_newer_overtook_undoes_nothing() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        asked = stage.watcher.book.memberships[1]
        await stage.clock.advance(1)
        await stage.watcher.looked(result(stage, SAMSUNG), asked)
        await stage.watcher.looked(result(stage), asked)
        assert stage.told() == ["+" + SAMSUNG]
        assert stage.inside() == {SAMSUNG}


@travelling
async def test_a_search_of_a_condition_nobody_follows_is_no_start() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(2)
        await stage.watcher.looked(result(stage, SAMSUNG), None)
        assert 1 not in stage.store.tables.memberships


@travelling
async def test_a_snapshot_that_comes_after_the_last_left_is_cleared_and_tells_nothing() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.leave()
        assert stage.feed.registered == []
        stage.feed.registered.append("0")
        stage.feed.tell(Snapshot(stage.clock.now(), "0", (SAMSUNG,)))
        await stage.clock.advance()
        assert stage.feed.registered == []
        assert stage.events == []


@travelling
async def test_what_concerns_no_condition_we_know_is_passed_over() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        now = stage.clock.now()
        stage.feed.tell(Trade(now, Quote(SAMSUNG, 70_000)), Snapshot(now, "9", (SAMSUNG,)))
        await stage.push("0", HYNIX)
        assert stage.told() == ["+" + HYNIX]
        assert stage.watch() == LIVE


@travelling
async def test_conditions_are_known_from_the_first_listing_on() -> None:
    stage = Stage("급등", "거래량")
    async with stage.run():
        assert list(stage.watcher.book.conditions.values()) == [
            Condition(1, "0", "급등"),
            Condition(2, "1", "거래량"),
        ]
