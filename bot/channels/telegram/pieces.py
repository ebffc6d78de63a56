"""A reply as the messages Telegram takes: words with their buttons, pictures and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from bot.messages import Attachment, Button, Reply
from bot.render import html
from bot.render.measure import units

CAPTION = 1024
"""UTF-16 units of the words under a picture or a file, without their tags"""

_TAG = re.compile(r"<[^>]*>")

Rows = tuple[tuple[Button, ...], ...]


def bare(part: str) -> str:
    """Return the text of a message in Telegram's HTML."""
    return unescape(_TAG.sub("", part))


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: words in HTML, the buttons under them, the picture or file above them."""

    text: str
    rows: Rows = ()
    held: Attachment | None = None

    @property
    def pictured(self) -> bool:
        """Return whether it is a picture, which only another picture can replace."""
        return self.held is not None and self.held.kind == "picture"

    def marked(self, mark: str) -> "Piece":
        """Return it with a line above the words, where there is room for one."""
        text = f"{mark}\n{self.text}".strip()
        room = CAPTION if self.held else html.LIMIT
        return replace(self, text=text) if units(text) <= room else self

    def without(self, notice: str) -> "Piece":
        """Return the words alone, and under them why there is nothing else."""
        return Piece(f"{self.text}\n{html.escape(notice)}".strip(), self.rows)


def pieces(reply: Reply) -> list[Piece]:
    """Return the messages of a reply in their order; the buttons stand under the words.

    The words are the caption of the first picture, or of the first file where there is no picture.
    Where they are too long for one, a picture comes before them and a file after them.
    """
    words = _words(reply)
    first = reply.picture or next(iter(reply.attachments), None)
    if first is None:
        return words
    rest = [_alone(one) for one in reply.attachments if one is not first]
    if len(words) <= 1 and units(bare(words[0].text if words else "")) <= CAPTION:
        return [Piece(words[0].text if words else "", reply.buttons, first), *rest]
    if first.kind == "picture":
        return [Piece("", (), first), *words, *rest]
    return [*words, _alone(first), *rest]


def forms(piece: Piece) -> Iterator[tuple[Piece, bool]]:
    """Yield what to try for a message with a picture or file, the best first, and whether in HTML.

    Telegram takes pictures up to 10 MB and within limits of width and height, files up to 50 MB.
    """
    held = piece.held
    if held is None or len(held.data) > _FILE_MOST:
        return
    plain = replace(piece, text=bare(piece.text))
    if held.kind == "picture" and len(held.data) <= _PICTURE_MOST:
        yield piece, True
        if piece.text:
            yield plain, False
    as_file = replace(held, kind="file")
    yield replace(piece, held=as_file), True
    yield replace(plain, held=as_file, rows=()), False


_PICTURE_MOST = 10 * 1024 * 1024
_FILE_MOST = 50 * 1024 * 1024


def _words(reply: Reply) -> list[Piece]:
    parts = html.messages(reply.doc)
    ends = len(parts) - 1
    return [Piece(one, reply.buttons if at == ends else ()) for at, one in enumerate(parts)]


def _alone(attachment: Attachment) -> Piece:
    """Return what comes after the words, titled by what it shows."""
    title = html.escape(attachment.alt)
    return Piece(title if units(attachment.alt) <= CAPTION else "", (), attachment)
