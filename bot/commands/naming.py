"""Which condition a person means, with blanks in its name or without, and what follows it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.commands.command import Asked
from bot.commands.options import begins, words
from core.engine import Engine
from core.errors import UnknownCondition
from core.model import Condition
from core.services import finding

_AFTER_COMMA = re.compile(r"^(#?\d+)\s*,\s*(?!\d)")
_PLACED = re.compile(r"(#\d+)@([\w.:-]+)(?: (.*))?")


def placed(asked: Asked) -> Asked:
    """Take the topic out of `#1@7`, which names a subscription in another topic of the chat."""
    found = _PLACED.fullmatch(asked.said)
    if found is None:
        return asked
    return replace(asked, said=" ".join(filter(None, (found[1], found[3]))), topic=found[2])


async def find(engine: Engine, said: str) -> Condition:
    """Return the condition meant, blanks or not; raises UnknownCondition, AmbiguousCondition."""
    try:
        return await engine.find(said)
    except UnknownCondition:
        return await find_squeezed(engine, said)


async def find_squeezed(engine: Engine, said: str) -> Condition:
    """Find `갭상승` where `갭 상승` was said, and the other way round."""
    return finding.find_squeezed(await _listed(engine), said)


async def alike(engine: Engine, said: str) -> list[Condition]:
    """Return the conditions that begin as was said."""
    return finding.alike(await _listed(engine), said)


async def near(engine: Engine, said: str) -> list[Condition]:
    """Return the conditions that may be meant by a part, initial consonants or a slip."""
    return finding.near_conditions(await _listed(engine), said)


async def _listed(engine: Engine) -> list[Condition]:
    return [one.condition for one in await engine.conditions()]


async def split(engine: Engine, said: str) -> tuple[Condition, str]:
    """Return the condition that the longest leading part names, and the options after it.

    Raises UnknownCondition with what stands before the first option, or AmbiguousCondition.
    """
    parts = _AFTER_COMMA.sub(r"\1, ", said).split()
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count])
        for one in dict.fromkeys((name, name.rstrip(","))):
            with suppress(UnknownCondition):
                return await find(engine, one), " ".join(parts[count:])
    raise UnknownCondition(said=before_options(said))


def adds_words(said: str) -> bool:
    """Tell whether more follows than the first word, which names a condition."""
    return " " in said.strip()


def before_options(said: str) -> str:
    """Return the words before the first that begins an option; all where none or the first does."""
    parts = said.split()
    for count, part in enumerate(parts):
        if count and _begins(part):
            return " ".join(parts[:count])
    return said


def _begins(part: str) -> bool:
    read: Sequence[str] = words(part)
    return bool(read) and begins(read[0])
