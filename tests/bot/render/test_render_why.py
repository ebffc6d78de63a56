"""What `/why` says, read as a person reads it."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.messages import Doc, Reply
from bot.render import html, plain
from bot.render.alerts import compose
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from bot.render.why import capacity_buttons, capacity_lines, why_choice, why_reply
from core.calendar import Explanation, Phase
from core.model import (
    Between,
    Condition,
    DeliveryState,
    Destination,
    Event,
    EventKind,
    Fate,
    Hold,
    Kinds,
    Mute,
    Notice,
    NoticeMessage,
    Options,
    Polled,
    Quiet,
    Quote,
    Record,
    SessionState,
    SessionStatus,
    Source,
    Stock,
    Subscription,
    Watch,
)
from core.model.lookout import Aim, Goal, Lookout, Telling
from core.ports import Counts
from core.services.capacity import Capacity
from core.services.explaining import Around, Followed, Watching, Why
from core.services.trail import Step, trail
from tests.fakes.clock import MONDAY

ALICE = Destination("telegram", "1001")
TOPIC = Destination("telegram", "-100", "7")
CONDITION = Condition(11, "0", "급등 초입")
SAMSUNG = Stock("005930", "삼성전자", "KOSPI")
KAKAO = Stock("035720", "카카오", "KOSDAQ")
NOW = MONDAY + timedelta(minutes=5)
PRICE = Quote("005930", 71_200, 100, 2.1, 5_000_000, 3_000)
EVENT = Event(11, "005930", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
FOLLOWED = Subscription(1, CONDITION, ALICE, "telegram:1001", MONDAY - timedelta(days=3))
OPEN = Explanation(Phase.OPEN, MONDAY.date(), "", MONDAY + timedelta(hours=23))
CLOSED = replace(OPEN, phase=Phase.AFTER_CLOSE)
LIVE = SessionStatus(SessionState.LIVE, MONDAY - timedelta(hours=3), NOW, NOW)
AROUND = Around(NOW, OPEN, LIVE)
WATCHING = Watching(CONDITION, Watch.REALTIME, None, MONDAY, 12, NOW, None, NOW)


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def fate(state: DeliveryState, **changes: object) -> Fate:
    return replace(Fate(ALICE, state, MONDAY), **changes)  # type: ignore[arg-type]


def explained(
    *fates: Fate,
    event: Event = EVENT,
    quote: Quote | None = None,
    options: Options | None = None,
    subscribed: bool = True,
) -> Why:
    """The answer about one event of 삼성전자."""
    known = event.condition_id is not None
    record = Record(event, CONDITION if known else None, quote, fates)
    own = replace(FOLLOWED, options=options or Options())
    subscriptions = (own,) if subscribed else ()
    way = trail(record, "삼성전자", subscriptions, NOW)
    return Why(SAMSUNG, (way,), AROUND, tuple(Followed(one, WATCHING) for one in subscriptions))


def lines(reply: Reply | Doc) -> list[str]:
    doc = reply.doc if isinstance(reply, Reply) else reply
    return plain.encode(doc).splitlines()


def steps(why: Why, lang: str = "ko") -> list[str]:
    """The lines of the first event, without its own."""
    said = lines(why_reply(Voice(lang), why))
    begin = said.index("") + 2
    end = said.index("", begin) if "" in said[begin:] else len(said)
    return said[begin:end]


def commands(reply: Reply) -> list[str]:
    return [button.command for row in reply.buttons for button in row]


# --- one event ------------------------------------------------------------------------------


def test_an_alert_that_came_shows_its_way_with_every_time() -> None:
    why = explained(fate(DeliveryState.SENT, settled_at=after(0.9)), quote=PRICE)
    said = lines(why_reply(Voice("ko"), why))
    assert said[:6] == [
        "삼성전자 005930",
        "",
        "10:00:00 편입 · 급등 초입 · 71,200원 ▲2.10%",
        "📥 10:00:00 받음 · 실시간",
        "🔗 10:00:00 구독 중인 조건식 · 급등 초입",
        "✅ 10:00:00 보냄 · 0.9초 만에",
    ]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (fate(DeliveryState.WAITING), "⏳ 10:00:00부터 보낼 차례를 기다림"),
        (fate(DeliveryState.SENDING, claimed_at=after(2)), "📤 10:00:02부터 보내는 중"),
        (
            fate(DeliveryState.HELD, hold=Hold.MUTED, not_before=after(1800)),
            "🔕 10:30:00까지 미룸 · 음소거",
        ),
        (
            fate(DeliveryState.FOLDED, settled_at=after(3)),
            "🔁 10:00:03 앞선 알림에 접음(편입↔이탈)",
        ),
        (
            fate(DeliveryState.FAILED, settled_at=after(3), reason="gone: blocked"),
            "❌ 10:00:03 보내지 못함 · 봇을 차단함",
        ),
        (fate(DeliveryState.SENT, settled_at=after(200)), "✅ 10:03:20 보냄 · 3분 20초 만에"),
        (
            fate(DeliveryState.SENT, settled_at=after(1), resend=True, diverted="slack"),
            "✅ 10:00:01 보냄 · 1.0초 만에 · 슬랙 대신 · (재전송)",
        ),
    ],
)
def test_every_end_of_the_way_has_its_line(one: Fate, said: str) -> None:
    assert steps(explained(one))[-1] == said


def test_a_pause_the_platform_demands_names_its_end() -> None:
    waiting = fate(DeliveryState.WAITING, held_until=after(43_838))
    assert steps(explained(waiting))[-1] == "⏸ 텔레그램 쪽에서 22:10:38까지 기다리라고 함"


@pytest.mark.parametrize("hold", list(Hold))
def test_every_reason_to_hold_back_has_its_words(hold: Hold) -> None:
    held = fate(DeliveryState.HELD, hold=hold, not_before=after(60))
    assert "?" not in steps(explained(held))[-1]
    sent = fate(DeliveryState.SENT, hold=hold, settled_at=after(60))
    assert "모아서(" in steps(explained(sent))[-1]


@pytest.mark.parametrize(
    ("reason", "options", "said"),
    [
        ("kinds", Options(kinds=Kinds.EXIT), "이탈만 받기로 함"),
        ("rate", Options(rate=Between(3.0, None)), "등락률 3% 이상 필터인데 2.1%"),
        ("price", Options(price=Between(None, 50_000)), "가격 50,000원 이하 필터인데 71,200원"),
        ("volume", Options(volume=Between(10_000_000, None)), "1,000만주 이상 필터인데 500만주"),
        ("value", Options(value=Between(5_000, None)), "50억원 이상 필터인데 30억원"),
        ("markets", Options(markets=frozenset({"KOSDAQ"})), "코스닥 필터"),
        ("name", Options(name="카카오"), "이름 ‘카카오’ 필터"),
        ("rate", Options(), "등락률 필터"),
        ("kinds", Options(), "편입·이탈 필터"),
    ],
)
def test_a_filter_is_named_with_its_bound_and_what_it_saw(
    reason: str, options: Options, said: str
) -> None:
    filtered = fate(DeliveryState.FILTERED, reason=reason, settled_at=after(1))
    quote = PRICE if options != Options() else None
    line = steps(explained(filtered, quote=quote, options=options))[-1]
    assert line.startswith("🧹 10:00:01 걸러짐 · ")
    assert line.endswith(said)


def test_what_a_poll_or_a_gap_found_says_the_interval_it_lies_in() -> None:
    poll = replace(EVENT, source=Source.POLL, since=after(-60))
    sent = fate(DeliveryState.SENT, settled_at=after(1))
    assert steps(explained(sent, event=poll)) == [
        "📥 10:00:00 받음 · 조회로 찾음(09:59:00–10:00:00 사이)",
        "🔗 10:00:00 구독 중인 조건식 · 급등 초입",
        "✅ 10:00:01 보냄",
    ]
    missed = replace(poll, source=Source.MISSED)
    assert steps(explained(sent, event=missed))[0].endswith("끊긴 동안의 것(09:59:00–10:00:00)")


def test_the_brokers_share_of_the_lateness_is_said() -> None:
    late = replace(EVENT, broker_late=4.0, happened_at=after(-5))
    why = explained(fate(DeliveryState.SENT, settled_at=after(0)), event=late)
    assert steps(why)[0] == "📥 10:00:00 받음 · 실시간 · 키움에서 4초 늦음"
    assert lines(why_reply(Voice("ko"), why))[2].startswith("09:59:55 편입")


def test_an_unknown_condition_is_said_to_be_unknown() -> None:
    unknown = replace(EVENT, condition_id=None)
    why = explained(fate(DeliveryState.WAITING), event=unknown)
    assert lines(why_reply(Voice("ko"), why))[2] == "10:00:00 편입 · 조건 미확인"
    assert steps(why)[1].startswith("❔ 조건 미확인")


def test_what_did_not_come_says_why() -> None:
    assert (
        steps(explained(subscribed=False))[-1] == "🚫 이 대화에서 구독하지 않는 조건식: 급등 초입"
    )
    assert steps(explained())[-1] == "⏸ 그때는 구독이 멈춰 있었음"


def test_an_end_in_a_topic_names_the_topic() -> None:
    sent = fate(DeliveryState.SENT, settled_at=after(1), destination=TOPIC)
    assert steps(explained(sent))[-1].endswith("보냄 · 1.0초 만에 · 주제 7")


def test_another_day_is_written_out() -> None:
    yesterday = replace(EVENT, received_at=after(-86_400))
    assert "11/22 10:00:00" in lines(why_reply(Voice("ko"), explained(event=yesterday)))[2]


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_words_in_both_languages(step: Step) -> None:
    keys = {"received": ["realtime", "poll", "missed"], "attributed": []}
    for key in keys.get(step, [step.value]):
        assert f"why.{key}" in TEXTS


# --- stocks, conditions, chats --------------------------------------------------------------


def test_a_stock_that_was_never_told_shows_all_that_can_explain_it() -> None:
    asleep = replace(FOLLOWED, suspended="paused", condition=replace(CONDITION, name="눌림목"))
    around = replace(
        AROUND,
        market=CLOSED,
        mutes=(Mute(after(3600), None, "035720"), Mute(after(3600), None, "005930")),
        quiet=Quiet(time(22), time(8)),
        stocks={"035720": "카카오", "005930": "삼성전자"},
    )
    outside = replace(WATCHING, holds=False)
    why = Why(KAKAO, (), around, (Followed(FOLLOWED, outside), Followed(asleep, WATCHING)))
    assert lines(why_reply(Voice("ko"), why)) == [
        "카카오 035720",
        "기록된 편입·이탈이 없습니다. 까닭이 될 만한 것은 다음과 같습니다.",
        "",
        "지금",
        "장 마감 · 다음 개장 내일 09:00",
        "🟢 키움 연결됨 · 07:00부터",
        "🔔 급등 초입 · 실시간 · 10:00:00부터 · 지금 들어 있지 않음",
        "⏸ 눌림목 · 멈춤: 직접 멈춤",
        "🔕 카카오 · 11:00까지",
        "🌙 방해 금지 22:00–08:00",
    ]


def test_a_stock_inside_from_the_start_was_no_news() -> None:
    why = Why(KAKAO, (), AROUND, (Followed(FOLLOWED, replace(WATCHING, holds=True)),))
    (line,) = [one for one in lines(why_reply(Voice("ko"), why)) if one.startswith("🔔")]
    assert line.endswith("지켜보기 시작할 때부터 들어 있어 알리지 않음")


def test_subscriptions_that_never_had_the_stock_are_one_line() -> None:
    why = replace(explained(fate(DeliveryState.WAITING)), others=4)
    said = lines(why_reply(Voice("ko"), why))
    assert said[-2].startswith("🔔 급등 초입")
    assert said[-1] == "➖ 다른 구독 4개에는 이 종목의 기록 없음"
    alone = lines(why_reply(Voice("ko"), replace(why, followed=())))
    assert alone[-1] == "➖ 구독 4개 모두 이 종목의 기록 없음"
    assert not any("구독이 없음" in line for line in alone)


def test_where_another_program_has_the_session_there_is_the_button_that_takes_it_back() -> None:
    taken = replace(AROUND, session=SessionStatus(SessionState.TAKEN, NOW))
    for about in (None, KAKAO):
        (_, row) = why_reply(Voice("ko"), Why(about, (), taken)).buttons
        assert [one.command for one in row] == ["/takeover"]
    assert len(why_reply(Voice("ko"), Why(None, (), AROUND)).buttons) == 1


def test_a_chat_that_follows_nothing_is_told_so() -> None:
    said = lines(why_reply(Voice("ko"), Why(None, (), AROUND)))
    assert said[0] == "이 대화의 최근 알림"
    assert "🚫 이 대화에는 구독이 없음" in said


def test_quiet_hours_that_hold_now_are_said_even_beside_events() -> None:
    quiet = replace(AROUND, quiet=Quiet(time(9), time(11)))
    why = replace(explained(fate(DeliveryState.WAITING)), around=quiet)
    assert lines(why_reply(Voice("ko"), why))[-1] == "🌙 지금은 방해 금지 시간(09:00–11:00)"


def test_a_condition_says_how_it_is_watched_since_when_and_what_it_brought() -> None:
    options = Options(kinds=Kinds.ENTRY, rate=Between(3.0, None))
    followed = Followed(replace(FOLLOWED, options=options), WATCHING)
    why = replace(
        explained(fate(DeliveryState.SENT, settled_at=after(1))),
        about=CONDITION,
        followed=(followed,),
        watching=WATCHING,
        today=Counts(12, 3, after(60)),
        capacity=Capacity(8, 320, 250, 9, MONDAY, 9, 0, 60),
    )
    assert lines(why_reply(Voice("ko"), why))[:7] == [
        "급등 초입 (0번)",
        "👁 실시간 · 10:00:00부터 · 지금 12종목 (10:05:00 확인)",
        "📊 오늘 편입 12 · 이탈 3 · 마지막 편입·이탈 10:01:00",
        "🔔 이 대화에서 11/20 10:00:00부터 구독 · 편입만 · 등락률 3% 이상",
        "예상: 하루 약 250건, 가장 바쁠 때 1분에 9건 (최근 8일)",
        "",
        "10:00:00 삼성전자 편입",
    ]


@pytest.mark.parametrize(
    ("watching", "said"),
    [
        (
            replace(WATCHING, watch=Watch.POLLED, polled=Polled.LARGE),
            "주기적으로 조회(100종목이 넘어) · 10:00:00부터",
        ),
        (replace(WATCHING, watch=Watch.POLLED, since=None), "주기적으로 조회"),
        (replace(WATCHING, watch=Watch.ASKED), "실시간 등록 중"),
        (replace(WATCHING, watch=Watch.WAITING), "키움 연결을 기다림"),
        (
            replace(WATCHING, watch=Watch.WAITING, condition=replace(CONDITION, listed=False)),
            "키움 목록에 없어 기다림",
        ),
        (Watching(CONDITION), "구독하는 대화가 없어 지켜보지 않음"),
    ],
)
def test_every_way_to_watch_is_put_into_words(watching: Watching, said: str) -> None:
    reply = why_reply(Voice("ko"), Why(CONDITION, (), AROUND, watching=watching, today=Counts()))
    assert lines(reply)[1].startswith(f"👁 {said}")
    assert "🚫 이 대화에서는 구독하지 않음" in lines(reply)
    assert commands(reply) == ["/why #11", "/subscribe #11"]


def test_more_leads_to_the_next_page_which_says_nothing_twice() -> None:
    sent = fate(DeliveryState.SENT, settled_at=after(1))
    why = replace(explained(sent), more=True)
    assert commands(why_reply(Voice("ko"), why)) == ["/why 005930", "/why 005930 2"]
    second = replace(why, page=2, around=replace(AROUND, market=CLOSED))
    assert "지금" not in lines(why_reply(Voice("ko"), second))
    assert commands(why_reply(Voice("ko"), second))[1] == "/why 005930 3"
    assert commands(why_reply(Voice("ko"), replace(why, about=None)))[1] == "/why * 2"
    empty = Why(SAMSUNG, (), AROUND, page=9)
    assert lines(why_reply(Voice("ko"), empty)) == [
        "삼성전자 005930",
        "더 오래된 기록은 없습니다.",
    ]


def test_a_word_that_means_several_things_gets_buttons() -> None:
    reply = why_choice(Voice("ko"), "삼성", [CONDITION], [SAMSUNG])
    assert commands(reply) == ["/why #11", "/why 005930"]
    labels = [button.label for row in reply.buttons for button in row]
    assert labels == ["0 급등 초입", "삼성전자 005930"]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_full_page_fits_into_one_message(lang: str) -> None:
    long = replace(CONDITION, name="가나다라마바사아자차카타파하" * 6)
    own = Subscription(1, long, ALICE, "telegram:1001", MONDAY - timedelta(days=3))
    record = Record(
        EVENT, long, PRICE, tuple(fate(DeliveryState.WAITING, held_until=NOW) for _ in range(2))
    )
    way = trail(record, "이름이아주긴종목" * 4, (own,), MONDAY)
    why = Why(SAMSUNG, (way,) * 5, AROUND, (Followed(own, WATCHING),) * 30, more=True)
    assert len(html.messages(why_reply(Voice(lang), why).doc)) == 1


# --- what to expect -------------------------------------------------------------------------

GROUP = Capacity(8, 320, 250, 41, MONDAY, 60, 2, 17)


def expected(capacity: Capacity) -> list[str]:
    return lines(Doc(capacity_lines(Voice("ko"), capacity)))


def test_a_chat_that_cannot_take_it_gets_a_proposal() -> None:
    first, warning, proposal = expected(GROUP)
    assert first == "예상: 하루 약 250건, 가장 바쁠 때 1분에 41건 (최근 8일)"
    assert "1분에 17건까지" in warning
    assert "개인 대화" in proposal
    ((button,),) = capacity_buttons(Voice("ko"), GROUP, CONDITION)
    assert (button.label, button.command) == ("10분 모아 받기", "/options #11 digest 10m")


def test_what_the_other_subscriptions_bring_is_named_where_only_that_breaks_the_limit() -> None:
    _, warning, _ = expected(replace(GROUP, busiest=10))
    assert "다른 구독까지 합하면 1분에 60건인데 17건까지" in warning


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (
            Capacity(1, 9, 7, 3, MONDAY, 3, 0, 17, span=timedelta(minutes=12, seconds=40)),
            "예상: 최근 12분 기록 기준 7건, 가장 바쁠 때 1분에 3건 (하루치는 아직 모름)",
        ),
        (
            Capacity(1, 9, 2, 3, digest=10, span=timedelta(minutes=100)),
            "예상: 최근 1시간 40분 기록 기준 모아서 2건 (편입·이탈 9번, 하루치는 아직 모름)",
        ),
        (
            Capacity(1, span=timedelta(minutes=12)),
            "예상: 최근 12분 기록에는 이 옵션에 맞는 것이 없었습니다.",
        ),
        (
            Capacity(1, 9, 7, 3, span=timedelta(minutes=9, seconds=59)),
            "예상: 기록이 9분뿐이라 아직 알 수 없습니다.",
        ),
        (
            Capacity(1, 1, 1, 1, span=timedelta(0)),
            "예상: 기록이 1분뿐이라 아직 알 수 없습니다.",
        ),
    ],
)
def test_a_preview_says_from_how_short_a_past_it_comes(capacity: Capacity, said: str) -> None:
    assert expected(capacity) == [said]
    (english,) = lines(Doc(capacity_lines(Voice("en"), capacity)))
    assert "last 1 days" not in english


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (replace(GROUP, together=17, busiest=17), "예상: 하루 약 250건"),
        (replace(GROUP, allowed=None), "예상: 하루 약 250건"),
        (replace(GROUP, digest=10, messages=0.4), "예상: 모아서 하루 약 0.4건"),
        (Capacity(), "예상: 아직 기록이 없어 알 수 없습니다."),
    ],
)
def test_where_nothing_breaks_one_line_is_enough(capacity: Capacity, said: str) -> None:
    (line,) = expected(capacity)
    assert line.startswith(said)
    assert capacity_buttons(Voice("ko"), capacity, CONDITION) == ()


# --- price alerts -------------------------------------------------------------------------------

LOOKOUT = Lookout(
    "005930", Aim(Goal.ABOVE, 80_000), ALICE, "telegram:1001", MONDAY, MONDAY + timedelta(days=7)
)


def telling(state: DeliveryState, **changes: object) -> Telling:
    params = {"code": "005930", "name": "삼성전자", "aim": "above:80000", "price": "80100"}
    notice = Notice("lookout", params | {"rate": "1.20", "reached": "", "time": "10:02:00"})
    one = Telling(MONDAY + timedelta(minutes=2), notice, state)
    return replace(one, **changes)  # type: ignore[arg-type]


def test_a_stocks_price_alerts_are_listed_with_how_they_stand_and_their_last_telling() -> None:
    again = replace(LOOKOUT, aim=Aim(Goal.MOVE, 3), repeat=True, armed=False, told_at=after(60))
    tellings = (
        telling(DeliveryState.HELD, hold=Hold.MUTED, until=after(1_800)),
        telling(DeliveryState.SENT, settled_at=after(121)),
        telling(DeliveryState.FAILED, settled_at=after(121)),
        telling(DeliveryState.SENDING),
    )
    why = Why(SAMSUNG, (), AROUND, lookouts=(LOOKOUT, again), tellings=tellings)
    said = plain.encode(why_reply(Voice("ko"), why).doc)
    assert (
        "가격 알림\n"
        "🔔 80,000원 이상 · 기다리는 중 · 11/30(월) 10:00까지\n"
        "🔔 등락률 ±3% · 닿아 있어 쉬는 중 · 반복 · 마지막으로 닿은 때 10:01 · "
        "11/30(월) 10:00까지\n"
        "↳ 80,000원 이상 · 80,100원 🔴 ▲1.20% · 🔕 10:30까지 미룸(음소거)\n"
        "↳ 80,000원 이상 · 80,100원 🔴 ▲1.20% · ✅ 10:02 보냄\n"
        "↳ 80,000원 이상 · 80,100원 🔴 ▲1.20% · ❌ 10:02 보내지 못함\n"
        "↳ 80,000원 이상 · 80,100원 🔴 ▲1.20% · ⏳ 10:02부터 보내는 중\n"
    ) in said
    assert "held back until 10:30 (muted)" in plain.encode(why_reply(Voice("en"), why).doc)


def test_a_stock_without_price_alerts_says_nothing_of_them() -> None:
    assert "가격 알림" not in plain.encode(why_reply(Voice("ko"), Why(SAMSUNG, (), AROUND)).doc)


def test_price_alerts_that_were_held_back_are_told_in_one_message_with_their_times() -> None:
    first = telling(DeliveryState.SENT).notice
    later = Notice("lookout", first.params | {"day": "11/23", "reached": "80500"})
    over = Notice("lookout_over", {"code": "000660", "name": "SK하이닉스", "aim": "volume:200"})
    message = NoticeMessage(first, resend=True, hold=Hold.MUTED, more=(later, over))
    reply = compose(message)
    assert plain.encode(reply.doc).split("\n") == [
        "🔕 음소거 동안 가격 알림 3 (재전송)",
        "🔔 삼성전자 80,000원 이상 · 80,100원 🔴 ▲1.20% · 10:02:00",
        "🔔 삼성전자 80,000원 이상 · 80,100원 🔴 ▲1.20% · 그 사이 80,500원 · 11/23 10:02:00",
        "⌛ SK하이닉스 거래량 전일의 200% · 닿지 않고 기한이 지남",
    ]
    assert [one.command for row in reply.buttons for one in row] == ["/watch"]
    assert len(plain.one_lines(message)) == 4
    alone = compose(NoticeMessage(first, hold=Hold.QUIET))
    assert plain.encode(alone.doc).startswith("🌙 방해 금지 동안 가격 알림 1\n")
    assert alone.buttons[0][0].command == "/quote 005930"
