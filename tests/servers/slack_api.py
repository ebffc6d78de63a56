"""The Web API's methods, response_url and uploads against a loopback workspace."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .loopback import Answer, Bucket, Call, Json, RefusedError
from .slack_blocks import check_blocks
from .slack_space import Channel, Message, SharedFile, Space, number_blocks
from .slack_views import View, Views

TEXT_MAX = 40_000
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "conversations.history": "channels:history",
    "users.info": "users:read",
    "pins.add": "pins:write",
    "pins.remove": "pins:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
ALL_SCOPES = {*SCOPES.values(), "commands", "app_mentions:read", "im:history", "im:read",
              "groups:read", "groups:history", "mpim:history", "mpim:read"}  # fmt: skip
POSTS = {"chat.postMessage", "chat.postEphemeral"}
EDITS = "chat.update"
ALT_MAX = 1000
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


def refusal(error: str, **more: Any) -> Answer:
    return Answer({"ok": False, "error": error, **more}, error=error)


def refuse(error: str, **more: Any) -> NoReturn:
    raise RefusedError(refusal(error, **more))


def too_many(seconds: float) -> Answer:
    headers = {"Retry-After": str(max(1, math.ceil(seconds)))}
    return Answer({"ok": False, "error": "ratelimited"}, 429, headers, error="ratelimited")


@dataclass(slots=True)
class Reply:
    """What a response_url stands for: five answers to one person's action."""

    channel: Channel
    user: str
    message: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class Limits:
    """One message a second a channel, fifty edits a minute in all; where switched on."""

    seconds: float = 1.0
    burst: int = 1
    on: bool = False
    refused: int = 0
    edits: Bucket = field(default_factory=lambda: Bucket(60 / 50, 50))
    _channels: dict[str, Bucket] = field(default_factory=dict)

    def wait(self, call: Call, now: float) -> float:
        """Seconds the call comes too early, which refuses it; 0 counts it."""
        if call.method == EDITS:
            bucket = self.edits
        elif call.method in POSTS and call.where is not None:
            bucket = self._channels.setdefault(call.where, Bucket(self.seconds, self.burst))
        else:
            return 0.0
        wait = bucket.wait(now)
        if wait > 0:
            self.refused += 1
        else:
            bucket.take(now)
        return wait


class WebApi:
    """Every method takes a call and returns what goes beside `ok`, or refuses."""

    def __init__(self, space: Space, origin: str) -> None:
        self.space = space
        self.origin = origin
        self.scopes = set(ALL_SCOPES)
        self.replies: dict[str, Reply] = {}
        self.views = Views(space.people)
        self.files: dict[str, SharedFile] = {}
        self.looks = 0
        """how often a new picture is refused before Slack has looked at it"""
        self.methods: dict[str, Callable[[Call], Json]] = {
            "api.test": self._api_test,
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "pins.add": self._pin,
            "pins.remove": self._unpin,
            "conversations.info": self._info,
            "conversations.open": self._open,
            "conversations.list": self._list,
            "conversations.join": self._join,
            "conversations.members": self._members,
            "conversations.replies": self._replies,
            "conversations.history": self._history,
            "users.info": self._user,
            "views.open": self._view,
            "views.publish": self._publish,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._upload_done,
        }

    def require_scope(self, method: str) -> None:
        needed = SCOPES.get(method)
        if needed and needed not in self.scopes:
            refuse("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    # -- who -------------------------------------------------------------------------------

    def _api_test(self, call: Call) -> Json:
        return {"args": call.params}

    def _auth_test(self, call: Call) -> Json:
        return {
            "url": "https://loopback.slack.com/",
            "team": "Loopback",
            "user": "kiwoom",
            "team_id": self.space.team,
            "user_id": self.space.bot_user,
            "bot_id": self.space.bot_id,
            "is_enterprise_install": False,
        }

    def _user(self, call: Call) -> Json:
        person = self.space.people.get(str(call.params.get("user")))
        if person is None:
            refuse("user_not_found")
        wanted = str(call.params.get("include_locale") or "").lower() in {"true", "1"}
        return {"user": person.json(self.space.team, locale=wanted)}

    # -- where -----------------------------------------------------------------------------

    def find(self, wanted: object) -> Channel:
        name = str(wanted or "")
        channels = self.space.channels
        if name in channels:
            return channels[name]
        if name.startswith("U") and name in self.space.people:
            return self.space.direct(name)
        named = [one for one in channels.values() if not one.is_im and one.name == name.lstrip("#")]
        if not named:
            refuse("channel_not_found")
        return named[0]

    def _writable(self, call: Call) -> Channel:
        channel = self.find(call.params.get("channel"))
        if channel.is_private and not channel.is_member:
            refuse("channel_not_found")
        if channel.is_archived:
            refuse("is_archived")
        if not channel.is_member:
            refuse("not_in_channel")
        return channel

    def _info(self, call: Call) -> Json:
        channel = self.find(call.params.get("channel"))
        if channel.is_private and not channel.is_member:
            refuse("channel_not_found")
        return {"channel": channel.json()}

    def _list(self, call: Call) -> Json:
        kinds = set(str(call.params.get("types") or "public_channel").split(","))
        hide = str(call.params.get("exclude_archived", "")).lower() in {"true", "1"}
        found = [
            one.json()
            for one in self.space.channels.values()
            if _kind(one) in kinds and not (hide and one.is_archived)
        ]
        limit = int(call.params.get("limit") or 100)
        start = int(call.params.get("cursor") or 0)
        more = str(start + limit) if start + limit < len(found) else ""
        page = found[start : start + limit]
        return {"channels": page, "response_metadata": {"next_cursor": more}}

    def _open(self, call: Call) -> Json:
        users = call.params.get("users")
        if isinstance(users, list):
            users = ",".join(users)
        if not users:
            return {"channel": self.find(call.params.get("channel")).json()}
        if users not in self.space.people:
            refuse("user_not_found")
        return {"channel": self.space.direct(str(users)).json()}

    def _join(self, call: Call) -> Json:
        channel = self.find(call.params.get("channel"))
        if channel.is_private or channel.is_im:
            refuse("method_not_supported_for_channel_type")
        if channel.is_archived:
            refuse("is_archived")
        channel.is_member = True
        return {"channel": channel.json()}

    def _members(self, call: Call) -> Json:
        channel = self.find(call.params.get("channel"))
        people = sorted(channel.people | {self.space.bot_user})
        return {"members": people, "response_metadata": {"next_cursor": ""}}

    def _replies(self, call: Call) -> Json:
        channel, ts = self.find(call.params.get("channel")), str(call.params.get("ts"))
        if channel.find(ts) is None:
            refuse("thread_not_found")
        found = [one for one in _public(channel) if ts in {one.ts, one.thread_ts}]
        return {"messages": [one.json() for one in found], "has_more": False}

    def _history(self, call: Call) -> Json:
        channel = self._writable(call)
        found = [one.json() for one in reversed(_public(channel)) if one.thread_ts is None]
        return {"messages": found[: int(call.params.get("limit") or 100)], "has_more": False}

    # -- messages --------------------------------------------------------------------------

    def content(self, params: Json, *, needed: bool = True) -> tuple[str, list[Json] | None]:
        """Text and blocks of a request; blocks is None where it did not speak of them."""
        text, blocks = str(params.get("text") or ""), params.get("blocks")
        if isinstance(blocks, str):
            try:
                blocks = json.loads(blocks)
            except ValueError:
                refuse("invalid_blocks_format")
        if needed and not text and not blocks and not params.get("attachments"):
            refuse("no_text")
        if len(text) > TEXT_MAX:
            refuse("msg_too_long")
        if blocks is not None:
            told = check_blocks(blocks) or self._unshowable(blocks)
            if told:
                errors = [one.removeprefix("[ERROR] ") for one in told]
                refuse("invalid_blocks", errors=errors, response_metadata={"messages": told})
        return text, blocks

    def _unshowable(self, blocks: list[Json]) -> list[str]:
        """What Slack says of pictures it does not have, or has not looked at yet."""
        told = []
        for number, block in enumerate(blocks):
            wanted = (block.get("slack_file") or {}).get("id")
            if wanted is None:
                continue
            file = self.files.get(wanted)
            if file is not None and file.complete and file.content.startswith(IMAGES):
                file.looked_at += 1
                if file.looked_at > self.looks:
                    continue
            told.append(f"[ERROR] invalid slack file [json-pointer:/blocks/{number}/slack_file]")
        return told

    def _thread(self, call: Call, channel: Channel) -> str | None:
        thread = call.params.get("thread_ts")
        if thread and channel.find(str(thread)) is None:
            refuse("thread_not_found")
        return str(thread) if thread else None

    def _post(self, call: Call) -> Json:
        channel = self._writable(call)
        text, blocks = self.content(call.params)
        thread = self._thread(call, channel)
        message = self.space.add(
            channel, self.space.bot_user, text, blocks=blocks or [], thread_ts=thread
        )
        return {"channel": channel.id, "ts": message.ts, "message": message.json()}

    def _post_ephemeral(self, call: Call) -> Json:
        channel = self._writable(call)
        user = str(call.params.get("user") or "")
        if user not in channel.people:
            refuse("user_not_in_channel")
        text, blocks = self.content(call.params)
        message = self.space.add(
            channel,
            self.space.bot_user,
            text,
            blocks=blocks or [],
            ephemeral_to=user,
            thread_ts=self._thread(call, channel),
            via="chat.postEphemeral",
        )
        return {"message_ts": message.ts}

    def _own(self, call: Call, complaint: str) -> Message:
        channel = self._writable(call)
        message = channel.find(str(call.params.get("ts")))
        if message is None or message.ephemeral:
            refuse("message_not_found")
        if not message.from_bot:
            refuse(complaint)
        return message

    def _update(self, call: Call) -> Json:
        message = self._own(call, "cant_update_message")
        text, blocks = self.content(call.params)
        self.rewrite(message, text, blocks)
        return {
            "channel": message.channel.id,
            "ts": message.ts,
            "text": text,
            "message": message.json(),
        }

    def rewrite(self, message: Message, text: str, blocks: list[Json] | None) -> None:
        """Text without blocks takes the old blocks away; neither keeps them."""
        kept = message.blocks if blocks is None and not text else blocks or []
        number_blocks(kept)
        message.write(text, kept)
        message.edited = True

    def _delete(self, call: Call) -> Json:
        message = self._own(call, "cant_delete_message")
        message.deleted = True
        return {"channel": message.channel.id, "ts": message.ts}

    def _pin(self, call: Call) -> Json:
        channel = self._writable(call)
        message = channel.find(str(call.params.get("timestamp")))
        if message is None or message.ephemeral:
            refuse("message_not_found")
        if message in channel.pinned:
            refuse("already_pinned")
        channel.pinned.append(message)
        return {}

    def _unpin(self, call: Call) -> Json:
        channel = self._writable(call)
        message = channel.find(str(call.params.get("timestamp")))
        if message is None or message not in channel.pinned:
            refuse("no_pin")
        channel.pinned.remove(message)
        return {}

    # -- answers to actions ----------------------------------------------------------------

    def response_url(self, channel: Channel, user: str, message: Message | None = None) -> str:
        key = f"R{len(self.replies) + 1:04d}"
        self.replies[key] = Reply(channel, user, message)
        return f"{self.origin}/response/{key}"

    def respond(self, key: str, params: Json) -> Answer:
        """A POST to a response_url."""
        reply = self.replies.get(key)
        if reply is None:
            return Answer({"ok": False, "error": "expired_url"}, 404, error="expired_url")
        reply.uses += 1
        if reply.uses > 5:
            return Answer({"ok": False, "error": "used_url"}, 404, error="used_url")
        try:
            self.answer(reply, params)
        except RefusedError as refused:
            refused.answer.status = 404
            raise
        return Answer("ok")

    def answer(self, reply: Reply, params: Json) -> None:
        """Show an answer where the action came from, as response_url and acks do."""
        if params.get("delete_original") and reply.message is not None:
            reply.message.deleted = True
            return
        text, blocks = self.content(params)
        original = reply.message
        if params.get("replace_original") and original is not None:
            self.rewrite(original, text, blocks or [])
            return
        public = params.get("response_type") == "in_channel"
        self.space.add(
            reply.channel,
            self.space.bot_user,
            text,
            blocks=blocks or [],
            ephemeral_to=None if public else reply.user,
            thread_ts=params.get("thread_ts"),
            via="response_url",
        )

    # -- views and files -------------------------------------------------------------------

    def _view(self, call: Call) -> Json:
        return {"view": self._said(self.views.open(call))}

    def _publish(self, call: Call) -> Json:
        return {"view": self._said(self.views.publish(call))}

    def _said(self, view: View) -> Json:
        return view.json(self.space.team, self.space.app, self.space.bot_id)

    def _upload_url(self, call: Call) -> Json:
        name, length = call.params.get("filename"), int(call.params.get("length") or 0)
        if not name or length <= 0:
            refuse("invalid_arguments")
        alt = str(call.params.get("alt_txt") or "")
        if len(alt) > ALT_MAX:
            refuse("invalid_arguments")
        key = f"F0LOOP{len(self.files) + 1:04d}"
        self.files[key] = SharedFile(key, str(name), str(name), length, alt=alt)
        return {"upload_url": f"{self.origin}/upload/{key}", "file_id": key}

    def upload(self, key: str, content: bytes) -> Answer:
        file = self.files.get(key)
        if file is None or len(content) != file.length:
            return Answer("bad upload", 400, error="bad upload")
        file.content = content
        return Answer(f"OK - {len(content)}")

    def _upload_done(self, call: Call) -> Json:
        asked = call.params.get("files")
        asked = json.loads(asked) if isinstance(asked, str) else asked
        shared = []
        for one in asked or []:
            file = self.files.get(str(one.get("id")))
            if file is None or not file.content or file.complete:
                refuse("file_not_found")
            file.title = str(one.get("title") or file.name)
            shared.append(file)
        if not shared:
            refuse("invalid_arguments")
        if not call.params.get("channel_id"):
            for file in shared:
                file.complete = True
        else:
            call.params["channel"] = call.params["channel_id"]
            channel = self._writable(call)
            comment = str(call.params.get("initial_comment") or "")
            thread = self._thread(call, channel)
            for file in shared:
                file.complete = True
            self.space.add(
                channel, self.space.bot_user, comment, files=shared, thread_ts=thread, via="files"
            )
        return {"files": [one.json() for one in shared]}


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _public(channel: Channel) -> list[Message]:
    return [one for one in channel.history if not one.deleted and not one.ephemeral]
