"""What Telegram adds to a text: buttons, silence, edits in place, topics, a pinned message."""

from dataclasses import replace

import pytest

from bot.messages import Button
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure
from core.model import AlertMessage
from tests.bot.channels.stage import entry, notice, says
from tests.bot.channels.telegram_stage import (
    ANN,
    BEN,
    FORUM,
    GROUP,
    HASTY,
    Stage,
    quiet,
    to,
)

BROKEN = "Bad Request: can't parse entities: unclosed start tag"


def turned(turns: int = 4) -> AlertMessage:
    (alert,) = entry().alerts
    return AlertMessage((replace(alert, turns=turns),))


async def told(on: Stage, chat: int = ANN, topic: int | str = "") -> str:
    """Tell an alert and return the message's id."""
    on.tg.chat(chat)
    return await on.channel.send(to(chat, topic), entry())


# --- buttons and silence --------------------------------------------------------------------------


async def test_an_alert_carries_its_buttons_and_they_keep_it() -> None:
    async with quiet() as on:
        await told(on)
        (message,) = on.tg.chat(ANN).messages
        assert "🔕 30분" in message.labels
        mute = message.button("🔕 30분")
        assert mute.data is not None
        assert mute.data.startswith("+/mute ")


async def test_a_silent_message_makes_no_sound_and_any_other_does() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        for message in (entry(), notice()):
            await on.channel.send(to(ANN), replace(message, silent=True))
            await on.channel.send(to(ANN), message)
            await on.channel.send(to(ANN), replace(message, silent=True), plain=True)
        assert [one.silent for one in on.tg.chat(ANN).messages] == [True, False, True] * 2


async def test_an_alert_whose_buttons_are_refused_arrives_plain_and_without_them() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID", times=2)
        with pytest.raises(Malformed):
            await on.channel.send(to(ANN), entry())
        await on.channel.send(to(ANN), entry(), plain=True)
        (message,) = on.tg.chat(ANN).messages
        assert "삼성전자" in message.text
        assert message.labels == []


async def test_a_plain_alert_keeps_its_buttons_where_they_are_taken() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.channel.send(to(ANN), entry(), plain=True)
        assert on.tg.chat(ANN).messages[0].labels
        on.tg.fail("sendMessage", 400, times=2)
        with pytest.raises(Malformed):
            await on.channel.send(to(ANN), entry(), plain=True)


# --- edits ----------------------------------------------------------------------------------------


async def test_an_alert_is_edited_in_place_with_its_buttons_and_without_a_new_message() -> None:
    async with quiet() as on:
        on.tg.add_topic(FORUM, 7)
        message_id = await told(on, FORUM, 7)
        assert await on.channel.edit(to(FORUM, 7), message_id, turned(4))
        (message,) = on.tg.chat(FORUM).messages
        assert "4" in message.text
        assert message.versions[0] != message.text
        assert "🔕 30분" in message.labels
        assert await on.channel.edit(to(FORUM, 7), message_id, turned(4))  # "not modified"
        assert len(on.tg.chat(FORUM).messages) == 1


async def test_what_cannot_be_edited_any_more_is_told_by_false() -> None:
    async with quiet() as on:
        message_id = await told(on)
        for said in (
            "Bad Request: message can't be edited",
            "Bad Request: MESSAGE_ID_INVALID",
            "Bad Request: there is no text in the message to edit",
        ):
            on.tg.fail("editMessageText", 400, said)
            assert not await on.channel.edit(to(ANN), message_id, turned())
        on.tg.chat(ANN).messages[0].deleted = True
        assert not await on.channel.edit(to(ANN), message_id, turned())
        assert not await on.channel.edit(to(ANN), "telegram:1001", turned())


async def test_an_edit_whose_formatting_is_refused_is_made_plain_and_else_told_by_false() -> None:
    async with quiet() as on:
        message_id = await told(on)
        on.tg.fail("editMessageText", 400, BROKEN)
        assert await on.channel.edit(to(ANN), message_id, turned())
        assert len(on.tg.chat(ANN).messages[0].versions) == 2
        on.tg.fail("editMessageText", 400, BROKEN, times=2)
        assert not await on.channel.edit(to(ANN), message_id, turned(5))


async def test_what_fits_no_single_message_is_not_edited() -> None:
    async with quiet() as on:
        message_id = await told(on)
        one = turned().alerts[0]
        many = tuple(
            replace(one, event=replace(one.event, code=f"{code:06}"), stock="가" * 20)
            for code in range(200)
        )
        assert not await on.channel.edit(to(ANN), message_id, AlertMessage(many))
        assert on.tg.calls_of("editMessageText") == []


async def test_an_edit_fails_as_a_message_does() -> None:
    async with quiet(timeouts=HASTY) as on:
        message_id = await told(on)

        async def failure() -> SendError:
            with pytest.raises(SendError) as caught:
                await on.channel.edit(to(ANN), message_id, turned())
            return caught.value

        on.tg.fail("editMessageText", 429, retry_after=31)
        error = await failure()
        assert isinstance(error, TryLater)
        assert error.after == 31
        on.tg.fail("editMessageText", 429, retry_after=43_838)
        assert isinstance(await failure(), TryLater)
        assert on.waits == []
        on.tg.cut("editMessageText")
        assert isinstance(await failure(), Unsure)
        on.tg.fail("editMessageText", 401)
        error = await failure()
        assert isinstance(error, TryLater)
        assert error.everywhere
        on.tg.block(ANN)
        assert isinstance(await failure(), Gone)
        with pytest.raises(Malformed):
            await on.channel.edit(to(ANN), message_id, AlertMessage(()))


# --- topics ---------------------------------------------------------------------------------------


async def test_a_topic_is_made_in_a_forum_and_alerts_go_into_it() -> None:
    async with quiet() as on:
        on.tg.add_topic(FORUM, 7)
        on.tg.promote(FORUM, "can_manage_topics")
        made = await on.channel.open_topic(to(FORUM, 7), "  급등\n초입 ")
        assert (made.channel, made.chat) == ("telegram", str(FORUM))
        assert on.tg.chat(FORUM).topics == {int(made.topic): "급등 초입"}
        await on.channel.send(made, entry())
        (message,) = on.tg.chat(FORUM).messages
        assert message.thread == int(made.topic)
        longest = await on.channel.open_topic(to(FORUM), "돌파😀" * 60)
        assert on.tg.chat(FORUM).topics[int(longest.topic)].startswith("돌파😀")


async def test_a_topic_that_cannot_be_made_says_why_in_words_people_understand() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.chat(GROUP)
        on.tg.add_topic(FORUM, 7)

        async def refusal(chat: int) -> str:
            with pytest.raises(Malformed) as caught:
                await on.channel.open_topic(to(chat), "돌파")
            assert f"reason.{caught.value.detail}" in TEXTS
            return caught.value.detail

        assert await refusal(ANN) == "no_topics_here"
        said = Voice("ko").reason("no_topics_here")
        assert "스레드는 슬랙" in said
        assert said.endswith("빼고 보내 주세요.")
        assert await refusal(GROUP) == "not_a_forum"
        assert await refusal(FORUM) == "no_topic_rights"
        on.tg.promote(FORUM, "can_manage_topics")
        on.tg.fail("createForumTopic", 400, "Bad Request: TOPICS_TOO_MUCH")
        assert await refusal(FORUM) == "topic_not_made"
        on.tg.fail("createForumTopic", 429, retry_after=40)
        assert await refusal(FORUM) == "telegram_busy"
        on.tg.fail("createForumTopic", 502)
        assert await refusal(FORUM) == "telegram_unsure"
        on.tg.kick(FORUM, by=ANN)
        assert await refusal(FORUM) == "kicked"
        on.tg.say(GROUP, "/start", user_id=ANN)
        on.tg.migrate(GROUP, announce=False)
        assert await refusal(GROUP) == "upgraded"


# --- one message that is kept up to date ------------------------------------------------------


async def test_a_shown_reply_is_silent_pinned_once_and_then_edited_in_place() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        first = await on.channel.show(to(ANN), says("10:00", (Button("왜", "/why"),)), None, True)
        again = await on.channel.show(to(ANN), says("10:01"), first, True)
        same = await on.channel.show(to(ANN), says("10:01"), first, True)
        assert first == again == same
        (message,) = on.tg.chat(ANN).messages
        assert (message.text, message.silent, message.pinned) == ("10:01", True, True)
        assert message.versions == ["10:00", "10:01"]
        (pin,) = on.tg.calls_of("pinChatMessage")
        assert pin.params["disable_notification"]


async def test_a_shown_message_is_unpinned() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        shown = await on.channel.show(to(ANN), says("10:00"), None, True)
        other = await on.channel.show(to(ANN), says("someone else's"), None, True)
        await on.channel.unpin(to(ANN), shown)
        assert [str(one.id) for one in on.tg.chat(ANN).pinned] == [other]
        await on.channel.unpin(to(ANN), "no number")
        on.tg.fail("unpinChatMessage", 429, retry_after=77)
        with pytest.raises(TryLater):
            await on.channel.unpin(to(ANN), other)
        assert on.waits == [(to(ANN), 77)]


async def test_a_shown_message_that_is_gone_is_replaced_and_pinned_anew() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        first = await on.channel.show(to(ANN), says("10:00"), None, True)
        on.tg.chat(ANN).messages[0].deleted = True
        second = await on.channel.show(to(ANN), says("10:01"), first, True)
        assert second != first
        assert [(one.text, one.pinned) for one in on.tg.chat(ANN).messages] == [("10:01", True)]
        assert await on.channel.show(to(ANN), says("10:02"), "no number") not in {first, second}
        assert [one.pinned for one in on.tg.chat(ANN).messages] == [True, False]


async def test_a_shown_message_that_may_not_be_pinned_is_shown_all_the_same() -> None:
    async with quiet() as on:
        on.tg.chat(GROUP)
        on.tg.fail(
            "pinChatMessage", 400, "Bad Request: not enough rights to manage pinned messages"
        )
        shown = await on.channel.show(to(GROUP), says("10:00"), None, True)
        assert on.tg.chat(GROUP).messages[0].id == int(shown)
        on.tg.fail("pinChatMessage", 429, retry_after=9)
        await on.channel.show(to(GROUP), says("10:00"), None, True)
        assert on.tg.chat(GROUP).pinned == []


async def test_showing_fails_as_a_message_does_and_never_floods_a_chat() -> None:
    async with quiet(timeouts=HASTY) as on:
        on.tg.chat(ANN)
        shown = await on.channel.show(to(ANN), says("10:00"), None)
        on.tg.fail("editMessageText", 400, BROKEN, times=2)
        with pytest.raises(Malformed):
            await on.channel.show(to(ANN), says("10:01"), shown)
        on.tg.fail("editMessageText", 429, retry_after=77)
        with pytest.raises(TryLater):
            await on.channel.show(to(ANN), says("10:02"), shown)
        assert on.waits == [(to(ANN), 77)]
        began = on.clock.monotonic()
        await on.channel.show(to(ANN), says("10:03"), shown)
        assert on.clock.monotonic() - began > 76
        assert on.tg.chat(ANN).texts == ["10:03"]
        on.tg.cut("sendMessage")
        with pytest.raises(Unsure):
            await on.channel.show(to(ANN), says("10:04"), None)
        with pytest.raises(Gone):
            await on.channel.show(to(99), says("10:04"), None)
        with pytest.raises(Malformed):
            await on.channel.show(to(ANN), says(""), None)
        on.tg.say(GROUP, "/start", user_id=BEN)
        new = on.tg.migrate(GROUP, announce=False)
        with pytest.raises(Moved) as caught:
            await on.channel.show(to(GROUP), says("10:05"), "1")
        assert caught.value.to == str(new)


async def test_of_a_reply_too_long_for_one_message_the_beginning_is_shown() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.channel.show(to(ANN), says("\n".join(["가" * 80] * 90)), None)
        (message,) = on.tg.chat(ANN).messages
        assert 3000 < len(message.text) <= 4096
