"""Ranges as people write them: `>3`, `1000-50000`, `100만 이상`; pure."""

import re

from bot.commands.amounts import NUMBER, NotUnderstood, amount
from core.model import ANY, Between

LOWER, UPPER = ("이상", "초과"), ("이하", "미만")
"""what follows a number that is an end; ends belong to the range, whatever was said"""
_BOUND = re.compile(rf"(>=|<=|>|<)({NUMBER.pattern})")
_SPAN = re.compile(rf"({NUMBER.pattern})[-~]({NUMBER.pattern})")
_MILLION = 1_000_000


def between(field: str, rest: str, shown: str) -> Between:
    """Return the range of `>3`, `3~10`, `100만이상`; raises NotUnderstood with what was `shown`."""
    for ending in (*LOWER, *UPPER):
        if rest.endswith(ending):
            rest = f"{'>=' if ending in LOWER else '<='}{rest.removesuffix(ending)}"
            break
    if span := _SPAN.fullmatch(rest):
        ends = [_number(field, one, shown) for one in span.groups()]
        return Between(min(ends), max(ends))
    bounds = _BOUND.findall(rest)
    if not bounds or "".join(f"{sign}{number}" for sign, number in bounds) != rest:
        raise _wrong(f"option_{field}", shown)
    found = ANY
    for sign, number in bounds:
        value = _number(field, number, shown)
        end = Between(low=value) if sign[0] == ">" else Between(high=value)
        found = both(found, end, shown)
    return found


def both(one: Between, other: Between, shown: str) -> Between:
    """Return the range with the ends of both, the later said winning."""
    low = one.low if other.low is None else other.low
    high = one.high if other.high is None else other.high
    if low is not None and high is not None and low > high:
        raise _wrong("option_empty", shown)
    return Between(low, high)


def _number(field: str, said: str, shown: str) -> float:
    value = amount(said, percent=field == "rate")
    if value is None:
        raise _wrong(f"option_{field}", shown)
    if field != "value":
        return value
    if 0 < value < _MILLION:  # traded value is counted in millions; 50 of what?
        raise _wrong("option_value", shown)
    return value / _MILLION


def _wrong(key: str, shown: str) -> NotUnderstood:
    return NotUnderstood(key, said=shown)
