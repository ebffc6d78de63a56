"""Subscribing with options, changing them, pausing."""

from dataclasses import replace

import pytest

from bot.messages import Button, Reply
from bot.render import plain, replies
from bot.render.voice import Voice
from core.calendar import Explanation, Phase
from core.errors import AmbiguousStock
from core.model import (
    PLAIN,
    Between,
    Destination,
    Kinds,
    Mute,
    Options,
    Quiet,
    Subscription,
    Watch,
)
from core.services.capacity import Capacity
from tests.bot.commands.test_router import HERE, OWNER, Chat
from tests.fakes.engine import MONDAY, FakeEngine

GROUP = Destination("telegram", "-100")
TOPIC = replace(GROUP, topic="7")
CHANNEL = Destination("slack", "C01")


class Unhurried(Chat):
    """A person who takes ten seconds for each command."""

    async def reply(self, text: str, **given: object) -> Reply | None:
        self.clock.advance(10)
        return await super().reply(text, **given)  # type: ignore[arg-type]

    async def rows(self, text: str, where: Destination = HERE) -> list[list[tuple[str, str]]]:
        """Say something and return the buttons, row by row."""
        reply = await self.reply(text, where=where)
        assert reply is not None
        return [[(one.label, one.command) for one in row] for row in reply.buttons]

    def options(self, condition: int = 11, where: Destination = HERE) -> Options:
        """Return the options of a subscription."""
        return self.engine.followed[where, condition].options


@pytest.fixture
def chat() -> Unhurried:
    chat = Unhurried()
    chat.state(11, watch=Watch.REALTIME, inside=12)
    return chat


# --- /subscribe with options --------------------------------------------------------------------


async def test_a_subscription_takes_its_options_along_and_says_them_back(chat: Unhurried) -> None:
    said = await chat.say("/subscribe 급등 초입 편입만 등락률>3 거래대금>50억 코스닥 조용히")
    assert said.split("\n")[:2] == [
        "급등 초입 구독을 시작했습니다.",
        "옵션: 편입만 · 등락률 3% 이상 · 거래대금 50억원 이상 · 코스닥 · 소리 없이",
    ]
    assert "\n실시간으로 지켜봅니다.\n" in said
    assert chat.options() == Options(
        Kinds.ENTRY,
        rate=Between(3),
        value=Between(5000),
        markets=frozenset({"KOSDAQ"}),
        silent=True,
    )


async def test_the_condition_is_the_longest_part_that_names_one() -> None:
    chat = Unhurried(FakeEngine(("급등", "급등 코스닥", "거래 10분")))
    await chat.say("구독 급등 코스닥 편입만")
    assert chat.options(12).markets == frozenset()
    await chat.say("구독 급등 코스피 편입만")
    assert chat.options(11).markets == frozenset({"KOSPI"})
    await chat.say("구독 거래10분 쉬기 5분")
    assert chat.options(13).cooldown == 5


async def test_a_wrong_option_subscribes_nothing_and_is_named(chat: Unhurried) -> None:
    assert await chat.say("/subscribe 0 펀입만") == "‘펀입만’ 옵션은 없습니다. 혹시 ‘편입만’인가요?"
    assert "가격 1000-50000" in await chat.say("/subscribe 0 가격>3%")
    assert not chat.engine.followed


@pytest.mark.parametrize("said", ["0, 편입만", "0,편입만", "급등 초입, 편입만", "0 , 편입만"])
async def test_a_comma_behind_the_condition_is_taken(chat: Unhurried, said: str) -> None:
    assert "편입만" in await chat.say(f"/subscribe {said}")
    assert chat.options().kinds is Kinds.ENTRY


async def test_two_kinds_that_exclude_each_other_are_not_guessed_at(chat: Unhurried) -> None:
    assert "모두" in await chat.say("/subscribe 0 편입만 이탈만")
    assert not chat.engine.followed
    await chat.say("/subscribe 0 편입 이탈")
    assert chat.options().kinds is Kinds.BOTH


async def test_an_unknown_condition_with_options_is_named_without_them(chat: Unhurried) -> None:
    assert (await chat.say("/subscribe 없는 것 편입만")).startswith("‘없는 것’ 조건식을 찾지")


async def test_options_stay_with_the_condition_that_is_picked() -> None:
    chat = Unhurried(FakeEngine(("상승 추세", "상승 돌파")))
    assert await chat.rows("/subscribe 상승 편입만 쉬기 10분") == [
        [("0 상승 추세", "/subscribe #11 편입만 쉬기 10분")],
        [("1 상승 돌파", "/subscribe #12 편입만 쉬기 10분")],
    ]
    long = await chat.rows("/subscribe 상승 " + "등락률>3 " * 20)
    assert long[0] == [("0 상승 추세", "/subscribe #11")]


async def test_subscribing_again_keeps_the_options_and_changes_what_is_said(
    chat: Unhurried,
) -> None:
    await chat.say("구독 0 편입만")
    assert "이미 구독 중" in await chat.say("구독 0")
    assert chat.options() == Options(Kinds.ENTRY)
    assert "설정만 바꿨습니다" in await chat.say("구독 0 쉬기 10분")
    assert chat.options() == Options(Kinds.ENTRY, cooldown=10)


async def test_a_subscription_in_a_topic_of_its_own_takes_the_place_of_the_one_in_the_chat(
    chat: Unhurried,
) -> None:
    await chat.say("구독 0 편입만", where=GROUP)
    said = await chat.say("구독 0 주제", where=GROUP)
    assert "주제 7에 따로" in said
    assert "open_topic 급등 초입" in chat.engine.calls
    assert list(chat.engine.followed) == [(TOPIC, 11)]
    assert chat.options(where=TOPIC) == Options(Kinds.ENTRY)


async def test_here_is_the_topic_it_is_said_in(chat: Unhurried) -> None:
    await chat.say("구독 0 여기", where=TOPIC)
    assert list(chat.engine.followed) == [(TOPIC, 11)]


async def test_a_condition_that_has_its_topic_gets_no_second_one(chat: Unhurried) -> None:
    await chat.say("구독 0 주제", where=GROUP)
    assert "이미 구독 중" in await chat.say("구독 0 주제 편입만", where=GROUP)
    assert list(chat.engine.followed) == [(TOPIC, 11)]
    assert chat.options(where=TOPIC) == Options(Kinds.ENTRY)


async def test_subscribing_says_what_to_expect_and_offers_a_digest_where_that_is_too_much(
    chat: Unhurried,
) -> None:
    assert "예상: 아직 기록이 없어" in await chat.say("구독 0 편입만", where=GROUP)
    assert chat.engine.explaining.options == [Options(Kinds.ENTRY)]
    chat.engine.explaining.expected = Capacity(5, 900, 400, 40, together=40, allowed=20)
    assert "1분에 20건까지" in await chat.say("구독 1", where=GROUP)
    assert (await chat.rows("구독 1", GROUP))[0][0][1] == "/options #12 digest 10m"


async def test_where_no_topic_can_be_made_nothing_changes_and_the_reason_is_said(
    chat: Unhurried,
) -> None:
    chat.engine.topics = -1
    said = await chat.say("구독 0 주제", where=GROUP)
    assert said.startswith("이 대화에는 따로 받을 곳을 만들 수 없습니다: 이 그룹은 주제(토픽)가")
    assert not chat.engine.followed


async def test_help_explains_the_options(chat: Unhurried) -> None:
    for name in ("구독", "options"):
        said = await chat.say(f"도움말 {name}")
        assert "등락률: 등락률>3 등락률 -5~5\n" in said
    assert "장마감" in await chat.say("/help mute")


# --- /options -----------------------------------------------------------------------------------


async def test_options_without_words_show_how_a_subscription_is_told(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만 등락률>3 쉬기 10분")
    assert (await chat.say("/options 0")).split("\n") == [
        "급등 초입 알림 설정",
        "받는 것: 편입만",
        "필터: 등락률 3% 이상",
        "소리: 켬",
        "모아 받기: 끔",
        "접기: 10분 안에 되풀이되면",
        "종목별 쉬기: 10분",
        "필터는 글로 정합니다. 예: /options 0 등락률>3 가격 1000-50000 코스닥",
    ]


async def test_the_present_choice_is_marked_and_every_button_changes_one_thing(
    chat: Unhurried,
) -> None:
    await chat.say("구독 0 편입만 등락률>3 쉬기 10분")
    rows = await chat.rows("옵션 0")
    labels = [[label for label, _ in row] for row in rows]
    assert labels == [
        ["모두", "✓ 편입만", "이탈만"],
        ["✓ 🔔 소리", "🔕 소리 없이"],
        ["✓모아 끔", "5분", "10분", "30분"],
        ["접기 끔", "5분", "✓10분", "30분"],
        ["쉬기 끔", "5분", "✓10분", "30분"],
        ["필터 지우기"],
        ["멈춤", "해지", "구독 목록"],
    ]
    for command in [command for row in rows[:-1] for _, command in row]:
        before = chat.options()
        reply = await chat.reply(command)
        assert reply is not None
        assert reply.buttons
        after = chat.options()
        changed = [one for one in Options.__slots__ if getattr(before, one) != getattr(after, one)]
        assert len(changed) <= 1
    assert chat.options() == Options(Kinds.EXIT, silent=True, digest=30, fold=30, cooldown=30)


async def test_pressing_shows_the_new_choice_at_once(chat: Unhurried) -> None:
    await chat.say("구독 0")
    rows = await chat.rows("/options #11 fold off")
    assert rows[3][0] == ("✓접기 끔", "/options #11 fold off")
    assert "접기: 끔" in await chat.say("/options #11")


async def test_options_change_only_what_is_said(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만 등락률>3 쉬기 10분")
    said = await chat.say("옵션 급등 모아 5분 등락률 전체")
    assert said.startswith("급등 초입 설정을 바꿨습니다.\n")
    assert chat.options() == Options(Kinds.ENTRY, cooldown=10, digest=5)
    assert chat.engine.calls.count("change 0") == 1


async def test_an_option_that_is_set_already_is_said_to_be(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만")
    for said in ("/options #11 entries", "/options #11 fold 10m", "/options #11 loud"):
        assert (await chat.say(said)).startswith("급등 초입 설정은 이미 그렇습니다.\n")
    assert (await chat.say("/options #11 fold 5m")).startswith("급등 초입 설정을 바꿨습니다.\n")
    said = await chat.say("구독 0 편입만")
    assert said.startswith("급등 초입 조건식은 이미 구독 중입니다.")


async def test_a_wrong_option_changes_nothing(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만")
    assert "10분" in await chat.say("옵션 0 이탈만 쉬기 x")
    assert chat.options() == Options(Kinds.ENTRY)


async def test_options_of_what_is_not_followed_say_so(chat: Unhurried) -> None:
    assert "구독하고 있지 않습니다" in await chat.say("/options 0 편입만")
    assert "구독이 없습니다" in await chat.say("/options")


@pytest.mark.parametrize("name", ["options", "pause", "unsubscribe"])
async def test_without_a_condition_what_is_followed_is_offered(chat: Unhurried, name: str) -> None:
    await chat.say("구독 0")
    await chat.say("구독 1")
    assert await chat.buttons(f"/{name}") == [f"/{name} #11", f"/{name} #12"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (HERE, []),
        (Destination("console", "local"), []),
        (GROUP, ["주제로 받기"]),
        (CHANNEL, ["스레드로 받기"]),
    ],
)
async def test_a_place_of_its_own_is_offered_where_there_can_be_one(
    chat: Unhurried, where: Destination, expected: list[str]
) -> None:
    await chat.engine.subscribe(chat.engine.states[11].condition, where, OWNER)
    rows = await chat.rows("/options 0", where)
    offered = [label for row in rows for label, _ in row if label.endswith("받기")]
    assert offered == expected


async def test_alerts_move_to_a_topic_and_back_with_their_options(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만", where=GROUP)
    rows = await chat.rows("/options #11 topic", GROUP)
    assert list(chat.engine.followed) == [(TOPIC, 11)]
    assert rows[-2] == [("본 대화로 받기", "/options #11@7 here")]
    said = await chat.say("/options #11@7 here", where=GROUP)
    assert "이제 알림이 이 대화로 옵니다." in said
    assert list(chat.engine.followed) == [(GROUP, 11)]
    assert chat.options(where=GROUP) == Options(Kinds.ENTRY)


async def test_a_paused_subscription_stays_paused_where_it_moves(chat: Unhurried) -> None:
    await chat.say("구독 0", where=GROUP)
    await chat.say("멈춤 0", where=GROUP)
    assert "⏸ 멈춤" in await chat.say("옵션 0 주제", where=GROUP)
    assert chat.engine.followed[TOPIC, 11].suspended == "paused"


async def test_a_subscription_in_a_topic_is_reached_from_the_chat(chat: Unhurried) -> None:
    await chat.engine.subscribe(chat.engine.states[11].condition, TOPIC, OWNER)
    assert "받는 곳: 주제 7" in await chat.say("/options 0", where=GROUP)
    await chat.say("옵션 0 편입만", where=GROUP)
    assert chat.options(where=TOPIC) == Options(Kinds.ENTRY)
    assert "해지했습니다" in await chat.say("/unsubscribe #11@7", where=GROUP)
    assert not chat.engine.followed


async def test_of_several_places_one_is_asked_for(chat: Unhurried) -> None:
    for topic in ("7", "8"):
        where = replace(GROUP, topic=topic)
        await chat.engine.subscribe(chat.engine.states[11].condition, where, OWNER)
    assert await chat.rows("옵션 0 편입만", GROUP) == [
        [("주제 7", "/options #11@7 편입만")],
        [("주제 8", "/options #11@8 편입만")],
    ]
    await chat.say("/options #11@8 편입만", where=GROUP)
    assert chat.options(where=replace(GROUP, topic="8")) == Options(Kinds.ENTRY)
    assert chat.options(where=TOPIC) == PLAIN
    assert "구독하고 있지 않습니다" in await chat.say("/options #11@9", where=GROUP)


# --- /pause, /resume ----------------------------------------------------------------------------


async def test_a_paused_subscription_sleeps_until_it_is_resumed(chat: Unhurried) -> None:
    await chat.say("구독 0 편입만")
    assert (await chat.say("멈춤 0")).startswith("⏸ 급등 초입 알림을 멈췄습니다.")
    assert chat.engine.followed[HERE, 11].suspended == "paused"
    assert "0. 급등 초입 · ⏸ 멈춤\n" in await chat.say("구독목록")
    assert await chat.buttons("/resume") == ["/resume #11"]
    assert "다시 보냅니다" in await chat.say("다시 받기 0")
    assert chat.engine.followed[HERE, 11].suspended is None
    assert chat.options() == Options(Kinds.ENTRY)
    assert "멈춘 구독이 없습니다" in await chat.say("/resume")


@pytest.mark.parametrize("name", ["멈춤", "해지"])
async def test_what_was_held_back_is_not_dropped_without_a_word(chat: Unhurried, name: str) -> None:
    await chat.say("구독 0")
    chat.engine.held_back = 3
    assert "기다리던 알림 3건은 보내지 않습니다" in await chat.say(f"{name} 0")
    await chat.say("구독 0")
    chat.engine.held_back = 0
    assert "보내지 않습니다" not in await chat.say(f"{name} 0")


async def test_what_is_not_followed_cannot_be_paused(chat: Unhurried) -> None:
    assert "구독하고 있지" in await chat.say("/pause 0")
    assert "구독하고 있지" in await chat.say("/resume 0")


@pytest.mark.parametrize("name", ["pause", "resume", "unsubscribe"])
async def test_nothing_sleeps_or_ends_until_it_is_clear_which_is_meant(
    chat: Unhurried, name: str
) -> None:
    for topic in ("7", "8"):
        where = replace(GROUP, topic=topic)
        await chat.engine.subscribe(chat.engine.states[11].condition, where, OWNER)
        await chat.engine.pause(chat.engine.states[11].condition, where)
    assert [row[0][1] for row in await chat.rows(f"/{name} 0", GROUP)] == [
        f"/{name} #11@7",
        f"/{name} #11@8",
    ]
    assert [row[0] for row in await chat.rows(f"/{name}", GROUP)] == [
        ("0 급등 초입 (주제 7)", f"/{name} #11@7"),
        ("0 급등 초입 (주제 8)", f"/{name} #11@8"),
    ]
    assert [one.suspended for one in chat.engine.followed.values()] == ["paused", "paused"]
    long = await chat.rows(f"/options 0 {'등락률>3 ' * 20}", GROUP)
    assert long[0] == [("주제 7", "/options #11@7")]


async def test_very_many_subscriptions_get_thirty_buttons_and_a_hint() -> None:
    chat = Unhurried(FakeEngine([f"조건 {n}" for n in range(40)]))
    for state in chat.engine.states.values():
        await chat.engine.subscribe(state.condition, HERE, OWNER)
    assert len(await chat.buttons("/options")) == 30
    assert "예: /options 39" in await chat.say("/options")


async def test_a_closed_market_is_said_when_subscribing(chat: Unhurried) -> None:
    chat.engine.market = Explanation(Phase.AFTER_CLOSE, MONDAY.date(), "", MONDAY)
    assert "\n장 마감 · 다음 개장 10:02\n" in await chat.say("구독 0")


def test_an_ambiguous_stock_gets_the_same_command_with_each_code() -> None:
    error = AmbiguousStock(said="삼성", names="삼성전자, 삼성SDI", codes="005930,006400")
    reply = replies.failed(Voice("ko"), error, "매수  삼성 10주")
    assert [row[0] for row in reply.buttons] == [
        Button("삼성전자 005930", "매수 005930 10주"),
        Button("삼성SDI 006400", "매수 006400 10주"),
    ]
    assert "삼성전자, 삼성SDI" in plain.encode(reply.doc)
    assert replies.failed(Voice("ko"), error, "매수").buttons == ()


# --- /subscriptions -----------------------------------------------------------------------------


async def test_each_subscription_is_listed_with_its_options_and_its_buttons(
    chat: Unhurried,
) -> None:
    await chat.say("구독 0 편입만 모아 10분 접기 끔")
    condition = chat.engine.states[12].condition
    chat.engine.followed[HERE, 12] = Subscription(
        2, condition, HERE, OWNER, MONDAY, "condition_gone"
    )
    assert (await chat.say("/subscriptions")).split("\n") == [
        "구독 2개",
        "",
        "0. 급등 초입 · 12종목 · 실시간",
        "   편입만 · 10분마다 모아서 · 접지 않음",
        "1. 거래량 폭발 · ⏸ 멈춤: 조건식이 사라짐",
    ]
    assert await chat.rows("/subscriptions") == [
        [("0 바꾸기", "/options #11"), ("0 멈춤", "/pause #11"), ("0 해지", "/unsubscribe #11")],
        [
            ("1 바꾸기", "/options #12"),
            ("1 다시 받기", "/resume #12"),
            ("1 해지", "/unsubscribe #12"),
        ],
    ]


async def test_what_is_silent_is_listed_with_the_subscriptions(chat: Unhurried) -> None:
    await chat.say("구독 0")
    until = MONDAY.replace(hour=15, minute=30)
    chat.engine.hush.muted[HERE] = [
        Mute(until),
        Mute(until, chat.engine.states[11].condition),
        Mute(until, code="005930"),
        Mute(until, code="999999"),
    ]
    chat.engine.hush.hours[HERE] = Quiet(MONDAY.time().replace(22, 0, 0), MONDAY.time())
    said = await chat.say("구독목록")
    assert said.split("\n")[-5:] == [
        "🔕 모든 알림 · 15:30까지",
        "🔕 급등 초입 · 15:30까지",
        "🔕 삼성전자 · 15:30까지",
        "🔕 999999 · 15:30까지",
        "🌙 방해 금지 22:00–10:02",
    ]


async def test_a_chat_with_topics_says_which_topic_each_is_told_in(chat: Unhurried) -> None:
    await chat.engine.subscribe(chat.engine.states[11].condition, TOPIC, OWNER)
    thread = replace(CHANNEL, topic="1700000000.000100")
    await chat.engine.subscribe(chat.engine.states[11].condition, thread, OWNER)
    assert "   ↳ 주제 7" in await chat.say("구독목록", where=GROUP)
    assert "↳" not in await chat.say("구독목록", where=TOPIC)
    rows = await chat.rows("구독목록", CHANNEL)
    assert rows[0][0] == ("0 설정", "/form #11@1700000000.000100")
    assert "받는 곳: 스레드" in await chat.say(rows[0][0][1], where=CHANNEL)


async def test_many_subscriptions_come_in_pages() -> None:
    chat = Unhurried(FakeEngine([f"조건 {n}" for n in range(20)]))
    for state in chat.engine.states.values():
        await chat.engine.subscribe(state.condition, HERE, OWNER)
    assert "20개 · 1/3쪽" in await chat.say("/subscriptions")
    assert (await chat.buttons("/subscriptions"))[-1] == "/subscriptions 2"
    assert "19. 조건 19" in await chat.say("구독목록 3")
    assert await chat.say("구독목록 4") == "3쪽까지 있습니다. 예: /subscriptions 3"


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_every_answer_has_words_in_both_languages(lang: str) -> None:
    chat = Unhurried(lang=lang)
    full = "entries rate 1~2 price<5 volume>3k value>5b kospi name=a cooldown 1h digest 5m fold 3m"
    for text in (
        f"/subscribe 0 {full} silent", "/subscribe 0 loud", "/options 0", "/options 0 fold off",
        "/options 0 exits", "/options", "/subscriptions", "/pause 0", "/subscriptions",
        "/resume 0", "/unsubscribe 0", "/subscribe 0 x", "/subscriptions",
    ):  # fmt: skip
        said = await chat.say(text)
        assert "{" not in said
        assert "?" not in said.replace("어느 구독의 설정을 바꿀까요?", "").replace(
            "Which subscription do you want to change?", ""
        )
