"""Who is let in, and with what rights: invitations, links, roles."""

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from core.clock import Clock
from core.errors import (
    CodeRefused,
    LastOwner,
    LinkElsewhere,
    LinkTheOtherWay,
    ListedOwner,
    NotLinked,
    PrivateOnly,
    TooManyTries,
    UnknownPerson,
)
from core.model import REMOVED, Code, Destination, Notice, Person, Place, Purpose, Role
from core.ports import Outbox, People, Rights, Subscriptions
from core.services import codes
from core.services.tries import Tries

log = structlog.get_logger(__name__)

LINK_LASTS = timedelta(minutes=10)
_AT_THE_MACHINE = ("console:", "web:")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says a code, known or not, and where they say it."""

    identity: str
    name: str
    destination: Destination
    private: bool

    @property
    def place(self) -> Place:
        """Return the chat as a place; a private one is a place whole, not thread by thread."""
        where = self.destination
        if self.private:
            where = Destination(where.channel, where.chat)
        return Place(where, self.identity, self.private)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A code did its work: `place` is what a link code linked, None after an invitation.

    An invitation that gave nothing new is not `used` up.
    """

    person: Person
    role: Role
    place: Place | None = None
    used: bool = True


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as it is told once, to whoever asked for it; `role` is what an invitation gives."""

    code: str
    lasting: timedelta
    expires_at: datetime
    role: Role | None = None


class Circle:
    """Everybody the bot knows; what is said of them is written first, then known in memory.

    `clock` is the real one, whatever the market's does; `deep_link` makes a link of a code that
    opens a chat with the bot, where there is such a thing; `on_change` is called whenever somebody
    may have come, gone or been given another role, `forget` with the identities of a stranger who
    was none before.
    """

    deep_link: Callable[[str], str]
    on_change: Callable[[], None]
    forget: Callable[[Sequence[str]], Awaitable[None]]

    def __init__(
        self,
        people: People,
        subscriptions: Subscriptions,
        outbox: Outbox,
        posted: Callable[[Sequence[Destination]], None],
        rights: Rights,
        clock: Clock,
    ) -> None:
        self._people = people
        self._subscriptions = subscriptions
        self._outbox = outbox
        self._posted = posted
        self._rights = rights
        self._clock = clock
        self.deep_link = _no_link
        self.on_change = _unheard
        self.forget = _unminded
        self._tries = Tries(clock)
        self._known: dict[int, Person] = {}
        self._by_identity: dict[str, Person] = {}

    # --- who there is ------------------------------------------------------------------------

    async def load(self) -> None:
        """Take everybody from the rows, and make those whom OWNERS names for the first time.

        Whoever has no rights left (OWNERS names them no more) is told nothing any more.
        """
        await self._learn()
        for identity in self._rights.named():
            if identity not in self._by_identity:
                await self._people.meet(identity, "", self._clock.now())
        await self._learn()
        strangers = [one for one in self._known.values() if self.rank(one) is None]
        await self._suspend([identity for one in strangers for identity in one.identities])

    def everybody(self) -> list[Person]:
        """Return everybody, owners first."""
        return sorted(self._known.values(), key=lambda one: (-(self.rank(one) or 0), one.id))

    def person(self, identity: str) -> Person | None:
        """Return the person behind an identity, None for a stranger."""
        return self._by_identity.get(identity)

    def kin(self, identity: str) -> tuple[str, ...]:
        """Return every identity of the person behind one, none of a stranger."""
        person = self._by_identity.get(identity)
        return person.identities if person else ()

    def rank(self, person: Person) -> Role | None:
        """Return a person's role under all their identities."""
        return self._rights.rank(person)

    def listed(self, person: Person) -> bool:
        """Return whether OWNERS names them, so that their role is not changed in a chat."""
        return self._rights.listed(person)

    def find(self, said: str) -> Person:
        """Return the person meant by `#id`, identity or name; raises UnknownPerson."""
        wanted = said.strip().casefold()
        for one in self._known.values():
            if wanted in (f"#{one.id}", *(identity.casefold() for identity in one.identities)):
                return one
        named = [one for one in self._known.values() if wanted and one.name.casefold() == wanted]
        if len(named) != 1:
            raise UnknownPerson(said=said)
        return named[0]

    async def met(self, identity: str, name: str) -> None:
        """Note that somebody with a role spoke: their first time, or under a new name."""
        person = self._by_identity.get(identity)
        if person is not None:
            first = not person.name or person.identities[0] == identity
            if not name or person.name == name or not first:
                return
        elif self._rights.role(identity) is None:
            return
        await self._people.meet(identity, name, self._clock.now())
        await self._learn()

    # --- codes -------------------------------------------------------------------------------

    async def invite(self, speaker: Speaker, role: Role, lasting: timedelta) -> Issued:
        """Make an invitation; raises PrivateOnly."""
        if not speaker.private:
            raise PrivateOnly
        return await self._issue(Purpose.INVITE, speaker, lasting, role=role)

    async def offer_link(self, speaker: Speaker) -> Issued:
        """Make a code that links another chat; raises PrivateOnly."""
        if not speaker.private:
            raise PrivateOnly
        person = self.the_person(speaker.identity)
        return await self._issue(Purpose.LINK, speaker, LINK_LASTS, person_id=person.id)

    async def redeem(self, code: str, speaker: Speaker) -> Redeemed:
        """Do what a code is good for.

        Raises CodeRefused, TooManyTries, PrivateOnly (an invitation, in a group), LinkElsewhere
        or LinkTheOtherWay.
        """
        if locked := self.locked_for(speaker.identity):
            raise TooManyTries(minutes=str(max(1, math.ceil(locked / 60))))
        found = await self._people.open_code(codes.digest(code), self._clock.now())
        giver = self._rights.role(found.by) if found else None
        if found is None or giver is None:
            self._tries.wrong(speaker.identity)
            raise CodeRefused
        if found.purpose is Purpose.LINK:
            redeemed = await self._link(found, giver, speaker)
        else:
            redeemed = await self._join(found, giver, speaker)
        self._tries.right(speaker.identity)
        return redeemed

    def misread(self, identity: str) -> None:
        """Count something that can be no code as a wrong guess."""
        self._tries.wrong(identity)

    def locked_for(self, identity: str) -> float:
        """Return the seconds in which no code of theirs is looked at, 0 where it is."""
        return self._tries.locked_for(identity)

    async def _issue(
        self,
        purpose: Purpose,
        speaker: Speaker,
        lasting: timedelta,
        *,
        role: Role | None = None,
        person_id: int | None = None,
    ) -> Issued:
        code, now = codes.make(), self._clock.now()
        kept = Code(
            digest=codes.digest(code),
            purpose=purpose,
            by=speaker.identity,
            home=speaker.place.destination,
            expires_at=now + lasting,
            role=role,
            person_id=person_id,
        )
        await self._people.keep(kept, now)
        log.info("code_issued", purpose=purpose, by=speaker.identity)
        return Issued(code, lasting, kept.expires_at, role)

    async def _join(self, code: Code, giver: Role, speaker: Speaker) -> Redeemed:
        """Let somebody in; who has that role already leaves the code to somebody else."""
        if not speaker.private:
            raise PrivateOnly
        if giver is not Role.OWNER or code.role is None:
            raise CodeRefused
        before = self._rights.role(speaker.identity)
        used = before is None or before < code.role
        if used:
            now = self._clock.now()
            if not await self._people.join(code.digest, speaker.identity, speaker.name, now):
                raise CodeRefused
            await self._learn()
            log.info("person_joined", identity=speaker.identity, role=code.role.name)
            params = {"name": speaker.name or speaker.identity, "identity": speaker.identity}
            notice = Notice(f"person_joined_{code.role.name.lower()}", params)
            await self._tell(notice, [code.home])
        person = self.the_person(speaker.identity)
        return Redeemed(person, self.rank(person) or code.role, used=used)

    async def _link(self, code: Code, giver: Role, speaker: Speaker) -> Redeemed:
        """Make two identities one person; a code never gives its maker more than they had."""
        theirs = self._rights.role(speaker.identity)
        if theirs is not None and theirs > giver:
            raise LinkTheOtherWay
        place = speaker.place
        if place.destination == code.home:
            raise LinkElsewhere
        if not await self._people.link(code.digest, place, speaker.name, self._clock.now()):
            raise CodeRefused
        await self._learn()
        log.info("person_linked", identity=speaker.identity, to=code.by)
        if place.destination != code.home:
            params = {"identity": speaker.identity, "destination": str(place.destination)}
            await self._tell(Notice("person_linked", params), [code.home])
        person = self.the_person(speaker.identity)
        return Redeemed(person, self.rank(person) or giver, place)

    # --- changes -----------------------------------------------------------------------------

    async def unlink(self, identity: str, said: str) -> Person:
        """Undo a link, of an identity or a place; return who they still are.

        Raises NotLinked, LinkTheOtherWay (it is the one spoken from, or the one with the rights).
        """
        person = self.the_person(identity)
        for other in person.identities:
            if said.casefold() == other.casefold():
                await self._part(person, identity, other)
                return self.the_person(identity)
        for place in person.places:
            if said == str(place.destination):
                await self._people.unlink(person.id, place.destination)
                await self._learn()
                return self.the_person(identity)
        raise NotLinked(said=said)

    async def _part(self, person: Person, speaking: str, other: str) -> None:
        """Make somebody else of an identity: a stranger, unless OWNERS names it."""
        left = tuple(one for one in person.identities if one != other)
        places = tuple(one for one in person.places if one.identity != other)
        rest = Person(person.id, person.role, person.name, left, person.since, places=places)
        if other == speaking or self.rank(rest) is None:
            raise LinkTheOtherWay
        await self._people.part(other)
        await self.load()
        if self._rights.role(other) is None:
            await self._suspend([other])
            await self.forget([other])

    async def change(self, person: Person, role: Role) -> Person:
        """Give a person another role; raises ListedOwner or LastOwner."""
        self.may_fall(person, role)
        await self._people.change(person.id, role)
        await self._learn()
        return self._known[person.id]

    async def remove(self, person: Person) -> None:
        """Make a stranger of a person, now, and end what they follow; ListedOwner, LastOwner."""
        self.may_fall(person, None)
        await self._people.remove(person.id)
        await self._learn()
        log.info("person_removed", identities=person.identities)
        await self._suspend(person.identities)
        await self.forget(person.identities)

    def may_fall(self, person: Person, role: Role | None) -> None:
        """Raise ListedOwner or LastOwner where a person cannot be given this role, or none."""
        if self.listed(person):
            raise ListedOwner(name=person.name or person.identities[0])
        owners = [
            one.id
            for one in self._known.values()
            if self.rank(one) is Role.OWNER and not _at_the_console(one)
        ]
        if role is not Role.OWNER and owners == [person.id]:
            raise LastOwner

    async def _suspend(self, identities: Sequence[str]) -> None:
        chats = await self._subscriptions.suspend_persons(identities, REMOVED)
        await self._tell(Notice(REMOVED), chats)

    async def _tell(self, notice: Notice, destinations: Sequence[Destination]) -> None:
        if destinations:
            await self._outbox.post_notice(notice, destinations, self._clock.now())
            self._posted(destinations)

    async def _learn(self) -> None:
        people = await self._people.all()
        self._known = {one.id: one for one in people}
        self._by_identity = {identity: one for one in people for identity in one.identities}
        self._rights.learn(people)
        self.on_change()

    def the_person(self, identity: str) -> Person:
        """Return the person behind an identity that was met; raises UnknownPerson."""
        person = self._by_identity.get(identity)
        if person is None:
            raise UnknownPerson(said=identity)
        return person


def _no_link(_code: str) -> str:
    return ""


def _unheard() -> None:
    return None


async def _unminded(_identities: Sequence[str]) -> None:
    return None


def _at_the_console(person: Person) -> bool:
    return all(identity.startswith(_AT_THE_MACHINE) for identity in person.identities)
