"""What alerts say."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages import Doc, Table
from bot.render import html, notices, plain
from bot.render.alerts import WIDEST, compose
from bot.render.measure import NEARLY, columns, units
from core.model import (
    Alert,
    AlertMessage,
    EventKind,
    Notice,
    NoticeMessage,
    Outgoing,
    Quote,
    Source,
)
from tests.bot.render.samples import TODAY, alert, message

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT
NASTY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="&<>\"'_*`~[]()\\/@#🔴가 \n", max_size=60),
    st.sampled_from(["&" * 60, "<b>&_*" * 10, "가" * 60, "🔴" * 60]),
)


def said(message: Outgoing, lang: str = "ko", today: date = TODAY) -> list[str]:
    return plain.encode(compose(message, lang, today).doc).split("\n")


def test_a_single_alert_is_a_card_of_three_lines_whose_first_says_it_all() -> None:
    assert said(message(alert())) == [
        "편입 삼성전자 🔴 ▲3.42% · 급등 초입",
        "71,200원 ▲2,136 · 거래량 1,234만",
        "005930 · 09:00:12",
    ]


def test_a_card_says_exit_and_down_in_english_too() -> None:
    first, second, third = said(message(alert(kind=EXIT, rate=-1.3, late=12.4)), "en")
    assert first == "OUT 삼성전자 🔵 ▼1.30% · 급등 초입"
    assert second.startswith("₩71,200")
    assert third == "005930 · 09:00:12 · 12 s late"


def test_what_may_have_been_sent_before_is_marked() -> None:
    assert said(message(alert(), resend=True))[0].endswith("(재전송)")
    assert said(message(alert(), alert("000660", "SK하이닉스"), resend=True))[0].endswith(
        "(재전송)"
    )
    missed = alert(source=Source.MISSED, away=60)
    assert said(message(missed, resend=True))[0].endswith("(재전송)")
    notice = NoticeMessage(Notice("session_back"), resend=True)
    assert said(notice)[0].endswith("(재전송)")


def test_an_alert_of_an_unknown_condition_says_so() -> None:
    assert said(message(alert(condition=None)))[0].endswith("· 조건 미확인")


def test_an_alert_without_a_price_says_so() -> None:
    first, second, _ = said(message(alert(price=None)))
    assert first == "편입 삼성전자 · 급등 초입"
    assert second == "가격 미확인"


def test_an_alert_that_a_filter_could_not_judge_says_so_beside_what_is_not_known() -> None:
    unpriced = replace(alert(price=None), unfiltered=("price", "rate"))
    assert said(message(unpriced))[1] == "가격 미확인 · 가격·등락률 필터 미적용"
    assert said(message(unpriced), "en")[1] == "price unknown · not filtered by price·change"
    (line,) = plain.one_lines(message(unpriced), "ko", TODAY)
    assert "가격 미확인 (가격·등락률 필터 미적용) [급등 초입]" in line
    quoted = replace(alert(volume=None), unfiltered=("volume",))
    assert said(message(quoted))[1] == "71,200원 ▲2,136 · 거래량 필터 미적용"


@pytest.mark.parametrize("source", [Source.REALTIME, Source.MISSED])
def test_a_message_of_several_says_once_how_many_no_filter_could_judge(source: Source) -> None:
    alerts = (
        replace(alert(source=source, price=None), unfiltered=("price",)),
        replace(alert("1", "가", source=source, price=None), unfiltered=("price", "rate")),
        alert("2", "나", source=source),
    )
    lines = said(message(*alerts))
    assert lines[-1] == "⚠️ 2종목은 값을 몰라 가격·등락률 필터 미적용"
    assert sum("필터" in line for line in lines) == 1


def test_a_missed_report_of_one_stock_says_that_no_filter_could_judge_it() -> None:
    missed = replace(alert(source=Source.MISSED, price=None), unfiltered=("price",))
    assert said(message(missed))[-1] == "⚠️ 1종목은 값을 몰라 가격 필터 미적용"


@pytest.mark.parametrize(("late", "mark"), [(0.0, False), (3.0, False), (3.1, True)])
def test_lateness_is_told_above_three_seconds(late: float, mark: bool) -> None:
    assert ("늦음" in said(message(alert(late=late)))[2]) is mark


def test_a_polled_alert_says_the_interval_it_happened_in() -> None:
    polled = alert(source=Source.POLL, away=60)
    assert said(message(polled))[2] == "005930 · 08:59:12–09:00:12 사이"


def test_the_day_is_shown_where_it_is_not_today() -> None:
    assert said(message(alert()), today=date(2026, 11, 24))[2] == "005930 · 11/23 09:00:12"
    assert said(message(alert()), today=TODAY) == said(message(alert()))


def test_one_stock_in_several_conditions_is_told_once_and_names_them_all() -> None:
    lines = said(message(alert(), alert(condition="거래량 폭발", after=2)))
    assert lines[0] == "편입 삼성전자 🔴 ▲3.42% · 급등 초입 + 거래량 폭발"
    assert lines[2] == "005930 · 09:00:12–09:00:14"


def test_a_stock_that_entered_twice_is_told_twice() -> None:
    batch = message(alert(), alert(kind=EXIT, after=1), alert(after=2))
    lines = said(batch)
    assert lines[:3] == ["편입 2 · 이탈 1 · 삼성전자", "", "급등 초입"]
    assert [line[:2] for line in lines[3:] if "삼성전자" in line] == ["편입", "이탈", "편입"]


def test_a_batch_begins_with_what_a_lock_screen_shows() -> None:
    batch = message(alert(), alert("000660", "SK하이닉스"), alert("035720", "카카오", kind=EXIT))
    assert said(batch)[0] == "편입 2 · 이탈 1 · 삼성전자 외 2"
    assert said(batch, "en")[0] == "IN 2 · OUT 1 · 삼성전자 and 2 more"


def test_a_batch_is_grouped_by_condition_with_counts() -> None:
    lines = said(
        message(
            alert(),
            alert("000660", "SK하이닉스", price=181_400, rate=12.3, after=1),
            alert("035720", "카카오", "거래량 폭발", kind=EXIT, after=2),
            alert("005930", "삼성전자", "눌림목", after=3),
            alert("035420", "NAVER", after=4),
        )
    )
    assert lines[0] == "편입 3 · 이탈 1 · 삼성전자 외 3"
    assert "급등 초입 편입 2" in lines
    assert sum("삼성전자" in line for line in lines[1:]) == 1


def test_a_group_of_one_event_does_not_count_it_again() -> None:
    lines = said(message(alert(), alert("066570", "LG전자", "단기 상승추세", kind=EXIT, after=1)))
    at = lines.index("단기 상승추세")
    assert lines[at + 1].startswith("이탈 🔴 LG전자")
    assert "급등 초입" in lines
    polled = alert("066570", "LG전자", "단기 상승추세", source=Source.POLL, away=60)
    assert "단기 상승추세 · 08:59:12–09:00:12 사이" in said(message(alert(), polled))


def test_numbers_of_a_batch_stand_below_each_other() -> None:
    lines = said(
        message(alert(), alert("207940", "삼성바이오로직스", price=1_034_000, rate=-12.15, after=1))
    )
    numbers = [line for line in lines if line.startswith("09:00")]
    assert numbers == ["09:00:12   +3.42%    71,200 1,234만", "09:00:13  -12.15% 1,034,000 1,234만"]


def test_a_polled_group_says_its_interval_once() -> None:
    polled = [alert(str(n), f"종목{n}", source=Source.POLL, away=60) for n in range(3)]
    lines = said(message(*polled))
    assert [line for line in lines if "사이" in line] == ["급등 초입 · 08:59:12–09:00:12 사이"]
    mixed = said(message(*polled, alert("9", "새 종목", "거래량 폭발")))
    assert "급등 초입 편입 3 · 08:59:12–09:00:12 사이" in mixed


def test_a_price_of_now_is_not_told_as_that_of_an_old_event() -> None:
    old = replace(alert(), later=True)
    assert "지금 71,200원" in said(message(old))[1]
    assert "now ₩71,200" in said(message(old), "en")[1]
    lines = said(message(old, alert("000660", "SK하이닉스")))
    assert lines[-1] == "가격은 그때가 아니라 지금 값입니다."
    (line,) = plain.one_lines(message(old), "ko", TODAY)
    assert " 지금 71,200 " in line
    away = replace(alert(source=Source.MISSED, away=300.0), later=True)
    assert said(message(away))[-1] == "가격은 그때가 아니라 지금 값입니다."
    assert "지금" not in "".join(said(message(alert())))


def test_a_batch_says_how_late_it_is_once() -> None:
    lines = said(message(alert(late=20.0), alert("000660", "SK하이닉스", late=5.0)))
    assert lines[1] == "⏱ 최대 20초 늦음"
    assert said(message(alert(late=5.2), alert("1", "가", late=5.1)))[1] == "⏱ 5초 늦음"


def test_a_missed_report_names_the_span_the_counts_and_the_stocks() -> None:
    missed = message(
        *(alert(str(n), f"종목{n}", source=Source.MISSED, away=89) for n in range(3)),
        alert("005930", kind=EXIT, source=Source.MISSED, away=89),
    )
    doc = compose(missed, "ko", TODAY).doc
    lines = plain.encode(doc).split("\n")
    assert lines[0] == "끊긴 동안 편입 3 · 이탈 1 (08:58:43–09:00:12)"
    assert "급등 초입 편입 3 · 이탈 1" in lines
    rows = [row for part in doc.parts if isinstance(part, Table) for row in part.rows]
    assert [row.split()[-1] for row in rows] == ["종목0", "종목1", "종목2", "삼성전자"]


def test_the_stocks_of_a_missed_report_come_with_the_risers_first() -> None:
    missed = [
        alert(str(n), f"종목{n}", source=Source.MISSED, away=60, rate=rate)
        for n, rate in enumerate([1.0, None, 29.9, -3.0])
    ]
    rows = tables(compose(message(*missed), "ko", TODAY).doc)
    assert [row.split()[-1] for row in rows] == ["종목2", "종목0", "종목3", "종목1"]


def test_a_missed_report_without_prices_is_a_list_of_names() -> None:
    missed = [
        alert(str(n), f"종목{n}", source=Source.MISSED, away=60, price=None) for n in range(3)
    ]
    assert said(message(*missed))[-1] == "편입: 종목0, 종목1, 종목2"


def test_a_notice_is_put_into_words_with_its_reason() -> None:
    params = {"reason_key": "database_unusable", "path": "kiwoom.db", "reason": "disk full"}
    notice = NoticeMessage(Notice("session_stopped", params))
    assert "kiwoom.db: disk full" in " ".join(said(notice))
    assert "kiwoom.db: disk full" in " ".join(said(notice, "en"))
    failed = NoticeMessage(Notice("subscribe_failed", {"name": "급등", "reason": "not_connected"}))
    assert said(failed)[-1] == "이유: 키움과 연결이 끊김"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_lost_link_is_marked_as_a_warning(lang: str) -> None:
    notice = NoticeMessage(Notice("link_lost", {"time": "10:00:00"}))
    assert said(notice, lang)[0].startswith("⚠️ ")
    assert "10:00:00" in said(notice, lang)[0]


def test_one_line_an_alert_says_everything_a_log_reader_needs() -> None:
    (line,) = plain.one_lines(message(alert(late=12.0), resend=True), "ko", TODAY)
    assert line == "09:00:12 편입 삼성전자(005930) 71,200 ▲3.42% [급등 초입] 12초 늦음 (재전송)"
    missed = alert(condition=None, kind=EXIT, source=Source.MISSED, away=60, price=None)
    assert plain.one_lines(message(missed), "ko", TODAY) == [
        "08:59:12–09:00:12 이탈 삼성전자(005930) 가격 미확인 [조건 미확인] (끊긴 동안)"
    ]
    notice = NoticeMessage(Notice("condition_gone", {"name": "급등"}))
    (line,) = plain.one_lines(notice)
    assert line.startswith("⏸ 급등 키움 목록에서")


def tables(doc: Doc) -> list[str]:
    return [row for part in doc.parts if isinstance(part, Table) for row in part.rows]


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(NASTY, min_size=30, max_size=30),
    conditions=st.lists(NASTY, min_size=30, max_size=30),
    lang=st.sampled_from(["ko", "en"]),
    polled=st.booleans(),
)
@example(["&" * 60] * 30, [f"{n}{'&' * 60}" for n in range(30)], "en", True)
def test_thirty_alerts_always_fit_into_one_telegram_message(
    names: list[str], conditions: list[str], lang: str, polled: bool
) -> None:
    source = Source.POLL if polled else Source.REALTIME
    alerts = [
        alert(
            f"{n:06}", name, condition, source=source, away=60 + n if polled else None,
            after=n, price=1_234_000, late=86_000.0 + n, volume=9_999_999_999,
        )
        for n, (name, condition) in enumerate(zip(names, conditions, strict=True))
    ]  # fmt: skip
    assert_fits(alerts, lang)


@settings(max_examples=15, deadline=None)
@given(
    name=NASTY, condition=NASTY, lang=st.sampled_from(["ko", "en"]), conditions=st.integers(1, 150)
)
@example("&" * 60, "&" * 60, "en", 150)
@example("가" * 30, "나" * 30, "ko", 150)
def test_a_hundred_and_fifty_missed_stocks_always_fit_into_one_telegram_message(
    name: str, condition: str, lang: str, conditions: int
) -> None:
    alerts = [
        alert(
            f"{n:06}", f"{n}{name}", f"{n % conditions}{condition}", source=Source.MISSED,
            away=400_000, kind=EXIT if n % 2 else EventKind.ENTRY, price=1_234_000 + n,
        )
        for n in range(150)
    ]  # fmt: skip
    assert_fits(alerts, lang)


def assert_fits(alerts: list[Alert], lang: str) -> None:
    alerts = [replace(one, unfiltered=("price", "rate", "volume", "value")) for one in alerts]
    doc = compose(message(*alerts, resend=True), lang, date(2026, 12, 1)).doc
    assert units(html.encode(doc)) <= 4096
    assert len(html.messages(doc)) == 1
    assert all(columns(row) <= WIDEST + NEARLY for row in tables(doc))


def test_ordinary_names_are_never_clipped_in_a_full_batch() -> None:
    alerts = [alert(f"{n:06}", "한화에어로스페이스", after=n) for n in range(30)]
    text = "\n".join(said(message(*alerts)))
    assert text.count("한화에어로스페이스") == 31  # once more in the heading
    assert "000029" in text


def test_an_alert_whose_direction_is_unknown_shows_what_is_known() -> None:
    lines = said(message(alert(rate=None, volume=None, price=0)))
    assert lines == ["편입 삼성전자 · 급등 초입", "0원", "005930 · 09:00:12"]


def test_a_late_missed_report_says_so() -> None:
    missed = [alert(str(n), "가", source=Source.MISSED, away=60, late=3_700.0) for n in (1, 2)]
    assert said(message(*missed))[1] == "⏱ 1시간 1분 늦음"


# --- to and fro ---------------------------------------------------------------------------------


def to_and_fro(*kinds: EventKind, condition: str = "급등 초입") -> list[Alert]:
    return [
        replace(alert(condition=condition, kind=kind, after=30.0 * n), turns=len(kinds))
        for n, kind in enumerate(kinds)
    ]


def test_a_stock_that_goes_in_and_out_is_one_line_that_counts_and_says_where_it_is_now() -> None:
    lines = said(message(*to_and_fro(ENTRY, EXIT, ENTRY, EXIT)))
    assert lines == [
        "편입↔이탈 4회 삼성전자 · 급등 초입",
        "🔴 ▲3.42% · 71,200원 ▲2,136",
        "005930 · 지금 이탈 09:01:42",
    ]
    assert said(message(*to_and_fro(ENTRY, EXIT, ENTRY)), "en")[0].startswith("IN↔OUT 3× 삼성전자")


def test_in_a_batch_such_a_stock_is_one_line_with_its_newest_price() -> None:
    turns = to_and_fro(ENTRY, EXIT, ENTRY)
    newest = replace(turns[-1], quote=Quote("005930", 72_000, 100, 4.5, 13_000_000))
    lines = said(message(alert("000660", "SK하이닉스"), *turns[:-1], newest))
    assert lines[0] == "편입 1 · 편입↔이탈 1 · SK하이닉스 외 1"
    assert lines[-2:] == ["편입↔이탈 3회 🔴 삼성전자 005930", "09:01:12  +4.50% 72,000 지금 편입"]


def test_to_and_fro_is_told_for_each_condition_and_leaves_other_conditions_alone() -> None:
    lines = said(
        message(
            *to_and_fro(ENTRY, EXIT, ENTRY),
            *to_and_fro(EXIT, ENTRY, EXIT, condition="눌림목"),
            alert(condition="거래량 폭발"),
        )
    )
    assert lines[0] == "편입 1 · 편입↔이탈 2 · 삼성전자"
    assert sum("편입↔이탈 3회" in line for line in lines) == 2
    assert sum(line.startswith("편입 🔴 삼성전자") for line in lines) == 1


def test_an_alert_of_before_the_folding_is_part_of_the_line() -> None:
    first, *rest = to_and_fro(ENTRY, EXIT, ENTRY)
    assert said(message(replace(first, turns=0), *rest))[0].startswith("편입↔이탈 3회")


def test_to_and_fro_is_one_line_in_a_log_as_well() -> None:
    lines = plain.one_lines(message(*to_and_fro(ENTRY, EXIT, ENTRY)), "ko", TODAY)
    assert lines == ["09:01:12 지금 편입 삼성전자(005930) 71,200 ▲3.42% [급등 초입] 편입↔이탈 3회"]


# --- buttons, detours ---------------------------------------------------------------------------


def buttons(message: Outgoing, lang: str = "ko") -> list[tuple[str, str]]:
    rows = compose(message, lang, TODAY).buttons
    return [(one.label, one.data) for row in rows for one in row]


def test_a_card_offers_to_look_at_the_stock_to_silence_it_and_to_explain() -> None:
    expected = [
        ("현재가", "+/quote 005930"),
        ("차트", "+/chart 005930"),
        ("🔕 30분", "+/mute 30m 005930"),
        ("왜?", "+/why 005930"),
    ]
    assert buttons(message(alert())) == expected
    assert buttons(message(*to_and_fro(ENTRY, EXIT, ENTRY))) == expected


def test_a_batch_offers_to_look_at_its_stocks_silence_from_its_condition_or_all_and_why() -> None:
    looks = [("삼성전자", "+/quote 005930"), ("SK하이닉스", "+/quote 000660")]
    batch = message(alert(), alert("000660", "SK하이닉스"))
    why = ("왜?", "+/why")
    assert buttons(batch) == [*looks, ("이 조건식 30분 음소거", "+/mute 30m #1"), why]
    other = alert("000660", "SK하이닉스", "눌림목")
    other = replace(other, event=replace(other.event, condition_id=2))
    assert buttons(message(alert(), other))[2:] == [("모두 30분 음소거", "+/mute 30m"), why]
    unknown = [alert(condition=None), alert("000660", "SK하이닉스", None)]
    assert buttons(message(*unknown))[2:] == [("모두 30분 음소거", "+/mute 30m"), why]


def test_of_many_stocks_the_first_four_that_entered_are_offered_two_side_by_side() -> None:
    left_first = [alert("1", "나간", kind=EXIT), *(alert(f"{n}", f"든{n}") for n in range(2, 12))]
    rows = compose(message(*left_first), "ko", TODAY).buttons
    assert [[one.label for one in row] for row in rows] == [
        ["든2", "든3"], ["든4", "든5"], ["이 조건식 30분 음소거", "왜?"]
    ]  # fmt: skip
    long = message(alert("1", "가나다" * 20), alert("2", "라마바" * 20))
    assert all(len(label) <= 14 for label, _ in buttons(long))


def test_a_missed_report_leads_to_its_stocks_as_well() -> None:
    away = [alert(source=Source.MISSED, away=60), alert("2", "나", source=Source.MISSED, away=60)]
    assert [command for _, command in buttons(message(*away))] == [
        "+/quote 005930", "+/quote 2", "+/mute 30m #1", "+/why"
    ]  # fmt: skip
    assert buttons(message(away[0]))[1] == ("차트", "+/chart 005930")


def test_an_alert_that_was_for_another_channel_says_so_below_what_a_lock_screen_shows() -> None:
    lines = said(AlertMessage((alert(),), diverted="telegram"))
    assert lines[0].startswith("편입 삼성전자")
    assert lines[-1] == "↪ 텔레그램 전송이 막혀 이곳으로 보냅니다"
    (line,) = plain.one_lines(AlertMessage((alert(),), diverted="slack"), "ko", TODAY)
    assert line.endswith("[급등 초입] ↪ 슬랙")


@pytest.mark.parametrize("key", ["session_taken", "session_stopped"])
def test_a_session_that_stopped_can_be_taken_back_from_its_notice(key: str) -> None:
    notice = NoticeMessage(Notice(key, {"time": "10:00", "reason": "session_taken"}))
    assert buttons(notice) == [("다시 가져오기", "+/takeover"), ("상태", "+/status")]


def test_a_notice_has_only_buttons_whose_values_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = {"clock_off": (("retry", "/x #{one}"), ("status", "/x {seconds}"))}
    monkeypatch.setattr(notices, "NOTICE_BUTTONS", offered)
    assert buttons(NoticeMessage(Notice("clock_off", {"seconds": "5"}))) == [("상태", "+/x 5")]
    long = NoticeMessage(Notice("clock_off", {"seconds": "5" * 70}))
    assert buttons(long) == []


@pytest.mark.parametrize(
    ("params", "begins"),
    [
        ({"destination": "telegram:-100/7"}, "⏸ 텔레그램 그룹(-100, 주제 7) 대화로"),
        ({"destination": "slack:C01/1700.01"}, "⏸ 슬랙 채널(C01, 스레드) 대화로"),
        ({"destination": "slack:C01", "name": "#알림방"}, "⏸ #알림방 대화로"),
        ({"destination": "아무 곳"}, "⏸ 아무 곳 대화로"),
    ],
)
def test_a_chat_that_cannot_be_reached_is_named_in_human_words(
    params: dict[str, str], begins: str
) -> None:
    notice = NoticeMessage(Notice("destination_gone", params | {"reason": "blocked"}))
    assert said(notice)[0].startswith(begins)
    assert buttons(notice) == []
