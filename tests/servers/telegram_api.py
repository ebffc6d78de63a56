"""The Bot API's methods against the chats of a loopback Telegram."""

from __future__ import annotations

import asyncio
import io
import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from PIL import Image

from . import telegram_html
from .loopback import Answer, Call, Json, RefusedError, Upload
from .telegram_chats import Button, Chat, Message, Press, User

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
STALE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NAMES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
         409: "Conflict", 413: "Request Entity Too Large"}  # fmt: skip
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice",
           "upload_voice", "upload_document", "choose_sticker", "find_location",
           "record_video_note", "upload_video_note"}  # fmt: skip
TEXT_MAX = 4096
CAPTION_MAX = 1024
PHOTO_MAX = 10 * 1024 * 1024
DOCUMENT_MAX = 50 * 1024 * 1024
TOPIC_MAX = 128
DATA_MAX = 64
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"

Method = Callable[[Call], Awaitable[Any] | Any]


def refusal(status: int, description: str, parameters: Json | None = None) -> Answer:
    body: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(body, status, error=description)


def refuse(status: int, description: str, parameters: Json | None = None) -> NoReturn:
    raise RefusedError(refusal(status, description, parameters))


def bad(what: str, **parameters: Any) -> NoReturn:
    refuse(400, f"Bad Request: {what}", parameters)


def image_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG that can be read to its end."""
    if not content.startswith((PNG, JPEG)):
        bad("IMAGE_PROCESS_FAILED")
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            if width + height <= 10_000:
                image.load()
    except (OSError, SyntaxError):
        bad("IMAGE_PROCESS_FAILED")
    return width, height


@dataclass(slots=True)
class Updates:
    """The queue getUpdates reads: an update stays until a later offset confirms it."""

    waiting: list[Json] = field(default_factory=list)
    confirmed: deque[Json] = field(default_factory=lambda: deque(maxlen=500))
    allowed: list[str] = field(default_factory=list)
    next_id: int = 1000
    poller: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def push(self, kind: str, content: Json) -> int | None:
        """The update's id, or None where the bot did not ask for this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        self.next_id += 1
        self.waiting.append({"update_id": self.next_id, kind: content})
        self.arrived.set()
        return self.next_id

    def confirm(self, offset: int) -> None:
        if offset < 0:
            kept = self.waiting[offset:]
            self.confirmed.extend(self.waiting[: len(self.waiting) - len(kept)])
            self.waiting = kept
            return
        self.confirmed.extend(one for one in self.waiting if one["update_id"] < offset)
        self.waiting = [one for one in self.waiting if one["update_id"] >= offset]

    async def poll(self, timeout: float, limit: int) -> list[Json] | None:  # noqa: ASYNC109
        """Up to `limit` updates, waited for; None when another poller took over."""
        if self.poller is not None:
            self.poller.set()
        mine = self.poller = asyncio.Event()
        deadline = time.monotonic() + timeout
        try:
            while not self.waiting and not mine.is_set():
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self.arrived.clear()
                await self._either(mine, left)
            return None if mine.is_set() else self.waiting[:limit]
        finally:
            if self.poller is mine:
                self.poller = None

    async def _either(self, mine: asyncio.Event, left: float) -> None:
        waits = [asyncio.ensure_future(one.wait()) for one in (mine, self.arrived)]
        try:
            await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()


class BotApi:
    """State and methods; every method takes a call and returns the result or refuses."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {bot.id: bot}
        self.updates = Updates()
        self.presses: dict[str, Press] = {}
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.privacy = False
        self.webhook_url = ""
        self._files: dict[str, Upload] = {}
        self.methods: dict[str, Method] = {
            name.lower().replace("_", ""): getattr(self, f"_{name}")
            for name in (
                "get_me", "get_updates", "get_webhook_info", "set_webhook", "delete_webhook",
                "set_my_commands", "get_my_commands", "delete_my_commands", "send_message",
                "send_document", "send_photo", "send_chat_action", "edit_message_text",
                "edit_message_caption", "edit_message_media", "edit_message_reply_markup",
                "delete_message",
                "answer_callback_query", "get_chat", "get_chat_member", "leave_chat",
                "pin_chat_message", "unpin_chat_message", "create_forum_topic",
            )
        }  # fmt: skip

    # -- the bot itself --------------------------------------------------------------------

    def _get_me(self, call: Call) -> Json:
        return self.bot.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def _get_updates(self, call: Call) -> list[Json]:
        if self.webhook_url:
            refuse(409, HOOKED)
        params = call.params
        if params.get("allowed_updates") is not None:
            self.updates.allowed = list(params["allowed_updates"])
        self.updates.confirm(int(params.get("offset") or 0))
        limit = min(max(int(params.get("limit") or 100), 1), 100)
        found = await self.updates.poll(float(params.get("timeout") or 0), limit)
        if found is None:
            refuse(409, CONFLICT)
        return found

    def _get_webhook_info(self, call: Call) -> Json:
        return {
            "url": self.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }

    def _set_webhook(self, call: Call) -> bool:
        self.webhook_url = str(call.params.get("url") or "")
        return True

    def _delete_webhook(self, call: Call) -> bool:
        self.webhook_url = ""
        if call.params.get("drop_pending_updates"):
            self.updates.waiting.clear()
        return True

    # -- the menu --------------------------------------------------------------------------

    def _menu_key(self, call: Call) -> tuple[str, str]:
        scope = call.params.get("scope") or {"type": "default"}
        language = str(call.params.get("language_code") or "")
        if not re.fullmatch(r"([a-z]{2})?", language):
            bad("invalid language code specified")
        if "chat_id" in scope:
            self.chat_for(Call(call.method, {"chat_id": scope["chat_id"]}, call.at))
        return json.dumps(scope, sort_keys=True), language

    def _set_my_commands(self, call: Call) -> bool:
        commands = call.params.get("commands")
        if not isinstance(commands, list):
            bad("can't parse commands: expected an Array of BotCommand")
        if len(commands) > 100:
            bad("too much commands specified")
        for one in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command", "")).lstrip("/")):
                bad("BOT_COMMAND_INVALID")
            if not 1 <= len(str(one.get("description", ""))) <= 256:
                bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.menus[self._menu_key(call)] = commands
        return True

    def _get_my_commands(self, call: Call) -> list[Json]:
        return self.menus.get(self._menu_key(call), [])

    def _delete_my_commands(self, call: Call) -> bool:
        self.menus.pop(self._menu_key(call), None)
        return True

    # -- sending ---------------------------------------------------------------------------

    def chat_for(self, call: Call) -> Chat:
        """The chat a call is for, with every reason why it cannot be."""
        wanted = call.params.get("chat_id")
        if wanted in (None, ""):
            bad("chat_id is empty")
        chat = self.chats.get(wanted) if isinstance(wanted, int) else None
        if chat is None and wanted in self.users and wanted != self.bot.id:
            refuse(403, "Forbidden: bot can't initiate conversation with a user")
        if chat is None:
            bad("chat not found")
        if chat.migrated_to is not None:
            bad(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.forbidden:
            refuse(403, chat.forbidden)
        return chat

    def _place(self, call: Call) -> tuple[Chat, int | None]:
        chat, thread = self.chat_for(call), call.params.get("message_thread_id")
        if thread is None:
            return chat, None
        if thread not in chat.threads:
            bad("message thread not found")
        if thread in chat.closed_threads:
            bad("TOPIC_CLOSED")
        return chat, int(thread)

    def _text(self, call: Call, key: str, most: int) -> tuple[str, str, list[Json]]:
        source = str(call.params.get(key) or "")
        mode = str(call.params.get("parse_mode") or "").lower()
        entities = call.params.get(f"{'caption_' if key == 'caption' else ''}entities") or []
        text = source
        if mode == "html":
            try:
                text, entities = telegram_html.parse(source)
            except telegram_html.ParseError as error:
                bad(f"can't parse entities: {error}")
        elif mode:
            bad("unsupported parse_mode (this server reads HTML only)")
        else:
            source = source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if telegram_html.units(text.strip()) > most:
            bad("message is too long" if key == "text" else "message caption is too long")
        lead = telegram_html.units(text) - telegram_html.units(text.lstrip())
        if lead:
            entities = [one | {"offset": one["offset"] - lead} for one in entities]
        return text.strip(), source.strip(), entities

    def _rows(self, call: Call) -> tuple[list[list[Button]], Json | None]:
        markup = call.params.get("reply_markup")
        if not markup:
            return [], None
        if not isinstance(markup, dict):
            bad("object expected as reply markup")
        if "inline_keyboard" not in markup:
            return [], markup
        rows = [[self._button(one) for one in row] for row in markup["inline_keyboard"]]
        if sum(len(row) for row in rows) > 100:
            bad("reply markup is too long")
        return [row for row in rows if row], None

    def _button(self, shown: Json) -> Button:
        text, data, url = shown.get("text"), shown.get("callback_data"), shown.get("url")
        if not isinstance(text, str) or not text:
            bad('can\'t parse inline keyboard button: Field "text" must be of type String')
        if data is None and url is None:
            bad("can't parse inline keyboard button: Text buttons are unallowed in the "
                "inline keyboard")  # fmt: skip
        if data is not None and not 1 <= len(str(data).encode()) <= DATA_MAX:
            bad("BUTTON_DATA_INVALID")
        if url is not None and not re.match(r"(https?|tg)://[^\s/.]+\.?[^\s]*", str(url)):
            bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return Button(text, data, url)

    def _reply_to(self, call: Call, chat: Chat) -> int | None:
        asked = call.params.get("reply_parameters") or {}
        wanted = asked.get("message_id", call.params.get("reply_to_message_id"))
        if wanted is None:
            return None
        if chat.find(int(wanted)) is None:
            if asked.get("allow_sending_without_reply"):
                return None
            bad("message to be replied not found")
        return int(wanted)

    def _post(self, call: Call, key: str, most: int, **content: Any) -> Message:
        chat, thread = self._place(call)
        text, source, entities = self._text(call, key, most)
        if not text and not content:
            bad("message text is empty")
        rows, keyboard = self._rows(call)
        return chat.add(
            self.bot,
            text=text,
            html=source,
            entities=entities,
            rows=rows,
            keyboard=keyboard,
            thread=thread,
            silent=bool(call.params.get("disable_notification")),
            reply_to=self._reply_to(call, chat),
            **content,
        )

    def _send_message(self, call: Call) -> Json:
        return self._post(call, "text", TEXT_MAX).json()

    def _upload(self, call: Call, field_name: str, most: int) -> tuple[Upload, str]:
        given = call.params.get(field_name)
        if isinstance(given, str) and given in self._files:
            return self._files[given], given
        key = given[9:] if isinstance(given, str) and given.startswith("attach://") else field_name
        upload = call.files.get(key)
        if upload is None and given is None:
            bad(f"there is no {field_name} in the request")
        if upload is None:
            bad("wrong file identifier/HTTP URL specified")
        if not upload.content:
            bad("file must be non-empty")
        if len(upload.content) > most:
            refuse(413, "Request Entity Too Large")
        file_id = f"file-{len(self._files) + 1}"
        self._files[file_id] = upload
        return upload, file_id

    def _may_upload(self, call: Call, what: str) -> None:
        if self.chat_for(call).words_only:
            bad(f"not enough rights to send {what} to the chat")

    def _document(self, call: Call, field_name: str) -> tuple[Upload, Json]:
        upload, file_id = self._upload(call, field_name, DOCUMENT_MAX)
        return upload, {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "file_name": upload.name,
            "mime_type": upload.mime,
            "file_size": len(upload.content),
        }

    def _photo(self, call: Call, field_name: str) -> tuple[Upload, list[Json]]:
        upload, file_id = self._upload(call, field_name, PHOTO_MAX)
        width, height = image_size(upload.content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            bad("PHOTO_INVALID_DIMENSIONS")
        shown = {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "width": width,
            "height": height,
            "file_size": len(upload.content),
        }
        return upload, [shown]

    def _send_document(self, call: Call) -> Json:
        self._may_upload(call, "documents")
        upload, shown = self._document(call, "document")
        return self._post(call, "caption", CAPTION_MAX, document=upload, file=shown).json()

    def _send_photo(self, call: Call) -> Json:
        self._may_upload(call, "photos")
        upload, shown = self._photo(call, "photo")
        return self._post(call, "caption", CAPTION_MAX, photo=upload, file=shown).json()

    def _send_chat_action(self, call: Call) -> bool:
        chat, _ = self._place(call)
        action = str(call.params.get("action") or "")
        if action not in ACTIONS:
            bad("wrong parameter action in request")
        chat.actions.append(action)
        return True

    # -- changing --------------------------------------------------------------------------

    def _own(self, call: Call, what: str) -> Message:
        chat = self.chat_for(call)
        wanted = call.params.get("message_id")
        message = chat.find(wanted) if isinstance(wanted, int) else None
        if message is None:
            bad(f"message to {what} not found")
        if what == "edit" and not message.from_bot:
            bad("message can't be edited")
        return message

    def _rewrite(self, call: Call, key: str, most: int) -> Json:
        message = self._own(call, "edit")
        if (message.file is not None) != (key == "caption"):
            bad(f"there is no {key} in the message to edit")
        text, source, entities = self._text(call, key, most)
        if not text and key == "text":
            bad("message text is empty")
        rows, _ = self._rows(call)
        if (text, entities, rows) == (message.text, message.entities, message.rows):
            refuse(400, SAME)
        message.rows, message.edited = rows, int(time.time())
        message.write(text, source, entities)
        return message.json()

    def _edit_message_text(self, call: Call) -> Json:
        return self._rewrite(call, "text", TEXT_MAX)

    def _edit_message_caption(self, call: Call) -> Json:
        return self._rewrite(call, "caption", CAPTION_MAX)

    def _edit_message_media(self, call: Call) -> Json:
        message, media = self._own(call, "edit"), call.params.get("media")
        if not isinstance(media, dict) or media.get("type") not in {"photo", "document"}:
            bad("can't parse InputMedia: type must be known (this server knows photo, document)")
        if message.file is None:
            bad("there is no media in the message to edit")
        asked = Call(call.method, call.params | media, call.at, files=call.files)
        photo, document = None, None
        shown: Json | list[Json]
        if media["type"] == "photo":
            photo, shown = self._photo(asked, "media")
        else:
            document, shown = self._document(asked, "media")
        text, source, entities = self._text(asked, "caption", CAPTION_MAX)
        rows, _ = self._rows(call)
        upload = photo or document
        if upload is not None and (upload.content, text, entities, rows) == (
            message.upload.content if message.upload else b"",
            message.text,
            message.entities,
            message.rows,
        ):
            refuse(400, SAME)
        message.photo, message.document, message.file = photo, document, shown
        message.rows, message.edited = rows, int(time.time())
        message.write(text, source, entities)
        return message.json()

    def _edit_message_reply_markup(self, call: Call) -> Json:
        message = self._own(call, "edit")
        rows, _ = self._rows(call)
        if rows == message.rows:
            refuse(400, SAME)
        message.rows, message.edited = rows, int(time.time())
        return message.json()

    def _delete_message(self, call: Call) -> bool:
        self._own(call, "delete").deleted = True
        return True

    def _pin_chat_message(self, call: Call) -> bool:
        self._own(call, "pin").pinned = True
        return True

    def _unpin_chat_message(self, call: Call) -> bool:
        chat = self.chat_for(call)
        wanted = call.params.get("message_id")
        for message in chat.pinned:
            if wanted in (None, message.id):
                message.pinned = False
        return True

    def _answer_callback_query(self, call: Call) -> bool:
        press = self.presses.get(str(call.params.get("callback_query_id")))
        if press is None or press.answered:
            refuse(400, STALE)
        text = call.params.get("text")
        if text is not None and len(text) > 200:
            bad("MESSAGE_TOO_LONG")
        press.answered, press.answer = True, text
        press.alert = bool(call.params.get("show_alert"))
        press.latency = time.monotonic() - press.at
        return True

    # -- chats -----------------------------------------------------------------------------

    def _get_chat(self, call: Call) -> Json:
        chat = self.chat_for(call)
        pinned = chat.pinned
        return chat.json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
            **({"pinned_message": pinned[-1].json()} if pinned else {}),
        }

    def _get_chat_member(self, call: Call) -> Json:
        chat, wanted = self.chat_for(call), call.params.get("user_id")
        user = self.users.get(wanted) if isinstance(wanted, int) else None
        if user is None:
            bad("invalid user_id specified")
        return self.member(chat, user)

    def member(self, chat: Chat, user: User, status: str | None = None) -> Json:
        status = status or chat.members.get(user.id, "left")
        shown: Json = {"status": status, "user": user.json()}
        if status == "kicked":
            shown["until_date"] = 0
        if status == "creator":
            shown["is_anonymous"] = False
        if status == "administrator":
            shown |= dict.fromkeys(
                (
                    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
                    "can_manage_video_chats", "can_restrict_members", "can_promote_members",
                    "can_change_info", "can_invite_users", "can_post_stories",
                    "can_edit_stories", "can_delete_stories", "can_pin_messages",
                ),
                True,
            )  # fmt: skip
            shown["can_manage_topics"] = "can_manage_topics" in chat.rights
        return shown

    def _create_forum_topic(self, call: Call) -> Json:
        chat, name = self.chat_for(call), str(call.params.get("name") or "").strip()
        if not chat.forum:
            bad("the chat is not a forum")
        if "can_manage_topics" not in chat.rights:
            bad("not enough rights to create a topic")
        if not 1 <= telegram_html.units(name) <= TOPIC_MAX:
            bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
        made = chat.add(self.bot, service={"forum_topic_created": {"name": name, "icon_color": 1}})
        made.thread = made.id
        chat.threads.add(made.id)
        chat.topics[made.id] = name
        return {"message_thread_id": made.id, "name": name, "icon_color": 0x6FB9F0}

    def _leave_chat(self, call: Call) -> bool:
        chat = self.chat_for(call)
        if chat.type == "private":
            bad("chat not found")
        chat.members[self.bot.id] = "left"
        chat.forbidden = f"Forbidden: bot is not a member of the {chat.type} chat"
        return True
