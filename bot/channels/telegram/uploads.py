"""The calls that carry a picture or a file to Telegram."""

import asyncio
from contextlib import suppress

from telegram import InputMediaPhoto, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.pieces import Piece
from bot.channels.telegram.wire import keyboard, number, still_there
from bot.messages import Attachment
from core.model import Destination

_LARGE = 1024 * 1024
"""bytes from which a person is told that something is on its way"""
_MOMENT = 2.0


class Uploads:
    """One bot's uploads; every method raises SendError and nothing else."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send(
        self, destination: Destination, piece: Piece, *, html: bool, silent: bool = False
    ) -> str:
        """Send a piece that holds a picture or a file and return the message's id."""
        if piece.held is None:
            raise ValueError("nothing to upload")
        if len(piece.held.data) >= _LARGE:
            await self._announce(destination, piece.held)
        async with self._api.flight(self._api.timeouts.upload):
            message = await self._sent(destination, piece, piece.held, html=html, silent=silent)
        return str(message.message_id)

    async def replace(self, chat: str, message_id: int, piece: Piece, *, html: bool) -> bool:
        """Put another picture and other words into a message; False where that is too late."""
        if piece.held is None:
            raise ValueError("nothing to upload")
        media = InputMediaPhoto(
            piece.held.data,
            piece.text or None,
            "HTML" if html else None,
            filename=piece.held.name,
        )
        async with self._api.flight(self._api.timeouts.upload):
            try:
                await self._api.bot.edit_message_media(
                    media, number(chat), message_id, reply_markup=keyboard(piece.rows)
                )
            except BadRequest as error:
                return still_there(error)
        return True

    async def _sent(
        self, destination: Destination, piece: Piece, held: Attachment, *, html: bool, silent: bool
    ) -> Message:
        bot, chat = self._api.bot, number(destination.chat)
        thread = int(destination.topic) if destination.topic else None
        mode, caption = "HTML" if html else None, piece.text or None
        send = bot.send_photo if held.kind == "picture" else bot.send_document
        return await send(
            chat,
            held.data,
            caption,
            filename=held.name,
            parse_mode=mode,
            message_thread_id=thread,
            disable_notification=silent,
            reply_markup=keyboard(piece.rows),
        )

    async def _announce(self, destination: Destination, held: Attachment) -> None:
        """Show that something large is coming; only a decoration, so nothing hangs on it."""
        action = ChatAction.UPLOAD_PHOTO if held.kind == "picture" else ChatAction.UPLOAD_DOCUMENT
        thread = int(destination.topic) if destination.topic else None
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_MOMENT):
                await self._api.bot.send_chat_action(
                    number(destination.chat), action, message_thread_id=thread
                )
