"""What is said of alerts that were held back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages import Table
from bot.render import html, plain
from bot.render.alerts import compose
from bot.render.measure import NEARLY, columns, units
from bot.render.style import WIDEST
from core.model import Alert, EventKind, Hold, SummaryMessage
from tests.bot.render.samples import TODAY, alert
from tests.bot.render.test_render_alerts import NASTY

EXIT = EventKind.EXIT


def said(message: SummaryMessage, lang: str = "ko", today: date = TODAY) -> list[str]:
    return plain.encode(compose(message, lang, today).doc).split("\n")


def muted(*alerts: Alert, **more: object) -> SummaryMessage:
    return SummaryMessage(Hold.MUTED, alerts, **more)  # type: ignore[arg-type]


def test_a_summary_begins_with_what_a_lock_screen_shows() -> None:
    lines = said(
        muted(
            alert(),
            alert("000660", "SK하이닉스", after=60),
            alert("035720", "카카오", kind=EXIT, after=125),
        )
    )
    assert lines[:2] == ["🔕 음소거 동안 편입 2 · 이탈 1", "삼성전자 외 2 · 09:00:12–09:02:17"]


@pytest.mark.parametrize(
    ("hold", "begins"),
    [
        (Hold.MUTED, "🔕 음소거 동안 편입 1"),
        (Hold.QUIET, "🌙 방해 금지 동안 편입 1"),
        (Hold.DIGEST, "🗂 모아 보기 편입 1"),
        (Hold.COOLDOWN, "⏳ 쉬는 동안 편입 1"),
        (Hold.FOLDED, "↔ 접힌 알림 편입 1"),
        (Hold.DIVERTED, "↪ 다른 곳으로 보낸 알림 편입 1"),
    ],
)
def test_a_summary_says_why_its_alerts_were_held_back(hold: Hold, begins: str) -> None:
    message = SummaryMessage(hold, (alert(),))
    assert said(message)[0].startswith(begins)
    assert "IN 1" in said(message, "en")[0]


def test_each_stock_stands_once_with_its_last_state_price_and_time() -> None:
    lines = said(
        muted(
            alert(),
            alert(kind=EXIT, after=60, rate=2.0, price=70_100),
            alert("000660", "SK하이닉스", after=30, rate=12.3, price=181_400),
        )
    )
    assert lines[2:] == [
        "",
        "급등 초입",
        "지금 편입",
        "09:00 +12.30% 181,400 SK하이닉스",
        "지금 이탈",
        "09:01 +2.00% 70,100 삼성전자",
    ]


def test_several_conditions_are_counted_one_by_one_the_busiest_first() -> None:
    lines = said(
        muted(
            alert(condition="눌림목"),
            alert("1", "가", kind=EXIT),
            alert("2", "나"),
            alert("3", "다", condition=None),
        )
    )
    assert lines[2:5] == ["· 급등 초입 편입 1 · 이탈 1", "· 눌림목 편입 1", "· 조건 미확인 편입 1"]


def test_a_stock_that_is_in_the_same_state_in_two_conditions_stands_once() -> None:
    lines = said(muted(alert(), alert(condition="눌림목", after=5)))
    assert "급등 초입 + 눌림목" in lines
    assert sum("삼성전자" in line for line in lines[2:]) == 1


def test_a_stock_that_went_in_and_out_often_says_how_often() -> None:
    alerts = [alert(kind=EXIT if n % 2 else EventKind.ENTRY, after=n) for n in range(5)]
    assert said(muted(*alerts))[-1] == "09:00 +3.42% 71,200 삼성전자 ×5"


def test_what_is_not_listed_is_counted() -> None:
    lines = said(muted(alert(), more=230))
    assert lines[0] == "🔕 음소거 동안 알림 231건"
    assert lines[-1] == "그 밖에 알림 230건은 여기 적지 못했습니다"


def test_very_many_stocks_end_in_a_number_and_nothing_is_dropped_silently() -> None:
    alerts = [alert(f"{n:06}", f"종목 이름이 꽤 긴 {n}", after=n) for n in range(400)]
    lines = said(muted(*alerts))
    listed = sum(line.startswith("09:0") and "종목" in line for line in lines)
    assert listed > 60
    assert lines[0] == "🔕 음소거 동안 편입 400"
    assert lines[-1] == f"외 {400 - listed}종목"


def test_stocks_that_are_still_inside_come_before_those_that_left() -> None:
    alerts = [
        alert(f"{n:06}", f"{'나간' if n < 300 else '남은'} 종목 {n}", after=n,
              kind=EXIT if n < 300 else EventKind.ENTRY)
        for n in range(320)
    ]  # fmt: skip
    assert sum("남은" in line for line in said(muted(*alerts))) == 20


def test_a_summary_is_marked_where_it_may_have_been_sent_before_or_was_for_elsewhere() -> None:
    lines = said(muted(alert(), resend=True, diverted="slack"))
    assert lines[0].endswith("(재전송)")
    assert lines[-1] == "↪ 슬랙 전송이 막혀 이곳으로 보냅니다"


def test_a_summary_of_another_day_says_the_day() -> None:
    lines = said(muted(alert(), alert("1", "가", after=60)), today=date(2026, 11, 24))
    assert lines[1] == "삼성전자 외 1 · 11/23 09:00:12–09:01:12"
    assert lines[-3] == "지금 편입 11/23"
    assert lines[-1].startswith("09:00 ")


def test_a_stock_keeps_its_name_in_a_summary_of_two_days() -> None:
    name = "한국투자증권우"
    told = muted(alert("1", name), alert("2", "가", after=86_400))
    lines = said(told, today=date(2026, 11, 24))
    assert [one for one in lines if one.startswith("지금 편입")] == ["지금 편입", "지금 편입 11/23"]
    assert any(line.endswith(name) for line in lines)


def test_a_summary_without_prices_lists_names_and_times() -> None:
    assert said(muted(alert(price=None)))[-1] == "09:00 삼성전자"


def test_a_summary_says_how_many_stocks_no_filter_could_judge() -> None:
    unpriced = replace(alert(price=None), unfiltered=("price",))
    again = replace(alert(price=None, kind=EXIT, after=9), unfiltered=("price",))
    lines = said(muted(unpriced, again, alert("1", "가")))
    assert lines[-1] == "⚠️ 1종목은 값을 몰라 가격 필터 미적용"


def test_a_summary_has_no_buttons_and_a_line_each_where_nobody_looks() -> None:
    message = muted(alert(), alert("1", "가"))
    assert compose(message, "ko", TODAY).buttons == ()
    assert plain.one_lines(message, "ko", TODAY) == [line for line in said(message) if line]


@settings(max_examples=25, deadline=None)
@given(
    name=NASTY,
    condition=NASTY,
    count=st.integers(1, 400),
    conditions=st.integers(1, 60),
    lang=st.sampled_from(["ko", "en"]),
    hold=st.sampled_from(list(Hold)),
)
@example("&" * 60, "&" * 60, 400, 60, "en", Hold.DIVERTED)
@example("가" * 60, "나" * 60, 400, 1, "ko", Hold.MUTED)
@example("🔴" * 60, "🔴" * 60, 150, 150, "ko", Hold.QUIET)
def test_a_summary_always_fits_into_one_telegram_message(
    name: str, condition: str, count: int, conditions: int, lang: str, hold: Hold
) -> None:
    alerts = tuple(
        alert(
            f"{n % 300:06}", f"{n}{name}", f"{n % conditions}{condition}", after=n,
            kind=EXIT if n % 2 else EventKind.ENTRY, price=1_234_000 + n, rate=-29.9,
        )
        for n in range(count)
    )  # fmt: skip
    alerts = tuple(replace(one, unfiltered=("price", "rate")) for one in alerts)
    message = SummaryMessage(hold, alerts, resend=True, diverted="telegram", more=99_999)
    doc = compose(message, lang, date(2026, 12, 1)).doc
    assert units(html.encode(doc)) <= 4096
    assert len(html.messages(doc)) == 1
    rows = [row for part in doc.parts if isinstance(part, Table) for row in part.rows]
    assert all(columns(row) <= WIDEST + NEARLY for row in rows)


def test_a_stock_in_very_many_conditions_names_the_first_three() -> None:
    alerts = [alert(condition=f"조건 {n}", after=n) for n in range(20)]
    lines = said(muted(*alerts))
    assert "조건 0 + 조건 1 + 조건 2 외 17" in lines
    assert "· 외 조건식 8개" in lines
