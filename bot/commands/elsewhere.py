"""Commands about what goes elsewhere than to the chat they are said in: a mailbox, a webhook."""

from dataclasses import replace

from bot.access import Role
from bot.commands import targets
from bot.commands.command import Asked, Command, Takes
from bot.messages import Incoming, Reply
from bot.render import elsewhere as render
from bot.render import replies
from core.errors import AddressNotYours, CodeRefused, PersonError
from core.model import Condition, Destination

_AIMED = frozenset({Takes.CONDITION, Takes.CONDITION_AND_OPTIONS})
_DIGITS = 6


def aimed(asked: Asked) -> Asked:
    """Take the target out of what was said, where the command can have one."""
    if asked.command.takes not in _AIMED or asked.target is not None:
        return asked
    said, target = targets.split(asked.said, asked.targets)
    return replace(asked, said=said, target=target)


async def run(asked: Asked) -> Reply:
    """Run a command whose condition is known, here or where it is aimed at."""
    target = asked.target
    if target is None:
        return await asked.command.handler(asked)
    if (first := await _not_yet(asked, target)) is not None:
        return first
    there = replace(asked, destination=target, private=False, topic=None)
    reply = await asked.command.handler(there)
    return render.addressed(asked.voice, reply, target, shown=_shown(asked, target))


async def confirm(asked: Asked) -> Reply:
    """Take the code that was sent to an address, and follow there what was asked for."""
    said = "".join(asked.said.split())
    if not said:
        return replies.said(asked.voice, "mail.confirm_how")
    if len(said) != _DIGITS or not (said.isascii() and said.isdecimal()):
        asked.engine.people.misread(asked.person)
        raise CodeRefused
    confirmed = await asked.engine.mail.confirming.confirm(asked.speaker, said)
    address = confirmed.address
    await asked.languages.met(Incoming("", address, asked.person, ""))
    again = replace(asked, command=_command(asked, "subscribe"), said=confirmed.said)
    try:
        found = await asked.engine.find(confirmed.said.partition(" ")[0])
        rest = confirmed.said.partition(" ")[2]
        followed = await run(replace(again, condition=found, said=rest, target=address))
    except PersonError as error:  # the condition is gone: the address is theirs all the same
        followed = replies.failed(asked.voice, error, confirmed.said)
    return render.confirmed(asked.voice, address, followed)


async def listed(asked: Asked, reply: Reply) -> Reply:
    """Put under the list of a private chat what the person has go elsewhere."""
    if not asked.private:
        return reply
    theirs = []
    for identity in asked.engine.people.kin(asked.person) or (asked.person,):
        states = await asked.engine.followed_by(identity)
        theirs += [one for one in states if one.subscription.destination.channel in targets.AIMS]
    return render.listed(asked.voice, reply, theirs) if theirs else reply


async def _not_yet(asked: Asked, target: Destination) -> Reply | None:
    """Return what has to be done first, or why it may not be; raises AddressNotYours."""
    if target.channel != targets.MAIL:
        if asked.role is Role.OWNER:
            return None
        return replies.refused(asked.voice, "mail.only_owner", name=target.chat)
    if asked.engine.mail.owns(asked.speaker, target):
        return None
    if not asked.command.lasts or asked.command.name != "subscribe":
        if asked.role is Role.OWNER:
            return None
        raise AddressNotYours
    said = f"{_named(asked.the_condition)} {asked.said}".strip()
    mail = asked.engine.mail.confirming
    until = await mail.ask(asked.speaker, target, said, asked.voice.lang)
    return render.code_sent(asked.voice, target, until)


def _named(condition: Condition) -> str:
    return f"#{condition.id}"


def _command(asked: Asked, name: str) -> Command:
    return next(one for one in asked.commands if one.name == name)


def _shown(asked: Asked, target: Destination) -> str:
    """Return how a target is called here: an address is nobody else's business in a group."""
    if target.channel != targets.MAIL or asked.private:
        return target.chat
    return render.hidden(target.chat)
