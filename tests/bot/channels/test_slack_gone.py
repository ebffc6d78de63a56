"""Channels that close themselves to the bot: told at once, and not when it is old news."""

import pytest

from bot.channels.slack import manifest
from core.model import Destination
from tests.bot.channels.slack_stage import ANN, NAMES, quiet, stage, to
from tests.bot.channels.stage import running

CLOSED = [
    ("left", "not_in_channel"),
    ("archive", "is_archived"),
    ("deleted", "channel_deleted"),
]


@pytest.mark.parametrize("is_private", [False, True])
@pytest.mark.parametrize(("how", "reason"), CLOSED)
async def test_a_channel_closed_to_the_bot_is_told_at_once(
    how: str, reason: str, is_private: bool
) -> None:
    async with stage() as one:
        one.slack.install(manifest([(name, "a command", "") for name in NAMES]))
        one.slack.add_channel("C1", is_private=is_private)
        envelope = one.slack.shut("C1", how)
        assert envelope is not None
        await one.slack.acked(envelope)
        await one.until(lambda: one.gone)
        assert one.gone == [(to("C1"), reason)]
        assert one.heard == []


async def test_the_news_of_a_removal_that_comes_after_the_return_is_old() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.slack.outage()
        one.slack.shut("C1")
        one.slack.invite("C1")
        await one.slack.restore()
        await one.until(lambda: one.slack.calls_of("conversations.info"))
        one.slack.say("start", "C1", mention=True)
        assert (await one.hears()).destination == to("C1")
        assert one.gone == []


async def test_where_slack_does_not_say_how_it_stands_now_the_news_is_believed() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.fail("conversations.info", status=503)
        one.slack.shut("C1")
        await one.until(lambda: one.gone)
        assert one.gone == [(to("C1"), "not_in_channel")]


async def test_a_removal_is_told_before_what_is_said_after_the_return() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.slow("conversations.info", 0.05)
        one.slack.shut("C1")
        await one.until(lambda: one.slack.calls_of("conversations.info"))
        one.slack.invite("C1")
        one.slack.say("start", "C1", mention=True)
        assert (await one.hears()).text == "start"
        assert one.gone == [(to("C1"), "not_in_channel")]


async def test_a_fault_in_whoever_is_told_ends_with_this_one_channel() -> None:
    async with quiet() as one:

        async def faulty(destination: Destination, reason: str) -> None:
            one.gone.append((destination, reason))
            raise ZeroDivisionError

        channel = one.new_channel()
        channel._on_gone = faulty
        async with running(channel):
            await one.slack.connected()
            one.slack.channel("C1")
            one.slack.shut("C1")
            await one.until(lambda: one.gone)
            one.slack.slash("/kiwoom", "status", "C2", ANN)
            await one.slack.next_message("C2")
