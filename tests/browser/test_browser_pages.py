"""Every page in a browser: phone and desktop, light and dark, Korean and English, for everybody."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, expect

from tests.bot.channels.web.stage import Page
from tests.browser.looking import DESKTOP, PHONE, tab
from tests.ways.bot import SAMSUNG

pytestmark = pytest.mark.asyncio(loop_scope="package")

PATHS = (
    "/", "/live", "/chat", "/subscriptions", "/history", "/history/replay", "/scores", "/status",
    "/settings", "/stocks", f"/stocks/{SAMSUNG}",
)  # fmt: skip


async def looked_at(browser: Browser, url: str, path: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with a page in Korean, by day and by night."""
    async with tab(browser, url, size=size) as one:
        await one.go(path)
        await one.settle()
        found = [*await one.too_wide(), *await one.barriers()]
        await one.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [*await one.too_wide(), *await one.barriers("color-contrast")]
        await expect(one.page.locator("h1")).to_have_count(1)
        return found + one.wrong + sorted(one.elsewhere())


async def read_in_english(browser: Browser, url: str, path: str) -> list[str]:
    """What is wrong with a page in English, on a phone by night."""
    async with tab(browser, url, size=PHONE, lang="en", scheme="dark") as one:
        await one.go(path)
        await one.settle()
        await expect(one.page.locator("html")).to_have_attribute("lang", "en")
        frame = await one.page.locator("#places").inner_text()
        korean = re.findall("[가-힣]+", frame.replace("한국어", ""))
        return [*korean, *await one.too_wide(), *one.wrong, *one.elsewhere()]


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_fits_is_quiet_asks_no_other_host_and_stands_in_nobodys_way(
    browser: Browser, lived_in: Page, path: str
) -> None:
    desktop, phone, english = await asyncio.gather(
        looked_at(browser, lived_in.url, path, DESKTOP),
        looked_at(browser, lived_in.url, path, PHONE),
        read_in_english(browser, lived_in.url, path),
    )
    assert (desktop, phone, english) == ([], [], [])


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_a_tab_its_heading_and_its_place_in_the_menu_are_called_the_same(
    browser: Browser, lived_in: Page, lang: str
) -> None:
    name = {"ko": "조건검색 알림", "en": "Condition alerts"}[lang]
    async with tab(browser, lived_in.url, lang=lang) as one:
        for path in (*PATHS, "/nowhere", "/history/replay?day=2026-11-20"):
            await one.go(path)
            heading = " ".join((await one.page.locator("h1").inner_text()).split())
            assert await one.page.title() == f"{heading} · {name}", path
            here = one.page.locator(f'#places a.place[aria-current="page"][href="{path}"]')
            if await here.count():
                assert heading.startswith(await here.inner_text()), path


async def test_brightness_chosen_on_the_page_stays(browser: Browser, lived_in: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    async with tab(browser, lived_in.url, size=PHONE) as one:
        await one.go("/")
        light = await one.page.evaluate(ground)
        await one.page.locator("#more summary").click()
        await one.page.locator('#theme input[value="dark"]').check(force=True)
        dark = await one.page.evaluate(ground)
        assert dark != light
        await one.go("/status")
        assert await one.page.evaluate(ground) == dark


async def test_the_menu_opens_leads_on_and_closes_with_escape(
    browser: Browser, lived_in: Page
) -> None:
    async with tab(browser, lived_in.url, size=PHONE) as one:
        await one.go("/")
        sheet = one.page.locator("#more .sheet")
        await one.page.locator("#more summary").focus()
        await one.page.keyboard.press("Enter")
        await expect(sheet).to_be_visible()
        assert await one.too_wide() == []
        assert await one.barriers() == []
        await one.page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(one.page.locator("#more summary")).to_be_focused()
        await one.page.locator("#more summary").click()
        await sheet.get_by_role("link", name="상태").click()
        await expect(one.page).to_have_url(f"{lived_in.url}/status")


async def test_a_language_chosen_on_the_page_is_kept(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/status")
        await one.page.locator("#more summary").click()
        await one.page.get_by_role("button", name="English").click()
        await expect(one.page.locator("html")).to_have_attribute("lang", "en")
        await expect(one.page).to_have_url(f"{bot.url}/status")
        await one.go("/history")
        await expect(one.page.locator("html")).to_have_attribute("lang", "en")
        assert one.wrong == []


async def test_a_form_with_something_wrong_leads_to_the_field_and_says_what_it_takes(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url, size=PHONE) as one:
        await one.go("/subscriptions?new=1")
        rate = one.page.locator("[name=rate]")
        await rate.fill("아주 많이")
        await one.page.locator("#new-subscription button.primary").click()
        await expect(rate).to_be_focused()
        await expect(rate).to_be_in_viewport(ratio=1)
        await expect(rate).to_have_accessible_description(
            "‘아주 많이’ 값을 읽지 못했습니다. 3 이상, -5~5처럼 적거나 비워 두세요."
        )
        assert [*await one.too_wide(), *await one.barriers()] == []


async def test_a_replay_shows_a_day_as_it_went(browser: Browser, lived_in: Page) -> None:
    async with tab(browser, lived_in.url, size=PHONE) as one:
        await one.go("/history/replay")
        slider = one.page.locator("[data-role=slider]")
        await expect(slider).to_be_visible()
        clock = one.page.locator("[data-role=clock]")
        begun = await clock.inner_text()
        await one.page.locator('[data-speed="60"]').click()
        await one.page.locator("[data-role=play]").click()
        await expect(clock).not_to_have_text(begun)
        await slider.focus()
        await one.page.keyboard.press("End")
        await expect(one.page.locator("[data-role=conditions]")).to_contain_text("삼성전자")
        assert one.wrong == []


async def test_a_page_that_is_not_there_says_so_and_leads_home(
    browser: Browser, lived_in: Page
) -> None:
    async with tab(browser, lived_in.url, size=PHONE, lang="en") as one:
        await one.go("/nowhere")
        await expect(one.page.locator("h1")).to_have_count(1)
        assert await one.barriers() == []
        await one.page.locator('main a[href="/"]').click()
        await expect(one.page.locator("#chat")).to_be_visible()
