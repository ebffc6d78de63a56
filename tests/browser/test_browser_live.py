"""The live page in a browser: what happens appears by itself, once, whatever the line does."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.bot.channels.web.stage import Page
from tests.bot.channels.web.test_web_api import conditions, follow, until_events
from tests.browser.line import Line
from tests.browser.looking import DESKTOP, PHONE, tab
from tests.ways.bot import HYNIX, SAMSUNG

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def both_followed(bot: Page) -> tuple[int, int]:
    """The ids of the two conditions, with their signals on."""
    for seq in ("0", "1"):
        await follow(bot, seq)
    await bot.on.live(2)
    first, second = await conditions(bot)
    return first["id"], second["id"]


async def test_what_enters_and_leaves_appears_by_itself_with_its_price(
    browser: Browser, bot: Page
) -> None:
    first, _ = await both_followed(bot)
    async with tab(browser, bot.url, size=PHONE) as one:
        await one.go("/live")
        count = one.page.locator(f'[data-count="{first}"]')
        await expect(count).to_have_text("0")
        await expect(one.page.locator("#live-empty")).to_be_visible()
        bot.conditions[0].enter(SAMSUNG)
        entry = one.page.locator("#live-feed .event.entry")
        await expect(entry).to_contain_text("삼성전자")
        await expect(entry).to_contain_text("상승추세")
        await expect(entry.locator(".price .figure")).to_have_text(re.compile(r"^\d[\d,]+$"))
        await expect(count).to_have_text("1")
        await expect(one.page.locator("#live-empty")).to_be_hidden()
        bot.conditions[0].leave(SAMSUNG)
        await expect(one.page.locator("#live-feed .event").first).to_have_class(re.compile("exit"))
        await expect(count).to_have_text("0")
        assert one.wrong == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_number_of_the_list_has_a_heading_and_a_name(
    browser: Browser, bot: Page, size: tuple[int, int]
) -> None:
    await both_followed(bot)
    async with tab(browser, bot.url, size=size) as one:
        await one.go("/live")
        head = one.page.locator("#live-head")
        await expect(head).to_be_hidden()  # above nothing
        bot.conditions[0].enter(SAMSUNG)
        entry = one.page.locator("#live-feed .event")
        await expect(entry.locator(".price .figure")).not_to_be_empty()
        seen = ["rate", "price", "volume"] if size == DESKTOP else ["rate", "price"]
        for kind in seen:
            over, number = head.locator(f".{kind}"), entry.locator(f".{kind}")
            await expect(over).to_be_visible()
            right = [await each.evaluate("(one) => Math.round(one.getBoundingClientRect().right)")
                     for each in (over, number)]  # fmt: skip
            assert right[0] == right[1], kind
        names = "등락률 .*%.* 가격\\(원\\) [\\d,]+" + " 거래량\\(주\\) " * (size == DESKTOP)
        link = one.page.get_by_role("link", name=re.compile(names))
        await expect(link).to_have_count(1)
        assert [*await one.too_wide(), *await one.barriers()] == []


async def test_a_condition_and_a_kind_are_picked_out_of_the_stream(
    browser: Browser, bot: Page
) -> None:
    first, second = await both_followed(bot)
    async with tab(browser, bot.url) as one:
        await one.go("/live")
        await expect(one.page.locator(f'[data-count="{second}"]')).to_have_text("0")
        bot.conditions[0].enter(SAMSUNG)
        bot.conditions[1].enter(HYNIX)
        bot.conditions[1].leave(HYNIX)
        shown = one.page.locator("#live-feed .event:visible")
        await expect(shown).to_have_count(3)
        await one.page.locator(f'.chip[data-condition="{second}"]').click()
        await expect(shown).to_have_count(2)
        await one.page.locator('#live-kinds [data-kind="exit"]').click()
        await expect(shown).to_have_count(1)
        await expect(shown).to_contain_text("SK하이닉스")
        bot.conditions[0].enter(HYNIX)  # it is of another condition
        await expect(one.page.locator(f'[data-count="{first}"]')).to_have_text("2")
        await expect(shown).to_have_count(1)
        await one.page.locator('.chip[data-condition=""]').click()
        await one.page.locator('#live-kinds [data-kind=""]').click()
        await expect(shown).to_have_count(4)


async def test_a_pause_holds_back_what_comes_and_loses_none_of_it(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    async with tab(browser, bot.url) as one:
        await one.go("/live")
        pause = one.page.locator("#live-pause")
        await pause.click()
        await expect(pause).to_have_attribute("aria-pressed", "true")
        bot.conditions[0].enter(SAMSUNG)
        bot.conditions[0].enter(HYNIX)
        await expect(pause).to_contain_text("2")
        await expect(one.page.locator("#live-feed .event")).to_have_count(0)
        await pause.click()
        await expect(one.page.locator("#live-feed .event")).to_have_count(2)


async def test_a_cut_line_is_told_and_what_came_meanwhile_is_there_once(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    codes = iter(range(100, 1_000))

    def happen(count: int) -> None:
        for _ in range(count):
            bot.conditions[0].enter(f"{next(codes):06}")

    async with Line(bot.url) as line, tab(browser, line.url) as one:
        await one.go("/live")
        shown, told = one.page.locator("#live-feed .event"), one.page.locator("#live-link")
        await expect(one.page.locator("#strip")).not_to_have_attribute("data-state", "unknown")
        happen(4)
        await expect(shown).to_have_count(4)
        for turn in (1, 2, 3):
            await line.cut()
            await expect(told).to_be_visible()
            await expect(told).to_contain_text("연결 끊김")
            happen(3)
            await line.mend()
            await expect(shown).to_have_count(4 + 3 * turn)
        happen(2)
        await expect(shown).to_have_count(15)
        await expect(told).to_be_hidden()
        ids = await shown.evaluate_all("all => all.map((one) => Number(one.id.slice(2)))")
    every = [event["id"] for event in await until_events(bot, 15)]
    assert ids == every[::-1]


def forget(bot: Page, before: int) -> None:
    """Events before this one have been kept for long enough."""
    with sqlite3.connect(Path(bot.on.values["DATA_DIR"]) / "kiwoom.db") as rows:
        rows.execute("DELETE FROM delivery WHERE event_id < ?", (before,))
        rows.execute("DELETE FROM event WHERE id < ?", (before,))


@pytest.mark.parametrize("paused", [False, True], ids=["watching", "paused"])
async def test_what_is_kept_no_more_of_the_time_away_is_said_where_it_is_missing(
    browser: Browser, bot: Page, paused: bool
) -> None:
    await both_followed(bot)
    async with Line(bot.url) as line, tab(browser, line.url, size=PHONE) as one:
        await one.go("/live")
        shown = one.page.locator("#live-feed .event")
        bot.conditions[0].enter(SAMSUNG)
        await expect(shown).to_have_count(1)
        if paused:
            await one.page.locator("#live-pause").click()
        await line.cut()
        await expect(one.page.locator("#live-link")).to_contain_text("연결 끊김")
        for at in range(100, 105):
            bot.conditions[0].enter(f"{at:06}")
        ids = [event["id"] for event in await until_events(bot, 6)]
        forget(bot, before=ids[3])
        await line.mend()
        if paused:
            await expect(one.page.locator("#live-pause")).to_have_text("멈춘 동안 3건")
            await one.page.locator("#live-pause").click()
        await expect(shown).to_have_count(4)
        order = await one.page.locator("#live-feed > li").evaluate_all(
            "all => all.map((one) => one.classList.contains('seam') ? 0 : Number(one.id.slice(2)))"
        )
        assert order == [ids[5], ids[4], ids[3], 0, ids[0]]
        seam = one.page.locator("#live-feed .seam")
        await expect(seam).to_contain_text(
            re.compile(r"끊긴 동안 \d\d:\d\d:\d\d–\d\d:\d\d:\d\d 사이의 편입·이탈")
        )
        await one.page.locator('#live-kinds [data-kind="exit"]').click()  # whatever is picked out
        await expect(seam).to_be_visible()
        assert [*await one.too_wide(), *await one.barriers()] == []
        await seam.get_by_role("link", name="남은 기록 보기").click()
        await expect(one.page.locator("#history-list .past")).to_have_count(3)


async def test_a_page_that_is_opened_behind_what_is_kept_speaks_of_no_gap(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    for at in range(100, 105):
        bot.conditions[0].enter(f"{at:06}")
    forget(bot, before=[event["id"] for event in await until_events(bot, 5)][3])
    async with tab(browser, bot.url) as one:
        await one.go("/live")
        await expect(one.page.locator("#live-feed .event")).to_have_count(2)
        await expect(one.page.locator("#live-feed .seam")).to_have_count(0)
        await expect(one.page.locator("#live-earlier a")).to_be_visible()


async def test_who_is_offline_reads_it_and_reads_on_once_they_are_back(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    async with tab(browser, bot.url, lang="en") as one:
        await one.go("/live")
        bot.conditions[0].enter(SAMSUNG)
        await expect(one.page.locator("#live-feed .event")).to_have_count(1)
        await one.context.set_offline(True)
        told = one.page.locator("#live-link")
        await expect(told).to_contain_text("You are offline")
        bot.conditions[0].enter(HYNIX)
        await one.context.set_offline(False)
        await expect(one.page.locator("#live-feed .event")).to_have_count(2)
        await expect(told).to_be_hidden()


async def test_a_click_on_a_stock_opens_its_quote_and_a_chart_with_candles(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    async with tab(browser, bot.url) as one:
        await one.go("/live")
        bot.conditions[0].enter(SAMSUNG)
        await one.page.locator("#live-feed .event a").click()
        await expect(one.page).to_have_url(re.compile(f"/stocks/{SAMSUNG}"))
        await expect(one.page.locator("#quote .b-price b")).to_have_text(re.compile(r"^\d[\d,]+$"))
        await expect(one.page.locator("#chart canvas").first).to_be_visible()
        await one.until(one.candles)
        await expect(one.page.locator("#chart-legend")).to_contain_text(re.compile(r"\d[\d,]+"))
        await expect(one.page.locator("#chart-marks")).to_contain_text("상승추세")
        assert one.wrong == []
        assert one.elsewhere() == set()


async def test_a_page_that_hides_for_a_while_has_everything_when_it_is_looked_at_again(
    browser: Browser, bot: Page
) -> None:
    await both_followed(bot)
    async with tab(browser, bot.url) as one:
        await one.go("/live")
        bot.conditions[0].enter(SAMSUNG)
        await expect(one.page.locator("#live-feed .event")).to_have_count(1)
        await one.go("/status")
        bot.conditions[0].enter(HYNIX)
        await until_events(bot, 2)
        await one.page.go_back()
        await expect(one.page.locator("#live-feed .event")).to_have_count(2)
