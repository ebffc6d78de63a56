"""Telegram away, refusing, taken by another program: polling goes on and the status says why."""

import asyncio
from datetime import timedelta

import pytest

from core.errors import SettingsWrong
from tests.bot.channels.stage import running
from tests.bot.channels.telegram_stage import ANN, BEN, HASTY, quiet, stage


async def test_a_channel_that_has_not_heard_from_telegram_is_not_called_working() -> None:
    async with quiet() as on:
        shown = on.channel.status()
        assert (shown.name, shown.working, shown.last_success) == ("telegram", False, None)
        assert shown.error


async def test_polling_makes_it_working_and_the_last_success_grows() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        first = on.channel.status().last_success
        assert first is not None
        assert on.clock.now() - first < timedelta(seconds=5)
        on.tg.say(ANN, "/help")
        await on.tg.next_message(ANN)
        await on.until(lambda: (on.channel.status().last_success or first) > first)
        assert on.channel.status().error == ""


async def test_an_outage_at_the_start_is_outlived_and_no_command_is_lost() -> None:
    async with quiet() as on:
        await on.tg.outage()
        on.tg.say(ANN, "/while-away")
        async with running(on.channel):
            await on.until(lambda: len(on.clock.slept) > 8)
            assert "연결할 수 없습니다" in on.channel.status().error
            assert max(on.clock.slept) <= 12
            await on.tg.restore()
            assert (await on.tg.next_message(ANN)).text == "</while-away> & co"
            assert on.channel.status().working


async def test_an_outage_later_is_outlived_too() -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        await on.tg.outage()
        await on.until(lambda: not on.channel.status().working)
        on.tg.say(ANN, "/while-away")
        await on.tg.restore()
        assert (await on.tg.next_message(ANN)).text == "</while-away> & co"
        assert len(on.heard) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_shown_with_its_cure_and_polling_comes_back(status: int) -> None:
    async with stage() as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.fail("getUpdates", status, times=None)
        on.tg.say(ANN, "/wake")
        await on.until(lambda: "TELEGRAM_BOT_TOKEN" in on.channel.status().error)
        await on.until(lambda: len(on.clock.slept) > 3)
        assert not on.channel.status().working
        on.tg.heal()
        on.tg.say(ANN, "/after")
        await on.until(lambda: len(on.tg.chat(ANN).texts) == 2)
        assert on.channel.status().working


async def test_a_wrong_token_at_the_start_is_red_and_does_not_raise() -> None:
    async with quiet() as on:
        channel = on.new_channel("1:wrong")
        async with running(channel):
            await on.until(lambda: "@BotFather" in channel.status().error)
            assert "wrong" not in channel.status().error
        with pytest.raises(SettingsWrong):
            on.new_channel("  ")


async def test_another_program_on_the_same_token_is_named_and_polling_is_tried_on() -> None:
    async with stage() as on:
        on.tg.fail("getUpdates", 409, times=None)
        on.tg.say(ANN, "/wake")
        await on.until(lambda: "409" in on.channel.status().error)
        on.tg.heal()
        on.tg.say(ANN, "/after")
        await on.until(lambda: "/after" in [one.text for one in on.heard])
        assert on.channel.status().working


async def test_a_flood_wait_on_polling_is_obeyed_and_garbage_is_survived() -> None:
    async with stage(timeouts=HASTY) as on:
        await on.until(lambda: on.channel.status().working)
        on.tg.fail("getUpdates", 429, retry_after=31)
        on.tg.fail("getUpdates", 502)
        on.tg.fail("getUpdates", 200, "not what was asked for")
        on.tg.cut("getUpdates", after_delivery=False)
        on.tg.hang("getUpdates")
        on.tg.say(ANN, "/help")
        await on.until(lambda: len(on.clock.slept) >= 4)
        assert 31 in on.clock.slept
        assert (await on.tg.next_message(ANN)).text == "</help> & co"
        await on.until(lambda: on.channel.status().working)


async def test_a_webhook_left_by_another_program_does_not_stop_polling_or_drop_commands() -> None:
    async with quiet() as on:
        on.tg.api.webhook_url = "https://old.example/hook"
        on.tg.say(ANN, "/help")
        async with running(on.channel):
            assert (await on.tg.next_message(ANN)).text == "</help> & co"
        assert on.tg.calls_of("deleteWebhook")[0].params.get("drop_pending_updates") is False


async def test_a_webhook_that_cannot_be_forgotten_at_once_is_forgotten_later() -> None:
    async with quiet() as on:
        on.tg.api.webhook_url = "https://old.example/hook"
        on.tg.fail("deleteWebhook", 502)
        async with running(on.channel):
            await on.until(lambda: on.channel.status().working)
        assert len(on.tg.calls_of("deleteWebhook")) == 2


async def test_stopping_is_quick_even_while_nothing_answers() -> None:
    async with quiet() as on:
        loop = asyncio.get_running_loop()
        async with running(on.channel):
            await on.until(lambda: on.tg.api.updates.poller)  # it waits inside a getUpdates
            on.tg.hang("getUpdates", times=None)
            on.tg.say(BEN, "/help")
            await on.tg.next_message(BEN)
            began = loop.time()
        assert loop.time() - began < 6


async def test_the_token_is_in_no_log_line(capsys: pytest.CaptureFixture[str]) -> None:
    async with stage() as on:
        on.tg.fail("getUpdates", 401)
        on.tg.fail("sendMessage", 400, times=5)
        on.tg.say(ANN, "/help")
        await on.until(lambda: len(on.tg.calls_of("sendMessage")) >= 2)
        await on.tg.outage()
        await on.until(lambda: not on.channel.status().working)
    secret = on.tg.token.partition(":")[2]
    out = capsys.readouterr()
    assert "telegram" in out.out + out.err
    assert secret not in out.out + out.err
