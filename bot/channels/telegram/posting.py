"""One message into a chat, in the best form Telegram takes of it."""

from collections.abc import Callable

import structlog

from bot.channels.telegram.api import Api
from bot.channels.telegram.pieces import Piece, bare, forms
from bot.channels.telegram.uploads import Uploads
from bot.render.texts import TEXTS
from core.errors import Gone, Malformed, SendError
from core.model import Destination

log = structlog.get_logger(__name__)

_NO_FILES_HERE = frozenset({"no_rights", "forbidden"})
"""why a chat may take words but no pictures"""

LangOf = Callable[[Destination], str]
"""the language of what a chat is told"""


class Posting:
    """Every method raises SendError and nothing else."""

    def __init__(self, api: Api, lang_of: LangOf) -> None:
        self._api = api
        self._uploads = Uploads(api)
        self._lang_of = lang_of

    async def first(
        self, destination: Destination, piece: Piece, *, plain: bool, silent: bool
    ) -> str:
        """Send as asked, and leave it to the caller what to do where Telegram finds fault."""
        if piece.held is not None:
            return await self._carry(destination, piece, silent=silent)
        if plain:
            return await self._bare(destination, piece, silent=silent)
        return await self._api.send(
            destination, piece.text, html=True, buttons=piece.rows, silent=silent
        )

    async def post(self, destination: Destination, piece: Piece, *, silent: bool = False) -> str:
        """Send as HTML, else as plain text, else without its buttons; a file else without it."""
        if piece.held is not None:
            return await self._carry(destination, piece, silent=silent)
        try:
            return await self._api.send(
                destination, piece.text, html=True, buttons=piece.rows, silent=silent
            )
        except Malformed as error:
            log.warning("message_malformed", destination=str(destination), error=str(error))
        return await self._bare(destination, piece, silent=silent)

    async def edit(self, destination: Destination, message: int, piece: Piece) -> bool:
        """Put a piece into a message, as HTML or else as plain text; False where it is too late."""
        chat, plain = destination.chat, bare(piece.text)
        try:
            if piece.held is not None:
                return await self._uploads.replace(chat, message, piece, html=True)
            return await self._api.edit(chat, message, piece.text, html=True, buttons=piece.rows)
        except Malformed as error:
            log.warning("message_malformed", destination=str(destination), error=str(error))
        if piece.held is not None:
            shorn = Piece(plain, piece.rows, piece.held)
            return await self._uploads.replace(chat, message, shorn, html=False)
        return await self._api.edit(chat, message, plain, html=False, buttons=piece.rows)

    async def pin(self, destination: Destination, message: int) -> None:
        """Pin a message where that is allowed; raises nothing."""
        try:
            await self._api.pin(destination.chat, message)
        except SendError as error:
            log.warning("message_unpinned", destination=str(destination), error=str(error))

    async def _carry(self, destination: Destination, piece: Piece, *, silent: bool) -> str:
        """Send a picture or file in the first form Telegram takes, else the words and why."""
        key = "faces.file_unsent"
        for form, html in forms(piece):
            try:
                return await self._uploads.send(destination, form, html=html, silent=silent)
            except Malformed as error:
                log.warning("file_malformed", destination=str(destination), error=str(error))
            except Gone as error:
                if error.detail not in _NO_FILES_HERE:
                    raise
                key = "faces.file_not_allowed"
                break
        words = piece.without(TEXTS[key].of(self._lang_of(destination)))
        return await self.post(destination, words, silent=silent)

    async def _bare(self, destination: Destination, piece: Piece, *, silent: bool) -> str:
        """Send words as plain text, else without their buttons."""
        text, rows = bare(piece.text), piece.rows
        try:
            return await self._api.send(destination, text, html=False, buttons=rows, silent=silent)
        except Malformed as error:
            if not rows:
                raise
            log.warning("buttons_malformed", destination=str(destination), error=str(error))
        return await self._api.send(destination, text, html=False, silent=silent)
