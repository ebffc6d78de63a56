"""The table of commands and what is made from it."""

import re
from pathlib import Path

import pytest

from bot.access import Role
from bot.commands.spoken import Vocabulary, page_number, split_page
from bot.commands.table import (
    COMMANDS,
    SHOWN,
    SLACK_RESERVED,
    commands_markdown,
    describe,
    lasting_words,
    menu,
    slack_menu,
    slack_name,
    slack_spelling,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "commands.md"
WORDS = Vocabulary(COMMANDS)


def test_the_document_is_made_from_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == commands_markdown()


def test_every_command_that_makes_alerts_come_to_its_chat_is_known_by_all_its_words() -> None:
    words = set(lasting_words())
    assert {"subscribe", "구독", "resume", "다시받기", "start", "시작", "link", "연결"} <= words
    assert not words & {"unsubscribe", "mute", "status", "search", "help", "daily"}


def test_no_word_means_two_commands() -> None:
    words = [word for one in COMMANDS for word in (one.name, slack_name(one.name), *one.aliases)]
    unreserved = {one.name for one in COMMANDS if slack_name(one.name) == one.name}
    assert len(words) - len(unreserved) == len(set(words))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_menus_are_as_telegram_and_slack_take_them(lang: str) -> None:
    assert [name for name, _ in menu(lang, Role.OWNER)] == [one.name for one in SHOWN]
    assert len(COMMANDS) <= 100
    for name, about in menu(lang, Role.OWNER):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 3 <= len(about) <= 256
    for name, about, hint in slack_menu(lang):
        assert re.fullmatch(r"[a-z0-9_-]{1,32}", name)
        assert name not in SLACK_RESERVED
        assert about
        assert hint.isprintable()


@pytest.mark.parametrize("role", Role)
def test_a_menu_holds_what_its_role_may_do_and_nothing_else(role: Role) -> None:
    shown = {name for name, _ in menu("ko", role)}
    assert shown == {one.name for one in SHOWN if one.role <= role}
    assert ("takeover" in shown) == (role is Role.OWNER)


def test_names_that_slack_keeps_get_a_k() -> None:
    assert slack_name("search") == "ksearch"
    assert slack_name("subscribe") == "subscribe"
    assert slack_spelling("status") == "/kstatus"
    assert not {slack_name(one.name) for one in COMMANDS} & SLACK_RESERVED


def test_every_command_is_described_in_both_languages() -> None:
    for lang in ("ko", "en"):
        for one in describe(lang):
            assert one.usage.startswith(f"/{one.name}")
            assert one.example.startswith(f"/{one.name}")
            assert one.aliases
    assert (
        next(one for one in describe("ko") if one.name == "search").usage == "/search 조건식 [쪽]"
    )
    assert next(one for one in describe("en") if one.name == "search").usage == (
        "/search condition [page]"
    )


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/search 0", "search", "0"),
        ("search 0", "search", "0"),
        ("/ksearch 0", "search", "0"),
        ("/SEARCH@kiwoom_bot  0   2", "search", "0 2"),
        ("/검색 상승 추세 2", "search", "상승 추세 2"),
        ("구독 0", "subscribe", "0"),
        ("구독0", "subscribe", "0"),
        ("/subscribe#12", "subscribe", "#12"),
        ("구독 목록", "subscriptions", ""),
        ("내 구독", "subscriptions", ""),
        ("구독목록", "subscriptions", ""),
        ("구독 상승", "subscribe", "상승"),
        ("조건 목록", "conditions", ""),
        ("다시 가져오기", "takeover", ""),
        ("\u1100\u116e\u1103\u1169\u11a8 0", "subscribe", "0"),
        ("시작", "start", ""),
        ("구독해줘 3", "subscribe", "3"),
        ("구독해줘3", "subscribe", "3"),
        ("구독해 3", "subscribe", "3"),
        ("구독 해 주세요 3", "subscribe", "3"),
        ("구독할게 상승 추세", "subscribe", "상승 추세"),
        ("검색해줘 0 2", "search", "0 2"),
        ("조회하기 0", "search", "0"),
        ("해지해줘 3", "unsubscribe", "3"),
        ("구독 해지해주세요 3", "unsubscribe", "3"),
        ("구독해지 3", "unsubscribe", "3"),
        ("조건식보여줘", "conditions", ""),
        ("조건식 좀 보여줘 2", "conditions", "2"),
        ("구독 목록 좀 보여줘", "subscriptions", ""),
        ("상태 알려줘", "status", ""),
        ("／ｓｅａｒｃｈ　０　２", "search", "0 2"),
        ("구독３", "subscribe", "3"),
    ],
)
def test_a_command_is_understood_however_it_is_typed(text: str, name: str, rest: str) -> None:
    spoken = WORDS.parse(text)
    assert spoken.command is not None
    assert (spoken.command.name, spoken.rest) == (name, rest)


@pytest.mark.parametrize("text", ["", "   ", "/", "안녕하세요", "/buy 005930", "0", "@bot"])
def test_anything_else_is_no_command(text: str) -> None:
    assert WORDS.parse(text).command is None


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("serch", "search"),
        ("구둑", "subscribe"),
        ("subscibe", "subscribe"),
        ("안녕하세요", None),
        ("구독해달라", "subscribe"),
        ("검색어", "search"),
        ("조건식들", "conditions"),
    ],
)
def test_a_slip_of_the_finger_is_recognised(word: str, nearest: str | None) -> None:
    assert WORDS.nearest(word) == nearest


@pytest.mark.parametrize(
    "word",
    [
        "unsubscibe",
        "unsubscribed",
        "해지함",
        "구독해짖",
        "구독취솟",
        "takeovr",
        "다시가져오",
        "되찾긱",
    ],
)
def test_what_does_harm_is_never_guessed_nor_its_opposite_in_its_place(word: str) -> None:
    assert WORDS.parse(word).command is None
    assert WORDS.nearest(word) is None


def test_a_page_is_the_last_word_where_it_is_a_number() -> None:
    assert split_page("상승 추세 2") == ("상승 추세", 2)
    assert split_page("상승 추세") is None
    assert split_page("2") is None
    assert split_page("0 0") is None
    assert page_number("12") == 12
    assert page_number("x") is None
    assert page_number("٣") is None


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("5번 구독해줘", "subscribe", "5"),
        ("상한가 도달 구독", "subscribe", "상한가 도달"),
        ("삼성전자 30분 음소거", "mute", "삼성전자 30분"),
        ("0번 구독 해지", "unsubscribe", "0"),
    ],
)
def test_the_verb_may_stand_last_as_in_korean(said: str, name: str, rest: str) -> None:
    spoken = WORDS.parse(said)
    assert spoken.command is not None
    assert (spoken.command.name, spoken.rest) == (name, rest)


@pytest.mark.parametrize(
    "said", ["🗒 기록 보기", "🗒️기록보기", "기록 보기", "기록 보여줘", "📄 /history"]
)
def test_the_record_of_events_is_history_with_a_picture_before_it_or_not(said: str) -> None:
    found = WORDS.parse(said)
    assert found.command is not None
    assert (found.command.name, found.rest) == ("history", "")


@pytest.mark.parametrize("said", ["로그", "로그 보기", "/logs"])
def test_the_log_keeps_its_own_word(said: str) -> None:
    found = WORDS.parse(said)
    assert found.command is not None
    assert found.command.name == "logs"


def test_what_is_nothing_but_a_picture_stays_what_it_is() -> None:
    assert (WORDS.parse("👍").word, WORDS.parse("👍").command) == ("👍", None)
