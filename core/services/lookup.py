"""Things by names as people type them: whole, begun, in initial consonants, mistyped; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.services.hangul import by_initials, letters, squeezed

T = TypeVar("T")

_SYLLABLES = 4
"""the shortest name in which a whole syllable may be wrong"""
_BEGUN = 6
"""the fewest letters of a part in which one may be wrong"""


class Grade(IntEnum):
    """How well a name fits, best first."""

    EXACT = 0
    BEGINNING = 1
    PART = 2
    LETTERS = 3
    """a beginning that ends inside a syllable: `삼서`"""
    INITIALS = 4
    INITIALS_BEGINNING = 5
    INITIALS_PART = 6
    TYPO = 7
    """one letter is wrong, missing, too many, or two changed places"""
    SYLLABLE = 8
    """the same, of a syllable"""
    TYPO_PART = 9
    """one letter of a beginning, or of an end"""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What fits best, in the order of the lookup; nothing: no `things`."""

    grade: Grade
    things: tuple[T, ...] = ()

    @property
    def guessed(self) -> bool:
        """Return whether a mistake was taken for what may have been meant."""
        return self.grade >= Grade.TYPO


class Lookup(Generic[T]):
    """Finds among things with names; those that fit equally well keep the order they came in."""

    def __init__(self, things: Iterable[T], name: Callable[[T], str]) -> None:
        self._things = tuple(things)
        self._names = [squeezed(name(one)) for one in self._things]
        self._letters = [letters(one) for one in self._names]

    def find(self, said: str) -> Found[T]:
        """Return all that fit as well as the best does."""
        word = squeezed(said)
        if not word:
            return Found(Grade.EXACT)
        found = self._spelled(word) or self._initials(word) or self._mistyped(word)
        return found or Found(Grade.EXACT)

    def _spelled(self, word: str) -> Found[T] | None:
        names = self._names
        spellings = (
            (Grade.EXACT, [at for at, one in enumerate(names) if one == word]),
            (Grade.BEGINNING, [at for at, one in enumerate(names) if one.startswith(word)]),
            (Grade.PART, [at for at, one in enumerate(names) if word in one]),
        )
        for grade, found in spellings:
            if found:
                return self._of(grade, found)
        if by_initials(word) is not None:
            return None
        spelled = letters(word)
        found = [at for at, one in enumerate(self._letters) if one.startswith(spelled)]
        return self._of(Grade.LETTERS, found) if found else None

    def _initials(self, word: str) -> Found[T] | None:
        pattern = by_initials(word)
        if pattern is None:
            return None
        grades = (Grade.INITIALS, pattern.fullmatch), (Grade.INITIALS_BEGINNING, pattern.match)
        for grade, fits in (*grades, (Grade.INITIALS_PART, pattern.search)):
            if found := [at for at, one in enumerate(self._names) if fits(one)]:
                return self._of(grade, found)
        return None

    def _mistyped(self, word: str) -> Found[T] | None:
        """Find what one slip makes of it; a number is never a slip, it names another thing."""
        spelled, digits = letters(word), _digits(word)
        if len(word) < 2:
            return None
        if found := self._near(spelled, self._letters, digits):
            return self._of(Grade.TYPO, found)
        if len(word) + 1 >= _SYLLABLES:
            found = self._near(word, self._names, digits)
            found = [at for at in found if max(len(word), len(self._names[at])) >= _SYLLABLES]
            if found:
                return self._of(Grade.SYLLABLE, found)
        found = self._near_a_part(spelled, digits) if len(spelled) >= _BEGUN else []
        return self._of(Grade.TYPO_PART, found) if found else None

    def _near_a_part(self, spelled: str, digits: str) -> list[int]:
        found: set[int] = set()
        for length in range(len(spelled) - 1, len(spelled) + 2):
            for part in (slice(length), slice(-length, None)):
                parts = [one[part] for one in self._letters]
                found |= set(self._near(spelled, parts, digits))
        return sorted(found)

    @staticmethod
    def _near(word: str, names: list[str], digits: str) -> list[int]:
        found = process.extract(word, names, scorer=OSA.distance, score_cutoff=1, limit=None)
        return sorted(at for name, _, at in found if _digits(name) == digits)

    def _of(self, grade: Grade, found: Iterable[int]) -> Found[T]:
        return Found(grade, tuple(self._things[at] for at in found))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
