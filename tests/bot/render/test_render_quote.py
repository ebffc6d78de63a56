"""How a stock in full looks on a phone."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Doc, Table
from bot.render import html, plain
from bot.render.measure import columns
from bot.render.quote import quote_reply, range_bar, worth
from bot.render.style import WIDEST
from bot.render.voice import Voice
from core.clock import KST
from core.model import Condition, Stock
from core.model.looking import Details, Level, OrderBook
from tests.fakes.looking import book_of, details_of

AT = datetime(2026, 11, 23, 10, 2, 11, tzinfo=KST)
LONG = Stock("381180", "TIGER 미국필라델피아반도체나스닥레버리지(합성 H)", "ETF")
SAMSUNG = Stock("005930", "삼성전자", "KOSPI")


def drawn(details: Details, book: OrderBook | None, lang: str = "ko", *conditions: str) -> Doc:
    inside = [Condition(at, str(at), name) for at, name in enumerate(conditions)]
    return quote_reply(Voice(lang), details, book, inside, AT).doc


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("price", [98, 71_200, 1_744_000])
@pytest.mark.parametrize("quantity", [1, 1_234, 9_876_543])
def test_the_order_book_fits_a_phone(lang: str, price: int, quantity: int) -> None:
    levels = tuple(Level(price + at, quantity + at) for at in range(10))
    book = OrderBook("005930", AT, levels, levels)
    (table,) = [
        one
        for one in drawn(details_of(SAMSUNG, AT, price), book, lang).parts
        if isinstance(one, Table)
    ]
    assert len(table.rows) == 10
    assert all(columns(row) <= WIDEST for row in table.rows)


def test_the_best_prices_stand_next_to_each_other_and_the_sides_are_named() -> None:
    doc = drawn(details_of(SAMSUNG, AT), book_of("005930", AT))
    (table,) = [one for one in doc.parts if isinstance(one, Table)]
    assert table.rows[4] == "71,200 1,000 ▄▄ 매도"
    assert table.rows[5] == "71,100   900 ▄▄ 매수"
    assert table.rows[0] == "71,600 5,000 ▄▄▄▄▄▄▄▄▄▄▄▄"


def test_who_sells_alone_and_who_buys_alone_are_shown() -> None:
    book = book_of("005930", AT)
    one_side = plain.encode(drawn(details_of(SAMSUNG, AT), replace(book, asks=())))
    assert "71,100   900 ▄▄ 매수" in one_side
    assert "▄ 매도" not in one_side
    assert "호가가 없습니다." in plain.encode(
        drawn(details_of(SAMSUNG, AT), replace(book, asks=(), bids=()))
    )


def test_a_stock_of_which_nothing_is_known_is_still_answered() -> None:
    empty = Details("005930", "삼성전자", "", AT)
    shown = plain.encode(drawn(empty, None))
    assert "현재가 없음" in shown
    assert "오늘은 아직 거래가 없습니다." in shown
    assert "None" not in shown


def test_a_price_at_its_limit_says_so() -> None:
    found = details_of(SAMSUNG, AT)
    assert "· 상한가" in plain.encode(drawn(replace(found, upper=found.price), None))
    assert "· 하한가" in plain.encode(drawn(replace(found, lower=found.price), None))


def test_the_longest_name_and_many_conditions_fit_one_message() -> None:
    names = ["아주 긴 이름의 조건식 " * 3] * 10
    warned = replace(details_of(LONG, AT), warnings=("halted", "liquidation", "managed", "risk"))
    assert html.size(drawn(warned, book_of(LONG.code, AT), "ko", *names)) <= html.LIMIT


def test_a_name_full_of_marks_is_no_markup() -> None:
    sly = Stock("005930", "<b>&**굵게**`", "KOSPI")
    assert "&lt;b&gt;&amp;**굵게**`" in html.encode(drawn(details_of(sly, AT), None))


@pytest.mark.parametrize(
    ("won", "korean", "english"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (10_000, "1만", "10,000"),
        (15_900, "1.5만", "15,900"),
        (34_000_000, "3,400만", "34.0M"),
        (190_000_000, "1.9억", "190.0M"),
        (200_000_000, "2억", "200.0M"),
        (999_999_999, "9.9억", "1,000.0M"),
        (1_234_567_890, "12억", "1.2B"),
        (51_200_000_000, "512억", "51.2B"),
        (1_234_500_000_000, "1조 2,345억", "1.2T"),
        (2_000_000_000_000, "2조", "2.0T"),
        (425_053_100_000_000, "425조", "425.1T"),
    ],
)
def test_money_is_said_as_it_is_in_korea(won: int, korean: str, english: str) -> None:
    assert (worth(won, "ko"), worth(won, "en")) == (korean, english)


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 10**7))
def test_the_years_bar_always_has_its_mark_and_its_width(price: int, low: int, high: int) -> None:
    bar = range_bar(price, low, high)
    assert (len(bar), bar.count("●")) == (24, 1)


def test_the_mark_stands_at_the_ends_and_in_the_middle() -> None:
    assert range_bar(10, 10, 20, 5) == "├●────┤"
    assert range_bar(15, 10, 20, 5) == "├──●──┤"
    assert range_bar(20, 10, 20, 5) == "├────●┤"
