"""Korean as it is typed: letters one by one, and the initial consonants of syllables; pure."""

import re
import unicodedata

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ"
_FINALS = (
    "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ "
    "ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
)
_FIRST, _INITIAL, _VOWEL, _FINAL = 0xAC00, 0x1100, 0x1161, 0x11A8
_EACH = 588
"""syllables of one initial consonant, standing together"""
_CONSONANTS = {_INITIAL + at: one for at, one in enumerate(_INITIALS)} | {
    _FINAL + at: one for at, one in enumerate(_FINALS.split())
}
_LETTERS = _CONSONANTS | {_VOWEL + at: one for at, one in enumerate(_VOWELS.split())}


_SHOWN = {ord(unicodedata.normalize("NFKC", one)): one for one in map(chr, range(0x3131, 0x3164))}
"""lone letters, from the form that joins into syllables to the one that keyboards show"""


def typed(text: str) -> str:
    """Return a text in one form (NFKC), lone letters (`ㅅㅅㅈㅈ`) as keyboards show them."""
    return unicodedata.normalize("NFKC", text).translate(_SHOWN)


def squeezed(text: str) -> str:
    """Return a text as it is compared when blanks, case and letter forms do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def letters(text: str) -> str:
    """Return a squeezed text letter by letter, as fingers type it: `값` is `ㄱㅏㅂㅅ`."""
    return unicodedata.normalize("NFD", text).translate(_LETTERS)


def by_initials(text: str) -> re.Pattern[str] | None:
    """Return what finds squeezed names by `ㅅㅅㅈㅈ` or `삼성ㅈㅈ`; None without such a consonant.

    Two that a keyboard has joined (`ㄳ`) are two.
    """
    if not any(ord(one) in _CONSONANTS for one in text):
        return None
    return re.compile("".join(_initial(one) for one in text))


def _initial(one: str) -> str:
    """Return a pattern of the syllables that begin with a consonant; else the character itself."""
    if ord(one) not in _CONSONANTS:
        return re.escape(one)
    return "".join(_syllables(consonant) for consonant in _CONSONANTS[ord(one)])


def _syllables(consonant: str) -> str:
    at = _INITIALS.index(consonant)
    first = _FIRST + at * _EACH
    return f"[{chr(first)}-{chr(first + _EACH - 1)}{chr(_INITIAL + at)}]"
