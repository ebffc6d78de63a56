"""The rules of one connection, one by one."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.kiwoom import protocol, requests
from core.kiwoom.protocol import Answered, Echo, Ignored, Output, Postponed, Protocol, Said, Write
from core.kiwoom.requests import Request
from core.model import EventKind, Listed, Quote
from core.ports import MarketState, Push, Relisted, Snapshot, Trade

NOW = datetime(2026, 8, 5, 9, 0, 11, tzinfo=KST)


class Line:
    """A protocol with a clock a test turns."""

    def __init__(self, *, ready: bool = True) -> None:
        self.protocol = Protocol()
        self.now = 0.0
        if ready:
            self.send(requests.login("token"))
            self.get(trnm="LOGIN", return_code=0)
            self.send(requests.list_conditions())
            self.get(trnm="CNSRLST", return_code=0, data=[["1", "가"], ["2", "나"]])

    def send(self, request: Request) -> list[Output]:
        return self.protocol.send(request, self.now)

    def abandon(self, request: Request) -> list[Output]:
        return self.protocol.abandon(request, self.now)

    def get(self, **frame: Any) -> list[Output]:
        return self.text(json.dumps(frame))

    def text(self, text: str | bytes) -> list[Output]:
        return self.protocol.receive(text, NOW + timedelta(seconds=self.now), self.now)


def entry(seq: str | None = "1", code: str = "005930", kind: str = "I", **more: Any) -> Any:
    values = {"9001": code, "843": kind, "20": "090011", "907": "2"} | more
    if seq is not None:
        values["841"] = seq
    return {"type": "02", "name": "조건검색", "item": code, "values": values}


def answered(outputs: list[Output]) -> list[Request]:
    return [each.request for each in outputs if isinstance(each, Answered)]


def written(outputs: list[Output]) -> list[Request]:
    return [each.request for each in outputs if isinstance(each, Write)]


# --- PING, SYSTEM, order -------------------------------------------------------------------------


def test_a_ping_goes_back_byte_for_byte_and_nobody_else_sees_it() -> None:
    for text in ('{"trnm":"PING"}', '{ "trnm" : "PING", "more": 1 }'):
        assert Line(ready=False).text(text) == [Echo(text)]


def test_a_system_frame_is_told_and_never_echoed() -> None:
    line = Line()
    assert line.get(trnm="SYSTEM", code="R10001", message="동일한") == [Said("R10001", "동일한")]
    assert line.get(trnm="SYSTEM", return_code="R1", return_msg="x") == [Said("R1", "x")]


def test_login_comes_first_then_the_list_then_everything_else() -> None:
    line = Line(ready=False)
    search, listing, login = requests.search("1"), requests.list_conditions(), requests.login("t")
    assert line.send(search) == []
    assert line.send(listing) == []
    assert line.send(login) == [Write(login)]
    assert written(line.get(trnm="LOGIN", return_code=0)) == [listing]
    assert written(line.get(trnm="CNSRLST", return_code=0, data=None)) == [search]


def test_a_refused_login_opens_nothing() -> None:
    line = Line(ready=False)
    line.send(requests.list_conditions())
    line.send(requests.login("t"))
    message = "토큰 인증에 실패했습니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]"
    outputs = line.get(trnm="LOGIN", return_code=805004, return_msg=message)
    assert [each.reply.code for each in outputs if isinstance(each, Answered)] == [8005]
    assert written(outputs) == []


def test_requests_of_one_kind_go_out_one_after_the_other() -> None:
    line = Line()
    first, second, other = requests.search("1"), requests.subscribe("2"), requests.clear("1")
    assert line.send(first) == [Write(first)]
    assert line.send(second) == []
    assert line.send(other) == [Write(other)]
    outputs = line.get(trnm="CNSRREQ", seq="1  ", return_code=0, data=[])
    assert answered(outputs) == [first]
    assert written(outputs) == [second]


# --- answers -------------------------------------------------------------------------------------


def test_a_padded_number_in_the_answer_is_the_one_asked_for() -> None:
    for shown in ("2  ", "2", "2 extra"):
        line = Line()
        asked = requests.search("2")
        line.send(asked)
        assert answered(line.get(trnm="CNSRREQ", seq=shown, return_code=0, data=[])) == [asked]


def test_a_return_code_may_be_a_string() -> None:
    line = Line()
    asked = requests.search("2")
    line.send(asked)
    outputs = line.get(trnm="CNSRREQ", seq="2", return_code="0000", data=[])
    assert [each.reply.code for each in outputs if isinstance(each, Answered)] == [0]


def test_a_frame_without_return_code_is_no_answer() -> None:
    line = Line()
    asked = requests.subscribe("1")
    line.send(asked)
    assert line.get(trnm="CNSRREQ", seq="1", data=[{"jmcode": "A005930"}]) == []
    assert answered(line.get(trnm="CNSRREQ", seq="1", return_code=0, data=[])) == [asked]


def test_an_error_is_matched_by_the_number_in_its_text() -> None:
    line = Line()
    asked = requests.subscribe("1")
    line.send(asked)
    stray = line.get(trnm="CNSRREQ", return_code=900003, return_msg="이미 등록.(seq=7)")
    assert answered(stray) == []
    outputs = line.get(trnm="CNSRREQ", return_code=900003, return_msg="이미 등록.(seq=1)")
    assert answered(outputs) == [asked]
    assert [each.reply.code for each in outputs if isinstance(each, Answered)] == [900003]


def test_an_error_that_names_no_condition_answers_what_is_out() -> None:
    line = Line()
    asked = requests.subscribe("1")
    line.send(asked)
    assert answered(line.get(trnm="CNSRREQ", return_code=100002, return_msg="누락")) == [asked]


def test_rows_of_the_other_kind_are_not_the_answer() -> None:
    line = Line()
    asked = requests.subscribe("1")
    line.send(asked)
    search_rows = [{"9001": "A005930", "10": "000075000"}]
    assert answered(line.get(trnm="CNSRREQ", seq="1", return_code=0, data=search_rows)) == []
    rows = [{"jmcode": "A005930"}]
    assert answered(line.get(trnm="CNSRREQ", seq="1", return_code=0, data=rows)) == [asked]


def test_a_search_says_where_it_goes_on() -> None:
    line = Line()
    line.send(requests.search("1"))
    rows = [{"9001": "A005930", "302": "삼성전자"}]
    page = {"trnm": "CNSRREQ", "seq": "1  ", "return_code": 0, "data": rows}
    (output,) = line.get(**page, cont_yn="Y", next_key="00100")
    assert isinstance(output, Answered)
    assert output.reply.next_key == "00100"
    line.send(requests.search("1", "00100"))
    (output,) = line.get(**page, cont_yn="N", next_key="00100")
    assert isinstance(output, Answered)
    assert output.reply.next_key == ""


def test_a_second_list_is_told_and_the_first_is_not() -> None:
    line = Line()
    line.send(requests.list_conditions())
    outputs = line.get(trnm="CNSRLST", return_code=0, data=[{"seq": "1", "name": "가"}])
    assert outputs[1:] == [Relisted(NOW, (Listed("1", "가"),))]


def test_an_answer_nobody_asked_for_changes_nothing() -> None:
    line = Line()
    line.send(requests.search("1"))
    answer = {"trnm": "CNSRREQ", "seq": "1", "return_code": 0, "data": []}
    assert len(answered(line.get(**answer))) == 1
    assert line.get(**answer) == [Ignored("an answer to nothing asked")]
    assert line.get(trnm="CNSRCLR", return_code=0) == []


# --- late answers --------------------------------------------------------------------------------


def test_a_late_answer_never_answers_the_next_question() -> None:
    line = Line()
    given_up, next_one = requests.subscribe("1"), requests.subscribe("2")
    line.send(given_up)
    line.send(next_one)
    assert written(line.abandon(given_up)) == [next_one]
    rows = [{"jmcode": "A005930"}]
    late = line.get(trnm="CNSRREQ", seq="1", return_code=0, data=rows)
    assert late == [Ignored("a late answer")]
    assert answered(line.get(trnm="CNSRREQ", seq="2", return_code=0, data=rows)) == [next_one]


def test_a_condition_whose_answer_is_out_is_not_asked_again_and_others_are() -> None:
    line = Line()
    given_up, again, other = requests.search("1"), requests.subscribe("1"), requests.search("2")
    line.send(given_up)
    line.abandon(given_up)
    assert line.send(again) == [Postponed(again)]
    assert line.send(other) == [Write(other)]


def test_it_is_asked_again_once_the_late_answer_has_come() -> None:
    line = Line()
    given_up, again = requests.search("1"), requests.search("1")
    line.send(given_up)
    line.abandon(given_up)
    line.get(trnm="CNSRREQ", seq="1", return_code=0, data=[])
    assert line.send(again) == [Write(again)]


def test_it_is_asked_again_after_a_minute() -> None:
    line = Line()
    given_up, again = requests.search("1"), requests.search("1")
    line.send(given_up)
    line.abandon(given_up)
    line.now = protocol.LATE_ANSWER - 1
    assert line.send(requests.search("1")) != [Write(again)]
    line.now = protocol.LATE_ANSWER
    assert line.send(again) == [Write(again)]


def test_one_that_waits_for_its_turn_behind_a_given_up_twin_is_postponed() -> None:
    line = Line()
    given_up, twin = requests.search("1"), requests.search("1")
    line.send(given_up)
    line.send(twin)
    assert line.abandon(given_up) == [Postponed(twin)]


def test_an_error_without_a_number_may_be_a_late_one_and_answers_nothing() -> None:
    line = Line()
    given_up = requests.search("1")
    line.send(given_up)
    line.abandon(given_up)
    line.send(requests.search("2"))
    assert answered(line.get(trnm="CNSRREQ", return_code=100002, return_msg="누락")) == []


def test_one_given_up_before_its_turn_was_never_asked() -> None:
    line = Line()
    first, second = requests.search("1"), requests.search("2")
    line.send(first)
    line.send(second)
    assert line.abandon(second) == []
    assert line.get(trnm="CNSRREQ", seq="1", return_code=0, data=[])[1:] == []
    again = requests.search("2")
    assert line.send(again) == [Write(again)]


# --- pushes --------------------------------------------------------------------------------------


def test_a_push_says_which_stock_entered_which_condition_and_when() -> None:
    (push,) = Line().get(trnm="REAL", data=[entry("1", "A0126Z0", "D")])
    assert push == Push(NOW, 0.0, "1", "0126Z0", EventKind.EXIT, "090011")


def test_a_push_with_a_padded_number_belongs_to_it_and_without_one_to_nobody() -> None:
    for shown, meant in (("4  ", "4"), ("4 조건", "4"), ("", None), (None, None)):
        (push,) = Line().get(trnm="REAL", data=[entry(shown)])
        assert isinstance(push, Push)
        assert push.seq == meant


def test_a_push_with_a_broken_time_is_told_without_it() -> None:
    (push,) = Line().get(trnm="REAL", data=[entry(**{"20": "9:00"})])
    assert isinstance(push, Push)
    assert push.hhmmss is None


def test_one_frame_may_carry_several_pushes_and_a_broken_one_loses_only_itself() -> None:
    line = Line()
    data = [entry(code="005930"), entry(kind="X"), {"type": "02"}, entry(code="000660")]
    outputs = line.get(trnm="REAL", data=data)
    assert [each.code for each in outputs if isinstance(each, Push)] == ["005930", "000660"]
    assert line.protocol.garbage == 1


def test_a_push_between_request_and_answer_is_told_after_the_snapshot() -> None:
    line = Line()
    line.send(requests.subscribe("1"))
    assert line.get(trnm="REAL", data=[entry("1", "000660")]) == []
    rows = [{"jmcode": "A005930"}, {"jmcode": "A005930"}]
    outputs = line.get(trnm="CNSRREQ", seq="1", return_code=0, data=rows)
    assert outputs[1] == Snapshot(NOW, "1", ("005930",))
    assert [each.code for each in outputs if isinstance(each, Push)] == ["000660"]
    (later,) = line.get(trnm="REAL", data=[entry("1", "035720")])
    assert isinstance(later, Push)


def test_pushes_of_other_conditions_are_not_held() -> None:
    line = Line()
    line.send(requests.subscribe("1"))
    outputs = line.get(trnm="REAL", data=[entry("2"), entry(None)])
    assert [each.seq for each in outputs if isinstance(each, Push)] == ["2", None]


def test_a_search_holds_nothing() -> None:
    line = Line()
    line.send(requests.search("1"))
    assert len(line.get(trnm="REAL", data=[entry("1")])) == 1


def test_what_was_held_is_told_when_the_subscription_fails() -> None:
    refused, abandoned = Line(), Line()
    for line in (refused, abandoned):
        request = requests.subscribe("1")
        line.send(request)
        line.get(trnm="REAL", data=[entry("1")])
        if line is abandoned:
            outputs = line.abandon(request)
        else:
            outputs = line.get(trnm="CNSRREQ", return_code=900003, return_msg="(seq=1)")
        assert [each.code for each in outputs if isinstance(each, Push)] == ["005930"]


def test_a_subscription_that_waits_for_its_turn_holds_nothing_yet() -> None:
    line = Line()
    line.send(requests.search("2"))
    line.send(requests.subscribe("1"))
    assert len(line.get(trnm="REAL", data=[entry("1")])) == 1


def test_market_states_and_trades_are_told_and_other_kinds_are_not() -> None:
    state = {"type": "0s", "item": "", "values": {"215": "3", "20": "090000", "214": "000000"}}
    trade = {"type": "0B", "item": "005930_AL", "values": {"10": "-20800"}}
    unknown = {"type": "9Z", "item": "", "values": {}}
    outputs = Line().get(trnm="REAL", data=[state, trade, unknown])
    assert outputs == [MarketState(NOW, "3"), Trade(NOW, Quote("005930", 20800))]


# --- garbage -------------------------------------------------------------------------------------


def test_garbage_is_counted_and_never_fatal() -> None:
    line = Line()
    for text in ("", "{", "[]", "null", b"\xff", '{"trnm":"REAL","data":7}', "<html>"):
        (output,) = line.text(text)
        assert isinstance(output, Ignored)
        assert output.garbage
    assert line.protocol.garbage == 7
    asked = requests.search("1")
    line.send(asked)
    assert answered(line.get(trnm="CNSRREQ", seq="1", return_code=0, data=[])) == [asked]


def test_an_unknown_kind_of_frame_is_ignored() -> None:
    line = Line()
    for trnm in ("CNSSRALM", "", None, 7, ["x"], {"a": 1}):
        assert line.get(trnm=trnm, return_code=0, data=[]) == []
    assert line.protocol.garbage == 0


frames = st.fixed_dictionaries(
    {"trnm": st.sampled_from(["LOGIN", "CNSRLST", "CNSRREQ", "CNSRCLR", "REAL", "PING", "SYSTEM"])},
    optional={
        "return_code": st.sampled_from([0, "0", 3, 900003, None, "x"]),
        "return_msg": st.sampled_from(["", "(seq=1)", "[8005:x]"]) | st.text(),
        "seq": st.sampled_from(["1", "2  ", "", None, 1, []]),
        "data": st.sampled_from(
            [None, [], {}, 7, [["1", "가"]], [{"jmcode": "A005930"}], [entry()], [entry(None)]]
        ),
    },
)
questions = st.sampled_from(["login", "list", "search", "subscribe", "clear", "abandon"])


@given(st.lists(frames | questions, max_size=30))
def test_in_any_conversation_each_request_ends_once_and_no_push_is_lost(steps: list[Any]) -> None:
    line = Line(ready=False)
    sent: list[Request] = []
    ended: list[Request] = []
    given_up: list[Request] = []
    outputs: list[Output] = []
    pushes = 0
    makers: dict[str, Callable[[], Request]] = {
        "login": lambda: requests.login("t"),
        "list": requests.list_conditions,
        "search": lambda: requests.search("1"),
        "subscribe": lambda: requests.subscribe("1"),
        "clear": lambda: requests.clear("1"),
    }
    for step in steps:
        if isinstance(step, dict):
            fresh = line.get(**step)
            data = step.get("data")
            if step["trnm"] == "REAL" and isinstance(data, list):
                pushes += sum(isinstance(each, dict) and "values" in each for each in data)
        elif step == "abandon":
            alive = [each for each in sent if each not in ended + given_up]
            fresh = line.abandon(alive[0]) if alive else []
            given_up += alive[:1]
        else:
            sent.append(makers[step]())
            fresh = line.send(sent[-1])
        outputs += fresh
        ended += [each.request for each in fresh if isinstance(each, Answered | Postponed)]
    for request in [each for each in sent if each not in ended + given_up]:
        outputs += line.abandon(request)
    assert len(ended) == len(set(ended))
    assert not set(ended) & set(given_up)
    assert sum(isinstance(each, Push) for each in outputs) == pushes
