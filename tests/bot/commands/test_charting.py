"""/chart, from what a person says to the picture they get."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from bot.commands.charting import read
from bot.messages import Attachment, Reply
from bot.render import plain
from core.errors import NotConnected, RateLimited
from core.model import EventKind, SessionState, SessionStatus, Stock
from core.model.looking import Interval, Mark
from tests.bot.commands.test_router import Chat
from tests.bot.render.candles import SURGE
from tests.fakes.engine import MONDAY

DAY = Interval("day")


@pytest.fixture
def chat() -> Chat:
    return Chat()


async def shown(chat: Chat, said: str) -> tuple[Reply, Attachment]:
    reply = await chat.reply(said)
    assert reply is not None
    assert reply.picture is not None, plain.encode(reply.doc)
    return reply, reply.picture


def ground(picture: Attachment) -> tuple[int, int, int]:
    pixel = Image.open(io.BytesIO(picture.data)).convert("RGB").getpixel((2, 2))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def intervals_asked(chat: Chat) -> list[str]:
    return [what for what, _ in chat.engine.looking.asked if what not in ("details", "book")]


@pytest.mark.parametrize(
    ("said", "interval", "dark"),
    [
        ("/chart 삼성전자", "d", False),
        ("차트 삼성전자 주", "w", False),
        ("/chart 005930 5분", "5m", False),
        ("/chart 005930 5m dark", "5m", True),
        ("/chart 005930 dark 5m", "5m", True),
        ("/chart 삼성전자 다크", "d", True),
        ("/chart 삼성전자 1시간 라이트", "60m", False),
        ("차트 삼성전자 주간", "w", False),
        ("삼성전자 30분봉 차트 보여줘", "30m", False),
    ],
)
async def test_a_chart_is_a_picture_in_the_interval_and_theme_that_were_said(
    chat: Chat, said: str, interval: str, *, dark: bool
) -> None:
    _, picture = await shown(chat, said)
    assert intervals_asked(chat) == [interval]
    assert picture.name == f"chart-005930-{interval}.png"
    assert (max(ground(picture)) < 60) == dark
    assert Image.open(io.BytesIO(picture.data)).size == (1024, 1280)


async def test_the_words_beside_the_picture_say_what_it_shows(chat: Chat) -> None:
    chat.engine.looking.marked["005930"] = [
        Mark(MONDAY, EventKind.ENTRY, SURGE),
        Mark(MONDAY + timedelta(minutes=5), EventKind.EXIT, SURGE),
    ]
    reply, picture = await shown(chat, "/chart 삼성전자 5분")
    assert plain.encode(reply.doc).splitlines() == [
        "삼성전자 005930 5분봉",
        "🔴 71,200원 ▲2,350 (+3.41%) · 10:02:11",
        "▲ 편입 1 · ▼ 이탈 1 (그림에 표시)",
    ]
    assert picture.alt == "삼성전자 5분봉 차트 · 71,200원"


async def test_buttons_lead_to_every_interval_the_price_and_the_other_theme(chat: Chat) -> None:
    commands = await chat.buttons("/chart 삼성전자 5분")
    assert commands[:9] == [
        f"/chart 005930 {one}" for one in ("d", "w", "1m", "3m", "5m", "10m", "15m", "30m", "60m")
    ]
    assert commands[9:] == ["/quote 005930", "/chart 005930 5m dark", "/chart 005930 5m"]
    dark = await chat.buttons("/chart 삼성전자 dark")
    assert dark[0] == "/chart 005930 d dark"
    assert dark[9:] == ["/quote 005930", "/chart 005930 d", "/chart 005930 d dark"]


async def test_the_shown_interval_is_marked_and_the_price_keeps_the_picture(chat: Chat) -> None:
    reply, _ = await shown(chat, "/chart 삼성전자 5분")
    every = [one for row in reply.buttons for one in row]
    assert [one.label for one in every if "•" in one.label] == ["• 5분 •"]
    assert [one.label for one in every if one.keeps] == ["현재가"]
    assert max(len(row) for row in reply.buttons) <= 5


async def test_english_readers_get_english_words() -> None:
    reply, picture = await shown(Chat(lang="en"), "/chart 005930 5m")
    assert picture.alt == "삼성전자, 5 min chart, 71,200 won"
    labels = [one.label for row in reply.buttons for one in row]
    assert labels == [
        "Day", "Week", "1m", "3m", "• 5m •", "10m", "15m", "30m", "60m",
        "Price", "🌙 Dark", "Refresh",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["7분", "2m", "월봉", "년", "10초", "30틱", "month", "4시간"])
async def test_an_interval_there_is_none_of_gets_the_ones_there_are(chat: Chat, wrong: str) -> None:
    said = await chat.say(f"/chart 삼성전자 {wrong}")
    assert said.startswith(f"‘{wrong}’ 간격은 없습니다.")
    assert "일, 주, 1분, 3분, 5분, 10분, 15분, 30분, 60분" in said
    assert chat.engine.looking.asked == []


async def test_an_unknown_stock_gets_one_sentence_that_names_only_the_stock(chat: Chat) -> None:
    said = await chat.say("/chart 없는종목 5분 dark")
    assert "‘없는종목’" in said
    assert len(said.splitlines()) == 1


async def test_several_stocks_become_buttons_that_keep_interval_and_theme(chat: Chat) -> None:
    assert await chat.buttons("/chart 삼성 5분 dark") == [
        "/chart 005930 5분 dark",
        "/chart 005935 5분 dark",
    ]


async def test_without_a_stock_the_last_ones_told_are_offered(chat: Chat) -> None:
    chat.engine.looking.told = ["005930", "000660"]
    assert await chat.buttons("/chart") == ["/chart 005930", "/chart 000660"]
    chat.engine.looking.told = []
    assert "/chart 삼성전자 5분" in await chat.say("차트")


async def test_a_stock_without_candles_is_answered_in_words_with_the_same_buttons(
    chat: Chat,
) -> None:
    chat.engine.looking.charts["005930", DAY] = []
    reply = await chat.reply("/chart 삼성전자")
    assert reply is not None
    assert reply.attachments == ()
    assert "아직 차트로 그릴 시세가 없습니다" in plain.encode(reply.doc)
    assert len(reply.buttons) == 3


async def test_without_a_connection_the_sentence_says_so_and_offers_another_try(chat: Chat) -> None:
    chat.engine.looking.error = NotConnected()
    said = await chat.say("/chart 삼성전자 5분")
    assert "키움에 연결되어 있지 않습니다" in said
    assert await chat.buttons("/chart 삼성전자 5분") == ["/chart 삼성전자 5분"]


async def test_a_session_that_was_taken_is_told_with_the_way_back(chat: Chat) -> None:
    chat.engine.session = SessionStatus(SessionState.TAKEN, MONDAY, MONDAY, MONDAY)
    chat.engine.looking.error = NotConnected()
    assert "/takeover" in await chat.buttons("/chart 삼성전자")


async def test_a_chart_does_without_the_price_of_now(chat: Chat) -> None:
    async def refuse(stock: Stock) -> None:
        raise RateLimited

    chat.engine.looking.details = refuse  # type: ignore[assignment,method-assign]
    reply, _ = await shown(chat, "/chart 삼성전자")
    assert "71,200원 ▲10 (+0.01%)" in plain.encode(reply.doc)
    reply, _ = await shown(chat, "/chart 삼성전자 5분")
    assert "71,200원 ·" in plain.encode(reply.doc).replace("  ", " ")


def test_the_last_words_are_read_in_any_order_and_a_name_may_have_blanks() -> None:
    wanted = read("TIGER 미국 배당 다크 15분")
    assert (wanted.stock, wanted.interval.key, wanted.dark) == ("TIGER 미국 배당", "15m", True)
    assert read("KODEX 200").stock == "KODEX 200"
    assert read("5분").stock == "5분"
