"""Which condition, or which expression over conditions, a command is about."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from bot.commands import elsewhere, handlers, naming
from bot.commands.command import Asked, Takes
from bot.commands.spoken import page_number, wrong_page
from bot.messages import Reply
from bot.render import formula as words
from bot.render import replies
from bot.render.elsewhere import aimed_at
from bot.render.found import Order
from core.errors import AmbiguousCondition, FormulaWrong, NotSubscribed, UnknownCondition
from core.model import Condition
from core.services import algebra
from core.services.algebra import One, wrong
from core.services.deriving import name_of

_ORDERS = {
    "등락률순": Order.RATE, "등락율순": Order.RATE, "rate": Order.RATE,
    "거래량순": Order.VOLUME, "volume": Order.VOLUME,
    "이름순": Order.NAME, "가나다순": Order.NAME, "name": Order.NAME,
}  # fmt: skip
_FILES = ("csv", "엑셀", "파일")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said, without the words at its end that say how the result is to be shown."""

    said: str
    page: int | None = None
    order: Order | None = None
    file: bool = False

    def put(self, asked: Asked) -> Asked:
        """Return the command as it is read here."""
        order = self.order or Order.RATE
        return replace(asked, page=self.page or 1, order=order, file=self.file)


async def answer(asked: Asked) -> Reply:
    """Find what a command is about and run it, or ask for it, or offer what may be meant."""
    if asked.said:
        asked = elsewhere.aimed(naming.placed(asked))
    if not asked.said:
        return await _choose(asked)
    if "," in asked.said and (reply := await _in_a_row(asked)) is not None:
        return reply
    if (reply := await _formula_first(asked)) is not None:
        return reply
    try:
        named = await _find(asked)
    except AmbiguousCondition as error:
        return await _pick(asked, error)
    except UnknownCondition as error:
        return await _unnamed(asked, error)
    return await elsewhere.run(named)


async def _choose(asked: Asked) -> Reply:
    """Offer what may be meant, with where it was to go."""
    reply = await handlers.choose(asked)
    return reply if asked.target is None else aimed_at(asked.voice, reply, asked.target)


async def _in_a_row(asked: Asked) -> Reply | None:
    """Answer `0,` as `0`, and `0, 2` by what several conditions can mean; None for what is neither.

    A name with commas in it is a name.
    """
    parts = [part for one in asked.said.split(",") if (part := one.strip())]
    if not parts or await _named(asked, asked.said) is not None:
        return None
    if len(parts) == 1:
        return await answer(replace(asked, said=parts[0]))
    found = [await _named(asked, one) for one in parts]
    conditions = [one for one in found if one is not None]
    if len(conditions) == len(parts):
        return words.in_a_row(asked.voice, asked.command.name, conditions, joined=_joins(asked))
    if found[0] is not None and asked.command.takes is Takes.CONDITION_AND_PAGE:
        return await answer(replace(asked, said=" ".join(parts)))
    if found[0] is not None and asked.command.takes is Takes.CONDITION:
        raise UnknownCondition(said=parts[found.index(None)])
    return None


async def _named(asked: Asked, said: str) -> Condition | None:
    """Return the one condition of a name or number, None where there is none or are several."""
    try:
        return await naming.find(asked.engine, said)
    except (UnknownCondition, AmbiguousCondition):
        return None


def _joins(asked: Asked) -> bool:
    """Tell whether a command takes an expression over several conditions."""
    options = asked.command.takes is Takes.CONDITION_AND_OPTIONS and asked.command.lasts
    return options or asked.command.takes is Takes.CONDITION_AND_PAGE


def readings(asked: Asked) -> Iterator[Reading]:
    """Yield the whole as it was said, then without the words that can be taken off its end."""
    reading: Reading | None = Reading(asked.said)
    while reading is not None:
        yield reading
        reading = _shorter(reading) if asked.command.takes is Takes.CONDITION_AND_PAGE else None


def _shorter(reading: Reading) -> Reading | None:
    name, _, last = reading.said.rpartition(" ")
    word = last.casefold()
    if not name:
        return None
    if reading.page is None and (page := page_number(last)):
        return replace(reading, said=name, page=page)
    if reading.order is None and word in _ORDERS:
        return replace(reading, said=name, order=_ORDERS[word])
    if not reading.file and word in _FILES:
        return replace(reading, said=name, file=True)
    return None


async def _find(asked: Asked) -> Asked:
    """Take the whole as a name first, then less of it; at last without blanks."""
    engine = asked.engine
    if asked.command.takes is Takes.CONDITION_AND_OPTIONS:
        condition, rest = await naming.split(engine, asked.said)
        return replace(asked, condition=condition, said=rest)
    last = asked.said
    for find in (engine.find, partial(naming.find_squeezed, engine)):
        for reading in readings(asked):
            last = reading.said
            try:
                return replace(reading.put(asked), condition=await find(reading.said))
            except UnknownCondition:
                continue
    raise UnknownCondition(said=last)


async def _formula_first(asked: Asked) -> Reply | None:
    """Take `급등 & 1` for an expression, and not for the condition `급등` with options."""
    if asked.command.takes is not Takes.CONDITION_AND_OPTIONS or not algebra.looks_like(asked.said):
        return None
    try:
        _, rest = await naming.split(asked.engine, asked.said)
        read = await _read(asked)
        if read.formula is None and algebra.goes_on(rest):
            await asked.engine.expression(naming.before_options(asked.said))
    except (UnknownCondition, AmbiguousCondition):
        return None
    except FormulaWrong as error:
        goes_on = algebra.goes_on(rest)
        return words.mistake(asked.voice, asked.command.name, error) if goes_on else None
    if read.formula is None or len(read.said) >= len(rest):
        return None
    return await _of_a_formula(asked)


async def _unnamed(asked: Asked, unknown: UnknownCondition) -> Reply:
    """Answer what is no condition's name: an expression, a wrong page, a slip."""
    mistake: FormulaWrong | None = None
    if algebra.looks_like(asked.said):
        try:
            return await _of_a_formula(asked)
        except FormulaWrong as error:
            mistake = error
    if mistake is None and (known := await _before_a_wrong_page(asked)) is not None:
        example = f"{asked.voice.spell(asked.command.name)} {known.seq} 1"
        return replies.said(asked.voice, "answer.wrong_page", example=example)
    said = unknown.params.get("said", asked.said)
    if near := await naming.near(asked.engine, said):
        rest = asked.said.removeprefix(said).strip()
        return words.near(asked.voice, said, asked.command.name, near, rest)
    if mistake is not None:
        return words.mistake(asked.voice, asked.command.name, mistake)
    raise unknown


async def _of_a_formula(asked: Asked) -> Reply:
    """Run a command on an expression; raises FormulaWrong, or NotSubscribed."""
    read = await _read(asked)
    if read.formula is None or asked.command.takes is Takes.CONDITION_AND_PAGE:
        return await elsewhere.run(read)
    if asked.command.lasts and asked.command.takes is Takes.CONDITION_AND_OPTIONS:
        condition = await asked.engine.derive(read.formula)
    elif (known := asked.engine.derived(read.formula)) is not None:
        condition = known
    else:
        raise NotSubscribed(name=name_of(read.formula))
    return await elsewhere.run(replace(read, condition=condition))


async def _read(asked: Asked) -> Asked:
    """Read an expression and what follows it; raises FormulaWrong where no reading is one."""
    options = asked.command.takes is Takes.CONDITION_AND_OPTIONS
    tried = _before_options(asked.said) if options else [*readings(asked)]
    for reading in tried:
        try:
            formula = await asked.engine.expression(reading.said)
        except FormulaWrong:
            continue
        rest = asked.said.removeprefix(reading.said).strip() if options else reading.said
        asked = replace(reading.put(asked), said=rest)
        if isinstance(formula, One):
            return replace(asked, condition=formula.value)
        return replace(asked, formula=formula)
    last = naming.before_options(asked.said) if options else _shortest_whole(tried)
    await asked.engine.expression(last)
    raise wrong("empty", asked.said, 0)


def _shortest_whole(tried: list[Reading]) -> str:
    """Return the shortest reading that is an expression: the 99 of `0 & 99` is then no page.

    Where none is one, all as it was said.
    """
    for reading in reversed(tried):
        with suppress(FormulaWrong):
            algebra.parse(reading.said)
            return reading.said
    return tried[0].said


def _before_options(said: str) -> list[Reading]:
    parts = said.split()
    return [Reading(" ".join(parts[:count])) for count in range(len(parts), 0, -1)]


async def _before_a_wrong_page(asked: Asked) -> Condition | None:
    """Return the condition that stands before a page no result can have."""
    name = wrong_page(asked.said)
    if not name or asked.command.takes is not Takes.CONDITION_AND_PAGE:
        return None
    try:
        return (await _find(replace(asked, said=name))).condition
    except (UnknownCondition, AmbiguousCondition):
        return None


async def _pick(asked: Asked, error: AmbiguousCondition) -> Reply:
    """Offer the conditions that begin as was said; what followed the name follows them."""
    said = error.params.get("said", asked.said)
    meant = await naming.alike(asked.engine, said)
    rest = asked.said.removeprefix(said).strip()
    reply = replies.failed(asked.voice, error, asked.said)
    buttons = replies.choice_buttons(asked.command.name, meant, rest)
    return replace(reply, buttons=buttons)
