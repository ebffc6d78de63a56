"""What the bot says in Slack of its own accord: buttons, edits, threads, a pinned message."""

import asyncio

import pytest

from bot.access import Role
from bot.channels.slack.pages import page
from bot.messages import Button, Doc, Reply, line
from bot.render.alerts import compose
from core.errors import Gone, Malformed, SendError, TryLater, Unsure
from core.model import AlertMessage
from tests.bot.channels.slack_stage import ANN, BEN, quiet, stage, to
from tests.bot.channels.stage import MORNING, entry, running, says
from tests.servers.slack_blocks import check_blocks

MUTE = Button("30분 음소거", "mute 005930 30m", keeps=True)


# -- buttons ---------------------------------------------------------------------------------


async def test_an_alert_carries_its_buttons() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.clock.moment = MORNING
        await one.channel.send(to("C1"), entry())
        rows = compose(entry(), "ko", MORNING.date()).buttons
        labels = [button.label for row in rows for button in row]
        assert (await one.slack.next_message("C1")).labels == labels


def test_buttons_stand_under_the_alert_in_one_message() -> None:
    made = page(says("편입 삼성전자", (MUTE, Button("차트", "chart 005930"))))
    assert check_blocks(made.blocks) == []
    values = [one["value"] for block in made.blocks or () for one in block.get("elements", ())]
    assert values == ["+mute 005930 30m", "chart 005930"]


def test_an_alert_too_long_for_blocks_goes_as_text_without_buttons() -> None:
    made = page(Reply(Doc(tuple(line("x" * 900) for _ in range(40))), ((MUTE,),)))
    assert made.blocks is None
    assert made.text.count("x" * 900) == 40


async def test_a_button_that_keeps_its_message_is_answered_below_it() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.show(to("C1"), says("편입 삼성전자", (MUTE,)), None)
        alert = await one.slack.next_message("C1")
        one.slack.press("C1", alert, MUTE.label, BEN)
        heard = await one.hears()
        assert (heard.text, heard.pressed, heard.person) == (MUTE.command, True, "slack:U0BEN")
        answer = await one.slack.next_message("C1")
        assert "said mute" in answer.shown
        assert (alert.ts, alert.edited, alert.labels) == (ts, False, [MUTE.label])
        assert (answer.thread_ts, answer.ephemeral_to) == (None, None)


async def test_a_button_kept_in_a_thread_is_answered_in_the_thread() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        thread = await one.channel.open_topic(to("C1"), "돌파")
        await one.channel.show(thread, says("편입 삼성전자", (MUTE,)), None)
        _, alert = [await one.slack.next_message("C1") for _ in range(2)]
        one.slack.press("C1", alert, MUTE.label)
        assert (await one.hears()).destination == thread
        answer = await one.slack.next_message("C1")
        assert answer.thread_ts == thread.topic
        assert not alert.edited


async def test_a_kept_button_only_one_person_sees_is_answered_to_that_person() -> None:
    async def offering(incoming: object) -> Reply:
        return says("고르세요", (MUTE,))

    async with stage(offering) as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        message = await one.slack.next_message("C9")
        one.slack.press("C9", message, MUTE.label)
        answer = await one.slack.next_message("C9")
        assert (answer.ephemeral_to, message.edited) == (ANN, False)


# -- edits -----------------------------------------------------------------------------------


async def test_an_edited_alert_says_something_else_in_the_same_place() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        assert await one.channel.edit(to("C1"), ts, entry("000660", "SK하이닉스"))
        (message,) = one.slack.channel("C1").messages
        assert "SK하이닉스" in message.shown
        assert "삼성전자" not in message.shown
        assert len(one.slack.calls_of("chat.postMessage")) == 1


async def test_an_alert_in_a_thread_is_edited_there() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        thread = await one.channel.open_topic(to("C1"), "돌파")
        ts = await one.channel.send(thread, entry())
        assert await one.channel.edit(thread, ts, entry("000660", "SK하이닉스"))
        assert one.slack.channel("C1").messages[-1].thread_ts == thread.topic


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed", "update_failed"]
)
async def test_a_message_slack_does_not_let_be_changed_is_told_so(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        one.slack.fail("chat.update", error)
        assert not await one.channel.edit(to("C1"), ts, entry())
        assert one.channel.status().working


async def test_a_deleted_alert_cannot_be_edited() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        one.slack.channel("C1").messages[0].deleted = True
        assert not await one.channel.edit(to("C1"), ts, entry())


async def test_an_edit_slack_finds_malformed_goes_as_plain_text_or_not_at_all() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        one.slack.fail("chat.update", "invalid_blocks")
        assert await one.channel.edit(to("C1"), ts, entry("000660", "SK하이닉스"))
        (message,) = one.slack.channel("C1").messages
        assert message.blocks == []
        assert "SK하이닉스" in message.text
        one.slack.fail("chat.update", "never_heard_of", times=2)
        assert not await one.channel.edit(to("C1"), ts, entry())


async def test_a_pause_for_edits_is_kept_to_the_second_and_holds_no_new_message() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.channel("C2")
        ts = await one.channel.send(to("C1"), entry())
        other = await one.channel.send(to("C2"), entry())
        one.slack.fail("chat.update", status=429, retry_after=30)
        with pytest.raises(TryLater) as caught:
            await one.channel.edit(to("C1"), ts, entry())
        assert (caught.value.after, caught.value.everywhere) == (30.0, False)
        with pytest.raises(TryLater) as caught:
            await one.channel.edit(to("C2"), other, entry())
        rest = caught.value.after
        assert rest is not None
        assert 0 < rest < 30
        assert len(one.slack.calls_of("chat.update")) == 1
        await one.channel.send(to("C1"), entry())
        await one.clock.sleep(rest + 1)
        assert await one.channel.edit(to("C2"), other, entry())


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        ("not_in_channel", 200, Gone),
        ("is_archived", 200, Gone),
        ("internal_error", 503, Unsure),
        ("invalid_auth", 200, TryLater),
    ],
)
async def test_an_edit_raises_what_a_send_would(
    error: str, status: int, kind: type[SendError]
) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        one.slack.fail("chat.update", error, status=status)
        with pytest.raises(kind):
            await one.channel.edit(to("C1"), ts, entry())


async def test_an_edit_of_hours_away_is_handed_on_at_once() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        one.slack.fail("chat.update", status=429, retry_after=43_838)
        async with asyncio.timeout(2):
            with pytest.raises(TryLater) as caught:
                await one.channel.edit(to("C1"), ts, entry())
        assert caught.value.after == 43_838


async def test_an_edit_that_cannot_be_rendered_is_malformed() -> None:
    async with stage() as one:
        with pytest.raises(Malformed):
            await one.channel.edit(to("C1"), "1.1", AlertMessage(()))


# -- threads ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "sign"), [("ko", "스레드에 올립니다"), ("en", "in this thread")])
async def test_a_thread_begins_with_the_condition_and_what_it_is_for(lang: str, sign: str) -> None:
    async with quiet() as one, running(one.new_channel(lang=lang)):
        one.slack.channel("C1")
        channel = one.new_channel(lang=lang)
        thread = await channel.open_topic(to("C1"), "돌파 <상승>")
        root = await one.slack.next_message("C1")
        assert thread == to("C1", root.ts)
        assert "돌파" in root.shown
        assert "돌파" in root.text
        assert sign in root.shown
        assert root.thread_ts is None
        await channel.send(thread, entry())
        assert (await one.slack.next_message("C1")).thread_ts == root.ts


async def test_a_thread_asked_for_inside_a_thread_is_one_of_its_own() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        first = await one.channel.open_topic(to("C1"), "돌파")
        second = await one.channel.open_topic(first, "눌림")
        assert second.chat == "C1"
        assert second.topic != first.topic
        assert one.slack.channel("C1").messages[-1].thread_ts is None


async def test_a_direct_message_has_threads_as_well() -> None:
    async with stage() as one:
        direct = one.slack.direct(ANN)
        thread = await one.channel.open_topic(to(direct.id), "돌파")
        await one.channel.send(thread, entry())
        assert direct.messages[-1].thread_ts == thread.topic


@pytest.mark.parametrize(
    ("error", "status", "kind", "reason"),
    [
        ("not_in_channel", 200, Gone, "not_in_channel"),
        ("restricted_action", 200, Gone, "restricted_action"),
        ("never_heard_of", 200, Malformed, "thread_refused"),
        ("internal_error", 503, Unsure, "slack_unsure"),
        ("ratelimited", 200, TryLater, "slack_busy"),
        ("invalid_auth", 200, TryLater, "slack_busy"),
    ],
)
async def test_a_thread_that_cannot_be_begun_has_its_reason(
    error: str, status: int, kind: type[SendError], reason: str
) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error, status=status, times=None)
        with pytest.raises(kind) as caught:
            await one.channel.open_topic(to("C1"), "돌파")
        assert caught.value.detail == reason


async def test_a_thread_is_not_waited_for_through_a_pause_of_hours() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=429, retry_after=43_838)
        async with asyncio.timeout(2):
            with pytest.raises(TryLater) as caught:
                await one.channel.open_topic(to("C1"), "돌파")
        assert caught.value.after == 43_838
        assert one.waits == [(to("C1"), 43_838)]


async def test_a_command_said_in_the_thread_of_a_condition_comes_from_there() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        thread = await one.channel.open_topic(to("C1"), "돌파")
        await one.slack.next_message("C1")
        one.slack.say("mute 30m", "C1", mention=True, thread_ts=thread.topic)
        assert (await one.hears()).destination == thread
        assert (await one.slack.next_message("C1")).thread_ts == thread.topic


# -- a message that stays --------------------------------------------------------------------


async def test_a_shown_message_is_pinned_once_and_changed_in_place_from_then_on() -> None:
    async with stage() as one:
        channel = one.slack.channel("C1")
        first = await one.channel.show(to("C1"), says("10:15"), None, pin=True)
        second = await one.channel.show(to("C1"), says("10:16"), first, pin=True)
        assert first == second
        (message,) = channel.messages
        assert message.shown == "10:16"
        assert channel.pinned == [message]
        assert len(one.slack.calls_of("pins.add")) == 1


async def test_a_shown_message_is_taken_off_the_pinned_ones() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.show(to("C1"), says("10:15"), None, pin=True)
        await one.channel.unpin(to("C1"), ts)
        assert one.slack.channel("C1").pinned == []
        with pytest.raises(Malformed):
            await one.channel.unpin(to("C1"), ts)
        one.slack.fail("pins.remove", "missing_scope")
        with pytest.raises(Malformed):
            await one.channel.unpin(to("C1"), ts)
        one.slack.fail("pins.remove", status=429, retry_after=9)
        with pytest.raises(TryLater):
            await one.channel.unpin(to("C1"), ts)
        assert one.channel.status().working


async def test_a_shown_message_that_is_gone_is_posted_and_pinned_anew() -> None:
    async with stage() as one:
        channel = one.slack.channel("C1")
        first = await one.channel.show(to("C1"), says("10:15"), None, pin=True)
        channel.messages[0].deleted = True
        second = await one.channel.show(to("C1"), says("10:16"), first, pin=True)
        assert second != first
        assert channel.pinned[-1].ts == second


async def test_what_is_not_to_be_pinned_is_not() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.show(to("C1"), says("10:15"), None)
        assert one.slack.calls_of("pins.add") == []


@pytest.mark.parametrize("error", ["missing_scope", "permission_denied", "already_pinned"])
async def test_where_nothing_may_be_pinned_the_message_is_there_all_the_same(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("pins.add", error)
        ts = await one.channel.show(to("C1"), says("10:15"), None, pin=True)
        assert ts == one.slack.channel("C1").messages[0].ts
        assert one.channel.status().working


async def test_only_send_errors_come_from_showing() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", "is_archived")
        with pytest.raises(Gone):
            await one.channel.show(to("C1"), says("10:15"), None)
        one.slack.fail("chat.update", status=429, retry_after=9)
        with pytest.raises(TryLater):
            await one.channel.show(to("C1"), says("10:15"), "1.1")


async def test_a_wait_of_hours_that_a_shown_message_met_is_passed_on() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=429, retry_after=43_838)
        with pytest.raises(TryLater):
            await one.channel.show(to("C1"), says("10:15"), None, pin=True)
        assert one.waits == [(to("C1"), 43_838)]


async def test_there_is_no_menu_of_a_chat_to_publish() -> None:
    async with stage() as one:
        before = len(one.slack.calls)
        await one.channel.publish_menu("C1", Role.OWNER)
        assert len(one.slack.calls) == before
