"""From what a person says to what they read."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.access import Access, Role
from bot.commands.command import Asked
from bot.commands.router import Router
from bot.commands.seldom import Seldom
from bot.commands.table import COMMANDS, SHOWN
from bot.messages import Incoming, Reply
from bot.render import html, plain
from core.errors import (
    AnswerTimedOut,
    CredentialsRefused,
    DatabaseUnusable,
    NotConnected,
    PassingError,
    RateLimited,
    Refused,
)
from core.model import (
    Condition,
    Destination,
    Polled,
    SearchResult,
    SessionState,
    SessionStatus,
    Subscription,
    Watch,
)
from core.services.turns import Turns
from tests.fakes.engine import MONDAY, FakeEngine, FakeInbox, StillClock, hits
from tests.fakes.languages import speech

OWNER = "telegram:1001"
HERE = Destination("telegram", "1001")
SLACK = Destination("slack", "D1")


class Chat:
    """A person at a chat with the bot."""

    def __init__(self, engine: FakeEngine | None = None, lang: str = "ko") -> None:
        self.engine = engine or FakeEngine()
        self.clock = StillClock()
        self.inbox = FakeInbox()
        self.languages = speech(lang)
        self.access = Access([OWNER])
        self.router = Router(
            self.engine,
            self.access,
            self.inbox,
            clock=self.clock,
            wall=self.clock,
            languages=self.languages,
        )
        self._said = 0

    async def reply(
        self,
        text: str,
        *,
        person: str = OWNER,
        where: Destination = HERE,
        key: str = "",
        sent_at: datetime | None = None,
        private: bool = True,
        addressed: bool = True,
        pressed: bool = False,
    ) -> Reply | None:
        """Say something and return the whole reply."""
        self._said += 1
        incoming = Incoming(
            key or f"test:{self._said}", where, person, text, sent_at, private, addressed, pressed
        )
        reply = await self.router.handle(incoming)
        if reply is not None:
            assert len(html.messages(reply.doc)) == 1
            for row in reply.buttons:
                for button in row:
                    assert len(button.command.encode()) <= 64
                    assert 0 < len(button.label) <= 30
        return reply

    async def say(self, text: str, *, person: str = OWNER, where: Destination = HERE) -> str:
        """Say something and return the text of the answer."""
        reply = await self.reply(text, person=person, where=where)
        assert reply is not None
        return plain.encode(reply.doc)

    async def buttons(self, text: str) -> list[str]:
        """Say something and return the commands of the buttons."""
        reply = await self.reply(text)
        assert reply is not None
        return [button.command for row in reply.buttons for button in row]

    def state(self, condition_id: int, **changes: object) -> None:
        """Change how a condition stands."""
        self.engine.states[condition_id] = replace(
            self.engine.states[condition_id],
            **changes,  # type: ignore[arg-type]
        )


@pytest.fixture
def chat() -> Chat:
    return Chat()


# --- /start, /help ------------------------------------------------------------------------------


async def test_start_greets_in_three_lines(chat: Chat) -> None:
    assert len((await chat.say("/start")).split("\n")) == 3
    assert len((await chat.say("/start 초대장")).split("\n")) == 3


async def test_start_wakes_what_was_suspended_and_says_so(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.followed[HERE, 11] = Subscription(1, condition, HERE, OWNER, MONDAY, "Forbidden")
    assert "구독 1개를 다시 시작" in await chat.say("시작")
    assert "다시 시작" not in await chat.say("시작")


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_help_lists_every_command(lang: str) -> None:
    said = await Chat(lang=lang).say("/help")
    for command in SHOWN:
        assert f"/{command.name}" in said
    assert "/adopt" not in said  # a button says it


async def test_help_explains_one_command(chat: Chat) -> None:
    said = await chat.say("도움말 구독")
    assert said.startswith("/subscribe 조건식 [옵션]\n")
    assert "예: /subscribe 0 등락률>3 코스닥" in said
    assert (await chat.say("/help search")).startswith("/search")
    assert "없습니다" in await chat.say("/help fly")


async def test_commands_are_spelled_as_slack_takes_them(chat: Chat) -> None:
    said = await chat.say("/khelp", where=SLACK, person="console:local")
    assert "/ksearch 검색" in said
    assert "/search" not in said
    assert "/kstatus" in said


async def test_a_bare_mention_gets_help(chat: Chat) -> None:
    assert (await chat.say("")).startswith("도움말")


# --- /conditions --------------------------------------------------------------------------------


async def test_conditions_are_listed_with_how_they_are_watched(chat: Chat) -> None:
    chat.state(11, watch=Watch.REALTIME, inside=12)
    chat.state(12, watch=Watch.POLLED, polled=Polled.LARGE, inside=132)
    await chat.say("구독 0")
    said = (await chat.say("조건식")).split("\n")
    assert said[0] == "조건식 3개"
    assert "★ 0. 급등 초입 · 12종목 · 실시간" in said
    assert "1. 거래량 폭발 · 132종목 · 60초 조회" in said
    assert "2. 상승 추세" in said


async def test_each_condition_has_its_buttons(chat: Chat) -> None:
    await chat.say("구독 0")
    assert (await chat.buttons("/conditions"))[:4] == [
        "/search #11",
        "/unsubscribe #11",
        "/search #12",
        "/subscribe #12",
    ]


async def test_many_conditions_come_in_pages() -> None:
    chat = Chat(FakeEngine([f"조건 {n}" for n in range(34)]))
    assert "34개 · 1/4쪽" in await chat.say("/conditions")
    assert (await chat.buttons("/conditions"))[-1] == "/conditions 2"
    assert "33. 조건 33" in await chat.say("조건식 4")
    assert (await chat.buttons("/conditions 3"))[-2:] == ["/conditions 2", "/conditions 4"]
    assert "4쪽까지" in await chat.say("/conditions 5")
    assert "쪽 번호만" in await chat.say("/conditions 급등")


async def test_no_conditions_says_why() -> None:
    chat = Chat(FakeEngine(()))
    assert "0150" in await chat.say("/conditions")
    assert "0150" in await chat.say("/search")
    chat.engine.session = SessionStatus(SessionState.CONNECTING, MONDAY)
    assert "아직 키움에 연결되지" in await chat.say("/subscribe")


# --- /search ------------------------------------------------------------------------------------


async def test_search_shows_the_risers_first_and_says_when(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, hits(1.0, None, 29.9, -3.0), MONDAY)
    said = (await chat.say("/search 0")).split("\n")
    assert said[:3] == ["급등 초입 4종목", "10:02:11 조회", "등락률순"]
    assert [row.split() for row in said[3:]] == [
        ["+29.90%", "10,002", "종목2"],
        ["+1.00%", "10,000", "종목0"],
        ["-3.00%", "10,003", "종목3"],
        ["-", "10,001", "종목1"],
    ]
    assert await chat.buttons("검색 0") == [
        "/search #11 volume",
        "/search #11 name",
        "/search #11",
        "/search #11 csv",
        "/subscribe #11",
    ]


async def test_a_repeated_answer_says_how_old_it_is(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, hits(1.0), MONDAY, fresh=False)
    chat.clock.advance(35)
    said = await chat.say("/search 0")
    assert "10:02:11 조회 · 35초 전 결과입니다 · 25초 뒤 새로 조회할 수 있습니다" in said
    chat.clock.advance(25)
    assert "1분 전 결과입니다\n" in await chat.say("/search 0")


async def test_a_repeated_answer_promises_no_new_one_while_there_is_no_session(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, hits(1.0), MONDAY, fresh=False)
    chat.engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    assert "새로 조회" not in await chat.say("/search 0")


async def test_the_time_of_a_search_is_korean_and_dated_only_when_it_is_not_todays(
    chat: Chat,
) -> None:
    early = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, hits(1.0), early)
    assert "\n08:05:00 조회" in await chat.say("/search 0")
    chat.clock.advance(86_400)
    assert "\n11/23 08:05:00 조회" in await chat.say("/search 0")


async def test_a_long_result_comes_in_pages_of_twenty(chat: Chat) -> None:
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, hits(*map(float, range(45))), MONDAY)
    assert (await chat.buttons("/search 0"))[0] == "/search #11 2"
    assert (await chat.buttons("/search #11 2"))[:2] == ["/search #11 1", "/search #11 3"]
    said = await chat.say("검색 급등 초입 3")
    assert "45종목" in said
    assert "3/3쪽" in said
    assert len(said.split("\n")) == 3 + 5
    assert await chat.say("/search 0 4") == "3쪽까지 있습니다. 예: /search 0 3"


async def test_an_empty_result_says_so(chat: Chat) -> None:
    said = await chat.say("/search 0")
    assert "0종목" in said
    assert "맞는 종목이 없습니다" in said


async def test_a_search_in_a_condition_that_is_followed_offers_its_end(chat: Chat) -> None:
    await chat.say("구독 0")
    assert (await chat.buttons("/search 0"))[-1] == "/unsubscribe #11"


async def test_a_name_may_have_spaces_and_end_in_a_number() -> None:
    chat = Chat(FakeEngine(("상승 추세", "상승 2", "하락")))
    assert (await chat.say("/search 상승 2")).startswith("상승 2 ")
    assert (await chat.say("/search 상승 추세")).startswith("상승 추세 ")
    assert "1쪽까지" in await chat.say("/search 상승 추세 2")


async def test_an_unknown_condition_gets_one_sentence_and_the_list(chat: Chat) -> None:
    said = await chat.say("/search 99")
    assert said == (
        "‘99’ 조건식을 찾지 못했습니다. /conditions 목록의 번호나 이름 앞부분으로 불러 주세요."
    )
    assert await chat.buttons("/subscribe 99 2") == ["/conditions"]


async def test_an_ambiguous_condition_gets_buttons_for_those_that_fit() -> None:
    chat = Chat(FakeEngine(("상승 추세", "상승 돌파", "하락")))
    said = await chat.say("/subscribe 상승")
    assert "상승 추세, 상승 돌파" in said
    assert await chat.buttons("/subscribe 상승") == ["/subscribe #11", "/subscribe #12"]


@pytest.mark.parametrize("name", ["search", "subscribe"])
async def test_a_missing_condition_gets_buttons_to_choose_from(chat: Chat, name: str) -> None:
    assert "어느 조건식" in await chat.say(f"/{name}")
    assert await chat.buttons(f"/{name}") == [f"/{name} #{n}" for n in (11, 12, 13)]


async def test_very_many_conditions_get_thirty_buttons_and_a_hint() -> None:
    chat = Chat(FakeEngine([f"조건 {n}" for n in range(40)]))
    assert len(await chat.buttons("/search")) == 30
    assert "예: /search 39" in await chat.say("/search")


@pytest.mark.parametrize("wrong", ["0", "x", "1.5", "x y", "99999"])
async def test_a_wrong_page_of_a_known_condition_is_not_an_unknown_condition(
    chat: Chat, wrong: str
) -> None:
    assert await chat.say(f"/search 2 {wrong}") == (
        "조건식 뒤에는 1부터 시작하는 쪽 번호만 올 수 있습니다. 예: /search 2 1"
    )


async def test_a_number_after_a_known_name_is_a_page_and_a_word_is_part_of_the_name(
    chat: Chat,
) -> None:
    assert "쪽 번호만" in await chat.say("/search 상승 추세 0")
    assert "‘상승 추석’ 조건식은 없습니다" in await chat.say("/search 상승 추석")
    assert "‘99 x’ 조건식을 찾지" in await chat.say("/search 99 x")
    assert "‘0’ 옵션은 없습니다" in await chat.say("/subscribe 2 0")


async def test_blanks_in_a_name_do_not_matter_where_nothing_else_matches() -> None:
    chat = Chat(FakeEngine(("갭상승", "거래량 폭발", "40일선", "①차 돌파", "갭 상승 2")))
    assert (await chat.say("/search 갭 상 승")).startswith("갭상승 ")
    assert (await chat.say("/search 갭 상승")).startswith("갭 상승 2 ")
    assert (await chat.say("구독 거래량폭발")).startswith("거래량 폭발 구독")
    assert "1쪽까지" in await chat.say("/search 거래량폭발 2")
    assert (await chat.say("/search ①차 돌파")).startswith("①차 돌파 ")
    assert "쪽 번호만" in await chat.say("/search 4 0")  # and not 40일선


async def test_several_names_that_differ_in_blanks_are_offered() -> None:
    chat = Chat(FakeEngine(("갭상승 하나", "갭 상승 둘", "하락")))
    assert await chat.buttons("/subscribe 갭상 승") == ["/subscribe #11", "/subscribe #12"]


# --- a session that waits for a person ----------------------------------------------------------


class Halted(FakeEngine):
    """An engine whose session is gone until somebody takes it back."""

    def __init__(self, state: SessionState, error: str) -> None:
        super().__init__()
        self.session = SessionStatus(state, MONDAY, error=error)

    async def search(self, condition: Condition) -> SearchResult:
        raise NotConnected


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("state", "error"),
    [
        (SessionState.TAKEN, "session_taken"),
        (SessionState.STOPPED, "credentials_refused"),
        (SessionState.STOPPED, ""),
    ],
)
@pytest.mark.parametrize("text", ["/search 0", "/subscribe 0"])
async def test_a_session_that_has_stopped_is_not_said_to_come_back_by_itself(
    text: str, state: SessionState, error: str, lang: str
) -> None:
    chat = Chat(Halted(state, error), lang)
    said = await chat.say(text)
    assert "/takeover" in said
    for untrue in ("저절로 다시 연결하며", "연결되면 시작", "reconnects by itself", "It starts"):
        assert untrue not in said
    assert ("KIWOOM_APP_KEY" in said) is (error == "credentials_refused")
    assert "/takeover" in await chat.buttons(text)


@pytest.mark.parametrize("state", [SessionState.TAKEN, SessionState.STOPPED])
async def test_a_greeting_promises_no_alerts_while_the_session_waits_for_a_person(
    chat: Chat, state: SessionState
) -> None:
    chat.engine.session = SessionStatus(state, MONDAY)
    said = await chat.say("/start")
    assert "지금은 알림이 오지 않습니다." in said
    assert "순간 이 대화로" not in said
    assert (await chat.buttons("/start"))[0] == "/takeover"


async def test_a_subscription_made_while_the_session_is_taken_is_noted_not_begun(
    chat: Chat,
) -> None:
    chat.engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    said = await chat.say("/subscribe 0")
    assert "구독을 적어 두었습니다. 키움 접속을 되찾으면 시작합니다." in said
    assert "구독을 시작했습니다" not in said


async def test_the_list_of_a_session_that_has_stopped_says_how_it_goes_on() -> None:
    chat = Chat(FakeEngine(()))
    chat.engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    said = await chat.say("/conditions")
    assert "다른 프로그램이" in said
    assert "11/23 10:02부터" in said
    assert (await chat.buttons("/search"))[0] == "/takeover"


@pytest.mark.parametrize("state", [SessionState.LOST, SessionState.CONNECTING])
async def test_a_session_that_is_only_lost_comes_back_by_itself(state: SessionState) -> None:
    chat = Chat(Halted(state, ""))
    assert "저절로 다시 연결하며" in await chat.say("/search 0")
    assert "연결되면 시작합니다" in await chat.say("/subscribe 0")
    assert "/takeover" not in await chat.buttons("/subscribe 0")


# --- /subscribe, /unsubscribe, /subscriptions ---------------------------------------------------


@pytest.mark.parametrize(
    ("watch", "polled", "inside", "said"),
    [
        (Watch.REALTIME, None, 12, ["지금 12종목", "실시간으로"]),
        (Watch.REALTIME, None, None, ["확인하는 중", "실시간으로"]),
        (Watch.POLLED, Polled.LARGE, 132, ["지금 132종목", "100종목이 넘어 60초마다"]),
        (Watch.POLLED, Polled.FULL, 5, ["10개가 다 차서 60초마다"]),
        (Watch.POLLED, Polled.SWITCHED_OFF, 5, ["꺼져 있어 60초마다"]),
        (Watch.POLLED, Polled.REFUSED, 5, ["거절해 60초마다"]),
        (Watch.WAITING, None, None, ["연결되면 시작합니다"]),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_subscribe_says_how_it_will_be_told(
    watch: Watch, polled: Polled | None, inside: int | None, said: list[str], lang: str
) -> None:
    chat = Chat(lang=lang)
    chat.state(11, watch=watch, polled=polled, inside=inside)
    answer = await chat.say("/subscribe 급등")
    assert "급등 초입" in answer
    if lang == "ko":
        assert all(part in answer for part in said)


async def test_subscribing_twice_says_that_it_is_so_already(chat: Chat) -> None:
    await chat.say("/subscribe 0")
    assert "이미 구독 중" in await chat.say("/subscribe 0")
    assert await chat.buttons("/subscribe 0") == [
        "/options #11",
        "/search #11",
        "/unsubscribe #11",
        "/conditions",
    ]


async def test_a_condition_that_is_not_listed_starts_when_it_is_back(chat: Chat) -> None:
    chat.state(11, condition=Condition(11, "0", "급등 초입", listed=False))
    assert "다시 나타나면" in await chat.say("/subscribe 0")


async def test_only_what_is_not_followed_is_offered(chat: Chat) -> None:
    await chat.say("/subscribe 0")
    assert await chat.buttons("/subscribe") == ["/subscribe #12", "/subscribe #13"]
    await chat.say("/subscribe 1")
    await chat.say("/subscribe 2")
    assert "이미 구독" in await chat.say("/subscribe")


async def test_a_subscription_belongs_to_the_chat_it_was_made_in(chat: Chat) -> None:
    await chat.say("구독 0", where=Destination("telegram", "-100", "7"))
    assert "구독이 없습니다" in await chat.say("구독목록")
    assert "급등 초입" in await chat.say("구독목록", where=Destination("telegram", "-100", "7"))


async def test_unsubscribe_ends_it_once(chat: Chat) -> None:
    await chat.say("구독 0")
    assert "해지했습니다" in await chat.say("해지 급등")
    assert "‘급등 초입’ 조건식은 구독하고 있지" in await chat.say("/unsubscribe 0")


async def test_unsubscribe_offers_only_what_is_followed(chat: Chat) -> None:
    assert "구독이 없습니다" in await chat.say("/unsubscribe")
    await chat.say("구독 1")
    assert await chat.buttons("/unsubscribe") == ["/unsubscribe #12"]


# --- /takeover ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [SessionState.TAKEN, SessionState.STOPPED, SessionState.LOST])
async def test_takeover_logs_in_again(chat: Chat, state: SessionState) -> None:
    chat.engine.session = SessionStatus(state, MONDAY)
    assert "다시 로그인합니다" in await chat.say("다시 가져오기")
    assert chat.engine.taken_back == 1


async def test_takeover_leaves_a_living_session_alone(chat: Chat) -> None:
    assert "이미 키움에 연결" in await chat.say("/takeover")
    assert chat.engine.taken_back == 0


async def test_surplus_words_get_one_sentence_with_what_is_right(chat: Chat) -> None:
    said = await chat.say("/takeover 지금 당장")
    assert said == "/takeover 뒤에는 아무것도 붙이지 않습니다."


# --- what is not a command ----------------------------------------------------------------------


async def test_an_unknown_command_gets_the_nearest_one_or_help(chat: Chat) -> None:
    assert await chat.say("/serch 0") == "‘serch’ 명령은 없습니다. 혹시 /search 인가요?"
    assert await chat.say("안녕하세요") == (
        "‘안녕하세요’ 명령은 없습니다. /help 에서 쓸 수 있는 명령을 볼 수 있습니다."
    )
    assert "/khelp" in await chat.say("안녕하세요", where=SLACK)


async def test_nonsense_is_not_said_back_at_length(chat: Chat) -> None:
    for text in ("가" * 500, "/search " + "가" * 500, "/help " + "가" * 500):
        said = await chat.say(text)
        assert "가…가" in said
        assert said.count("가") < 45


@pytest.mark.parametrize("word", ["exit", "quit", "종료"])
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_who_wants_to_leave_the_console_is_told_how(word: str, lang: str) -> None:
    chat = Chat(lang=lang)
    where = Destination("console", "local")
    said = await chat.say(word, person="console:local", where=where)
    assert "Ctrl-D" in said
    assert "Ctrl-C" in said
    assert "Ctrl-D" not in await chat.say(word)


async def test_group_talk_that_is_not_for_the_bot_is_not_answered(chat: Chat) -> None:
    assert await chat.reply("구독 0", addressed=False, private=False) is None
    assert not chat.engine.calls
    assert not chat.inbox.seen


async def test_what_came_in_is_handled_once(chat: Chat) -> None:
    assert await chat.reply("구독 0", key="telegram:update:1") is not None
    assert await chat.reply("구독 0", key="telegram:update:1") is None
    assert chat.engine.calls.count("subscribe 0") == 1


async def test_an_old_command_is_not_run(chat: Chat) -> None:
    reply = await chat.reply("구독 0", sent_at=MONDAY - timedelta(seconds=200))
    assert reply is not None
    assert plain.encode(reply.doc).startswith("지난 명령이라 실행하지 않았습니다(3분 20초 전)")
    assert not chat.engine.followed
    assert await chat.reply("구독 0", sent_at=MONDAY - timedelta(seconds=120)) is not None
    assert chat.engine.followed


async def test_the_age_of_a_command_is_measured_in_real_time_not_the_markets() -> None:
    market = StillClock(MONDAY - timedelta(days=30))
    wall = StillClock()
    router = Router(
        FakeEngine(), Access([OWNER]), FakeInbox(), clock=market, wall=wall, languages=speech("en")
    )
    reply = await router.handle(Incoming("1", HERE, OWNER, "/status", sent_at=wall.now()))
    assert reply is not None
    assert "not run" not in plain.encode(reply.doc)


# --- strangers ----------------------------------------------------------------------------------


async def test_a_stranger_gets_one_sentence_an_hour_that_names_their_id(chat: Chat) -> None:
    stranger = "telegram:666"
    said = await chat.say("/start", person=stranger)
    assert "telegram:666" in said
    assert "OWNERS" in said
    assert await chat.reply("/start", person=stranger) is None
    chat.clock.advance(3601)
    assert await chat.reply("/start", person=stranger) is not None
    assert not chat.engine.calls
    assert not chat.inbox.seen


async def test_a_stranger_never_presses_over_a_message_of_a_group(chat: Chat) -> None:
    press = {"person": "telegram:666", "pressed": True, "private": False}
    reply = await chat.reply("/unsubscribe #11", **press)  # type: ignore[arg-type]
    assert reply is not None
    assert reply.aside
    assert await chat.reply("/unsubscribe #11", **press) is None  # type: ignore[arg-type]


async def test_a_press_that_changes_something_for_a_group_says_whose_it_was(chat: Chat) -> None:
    group = Destination("telegram", "-100")

    async def press(said: str, name: str = "이친구", *, pressed: bool = True) -> str:
        incoming = Incoming(
            said, group, OWNER, said, private=False, pressed=pressed, person_name=name
        )
        reply = await chat.router.handle(incoming)
        assert reply is not None
        return plain.encode(reply.doc)

    await press("/subscribe 0", pressed=False)
    said = await press("/unsubscribe #11")
    assert said.split("\n") == ["급등 초입 구독을 해지했습니다.", "👤 이친구 님이 눌렀습니다."]
    assert (await press("/mute 30m", "")).endswith("👤 이친구 님이 눌렀습니다.")
    for told in (
        await press("/status"),
        await press("/unmute", pressed=False),
        await chat.say("/mute 30m"),
    ):
        assert "눌렀습니다" not in told


async def test_a_refused_press_never_replaces_the_message_of_its_button(chat: Chat) -> None:
    old = await chat.reply("/status", pressed=True, sent_at=MONDAY - timedelta(seconds=200))
    assert old is not None
    assert old.aside
    well = await chat.reply("/status", pressed=True)
    assert well is not None
    assert not well.aside
    many = [await chat.reply("/status", pressed=True) for _ in range(25)]
    assert [one.aside for one in many if one][-1]


async def test_the_console_needs_no_invitation() -> None:
    chat = Chat()
    where = Destination("console", "local")
    assert "조건식" in await chat.say("/conditions", person="console:local", where=where)


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "ko"),
    [
        (NotConnected(), "연결되어 있지 않습니다"),
        (AnswerTimedOut(), "제때 오지 않았습니다"),
        (RateLimited(seconds="25"), "25초 뒤"),
        (Refused(900004, "존재하지 않는 일련번호입니다."), "존재하지 않는 일련번호입니다."),
        (CredentialsRefused(), "KIWOOM_APP_KEY"),
        (DatabaseUnusable(path="kiwoom.db", reason="disk full"), "disk full"),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_an_error_is_one_sentence_in_the_persons_language(
    error: Exception, ko: str, lang: str
) -> None:
    chat = Chat(lang=lang)
    chat.engine.failure = error
    said = await chat.say("/search 0")
    assert "\n" not in said
    assert "{" not in said
    if lang == "ko":
        assert ko in said
    chat.engine.failure = error
    retry = ["/search 0"] if isinstance(error, PassingError) else []
    assert await chat.buttons("/search 0") == retry


async def test_a_long_command_gets_no_button_that_platforms_would_refuse(chat: Chat) -> None:
    chat.engine.failure = NotConnected()
    assert await chat.buttons("/search " + "가" * 40) == []


async def test_a_bug_is_logged_with_a_number_and_never_shown(chat: Chat) -> None:
    chat.engine.failure = ZeroDivisionError("secret")
    with capture_logs() as logs:
        said = await chat.say("/status")
    (entry,) = logs
    assert entry["event"] == "command_failed"
    assert entry["exc_info"] is True
    assert f"(오류번호 {entry['number']})" in said
    assert "secret" not in said
    assert "ZeroDivision" not in said


async def test_a_store_that_fails_is_told_like_any_other_error(chat: Chat) -> None:
    class Broken(FakeInbox):
        async def first_time(self, key: str, at: datetime) -> bool:
            raise DatabaseUnusable(path="kiwoom.db", reason="locked")

    router = Router(
        chat.engine,
        Access([OWNER]),
        Broken(),
        clock=chat.clock,
        wall=chat.clock,
        languages=speech(),
    )
    reply = await router.handle(Incoming("1", HERE, OWNER, "/status"))
    assert reply is not None
    assert "kiwoom.db: locked" in plain.encode(reply.doc)


# --- order --------------------------------------------------------------------------------------


class Gated(FakeEngine):
    """A search that ends when its gate is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: dict[str, asyncio.Event] = {}
        self.order: list[str] = []

    async def search(self, condition: Condition) -> SearchResult:
        self.order.append(f"begin {condition.seq}")
        await self.gates.setdefault(condition.seq, asyncio.Event()).wait()
        self.order.append(f"end {condition.seq}")
        return await super().search(condition)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(100):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError


async def test_commands_of_one_chat_run_one_after_the_other_and_chats_side_by_side() -> None:
    engine = Gated()
    chat = Chat(engine)
    elsewhere = Destination("telegram", "2")
    async with asyncio.TaskGroup() as group:
        group.create_task(chat.reply("/search 0"))
        group.create_task(chat.reply("/search 1"))
        group.create_task(chat.reply("/search 2", where=elsewhere))
        await until(lambda: len(engine.order) == 2)
        assert engine.order == ["begin 0", "begin 2"]
        engine.gates["0"].set()
        await until(lambda: "begin 1" in engine.order)
        assert engine.order == ["begin 0", "begin 2", "end 0", "begin 1"]
        engine.gates["1"].set()
        engine.gates["2"].set()
    assert len(chat.router._turns) == 0


async def test_turns_are_forgotten_even_after_an_error() -> None:
    turns = Turns()

    async def fail() -> None:
        async with turns.of("chat"):
            assert len(turns) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert len(turns) == 0


def test_very_many_strangers_take_no_more_room_than_a_few_thousand() -> None:
    clock = StillClock()
    seldom = Seldom(clock, 3600, most=2)
    assert all(seldom.allows(person) for person in ("a", "b", "c"))
    assert not seldom.allows("c")
    assert seldom.allows("a")


def test_a_handler_without_its_condition_is_a_bug_and_not_a_guess() -> None:
    chat = Chat()
    asked = Asked(
        chat.engine, chat.router._voice(Incoming("", HERE, OWNER, "")), HERE, OWNER, COMMANDS[0],
        COMMANDS, MONDAY, 60, chat.languages,
    )  # fmt: skip
    with pytest.raises(LookupError):
        _ = asked.the_condition


async def test_a_viewer_may_not_do_what_is_the_owners() -> None:
    class Invited(Access):
        def role(self, person: str) -> Role | None:
            return Role.VIEWER

    engine, clock = FakeEngine(), StillClock()
    engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    router = Router(engine, Invited([]), FakeInbox(), clock=clock, wall=clock, languages=speech())
    reply = await router.handle(Incoming("1", HERE, "telegram:2", "/takeover"))
    assert reply is not None
    assert plain.encode(reply.doc) == "/takeover 명령은 봇 주인만 쓸 수 있습니다."
    assert reply.aside
    assert engine.taken_back == 0
