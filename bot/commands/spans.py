"""Until when something is to be silent, wherever that stands in what was said; pure."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise

from bot.commands.amounts import long_length, moment

_MOST_WORDS = 4
_FILLING = re.compile(r"^(?:until|till|for)|(?:까지|동안|만|(?<=[분일])간)$")
_TIMELIKE = re.compile(
    r"\d{1,5}(?:[:.,]\d{1,2})?(?:시간?|분|초|일|주|h|m|s|d|w|hours?|hrs?|mins?|minutes?|days?)?(?:반|\d{1,2}분?)?"
)
"""a number of up to five digits (a stock's code has six) with a unit, or with a colon"""
_EVERYTHING = ("", "전체", "모두", "전부", "다", "모든알림", "all", "everything")


class End(StrEnum):
    """A moment of the day that ends a silence."""

    CLOSE = "close"
    TOMORROW = "tomorrow"


_ENDS = {
    **dict.fromkeys(("장마감", "마감", "장끝", "장끝날때", "close", "theclose"), End.CLOSE),
    **dict.fromkeys(("내일", "내일아침", "오늘", "tomorrow", "today"), End.TOMORROW),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes, or a moment of the day; `word` is what a button says for it.

    `at` is a time of the day, of either half of it where `either`. `day` is the end of a day: its
    year (0: the next such day), month and day, which there may be none of.
    """

    minutes: int = 0
    end: End | None = None
    at: time | None = None
    either: bool = False
    day: tuple[int, int, int] | None = None

    @property
    def word(self) -> str:
        """Return `30m`, `close`, `tomorrow`, `15:00`, `3시0분` or `11/30`."""
        if self.day is not None:
            year, month, day = self.day
            return f"{year}/{month}/{day}" if year else f"{month}/{day}"
        if self.at is not None:
            return f"{self.at.hour}시{self.at.minute}분" if self.either else f"{self.at:%H:%M}"
        return self.end.value if self.end else f"{self.minutes}m"


def split_span(said: str) -> tuple[Span | None, str]:
    """Return `30분 삼성전자` as half an hour and 삼성전자, in either order; None: no time in it."""
    words = said.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for span_words, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if not _two_numbers(span_words) and (span := read_span("".join(span_words))):
                return span, " ".join(rest)
    return None, " ".join(words)


def _two_numbers(words: list[str]) -> bool:
    """Tell whether two numbers stand side by side: `1 30분` is condition 1, not 130 minutes."""
    return any(one[-1].isdigit() and other[0].isdigit() for one, other in pairwise(words))


def read_span(said: str) -> Span | None:
    """Return the span of `30분`, `장마감까지`, `tomorrow`, `15:00까지`; None for anything else."""
    word = _FILLING.sub("", said.casefold())
    if end := _ENDS.get(word):
        return Span(end=end)
    if found := moment(word):
        return Span(at=found[0], either=found[1])
    minutes = long_length(word)
    return Span(minutes) if minutes else None


def wrong_span(said: str) -> str:
    """Return the word that was to be a time and is none, as `25:00` or `30`; else nothing."""
    words = [one for one in said.split() if _TIMELIKE.fullmatch(_FILLING.sub("", one.casefold()))]
    return next((one for one in words if not one.isdecimal()), "".join(words[-1:]))


def everything(said: str) -> bool:
    """Tell whether all alerts are meant."""
    return "".join(said.casefold().split()) in _EVERYTHING
