"""The loopback Telegram, proven with python-telegram-bot and its real long polling."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Update,
)
from telegram import Message as BotMessage
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    MessageHandler,
    filters,
)

from . import telegram_html
from .pictures import png
from .telegram import TOKEN, TelegramServer

PNG = png(4, 3)
ROOT = Path(__file__).parents[2]
ANN, GROUP = 1001, -4001


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # read at every RetryAfter, which else warns


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


def builder(tg: TelegramServer, **timeouts: float) -> Any:
    made = ApplicationBuilder().token(tg.token).base_url(f"{tg.url}/bot")
    return made.read_timeout(timeouts.get("read", 2)).get_updates_read_timeout(2)


@asynccontextmanager
async def bot_of(tg: TelegramServer, **timeouts: float) -> AsyncIterator[ExtBot[None]]:
    app = builder(tg, **timeouts).updater(None).build()
    async with app:
        yield app.bot


@asynccontextmanager
async def polling(
    tg: TelegramServer, errors: list[TelegramError] | None = None
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    app = builder(tg).build()
    app.add_handler(CommandHandler(["start", "go"], greet))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, moved))
    app.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.bot_data["heard"] = []
    async with app:
        await app.start()
        await app.updater.start_polling(
            poll_interval=0.01, timeout=1, error_callback=None if errors is None else errors.append
        )
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


async def greet(update: Update, context: Any) -> None:
    assert update.effective_message is not None
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("더 보기 ▶", callback_data="more:1")]])
    text = f"안녕 <b>{' '.join(context.args)}</b>"
    await update.effective_message.reply_text(text, parse_mode="HTML", reply_markup=keys)


async def pressed(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("잠시만요")
    await query.edit_message_text(f"눌렀다: {query.data}")


async def moved(update: Update, context: Any) -> None:
    message = update.message
    assert message is not None
    context.bot_data["heard"].append((message.migrate_to_chat_id, message.migrate_from_chat_id))


async def membership(update: Update, context: Any) -> None:
    assert update.my_chat_member is not None
    context.bot_data["heard"].append(update.my_chat_member.new_chat_member.status)


async def echo(update: Update, context: Any) -> None:
    message = update.effective_message
    assert message is not None
    thread = f"#{message.message_thread_id}" if message.is_topic_message else ""
    await message.reply_text(f"{message.text}{thread}")


# -- the way in and out --------------------------------------------------------------------


async def test_a_command_comes_in_a_reply_goes_out_a_press_edits_it(tg: TelegramServer) -> None:
    async with polling(tg):
        said = tg.say(ANN, "/start 삼성 전자")
        reply = await tg.next_message(ANN)
        assert said.entities == [{"type": "bot_command", "offset": 0, "length": 6}]
        assert (reply.text, reply.html) == ("안녕 삼성 전자", "안녕 <b>삼성 전자</b>")
        assert reply.labels == ["더 보기 ▶"]
        press = tg.press(ANN, reply, "더 보기")
        await tg.wait_for(lambda: reply.edited)
        assert (press.answer, press.alert) == ("잠시만요", False)
        assert (reply.text, reply.buttons) == ("눌렀다: more:1", [])
        assert reply.versions == ["안녕 삼성 전자", "눌렀다: more:1"]
        assert tg.chat(ANN).messages == [reply]


async def test_each_update_is_handed_out_until_it_is_confirmed(tg: TelegramServer) -> None:
    async with bot_of(tg) as bot:
        tg.say(ANN, "one")
        tg.say(ANN, "two")
        first = await bot.get_updates()
        again = await bot.get_updates()
        assert [one.update_id for one in first] == [one.update_id for one in again]
        assert [one.message and one.message.text for one in first] == ["one", "two"]
        rest = await bot.get_updates(offset=first[0].update_id + 1)
        assert [one.message and one.message.text for one in rest] == ["two"]
        assert await bot.get_updates(offset=rest[0].update_id + 1, timeout=0) == ()
        assert tg.replay(1) == [rest[0].update_id]
        assert len(await bot.get_updates()) == 1


async def test_a_long_poll_waits_for_the_person(tg: TelegramServer) -> None:
    async with bot_of(tg) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=2))
        await tg.wait_for(lambda: tg.polled_at)
        await asyncio.sleep(0.05)
        assert not poll.done()
        tg.say(ANN, "hello")
        assert len(await poll) == 1


async def test_kinds_nobody_asked_for_are_not_queued(tg: TelegramServer) -> None:
    async with bot_of(tg) as bot:
        await bot.get_updates(timeout=0, allowed_updates=["message"])
        tg.block(ANN)
        assert tg.pending == []


async def test_two_pollers_conflict(tg: TelegramServer) -> None:
    async with bot_of(tg) as bot, bot_of(tg) as other:
        first = asyncio.create_task(bot.get_updates(timeout=2))
        await tg.wait_for(lambda: tg.polled_at)
        second = asyncio.create_task(other.get_updates(timeout=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        tg.say(ANN, "for the newer one")
        assert len(await second) == 1


async def test_a_rival_throws_every_poll_out_and_takes_nothing_away(tg: TelegramServer) -> None:
    async with bot_of(tg) as bot:
        async with tg.rival():
            for _ in range(3):
                with pytest.raises(Conflict):
                    await bot.get_updates(timeout=2)
            tg.say(ANN, "read by both")
        assert len(await bot.get_updates(timeout=1)) == 1


async def test_topics_are_made_in_forums_by_bots_that_may(tg: TelegramServer) -> None:
    tg.chat(ANN)
    tg.chat(GROUP)
    async with bot_of(tg) as bot:
        for chat in (ANN, GROUP):
            with pytest.raises(BadRequest, match="chat is not a forum"):
                await bot.create_forum_topic(chat, "돌파")
        tg.add_topic(-1005, 7)
        with pytest.raises(BadRequest, match=r"(?i)not enough rights to create a topic"):
            await bot.create_forum_topic(-1005, "돌파")
        tg.promote(-1005, "can_manage_topics")
        member = await bot.get_chat_member(-1005, bot.id)
        assert member.to_dict()["can_manage_topics"]
        for name in ("", "가" * 129):
            with pytest.raises(BadRequest, match=r"(?i)topic_title"):
                await bot.create_forum_topic(-1005, name)
        made = await bot.create_forum_topic(-1005, "돌파")
        assert made.name == tg.chat(-1005).topics[made.message_thread_id] == "돌파"
        sent = await bot.send_message(-1005, "x", message_thread_id=made.message_thread_id)
        assert sent.is_topic_message
        assert tg.chat(-1005).texts == ["x"]


async def test_people_write_from_groups_topics_and_the_past(tg: TelegramServer) -> None:
    async with polling(tg):
        tg.say(GROUP, "/go@loopback_bot 1", user_id=ANN, language="en", username="ann")
        assert (await tg.next_message(GROUP)).text == "안녕 1"
        tg.say(-1005, "안녕", user_id=ANN, chat_type="supergroup", thread=7)
        reply = await tg.next_message(-1005)
        assert (reply.text, reply.thread) == ("안녕#7", 7)
        old = tg.say(ANN, "old", date=datetime(2026, 1, 2, tzinfo=UTC))
        assert old.date == 1767312000
        with pytest.raises(ValueError, match="user_id"):
            tg.say(GROUP, "who?")


async def test_privacy_mode_hides_what_is_not_for_the_bot(tg: TelegramServer) -> None:
    tg.api.privacy = True
    tg.say(GROUP, "just talk", user_id=ANN)
    tg.say(GROUP, "/start@another_bot", user_id=ANN)
    tg.say(GROUP, "/start", user_id=ANN)
    assert [one["message"]["text"] for one in tg.pending] == ["/start"]


# -- what sendMessage refuses ----------------------------------------------------------------


async def test_messages_are_checked_the_way_telegram_checks_them(tg: TelegramServer) -> None:
    tg.chat(ANN)
    tg.add_topic(-1005, 7)

    def keys(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])

    cases: list[tuple[str, dict[str, Any]]] = [
        ("Message text is empty", {"text": "  "}),
        ("Message is too long", {"text": "가" * 4097}),
        ("Chat not found", {"text": "x", "chat_id": 99}),
        ("Button_data_invalid", {"text": "x", "reply_markup": keys("가" * 22)}),
        ("Message thread not found", {"text": "x", "message_thread_id": 3}),
        ("Message thread not found", {"text": "x", "chat_id": -1005, "message_thread_id": 8}),
        ("Message to be replied not found", {"text": "x", "reply_to_message_id": 55}),
        ("Can't parse entities: unsupported start tag", {"text": "<p>x</p>", "parse_mode": "HTML"}),
        ("Can't parse entities: unclosed start tag", {"text": "a<b", "parse_mode": "HTML"}),
    ]
    async with bot_of(tg) as bot:
        for complaint, sent in cases:
            with pytest.raises(BadRequest, match=f"(?i){complaint}"):
                await bot.send_message(**({"chat_id": ANN} | sent))
        long = await bot.send_message(ANN, f"<b>{'가' * 4096}</b>", parse_mode="HTML")
        assert len(long.text or "") == 4096
        await bot.send_message(-1005, "x", message_thread_id=7, disable_notification=True)
        assert tg.chat(-1005).messages[0].silent
        tg.close_topic(-1005, 7)
        with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
            await bot.send_message(-1005, "x", message_thread_id=7)


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>가</b> <i>b</i> &lt;&amp;&gt; &nbsp; &#65;", "가 b <&> &nbsp; A", ["bold", "italic"]),
        ('<a href="https://x.kr/?a=1&amp;b=2">go</a>', "go", ["text_link"]),
        ('<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>', "st", ["spoiler"] * 2),
        ('<pre><code class="language-python">1</code></pre>', "1", ["code", "pre"]),
        ("<blockquote expandable>q</blockquote>", "q", ["expandable_blockquote"]),
        ("<B>loud</b>", "loud", ["bold"]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, kinds: list[str]) -> None:
    found, entities = telegram_html.parse(source)
    assert (found, sorted(one["type"] for one in entities)) == (text, sorted(kinds))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("가</b>", "Unexpected end tag at byte offset 3"),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("3 <5", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_named(source: str, complaint: str) -> None:
    with pytest.raises(telegram_html.ParseError) as error:
        telegram_html.parse(source)
    assert str(error.value) == complaint


async def test_edits_and_deletes_follow_telegrams_rules(tg: TelegramServer) -> None:
    tg.chat(ANN)
    mine = tg.say(ANN, "mine")
    async with bot_of(tg) as bot:
        sent = await bot.send_message(ANN, "one")
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("one", ANN, sent.message_id)
        with pytest.raises(BadRequest, match="to edit not found"):
            await bot.edit_message_text("one", ANN, 999)
        with pytest.raises(BadRequest, match="can't be edited"):
            await bot.edit_message_text("one", ANN, mine.id)
        edited = await bot.edit_message_text("two", ANN, sent.message_id)
        assert isinstance(edited, BotMessage)
        assert edited.edit_date is not None
        await bot.pin_chat_message(ANN, sent.message_id)
        assert [one.text for one in tg.chat(ANN).pinned] == ["two"]
        await bot.delete_message(ANN, sent.message_id)
        assert tg.chat(ANN).messages == []
        with pytest.raises(BadRequest, match="to delete not found"):
            await bot.delete_message(ANN, sent.message_id)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query("1")


async def test_files_arrive_whole_with_captions(tg: TelegramServer) -> None:
    tg.chat(ANN)
    async with bot_of(tg) as bot:
        sent = await bot.send_document(
            ANN, "종목,가격\n".encode(), filename="오늘.csv", caption="c"
        )
        assert sent.document is not None
        assert (sent.document.file_name, sent.caption) == ("오늘.csv", "c")
        photo = await bot.send_photo(ANN, PNG, caption="<b>차트</b>", parse_mode="HTML")
        assert (photo.photo[-1].width, photo.photo[-1].height) == (4, 3)
        document, picture = tg.chat(ANN).messages
        assert document.document is not None
        assert document.document.content.decode() == "종목,가격\n"
        assert picture.photo is not None
        assert (picture.photo.content, picture.text) == (PNG, "차트")
        with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
            await bot.send_photo(ANN, b"not a picture")
        with pytest.raises(BadRequest, match="no text in the message"):
            await bot.edit_message_text("x", ANN, photo.message_id)
        again = await bot.send_document(ANN, sent.document.file_id)
        assert again.document == sent.document


async def test_pictures_are_checked_the_way_telegram_checks_them(tg: TelegramServer) -> None:
    tg.chat(ANN)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("image_process_failed", {"photo": PNG[:40]}),
        ("photo_invalid_dimensions", {"photo": png(10_000, 1)}),
        ("photo_invalid_dimensions", {"photo": png(100, 4)}),
        ("caption is too long", {"photo": PNG, "caption": "가" * 1025}),
        ("wrong file identifier", {"photo": "not-a-file"}),
        ("file must be non-empty", {"photo": b""}),
    ]
    async with bot_of(tg) as bot:
        for complaint, sent in cases:
            with pytest.raises(BadRequest, match=f"(?i){complaint}"):
                await bot.send_photo(ANN, **sent)
        await bot.send_photo(ANN, PNG, caption=f"<b>{'가' * 1024}</b>", parse_mode="HTML")
        tg.chat(GROUP)
        tg.words_only(GROUP)
        with pytest.raises(BadRequest, match=r"(?i)not enough rights to send photos"):
            await bot.send_photo(GROUP, PNG)
    async with httpx.AsyncClient(base_url=tg.url) as http:
        files = {"picture": ("a.png", PNG)}
        wrong = await http.post(f"/bot{TOKEN}/sendPhoto", data={"chat_id": ANN}, files=files)
        assert wrong.json()["description"] == "Bad Request: there is no photo in the request"
        big = {"photo": ("a.png", PNG + bytes(10 * 1024 * 1024))}
        assert (
            await http.post(f"/bot{TOKEN}/sendPhoto", data={"chat_id": ANN}, files=big)
        ).status_code == 413


async def test_a_picture_takes_the_place_of_a_picture(tg: TelegramServer) -> None:
    tg.chat(ANN)
    async with bot_of(tg) as bot:
        sent = await bot.send_photo(ANN, PNG, caption="일")
        words = await bot.send_message(ANN, "words")
        other = InputMediaPhoto(png(6, 6), "주")
        edited = await bot.edit_message_media(other, ANN, sent.message_id)
        assert isinstance(edited, BotMessage)
        assert (edited.caption, edited.photo[-1].width) == ("주", 6)
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_media(other, ANN, sent.message_id)
        with pytest.raises(BadRequest, match="no media in the message"):
            await bot.edit_message_media(other, ANN, words.message_id)
        broken = InputMediaPhoto(b"no picture")
        with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
            await bot.edit_message_media(broken, ANN, sent.message_id)
        (picture, _) = tg.chat(ANN).messages
        assert picture.versions == ["일", "주"]


async def test_the_menu_is_kept_per_scope_and_language(tg: TelegramServer) -> None:
    tg.chat(ANN)
    async with bot_of(tg) as bot:
        await bot.set_my_commands([BotCommand("help", "도움말")], language_code="ko")
        await bot.set_my_commands([("buy", "사기")], scope=BotCommandScopeChat(ANN))
        assert tg.commands("ko") == [("help", "도움말")]
        assert tg.commands(type="chat", chat_id=ANN) == [("buy", "사기")]
        assert await bot.get_my_commands() == ()
        assert (await bot.get_my_commands(language_code="ko"))[0].command == "help"
        with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
            await bot.set_my_commands([("도움", "말")])


async def test_chats_and_members_can_be_asked_for(tg: TelegramServer) -> None:
    tg.say(GROUP, "hi", user_id=ANN)
    async with bot_of(tg) as bot:
        assert (await bot.get_chat(GROUP)).type == "group"
        assert (await bot.get_chat_member(GROUP, ANN)).status == "member"
        assert await bot.send_chat_action(GROUP, "typing")
        assert tg.chat(GROUP).actions == ["typing"]
        with pytest.raises(Forbidden, match="can't initiate"):
            await bot.send_message(ANN, "you never wrote to me")
        assert await bot.leave_chat(GROUP)
        with pytest.raises(Forbidden, match="not a member"):
            await bot.send_message(GROUP, "x")


async def test_wrong_tokens_and_methods_are_refused_like_the_bot_api(tg: TelegramServer) -> None:
    async with httpx.AsyncClient(base_url=tg.url) as http:
        stranger = await http.get("/bot1:abc/getMe")
        assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
        unknown = await http.get(f"/bot{TOKEN}/sendDreams")
        assert (unknown.status_code, unknown.json()["error_code"]) == (404, 404)
        shouted = await http.get(f"/bot{TOKEN}/GETME")
        assert shouted.json()["result"]["username"] == "loopback_bot"
    assert [call.status for call in tg.calls] == [401, 404, 200]


# -- what goes wrong ---------------------------------------------------------------------------


async def test_each_scripted_status_becomes_its_error(tg: TelegramServer) -> None:
    tg.chat(ANN)
    tg.chat(1002)
    cases: list[tuple[int, type[TelegramError]]] = [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (429, RetryAfter),
        (500, NetworkError),
        (502, NetworkError),
    ]
    async with bot_of(tg) as bot:
        for status, kind in cases:
            tg.fail("sendMessage", status, chat=ANN)
            await bot.send_message(1002, "others are not concerned")
            with pytest.raises(kind):
                await bot.send_message(ANN, "x")
        tg.fail("sendMessage", 429, retry_after=17)
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(ANN, "x")
        assert error.value.retry_after == timedelta(seconds=17)
        assert tg.chat(ANN).messages == []
        assert (await bot.send_message(ANN, "well again")).text == "well again"
    assert len(tg.calls_of("sendMessage", chat=ANN)) == len(cases) + 2


async def test_what_fails_after_delivery_is_delivered(tg: TelegramServer) -> None:
    tg.chat(ANN)
    async with bot_of(tg, read=0.2) as bot:
        tg.hang("sendMessage")
        with pytest.raises(TimedOut):
            await bot.send_message(ANN, "hung")
        tg.cut("sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(ANN, "cut after")
        tg.cut("sendMessage", after_delivery=False)
        with pytest.raises(NetworkError):
            await bot.send_message(ANN, "cut before")
        tg.fail("sendMessage", 502, after_delivery=True)
        with pytest.raises(NetworkError):
            await bot.send_message(ANN, "502 after")
        tg.slow("sendMessage", 0.05)
        await bot.send_message(ANN, "slow")
    assert tg.chat(ANN).texts == ["hung", "cut after", "502 after", "slow"]
    assert [call.outcome for call in tg.calls_of("sendMessage")][:3] == ["hang", "cut", "cut"]


async def test_a_person_who_blocks_is_gone_until_they_write_again(tg: TelegramServer) -> None:
    async with polling(tg) as app:
        tg.say(ANN, "/start")
        await tg.next_message(ANN)
        tg.block(ANN)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await app.bot.send_message(ANN, "x")
        tg.say(ANN, "back")
        assert (await tg.next_message(ANN)).text == "back"
        assert app.bot_data["heard"] == ["kicked", "member"]
        tg.say(GROUP, "hi", user_id=ANN)
        await tg.next_message(GROUP)
        tg.kick(GROUP)
        with pytest.raises(Forbidden, match="kicked from the group chat"):
            await app.bot.send_message(GROUP, "x")
        tg.deactivate(ANN)
        with pytest.raises(Forbidden, match="deactivated"):
            await app.bot.send_message(ANN, "x")


async def test_a_group_that_becomes_a_supergroup_moves(tg: TelegramServer) -> None:
    async with polling(tg) as app:
        tg.say(GROUP, "hi", user_id=ANN)
        await tg.next_message(GROUP)
        new = tg.migrate(GROUP)
        await tg.wait_for(lambda: len(app.bot_data["heard"]) == 2)
        assert app.bot_data["heard"] == [(new, None), (None, GROUP)]
        with pytest.raises(ChatMigrated) as error:
            await app.bot.send_message(GROUP, "x")
        assert error.value.new_chat_id == new == -1004001
        await app.bot.send_message(new, "arrived")
        assert tg.chat(new).texts == ["arrived"]


async def test_an_outage_refuses_and_the_same_port_comes_back(tg: TelegramServer) -> None:
    errors: list[TelegramError] = []
    async with polling(tg, errors) as app:
        await tg.wait_for(lambda: tg.polled_at)
        await tg.outage()
        with pytest.raises(NetworkError) as error:
            await app.bot.send_message(ANN, "x")
        assert isinstance(error.value.__cause__, httpx.ConnectError)
        await tg.wait_for(lambda: errors)
        tg.say(ANN, "said while away")
        await tg.restore()
        assert (await tg.next_message(ANN)).text == "said while away"


async def test_polling_outlives_409_and_502(tg: TelegramServer) -> None:
    errors: list[TelegramError] = []
    tg.fail("getUpdates", 409)
    tg.fail("getUpdates", 502)
    async with polling(tg, errors):
        tg.say(ANN, "still here?")
        assert (await tg.next_message(ANN)).text == "still here?"
    assert [type(one) for one in errors] == [Conflict, NetworkError]


async def test_the_platforms_limits_answer_429_when_switched_on() -> None:
    clock = [100.0]
    async with TelegramServer(now=lambda: clock[0]) as tg, bot_of(tg) as bot:
        tg.limits.on = True
        for chat_id in (ANN, GROUP):
            tg.chat(chat_id)
        for _ in range(tg.limits.private_burst):
            await bot.send_message(ANN, "burst")
        with pytest.raises(RetryAfter):
            await bot.send_message(ANN, "too fast")
        clock[0] += 1
        await bot.send_message(ANN, "waited")
        for number in range(20):
            clock[0] += 0.1
            await bot.send_message(GROUP, str(number))
        with pytest.raises(RetryAfter, match="0:00:59"):
            await bot.send_message(GROUP, "21st")
        clock[0] += 59
        await bot.send_message(GROUP, "next minute")
        for chat_id in range(2000, 2029):
            tg.chat(chat_id)
            await bot.send_message(chat_id, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(ANN, "the 31st in a second")
        assert tg.limits.refused == 3


def test_it_runs_alone_with_people_over_http() -> None:
    command = [sys.executable, "-m", "tests.servers.telegram", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2]
            with httpx.Client(base_url=address) as http:
                http.post("/user/say", json={"chat_id": ANN, "text": "/start"})
                updates = http.get("/bot1:any/getUpdates").json()["result"]
                assert updates[0]["message"]["text"] == "/start"
                keys = {"inline_keyboard": [[{"text": "ok", "callback_data": "1"}]]}
                sent = {"chat_id": ANN, "text": "yes?", "reply_markup": keys}
                http.post("/bot1:any/sendMessage", json=sent)
                seen = http.get("/user/messages", params={"chat_id": ANN}).json()
                assert [one["text"] for one in seen] == ["/start", "yes?"]
                wrong = {"chat_id": ANN, "message_id": 2, "button": "no"}
                assert http.post("/user/press", json=wrong).status_code == 400
        finally:
            process.terminate()
