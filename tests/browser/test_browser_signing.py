"""Signing in and out in a browser, where WEB_TOKEN guards the page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.bot.channels.web.stage import TOKEN, Page, opened
from tests.browser.looking import DESKTOP, PHONE, tab
from tests.ways.bot import OWNER

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest_asyncio.fixture(loop_scope="package")
async def guarded(chromium: str, tmp_path: Path) -> AsyncIterator[Page]:
    """A bot whose page others can reach."""
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as found:
        yield found


async def link(bot: Page) -> str:
    """The path of the one-time link the owner is given in Telegram."""
    found = (await bot.on.ask("/web")).text
    word = next(one for one in found.split() if "/sign-in/" in one)
    return word[word.index("/sign-in/") :]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_stranger_is_told_how_to_sign_in_and_sees_nothing_else(
    browser: Browser, guarded: Page, size: tuple[int, int]
) -> None:
    async with tab(browser, guarded.url, size=size) as one:
        await one.go("/live")
        await expect(one.page.locator("h1")).to_have_count(1)
        await expect(one.page.locator("main")).to_contain_text("/web")
        await expect(one.page.locator("#places, #live, #chat")).to_have_count(0)
        assert await one.too_wide() == []
        assert await one.barriers() == []
        await one.page.locator('main a[href="/sign-in"]').click()
        await expect(one.page.locator("#token")).to_be_visible()
        assert await one.barriers() == []
        assert one.elsewhere() == set()


async def test_a_link_from_the_chat_signs_in_once(browser: Browser, guarded: Page) -> None:
    where = await link(guarded)
    async with tab(browser, guarded.url, size=PHONE) as one:
        await one.go(where)
        assert await one.barriers() == []
        await one.page.locator("main button.primary").click()
        await expect(one.page.locator("#chat")).to_be_visible()
        await one.go("/live")
        await expect(one.page.locator("#live")).to_be_visible()
        await expect(one.page.locator("#live-link")).to_be_hidden()
        assert one.wrong == []
    async with tab(browser, guarded.url, size=PHONE) as other:
        await other.go(where)
        await expect(other.page.locator("main button")).to_have_count(0)
        await expect(other.page.locator("main")).to_contain_text("/web")
        await other.go("/")
        await expect(other.page.locator("#chat")).to_have_count(0)


async def test_the_chat_on_the_page_is_the_persons_own(browser: Browser, guarded: Page) -> None:
    async with tab(browser, guarded.url) as one:
        await one.go(await link(guarded))
        await one.page.locator("main button.primary").click()
        await one.page.locator("#more summary").click()
        await expect(one.page.locator(".sheet-foot")).to_contain_text(f"telegram:{OWNER}")


async def test_a_token_signs_in_by_hand_and_a_wrong_one_is_refused_in_words(
    browser: Browser, guarded: Page
) -> None:
    async with tab(browser, guarded.url) as one:
        await one.go("/sign-in")
        await one.page.locator("#token").fill("wrong")
        await one.page.keyboard.press("Enter")
        await expect(one.page.locator("#chat")).to_have_count(0)
        await expect(one.page.locator("h1")).to_have_count(1)
        await one.go("/sign-in")
        await one.page.locator("#token").fill(TOKEN)
        await one.page.keyboard.press("Enter")
        await expect(one.page.locator("#chat")).to_be_visible()


async def test_signing_out_everywhere_ends_every_open_page(browser: Browser, guarded: Page) -> None:
    async with tab(browser, guarded.url) as one, tab(browser, guarded.url, size=PHONE) as other:
        for each in (one, other):
            await each.go(await link(guarded))
            await each.page.locator("main button.primary").click()
            await expect(each.page.locator("#chat")).to_be_visible()
        await one.page.locator("#more summary").click()
        await one.page.locator('form[action="/sign-out/everywhere"] button').click()
        await expect(one.page.locator("#token")).to_be_visible()
        await expect(other.page.locator("#chat-link")).to_contain_text("로그인이 끝났습니다")
        for each in (one, other):
            await each.go("/")
            await expect(each.page.locator("#chat")).to_have_count(0)
