"""The books themselves: what must be found wrong is, and what is right is not."""

from dataclasses import replace

import pytest

from tests.ledger.ledger import Happened, Place, Told, Verdict, judge
from tests.ledger.reading import UNKNOWN, Kind, Line, UnreadableError, read

RISING, VOLUME = "상승추세", "거래량"
CODE = "100007"
CHAT = Place("chat", frozenset({RISING}))
CUT = {1: 112.0}
"""session 1 ended two seconds after the last push"""


def happened(*moments: float, session: int = 1, condition: str = RISING) -> list[Happened]:
    """A stock that enters and leaves in turn."""
    kinds: list[Kind] = ["entry", "exit"] * len(moments)
    return [
        Happened(at + 1, condition, CODE, kind, moment, session)
        for at, (moment, kind) in enumerate(zip(moments, kinds, strict=False))
    ]


def told(message: int, kind: Kind, at: float, *, marked: bool = False) -> Told:
    return Told("chat", message, Line(kind, CODE, RISING, at, at + 1.0, marked=marked))


def missed(message: int, kind: Kind, since: float, until: float, *, marked: bool = False) -> Told:
    return Told("chat", message, Line(kind, CODE, RISING, since, until + 1.0, True, marked))


def verdict_of(events: list[Happened], lines: list[Told], place: Place = CHAT) -> Verdict:
    return judge(events, lines, [place], CUT)


def test_what_was_told_once_each_in_order_is_clean() -> None:
    verdict = verdict_of(happened(100, 110), [told(1, "entry", 100), told(2, "exit", 110)])
    assert verdict.clean
    assert (verdict.wanted, verdict.live) == (2, 2)


def test_an_event_that_is_not_told_is_lost() -> None:
    verdict = judge(happened(100, 110), [told(1, "entry", 100)], [CHAT], {})
    assert len(verdict.lost) == 1


def test_an_entry_and_its_exit_that_are_both_untold_are_two_losses() -> None:
    lines = [told(1, "entry", 100), told(2, "exit", 104)]
    verdict = verdict_of(happened(100, 104, 107, 110), lines)
    assert verdict.clean, "the line was cut then, and both may have gone unheard"
    verdict = judge(happened(100, 104, 107, 110), lines, [CHAT], {})
    assert len(verdict.lost) == 2


def test_an_untold_event_before_one_of_the_same_session_that_was_told_is_lost() -> None:
    events = [*happened(100, 104), Happened(3, RISING, "100008", "entry", 110.0, 1)]
    line = Line("entry", "100008", RISING, 110.0, 111.0)
    assert len(verdict_of(events, [Told("chat", 1, line)]).lost) == 2


def test_what_one_chat_was_told_must_be_told_to_the_other() -> None:
    places = [CHAT, Place("other", frozenset({RISING}))]
    verdict = judge(happened(110), [told(1, "entry", 110)], places, CUT)
    assert [one.startswith("other") for one in verdict.lost] == [True]


def test_an_event_told_again_without_the_mark_is_doubled() -> None:
    lines = [told(1, "entry", 100), told(2, "entry", 100)]
    verdict = verdict_of(happened(100), lines)
    assert len(verdict.doubled) == 1
    verdict = verdict_of(happened(100), [lines[0], told(2, "entry", 100, marked=True)])
    assert verdict.clean
    assert verdict.repeated == 1


def test_the_same_line_twice_in_one_message_is_doubled() -> None:
    verdict = verdict_of(happened(100), [told(1, "entry", 100), told(1, "entry", 100)])
    assert len(verdict.doubled) == 1


def test_an_exit_told_before_its_entry_is_out_of_order() -> None:
    lines = [told(1, "exit", 110), told(2, "entry", 100)]
    assert len(verdict_of(happened(100, 110), lines).disordered) == 1


def test_a_repeat_behind_a_newer_event_is_out_of_order() -> None:
    lines = [told(1, "entry", 100), told(2, "exit", 110), told(3, "entry", 100, marked=True)]
    assert len(verdict_of(happened(100, 110), lines).disordered) == 1


def test_a_message_repeated_whole_is_in_order() -> None:
    whole: list[tuple[Kind, float]] = [("entry", 100), ("exit", 110)]
    lines = [
        told(message, kind, at, marked=message == 2) for message in (1, 2) for kind, at in whole
    ]
    assert verdict_of(happened(100, 110), lines).clean


def test_what_never_happened_is_wrong() -> None:
    assert len(verdict_of(happened(100), [told(1, "entry", 100), told(2, "exit", 105)]).wrong) == 1
    assert len(verdict_of([], [told(1, "entry", 100)]).wrong) == 1


def test_a_missed_report_accounts_for_the_difference() -> None:
    events = [*happened(100), *_unheard(104, 108)]
    verdict = verdict_of(events[:2], [told(1, "entry", 100), missed(2, "exit", 101, 111)])
    assert verdict.clean
    assert (verdict.live, verdict.missed, verdict.unheard) == (1, 1, 1)
    assert verdict_of(events, [told(1, "entry", 100)]).clean, "out and in again is no difference"


def _unheard(*moments: float) -> list[Happened]:
    kinds: list[Kind] = ["exit", "entry"] * len(moments)
    return [
        Happened(at + 2, RISING, CODE, kind, moment)
        for at, (moment, kind) in enumerate(zip(moments, kinds, strict=False))
    ]


def test_a_difference_that_no_report_tells_is_lost() -> None:
    events = [*happened(100), *_unheard(104)]
    assert len(verdict_of(events, [told(1, "entry", 100)]).lost) == 1


def test_a_report_with_the_wrong_difference_or_span_is_wrong() -> None:
    events = [*happened(100), *_unheard(104)]
    lines = [told(1, "entry", 100), missed(2, "entry", 103, 111)]
    assert verdict_of(events, lines).wrong
    assert verdict_of(events, [lines[0], missed(2, "exit", 108, 111)]).wrong


def test_what_was_told_live_and_is_reported_as_missed_is_doubled() -> None:
    lines = [told(1, "entry", 100), missed(2, "entry", 99, 111)]
    assert len(verdict_of(happened(100), lines).doubled) == 1


def test_what_was_reported_as_missed_and_is_told_live_then_is_doubled() -> None:
    lines = [missed(1, "entry", 99, 111), told(2, "entry", 100)]
    assert len(verdict_of(happened(100), lines).doubled) == 1


def test_a_report_repeated_without_the_mark_is_doubled() -> None:
    events = [*happened(100), *_unheard(104)]
    lines = [told(1, "entry", 100), missed(2, "exit", 101, 111), missed(3, "exit", 101, 111)]
    assert len(verdict_of(events, lines).doubled) == 1
    assert verdict_of(events, [*lines[:2], missed(3, "exit", 101, 111, marked=True)]).clean


def test_a_line_repeated_behind_a_report_of_the_contrary_is_out_of_order() -> None:
    events = [*happened(100), *_unheard(104)]
    lines = [told(1, "entry", 100), missed(2, "exit", 101, 111), told(3, "entry", 100, marked=True)]
    assert len(verdict_of(events, lines).disordered) == 1


def test_two_gaps_of_which_the_first_came_to_nothing_are_told_by_the_second_report() -> None:
    events = [*happened(90), *_unheard(94, 98, 104)]
    lines = [told(1, "entry", 90), missed(2, "exit", 101, 111)]
    assert verdict_of(events, lines).clean


def test_a_closed_chat_need_not_be_told_but_only_while_it_is_closed() -> None:
    closed = Place("chat", frozenset({RISING}), ((95.0, 105.0),))
    assert verdict_of(happened(100, 110), [told(1, "exit", 110)], closed).clean
    late = Place("chat", frozenset({RISING}), ((105.0, 115.0),))
    assert len(verdict_of(happened(100, 110), [told(1, "exit", 110)], late).lost) == 1


def test_what_waited_for_a_chat_that_is_found_closed_need_not_be_told_however_old() -> None:
    lines = [told(1, "exit", 110)]
    waited = Line("entry", CODE, RISING, 100.0, 101.0)
    closed = Place("chat", frozenset({RISING}), ((105.0, 115.0),), (waited,))
    assert verdict_of(happened(100, 110), lines, closed).clean
    another = Line("entry", "100008", RISING, 100.0, 101.0)
    assert len(verdict_of(happened(100, 110), lines, replace(closed, dropped=(another,))).lost) == 1
    later = Line("entry", CODE, RISING, 103.0, 104.0)
    assert len(verdict_of(happened(100, 110), lines, replace(closed, dropped=(later,))).lost) == 1


def test_a_report_that_waited_for_a_closed_chat_excuses_its_whole_span() -> None:
    report = Line("exit", CODE, RISING, 99.0, 111.0, True)
    closed = Place("chat", frozenset({RISING}), dropped=(report,))
    events = happened(100, 104, 110, 120)
    assert verdict_of(events, [told(1, "exit", 120)], closed).clean
    assert len(verdict_of(events, [told(1, "exit", 120)]).lost) == 3


def test_a_chat_that_does_not_follow_a_condition_is_not_told_of_it() -> None:
    verdict = verdict_of(happened(100, condition=VOLUME), [])
    assert verdict.clean
    line = Line("entry", CODE, VOLUME, 100.0, 101.0)
    assert verdict_of(happened(100, condition=VOLUME), [Told("chat", 1, line)]).wrong


def test_an_event_of_no_known_condition_is_for_every_chat() -> None:
    event = [Happened(1, UNKNOWN, CODE, "entry", 90.0, 1)]
    assert len(verdict_of(event, []).lost) == 1
    assert verdict_of(event, [Told("chat", 1, Line("entry", CODE, UNKNOWN, 90.0, 91.0))]).clean
    assert judge(event, [], [CHAT], CUT, [92.0]).clean, "it was held in memory, and the bot died"
    assert verdict_of([Happened(1, UNKNOWN, CODE, "entry", 90.0)], []).clean, "nobody heard it"


# --- reading --------------------------------------------------------------------------------------

NOON = 1_795_404_000.0  # 2026-11-23 12:20:00 KST


def lines_of(text: str) -> list[tuple[str, str, str, bool, bool]]:
    found = read(text, NOON, {RISING, VOLUME})
    return [(one.kind, one.code, one.condition, one.loose, one.marked) for one in found]


def test_a_card_is_read() -> None:
    text = "편입 주100001 🔴 ▲1.20% · 상승추세 (재전송)\n가격 미확인\n100001 · 12:19:58 · 5초 늦음"
    assert lines_of(text) == [("entry", "100001", RISING, False, True)]
    (line,) = read(text, NOON, {RISING})
    assert (NOON - line.since, line.until - line.since) == (2.0, 1.0)


def test_a_batch_is_read_with_every_condition_of_a_line() -> None:
    text = (
        "*편입 1 · 이탈 1* · 주100001 외 1\n⏱ 4초 늦음\n\n*상승추세 + 거래량* 편입 1\n"
        "편입 🔴 *주100001* `100001`\n`12:19:58  가격 미확인`\n\n"
        "거래량\n이탈 ▫️ 주100002 100002\n12:19:59"
    )
    assert lines_of(text) == [
        ("entry", "100001", RISING, False, False),
        ("entry", "100001", VOLUME, False, False),
        ("exit", "100002", VOLUME, False, False),
    ]


def test_a_missed_report_is_read_as_list_and_as_table() -> None:
    text = (
        "끊긴 동안 편입 2 · 이탈 1 (12:10:00–12:19:00) (재전송)\n\n상승추세 편입 2\n편입\n"
        "+0.40% 254,000 주100001\n     -       - 주100002\n\n거래량 이탈 1\n이탈: 주100003"
    )
    assert [one[1:3] for one in lines_of(text)] == [
        ("100001", RISING), ("100002", RISING), ("100003", VOLUME),
    ]  # fmt: skip
    assert {one[3:] for one in lines_of(text)} == {(True, True)}


def test_a_heading_that_counts_more_than_there_is_raises() -> None:
    with pytest.raises(UnreadableError):
        lines_of("편입 2 · 주100001 외 1\n\n상승추세\n편입 ▫️ 주100001 100001\n12:19:58")


def test_a_stock_in_a_message_of_no_known_shape_raises_and_an_answer_says_nothing() -> None:
    with pytest.raises(UnreadableError):
        lines_of("어제의 주100001")
    assert lines_of("상승추세 구독을 시작했습니다.\n지금 3종목") == []
