"""What this bot says as python-telegram-bot takes it, and what an edit's refusal means."""

from telegram import (
    BotCommandScope,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from telegram.error import BadRequest

from bot.channels.telegram.pieces import Rows
from bot.messages import Button

_NOT_EDITABLE = (
    "to edit not found",
    "can't be edited",
    "no text in the message",
    "no media in the message",
    "id_invalid",
)


def number(chat: str) -> int | str:
    """Return a chat as Telegram takes it."""
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def scope(chat: str) -> BotCommandScope:
    """Return whose menu is meant: that of a chat, "": of all."""
    return BotCommandScopeChat(number(chat)) if chat else BotCommandScopeDefault()


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return buttons as Telegram takes them."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in rows])


def _button(one: Button) -> InlineKeyboardButton:
    if one.url:
        return InlineKeyboardButton(one.label, url=one.url)
    return InlineKeyboardButton(one.label, callback_data=one.data)


def still_there(error: BadRequest) -> bool:
    """Return whether a message that was not edited says already what it should.

    False where it cannot be edited any more; every other error is raised.
    """
    said = str(error).lower()
    if any(sign in said for sign in _NOT_EDITABLE):
        return False
    if "not modified" not in said:
        raise error
    return True
