"""`/stocks`: finding a stock, and what its page shows."""

from dataclasses import replace

import pytest

from core.errors import Unavailable, UnknownStock
from core.model import Condition
from core.model.looking import OrderBook
from tests.bot.channels.web.board import Board, words
from tests.bot.channels.web.desk import FRIEND
from tests.fakes.engine import MONDAY
from tests.fakes.looking import details_of


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.mark.parametrize("said", ["삼성", "삼성전", "samsungx"])
async def test_letters_find_the_stocks_they_may_mean(board: Board, said: str) -> None:
    async with board.opened(FRIEND) as browser:
        shown = words((await browser.get("/stocks/found", params={"q": said})).text)
    if said.startswith("삼성"):
        assert shown == "삼성전자 005930 삼성전자우 005935"
    else:
        assert shown.startswith("‘samsungx’에 맞는 종목이 없습니다.")


@pytest.mark.parametrize(
    ("said", "code"),
    [("카카오", "035720"), ("ㅋㅋㅇ", "035720"), ("000660", "000660"), ("0001A0", "0001A0")],
)
async def test_what_one_stock_alone_can_mean_leads_to_its_page(
    board: Board, said: str, code: str
) -> None:
    async with board.opened() as browser:
        answer = await browser.get("/stocks", params={"q": said})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/stocks/{code}")


async def test_the_search_offers_what_came_and_went_lately(board: Board) -> None:
    async with board.opened() as browser:
        assert "아직 편입·이탈이 없습니다" in (await browser.get("/stocks")).text
        await board.engine.happen("000660")
        await board.engine.happen("005930")
        shown = words((await browser.get("/stocks")).text)
    assert "최근에 드나든 종목 삼성전자 005930 SK하이닉스 000660" in shown


async def test_the_page_of_a_stock_fetches_its_price_and_its_candles(board: Board) -> None:
    async with board.opened() as browser:
        page = (await browser.get("/stocks/005930?interval=5m")).text
        assert (await browser.get("/stocks/not-a-code")).status_code == 404
        assert (await browser.get("/stocks/0001a0")).headers["location"] == "/stocks/0001A0"
    assert "삼성전자" in page
    assert 'hx-get="/stocks/005930/quote"' in page
    assert 'data-url="/api/v1/charts/005930?count=300"' in page
    assert 'data-interval="5m" aria-pressed="true">5분<' in page
    for key in ("1m", "3m", "5m", "15m", "30m", "60m", "d", "w"):
        assert f'data-interval="{key}"' in page
    assert "tradingview.com" in page  # the library asks for it


async def test_the_price_comes_with_all_that_belongs_to_it(board: Board) -> None:
    looking = board.engine.looking
    looking.conditions["005930"] = [Condition(11, "0", "급등 초입")]
    async with board.opened(FRIEND) as browser:
        html = (await browser.get("/stocks/005930/quote")).text
    shown = words(html)
    assert '<p class="b-price up">' in html
    assert "71,200 원 ▲2,350 +3.41%" in shown
    for said in (
        "고가 71,500",
        "시가총액(원) 425조",
        "PER 13.4",
        "PBR 1.21",
        "급등 초입",
        "52주 51%",
    ):
        assert said in shown, said
    for side in ("ask", "bid"):
        assert html.count(f'<tr class="{side}">') == 5
        assert html.count(f'<tr class="{side} far">') == 5  # left out on a phone
    assert 'width="100.0%"' in html
    assert "style=" not in html


async def test_warnings_stand_first_and_a_limit_is_named(board: Board) -> None:
    stock = board.engine.stocks[0]
    found = details_of(stock, MONDAY)
    board.engine.looking.given[stock.code] = replace(
        found, price=found.upper, warnings=("halted", "warning")
    )
    board.engine.looking.books[stock.code] = OrderBook(stock.code, MONDAY)
    async with board.opened() as browser:
        shown = words((await browser.get(f"/stocks/{stock.code}/quote")).text)
    assert shown.startswith("⛔ 거래정지 · 투자경고")
    assert "상한가" in shown
    assert "호가가 없습니다." in shown


async def test_where_the_broker_is_silent_the_last_price_stands_below_the_reason(
    board: Board,
) -> None:
    async with board.opened() as browser:
        await browser.get("/stocks/005930/quote")
        board.engine.looking.error = Unavailable()
        shown = words((await browser.get("/stocks/005930/quote")).text)
        assert shown.startswith("키움 서버가 응답하지 않거나 점검 중입니다.")
        assert "마지막으로 본 값입니다. 71,200 원" in shown
        board.engine.looking.error = UnknownStock(said="999999")
        unknown = words((await browser.get("/stocks/999999/quote")).text)
    assert unknown.startswith("‘999999’")


async def test_an_order_book_that_does_not_come_takes_nothing_else_away(board: Board) -> None:
    board.engine.looking.book_error = Unavailable()
    async with board.opened(lang="en") as browser:
        shown = words((await browser.get("/stocks/005930/quote")).text)
    assert "The order book did not come." in shown
    assert "71,200 won" in shown
