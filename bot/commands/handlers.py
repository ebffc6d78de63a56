"""What each command does: ask the engine, and hand its answer to bot/render."""

from bot.commands import following
from bot.commands.command import Asked
from bot.messages import Reply
from bot.render import replies
from core.model import SessionState

_OF_THE_FOLLOWED = frozenset({"unsubscribe", "options", "form", "pause", "resume"})
"""commands that can only mean what is followed already"""


async def conditions(asked: Asked) -> Reply:
    """List the conditions, with what is subscribed here marked."""
    states = await asked.engine.conditions()
    if not states:
        return await nothing_listed(asked)
    pages = replies.page_count(len(states), replies.CONDITIONS_ON_A_PAGE)
    if asked.page > pages:
        return _no_such_page(asked, pages, str(pages))
    return replies.condition_list(
        asked.voice, states, await _mine(asked), asked.page, asked.requery
    )


async def choose(asked: Asked) -> Reply:
    """Offer the conditions a command without one can mean."""
    name, voice = asked.command.name, asked.voice
    if name in _OF_THE_FOLLOWED:
        return await following.choose(asked)
    states = await asked.engine.conditions()
    if not states:
        return await nothing_listed(asked)
    offered = [one.condition for one in states]
    if name == "subscribe":
        mine = await _mine(asked)
        offered = [one for one in offered if one.id not in mine]
        if not offered:
            return replies.said(voice, "answer.all_subscribed")
    return replies.choice(voice, name, offered)


async def nothing_listed(asked: Asked) -> Reply:
    """Say why there are no conditions: none saved, no connection yet, or one that has stopped."""
    session = (await asked.engine.status()).session
    return replies.halted(asked.voice, session) or replies.nothing_listed(
        asked.voice, connected=session.state is SessionState.LIVE
    )


async def _mine(asked: Asked) -> set[int]:
    states = await asked.engine.subscriptions(asked.destination)
    return {one.subscription.condition.id for one in states if one.subscription.suspended is None}


def _no_such_page(asked: Asked, pages: int, last: str) -> Reply:
    example = f"{asked.voice.spell(asked.command.name)} {last}"
    return replies.said(asked.voice, "answer.no_such_page", pages=pages, example=example)
