"""A Doc as Slack's Block Kit: header, sections of mrkdwn, tables between three backticks."""

import re
from collections.abc import Iterator
from typing import Any

from bot.messages import Doc, Line, Table, Text
from bot.render.measure import sound
from bot.render.plain import first_line

MOST_BLOCKS = 50
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
_FENCE = "```"

# Slack has no escape for its marks; look-alikes cannot be taken for them.
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_LOOSE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_JOINER = "\u200b"


def escape(text: str) -> str:
    """Return a text that Slack shows as it is: no entity, no mention, no mark."""
    escaped = _entities(sound(text)).translate(_LOOKALIKES)
    return _LOOSE_UNDERSCORE.sub("＿", escaped)


def fallback(doc: Doc) -> str:
    """Return the first line, for the notification and for clients that show no blocks."""
    return escape(first_line(doc))


def blocks(doc: Doc, most: int = MOST_BLOCKS) -> list[list[dict[str, Any]]]:
    """Return the Doc as the blocks of one message, or of several where one cannot hold it."""
    every = list(_blocks(doc))
    return [every[at : at + most] for at in range(0, len(every), most)]


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(doc: Doc) -> Iterator[dict[str, Any]]:
    parts = list(doc.parts)
    if parts and (title := _title(parts[0])):
        yield {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}}
        parts = parts[1:]
    pending: list[str] = []
    for part in parts:
        if isinstance(part, Table):
            yield from _sections(pending)
            pending = []
            yield from _fenced(part)
        else:
            pending.append(_line(part))
    yield from _sections(pending)


def _title(part: Line | Table) -> str:
    """Return the text of a line that is short and bold throughout, as a header is."""
    if isinstance(part, Table) or not all(run.bold for run in part):
        return ""
    text = "".join(sound(run.text) for run in part).strip()
    return text if len(text) <= LONGEST_HEADER else ""


def _sections(lines: list[str]) -> Iterator[dict[str, Any]]:
    for text in _chunks(lines, LONGEST_SECTION):
        if text.strip(f" \n{_JOINER}"):
            yield {"type": "section", "text": {"type": "mrkdwn", "text": text.strip("\n")}}


def _fenced(table: Table) -> Iterator[dict[str, Any]]:
    rows = [_entities(sound(row)).replace("`", "ˋ") for row in table.rows]
    for text in _chunks(rows, LONGEST_SECTION - 2 * len(_FENCE) - 2):
        fenced = f"{_FENCE}\n{text}\n{_FENCE}"
        yield {"type": "section", "text": {"type": "mrkdwn", "text": fenced}}


def _chunks(lines: list[str], room: int) -> Iterator[str]:
    """Put whole lines together up to `room` characters; a longer line is cut between characters."""
    gathered = ""
    for line in (piece for one in lines for piece in _cuts(one, room)):
        if gathered and len(gathered) + 1 + len(line) > room:
            yield gathered
            gathered = line
        else:
            gathered = f"{gathered}\n{line}" if gathered else line
    if gathered:
        yield gathered


def _cuts(line: str, room: int) -> Iterator[str]:
    """Cut before an entity rather than inside it."""
    while len(line) > room:
        at = line.rfind("&", room - len("&amp;") + 1, room)
        at = at if at > 0 and ";" not in line[at:room] else room
        yield line[:at]
        line = line[at:]
    yield line


def _line(line: Line) -> str:
    """Join the runs; a mark that touches a letter would not be read as one, so they are parted."""
    said = ""
    for run in line:
        text = _run(run)
        if said and text and _touches(said[-1], text[0]):
            said += _JOINER
        said += text
    return said


def _run(run: Text) -> str:
    inner = run.text.strip()
    if not inner or not (run.bold or run.code):
        return escape(run.text)
    if run.code:
        return f"`{_entities(sound(run.text)).replace('`', 'ˋ')}`"
    lead = run.text[: len(run.text) - len(run.text.lstrip())]
    tail = run.text[len(run.text.rstrip()) :]
    return f"{lead}*{escape(inner)}*{tail}"


def _touches(left: str, right: str) -> bool:
    marks = "*`"
    return (left in marks and not right.isspace()) or (right in marks and not left.isspace())
