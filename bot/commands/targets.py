"""Where alerts are to go instead of this chat: `0 to me@example.org`, `0 받는곳 디스코드`; pure."""

import re
from collections.abc import Mapping, Sequence

from core.errors import AddressWrong, UnknownTarget
from core.model import Destination

Names = Mapping[str, Destination]
"""the names people may say for a destination, in small letters, and what each stands for"""

MAIL = "email"
AIMS = frozenset({MAIL, "notify"})
"""the channels that are no chat: nothing is said there, so commands name them from elsewhere"""
_TO = frozenset({"to", "받는곳", "보낼곳", "→", "->"})
_KOREAN = frozenset({"받는곳", "보낼곳", "→", "->"})
"""what nobody writes into the name of a condition"""
_TWO_WORDS = re.compile(r"(받는|보낼) (?=곳)")
_PARTICLES = ("으로", "에게", "로", "에")
_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_LINKED = re.compile(r"<?mailto:([^|>\s]+)(\|[^>\s]*)?>?", re.IGNORECASE)
_LONGEST = 254
_NUMBER = re.compile(r"#?\d+(@\S+)?")


def address_of(word: str) -> Destination | None:
    """Return the mailbox a word is the address of, with or without a Korean particle behind."""
    said = _LINKED.sub(r"\1", word).strip("<>,").casefold()
    for end in ("", *_PARTICLES):
        bare = said.removesuffix(end)
        if len(bare) <= _LONGEST and _ADDRESS.fullmatch(bare):
            return Destination(MAIL, bare)
    return None


def target_of(words: Sequence[str], names: Names) -> Destination | None:
    """Return where the first words lead: `to me@example.org`, `me@example.org로`, `to discord`.

    None where they speak of no target; raises AddressWrong, UnknownTarget.
    """
    return _read(words, names)[0]


def split(said: str, names: Names) -> tuple[str, Destination | None]:
    """Take the target out of what follows a command; raises AddressWrong, UnknownTarget."""
    words = _TWO_WORDS.sub(r"\1", said).split()
    for at in range(len(words)):
        sure = at == 0 or (at == 1 and _NUMBER.fullmatch(words[0]) is not None)
        target, count = _read(words[at:], names, sure=sure)
        if target is not None:
            return " ".join(words[:at] + words[at + count :]), target
    return said, None


def _read(
    words: Sequence[str], names: Names, *, sure: bool = True
) -> tuple[Destination | None, int]:
    """Return the target of the first words, and how many of them it takes.

    Not `sure`: an English `to` may belong to the name of a condition.
    """
    if not words:
        return None, 0
    first = words[0].casefold()
    if first not in _TO or len(words) < 2:
        return (address_of(first) or _named(first, names, particle=True)), 1
    second = words[1]
    found = address_of(second) or _named(second.casefold(), names)
    if found is None and "@" in second:
        raise AddressWrong(said=second)
    if found is None and (first in _KOREAN or sure):
        raise UnknownTarget(said=second, names=", ".join(names) or "–")
    return found, 2


def _named(word: str, names: Names, *, particle: bool = False) -> Destination | None:
    """Return what a name stands for; alone (`디스코드로`) it needs its particle."""
    if not particle and word in names:
        return names[word]
    bare = (word.removesuffix(end) for end in _PARTICLES if word.endswith(end))
    return next((names[one] for one in bare if one in names), None)
