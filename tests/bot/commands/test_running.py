"""What owners do while the bot runs."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.access import Access, Role
from bot.commands.command import TRADE, Asked, Command, Takes
from bot.commands.router import Router
from bot.commands.table import COMMANDS
from bot.logs import Entry, ring
from bot.messages import Incoming, Reply
from bot.reload import Reload
from bot.render import plain, replies
from bot.settings import Settings, load
from core.errors import SettingsWrong
from core.model import Audited, Destination, Person, Subscription
from tests.fakes.engine import MONDAY, FakeEngine, FakeInbox, StillClock
from tests.fakes.languages import speech

OWNER, TRADER = "telegram:1001", "telegram:2002"
HERE, ELSEWHERE = Destination("telegram", "1001"), Destination("slack", "D1")


async def buy(asked: Asked) -> Reply:
    """Stand for an order."""
    return replies.said(asked.voice, "answer.stocks", count=1)


ORDERS = (
    *COMMANDS,
    Command("status2", ("매수",), Takes.ANYTHING, Role.TRADER, TRADE, buy, changes=True),
)


class Chat:
    """The owner, or a trader, at a chat with a bot that can trade."""

    def __init__(self, lang: str = "ko") -> None:
        self.engine = FakeEngine()
        self.settings = load()
        self.said = 0
        access = Access([OWNER])
        access.learn([Person(1, Role.TRADER, "거래자", (TRADER,), MONDAY)])
        clock = StillClock()
        self.router = Router(
            self.engine,
            access,
            FakeInbox(),
            clock=clock,
            wall=clock,
            languages=speech(lang),
            commands=ORDERS,
            reload=Reload(load(), self._read, {("owners",): id}, lambda: False, id),
        )

    async def reply(self, text: str, person: str = OWNER, where: Destination = HERE) -> Reply:
        self.said += 1
        reply = await self.router.handle(Incoming(f"test:{self.said}", where, person, text))
        assert reply is not None
        return reply

    async def say(self, text: str, person: str = OWNER, where: Destination = HERE) -> str:
        return plain.encode((await self.reply(text, person, where)).doc)

    def _read(self) -> Settings:
        return self.settings


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[Chat]:
    monkeypatch.chdir(str(tmp_path))
    ring.entries.clear()
    yield Chat()
    ring.entries.clear()


# --- frozen orders -------------------------------------------------------------------------------


async def test_an_order_is_refused_while_orders_are_frozen_with_why_and_how_it_ends(
    chat: Chat,
) -> None:
    await chat.engine.freeze("conflict")
    said = await chat.say("/status2 005930", TRADER)
    assert "10:02부터 주문이 막혀 있습니다" in said
    assert "다른 프로그램이 같은 봇 토큰을 씀" in said
    assert "/unfreeze" in said
    assert (await chat.reply("/status2", TRADER)).buttons == ()
    (row,) = (await chat.reply("/status2")).buttons
    assert row[0].command == "/unfreeze"
    assert [one.outcome for one in await chat.engine.audit.latest(9)] == ["frozen"] * 3


async def test_whatever_is_no_order_goes_on_while_orders_are_frozen(chat: Chat) -> None:
    await chat.engine.freeze("conflict")
    assert "조건식 3개" in await chat.say("/conditions")


async def test_unfreeze_in_any_face_lets_orders_through_again(chat: Chat) -> None:
    await chat.engine.freeze("conflict")
    assert await chat.say("주문풀기", where=ELSEWHERE) == "매매 명령을 막아 두었던 것을 풀었습니다."
    assert await chat.say("/status2", TRADER) == "1종목"
    assert await chat.say("/unfreeze") == "막아 둔 매매 명령이 없습니다."


async def test_only_an_owner_unfreezes(chat: Chat) -> None:
    await chat.engine.freeze("conflict")
    assert "봇 주인만" in await chat.say("/unfreeze", TRADER)
    assert await chat.engine.frozen()


# --- logs ----------------------------------------------------------------------------------------


def _log(count: int, level: int = logging.INFO, text: str = "line") -> None:
    for at in range(count):
        ring.entries.append(Entry(MONDAY + timedelta(seconds=at), level, f"{text} {at}"))


async def test_logs_shows_the_last_fifteen_lines_newest_last(chat: Chat) -> None:
    _log(40)
    said = (await chat.say("/logs")).split("\n")
    assert said[0] == "최근 로그 15줄"
    assert said[1] == "10:02:36 line 25"
    assert said[-1] == "10:02:50 line 39"


async def test_logs_shows_as_many_lines_as_are_asked_for_with_warnings_marked(chat: Chat) -> None:
    _log(3)
    _log(1, logging.WARNING, "slow")
    _log(1, logging.ERROR, "broken")
    assert (await chat.say("로그 3줄")).split("\n")[1:] == [
        "10:02:13 line 2",
        "10:02:11 ⚠️ slow 0",
        "10:02:11 ⛔ broken 0",
    ]


@pytest.mark.parametrize("said", ["0", "51", "-3", "many", "15 16", "9999999"])
async def test_a_number_of_lines_that_cannot_be_is_answered_with_what_can(
    chat: Chat, said: str
) -> None:
    _log(3)
    answer = await chat.say(f"/logs {said}")
    assert "1부터 50까지" in answer
    assert "/logs 15" in answer


async def test_a_long_line_is_clipped_and_an_empty_log_says_so(chat: Chat) -> None:
    assert await chat.say("/logs") == "아직 기록된 로그가 없습니다."
    _log(1, text="x" * 290)
    assert len(await chat.say("/logs")) < 200


async def test_logs_audit_shows_the_last_commands_that_changed_something(chat: Chat) -> None:
    assert await chat.say("/logs audit") == "기록된 명령이 아직 없습니다."
    entry = Audited(MONDAY, TRADER, ELSEWHERE, "subscribe", "0", "done")
    await chat.engine.audit.write(entry)
    await chat.engine.audit.write(replace(entry, command="people", said="", outcome="not_allowed"))
    assert (await chat.say("로그 기록")).split("\n") == [
        "최근 명령 기록 2개",
        "10:02:11 telegram:2002 (슬랙): /subscribe 0",
        "10:02:11 telegram:2002 (슬랙): /people — 권한 없음",
    ]
    for outcome in ("mute_time", "not_reloaded", "of_a_later_version"):
        await chat.engine.audit.write(replace(entry, outcome=outcome))
    last = [line.partition(" — ")[2] for line in (await chat.say("로그 기록")).split("\n")[-3:]]
    assert last == ["알아듣지 못함", "설정이 잘못되어 그대로 둠", "하지 않음"]


async def test_the_log_is_for_owners_only_and_not_for_a_group(chat: Chat) -> None:
    _log(3)
    incoming = Incoming(
        "test:group", Destination("telegram", "-100"), OWNER, "/logs", private=False
    )
    reply = await chat.router.handle(incoming)
    assert reply is not None
    assert "1:1 대화" in plain.encode(reply.doc)
    assert "봇 주인만" in await chat.say("/logs", TRADER)


# --- settings ------------------------------------------------------------------------------------


async def test_reload_names_what_changed_at_once_and_what_needs_a_restart(chat: Chat) -> None:
    assert await chat.say("/reload") == "바뀐 설정이 없습니다."
    chat.settings = load(owners="telegram:7", kiwoom_app_key="hush-hush", web_port=9)
    said = await chat.say("/reload")
    assert said.split("\n") == [
        "바로 바꿨습니다: OWNERS",
        "다시 시작해야 바뀝니다: KIWOOM_APP_KEY, WEB_PORT",
    ]
    assert await chat.say("/reload") == "다시 시작해야 바뀝니다: KIWOOM_APP_KEY, WEB_PORT"


async def test_wrong_settings_are_answered_with_their_sentence(chat: Chat) -> None:
    def wrong() -> Settings:
        raise SettingsWrong(name="LOG_LEVEL", reason="'LOUD' → LOG_LEVEL=INFO")

    assert chat.router.reload is not None
    chat.router.reload._read = wrong
    assert (await chat.say("/reload")).split("\n") == [
        "LOG_LEVEL 값이 잘못되었습니다: 'LOUD' → LOG_LEVEL=INFO",
        "아무것도 바꾸지 않았습니다. 고친 뒤 /reload 를 다시 보내 주세요.",
    ]


async def test_every_wrong_setting_is_named_in_one_answer(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chat.router.reload is not None
    chat.router.reload._read = load
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("WEB_PORT", "http")
    said = await chat.say("/reload")
    assert "LOG_LEVEL=INFO" in said
    assert "WEB_PORT=8080" in said


async def test_settings_saved_by_an_old_editor_are_answered_with_what_to_do(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chat.router.reload is not None
    chat.router.reload._read = load
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("# 한국어 설명\n", encoding="cp949")
    said = await chat.say("/reload")
    assert "UTF-8로 저장해 주세요" in said
    assert said.endswith("/reload 를 다시 보내 주세요.")


async def test_where_nothing_can_be_read_again_that_is_said(chat: Chat) -> None:
    chat.router.reload = None
    assert "다시 시작해 주세요" in await chat.say("/reload")


# --- renamed conditions --------------------------------------------------------------------------


async def test_adopt_lets_this_chats_subscription_follow_the_new_condition(chat: Chat) -> None:
    old = chat.engine.states[11].condition
    chat.engine.followed[HERE, 11] = Subscription(
        1, old, HERE, OWNER, MONDAY, suspended="condition_renamed"
    )
    assert (
        await chat.say("/adopt #11 #12") == "급등 초입 구독을 거래량 폭발 조건식으로 이어 갑니다."
    )
    assert list(chat.engine.followed) == [(HERE, 12)]


@pytest.mark.parametrize("said", ["", "11 12", "#11", "#11 #99", "#99 #11", "#11 #12 #13"])
async def test_an_old_or_garbled_adoption_is_answered_with_the_way_out(
    chat: Chat, said: str
) -> None:
    assert "/subscriptions" in await chat.say(f"/adopt {said}")


async def test_a_condition_that_is_gone_by_now_is_not_adopted(chat: Chat) -> None:
    state = chat.engine.states[12]
    gone = replace(state, condition=replace(state.condition, listed=False))
    chat.engine.states[12] = gone
    assert "/conditions" in await chat.say("/adopt #11 #12")


async def test_what_cannot_be_adopted_any_more_is_said(chat: Chat) -> None:
    assert "이 버튼은 이제 쓸 수 없습니다" in await chat.say("/adopt #11 #12")
