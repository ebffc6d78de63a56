"""A subscription's options as they stand in its row: only what differs from the plain ones."""

from typing import Any

from core.model import PLAIN, Between, Kinds, Options

_RANGES = ("price", "rate", "volume", "value")
_NUMBERS = ("cooldown", "digest", "fold")


def options_row(options: Options) -> dict[str, Any] | None:
    """Return what to store, None for plain options."""
    row: dict[str, Any] = {}
    if options.kinds is not PLAIN.kinds:
        row["kinds"] = options.kinds.value
    for name in _RANGES:
        between = getattr(options, name)
        if not between.open:
            row[name] = [between.low, between.high]
    if options.markets:
        row["markets"] = sorted(options.markets)
    for name in ("name", "silent", *_NUMBERS):
        if getattr(options, name) != getattr(PLAIN, name):
            row[name] = getattr(options, name)
    return row or None


def options_of(row: dict[str, Any] | None) -> Options:
    """Return the options of a row."""
    if not row:
        return PLAIN
    said = dict(row)
    for name in _RANGES:
        if name in said:
            said[name] = Between(*said[name])
    if "kinds" in said:
        said["kinds"] = Kinds(said["kinds"])
    if "markets" in said:
        said["markets"] = frozenset(said["markets"])
    return Options(**said)
