"""The chats in which the state of everything stands pinned, and in which message."""

from core.model import Destination
from core.ports import Facts

PREFIX = "pinned:"
_ENDED = "end:"


class Pins:
    """A chat is noted before its message exists, so that a restart in between loses nothing."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[Destination, str] | None = None

    async def pin(self, destination: Destination) -> bool:
        """Let the state stand in a chat; False where it does already."""
        known = await self._load()
        said = known.get(destination)
        if said is not None and not said.startswith(_ENDED):
            return False
        await self._put(destination, "" if said is None else said.removeprefix(_ENDED))
        return True

    async def unpin(self, destination: Destination) -> bool:
        """Let it stand there no longer; False where it did not."""
        known = await self._load()
        said = known.get(destination)
        if said is None or said.startswith(_ENDED):
            return False
        if said:
            await self._put(destination, f"{_ENDED}{said}")
        else:
            await self.drop(destination)
        return True

    async def shown(self) -> dict[Destination, str | None]:
        """Return where it is to stand, and the message it stands in; None: it has none yet."""
        known = await self._load()
        return {one: said or None for one, said in known.items() if not said.startswith(_ENDED)}

    async def ended(self) -> dict[Destination, str]:
        """Return the messages that are to say that they are no longer kept up to date."""
        known = await self._load()
        return {
            one: said.removeprefix(_ENDED) for one, said in known.items() if said.startswith(_ENDED)
        }

    async def stands(self, destination: Destination, message_id: str) -> None:
        """Note the message it stands in now, the last one where it has been ended meanwhile."""
        known = await self._load()
        said = known.get(destination)
        if said is None:  # ended before there was a message
            await self._put(destination, f"{_ENDED}{message_id}")
        elif said != message_id and not said.startswith(_ENDED):
            await self._put(destination, message_id)

    async def lose(self, destination: Destination) -> None:
        """Note that its message is there no more: the next one is new."""
        known = await self._load()
        if known.get(destination, _ENDED).startswith(_ENDED):
            await self.drop(destination)
        else:
            await self._put(destination, "")

    async def move(self, destination: Destination, to: Destination) -> None:
        """Follow a chat to its new address, where it needs a new message."""
        known = await self._load()
        stood = destination in known and not known[destination].startswith(_ENDED)
        await self.drop(destination)
        if stood and to not in known:
            await self._put(to, "")

    async def drop(self, destination: Destination) -> None:
        """Forget a chat."""
        known = await self._load()
        if known.pop(destination, None) is not None:
            await self._facts.drop(f"{PREFIX}{destination}")

    async def _put(self, destination: Destination, said: str) -> None:
        known = await self._load()
        known[destination] = said
        await self._facts.put(f"{PREFIX}{destination}", said)

    async def _load(self) -> dict[Destination, str]:
        if self._known is None:
            facts = await self._facts.under(PREFIX)
            if self._known is None:
                self._known = {
                    _destination(key.removeprefix(PREFIX)): said for key, said in facts.items()
                }
        return self._known


def _destination(said: str) -> Destination:
    """Read `channel:chat/topic` again."""
    channel, _, rest = said.partition(":")
    chat, _, topic = rest.partition("/")
    return Destination(channel, chat, topic)
