"""What a wishing chat was shown, and the bot's own rows about it; pure.

An `Entry` is an event as the bot wrote it down, with what its row for the chat says became of it;
a `Page` is a message, from its first wording to its last.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from tests.ledger.reading import Kind, Line, UnreadableError, read
from tests.ledger.summing import Summary, read_summary
from tests.ledger.wants import Wants

_UNPRICED = ("미확인", "미적용")
_ANSWERS = ("음소거했습니다", "음소거 중", "언제까지 음소거")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the bot, and its row for one chat; `state` is None where there is no row.

    `second` is when it happened as a message would say it; `aside`: it was another chat's.
    """

    event: int
    condition: str
    code: str
    kind: Kind
    loose: bool
    second: float
    received: float
    state: str | None = None
    reason: str = ""
    hold: str | None = None
    resend: bool = False
    message: str | None = None
    claimed: float = 0.0
    settled: float = 0.0
    aside: bool = False

    @property
    def key(self) -> Key:
        return self.condition, self.code


@dataclass(frozen=True, slots=True)
class Page:
    """A message about stocks: its lines at first, or its summary; the lines after each edit.

    `unpriced`: it says that a price was not known.
    """

    number: int
    id: str
    at: float
    lines: tuple[Line, ...] = ()
    later: tuple[tuple[Line, ...], ...] = ()
    summary: Summary | None = None
    unpriced: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it lies in a chat, with everything that ever stood in it."""

    number: int
    id: str
    at: float
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One wishing chat: what it was shown, what the rows say, what its people wanted when."""

    place: str
    entries: list[Entry]
    pages: list[Page]
    wants: Wants
    away: bool = False
    """its platform made it wait for hours, so alerts went elsewhere meanwhile"""


@dataclass(slots=True)
class Pages:
    """Reads messages; what cannot be read is a sentence in `unreadable`."""

    conditions: Set[str]
    unreadable: list[str] = field(default_factory=list)

    def read(self, shown: Sequence[Shown]) -> list[Page]:
        """Return the messages that tell of stocks."""
        found = []
        for one in shown:
            try:
                page = self._page(one)
            except UnreadableError as error:
                self.unreadable.append(str(error))
                continue
            if page is not None:
                found.append(page)
        return found

    def _page(self, shown: Shown) -> Page | None:
        first, *others = shown.versions
        if any(words in first for words in _ANSWERS):
            return None
        head = shown.number, shown.id, shown.at
        unpriced = any(word in first for word in _UNPRICED)
        summary = read_summary(first, self.conditions)
        if summary is not None:
            return Page(*head, summary=summary, unpriced=unpriced, marked=summary.marked)
        lines = read(first, shown.at, self.conditions)
        if not lines:
            return None
        later = tuple(read(text, shown.at + 3600, self.conditions) for text in others)
        return Page(*head, lines, later, unpriced=unpriced, marked=lines[0].marked)
