"""Which condition or stock a person means."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from core.errors import (
    AmbiguousCondition,
    AmbiguousStock,
    ManyStocks,
    NearStock,
    UnknownCondition,
    UnknownStock,
)
from core.model import (
    Condition,
    Stock,
)
from core.services.aliases import other_name, whole_code
from core.services.hangul import squeezed
from core.services.lookup import Found, Grade, Lookup

_NAMED = 5
MOST_OFFERED = 8
"""stocks offered at once"""


class Stocked(Protocol):
    """Who knows the stocks."""

    def find(self, said: str) -> Found[Stock]:
        """Return the stocks that fit best."""
        ...


def listed(conditions: Iterable[Condition]) -> list[Condition]:
    """Return those that the broker lists now."""
    return [one for one in conditions if one.listed and not one.derived]


def find(conditions: Iterable[Condition], said: str) -> Condition:
    """Return the condition a person means; raises UnknownCondition or AmbiguousCondition."""
    said = said.strip()
    known = list(conditions)
    named = listed(known)
    if said.startswith("#"):
        exact = [one for one in known if said == f"#{one.id}"]
    else:
        exact = [one for one in named if one.seq == said]
        exact = exact or [one for one in named if one.name.casefold() == said.casefold()]
        exact = exact or [
            one for one in named if said and one.name.casefold().startswith(said.casefold())
        ]
        exact = exact or [one for one in known if one.name.casefold() == said.casefold()]
    if not exact:
        raise UnknownCondition(said=said)
    return _only(exact, said)


def _only(found: Sequence[Condition], said: str) -> Condition:
    """Return the one condition that was found; raises AmbiguousCondition where there are more."""
    if len(found) > 1:
        names = ", ".join(f"{one.seq} {one.name}" for one in found[:_NAMED])
        raise AmbiguousCondition(said=said, names=names)
    return found[0]


def find_squeezed(conditions: Collection[Condition], said: str) -> Condition:
    """Find `갭상승` where `갭 상승` was said, and the other way round; raises as `find`."""
    name = squeezed(said)
    if name.isdecimal() or name.startswith("#"):  # two numbers are no name with a blank in it
        raise UnknownCondition(said=said)
    meant = [one for one in listed(conditions) if squeezed(one.name) == name]
    meant = meant or alike(conditions, said)
    if not meant:
        raise UnknownCondition(said=said)
    return _only(meant, said)


def alike(conditions: Iterable[Condition], said: str) -> list[Condition]:
    """Return the listed conditions that begin as was said, with blanks or without."""
    name = squeezed(said)
    return [one for one in listed(conditions) if squeezed(one.name).startswith(name)]


def near_conditions(conditions: Iterable[Condition], said: str) -> list[Condition]:
    """Return the listed conditions that may be meant by a part, initial consonants or a slip.

    None of them is to be taken unasked. A number is an address, and near to nothing.
    """
    word = squeezed(said)
    if word.isdecimal() or word.startswith("#"):
        return []
    return list(Lookup(listed(conditions), lambda one: one.name).find(word).things)


def lookup(stocks: Iterable[Stock]) -> Lookup[Stock]:
    """Return a lookup of stocks in which shares come before their preferred ones and ETFs."""
    return Lookup(sorted(stocks, key=_weight), lambda one: one.name)


def _weight(stock: Stock) -> tuple[bool, bool, int, str]:
    return stock.market == "ETF", not stock.code.endswith("0"), len(stock.name), stock.name


def _find(stocks: Stocked, said: str, *, sure: bool) -> Found[Stock]:
    """Return what is meant, by another name or a torn code where the list has no such name.

    Where it has names that begin so, the other name stands before them, and no one is taken.
    """
    found = stocks.find(said)
    if found.things and found.grade is Grade.EXACT:
        return found
    for other in filter(None, (whole_code(said, sure=sure), other_name(said))):
        known = stocks.find(other)
        if known.grade is not Grade.EXACT or not known.things:
            continue
        if found.grade > Grade.BEGINNING or not found.things:
            return known
        return Found(found.grade, tuple(dict.fromkeys((*known.things, *found.things))))
    return found


def find_stock(stocks: Stocked, said: str, *, sure: bool = False) -> Stock:
    """Return the stock meant by its code, its name, the beginning of it or initial consonants.

    A slip of one letter is forgiven where one stock alone fits, but not where it must be `sure`:
    something will change. Raises UnknownStock, AmbiguousStock, or NearStock.
    """
    found = _find(stocks, said, sure=sure)
    if not found.things:
        raise UnknownStock(said=said)
    taken = not found.guessed or not (sure or found.grade is Grade.TYPO_PART)
    if len(found.things) == 1 and taken:
        return found.things[0]
    offered = found.things[:MOST_OFFERED]
    params = {
        "said": said,
        "names": ", ".join(one.name for one in offered),
        "codes": ",".join(one.code for one in offered),
    }
    if len(found.things) > len(offered):
        counts = {"count": str(len(found.things)), "shown": str(len(offered))}
        raise ManyStocks("", **params, **counts)
    raise NearStock("", **params) if found.guessed else AmbiguousStock("", **params)
