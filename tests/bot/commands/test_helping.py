"""`/help`: areas, commands, pages."""

import re

import pytest

from bot.access import Role
from bot.commands.command import Command, Takes
from bot.commands.helping import arguments
from bot.commands.spoken import Vocabulary
from bot.commands.table import COMMANDS, SHOWN
from bot.messages import Reply
from bot.render import plain
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.model import Person
from tests.bot.commands.test_router import OWNER, SLACK, Chat
from tests.fakes.engine import MONDAY

VIEWER = "telegram:2002"
WORDS = Vocabulary(COMMANDS)


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.access.learn([Person(2, Role.VIEWER, "손님", (VIEWER,), MONDAY)])
    return chat


async def shown(chat: Chat, said: str, person: str = OWNER) -> Reply:
    reply = await chat.reply(said, person=person)
    assert reply is not None
    return reply


def commands_of(reply: Reply) -> list[str]:
    return [button.command for row in reply.buttons for button in row]


async def test_help_shows_the_areas_with_an_example_and_a_button_each(chat: Chat) -> None:
    reply = await shown(chat, "/help")
    said = plain.encode(reply.doc)
    areas = dict.fromkeys(one.group for one in SHOWN)
    assert commands_of(reply) == [f"/help {one}" for one in areas]
    for area in areas:
        assert f"{TEXTS[f'group.{area}'].ko} · {TEXTS[f'area.{area}'].ko}" in said
    assert "예: /subscribe 0 등락률>3 코스닥" in said


async def test_a_viewer_is_shown_no_area_of_the_owners(chat: Chat) -> None:
    reply = await shown(chat, "/help", VIEWER)
    assert "/help run" not in commands_of(reply)
    assert "운영" not in plain.encode(reply.doc)
    assert "없습니다" in await chat.say("/help 운영", person=VIEWER)
    assert "없습니다" in await chat.say("/help takeover", person=VIEWER)


@pytest.mark.parametrize("said", ["/help 알림", "도움말 알림", "/help follow", "/help Follow"])
async def test_an_area_lists_its_commands_with_examples_and_leads_to_each(
    chat: Chat, said: str
) -> None:
    reply = await shown(chat, said)
    wanted = [one for one in SHOWN if one.group == "follow"]
    assert commands_of(reply) == [*(f"/help {one.name}" for one in wanted), "/help"]
    text = plain.encode(reply.doc)
    assert all(one.usage(Voice("ko")) in text for one in wanted)


async def test_the_page_of_a_command_says_arguments_examples_and_what_can_go_wrong(
    chat: Chat,
) -> None:
    reply = await shown(chat, "/help subscribe")
    said = plain.encode(reply.doc)
    parts = [
        "/subscribe 조건식 [옵션]",
        "붙이는 말",
        "등락률>3",
        "예: ",
        "잘 안 될 때",
        "/why",
        "같은 말",
    ]
    places = [said.index(one) for one in parts]
    assert places == sorted(places)
    assert commands_of(reply) == ["/subscribe", "/help follow", "/help"]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", [one.name for one in SHOWN])
async def test_every_command_has_its_page_in_one_message(name: str, lang: str) -> None:
    chat = Chat(lang=lang)  # the chat itself holds every answer to one message
    reply = await shown(chat, f"/help {name}")
    assert plain.encode(reply.doc).startswith(f"/{name}")
    for said in commands_of(reply):
        assert WORDS.parse(said).command is not None


@pytest.mark.parametrize("command", [one for one in SHOWN if one.takes is not Takes.NOTHING])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_whatever_may_follow_a_command_is_explained(command: Command, lang: str) -> None:
    assert arguments(Voice(lang), command), f"say takes.{command.hint} or help.{command.name}"


async def test_what_changes_something_when_it_is_said_alone_is_not_offered_to_be_tried(
    chat: Chat,
) -> None:
    for one in SHOWN:
        reply = await shown(chat, f"/help {one.name}")
        if f"/{one.name}" in commands_of(reply) and one.name != "help":
            assert not one.alters("")
        chat.clock.advance(10)


@pytest.mark.parametrize("area", sorted({one.group for one in SHOWN}))
def test_every_area_has_its_words_and_none_is_called_like_a_command(area: str) -> None:
    assert f"area.{area}" in TEXTS
    for word in (area, *TEXTS[f"group.{area}"]):
        assert word.casefold() not in {name for one in SHOWN for name in (one.name, *one.aliases)}


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("key", [one for one in TEXTS if one.startswith("example.")])
def test_every_example_gives_the_command_it_is_an_example_of(key: str, lang: str) -> None:
    lines = Voice(lang).lines(key)
    examples = [run.text for line in lines for run in line if run.code]
    assert len(examples) == len(lines)
    for said in examples:
        command = WORDS.parse(said).command
        assert command is not None
        assert f"example.{command.name}" == key


@pytest.mark.parametrize("kind", ["takes", "example", "trouble", "help"])
def test_no_page_is_written_for_what_is_no_command(kind: str) -> None:
    names = {one.name for one in SHOWN} | {one.hint for one in SHOWN}
    names |= set(re.findall(r"\w+", " ".join(one.takes for one in SHOWN)))
    assert {key.partition(".")[2] for key in TEXTS if key.startswith(f"{kind}.")} <= names


async def test_a_word_that_is_neither_gets_one_sentence(chat: Chat) -> None:
    assert await chat.say("/help fly") == "‘fly’ 명령은 없습니다. 예: /help 검색"


async def test_pages_spell_commands_as_the_platform_does(chat: Chat) -> None:
    reply = await chat.reply("/help ksearch", where=SLACK, person="console:local")
    assert reply is not None
    said = plain.encode(reply.doc)
    assert said.startswith("/ksearch 조건식")
    assert "/ksearch 0&3" in said
    assert "/search" not in said


@pytest.mark.parametrize("command", SHOWN, ids=lambda one: one.name)
async def test_every_page_has_examples_in_both_languages(command: Command) -> None:
    for lang, word in (("ko", "예: /"), ("en", "Example: /")):
        said = await Chat(lang=lang).say(f"/help {command.name}")
        assert f"{word}{command.name}" in said
        if command.takes is not Takes.NOTHING:  # one that shows what may follow
            assert said.count(f"/{command.name} ") >= 2


async def test_the_page_of_price_alerts_says_what_silence_does_to_them(chat: Chat) -> None:
    said = await chat.say("/help 가격알림")
    assert "거래량 200% 반복" in said
    assert "잘 안 될 때" in said
    assert "버리지 않고 모았다가 끝나면 한 번에 알립니다" in said
    english = await Chat(lang="en").say("/help watch")
    assert "is not lost: it is told in one message afterwards" in english
