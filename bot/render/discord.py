"""A Doc as Discord shows it: its Markdown, in a message and, where that is too long, in embeds."""

import re
from typing import Any

from bot.messages import Doc, Line, Table, Text
from bot.render.measure import sound
from bot.render.pieces import pieces
from bot.render.plain import encode

CONTENT, EMBED, EMBEDS = 2000, 4096, 5900
"""characters of a message, of one embed, and of all its embeds together with some air"""
_MARKS = re.compile(r"([\\*_~`|<\[\]])")
_FIRST = re.compile(r"^(\s*\d*)([-+#>.])")
"""what means something only where a line begins"""
_FENCE = "```"


def body(doc: Doc, *, plain: bool = False) -> dict[str, Any]:
    """Return `content` and `embeds` of a message; `plain`: as a block of code, nothing styled.

    What is left over beyond what a message can hold is cut off, and an ellipsis says so.
    """
    lines = [_fenced(encode(doc))] if plain else [_part(part) for part in doc.parts]
    whole = "\n".join(lines)
    if len(whole) <= CONTENT:
        return {"content": whole, "embeds": []}
    first, rest = (pieces(lines[:1], CONTENT)[0], lines[1:]) if not plain else ("…", lines)
    embeds, room = [], EMBEDS
    for piece in pieces(rest, EMBED - 10):
        if len(piece) > room:
            embeds.append(f"{piece[: max(0, room - 2)]}\n…")
            break
        embeds.append(piece)
        room -= len(piece)
    return {"content": first, "embeds": [{"description": one} for one in embeds]}


def escape(text: str) -> str:
    """Return a text that Discord shows as it is: no mark, no mention, no link."""
    return _MARKS.sub(r"\\\1", sound(text))


def _part(part: Line | Table) -> str:
    if isinstance(part, Table):
        return _fenced("\n".join(sound(row) for row in part.rows))
    said = "".join(_run(run) for run in part)
    return _FIRST.sub(r"\1\\\2", said)


def _run(run: Text) -> str:
    inner = run.text.strip()
    if not inner or not (run.bold or run.code):
        return escape(run.text)
    lead = run.text[: len(run.text) - len(run.text.lstrip())]
    tail = run.text[len(run.text.rstrip()) :]
    if run.code:
        return f"{lead}`{sound(inner).replace('`', 'ˋ')}`{tail}"
    return f"{lead}**{escape(inner)}**{tail}"


def _fenced(text: str) -> str:
    return f"{_FENCE}\n{text.replace('`', 'ˋ')}\n{_FENCE}"
