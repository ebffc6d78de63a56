"""Mutes, quiet hours and the summary of each day, as people ask for them."""

from datetime import datetime, time, timedelta

import pytest

from core.model import Destination, Mute, Quiet
from tests.bot.commands.test_following import GROUP, TOPIC, Unhurried
from tests.bot.commands.test_router import HERE, OWNER
from tests.fakes.engine import MONDAY, FakeEngine

CLOSE = MONDAY.replace(hour=15, minute=30, second=0)
TOMORROW = MONDAY.replace(day=24, hour=8, minute=0, second=0)


@pytest.fixture
def chat() -> Unhurried:
    return Unhurried()


def muted(chat: Unhurried, where: Destination = HERE) -> list[Mute]:
    return chat.engine.hush.muted.get(where, [])


def soon(chat: Unhurried, minutes: int) -> datetime:
    return chat.clock.now() + timedelta(minutes=minutes)


# --- /mute --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["/mute 30m", "음소거 30분", "음소거 모두 30분", "/mute all 30m"])
async def test_everything_is_muted_for_a_while(chat: Unhurried, said: str) -> None:
    answer = await chat.say(said)
    assert muted(chat) == [Mute(soon(chat, 30))]
    assert answer == (
        "🔕 모든 알림 · 10:32까지 음소거했습니다.\n그동안의 알림은 끝나면 모아서 보내 드립니다."
    )
    assert chat.engine.hush.people == [OWNER]


@pytest.mark.parametrize("said", ["/mute 0 장마감", "음소거 장 마감까지 급등", "/mute #11 close"])
async def test_a_condition_is_muted_until_the_close(chat: Unhurried, said: str) -> None:
    assert "급등 초입 · 15:30까지" in await chat.say(said)
    assert muted(chat) == [Mute(CLOSE, chat.engine.states[11].condition)]


@pytest.mark.parametrize("said", ["/mute 삼성전자 내일", "내일까지 005930", "tomorrow 005930"])
async def test_a_stock_is_muted_until_tomorrow(chat: Unhurried, said: str) -> None:
    assert "삼성전자 · 내일 08:00까지" in await chat.say(f"/mute {said.removeprefix('/mute ')}")
    assert muted(chat) == [Mute(TOMORROW, code="005930")]


async def test_what_is_muted_can_be_unmuted_at_once(chat: Unhurried) -> None:
    assert await chat.rows("/mute 1시간 SK하이닉스") == [
        [("SK하이닉스 음소거 끝", "/unmute 000660")]
    ]
    assert "음소거를 끝냈습니다" in await chat.say("/unmute 000660")
    assert muted(chat) == []
    assert "음소거한 것이 없었습니다" in await chat.say("/unmute 000660")


async def test_after_the_last_close_of_a_day_there_is_none_to_wait_for(chat: Unhurried) -> None:
    chat.engine.closes = None
    assert "30분이나 내일" in await chat.say("/mute 장마감")
    assert await chat.buttons("/mute") == ["/mute 30m", "/mute tomorrow"]
    assert muted(chat) == []


async def test_a_mute_without_a_time_asks_until_when(chat: Unhurried) -> None:
    assert await chat.say("/mute 급등") == "급등 초입 · 언제까지 음소거할까요?"
    assert await chat.buttons("/mute 카카오") == [
        "/mute 30m 035720",
        "/mute close 035720",
        "/mute tomorrow 035720",
    ]
    assert muted(chat) == []


async def test_a_name_that_is_a_condition_and_a_stock_gets_buttons_to_choose() -> None:
    chat = Unhurried(FakeEngine(("카카오 급등", "삼성전자")))
    assert await chat.rows("음소거 카카 30분") == [
        [("0 카카오 급등", "/mute 30m #11")],
        [("카카오 035720", "/mute 30m 035720")],
    ]
    assert await chat.buttons("음소거 삼성전자") == ["/mute #12", "/mute 005930"]
    assert muted(chat) == []


async def test_several_stocks_that_begin_so_get_buttons(chat: Unhurried) -> None:
    assert await chat.buttons("/mute 삼성 내일") == [
        "/mute tomorrow 005930",
        "/mute tomorrow 005935",
    ]


async def test_what_names_nothing_gets_one_sentence_with_what_is_right(chat: Unhurried) -> None:
    said = await chat.say("/mute 뭐지 30분")
    assert said.startswith("‘뭐지’ 조건식도 종목도 찾지 못했습니다.")
    assert "음소거 30분" in said
    assert "찾지 못했습니다" in await chat.say("/unmute 뭐지")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("30", "30"),
        ("25:00", "25:00"),
        ("90일", "90일"),
        ("0분", "0분"),
        ("169시간", "169시간"),
        ("1.5h", "1.5h"),
        ("25시", "25시"),
        ("삼성전자 30", "30"),
        ("0 25:00", "25:00"),
        ("99초 005930", "99초"),
    ],
)
async def test_a_time_that_is_none_gets_the_right_form_and_no_stock_is_blamed(
    chat: Unhurried, said: str, wrong: str
) -> None:
    assert await chat.say(f"/mute {said}") == (
        f"‘{wrong}’ 시간을 알 수 없습니다. "
        "30분, 2시간, 3일, 15:00, 장마감, 내일처럼 적어 주세요(길어도 7일)."
    )
    assert muted(chat) == []


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("48시간", 48 * 60),
        ("2시간반", 150),
        ("1시간 30분", 90),
        ("하루", 24 * 60),
        ("일주일", 7 * 24 * 60),
        ("168h", 7 * 24 * 60),
    ],
)
async def test_a_mute_lasts_as_long_as_people_say_it(
    chat: Unhurried, said: str, minutes: int
) -> None:
    await chat.say(f"/mute {said}")
    assert muted(chat) == [Mute(soon(chat, minutes))]
    await chat.say("/unmute")
    await chat.say(f"/mute 삼성전자 {said}")
    assert muted(chat) == [Mute(soon(chat, minutes), code="005930")]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("15:00까지", "23 15:00"),
        ("오후 3시까지", "23 15:00"),
        ("3시까지", "23 15:00"),
        ("3시반", "23 15:30"),
        ("오전 9시", "24 09:00"),
        ("9:30", "24 09:30"),
    ],
)
async def test_a_mute_ends_when_a_clock_shows_the_time(
    chat: Unhurried, said: str, until: str
) -> None:
    await chat.say(f"/mute {said}")
    await chat.say(f"/mute 삼성전자 {said}")
    assert [f"{one.until:%d %H:%M}" for one in muted(chat)] == [until, until]


async def test_ending_one_mute_says_what_stays_muted(chat: Unhurried) -> None:
    await chat.say("/mute 1시간")
    await chat.say("/mute 005930 30분")
    said = await chat.say("/unmute 005930")
    assert said.startswith("🔔 그 음소거는 끝냈습니다. 아직 음소거 중인 것:\n모든 알림 · ")
    said = await chat.say("/unmute 0")
    assert said.startswith("그것만 따로 음소거하지는 않았습니다. 지금 음소거 중인 것:")
    assert await chat.buttons("/unmute 0") == ["/unmute all"]


async def test_mute_alone_shows_what_is_muted_with_buttons_that_end_it(chat: Unhurried) -> None:
    assert (await chat.say("/mute")).startswith("음소거한 것이 없습니다.")
    assert await chat.buttons("/mute") == ["/mute 30m", "/mute close", "/mute tomorrow"]
    await chat.say("/mute 30분")
    assert await chat.rows("/mute") == [[("모든 알림 음소거 끝", "/unmute all")]]
    await chat.say("/mute 0 장마감")
    await chat.say("/mute 005930 3일")
    await chat.say("/quiet 22:00-08:00")
    assert (await chat.say("/mute")).split("\n") == [
        "🔕 음소거 중",
        "모든 알림 · 10:32까지",
        "급등 초입 · 15:30까지",
        "삼성전자 · 11/26(목) 10:03까지",
        "🌙 방해 금지 22:00–08:00",
    ]
    assert await chat.buttons("/mute") == ["/unmute #11", "/unmute 005930", "/unmute"]


async def test_everything_can_still_be_muted_where_only_a_stock_is(chat: Unhurried) -> None:
    await chat.say("/mute 005930 30분")
    assert (await chat.say("/mute")).endswith("모든 알림을 음소거하려면 아래에서 고르세요.")
    assert await chat.buttons("/mute") == [
        "/unmute 005930", "/mute 30m", "/mute close", "/mute tomorrow",
    ]  # fmt: skip


async def test_unmute_alone_ends_every_mute(chat: Unhurried) -> None:
    await chat.say("/mute 30분")
    await chat.say("/mute 0 30분")
    assert "모아서 곧" in await chat.say("음소거 해제")
    assert muted(chat) == []


async def test_a_mute_belongs_to_the_topic_it_was_said_in(chat: Unhurried) -> None:
    await chat.say("/mute 30분", where=TOPIC)
    assert muted(chat, TOPIC)
    assert not muted(chat, GROUP)


# --- /quiet, /daily -----------------------------------------------------------------------------


async def test_quiet_hours_are_set_shown_and_ended(chat: Unhurried) -> None:
    assert "예: /quiet 22:00-08:00" in await chat.say("/quiet")
    assert await chat.buttons("/quiet") == ["/quiet 22:00-08:00", "/quiet 23:00-07:00"]
    assert "매일 22:00–08:00에는" in await chat.say("방해금지 22시부터 8시까지")
    assert chat.engine.hush.hours == {HERE: Quiet(time(22), time(8))}
    assert "매일 22:00–08:00" in await chat.say("/quiet")
    assert await chat.buttons("/quiet") == ["/quiet off"]
    assert "없앴습니다" in await chat.say("방해금지 끔")
    assert chat.engine.hush.hours == {}


@pytest.mark.parametrize("wrong", ["22:00", "밤새", "8-8"])
async def test_hours_that_are_none_get_one_sentence_and_change_nothing(
    chat: Unhurried, wrong: str
) -> None:
    await chat.say("/quiet 22-8")
    assert (await chat.say(f"/quiet {wrong}")).startswith(f"‘{wrong}’ 시간을 알 수 없습니다.")
    assert chat.engine.hush.hours == {HERE: Quiet(time(22), time(8))}


async def test_the_summary_of_each_day_is_switched(chat: Unhurried) -> None:
    assert await chat.rows("/daily") == [[("끄기", "/daily off")]]
    assert "보내지 않습니다" in await chat.say("하루정리 끔")
    assert HERE in chat.engine.hush.undaily
    assert await chat.rows("/daily on") == [[("끄기", "/daily off")]]
    assert not chat.engine.hush.undaily
    assert await chat.say("/daily 글쎄") == "‘글쎄’ 대신 켬이나 끔이라고 적어 주세요."


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_silence_has_words_in_both_languages(lang: str) -> None:
    chat = Unhurried(lang=lang)
    for text in (
        "/mute", "/mute 30m", "/mute 0 close", "/mute 005930 tomorrow", "/mute", "/unmute 0",
        "/unmute", "/unmute", "/quiet", "/quiet 22-8", "/quiet", "/quiet off", "/quiet x",
        "/daily", "/daily off", "/daily x", "/mute x 30m",
    ):  # fmt: skip
        assert "{" not in await chat.say(text)
