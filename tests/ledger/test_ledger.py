"""Never lost, never twice: a short run of `python -m tests.ledger`, with a fixed seed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger.books import Books, Case, Size
from tests.ledger.ledger import Told
from tests.ledger.report import faults, table
from tests.ledger.run import perform
from tests.ledger.tampering import tampered

SEED = int(os.environ.get("LEDGER_SEED", "20261123"))
SIZE = Size(SEED, events=1_200, kills=5, faults=26, rate=110.0, groups=2)


@pytest.mark.timeout(150 + 270)  # it may have to wait for 06:00 KST
async def test_every_event_is_told_once_or_marked_through_kills_and_faults(tmp_path: Path) -> None:
    said: list[str] = []
    books = await perform(SIZE, said.append, tmp_path)
    whole = f"seed {SEED}: " + "\n".join([*said, *faults(books), table(books)])
    assert books.clean, whole
    assert books.events >= SIZE.events, whole  # one of no known condition may come last
    assert books.played.kills == SIZE.kills, whole
    assert books.played.faults.total() + books.played.skipped.total() == SIZE.faults, whole
    assert books.verdict.live > SIZE.events, whole
    assert books.waiting > 0, whole
    assert books.knocks == 0, whole
    assert books.audit.figures["elsewhere"] > 0, whole
    assert books.audit.figures["summary"] > 0, whole
    assert books.audit.figures["filtered"] > 0, whole
    _assert_the_books_find_what_is_put_into_them(books)
    for done, audit in tampered(books.accounts):
        assert not audit.clean, f"{done}, and nobody noticed: {whole}"


def _assert_the_books_find_what_is_put_into_them(books: Books) -> None:
    """The same run with one line less, with one more, and with two that changed places."""
    case = books.case
    told = next(one for one in case.told if one.place == "owner" and _is_plain(one))
    last = max(one.message for one in case.told)
    without = [one for one in case.told if (one.place, one.line) != (told.place, told.line)]
    assert replace(case, told=without).verdict().lost
    again = replace(told, message=last + 1)
    assert replace(case, told=[*case.told, again]).verdict().doubled
    entry, leaving = _entry_and_exit(case)
    rest = [one for one in case.told if one not in (entry, leaving)]
    swapped = [
        replace(entry, message=leaving.message),
        replace(leaving, message=entry.message),
    ]
    assert replace(case, told=[*rest, *swapped]).verdict().disordered


def _is_plain(told: Told) -> bool:
    return not told.line.loose and not told.line.marked


def _entry_and_exit(case: Case) -> tuple[Told, Told]:
    """An entry the owner was told, and the exit of the same stock, in a later message."""
    entries: dict[tuple[str, str], Told] = {}
    for one in sorted(case.told, key=lambda told: told.message):
        key = one.line.condition, one.line.code
        if one.place != "owner" or not _is_plain(one):
            continue
        if one.line.kind == "entry":
            entries.setdefault(key, one)
        elif key in entries and entries[key].message < one.message:
            return entries[key], one
    raise LookupError("nothing came and went")
