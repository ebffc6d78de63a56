"""The JavaScript of docs/api.md, run as it stands there on a page of the bot."""

import asyncio

import pytest
from playwright.async_api import Browser

from tests.bot.channels.web.stage import Page
from tests.bot.channels.web.test_web_api import follow
from tests.bot.channels.web.test_web_docs import snippets
from tests.ways.bot import HYNIX, SAMSUNG

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_javascript_of_the_docs_follows_what_happens(browser: Browser, bot: Page) -> None:
    (code,) = snippets("js")
    await follow(bot)
    context = await browser.new_context(locale="ko-KR")
    try:
        page = await context.new_page()
        said: asyncio.Queue[str] = asyncio.Queue()
        page.on("console", lambda one: said.put_nowait(one.text))
        await page.goto(f"{bot.url}/docs")
        before = (await bot.client.get("/api/v1/status")).json()["listeners"]
        await page.evaluate(f"() => {{ {code} }}")
        async with asyncio.timeout(20):
            while (await bot.client.get("/api/v1/status")).json()["listeners"] == before:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            bot.conditions[0].enter(SAMSUNG)
            bot.conditions[0].enter(HYNIX)
            told: list[str] = []
            while len(told) < 2:
                text = await said.get()
                told += [text] * text.startswith("entry ")
        assert told == ["entry 삼성전자", "entry SK하이닉스"]
    finally:
        await context.close()
