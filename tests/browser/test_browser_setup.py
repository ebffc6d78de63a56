"""The set-up page in a real browser: from nothing to settings, Slack over HTTP included."""

from pathlib import Path

import pytest
from dotenv import dotenv_values
from playwright.async_api import Browser, expect

from bot.settings import Settings
from core.simulator.server import Simulator
from tests.bot.test_setup import Servers, visiting
from tests.browser.looking import DESKTOP, PHONE, Tab, tab
from tests.servers.slack import SIGNING_SECRET, SlackServer
from tests.servers.telegram import TelegramServer

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(120)]

_AWAY = "127.0.0.1:9"


@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "ko"), (PHONE, "en"), (PHONE, "ko")], ids=str)
async def test_somebody_sets_up_a_bot_and_slack_over_http_by_the_page_alone(
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    lang: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    async with Simulator() as kiwoom, TelegramServer() as telegram, SlackServer() as slack:
        servers = Servers(kiwoom, telegram, slack)
        settings = servers.settings(bot_language=lang)
        async with (
            visiting(settings) as visitor,
            tab(browser, visitor.link.partition("/setup/")[0], size=size, lang=lang) as one,
        ):
            await one.page.goto(visitor.link)
            assert await one.barriers() == []
            await _kiwoom(one, servers)
            await _telegram(one, servers)
            await _slack_over_http(one, servers)
            assert await one.too_wide() == []
            assert await one.barriers() == []
            await one.page.locator("#save button").click()
            await expect(one.page.locator("#done")).to_contain_text("Request URL")
            await expect(one.page.locator(".step")).to_have_count(1)
            assert await one.too_wide() == []
            assert one.wrong == []
            assert one.elsewhere() == set()
    saved = dotenv_values(tmp_path / ".env")
    assert saved["OWNERS"] == "telegram:1001"
    assert saved["SLACK_SIGNING_SECRET"] == SIGNING_SECRET
    assert saved["WEB_URL"] == f"https://{_AWAY}"
    assert "SLACK_APP_TOKEN" not in saved


async def _kiwoom(one: Tab, servers: Servers) -> None:
    await one.page.locator("#s-key").fill(servers.kiwoom.app_key)
    await one.page.locator("#s-secret").fill(servers.kiwoom.app_secret)
    await one.page.locator("#kiwoom button").click()
    await expect(one.page.locator("#kiwoom .finding-well")).to_be_visible()


async def _telegram(one: Tab, servers: Servers) -> None:
    await one.page.locator("#s-token").fill(servers.telegram.token)
    await one.page.locator("#telegram button").click()
    await expect(one.page.locator("#telegram .finding-well")).to_be_visible()
    servers.telegram.say(1001, "/start", user_id=1001)
    await one.page.locator("#people button").click()
    await expect(one.page.locator("#owners")).to_contain_text("telegram:1001")


async def _slack_over_http(one: Tab, servers: Servers) -> None:
    slack = one.page.locator("#slack")
    await slack.locator("summary").click()
    await one.page.locator("#s-bot").fill(servers.slack.bot_token)
    await one.page.locator("#way-socket").focus()
    await one.page.keyboard.press("ArrowDown")  # with the keys, as with the mouse
    await expect(one.page.locator("#s-signing")).to_be_visible()
    await expect(one.page.locator("#way-http")).to_be_focused()
    await expect(one.page.locator("#s-app")).to_have_count(0)
    await expect(slack.locator('a[href$="/manifest"]')).to_have_count(0)
    await one.page.locator("#s-url").fill(_AWAY)
    await one.page.locator("#s-signing").fill(SIGNING_SECRET)
    await slack.locator(".deeds button").click()  # the bot token typed before is kept
    await expect(slack.locator(".finding-well")).to_contain_text("@kiwoom")
    await expect(slack.locator(".finding-unsure")).to_contain_text(f"https://{_AWAY}/slack/events")
    await expect(slack.locator('a[href$="/manifest"]')).to_be_visible()
