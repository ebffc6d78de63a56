"""NOTIFY_URLS: where else alerts go, as names with addresses; the addresses are secrets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

EXAMPLE = "phone=ntfys://ntfy.sh/my-topic, room=https://discord.com/api/webhooks/..."

_BETWEEN = re.compile(r"[,\n]\s*(?=[^\s=,/]+\s*=\s*[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
_ONE = re.compile(
    r"(?P<name>[0-9a-z가-힣][0-9a-z가-힣_-]{0,31})\s*=\s*(?P<url>[a-z][a-z0-9+.-]*://\S+)",
    re.IGNORECASE,
)
_NO_WORD = 8
"""a shorter part of an address may be a word that stands elsewhere as well"""


@dataclass(frozen=True, slots=True)
class Sink:
    """A name, which is all that is ever shown of it, and its address."""

    name: str
    url: str = field(repr=False)


def read(said: str) -> tuple[Sink, ...]:
    """Return what a comma list of `name=address` names; raises ValueError, without the address."""
    found: dict[str, Sink] = {}
    for part in _BETWEEN.split(said.strip(" ,\n")):
        one = _ONE.fullmatch(part.strip(" ,\n"))
        if one is None:
            raise ValueError("no name=address")
        name = one["name"].casefold()
        if name in found or not _parts(one["url"]):
            raise ValueError("a name twice, or half an address")
        found[name] = Sink(name, one["url"])
    return tuple(found.values())


def hidden(sinks: Iterable[Sink]) -> Iterator[str]:
    """Yield what of the addresses is secret: whole, and each part that gives something away."""
    for sink in sinks:
        yield sink.url
        for part in _parts(sink.url)[1:]:
            if len(part) >= _NO_WORD:
                yield from {part, unquote(part)}


def _parts(url: str) -> tuple[str, ...]:
    """Return the scheme and whatever may be a secret; nothing where it is no address."""
    try:
        found = urlsplit(url)
        host = found.netloc.rpartition("@")[2].partition(":")[0]
        keys = (found.username, found.password, host if "." not in host else "")
    except ValueError:
        return ()
    queries = (value for _, value in parse_qsl(found.query))
    path = (*found.path.split("/"), found.path.strip("/"))
    return (found.scheme, *filter(None, (*keys, *path, *queries))) if host else ()
