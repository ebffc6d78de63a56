"""A tab of a real browser, and what it noticed: errors, failures, requests to somewhere else."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebSocket,
)

ARGUMENTS = (
    "--disable-dev-shm-usage", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
DESKTOP, PHONE = (1280, 900), (360, 800)
LANGUAGES = {"ko": "ko-KR", "en": "en-US"}
_GRAVE = ("serious", "critical")
_FITS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
_WIDE = """() => [...document.body.querySelectorAll('*')]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
_CANDLES = """() => [...document.querySelectorAll('#chart canvas')].reduce((sum, one) => {
  const own = new OffscreenCanvas(one.width, one.height);
  const copy = own.getContext('2d', { willReadFrequently: true });
  copy.drawImage(one, 0, 0);
  const { data } = copy.getImageData(0, 0, own.width, own.height);
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, seen] = data.subarray(at, at + 4);
    sum += seen > 200 && green < 140 && Math.abs(red - blue) > 90;
  }
  return sum;
}, 0)"""


@dataclass  # without slots: playwright keeps its own on what listens
class Tab:
    """A page of the browser; `wrong` is what its console, its requests and its hosts had to say."""

    page: Page
    context: BrowserContext
    url: str
    wrong: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Note from now on whatever a person with the console open would see."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", self._connected)

    async def go(self, path: str) -> None:
        """Open a path of the bot's."""
        await self.page.goto(self.url + path)

    async def settle(self) -> None:
        """Until everything that loads by itself is there, and fonts and colours stand still."""
        await self.page.wait_for_load_state("networkidle")
        await self.page.evaluate("document.fonts.ready.then(() => null)")

    async def too_wide(self) -> list[str]:
        """What makes the page scroll sideways; nothing where it does not."""
        inside, there = await self.page.evaluate(_FITS)
        if inside <= there:
            return []
        found: list[str] = await self.page.evaluate(_WIDE)
        return [f"{inside} px on {there} px", *found]

    async def barriers(self, *rules: str) -> list[str]:
        """What axe finds in the way of people who see, hear or move differently."""
        wanted: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            wanted["runOnly"] = list(rules)
        found: dict[str, Any] = (await Axe().run(self.page, options=wanted)).response
        return [
            f"{one['impact']} {one['id']}: {json.dumps(node['target'])} {node['failureSummary']}"
            for one in found["violations"]
            if one["impact"] in _GRAVE
            for node in one["nodes"][:3]
        ]

    async def candles(self) -> int:
        """How many points of the chart are as red or blue as candles are."""
        found: int = await self.page.evaluate(_CANDLES)
        return found

    async def until(self, true: Callable[[], Awaitable[object]], patience: float = 10) -> None:
        """Until something is so, where the page itself cannot be waited for."""
        async with asyncio.timeout(patience):
            while not await true():  # noqa: ASYNC110 nothing tells it
                await asyncio.sleep(0.05)

    def elsewhere(self) -> set[str]:
        """Every host that was asked for something and is not the bot."""
        return self.hosts - {urlsplit(self.url).netloc}

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left before it was answered
            self.wrong.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")

    def _connected(self, socket: WebSocket) -> None:
        self._asked(socket.url)
        socket.on("socketerror", lambda error: self.wrong.append(f"{socket.url}: {error}"))

    def _asked(self, url: str) -> None:
        found = urlsplit(url)
        if found.scheme not in ("data", "blob"):
            self.hosts.add(found.netloc)


@asynccontextmanager
async def tab(
    browser: Browser,
    url: str,
    *,
    size: Sequence[int] = DESKTOP,
    lang: str = "ko",
    scheme: Literal["light", "dark"] = "light",
    touch: bool = False,
    scale: float = 1,
) -> AsyncIterator[Tab]:
    """A tab of a browser that has never been here; it shows what happens without animations."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LANGUAGES[lang],
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=touch,
        device_scale_factor=scale,
    )
    context.set_default_timeout(15_000)
    try:
        found = Tab(await context.new_page(), context, url)
        found.watch()
        yield found
    finally:
        await context.close()
