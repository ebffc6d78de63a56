"""What the courier does with what is not simply told: folds, summaries, other chats."""

import asyncio
from datetime import timedelta

import pytest

from core.errors import Gone, Moved, TryLater, Unsure
from core.model import (
    PLAIN,
    AlertMessage,
    Between,
    Destination,
    EventKind,
    Hold,
    Kinds,
    Options,
    Quiet,
    SummaryMessage,
)
from core.services.hush import Hush
from tests.core.services.test_services_courier import ALICE, BOB, OWNER, ROOM, Stage
from tests.fakes.clock import travelling

EXIT = EventKind.EXIT
TOPIC = Destination("telegram", ALICE.chat, "7")


def hush(stage: Stage) -> Hush:
    store = stage.store
    courier = stage.courier
    return Hush(store.preferences, store.outbox, courier.posted, courier.reconsider, stage.clock)


async def in_and_out(stage: Stage, times: int, code: str = "005930", every: float = 60.0) -> None:
    """Let a stock enter and leave in turn."""
    for turn in range(times):
        await stage.post(code, kind=EXIT if turn % 2 else EventKind.ENTRY)
        await stage.clock.advance(every)


def turns(message: AlertMessage | SummaryMessage) -> dict[str, int]:
    return {alert.event.code: alert.turns for alert in message.alerts}


# --- folding ------------------------------------------------------------------------------------


@travelling
async def test_entry_and_first_exit_ring_and_the_third_is_written_into_the_last_message() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await in_and_out(stage, 4)
        assert [one.codes for one in stage.telegram.to(ALICE)] == [["005930"], ["005930"]]
        assert [edit.message_id for edit in stage.telegram.edits] == ["2", "2"]
        assert [turns(edit.message) for edit in stage.telegram.edits] == [
            {"005930": 3},
            {"005930": 4},
        ]
    assert stage.states() == {"sent": 2, "folded": 2}


@travelling
async def test_after_a_quiet_window_it_rings_again() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        await stage.clock.advance(600)
        await stage.post("005930", kind=EXIT)
        await stage.clock.advance(5)
        assert len(stage.telegram.to(ALICE)) == 3


@travelling
async def test_what_stands_in_an_edited_message_besides_stays_in_it() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await in_and_out(stage, 1)
        stage.telegram.pace.hold(ALICE, 30)
        await stage.post("005930", "000660", kind=EXIT)
        await stage.clock.advance(40)
        await stage.post("005930")
        await stage.clock.advance(5)
        (edit,) = stage.telegram.edits
        assert turns(edit.message) == {"005930": 3, "000660": 0}
        assert not any(alert.late for alert in edit.message.alerts)


@travelling
async def test_what_cannot_be_edited_goes_with_the_next_message() -> None:
    stage = Stage()
    stage.telegram.edit_script.append(False)
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        assert len(stage.telegram.to(ALICE)) == 2
        await stage.post("000660")
        await stage.clock.advance(5)
        last = stage.telegram.to(ALICE)[-1]
        assert last.codes == ["005930", "000660"]
        assert stage.states()["sent"] == 4


@travelling
async def test_what_cannot_be_edited_is_told_without_a_sound_when_no_other_message_comes() -> None:
    stage = Stage()
    stage.telegram.edit_script.append(False)
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        await stage.clock.advance(700)
        await hush(stage).release()
        await stage.clock.advance(5)
        last = stage.telegram.to(ALICE)[-1].message
        assert isinstance(last, SummaryMessage)
        assert (last.hold, last.silent) == (Hold.FOLDED, True)


@travelling
async def test_an_edit_whose_outcome_stays_unknown_is_given_up_and_its_events_told_marked() -> None:
    stage = Stage()
    stage.telegram.edit_script.extend([Unsure("reset")] * 20)
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        await stage.clock.advance(300)
        assert 2 < len(stage.telegram.edits) < 10
        last = stage.telegram.to(ALICE)[-1]
        assert last.codes == ["005930"]
        assert isinstance(last.message, SummaryMessage)
        assert (last.message.resend, last.message.silent) == (True, True)


@travelling
async def test_an_edit_whose_outcome_was_unknown_once_leaves_no_mark_where_it_succeeds() -> None:
    stage = Stage()
    stage.telegram.edit_script.append(Unsure("reset"))
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        assert not any(edit.message.resend for edit in stage.telegram.edits)
        assert stage.states() == {"sent": 2, "folded": 1}


@travelling
async def test_an_edit_refused_after_one_of_unknown_outcome_is_told_marked() -> None:
    stage = Stage()
    stage.telegram.edit_script.extend([Unsure("reset"), False])
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        assert stage.telegram.to(ALICE)[-1].message.resend


@travelling
async def test_a_pause_for_edits_alone_holds_no_alert() -> None:
    stage = Stage()
    stage.telegram.edit_script.append(TryLater(120, "ratelimited", edits_only=True))
    async with stage.run(ALICE):
        await in_and_out(stage, 3, every=10)
        await stage.post("000660")
        await stage.clock.advance(2)
        assert stage.telegram.to(ALICE)[-1].codes == ["000660"]
        await stage.clock.advance(150)
        await stage.courier.look()
        await stage.clock.advance(5)
        assert stage.states() == {"sent": 3, "folded": 1}


@travelling
async def test_a_chat_found_closed_by_an_edit_is_suspended() -> None:
    stage = Stage()
    stage.telegram.edit_script.append(Gone("blocked"))
    async with stage.run(ALICE):
        await in_and_out(stage, 3)
        (one,) = await stage.store.subscriptions.of(ALICE)
        assert one.suspended == "blocked"
        assert stage.telegram.to(OWNER)[-1].key == "destination_gone"


@travelling
async def test_folding_switched_off_rings_every_time() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.store.subscriptions.change(1, ALICE, Options(fold=0))
        await in_and_out(stage, 6)
        assert len(stage.telegram.to(ALICE)) == 6


# --- filters and silence ------------------------------------------------------------------------


@travelling
async def test_what_a_filter_keeps_out_takes_no_turn_of_the_chat() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.store.subscriptions.change(1, ALICE, Options(kinds=Kinds.ENTRY))
        await stage.post("005930", kind=EXIT)
        await stage.clock.advance()
        await stage.post("005930")
        await stage.clock.advance()
        assert [one.codes for one in stage.telegram.to(ALICE)] == [["005930"]]
    assert stage.states() == {"filtered": 1, "sent": 1}


@travelling
async def test_a_filter_goes_by_the_price_and_keeps_it_with_the_event() -> None:
    stage = Stage()
    stage.source.prices["005930"] = 70_000
    async with stage.run(ALICE):
        await stage.store.subscriptions.change(1, ALICE, Options(price=Between(high=60_000)))
        await stage.post("005930")
        await stage.clock.advance(2)
        assert stage.telegram.to(ALICE) == []
    (row,) = stage.store.tables.deliveries.values()
    assert (row.state, row.reason) == ("filtered", "price")
    assert stage.store.tables.quotes[1].price == 70_000


@travelling
async def test_what_was_muted_comes_as_one_summary_when_the_mute_ends() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB):
        quiet = hush(stage)
        await quiet.mute(ALICE, "person", stage.clock.now() + timedelta(minutes=30))
        await in_and_out(stage, 5)
        assert stage.telegram.to(ALICE) == []
        assert len(stage.telegram.to(BOB)) == 2
        await stage.clock.advance(1800)
        await quiet.release()
        await stage.clock.advance(1)
        (summary,) = (one.message for one in stage.telegram.to(ALICE))
        assert isinstance(summary, SummaryMessage)
        assert (summary.hold, len(summary.alerts)) == (Hold.MUTED, 5)


@travelling
async def test_ending_a_mute_sums_up_once_that_was_answered() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        quiet = hush(stage)
        await quiet.mute(ALICE, "person", stage.clock.now() + timedelta(hours=5), code="005930")
        await stage.post("005930", "000660")
        await stage.clock.advance(5)
        assert [one.codes for one in stage.telegram.to(ALICE)] == [["000660"]]
        assert await quiet.unmute(ALICE, code="005930") == 1
        await quiet.release()
        await stage.clock.advance(2)
        assert len(stage.telegram.to(ALICE)) == 1, "the answer comes first"
        await quiet.release()
        await stage.clock.advance()
        assert [one.codes for one in stage.telegram.to(ALICE)] == [["000660"], ["005930"]]


@travelling
async def test_notices_come_without_a_sound_in_quiet_hours_and_alerts_wait() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        quiet = hush(stage)

        now = stage.clock.now()
        hours = Quiet((now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time())
        await quiet.set_quiet(ALICE, hours)
        await stage.post("005930")
        await stage.notify("session_back", ALICE)
        await stage.clock.advance(5)
        (notice,) = stage.telegram.to(ALICE)
        assert notice.key == "session_back"
        assert notice.message.silent
        await quiet.set_quiet(ALICE, None)
        await stage.clock.advance(5)
        assert stage.telegram.to(ALICE)[-1].codes == ["005930"]


@travelling
async def test_a_silent_subscription_makes_no_sound_unless_another_one_speaks_along() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        await stage.store.subscriptions.change(1, ALICE, Options(silent=True))
        await stage.post("005930")
        await stage.clock.advance(5)
        await stage.store.subscriptions.change(1, ALICE, PLAIN)
        await stage.post("000660")
        await stage.clock.advance(5)
        assert [one.message.silent for one in stage.telegram.to(ALICE)] == [True, False]


# --- a wait of hours ----------------------------------------------------------------------------


def linked(stage: Stage) -> None:
    async def elsewhere(destination: Destination) -> list[Destination]:
        return [ROOM] if destination == ALICE else []

    stage.courier._elsewhere = elsewhere


@travelling
async def test_a_wait_of_hours_sends_the_alerts_to_the_linked_chat_and_one_digest_after() -> None:
    stage = Stage()
    linked(stage)
    async with stage.run(ALICE, BOB):
        stage.telegram.fail(ALICE, TryLater(43_838))
        await stage.post("005930")
        await stage.clock.advance(2)
        await stage.post("000660")
        await stage.clock.advance(2)
        assert [one.codes for one in stage.slack.to(ROOM)] == [["005930"], ["000660"]]
        for one in stage.slack.to(ROOM):
            assert isinstance(one.message, AlertMessage)
            assert one.message.diverted == "telegram"
        assert len(stage.telegram.to(BOB)) == 2, "it holds only that destination"
        assert [one.key for one in stage.telegram.to(OWNER)] == ["flood_wait"]
        await stage.clock.advance(43_838)
        await hush(stage).release()
        await stage.clock.advance(5)
        (digest,) = (one.message for one in stage.telegram.to(ALICE))
        assert isinstance(digest, SummaryMessage)
        assert digest.hold is Hold.DIVERTED
        assert [alert.event.code for alert in digest.alerts] == ["005930", "000660"]


@travelling
async def test_a_wait_of_hours_outlives_a_restart_and_is_told_once() -> None:
    first = Stage()
    async with first.run(ALICE):
        first.telegram.fail(ALICE, TryLater(43_838))
        await first.post("005930")
        await first.clock.advance(2)
    again = Stage(first.clock, first.store)
    async with again.run(ALICE):
        await again.clock.advance(10_000)
        assert again.telegram.to(ALICE) == []
        assert again.telegram.to(OWNER) == []
        for _ in range(40):
            await again.clock.advance(1000)
            await again.courier.look()
        assert [one.codes for one in again.telegram.to(ALICE)] == [["005930"]]


@travelling
async def test_a_chat_linked_while_the_other_waits_is_used_from_then_on() -> None:
    stage = Stage()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(3600))
        await stage.post("005930")
        await stage.clock.advance(30)
        assert stage.slack.to(ROOM) == []
        linked(stage)
        await stage.courier.look()
        await stage.clock.advance(2)
        assert [one.codes for one in stage.slack.to(ROOM)] == [["005930"]]


@pytest.mark.parametrize("reason", ["kicked", "is_archived"])
@travelling
async def test_a_closed_chat_is_closed_with_its_topics_and_start_wakes_them(reason: str) -> None:
    stage = Stage()
    async with stage.run(ALICE, TOPIC):
        stage.telegram.fail(TOPIC, Gone(reason))
        await stage.post("005930")
        await stage.clock.advance(5)
        followed = await stage.store.subscriptions.of(ALICE)
        assert [one.suspended for one in followed] == [reason, reason]
        assert await stage.store.subscriptions.resume(ALICE) == 2


@travelling
async def test_a_deleted_topic_leaves_the_chat_alone() -> None:
    stage = Stage()
    async with stage.run(ALICE, TOPIC):
        stage.telegram.fail(TOPIC, Gone("topic_deleted"))
        await stage.post("005930")
        await stage.clock.advance(5)
        followed = await stage.store.subscriptions.of(ALICE)
        assert [one.suspended for one in followed] == [None, "topic_deleted"]


# --- order --------------------------------------------------------------------------------------


@travelling
async def test_what_was_in_the_air_when_its_chat_moved_is_not_overtaken_there() -> None:
    stage = Stage()
    new = Destination("telegram", "-1001")
    async with stage.run(ALICE):
        stage.telegram.hold()
        stage.telegram.fail(ALICE, Moved(new.chat))
        await stage.post("005930")
        await stage.clock.advance(1)
        moving = asyncio.create_task(stage.courier.move(ALICE, new))
        await stage.clock.advance(1)
        await stage.post("005930", kind=EXIT)
        await stage.clock.advance(1)
        stage.telegram.land()
        await stage.clock.advance(5)
        await moving
        kinds = [
            alert.event.kind
            for one in stage.telegram.to(new)
            if isinstance(one.message, AlertMessage)
            for alert in one.message.alerts
        ]
        assert kinds == [EventKind.ENTRY, EXIT]
