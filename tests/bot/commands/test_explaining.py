"""/why and /status, from what a person says to what they read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.access import Access, Role
from bot.commands.router import Router
from core.calendar import ClosedReason, Explanation, Phase
from core.errors import NotConnected
from core.model import ChannelStatus, Destination, SessionState, SessionStatus, Stock
from core.ports import Backlog, Tally
from tests.bot.commands.test_router import HERE, OWNER, Chat
from tests.fakes.engine import MONDAY, FakeEngine
from tests.fakes.explaining import FakeExplaining
from tests.fakes.languages import speech

GROUP = Destination("telegram", "-100", "7")
SLACK = Destination("slack", "C1")


@pytest.fixture
def chat() -> Chat:
    return Chat(FakeEngine(("급등 초입", "거래량 폭발", "삼성 그룹")))


def asked(chat: Chat) -> list[tuple[str, Destination, int]]:
    assert isinstance(chat.engine.explaining, FakeExplaining)
    return chat.engine.explaining.asked


# --- /why ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant", "page"),
    [
        ("/why", "chat", 1),
        ("왜", "chat", 1),
        ("/why * 3", "chat", 3),
        ("/why 005930", "stock 005930", 1),
        ("/why 005930 2", "stock 005930", 2),
        ("왜 삼성전자", "stock 005930", 1),
        ("/why 카카오 4", "stock 035720", 4),
        ("/why 0", "condition 11", 1),
        ("/why #12 2", "condition 12", 2),
        ("왜 급등", "condition 11", 1),
        ("/why 거래량폭발", "condition 12", 1),
        ("/why 삼성 그룹", "condition 13", 1),
        ("/why 123456", "stock 123456", 1),
        ("/why 0001a0", "stock 0001A0", 1),
    ],
)
async def test_why_takes_a_stock_a_condition_or_the_chat_itself(
    chat: Chat, said: str, meant: str, page: int
) -> None:
    await chat.say(said)
    assert asked(chat) == [(meant, HERE, page)]


async def test_why_speaks_of_the_chat_and_topic_it_is_asked_in(chat: Chat) -> None:
    await chat.say("왜 0", where=GROUP)
    assert asked(chat) == [("condition 11", GROUP, 1)]


async def test_a_word_that_means_a_condition_and_stocks_gets_buttons(chat: Chat) -> None:
    assert await chat.buttons("/why 삼성") == ["/why #13", "/why 005930", "/why 005935"]
    assert "‘삼성’" in await chat.say("/why 삼성")
    assert asked(chat) == []


async def test_an_exact_name_is_not_asked_about(chat: Chat) -> None:
    chat.engine.stocks.append(Stock("999999", "급등 초입", "KOSPI"))
    assert await chat.buttons("/why 급등 초입") == ["/why #11", "/why 999999"]
    chat.engine.stocks[-1] = Stock("999999", "급등", "KOSPI")
    await chat.say("/why 급등")
    assert asked(chat) == [("stock 999999", HERE, 1)]


async def test_a_word_that_means_nothing_gets_one_sentence_with_what_is_right(chat: Chat) -> None:
    said = await chat.say("/why 없는것")
    assert said.startswith("‘없는것’ 종목도 조건식도 찾지 못했습니다.")
    assert "/why 삼성전자" in said
    assert "\n" not in said


async def test_a_stock_is_explained_before_the_conditions_are_listed(chat: Chat) -> None:
    chat.engine.failure = NotConnected()
    await chat.say("/why 카카오")
    assert asked(chat) == [("stock 035720", HERE, 1)]


# --- /status ------------------------------------------------------------------------------------


async def test_status_tells_everything_that_can_be_a_reason_for_silence(chat: Chat) -> None:
    assert await chat.say("/status") == (
        "장 열림\n"
        "🟢 키움 연결됨 · 07:02부터\n"
        "마지막 수신 0초 전 · PING 12초 전\n"
        "토큰 08:02 발급 · 내일 08:02까지\n"
        "조건식 실시간 3 · 조회 1 · 대기 0\n"
        "\n"
        "🟢 기다리는 알림 없음\n"
        "오늘 편입 12 · 이탈 3 · 알림 15 · 실패 0\n"
        "알림까지 보통 0.8초 · 95%는 2.1초 안에\n"
        "\n"
        "🟢 텔레그램 · 성공 0초 전\n"
        "버전 0.1.0 · 3일 2시간 가동"
    )


async def test_status_names_what_is_wrong_and_what_to_do(chat: Chat) -> None:
    engine = chat.engine
    engine.session = SessionStatus(
        SessionState.TAKEN, MONDAY - timedelta(days=3), None, None, 2, "session_taken"
    )
    engine.market = Explanation(
        Phase.CLOSED_DAY, MONDAY.date(), "", MONDAY + timedelta(days=2), ClosedReason.WEEKEND
    )
    engine.tally = Tally(1, 2, 3, 4, 5, held=7)
    engine.channels = (
        ChannelStatus("telegram", False, MONDAY - timedelta(minutes=3), "Conflict"),
        ChannelStatus("slack", False),
    )
    engine.backlog = (Backlog("telegram", 5, 7, MONDAY - timedelta(minutes=6)),)
    engine.lateness = None
    said = await chat.say("상태")
    assert "휴장일 (주말) · 다음 개장 11/25(수) 10:02" in said
    assert "🔴 다른 프로그램이 키움에 로그인함 · 11/20(금) 10:02부터 · 재연결 2회" in said
    assert said.count("/takeover 를 보내") == 1
    assert "아직 받은 것이 없음" in said
    assert "🔴 기다리는 알림 5 · 가장 오래된 것 6분 · 미뤄 둔 것 7\n→ 아래 채널의" in said
    assert "🔴 텔레그램 · 성공 3분 전 · 대기 5\n→ Conflict" in said
    assert "🔴 슬랙 · 성공한 적 없음\n→ 저절로 다시 시도합니다." in said
    engine.channels = (ChannelStatus("console", True), ChannelStatus("pager", True))
    said = await chat.say("상태")
    assert "🟢 콘솔\n🟢 pager" in said
    assert await chat.buttons("상태") == ["/status", "/takeover"]


async def test_a_face_that_works_again_still_names_its_last_error(chat: Chat) -> None:
    at = MONDAY - timedelta(minutes=9)
    chat.engine.channels = (
        ChannelStatus("slack", True, MONDAY, last_error="is_archived", last_error_at=at),
    )
    said = await chat.say("상태")
    assert "🟢 슬랙 · 성공 0초 전\n　마지막 오류 09:53:11 · 보관된 슬랙 채널" in said


async def test_a_session_without_pings_is_yellow_before_it_is_dead(chat: Chat) -> None:
    session = chat.engine.session
    chat.engine.session = replace(session, last_ping=MONDAY - timedelta(seconds=90))
    assert "🟡" not in await chat.say("상태")
    chat.engine.session = replace(session, last_ping=MONDAY - timedelta(seconds=91))
    assert "🟡 PING이 1분 31초째 없습니다. 계속되면" in await chat.say("상태")
    fresh = replace(session, since=MONDAY - timedelta(seconds=5), last_ping=None)
    chat.engine.session = fresh
    assert "🟡" not in await chat.say("상태")


async def test_a_lost_session_says_that_it_comes_back_by_itself(chat: Chat) -> None:
    chat.engine.session = SessionStatus(SessionState.LOST, MONDAY)
    assert "저절로 다시 연결합니다" in await chat.say("상태")


async def test_an_alert_that_waits_a_little_is_yellow(chat: Chat) -> None:
    chat.engine.tally = Tally(waiting=1)
    chat.engine.backlog = (Backlog("telegram", 1, 0, MONDAY - timedelta(seconds=59)),)
    assert "🟢 기다리는 알림 1" in await chat.say("상태")
    chat.engine.backlog = (Backlog("telegram", 1, 0, MONDAY - timedelta(seconds=60)),)
    assert "🟡 기다리는 알림 1 · 가장 오래된 것 1분" in await chat.say("상태")


async def test_a_summary_that_has_just_become_due_is_no_fault(chat: Chat) -> None:
    chat.engine.tally = Tally(waiting=3)
    chat.engine.backlog = (Backlog("telegram", 3, 0, MONDAY - timedelta(seconds=2)),)
    assert "🟢 기다리는 알림 3 · 가장 오래된 것 2초" in await chat.say("상태")


async def test_status_stays_short_enough_for_a_phone(chat: Chat) -> None:
    at = MONDAY - timedelta(minutes=9)
    chat.engine.channels = tuple(
        ChannelStatus(name, True, MONDAY, last_error="is_archived", last_error_at=at)
        for name in ("telegram", "slack", "console")
    )
    lines = (await chat.say("상태")).splitlines()
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 50


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_status_has_words_for_every_state(
    phase: Phase, state: SessionState, lang: str
) -> None:
    chat = Chat(lang=lang)
    chat.engine.session = SessionStatus(state, MONDAY)
    chat.engine.market = Explanation(phase, MONDAY.date(), "수능", MONDAY)
    said = await chat.say("/status")
    assert "수능" in said
    assert "{" not in said


# --- /status pin --------------------------------------------------------------------------------


@pytest.mark.parametrize(("pin", "unpin"), [("pin", "unpin"), ("고정", "고정 해제")])
async def test_an_owner_pins_the_state_and_ends_it(chat: Chat, pin: str, unpin: str) -> None:
    assert "고정된 상태가 없습니다" in await chat.say(f"상태 {unpin}", where=GROUP)
    assert (await chat.say(f"상태 {pin}", where=GROUP)).startswith(
        "📌 이 대화에 상태를 고정합니다."
    )
    assert await chat.engine.pins.shown() == {GROUP: None}
    assert "이미 고정되어" in await chat.say(f"/status {pin}", where=GROUP)
    assert "그만두었습니다" in await chat.say(f"/status {unpin}", where=GROUP)
    assert await chat.engine.pins.shown() == {}


async def test_only_an_owner_pins(chat: Chat) -> None:
    class Everybody(Access):
        def role(self, identity: str) -> Role | None:
            return Role.VIEWER if identity == "telegram:2" else super().role(identity)

    chat.router = Router(
        chat.engine,
        Everybody([OWNER]),
        chat.inbox,
        clock=chat.clock,
        wall=chat.clock,
        languages=speech(),
    )
    said = await chat.say("/status 고정", person="telegram:2")
    assert said == "상태 고정은 봇 주인만 할 수 있습니다."
    assert await chat.engine.pins.shown() == {}
    assert "장 열림" in await chat.say("/status", person="telegram:2")


async def test_a_terminal_has_nothing_to_pin_to(chat: Chat) -> None:
    console = Destination("console", "local")
    said = await chat.say("상태 고정", person="console:local", where=console)
    assert said == "이 대화에는 고정할 수 없습니다. 텔레그램이나 슬랙 대화에서 해 주세요."


async def test_anything_else_after_status_gets_one_sentence_with_what_is_right(chat: Chat) -> None:
    assert await chat.say("/status 지금 당장") == (
        "/status 뒤에는 고정이나 고정 해제만 올 수 있습니다."
    )
    assert await chat.say("/status 지금", where=SLACK) == (
        "/kstatus 뒤에는 고정이나 고정 해제만 올 수 있습니다."
    )
