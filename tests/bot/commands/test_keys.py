"""/web and /token, from what a person says to what they read."""

import re

import pytest

from bot.messages import Reply
from bot.render import plain
from core.model import Destination
from tests.bot.commands.test_people import FRIEND, OWNER, Room


@pytest.fixture
def room() -> Room:
    return Room()


def text(reply: Reply | None) -> str:
    assert reply is not None
    return plain.encode(reply.doc)


async def secret(room: Room, said: str = "/token new") -> str:
    (found,) = re.findall(r"kcb_[\w-]{43}", await room.say(said))
    return str(found)


async def link(room: Room, person: str = OWNER) -> str:
    (found,) = re.findall(r"/sign-in/([\w-]{43})", await room.say("/web", person))
    return str(found)


# --- /web ---------------------------------------------------------------------------------------


async def test_web_gives_a_link_that_signs_in_whoever_asked(room: Room) -> None:
    await room.let_in(FRIEND)
    session = await room.engine.keys.spend_link(await link(room, FRIEND))
    assert session is not None
    assert await room.engine.keys.session(session.secret) == FRIEND


async def test_the_answer_says_for_how_long_and_to_give_it_to_nobody(room: Room) -> None:
    said = await room.say("웹")
    assert "10분 동안 한 번" in said
    assert "남에게 주지 마세요" in said
    assert "WEB_URL" in said, "nobody else reaches 127.0.0.1"


async def test_where_the_address_leads_there_from_anywhere_a_button_opens_it(room: Room) -> None:
    room.engine.keys.address = "https://bot.example.com"
    reply = await room.reply("/web")
    assert reply is not None
    (opening, *_), *_ = reply.buttons
    assert opening.url.startswith("https://bot.example.com/sign-in/")
    assert opening.url in text(reply)
    assert "WEB_URL" not in text(reply)


@pytest.mark.parametrize("said", ["/web logout", "웹 로그아웃", "/web 모두 로그아웃"])
async def test_web_logout_signs_out_everywhere(room: Room, said: str) -> None:
    session = await room.engine.keys.begin_session(OWNER)
    assert await room.say(said) == "모든 브라우저에서 로그아웃했습니다 (1곳)."
    assert await room.engine.keys.session(session.secret) is None
    assert "로그인한 브라우저가 없습니다" in await room.say(said)


async def test_anything_else_behind_web_is_answered_with_what_may_follow(room: Room) -> None:
    assert "로그아웃만 붙일 수 있습니다" in await room.say("/web 열어")


# --- /token -------------------------------------------------------------------------------------


async def test_a_token_is_shown_once_and_works(room: Room) -> None:
    made = await room.say("/token new 내 노트북")
    assert "새 토큰 내 노트북" in made
    assert "이 메시지를 지워 주세요" in made
    found = re.findall(r"kcb_[\w-]{43}", made)
    assert await room.engine.keys.token(found[0]) == OWNER
    listed = await room.say("/token")
    assert "토큰 1개" in listed
    assert "#1 내 노트북 · 2026-11-23 만듦 · 마지막 사용 11-23 10:02" in listed
    assert "kcb_" not in listed


async def test_the_buttons_make_and_revoke(room: Room) -> None:
    assert await room.buttons("/token") == ["/token new"]
    await room.say("토큰 만들기 서버")
    assert await room.buttons("/token") == ["/token revoke #1", "/token new"]
    assert await room.say("/token revoke #1") == "토큰을 폐기했습니다: #1"
    assert "아직 토큰이 없습니다" in await room.say("/token")


async def test_a_revoked_token_opens_nothing(room: Room) -> None:
    token = await secret(room)
    await room.say("/token 폐기 1")
    assert await room.engine.keys.token(token) is None


async def test_a_token_is_revoked_by_its_name_where_one_is_called_so(room: Room) -> None:
    await room.say("/token new server")
    await room.say("/token new server")
    await room.say("/token new laptop")
    assert "토큰은 없습니다" in await room.say("/token revoke server")
    assert await room.say("/token revoke Laptop") == "토큰을 폐기했습니다: #3"


async def test_nobody_sees_or_revokes_somebody_elses(room: Room) -> None:
    token = await secret(room)
    await room.let_in(FRIEND)
    assert "아직 토큰이 없습니다" in await room.say("/token", FRIEND)
    assert "토큰은 없습니다" in await room.say("/token revoke 1", FRIEND)
    assert await room.engine.keys.token(token) == OWNER


async def test_anything_else_behind_token_is_answered_with_an_example(room: Room) -> None:
    assert "/token 만들기 노트북" in await room.say("/token please")


# --- both ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["/web", "/token", "/token new x"])
async def test_nothing_secret_is_said_in_a_group(room: Room, said: str) -> None:
    assert "1:1 대화에서만" in await room.say(said, group=True)
    assert not room.engine.store.tables.keys


@pytest.mark.parametrize("said", ["/web", "/token"])
async def test_where_there_is_no_page_that_is_said(room: Room, said: str) -> None:
    room.engine.keys.address = ""
    assert "WEB_PORT=0" in await room.say(said)


@pytest.mark.parametrize("said", ["/web", "/token new"])
async def test_a_stranger_gets_no_key(room: Room, said: str) -> None:
    assert "초대" in await room.say(said, "telegram:9")
    assert not room.engine.store.tables.keys


async def test_what_was_made_and_revoked_is_written_down_without_the_key(room: Room) -> None:
    token = await secret(room, "/token new 서버")
    await room.say("/token")
    await room.say("/token revoke 1")
    await link(room)
    assert room.audit() == [
        (OWNER, "token", "new 서버", "done"),
        (OWNER, "token", "revoke 1", "done"),
        (OWNER, "web", "", "done"),
    ]
    assert token not in repr(room.engine.store.audit.entries)


async def test_who_is_removed_has_no_token_any_more(room: Room) -> None:
    await room.let_in(FRIEND)
    made = await room.engine.keys.make_token(FRIEND, "")
    await room.say(f"/people {FRIEND} remove yes")
    await room.let_in(FRIEND)
    assert await room.engine.keys.token(made.secret) is None


async def test_english_readers_read_english() -> None:
    room = Room("en")
    assert "Sign in to the web page, good once within 10 min" in await room.say("/web")
    assert "A new token, laptop, shown only now." in await room.say("/token new laptop")


def test_the_page_is_a_private_chat_of_its_own() -> None:
    assert str(Destination("web", "telegram.1001")) == "web:telegram.1001"
