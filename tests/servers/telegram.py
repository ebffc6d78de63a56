"""A Telegram Bot API on loopback, with the people in its chats played by method calls.

`python -m tests.servers.telegram --port 8081` runs it alone, the people played over HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isawaitable
from typing import Any

from aiohttp import web

from .loopback import (
    Answer,
    Bucket,
    Call,
    Fault,
    Json,
    Loopback,
    Pace,
    Upload,
    gateway_page,
    read_json,
)
from .telegram_api import CONFLICT, NAMES, BotApi, refusal
from .telegram_chats import Chat, Message, Press, User
from .telegram_html import found_entities

TOKEN = "123456789:loopback-token-of-the-test-bot"
BOT_NAME = "loopback_bot"
INTS = {"chat_id", "user_id", "message_id", "message_thread_id", "offset", "limit", "timeout",
        "reply_to_message_id"}  # fmt: skip
FLAGS = {"disable_notification", "protect_content", "show_alert", "drop_pending_updates",
         "allow_paid_broadcast", "only_if_banned", "revoke_messages"}  # fmt: skip
OBJECTS = {"reply_markup", "entities", "caption_entities", "allowed_updates", "commands", "scope",
           "reply_parameters", "link_preview_options", "media"}  # fmt: skip
WRITES = re.compile(r"(send|edit|delete|pin|unpin|forward|copy)")
FREE = {"getupdates", "getme", "deletewebhook"}


@dataclass(slots=True)
class Limits:
    """Telegram's limits: per private chat (with a burst), per group, over all chats."""

    private_seconds: float = 1.0
    private_burst: int = 3
    group_count: int = 20
    group_seconds: float = 60.0
    overall_count: int = 30
    on: bool = False
    refused: int = 0
    _chats: dict[int, Pace | Bucket] = field(default_factory=dict)
    _all: Pace | None = None
    _held: dict[int, float] = field(default_factory=dict)

    def wait(self, chat_id: int | None, now: float) -> float:
        """Seconds a call must wait; taking its place when it need not."""
        self._all = self._all or Pace(self.overall_count, 1.0)
        paces: list[Pace | Bucket] = [self._all]
        if chat_id is not None:
            paces.append(self._chats.setdefault(chat_id, self._pace(chat_id)))
        wait = max(pace.wait(now) for pace in paces)
        if chat_id is not None:
            wait = max(wait, self._held.get(chat_id, now) - now)
        if wait > 0:
            self.refused += 1
            if chat_id is not None:
                self._held[chat_id] = now + math.ceil(wait)
            return wait
        for pace in paces:
            pace.take(now)
        return 0.0

    def _pace(self, chat_id: int) -> Pace | Bucket:
        if chat_id > 0:
            return Bucket(self.private_seconds, self.private_burst)
        return Pace(self.group_count, self.group_seconds)


class TelegramServer(Loopback):
    """`async with TelegramServer() as tg`: TELEGRAM_API_URL is `tg.url`, the token `tg.token`."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str | None = TOKEN,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(port=port, now=now)
        self.any_token = token is None
        self.token = token or TOKEN
        self.url = self.origin
        bot_id = int(self.token.partition(":")[0])
        self.bot = User(bot_id, "Loopback", BOT_NAME, is_bot=True)
        self.api = BotApi(self.bot)
        self.limits = Limits()

    @property
    def chats(self) -> dict[int, Chat]:
        return self.api.chats

    @property
    def pending(self) -> list[Json]:
        """Updates the bot has not confirmed yet."""
        return self.api.updates.waiting

    @property
    def polled_at(self) -> float | None:
        """When the last getUpdates arrived (monotonic)."""
        polls = self.calls_of("getUpdates")
        return polls[-1].at if polls else None

    # -- what people do --------------------------------------------------------------------

    def chat(self, chat_id: int) -> Chat:
        """The chat, made on first sight: private above zero, (super)group below."""
        return self.add_chat(chat_id)

    def add_chat(
        self,
        chat_id: int,
        chat_type: str | None = None,
        *,
        title: str | None = None,
        forum: bool = False,
    ) -> Chat:
        if chat_id in self.chats:
            return self.chats[chat_id]
        if chat_type is None:
            group = "supergroup" if str(chat_id).startswith("-100") else "group"
            chat_type = "private" if chat_id > 0 else group
        chat = Chat(chat_id, chat_type, title or f"{chat_type} {abs(chat_id)}", forum=forum)
        chat.members[self.bot.id] = "member"
        self.chats[chat_id] = chat
        return chat

    def user(self, user_id: int, *, language: str = "ko", username: str | None = None) -> User:
        user = self.api.users.setdefault(user_id, User(user_id, f"User{user_id}"))
        user.language, user.username = language, username or user.username
        return user

    def add_topic(self, chat_id: int, thread: int) -> int:
        """A forum topic the bot can send to."""
        chat = self.add_chat(chat_id, "supergroup")
        chat.forum = True
        chat.threads.add(thread)
        return thread

    def close_topic(self, chat_id: int, thread: int) -> None:
        self.chats[chat_id].closed_threads.add(thread)

    def delete_topic(self, chat_id: int, thread: int) -> None:
        self.chats[chat_id].threads.discard(thread)

    def say(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int | None = None,
        chat_type: str | None = None,
        thread: int | None = None,
        language: str = "ko",
        date: datetime | int | None = None,
        username: str | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """A person writes; in a private chat the person is the chat."""
        chat = self.add_chat(chat_id, chat_type)
        if user_id is None:
            if chat.type != "private":
                raise ValueError("who says it? a group needs user_id")
            user_id = chat_id
        user = self.user(user_id, language=language, username=username)
        chat.members.setdefault(user_id, "member")
        if chat.type == "private":
            chat.username = user.username
            if chat.forbidden:
                self.unblock(chat_id)
        if thread is not None:
            self.add_topic(chat_id, thread)
        moment = int(date.timestamp()) if isinstance(date, datetime) else date
        message = chat.add(
            user,
            date=moment,
            text=text,
            entities=found_entities(text),
            thread=thread,
            reply_to=reply_to,
        )
        if self._reaches_bot(message):
            self._update("message", message.json())
        return message

    def _reaches_bot(self, message: Message) -> bool:
        if message.chat.members.get(self.bot.id) in {"left", "kicked"}:
            return False
        if not self.api.privacy or message.chat.type == "private":
            return True
        if message.text.startswith("/"):
            return "@" not in message.text.split()[0] or f"@{BOT_NAME}" in message.text
        reply = None if message.reply_to is None else message.chat.find(message.reply_to)
        return f"@{BOT_NAME}" in message.text or (reply is not None and reply.from_bot)

    def press(
        self,
        chat_id: int,
        message: Message | int,
        button: str,
        user_id: int | None = None,
        *,
        language: str = "ko",
    ) -> Press:
        """A person presses a button, by its label or data; the press shows the answer."""
        chat = self.chats[chat_id]
        found = message if isinstance(message, Message) else chat.find(message)
        if found is None:
            raise LookupError(f"no message {message} in {chat_id}")
        wanted = found.button(button)
        if wanted.data is None:
            raise LookupError(f"{wanted.text!r} opens {wanted.url}, the bot does not hear of it")
        user = self.user(chat_id if user_id is None else user_id, language=language)
        press_id = str(9_000_000 + len(self.api.presses))
        press = Press(press_id, user, found, wanted, time.monotonic())
        self.api.presses[press_id] = press
        self._update(
            "callback_query",
            {
                "id": press_id,
                "from": user.json(),
                "message": found.json(),
                "chat_instance": str(abs(chat_id)),
                "data": wanted.data,
            },
        )
        return press

    def migrate(self, group_id: int, *, announce: bool = True) -> int:
        """The group becomes a supergroup; without `announce` only refusals tell the bot."""
        old = self.chats[group_id]
        new_id = int(f"-100{abs(group_id)}")
        new = self.add_chat(new_id, "supergroup", title=old.title)
        new.members = dict(old.members)
        old.migrated_to = new_id
        sender = next((self.api.users[one] for one in old.members if one != self.bot.id), self.bot)
        said = old.add(sender, service={"migrate_to_chat_id": new_id})
        greeting = new.add(sender, service={"migrate_from_chat_id": group_id})
        if announce:
            self._update("message", said.json())
            self._update("message", greeting.json())
        return new_id

    def block(self, chat_id: int) -> None:
        """The person blocks the bot; saying something again unblocks it."""
        self._bar(chat_id, "kicked", "Forbidden: bot was blocked by the user")

    def unblock(self, chat_id: int) -> None:
        self._bar(chat_id, "member", None)

    def deactivate(self, chat_id: int) -> None:
        """The person's account is gone; nobody tells the bot."""
        self.add_chat(chat_id).forbidden = "Forbidden: user is deactivated"

    def words_only(self, chat_id: int) -> None:
        """The group's owner lets nobody send pictures and files."""
        self.add_chat(chat_id).words_only = True

    def kick(self, chat_id: int, by: int | None = None) -> None:
        """The bot is thrown out of the group."""
        kind = self.add_chat(chat_id).type
        self._bar(chat_id, "kicked", f"Forbidden: bot was kicked from the {kind} chat", by)

    def invite(self, chat_id: int, by: int) -> None:
        """A person brings the bot (back) into a group."""
        self.add_chat(chat_id).members.setdefault(self.bot.id, "left")
        self._bar(chat_id, "member", None, by)

    def promote(self, chat_id: int, *rights: str) -> None:
        """The bot becomes an administrator, who may do what is named (`can_manage_topics`)."""
        chat = self.add_chat(chat_id)
        chat.rights = set(rights)
        self._bar(chat_id, "administrator", None)

    def _bar(self, chat_id: int, status: str, why: str | None, by: int | None = None) -> None:
        chat = self.add_chat(chat_id)
        before = chat.members.get(self.bot.id, "left")
        chat.members[self.bot.id], chat.forbidden = status, why
        people = [one for one in chat.members if one != self.bot.id]
        user = self.user(by or (chat_id if chat_id > 0 else (people or [777])[0]))
        self._update(
            "my_chat_member",
            {
                "chat": chat.json(),
                "from": user.json(),
                "date": int(time.time()),
                "old_chat_member": self.api.member(chat, self.bot, before),
                "new_chat_member": self.api.member(chat, self.bot, status),
            },
        )

    def replay(self, count: int = 1) -> list[int]:
        """Hand the last confirmed updates out again, ids unchanged."""
        queue = self.api.updates
        again = [queue.confirmed.pop() for _ in range(min(count, len(queue.confirmed)))]
        queue.waiting = sorted([*queue.waiting, *again], key=lambda one: int(one["update_id"]))
        queue.arrived.set()
        return [int(one["update_id"]) for one in reversed(again)]

    def _update(self, kind: str, content: Json) -> None:
        self.api.updates.push(kind, content)
        self.tell()

    async def next_message(self, chat_id: int, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The bot's next message in the chat that this method has not returned yet."""
        chat = self.chat(chat_id)

        def fresh() -> Message | None:
            return next((one for one in chat.messages if one.id > chat.told), None)

        message = await self.wait_for(fresh, timeout)
        if message is None:  # pragma: no cover
            raise LookupError
        chat.told = message.id
        return message

    def commands(self, language: str = "", **scope: object) -> list[tuple[str, str]]:
        """A menu as set: `commands("ko")`, `commands("ko", type="chat", chat_id=7)`."""
        key = json.dumps(scope or {"type": "default"}, sort_keys=True), language
        return [(one["command"], one["description"]) for one in self.api.menus.get(key, [])]

    # -- what goes wrong -------------------------------------------------------------------

    @asynccontextmanager
    async def rival(self, pause: float = 0.02) -> AsyncIterator[None]:
        """Another program polls with the same token and comes back whenever it is thrown out.

        It reads what there is and confirms nothing, as a thief would.
        """

        async def poll() -> None:
            while True:
                await self.api.updates.poll(5, 100)
                await asyncio.sleep(pause)

        polling = asyncio.create_task(poll())
        try:
            yield
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)

    def fail(
        self,
        method: str,
        status: int,
        description: str | None = None,
        parameters: Json | None = None,
        times: int | None = 1,
        *,
        chat: int | None = None,
        retry_after: int = 1,
        after_delivery: bool = False,
        late: float = 0.0,
    ) -> None:
        """Answer the next calls with a status: 500 and above as a gateway's HTML page.

        `late` is how many seconds the answer takes.
        """
        if status == 429 and parameters is None:
            parameters = {"retry_after": retry_after}
        if description is None:
            seconds = (parameters or {}).get("retry_after")
            description = {
                403: "Forbidden: bot was blocked by the user",
                409: CONFLICT,
                429: f"Too Many Requests: retry after {seconds}",
            }.get(status, NAMES.get(status, ""))
        answer = refusal(status, description, parameters)
        if status >= 500:
            answer = Answer(gateway_page(status), status, error=gateway_page(status))
        fault = Fault(method, times=times, answer=answer, deliver=after_delivery, seconds=late)
        self._add(fault, chat)

    # -- the wire --------------------------------------------------------------------------

    def method_key(self, method: str) -> str:
        return method.lower()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._on_call),
            web.post("/user/say", self._on_say),
            web.post("/user/press", self._on_press),
            web.get("/user/messages", self._on_messages),
            web.get("/user/calls", self._on_calls),
            web.route("*", "/{anything:.*}", self._on_anything),
        ]

    async def _on_anything(self, request: web.Request) -> web.Response:
        return refusal(404, "Not Found").response()

    async def _on_call(self, request: web.Request) -> web.Response:
        arrived = time.monotonic()
        params, files = await _read(request)
        where = params.get("chat_id")
        call = Call(
            request.match_info["method"],
            params,
            arrived,
            where=None if where is None else str(where),
            files=files,
        )
        token = request.match_info["token"]

        async def work(call: Call) -> Answer:
            return await self._work(call, token)

        return await self.serve(request, call, work)

    def _stranger(self, token: str) -> Answer | None:
        if self.any_token or token == self.token:
            return None
        if re.fullmatch(r"\d+:[\w-]+", token):
            return refusal(401, "Unauthorized")
        return refusal(404, "Not Found")

    async def _work(self, call: Call, token: str) -> Answer:
        stranger = self._stranger(token)
        if stranger is not None:
            return stranger
        key = self.method_key(call.method)
        method = self.api.methods.get(key)
        if method is None:
            return refusal(404, "Not Found")
        held = self._held(key, call)
        if held is not None:
            return held
        result = method(call)
        if isawaitable(result):
            result = await result
        return Answer({"ok": True, "result": result})

    def _held(self, key: str, call: Call) -> Answer | None:
        if not self.limits.on or key in FREE:
            return None
        where = call.params.get("chat_id") if WRITES.match(key) else None
        wait = self.limits.wait(where if isinstance(where, int) else None, self.now())
        if wait <= 0:
            return None
        seconds = max(1, math.ceil(wait))
        return refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

    # -- people over HTTP ------------------------------------------------------------------

    async def _on_say(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        keep = ("user_id", "chat_type", "thread", "language", "username", "date")
        options: dict[str, Any] = {key: asked[key] for key in keep if asked.get(key) is not None}
        try:
            message = self.say(int(asked["chat_id"]), str(asked["text"]), **options)
        except (KeyError, ValueError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return web.json_response(message.seen())

    async def _on_press(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        try:
            press = self.press(
                int(asked["chat_id"]),
                int(asked["message_id"]),
                str(asked.get("button", asked.get("data", ""))),
                asked.get("user_id"),
            )
        except (KeyError, LookupError, ValueError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        with suppress(TimeoutError):
            await self.wait_for(lambda: press.answered, 3)
        return web.json_response(
            {"answered": press.answered, "answer": press.answer, "alert": press.alert}
        )

    async def _on_messages(self, request: web.Request) -> web.Response:
        try:
            chat = self.chats.get(int(request.query["chat_id"]))
        except (KeyError, ValueError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        shown = [one for one in (chat.history if chat else []) if not one.deleted]
        return web.json_response([one.seen() for one in shown])

    async def _on_calls(self, request: web.Request) -> web.Response:
        return web.json_response(
            [
                {"method": one.method, "params": one.params, "status": one.status}
                for one in self.calls
                if one.method != "getUpdates"
            ]
        )


async def _read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    params: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        params |= await read_json(request)
    elif request.method == "POST":
        for key, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                value.file.close()
                files[key] = Upload(value.filename, content, value.content_type)
            else:
                params[key] = value
    return {key: _typed(key, value) for key, value in params.items()}, files


def _typed(key: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if key in FLAGS:
        return value.lower() in {"true", "1"}
    if key in INTS or key in OBJECTS:
        with suppress(ValueError):
            return json.loads(value)
    return value


async def _alone(port: int) -> None:
    async with TelegramServer(port=port, token=None) as tg:
        sys.stdout.write(
            f"Telegram on {tg.url} (any token, e.g. {TOKEN})\n"
            f"  TELEGRAM_API_URL={tg.url} TELEGRAM_BOT_TOKEN={TOKEN}\n"
            f'  curl {tg.url}/user/say -d \'{{"chat_id": 1001, "text": "/start"}}\'\n'
            f"  curl {tg.url}/user/press -d "
            '\'{"chat_id": 1001, "message_id": 2, "button": "label"}\'\n'
            f"  curl '{tg.url}/user/messages?chat_id=1001'\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    with suppress(KeyboardInterrupt):
        asyncio.run(_alone(parser.parse_args().port))


if __name__ == "__main__":
    main()
