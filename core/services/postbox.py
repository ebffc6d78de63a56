"""E-mail addresses: whose each is, and what those that settings name follow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from core.clock import Clock
from core.errors import BotError
from core.model import BY_A_PERSON, Destination, Options, Role
from core.ports import Facts, Outbox, People, Subscriptions
from core.services.confirming import CHANNEL, Confirming
from core.services.endings import ENDED, Endings, note, noted
from core.services.people import Circle, Speaker

log = structlog.get_logger(__name__)

_FOLLOWS = "mail-follows:"


class Postbox:
    """Addresses confirmed by a code are places of their person, those of EMAIL_TO the owners'.

    What an owner follows, whichever chat they said it in, the addresses of EMAIL_TO follow as
    well, with the options it has then, until it is ended there or no owner follows it any more.
    """

    def __init__(
        self,
        people: People,
        subscriptions: Subscriptions,
        facts: Facts,
        outbox: Outbox,
        circle: Circle,
        posted: Callable[[Sequence[Destination]], None],
        refresh: Callable[[], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self.confirming = Confirming(people, facts, circle, clock)
        self.endings = Endings(subscriptions, facts, outbox, circle, posted, refresh, clock)
        self._subscriptions = subscriptions
        self._facts = facts
        self._circle = circle
        self._refresh = refresh
        self._clock = clock
        self._addresses: tuple[Destination, ...] = ()

    async def load(self) -> None:
        """Take from the rows what is to be known before anything is sent."""
        await self.endings.load()

    def name(self, addresses: Sequence[Destination]) -> None:
        """Take other addresses of EMAIL_TO."""
        self._addresses = tuple(addresses)

    def owns(self, speaker: Speaker, address: Destination) -> bool:
        """Return whether somebody confirmed an address, or is an owner and settings name it."""
        person = self._circle.person(speaker.identity)
        if person is None:
            return False
        theirs = any(one.destination == address for one in person.places)
        return theirs or (address in self._addresses and self._circle.rank(person) is Role.OWNER)

    async def look(self) -> None:
        """Let EMAIL_TO follow what the owners do; whoever subscribes again wants mail again."""
        changed = await self.endings.back()
        wanted = await self._wanted() if self._addresses else {}
        for address in self._addresses:
            if address not in self.endings.left:
                changed = await self._follow(address, wanted) or changed
        for key in await self._facts.under(_FOLLOWS):
            address = Destination(CHANNEL, key.removeprefix(_FOLLOWS))
            if address not in self._addresses:  # settings name it no more
                changed = await self._follow(address, {}) or changed
                await self._facts.drop(key)
        if changed:
            await self._refresh()

    async def _wanted(self) -> dict[int, tuple[str, Options]]:
        """Return the conditions owners follow anywhere but by mail, who does, and how."""
        found: dict[int, tuple[str, Options]] = {}
        owners = (one for one in self._circle.everybody() if self._circle.rank(one) is Role.OWNER)
        for identity in (each for one in owners for each in one.identities):
            for one in await self._subscriptions.made_by(identity):
                if one.suspended not in BY_A_PERSON and one.destination.channel != CHANNEL:
                    options = replace(one.options, digest=0, silent=False)
                    found.setdefault(one.condition.id, (identity, options))
        return found

    async def _follow(self, address: Destination, wanted: dict[int, tuple[str, Options]]) -> bool:
        """Begin and end what changed; what was taken away by hand is never begun again."""
        have = {one.condition.id for one in await self._subscriptions.of(address)}
        auto = await noted(self._facts, _FOLLOWS, address)
        ended = (await noted(self._facts, ENDED, address) | (auto - have)) - have
        begun = [one for one in wanted if one not in have | ended]
        over = [one for one in auto & have if one not in wanted]
        for one in begun:
            person, options = wanted[one]
            try:
                await self._subscriptions.add(one, address, person, self._clock.now(), options)
            except BotError as error:  # the condition went away meanwhile
                log.warning("mail_not_begun", condition=one, error=str(error))
        for one in over:
            await self._subscriptions.remove(one, address)
        await note(self._facts, _FOLLOWS, address, (auto & have | set(begun)) - set(over))
        await note(self._facts, ENDED, address, ended)
        return bool(begun or over)
