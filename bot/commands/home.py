"""The page a face shows when somebody opens it."""

from bot.commands import following
from bot.commands.command import Asked
from bot.messages import Reply
from bot.render import home as page
from core.model import SessionState


async def home(asked: Asked) -> Reply:
    """Show what a person follows, here and in other chats; where it was said, the list of here."""
    if not asked.opened:
        return await following.subscriptions(asked)
    here = asked.destination
    own = await asked.engine.subscriptions(here)
    made = await asked.engine.followed_by(asked.person)
    elsewhere = [
        one
        for one in made
        if one.subscription.destination.channel == here.channel
        and one.subscription.destination.chat != here.chat
    ]
    status = await asked.engine.status()
    live = status.session.state is SessionState.LIVE
    offered = await asked.engine.conditions() if live and not (own or elsewhere) else []
    followed = page.Followed(here, own, elsewhere)
    return page.home(asked.voice, status, followed, offered, asked.requery)
