"""Pictures and files in Slack: what a message shows, what changes in place, what goes wrong."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.slack.cures import sentence
from bot.channels.slack.pages import pages
from bot.messages import Button, Doc, Incoming, Reply, line
from tests.bot.channels.pictures import CSV, DAY, WEEK, digest, file, picture, sketching
from tests.bot.channels.slack_stage import ANN, Stage, stage, to
from tests.bot.channels.stage import says
from tests.servers.slack_blocks import check_blocks
from tests.servers.slack_space import Message

ME = f"slack:{ANN}"
UNSENT = sentence("file_unsent", "ko")


async def asked(one: Stage, text: str = "sketch", chat: str = "C1") -> Message:
    one.slack.slash("/kiwoom", text, chat, ANN)
    return await one.slack.next_message(chat)


# --- what a reply becomes ---------------------------------------------------------------------


async def test_a_picture_stands_in_the_message_between_words_and_buttons() -> None:
    async with stage(sketching(ME)) as one:
        message = await asked(one)
        kinds = [block["type"] for block in message.blocks]
        assert kinds == ["section", "image", "actions", "actions"]
        assert one.slack.pictures(message) == [DAY]
        assert message.blocks[1]["alt_text"] == "삼성전자 일봉"
        assert "삼성전자" in message.text
        (kept,) = one.slack.api.files.values()
        assert (kept.name, kept.title, kept.alt) == ("005930.png", "삼성전자 일봉", "삼성전자 일봉")
        assert len(one.slack.channel("C1").messages) == 1  # the upload itself shows nothing


async def test_a_file_comes_after_its_words_into_the_same_thread() -> None:
    async with stage(sketching(ME)) as one:
        root = one.slack.space.add(one.slack.channel("C1"), ANN, "여기")
        one.slack.say("sketch csv", "C1", ANN, mention=True, thread_ts=root.ts)
        words = await one.slack.next_message("C1")
        shared = await one.slack.next_message("C1")
        assert (words.labels, words.thread_ts) == (["일", "주", "글", "CSV"], root.ts)
        assert (shared.files[0].name, shared.files[0].content) == ("오늘.csv", CSV)
        assert shared.thread_ts == root.ts


async def test_a_picture_and_a_file_are_a_message_and_a_file() -> None:
    async with stage(sketching(ME)) as one:
        message = await asked(one, "sketch both")
        shared = await one.slack.next_message("C1")
        assert one.slack.pictures(message) == [DAY]
        assert shared.files[0].title == "오늘의 편입"


async def test_nothing_but_a_file_is_no_empty_message() -> None:
    async def answer(_: Incoming) -> Reply | None:
        return Reply(Doc(()), attachments=(file(),))

    async with stage(answer) as one:
        assert (await asked(one)).files
        assert len(one.slack.channel("C1").messages) == 1


def test_a_long_answer_shows_its_picture_once_and_slack_takes_every_page() -> None:
    words = Doc(tuple(line(f"{n} " + "가" * 200) for n in range(90)))
    reply = Reply(words, ((Button("주", "/week"),),))
    made = pages(reply, [("F0LOOP0001", picture())], ["그림 없음 <왜>"])
    assert len(made) > 1
    assert sum(one.pictured for one in made) == 1
    for one in made:
        assert check_blocks(one.blocks) == []
    last = made[-1].pictureless("왜")
    assert not last.pictured
    assert [block["type"] for block in last.blocks or ()][-1] == "actions"


# --- in place ---------------------------------------------------------------------------------


async def test_a_picture_takes_the_place_of_a_picture_of_words_and_the_other_way_round() -> None:
    async with stage(sketching(ME)) as one:
        message = await asked(one)
        one.slack.press("C1", message, "주")
        await one.until(lambda: one.slack.pictures(message) == [WEEK])
        one.slack.press("C1", message, "글")
        await one.until(lambda: not one.slack.pictures(message))
        one.slack.press("C1", message, "일")
        await one.until(lambda: one.slack.pictures(message) == [DAY])
        assert one.slack.channel("C1").messages == [message]


async def test_a_file_leaves_the_message_whose_button_was_pressed() -> None:
    async with stage(sketching(ME)) as one:
        message = await asked(one)
        one.slack.press("C1", message, "CSV")
        words = await one.slack.next_message("C1")
        assert (await one.slack.next_message("C1")).files
        assert "csv" in words.shown
        assert not message.edited


async def test_what_only_one_person_sees_is_replaced_with_its_picture() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.add_channel("C1", is_member=False)
        message = await asked(one)
        assert message.ephemeral
        assert one.slack.pictures(message) == [DAY]
        one.slack.press("C1", message, "주")
        await one.until(lambda: one.slack.pictures(message) == [WEEK])


# --- what goes wrong --------------------------------------------------------------------------


async def test_a_picture_slack_still_looks_at_is_waited_for() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.api.looks = 2
        message = await asked(one)
        assert one.slack.pictures(message) == [DAY]
        assert UNSENT not in message.shown


async def test_a_picture_slack_never_shows_is_given_up_and_its_buttons_stay() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.api.looks = 99
        message = await asked(one)
        assert (one.slack.pictures(message), len(message.buttons)) == ([], 4)
        assert UNSENT in message.shown


async def test_a_picture_slack_never_shows_to_one_person_is_given_up_too() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.api.looks = 99
        one.slack.add_channel("C1", is_member=False)
        message = await asked(one)
        assert message.ephemeral
        assert UNSENT in message.shown


async def test_without_the_scope_the_words_arrive_with_the_cure() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.scopes.discard("files:write")
        message = await asked(one)
        assert "삼성전자" in message.shown
        assert "files:write" in message.shown
        assert "Reinstall to Workspace" in message.shown
        await asked(one, "sketch csv")
        whispered = await one.slack.next_message("C1")
        assert whispered.ephemeral
        assert whispered.text == sentence("scope", "ko", scope="files:write")
        assert one.channel.status().working


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("files.getUploadURLExternal", 429),
        ("upload", 429),
        ("files.completeUploadExternal", 429),
        ("files.getUploadURLExternal", 503),
        ("upload", 500),
        ("files.completeUploadExternal", 502),
    ],
)
async def test_a_picture_slack_postpones_is_uploaded_again_and_shown_once(
    method: str, status: int
) -> None:
    async with stage(sketching(ME)) as one:
        one.slack.fail(method, status=status, retry_after=2 if status == 429 else None)
        message = await asked(one)
        assert one.slack.pictures(message) == [DAY]
        assert len(one.slack.channel("C1").messages) == 1


async def test_a_connection_lost_in_the_middle_of_an_upload_is_no_loss() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.cut("upload")
        assert one.slack.pictures(await asked(one)) == [DAY]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_refused_picture_is_said_in_the_message(method: str) -> None:
    async with stage(sketching(ME)) as one:
        one.slack.fail(method, "file_uploads_disabled")
        message = await asked(one)
        assert UNSENT in message.shown
        assert len(message.buttons) == 4
        assert one.channel.status().working


async def test_a_file_of_which_nobody_knows_whether_it_arrived_is_not_sent_twice() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.cut("files.completeUploadExternal")
        await asked(one, "sketch csv")
        await one.shows("C1", sentence("file_unsure", "ko"))
        shared = [each for each in one.slack.channel("C1").messages if each.files]
        assert len(shared) == 1


async def test_where_the_bot_is_no_member_a_file_says_how_to_get_it() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.add_channel("C1", is_member=False)
        assert "csv" in (await asked(one, "sketch csv")).shown
        whispered = await one.slack.next_message("C1")
        assert whispered.ephemeral
        assert "/invite @kiwoom" in whispered.text


async def test_a_file_that_fails_after_a_mention_is_told_in_the_channel() -> None:
    async with stage(sketching(ME)) as one:
        one.slack.fail("files.getUploadURLExternal", "storage_limit_reached")
        one.slack.say("sketch csv", "C1", ANN, mention=True)
        assert "csv" in (await one.slack.next_message("C1")).shown
        assert (await one.slack.next_message("C1")).text == UNSENT


async def test_a_refusal_carries_no_picture_and_no_file() -> None:
    async def answer(incoming: Incoming) -> Reply | None:
        if incoming.pressed:
            return replace(says("안 됩니다"), aside=True, attachments=(file(),))
        return Reply(Doc((line("무엇"),)), ((Button("주", "/week"),),))

    async with stage(answer) as one:
        message = await asked(one)
        one.slack.press("C1", message, "주")
        assert (await one.slack.next_message("C1")).text == "안 됩니다"
        await asyncio.sleep(0.05)
        assert not one.slack.api.files


# --- alerts -----------------------------------------------------------------------------------


# --- the picture of what the bot says of its own accord ------------------------------------------


async def test_a_days_digest_shows_its_picture_between_words_and_buttons() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.channel("C2")
        ts = await one.channel.send(to("C1"), digest())
        (message,) = one.slack.channel("C1").messages
        assert message.ts == ts
        assert "하루 정리" in message.shown
        assert one.slack.pictures(message) == [DAY]
        await one.channel.send(to("C2"), digest(), plain=True)
        (plain,) = one.slack.channel("C2").messages
        assert plain.blocks == []


async def test_a_digest_comes_in_words_where_slack_takes_no_picture() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        one.slack.scopes.discard("files:write")
        await one.channel.send(to("C1"), digest())
        (message,) = one.slack.channel("C1").messages
        assert "하루 정리" in message.shown
        assert one.slack.pictures(message) == []


async def test_a_digest_sent_again_is_marked_and_is_words_alone() -> None:
    async with stage() as one:
        one.slack.channel("C1")
        await one.channel.send(to("C1"), digest(resend=True))
        (message,) = one.slack.channel("C1").messages
        assert "(재전송)" in message.shown
        assert one.slack.pictures(message) == []
