"""What somebody follows in all their chats, as the page lists it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import Desk
from bot.channels.web.guard import LOCAL, Caller
from bot.channels.web.pages.asking import Given
from bot.messages import Answers, Doc, Form
from bot.render import replies
from bot.render.following import Silence, paused, silence_lines
from bot.render.forms import options_form
from bot.render.notices import where
from bot.render.optioned import differences
from bot.render.voice import Voice
from core.engine import SubscriptionState
from core.model import Condition, Destination, Mute, Options, Subscription
from core.services.sifting import quiet_until

_ALONE = ("telegram", "slack")
"""channels in which a person's private chat is called as the person is"""


@dataclass(frozen=True, slots=True)
class Row:
    """A subscription: of what, where, how it is told, how it is watched.

    `asleep` says why it gets nothing, `hushed` what holds all of it back for now.
    """

    id: int
    condition: Condition
    place: str
    asleep: str
    hushed: tuple[str, ...]
    told: tuple[str, ...]
    how: Doc


@dataclass(frozen=True, slots=True)
class Place:
    """A chat in which somebody may follow something; `key` names it in a form."""

    key: str
    label: str
    destination: Destination


def identities(desk: Desk, caller: Caller) -> tuple[str, ...]:
    """Return under which identities somebody follows things.

    Whoever sits at the machine owns the bot, and finds there what its owners follow; what the
    console follows is listed at the console.
    """
    named = desk.access.named() if caller.identity == LOCAL else ()
    every = [caller.identity, *desk.engine.people.kin(caller.identity), *named]
    every += [kin for one in named for kin in desk.engine.people.kin(one)]
    return tuple(dict.fromkeys(every))


async def followed(desk: Desk, caller: Caller) -> list[SubscriptionState]:
    """Return everything somebody follows, by condition and then by chat."""
    found = {
        (one.subscription.condition.id, one.subscription.destination): one
        for identity in identities(desk, caller)
        for one in await desk.engine.followed_by(identity)
    }
    return [found[key] for key in sorted(found, key=lambda one: (one[0], str(one[1])))]


async def silences(desk: Desk, states: Iterable[SubscriptionState]) -> dict[Destination, Silence]:
    """Return what is silent in each of the chats these are told in."""
    chats = dict.fromkeys(one.subscription.destination for one in states)
    return {chat: await _silence(desk, chat) for chat in chats}


async def _silence(desk: Desk, chat: Destination) -> Silence:
    engine = desk.engine
    mutes = await engine.hush.mutes(chat)
    names = {one.code: engine.stock_name(one.code) for one in mutes if one.code}
    return Silence(mutes, await engine.hush.quiet(chat), names)


def row(
    voice: Voice, state: SubscriptionState, silence: Silence, now: datetime, requery: int
) -> Row:
    """Return one subscription as the page shows it; `silence` is that of its chat."""
    one = state.subscription
    whole = [mute for mute in silence.mutes if _whole(mute, one.condition)]
    stocks = [mute for mute in silence.mutes if mute.code]
    night = quiet_until(silence.quiet, now) is not None
    hushed = replace(silence, mutes=whole, quiet=silence.quiet if night else None)
    besides = replace(silence, mutes=stocks, quiet=None if night else silence.quiet)
    return Row(
        one.id,
        one.condition,
        place_name(voice, one.destination),
        paused(voice, one.suspended) if one.suspended else "",
        _said(voice, hushed, now),
        (*differences(voice, one.options), *_said(voice, besides, now)),
        Doc((replies.condition_line(voice, state.state, set(), requery),)),
    )


def _whole(mute: Mute, condition: Condition) -> bool:
    """Return whether a mute holds back all of a condition's alerts."""
    return not mute.code and (mute.condition is None or mute.condition.id == condition.id)


def _said(voice: Voice, silence: Silence, now: datetime) -> tuple[str, ...]:
    lines = silence_lines(voice, silence, now)
    return tuple("".join(run.text for run in line) for line in lines)


def place_name(voice: Voice, destination: Destination) -> str:
    """Return `텔레그램 1001`, `이 페이지`."""
    if destination.channel == "web":
        return voice.text("board.this_page")
    if destination.channel == "console":
        return voice.channel("console")
    return where(voice, str(destination))


async def places(desk: Desk, caller: Caller, voice: Voice) -> list[Place]:
    """Return the chats in which somebody may follow something, the page's own first."""
    known = {one.name for one in (await desk.engine.status()).channels}
    chats = [chat_of(caller.identity)]
    for identity in identities(desk, caller):
        channel, _, name = identity.partition(":")
        chats += [Destination(channel, name)] * (channel in _ALONE)
        if person := desk.engine.people.person(identity):
            chats += [one.destination for one in person.places]
    chats += [one.subscription.destination for one in await followed(desk, caller)]
    there = [one for one in dict.fromkeys(chats) if one.channel in known or one == chats[0]]
    return [Place(str(one), place_name(voice, one), one) for one in there]


def form(voice: Voice, condition: Condition, options: Options, identity: str, desk: Desk) -> Form:
    """Return the questions about how a condition is to be told, answered with these options."""
    here = chat_of(identity)
    asked = Subscription(0, condition, here, identity, desk.clock.now(), options=options)
    return options_form(voice, asked, here)


def answers(given: Given) -> Answers:
    """Return what a form sent as the answers to its questions: several where several may be."""
    return {key: values if key == "markets" else values[0] for key, values in given.items()}


def named(rows: Sequence[SubscriptionState], subscription_id: int) -> SubscriptionState | None:
    """Return the one of these with an id, None where it is nobody's, or somebody else's."""
    return next((one for one in rows if one.subscription.id == subscription_id), None)
