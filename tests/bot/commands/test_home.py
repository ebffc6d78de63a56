"""The page that is shown to who opens the app."""

from dataclasses import replace

import pytest

from bot.messages import Incoming, Reply
from bot.render import home, plain
from core.model import Destination, Options, SessionState, SessionStatus
from tests.bot.commands.test_router import Chat
from tests.fakes.engine import MONDAY, FakeEngine

ANN = "slack:U0ANN"
DIRECT, ROOM = Destination("slack", "D0ANN"), Destination("slack", "C0ROOM")


class Opener(Chat):
    """A person who opens the app."""

    async def opens(self, person: str = "console:local") -> Reply:
        incoming = Incoming("event", DIRECT, person, "/home", opened=True)
        reply = await self.router.handle(incoming)
        assert reply is not None
        return reply

    async def follow(self, condition: int, where: Destination, person: str = "console:local",
                     options: Options | None = None) -> None:  # fmt: skip
        known = self.engine.states[condition].condition
        await self.engine.subscribe(known, where, person, options)


def labels(reply: Reply) -> list[tuple[str, str]]:
    return [(one.label, one.command) for row in reply.buttons for one in row]


async def test_the_page_shows_each_subscription_with_its_own_buttons() -> None:
    chat = Opener()
    await chat.follow(11, DIRECT, options=Options(silent=True))
    await chat.follow(12, ROOM)
    await chat.engine.pause(chat.engine.states[12].condition, ROOM)
    page = await chat.opens()
    head = plain.encode(page.doc)
    assert head.startswith("내 구독 2개\n🟢 키움 연결됨 · 10:02:11 기준")
    assert "오늘 편입" in head
    assert labels(page) == [("새로 고침", "/home")]
    own, title, there, last = page.below
    assert "급등 초입" in plain.encode(own.doc)
    assert "소리 없이" in plain.encode(own.doc)
    assert labels(own) == [
        ("설정", "/form #11"),
        ("멈춤", "/pause #11"),
        ("해지", "/unsubscribe #11"),
    ]
    assert "다른 대화" in plain.encode(title.doc)
    assert "⏸" in plain.encode(there.doc)
    assert ("다시 받기", "/resume #12") in labels(there)
    assert (own.where, there.where) == (None, ROOM)
    assert labels(last) == [("조건식 더 보기", "/conditions")]


async def test_what_others_follow_and_what_is_told_on_other_platforms_is_not_on_it() -> None:
    chat = Opener()
    await chat.follow(11, ROOM, "slack:U0BEN")
    await chat.follow(12, Destination("telegram", "1001"))
    page = await chat.opens()
    assert plain.encode(page.doc).startswith("아직 구독한 조건식이 없습니다")


async def test_who_follows_nothing_chooses_a_condition_on_the_page() -> None:
    chat = Opener(FakeEngine([f"조건 {number}" for number in range(14)]))
    page = await chat.opens()
    (offer,) = page.below
    found = labels(offer)
    assert found[0] == ("0 조건 0", "/subscribe #11")
    assert len(found) == 11
    assert found[-1] == ("조건식 더 보기", "/conditions")


async def test_without_a_connection_the_page_says_so_and_offers_nothing() -> None:
    chat = Opener()
    chat.engine.session = SessionStatus(SessionState.LOST, MONDAY)
    page = await chat.opens()
    assert "다시 연결하는 중" in plain.encode(page.doc)
    assert "잠시 뒤" in plain.encode(page.below[0].doc)
    assert "conditions" not in chat.engine.calls


async def test_a_session_somebody_took_can_be_taken_back_on_the_page() -> None:
    chat = Opener()
    chat.engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    assert "/takeover" in [command for _, command in labels(await chat.opens())]


async def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    chat = Opener(FakeEngine([f"조건 {number}" for number in range(30)]))
    for condition in list(chat.engine.states):
        await chat.follow(condition, DIRECT)
    page = await chat.opens()
    assert len(page.below) == home.MOST + 1
    assert "5개" in plain.encode(page.below[-1].doc)
    assert "/subscriptions" in plain.encode(page.below[-1].doc)


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_a_stranger_sees_how_to_be_let_in_each_time_and_nothing_else(lang: str) -> None:
    chat = Opener(lang=lang)
    for _ in range(3):
        said = plain.encode((await chat.opens(ANN)).doc)
        assert "slack:U0ANN" in said
        assert "/kinvite" in said
        assert "OWNERS" in said
    assert chat.engine.calls == []


async def test_opening_it_is_no_command_that_counts() -> None:
    chat = Opener()
    for _ in range(100):
        assert plain.encode((await chat.opens()).doc).startswith("아직")
    assert "키움" in await chat.say("/status", person="console:local")


async def test_where_it_is_said_the_list_of_the_chat_is_shown() -> None:
    chat = Opener()
    await chat.follow(12, ROOM)
    said = await chat.say("/home", person="console:local", where=replace(DIRECT, chat="C0OTHER"))
    assert "폭발" not in said
    assert await chat.say("/home", person="console:local", where=ROOM) == await chat.say(
        "/subscriptions", person="console:local", where=ROOM
    )
