"""What a word can mean where a condition and a stock are both possible."""

import re
from contextlib import suppress

from bot.commands import expressing, naming
from bot.commands.command import Asked
from core.errors import (
    AmbiguousCondition,
    AmbiguousStock,
    NearStock,
    NotConnected,
    PersonError,
    UnknownCondition,
    UnknownStock,
)
from core.model import Condition, Stock
from core.services.hangul import squeezed

_NUMBER = re.compile(r"#\d+|\d{1,3}")
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{6}", re.IGNORECASE)


async def meant(asked: Asked, said: str) -> tuple[list[Condition], list[Stock]]:
    """Return the conditions and stocks a word can mean: those it names exactly, where it does.

    A stock's code means that stock, known or not.
    """
    stocks = [] if _NUMBER.fullmatch(said) else _stocks(asked, said)
    if _CODE.fullmatch(said):
        code = said.upper()
        exact = [one for one in stocks if one.code == code]
        if exact or not stocks:
            return [], exact or [Stock(code, code, "")]
    conditions: list[Condition] = []
    with suppress(NotConnected):
        conditions = await _conditions(asked, said)
    name = squeezed(said)
    named = [one for one in conditions if squeezed(one.name) == name]
    called = [one for one in stocks if squeezed(one.name) == name]
    return (named, called) if named or called else (conditions, stocks)


async def near(asked: Asked, said: str) -> tuple[list[Condition], list[Stock]]:
    """Return what may be meant by a word that names nothing: one slip, a part of a name."""
    stocks: list[Stock] = []
    if not _NUMBER.fullmatch(said):
        try:
            asked.engine.find_stock(said, sure=True)
        except NearStock as error:
            stocks = _offered(error)
        except PersonError:
            pass
    with suppress(NotConnected):
        return await naming.near(asked.engine, said), stocks
    return [], stocks


async def _conditions(asked: Asked, said: str) -> list[Condition]:
    try:
        return [await naming.find(asked.engine, said)]
    except AmbiguousCondition:
        return await naming.alike(asked.engine, said)
    except UnknownCondition:
        known = await expressing.followed(asked.engine, said)
        return [known] if known is not None else []


def _stocks(asked: Asked, said: str) -> list[Stock]:
    try:
        return [asked.engine.find_stock(said, sure=True)]
    except (NearStock, UnknownStock):
        return []
    except AmbiguousStock as error:
        return _offered(error)


def _offered(error: AmbiguousStock) -> list[Stock]:
    codes, names = (error.params.get(key, "").split(",") for key in ("codes", "names"))
    pairs = zip(codes, names, strict=False)
    return [Stock(code.strip(), name.strip(), "") for code, name in pairs]
