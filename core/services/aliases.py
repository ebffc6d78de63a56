"""Names people use for stocks that the exchange's list spells otherwise, and torn codes; pure."""

import re

from core.services.hangul import squeezed

_NAMES = {
    "네이버": "NAVER",
    "포스코": "POSCO홀딩스",
    "포스코홀딩스": "POSCO홀딩스",
    "현대자동차": "현대차",
    "현차": "현대차",
    "기아자동차": "기아",
    "기아차": "기아",
    "삼전": "삼성전자",
    "삼바": "삼성바이오로직스",
    "하이닉스": "SK하이닉스",
    "에스케이하이닉스": "SK하이닉스",
    "엘지전자": "LG전자",
    "엘지화학": "LG화학",
    "엘지엔솔": "LG에너지솔루션",
    "엔솔": "LG에너지솔루션",
    "lg엔솔": "LG에너지솔루션",
    "카뱅": "카카오뱅크",
    "한전": "한국전력",
    "한국전력공사": "한국전력",
    "에스오일": "S-Oil",
    "케이티": "KT",
    "케이티앤지": "KT&G",
    "두산중공업": "두산에너빌리티",
}
_LETTERED = re.compile(r"A(\d{6})", re.IGNORECASE)
"""as Kiwoom and others write the code of a share"""
_SHORT = re.compile(r"\d{4,5}")
"""a table has taken the noughts at its beginning for nothing"""
_SURE = 5


def other_name(said: str) -> str:
    """Return the name in the list, nothing where it is not known to be spelled otherwise."""
    return _NAMES.get(squeezed(said).casefold(), "")


def whole_code(said: str, *, sure: bool = False) -> str:
    """Return `005930` for `A005930` and `5930`, nothing for what is no torn code.

    Four digits may be a time or a year as well: they are none where it must be `sure`.
    """
    word = squeezed(said)
    if found := _LETTERED.fullmatch(word):
        return found[1]
    short = _SHORT.fullmatch(word) and not (sure and len(word) < _SURE)
    return word.zfill(6) if short else ""
