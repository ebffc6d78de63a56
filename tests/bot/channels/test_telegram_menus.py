"""Telegram's command menus: everybody's, and one's own by role."""

from bot.access import Role
from tests.bot.channels.stage import running
from tests.bot.channels.telegram_stage import (
    ANN,
    BEN,
    GROUP,
    HASTY,
    MENUS,
    Stage,
    quiet,
    stage,
)


def shown(on: Stage, chat: int, language: str = "") -> list[tuple[str, str]]:
    """Return the menu a chat has of its own."""
    return on.tg.commands(language, type="chat", chat_id=chat)


async def test_everybody_sees_the_viewers_menu_however_late_and_polling_does_not_wait() -> None:
    async with quiet(timeouts=HASTY) as on:
        on.tg.fail("setMyCommands", 502, times=3)
        on.tg.hang("setMyCommands")
        on.tg.fail("setMyCommands", 429, retry_after=33)
        on.tg.say(ANN, "/help")
        async with running(on.channel):
            await on.tg.next_message(ANN)
            await on.until(lambda: on.tg.commands("en"))
        assert on.tg.commands("") == on.tg.commands("ko") == MENUS["ko"][:1]
        assert on.tg.commands("en") == MENUS["en"][:1]
        assert 33 in on.clock.slept


async def test_a_menu_given_before_the_channel_runs_is_there_from_the_start() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.channel.publish_menu(str(ANN), Role.OWNER)
        async with running(on.channel):
            await on.until(lambda: shown(on, ANN, "en"))
        assert shown(on, ANN) == shown(on, ANN, "ko") == MENUS["ko"]
        assert shown(on, ANN, "en") == MENUS["en"]
        assert on.tg.commands("") == MENUS["ko"][:1]


async def test_a_menu_follows_the_role_and_ends_with_it() -> None:
    async with stage() as on:
        on.tg.chat(BEN)
        await on.channel.publish_menu(str(BEN), Role.TRADER)
        await on.until(lambda: shown(on, BEN, "en") == MENUS["en"][:2])
        await on.channel.publish_menu(str(BEN), Role.VIEWER)
        await on.until(lambda: shown(on, BEN, "en") == MENUS["en"][:1])
        await on.channel.publish_menu(str(BEN), None)
        await on.until(lambda: not shown(on, BEN, "en"))
        assert shown(on, BEN) == shown(on, BEN, "ko") == []
        assert on.tg.commands("en") == MENUS["en"][:1]


async def test_of_the_roles_given_while_telegram_is_away_the_last_one_counts() -> None:
    async with quiet() as on:
        on.tg.chat(BEN)
        await on.tg.outage()
        async with running(on.channel):
            await on.channel.publish_menu(str(BEN), Role.OWNER)
            await on.until(lambda: len(on.clock.slept) > 2)
            await on.channel.publish_menu(str(BEN), Role.TRADER)
            await on.tg.restore()
            await on.until(lambda: shown(on, BEN, "en"))
        assert shown(on, BEN) == MENUS["ko"][:2]
        asked = on.tg.calls_of("setMyCommands")
        assert not [one for one in asked if len(one.params["commands"]) == 3]


async def test_somebody_telegram_does_not_know_yet_gets_their_menu_once_they_write() -> None:
    async with quiet() as on:
        async with running(on.channel):
            await on.channel.publish_menu(str(ANN), Role.OWNER)
            await on.channel.publish_menu(str(BEN), Role.TRADER)
            await on.until(lambda: on.tg.commands("en"))
            await on.until(lambda: len(on.tg.calls_of("setMyCommands")) == 5)
            assert shown(on, ANN) == []
            on.tg.say(ANN, "/start")
            await on.until(lambda: shown(on, ANN, "en") == MENUS["en"])


async def test_groups_have_no_menu_of_their_own() -> None:
    async with stage() as on:
        on.tg.chat(GROUP)
        on.tg.chat(BEN)
        await on.channel.publish_menu(str(GROUP), Role.OWNER)
        await on.channel.publish_menu(str(BEN), Role.TRADER)
        await on.until(lambda: shown(on, BEN, "en"))
        assert shown(on, GROUP) == []
