"""The sentences: complete, and the same in both languages."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from bot.commands.table import COMMANDS, SLACK_RESERVED
from bot.render import texts_following
from bot.render.sentence import Sentence
from bot.render.texts import TEXTS
from bot.render.texts_following import OPTIONS
from bot.render.voice import Voice
from core import errors
from core.calendar import ClosedReason, Phase
from core.errors import BotError, RateLimited, SendError, UnknownCondition
from core.model import EventKind, Polled, SessionState, Watch

NOTICES_OF_THE_ENGINE = {
    "missed_nothing": set(),
    "session_taken": {"time"},
    "session_stopped": {"reason"},
    "session_back": set(),
    "link_lost": {"time"},
    "condition_moved": {"name", "old", "new"},
    "condition_renamed": {"name", "now"},
    "condition_gone": {"name"},
    "condition_polled_large": {"name", "count"},
    "condition_realtime_again": {"name"},
    "destination_gone": {"destination", "reason"},
    "destination_closed": {"destination", "reason"},
    "subscribe_failed": {"name", "reason"},
    "clock_off": {"seconds"},
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def every_error() -> list[type[BotError]]:
    found = [one for one in vars(errors).values() if isinstance(one, type)]
    return [one for one in found if issubclass(one, BotError) and not issubclass(one, SendError)]


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_sentence_says_the_same_in_both_languages(key: str) -> None:
    sentence = TEXTS[key]
    assert sentence.ko.strip()
    assert sentence.en.strip()
    assert placeholders(sentence.ko) == placeholders(sentence.en)
    for text in sentence:
        assert text.count("**") % 2 == 0
        assert text.count("`") % 2 == 0
        assert all(left + right != "  " for left, right in pairwise(text)) or key.startswith("demo")


@pytest.mark.parametrize("error", every_error())
def test_every_error_of_the_engine_has_its_sentence(error: type[BotError]) -> None:
    if error.key != "error" or error is BotError:
        assert f"error.{error.key}" in TEXTS


@pytest.mark.parametrize("key", NOTICES_OF_THE_ENGINE)
def test_every_notice_of_the_engine_has_its_sentence(key: str) -> None:
    named = placeholders(TEXTS[f"notice.{key}"].ko)
    assert {one for one in named if not one.startswith("/")} == NOTICES_OF_THE_ENGINE[key]


@pytest.mark.parametrize(
    "key",
    [
        *(f"alert.{one}" for one in EventKind),
        *(f"answer.watch_{one}" for one in Watch),
        *(f"answer.why_{one}" for one in Polled),
        *(f"status.session_{one}" for one in SessionState),
        *(f"status.market_{one}" for one in Phase),
        *(f"status.closed_{one}" for one in ClosedReason),
        *(f"command.{one.name}" for one in COMMANDS),
        *(f"group.{one.group}" for one in COMMANDS),
        *(f"answer.choose_{one.name}" for one in COMMANDS if one.takes.startswith("condition")),
    ],
)
def test_every_state_and_command_has_its_words(key: str) -> None:
    assert key in TEXTS


@pytest.mark.parametrize("sentence", [*texts_following.ANSWERS.values(), *OPTIONS.values()])
def test_a_whole_sentence_of_an_answer_ends_with_a_full_stop(sentence: Sentence) -> None:
    for line in sentence.ko.split("\n"):
        assert not line.rstrip("*").endswith(("니다", "세요"))


def test_commands_in_sentences_exist() -> None:
    named = {
        name[1:]
        for sentence in TEXTS.values()
        for name in placeholders(sentence.ko)
        if name.startswith("/")
    }
    assert named <= {one.name for one in COMMANDS}


def test_notices_name_only_commands_that_every_platform_spells_the_same() -> None:
    for key, sentence in TEXTS.items():
        for name in placeholders(sentence.ko):
            assert not key.startswith("notice.") or name.removeprefix("/") not in SLACK_RESERVED


def test_what_a_person_named_never_formats_anything() -> None:
    lines = Voice("ko").error(UnknownCondition(said="**굵게** `{name}` {/help}\n둘째 줄"))
    (line,) = lines
    assert not any(run.bold or run.code for run in line)
    assert "‘**굵게** `{name}` {/help} 둘째 줄’" in "".join(run.text for run in line)


def test_a_missing_value_shows_as_a_question_mark_and_not_as_a_crash() -> None:
    assert "‘?’" in "".join(run.text for run in Voice("ko").error(UnknownCondition())[0])


def test_an_error_without_a_sentence_of_its_own_gets_the_general_one() -> None:
    class Novel(BotError):
        key = "novel"

    assert Voice("en").error(Novel()) == Voice("en").error(BotError())


def test_a_request_limit_says_how_long_where_that_is_known() -> None:
    said = "".join(run.text for run in Voice("ko").error(RateLimited(seconds="25"))[0])
    assert "25초 뒤" in said
    assert "1분쯤 뒤" in "".join(run.text for run in Voice("ko").error(RateLimited())[0])


def test_a_reason_that_is_a_key_is_put_into_words() -> None:
    assert Voice("ko").reason("condition_gone") == "조건식이 사라짐"
    assert "/takeover" in Voice("en").reason("session_taken")
    assert Voice("ko").reason("Forbidden: bot was blocked") == "Forbidden: bot was blocked"


_PARTICLES = "은 는 을 를 에 에는 에서 에도 의 로 으로 와 과 도 만 까지 부터 처럼 입니다 인가요"
_BLANK = re.compile(rf"[}}’”)] (?:{_PARTICLES.replace(' ', '|')}|이\(가\))(?=[\s.,?)]|$)")
_LINKED = re.compile(r"\{(?:/\w+|url|nearest)\}")
"""what a chat makes pressable ends at a blank, also before a particle"""


@pytest.mark.parametrize("key", list(TEXTS))
def test_no_blank_stands_before_a_particle(key: str) -> None:
    assert not _BLANK.search(_LINKED.sub("…", TEXTS[key].ko))


_HANGUL = re.compile("[가-힣]")
_KOREAN_IN_ENGLISH = {"button.ko", "example.quote", "error.no_conditions", "error.broker_refused"}
"""a language in itself, a name to be typed, what a menu of Kiwoom's program is called"""


@pytest.mark.parametrize("key", list(TEXTS))
def test_the_korean_is_korean_and_the_english_is_not(key: str) -> None:
    sentence = TEXTS[key]
    if sentence.ko != sentence.en:
        assert _HANGUL.search(sentence.ko) or key.startswith(("argument.", "quote."))
    assert key in _KOREAN_IN_ENGLISH or not _HANGUL.search(sentence.en)


_KEYED = re.compile(rf"({'|'.join(sorted({key.partition('.')[0] for key in TEXTS}))})\.[a-z0-9_]+")
_SOURCES = sorted((Path(__file__).parents[3] / "bot").rglob("*.py"))


@pytest.mark.parametrize("source", _SOURCES, ids=lambda one: one.name)
def test_every_sentence_that_the_code_names_exists(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    said = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)]
    keys = {one for one in said if isinstance(one, str) and _KEYED.fullmatch(one)}
    keys = {one for one in keys if not one.endswith(".html")}  # a template
    begun = {one for one in keys if one.endswith("_")}  # of an f-string
    assert keys - begun <= TEXTS.keys()
    assert all(any(key.startswith(one) for key in TEXTS) for one in begun)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda one: one.name)
def test_every_button_that_the_code_names_has_its_label(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and len(one.args) > 1]
    second = [one.args[1] for one in calls if ast.unparse(one.func).endswith("button")]
    named = {one.value for one in second if isinstance(one, ast.Constant)}
    assert {f"button.{one}" for one in named if isinstance(one, str)} <= TEXTS.keys()
