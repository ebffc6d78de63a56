"""A command, and what its handler is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.access import Role
from bot.messages import Reply
from bot.render.voice import Voice
from core.engine import Engine
from core.model import Condition, Destination


class Takes(StrEnum):
    """What may follow a command."""

    NOTHING = ""
    ANYTHING = "anything"
    """an invitation, say: taken and, for now, not used"""
    PAGE = "[page]"
    CONDITION = "condition"
    CONDITION_AND_PAGE = "condition [page]"
    COMMAND = "[command]"


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as one person gave it; `said` is what followed it, already parsed where it can be.

    `now` is the market's time; `requery` the seconds between two searches of a polled condition.
    """

    engine: Engine
    voice: Voice
    destination: Destination
    person: str
    command: "Command"
    commands: "tuple[Command, ...]"
    now: datetime
    requery: int
    said: str = ""
    condition: Condition | None = None
    page: int = 1

    @property
    def the_condition(self) -> Condition:
        """Return the condition; the router sees to it that there is one where one is taken."""
        if self.condition is None:
            raise LookupError(self.command.name)
        return self.condition


Handler = Callable[[Asked], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table; the first alias is the one people are shown."""

    name: str
    aliases: tuple[str, ...]
    takes: Takes
    role: Role
    group: str
    handler: Handler
    example: str = ""
    """what may follow the command, as an example"""
    example_ko: str = ""
    """the same, where a Korean reader is better served with a name"""
    guessed: bool = True
    """whether a misspelling may be answered with it; not where pressing it in haste does harm"""

    def usage(self, voice: Voice) -> str:
        """Return `/search 조건식 [쪽]`."""
        words = self.takes.value.replace("anything", "")
        for word in ("condition", "page", "command"):
            words = words.replace(word, voice.text(f"argument.{word}"))
        return f"{voice.spell(self.name)} {words}".rstrip()

    def shown_example(self, voice: Voice) -> str:
        """Return `/search 0 2`."""
        example = self.example_ko if voice.lang == "ko" and self.example_ko else self.example
        return f"{voice.spell(self.name)} {example}".rstrip()
