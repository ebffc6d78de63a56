"""Whose subscriptions a caller may see and change, and in which chats they may follow something."""

from collections.abc import Iterable

from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import Desk
from bot.channels.web.guard import LOCAL, Caller
from core.engine import SubscriptionState
from core.model import Destination, Role

_ALONE = ("telegram", "slack")
"""channels in which a person's private chat is called as the person is"""


def destination(said: str) -> Destination:
    """Return the chat that is written `telegram:-1001/7`."""
    channel, _, rest = said.partition(":")
    chat, _, topic = rest.partition("/")
    return Destination(channel, chat, topic)


async def followed(desk: Desk, caller: Caller, *, everybody: bool) -> list[SubscriptionState]:
    """Return what the caller follows wherever it was said, or an owner's view of all, by id."""
    identities = _identities(desk, caller, everybody=everybody)
    found: dict[int, SubscriptionState] = {}
    for identity in identities:
        for one in await desk.engine.followed_by(identity):
            found[one.subscription.id] = one
    for place in _places(desk, identities):
        for one in await desk.engine.subscriptions(place):
            found[one.subscription.id] = one
    return [found[key] for key in sorted(found)]


async def may_follow_in(desk: Desk, caller: Caller, place: Destination) -> bool:
    """Return whether a caller may have something told in a chat: their own, or a linked one.

    An owner may in every chat that is anybody's, or in which anything is followed.
    """
    owner = caller.role is Role.OWNER
    chat = Destination(place.channel, place.chat)
    if {place, chat} & _places(desk, _identities(desk, caller, everybody=owner)):
        return True
    known = await followed(desk, caller, everybody=owner)
    return any(one.subscription.destination in (place, chat) for one in known)


def _identities(desk: Desk, caller: Caller, *, everybody: bool) -> tuple[str, ...]:
    people, access = desk.engine.people, desk.access
    found = [caller.identity, *people.kin(caller.identity)]
    if everybody:
        found += [LOCAL, *access.named()]
        found += [one for person in people.everybody() for one in person.identities]
    return tuple(dict.fromkeys(found))


def _places(desk: Desk, identities: Iterable[str]) -> set[Destination]:
    found: set[Destination] = set()
    for identity in identities:
        found.add(chat_of(identity))
        channel, _, name = identity.partition(":")
        if channel in _ALONE:
            found.add(Destination(channel, name))
        if (person := desk.engine.people.person(identity)) is not None:
            found |= {one.destination for one in person.places}
    return found
