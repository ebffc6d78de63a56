"""Who may do what: denied by default, and roles belong to people, not to chats."""

from collections.abc import Callable, Iterable, Sequence

from core.model import Person, Role

__all__ = ["CONSOLE", "LOCAL", "Access", "Role"]

CONSOLE = "console:local"
"""Whoever sits at the machine's own console owns it."""
LOCAL = "web:local"
"""whoever sits at the machine, where nothing else reaches the page and no token is set"""


class Access:
    """Knows the owners by `channel:id`, as `OWNERS` lists them, and everybody who was let in.

    `on_change` is called whenever roles may have changed. `page_open`: whoever reaches the page
    sits at the machine and owns it; `page_token`: who has WEB_TOKEN does, while OWNERS is empty.
    """

    def __init__(
        self, owners: Iterable[str], *, page_open: bool = False, page_token: bool = False
    ) -> None:
        self._page_open = page_open
        self._page_token = page_token
        self.on_change: list[Callable[[], None]] = []
        self._people: dict[str, Person] = {}
        self._owners: dict[str, str] = {}
        self.owners(owners)

    def owners(self, new: Iterable[str]) -> None:
        """Take another OWNERS."""
        self._owners = {_normal(one): one.strip() for one in new if one.strip()}
        self._changed()

    def learn(self, people: Sequence[Person]) -> None:
        """Take everybody as they are in the database now."""
        self._people = {_normal(identity): one for one in people for identity in one.identities}
        self._changed()

    def role(self, identity: str) -> Role | None:
        """Return the role of an identity, None for a stranger."""
        if self._owns(identity):
            return Role.OWNER
        person = self._people.get(_normal(identity))
        return self.rank(person) if person else None

    def rank(self, person: Person) -> Role | None:
        """Return the role of a person: an owner's where OWNERS names one of their identities."""
        return Role.OWNER if self.listed(person) else person.role

    def listed(self, person: Person) -> bool:
        """Return whether OWNERS names them, so that nothing said in a chat changes their role."""
        return any(self._owns(identity) for identity in person.identities)

    def named(self) -> tuple[str, ...]:
        """Return the identities in OWNERS."""
        return tuple(self._owners.values())

    def roles(self) -> dict[str, Role]:
        """Return the role of every identity that has one."""
        known = [*self._owners.values()]
        known += [one for person in self._people.values() for one in person.identities]
        found = ((identity, self.role(identity)) for identity in known)
        return {identity: role for identity, role in found if role is not None}

    def _owns(self, identity: str) -> bool:
        normal = _normal(identity)
        if normal == LOCAL:
            return self._page_open or (self._page_token and not self._owners)
        return normal == CONSOLE or normal in self._owners

    def _changed(self) -> None:
        for told in self.on_change:
            told()


def _normal(identity: str) -> str:
    return identity.strip().casefold()
