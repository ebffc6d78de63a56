"""`People` and `Audit` in memory; tests/contract/test_people_contract.py holds both to one word."""

from dataclasses import replace
from datetime import datetime

from core.model import Audited, Code, Destination, Person, Place, Role
from tests.fakes.store.keys import forget_keys
from tests.fakes.store.tables import Tables


class FakePeople:
    """`People` in memory."""

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables = tables or Tables()
        self._people: dict[int, Person] = {}
        self._last = 0
        self.codes: dict[str, Code] = {}

    async def all(self) -> list[Person]:
        return [self._people[key] for key in sorted(self._people)]

    async def meet(self, identity: str, name: str, at: datetime) -> None:
        known = self._find(identity)
        if known is None:
            self._let_in(None, name, identity, at)
        elif name:
            self._save(replace(known, name=name))

    async def keep(self, code: Code, at: datetime) -> None:
        self.codes = {
            key: one
            for key, one in self.codes.items()
            if one.expires_at > at
            and (
                one.person_id is None
                or one.person_id != code.person_id
                or one.purpose != code.purpose
            )
        }
        self.codes[code.digest] = code

    async def open_code(self, digest: str, at: datetime) -> Code | None:
        code = self.codes.get(digest)
        return code if code and code.expires_at > at else None

    async def join(self, digest: str, identity: str, name: str, at: datetime) -> bool:
        code = await self._take(digest, at)
        if code is None or code.role is None:
            return False
        known = self._find(identity)
        if known is None:
            self._let_in(code.role, name, identity, at, code.by)
        else:
            self._save(replace(known, role=max(known.role or code.role, code.role)))
        return True

    async def link(self, digest: str, place: Place, name: str, at: datetime) -> bool:
        code = await self._take(digest, at)
        if code is None or code.person_id is None:
            return False
        person = self._people[code.person_id]
        person = replace(person, name=person.name or name)
        known = self._find(place.identity)
        if known is None:
            person = replace(person, identities=(*person.identities, place.identity))
        elif known.id != person.id:
            person = self._merged(known, person)
            self._drop(known.id)
        for one in (Place(code.home, code.by, private=True), place):
            if one.destination not in {there.destination for there in person.places}:
                person = replace(person, places=(*person.places, one))
        self._save(person)
        return True

    async def unlink(self, person_id: int, destination: Destination) -> bool:
        person = self._people[person_id]
        left = tuple(one for one in person.places if one.destination != destination)
        self._save(replace(person, places=left))
        return left != person.places

    async def part(self, identity: str) -> None:
        forget_keys(self._tables, [identity])
        person = self._find(identity)
        if person is not None:
            left = tuple(one for one in person.identities if one != identity)
            places = tuple(one for one in person.places if one.identity != identity)
            self._save(replace(person, identities=left, places=places))

    async def change(self, person_id: int, role: Role) -> None:
        self._save(replace(self._people[person_id], role=role))

    async def remove(self, person_id: int) -> None:
        forget_keys(self._tables, self._people[person_id].identities)
        self._drop(person_id)

    def _drop(self, person_id: int) -> None:
        del self._people[person_id]
        self.codes = {key: one for key, one in self.codes.items() if one.person_id != person_id}

    async def elsewhere(self, destination: Destination) -> list[Destination]:
        subscribed = {
            one.person
            for one in self._tables.subscriptions.values()
            if one.destination == destination
        }
        subscribed.add(f"{destination.channel}:{destination.chat}")
        theirs = [
            place
            for person in self._people.values()
            if subscribed & set(person.identities)
            or any(one.private and one.destination == destination for one in person.places)
            for place in person.places
            if place.destination != destination
        ]
        theirs.sort(
            key=lambda one: (not one.private, one.destination.channel == destination.channel)
        )
        return list(dict.fromkeys(one.destination for one in theirs))

    async def _take(self, digest: str, at: datetime) -> Code | None:
        code = await self.open_code(digest, at)
        if code is not None:
            del self.codes[digest]
        return code

    def _let_in(
        self, role: Role | None, name: str, identity: str, at: datetime, by: str = ""
    ) -> None:
        self._last += 1
        self._save(Person(self._last, role, name, (identity,), at, by))

    def _merged(self, old: Person, new: Person) -> Person:
        roles = [role for role in (old.role, new.role) if role]
        there = {one.destination for one in new.places}
        return replace(
            new,
            role=max(roles) if roles else None,
            name=new.name or old.name,
            identities=(*new.identities, *old.identities),
            since=min(old.since, new.since),
            places=(*new.places, *(one for one in old.places if one.destination not in there)),
        )

    def _find(self, identity: str) -> Person | None:
        found = (one for one in self._people.values() if identity in one.identities)
        return next(found, None)

    def _save(self, person: Person) -> None:
        self._people[person.id] = person


class FakeAudit:
    """`Audit` in memory."""

    def __init__(self) -> None:
        self.entries: list[Audited] = []

    async def write(self, entry: Audited) -> None:
        self.entries.append(entry)

    async def latest(self, count: int) -> list[Audited]:
        return self.entries[::-1][:count]
