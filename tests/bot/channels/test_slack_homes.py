"""One direct message has two addresses in Slack; whoever listens hears that they are one."""

from bot.channels.slack import manifest
from core.model import Destination
from tests.bot.channels.slack_stage import ANN, BEN, quiet, stage, to
from tests.bot.channels.stage import notice, running


async def test_the_direct_messages_there_are_become_known_with_the_link() -> None:
    async with quiet() as one:
        one.slack.direct(ANN)
        one.slack.direct(BEN)
        one.slack.channel("C1")
        async with running(one.channel):
            await one.until(lambda: len(one.homes) == 2)
            assert set(one.homes) == {(to(ANN), to("D0ANN")), (to(BEN), to("D0BEN"))}


async def test_however_many_there_are() -> None:
    async with quiet() as one:
        for number in range(450):
            one.slack.direct(f"U{number:05d}")
        async with running(one.channel):
            await one.until(lambda: len(one.homes) == 450)


async def test_a_message_to_a_person_shows_which_chat_it_came_to_once() -> None:
    async with stage() as one:
        one.slack.person(ANN)
        await one.channel.send(to(ANN), notice())
        await one.channel.send(to(ANN), notice())
        await one.channel.send(to("D0ANN"), notice())
        await one.until(lambda: one.homes)
        assert one.homes == [(to(ANN), to("D0ANN"))]
        assert len(one.slack.direct(ANN).messages) == 3


async def test_who_writes_to_the_bot_is_known_by_it_and_who_writes_in_a_channel_is_not() -> None:
    async with stage() as one:
        one.slack.install(manifest([]))
        one.slack.say("status", "C1", user=BEN, mention=True)
        one.slack.slash("/kiwoom", "status", "D0OTHERS", BEN)  # between two other people
        one.slack.say("status", user=ANN, dm=True)
        await one.hears(3)
        await one.until(lambda: one.homes)
        assert one.homes == [(to(ANN), to("D0ANN"))]


async def test_where_slack_does_not_tell_them_the_next_link_asks_again() -> None:
    async with quiet() as one:
        one.slack.direct(ANN)
        one.slack.fail("conversations.list", error="missing_scope")
        async with running(one.channel):
            await one.slack.connected()
            await one.until(lambda: one.slack.calls_of("conversations.list"))
            assert one.channel.status().working
            one.slack.drop()
            await one.until(lambda: one.homes == [(to(ANN), to("D0ANN"))])


async def test_a_fault_in_whoever_listens_ends_there_and_is_made_good_by_the_next_message() -> None:
    async with stage() as one:
        heard: list[Destination] = []

        async def faulty(person: Destination, chat: Destination) -> None:
            heard.append(chat)
            if len(heard) == 1:
                raise ZeroDivisionError

        one.channel._homes._tell = faulty
        one.slack.person(ANN)
        await one.channel.send(to(ANN), notice())
        await one.until(lambda: heard)
        await one.channel.send(to(ANN), notice())
        await one.until(lambda: len(heard) == 2)
        assert one.channel.status().working
