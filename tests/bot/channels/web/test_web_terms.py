"""A refusal speaks the words of who reads it: of the API to programs, of the chats to people."""

import inspect
import re

import pytest

from bot.channels.web.problems import Problem, sentence
from bot.languages import LANGUAGES
from bot.render.texts import TEXTS
from core import errors
from core.errors import BotError, FormulaWrong, SendError
from core.services.algebra import wrong
from tests.bot.channels.web.desk import GUARDED, Office

_PAGES = ("problem.status_", "problem.is_", "problem.link_gone", "api.in_a_chat")
PROBLEMS = sorted(
    key for key in TEXTS if key.startswith(("problem.", "api.")) and not key.startswith(_PAGES)
)
ERRORS = [
    one
    for _, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, BotError) and not issubclass(one, SendError | FormulaWrong)
]
_COMMAND = re.compile(r"(?<![\w/.])/(?!api/v1/)[a-z]+")
"""a command as chats spell it, and no route"""
_CHAT = ("chat", "채팅")


def made(kind: type[BotError]) -> BotError:
    return kind(7, "no") if kind is errors.Refused else kind(said="x", name="x", names="x, y")


def speaks_of_the_api(said: str) -> bool:
    """Whether each command in a sentence is said to be for a chat."""
    return not _COMMAND.search(said) or any(word in said for word in _CHAT)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_of_the_engine_names_routes_or_says_that_a_command_is_for_a_chat(
    kind: type[BotError], lang: str
) -> None:
    assert speaks_of_the_api(sentence(made(kind), lang, for_programs=True))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", PROBLEMS)
def test_a_refusal_of_the_door_names_routes_or_says_that_a_command_is_for_a_chat(
    key: str, lang: str
) -> None:
    said = sentence(Problem(400, key, said="x", name="x", what="x"), lang, for_programs=True)
    assert speaks_of_the_api(said)


def test_a_command_of_a_chat_is_known_for_one() -> None:
    assert not speaks_of_the_api("Use a number from /conditions.")
    assert speaks_of_the_api("Use an id from GET /api/v1/conditions.")
    assert speaks_of_the_api("Then send /takeover in a chat.")


def test_a_mistake_in_an_expression_is_told_at_its_character_with_what_may_be_meant() -> None:
    near = wrong("unknown", "1|급등초잎", 2, 6, ids="11", called="급등 초입", names="")
    assert sentence(near, "ko", for_programs=True) == (
        "‘급등초잎’ 조건식은 없습니다. 이것을 찾으셨나요: 급등 초입. "
        "식의 3번째 글자에서 틀렸습니다."
    )
    unknown = wrong("unknown", "0&9", 2, ids="", called="", names="")
    assert sentence(unknown, "en", for_programs=True) == (
        "There is no condition ‘9’. Write its seq, its name or # and its id (#11), "
        "as GET /api/v1/conditions has them. The mistake is at character 3."
    )
    assert "{" not in sentence(wrong("never_closed", "(0", 0), "en", for_programs=True)


async def test_a_program_is_answered_in_the_language_it_asks_for() -> None:
    office = Office(GUARDED)
    office.languages["telegram:1001"] = "ko"
    async with office.client() as client:
        token = await office.token()
        unknown = "/api/v1/conditions/99"
        chosen = await client.get(unknown, headers=token)
        asked = await client.get(unknown, headers={**token, "Accept-Language": "en-GB,en;q=0.8"})
        stranger = await client.get(unknown, headers={"Accept-Language": "en"})
    assert "조건식이 없습니다" in chosen.json()["detail"]
    assert chosen.headers["content-language"] == "ko"
    assert asked.json()["detail"] == (
        "Kiwoom lists no condition ‘#99’. GET /api/v1/conditions has the conditions and their ids."
    )
    assert asked.headers["content-language"] == "en"
    assert stranger.json()["detail"].startswith("Nobody can tell whose request this is.")


async def test_what_a_person_chose_holds_on_the_page_whatever_the_browser_speaks() -> None:
    office = Office(GUARDED)
    office.languages["telegram:1001"] = "ko"
    async with office.client() as client:
        shown = {**await office.session(), "Accept-Language": "en"}
        answer = await client.get("/api/v1/conditions/99", headers=shown)
    assert answer.headers["content-language"] == "ko"
