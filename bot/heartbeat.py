"""A small file that says the bot is alive, for whoever must not log in beside it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

_NAME = "heartbeat.json"
FRESH = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Beat:
    """The state of the session a bot wrote, and how long ago."""

    session: str
    age: timedelta


def write(data_dir: Path, session: str, now: datetime) -> None:
    """Write the time and the state of the session, whole or not at all."""
    path = data_dir / _NAME
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"at": now.isoformat(), "session": session}), encoding="utf-8")
    draft.replace(path)


def read(data_dir: Path, now: datetime) -> str | None:
    """Return the state of the session a living bot wrote, None where it is not alive."""
    beat = last(data_dir, now)
    return beat.session if beat and beat.age < FRESH else None


def last(data_dir: Path, now: datetime) -> Beat | None:
    """Return the last beat however old it is, None where there is none."""
    try:
        beat = json.loads((data_dir / _NAME).read_text(encoding="utf-8"))
        return Beat(str(beat["session"]), now - datetime.fromisoformat(beat["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clear(data_dir: Path) -> None:
    """Say that the bot has ended."""
    with suppress(OSError):
        (data_dir / _NAME).unlink()
