"""The tour of somebody who has just typed `make demo`, in the process they started."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.bot.test_cli import program
from tests.browser.looking import DESKTOP, PHONE, tab

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(120)]

_SOON = 60_000
"""milliseconds in which the market opens, and stocks move"""


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def address(chromium: str) -> AsyncIterator[str]:
    """Where the demo says its page is."""
    async with program("demo") as running:
        await running.until(lambda: "\n" in running.out)
        found = re.search(r"http://127\.0\.0\.1:\d+", running.out.splitlines()[0])
        assert found is not None
        await _until_there(found[0])
        yield found[0]
        assert await running.end() == 0
        assert "Traceback" not in running.err


async def _until_there(address: str) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient(base_url=address) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("size", "seq", "lang"), [(DESKTOP, "0", "ko"), (PHONE, "1", "en")], ids=["desktop", "phone"]
)
async def test_a_newcomer_subscribes_is_alerted_and_opens_a_chart_unexplained(
    browser: Browser, address: str, size: tuple[int, int], seq: str, lang: str
) -> None:
    started = {"ko": "구독을 시작했습니다", "en": "Subscribed"}[lang]
    said = {"ko": "조건식에 종목이", "en": "the moment a stock enters"}[lang]
    async with tab(browser, address, size=size, lang=lang) as one:
        await one.go("/")
        await expect(one.page.locator("#welcome h2")).to_contain_text(said)
        words = one.page.locator("#words")
        await words.press_sequentially("/subsc")
        await expect(one.page.locator("#offers .offer").first).to_contain_text("/subscribe")
        await words.press("Tab")
        await words.press_sequentially(seq)
        await words.press("Enter")
        bots = one.page.locator(".message.bot")
        await expect(bots.filter(has_text=started)).to_have_count(1, timeout=_SOON)
        alert = bots.locator('a[href^="/stocks/"]').last
        await expect(alert).to_be_visible(timeout=_SOON)  # it came by itself
        assert await one.too_wide() == []
        await alert.click()
        await expect(one.page).to_have_url(re.compile("/stocks/"))
        await expect(one.page.locator("#quote .b-price b")).to_have_text(re.compile(r"^\d[\d,]+$"))
        await expect(one.page.locator("#chart canvas").first).to_be_visible()
        await expect(one.page.locator("#chart-note")).to_be_hidden()
        await one.until(one.candles)
        assert await one.too_wide() == []
        assert one.wrong == []
        assert one.elsewhere() == set()
