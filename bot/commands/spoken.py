"""What a person said, as a command and what follows it; pure."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.command import Command

_GLUED = re.compile(r"(\D+?)(#?\d+)$")
_PAGE = re.compile(r"[1-9]\d{0,3}$")


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
        self._names = {one.name for one in commands} | {
            alias for one in commands for alias in one.aliases
        }

    def parse(self, text: str) -> Spoken:
        """Read `/search 0`, `/search@bot 0`, `검색 0`, `구독 목록`, `구독0`."""
        words = unicodedata.normalize("NFC", text).split()
        if not words:
            return Spoken("", None, "")
        first = words[0].lstrip("/／").partition("@")[0].casefold()
        if len(words) > 1 and (command := self._known.get(first + words[1].casefold())):
            return Spoken(f"{first} {words[1]}", command, " ".join(words[2:]))
        if command := self._known.get(first):
            return Spoken(first, command, " ".join(words[1:]))
        if (glued := _GLUED.match(first)) and (command := self._known.get(glued[1])):
            return Spoken(glued[1], command, " ".join((glued[2], *words[1:])))
        return Spoken(first, None, " ".join(words[1:]))

    def nearest(self, word: str) -> str | None:
        """Return the command's name that is spelled most like the word, None if none is near."""
        letters = {unicodedata.normalize("NFD", name): name for name in self._names}
        found = difflib.get_close_matches(unicodedata.normalize("NFD", word), letters, 1, 0.7)
        return self._known[letters[found[0]]].name if found else None


def split_page(said: str) -> tuple[str, int] | None:
    """Return `상승 추세 2` as (`상승 추세`, 2), None where no page number stands at the end."""
    name, _, last = said.rpartition(" ")
    if name and _PAGE.match(last):
        return name, int(last)
    return None


def page_number(said: str) -> int | None:
    """Return a page number from 1 to 9999, None for anything else."""
    return int(said) if _PAGE.match(said) else None
