"""/quote, from what a person says to what they read."""

from dataclasses import replace

import pytest

from bot.commands.router import Router
from bot.messages import Reply
from bot.render import plain
from core.errors import CredentialsRefused, NotConnected, Refused, Unavailable, UnknownStock
from core.model import Condition, EventKind, Stock
from core.model.looking import Mark
from tests.bot.commands.test_router import Chat
from tests.fakes.engine import MONDAY
from tests.fakes.looking import details_of

SAMSUNG = Stock("005930", "삼성전자", "KOSPI")


@pytest.fixture
def chat() -> Chat:
    return Chat()


async def asks(chat: Chat, said: str) -> Reply:
    reply = await chat.reply(said)
    assert reply is not None
    return reply


def text(reply: Reply) -> str:
    return plain.encode(reply.doc)


def data(reply: Reply) -> list[list[str]]:
    return [[one.data for one in row] for row in reply.buttons]


@pytest.mark.parametrize(
    "said",
    ["/quote 삼성전자", "/quote 005930", "시세 삼성전자", "현재가 ㅅㅅㅈㅈ", "호가 삼성전자"],
)
async def test_quote_shows_the_stock_however_it_is_named(chat: Chat, said: str) -> None:
    shown = text(await asks(chat, said))
    assert shown.startswith("삼성전자 005930 코스피\n71,200원 🔴 ▲2,350 (+3.41%)")
    for part in (
        "시 69,000 · 고 71,500 · 저 68,800",
        "거래량 1,234만주 · 8,734억원",
        "52,900(5/7) ~ 88,800(8/15)",
        "상한가 89,505 · 하한가 48,195",
        "시총 425조원 · PER 13.4 · PBR 1.21",
        "잔량 합계 매도 5.5만 · 매수 5.0만",
        "10:02:11 기준",
    ):
        assert part in shown


async def test_its_buttons_refresh_in_place_and_leave_it_for_everything_else(chat: Chat) -> None:
    assert data(await asks(chat, "/quote 005930")) == [
        ["/quote 005930", "+/chart 005930", "+/why 005930", "+/mute 30m 005930"]
    ]


async def test_a_stock_that_is_warned_of_says_so_in_its_first_line(chat: Chat) -> None:
    plain_one = details_of(SAMSUNG, MONDAY)
    chat.engine.looking.given["005930"] = replace(plain_one, warnings=("halted", "managed"))
    assert text(await asks(chat, "/quote 005930")).splitlines()[0] == "⛔ 거래정지 · 관리종목"
    chat.engine.looking.given["005930"] = replace(plain_one, warnings=("warning",))
    assert text(await asks(chat, "/quote 005930")).splitlines()[0] == "⚠️ 투자경고"


async def test_the_conditions_it_is_inside_are_named(chat: Chat) -> None:
    inside = [Condition(11, "0", "급등 초입"), Condition(12, "1", "거래량 폭발")]
    chat.engine.looking.conditions["005930"] = inside
    assert "📌 편입 중 · 급등 초입, 거래량 폭발" in text(await asks(chat, "/quote 005930"))


async def test_an_order_book_that_does_not_come_takes_nothing_else_away(chat: Chat) -> None:
    chat.engine.looking.book_error = Unavailable()
    shown = text(await asks(chat, "/quote 005930"))
    assert "호가를 받지 못했습니다." in shown
    assert "71,200원" in shown


async def test_a_name_that_fits_several_stocks_becomes_buttons(chat: Chat) -> None:
    assert data(await asks(chat, "/quote 삼성")) == [["/quote 005930"], ["/quote 005935"]]


async def test_a_name_nobody_has_gets_one_sentence(chat: Chat) -> None:
    shown = text(await asks(chat, "/quote 없는회사이름"))
    assert "없는회사이름" in shown
    assert chat.engine.looking.asked == []


async def test_a_code_that_is_not_in_our_list_is_asked_for_and_may_be_unknown(chat: Chat) -> None:
    assert "123450" in text(await asks(chat, "/quote 123450"))
    assert ("details", "123450") in chat.engine.looking.asked
    chat.engine.looking.error = UnknownStock(said="123450")
    assert "마지막" not in text(await asks(chat, "/quote 123450"))


async def test_without_a_stock_those_of_the_last_alerts_are_offered(chat: Chat) -> None:
    assert text(await asks(chat, "/quote")) == "어느 종목을 볼까요? 예: /quote 삼성전자"
    chat.engine.looking.told = ["000660", "777777"]
    reply = await asks(chat, "/quote")
    assert text(reply) == "어느 종목을 볼까요?"
    assert data(reply) == [["/quote 000660"], ["/quote 777777"]]


@pytest.mark.parametrize("error", [NotConnected(), Unavailable(), Refused(20, "점검 중")])
async def test_a_broker_that_is_away_is_said_with_what_was_last_seen(
    chat: Chat, error: Exception
) -> None:
    await asks(chat, "/quote 005930")
    chat.engine.looking.error = error  # type: ignore[assignment]
    shown = text(await asks(chat, "/quote 005930"))
    assert shown.startswith("삼성전자 005930 시세를 지금 받지 못합니다.")
    assert "마지막으로 본 값 (10:02:11):\n71,200원" in shown


async def test_what_alerts_wrote_down_stands_in_where_nobody_looked_before(chat: Chat) -> None:
    chat.engine.looking.error = NotConnected()
    reply = await asks(chat, "/quote 005930")
    assert "이 종목은 아직 본 적이 없습니다." in text(reply)
    assert data(reply)[0] == ["/quote 005930"]
    condition = Condition(11, "0", "급등 초입")
    chat.engine.looking.marked["005930"] = [Mark(MONDAY, EventKind.ENTRY, condition, 70_900)]
    shown = text(await asks(chat, "/quote 005930"))
    assert "마지막 기록 10:02:11 · 편입 70,900원 · 급등 초입" in shown


async def test_what_the_owner_must_mend_offers_no_second_try(chat: Chat) -> None:
    chat.engine.looking.error = CredentialsRefused()
    reply = await asks(chat, "/quote 005930")
    assert data(reply) == [["+/chart 005930", "+/why 005930", "+/mute 30m 005930"]]


async def test_english_readers_read_english() -> None:
    shown = text(await asks(Chat(lang="en"), "/quote 005930"))
    assert "71,200 won 🔴 ▲2,350 (+3.41%)" in shown
    assert "Cap 425.1T won · PER 13.4 · PBR 1.21" in shown
    assert isinstance(Chat().router, Router)
