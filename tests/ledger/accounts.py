"""One wishing chat judged: each event of it is told once, or rightly not told; pure.

Every event the bot wrote down while the chat followed its condition must be told exactly once:
live, in a missed report, in a summary, in an edit of an earlier message; or be filtered by options
that were in force then; or be dropped because the subscription ended.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from tests.ledger.matching import Telling, by_key, match
from tests.ledger.pages import Account, Entry, Key
from tests.ledger.prices import price_of, rate_of
from tests.ledger.reading import UNKNOWN
from tests.ledger.wants import LAG, Wish

_DECIDES = 1.5
"""seconds from a claim to what was decided about it"""
_IN_THE_AIR = 3.0
"""seconds that a message may need from its claim to the chat"""


@dataclass(slots=True)
class Audit:
    """Every fault is one sentence; `figures` count what became of the events."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.wrong)

    def take(self, other: "Audit") -> None:
        """Add what another chat came to."""
        for name in ("lost", "doubled", "disordered", "wrong"):
            getattr(self, name).extend(getattr(other, name))
        self.figures += other.figures


def audit(account: Account) -> Audit:
    """Judge one chat."""
    return _Audit(account).run()


class _Audit:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._wants = account.wants
        self._found = Audit()
        self._told: dict[int, list[Telling]] = defaultdict(list)
        self._of_key: dict[Key, list[Entry]] = defaultdict(list)
        for one in account.entries:
            self._of_key[one.key].append(one)

    def run(self) -> Audit:
        matched = match(self._account)
        self._found.wrong += matched.wrong
        self._found.doubled += matched.doubled
        for one in sorted(matched.tellings, key=lambda one: one.page.number):
            self._told[one.entry.event].append(one)
        for entry in self._account.entries:
            self._followed(entry)
            self._judge(entry, self._told[entry.event])
        for tellings in by_key(matched.tellings).values():
            self._ordered(tellings)
        return self._found

    # --- what became of one event ---------------------------------------------------------------

    def _followed(self, entry: Entry) -> None:
        """There is a row exactly where the chat followed the condition then."""
        if entry.aside:
            return
        wishes = self._wants.possible(entry.condition, entry.received, entry.received + LAG)
        if entry.state is None:
            if None not in wishes:
                self._say(self._found.lost, "followed, and no row", entry)
        elif not any(wishes):
            self._say(self._found.wrong, "not followed, and a row", entry)
        if None in wishes and any(wishes):
            self._found.figures["raced"] += 1

    def _judge(self, entry: Entry, tellings: Sequence[Telling]) -> None:
        self._once(entry, tellings)
        match entry.state:
            case None:
                return
            case "sent" | "folded":
                self._sent(entry, tellings)
            case "filtered":
                self._filtered(entry, tellings)
            case "failed":
                self._dropped(entry, tellings)
            case _:
                self._say(self._found.lost, f"still {entry.state}", entry)
        self._found.figures["wanted"] += 1

    def _once(self, entry: Entry, tellings: Sequence[Telling]) -> None:
        for again in tellings[1:]:
            if again.page.marked:
                self._found.figures["repeated"] += 1
            else:
                self._say(self._found.doubled, "told again without the mark", entry)

    def _sent(self, entry: Entry, tellings: Sequence[Telling]) -> None:
        if not tellings:
            self._say(self._found.lost, "believed told", entry)
            return
        first = tellings[0]
        self._found.figures["elsewhere" if entry.aside else first.how] += 1
        if entry.aside:
            return
        if entry.hold is None:
            self._rightly_live(entry, first)
        elif entry.hold != "folded":
            self._rightly_held(entry)

    def _rightly_live(self, entry: Entry, first: Telling) -> None:
        """Told when it came: some wish that may have held wanted it so, and no silence."""
        since = entry.received if entry.resend else entry.claimed  # it may have been tried before
        wishes = self._wants.possible(entry.condition, since, entry.claimed + _DECIDES)
        right = [wish for wish in wishes if wish and self._lets_through(wish, entry, first)]
        if not right and not (any(wishes) and self._goes_along(entry, first)):
            why = "after it was unsubscribed" if not any(wishes) else f"against {wishes}"
            self._say(self._found.wrong, f"told {why}", entry)
        elif len(right) < len(wishes):
            self._found.figures["raced"] += 1
        until = entry.claimed + _DECIDES
        if self._wants.surely_silent(entry.condition, entry.code, entry.claimed, until):
            self._say(self._found.wrong, "told while it was silent", entry)
        if first.page.at - entry.claimed > _IN_THE_AIR and not entry.resend:
            self._found.figures["slow"] += 1

    def _goes_along(self, entry: Entry, first: Telling) -> bool:
        """Repeated with an earlier one of its stock, which must not be the last word."""
        return entry.resend and any(
            one.event < entry.event and telling.page is first.page
            for one in self._of_key[entry.key]
            for telling in self._told[one.event]
        )

    def _lets_through(self, wish: Wish, entry: Entry, first: Telling) -> bool:
        if wish.digest and entry.condition != UNKNOWN:
            return False
        if self._keeps_out(wish, entry):
            # a price that did not come keeps nothing out, and the message says so
            return first.page.unpriced and not Wish(kinds=wish.kinds).keeps_out(
                entry.kind, None, None
            )
        return True

    def _rightly_held(self, entry: Entry) -> None:
        """Summed up: some wish or silence that may have held wanted it so."""
        name, since, until = entry.condition, entry.received, entry.claimed
        match entry.hold:
            case "muted" | "quiet":
                right = self._wants.possibly_silent(name, entry.code, entry.hold, since, until)
            case "digest" | "cooldown":
                wishes = self._wants.possible(name, since, until)
                right = any(wish and getattr(wish, entry.hold) for wish in wishes)
            case _:
                right = self._account.away
        if not right and not self._behind_another(entry):
            self._say(self._found.wrong, f"held back for no reason ({entry.hold})", entry)

    def _behind_another(self, entry: Entry) -> bool:
        """What comes later of a stock waits with what is held back of it already."""
        return any(
            one.event < entry.event and one.hold == entry.hold and one.claimed >= entry.received
            for one in self._of_key[entry.key]
        )

    def _filtered(self, entry: Entry, tellings: Sequence[Telling]) -> None:
        if tellings and not entry.resend:
            self._say(self._found.wrong, "told, and filtered out", entry)
        wishes = self._wants.possible(entry.condition, entry.claimed, entry.settled)
        right = [wish for wish in wishes if wish and self._keeps_out(wish, entry)]
        if not right:
            self._say(self._found.lost, f"filtered by {entry.reason} against {wishes}", entry)
        elif len(right) < len(wishes):
            self._found.figures["raced"] += 1
        self._found.figures["filtered"] += 1

    def _dropped(self, entry: Entry, tellings: Sequence[Telling]) -> None:
        wishes = self._wants.possible(entry.condition, entry.received, inf)
        if entry.reason != "unsubscribed" or None not in wishes:
            self._say(self._found.lost, f"given up: {entry.reason}", entry)
        self._found.figures["told before it was dropped" if tellings else "dropped"] += 1

    def _keeps_out(self, wish: Wish, entry: Entry) -> str:
        return wish.keeps_out(entry.kind, rate_of(entry.code), price_of(entry.code))

    # --- their order ----------------------------------------------------------------------------

    def _ordered(self, tellings: Sequence[Telling]) -> None:
        """A stock's events are told as they happened; edits of an older message excepted."""
        newest, page, told = 0, -1, set[int]()
        before = 0
        for one in tellings:
            if one.how == "edit":
                continue
            event = one.entry.event
            if one.page.number != page:
                self._ends_with(tellings, page, newest)
                page, before = one.page.number, newest
            if event not in told and event < before:
                self._say(self._found.disordered, "told after a newer one", one.entry)
            elif event < newest and event not in told:
                self._say(self._found.disordered, "stands below a newer one", one.entry)
            told.add(event)
            newest = max(newest, event)
        self._ends_with(tellings, page, newest)

    def _ends_with(self, tellings: Sequence[Telling], page: int, newest: int) -> None:
        """The newest message about a stock must not leave an older state as the last word."""
        here = [one for one in tellings if one.page.number == page and one.how != "edit"]
        if here and max(one.entry.event for one in here) < newest:
            self._say(self._found.disordered, "repeated behind a newer one", here[-1].entry)

    def _say(self, where: list[str], what: str, entry: Entry) -> None:
        where.append(f"{self._account.place}: {what}: {entry}")
