"""The App Home: published to who opens it, and after what is pressed there."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.slack.pages import homed
from bot.messages import Attachment, Button, Incoming, Reply
from tests.bot.channels.slack_stage import ANN, BEN, Stage, stage, to
from tests.bot.channels.stage import says
from tests.bot.channels.test_slack_forms import form
from tests.servers.pictures import png
from tests.servers.slack_views import check_view

DIRECT, ROOM = "D0ANN", "C0ROOM"


def page(words: str = "내 구독 2개") -> Reply:
    own = says("0. 급등", (Button("설정", "/form #11"), Button("멈춤", "/pause #11")))
    there = replace(says("1. 폭발", (Button("해지", "/unsubscribe #12"),)), where=to(ROOM))
    head = says(words, (Button("새로 고침", "/home"), Button("그림", "/chart 0")))
    return replace(head, below=(own, there))


async def answering(incoming: Incoming) -> Reply | None:
    if incoming.opened:
        return page()
    if incoming.text.startswith("/form"):
        return replace(says("설정"), form=form())
    if incoming.text.startswith("/chart"):
        return says("차트").attached(Attachment("a.png", png(), "picture", "차트"))
    if incoming.text.startswith("/quiet"):
        return None
    return says(f"했습니다 {incoming.text}", (Button("되돌리기", "/resume #11"),))


async def opened(on: Stage, user: str = ANN) -> None:
    on.slack.open_home(user)
    await on.until(lambda: user in on.slack.views.homes)


def published(on: Stage) -> int:
    return sum(one.method == "views.publish" for one in on.slack.calls)


async def test_who_opens_the_app_sees_a_page_of_their_own() -> None:
    async with stage(answering) as on:
        await opened(on)
        home = on.slack.views.homes[ANN]
        assert home.shown.split("\n")[0] == "내 구독 2개"
        assert home.labels == ["새로 고침", "그림", "설정", "멈춤", "해지"]
        assert f"<#{ROOM}>" in home.shown
        (said,) = on.heard
        assert (said.text, said.destination, said.opened) == ("/home", to(DIRECT), True)
        assert (said.person, said.private) == (f"slack:{ANN}", True)
        assert not on.slack.channel(DIRECT).messages
        assert on.homes == [(to(ANN), to(DIRECT))]


async def test_the_messages_tab_is_no_home() -> None:
    async with stage(answering) as on:
        on.slack.open_home(ANN, tab="messages")
        await opened(on, BEN)
        assert [one.person for one in on.heard] == [f"slack:{BEN}"]


async def test_a_press_is_said_in_the_persons_own_chat_and_its_answer_stands_on_top() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.slack.press_home("멈춤")
        home = on.slack.views.homes[ANN]
        await on.until(lambda: home.versions == 2)
        said = on.heard[1]
        assert (said.text, said.destination, said.pressed) == ("/pause #11", to(DIRECT), True)
        assert said.sent_at is not None
        assert home.shown.split("\n")[0] == "했습니다 /pause #11"
        assert "내 구독 2개" in home.shown
        on.slack.press_home("되돌리기")
        await on.until(lambda: home.versions == 3)
        assert on.heard[3].text == "/resume #11"
        assert not on.slack.channel(DIRECT).messages


async def test_a_button_about_another_chat_speaks_in_that_chat() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.slack.press_home("해지")
        home = on.slack.views.homes[ANN]
        await on.until(lambda: home.versions == 2)
        assert on.heard[1].destination == to(ROOM)
        assert not on.heard[1].private
        assert on.heard[2].destination == to(DIRECT)
        assert not on.slack.space.channels.get(ROOM, on.slack.channel(ROOM)).messages


async def test_a_form_opened_from_the_page_is_answered_on_it() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.slack.press_home("설정")
        await on.until(lambda: on.slack.views.modals)
        assert on.slack.views.homes[ANN].versions == 1
        on.slack.submit(ANN, rate="1~2")
        await on.until(lambda: on.slack.views.homes[ANN].versions == 2)
        assert on.slack.views.homes[ANN].shown.startswith("했습니다 /options #11 편입만")
        assert not on.slack.channel(DIRECT).messages


async def test_too_late_for_a_form_the_page_shows_its_buttons() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.slack.views.trigger_seconds = 0.0
        on.slack.press_home("설정")
        await on.until(lambda: on.slack.views.homes[ANN].versions == 2)
        assert on.slack.views.homes[ANN].shown.startswith("설정")


async def test_a_picture_comes_into_the_chat_and_the_page_is_published_again() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.slack.press_home("그림")
        message = await on.slack.next_message(DIRECT)
        assert on.slack.pictures(message) == [png()]
        await on.until(lambda: on.slack.views.homes[ANN].versions == 2)
        assert on.slack.views.homes[ANN].shown.startswith("내 구독")


async def test_pages_opened_again_and_again_are_published_once_a_second_at_most() -> None:
    async with stage(answering) as on:
        for _ in range(20):
            on.slack.open_home(ANN)
        await opened(on, BEN)
        await on.until(lambda: published(on) >= 3)
        await on.slack.acked(on.slack.envelopes[-1])
        assert published(on) <= 4
        assert len(on.heard) <= 4


async def test_a_pause_that_slack_asks_for_is_kept_and_then_the_page_is_there() -> None:
    async with stage(answering) as on:
        on.slack.fail("views.publish", "ratelimited", retry_after=3)
        await opened(on)
        first, second = (one for one in on.slack.calls if one.method == "views.publish")
        assert second.at - first.at >= 3 / on.clock.SPEED * 0.9
        assert on.channel.status().working


async def test_a_page_whose_outcome_nobody_knows_is_published_again() -> None:
    async with stage(answering) as on:
        on.slack.fail("views.publish", status=503)
        await opened(on)
        assert published(on) == 2


async def test_a_home_that_is_switched_off_disturbs_nothing() -> None:
    async with stage(answering) as on:
        on.slack.views.home_enabled = False
        on.slack.open_home(ANN)
        await on.until(lambda: published(on) == 1)
        on.slack.slash("/kiwoom", "status", ROOM, ANN)
        await on.shows(ROOM, "했습니다 status")
        assert on.channel.status().working
        assert not on.slack.views.homes


async def test_a_page_is_not_published_where_there_is_no_answer() -> None:
    async def silent(incoming: Incoming) -> Reply | None:
        return None

    async with stage(silent) as on:
        on.slack.open_home(ANN)
        await on.hears()
        on.slack.open_home(BEN)
        await on.hears(2)
        assert not published(on)


async def test_a_fault_of_one_page_ends_with_it() -> None:
    async def faulty(incoming: Incoming) -> Reply | None:
        if incoming.person == f"slack:{ANN}":
            raise ValueError("broken")
        return await answering(incoming)

    async with stage(faulty) as on:
        on.slack.open_home(ANN)
        await opened(on, BEN)
        assert ANN not in on.slack.views.homes


async def test_presses_on_a_page_are_answered_in_their_order() -> None:
    async def slow(incoming: Incoming) -> Reply | None:
        if incoming.text.startswith("/pause"):
            await asyncio.sleep(0.05)
        return await answering(incoming)

    async with stage(slow) as on:
        await opened(on)
        on.slack.press_home("멈춤")
        on.slack.press_home("해지")
        await on.until(lambda: on.slack.views.homes[ANN].versions == 3)
        said = [one.text for one in on.heard if not one.opened]
        assert said == ["/pause #11", "/unsubscribe #12"]
        assert on.slack.views.homes[ANN].shown.startswith("했습니다 /unsubscribe")


@pytest.mark.parametrize("count", [0, 1, 60])
def test_slack_takes_every_page(count: int) -> None:
    there = replace(says("조건식", (Button("해지", "/unsubscribe #1"),)), where=to(ROOM))
    whole = replace(page("긴 말 " * 400), below=(there,) * count)
    note = says("\n".join("줄 " * 300 for _ in range(200)), *((Button("다시", "/home"),),) * 60)
    for answer in (None, note):
        view = homed(whole, answer, DIRECT)
        assert check_view(view, "home") == []
        assert view["private_metadata"] == DIRECT
