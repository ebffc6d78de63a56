"""Two pollers on one token, and a Telegram that says nothing at all."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.contest import CALM, LASTS, Contest
from tests.bot.channels.stage import entry, running
from tests.bot.channels.telegram_stage import ANN, HASTY, quiet, stage, to

# --- what a 409 means ---------------------------------------------------------------------------


def test_a_dead_predecessors_poll_is_no_conflict() -> None:
    contest = Contest()
    for at in (0, 1, 3, 7, 15, 30):
        contest.clash(at)
        contest.calm(at + 0.5)
        assert not contest.lasting


def test_refusals_for_a_minute_are_one_however_often_a_poll_succeeds_in_between() -> None:
    contest = Contest()
    for at in range(0, 60, 15):
        contest.clash(at)
        contest.calm(at + 1)
        assert not contest.lasting
    contest.clash(60)
    assert contest.lasting


def test_two_accidents_a_minute_apart_are_no_conflict() -> None:
    contest = Contest()
    contest.clash(0)
    contest.clash(70)
    assert not contest.lasting


def test_undisturbed_polling_ends_it_and_only_that() -> None:
    contest = Contest()
    for at in range(0, 61, 10):
        contest.clash(at)
    contest.calm(120)
    contest.calm(120 + CALM - 1)
    assert contest.lasting
    contest.stumble()
    contest.calm(120 + CALM + 1)
    assert contest.lasting
    contest.calm(120 + 2 * CALM + 1)
    assert not contest.lasting
    contest.clash(500)
    assert (contest.lasting, contest.clashes) == (False, 1)


@given(st.lists(st.tuples(st.floats(0, 200), st.sampled_from(["clash", "calm", "stumble"]))))
def test_it_never_lasts_before_a_minute_nor_ends_before_the_calm(
    steps: list[tuple[float, str]],
) -> None:
    contest, at, clashes = Contest(), 0.0, [0.0]
    for pause, what in steps:
        at += pause
        before = contest.lasting
        if what == "clash":
            contest.clash(at)
            clashes.append(at)
        elif what == "calm":
            contest.calm(at)
        else:
            contest.stumble()
        if contest.lasting and not before:
            assert at >= LASTS
        if before and not contest.lasting:
            assert at - clashes[-1] >= CALM


# --- the channel ----------------------------------------------------------------------------------


async def test_a_single_409_is_neither_named_a_thief_nor_reported() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.fail("getUpdates", 409)
        on.tg.say(ANN, "/wake")
        await on.until(lambda: "409" in on.channel.status().last_error)
        await on.until(lambda: on.channel.status().working)
        shown = on.channel.status()
        assert shown.last_error == "조금 전까지 돌던 봇의 연결이 아직 남아 있었습니다(409)."
        assert (on.conflicts, shown.error) == ([], "")


async def test_a_second_poller_is_named_reported_once_and_polling_tried_once_a_minute() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        async with on.tg.rival():
            await on.until(lambda: on.conflicts)
            shown = on.channel.status()
            assert not shown.working
            assert "두 번 켰다면" in shown.error
            assert "/revoke" in shown.error
            polls, slept = len(on.tg.calls_of("getUpdates")), len(on.clock.slept)
            await on.until(lambda: len(on.clock.slept) >= slept + 6)
            pauses = on.clock.slept[slept + 1 :]
            assert all(48 <= pause <= 72 for pause in pauses)
            assert len(on.tg.calls_of("getUpdates")) - polls <= 2 * len(pauses) + 4
            assert on.conflicts == [True]
            on.tg.chat(ANN)
            await on.channel.send(to(ANN), entry())
            assert on.tg.chat(ANN).texts
        on.tg.say(ANN, "/again")
        assert (await on.tg.next_message(ANN)).text.startswith("편입")
        assert (await on.tg.next_message(ANN)).text == "</again> & co"
        assert on.conflicts == [True]
        assert "409" in on.channel.status().error
        on.clock.moved += CALM
        on.tg.say(ANN, "/still")
        await on.until(lambda: on.conflicts == [True, False])
        await on.until(lambda: on.channel.status().working)
        assert "409" in on.channel.status().last_error


async def test_a_conflict_is_reported_until_the_report_is_heard() -> None:
    async with quiet() as on:
        deaf = [True, True]

        async def told(lasting: bool) -> None:
            if deaf:
                deaf.pop()
                raise LookupError("the database is locked")
            on.conflicts.append(lasting)

        on.channel._on_conflict = told
        async with on.tg.rival(), running(on.channel):
            await on.until(lambda: on.conflicts == [True])


async def test_a_conflict_outlives_a_restart_of_the_channel() -> None:
    async with quiet() as on, on.tg.rival():
        async with running(on.channel):
            await on.until(lambda: on.conflicts == [True])
        async with running(on.channel):
            await on.until(lambda: len(on.clock.slept) > 12)
            assert not on.channel.status().working
        assert on.conflicts == [True]


async def test_a_webhook_set_by_somebody_else_is_a_conflict_and_not_fought_over() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.api.webhook_url = "https://thief.example/hook"
        on.tg.say(ANN, "/wake")
        await on.until(lambda: on.conflicts == [True])
        assert on.tg.calls_of("deleteWebhook") == []


# --- silence --------------------------------------------------------------------------------------


async def test_a_poll_that_hangs_is_red_after_ninety_seconds_with_the_last_success() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.hang("getUpdates", times=None)
        on.tg.say(ANN, "/wake")
        polls = len(on.tg.calls_of("getUpdates"))
        await on.until(lambda: len(on.tg.calls_of("getUpdates")) > polls)
        before = on.channel.status()
        assert before.working
        on.clock.moved += 91
        shown = on.channel.status()
        assert not shown.working
        assert "90초" in shown.error
        assert shown.last_error == shown.error
        assert shown.last_success == before.last_success
        assert before.last_success is not None
        assert on.clock.now() - before.last_success < timedelta(seconds=30)


async def test_a_silence_that_ended_by_itself_is_remembered() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.slow("getUpdates", 0.3)
        on.tg.say(ANN, "/wake")
        await on.until(lambda: on.tg.faults[-1].times == 0)
        on.clock.moved += 91
        assert not on.channel.status().working
        await on.until(lambda: on.channel.status().working)
        shown = on.channel.status()
        assert shown.last_error == "텔레그램에서 90초 넘게 답이 없었습니다."
        assert shown.last_error_at is not None


async def test_a_silent_polling_is_rebuilt_and_goes_on_and_says_what_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with stage(timeouts=HASTY) as on:
        await on.until(lambda: on.channel.status().working)
        old = on.channel._api._polling._client
        on.tg.hang("getUpdates", times=None)
        on.tg.say(ANN, "/wake")
        await on.until(lambda: any(one.outcome == "hang" for one in on.tg.calls))
        on.clock.moved += 91
        await on.until(lambda: on.channel._api._polling._client is not old)
        on.tg.heal()
        on.tg.say(ANN, "/after")
        await on.until(lambda: on.channel.status().working)
        await on.until(lambda: len(on.heard) == 2)
        shown = on.channel.status()
        assert shown.error == ""
        assert shown.last_error
        assert shown.last_error_at is not None
        assert shown.last_success is not None
        assert shown.last_error_at <= shown.last_success
    assert "telegram_polling_renewed" in capsys.readouterr().out


async def test_the_last_error_stays_after_it_is_over_and_failed_messages_count() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        shown = on.channel.status()
        assert (shown.last_error, shown.last_error_at) == ("", None)
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", 502)
        with pytest.raises(Exception, match="502"):
            await on.channel.send(to(ANN), entry())
        shown = on.channel.status()
        assert shown.working
        assert "연결할 수 없었습니다" in shown.last_error
        on.tg.fail("sendMessage", 429, retry_after=7)
        with pytest.raises(Exception, match="Flood"):
            await on.channel.send(to(ANN), entry())
        assert "쉬라고" in on.channel.status().last_error
        on.tg.fail("sendMessage", 403)
        with pytest.raises(Exception, match="blocked"):
            await on.channel.send(to(ANN), entry())
        assert "쉬라고" in on.channel.status().last_error
        await asyncio.sleep(0)
