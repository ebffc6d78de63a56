"""Which chats hear what owners are told."""

from collections.abc import Collection, Iterable, Sequence

from core.model import Destination, Person

_AT_THE_MACHINE = ("console", "web")
"""whoever sits there is told by the chat that the settings stand for"""
_MAIL = "email"


class Owners:
    """Keeps `chats`, one list that whoever tells owners something holds, true to who they are.

    First come the chats of those whom settings name, then one of each other person who is an owner.
    """

    def __init__(self, named: Sequence[Destination], channels: Collection[str]) -> None:
        self.chats: list[Destination] = []
        self._named = tuple(named)
        self._people: tuple[Person, ...] = ()
        self._channels = channels
        self._homes: dict[Destination, Destination] = {}
        self._left: frozenset[Destination] = frozenset()
        self._arrange()

    def name(self, chats: Sequence[Destination]) -> None:
        """Take other chats from the settings."""
        self._named = tuple(chats)
        self._arrange()

    def learn(self, people: Iterable[Person]) -> None:
        """Take every person who is an owner now."""
        self._people = tuple(people)
        self._arrange()

    def at_home(self, person: Destination, chat: Destination) -> bool:
        """Take that a person's chat has an address of its own; whether it was an owner's."""
        self._homes[person] = chat
        theirs = person in self.chats
        self._arrange()
        return theirs

    def without(self, left: Collection[Destination]) -> None:
        """Take which chats want to hear nothing, whoever names them."""
        self._left = frozenset(left)
        self._arrange()

    def _arrange(self) -> None:
        chats = [self._home(one) for one in self._named]
        named = {_normal(one) for one in (*self._named, *chats)}
        for person in self._people:
            theirs = self._private(person)
            chatty = [one for one in theirs if one.channel != _MAIL]  # a mailbox stands for no chat
            if theirs and not any(_normal(one) in named for one in chatty):
                chats.append(self._home(theirs[0]))
        self.chats[:] = [one for one in dict.fromkeys(chats) if one not in self._left]

    def _private(self, person: Person) -> list[Destination]:
        """Return the private chats of a person that there are, those of their identities first."""
        chats = [_chat_of(identity) for identity in person.identities]
        chats += [place.destination for place in person.places if place.private]
        there = (one for one in chats if one.channel in self._channels)
        return [one for one in there if one.channel not in _AT_THE_MACHINE]

    def _home(self, chat: Destination) -> Destination:
        return self._homes.get(chat, chat)


def _chat_of(identity: str) -> Destination:
    """Return a person's private chat: the platforms take the person's id for it."""
    channel, _, person = identity.partition(":")
    return Destination(channel, person)


def _normal(chat: Destination) -> tuple[str, str, str]:
    return chat.channel, chat.chat.casefold(), chat.topic
