"""Slack without Socket Mode, through the whole bot and its web face."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from core.simulator.conditions import ManualCondition
from tests.servers.loopback import free_port
from tests.servers.slack import SIGNING_SECRET, SlackServer
from tests.ways.bot import HYNIX, SAMSUNG, SLACK_OWNER, Stage, manual, stage

CHANNEL = "C0001"


@asynccontextmanager
async def by_http(
    tmp_path: Path, conditions: list[ManualCondition]
) -> AsyncIterator[tuple[Stage, SlackServer, str]]:
    """A bot whose Slack calls it, and where."""
    port = free_port()
    values = {
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "WEB_PORT": str(port),
        "WEB_URL": "https://bot.example.com",
        "WEB_TOKEN": "a-token-of-the-owner-0123456789",
    }
    async with stage(tmp_path, conditions, slack=True, values=values) as on:
        assert on.slack is not None
        on.values.pop("SLACK_APP_TOKEN")
        async with on.bot():
            url = f"http://127.0.0.1:{port}/slack/events"
            await on.until(lambda: on.sent("REG"))
            await on.status("🟢 슬랙")
            on.slack.deliver_to(url)
            yield on, on.slack, url


async def test_from_a_slash_command_to_an_alert_and_a_pressed_button(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with by_http(tmp_path, conditions) as (on, slack, _):
        slack.slash("/subscribe", "0", channel=CHANNEL, user=SLACK_OWNER)
        assert "구독을 시작" in (await slack.next_message(CHANNEL, 10)).shown
        await on.live()
        condition.enter(SAMSUNG)
        alert = await slack.next_message(CHANNEL, 10)
        assert "편입 삼성전자" in alert.shown
        slack.press(CHANNEL, alert, "현재가", SLACK_OWNER)
        assert "삼성전자" in (await slack.next_message(CHANNEL, 10)).shown
        slack.say("구독목록", user=SLACK_OWNER, dm=True)
        assert slack.link.opened == 0


async def test_what_slack_brings_twice_is_done_once(tmp_path: Path) -> None:
    async with by_http(tmp_path, manual("상승추세")) as (_, slack, _):
        (envelope,) = slack.say("조건식", user=SLACK_OWNER, dm=True)
        direct = slack.direct(SLACK_OWNER)
        await slack.next_message(direct, 10)
        slack.link.redeliver(envelope)
        slack.link.redeliver(envelope, same_id=True)
        slack.say("상태", user=SLACK_OWNER, dm=True)
        assert "키움 연결됨" in (await slack.next_message(direct, 10)).shown
        assert (
            sum("상승추세" in one.shown for one in direct.messages if one.user != SLACK_OWNER) == 1
        )


async def test_a_forged_command_subscribes_nobody(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with by_http(tmp_path, conditions) as (on, slack, url):
        slack.deliver_to(url, "another secret")
        forged = slack.slash("/subscribe", "0", channel=CHANNEL, user=SLACK_OWNER)
        async with httpx.AsyncClient() as http:
            answers = [
                await http.post(url, json={"type": "url_verification", "challenge": "x"}),
                await http.post(f"{url}/", json={}),
                await http.get(url),
            ]
        assert answers[0].status_code == 401
        assert all(one.status_code >= 400 for one in answers)
        condition.enter(HYNIX)
        await on.status("키움 연결됨")
        assert not forged.acked
        assert not on.sent("CNSRREQ")


async def test_the_proxys_name_for_the_bot_is_no_hindrance_to_slack(tmp_path: Path) -> None:
    async with by_http(tmp_path, manual("상승추세")) as (_, slack, url):
        async with httpx.AsyncClient() as http:
            unsigned = await http.post(url, headers={"Host": "bot.example.com"}, content=b"{}")
        assert unsigned.status_code == 401  # and not 421: it is the signature that counts
        slack.slash("/kiwoom", "conditions", channel=CHANNEL, user=SLACK_OWNER)
        assert "상승추세" in (await slack.next_message(CHANNEL, 10)).shown
