"""What a message in a chat says of stocks, read as a person reads it; pure."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from core.clock import KST

Kind = Literal["entry", "exit"]

NAME = "주{}"
"""what a numbered stock is called, so that every line says which one it means"""
UNKNOWN = "조건 미확인"
MARK = "(재전송)"
KINDS: dict[str, Kind] = {"편입": "entry", "이탈": "exit"}
_STOCK = re.compile(r"주(\d{6})")
_TIME = r"(?:\d\d/\d\d )?\d\d:\d\d:\d\d"
_SPAN = re.compile(rf"({_TIME})(?:–({_TIME}))?( 사이)?")
_COUNTS = re.compile(r"(편입↔이탈|(?<!↔)편입|(?<!↔)이탈) (\d+)")
_MISSED = re.compile(rf"끊긴 동안 (?P<counts>.*?) \((?P<span>{_TIME}–{_TIME})\)")
_WHAT = r"(?P<what>편입|이탈|편입↔이탈 (?P<turns>\d+)회)"
_CARD = re.compile(rf"{_WHAT} 주(?P<code>\d{{6}})(?: [^·]*?)? ?· (?P<names>[^·]+)")
_SORTS = r"(?:편입|이탈|편입↔이탈) \d+"
_BATCH = re.compile(rf"(?P<counts>{_SORTS}(?: · {_SORTS})*) · 주\d{{6}}(?: 외 \d+)?")
_ENTRY = re.compile(rf"{_WHAT} (?:\S+ )?주(?P<code>\d{{6}})\b(?P<rest>.*)")
_COUNTED = re.compile(rf"( (?:· )?{_SORTS}| · .*사이|\] .*|[\[\]])")
"""what stands behind the names of a heading"""
_NOW = re.compile(r"지금 (편입|이탈)")
_LISTED = re.compile(r"(편입|이탈): .+")


class UnreadableError(ValueError):
    """A message names a numbered stock in a way this reader does not understand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stock told for one condition: when it happened, or between when and when.

    `loose` is true where only a difference is told: what was missed, or found by a search.
    `turns` is how many times the stock went in and out, where that is folded into one line; then
    the rest says what it did last.
    """

    kind: Kind
    code: str
    condition: str
    since: float
    until: float
    loose: bool = False
    marked: bool = False
    turns: int = 0


def read(text: str, sent_at: float, conditions: Set[str]) -> tuple[Line, ...]:
    """Return the lines a message tells, none for an answer or a notice; raises UnreadableError.

    `sent_at` says which day its times of day mean; `conditions` are the names there can be.
    """
    rows = [row.strip() for row in text.translate({ord("*"): None, ord("`"): None}).splitlines()]
    first = rows[0].removesuffix(f" {MARK}") if rows else ""
    page = _Page(rows[1:], sent_at, frozenset(conditions) | {UNKNOWN}, first != rows[0:1][0])
    if match := _MISSED.fullmatch(first):
        lines, counts = tuple(page.missed(match["span"])), match["counts"]
    elif match := _BATCH.fullmatch(first):
        lines, counts = tuple(page.batch()), match["counts"]
    elif match := _CARD.fullmatch(first):
        return tuple(page.card(match))
    else:
        if _STOCK.search(text):
            raise UnreadableError(text)
        return ()
    if page.told != {kind: int(number) for kind, number in _COUNTS.findall(counts)}:
        raise UnreadableError(f"the heading says {counts}, the lines {page.told}: {text}")
    return lines


class _Page:
    """The rows below the first one."""

    def __init__(
        self, rows: list[str], sent_at: float, conditions: frozenset[str], marked: bool
    ) -> None:
        self._rows = rows
        self._sent_at = sent_at
        self._conditions = conditions
        self._marked = marked
        self.told: dict[str, int] = {}

    def card(self, card: re.Match[str]) -> Iterator[Line]:
        found = next((row for row in self._rows if row.startswith(f"{card['code']} · ")), "")
        yield from self._stock(card, self._named(card["names"]) or (), found, self._span(found))

    def batch(self) -> Iterator[Line]:
        names: tuple[str, ...] = ()
        shared = ""
        for at, row in enumerate(self._rows):
            if entry := _ENTRY.fullmatch(row):
                after = self._rows[at + 1] if at + 1 < len(self._rows) else ""
                span = next(
                    (one for one in (entry["rest"], after, shared) if _SPAN.search(one)), ""
                )
                self._count(entry["what"].partition(" ")[0])
                below = f"{entry['rest']} {after}"
                yield from self._stock(entry, names, below, self._span(span))
            elif heading := self._named(row):
                names, shared = heading, row

    def missed(self, span: str) -> Iterator[Line]:
        names: tuple[str, ...] = ()
        kind = ""
        for row in self._rows:
            if heading := self._named(row):
                names = heading
                continue
            if row in KINDS or _LISTED.fullmatch(row):
                kind = row[:2]
            if _STOCK.fullmatch(row):  # the button of a stock that stands above
                continue
            for code in _STOCK.findall(row):
                self._count(kind)
                yield from self._lines(KINDS[kind], code, names, (*self._span(span)[:2], True))

    def _count(self, kind: str) -> None:
        self.told[kind] = self.told.get(kind, 0) + 1

    def _named(self, row: str) -> tuple[str, ...] | None:
        """Return the conditions a heading names; None where it is no heading."""
        said = _COUNTED.sub("", row)
        names = tuple(said.split(" + "))
        return names if self._conditions.issuperset(names) else None

    def _span(self, text: str) -> tuple[float, float, bool]:
        match = _SPAN.search(text)
        if match is None:
            raise UnreadableError(f"no time in {text!r} of {self._rows}")
        since, until = self._moment(match[1]), self._moment(match[2] or match[1])
        return since, until + 1.0, match[3] is not None

    def _moment(self, text: str) -> float:
        clock = datetime.strptime(text[-8:], "%H:%M:%S").time()  # noqa: DTZ007
        sent = datetime.fromtimestamp(self._sent_at, KST)
        moment = datetime.combine(sent.date(), clock, KST)
        if moment > sent + timedelta(hours=12):
            moment -= timedelta(days=1)
        return moment.timestamp()

    def _stock(
        self,
        match: re.Match[str],
        names: tuple[str, ...],
        said: str,
        span: tuple[float, float, bool],
    ) -> Iterator[Line]:
        """The lines of one stock; what `said` of it tells where one that is folded is now."""
        if match["turns"] is None:
            yield from self._lines(KINDS[match["what"]], match["code"], names, span)
            return
        now = _NOW.search(said)
        if now is None or len(names) != 1:
            raise UnreadableError(f"folded, but not where it is now: {said!r} in {names}")
        for line in self._lines(KINDS[now[1]], match["code"], names, span):
            yield replace(line, turns=int(match["turns"]))

    def _lines(
        self, kind: Kind, code: str, names: tuple[str, ...], span: tuple[float, float, bool]
    ) -> Iterator[Line]:
        if not names:
            raise UnreadableError(f"no condition for {code} in {self._rows}")
        for name in names:
            yield Line(kind, code, name, *span, self._marked)
