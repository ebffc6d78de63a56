"""Pictures and files in Telegram: where the words go, what changes in place, what goes wrong."""

from dataclasses import replace

import pytest

from bot.channels.telegram.pieces import CAPTION, forms, pieces
from bot.messages import Attachment, Button, Doc, Incoming, Reply, line
from bot.render.texts import TEXTS
from core.errors import TryLater
from tests.bot.channels.pictures import CSV, DAY, LONG, WEEK, digest, file, picture, sketching
from tests.bot.channels.stage import Answer, running, says
from tests.bot.channels.telegram_stage import (
    ANN,
    FORUM,
    GROUP,
    HASTY,
    Stage,
    quiet,
    stage,
    to,
)
from tests.servers.telegram_chats import Message

UNSENT = TEXTS["faces.file_unsent"].ko
NOT_ALLOWED = TEXTS["faces.file_not_allowed"].ko
ME = f"telegram:{ANN}"


def always(reply: Reply) -> Answer:
    async def answer(_: Incoming) -> Reply | None:
        return reply

    return answer


async def asked(on: Stage, text: str = "/sketch", chat: int = ANN) -> Message:
    on.tg.say(chat, text, user_id=ANN)
    return await on.tg.next_message(chat)


# --- what a reply becomes ---------------------------------------------------------------------


async def test_a_picture_carries_its_words_and_buttons() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        assert message.photo is not None
        assert (message.photo.content, message.photo.name) == (DAY, "005930.png")
        assert message.text == "삼성전자 <day>"
        assert [one["type"] for one in message.entities] == ["bold"]
        assert message.labels == ["일", "주", "글", "CSV"]


async def test_a_file_carries_its_words_under_its_own_name() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on, "/sketch csv")
        assert message.document is not None
        assert (message.document.content, message.document.name) == (CSV, "오늘.csv")
        assert (message.text, len(message.buttons)) == ("삼성전자 <csv>", 4)


async def test_words_too_long_for_a_caption_come_after_the_picture_with_the_buttons() -> None:
    async with stage(sketching(ME)) as on:
        first = await asked(on, "/sketch long")
        second = await on.tg.next_message(ANN)
        assert (first.text, first.rows, bool(first.photo)) == ("", [], True)
        assert LONG in second.text
        assert second.labels == ["일", "주", "글", "CSV"]


async def test_a_file_beside_a_picture_comes_after_it_with_its_title() -> None:
    async with stage(sketching(ME)) as on:
        first = await asked(on, "/sketch both")
        second = await on.tg.next_message(ANN)
        assert (first.text, bool(first.photo)) == ("삼성전자 <both>", True)
        assert (second.text, bool(second.document), second.rows) == ("오늘의 편입", True, [])


async def test_a_picture_goes_into_its_topic() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.say(FORUM, "/sketch", user_id=ANN, thread=7)
        message = await on.tg.next_message(FORUM)
        assert (message.thread, bool(message.photo)) == (7, True)


def test_a_caption_is_measured_as_telegram_measures_it() -> None:
    def captioned(text: str) -> bool:
        (first, *_) = pieces(Reply(Doc((line(text),)), attachments=(picture(),)))
        return bool(first.text)

    assert captioned("&" * 800)  # five letters each on the wire, one on the screen
    assert captioned("📈" * (CAPTION // 2))
    assert not captioned("📈" * (CAPTION // 2) + "가")


def test_the_words_of_a_file_too_long_for_a_caption_come_before_it() -> None:
    words, held = pieces(Reply(Doc((line(LONG),)), attachments=(file(),)))
    assert (words.held, held.text, bool(held.held)) == (None, "", True)


def test_nothing_telegram_would_refuse_for_its_size_is_uploaded() -> None:
    def kinds(kind: str, size: int) -> list[str]:
        held = Attachment("a", bytes(size), "picture" if kind == "picture" else "file")
        (piece,) = pieces(Reply(Doc(()), attachments=(held,)))
        return [form.held.kind for form, _ in forms(piece) if form.held]

    assert kinds("picture", 10 * 1024 * 1024)[0] == "picture"
    assert set(kinds("picture", 10 * 1024 * 1024 + 1)) == {"file"}
    assert kinds("file", 50 * 1024 * 1024 + 1) == []


# --- in place ---------------------------------------------------------------------------------


async def test_a_picture_takes_the_place_of_the_picture_whose_button_was_pressed() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        press = on.tg.press(ANN, message, "주")
        await on.until(lambda: message.photo is not None and message.photo.content == WEEK)
        assert (message.text, message.labels) == ("삼성전자 <week>", ["일", "주", "글", "CSV"])
        assert on.tg.chat(ANN).messages == [message]
        await on.until(lambda: press.answered)


async def test_the_same_picture_again_changes_nothing_and_is_no_mistake() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        press = on.tg.press(ANN, message, "일")
        await on.until(lambda: press.answered and on.tg.calls_of("editMessageMedia"))
        await on.until(lambda: on.tg.calls_of("editMessageMedia")[0].status)
        assert "not modified" in (on.tg.calls_of("editMessageMedia")[0].error or "")
        await asked(on, "/sketch words")
        assert len(on.tg.chat(ANN).messages) == 2


@pytest.mark.parametrize("label", ["글", "CSV"])
async def test_words_and_files_come_below_a_picture_which_stays(label: str) -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        on.tg.press(ANN, message, label)
        below = await on.tg.next_message(ANN)
        assert (message.photo is not None, message.edited) == (True, 0)
        assert bool(below.document) == (label == "CSV")
        assert not on.tg.calls_of("editMessageText")


@pytest.mark.parametrize("label", ["일", "CSV"])
async def test_a_picture_and_a_file_come_below_words_which_stay(label: str) -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on, "/sketch words")
        on.tg.press(ANN, message, label)
        below = await on.tg.next_message(ANN)
        assert below.upload is not None
        assert (message.text, message.edited) == ("삼성전자 <words>", 0)


async def test_a_picture_too_old_to_be_changed_is_sent_anew() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        on.tg.fail("editMessageMedia", 400, "Bad Request: message can't be edited")
        on.tg.press(ANN, message, "주")
        below = await on.tg.next_message(ANN)
        assert below.photo is not None
        assert below.photo.content == WEEK


async def test_a_new_caption_telegram_cannot_read_goes_without_its_styles() -> None:
    async with stage(sketching(ME)) as on:
        message = await asked(on)
        error = "Bad Request: can't parse entities: unclosed start tag"
        on.tg.fail("editMessageMedia", 400, error)
        on.tg.press(ANN, message, "주")
        await on.until(lambda: message.photo is not None and message.photo.content == WEEK)
        assert (message.text, message.entities) == ("삼성전자 <week>", [])


async def test_a_person_who_blocked_the_bot_gets_neither_picture_nor_words() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.fail("sendPhoto", 403)
        on.tg.say(ANN, "/sketch")
        await on.until(lambda: not on.tg.pending and on.tg.calls_of("sendPhoto"))
        assert (await asked(on, "/sketch words")).text == "삼성전자 <words>"
        assert len(on.tg.calls_of("sendMessage")) == 1


async def test_a_refusal_leaves_the_picture_and_is_told_to_who_pressed() -> None:
    async def answer(incoming: Incoming) -> Reply | None:
        if incoming.pressed:
            return replace(says("안 됩니다"), aside=True)
        return Reply(Doc(()), ((Button("주", "/week"),),), attachments=(picture(),))

    async with stage(answer) as on:
        message = await asked(on)
        press = on.tg.press(ANN, message, "주")
        await on.until(lambda: press.answered)
        assert (press.answer, message.edited) == ("안 됩니다", 0)


# --- what goes wrong --------------------------------------------------------------------------


async def test_a_picture_waits_as_long_as_telegram_demands() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.fail("sendPhoto", 429, retry_after=7)
        message = await asked(on)
        assert message.photo is not None
        assert sum(on.clock.slept) >= 6


async def test_a_picture_of_which_nobody_knows_whether_it_arrived_is_sent_again_and_marked() -> (
    None
):
    async with quiet(sketching(ME), HASTY) as on:
        async with running(on.channel):
            on.tg.hang("sendPhoto")
            first = await asked(on)
            second = await on.tg.next_message(ANN)
            assert first.text == "삼성전자 <day>"
            assert second.text == "(재전송)\n삼성전자 <day>"


async def test_a_caption_telegram_cannot_read_goes_without_its_styles() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.fail("sendPhoto", 400, "Bad Request: can't parse entities: unclosed start tag")
        message = await asked(on)
        assert (message.text, message.entities) == ("삼성전자 <day>", [])
        assert len(message.buttons) == 4


async def test_a_picture_telegram_cannot_read_is_handed_over_as_a_file() -> None:
    reply = Reply(Doc((line("무엇"),)), attachments=(picture(b"no picture at all"),))
    async with stage(always(reply)) as on:
        message = await asked(on)
        assert message.document is not None
        assert (message.document.content, message.text) == (b"no picture at all", "무엇")


@pytest.mark.parametrize("held", [picture(b""), file(b"")])
async def test_what_cannot_be_sent_at_all_is_said_under_the_words(held: Attachment) -> None:
    async with stage(always(Reply(Doc((line("무엇"),)), attachments=(held,)))) as on:
        assert (await asked(on)).text == f"무엇\n{UNSENT}"


async def test_where_only_words_are_allowed_the_words_arrive_and_say_so() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.chat(GROUP)
        on.tg.words_only(GROUP)
        message = await asked(on, chat=GROUP)
        assert message.text == f"삼성전자 <day>\n{NOT_ALLOWED}"
        assert len(message.buttons) == 4


async def test_a_picture_follows_a_group_that_became_a_supergroup() -> None:
    async with stage(sketching(ME)) as on:
        on.tg.chat(GROUP)
        new = on.tg.migrate(GROUP, announce=False)
        on.tg.say(GROUP, "/sketch", user_id=ANN)
        assert (await on.tg.next_message(new)).photo is not None


async def test_a_large_file_is_announced_and_a_small_one_is_not() -> None:
    async def answer(incoming: Incoming) -> Reply | None:
        size = 2 * 1024 * 1024 if "large" in incoming.text else 10
        return Reply(Doc(()), attachments=(file(bytes(size)),))

    async with stage(answer) as on:
        await asked(on, "/small")
        assert on.tg.chat(ANN).actions == []
        on.tg.fail("sendChatAction", 400)
        assert (await asked(on, "/large")).document is not None
        await asked(on, "/large")
        assert on.tg.chat(ANN).actions == ["upload_document"]


# --- alerts -----------------------------------------------------------------------------------


# --- the picture of what the bot says of its own accord ------------------------------------------


async def test_a_days_digest_stands_under_its_picture() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        sent = await on.channel.send(to(ANN), replace(digest(), silent=True))
        (message,) = on.tg.chat(ANN).messages
        assert (str(message.id), bool(message.photo), message.silent) == (sent, True, True)
        assert message.text.startswith("📋 하루 정리 (11/23(월))")
        on.tg.fail("sendPhoto", 429, retry_after=9)
        with pytest.raises(TryLater) as caught:
            await on.channel.send(to(ANN), digest())
        assert caught.value.after == 9


async def test_a_digest_too_long_for_a_caption_comes_after_its_picture() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.channel.send(to(ANN), digest(20))
        shown, said = on.tg.chat(ANN).messages
        assert (shown.text, bool(shown.photo)) == ("", True)
        assert said.text.startswith("📋 하루 정리")
        assert len(said.text) > CAPTION


async def test_a_digest_sent_again_is_marked_and_is_words_alone() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.channel.send(to(ANN), digest(resend=True))
        await on.channel.send(to(ANN), digest(), plain=True)
        again, simpler = on.tg.chat(ANN).messages
        assert again.text.split("\n")[0].endswith("(재전송)")
        assert not again.photo
        assert not simpler.photo


async def test_a_digest_comes_in_words_where_telegram_takes_no_picture() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendPhoto", 400, "Bad Request: IMAGE_PROCESS_FAILED", times=9)
        on.tg.fail("sendDocument", 400, "Bad Request: IMAGE_PROCESS_FAILED", times=9)
        await on.channel.send(to(ANN), digest())
        (message,) = on.tg.chat(ANN).messages
        assert message.text.startswith("📋 하루 정리")
