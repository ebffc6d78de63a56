"""Which condition or stock a person means."""

from collections.abc import Iterable

from core.errors import (
    AmbiguousCondition,
    AmbiguousStock,
    UnknownCondition,
    UnknownStock,
)
from core.model import (
    Condition,
    Stock,
)
from core.services.names import Names

_NAMED = 5


def find(conditions: Iterable[Condition], said: str) -> Condition:
    """Return the condition a person means; raises UnknownCondition or AmbiguousCondition."""
    said = said.strip()
    known = list(conditions)
    listed = [one for one in known if one.listed]
    if said.startswith("#"):
        exact = [one for one in known if said == f"#{one.id}"]
    else:
        exact = [one for one in listed if one.seq == said]
        exact = exact or [one for one in listed if one.name.casefold() == said.casefold()]
        exact = exact or [
            one for one in listed if said and one.name.casefold().startswith(said.casefold())
        ]
        exact = exact or [one for one in known if one.name.casefold() == said.casefold()]
    if not exact:
        raise UnknownCondition(said=said)
    if len(exact) > 1:
        names = ", ".join(f"{one.seq} {one.name}" for one in exact[:_NAMED])
        raise AmbiguousCondition(said=said, names=names)
    return exact[0]


def find_stock(names: Names, said: str) -> Stock:
    """Return the stock meant by its code or name; raises UnknownStock or AmbiguousStock."""
    found = names.find(said)
    if not found:
        raise UnknownStock(said=said)
    if len(found) > 1:
        listed = ", ".join(one.name for one in found[:_NAMED])
        codes = ",".join(one.code for one in found[:_NAMED])
        raise AmbiguousStock(said=said, names=listed, codes=codes)
    return found[0]
