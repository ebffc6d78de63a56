"""A command, and what its handler is given."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.access import Role
from bot.languages import Languages
from bot.messages import Reply
from bot.progress import Progress
from bot.reload import Reload
from bot.render.found import Order
from bot.render.voice import Voice
from core.engine import Engine
from core.model import Condition, Destination
from core.services.algebra import Formula
from core.services.people import Speaker

TRADE = "trade"
"""the group of the commands that stand still while orders are frozen"""


class Takes(StrEnum):
    """What may follow a command."""

    NOTHING = ""
    ANYTHING = "anything"
    """words of the command's own, which its handler reads"""
    PAGE = "[page]"
    CONDITION = "condition"
    CONDITION_AND_PAGE = "condition [page]"
    CONDITION_AND_OPTIONS = "condition [options]"
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
    languages: Languages
    said: str = ""
    condition: Condition | None = None
    topic: str | None = None
    """the topic of this chat whose subscription is meant, where one was named"""
    formula: Formula[Condition] | None = None
    """an expression over conditions, where that was said instead of one"""
    page: int = 1
    order: Order = Order.RATE
    file: bool = False
    """whether all of it is wanted as a file"""
    role: Role = Role.VIEWER
    private: bool = True
    name: str = ""
    """what the platform calls the person"""
    opened: bool = False
    """whether a page was opened that shows the answer, and nobody said anything"""
    reload: Reload | None = None
    """reads the settings again; None where there is nothing to read"""
    targets: Mapping[str, Destination] = field(default_factory=dict)
    """the names of places that are no chats, in small letters"""
    target: Destination | None = None
    """where alerts are to go instead of this chat"""
    progress: Progress | None = None
    """tells how far something long is; None where nobody can be told"""

    @property
    def speaker(self) -> Speaker:
        """Return who speaks, and where."""
        return Speaker(self.person, self.name, self.destination, self.private)

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
    changes: bool | Callable[[str], bool] = False
    """whether it changes something, and so is written down; a function is asked what was said"""
    urgent: bool = False
    """whether it is never too much, however many commands a person gave before"""
    code: bool = False
    """whether a one-time code may follow: strangers may say it, and it is never written down"""
    sealed: bool = False
    """whether what follows it is never written down, though no stranger may say it"""
    lasts: bool = False
    """whether alerts come to the chat because of it, so that the bot has to be inside"""
    hidden: bool = False
    """buttons say it, and no menu or help shows it"""
    hint: str = ""
    """the key of the words for what may follow, where `takes` cannot say it"""

    def alters(self, said: str) -> bool:
        """Return whether it changes something when this follows it."""
        return self.changes(said) if callable(self.changes) else self.changes

    def usage(self, voice: Voice) -> str:
        """Return `/search 조건식 [쪽]`."""
        if self.hint:
            return f"{voice.spell(self.name)} {voice.text(f'argument.{self.hint}')}"
        words = self.takes.value.replace("anything", "")
        for word in ("condition", "page", "command", "options"):
            words = words.replace(word, voice.text(f"argument.{word}"))
        return f"{voice.spell(self.name)} {words}".rstrip()

    def shown_example(self, voice: Voice) -> str:
        """Return `/search 0 2`."""
        example = self.example_ko if voice.lang == "ko" and self.example_ko else self.example
        return f"{voice.spell(self.name)} {example}".rstrip()
