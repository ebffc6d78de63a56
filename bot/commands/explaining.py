"""Why something was told or was not, and how everything stands."""

from bot.access import Role
from bot.commands import expressing
from bot.commands.command import Asked
from bot.commands.meaning import meant, near
from bot.commands.spoken import page_number, split_page, squeezed
from bot.messages import Reply
from bot.render import replies
from bot.render.status import status_reply
from bot.render.why import HERE, why_choice, why_reply
from core.errors import PersonError
from core.model import Condition, Stock

_PIN = ("고정", "pin", "핀")
_UNPIN = ("고정해제", "고정끔", "고정끄기", "고정취소", "해제", "unpin", "pinoff")
_MOST_CHOICES = 12


class NothingMeant(PersonError):
    """No stock and no condition is called so (`said`)."""

    key = "why_unknown"


async def why(asked: Asked) -> Reply:
    """Explain a stock or a condition, or the last alerts of this chat where none is named."""
    said, _, last = asked.said.partition(" ")
    if said in ("", HERE):
        page = page_number(last) or 1
        return why_reply(asked.voice, await asked.engine.explaining.chat(asked.destination, page))
    readings = [(asked.said, 1)]
    if split := split_page(asked.said):
        readings.append(split)
    for word, page in readings:
        conditions, stocks = await meant(asked, word)
        if conditions or stocks:
            return await _explained(asked, word, page, conditions, stocks)
    await expressing.refuse_unfollowed(asked.engine, readings[-1][0])
    conditions, stocks = await near(asked, readings[-1][0])
    if conditions or stocks:
        said = readings[-1][0]
        return why_choice(asked.voice, said, conditions[:_MOST_CHOICES], stocks, near=True)
    raise NothingMeant(said=asked.said)


async def _explained(
    asked: Asked, said: str, page: int, conditions: list[Condition], stocks: list[Stock]
) -> Reply:
    if len(conditions) + len(stocks) > 1:
        offered = conditions[:_MOST_CHOICES], stocks[:_MOST_CHOICES]
        return why_choice(asked.voice, said, *offered)
    explaining = asked.engine.explaining
    if conditions:
        why_ = await explaining.condition(conditions[0], asked.destination, page)
    else:
        why_ = await explaining.stock(stocks[0], asked.destination, page)
    return why_reply(asked.voice, why_)


async def status(asked: Asked) -> Reply:
    """Tell how everything stands, or keep a message about it up to date in this chat."""
    said = squeezed(asked.said)
    if not said:
        return status_reply(asked.voice, await asked.engine.status())
    if said not in (*_PIN, *_UNPIN):
        return replies.said(asked.voice, "status.pin_words")
    if asked.role < Role.OWNER:
        return replies.said(asked.voice, "status.pin_owner")
    if asked.destination.channel == "console":
        return replies.said(asked.voice, "status.pin_not_here")
    if said in _PIN:
        fresh = await asked.engine.pins.pin(asked.destination)
        return replies.said(asked.voice, "status.pinned" if fresh else "status.pinned_already")
    ended = await asked.engine.pins.unpin(asked.destination)
    return replies.said(asked.voice, "status.unpinned" if ended else "status.not_pinned")
