"""Pictures of the page, as the bot shows it against the simulator.

`python -m tests.pictures_web` writes docs/pictures/web-*.png; it needs Chromium and a Korean font
(Debian: chromium fonts-nanum fonts-noto-color-emoji).
"""

import asyncio
import io
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.app import serve
from bot.channels.web.server import free_port
from bot.settings import load
from core.calendar import Calendar
from core.clock import ScaledClock, SystemClock
from core.simulator.server import Simulator
from tests.browser.looking import ARGUMENTS, PHONE, tab

HERE = Path(__file__).parents[1] / "docs" / "pictures"
DESKTOP = (1280, 800)
PATIENCE = 400_000
MOST = 150_000
_ONE_FONT = "document.documentElement.style.setProperty('--sans', 'NanumGothic')"
"""a bare Debian would mix two"""


@asynccontextmanager
async def running() -> AsyncIterator[str]:
    """A bot on a market that has been open for twenty minutes; where its page is."""
    opening = Calendar.krx().next_open(SystemClock().now())
    clock = ScaledClock(opening + timedelta(minutes=20))
    stop = asyncio.Event()
    with tempfile.TemporaryDirectory() as room:
        async with Simulator(clock=clock, hours="krx") as simulator:
            settings = load(
                kiwoom_base_url=simulator.base_url,
                kiwoom_ws_url=simulator.ws_url,
                kiwoom_app_key=simulator.app_key,
                kiwoom_app_secret=simulator.app_secret,
                data_dir=room,
                web_port=free_port("127.0.0.1", 8080),
            )
            task = asyncio.create_task(serve(settings, stop, clock=clock))
            await until_there(settings.web_address)
            yield settings.web_address
            stop.set()
            await task


async def until_there(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient(base_url=url) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


async def keep(name: str, page: Page) -> None:
    """Write a picture in as few colours as it needs to be small."""
    await page.evaluate(_ONE_FONT)
    await page.wait_for_timeout(500)
    shot = await page.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64):
        packed = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST:
            break
    await asyncio.to_thread((HERE / name).write_bytes, packed.getvalue())


async def say(page: Page, text: str, answer: str) -> None:
    await page.locator("#words").fill(text)
    await page.locator("#send").click()
    told = page.locator(".message.bot").filter(has_text=answer)
    await expect(told.first).to_be_visible(timeout=PATIENCE)


async def home(browser: Browser, url: str) -> None:
    async with tab(browser, url, size=DESKTOP) as one:
        await one.go("/")
        await say(one.page, "/subscribe 0", "구독을 시작했습니다")
        for seq in ("1", "2"):
            await say(one.page, f"/subscribe {seq}", "구독을 시작했습니다")
        events = one.page.locator("#live-feed .event")
        await expect(events.nth(13)).to_be_attached(timeout=PATIENCE)
        await keep("web-home.png", one.page)


async def chat(browser: Browser, url: str) -> None:
    async with tab(browser, url, size=PHONE, scheme="dark", touch=True, scale=2) as one:
        await one.go("/")
        await one.settle()
        await one.page.wait_for_timeout(1000)
        await keep("web-chat.png", one.page)


async def stock(browser: Browser, url: str) -> None:
    async with tab(browser, url, size=DESKTOP) as one:
        await one.go("/live")
        await one.page.locator("#live-feed .event.entry a").first.click()
        await expect(one.page.locator("#quote .b-price b")).to_be_visible()
        await one.until(one.candles)
        await one.page.wait_for_timeout(1000)
        await keep("web-stock.png", one.page)


async def replay(browser: Browser, url: str) -> None:
    async with tab(browser, url, size=DESKTOP) as one:
        await one.go("/live")
        await expect(one.page.locator("#live-feed .event").nth(149)).to_be_attached(
            timeout=PATIENCE
        )
        await one.go("/history/replay")
        slider = one.page.locator("[data-role=slider]")
        await expect(slider).to_be_visible()
        first, last = [int(await slider.get_attribute(one) or 0) for one in ("min", "max")]
        await slider.fill(str(first + (last - first) * 6 // 10))
        await slider.blur()
        await keep("web-replay.png", one.page)


async def status(browser: Browser, url: str) -> None:
    async with tab(browser, url, size=(360, 600), scale=2) as one:
        await one.go("/status")
        await one.settle()
        await keep("web-status.png", one.page)


async def main() -> None:
    chromium = shutil.which("chromium")
    async with async_playwright() as playwright, running() as url:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for picture in (home, chat, stock, replay, status):
            await picture(browser, url)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
