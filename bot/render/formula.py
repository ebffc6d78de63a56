"""Expressions over conditions as people read them, and where one is wrong."""

from collections.abc import Mapping, Sequence

from bot.messages import Button, Doc, Line, Reply, Table
from bot.render.measure import clip, columns
from bot.render.replies import LONGEST_COMMAND, choice_buttons, label
from bot.render.voice import Voice
from core.errors import FormulaWrong
from core.model import Condition

_NAME = 40
_SHOWN = 30
"""columns of an expression shown around a mistake"""
_BEFORE = 18
_WIDE = "\u3000"
"""a blank as wide as a Korean letter, whatever width a phone gives those"""
_OFFERED = 8


def mistake(voice: Voice, command: str, error: FormulaWrong) -> Reply:
    """Say what is wrong with an expression, with a mark under the place, and offer what is near."""
    said, at, end = error.params["said"], int(error.params["at"]), int(error.params["end"])
    table = (Table(_pointed(said, at, end)),) if said else ()
    example = () if error.params.get("ids") else voice.lines("formula.example", command=command)
    return Reply(Doc((*sentence(voice, error), *table, *example)), _mended(command, error))


def sentence(
    voice: Voice, error: FormulaWrong, instead: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """Say what is wrong with an expression and at which character of it.

    `instead`: keys of the sentences that stand for those of some problems, and of the `place`.
    """
    said, at, end = error.params["said"], int(error.params["at"]), int(error.params["end"])
    params = {key: value for key, value in error.params.items() if key not in ("said", "at")}
    params["names"] = params.get("names") or ", ".join(params.get("called", "").split("\n"))
    problem = params["problem"]
    if problem == "unknown" and params.get("ids"):
        problem = "unknown_near"
    what = clip(said[at:end].strip("\"'“”‘’ "), _NAME)
    wrong, place = ((instead or {}).get(one, f"formula.{one}") for one in (problem, "place"))
    position = min(at, len(said)) + 1
    return (*voice.lines(wrong, **params, what=what), *voice.lines(place, position=position))


def near(
    voice: Voice, said: str, command: str, meant: Sequence[Condition], rest: str = ""
) -> Reply:
    """Offer the conditions that may be meant by what no condition is called."""
    return Reply(Doc(voice.lines("formula.near", said=said)), choice_buttons(command, meant, rest))


def in_a_row(voice: Voice, command: str, conditions: Sequence[Condition], *, joined: bool) -> Reply:
    """Say how several conditions are named, `joined` by what they can mean, or one by one."""
    each = choice_buttons(command, conditions)
    if not joined:
        return Reply(Doc(voice.lines("formula.one_by_one")), each)
    seqs, ids = ([one.seq for one in conditions], [f"#{one.id}" for one in conditions])
    params = {"either": "|".join(seqs), "both": "&".join(seqs)}
    row = tuple(
        Button(label(voice.text(f"formula.button_{key}")), f"/{command} {join.join(ids)}")
        for key, join in (("either", "|"), ("both", "&"))
    )
    row = tuple(one for one in row if len(one.data.encode()) <= LONGEST_COMMAND)
    return Reply(Doc(voice.lines("formula.in_a_row", **params)), (row, *each) if row else each)


def _pointed(said: str, at: int, end: int) -> tuple[str, str]:
    """Return the expression, or what stands around the place, and a row that points at it."""
    first = 0
    while columns(said[first:at]) > _BEFORE:
        first += 1
    last = len(said)
    while last > end and columns(said[first:last]) > _SHOWN:
        last -= 1
    head = "…" if first else ""
    tail = "…" if last < len(said) else ""
    blank = "".join(_WIDE if columns(one) == 2 else " " for one in said[first:at])
    marks = "^" * max(1, columns(said[at : min(end, last)]))
    return f"{head}{said[first:last]}{tail}", f"{' ' * len(head)}{blank}{marks}"


def _mended(command: str, error: FormulaWrong) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each condition that may be meant, with the rest as it was said."""
    said, at, end = error.params["said"], int(error.params["at"]), int(error.params["end"])
    ids, names = (error.params.get(key, "") for key in ("ids", "called"))
    rows = []
    for one, name in zip(filter(None, ids.split(",")), names.split("\n"), strict=False):
        text = f"/{command} {said[:at]}#{one}{said[end:]}"
        if len(text.encode()) <= LONGEST_COMMAND:
            rows.append((Button(label(f"{said[:at]}{name}{said[end:]}"), text),))
    return tuple(rows[:_OFFERED])
