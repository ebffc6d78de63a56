"""What a summary in a chat says: counts, conditions, and where each stock ended up; pure."""

import re
from collections.abc import Set
from dataclasses import dataclass

from tests.ledger.reading import KINDS, MARK, UNKNOWN, Kind, UnreadableError

HOLDS = {
    "🔕 음소거 동안": "muted",
    "🌙 방해 금지 동안": "quiet",
    "🗂 모아 보기": "digest",
    "⏳ 쉬는 동안": "cooldown",
    "↔ 접힌 알림": "folded",
    "↪ 다른 곳으로 보낸 알림": "diverted",
}
_FIRST = re.compile(rf"({'|'.join(HOLDS)}) ((?:편입|이탈) \d+(?: · 이탈 \d+)?)")
_COUNT = re.compile(r"(편입|이탈) (\d+)")
_NOW = re.compile(r"지금 (편입|이탈)(?: \d\d/\d\d)?")
_OF_ONE = re.compile(r"· (.+?) ((?:편입|이탈) \d+(?: · 이탈 \d+)?)")
_ROW = re.compile(r"(\d\d:\d\d)(?: .*?)? 주(\d{6})(?: ×(\d+))?")
_MORE = re.compile(r"외 (\d+)종목")
_ASIDE = ("⚠️", "↪")


@dataclass(frozen=True, slots=True)
class Last:
    """What a stock did last in a condition, in which minute, and how often it went in or out."""

    kind: Kind
    code: str
    condition: str
    minute: str
    often: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary as it is read; `of_each` is empty where it tells of one condition only."""

    hold: str
    counts: dict[str, int]
    of_each: dict[str, dict[str, int]]
    lasts: tuple[Last, ...]
    more: int = 0
    marked: bool = False


def read_summary(text: str, conditions: Set[str]) -> Summary | None:
    """Return what a summary says, None for any other message; raises UnreadableError."""
    rows = [row.strip() for row in text.translate({ord("*"): None, ord("`"): None}).splitlines()]
    first = rows[0].removesuffix(f" {MARK}") if rows else ""
    match = _FIRST.fullmatch(first)
    if match is None:
        return None
    page = _Page(frozenset(conditions) | {UNKNOWN})
    for row in rows[2:]:
        page.take(row)
    return Summary(
        HOLDS[match[1]],
        _counts(match[2]),
        page.of_each,
        tuple(page.lasts),
        page.more,
        marked=first != rows[0],
    )


def _counts(text: str) -> dict[str, int]:
    return {KINDS[kind]: int(number) for kind, number in _COUNT.findall(text)}


class _Page:
    """The rows below the first two."""

    def __init__(self, conditions: frozenset[str]) -> None:
        self._conditions = conditions
        self._names: tuple[str, ...] = ()
        self._kind: Kind = "entry"
        self.of_each: dict[str, dict[str, int]] = {}
        self.lasts: list[Last] = []
        self.more = 0

    def take(self, row: str) -> None:
        names = tuple(row.split(" + "))
        if self._conditions.issuperset(names):
            self._names = names
        elif match := _NOW.fullmatch(row):
            self._kind = KINDS[match[1]]
        elif match := _OF_ONE.fullmatch(row):
            self.of_each[match[1]] = _counts(match[2])
        elif match := _MORE.fullmatch(row):
            self.more = int(match[1])
        elif match := _ROW.fullmatch(row):
            minute, code, often = match[1], match[2], int(match[3] or 0)
            self.lasts += [Last(self._kind, code, name, minute, often) for name in self._names]
        elif row and not row.startswith(_ASIDE):
            raise UnreadableError(f"a summary with the row {row!r}")
