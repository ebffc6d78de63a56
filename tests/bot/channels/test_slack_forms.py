"""Forms in Slack: opened in time, complained of field by field, answered where they were asked."""

import asyncio

from bot.channels.slack.forms import modal, submitted
from bot.channels.slack.incoming import Asked
from bot.messages import Button, Field, Form, Incoming, Reply
from bot.render.forms import options_form
from bot.render.voice import Voice
from core.model import Between, Kinds, Options, Subscription
from tests.bot.channels.slack_stage import ANN, BEN, Stage, stage, to
from tests.bot.channels.stage import says
from tests.fakes.engine import MONDAY, FakeEngine
from tests.servers.slack_views import check_view

ROOM, DIRECT = "C0ROOM", "D0ANN"
LONG = "아주 긴 이름의 조건식이 어디까지 들어가는지 알아보려고 " * 8
AS_IT_IS = Options(Kinds.ENTRY, rate=Between(low=3), markets=frozenset({"KOSDAQ"}), cooldown=10)


def form(lang: str = "ko", options: Options = AS_IT_IS) -> Form:
    condition = FakeEngine((LONG,)).states[11].condition
    one = Subscription(1, condition, to(ROOM), f"slack:{ANN}", MONDAY, options=options)
    return options_form(Voice(lang), one, to(ROOM))


async def answering(incoming: Incoming) -> Reply | None:
    if incoming.text.startswith("/form"):
        settings = says("설정입니다", (Button("편입만", "/options #11 entries"),))
        return Reply(settings.doc, settings.buttons, form=form())
    if incoming.text.startswith("/options"):
        return says(f"바꿨습니다: {incoming.text}")
    return says("구독", (Button("설정", "/form #11"),))


async def opened(on: Stage, chat: str = ROOM, user: str = ANN) -> None:
    """A person asks for a form by the button under an answer."""
    on.slack.slash("/subscribe", "0", chat, user)
    message = await on.shows(chat, "구독")
    on.slack.press(chat, message, "설정", user)
    await on.until(lambda: on.slack.views.modals)


async def test_the_button_opens_a_form_that_is_filled_in_as_things_stand() -> None:
    async with stage(answering) as on:
        await opened(on)
        view = on.slack.views.modal(ANN)
        values = view.state({})["values"]
        assert values["rate"]["answer"]["value"] == "3 이상"
        assert values["kinds"]["answer"]["selected_option"]["value"] == "entry"
        chosen = values["markets"]["answer"]["selected_options"]
        assert [one["value"] for one in chosen] == ["KOSDAQ"]
        assert {
            "가격(원)",
            "등락률(%)",
            "거래대금(원)",
            "시장",
            "쉬기",
            "모아 받기",
            "접기",
        } <= set(view.shown.split("\n"))
        (message,) = on.slack.channel(ROOM).messages
        assert "구독" in message.shown  # it stays while the form is open


async def test_a_slash_command_opens_a_form_as_well() -> None:
    async with stage(answering) as on:
        on.slack.slash("/kiwoom", "/form 0", ROOM, ANN)
        await on.until(lambda: on.slack.views.modals)
        assert not on.slack.channel(ROOM).messages


async def test_what_was_answered_is_said_as_a_command_where_the_form_was_opened() -> None:
    async with stage(answering) as on:
        await opened(on)
        envelope = on.slack.submit(ANN, rate="5~10", silent="silent", markets=["KOSPI", "ETF"])
        said = await on.hears(3)
        assert said.text == (
            "/options #11 편입만 필터없음 등락률 5~10 쉬기 10분 모아 끔 접기 기본 코스피 etf 조용히"
        )
        assert (said.destination, said.person) == (to(ROOM), f"slack:{ANN}")
        assert said.pressed
        message = await on.shows(ROOM, "바꿨습니다")
        assert on.slack.channel(ROOM).messages == [message]  # it took the place of the button
        assert (envelope.acked, envelope.error, envelope.ack_payload) == (True, None, None)
        assert not on.slack.views.modals[0].open


async def test_wrong_answers_leave_the_form_open_with_a_sentence_at_each() -> None:
    async with stage(answering) as on:
        await opened(on)
        envelope = on.slack.submit(ANN, rate="많이", digest="가끔", price="1000~2000")
        assert await on.slack.acked(envelope) < 3
        view = on.slack.views.modal(ANN)
        assert envelope.error is None
        assert view.errors.keys() == {"rate", "digest"}
        assert "3 이상, -5~5처럼 적거나" in view.errors["rate"]
        assert len(on.heard) == 2
        on.slack.submit(ANN, rate="3~5", digest="30분")
        assert "등락률 3~5" in (await on.hears(3)).text
        assert not view.open


async def test_a_form_delivered_twice_has_one_key() -> None:
    async with stage(answering) as on:
        await opened(on)
        envelope = on.slack.submit(ANN)
        await on.hears(3)
        on.slack.redeliver(envelope)
        await on.hears(4)
        assert on.heard[-1].key == on.heard[-2].key


async def test_too_late_for_a_form_the_buttons_are_shown_instead() -> None:
    async with stage(answering) as on:
        on.slack.views.trigger_seconds = 0.0
        on.slack.slash("/subscribe", "0", ROOM, ANN)
        message = await on.shows(ROOM, "구독")
        on.slack.press(ROOM, message, "설정", ANN)
        assert (await on.shows(ROOM, "설정입니다")).labels == ["편입만"]
        assert not on.slack.views.modals
        errors = [one.error for one in on.slack.calls if one.method == "views.open"]
        assert errors == ["expired_trigger_id"]
        assert on.channel.status().working


async def test_where_the_bot_is_no_member_the_answer_comes_to_who_asked_alone() -> None:
    async with stage(answering) as on:
        on.slack.add_channel(ROOM, is_member=False)
        on.slack.slash("/kiwoom", "/form 0", ROOM, ANN)
        await on.until(lambda: on.slack.views.modals)
        on.slack.submit(ANN)
        assert (await on.shows(ROOM, "바꿨습니다")).ephemeral_to == ANN


async def test_two_people_fill_in_their_own_forms() -> None:
    async with stage(answering) as on:
        for user in (ANN, BEN):
            on.slack.slash("/kiwoom", "/form 0", ROOM, user)
        await on.until(lambda: len(on.slack.views.modals) == 2)
        on.slack.submit(BEN, rate="7~8")
        said = await on.hears(3)
        assert said.person == f"slack:{BEN}"
        assert on.slack.views.modal(ANN).open


async def test_a_form_that_outlives_the_bot_is_taken_by_the_next_one() -> None:
    async with stage(answering) as on:
        await opened(on)
        on.heard.clear()
        on.channel = on.new_channel()
        on.slack.disconnect()
        await on.slack.connected(2)
        on.slack.submit(ANN, rate="1~2")
        assert "등락률 1~2" in (await on.hears()).text


def test_slack_takes_the_form_of_any_subscription() -> None:
    every = Options(
        Kinds.EXIT, Between(1, 2), Between(-5, 5), Between(10**9, 10**9 + 1), Between(high=5),
        frozenset({"KOSPI", "KOSDAQ", "ETF"}), "가" * 30, 1440, 1440, silent=True, fold=1440,
    )  # fmt: skip
    where = Incoming("k", to(ROOM, "1700000000.000100"), f"slack:{ANN}", "/form")
    for lang in ("ko", "en"):
        for options in (every, Options(), AS_IT_IS):
            asked = Asked(where, "https://hooks.slack.com/" + "x" * 200, "1.2", trigger="t")
            assert check_view(modal(form(lang, options), asked), "modal") == []


def test_a_form_remembers_all_that_its_answer_needs() -> None:
    where = Incoming("k", to(ROOM, "1.1"), f"slack:{ANN}", "/form #11")
    asked = Asked(where, "https://hooks/1", stood_on="1.2", ephemeral=True, home=DIRECT)
    view = modal(form("en"), asked) | {"id": "V1"}
    found = submitted({"view": view, "user": {"id": ANN, "name": "ann"}})
    assert found is not None
    again = found.asked
    assert again.incoming.destination == where.destination
    assert (again.response_url, again.stood_on) == (asked.response_url, asked.stood_on)
    assert again.ephemeral
    assert again.home == DIRECT
    assert (found.command, found.lang) == ("/options #11", "en")


def test_views_of_others_are_no_forms_of_ours() -> None:
    for view in ({}, {"id": "V1"}, {"id": "V1", "private_metadata": "{"}, {"private_metadata": 3}):
        assert submitted({"view": view, "user": {"id": ANN}}) is None
    assert submitted({"view": None, "user": None}) is None


def test_what_slack_masks_or_takes_away_is_read_as_it_was_meant() -> None:
    field = Field("name", "이름", "")
    view = modal(Form("t", "/options #1", (field,), "s", "c", "ko"), Asked(_somewhere()))
    state = {
        "values": {
            "name": {"answer": {"type": "plain_text_input", "value": "A&amp;B &gt;3"}},
            "price": {"answer": {"type": "plain_text_input", "value": None}},
            "kinds": {"answer": {"type": "static_select", "selected_option": None}},
            "markets": {"answer": {"type": "checkboxes", "selected_options": None}},
        }
    }
    found = submitted({"view": view | {"id": "V1", "state": state}, "user": {"id": ANN}})
    assert found is not None
    assert found.answers == {"name": "A&B >3", "price": "", "kinds": "", "markets": ()}


def _somewhere() -> Incoming:
    return Incoming("k", to(ROOM), f"slack:{ANN}", "/form #1")


async def test_a_slow_answer_keeps_nobody_else_from_their_form() -> None:
    free = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply | None:
        if incoming.destination.chat == "C0SLOW":
            await free.wait()
        return await answering(incoming)

    async with stage(slow) as on:
        on.slack.slash("/ksearch", "0", "C0SLOW", BEN)
        await opened(on)
        free.set()
        assert on.slack.views.modal(ANN).open
