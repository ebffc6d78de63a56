"""A first `/start`: three steps to a subscription."""

import pytest

from bot.messages import Reply
from bot.render import plain
from core.model import Destination, SessionState, SessionStatus, Subscription
from tests.bot.commands.test_router import HERE, OWNER, Chat
from tests.fakes.engine import MONDAY, FakeEngine

GROUP = Destination("telegram", "-4001")


@pytest.fixture
def chat() -> Chat:
    return Chat()


async def said(chat: Chat, text: str) -> Reply:
    reply = await chat.reply(text)
    assert reply is not None
    return reply


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def press(reply: Reply, label: str) -> str:
    """What pressing that button says."""
    return next(one.command for row in reply.buttons for one in row if one.label == label)


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_three_steps_lead_to_a_subscription(lang: str) -> None:
    chat = Chat(lang=lang)
    first = await said(chat, "/start")
    assert "(1/3)" in plain.encode(first.doc)
    second = await said(chat, press(first, labels(first)[0]))
    assert "(2/3)" in plain.encode(second.doc)
    third = await said(chat, press(second, labels(second)[0]))
    assert {"ko": "다 됐습니다.", "en": "That is all."}[lang] in plain.encode(third.doc)
    assert (HERE, 11) in chat.engine.followed


async def test_each_step_offers_what_comes_next(chat: Chat) -> None:
    assert labels(await said(chat, "/start")) == ["조건식 보기", "도움말"]
    second = await said(chat, "/start pick")
    assert labels(second) == [
        "구독 0 급등 초입",
        "구독 1 거래량 폭발",
        "구독 2 상승 추세",
        "◀ 이전",
    ]
    third = await said(chat, press(second, "구독 1 거래량 폭발"))
    assert labels(third)[-3:] == ["차트", "음소거", "도움말"]
    assert all(one.keeps for one in third.buttons[-1])  # the answers come below it
    assert plain.encode(third.doc).startswith("거래량 폭발 구독을 시작했습니다.")


async def test_somebody_who_follows_something_is_not_shown_around_again(chat: Chat) -> None:
    await said(chat, "/subscribe 0")
    for text in ("/start", "/start pick"):
        assert "/3)" not in plain.encode((await said(chat, text)).doc)
    assert "/3)" not in plain.encode((await said(chat, "/subscribe 1")).doc)
    assert "/3)" not in plain.encode((await said(chat, "/subscribe 0 조용히")).doc)


async def test_a_chat_that_comes_back_is_told_what_was_woken_and_nothing_else(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.followed[HERE, 11] = Subscription(1, condition, HERE, OWNER, MONDAY, "blocked")
    text = plain.encode((await said(chat, "/start")).doc)
    assert "구독 1개를 다시 시작" in text
    assert "/3)" not in text


async def test_a_group_is_greeted_without_a_tour(chat: Chat) -> None:
    for text in ("/start", "/subscribe 0"):
        reply = await chat.reply(text, where=GROUP, private=False)
        assert reply is not None
        assert "/3)" not in plain.encode(reply.doc)


async def test_of_many_conditions_a_few_are_offered_and_the_way_to_all() -> None:
    chat = Chat(FakeEngine([f"조건 {n}" for n in range(30)]))
    second = await said(chat, "/start pick")
    assert len(second.buttons) == 7
    assert labels(second)[-2:] == ["◀ 이전", "모두 보기"]
    assert press(second, "모두 보기") == "/conditions"


async def test_without_conditions_the_tour_says_why_and_how_to_make_one() -> None:
    chat = Chat(FakeEngine(()))
    assert "0150" in plain.encode((await said(chat, "/start pick")).doc)
    chat.engine.session = SessionStatus(SessionState.CONNECTING, MONDAY)
    assert "아직 키움에 연결되지" in plain.encode((await said(chat, "/start pick")).doc)


async def test_a_first_subscription_typed_by_hand_is_told_what_comes_next_and_of_no_earlier_step(
    chat: Chat,
) -> None:
    reply = await said(chat, "구독 0 편입만")
    assert "다 됐습니다." in plain.encode(reply.doc)
    assert "/3)" not in plain.encode(reply.doc)
