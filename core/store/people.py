"""Who was let in, where else they are, and the codes nobody has used yet."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from core.model import Code, Destination, Person, Place, Purpose, Role
from core.store.database import Database
from core.store.destinations import Destinations
from core.store.keys import forget
from core.store.rows import destination_of, kst
from core.store.tables import (
    CodeRow,
    DestinationRow,
    IdentityRow,
    PersonRow,
    PlaceRow,
    SubscriptionRow,
)


class SqlPeople:
    """`People` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def all(self) -> list[Person]:
        """Return everybody, by id."""
        return await self._database.run(_all)

    async def meet(self, identity: str, name: str, at: datetime) -> None:
        """Make somebody without a role of their own where the identity is new.

        A `name` replaces the one they had.
        """
        await self._database.run(_meet, identity, name, at)

    async def keep(self, code: Code, at: datetime) -> None:
        """Keep a code, drop expired ones; a person's earlier one of its purpose is good no more."""
        await self._database.run(_keep, code, at)

    async def open_code(self, digest: str, at: datetime) -> Code | None:
        """Return the code with this digest, None where it was used, expired or never was."""
        return await self._database.run(_open_code, digest, at)

    async def join(self, digest: str, identity: str, name: str, at: datetime) -> bool:
        """Use an invitation up: its role, unless they have a higher one; False: it is gone."""
        return await self._database.run(_join, digest, identity, name, at)

    async def link(self, digest: str, place: Place, name: str, at: datetime) -> bool:
        """Use a link code up: who says it is the person who asked for it, and linked there.

        Two people become one, with the higher role. Where it was asked for is linked as well.
        False: it is gone.
        """
        return await self._database.run(self._link, digest, place, name, at)

    async def unlink(self, person_id: int, destination: Destination) -> bool:
        """Forget a place of a person; False where it was none."""
        return await self._database.run(self._unlink, person_id, destination)

    async def part(self, identity: str) -> None:
        """Take an identity away from its person, with the places it linked."""
        await self._database.run(_part, identity)

    async def change(self, person_id: int, role: Role) -> None:
        """Give a person a role of their own."""
        await self._database.run(_change, person_id, role)

    async def remove(self, person_id: int) -> None:
        """Forget a person with identities, places and open codes; the number is not used again."""
        await self._database.run(_remove, person_id)

    async def elsewhere(self, destination: Destination) -> list[Destination]:
        """Return where else those can be reached who subscribed in a destination or live there.

        Private chats first, then those of other channels.
        """
        return await self._database.run(self._elsewhere, destination)

    def _link(self, session: Session, digest: str, place: Place, name: str, at: datetime) -> bool:
        code = _take(session, digest, at)
        if code is None or code.person_id is None:
            return False
        person = session.get_one(PersonRow, code.person_id)
        person.name = person.name or name
        known = session.get(IdentityRow, place.identity)
        if known is None:
            session.add(IdentityRow(identity=place.identity, person_id=person.id, added_at=at))
        elif known.person_id != person.id:
            _merge(session, session.get_one(PersonRow, known.person_id), person)
        self._add_place(session, person.id, Place(code.home, code.by, private=True), at)
        self._add_place(session, person.id, place, at)
        return True

    def _add_place(self, session: Session, person_id: int, place: Place, at: datetime) -> None:
        destination_id = self._destinations.find_or_add(session, place.destination)
        if session.get(PlaceRow, (person_id, destination_id)) is None:
            session.add(
                PlaceRow(
                    person_id=person_id,
                    destination_id=destination_id,
                    identity=place.identity,
                    private=place.private,
                    added_at=at,
                )
            )

    def _unlink(self, session: Session, person_id: int, destination: Destination) -> bool:
        found = session.exec(
            delete(PlaceRow).where(
                col(PlaceRow.person_id) == person_id,
                col(PlaceRow.destination_id) == self._destinations.find(session, destination),
            )
        )
        return found.rowcount > 0

    def _elsewhere(self, session: Session, destination: Destination) -> list[Destination]:
        here = self._destinations.find(session, destination)
        subscribed = select(SubscriptionRow.person).where(SubscriptionRow.destination_id == here)
        lives = f"{destination.channel}:{destination.chat}"
        people = select(IdentityRow.person_id).where(
            or_(col(IdentityRow.identity).in_(subscribed), col(IdentityRow.identity) == lives)
        )
        private = select(PlaceRow.person_id).where(
            PlaceRow.destination_id == here, col(PlaceRow.private)
        )
        rows = session.exec(
            select(PlaceRow, DestinationRow)
            .join(DestinationRow)
            .where(
                or_(col(PlaceRow.person_id).in_(people), col(PlaceRow.person_id).in_(private)),
                col(DestinationRow.id).is_distinct_from(here),
            )
            .order_by(col(PlaceRow.added_at), col(PlaceRow.destination_id))
        ).all()
        rows = sorted(
            rows, key=lambda row: (not row[0].private, row[1].channel == destination.channel)
        )
        return list(dict.fromkeys(destination_of(place) for _, place in rows))


def _all(session: Session) -> list[Person]:
    identities: dict[int, list[str]] = defaultdict(list)
    for identity in session.exec(
        select(IdentityRow).order_by(col(IdentityRow.added_at), col(IdentityRow.identity))
    ):
        identities[identity.person_id].append(identity.identity)
    places: dict[int, list[Place]] = defaultdict(list)
    for place, destination in session.exec(
        select(PlaceRow, DestinationRow)
        .join(DestinationRow)
        .order_by(col(PlaceRow.added_at), col(PlaceRow.destination_id))
    ):
        where = Place(destination_of(destination), place.identity, place.private)
        places[place.person_id].append(where)
    rows = session.exec(select(PersonRow).order_by(col(PersonRow.id)))
    return [_person(row, identities[row.id], places[row.id]) for row in rows]


def _person(row: PersonRow, identities: Sequence[str], places: Sequence[Place]) -> Person:
    return Person(
        id=row.id,
        role=_role(row.role),
        name=row.name,
        identities=tuple(identities),
        since=kst(row.since),
        invited_by=row.invited_by,
        places=tuple(places),
    )


def _meet(session: Session, identity: str, name: str, at: datetime) -> None:
    known = session.get(IdentityRow, identity)
    if known is None:
        _let_in(session, PersonRow(name=name, since=at), identity)
    elif name:
        session.get_one(PersonRow, known.person_id).name = name


def _let_in(session: Session, person: PersonRow, identity: str) -> None:
    session.add(person)
    session.flush()
    session.add(IdentityRow(identity=identity, person_id=person.id, added_at=person.since))


def _keep(session: Session, code: Code, at: datetime) -> None:
    session.exec(delete(CodeRow).where(col(CodeRow.expires_at) <= at))
    if code.person_id is not None:
        theirs = col(CodeRow.person_id) == code.person_id
        session.exec(delete(CodeRow).where(theirs, col(CodeRow.purpose) == code.purpose))
    session.add(
        CodeRow(
            digest=code.digest,
            purpose=code.purpose,
            by=code.by,
            channel=code.home.channel,
            chat=code.home.chat,
            topic=code.home.topic,
            expires_at=code.expires_at,
            role=code.role.name.lower() if code.role else None,
            person_id=code.person_id,
        )
    )


def _find(session: Session, digest: str, at: datetime) -> CodeRow | None:
    """Compare with every open code, so that the time it takes tells nothing about them."""
    found = None
    for row in session.exec(select(CodeRow).where(CodeRow.expires_at > at)).all():
        if compare_digest(row.digest, digest):
            found = row
    return found


def _open_code(session: Session, digest: str, at: datetime) -> Code | None:
    row = _find(session, digest, at)
    return _code(row) if row is not None else None


def _take(session: Session, digest: str, at: datetime) -> Code | None:
    row = _find(session, digest, at)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return _code(row)


def _code(row: CodeRow) -> Code:
    return Code(
        digest=row.digest,
        purpose=Purpose(row.purpose),
        by=row.by,
        home=destination_of(row),
        expires_at=kst(row.expires_at),
        role=_role(row.role),
        person_id=row.person_id,
    )


def _role(name: str | None) -> Role | None:
    return Role[name.upper()] if name else None


def _join(session: Session, digest: str, identity: str, name: str, at: datetime) -> bool:
    code = _take(session, digest, at)
    if code is None or code.role is None:
        return False
    known = session.get(IdentityRow, identity)
    if known is None:
        role = code.role.name.lower()
        _let_in(session, PersonRow(name=name, role=role, since=at, invited_by=code.by), identity)
        return True
    person = session.get_one(PersonRow, known.person_id)
    person.role = max(_role(person.role) or code.role, code.role).name.lower()
    return True


def _merge(session: Session, old: PersonRow, new: PersonRow) -> None:
    """Make two people one: identities, places and the higher role of their own."""
    roles = [role for role in (_role(old.role), _role(new.role)) if role]
    new.role = max(roles).name.lower() if roles else None
    new.name = new.name or old.name
    new.since = min(old.since, new.since)
    session.exec(
        update(IdentityRow).where(col(IdentityRow.person_id) == old.id).values(person_id=new.id)
    )
    theirs = set(session.exec(select(PlaceRow.destination_id).where(PlaceRow.person_id == new.id)))
    for place in session.exec(select(PlaceRow).where(PlaceRow.person_id == old.id)).all():
        if place.destination_id not in theirs:
            place.person_id = new.id
    session.flush()
    _remove(session, old.id)


def _part(session: Session, identity: str) -> None:
    forget(session, [identity])
    session.exec(delete(PlaceRow).where(col(PlaceRow.identity) == identity))
    session.exec(delete(IdentityRow).where(col(IdentityRow.identity) == identity))


def _change(session: Session, person_id: int, role: Role) -> None:
    session.get_one(PersonRow, person_id).role = role.name.lower()


def _remove(session: Session, person_id: int) -> None:
    theirs = select(IdentityRow.identity).where(IdentityRow.person_id == person_id)
    forget(session, session.exec(theirs).all())
    for rows in (CodeRow, PlaceRow, IdentityRow):
        session.exec(delete(rows).where(col(rows.person_id) == person_id))
    session.exec(delete(PersonRow).where(col(PersonRow.id) == person_id))
