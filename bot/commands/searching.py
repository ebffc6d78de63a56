"""Searches: of one condition, or of an expression over several."""

from bot.commands.command import Asked
from bot.messages import Reply
from bot.render import found, replies
from bot.render.found import Searched
from core.model import Condition, SessionState
from core.services import algebra
from core.services.algebra import Formula
from core.services.deriving import name_of


async def search(asked: Asked) -> Reply:
    """Run a condition or an expression once and show a page of what it found, or all as a file."""
    formula = asked.formula or asked.engine.formula(asked.the_condition)
    if formula is None:
        searched = await _one(asked, asked.the_condition)
    else:
        searched = await _several(asked, formula)
    if asked.file:
        return found.as_file(asked.voice, searched)
    pages = replies.page_count(len(searched.hits), found.ON_A_PAGE)
    if asked.page > pages:
        example = f"{asked.voice.spell(asked.command.name)} {searched.said} {pages}"
        return replies.said(asked.voice, "answer.no_such_page", pages=pages, example=example)
    return found.search_page(
        asked.voice,
        searched,
        asked.page,
        asked.order,
        now=asked.now,
        requery=await _requery(asked, searched),
    )


async def _one(asked: Asked, condition: Condition) -> Searched:
    result = await asked.engine.search(condition)
    return Searched(
        title=condition.name,
        said=condition.seq,
        address=f"#{condition.id}",
        hits=result.hits,
        at=result.at,
        fresh=result.fresh,
        subscribed=await _subscribed(asked, condition),
    )


async def _several(asked: Asked, formula: Formula[Condition]) -> Searched:
    combined = await asked.engine.search_all(formula)
    return Searched(
        title=name_of(formula),
        said=algebra.write(formula, lambda one: one.seq),
        address=algebra.write(formula, lambda one: f"#{one.id}"),
        hits=combined.hits,
        at=combined.at,
        fresh=combined.fresh,
        parts=tuple((one.name, len(found.hits)) for one, found in combined.parts.items()),
        subscribed=await _subscribed(asked, asked.engine.derived(formula)),
    )


async def _subscribed(asked: Asked, condition: Condition | None) -> bool:
    states = await asked.engine.subscriptions(asked.destination)
    awake = {one.subscription.condition.id for one in states if one.subscription.suspended is None}
    return condition is not None and condition.id in awake


async def _requery(asked: Asked, searched: Searched) -> int:
    """Return the seconds between two searches; 0: nobody knows when a new one is possible."""
    if searched.fresh:
        return asked.requery
    session = (await asked.engine.status()).session
    return asked.requery if session.state is SessionState.LIVE else 0
