"""/watch, from what a person says to what they read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.aims import LONGEST_DAYS
from bot.messages import Reply
from bot.render import plain
from bot.render.notices import notice_reply
from bot.render.voice import Voice
from core.errors import AnswerTimedOut
from core.model import Notice, NoticeMessage, Quote, Stock
from core.model.lookout import Aim, Goal, Lookout
from core.services.spotter import MOST
from tests.bot.commands.test_router import Chat
from tests.fakes.engine import MONDAY
from tests.fakes.looking import details_of

PRICE = Quote("005930", 71_200, 2_350, 3.41, 1_000, high=71_500, low=68_800)


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.engine.prices.known["005930"] = PRICE
    return chat


async def asks(chat: Chat, said: str) -> Reply:
    reply = await chat.reply(said)
    assert reply is not None
    return reply


def text(reply: Reply) -> str:
    return plain.encode(reply.doc)


def data(reply: Reply) -> list[str]:
    return [one.data for row in reply.buttons for one in row]


async def only(chat: Chat) -> Lookout:
    (one,) = await chat.engine.store.lookouts.all()
    return one


@pytest.mark.parametrize(
    ("said", "goal", "value"),
    [
        ("/watch 삼성전자 > 80000", Goal.ABOVE, 80_000),
        ("/watch 삼성전자>80000", Goal.ABOVE, 80_000),
        ("/watch 005930 >= 80,000원", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 8만 이상", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 80000원 넘으면", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 80000이상", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 < 60000", Goal.BELOW, 60_000),
        ("/watch 삼성전자 60000 이하", Goal.BELOW, 60_000),
        ("/watch 삼성전자 ≤ 60000", Goal.BELOW, 60_000),
        ("/watch 삼성전자 80000", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 60000", Goal.BELOW, 60_000),
        ("/watch 삼성전자 ±5%", Goal.MOVE, 5),
        ("/watch 삼성전자 +-5%", Goal.MOVE, 5),
        ("/watch 삼성전자 5%", Goal.MOVE, 5),
        ("/watch 삼성전자 ±5% 이상", Goal.MOVE, 5),
        ("/watch 삼성전자 +5.5%", Goal.RISE, 5.5),
        ("/watch 삼성전자 5% 이상", Goal.RISE, 5),
        ("/watch 삼성전자 -3%", Goal.FALL, 3),
        ("/watch 삼성전자 < -3%", Goal.FALL, 3),
        ("/watch 삼성전자 ±3 %", Goal.MOVE, 3),
        ("/watch 삼성전자 + 3 %", Goal.RISE, 3),
        ("/watch 삼성전자 8만 5천", Goal.ABOVE, 85_000),
        ("/watch 삼성전자 8만 5천원 이상", Goal.ABOVE, 85_000),
        ("/watch 삼성전자 > 80000 원", Goal.ABOVE, 80_000),
        ("/watch 삼성전자 거래량 3 배", Goal.VOLUME, 300),
        ("/watch 삼성전자 거래량 200%", Goal.VOLUME, 200),
        ("/watch 삼성전자 거래량 어제의 200% 이상", Goal.VOLUME, 200),
        ("/watch 삼성전자 거래량 3배", Goal.VOLUME, 300),
        ("/watch 005930 volume 200%", Goal.VOLUME, 200),
        ("/watch 삼성전자 신고가", Goal.YEAR_HIGH, 0),
        ("/watch 삼성전자 52주 신고가", Goal.YEAR_HIGH, 0),
        ("/watch 005930 yearlow", Goal.YEAR_LOW, 0),
        ("/watch ㅅㅅㅈㅈ > 80000", Goal.ABOVE, 80_000),
        ("가격알림 삼성전자 > 80000", Goal.ABOVE, 80_000),
        ("감시 SK하이닉스 > 200000", Goal.ABOVE, 200_000),
        ("/kwatch 삼성전자우 80000 이상", Goal.ABOVE, 80_000),
    ],
)
async def test_an_aim_is_understood_however_it_is_said(
    chat: Chat, said: str, goal: Goal, value: float
) -> None:
    answer = text(await asks(chat, said))
    assert "알림을 걸었습니다" in answer
    one = await only(chat)
    assert one.aim == Aim(goal, value)
    assert (one.repeat, one.until, one.person) == (False, MONDAY + timedelta(days=7), chat_person)


chat_person = "telegram:1001"


@pytest.mark.parametrize(
    ("said", "days", "repeat"),
    [
        ("3일", 3, False),
        ("반복 2주", 14, True),
        ("2w repeat", 14, True),
        ("한번만 90d", 90, False),
        ("1개월", 30, False),
        ("1일까지 반복", 1, True),
    ],
)
async def test_how_long_and_how_often_is_said_in_any_order(
    chat: Chat, said: str, days: int, repeat: bool
) -> None:
    await asks(chat, f"/watch 삼성전자 {said} > 80000")
    await asks(chat, f"/watch 삼성전자 > 80000 {said}")
    one = await only(chat)
    assert (one.until, one.repeat) == (MONDAY + timedelta(days=days), repeat)


async def test_it_can_end_with_the_market_or_with_the_next_day(chat: Chat) -> None:
    await asks(chat, "/watch 삼성전자 > 80000 장마감")
    assert (await only(chat)).until == MONDAY.replace(hour=15, minute=30, second=0)
    await asks(chat, "/watch 삼성전자 > 80000 2시간")
    assert (await only(chat)).until == MONDAY + timedelta(hours=2)
    await asks(chat, "/watch 삼성전자 > 80000 내일까지")
    assert f"{(await only(chat)).until:%m%d %H%M}" == "1124 2359"
    chat.engine.closes = None
    assert "장 마감이 없습니다" in text(await asks(chat, "/watch 삼성전자 > 80000 장마감"))


@pytest.mark.parametrize(
    "said", ["11/30까지", "11/30", "11월 30일까지", "11.30까지", "2026-11-30까지", "26/11/30"]
)
async def test_it_can_last_until_the_end_of_a_day(chat: Chat, said: str) -> None:
    answer = text(await asks(chat, f"/watch 삼성전자 > 80000 {said} 반복"))
    assert "11/30(월) 23:59까지" in answer
    one = await only(chat)
    assert (f"{one.until:%Y%m%d %H%M%S}", one.repeat) == ("20261130 235959", True)


async def test_the_buttons_of_a_price_without_a_direction_keep_the_day(chat: Chat) -> None:
    offered = data(await asks(chat, "/watch 삼성전자 71200 11/30까지"))
    assert offered[0] == "/watch 005930 >71200 11/30"
    assert "11/30(월) 23:59까지" in text(await asks(chat, offered[0]))


@pytest.mark.parametrize("said", ["신고가", "신저가", "거래량 200%"])
async def test_what_is_told_once_a_day_is_said_to_be(chat: Chat, said: str) -> None:
    answer = text(await asks(chat, f"/watch 삼성전자 {said} 반복"))
    assert "닿은 날마다 하루 한 번 알립니다" in answer
    assert "10분" not in answer
    assert "· 하루 한 번" in text(await asks(chat, "/watch"))


async def test_a_halted_stock_is_said_to_be_and_an_unreachable_broker_is_no_hindrance(
    chat: Chat,
) -> None:
    looking, stock = chat.engine.looking, chat.engine.stocks[0]
    looking.given["005930"] = replace(details_of(stock, MONDAY), warnings=("halted",))
    assert "⛔ 거래정지 종목입니다" in text(await asks(chat, "/watch 삼성전자 > 80000"))
    looking.error = AnswerTimedOut("details")
    answer = text(await asks(chat, "/watch 삼성전자 > 90000"))
    assert "걸었습니다" in answer
    assert "거래정지" not in answer


async def test_a_button_never_cuts_the_number_of_an_alert_in_any_language(chat: Chat) -> None:
    english = Chat(chat.engine, lang="en")
    chat.engine.stocks.append(Stock("099999", "Samsung Biologics Holdings", "KOSPI"))
    for said in ("> 1234500", "거래량 12345%", "신고가", "+3%"):
        await asks(chat, f"/watch 099999 {said}")
    for one, numbers in (
        (chat, ("1,234,500원 이상", "12,345%", "신고가", "+3%")),
        (english, ("≥ 1,234,500 won", "12,345%", "52-week high", "+3%")),
    ):
        reply = await asks(one, "/watch")
        labels = [row[0].label for row in reply.buttons]
        assert all(number in shown for number, shown in zip(numbers, labels, strict=False)), labels


async def test_the_answer_says_what_is_watched_how_far_it_is_and_until_when(chat: Chat) -> None:
    reply = await asks(chat, "/watch 삼성전자 > 80000")
    assert text(reply).splitlines() == [
        "🔔 삼성전자 80,000원 이상 알림을 걸었습니다.",
        "지금 71,200원 🔴 ▲3.41% · 목표까지 +12.4%",
        "한 번 알리고 끝납니다 · 11/30(월) 10:02까지",
    ]
    assert data(reply) == ["/watch off 1", "/watch"]
    reply = await asks(chat, "/watch 삼성전자 +3% 반복")
    assert "이미 그렇게 되어 있습니다" in text(reply)
    assert "닿을 때마다" in text(reply)
    chat.engine.prices.known.clear()
    assert "지금 가격을 받지 못했습니다" in text(await asks(chat, "/watch 삼성전자 > 90000"))


async def test_a_price_that_says_no_direction_is_asked_about_where_none_is_known(
    chat: Chat,
) -> None:
    reply = await asks(chat, "/watch 삼성전자 71200 반복 3일")
    assert "어느 쪽으로" in text(reply)
    assert data(reply) == ["/watch 005930 >71200 3d repeat", "/watch 005930 <71200 3d repeat"]
    chat.engine.prices.known.clear()
    assert "지금 가격을 몰라" in text(await asks(chat, "/watch 삼성전자 80000"))
    await asks(chat, data(reply)[0])
    one = await only(chat)
    assert (one.aim.word, one.repeat, one.until) == (">71200", True, MONDAY + timedelta(days=3))


async def test_a_stock_alone_offers_what_is_wanted_most_and_the_buttons_work(chat: Chat) -> None:
    reply = await asks(chat, "/watch 삼성전자")
    assert text(reply).startswith("삼성전자 — 언제 알릴까요?\n지금 71,200원")
    assert len(data(reply)) == 6
    for said in data(reply):
        assert "걸었습니다" in text(await asks(chat, said))
    assert len(await chat.engine.store.lookouts.all()) == 6


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/watch > 80000", "어느 종목인지 먼저"),
        ("/watch 없는회사 > 80000", "없는회사"),
        ("/watch 삼성전자 비싸지면", "‘비싸지면’ 조건을 알 수 없습니다"),
        ("/watch 삼성전자 > 팔만", "‘> 팔만’ 조건을 알 수 없습니다"),
        ("/watch 삼성전자 > 80000 +3%", "조건을 알 수 없습니다"),
        ("/watch 삼성전자 > 0", "1원부터 1억원까지"),
        ("/watch 삼성전자 2억 이상", "1원부터 1억원까지"),
        ("/watch 삼성전자 0%", "등락률을 알 수 없습니다"),
        ("/watch 삼성전자 500%", "등락률을 알 수 없습니다"),
        ("/watch 삼성전자 3% 이하", "등락률을 알 수 없습니다"),
        ("/watch 삼성전자 -3% 이상", "등락률을 알 수 없습니다"),
        ("/watch 삼성전자 거래량", "거래량을 알 수 없습니다"),
        ("/watch 삼성전자 거래량 100만", "거래량을 알 수 없습니다"),
        ("/watch 삼성전자 거래량 0%", "거래량을 알 수 없습니다"),
        ("/watch 삼성전자 > 80000 100일", f"{LONGEST_DAYS}일까지"),
        ("/watch 삼성전자 > 80000 0일", f"{LONGEST_DAYS}일까지"),
        ("/watch 삼성전자 > 80000 13/40까지", "‘13/40’ 기한은 쓸 수 없습니다"),
        ("/watch 삼성전자 > 80000 11/22까지", "‘11/22’ 기한은 쓸 수 없습니다"),
        ("/watch 삼성전자 > 80000 2025-11-30까지", "‘2025/11/30’ 기한은 쓸 수 없습니다"),
        ("/watch 삼성전자 >", "‘>’ 조건을 알 수 없습니다"),
        ("/watch 삭제 9", "이미 끝났습니다"),
        ("/watch 삭제 아무거나", "‘아무거나’ 가격 알림을 찾지 못했습니다"),
        ("/watch 삼성전자 삭제", "이미 끝났습니다"),
    ],
)
async def test_what_cannot_be_understood_is_answered_by_what_is_right(
    chat: Chat, said: str, answer: str
) -> None:
    reply = text(await asks(chat, said))
    assert answer in reply
    assert len(reply.splitlines()) == 1
    assert await chat.engine.store.lookouts.all() == []


async def test_a_slip_and_several_stocks_are_asked_about_before_anything_is_set(
    chat: Chat,
) -> None:
    slip = await asks(chat, "/watch 삼선전자 > 80000")
    assert "/watch 005930 > 80000" in data(slip)
    assert await chat.engine.store.lookouts.all() == []
    await asks(chat, data(slip)[0])
    assert (await only(chat)).code == "005930"
    several = await asks(chat, "/watch 삼성 > 80000 반복")
    assert data(several)[:2] == ["/watch 005930 > 80000 반복", "/watch 005935 > 80000 반복"]


async def test_the_list_shows_each_with_the_button_that_ends_it(chat: Chat) -> None:
    assert "가격 알림이 없습니다" in text(await asks(chat, "/watch"))
    await asks(chat, "/watch 삼성전자 > 80000")
    await asks(chat, "/watch 삼성전자 > 70000 반복 3일")
    await asks(chat, "/watch 카카오 신고가")
    reply = await asks(chat, "/watch")
    assert text(reply).splitlines() == [
        "가격 알림 3개",
        "삼성전자 80,000원 이상",
        "지금 71,200원 🔴 ▲3.41% · 목표까지 +12.4%",
        "└ 11/30(월) 10:02까지",
        "삼성전자 70,000원 이상",
        "지금 71,200원 🔴 ▲3.41%",
        "└ 11/26(목) 10:02까지 · 반복 · 닿아 있어 쉬는 중",
        "카카오 52주 신고가",
        "└ 11/30(월) 10:02까지",
    ]
    assert data(reply) == ["/watch off 1", "/watch off 2", "/watch off 3", "/watch off all"]
    reply = await asks(chat, "/watch off 3")
    assert text(reply).startswith("가격 알림을 지웠습니다.\n가격 알림 2개")
    reply = await asks(chat, "/watch 삼성전자 해제")
    assert text(reply).startswith("가격 알림을 지웠습니다.\n이 대화에는")
    await asks(chat, "/watch 삼성전자 > 80000")
    assert "지웠습니다" in text(await asks(chat, "/watch off all"))
    assert await chat.engine.store.lookouts.all() == []


async def test_the_one_too_many_is_refused_with_the_way_out(chat: Chat) -> None:
    for at in range(MOST):
        await asks(chat, f"/watch 삼성전자 > {80_000 + at}")
        chat.clock.advance(10)
    assert f"{MOST}개까지" in text(await asks(chat, "/watch 카카오 신고가"))


TOLD = {
    "code": "005930", "name": "삼성전자", "aim": "above:80000", "price": "80100",
    "time": "10:02:11", "rate": "3.41", "reached": "", "again": ">80000",
}  # fmt: skip


def said_of(params: dict[str, str], lang: str = "ko", key: str = "lookout") -> Reply:
    return notice_reply(NoticeMessage(Notice(key, params)), Voice(lang))


def test_the_notice_says_what_was_reached_when_and_leads_on() -> None:
    reply = said_of(TOLD)
    assert text(reply) == "🔔 삼성전자 80,000원 이상\n80,100원 🔴 ▲3.41% · 10:02:11"
    assert data(reply) == ["+/quote 005930", "+/chart 005930", "+/watch 005930 >80000"]
    deep = said_of(TOLD | {"price": "79000", "rate": "", "reached": "80300"})
    assert text(deep).splitlines()[2] == "그 사이 80,300원에 닿았습니다."
    volume = {**TOLD, "aim": "volume:200", "share": "1234", "ended": "7"}
    del volume["again"]
    reply = said_of(volume, "en")
    assert text(reply).splitlines()[0] == "🔔 삼성전자 volume 200% of the day before"
    assert text(reply).splitlines()[2] == "Volume 1,234% of the day before"
    assert data(reply)[2:] == ["+/watch off 7"]


def test_the_notice_of_the_end_offers_to_begin_again() -> None:
    reply = said_of(TOLD, key="lookout_over")
    assert "기한이 지나 끝났습니다" in text(reply)
    assert data(reply) == ["+/watch 005930 >80000", "+/watch"]
