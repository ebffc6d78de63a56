"""Following conditions: subscribing, and how each subscription is told."""

from contextlib import suppress
from dataclasses import replace

from bot.commands import elsewhere
from bot.commands.command import Asked, Takes
from bot.commands.options import Wish, read
from bot.messages import Doc, Reply
from bot.render import following, replies
from bot.render.following import Silence
from bot.render.forms import options_form
from bot.render.status import market_line
from bot.render.telling import settings
from bot.render.why import capacity_buttons, capacity_lines
from core.calendar import Phase
from core.errors import NotSubscribed, PersonError
from core.model import PAUSED, PLAIN, Destination, Options, Subscription


async def subscribe(asked: Asked) -> Reply:
    """Follow a condition in this chat, with the options that were said."""
    condition, here = asked.the_condition, asked.destination
    before = await _already(asked)
    wish = read(asked.said, before.options if before else PLAIN)
    now = before.destination if before else here
    fresh_here = before is None and wish.own_place is False
    place = here if fresh_here else await _place(asked, now, wish)
    given = wish.options if asked.said else None
    if before and place != now:
        await asked.engine.transfer(condition, now, place)
    answer = await asked.engine.subscribe(condition, place, asked.person, given)
    status = await asked.engine.status()
    reply = following.subscribed(
        asked.voice,
        answer,
        wish.options,
        asked.requery,
        status.session,
        place,
        here,
        changed=before is not None and _differs(asked, before, place, wish.options),
    )
    reply = await _with_capacity(asked, reply, place, wish.options)
    if status.market.phase is Phase.OPEN:
        return reply
    quiet = market_line(asked.voice, status.market, status.now)  # so nothing comes for a while
    return replace(reply, doc=Doc((*reply.doc.parts, quiet)))


async def _already(asked: Asked) -> Subscription | None:
    """Return the subscription here; where a topic of its own is wished for, one that has it."""
    found = await _followed(asked)
    exact = [one for one in found if one.destination == asked.destination]
    if not exact and read(asked.said).own_place:
        exact = [one for one in found if one.destination.topic]
    return exact[0] if exact else None


async def _with_capacity(asked: Asked, reply: Reply, place: Destination, options: Options) -> Reply:
    """Say how much is to be expected, and what helps where that is too much for the chat."""
    if asked.target is not None:  # what goes there is gathered, however much it is
        return reply
    condition = asked.the_condition
    capacity = await asked.engine.capacity(condition, place, options)
    parts = (*reply.doc.parts, *capacity_lines(asked.voice, capacity))
    buttons = (*capacity_buttons(asked.voice, capacity, condition), *reply.buttons)
    return Reply(Doc(parts), buttons)


async def unsubscribe(asked: Asked) -> Reply:
    """Stop following a condition in this chat."""
    which = await _which(asked)
    if isinstance(which, Reply):
        return which
    dropped = await asked.engine.unsubscribe(asked.the_condition, which.destination)
    return following.unsubscribed(asked.voice, asked.the_condition, dropped)


async def subscriptions(asked: Asked) -> Reply:
    """List what this chat follows, how, and what is silent in it."""
    states = await asked.engine.subscriptions(asked.destination)
    pages = replies.page_count(len(states), following.ON_A_PAGE)
    if asked.page > pages:
        example = f"{asked.voice.spell(asked.command.name)} {pages}"
        return replies.said(asked.voice, "answer.no_such_page", pages=pages, example=example)
    shown = following.subscription_list(
        asked.voice,
        states,
        await silence(asked),
        asked.destination,
        asked.now,
        page=asked.page,
        requery=asked.requery,
    )
    return await elsewhere.listed(asked, shown)


async def options(asked: Asked) -> Reply:
    """Change how a subscription is told, only in what was said; show it where nothing was."""
    which = await _which(asked)
    if isinstance(which, Reply):
        return which
    wish = read(asked.said, which.options)
    place = await _place(asked, which.destination, wish)
    moved = place != which.destination
    if moved:
        await asked.engine.transfer(asked.the_condition, which.destination, place)
    if wish.options != which.options:
        await asked.engine.change(asked.the_condition, place, wish.options)
    return settings(
        asked.voice,
        replace(which, destination=place, options=wish.options),
        asked.destination,
        asked.engine.fold_window,
        said=bool(asked.said),
        changed=_differs(asked, which, place, wish.options),
        moved=moved,
    )


async def form(asked: Asked) -> Reply:
    """Show a form for how a subscription is told, and what `options` shows to a face without."""
    which = await _which(asked)
    if isinstance(which, Reply):
        return which
    shown = settings(asked.voice, which, asked.destination, asked.engine.fold_window)
    return replace(shown, form=options_form(asked.voice, which, asked.destination))


def _differs(asked: Asked, before: Subscription, place: Destination, now: Options) -> bool:
    """Return whether it is told otherwise than before; what folding is without a wish counts."""
    usual = asked.engine.fold_window / 60
    folds = {usual if one.fold is None else one.fold for one in (before.options, now)}
    others = replace(before.options, fold=now.fold) != now
    return others or len(folds) > 1 or place != before.destination


async def pause(asked: Asked) -> Reply:
    """Let a subscription sleep until it is resumed."""
    which = await _which(asked)
    if isinstance(which, Reply):
        return which
    dropped = await asked.engine.pause(asked.the_condition, which.destination)
    asleep = replace(which, suspended=which.suspended or PAUSED)
    return following.pause_changed(asked.voice, asleep, asked.destination, dropped)


async def resume(asked: Asked) -> Reply:
    """Wake a subscription."""
    which = await _which(asked)
    if isinstance(which, Reply):
        return which
    await asked.engine.wake(asked.the_condition, which.destination)
    return following.pause_changed(asked.voice, replace(which, suspended=None), asked.destination)


async def choose(asked: Asked) -> Reply:
    """Offer the subscriptions that a command without one can mean."""
    name = asked.command.name
    states = await asked.engine.subscriptions(asked.destination)
    followed = [one.subscription for one in states]
    if not followed:
        silent = await silence(asked)
        return following.subscription_list(asked.voice, (), silent, asked.destination, asked.now)
    if name == "resume":
        followed = [one for one in followed if one.suspended]
        if not followed:
            return replies.said(asked.voice, "answer.nothing_paused")
    if name == "pause":
        followed = [one for one in followed if not one.suspended] or followed
    return following.choice(asked.voice, name, asked.destination, followed)


async def silence(asked: Asked) -> Silence:
    """Return what is silent in this chat."""
    hush = asked.engine.hush
    mutes = await hush.mutes(asked.destination)
    quiet = await hush.quiet(asked.destination)
    return Silence(mutes, quiet, stock_names(asked, [one.code for one in mutes if one.code]))


def stock_names(asked: Asked, codes: list[str]) -> dict[str, str]:
    """Return the names of stocks, without those that are not known."""
    names = {}
    for code in codes:
        with suppress(PersonError):
            names[code] = asked.engine.find_stock(code).name
    return names


async def _followed(asked: Asked) -> list[Subscription]:
    """Return the subscriptions of this chat to the condition, those in its topics as well."""
    states = await asked.engine.subscriptions(asked.destination)
    every = [one.subscription for one in states]
    return [one for one in every if one.condition.id == asked.the_condition.id]


async def _which(asked: Asked) -> Subscription | Reply:
    """Return the subscription that is meant, or ask; raises NotSubscribed."""
    found = await _followed(asked)
    topic = asked.destination.topic if asked.topic is None else asked.topic
    exact = [one for one in found if one.destination.topic == topic]
    if asked.topic is not None or exact:
        found = exact
    if not found:
        raise NotSubscribed(name=asked.the_condition.name)
    if len(found) > 1:
        name, takes = asked.command.name, asked.command.takes
        rest = asked.said if takes is Takes.CONDITION_AND_OPTIONS else ""
        return following.several_places(asked.voice, name, asked.destination, found, rest)
    return found[0]


async def _place(asked: Asked, now: Destination, wish: Wish) -> Destination:
    """Return where alerts are to go, a new topic where one of their own is wished for."""
    if wish.own_place is False:  # here, and said in its own topic: the chat itself
        return asked.destination if asked.destination != now else replace(now, topic="")
    if wish.own_place is None or now.topic:
        return now
    main = replace(now, topic="")
    return await asked.engine.open_topic(main, asked.the_condition.name)
