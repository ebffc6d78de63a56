"""A Slack on loopback: Web API, Socket Mode, and the people played by method calls.

`python -m tests.servers.slack --port 8082` runs it alone, the people played over HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from aiohttp import web

from .loopback import Answer, Call, Fault, Json, Loopback, RefusedError, gateway_page, read_json
from .slack_api import Limits, Reply, WebApi, refusal, too_many
from .slack_http import RequestUrl
from .slack_link import Envelope, Link, Links, event
from .slack_manifest import check_manifest
from .slack_space import Channel, Message, Person, Space
from .slack_views import View, Views

BOT_TOKEN = "xoxb-loopback-bot"
APP_TOKEN = "xapp-loopback-app"
SIGNING_SECRET = "loopback-signing-secret"
EVENTS = {"app_mention", "message.channels", "message.groups", "message.im", "message.mpim",
          "channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted",
          "group_deleted", "app_home_opened"}  # fmt: skip


class SlackServer(Loopback):
    """`async with SlackServer() as slack`: SLACK_API_URL is `slack.url`."""

    def __init__(
        self,
        *,
        port: int = 0,
        bot_token: str | None = BOT_TOKEN,
        app_token: str | None = APP_TOKEN,
        ack_timeout: float = 3.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(port=port, now=now)
        self.any_token = bot_token is None
        self.bot_token = bot_token or BOT_TOKEN
        self.app_token = app_token or APP_TOKEN
        self.url = f"{self.origin}/api/"
        self.space = Space()
        self.api = WebApi(self.space, self.origin)
        self.limits = Limits()
        self.link = Links(self.space.app, self.tell)
        self.link.ack_timeout = ack_timeout
        self.link.on_ack = self._acked
        self.events = set(EVENTS)
        self.commands: set[str] | None = None
        self._replies: dict[str, Reply] = {}
        self._submissions: dict[str, View] = {}
        self._numbers = itertools.count(1)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.link.close()
        await super().__aexit__(kind, error, trace)

    @property
    def bot_user(self) -> str:
        return self.space.bot_user

    @property
    def scopes(self) -> set[str]:
        """What the bot may do; take one away and its methods answer missing_scope."""
        return self.api.scopes

    @property
    def views(self) -> Views:
        """The modals and App Homes that are shown."""
        return self.api.views

    @property
    def links(self) -> list[Link]:
        """The open Socket Mode links."""
        return self.link.open

    @property
    def envelopes(self) -> list[Envelope]:
        return self.link.envelopes

    async def connected(self, count: int = 1, timeout: float = 5) -> None:  # noqa: ASYNC109
        """Until `count` links have been opened since the start."""
        await self.wait_for(lambda: self.link.opened >= count and self.links, timeout)

    def install(self, manifest: Json) -> None:
        """Take scopes, events and commands from a manifest, refused where Slack would."""
        told = check_manifest(manifest)
        if told:
            raise ValueError("\n".join(told))
        self.api.scopes.clear()
        self.api.scopes.update(manifest["oauth_config"]["scopes"]["bot"])
        settings = manifest["settings"]
        self.events = set((settings.get("event_subscriptions") or {}).get("bot_events") or [])
        features = manifest.get("features") or {}
        self.commands = {one["command"] for one in features.get("slash_commands") or []}
        self.views.home_enabled = bool((features.get("app_home") or {}).get("home_tab_enabled"))

    def deliver_to(self, url: str | None, signing_secret: str = SIGNING_SECRET) -> None:
        """Post to this address instead of using Socket Mode; None goes back."""
        self.link.request_url = None if url is None else RequestUrl(url, signing_secret)

    # -- what people do --------------------------------------------------------------------

    def channel(self, channel_id: str) -> Channel:
        """The channel, made on first sight with the bot in it; "D..." is a direct message."""
        return self.space.channel(channel_id)

    def add_channel(self, channel_id: str, **traits: Any) -> Channel:
        """With traits: name, is_private, is_member, is_archived."""
        return self.space.channel(channel_id, **traits)

    def direct(self, user: str) -> Channel:
        """The direct message between a person and the bot."""
        return self.space.direct(user)

    def person(self, user: str, **traits: Any) -> Person:
        """With traits: name, locale, tz."""
        person = self.space.person(user)
        for key, value in traits.items():
            setattr(person, key, value)
        return person

    def _spot(self, channel: str | None, user: str) -> Channel:
        self.space.person(user)
        found = self.space.direct(user) if channel is None else self.space.channel(channel)
        found.people.add(user)
        if found.is_im and found.person is None:
            found.person = user
        return found

    def slash(self, command: str, text: str, channel: str | None, user: str) -> Envelope:
        """A person types a slash command; channel None is their direct message."""
        if self.commands is not None and command not in self.commands:
            raise LookupError(f"{command} is not a command of the installed manifest")
        spot = self._spot(channel, user)
        url = self.api.response_url(spot, user)
        payload = {
            "token": "loopback",
            "team_id": self.space.team,
            "team_domain": "loopback",
            "channel_id": spot.id,
            "channel_name": "directmessage" if spot.is_im else spot.name,
            "user_id": user,
            "user_name": self.space.person(user).name,
            "command": command,
            "text": text,
            "api_app_id": self.space.app,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.views.trigger(self.space.team, user),
        }
        return self._send("slash_commands", payload, url)

    def say(
        self,
        text: str,
        channel: str | None = None,
        user: str = "U0ANN",
        *,
        mention: bool = False,
        dm: bool = False,
        thread_ts: str | None = None,
    ) -> list[Envelope]:
        """A person writes; one envelope for each event the app subscribed to."""
        spot = self._spot(None if dm else channel, user)
        words = f"<@{self.bot_user}> {text}" if mention else text
        message = self.space.add(spot, user, words, thread_ts=thread_ts)
        content = message.json() | {
            "channel": spot.id,
            "channel_type": _channel_type(spot),
            "event_ts": message.ts,
            "team": self.space.team,
            "client_msg_id": f"c-{message.ts}",
        }
        sent = []
        if spot.is_member and f"message.{_channel_type(spot, plural=True)}" in self.events:
            sent.append(self._event(content))
        if mention and not spot.is_im and spot.is_member and "app_mention" in self.events:
            called = {key: content[key] for key in content if key != "channel_type"}
            sent.append(self._event(called | {"type": "app_mention"}))
        self.tell()
        return sent

    def _event(self, content: Json) -> Envelope:
        space, number = self.space, next(self._numbers)
        payload = event(space.team, space.app, space.bot_user, number, content)
        return self.link.send("events_api", payload)

    def shut(self, channel: str, how: str = "left", user: str = "U0ANN") -> Envelope | None:
        """A person removes the bot ("left"), archives the channel ("archive") or deletes it.

        The event Slack tells the app, None where it did not subscribe to it ("deleted" is the
        third). Of the bot itself Slack sends no member_left_channel.
        """
        spot = self.space.channel(channel)
        kind = f"{'group' if spot.is_private else 'channel'}_{how}"
        if how == "left":
            spot.is_member = False
        elif how == "archive":
            spot.is_archived = True
        elif how == "deleted":
            del self.space.channels[channel]
        else:
            raise ValueError(how)
        self.tell()
        if kind not in self.events:
            return None
        actor = "user" if how == "archive" else "actor_id"
        content = {"type": kind, "channel": channel, actor: user, "event_ts": self.space.next_ts()}
        return self._event(content)

    def invite(self, channel: str) -> Channel:
        """A person takes the bot in, or takes it back."""
        spot = self.space.channel(channel)
        spot.is_member, spot.is_archived = True, False
        self.tell()
        return spot

    def press(
        self, channel: str | Channel, message: Message | str, button: str, user: str = "U0ANN"
    ) -> Envelope:
        """A person presses a button, by label, value or action_id."""
        spot = channel if isinstance(channel, Channel) else self.space.channels[channel]
        found = message if isinstance(message, Message) else spot.find(message)
        if found is None:
            raise LookupError(f"no message {message} in {spot.id}")
        wanted = found.button(button)
        self._spot(spot.id, user)
        url = self.api.response_url(spot, user, found)
        action = wanted.json | {"block_id": wanted.block_id, "action_ts": self.space.next_ts()}
        container = {
            "type": "message",
            "message_ts": found.ts,
            "channel_id": spot.id,
            "is_ephemeral": found.ephemeral,
        }
        payload: Json = {
            "type": "block_actions",
            "user": {
                "id": user,
                "username": self.space.person(user).name,
                "name": self.space.person(user).name,
                "team_id": self.space.team,
            },
            "api_app_id": self.space.app,
            "token": "loopback",
            "container": container,
            "trigger_id": self.views.trigger(self.space.team, user),
            "team": {"id": self.space.team, "domain": "loopback"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": spot.id, "name": "directmessage" if spot.is_im else spot.name},
            "message": found.json(),
            "state": {"values": {}},
            "response_url": url,
            "actions": [action],
        }
        if found.ephemeral:  # Slack does not show the app what it showed to one person
            del payload["message"]
        return self._send("interactive", payload, url)

    def open_home(self, user: str = "U0ANN", tab: str = "home") -> Envelope | None:
        """A person opens the app; None where it did not subscribe to that."""
        spot = self._spot(None, user)
        if "app_home_opened" not in self.events:
            return None
        content: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": spot.id,
            "tab": tab,
            "event_ts": self.space.next_ts(),
        }
        if tab == "home" and (view := self.views.homes.get(user)) is not None:
            content["view"] = self._view(view)
        return self._event(content)

    def press_home(self, button: str, user: str = "U0ANN") -> Envelope:
        """A person presses a button of their App Home, by label or value."""
        view = self.views.homes[user]
        wanted = view.button(button)
        action = wanted.json | {"block_id": wanted.block_id, "action_ts": self.space.next_ts()}
        payload = self._of_person("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self.views.trigger(self.space.team, user),
            "view": self._view(view),
            "actions": [action],
        }
        return self.link.send("interactive", payload)

    def submit(self, user: str = "U0ANN", **answers: Any) -> Envelope:
        """A person fills in the modal they see, by block id, and sends it off."""
        view = self.views.modal(user)
        payload = self._of_person("view_submission", user) | {
            "trigger_id": self.views.trigger(self.space.team, user),
            "view": self._view(view, view.state(answers)),
            "response_urls": [],
        }
        envelope = self.link.send("interactive", payload)
        self._submissions[envelope.id] = view
        return envelope

    def _of_person(self, kind: str, user: str) -> Json:
        name = self.space.person(user).name
        return {
            "type": kind,
            "user": {"id": user, "username": name, "name": name, "team_id": self.space.team},
            "team": {"id": self.space.team, "domain": "loopback"},
            "api_app_id": self.space.app,
            "token": "loopback",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _view(self, view: View, state: Json | None = None) -> Json:
        return view.json(self.space.team, self.space.app, self.space.bot_id, state)

    def _send(self, kind: str, payload: Json, url: str) -> Envelope:
        envelope = self.link.send(kind, payload)
        self._replies[envelope.id] = self.api.replies[url.rpartition("/")[2]]
        self.tell()
        return envelope

    def _acked(self, envelope: Envelope) -> None:
        if (view := self._submissions.get(envelope.ids[0])) is not None:
            envelope.error = self.views.answered(view, envelope.ack_payload)
            return
        reply, answer = self._replies.get(envelope.ids[0]), envelope.ack_payload
        if reply is None or not answer or not (answer.get("text") or answer.get("blocks")):
            return
        try:
            self.api.answer(reply, answer)
        except RefusedError as refused:
            envelope.error = refused.answer.error

    def pictures(self, message: Message) -> list[bytes]:
        """What the image blocks of a message show."""
        blocks = [one for one in message.blocks if one["type"] == "image"]
        return [self.api.files[one["slack_file"]["id"]].content for one in blocks]

    async def next_message(self, channel: str | Channel, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The bot's next message there that this method has not returned yet."""
        spot = channel if isinstance(channel, Channel) else self.channel(channel)

        def fresh() -> Message | None:
            new = spot.history[spot.told :]
            return next((one for one in new if one.from_bot and not one.deleted), None)

        message = await self.wait_for(fresh, timeout)
        if message is None:  # pragma: no cover
            raise LookupError
        spot.told = spot.history.index(message) + 1
        return message

    async def acked(self, envelope: Envelope, timeout: float = 5) -> float:  # noqa: ASYNC109
        """The seconds the app took to acknowledge."""
        await self.wait_for(lambda: envelope.acked, timeout)
        return envelope.latency or 0.0

    # -- what goes wrong -------------------------------------------------------------------

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        status: int = 200,
        retry_after: int | None = None,
        times: int | None = 1,
        *,
        chat: str | None = None,
        after_delivery: bool = False,
        **more: Any,
    ) -> None:
        """Answer the next calls with an error; 429 with Retry-After, 500 and above as HTML.

        `method` is a Web API method, "response_url", "upload", or "*"; `more` goes into the
        body (needed=..., provided=...).
        """
        answer = refusal(error, **more)
        if status == 429 or retry_after is not None:
            answer = too_many(1 if retry_after is None else retry_after)
        elif status >= 500:
            answer = Answer(gateway_page(status), error=error)
        answer.status = status if status != 200 else answer.status
        self._add(Fault(method, times=times, answer=answer, deliver=after_delivery), chat)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open a new link, as Slack does several times a day."""
        host = {"host": "applink-loopback"}
        self.link.say_all({"type": "disconnect", "reason": reason, "debug_info": host})

    def drop(self) -> None:
        """Reset all links without a word."""
        self.link.drop()

    def deaf(self, *, answer_pings: bool = False) -> None:
        """The open links stay open, but nothing comes through them any more."""
        self.link.deafen(deaf=True, pongs=answer_pings)

    def hear(self) -> None:
        """The deaf links work again."""
        self.link.deafen(deaf=False, pongs=True)

    def redeliver(self, envelope: Envelope, *, same_id: bool = False) -> None:
        """Deliver again at once: in a new envelope (retry_attempt + 1) or the same one."""
        self.link.redeliver(envelope, same_id=same_id)

    # -- the wire --------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._on_call),
            web.get("/link", self.link.serve),
            web.post("/response/{key}", self._on_response),
            web.post("/upload/{key}", self._on_upload),
            web.post("/user/slash", self._on_slash),
            web.post("/user/say", self._on_say),
            web.post("/user/press", self._on_press),
            web.post("/user/shut", self._on_shut),
            web.post("/user/invite", self._on_invite),
            web.get("/user/messages", self._on_messages),
            web.get("/user/calls", self._on_calls),
        ]

    async def _on_call(self, request: web.Request) -> web.Response:
        arrived = time.monotonic()
        params = await _read(request)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = str(params.pop("token", "") or given)
        where = params.get("channel") or params.get("channel_id")
        call = Call(request.match_info["method"], params, arrived, where=where)

        async def work(call: Call) -> Answer:
            answer = self._work(call, token)
            answer.headers["X-OAuth-Scopes"] = ",".join(sorted(self.scopes))
            return answer

        return await self.serve(request, call, work)

    def _work(self, call: Call, token: str) -> Answer:
        opens_link = call.method == "apps.connections.open"
        wrong = self._wrong(token, opens_link=opens_link)
        if wrong is not None:
            return refusal(wrong)
        if opens_link:
            url = f"{self.origin.replace('http', 'ws')}/link?ticket={self.link.ticket()}"
            return Answer({"ok": True, "url": f"{url}&app_id={self.space.app}"})
        method = self.api.methods.get(call.method)
        if method is None:
            return refusal("unknown_method", req_method=call.method)
        self.api.require_scope(call.method)
        if self.limits.on and (wait := self.limits.wait(call, self.now())) > 0:
            return too_many(wait)
        return Answer({"ok": True} | method(call))

    def _wrong(self, token: str, *, opens_link: bool) -> str | None:
        if not token:
            return "not_authed"
        if self.any_token:
            return None
        mine, other = self.bot_token, self.app_token
        if opens_link:
            mine, other = other, mine
        if token == mine:
            return None
        return "not_allowed_token_type" if token == other else "invalid_auth"

    async def _on_response(self, request: web.Request) -> web.Response:
        key, arrived = request.match_info["key"], time.monotonic()
        params = await _read(request)
        reply = self.api.replies.get(key)
        where = None if reply is None else reply.channel.id
        call = Call("response_url", params, arrived, where=where)

        async def work(call: Call) -> Answer:
            return self.api.respond(key, call.params)

        return await self.serve(request, call, work)

    async def _on_upload(self, request: web.Request) -> web.Response:
        key, content = request.match_info["key"], await _content(request)
        call = Call("upload", {"file_id": key, "length": len(content)}, time.monotonic())

        async def work(_: Call) -> Answer:
            return self.api.upload(key, content)

        return await self.serve(request, call, work)

    # -- people over HTTP ------------------------------------------------------------------

    async def _on_slash(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        try:
            envelope = self.slash(
                str(asked["command"]),
                str(asked.get("text", "")),
                asked.get("channel"),
                str(asked["user"]),
            )
        except (KeyError, LookupError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return await self._told(envelope)

    async def _on_say(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        try:
            envelopes = self.say(
                str(asked["text"]),
                asked.get("channel"),
                str(asked["user"]),
                mention=bool(asked.get("mention")),
                dm=bool(asked.get("dm")),
                thread_ts=asked.get("thread_ts"),
            )
        except KeyError as error:
            return web.json_response({"error": repr(error)}, status=400)
        return web.json_response({"events": len(envelopes)})

    async def _on_press(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        try:
            envelope = self.press(
                str(asked["channel"]), str(asked["ts"]), str(asked["button"]), str(asked["user"])
            )
        except (KeyError, LookupError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return await self._told(envelope)

    async def _on_shut(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        try:
            envelope = self.shut(str(asked["channel"]), str(asked.get("how", "left")))
        except (KeyError, ValueError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return web.json_response({"events": int(envelope is not None)})

    async def _on_invite(self, request: web.Request) -> web.Response:
        asked = await read_json(request)
        if "channel" not in asked:
            return web.json_response({"error": "channel"}, status=400)
        return web.json_response({"channel": self.invite(str(asked["channel"])).id})

    async def _told(self, envelope: Envelope) -> web.Response:
        with suppress(TimeoutError):
            await self.wait_for(lambda: envelope.acked or envelope.error, 3.5)
        shown = {"acked": envelope.acked, "latency": envelope.latency, "error": envelope.error}
        return web.json_response(shown)

    async def _on_messages(self, request: web.Request) -> web.Response:
        channel = self.space.channels.get(request.query.get("channel", ""))
        history = channel.history if channel else []
        return web.json_response([one.seen() for one in history if not one.deleted])

    async def _on_calls(self, request: web.Request) -> web.Response:
        return web.json_response(
            [
                {"method": one.method, "params": one.params, "status": one.status}
                for one in self.calls
            ]
        )


def _channel_type(channel: Channel, *, plural: bool = False) -> str:
    if channel.is_im:
        return "im"
    return ("group" if channel.is_private else "channel") + ("s" if plural else "")


async def _read(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if request.method != "POST":
        return params
    if request.content_type == "application/json":
        return params | await read_json(request)
    for key, value in (await request.post()).items():
        params[key] = value if isinstance(value, str) else ""
    return params


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            content: bytes = value.file.read()
            value.file.close()
            return content
    return b""


async def _alone(port: int) -> None:
    async with SlackServer(port=port, bot_token=None) as slack:
        person = json.dumps({"command": "/kiwoom", "text": "help", "user": "U0ANN"})
        sys.stdout.write(
            f"Slack on {slack.url} (any token)\n"
            f"  SLACK_API_URL={slack.url} SLACK_BOT_TOKEN={BOT_TOKEN} "
            f"SLACK_APP_TOKEN={APP_TOKEN}\n"
            f"  curl {slack.origin}/user/slash -d '{person}'   (no channel: direct message)\n"
            f"  curl {slack.origin}/user/say -d "
            '\'{"text": "help", "channel": "C1", "user": "U0ANN", "mention": true}\'\n'
            f"  curl {slack.origin}/user/press -d "
            '\'{"channel": "C1", "ts": "...", "button": "label", "user": "U0ANN"}\'\n'
            f"  curl {slack.origin}/user/shut -d "
            '\'{"channel": "C1", "how": "left"}\'   (left, archive, deleted; then /user/invite)\n'
            f"  curl '{slack.origin}/user/messages?channel=C1'   (D0ANN: direct message)\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    with suppress(KeyboardInterrupt):
        asyncio.run(_alone(parser.parse_args().port))


if __name__ == "__main__":
    main()
