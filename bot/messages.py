"""What channels and commands share: what came in, what goes back, and the neutral text between.

A `Doc` is written once and encoded by each face (Telegram HTML, Slack blocks, plain text).
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

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

    The answer takes the place of the message, unless the button `keeps` it. One with a `url` opens
    that where the platform can; it must lead somewhere from any machine.
    """

    label: str
    command: str
    keeps: bool = False
    url: str = ""

    @property
    def data(self) -> str:
        """Return what a platform carries for it."""
        return f"{_KEEPS}{self.command}" if self.keeps else self.command


def pressed(data: str) -> tuple[str, bool]:
    """Return the command of a pressed button, and whether its message is kept."""
    return data.removeprefix(_KEEPS), data.startswith(_KEEPS)


_KEEPS = "+"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture (PNG or JPEG) to be looked at, or a file to be kept; `data` is all of it.

    `alt` says what a picture shows, for who cannot see it; a file's is its title.
    """

    name: str
    data: bytes = field(repr=False)
    kind: Literal["picture", "file"]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, by its `key`; words are asked for where there are no `choices`.

    `choices` are (what it means to the form, how it is called); of `many` any number is chosen.
    `value` is the answer as it is now: words, a choice, or several.
    """

    key: str
    label: str
    value: str | tuple[str, ...] = ""
    choices: tuple[tuple[str, str], ...] = ()
    many: bool = False
    example: str = ""
    hint: str = ""
    longest: int = 100


@dataclass(frozen=True, slots=True)
class Form:
    """Questions to be answered at one go; `command` is what the answers are said behind.

    `title`, `submit` and `cancel` have room for 24 characters on every platform.
    """

    title: str
    command: str
    fields: tuple[Field, ...]
    submit: str
    cancel: str
    lang: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What the answers to a form say, as a person would; or what is wrong, by the field's key."""

    said: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


Answers = Mapping[str, str | tuple[str, ...]]
"""the answers to a form, by the keys of its fields"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; where it answers a button it replaces the message the button stood on.

    `aside`: it is for who pressed alone, a refusal, and that message stays as it is.
    The first picture of `attachments` carries the words and the buttons; the rest follows.
    `form` is shown instead of all of it where the face has forms and may open one now.
    `below` stands under it, each part with its own buttons, which speak in the chat `where`.
    `kept` is what a face that keeps its conversations itself keeps of it, where it tells a secret.
    """

    doc: Doc
    buttons: tuple[tuple[Button, ...], ...] = ()
    aside: bool = False
    attachments: tuple[Attachment, ...] = ()
    form: Form | None = None
    below: "tuple[Reply, ...]" = ()
    where: Destination | None = None
    kept: "Reply | None" = None

    @property
    def picture(self) -> Attachment | None:
        """Return the picture that carries the words, where there is one."""
        return next((one for one in self.attachments if one.kind == "picture"), None)

    @property
    def others(self) -> tuple[Attachment, ...]:
        """Return what follows as messages of its own."""
        return tuple(one for one in self.attachments if one is not self.picture)

    def attached(self, *attachments: Attachment) -> "Reply":
        """Return the same answer with these behind what it carries already."""
        return replace(self, attachments=self.attachments + attachments)


DONE, STOPPED = 100, -1
"""how far something is in percent, where it is over"""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a person said or pressed.

    `key` is unique for ever (`telegram:update:123`); `person` is `telegram:1001`; `addressed` is
    false for group talk that does not speak to the bot; `sent_at` is the platform's time.
    `opened`: nobody said it, a page of theirs was opened that shows the answer and rings nowhere.
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
    opened: bool = False
    language: str = ""
    """what the person's app speaks (`en-US`), where the platform says so"""


Asgi = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]
"""an ASGI application"""


@dataclass(frozen=True, slots=True)
class Mount:
    """A path of the web face that another face answers, POST only.

    `app` sees to it by itself that whoever asks may ask: each request is signed.
    """

    path: str
    app: Asgi
