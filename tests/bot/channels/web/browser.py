"""The chat's half of the page, without the page: what a browser says, and what it then shows."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_TAG = re.compile(r"<[^>]*>")
_PRESS = re.compile(r'data-press="([^"]*)">([^<]*)<')


def words(html: str) -> str:
    """The words of a fragment."""
    return unescape(_TAG.sub(" ", html))


def buttons(html: str) -> dict[str, str]:
    """What each button carries, by its label."""
    return {unescape(label): unescape(data) for data, label in _PRESS.findall(html)}


@dataclass(slots=True)
class Browser:
    """A conversation as one browser has it."""

    socket: ClientConnection
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    """everything that came, in its order"""
    turn: int = 0
    boot: str = ""
    code: int | None = None
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Take what comes until it is closed."""
        try:
            async for text in self.socket:
                self._take(json.loads(text))
        except ConnectionClosed:
            pass
        self.code = self.socket.close_code
        self.came.set()

    def _take(self, message: dict[str, Any]) -> None:
        self.told.append(message)
        self.came.set()
        if message["type"] == "hello":
            self.boot = message["boot"]
        if message["type"] == "messages":
            if message["fresh"]:
                self.shown.clear()
            self.turn = message["turn"]
        for item in message.get("items", ()):
            self.shown[item["id"]] = item

    async def send(self, **message: object) -> str:
        """Send a message under an id of its own, which is returned."""
        said = {"id": secrets.token_hex(8)} | message
        await self.socket.send(json.dumps(said))
        return str(said["id"])

    async def say(self, text: str, **more: object) -> str:
        """Write something."""
        return await self.send(type="say", text=text, **more)

    async def ask(self, text: str, answer: str) -> dict[str, Any]:
        """Write something and wait for the message that says `answer`."""
        seen = self.turn
        await self.say(text)
        return await self.hears(answer, behind=seen)

    async def press(self, item: Mapping[str, Any], label: str) -> str:
        """Press a button of a message."""
        data = buttons(item["html"])[label]
        return await self.send(type="press", message=item["id"], data=data)

    async def hears(self, said: str, behind: int = 0) -> dict[str, Any]:
        """The newest message of the bot's that says something, of those behind a turn."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            every = sorted(self.shown.values(), key=lambda one: int(one["turn"]))
            found[:] = [
                one
                for one in every
                if one["by"] == "bot" and one["turn"] > behind and said in words(one["html"])
            ]
            return bool(found)

        await self.until(there, said)
        return found[-1]

    async def gets(self, kind: str) -> dict[str, Any]:
        """The next message of a kind, that was not asked for before."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = [one for one in self.told if one["type"] == kind]
            return bool(found)

        await self.until(there, kind)
        self.told.remove(found[0])
        return found[0]

    async def closes(self) -> int | None:
        """The code with which the server ends it."""
        await self.until(lambda: self.code, "closed")
        return self.code

    async def until(self, true: Callable[[], object], what: str = "", patience: float = 15) -> None:
        """Until something is so."""
        try:
            async with asyncio.timeout(patience):
                while not true():
                    self.came.clear()
                    await self.came.wait()
        except TimeoutError:
            shown = [words(one["html"]) for one in self.shown.values()]
            raise TimeoutError(f"never: {what}; shown: {shown}") from None


@asynccontextmanager
async def browsing(
    url: str, headers: Mapping[str, str] | None = None, **query: object
) -> AsyncIterator[Browser]:
    """A browser with the chat open; `query` is what it knows already."""
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    async with connect(f"{url}/ws/chat?{asked}", additional_headers=dict(headers or {})) as socket:
        browser = Browser(socket)
        listening = asyncio.create_task(browser.listen())
        try:
            yield browser
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
