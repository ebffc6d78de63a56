"""A Doc as an Adaptive Card, as Microsoft Teams takes it: runs of text, nothing to escape."""

from typing import Any

from bot.messages import Doc, Line, Table, Text
from bot.render.measure import sound
from bot.render.plain import encode, first_line

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_VERSION = "1.4"


def message(doc: Doc, *, plain: bool = False) -> dict[str, Any]:
    """Return the message that holds the card; `plain`: one block of text."""
    parts = _plainly(doc) if plain else [one for part in doc.parts if part for one in _blocks(part)]
    card = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": _VERSION,
        "fallbackText": first_line(doc),
        "msteams": {"width": "full"},
        "body": parts,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return {"type": "message", "summary": first_line(doc), "attachments": [attachment]}


def _plainly(doc: Doc) -> list[dict[str, Any]]:
    return [_rich([{"type": "TextRun", "text": one or " "}]) for one in encode(doc).split("\n")]


def _blocks(part: Line | Table) -> list[dict[str, Any]]:
    if isinstance(part, Table):
        return [_rich([_run(Text(row, code=True))]) for row in part.rows]
    return [_rich([_run(run) for run in part if run.text])]


def _rich(inlines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": inlines}


def _run(run: Text) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "TextRun", "text": sound(run.text)}
    if run.bold:
        made["weight"] = "Bolder"
    if run.code:  # blanks in a row would become one
        made |= {"text": made["text"].replace("  ", "\u00a0 "), "fontType": "Monospace"}
    return made
