import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AmbiguousStock, ManyStocks, NearStock, UnknownStock
from core.model import Condition, Stock
from core.services.finding import MOST_OFFERED, find_stock, lookup, near_conditions
from core.services.hangul import squeezed
from core.services.lookup import Found, Grade, Lookup
from core.simulator.stocks import STOCKS

LISTED = [Stock(one.code, one.name, "KOSPI") for one in STOCKS]
NAMES = Lookup([one.name for one in STOCKS], str)
REAL = lookup(LISTED)


@pytest.mark.parametrize(
    ("said", "grade", "name"),
    [
        ("삼성전자", Grade.EXACT, "삼성전자"),
        (" sk 하이닉스", Grade.EXACT, "SK하이닉스"),
        ("naver", Grade.EXACT, "NAVER"),
        ("ＮＡＶＥＲ", Grade.EXACT, "NAVER"),
        ("포스코퓨", Grade.BEGINNING, "포스코퓨처엠"),
        ("하이닉", Grade.PART, "SK하이닉스"),
        ("포슼", Grade.LETTERS, "포스코퓨처엠"),
        ("ㅅㅅㅈㅈ", Grade.INITIALS, "삼성전자"),
        ("삼성ㅈㅈ", Grade.INITIALS, "삼성전자"),
        ("ㅎㅇㄴㅅ", Grade.INITIALS_PART, "SK하이닉스"),
        ("삼송전자", Grade.TYPO, "삼성전자"),
        ("샴성전자", Grade.TYPO, "삼성전자"),
        ("삼서전자", Grade.TYPO, "삼성전자"),
        ("카카우", Grade.TYPO, "카카오"),
        ("현대챠", Grade.TYPO, "현대차"),
        ("NAVRE", Grade.TYPO, "NAVER"),
        ("삼성자", Grade.SYLLABLE, "삼성전자"),
        ("삼성바이로직스", Grade.SYLLABLE, "삼성바이오로직스"),
        ("하이닠스", Grade.TYPO_PART, "SK하이닉스"),
    ],
)
def test_a_stock_is_found_however_people_type_its_name(said: str, grade: Grade, name: str) -> None:
    found = NAMES.find(said)
    assert (found.grade, found.things) == (grade, (name,))


@pytest.mark.parametrize("said", ["", " ", "없는 종목", "005931", "kodex201", "ㄱ없음", "뷁"])
def test_what_fits_nothing_finds_nothing_and_a_number_is_never_a_slip(said: str) -> None:
    assert NAMES.find(said).things == ()


def test_exact_beats_a_beginning_and_that_beats_initials_and_those_a_slip() -> None:
    names = Lookup(["한라", "한라산", "소한라", "한리"], str)
    assert names.find("한라").things == ("한라",)
    assert names.find("한").things == ("한라", "한라산", "한리")
    assert names.find("ㅎㄹ").things == ("한라", "한리")
    assert names.find("할라").things == ("한라",)


def test_shares_come_before_preferred_ones_and_etfs_and_short_names_first() -> None:
    stocks = [
        Stock("069500", "삼성 지수", "ETF"),
        Stock("005935", "삼성전자우", "KOSPI"),
        Stock("207940", "삼성바이오로직스", "KOSPI"),
        Stock("005930", "삼성전자", "KOSPI"),
    ]
    with pytest.raises(AmbiguousStock) as caught:
        find_stock(lookup(stocks), "삼성")
    assert caught.value.params["names"] == "삼성전자, 삼성바이오로직스, 삼성전자우, 삼성 지수"
    assert caught.value.params["codes"] == "005930,207940,005935,069500"


def test_very_many_that_fit_are_counted_and_the_first_are_named() -> None:
    with pytest.raises(ManyStocks) as caught:
        find_stock(REAL, "ㅅ")
    assert caught.value.params["shown"] == str(MOST_OFFERED)
    assert int(caught.value.params["count"]) > MOST_OFFERED
    assert caught.value.params["codes"].count(",") == MOST_OFFERED - 1


def test_a_single_slip_is_forgiven_when_looking_and_asked_about_when_something_changes() -> None:
    assert find_stock(REAL, "삼송전자").name == "삼성전자"
    with pytest.raises(NearStock) as caught:
        find_stock(REAL, "삼송전자", sure=True)
    assert caught.value.params == {"said": "삼송전자", "names": "삼성전자", "codes": "005930"}
    assert find_stock(REAL, "ㅅㅅㅈㅈ", sure=True).name == "삼성전자"


def test_a_slip_in_a_part_of_a_name_is_always_asked_about() -> None:
    with pytest.raises(NearStock):
        find_stock(REAL, "하이닠스")


def test_slips_that_fit_several_are_offered() -> None:
    with pytest.raises(NearStock) as caught:
        find_stock(REAL, "삼성전지")
    assert set(caught.value.params["names"].split(", ")) == {"삼성전자", "삼성전기"}


@given(st.text())
def test_whatever_is_said_a_stock_is_found_or_an_error_says_why(said: str) -> None:
    found = REAL.find(said)
    if not found.things:
        with pytest.raises(UnknownStock):
            find_stock(REAL, said)
    elif len(found.things) == 1 and not found.guessed:
        assert find_stock(REAL, said, sure=True) in LISTED
    else:
        with pytest.raises(AmbiguousStock) as caught:
            find_stock(REAL, said, sure=True)
        names, codes = (caught.value.params[one].split(",") for one in ("names", "codes"))
        assert 1 <= len(names) == len(codes) <= MOST_OFFERED


@given(st.sampled_from(LISTED), st.data())
def test_one_letter_left_out_of_a_long_name_still_finds_it(
    stock: Stock, data: st.DataObject
) -> None:
    name = squeezed(stock.name)
    if len(name) < 4:
        return
    at = data.draw(st.integers(0, len(name) - 1))
    if name[at].isdigit():
        return
    found = REAL.find(name[:at] + name[at + 1 :])
    assert found.things
    assert found.grade <= Grade.SYLLABLE


def test_two_thousand_seven_hundred_names_are_searched_in_a_few_milliseconds() -> None:
    draw = random.Random(1)
    parts = [one.name for one in STOCKS]
    many = [f"{draw.choice(parts)}{draw.choice(parts)}"[: draw.randint(3, 9)] for _ in range(2_700)]
    names = Lookup(many, str)
    for said in ("삼성전자", "ㅅㅅㅈㅈ", "삼송전자", "아무것도아님뷁"):
        took = []
        for _ in range(5):
            began = time.perf_counter()
            names.find(said)
            took.append(time.perf_counter() - began)
        assert min(took) < 0.02  # 0.2 to 4 ms where it was measured; machines differ


CONDITIONS = [
    Condition(1, "0", "급등 초입"),
    Condition(2, "1", "거래량 폭발"),
    Condition(3, "2", "상승 추세"),
    Condition(4, "3", "급등 옛것", listed=False),
]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("급등초잎", "급등 초입"),
        ("ㄱㄷㅊㅇ", "급등 초입"),
        ("폭발", "거래량 폭발"),
        ("상승추새", "상승 추세"),
    ],
)
def test_a_condition_is_near_by_initials_a_part_or_a_slip(said: str, name: str) -> None:
    assert [one.name for one in near_conditions(CONDITIONS, said)] == [name]


@pytest.mark.parametrize("said", ["", "9", "#9", "#1", "전혀 다른 것", "급등 옛것"])
def test_an_address_or_a_condition_that_is_gone_is_near_to_nothing(said: str) -> None:
    assert near_conditions(CONDITIONS, said) == []


class Listed:
    """The list of stocks, by code and by name."""

    def __init__(self, *stocks: Stock) -> None:
        self._codes = {one.code: one for one in stocks}
        self._names = lookup(stocks)

    def find(self, said: str) -> Found[Stock]:
        exact = self._codes.get(said)
        return Found(Grade.EXACT, (exact,)) if exact else self._names.find(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("A005930", "삼성전자"),
        ("a005930", "삼성전자"),
        ("05930", "삼성전자"),
        ("79550", "LIG넥스원"),
        ("네이버", "NAVER"),
        ("현대자동차", "현대차"),
        ("현대 자동차", "현대차"),
        ("삼전", "삼성전자"),
        ("하이닉스", "SK하이닉스"),
    ],
)
def test_a_stock_is_found_by_the_name_people_use_and_by_a_torn_code(said: str, name: str) -> None:
    stocks = Listed(*LISTED, Stock("079550", "LIG넥스원", "KOSPI"))
    assert find_stock(stocks, said, sure=True).name == name


def test_four_digits_are_a_code_only_where_nothing_depends_on_it() -> None:
    assert find_stock(Listed(*LISTED), "5930").name == "삼성전자"
    with pytest.raises(UnknownStock):
        find_stock(Listed(*LISTED), "5930", sure=True)


def test_a_name_that_several_stocks_begin_with_is_never_taken_for_one_of_them() -> None:
    posco = [one for one in LISTED if one.name in ("POSCO홀딩스", "포스코퓨처엠")]
    with pytest.raises(AmbiguousStock) as caught:
        find_stock(Listed(*posco), "포스코")
    assert caught.value.params["names"] == "POSCO홀딩스, 포스코퓨처엠"


@pytest.mark.parametrize("said", ["9999", "A999999", "123", "네이버후드"])
def test_another_name_or_code_that_is_not_listed_means_nothing(said: str) -> None:
    with pytest.raises(UnknownStock):
        find_stock(Listed(*LISTED), said)
