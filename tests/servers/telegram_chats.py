"""Chats and messages of the loopback Telegram, as the people in them see them."""

from __future__ import annotations

import html
import time
from dataclasses import dataclass, field
from typing import Any

from .loopback import Json, Upload
from .telegram_html import Entity


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    username: str | None = None
    language: str = "ko"
    is_bot: bool = False

    def json(self) -> Json:
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if not self.is_bot:
            shown["language_code"] = self.language
        return shown


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it carries data or opens a URL."""

    text: str
    data: str | None = None
    url: str | None = None

    def json(self) -> Json:
        shown: Json = {"text": self.text}
        if self.data is not None:
            shown["callback_data"] = self.data
        if self.url is not None:
            shown["url"] = self.url
        return shown


@dataclass(slots=True, eq=False)
class Message:
    """One message; the object stays the same while the bot edits it."""

    id: int
    chat: Chat = field(repr=False)
    sender: User
    date: int
    at: float
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    rows: list[list[Button]] = field(default_factory=list)
    keyboard: Json | None = None
    thread: int | None = None
    silent: bool = False
    reply_to: int | None = None
    document: Upload | None = None
    photo: Upload | None = None
    file: Json | list[Json] | None = None
    edited: int = 0
    versions: list[str] = field(default_factory=list)
    deleted: bool = False
    pinned: bool = False
    service: Json = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def upload(self) -> Upload | None:
        """The picture or file it carries."""
        return self.photo or self.document

    @property
    def buttons(self) -> list[Button]:
        """All inline buttons, row after row."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    def button(self, wanted: str) -> Button:
        """By label or data; a part of a label does when it fits one button only."""
        exact = [one for one in self.buttons if wanted in {one.text, one.data}]
        near = [one for one in self.buttons if wanted in one.text]
        for found in (exact, near):
            if len(found) == 1 or (found and found is exact):
                return found[0]
        raise LookupError(f"no button {wanted!r} under {self.text!r}; there are {self.labels}")

    def write(self, text: str, source: str, entities: list[Entity]) -> None:
        self.text, self.html, self.entities = text, source, entities
        self.versions.append(text)

    def json(self) -> Json:
        shown: Json = {
            "message_id": self.id,
            "from": self.sender.json(),
            "chat": self.chat.json(),
            "date": self.date,
        }
        if self.thread is not None:
            shown |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edited:
            shown["edit_date"] = self.edited
        return shown | self._content() | self.service

    def _content(self) -> Json:
        shown: Json = {}
        captioned = self.file is not None
        if self.file is not None:
            shown["photo" if self.photo is not None else "document"] = self.file
        if self.text:
            shown["caption" if captioned else "text"] = self.text
            if self.entities:
                shown["caption_entities" if captioned else "entities"] = self.entities
        if self.rows:
            shown["reply_markup"] = {
                "inline_keyboard": [[one.json() for one in row] for row in self.rows]
            }
        reply = None if self.reply_to is None else self.chat.find(self.reply_to)
        if reply is not None:
            shown["reply_to_message"] = {
                key: value for key, value in reply.json().items() if key != "reply_to_message"
            }
        return shown

    def seen(self) -> Json:
        """What the HTTP user side shows of it."""
        return {
            "message_id": self.id,
            "from_bot": self.from_bot,
            "text": self.text,
            "html": self.html,
            "rows": [[one.json() for one in row] for row in self.rows],
            "thread": self.thread,
            "silent": self.silent,
            "edited": bool(self.edited),
            "date": self.date,
            "document": self.document.name if self.document else None,
            "photo": self.photo.name if self.photo else None,
        }


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, group or supergroup and everything said in it."""

    id: int
    type: str
    title: str = ""
    username: str | None = None
    forum: bool = False
    history: list[Message] = field(default_factory=list, repr=False)
    threads: set[int] = field(default_factory=set)
    closed_threads: set[int] = field(default_factory=set)
    topics: dict[int, str] = field(default_factory=dict)
    """the names of the topics the bot made"""
    members: dict[int, str] = field(default_factory=dict)
    rights: set[str] = field(default_factory=set)
    """the bot's own, as an administrator"""
    forbidden: str | None = None
    words_only: bool = False
    """whether the group lets nobody send pictures and files"""
    migrated_to: int | None = None
    actions: list[str] = field(default_factory=list)
    last_id: int = 0
    told: int = 0

    @property
    def messages(self) -> list[Message]:
        """The bot's messages as they stand now, without the deleted ones and service messages."""
        return [one for one in self.history if one.from_bot and not one.deleted and not one.service]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.messages]

    @property
    def pinned(self) -> list[Message]:
        return [one for one in self.history if one.pinned]

    def find(self, message_id: int) -> Message | None:
        found = (one for one in self.history if one.id == message_id and not one.deleted)
        return next(found, None)

    def add(self, sender: User, *, date: int | None = None, **content: Any) -> Message:
        self.last_id += 1
        moment = int(time.time()) if date is None else date
        message = Message(self.last_id, self, sender, moment, time.monotonic(), **content)
        if message.text:
            message.versions.append(message.text)
            message.html = message.html or html.escape(message.text, quote=False)
        self.history.append(message)
        return message

    def json(self) -> Json:
        if self.type == "private":
            shown: Json = {"id": self.id, "type": self.type, "first_name": self.title}
            return shown | ({"username": self.username} if self.username else {})
        shown = {"id": self.id, "type": self.type, "title": self.title}
        return shown | ({"is_forum": True} if self.forum else {})


@dataclass(slots=True, eq=False)
class Press:
    """A press of a button: answered is what the person waits for."""

    id: str
    user: User
    message: Message
    button: Button
    at: float
    answered: bool = False
    answer: str | None = None
    alert: bool = False
    latency: float | None = None
