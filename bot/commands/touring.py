"""`/start`, and the tour that leads somebody who follows nothing yet to a subscription."""

from bot.commands import following, handlers
from bot.commands.command import Asked
from bot.messages import Reply
from bot.render import replies
from bot.render import touring as render


async def start(asked: Asked) -> Reply:
    """Greet, and wake the subscriptions that were suspended while this chat was away.

    Who follows nothing in their private chat is shown around instead, unless the session has
    stopped until a person acts.
    """
    woken = await asked.engine.resume(asked.destination)
    session = (await asked.engine.status()).session
    halted = replies.halted(asked.voice, session) is not None
    if woken or halted or not await _new_here(asked):
        return replies.started(asked.voice, woken, session)
    if asked.said == render.PICK:
        return await _pick(asked)
    return render.what(asked.voice)


async def subscribe(asked: Asked) -> Reply:
    """Follow a condition; the first time in a private chat, say what can be done next."""
    first = await _new_here(asked)
    reply = await following.subscribe(asked)
    return render.next_steps(asked.voice, reply) if first else reply


async def _pick(asked: Asked) -> Reply:
    states = await asked.engine.conditions()
    if not states:
        return await handlers.nothing_listed(asked)
    return render.pick(asked.voice, [one.condition for one in states])


async def _new_here(asked: Asked) -> bool:
    return asked.private and not await asked.engine.subscriptions(asked.destination)
