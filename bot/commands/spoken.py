"""What a person said, as a command and what follows it; pure."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.command import Command
from core.services.hangul import squeezed, typed

__all__ = ["Spoken", "Vocabulary", "page_number", "split_page", "squeezed", "wrong_page"]

_ENDED = re.compile(
    r"(\D+?)좀?(?:(?:해|보여|알려)(?:줘요?|주세요|주라|줄래요?|주실래요?)|해요?|하기|할게요?|하자|부탁해요?)"
)
"""a Korean word and how people end it: 구독해줘, 검색할게, 조건식보여주세요"""
_PICTURES = frozenset({"So", "Sk", "Mn", "Me", "Cf"})
"""what pictures, their colours and their joints are to Unicode"""
_WORDS = 4
"""most words a command is spread over: 구독 목록 좀 보여줘"""
_NEAR = 0.7
_NUMBERED = re.compile(r"^(#?\d+)번$")
_GLUED = re.compile(r"(\D+?)(#?\d+)$")
_PAGE = re.compile(r"[1-9]\d{0,3}$")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?쪽?$")
_ADDRESS = re.compile(r"#?\d+$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The word that was said for a command, the command if it is one, and what followed."""

    word: str
    command: Command | None
    rest: str


class Vocabulary:
    """Every spelling of every command: name, `k` in front, Korean words, with spaces in them."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._known = {
            spelling: command
            for command in commands
            for spelling in (command.name, f"k{command.name}", *command.aliases)
        }
        self._korean = {alias: one for one in commands for alias in one.aliases}
        self._names = {one.name for one in commands} | set(self._korean)

    def parse(self, text: str) -> Spoken:
        """Read `/search@bot 0`, `검색 0`, `구독 목록 보여줘`, `구독해줘 0`, `구독0`."""
        words = _undecorated(typed(text)).split()
        if not words:
            return Spoken("", None, "")
        first = words[0].lstrip("/").partition("@")[0].casefold()
        for count in range(min(_WORDS, len(words)), 0, -1):
            said = [first, *words[1:count]]
            if command := self._meant("".join(said).casefold()):
                return Spoken(" ".join(said), command, " ".join(words[count:]))
        if (glued := _GLUED.match(first)) and (command := self._meant(glued[1])):
            return Spoken(glued[1], command, " ".join((glued[2], *words[1:])))
        return self._object_first(words) or Spoken(first, None, " ".join(words[1:]))

    def _object_first(self, words: list[str]) -> Spoken | None:
        """Read `5번 구독해줘`, `삼성전자 30분 음소거`, the Korean verb standing last."""
        for count in range(min(_WORDS, len(words) - 1), 0, -1):
            said = "".join(words[-count:]).casefold()
            ended = _ENDED.fullmatch(said)
            command = self._korean.get(said) or (self._korean.get(ended[1]) if ended else None)
            if command:
                rest = [_NUMBERED.sub(r"\1", word) for word in words[:-count]]
                return Spoken(" ".join(words[-count:]), command, " ".join(rest))
        return None

    def nearest(self, word: str) -> str | None:
        """Return the command's name that begins most like the word, None if none is near.

        What does harm is never guessed, nor is anything else in its place.
        """
        said = unicodedata.normalize("NFD", word)
        best, found = (0, 0.0), None
        for name in sorted(self._names):
            letters = unicodedata.normalize("NFD", name)
            alike = difflib.SequenceMatcher(None, letters, said).ratio()
            common = _in_common(letters, said)
            near = alike >= _NEAR or (common == len(letters) and common > 3)
            if near and (common, alike) > best:
                best, found = (common, alike), self._known[name]
        return found.name if found and found.guessed else None

    def _meant(self, word: str) -> Command | None:
        """Return the command of a word, with a Korean ending or without."""
        if command := self._known.get(word):
            return command
        ended = _ENDED.fullmatch(word)
        return self._korean.get(ended[1]) if ended else None


def _undecorated(text: str) -> str:
    """Return a text without the pictures before it, which buttons have: `🗒 기록 보기`."""
    kept = text.lstrip()
    while kept and (kept[0].isspace() or unicodedata.category(kept[0]) in _PICTURES):
        kept = kept[1:]
    return kept or text


def _in_common(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def split_page(said: str) -> tuple[str, int] | None:
    """Return `상승 추세 2` as (`상승 추세`, 2), None where no page number stands at the end."""
    name, _, last = said.rpartition(" ")
    if name and _PAGE.match(last):
        return name, int(last)
    return None


def wrong_page(said: str) -> str:
    """Return the `4` of `4 0` or `4 x`, the `상승` of `상승 -1`; nothing without a page in it."""
    first, _, rest = said.partition(" ")
    if rest and _ADDRESS.match(first):
        return first
    name, _, last = said.rpartition(" ")
    return name if _NUMBER.match(last) else ""


def page_number(said: str) -> int | None:
    """Return a page number from 1 to 9999, None for anything else."""
    return int(said) if _PAGE.match(said) else None
