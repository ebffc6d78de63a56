"""Single values: whatever Kiwoom writes gives a value or None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kiwoom import fields

anything = st.one_of(
    st.text(), st.none(), st.booleans(), st.integers(), st.floats(), st.lists(st.text()),
    st.text("+-0123456789. ").map(str), st.text("+-0123456789._AJQ \x00٣²", max_size=9),
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("+00123", 123),
        ("-20800", -20800),
        (" 67300", 67300),
        ("--33", -33),
        ("+82", 82),
        ("000000000017534", 17534),
        ("-00000196888", -196888),
        ("12.9", 12),
        (5, 5),
        ("", None),
        ("  ", None),
        ("-", None),
        ("1,000", None),
        ("٣", None),
        ("9" * 5000, None),
        (10**40, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_a_number_is_read_in_every_spelling_seen(written: object, meant: int | None) -> None:
    assert fields.number(written) == meant


@given(st.integers(-(10**14), 10**14), st.integers(0, 3))
def test_a_number_survives_padding(value: int, zeros: int) -> None:
    sign = "-" if value < 0 else "+"
    assert fields.number(f" {sign}{'0' * zeros}{abs(value)} ") == value


def test_the_sign_of_a_price_is_only_its_direction() -> None:
    assert fields.price("-20800") == fields.price("+20800") == fields.price(" 20800") == 20800


def test_nothing_costs_nothing() -> None:
    assert fields.price("000000000") is None
    assert fields.price("") is None


def test_rates_come_as_percent_and_once_as_thousandths() -> None:
    assert fields.rate("+28.68") == 28.68
    assert fields.rate("-0.24") == -0.24
    assert fields.rate("") is None
    assert fields.milli_rate("000001500") == 1.5
    assert fields.milli_rate("-00000130") == -0.13
    assert fields.milli_rate("") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A005930", "005930"),
        ("J57JXXX", "57JXXX"),
        ("Q500001", "500001"),
        ("005930", "005930"),
        ("0126Z0", "0126Z0"),
        ("A0126Z0", "0126Z0"),
        ("005930_NX", "005930"),
        ("A005930_AL", "005930"),
        (" 005930 ", "005930"),
        ("AAAAAA", "AAAAAA"),
        ("", None),
        ("삼성전자", None),
        ("00 5930", None),
        (None, None),
    ],
)
def test_a_stock_code_loses_prefix_and_venue(written: object, meant: str | None) -> None:
    assert fields.stock_code(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2  ", "2"),
        ("2 extra", "2"),
        ("10", "10"),
        (4, "4"),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_a_condition_number_loses_padding_and_what_follows(
    written: object, meant: str | None
) -> None:
    assert fields.seq(written) == meant


def test_a_time_of_day_is_six_digits_that_exist() -> None:
    assert fields.hhmmss("152028") == "152028"
    for wrong in ("", "9001", "240000", "126000", "120060", "12:0:0", "٣٣٣٣٣٣", None):
        assert fields.hhmmss(wrong) is None


def test_codes_are_found_inside_messages() -> None:
    assert fields.code_in("인증에 실패했습니다[8005:Token이 유효하지 않습니다]") == 8005
    assert fields.code_in("[CODE=8005, MESSAGE=Token이 유효하지 않습니다]") == 8005
    assert fields.code_in("종목이 너무 많습니다 [1634]") == 1634
    assert fields.code_in("[2000](855056:매수증거금이 부족합니다)") is None
    assert fields.code_in("") is None


def test_the_condition_an_error_speaks_of_is_found() -> None:
    assert fields.seq_in("이미 등록된 조건검색 일련번호입니다.(seq=3)") == "3"
    assert fields.seq_in("존재하지 않습니다.(seq= 77 )") == "77"
    assert fields.seq_in("(seq=)") is None


@given(anything)
def test_no_value_whatsoever_is_an_error(value: object) -> None:
    fields.number(value)
    fields.price(value)
    fields.rate(value)
    fields.milli_rate(value)
    fields.stock_code(value)
    fields.seq(value)
    fields.hhmmss(value)
    fields.code_in(fields.text(value))
    fields.seq_in(fields.text(value))
