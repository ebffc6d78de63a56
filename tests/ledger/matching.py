"""Which events each message of a wishing chat tells: its words held against its rows; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from core.clock import KST
from tests.ledger.pages import Account, Entry, Key, Page
from tests.ledger.reading import Line
from tests.ledger.summing import Last, Summary

_TOLD = ("sent", "folded")
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Telling:
    """A message tells an event: live, missed, folded, in a summary, or by an edit."""

    entry: Entry
    page: Page
    position: int
    how: str


@dataclass(slots=True)
class Matched:
    """What was told, in order, and what the messages say that is not so."""

    tellings: list[Telling] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def match(account: Account) -> Matched:
    """Return which entries each page tells."""
    return _Matching(account).run()


def minute(at: float) -> str:
    """Return the minute a summary names for a moment."""
    return f"{datetime.fromtimestamp(at, KST):%H:%M}"


class _Matching:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._found = Matched()
        self._of_page: dict[str, list[Entry]] = defaultdict(list)
        self._of_key: dict[Key, list[Entry]] = defaultdict(list)
        for one in account.entries:
            self._of_key[one.key].append(one)
            if one.message is not None and one.state in _TOLD:
                self._of_page[one.message].append(one)

    def run(self) -> Matched:
        nameless = []
        for page in self._account.pages:
            bound = self._of_page.get(page.id, [])
            if page.summary is None:
                self._lines(page, bound)
            elif bound:
                self._summed(page, page.summary, bound)
            else:
                nameless.append((page, page.summary))
        for page, summary in nameless:
            self._nameless(page, summary)
        return self._found

    # --- live alerts, missed reports, edits -----------------------------------------------------

    def _lines(self, page: Page, bound: Sequence[Entry]) -> None:
        """What stands there at first, then what each edit adds."""
        sent = [one for one in bound if one.state == "sent"]
        told = self._first(page, sent)
        edits = count(len(page.lines))
        lines = page.lines
        for version in page.later:
            self._kept(page, lines, version)
            lines = version
            for line in version:
                if line.turns:
                    for one in self._folded(page, line, bound):
                        if one not in told:
                            told.append(one)
                            self._tell(one, page, next(edits), "edit")
        for one in bound:
            if one not in told:
                self._wrong(page, f"its rows tell {one}, its words do not")

    def _first(self, page: Page, sent: Sequence[Entry]) -> list[Entry]:
        told: list[Entry] = []
        for position, line in enumerate(page.lines):
            found = self._folded(page, line, sent) if line.turns else self._one(line, sent, told)
            how = "folded" if line.turns else "missed" if line.loose else "live"
            if not found:
                self._wrong(page, f"told what is not so: {line}")
            for one in found:
                told.append(one)
                self._tell(one, page, position, how)
        return told

    def _one(self, line: Line, sent: Sequence[Entry], told: Sequence[Entry]) -> list[Entry]:
        """The entry a plain line means: one of the message's own rows, else any."""
        key = line.condition, line.code
        for pool in (sent, self._of_key[key]):
            for one in pool:
                if one.key == key and one not in told and _means(line, one):
                    return [one]
        return []

    def _folded(self, page: Page, line: Line, bound: Sequence[Entry]) -> list[Entry]:
        """The entries a line of to and fro means, up to what it says the stock did last.

        Where the rows do not know the message, these are such as come again with the mark.
        """
        every = self._of_key[line.condition, line.code]
        last = next((one for one in reversed(every) if _means(line, one)), None)
        if last is None:
            self._wrong(page, f"folded what is not so: {line}")
            return []
        self._count(page, line, last)
        mine = [one for one in bound if one.key == last.key and one.event <= last.event]
        if last in mine:
            return mine
        told = {one.entry.event for one in self._found.tellings}
        again = [one for one in every if _tried(one, page) and one.event < last.event]
        return [*mine, *(one for one in again if one.event not in told | {last.event}), last]

    def _count(self, page: Page, line: Line, last: Entry) -> None:
        """The number is that of the events told of so far.

        Of those held back then, and of those tried then and filtered after all, both are right.
        """
        so_far = [
            one
            for one in self._of_key[last.key]
            if one.event <= last.event and not one.loose
            if one.state in _TOLD or one.hold == "folded" or _tried(one, page)
        ]
        if last not in so_far:  # its row says that it will be, or will not be, told otherwise
            so_far.append(last)
        sure = sum(one.state in _TOLD and one.hold in (None, "folded") for one in so_far)
        if not sure <= line.turns <= len(so_far):
            self._wrong(page, f"counts {line.turns} of {len(so_far)}: {line}")

    def _kept(self, page: Page, before: Sequence[Line], after: Sequence[Line]) -> None:
        """An edit leaves every line as it was, but for those that grow into one of to and fro.

        What was dropped because the subscription ended, while nobody knew what came of an edit
        that told it, is counted no more by a later one.
        """
        dropped = Counter(
            one.key
            for one in self._account.entries
            if (one.state, one.hold, one.message) == ("failed", "folded", page.id)
        )
        fold = {(one.condition, one.code): one.turns for one in after if one.turns}
        steady = Counter(_words(one) for one in after if not one.turns)
        for one in before:
            turns = fold.get((one.condition, one.code))
            if turns is not None:
                if one.turns > turns + dropped[one.condition, one.code]:
                    self._wrong(page, f"an edit counts back to {turns}: {one}")
            elif not steady[_words(one)]:
                self._wrong(page, f"an edit took away {one}")
            else:
                steady[_words(one)] -= 1
        for words in steady.elements():
            self._wrong(page, f"an edit brought {words}")

    # --- summaries ------------------------------------------------------------------------------

    def _summed(self, page: Page, summary: Summary, bound: Sequence[Entry]) -> None:
        if {one.hold for one in bound} != {summary.hold}:
            self._wrong(page, f"{summary.hold}: sums up { ({one.hold for one in bound}) }")
        kinds = Counter(one.kind for one in bound)
        if summary.counts != kinds:
            self._wrong(page, f"the summary counts {summary.counts}, its rows {dict(kinds)}")
        for name, counts in summary.of_each.items():
            its = Counter(one.kind for one in bound if one.condition == name)
            if counts != its:
                self._wrong(page, f"of {name} it counts {counts}, its rows {dict(its)}")
        self._lasts(page, summary, bound)
        for position, one in enumerate(bound):
            self._tell(one, page, position, "summary")

    def _lasts(self, page: Page, summary: Summary, bound: Sequence[Entry]) -> None:
        lasts = {one.key: one for one in bound}
        times: Counter[str] = Counter()
        for (_, code), number in Counter(one.key for one in bound).items():
            times[code] = max(times[code], number)
        listed = Counter((one.condition, one.code) for one in summary.lasts)
        for key, number in listed.items():
            if number > 1:
                self._found.doubled.append(f"{self._account.place}: a summary lists {key} twice")
        for said in summary.lasts:
            last = lasts.get((said.condition, said.code))
            often = times[said.code] if times[said.code] >= _OFTEN else 0
            if last is None or not _ended(said, last) or said.often != often:
                self._wrong(page, f"the summary says {said}, its row {last}, {often} times")
        shown = {one.code for one in summary.lasts}
        missing = {code for condition, code in lasts if (condition, code) not in listed}
        if len(missing - shown) != summary.more or (missing and not summary.more):
            self._wrong(page, f"the summary leaves out {missing} and says {summary.more}")

    def _nameless(self, page: Page, summary: Summary) -> None:
        """A summary whose outcome nobody knew comes again with the mark, or what it told ended."""
        again = {one.entry.key for one in self._found.tellings
                 if one.page.number > page.number and one.page.marked}  # fmt: skip
        ended = {one.key for one in self._account.entries if one.state in ("failed", "filtered")}
        for one in summary.lasts:
            key = one.condition, one.code
            if key not in again | ended:
                self._found.doubled.append(
                    f"{self._account.place}: summed up, and no row knows of it: {one}"
                )

    def _tell(self, one: Entry, page: Page, position: int, how: str) -> None:
        self._found.tellings.append(Telling(one, page, position, how))

    def _wrong(self, page: Page, what: str) -> None:
        self._found.wrong.append(f"{self._account.place}, message {page.number}: {what}")


def _tried(one: Entry, page: Page) -> bool:
    """Whether a message that no row knows may have told it: it was tried, and decided later."""
    return one.resend and (one.state == "failed" or one.settled > page.at)


def _means(line: Line, one: Entry) -> bool:
    if one.kind != line.kind or one.loose != line.loose:
        return False
    if one.loose:  # the last moment of the span is when the bot found it
        return one.second == line.until - 1.0
    return line.since <= one.second < line.until


def _words(line: Line) -> tuple[str, str, str, bool]:
    """What stays of a line; the span of one that it was told together with may leave it."""
    return line.kind, line.condition, line.code, line.loose


def _ended(said: Last, last: Entry) -> bool:
    """A row of several conditions names the latest minute of them."""
    return said.kind == last.kind and minute(last.second) <= said.minute


def by_key(tellings: Iterable[Telling]) -> dict[Key, list[Telling]]:
    """Return the tellings of each stock in each condition, in the order they were shown."""
    found: dict[Key, list[Telling]] = defaultdict(list)
    for one in sorted(tellings, key=lambda one: (one.page.number, one.position)):
        found[one.entry.key].append(one)
    return found
