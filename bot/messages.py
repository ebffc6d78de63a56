"""What channels and commands share: what came in, what goes back, and the neutral text between.

A `Doc` is written once and encoded by each face (Telegram HTML, Slack blocks, plain text).
"""

from dataclasses import dataclass
from datetime import datetime

from core.model import Destination


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text in one style; never escaped here, each face escapes for itself."""

    text: str
    bold: bool = False
    code: bool = False


Line = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows already aligned for a fixed-width font; variable-width names stand last in a row."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doc:
    """A message: lines and tables, top to bottom; an empty line is ()."""

    parts: tuple[Line | Table, ...]


def line(*runs: str | Text) -> Line:
    """Return a line of plain strings and styled runs."""
    return tuple(Text(run) if isinstance(run, str) else run for run in runs)


def bold(text: str) -> Text:
    """Return a bold run."""
    return Text(text, bold=True)


def code(text: str) -> Text:
    """Return a fixed-width run."""
    return Text(text, code=True)


@dataclass(frozen=True, slots=True)
class Button:
    """Pressing it says `command` (`data` at most 64 bytes of UTF-8, the platforms' limit).

    The answer takes the place of the message, unless the button `keeps` it.
    """

    label: str
    command: str
    keeps: bool = False

    @property
    def data(self) -> str:
        """Return what a platform carries for it."""
        return f"{_KEEPS}{self.command}" if self.keeps else self.command


def pressed(data: str) -> tuple[str, bool]:
    """Return the command of a pressed button, and whether its message is kept."""
    return data.removeprefix(_KEEPS), data.startswith(_KEEPS)


_KEEPS = "+"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; where it answers a button it replaces the message the button stood on.

    `aside`: it is for who pressed alone, a refusal, and that message stays as it is.
    """

    doc: Doc
    buttons: tuple[tuple[Button, ...], ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a person said or pressed.

    `key` is unique for ever (`telegram:update:123`); `person` is `telegram:1001`; `addressed` is
    false for group talk that does not speak to the bot; `sent_at` is the platform's time.
    """

    key: str
    destination: Destination
    person: str
    text: str
    sent_at: datetime | None = None
    private: bool = True
    addressed: bool = True
    pressed: bool = False
    person_name: str = ""
