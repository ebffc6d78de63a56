"""How mails end from within a mail: tickets nobody can forge, and what an end means."""

import base64
import hmac
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from hashlib import sha256

from core.clock import Clock
from core.model import Destination, Notice, Person, Role
from core.ports import Facts, Outbox, Subscriptions
from core.services.confirming import CHANNEL
from core.services.people import Circle

_KEY, _LEFT, ENDED = "mail-key", "mail-left:", "mail-ended:"
_SEAL = 18
"""bytes of a seal; nobody guesses 144 bits"""
_CONSOLE = "console"


class Endings:
    """Ends the mails of one condition, or all to an address, and remembers who wants none."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        facts: Facts,
        outbox: Outbox,
        circle: Circle,
        posted: Callable[[Sequence[Destination]], None],
        refresh: Callable[[], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self._subscriptions = subscriptions
        self._facts = facts
        self._outbox = outbox
        self._circle = circle
        self._posted = posted
        self._refresh = refresh
        self._clock = clock
        self.on_left: Callable[[Collection[Destination]], None] = _unheard
        self.left: set[Destination] = set()
        """addresses whose mails were ended altogether"""
        self._key = b""

    async def load(self) -> None:
        """Take the key of the seals, made where there is none yet, and who wants no mail."""
        key = await self._facts.get(_KEY)
        if key is None:
            key = secrets.token_hex(32)
            await self._facts.put(_KEY, key)
        self._key = bytes.fromhex(key)
        left = await self._facts.under(_LEFT)
        self.left = {Destination(CHANNEL, one.removeprefix(_LEFT)) for one in left}
        self.on_left(self.left)

    def seal(self, said: str) -> str:
        """Return what nobody but this bot can make of a text."""
        return _written(hmac.new(self._key, said.encode(), sha256).digest()[:_SEAL])

    def ticket(self, address: Destination, condition_id: int = 0) -> str:
        """Return what ends the mails of a condition (0: all) to an address, for a link."""
        said = f"{condition_id}:{address.chat}"
        return f"{_written(said.encode())}.{self.seal(f'ticket {said}')}"

    def read_ticket(self, ticket: str) -> tuple[Destination, int] | None:
        """Return whose mails a ticket ends, and of which condition (0: all); None: it is none."""
        shown, _, seal = ticket.partition(".")
        try:
            said = base64.urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode()
        except ValueError:
            return None
        if not hmac.compare_digest(seal.encode(), self.seal(f"ticket {said}").encode()):
            return None
        number, _, chat = said.partition(":")
        return Destination(CHANNEL, chat), int(number)

    async def followed(self, address: Destination) -> dict[int, str]:
        """Return the names of the conditions an address gets mails of, by their ids."""
        found = await self._subscriptions.of(address)
        return {one.condition.id: one.condition.name for one in found if one.suspended is None}

    async def end(self, address: Destination, condition_id: int = 0) -> None:
        """End the mails of one condition to an address, or all of them; whose it is is told.

        After the end of all, owners' warnings do not go there either. Ended twice is ended once.
        """
        names = await self.followed(address)
        ended = [one for one in names if condition_id in (0, one)]
        if not ended and (condition_id or address in self.left):
            return
        if not condition_id:
            self.left.add(address)
            await self._facts.put(f"{_LEFT}{address.chat}", self._clock.now().isoformat())
            self.on_left(self.left)
        for one in ended:
            await self._subscriptions.remove(one, address)
        await note(self._facts, ENDED, address, {*await noted(self._facts, ENDED, address), *ended})
        await self._refresh()
        await self._tell(address, names.get(condition_id, ""))

    async def back(self) -> bool:
        """Take those back who left and follow something again; whether there were any."""
        back = [one for one in self.left if await self.followed(one)]
        for one in back:
            self.left.discard(one)
            await self._facts.drop(f"{_LEFT}{one.chat}")
            self.on_left(self.left)
        return bool(back)

    async def _tell(self, address: Destination, name: str) -> None:
        """Tell the person whose address it is, or the owners, that nothing goes there now."""
        everybody = self._circle.everybody()
        whose = [one for one in everybody if _lives_at(one, address)]
        whose = whose or [one for one in everybody if self._circle.rank(one) is Role.OWNER]
        chats = [_home(one.identities[0]) for one in whose if one.identities]
        chats = [one for one in dict.fromkeys(chats) if one.channel != _CONSOLE]
        params = {"address": address.chat, "name": name}
        notice = Notice("mail_ended_one" if name else "mail_ended", params)
        if chats:
            await self._outbox.post_notice(notice, chats, self._clock.now())
            self._posted(chats)


async def noted(facts: Facts, kind: str, address: Destination) -> set[int]:
    """Return the conditions that are kept of an address under a kind of fact."""
    found = await facts.get(f"{kind}{address.chat}")
    return {int(one) for one in found.split(",") if one} if found else set()


async def note(facts: Facts, kind: str, address: Destination, ids: set[int]) -> None:
    """Keep conditions of an address; nothing is written where they are the same as before."""
    if ids != await noted(facts, kind, address):
        await facts.put(f"{kind}{address.chat}", ",".join(str(one) for one in sorted(ids)))


def _lives_at(person: Person, address: Destination) -> bool:
    return any(one.destination == address for one in person.places)


def _home(identity: str) -> Destination:
    channel, _, person = identity.partition(":")
    return Destination(channel, person)


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unheard(_left: Collection[Destination]) -> None:
    return None
