"""The link to Slack: kept, renewed, found deaf, and patient while Slack is away."""

import asyncio
import time
from itertools import pairwise

import pytest

from bot.channels.slack import Timing
from bot.channels.slack.api import _proxy
from core.errors import Unsure
from tests.bot.channels.slack_stage import ANN, quiet, stage, to
from tests.bot.channels.stage import entry, running


async def test_an_announced_end_opens_the_next_link_before_the_old_one_is_closed() -> None:
    async with stage() as one:
        one.slack.disconnect()
        await one.slack.connected(2)
        assert len(one.slack.links) == 2
        assert one.channel.status().working
        one.slack.say("status", dm=True)
        await one.slack.next_message("D0ANN")
        await one.until(lambda: len(one.slack.links) == 1)
        assert one.slack.link.opened == 2


async def test_what_still_comes_through_the_old_link_is_answered() -> None:
    async with stage() as one:
        old = one.slack.links[0]
        one.slack.disconnect("warning")
        await one.slack.connected(2)
        one.slack.links.remove(old)
        one.slack.links.append(old)  # the server sends through its last one
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.slack.next_message("C1")
        assert not old.socket.closed


async def test_a_day_of_announced_ends_loses_nothing() -> None:
    async with stage() as one:
        for number in range(5):
            one.slack.disconnect()
            one.slack.slash("/kiwoom", f"search {number}", "C1", ANN)
            await one.slack.connected(number + 2)
        await one.hears(5)
        assert [heard.text for heard in one.heard] == [f"search {number}" for number in range(5)]


async def test_a_link_cut_without_a_word_is_opened_again() -> None:
    async with stage() as one:
        one.slack.drop()
        await one.slack.connected(2)
        await one.until(lambda: one.channel.status().working)
        one.slack.say("status", dm=True)
        await one.slack.next_message("D0ANN")


async def test_what_was_said_during_an_outage_is_answered_after_it() -> None:
    async with stage() as one:
        await one.slack.outage()
        await one.until(lambda: not one.channel.status().working)
        one.slack.say("status", dm=True)
        await one.slack.restore()
        await one.slack.next_message("D0ANN")
        assert one.channel.status().working


async def test_slack_may_be_away_at_the_start() -> None:
    async with quiet() as one:
        await one.slack.outage()
        async with running(one.channel):
            await one.until(lambda: "다시 시도" in one.channel.status().error)
            assert not one.channel.status().working
            assert one.channel.status().last_success is None
            await one.slack.restore()
            await one.slack.connected()
            await one.until(lambda: one.channel.status().working)


async def test_slack_may_answer_nonsense_at_the_start() -> None:
    async with quiet() as one:
        one.slack.fail("auth.test", status=503)
        one.slack.fail("apps.connections.open", "internal_error")
        one.slack.fail("auth.test", status=429, retry_after=2)
        one.slack.hang("apps.connections.open")
        channel = one.new_channel(answer_within=0.3)
        async with running(channel):
            await one.slack.connected()
            await one.until(lambda: channel.status().working)


async def test_a_link_deaf_for_a_minute_is_replaced() -> None:
    async with quiet() as one, running(one.new_channel(timing=Timing())):
        await one.slack.connected()
        one.slack.deaf()
        started = time.monotonic()
        await one.slack.connected(2)
        assert (time.monotonic() - started) * one.clock.SPEED >= 50
        one.slack.say("status", dm=True)
        await one.slack.next_message("D0ANN")


async def test_a_deaf_link_is_red_until_another_one_is_there() -> None:
    async with quiet() as one:
        channel = one.new_channel(timing=Timing())
        async with running(channel):
            await one.until(lambda: channel.status().working)
            one.slack.deaf()
            one.slack.fail("auth.test", status=503, times=3)
            await one.until(lambda: not channel.status().working)
            red = channel.status()
            assert red.error == red.last_error
            assert red.last_success is not None
            assert red.last_error_at is not None
            assert red.last_success < red.last_error_at
            await one.until(lambda: channel.status().working)


async def test_a_healed_link_still_says_what_was_wrong_and_when() -> None:
    async with quiet() as one:
        channel = one.new_channel(timing=Timing())
        async with running(channel):
            await one.until(lambda: channel.status().working)
            assert (channel.status().last_error, channel.status().last_error_at) == ("", None)
            one.slack.deaf()
            await one.slack.connected(2)
            await one.until(lambda: channel.status().working)
            healed = channel.status()
            assert healed.last_error == "슬랙 연결이 60초 넘게 응답하지 않았습니다."
            assert healed.error == ""
            assert healed.last_error_at is not None


async def test_a_send_that_failed_is_the_last_error_though_the_link_is_well() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("chat.postMessage", status=503)
        with pytest.raises(Unsure):
            await one.channel.send(to("C1"), entry())
        assert one.channel.status().working
        assert one.channel.status().last_error == "슬랙에 연결할 수 없었습니다."


async def test_a_channel_that_was_stopped_has_not_failed() -> None:
    async with quiet() as one:
        async with running(one.channel):
            await one.until(lambda: one.channel.status().working)
        assert not one.channel.status().working
        assert one.channel.status().last_error == ""


async def test_a_quiet_link_that_answers_pings_is_left_alone() -> None:
    async with stage() as one:
        before = one.channel.status().last_success
        await one.until(lambda: one.slack.links[0].pings >= 8)
        assert one.slack.link.opened == 1
        after = one.channel.status().last_success
        assert before is not None
        assert after is not None
        assert after > before


async def test_a_link_that_answers_pings_but_delivers_nothing_is_renewed_in_time() -> None:
    async with quiet() as one:
        channel = one.new_channel(timing=Timing(renew=30.0))
        async with running(channel):
            await one.slack.connected()
            one.slack.deaf(answer_pings=True)
            await one.slack.connected(2)
            assert channel.status().working


@pytest.mark.parametrize(
    ("method", "error", "sign"),
    [
        ("auth.test", "invalid_auth", "SLACK_BOT_TOKEN"),
        ("auth.test", "account_inactive", "Install App"),
        ("apps.connections.open", "invalid_auth", "SLACK_APP_TOKEN"),
        ("apps.connections.open", "not_allowed_token_type", "SLACK_APP_TOKEN"),
        ("apps.connections.open", "missing_scope", "connections:write"),
    ],
)
async def test_a_wrong_token_is_red_with_the_cure_and_tried_again(
    method: str, error: str, sign: str
) -> None:
    async with quiet() as one:
        one.slack.fail(method, error, times=4)
        async with running(one.channel):
            await one.until(lambda: sign in one.channel.status().error)
            await one.until(lambda: one.channel.status().working)
        times = [call.at for call in one.slack.calls_of(method)]
        pauses = [(later - before) * one.clock.SPEED for before, later in pairwise(times)]
        assert pauses[1] >= 0.7
        assert pauses[3] >= 0.7 * 4


@pytest.mark.parametrize(("reason", "sign"), [("link_disabled", "Socket Mode"), ("warning", "")])
async def test_a_link_greeted_with_its_end_is_not_hammered(reason: str, sign: str) -> None:
    async with stage() as one:
        one.slack.link._hello = lambda: {"type": "disconnect", "reason": reason}  # type: ignore[method-assign]
        one.slack.drop()
        started = time.monotonic()
        await one.until(lambda: one.slack.link.opened >= 6)
        assert time.monotonic() - started > 0.7 * (1 + 2 + 4) / one.clock.SPEED
        assert sign in one.channel.status().error
        assert not one.channel.status().working


async def test_garbage_on_the_link_is_passed_over() -> None:
    async with stage() as one:
        socket = one.slack.links[0].socket
        for text in ("", "hello", "[1]", '{"type": "news"}', '{"envelope_id": "e1"}', "{"):
            await socket.send_str(text)
        await socket.send_bytes(b"\x00")
        await socket.ping(b"Ping from applink")
        one.slack.say("status", dm=True)
        await one.slack.next_message("D0ANN")
        assert one.slack.link.opened == 1


async def test_stopping_takes_no_time_even_with_a_deaf_slack_and_a_handler_at_work() -> None:
    async def never(incoming: object) -> None:
        await asyncio.Event().wait()

    async with quiet(never) as one:
        async with running(one.channel):
            await one.slack.connected()
            one.slack.say("status", dm=True)
            await one.hears()
            one.slack.deaf()
            started = time.monotonic()
        assert time.monotonic() - started < 1.5
        assert not one.channel.status().working


async def test_the_channel_can_be_run_again() -> None:
    async with quiet() as one:
        for count in (1, 2):
            async with running(one.channel):
                await one.slack.connected(count)
                one.slack.say("status", dm=True)
                await one.slack.next_message("D0ANN")


async def test_the_status_speaks_english_too() -> None:
    async with quiet() as one:
        channel = one.new_channel("xoxb-wrong", lang="en")
        assert channel.status().error == "Connecting to Slack."
        async with running(channel):
            await one.until(lambda: "Slack refused SLACK_BOT_TOKEN" in channel.status().error)


async def test_a_link_that_never_says_hello_is_given_up() -> None:
    async with quiet() as one:
        hello = one.slack.link._hello
        one.slack.link._hello = lambda: {"type": "still waiting"}  # type: ignore[method-assign]
        channel = one.new_channel(timing=Timing(connect=0.2))
        async with running(channel):
            await one.slack.connected()
            await one.slack.links[0].socket.ping(b"first of all")
            await one.until(lambda: one.slack.link.opened >= 2)
            assert not channel.status().working
            one.slack.drop()
            one.slack.link._hello = hello  # type: ignore[method-assign]
            await one.until(lambda: channel.status().working)


async def test_a_proxy_of_the_environment_is_used_unless_it_says_not_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "localhost")
    async with quiet() as one, running(one.channel):
        await one.until(lambda: "다시 시도" in one.channel.status().error)
        assert one.slack.calls == []
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        await one.slack.connected()
    assert _proxy("wss://wss.slack.com/link?ticket=1") == "http://127.0.0.1:9"


async def test_a_ticket_slack_does_not_know_is_not_shown_to_anybody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with quiet() as one:
        one.slack.link.ticket = lambda: "s3cret"  # type: ignore[method-assign]
        async with running(one.channel):
            await one.until(lambda: len(one.slack.calls_of("apps.connections.open")) >= 3)
            assert not one.channel.status().working
        assert "s3cret" not in capsys.readouterr().out
