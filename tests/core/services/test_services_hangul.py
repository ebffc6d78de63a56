import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.services.hangul import by_initials, letters, squeezed, typed


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("삼성", "ㅅㅏㅁㅅㅓㅇ"),
        ("값", "ㄱㅏㅂㅅ"),
        ("과", "ㄱㅗㅏ"),
        ("까치", "ㄲㅏㅊㅣ"),
        ("sk하이", "skㅎㅏㅇㅣ"),
        ("", ""),
    ],
)
def test_a_word_is_spelled_letter_by_letter_as_fingers_type_it(word: str, spelled: str) -> None:
    assert letters(word) == spelled


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ㅅㅅㅈㅈ", "삼성전자"),
        ("삼성ㅈㅈ", "삼성전자"),
        ("ㄲㄲㅎㄴㄹ", "깨끗한나라"),
        ("SKㅎㅇㄴㅅ", "SK하이닉스"),
        ("ㄳ", "고수"),  # some keyboards join ㄱ and ㅅ
    ],
)
def test_initial_consonants_stand_for_the_syllables_they_begin(said: str, name: str) -> None:
    pattern = by_initials(squeezed(said))
    assert pattern is not None
    assert pattern.fullmatch(squeezed(name))


@pytest.mark.parametrize(("said", "name"), [("ㄱ", "까"), ("ㄲ", "가"), ("ㅅㅅ", "삼")])
def test_another_consonant_or_another_length_does_not_fit(said: str, name: str) -> None:
    pattern = by_initials(squeezed(said))
    assert pattern is not None
    assert not pattern.fullmatch(name)


@pytest.mark.parametrize("said", ["삼성전자", "naver", "", "0126z0", "ㅏ"])
def test_a_word_without_a_lone_consonant_is_none_of_initials(said: str) -> None:
    assert by_initials(squeezed(said)) is None


def test_lone_letters_are_read_back_as_keyboards_show_them() -> None:
    assert typed("ㅅㅅㅈㅈ ①차 Ａ") == "ㅅㅅㅈㅈ 1차 A"


@given(st.text())
def test_any_text_can_be_spelled_and_squeezed_twice_is_squeezed(said: str) -> None:
    word = squeezed(said)
    letters(word)
    if (pattern := by_initials(word)) is not None:
        pattern.search(word)
    assert typed(typed(said)) == typed(said)


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_every_korean_name_is_found_by_its_own_initials(name: str) -> None:
    first = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
    said = "".join(first[ord(unicodedata.normalize("NFD", one)[0]) - 0x1100] for one in name)
    pattern = by_initials(squeezed(said))
    assert pattern is not None
    assert pattern.fullmatch(name)
