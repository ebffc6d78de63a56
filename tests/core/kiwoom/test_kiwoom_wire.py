"""Frames and bodies: any text gives a value or WireError."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.kiwoom import bodies, requests, wire
from core.kiwoom.wire import WireError
from core.model import Hit, Listed, Quote, Stock

NOW = datetime(2026, 8, 5, 9, 0, 11, tzinfo=KST)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)
keys = st.sampled_from(
    ["trnm", "return_code", "return_msg", "seq", "data", "values", "type", "item", "841", "9001",
     "843", "20", "10", "215", "jmcode", "name", "cont_yn", "next_key", "code", "message",
     "token", "expires_dt", "list", "atn_stk_infr", "marketCode", "stk_cd"]
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


@given(st.one_of(st.binary(), st.text(), trees.map(json.dumps)))
def test_any_text_is_a_frame_or_a_wire_error(text: str | bytes) -> None:
    try:
        frame = wire.read(text)
        wire.entries(frame.data)
        wire.shape(wire.rows(frame.data))
        wire.hits(wire.rows(frame.data))
        wire.members(wire.rows(frame.data))
        wire.conditions(frame.data)
    except WireError:
        pass


@given(trees)
def test_any_entry_is_an_event_or_a_wire_error(tree: Any) -> None:
    values = {"841": tree, "9001": tree, "843": "I", "20": tree, "10": tree, "215": tree}
    (entry,) = wire.entries(raw([{"type": "02", "item": tree, "values": values}]))
    with contextlib.suppress(WireError):
        wire.push(entry, NOW, 0.0)
    with contextlib.suppress(WireError):
        wire.trade(entry, NOW)
    with contextlib.suppress(WireError):
        wire.market_state(entry, NOW)


@given(st.one_of(st.binary(), trees.map(lambda tree: json.dumps(tree).encode())))
def test_any_body_is_values_or_a_wire_error(content: bytes) -> None:
    try:
        body = bodies.read(content)
    except WireError:
        return
    bodies.code_of(body)
    for read in (bodies.quotes, lambda b: bodies.stocks(b, "0"), bodies.stock):
        with contextlib.suppress(WireError):
            read(body)


@pytest.mark.parametrize("text", [b"\xff\xfe", "\ud800", "[" * 100_000, "{", "", "null", "[]", "7"])
def test_what_is_no_object_is_a_wire_error(text: str | bytes) -> None:
    with pytest.raises(WireError):
        wire.read(text)


def test_conditions_come_as_arrays_or_objects() -> None:
    expected = (Listed("0", "조건1"), Listed("10", "조건2"))
    assert wire.conditions(raw([["0", "조건1"], ["10 ", "조건2"]])) == expected
    assert wire.conditions(raw([{"seq": "0", "name": "조건1"}, {"seq": "10", "name": "조건2"}]))
    assert wire.conditions(raw([])) == wire.conditions(raw(None)) == ()


def test_a_broken_condition_row_does_not_take_the_others_with_it() -> None:
    rows = [["0"], None, ["", "무명"], ["1", "조건"], "2", [None, None]]
    assert wire.conditions(raw(rows)) == (Listed("1", "조건"),)


def test_a_list_that_is_none_is_not_taken_for_an_empty_one() -> None:
    for wrong in ("text", 7, True):
        with pytest.raises(WireError):
            wire.conditions(raw(wrong))


def test_a_search_row_is_a_hit_with_its_price() -> None:
    row = {
        "9001": "A005930", "302": "삼성전자", "10": "000075000", "25": "5", "11": "-00000100",
        "12": "-00000130", "13": "010386116", "16": "000075100", "17": "000075600",
        "18": "000074700",
    }  # fmt: skip
    quote = Quote("005930", 75000, -100, -0.13, 10386116, None, 75100, 75600, 74700)
    assert wire.hits(wire.rows(raw([row]))) == (Hit("005930", "삼성전자", quote),)


def test_a_broken_row_does_not_take_the_others_with_it() -> None:
    rows = wire.rows(raw([3, {"jmcode": "A005930"}, None, {"jmcode": {}}, {"jmcode": "A005930"}]))
    assert wire.members(rows) == ("005930",)


def test_rows_tell_which_question_they_answer() -> None:
    assert wire.shape(wire.rows(raw([{"jmcode": "A005930"}]))) == wire.SUBSCRIBE
    assert wire.shape(wire.rows(raw([{"9001": "A005930"}]))) == wire.SEARCH
    assert wire.shape(wire.rows(raw(None))) is None


def test_a_trade_is_a_quote_of_the_bare_code() -> None:
    values = {"10": "-20800", "11": "-50", "12": "-0.24", "13": "30379732", "14": "632640",
              "16": "20850", "17": "+21150", "18": "-20450", "20": "165208"}  # fmt: skip
    entry = wire.entries(raw([{"type": "0B", "item": "005930_AL", "values": values}]))[0]
    quote = Quote("005930", 20800, -50, -0.24, 30379732, 632640, 20850, 21150, 20450)
    assert wire.trade(entry, NOW).quote == quote


def test_requests_are_written_as_kiwoom_reads_them() -> None:
    assert json.loads(requests.search("4").text) == {
        "trnm": "CNSRREQ", "seq": "4", "search_type": "0", "stex_tp": "K",
        "cont_yn": "N", "next_key": "",
    }  # fmt: skip
    assert json.loads(requests.search("4", "7").text)["cont_yn"] == "Y"
    assert json.loads(requests.register("1", "0s", [""]).text)["data"] == [
        {"item": [""], "type": ["0s"]}
    ]


def test_a_request_never_shows_the_token() -> None:
    assert "secret" not in repr(requests.login("secret"))
    assert "secret" in requests.login("secret").text


def test_an_expiry_is_korean_time() -> None:
    expected = datetime(2024, 11, 6, 23, 37, 13, tzinfo=UTC)
    assert bodies.expiry("20241107083713") == expected
    assert bodies.expiry("2024-11-07 08:37:13") == expected
    for wrong in ("", "2024", "20241399000000", None):
        with pytest.raises(WireError):
            bodies.expiry(wrong)


def test_the_code_in_the_text_outranks_the_general_one() -> None:
    assert bodies.code_of({"return_code": 3, "return_msg": "[8005:Token]"}) == 8005
    assert bodies.code_of({"return_code": "3", "return_msg": ""}) == 3
    assert bodies.code_of({"return_code": "0000", "return_msg": "[8005:no]"}) == 0
    assert bodies.code_of({}) is None


def test_a_list_of_one_market_leaves_out_the_others_that_it_mixes_in() -> None:
    body = {
        "list": [
            {"code": "005930", "name": "삼성전자", "marketCode": "0"},
            {"code": "069500", "name": "KODEX 200", "marketCode": "8"},
            {"code": "", "name": "무명", "marketCode": "0"},
            None,
        ]
    }
    assert bodies.stocks(body, "0") == [Stock("005930", "삼성전자", "KOSPI")]
    assert bodies.stocks(body, "8") == [Stock("069500", "KODEX 200", "ETF")]
    assert bodies.stocks({"list": None}, "0") == []
