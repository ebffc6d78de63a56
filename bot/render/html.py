"""A Doc as Telegram's HTML: escaped where it is put in, and never cut inside a tag."""

from collections.abc import Iterator

from bot.messages import Doc, Line, Table, Text
from bot.render.measure import escaped_units, sound, units
from bot.render.pieces import cuts

LIMIT = 4096


def escape(text: str) -> str:
    """Return a text that Telegram shows as it is."""
    return sound(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode(doc: Doc) -> str:
    """Return the whole Doc, however long."""
    return "\n".join(_part(part) for part in doc.parts)


def size(doc: Doc) -> int:
    """Return the UTF-16 units of the encoded Doc, tags and escapes included."""
    return units(encode(doc))


def messages(doc: Doc, limit: int = LIMIT) -> list[str]:
    """Return the Doc as messages of at most `limit` UTF-16 units each, tags included.

    It is cut between lines and rows; a line too long for a message is cut between characters.
    """
    done: list[list[Line | Table]] = [[]]
    used = 0
    for piece in _pieces(doc, limit):
        needed = size(Doc((piece,))) + 1
        if done[-1] and isinstance(piece, Table) and isinstance(done[-1][-1], Table):
            needed -= len("<pre></pre>")
        if done[-1] and used + needed > limit + 1:
            done.append([])
            needed, used = size(Doc((piece,))) + 1, 0
        done[-1].append(piece)
        used += needed
    encoded = (encode(Doc(_joined(pieces))) for pieces in done)
    return [one for one in encoded if one.strip()]


def _part(part: Line | Table) -> str:
    if isinstance(part, Table):
        return "<pre>" + "\n".join(escape(row) for row in part.rows) + "</pre>"
    return "".join(_run(run) for run in part)


def _run(run: Text) -> str:
    escaped = escape(run.text)
    if not escaped.strip():
        return escaped
    if run.code:
        return f"<code>{escaped}</code>"
    return f"<b>{escaped}</b>" if run.bold else escaped


def _pieces(doc: Doc, limit: int) -> Iterator[Line | Table]:
    """Cut the Doc into lines and tables of one row, each of which fits into a message."""
    room = limit - len("<code></code>")
    for part in doc.parts:
        if isinstance(part, Table):
            for row in part.rows:
                yield from (Table((cut,)) for cut in cuts(sound(row), room, escaped_units))
        elif size(Doc((part,))) <= limit:
            yield part
        else:
            for run in part:
                yield from (
                    (Text(cut, run.bold, run.code),) for cut in cuts(run.text, room, escaped_units)
                )


def _joined(pieces: list[Line | Table]) -> tuple[Line | Table, ...]:
    """Put rows that follow each other back into one table."""
    joined: list[Line | Table] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Table) and isinstance(last, Table):
            joined[-1] = Table(last.rows + piece.rows)
        else:
            joined.append(piece)
    return tuple(joined)
