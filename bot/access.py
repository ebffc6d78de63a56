"""Who may do what: denied by default, and roles belong to people, not to chats."""

from collections.abc import Iterable
from enum import IntEnum

CONSOLE = "console:local"
"""Whoever sits at the machine's own console owns it."""


class Role(IntEnum):
    """What a person may do; a higher role may do all that a lower one may."""

    VIEWER = 1
    TRADER = 2
    OWNER = 3


class Access:
    """Knows the owners by `channel:id`, as `OWNERS` lists them."""

    def __init__(self, owners: Iterable[str]) -> None:
        self._owners = frozenset(_normal(one) for one in owners if one.strip()) | {CONSOLE}

    def role(self, person: str) -> Role | None:
        """Return a person's role, None for a stranger."""
        return Role.OWNER if _normal(person) in self._owners else None


def _normal(person: str) -> str:
    return person.strip().casefold()
