"""What was meant by the words after a command that looks back: of what, of which days, how."""

from dataclasses import dataclass, replace

from bot.commands import expressing
from bot.commands.amounts import NotUnderstood
from bot.commands.command import Asked
from bot.commands.dates import Days, split_days, wrong_days
from bot.commands.meaning import meant, near
from bot.commands.spoken import page_number, split_page
from bot.messages import Button, Reply
from bot.render import replies
from core.errors import PersonError
from core.model import Condition, Stock
from core.model.remembering import Span

EVERYTHING = "*"
"""what a button says for no condition and no stock"""
_MOST_CHOICES = 12


class NothingFound(PersonError):
    """No condition and no stock is called so (`said`)."""

    key = "past_unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """Of what, of which days (None: not said), which page."""

    about: Condition | Stock | None = None
    days: Days | None = None
    page: int = 1

    def span(self, days: Days) -> Span:
        """Return the events that are meant, `days` standing in where none were said."""
        condition_id = self.about.id if isinstance(self.about, Condition) else None
        code = self.about.code if isinstance(self.about, Stock) else None
        return (self.days or days).span(condition_id, code)

    @property
    def address(self) -> str:
        """Return what a button says for it, without the page: `#12 2026-11-20`."""
        about = EVERYTHING
        if isinstance(self.about, Condition):
            about = f"#{self.about.id}"
        elif isinstance(self.about, Stock):
            about = self.about.code
        return f"{about} {self.days.word}" if self.days else about


async def read(asked: Asked, said: str, *, stocks: bool = True) -> Look | Reply:
    """Return what is meant, or what to answer where several things may be.

    `stocks`: whether it may be one. Raises NothingFound, or NotUnderstood for a wrong date.
    """
    named = await _about(asked, said, stocks=stocks) if said.strip() else Look()
    days, rest = split_days(said, asked.now)
    if days is not None and days.ahead(asked.now.date()):
        raise NotUnderstood("past_ahead", said=days.word)
    if days is not None and (named is None or not rest):
        named = await _about(asked, rest, stocks=stocks) if rest else Look()
        if isinstance(named, Look):
            return replace(named, days=days)
        if isinstance(named, Reply):
            return with_words(named, days.word)
    if named is not None:
        return named
    if wrong := wrong_days(rest):
        raise NotUnderstood("past_date", said=wrong)
    return await _perhaps(asked, rest, days, stocks=stocks)


async def _about(asked: Asked, said: str, *, stocks: bool) -> Look | Reply | None:
    """Read a condition or a stock and a page behind it; None where neither is named."""
    readings = [(said, 1)]
    if split := split_page(said):
        readings.append(split)
    for word, page in readings:
        if word == EVERYTHING:
            return Look(page=page)
        conditions, found = await meant(asked, word)
        found = found if stocks else []
        if len(conditions) + len(found) > 1:
            return _choice(asked, word, conditions, found)
        if conditions:
            return Look(conditions[0], page=page)
        if found:
            return Look(found[0], page=page)
    return None


async def _perhaps(asked: Asked, said: str, days: Days | None, *, stocks: bool) -> Reply:
    """Offer what may be meant by a slip; raises NothingFound, or what names the mistake."""
    word = said.rpartition(" ")[0] if page_number(said.rpartition(" ")[2]) else said
    await expressing.refuse_unfollowed(asked.engine, word or said)
    if not stocks and (its := (await meant(asked, word or said))[1]):
        raise NotUnderstood("score_of_stock", name=its[0].name)
    conditions, found = await near(asked, word or said)
    found = found if stocks else []
    if not (conditions or found):
        raise NothingFound(said=word or said)
    reply = _choice(asked, word or said, conditions, found)
    return with_words(reply, days.word) if days else reply


def _choice(asked: Asked, said: str, conditions: list[Condition], stocks: list[Stock]) -> Reply:
    command = f"/{asked.command.name}"
    rows = list(replies.choice_buttons(asked.command.name, conditions[:_MOST_CHOICES]))
    for one in stocks[:_MOST_CHOICES]:
        label = replies.label(f"{one.name} {one.code}")
        rows.append((Button(label, f"{command} {one.code}"),))
    return replace(replies.said(asked.voice, "past.which", said=said), buttons=tuple(rows))


def with_words(reply: Reply, words: str) -> Reply:
    """Let the buttons of a choice keep what was said besides."""
    rows = tuple(
        tuple(replace(one, command=f"{one.command} {words}") for one in row)
        for row in reply.buttons
    )
    return replace(reply, buttons=rows)
