"""A Doc and a Reply as fragments of HTML: escaped where they are put in, nothing in them runs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape as _entities
from typing import Literal

from bot.messages import Button, Doc, Line, Table, Text
from bot.render.measure import sound

_MOVES = re.compile(
    r"(?P<up>▲\s?[\d,.]+%?|\+\d[\d,.]*%)|(?P<down>▼\s?[\d,.]+%?|(?<![\w.])-\d[\d,.]*%)"
)
"""how figures.py writes what a price did; 3-5% is none of it"""
_STOCK = re.compile(r"[0-9][0-9A-Z]{5}")
_COMMAND = re.compile(r"(?<![\w/:.])/[a-z]{2,20}(?![\w/]|\.\w)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or file as a browser gets it: its address, and what it is called."""

    url: str
    name: str
    kind: Literal["picture", "file"]
    alt: str = ""


def escape(text: str) -> str:
    """Return a text that a browser shows as it is, inside an element or a quoted attribute."""
    return _entities(sound(text), quote=True)


def encode(doc: Doc) -> str:
    """Return the whole Doc: a paragraph for each line, a box that scrolls for each table."""
    return "".join(_part(part) for part in doc.parts)


def inline(doc: Doc) -> str:
    """Return the Doc for inside a paragraph: its lines broken, no box of its own."""
    lines = [part for part in doc.parts if not isinstance(part, Table)]
    return "<br>".join("".join(_run(run) for run in one) for one in lines)


def buttons(rows: Sequence[Sequence[Button]]) -> str:
    """Return the rows of buttons under a message; pressing one says what it carries."""
    if not any(rows):
        return ""
    made = "".join(f'<div class="row">{"".join(map(_button, row))}</div>' for row in rows if row)
    return f'<div class="buttons">{made}</div>'


def attached(files: Sequence[Shown]) -> str:
    """Return the pictures and the links to the files of a message."""
    return "".join(_picture(one) if one.kind == "picture" else _file(one) for one in files)


def bubble(doc: Doc, rows: Sequence[Sequence[Button]] = (), files: Sequence[Shown] = ()) -> str:
    """Return what stands inside a message: pictures, words, files, buttons."""
    pictures = [one for one in files if one.kind == "picture"]
    others = [one for one in files if one.kind != "picture"]
    words = f'<div class="words">{encode(doc)}</div>' if doc.parts else ""
    return attached(pictures) + words + attached(others) + buttons(rows)


def said(text: str) -> str:
    """Return what a person said, as they wrote it."""
    return f'<div class="words"><p>{escape(text)}</p></div>'


def _part(part: Line | Table) -> str:
    if isinstance(part, Table):
        rows = "\n".join(_tinted(row) for row in part.rows)
        return f'<pre class="table" tabindex="0">{rows}</pre>'
    inner = "".join(_run(run) for run in part)
    if not inner.strip():
        return '<p class="gap"></p>'
    title = part[0].bold and all(run.bold or not run.text.strip() for run in part)
    return f'<p class="title">{inner}</p>' if title else f"<p>{inner}</p>"


def _run(run: Text) -> str:
    if not run.text.strip():
        return escape(run.text)
    if run.code:
        return _code(run.text)
    inner = "".join(_spelled(run.text))
    return f"<b>{inner}</b>" if run.bold else inner


def _code(text: str) -> str:
    """Return fixed-width text; a stock's code leads to its page, a command into the input."""
    shown = escape(text)
    if _STOCK.fullmatch(text):
        return f'<a class="code" href="/stocks/{shown}"><code>{shown}</code></a>'
    if text.startswith("/"):
        return _fills(text)
    return f"<code>{_tinted(text)}</code>"


def _spelled(text: str) -> Iterator[str]:
    """Yield a text whose commands can be put into the input by pressing them."""
    start = 0
    for found in _COMMAND.finditer(text):
        yield _tinted(text[start : found.start()])
        yield _fills(found.group())
        start = found.end()
    yield _tinted(text[start:])


def _fills(command: str) -> str:
    shown = escape(command)
    return f'<button type="button" class="fill" data-fill="{shown}">{shown}</button>'


def _tinted(text: str) -> str:
    """Return a text with what rose in red and what fell in blue, as Korean screens do."""
    made, start = [], 0
    for found in _MOVES.finditer(text):
        made.append(escape(text[start : found.start()]))
        made.append(f'<span class="{found.lastgroup}">{escape(found.group())}</span>')
        start = found.end()
    return "".join([*made, escape(text[start:])])


def _button(button: Button) -> str:
    return (
        f'<button type="button" class="press" data-press="{escape(button.data)}">'
        f"{escape(button.label)}</button>"
    )


def _picture(shown: Shown) -> str:
    url, alt = escape(shown.url), escape(shown.alt or shown.name)
    return (
        f'<a class="picture" href="{url}" target="_blank" rel="noopener">'
        f'<img src="{url}" alt="{alt}" loading="lazy"></a>'
    )


def _file(shown: Shown) -> str:
    name = escape(shown.alt or shown.name)
    return f'<p class="file"><a href="{escape(shown.url)}" download>📄 {name}</a></p>'
