"""A run's own result with one thing changed: whoever judges it must notice."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.ledger.accounts import Audit, audit
from tests.ledger.pages import Account, Page
from tests.ledger.reading import Line

Tampered = tuple[str, Audit]
"""what was done, and what the books say then"""


def tampered(accounts: list[Account]) -> Iterator[Tampered]:
    """Do each thing to the first chat it can be done to; LookupError where there is none."""
    for name, change in _CHANGES.items():
        found = (changed for one in accounts if (changed := change(one)) is not None)
        account = next(found, None)
        if account is None:
            raise LookupError(f"nowhere to {name}")
        yield name, audit(account)


def _drop_a_folded_event(account: Account) -> Account | None:
    """The edits that tell it never came."""
    for at, page in enumerate(account.pages):
        if page.later:
            return _with(account, at, replace(page, later=()))
    return None


def _miscount_a_folded_line(account: Account) -> Account | None:
    for at, page in enumerate(account.pages):
        if page.later and any(line.turns for line in page.later[-1]):
            last = tuple(
                replace(line, turns=line.turns + bool(line.turns)) for line in page.later[-1]
            )
            return _with(account, at, replace(page, later=(*page.later[:-1], last)))
    return None


def _double_a_summary_line(account: Account) -> Account | None:
    for at, page in enumerate(account.pages):
        if page.summary is not None and page.summary.lasts and _bound(account, page):
            lasts = (*page.summary.lasts, page.summary.lasts[-1])
            return _with(account, at, replace(page, summary=replace(page.summary, lasts=lasts)))
    return None


def _drop_a_summary(account: Account) -> Account | None:
    for at, page in enumerate(account.pages):
        if page.summary is not None and not page.marked and _bound(account, page):
            return replace(account, pages=[*account.pages[:at], *account.pages[at + 1 :]])
    return None


def _drop_a_line(account: Account) -> Account | None:
    found = _plain(account)
    if found is None:
        return None
    at, number = found
    page = account.pages[at]
    lines = (*page.lines[:number], *page.lines[number + 1 :])
    return _with(account, at, replace(page, lines=lines, later=()))


def _tell_a_line_again(account: Account) -> Account | None:
    found = _plain(account)
    if found is None:
        return None
    page, last = account.pages[found[0]], account.pages[-1].number
    again = Page(last + 1, "again", page.at, (page.lines[found[1]],))
    return replace(account, pages=[*account.pages, again])


def _swap_two(account: Account) -> Account | None:
    """An entry and the exit of the same stock, in a later message, change places."""
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for at, page in enumerate(account.pages):
        for number, line in enumerate(page.lines):
            key = line.condition, line.code
            if not _swappable(account, page, line):
                continue
            if key in seen and seen[key][0] < at:
                return _swapped(account, seen[key], (at, number))
            seen.setdefault(key, (at, number))
    return None


def _tell_what_was_filtered(account: Account) -> Account | None:
    for one in account.entries:
        if one.state == "filtered" and not one.resend:
            told = Line(one.kind, one.code, one.condition, one.second, one.second + 1, one.loose)
            page = Page(account.pages[-1].number + 1, "against", one.settled, (told,))
            return replace(account, pages=[*account.pages, page])
    return None


def _filter_what_was_wanted(account: Account) -> Account | None:
    for at, one in enumerate(account.entries):
        wishes = account.wants.possible(one.condition, one.received, one.settled)
        calm = all(wish and not wish.keeps_out(one.kind, 0.0, 10_000.0) for wish in wishes)
        if one.state == "sent" and calm and one.code.endswith("03"):
            entries = list(account.entries)
            entries[at] = replace(one, state="filtered", reason="kinds", message=None)
            return replace(account, entries=entries)
    return None


def _lose_a_row(account: Account) -> Account | None:
    for at, one in enumerate(account.entries):
        wishes = account.wants.possible(one.condition, one.received, one.received)
        if one.state == "filtered" and None not in wishes:
            entries = list(account.entries)
            entries[at] = replace(one, state=None)
            return replace(account, entries=entries)
    return None


_CHANGES: dict[str, Callable[[Account], Account | None]] = {
    "drop a folded event": _drop_a_folded_event,
    "miscount a folded line": _miscount_a_folded_line,
    "double a summary line": _double_a_summary_line,
    "drop a summary": _drop_a_summary,
    "drop a line": _drop_a_line,
    "tell a line again": _tell_a_line_again,
    "swap two": _swap_two,
    "tell what was filtered": _tell_what_was_filtered,
    "filter what was wanted": _filter_what_was_wanted,
    "lose a row": _lose_a_row,
}


def _with(account: Account, at: int, page: Page) -> Account:
    pages = list(account.pages)
    pages[at] = page
    return replace(account, pages=pages)


def _bound(account: Account, page: Page) -> bool:
    return any(one.message == page.id and one.state == "sent" for one in account.entries)


def _swappable(account: Account, page: Page, line: Line) -> bool:
    plain = not (line.turns or line.loose or page.marked or page.later)
    return plain and _bound(account, page)


def _plain(account: Account) -> tuple[int, int] | None:
    """Where a line stands that was told live, once, and not edited."""
    for at, page in enumerate(account.pages):
        for number, line in enumerate(page.lines):
            if _swappable(account, page, line):
                return at, number
    return None


def _swapped(account: Account, first: tuple[int, int], second: tuple[int, int]) -> Account:
    """The lines change places, and so do the rows' messages."""
    one, other = account.pages[first[0]], account.pages[second[0]]
    a, b = one.lines[first[1]], other.lines[second[1]]
    pages = list(account.pages)
    pages[first[0]] = replace(one, lines=(*one.lines[: first[1]], b, *one.lines[first[1] + 1 :]))
    pages[second[0]] = replace(
        other, lines=(*other.lines[: second[1]], a, *other.lines[second[1] + 1 :])
    )
    moved = {one.id: other.id, other.id: one.id}
    entries = [
        replace(entry, message=moved[entry.message])
        if entry.key == (a.condition, a.code) and entry.message in moved
        else entry
        for entry in account.entries
    ]
    return replace(account, pages=pages, entries=entries)
