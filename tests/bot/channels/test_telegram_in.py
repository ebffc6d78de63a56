"""What comes in from Telegram, and the answers to it, with the real library and real polling."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.access import Access
from bot.commands.router import Router
from bot.messages import Button, Incoming, Reply
from core.model import Destination
from tests.bot.channels.stage import running, says
from tests.bot.channels.telegram_stage import (
    ANN,
    BEN,
    FORUM,
    GROUP,
    quiet,
    stage,
    to,
)
from tests.fakes.engine import FakeEngine, FakeInbox, StillClock
from tests.fakes.languages import speech


async def test_a_command_in_a_private_chat_is_handed_over_and_its_answer_comes_back() -> None:
    async with stage() as on:
        sent = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3)
        on.tg.say(ANN, "/conditions", date=sent)
        answer = await on.tg.next_message(ANN)
        assert answer.text == "</conditions> & co"
        (incoming,) = on.heard
        assert incoming.key.startswith("telegram:update:")
        assert (incoming.destination, incoming.person) == (to(ANN), f"telegram:{ANN}")
        assert (incoming.private, incoming.addressed, incoming.pressed) == (True, True, False)
        assert incoming.sent_at == sent
        assert incoming.person_name == f"User{ANN}"


async def test_a_deep_link_says_its_code_and_the_bots_name_for_it_is_known() -> None:
    async with quiet() as on:
        assert on.channel.bot_name == ""
        async with running(on.channel):
            on.tg.say(ANN, "/start Ab3_x-9")  # what t.me/loopback_bot?start=Ab3_x-9 says
            await on.tg.next_message(ANN)
            assert on.channel.bot_name == "loopback_bot"
        assert (on.heard[0].text, on.heard[0].person) == ("/start Ab3_x-9", f"telegram:{ANN}")


@pytest.mark.parametrize(
    ("said", "text", "addressed"),
    [
        ("/search 0", "/search 0", True),
        ("/search@loopback_bot 0", "/search 0", True),
        ("/search@Loopback_Bot 0", "/search 0", True),
        ("/search@another_bot 0", "/search@another_bot 0", False),
        ("@loopback_bot 구독 0", "구독 0", True),
        ("구독 0 @loopback_bot", "구독 0", True),
        ("@loopback_bot, 구독  0", "구독 0", True),
        ("ask@loopback_bot.kr 구독", "ask@loopback_bot.kr 구독", False),
        ("@loopback_bots 구독", "@loopback_bots 구독", False),
        ("오늘 점심?", "오늘 점심?", False),
    ],
)
async def test_in_a_group_only_what_speaks_to_the_bot_is_addressed(
    said: str, text: str, addressed: bool
) -> None:
    async with stage() as on:
        on.tg.say(GROUP, said, user_id=ANN)
        await on.until(lambda: on.heard)
        assert (on.heard[0].text, on.heard[0].addressed) == (text, addressed)
        assert (on.heard[0].private, on.heard[0].person) == (False, f"telegram:{ANN}")
        if addressed:
            await on.tg.next_message(GROUP)


async def test_a_reply_to_a_message_of_the_bot_is_addressed() -> None:
    async with stage() as on:
        on.tg.say(GROUP, "/start", user_id=ANN)
        mine = await on.tg.next_message(GROUP)
        theirs = on.tg.say(GROUP, "얘들아", user_id=BEN)
        on.tg.say(GROUP, "구독 0", user_id=ANN, reply_to=mine.id)
        on.tg.say(GROUP, "왜?", user_id=ANN, reply_to=theirs.id)
        await on.until(lambda: len(on.heard) == 4)
        assert [one.addressed for one in on.heard] == [True, False, True, False]


async def test_a_topic_is_a_place_of_its_own_and_is_answered_there() -> None:
    async with stage() as on:
        on.tg.say(FORUM, "/search 0", user_id=ANN, thread=7)
        answer = await on.tg.next_message(FORUM)
        assert answer.thread == 7
        assert on.heard[0].destination == to(FORUM, 7)


async def test_people_without_a_name_of_their_own_and_channels_are_told_apart() -> None:
    async with stage() as on:
        chat = on.tg.add_chat(FORUM)
        shown = chat.add(on.tg.user(1087968824, username="GroupAnonymousBot"), text="/buy").json()
        shown["sender_chat"] = {"id": FORUM, "type": "supergroup", "title": "room"}
        on.tg.api.updates.push("message", shown)
        echoed = shown | {"is_automatic_forward": True, "message_id": 77}
        on.tg.api.updates.push("message", echoed)
        on.tg.api.updates.push("edited_message", shown)
        on.tg.say(ANN, "/help")
        await on.tg.next_message(ANN)
        assert [one.person for one in on.heard] == [f"telegram:{FORUM}", f"telegram:{ANN}"]


async def test_commands_of_one_chat_run_in_order_and_chats_side_by_side() -> None:
    release = asyncio.Event()
    done: list[str] = []

    async def slow(incoming: Incoming) -> Reply | None:
        if incoming.text == "/slow":
            await release.wait()
        done.append(incoming.text)
        return says(incoming.text)

    async with stage(slow) as on:
        on.tg.say(ANN, "/slow")
        on.tg.say(ANN, "/second")
        on.tg.say(BEN, "/other")
        await on.tg.next_message(BEN)
        on.tg.say(BEN, "/another")
        await on.until(lambda: "/another" in done)
        release.set()
        await on.until(lambda: len(on.tg.chat(ANN).texts) == 2)
        assert on.tg.chat(ANN).texts == ["/slow", "/second"]
        assert done == ["/other", "/another", "/slow", "/second"]
        await on.until(lambda: not on.tg.pending)
    assert len(on.heard) == 4


async def test_a_handler_that_breaks_stops_neither_its_chat_nor_the_others() -> None:
    async def broken(incoming: Incoming) -> Reply | None:
        if incoming.text == "/break":
            raise LookupError(incoming.text)
        return says(incoming.text)

    async with stage(broken) as on:
        on.tg.say(ANN, "/break")
        on.tg.say(ANN, "/after")
        assert (await on.tg.next_message(ANN)).text == "/after"


async def test_a_command_that_never_ends_is_given_up_and_the_next_of_its_chat_is_answered() -> None:
    async def stuck(incoming: Incoming) -> Reply | None:
        if incoming.text == "/stuck":
            await asyncio.Event().wait()
        return says(incoming.text)

    async with quiet(stuck) as on, running(on.new_channel(handle_within=0.05)):
        on.tg.say(ANN, "/stuck")
        on.tg.say(ANN, "/after")
        assert (await on.tg.next_message(ANN)).text == "/after"
        await on.until(lambda: not on.tg.pending)
        assert [heard.text for heard in on.heard] == ["/stuck", "/after"]


async def test_an_update_nobody_can_read_hides_nothing_behind_it() -> None:
    async with stage() as on:
        on.tg.api.updates.push("message", {"message_id": "what", "chat": 5})
        on.tg.api.updates.push("callback_query", {"id": "1"})
        on.tg.say(ANN, "/after")
        assert (await on.tg.next_message(ANN)).text == "</after> & co"
        await on.until(lambda: not on.tg.pending)


async def test_a_command_that_was_not_handled_comes_again_after_a_restart() -> None:
    never = asyncio.Event()

    async def stuck(incoming: Incoming) -> Reply | None:
        if incoming.text == "/stuck":
            await never.wait()
        return says(incoming.text)

    async with quiet(stuck) as on:
        async with running(on.channel):
            on.tg.say(BEN, "/quick")
            await on.tg.next_message(BEN)
            on.tg.say(ANN, "/stuck")
            on.tg.say(ANN, "/behind")
            await on.until(lambda: len(on.heard) == 2)
        never.set()
        on.channel = on.new_channel()
        async with running(on.channel):
            await on.until(lambda: len(on.tg.chat(ANN).texts) == 2)
        assert [one.text for one in on.heard] == ["/quick", "/stuck", "/stuck", "/behind"]


async def test_the_same_channel_runs_again_after_it_was_stopped() -> None:
    async with quiet() as on:
        for text in ("/one", "/two"):
            async with running(on.channel):
                on.tg.say(ANN, text)
                assert (await on.tg.next_message(ANN)).text == f"<{text}> & co"
        assert [one.text for one in on.heard] == ["/one", "/two"]


async def test_more_commands_than_telegram_hands_out_at_once_are_all_handled() -> None:
    release = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply | None:
        await release.wait()
        return None

    async with quiet(slow) as on:
        for number in range(130):
            on.tg.say(ANN, f"/{number}")
        async with running(on.channel):
            on.tg.say(BEN, "/seen")
            await on.until(lambda: any(one.text == "/seen" for one in on.heard))
            release.set()
            await on.until(lambda: len(on.heard) == 131)
        said = [one.text for one in on.heard if one.person == f"telegram:{ANN}"]
        assert said == [f"/{number}" for number in range(130)]


async def test_the_real_commands_are_answered_once_even_when_telegram_repeats_itself() -> None:
    engine = FakeEngine()
    router = Router(
        engine, Access([f"telegram:{ANN}"]), FakeInbox(), clock=StillClock(), languages=speech()
    )
    async with stage(router.handle) as on:
        on.tg.say(ANN, "구독")
        asked = await on.tg.next_message(ANN)
        on.tg.press(ANN, asked, "거래량 폭발")
        await on.until(lambda: "subscribe 1" in engine.calls)
        await on.until(lambda: "거래량 폭발" in asked.text)
        await on.until(lambda: not on.tg.pending)
        on.tg.replay(2)
        on.tg.say(ANN, "/conditions")
        assert "급등 초입" in (await on.tg.next_message(ANN)).text
        on.tg.say(ANN, "/status", date=datetime.now(UTC) - timedelta(minutes=3))
        assert "지난 명령" in (await on.tg.next_message(ANN)).text
        assert engine.calls.count("subscribe 1") == 1
        assert len(on.tg.chat(ANN).messages) == 3


# --- buttons ------------------------------------------------------------------------------------


async def menu(incoming: Incoming) -> Reply | None:
    if incoming.pressed:
        return says(f"눌렀다: {incoming.text}", (Button("또", incoming.text),))
    return says("고르세요", (Button("구독 0", "/subscribe #1"), Button("검색 0", "/search #1")))


async def test_a_pressed_button_is_answered_and_its_message_becomes_the_reply() -> None:
    async with stage(menu) as on:
        on.tg.say(FORUM, "/subscribe", user_id=ANN, thread=7)
        asked = await on.tg.next_message(FORUM)
        assert asked.labels == ["구독 0", "검색 0"]
        press = on.tg.press(FORUM, asked, "구독 0", user_id=BEN)
        await on.until(lambda: asked.text == "눌렀다: /subscribe #1")
        await on.until(lambda: press.answered)
        assert asked.labels == ["또"]
        said = on.heard[1]
        assert (said.pressed, said.person, said.text) == (True, f"telegram:{BEN}", "/subscribe #1")
        assert said.destination == to(FORUM, 7)
        again = on.tg.press(FORUM, asked, "또", user_id=BEN)  # the same text: "not modified"
        await on.until(lambda: again.answered)
        await on.until(lambda: on.tg.calls_of("editMessageText")[1:])
        assert on.tg.chat(FORUM).texts == ["눌렀다: /subscribe #1"]


async def test_a_press_is_acknowledged_while_an_earlier_command_still_runs() -> None:
    release = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply | None:
        if incoming.text == "/slow":
            await release.wait()
        return await menu(incoming)

    async with stage(slow) as on:
        on.tg.say(ANN, "/menu")
        asked = await on.tg.next_message(ANN)
        on.tg.say(ANN, "/slow")
        press = on.tg.press(ANN, asked, "구독 0")
        await on.until(lambda: press.answered)
        assert asked.text == "고르세요"
        release.set()
        await on.until(lambda: asked.text != "고르세요")


async def refusing(incoming: Incoming) -> Reply | None:
    if incoming.pressed:
        return replace(says("봇 주인만 쓸 수 있습니다."), aside=True)
    return await menu(incoming)


async def test_a_refused_press_is_told_to_who_pressed_and_leaves_the_message_as_it_is() -> None:
    async with stage(refusing) as on:
        on.tg.say(FORUM, "/menu", user_id=ANN, thread=7)
        asked = await on.tg.next_message(FORUM)
        press = on.tg.press(FORUM, asked, "구독 0", user_id=BEN)
        await on.until(lambda: press.answered)
        assert (press.answer, press.alert) == ("봇 주인만 쓸 수 있습니다.", True)
        assert (asked.text, asked.edited) == ("고르세요", 0)
        assert len(on.tg.chat(FORUM).texts) == 1


async def test_a_refusal_that_cannot_be_shown_at_the_button_is_a_message_of_its_own() -> None:
    async with stage(refusing) as on:
        on.tg.say(FORUM, "/menu", user_id=ANN, thread=7)
        asked = await on.tg.next_message(FORUM)
        on.tg.fail("answerCallbackQuery", 400, "Bad Request: query is too old")
        on.tg.press(FORUM, asked, "구독 0", user_id=BEN)
        answer = await on.tg.next_message(FORUM)
        assert (answer.text, answer.thread) == ("봇 주인만 쓸 수 있습니다.", 7)
        assert (asked.text, asked.edited) == ("고르세요", 0)


async def test_a_refusal_too_long_for_a_button_is_a_message_of_its_own() -> None:
    async def long(incoming: Incoming) -> Reply | None:
        return replace(says("가" * 201), aside=True) if incoming.pressed else await menu(incoming)

    async with stage(long) as on:
        on.tg.say(ANN, "/menu")
        asked = await on.tg.next_message(ANN)
        press = on.tg.press(ANN, asked, "구독 0")
        assert (await on.tg.next_message(ANN)).text == "가" * 201
        await on.until(lambda: press.answered)
        assert (asked.text, press.alert) == ("고르세요", False)


async def test_a_button_of_a_message_older_than_the_process_still_works() -> None:
    async with quiet(menu) as on:
        async with running(on.channel):
            on.tg.say(ANN, "/menu")
            asked = await on.tg.next_message(ANN)
        async with running(on.new_channel()):
            on.tg.press(ANN, asked, "구독 0")
            await on.until(lambda: asked.text == "눌렀다: /subscribe #1")


async def test_a_button_that_keeps_its_message_is_answered_by_a_new_one_in_the_same_topic() -> None:
    async def alert(incoming: Incoming) -> Reply | None:
        return says(incoming.text, (Button("30분 음소거", "/mute #1 30m", keeps=True),))

    async with stage(alert) as on:
        on.tg.say(FORUM, "편입 삼성전자", user_id=ANN, thread=7)
        told = await on.tg.next_message(FORUM)
        press = on.tg.press(FORUM, told, "30분 음소거", user_id=BEN)
        answer = await on.tg.next_message(FORUM)
        assert (answer.text, answer.thread) == ("/mute #1 30m", 7)
        assert (told.text, told.labels, told.edited) == ("편입 삼성전자", ["30분 음소거"], 0)
        assert press.answered
        said = on.heard[1]
        assert (said.text, said.pressed) == ("/mute #1 30m", True)
        again = on.tg.press(FORUM, told, "30분 음소거", user_id=ANN)
        await on.tg.next_message(FORUM)
        assert again.answered


async def test_where_the_message_cannot_be_edited_the_answer_is_a_new_one() -> None:
    async with stage(menu) as on:
        on.tg.say(ANN, "/menu")
        asked = await on.tg.next_message(ANN)
        gone = {"chat": asked.chat.json(), "message_id": asked.id, "date": 0}
        press = {"id": "5", "from": on.tg.user(ANN).json(), "chat_instance": "1", "data": "/a"}
        on.tg.api.updates.push("callback_query", press | {"message": gone})
        assert (await on.tg.next_message(ANN)).text == "눌렀다: /a"
        asked.deleted = True
        on.tg.press(ANN, asked, "구독 0")
        answer = await on.tg.next_message(ANN)
        assert (answer.text, answer.labels) == ("눌렀다: /subscribe #1", ["또"])


async def test_an_edit_whose_formatting_is_refused_is_made_as_plain_text() -> None:
    async with stage(menu) as on:
        on.tg.say(ANN, "/menu")
        asked = await on.tg.next_message(ANN)
        on.tg.fail("editMessageText", 400, "Bad Request: can't parse entities: unclosed start tag")
        on.tg.press(ANN, asked, "구독 0")
        await on.until(lambda: asked.text == "눌렀다: /subscribe #1")
        on.tg.fail("editMessageText", 400, times=2)
        on.tg.fail("answerCallbackQuery", 502)
        on.tg.press(ANN, asked, "또")
        assert (await on.tg.next_message(ANN)).text == "눌렀다: /subscribe #1"


# --- answers that meet trouble -----------------------------------------------------------------


async def test_a_long_answer_is_split_and_its_buttons_stand_under_the_last_part() -> None:
    text = "\n".join(f"{number} 😀<가&나> {'다' * 60}" for number in range(120))

    async def long(incoming: Incoming) -> Reply | None:
        return says(text, (Button("더", "/more"),))

    async with stage(long) as on:
        on.tg.say(ANN, "/long")
        await on.until(lambda: on.tg.chat(ANN).messages[1:] and on.tg.chat(ANN).messages[-1].labels)
        messages = on.tg.chat(ANN).messages
        assert "\n".join(one.text for one in messages) == text
        assert [one.labels for one in messages[:-1]] == [[]] * (len(messages) - 1)
        on.tg.press(ANN, messages[-1], "더")
        await on.until(lambda: len(on.tg.chat(ANN).messages) == 2 * len(messages) - 1)
        assert messages[-1].labels == []


async def test_a_429_on_an_answer_is_waited_out_to_the_second_and_answered_once() -> None:
    async with stage() as on:
        on.tg.fail("sendMessage", 429, retry_after=17)
        on.tg.say(ANN, "/help")
        assert (await on.tg.next_message(ANN)).text == "</help> & co"
        assert on.tg.chat(ANN).texts == ["</help> & co"]
        assert 16 < max(on.clock.slept) <= 17


async def test_an_answer_told_to_wait_for_hours_is_dropped_and_its_chat_is_held() -> None:
    async with stage() as on:
        on.tg.fail("sendMessage", 429, retry_after=43_838)
        on.tg.say(ANN, "/one")
        await on.until(lambda: on.tg.calls_of("sendMessage"))
        on.tg.say(BEN, "/other")
        await on.tg.next_message(BEN)
        assert max(on.clock.slept, default=0) < 60
        on.tg.say(ANN, "/two")
        await on.until(lambda: max(on.clock.slept, default=0) > 43_000)
        on.tg.say(ANN, "/three")
        assert (await on.tg.next_message(ANN)).text == "</three> & co", "none of hours ago"


async def test_an_answer_that_is_two_minutes_old_is_not_sent_though_its_turn_has_come() -> None:
    async with stage() as on:
        on.channel.pace.hold(to(ANN), 119)
        on.tg.say(ANN, "/young")
        assert (await on.tg.next_message(ANN)).text == "</young> & co"
        on.channel.pace.hold(to(ANN), 121)
        on.tg.say(ANN, "/old")
        await on.until(lambda: max(on.clock.slept) > 120)
        on.tg.say(ANN, "/new")
        assert (await on.tg.next_message(ANN)).text == "</new> & co"
        assert on.tg.chat(ANN).texts == ["</young> & co", "</new> & co"]


async def test_a_wait_of_hours_that_an_answer_met_is_passed_on_once_a_short_one_is_not() -> None:
    async with stage() as on:
        on.tg.fail("sendMessage", 429, retry_after=59, chat=BEN)
        on.tg.say(BEN, "/one")
        await on.tg.next_message(BEN)
        assert on.waits == []
        on.tg.fail("sendMessage", 429, retry_after=43_838, chat=ANN)
        on.tg.say(ANN, "/one")
        await on.until(lambda: on.waits)
        on.tg.say(BEN, "/two")
        await on.tg.next_message(BEN)
        assert on.waits == [(to(ANN), 43_838)]
        assert on.tg.chat(ANN).texts == []


async def test_a_wait_of_hours_that_a_pressed_button_met_is_passed_on() -> None:
    async with stage(menu) as on:
        on.tg.say(ANN, "/menu")
        message = await on.tg.next_message(ANN)
        on.tg.fail("editMessageText", 429, retry_after=43_838)
        on.tg.press(ANN, message, "구독 0")
        await on.until(lambda: on.waits)
        assert on.waits == [(to(ANN), 43_838)]


async def test_a_wait_nobody_can_take_note_of_breaks_nothing() -> None:
    async with stage() as on:

        async def broken(_destination: Destination, _seconds: float) -> None:
            raise RuntimeError

        on.channel._answers._on_wait = broken
        on.tg.fail("sendMessage", 429, retry_after=60)
        on.tg.say(ANN, "/one")
        assert (await on.tg.next_message(ANN)).text == "</one> & co"
        assert max(on.clock.slept) > 58


async def test_an_answer_whose_formatting_is_refused_comes_as_plain_text() -> None:
    async with stage() as on:
        on.tg.fail("sendMessage", 400, "Bad Request: can't parse entities: unclosed start tag")
        on.tg.say(ANN, "/help")
        assert (await on.tg.next_message(ANN)).text == "</help> & co"
        assert "parse_mode" not in on.tg.calls_of("sendMessage")[-1].params


async def test_an_answer_with_a_button_telegram_refuses_comes_without_buttons() -> None:
    async def wrong(incoming: Incoming) -> Reply | None:
        return says("고르세요", (Button("길다", "가" * 22),))

    async with stage(wrong) as on:
        on.tg.say(ANN, "/menu")
        answer = await on.tg.next_message(ANN)
        assert (answer.text, answer.labels) == ("고르세요", [])


async def test_an_answer_that_may_have_arrived_is_sent_again_and_marked() -> None:
    async with stage() as on:
        on.tg.cut("sendMessage")
        on.tg.say(ANN, "/help")
        await on.until(lambda: len(on.tg.chat(ANN).texts) == 2)
        assert on.tg.chat(ANN).texts == ["</help> & co", "(재전송)\n</help> & co"]


async def test_an_answer_nobody_can_get_is_dropped_and_the_next_is_not() -> None:
    async with stage() as on:
        on.tg.fail("sendMessage", 502, times=4)
        on.tg.say(ANN, "/one")
        await on.until(lambda: len(on.tg.calls_of("sendMessage")) == 4)
        on.tg.say(ANN, "/two")
        assert (await on.tg.next_message(ANN)).text == "</two> & co"
        on.tg.fail("sendMessage", 403)
        on.tg.say(ANN, "/three")
        on.tg.say(ANN, "/four")
        assert (await on.tg.next_message(ANN)).text == "</four> & co"


async def test_the_answer_to_a_group_that_moved_follows_it() -> None:
    async with stage() as on:
        on.tg.say(GROUP, "/start", user_id=ANN)
        await on.tg.next_message(GROUP)
        new = on.tg.migrate(GROUP, announce=False)
        on.tg.say(GROUP, "/late", user_id=ANN)
        assert (await on.tg.next_message(new)).text == "</late> & co"
        assert on.moved == [(to(GROUP), to(new))]


# --- what is not said but happens --------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_is_told_as_moved_once() -> None:
    async with stage() as on:
        on.tg.say(GROUP, "/start", user_id=ANN)
        await on.tg.next_message(GROUP)
        new = on.tg.migrate(GROUP)
        await on.until(lambda: on.moved and not on.tg.pending)
        assert on.moved == [(to(GROUP), to(new))]


async def test_blocking_and_kicking_are_told_with_their_reason() -> None:
    async with stage() as on:
        on.tg.say(ANN, "/start")
        on.tg.say(GROUP, "/start", user_id=ANN)
        await on.until(lambda: len(on.heard) == 2)
        on.tg.block(ANN)
        on.tg.kick(GROUP)
        on.tg.unblock(ANN)
        await on.until(lambda: len(on.gone) == 2)
        assert set(on.gone) == {(to(ANN), "blocked"), (to(GROUP), "kicked")}
