"""The calls this bot makes of Slack's Web API; each is bounded and raises nothing but SendError."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.cures import cure, sentence
from bot.channels.slack.errors import SetupWrong, refusal, translated
from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.pages import Page
from core.clock import Clock, SystemClock
from core.errors import ChatUnavailable, Gone, SendError, SettingsWrong, TryLater
from core.model import Destination

quiet = logging.getLogger(f"{__name__}.sdk")
"""slack_sdk tests its logger's own level, and one left at NOTSET counts as DEBUG there"""
quiet.setLevel(logging.ERROR)

_LAST_MOMENT = 4.0
_PERSON = ("U", "W")
"""how the ids of people begin; those of direct messages begin with D"""
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is; `scopes` is empty where Slack did not say."""

    user: str
    name: str
    bot: str
    team: str
    team_name: str
    scopes: frozenset[str] = frozenset()


def _unheard(_person: str, _chat: str) -> None:
    return None


class Api:
    """One Slack app at one Web API; connections are kept between `open` and `close`.

    `on_home` hears which direct message a post reached that was addressed to a person.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        url: str,
        seconds: float = 15.0,
        clock: Clock | None = None,
    ) -> None:
        self._app_token = app_token
        self._clock = clock or SystemClock()
        self.on_home: Callable[[str, str], None] = _unheard
        self._edits_from = 0.0
        self._flying = 0
        self._landed = asyncio.Event()
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=min(5.0, seconds))
        self.web = AsyncWebClient(
            token=bot_token,
            base_url=url,
            timeout=int(seconds) or 1,
            trust_env_in_session=True,
            logger=quiet,
            retry_handlers=[],  # the default repeats a send whose outcome nobody knows
        )
        self.web.proxy = None  # slack_sdk would ignore NO_PROXY; the session heeds it

    async def open(self) -> None:
        """Keep connections from now on."""
        self.web.session = aiohttp.ClientSession(timeout=self._timeout, trust_env=True)

    async def close(self) -> None:
        """Close them, once what is being written has had a moment to land."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_MOMENT):
                while self._flying:
                    self._landed.clear()
                    await self._landed.wait()
        session, self.web.session = self.web.session, None
        if session is not None:
            await session.close()

    async def me(self) -> Me:
        """Ask who the bot is, which tells whether its token is good."""
        with translated():
            answer = await self.web.auth_test()
            body = _dict(answer.data)
        granted = str(answer.headers.get("X-OAuth-Scopes", "")).replace(",", " ").split()
        return Me(
            user=str(body.get("user_id", "")),
            name=str(body.get("user", "")),
            bot=str(body.get("bot_id", "")),
            team=str(body.get("team_id", "")),
            team_name=str(body.get("team", "")),
            scopes=frozenset(granted),
        )

    async def link(self) -> str:
        """Return the address of a new Socket Mode connection; it carries a ticket, never log it."""
        try:
            with translated():
                answer = await self.web.apps_connections_open(app_token=self._app_token)
                return str(_dict(answer.data).get("url", ""))
        except SetupWrong as error:
            error.app = True
            raise

    async def connect(self, url: str) -> aiohttp.ClientWebSocketResponse[bool]:
        """Open the WebSocket; pings and pongs are told to the reader."""
        session = self.session()
        with translated():
            return await session.ws_connect(
                url,
                autoping=False,
                proxy=_proxy(url),
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                max_msg_size=16 * 1024 * 1024,
            )

    async def post(self, destination: Destination, page: Page) -> str:
        """Post a message and return its timestamp, which is its id."""
        said = _said(page) | {"unfurl_links": False, "unfurl_media": False}
        if destination.topic:
            said["thread_ts"] = destination.topic
        with self.flight():
            answer = await self.web.chat_postMessage(channel=destination.chat, **said)
            body = _dict(answer.data)
        reached = str(body.get("channel") or "")
        if destination.chat.startswith(_PERSON) and reached.startswith("D"):
            self.on_home(destination.chat, reached)
        return str(body.get("ts", ""))

    async def update(self, chat: str, ts: str, page: Page) -> None:
        """Put other words into a message of the bot's; raises NotEditable as well.

        Slack counts edits by themselves, over all channels: a pause it asks for is theirs alone.
        """
        rest = self._edits_from - self._clock.monotonic()
        if rest > 0:
            raise TryLater(rest, "ratelimited", edits_only=True)
        said = _said(page)
        try:
            with self.flight():
                await self.web.chat_update(channel=chat, ts=ts, **{"blocks": [], **said})
        except TryLater as error:
            if error.after is None:
                raise
            self._edits_from = self._clock.monotonic() + error.after
            raise TryLater(error.after, "ratelimited", edits_only=True) from error

    async def pin(self, chat: str, ts: str) -> None:
        """Pin a message to its channel."""
        with self.flight():
            await self.web.pins_add(channel=chat, timestamp=ts)

    async def unpin(self, chat: str, ts: str) -> None:
        """Take a pinned message off its channel."""
        with self.flight():
            await self.web.pins_remove(channel=chat, timestamp=ts)

    async def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Open a form for whoever's action the trigger is from; it is good for three seconds."""
        with self.flight():
            await self.web.views_open(trigger_id=trigger, view=view)

    async def publish(self, person: str, view: dict[str, Any]) -> None:
        """Put a page into somebody's App Home."""
        with self.flight():
            await self.web.views_publish(user_id=person, view=view)

    async def respond(self, url: str, page: Page, *, replace: bool = False) -> None:
        """Answer one person through a response_url: no token, no membership needed."""
        body: dict[str, Any] = {"replace_original": True} if replace else {}
        if not replace:
            body["response_type"] = "ephemeral"
        session = self.session()
        with self.flight():
            async with session.post(url, json=body | _said(page)) as answer:
                code = await _code(answer)
                if answer.status == 200 and not code:
                    return
                raise refusal(
                    code, answer.status, retry_after=answer.headers.get("Retry-After", "")
                )

    async def directs(self) -> dict[str, str]:
        """Return every direct message the bot has, by the person's id."""
        found: dict[str, str] = {}
        cursor = ""
        while True:
            with translated():
                answer = await self.web.conversations_list(
                    types="im", limit=_LISTED, cursor=cursor or None
                )
                body = _dict(answer.data)
            listed = body.get("channels")
            for one in map(_dict, listed if isinstance(listed, list) else ()):
                found[str(one.get("user") or "")] = str(one.get("id") or "")
            cursor = str(_dict(body.get("response_metadata")).get("next_cursor") or "")
            if not cursor:
                return found

    async def locale(self, person: str) -> str:
        """Return what somebody's Slack speaks (`ko-KR`), "" where it does not say."""
        with translated():
            answer = await self.web.users_info(user=person, include_locale=True)
            return str(_dict(_dict(answer.data).get("user")).get("locale") or "")

    async def can_post(self, chat: str) -> bool | None:
        """Tell whether the bot can post to a conversation; None where Slack did not say."""
        try:
            with translated():
                answer = await self.web.conversations_info(channel=chat)
                found = _dict(_dict(answer.data).get("channel"))
        except Gone:
            return False
        except SendError:
            return None
        inside = bool(found.get("is_im") or found.get("is_member"))
        return inside and not found.get("is_archived")

    @contextmanager
    def flight(self) -> Iterator[None]:
        """Count a call that writes; nothing but a SendError comes out of it."""
        self._flying += 1
        try:
            with translated():
                yield
        finally:
            self._flying -= 1
            self._landed.set()

    def session(self) -> aiohttp.ClientSession:
        """Return what keeps the connections; there is one between `open` and `close`."""
        if self.web.session is None:
            raise RuntimeError("not open")
        return self.web.session


PLACES = (
    ("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions"),
    ("SLACK_APP_TOKEN", "xapp-", "Basic Information → App-Level Tokens"),
)
"""by setting: how its value begins, and where at Slack it is found"""


def misplaced(bot_token: str, app_token: str) -> dict[str, str] | None:
    """Return `name`, `prefix` and `place` of the first token that does not begin as it should.

    Without an app token only the bot token is looked at.
    """
    for (name, prefix, place), token in zip(PLACES, (bot_token, app_token), strict=True):
        if token and not token.startswith(prefix):
            return {"name": name, "prefix": prefix, "place": place}
    return None


def is_token(said: str) -> bool:
    """Return whether something is a token of Slack's, of whatever kind."""
    return said.startswith(("xox", "xapp-"))


async def check(bot_token: str, app_token: str, api_url: str, lang: str = "ko") -> str:
    """Return workspace and bot by name; raises SettingsWrong or ChatUnavailable.

    Asks auth.test (and compares the scopes Slack names) and, with an app token,
    apps.connections.open.
    """
    api = Api(bot_token, app_token, api_url)
    await api.open()
    try:
        me = await api.me()
        missing = sorted(set(SCOPES) - me.scopes) if me.scopes else []
        if missing:
            reason = sentence("scope", lang, scope=", ".join(missing)).rstrip(".")
            raise SettingsWrong(reason, name="SLACK_BOT_TOKEN", reason=reason)
        if app_token:
            await api.link()
    except SetupWrong as error:
        reason = cure(error, lang).rstrip(".")
        name = "SLACK_APP_TOKEN" if error.app else "SLACK_BOT_TOKEN"
        raise SettingsWrong(reason, name=name, reason=reason) from error
    except SendError as error:
        raise ChatUnavailable(f"{cure(error, lang)} ({error})", url=api_url) from error
    finally:
        await api.close()
    return f"{me.team_name} / @{me.name}"


def _proxy(url: str) -> str | None:
    """Return the proxy for a WebSocket: aiohttp itself would look for WSS_PROXY only."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get("https" if parts.scheme == "wss" else "http")


def _said(page: Page) -> dict[str, Any]:
    if page.blocks is None:
        return {"text": page.text, "mrkdwn": False}
    return {"text": page.text, "blocks": page.blocks}


def _dict(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


async def _code(answer: aiohttp.ClientResponse) -> str:
    try:
        return str(_dict(await answer.json(content_type=None)).get("error", ""))
    except ValueError:
        return ""
