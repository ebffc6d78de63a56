"""Who may do what, and who did what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model import (
    Audited,
    Code,
    Destination,
    Person,
    Place,
    Role,
)


class People(Protocol):
    """Who was let in, under which identities, where else they are, and the open codes."""

    async def all(self) -> list[Person]:
        """Return everybody, by id."""
        ...

    async def meet(self, identity: str, name: str, at: datetime) -> None:
        """Make somebody without a role of their own where the identity is new.

        A `name` replaces the one they had.
        """
        ...

    async def keep(self, code: Code, at: datetime) -> None:
        """Keep a code, drop expired ones; a person's earlier one of its purpose is good no more."""
        ...

    async def open_code(self, digest: str, at: datetime) -> Code | None:
        """Return the code with this digest, None where it was used, expired or never was."""
        ...

    async def join(self, digest: str, identity: str, name: str, at: datetime) -> bool:
        """Use an invitation up: its role, unless they have a higher one; False: it is gone."""
        ...

    async def link(self, digest: str, place: Place, name: str, at: datetime) -> bool:
        """Use a link code up: who says it is the person who asked for it, and linked there.

        Two people become one, with the higher role. Where it was asked for is linked as well.
        False: it is gone.
        """
        ...

    async def unlink(self, person_id: int, destination: Destination) -> bool:
        """Forget a place of a person; False where it was none."""
        ...

    async def part(self, identity: str) -> None:
        """Take an identity away from its person, with the places it linked."""
        ...

    async def change(self, person_id: int, role: Role) -> None:
        """Give a person a role of their own."""
        ...

    async def remove(self, person_id: int) -> None:
        """Forget a person with identities, places and open codes; the number is not used again."""
        ...

    async def elsewhere(self, destination: Destination) -> list[Destination]:
        """Return where else those can be reached who subscribed in a destination or live there.

        Private chats first, then those of other channels.
        """
        ...


class Audit(Protocol):
    """Every command that was to change something."""

    async def write(self, entry: Audited) -> None:
        """Write one down."""
        ...

    async def latest(self, count: int) -> list[Audited]:
        """Return the last ones, the newest first."""
        ...


class Rights(Protocol):
    """Who may do what, as it is known without asking the database."""

    def role(self, identity: str) -> Role | None:
        """Return the role of an identity, None for a stranger."""
        ...

    def rank(self, person: Person) -> Role | None:
        """Return the role of a person under all their identities."""
        ...

    def listed(self, person: Person) -> bool:
        """Return whether OWNERS names them, so that nothing said in a chat changes their role."""
        ...

    def named(self) -> tuple[str, ...]:
        """Return the identities in OWNERS."""
        ...

    def learn(self, people: Sequence[Person]) -> None:
        """Take everybody as they are in the database now."""
        ...
