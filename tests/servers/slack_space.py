"""A loopback Slack workspace: people, channels, messages, as a person sees them."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from .loopback import Json
from .slack_blocks import elements_of


@dataclass(slots=True)
class Person:
    id: str
    name: str
    locale: str = "ko-KR"
    tz: str = "Asia/Seoul"
    is_bot: bool = False
    deleted: bool = False

    def json(self, team: str, *, locale: bool = False) -> Json:
        return {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "real_name": self.name,
            **({"locale": self.locale} if locale else {}),
            "tz": self.tz,
            "is_bot": self.is_bot,
            "deleted": self.deleted,
            "profile": {"real_name": self.name, "display_name": self.name},
        }


@dataclass(frozen=True, slots=True)
class Button:
    """A button in a message; `json` is the whole element."""

    text: str
    value: str | None
    action_id: str
    block_id: str
    url: str | None
    json: Json = field(hash=False, compare=False)


@dataclass(slots=True, eq=False)
class Message:
    """One message; the object stays the same while the bot edits it."""

    ts: str
    channel: Channel = field(repr=False)
    user: str
    text: str
    at: float
    from_bot: bool
    blocks: list[Json] = field(default_factory=list)
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    edited: bool = False
    deleted: bool = False
    versions: list[str] = field(default_factory=list)
    shows: list[str] = field(default_factory=list)
    """what a person read there, from the first wording to the last"""
    files: list[SharedFile] = field(default_factory=list)
    via: str = "chat.postMessage"

    @property
    def ephemeral(self) -> bool:
        return self.ephemeral_to is not None

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(
                str(one["text"]["text"]),
                one.get("value"),
                str(one.get("action_id", "")),
                str(block.get("block_id", "")),
                one.get("url"),
                one,
            )
            for block in self.blocks
            for one in elements_of(block)
            if one.get("type") == "button"
        ]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    @property
    def shown(self) -> str:
        """The words a person reads: those of the blocks where there are blocks."""
        if not self.blocks:
            return self.text
        return "\n".join(words_of(self.blocks))

    def button(self, wanted: str) -> Button:
        """By label, value or action_id; part of a label does when it fits one button only."""
        exact = [one for one in self.buttons if wanted in {one.text, one.value, one.action_id}]
        near = [one for one in self.buttons if wanted in one.text]
        for found in (exact, near):
            if len(found) == 1 or (found and found is exact):
                return found[0]
        raise LookupError(f"no button {wanted!r} under {self.shown!r}; there are {self.labels}")

    def write(self, text: str, blocks: list[Json]) -> None:
        self.text, self.blocks = text, blocks
        self.versions.append(text)
        self.shows.append(self.shown)

    def json(self) -> Json:
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.from_bot:
            shown |= {"bot_id": "B0LOOPBACK", "app_id": "A0LOOPBACK", "team": "T0LOOPBACK"}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.ts}
        if self.files:
            shown["files"] = [one.json() for one in self.files]
        return shown

    def seen(self) -> Json:
        """What the HTTP user side shows of it."""
        return {
            "ts": self.ts,
            "user": self.user,
            "from_bot": self.from_bot,
            "text": self.text,
            "shown": self.shown,
            "buttons": [{"text": one.text, "value": one.value} for one in self.buttons],
            "ephemeral_to": self.ephemeral_to,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "files": [one.title for one in self.files],
        }


def words_of(node: object) -> list[str]:
    if isinstance(node, list):
        return [word for one in node for word in words_of(one)]
    if not isinstance(node, dict):
        return []
    if isinstance(node.get("text"), str):
        return [node["text"]]
    return [word for key in node if key != "confirm" for word in words_of(node[key])]


@dataclass(slots=True)
class SharedFile:
    id: str
    name: str
    title: str
    length: int
    content: bytes = b""
    alt: str = ""
    complete: bool = False
    looked_at: int = 0
    """how many messages wanted to show it before Slack had looked at it"""

    def json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "size": len(self.content),
            "permalink": f"https://loopback.slack.com/files/{self.id}/{self.name}",
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A channel or direct message and everything shown in it."""

    id: str
    name: str
    is_im: bool = False
    is_private: bool = False
    is_member: bool = True
    is_archived: bool = False
    person: str | None = None
    people: set[str] = field(default_factory=set)
    history: list[Message] = field(default_factory=list, repr=False)
    pinned: list[Message] = field(default_factory=list, repr=False)
    told: int = 0

    @property
    def messages(self) -> list[Message]:
        """The bot's messages as they stand now: ephemeral ones too, deleted ones not."""
        return [one for one in self.history if one.from_bot and not one.deleted]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.messages]

    def find(self, ts: str) -> Message | None:
        return next((one for one in self.history if one.ts == ts and not one.deleted), None)

    def json(self) -> Json:
        shown: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_im": self.is_im,
            "is_archived": self.is_archived,
        }
        if self.is_im:
            return shown | {"user": self.person}
        return shown | {
            "name": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_private": self.is_private,
            "is_member": self.is_member,
            "num_members": len(self.people),
        }


class Space:
    """The workspace: channels and people appear when first named by the test."""

    team = "T0LOOPBACK"
    app = "A0LOOPBACK"
    bot_id = "B0LOOPBACK"
    bot_user = "U0LOOPBACK"

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {
            self.bot_user: Person(self.bot_user, "kiwoom", is_bot=True)
        }
        self._ts = itertools.count(1)
        self._start = int(time.time())

    def next_ts(self) -> str:
        return f"{self._start}.{next(self._ts):06d}"

    def person(self, user: str) -> Person:
        return self.people.setdefault(user, Person(user, f"user-{user.lower()}"))

    def channel(self, channel_id: str, **traits: Any) -> Channel:
        """The channel, made on first sight with the bot in it."""
        if channel_id not in self.channels:
            traits.setdefault("name", channel_id.lower())
            traits.setdefault("is_im", channel_id.startswith("D"))
            self.channels[channel_id] = Channel(channel_id, **traits)
        return self.channels[channel_id]

    def direct(self, user: str) -> Channel:
        """The direct message with a person."""
        self.person(user)
        channel = self.channel(f"D{user[1:]}", person=user)
        channel.people.add(user)
        return channel

    def add(self, channel: Channel, user: str, text: str, **content: Any) -> Message:
        message = Message(
            self.next_ts(),
            channel,
            user,
            text,
            time.monotonic(),
            from_bot=user == self.bot_user,
            **content,
        )
        message.versions.append(text)
        message.shows.append(message.shown)
        number_blocks(message.blocks)
        channel.history.append(message)
        return message


def number_blocks(blocks: list[Json]) -> None:
    """Slack gives each block and element without an id one of its own."""
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"b{number}")
        for place, element in enumerate(elements_of(block)):
            element.setdefault("action_id", f"a{number}-{place}")
