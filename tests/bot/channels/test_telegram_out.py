"""Alerts on their way to Telegram: what each answer, and each kind of silence, means."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from telegram.error import RetryAfter
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram import TelegramChannel, check
from bot.channels.telegram.answers import Answers
from bot.channels.telegram.errors import _CURES, seconds_of
from bot.channels.telegram.pieces import Piece, bare
from core.errors import (
    ChatUnavailable,
    Gone,
    Malformed,
    Moved,
    SendError,
    SettingsWrong,
    TryLater,
    Unsure,
)
from core.model import Lane, Limit, Notice, NoticeMessage
from core.ports import Channel
from tests.bot.channels.stage import MORNING, entry, notice
from tests.bot.channels.telegram_stage import (
    ANN,
    BEN,
    CALM,
    FORUM,
    GROUP,
    HASTY,
    quiet,
    stage,
    to,
)


async def failure(channel: TelegramChannel, chat: int = ANN, topic: int | str = "") -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(to(chat, topic), entry())
    return caught.value


async def test_an_alert_arrives_formatted_ringing_and_without_link_previews() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        channel: Channel = on.channel
        message_id = await channel.send(to(ANN), entry())
        (message,) = on.tg.chat(ANN).messages
        assert message_id == str(message.id)
        assert "돌파 <상승>" in message.text
        assert "삼성전자" in message.text
        assert not message.silent
        asked = on.tg.calls_of("sendMessage")[0].params
        assert asked["parse_mode"] == "HTML"
        assert asked["link_preview_options"] == {"is_disabled": True}


async def test_an_alert_goes_into_its_topic_and_a_resent_one_says_so() -> None:
    async with quiet() as on:
        on.tg.add_topic(FORUM, 7)
        await on.channel.send(to(FORUM, 7), entry(resend=True))
        (message,) = on.tg.chat(FORUM).messages
        assert message.thread == 7
        assert "(재전송)" in message.text


async def test_yesterdays_alert_says_that_it_is_from_yesterday_and_todays_does_not() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.clock.moment = MORNING + timedelta(minutes=1)
        await on.channel.send(to(ANN), entry())
        on.clock.moment = MORNING + timedelta(days=1)
        await on.channel.send(to(ANN), entry())
        todays, yesterdays = on.tg.chat(ANN).texts
        assert "11/23" not in todays
        assert "11/23 10:15:30" in yesterdays


async def test_plain_means_the_same_text_without_any_formatting() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.chat(BEN)
        await on.channel.send(to(ANN), entry())
        await on.channel.send(to(BEN), entry(), plain=True)
        assert on.tg.chat(ANN).texts == on.tg.chat(BEN).texts
        assert "parse_mode" not in on.tg.calls_of("sendMessage", chat=BEN)[0].params


async def test_a_hundred_alerts_at_once_all_arrive() -> None:
    async with quiet() as on:
        chats = range(2000, 2100)
        for chat in chats:
            on.tg.chat(chat)
        await asyncio.gather(*(on.channel.send(to(chat), notice()) for chat in chats))
        assert all(len(on.tg.chat(chat).texts) == 1 for chat in chats)


# --- what an answer means ----------------------------------------------------------------------


async def test_a_429_is_certainly_not_sent_and_says_for_how_long() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", 429, retry_after=43_838)
        error = await failure(on.channel)
        assert isinstance(error, TryLater)
        assert (error.after, error.everywhere) == (43_838, False)
        assert on.waits == []  # who sends an alert hears of it already
        on.tg.fail("sendMessage", 429, "Too Many Requests: slow down", {"x": 1})
        error = await failure(on.channel)
        assert isinstance(error, TryLater)
        assert error.after is None


def test_a_pause_is_understood_as_a_number_and_as_a_timedelta(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert seconds_of(RetryAfter(17)) == 17.0
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(PTBDeprecationWarning, match="retry_after"):
        assert seconds_of(RetryAfter(17)) == 17.0


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "deactivated"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "kicked"),
        (403, "Forbidden: bot is not a member of the channel chat", "not_a_member"),
        (403, "Forbidden: bot can't initiate conversation with a user", "never_started"),
        (403, "Forbidden: the group chat was deleted", "deleted"),
        (403, "Forbidden: something new", "forbidden"),
        (400, "Bad Request: chat not found", "chat_not_found"),
        (400, "Bad Request: message thread not found", "topic_deleted"),
        (400, "Bad Request: TOPIC_CLOSED", "topic_closed"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"),
    ],
)
async def test_a_closed_place_is_gone_and_its_reason_has_a_name(
    status: int, said: str, reason: str
) -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", status, said)
        error = await failure(on.channel)
        assert isinstance(error, Gone)
        assert error.detail == reason


async def test_what_really_happens_to_chats_and_topics_is_gone_too() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.add_topic(FORUM, 7)
        on.tg.block(ANN)
        on.tg.close_topic(FORUM, 7)
        errors = [
            await failure(on.channel),
            await failure(on.channel, FORUM, 7),
            await failure(on.channel, FORUM, 8),
            await failure(on.channel, 99),
        ]
        assert all(isinstance(error, Gone) for error in errors)
        said = [error.detail for error in errors]
        assert said == ["blocked", "topic_closed", "topic_deleted", "chat_not_found"]


async def test_refused_formatting_is_malformed_and_not_taken_for_the_network() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", 400, "Bad Request: can't parse entities: unclosed start tag")
        assert isinstance(await failure(on.channel), Malformed)
        await on.channel.send(to(ANN), entry(), plain=True)
        assert len(on.tg.chat(ANN).texts) == 1


async def test_a_group_that_became_a_supergroup_has_moved() -> None:
    async with quiet() as on:
        on.tg.chat(GROUP)
        new = on.tg.migrate(GROUP, announce=False)
        error = await failure(on.channel, GROUP)
        assert isinstance(error, Moved)
        assert error.to == str(new)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_holds_everybody_and_names_the_cure(status: int) -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.fail("sendMessage", status)
        error = await failure(on.channel)
        assert isinstance(error, TryLater)
        assert (error.after, error.everywhere) == (None, True)
        shown = on.channel.status()
        assert not shown.working
        assert "TELEGRAM_BOT_TOKEN" in shown.error


async def test_a_refused_connection_is_certainly_not_sent() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        await on.tg.outage()
        error = await failure(on.channel)
        assert isinstance(error, TryLater)
        assert (error.after, error.everywhere) == (None, False)


async def test_whatever_failed_after_the_request_was_written_is_unsure() -> None:
    async with quiet(timeouts=HASTY) as on:
        on.tg.chat(ANN)
        on.tg.hang("sendMessage")
        assert isinstance(await failure(on.channel), Unsure)
        on.tg.cut("sendMessage")
        assert isinstance(await failure(on.channel), Unsure)
        on.tg.cut("sendMessage", after_delivery=False)
        assert isinstance(await failure(on.channel), Unsure)
        on.tg.fail("sendMessage", 502, after_delivery=True)
        assert isinstance(await failure(on.channel), Unsure)
        on.tg.fail("sendMessage", 500)
        assert isinstance(await failure(on.channel), Unsure)
        assert len(on.tg.chat(ANN).texts) == 3


async def test_a_message_that_cannot_be_rendered_is_malformed_and_nothing_else() -> None:
    async with quiet() as on:
        with pytest.raises(Malformed):
            await on.channel.send(to(ANN), NoticeMessage(Notice("a bug: there is no such text")))


async def test_a_stopped_channel_says_certainly_not_sent() -> None:
    async with stage() as on:
        on.tg.chat(ANN)
    assert isinstance(await failure(on.channel), TryLater)


async def test_what_is_being_sent_lands_before_a_stopped_channel_closes() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        on.tg.slow("sendMessage", 0.2)
        running = asyncio.create_task(on.channel.run())
        await on.until(lambda: on.tg.polled_at)
        sending = asyncio.create_task(on.channel.send(to(ANN), entry()))
        await on.until(lambda: on.tg.chat(ANN).texts)
        running.cancel()
        await asyncio.wait([running])
        assert sending.done()
        assert await sending


# --- more than one message ------------------------------------------------------------------


async def send_parts(channel: TelegramChannel, parts: Sequence[str]) -> str:
    async def nobody(old: object, new: object) -> None:
        raise AssertionError

    on_wait = channel._answers._on_wait
    answers = Answers(channel._api, channel.pace, channel._clock, lambda _: "ko", nobody, on_wait)
    return await answers.send(to(ANN), [Piece(one) for one in parts], plain=False)


async def test_an_alert_in_parts_waits_for_its_turns_and_a_half_sent_one_is_unsure() -> None:
    async with quiet() as on:
        on.tg.chat(ANN)
        assert await send_parts(on.channel, ["<b>1</b>", "<b>2</b>"]) == "2"
        on.tg.fail("sendMessage", 429, retry_after=120)
        with pytest.raises(TryLater):
            await send_parts(on.channel, ["3", "4"])
        on.tg.slow("sendMessage", 0)
        on.tg.fail("sendMessage", 429, retry_after=2)
        await send_parts(on.channel, ["5", "6"])
        on.tg.slow("sendMessage", 0)
        on.tg.fail("sendMessage", 429, retry_after=120)
        with pytest.raises(Unsure):
            await send_parts(on.channel, ["7", "8"])
        assert on.tg.chat(ANN).texts == ["1", "2", "5", "6", "7"]
        assert on.waits == [(to(ANN), 120)]


def test_the_text_of_a_message_in_html_is_its_text() -> None:
    assert bare("<b>a &lt;b&gt;</b> &amp;amp; <pre>가\n나</pre>") == "a <b> &amp; 가\n나"


# --- limits -----------------------------------------------------------------------------------


async def test_people_get_one_a_second_and_groups_twenty_a_minute() -> None:
    async with quiet() as on:
        assert (on.channel.name, on.channel.most) == ("telegram", 30)
        assert on.channel.overall == (Limit(30, 1.0),)
        assert on.channel.limits(to(ANN)) == (Limit(1, 1.0),)
        assert on.channel.limits(to(GROUP, 7)) == (Limit(1, 1.0), Limit(20, 60.0))


async def test_the_topics_of_a_group_share_the_limits_of_the_group() -> None:
    async with quiet() as on:
        pace, clock = on.channel.pace, on.clock
        for number in range(20):
            await pace.turn(to(FORUM, number), Lane.REPLY)
        before = clock.monotonic()
        await pace.turn(to(FORUM, 20), Lane.REPLY)
        assert clock.monotonic() - before > 35
        pace.hold(to(FORUM, 1), 100)
        before = clock.monotonic()
        await pace.turn(to(FORUM, 2), Lane.ALERT)
        assert clock.monotonic() - before > 95


# --- the doctor -------------------------------------------------------------------------------


async def test_the_doctor_names_the_bot() -> None:
    async with quiet() as on:
        assert await check(on.tg.token, on.tg.url, timeouts=CALM) == "@loopback_bot"


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_the_doctor_names_the_wrong_setting_and_its_cure_in_one_language(lang: str) -> None:
    async with quiet() as on:
        wrong = [("1:wrong", on.tg.url), ("", on.tg.url), ("12\n3:x", on.tg.url)]
        for token, url in [*wrong, (on.tg.token, "api.telegram.org")]:
            with pytest.raises(SettingsWrong) as caught:
                await check(token, url, lang, timeouts=CALM)
            name = "TELEGRAM_BOT_TOKEN" if url == on.tg.url else "TELEGRAM_API_URL"
            assert caught.value.params["name"] == name
            reason = caught.value.params["reason"]
            assert "@BotFather" in reason or "https://" in reason
            assert bool(re.search(r"[가-힣]", reason)) == (lang == "ko")


async def test_the_doctor_tells_an_outage_from_a_mistake_and_shows_no_token() -> None:
    async with quiet() as on:
        await on.tg.outage()
        with pytest.raises(ChatUnavailable) as caught:
            await check(on.tg.token, on.tg.url, "en", timeouts=CALM)
        assert caught.value.params["url"] == on.tg.url
        assert "cannot be reached" in str(caught.value)
        assert on.tg.token not in str(caught.value)


async def test_an_empty_token_is_refused_with_its_cure_in_the_language_of_the_bot() -> None:
    async with quiet() as on:
        for lang, sign in (("ko", "비어 있습니다"), ("en", "empty")):
            with pytest.raises(SettingsWrong) as caught:
                on.new_channel(" ", lang=lang)
            assert sign in caught.value.params["reason"]


def test_every_sentence_of_the_channel_is_there_in_both_languages() -> None:
    assert _CURES["ko"].keys() == _CURES["en"].keys()
    assert all(re.search(r"[가-힣]", one) for one in _CURES["ko"].values())
    assert not any(re.search(r"[가-힣]", one) for one in _CURES["en"].values())
