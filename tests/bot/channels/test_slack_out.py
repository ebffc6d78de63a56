"""What the bot says in Slack, and what it makes of each refusal and fault."""

import asyncio
import json
import logging
from datetime import timedelta

import pytest

from bot.channels.slack.errors import SetupWrong, refusal
from bot.channels.slack.pages import LONGEST, bare, pages
from bot.messages import Button, Doc, Incoming, Reply, Table, line
from core.errors import Gone, Malformed, SendError, TryLater, Unsure
from core.model import AlertMessage, Destination, Lane, Limit
from tests.bot.channels.slack_stage import ANN, missed, quiet, stage, to
from tests.bot.channels.stage import MORNING, entry, notice, running, says
from tests.servers.loopback import Answer, Fault
from tests.servers.slack import BOT_TOKEN
from tests.servers.slack_blocks import check_blocks


async def test_an_alert_arrives_as_blocks_with_words_for_the_notification() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        ts = await one.channel.send(to("C1"), entry())
        message = await one.slack.next_message("C1")
        assert message.ts == ts
        assert message.blocks
        assert "삼성전자" in message.text
        assert "71,000" in message.shown
        assert one.channel.status().last_success is not None


async def test_a_notice_arrives_too() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), notice())
        assert (await one.slack.next_message("C1")).text


async def test_an_alert_can_be_sent_before_and_after_the_channel_runs() -> None:
    async with quiet() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), entry())
        async with running(one.channel):
            await one.slack.connected()
        await one.channel.send(to("C1"), entry())
        assert len(one.slack.channel("C1").messages) == 2


async def test_an_alert_for_a_thread_goes_into_it() -> None:
    async with stage() as one:
        root = one.slack.space.add(one.slack.channel("C1"), ANN, "여기로")
        await one.channel.send(to("C1", root.ts), entry())
        assert (await one.slack.next_message("C1")).thread_ts == root.ts


async def test_yesterdays_alert_says_that_it_is_from_yesterday_and_todays_does_not() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.clock.moment = MORNING + timedelta(minutes=1)
        await one.channel.send(to("C1"), entry())
        assert "11/23" not in (await one.slack.next_message("C1")).shown
        one.clock.moment = MORNING + timedelta(days=1)
        await one.channel.send(to("C1"), entry())
        assert "11/23 10:15:30" in (await one.slack.next_message("C1")).shown


async def test_a_hundred_and_fifty_missed_stocks_fit_into_one_message() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), missed(150))
        (call,) = one.slack.calls_of("chat.postMessage")
        assert call.error is None
        assert "149" in (await one.slack.next_message("C1")).shown


async def test_plain_text_carries_no_blocks_and_mentions_nobody() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), entry(name="<!channel> & co"), plain=True)
        message = await one.slack.next_message("C1")
        assert message.blocks == []
        assert "&lt;!channel&gt; &amp; co" in message.text


async def test_a_sent_again_alert_says_so() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), entry(resend=True))
        assert "(재전송)" in (await one.slack.next_message("C1")).shown


async def test_slacks_pause_is_told_to_the_second_and_nothing_is_repeated() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=429, retry_after=37)
        with pytest.raises(TryLater) as caught:
            await one.channel.send(to("C1"), entry())
        assert (caught.value.after, caught.value.everywhere) == (37.0, False)
        assert len(one.slack.calls_of("chat.postMessage")) == 1
        assert one.channel.status().working


async def test_a_pause_of_hours_is_handed_on_at_once_and_not_waited_for() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=429, retry_after=43_838)
        async with asyncio.timeout(2):
            with pytest.raises(TryLater) as caught:
                await one.channel.send(to("C1"), entry())
        assert (caught.value.after, caught.value.everywhere) == (43_838.0, False)
        assert one.waits == []  # who sends an alert hears of it already


async def test_a_limit_told_in_the_body_is_a_pause_too() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", "ratelimited")
        with pytest.raises(TryLater):
            await one.channel.send(to("C1"), entry())


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "user_not_found",
        "restricted_action",
        "restricted_action_read_only_channel",
        "posting_to_general_channel_denied",
        "messages_tab_disabled",
    ],
)
async def test_a_closed_destination_is_gone_with_slacks_reason(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error)
        with pytest.raises(Gone) as caught:
            await one.channel.send(to("C1"), entry())
        assert caught.value.detail == error
        assert one.channel.status().working


@pytest.mark.parametrize(
    "error", ["invalid_blocks", "invalid_blocks_format", "msg_too_long", "never_heard_of"]
)
async def test_formatting_refused_is_malformed_and_goes_as_plain_text(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error)
        with pytest.raises(Malformed):
            await one.channel.send(to("C1"), entry())
        await one.channel.send(to("C1"), entry(), plain=True)
        assert "삼성전자" in (await one.slack.next_message("C1")).text


async def test_a_missing_scope_holds_everything_and_names_scope_and_click() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.scopes.discard("chat:write")
        with pytest.raises(TryLater) as caught:
            await one.channel.send(to("C1"), entry())
        assert (caught.value.after, caught.value.everywhere) == (None, True)
        status = one.channel.status()
        assert not status.working
        assert "chat:write" in status.error
        assert "Reinstall to Workspace" in status.error
        one.slack.scopes.add("chat:write")
        await one.channel.send(to("C1"), entry())
        assert one.channel.status().working


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_refused_token_holds_everything_and_suspends_nobody(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error)
        with pytest.raises(TryLater) as caught:
            await one.channel.send(to("C1"), entry())
        assert caught.value.everywhere
        assert "SLACK_BOT_TOKEN" in one.channel.status().error


@pytest.mark.parametrize(
    ("error", "sign"),
    [
        ("team_added_to_org", "옮기고"),
        ("org_login_required", "옮기고"),
        ("accesslimited", "accesslimited"),
        ("enterprise_is_restricted", "관리자"),
    ],
)
async def test_a_closed_workspace_holds_everything_and_blames_no_token(
    error: str, sign: str
) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error)
        with pytest.raises(TryLater) as caught:
            await one.channel.send(to("C1"), entry())
        assert caught.value.everywhere
        shown = one.channel.status().error
        assert sign in shown
        assert "TOKEN" not in shown


async def test_a_word_nobody_has_heard_of_is_a_refusal_and_is_not_sent_for_ever() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", "never_heard_of", times=None)
        for plain in (False, True):
            with pytest.raises(Malformed) as caught:
                await one.channel.send(to("C1"), entry(), plain=plain)
            assert caught.value.detail == "never_heard_of"
        assert one.slack.channel("C1").messages == []


async def test_a_connection_cut_after_the_request_leaves_it_unsure_and_is_not_repeated() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.cut("chat.postMessage")
        with pytest.raises(Unsure):
            await one.channel.send(to("C1"), entry())
        assert len(one.slack.channel("C1").messages) == 1
        assert len(one.slack.calls_of("chat.postMessage")) == 1


async def test_no_answer_in_time_leaves_it_unsure() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.hang("chat.postMessage")
        with pytest.raises(Unsure):
            await one.new_channel(answer_within=0.2).send(to("C1"), entry())


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_fault_on_slacks_side_leaves_it_unsure(status: int) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=status)
        with pytest.raises(Unsure):
            await one.channel.send(to("C1"), entry())


@pytest.mark.parametrize(
    "error", ["fatal_error", "internal_error", "request_timeout", "service_unavailable", ""]
)
async def test_an_error_that_may_have_sent_it_leaves_it_unsure(error: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", error)
        with pytest.raises(Unsure):
            await one.channel.send(to("C1"), entry())


@pytest.mark.parametrize("body", ["OK", "<html>log in to the hotel</html>"])
async def test_an_answer_that_is_not_slacks_leaves_it_unsure(body: str) -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.faults.append(Fault("chat.postMessage", answer=Answer(body)))
        with pytest.raises(Unsure):
            await one.channel.send(to("C1"), entry())


async def test_a_refused_connection_is_a_clean_retry() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.slack.outage()
        for channel in (one.channel, one.new_channel()):
            with pytest.raises(TryLater) as caught:
                await channel.send(to("C1"), entry())
            assert caught.value.after is None


async def test_what_is_being_sent_lands_before_a_stopped_channel_closes() -> None:
    async with quiet() as one:
        one.slack.channel("C1")
        one.slack.slow("chat.postMessage", 0.2)
        life = asyncio.create_task(one.channel.run())
        await one.slack.connected()
        sending = asyncio.create_task(one.channel.send(to("C1"), entry()))
        message = await one.slack.next_message("C1")
        life.cancel()
        await asyncio.wait([life])
        assert sending.done()
        assert await sending == message.ts
        assert one.slack.channel("C1").messages == [message]


async def test_an_alert_that_cannot_be_rendered_is_malformed_and_stops_nobody() -> None:
    async with stage() as one:
        with pytest.raises(Malformed):
            await one.channel.send(to("C1"), AlertMessage(()))


async def test_only_send_errors_leave_the_channel() -> None:
    for code in ("", "invalid_auth", "not_in_channel", "msg_too_long", "message_not_found", "x"):
        for status in (200, 400, 404, 429, 500):
            assert isinstance(refusal(code, status, retry_after="soon"), SendError)
    missing = refusal("missing_scope", needed="im:history")
    assert isinstance(missing, SetupWrong)
    assert missing.needed == "im:history"


async def test_one_message_a_second_goes_into_a_channel_and_replies_share_the_limit() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        for _ in range(3):
            await one.channel.pace.turn(to("C1"), Lane.ALERT)
            await one.channel.send(to("C1"), entry())
            one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.until(lambda: len(one.slack.channel("C1").messages) == 6)
        calls = one.slack.calls_of("chat.postMessage")
        assert (calls[-1].at - calls[0].at) * one.clock.SPEED > 4
        assert one.channel.limits(to("C1")) == (Limit(1, 1.0),)
        assert (one.channel.name, one.channel.most, one.channel.overall) == ("slack", 30, ())


async def test_the_threads_of_a_channel_share_its_one_message_a_second() -> None:
    async with stage() as one:
        roots = [one.slack.space.add(one.slack.channel("C1"), ANN, "여기로") for _ in range(4)]

        async def tell(thread: str) -> None:
            await one.channel.pace.turn(to("C1", thread), Lane.ALERT)
            await one.channel.send(to("C1", thread), entry())

        began = one.clock.monotonic()
        await asyncio.gather(*(tell(root.ts) for root in roots))
        assert one.clock.monotonic() - began >= 3
        told = [message for message in one.slack.channel("C1").messages if message.from_bot]
        assert {message.thread_ts for message in told} == {root.ts for root in roots}


# -- answers ---------------------------------------------------------------------------------


async def test_an_answer_postponed_by_slack_waits_and_arrives_once() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", status=429, retry_after=3)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.slack.next_message("C1")
        first, second = one.slack.calls_of("chat.postMessage")
        assert second.at - first.at >= 3 / one.clock.SPEED
        assert one.waits == []
        assert len(one.slack.channel("C1").messages) == 1


async def test_an_answer_slack_finds_malformed_is_sent_as_plain_text() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", "invalid_blocks")
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        message = await one.slack.next_message("C1")
        assert (message.text, message.blocks) == ("said status", [])


async def test_a_malformed_part_of_a_long_answer_is_repeated_alone() -> None:
    async def long(incoming: Incoming) -> Reply | None:
        return Reply(Doc(tuple(line(f"{n:04d}{'x' * 900}") for n in range(20))))

    async with stage(long) as one:
        one.slack.fail("chat.postMessage", "msg_blocks_too_long", times=1)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.until(lambda: len(one.slack.channel("C1").messages) == 3)
        shown = "\n".join(message.shown for message in one.slack.channel("C1").messages)
        assert all(shown.count(f"{n:04d}x") == 1 for n in range(20))


async def test_an_answer_that_never_finds_slack_willing_is_given_up() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", "ratelimited", times=4)
        one.slack.say("status", "C1", mention=True)
        await one.until(lambda: len(one.slack.calls_of("chat.postMessage")) == 4)
        one.slack.say("help", "C1", mention=True)
        assert "said help" in (await one.slack.next_message("C1")).shown


async def test_where_slack_takes_no_message_a_slash_command_is_answered_to_its_asker() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", "ratelimited", times=4)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        message = await one.slack.next_message("C1")
        assert (message.ephemeral_to, len(one.slack.calls_of("chat.postMessage"))) == (ANN, 4)


async def test_an_answer_does_not_sit_through_a_pause_of_hours_but_nothing_breaks_it() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", status=429, retry_after=43_838)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        assert (await one.slack.next_message("C1")).ephemeral_to == ANN
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await one.channel.pace.turn(to("C1"), Lane.ALERT)
        assert len(one.slack.calls_of("chat.postMessage")) == 1
        assert one.waits == [(to("C1"), 43_838)]


async def test_a_wait_of_hours_nobody_can_take_note_of_breaks_no_answer() -> None:
    async with stage() as one:

        async def broken(_destination: Destination, _seconds: float) -> None:
            raise RuntimeError

        one.channel._answers._on_wait = broken
        one.slack.fail("chat.postMessage", status=429, retry_after=43_838)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        assert (await one.slack.next_message("C1")).ephemeral_to == ANN


async def test_an_answer_whose_turn_does_not_come_goes_to_its_asker_or_is_given_up() -> None:
    async with quiet() as one:
        channel = one.new_channel(patience=0.05)
        channel.pace.hold(to("C1"), 43_838)
        async with running(channel):
            await one.slack.connected()
            one.slack.say("help", "C1", mention=True)
            one.slack.slash("/kiwoom", "status", "C1", ANN)
            message = await one.slack.next_message("C1")
            assert message.ephemeral_to == ANN
            assert "said status" in message.shown
            assert one.slack.calls_of("chat.postMessage") == []


async def test_an_answer_that_cannot_even_be_plain_is_given_up() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", "msg_too_long", times=2)
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        one.slack.slash("/kiwoom", "help", "C1", ANN)
        assert "said help" in (await one.slack.next_message("C1")).shown


async def test_an_answer_into_a_channel_the_bot_just_left_is_given_up() -> None:
    async with stage() as one:
        one.slack.fail("chat.postMessage", "not_in_channel")
        one.slack.say("status", "C1", mention=True)
        one.slack.say("help", "C1", mention=True)
        assert "said help" in (await one.slack.next_message("C1")).shown


async def test_a_whisper_whose_time_is_over_is_posted_for_all() -> None:
    async with stage() as one:
        channel = one.slack.add_channel("C9", is_member=False)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        message = await one.slack.next_message("C9")
        channel.is_member = True
        one.slack.fail("response_url", "expired_url", status=404)
        one.slack.press("C9", message, "again")
        posted = await one.slack.next_message("C9")
        assert posted.ephemeral_to is None
        assert "said search 1" in posted.shown


async def test_a_whisper_slack_fails_to_take_is_given_up() -> None:
    async with stage() as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.fail("response_url", status=503)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        one.slack.slash("/ksearch", "1", "C9", ANN)
        assert "said search 1" in (await one.slack.next_message("C9")).shown


async def test_an_answer_whose_outcome_is_unknown_is_not_repeated() -> None:
    async with stage() as one:
        one.slack.cut("chat.postMessage")
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        one.slack.slash("/kiwoom", "help", "C1", ANN)
        await one.shows("C1", "said help")
        assert len(one.slack.channel("C1").messages) == 2


@pytest.mark.parametrize("is_private", [False, True])
async def test_where_the_bot_is_not_inside_only_the_asker_sees_the_answer(
    is_private: bool,
) -> None:
    async with stage() as one:
        one.slack.add_channel("C9", is_member=False, is_private=is_private)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        message = await one.slack.next_message("C9")
        assert message.ephemeral_to == ANN
        assert "said search 0" in message.shown
        assert "/invite" not in message.shown


async def test_a_refused_token_does_not_silence_the_answer_to_a_slash_command() -> None:
    async with stage() as one:
        one.slack.scopes.discard("chat:write")
        one.slack.slash("/ksearch", "0", "C1", ANN)
        assert (await one.slack.next_message("C1")).ephemeral_to == ANN
        assert not one.channel.status().working


async def test_a_long_answer_is_split_with_its_buttons_under_the_last_part() -> None:
    async def long(incoming: Incoming) -> Reply | None:
        rows = tuple(f"{n:04d} {'가' * 60}" for n in range(300))
        return Reply(Doc((line("목록"), Table(rows))), ((Button("다음", "search 0 2"),),))

    async with stage(long) as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        await one.until(lambda: any(m.buttons for m in one.slack.channel("C1").messages))
        messages = one.slack.channel("C1").messages
        assert len(messages) == 3
        assert [bool(message.buttons) for message in messages] == [False, False, True]
        shown = "\n".join(message.shown for message in messages)
        assert all(f"{n:04d}" in shown for n in range(300))


def test_any_number_of_buttons_is_allowed() -> None:
    row = tuple(Button("조건 " * 40, f"search {n}") for n in range(60))
    made = pages(Reply(Doc((line("고르세요"),)), (row,) * 30))
    assert all(check_blocks(one.blocks) == [] for one in made)
    values = [e["value"] for one in made for b in one.blocks or () for e in b.get("elements", ())]
    assert len(values) == 60 * 30


def test_an_empty_answer_is_still_a_message() -> None:
    assert [one.text for one in pages(Reply(Doc(())))] == ["…"]


async def test_a_whisper_of_several_parts_replaces_the_first_and_adds_the_rest() -> None:
    async def growing(incoming: Incoming) -> Reply | None:
        count = 20 if incoming.pressed else 1
        more = ((Button("again", "search 1"),),)
        return Reply(Doc(tuple(line(f"{n:04d}{'x' * 900}") for n in range(count))), more)

    async with stage(growing) as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        first = await one.slack.next_message("C9")
        one.slack.press("C9", first, "again")
        await one.until(lambda: len(one.slack.channel("C9").messages) == 3)
        shown = "\n".join(message.shown for message in one.slack.channel("C9").messages)
        assert all(shown.count(f"{n:04d}x") == 1 for n in range(20))


def test_a_message_stays_below_what_slack_takes() -> None:
    every = pages(Reply(Doc(tuple(line("x" * 900) for _ in range(40)))))
    for one in every:
        assert check_blocks(one.blocks) == []
        assert len(json.dumps(one.blocks)) < LONGEST * 1.3


def test_an_answer_without_formatting_escapes_what_slack_would_read() -> None:
    assert bare(Doc((line("<@U1> & <!here>"),))).text == "&lt;@U1&gt; &amp; &lt;!here&gt;"


async def test_no_log_line_carries_a_token_or_a_ticket(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with stage(lambda incoming: asyncio.sleep(0, says("x"))) as one:
        one.slack.fail("chat.postMessage", "invalid_auth")
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.slack.next_message("C1")
        one.slack.drop()
        await one.slack.connected(2)
    assert BOT_TOKEN not in caplog.text
    assert "ticket=" not in caplog.text
