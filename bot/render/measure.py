"""How long a text is, in columns of a fixed-width font or Telegram's units, and how to cut it."""

import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"
NEARLY = 2
"""columns by which a name may be wider than its place; on most phones it is not that wide anyway"""
_ESCAPED = {"&": 5, "<": 4, ">": 4}


def clean(text: str) -> str:
    """Return a name on one line, without control characters and halves of surrogate pairs."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split())


def sound(text: str) -> str:
    """Return a text without what no platform stores: control characters, lone surrogates."""
    if text.isprintable():
        return text
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs"))


def columns(text: str) -> int:
    """Return how many columns a text takes in a fixed-width font; Korean letters take two."""
    return sum(_columns(one) for one in text)


def _columns(one: str) -> int:
    if unicodedata.combining(one):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def units(text: str) -> int:
    """Return the UTF-16 code units of a text, which is what Telegram counts."""
    return len(text) + sum(one > "\uffff" for one in text)


def escaped_units(text: str) -> int:
    """Return the UTF-16 code units of a text once `&`, `<` and `>` are escaped."""
    return sum(_escaped(one) for one in text)


def _escaped(one: str) -> int:
    return _ESCAPED.get(one) or (2 if one > "\uffff" else 1)


def right(text: str, width: int) -> str:
    """Return the text filled up on the left to `width` columns."""
    return " " * (width - columns(text)) + text


def clip(text: str, most: int) -> str:
    """Return a clean name of at most `most` characters, cut inside: ends tell ETFs apart."""
    return _clip(clean(text), most, lambda _: 1)


def clip_columns(text: str, most: int) -> str:
    """Return a clean name at most `most` columns wide."""
    return _clip(clean(text), most, _columns)


def fitted(text: str, most: int) -> str:
    """Return a clean name, whole where it nearly fits: a cut would save less than it costs."""
    text = clean(text)
    return text if columns(text) <= most + NEARLY else clip_columns(text, most)


def clip_units(text: str, most: int) -> str:
    """Return a clean name of at most `most` UTF-16 units after escaping."""
    return _clip(clean(text), most, _escaped)


def _clip(text: str, most: int, size: Callable[[str], int]) -> str:
    if sum(size(one) for one in text) <= most:
        return text
    room = max(0, most - size(ELLIPSIS))
    tail = _head(text[::-1], room // 2, size)[::-1]
    head = _head(text, room - sum(size(one) for one in tail), size)
    return head.rstrip() + ELLIPSIS + tail.lstrip()


def _head(text: str, room: int, size: Callable[[str], int]) -> str:
    for at, one in enumerate(text):
        room -= size(one)
        if room < 0:
            return text[:at]
    return text
