"""One browser for all of these tests, and the bots whose pages it opens.

Debian's Chromium, or whatever `chromium` is on the path. Where there is none the tests are
skipped; with CI=true they fail.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.bot.channels.web.stage import Page, opened
from tests.bot.channels.web.test_web_api import follow, until_events
from tests.browser.looking import ARGUMENTS
from tests.ways.bot import HYNIX, HYUNDAI, SAMSUNG

_MISSING = "no `chromium` on the path: the page is not looked at (apt-get install chromium)"

_PATIENCE = 15_000
"""milliseconds in which a busy machine shows what it should"""


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where the browser is."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    return found


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The browser, without a window."""
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield found
        await found.close()


@pytest_asyncio.fixture(loop_scope="package")
async def bot(chromium: str, tmp_path: Path) -> AsyncIterator[Page]:
    """A bot of the test's own, with two conditions that are moved by hand; nobody follows any."""
    async with opened(tmp_path) as found:
        yield found


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def lived_in(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """A bot that has something to show on every page; it is looked at, not changed."""
    async with opened(tmp_path_factory.mktemp("lived_in")) as found:
        found.conditions[1].enter(HYUNDAI)
        for seq in ("0", "1"):
            assert (await follow(found, seq)).status_code == 201
        await found.on.live(2)
        for code in (SAMSUNG, HYNIX, HYUNDAI):
            found.conditions[0].enter(code)
        found.conditions[0].leave(HYNIX)
        found.conditions[1].enter(SAMSUNG)
        await until_events(found, 5)
        yield found
