"""What the bot's own rows say at the end: what still waits, and what it believes it told."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Set
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.ledger.ledger import Told
from tests.ledger.pages import Entry
from tests.ledger.reading import UNKNOWN, Line

_ROWS = """
SELECT d.channel || ':' || d.chat AS place, l.state, l.reason, l.resend, c.name AS condition,
       e.code, e.kind, e.source, e.happened_at, e.received_at, e.since,
       l.created_at, l.settled_at
FROM delivery l JOIN event e ON e.id = l.event_id JOIN destination d ON d.id = l.destination_id
LEFT JOIN condition c ON c.id = e.condition_id
WHERE l.state IN ({}) ORDER BY l.id
"""
_UNSETTLED = """
SELECT d.channel || ':' || d.chat, count(*)
FROM delivery l JOIN destination d ON d.id = l.destination_id
WHERE l.settled_at IS NULL GROUP BY d.id
"""
_ENTRIES = """
SELECT e.id, c.name AS condition, e.code, e.kind, e.source, e.happened_at, e.received_at,
       l.state, l.reason, l.hold, l.resend, l.message_id, l.claimed_at, l.settled_at,
       l.diverted_from
FROM event e LEFT JOIN condition c ON c.id = e.condition_id
LEFT JOIN delivery l ON l.event_id = e.id AND l.destination_id =
    (SELECT id FROM destination d WHERE d.channel || ':' || d.chat = ? AND d.topic = '')
ORDER BY e.id
"""
_HOURS_PASS = (
    "UPDATE destination SET held_until = :now WHERE channel || ':' || chat = :place",
    """UPDATE delivery SET not_before = :now WHERE hold = 'diverted' AND state = 'held' AND
    destination_id = (SELECT id FROM destination WHERE channel || ':' || chat = :place)""",
)
_MINUTES_PASS = (
    "UPDATE delivery SET not_before = :now WHERE hold = 'folded' AND state = 'held'"
    " AND message_id IS NULL"
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A delivery that was given up; `refused`: it was tried, and its chat was found closed.

    What waited behind that was never tried, so its row is settled when it was written.
    """

    told: Told
    written: float
    settled: float
    refused: bool


class Rows:
    """A bot's database, read while it may be running; a place is `telegram:1001`."""

    def __init__(self, path: Path) -> None:
        self._uri = f"file:{path}?mode=ro"

    def unsettled(self) -> dict[str, int]:
        """Return how many deliveries each place still waits for."""
        with closing(sqlite3.connect(self._uri, uri=True, timeout=30)) as database:
            return dict(database.execute(_UNSETTLED).fetchall())

    def waiting(self, names: Mapping[str, str], after: int) -> list[Told]:
        """Return what waits as if it were told at the very end, in message `after` and on."""
        return [
            Told(names[row["place"]], after + at, _line(row))
            for at, row in enumerate(self._rows("waiting", "sending"))
            if row["place"] in names
        ]

    def sent(self, names: Mapping[str, str]) -> Counter[tuple[str, str, str, str, bool]]:
        """Count what the bot believes it told: place, condition, code, kind, whether loosely."""
        return Counter(
            _what(names[row["place"]], row) for row in self._rows("sent") if row["place"] in names
        )

    def failed(self) -> Counter[tuple[str, str]]:
        """Count what the bot gave up, by place and reason."""
        return Counter((row["place"], row["reason"]) for row in self._rows("failed"))

    def dropped(self, names: Mapping[str, str]) -> list[Dropped]:
        """Return what the bot gave up in these places."""
        return [
            Dropped(
                Told(names[row["place"]], 0, _line(row)),
                _epoch(row["created_at"]),
                _epoch(row["settled_at"]),
                refused=row["reason"].startswith("gone: "),
            )
            for row in self._rows("failed")
            if row["place"] in names
        ]

    def entries(self, place: str, follows: Set[str]) -> list[Entry]:
        """Return every event of these conditions, and what became of it in one place."""
        with closing(sqlite3.connect(self._uri, uri=True, timeout=30)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(_ENTRIES, (place,)).fetchall()
        wanted = follows | {None}
        return [_entry(row) for row in rows if row["condition"] in wanted or row["diverted_from"]]

    def let_hours_pass(self, place: str) -> None:
        """End the wait a platform demanded, as if its hours were over; the bot is not running."""
        self._pass(place)

    def let_minutes_pass(self) -> None:
        """End the wait of what was to go with a next message; the bot is not running."""
        self._pass()

    def _pass(self, place: str = "") -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        path = self._uri.removesuffix("?mode=ro")
        with closing(sqlite3.connect(path, uri=True, timeout=30)) as database, database:
            for statement in _HOURS_PASS if place else (_MINUTES_PASS,):
                database.execute(statement, {"now": now, "place": place})

    def _rows(self, *states: str) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self._uri, uri=True, timeout=30)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(_ROWS.format(",".join("?" * len(states))), states).fetchall()


def _what(place: str, row: Any) -> tuple[str, str, str, str, bool]:
    condition = row["condition"] or UNKNOWN
    return place, condition, row["code"], row["kind"], row["source"] != "realtime"


def _line(row: Any) -> Line:
    loose = row["source"] != "realtime"
    until = _epoch(row["received_at"])
    since = _epoch(row["since"] or row["received_at"]) if loose else until
    if not loose and row["happened_at"]:
        since = until = _epoch(row["happened_at"])
    condition = row["condition"] or UNKNOWN
    marked = bool(row["resend"])
    return Line(row["kind"], row["code"], condition, since, until + 1.0, loose, marked)


def _entry(row: Any) -> Entry:
    received = _epoch(row["received_at"])
    happened = _epoch(row["happened_at"]) if row["happened_at"] else received
    return Entry(
        row["id"],
        row["condition"] or UNKNOWN,
        row["code"],
        row["kind"],
        loose=row["source"] == "missed",
        second=float(int(happened)),
        received=received,
        state=row["state"],
        reason=row["reason"] or "",
        hold=row["hold"],
        resend=bool(row["resend"]),
        message=row["message_id"],
        claimed=_epoch(row["claimed_at"]) if row["claimed_at"] else 0.0,
        settled=_epoch(row["settled_at"]) if row["settled_at"] else 0.0,
        aside=row["diverted_from"] is not None,
    )


def _epoch(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
