"""Choosing the language."""

import pytest

from bot.commands.language import read
from bot.messages import Incoming
from bot.render import plain
from core.model import Destination, Person, Role
from tests.bot.commands.test_router import HERE, OWNER, SLACK, Chat
from tests.fakes.engine import MONDAY

GROUP = Destination("telegram", "-4001")
VIEWER = "telegram:2002"


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.access.learn([Person(2, Role.VIEWER, "손님", (VIEWER,), MONDAY)])
    return chat


async def in_group(chat: Chat, text: str, person: str = OWNER) -> str:
    reply = await chat.reply(text, person=person, where=GROUP, private=False)
    assert reply is not None
    return plain.encode(reply.doc)


async def test_the_answer_and_all_that_follow_are_in_the_chosen_language(chat: Chat) -> None:
    assert (await chat.say("/lang en")).startswith("From now on you read English")
    assert (await chat.say("상태")).startswith("Market open")
    assert (await chat.say("언어 한국어로")).startswith("앞으로 한국어로")
    assert (await chat.say("/status")).startswith("장 열림")


async def test_without_a_language_it_says_which_and_why_and_offers_both(chat: Chat) -> None:
    reply = await chat.reply("/lang")
    assert reply is not None
    assert plain.encode(reply.doc) == (
        "지금 한국어로 답하고 알립니다.\n아직 고르지 않아 봇의 기본 언어를 따릅니다."
    )
    ((korean, english),) = reply.buttons
    assert (korean.label, korean.command) == ("✓ 한국어", "/lang ko")
    assert (english.label, english.command) == ("English", "/lang en")
    await chat.say("/lang en")
    assert await chat.say("/lang") == "You are answered and told in English."


async def test_the_language_of_the_app_is_followed_until_one_is_chosen(chat: Chat) -> None:
    said = Incoming("1", HERE, OWNER, "/lang", language="en-GB")
    reply = await chat.router.handle(said)
    assert reply is not None
    assert "your app's language" in plain.encode(reply.doc)


@pytest.mark.parametrize("said", ["fr", "日本語", "영어 한국어", "0"])
async def test_another_language_gets_one_sentence_with_both_that_there_are(
    chat: Chat, said: str
) -> None:
    assert await chat.say(f"/lang {said}") == (
        f"‘{said}’ 대신 한국어(ko)나 영어(en) 가운데 하나를 적어 주세요. 예: /lang 영어"
    )


async def test_a_group_is_spoken_to_as_its_owner_says_and_nobody_else(chat: Chat) -> None:
    await chat.say("/lang en", person=VIEWER)
    assert (await in_group(chat, "/status", VIEWER)).startswith("장 열림")
    refused = await in_group(chat, "/lang en", VIEWER)
    assert refused.startswith("대화방의 언어는 봇 주인만")
    assert await in_group(chat, "/lang en") == "From now on this group is spoken to in English."
    assert (await in_group(chat, "/status", VIEWER)).startswith("Market open")
    assert (await chat.say("/status")).startswith("장 열림")  # the owner's own is as it was


async def test_refusals_and_errors_are_in_that_language_as_well(chat: Chat) -> None:
    await chat.say("/lang en", person=VIEWER)
    assert "Only an owner" in await chat.say("/takeover", person=VIEWER)
    assert "There is no condition" in await chat.say("/search 없는것", person=VIEWER)
    assert "There is no command" in await chat.say("없는명령어", person=VIEWER)


async def test_a_choice_is_written_down_and_a_question_is_not(chat: Chat) -> None:
    await chat.say("/lang")
    await chat.say("/lang en")
    entries = await chat.engine.audit.latest(10)
    assert [(one.command, one.said) for one in entries] == [("lang", "en")]


async def test_slack_spells_its_commands_in_either_language(chat: Chat) -> None:
    person = "console:local"
    await chat.say("/lang en", person=person, where=SLACK)
    assert "/khelp" in await chat.say("어쩌고저쩌고", person=person, where=SLACK)


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("ko", "ko"), ("KO", "ko"), ("한국어", "ko"), ("한국어로", "ko"), ("Korean", "ko"),
        ("en", "en"), ("영어", "en"), ("영어로", "en"), ("English", "en"), ("", None),
        ("불어", None), ("english please", None),
    ],
)  # fmt: skip
def test_a_language_is_read_in_every_way_it_is_said(said: str, lang: str | None) -> None:
    assert read(said) == lang
