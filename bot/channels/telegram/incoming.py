"""A Telegram update as this bot understands it; pure, but for the library's types."""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from bot.channels.telegram.api import Me
from bot.messages import Incoming, pressed
from core.model import Destination

_COMMAND = re.compile(r"/([^\s@]+)@(\w+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote, or pressed (`query`) a button; `editable` is the message to be replaced.

    `pictured` is whether that is a picture: no words can take its place.
    """

    incoming: Incoming
    query: str | None = None
    editable: int | None = None
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group became a supergroup."""

    old: Destination
    new: Destination


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was blocked or thrown out; `key` is the update's, which may come twice."""

    destination: Destination
    reason: str
    key: str


def read(update: Update, me: Me) -> Said | Migrated | Left | None:
    """Return what an update means, None where it means nothing to this bot."""
    key = f"telegram:update:{update.update_id}"
    if update.callback_query is not None:
        return _pressed(key, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(key, update.my_chat_member)
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Migrated(_chat(message.chat.id), _chat(message.migrate_to_chat_id))
    return _written(key, message, me) if message.text else None


def _written(key: str, message: Message, me: Me) -> Said | None:
    person = _person(message)
    if person is None:
        return None
    private = message.chat.type == Chat.PRIVATE
    text, addressed = _address(message, me)
    return Said(
        Incoming(
            key=key,
            destination=_chat(message.chat.id, _topic(message)),
            person=person,
            text=text,
            sent_at=message.date,
            private=private,
            addressed=private or addressed,
            person_name=_name(message.from_user),
            language=_language(message.from_user),
        )
    )


def _pressed(key: str, query: CallbackQuery) -> Said | None:
    message = query.message
    if message is None or query.data is None:
        return None
    whole = message if isinstance(message, Message) else None
    command, keeps = pressed(query.data)
    return Said(
        Incoming(
            key=key,
            destination=_chat(message.chat.id, _topic(whole) if whole else ""),
            person=f"telegram:{query.from_user.id}",
            text=command,
            private=message.chat.type == Chat.PRIVATE,
            pressed=True,
            person_name=_name(query.from_user),
            language=_language(query.from_user),
        ),
        query=query.id,
        # the library makes a Message of an InaccessibleMessage too: only this tells them apart
        editable=message.message_id if message.is_accessible and not keeps else None,
        pictured=bool(whole and whole.photo),
    )


def _membership(key: str, change: ChatMemberUpdated) -> Left | None:
    status = str(change.new_chat_member.status)
    if status not in {"kicked", "left"}:
        return None
    reason = "blocked" if change.chat.type == Chat.PRIVATE else status
    return Left(_chat(change.chat.id), reason, key)


def _person(message: Message) -> str | None:
    """Return who speaks: nobody for a channel's echo or another bot, the chat for its admins.

    All anonymous admins of all groups share one user id, so that id must never mean a person.
    """
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return f"telegram:{message.sender_chat.id}"
    if message.from_user is None or message.from_user.is_bot:
        return None
    return f"telegram:{message.from_user.id}"


def _address(message: Message, me: Me) -> tuple[str, bool]:
    """Return the text without the bot's name, and whether a group's message speaks to the bot."""
    text = (message.text or "").strip()
    named = _COMMAND.match(text)
    if named:
        ours = named[2].casefold() == me.username.casefold()
        return (f"/{named[1]}{text[named.end() :]}", True) if ours else (text, False)
    if text.startswith("/"):
        return text, True
    mention = re.compile(rf"(?<![\w@])@{re.escape(me.username)}(?!\w)[,:]?", re.IGNORECASE)
    rest, count = mention.subn(" ", text)
    if count:
        return " ".join(rest.split()), True
    return text, _answers_us(message, me)


def _answers_us(message: Message, me: Me) -> bool:
    """Return whether it replies to the bot; a topic's first message is replied to by all in it."""
    said = message.reply_to_message
    if said is None or said.from_user is None or said.forum_topic_created is not None:
        return False
    return said.from_user.id == me.id


def _topic(message: Message) -> str:
    return str(message.message_thread_id) if message.is_topic_message else ""


def _chat(chat_id: int, topic: str = "") -> Destination:
    return Destination("telegram", str(chat_id), topic)


def _name(user: User | None) -> str:
    return user.full_name if user else ""


def _language(user: User | None) -> str:
    return (user.language_code or "") if user else ""
