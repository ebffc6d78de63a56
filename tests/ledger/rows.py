"""What the bot's own rows say at the end: what still waits, and what it believes it told."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.ledger.ledger import Told
from tests.ledger.reading import UNKNOWN, Line

_ROWS = """
SELECT d.channel || ':' || d.chat AS place, l.state, l.reason, l.resend, c.name AS condition,
       e.code, e.kind, e.source, e.happened_at, e.received_at, e.since
FROM delivery l JOIN event e ON e.id = l.event_id JOIN destination d ON d.id = l.destination_id
LEFT JOIN condition c ON c.id = e.condition_id
WHERE l.state IN ({}) ORDER BY l.id
"""
_UNSETTLED = """
SELECT d.channel || ':' || d.chat, count(*)
FROM delivery l JOIN destination d ON d.id = l.destination_id
WHERE l.settled_at IS NULL GROUP BY d.id
"""


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
            _what(names.get(row["place"], row["place"]), row) for row in self._rows("sent")
        )

    def failed(self) -> Counter[tuple[str, str]]:
        """Count what the bot gave up, by place and reason."""
        return Counter((row["place"], row["reason"]) for row in self._rows("failed"))

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


def _epoch(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
