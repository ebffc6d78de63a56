"""From a chat to the page: a link that signs in, a token for a program, and out again."""

import re
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from tests.bot.channels.web.stage import TOKEN
from tests.servers.loopback import free_port
from tests.ways.bot import SLACK_OWNER, Stage, manual, stage

AWAY = "https://bot.example.com"


async def opened(tmp_path: Path, stack: AsyncExitStack) -> tuple[Stage, str]:
    """A bot whose page is reached through a proxy, and where it really is."""
    port = free_port()
    values = {"WEB_PORT": str(port), "WEB_TOKEN": TOKEN, "WEB_URL": AWAY}
    on = await stack.enter_async_context(
        stage(tmp_path, manual("상승추세"), slack=True, values=values)
    )
    await stack.enter_async_context(on.bot())
    return on, f"http://127.0.0.1:{port}"


async def test_web_in_telegram_signs_a_browser_in_and_out_everywhere(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        on, here = await opened(tmp_path, stack)
        answer = await on.ask("/web")
        (button, *_) = answer.buttons
        assert button.url is not None
        assert button.url.startswith(f"{AWAY}/sign-in/")
        assert button.url in answer.text
        link = button.url.replace(AWAY, here)
        async with httpx.AsyncClient(headers={"Origin": AWAY}) as browser:
            assert (await browser.get(f"{here}/openapi.json")).status_code == 401
            assert (await browser.get(link)).status_code == 200
            signed = await browser.post(link)
            assert signed.status_code == 303
            assert "Secure" in signed.headers["set-cookie"]
            cookie = {"Cookie": signed.headers["set-cookie"].partition(";")[0]}
            assert (await browser.get(f"{here}/openapi.json", headers=cookie)).status_code == 200
            assert "1곳" in (await on.ask("/web 로그아웃")).text
            assert (await browser.get(f"{here}/openapi.json", headers=cookie)).status_code == 401


async def test_token_in_a_chat_opens_the_api_until_it_is_revoked(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        on, here = await opened(tmp_path, stack)
        answer = await on.ask("/token 만들기 노트북")
        (secret,) = re.findall(r"kcb_[\w-]{43}", answer.text)
        header = {"Authorization": f"Bearer {secret}"}
        async with httpx.AsyncClient(base_url=here, headers=header) as program:
            assert (await program.get("/openapi.json")).status_code == 200
            await on.ask("/token 폐기 1")
            assert (await program.get("/openapi.json")).status_code == 401


async def test_slack_opens_the_link_by_a_button_that_says_nothing(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        on, _ = await opened(tmp_path, stack)
        assert on.slack is not None
        await on.slack.connected()
        on.slack.slash("/kiwoom", "web", channel="D0001", user=SLACK_OWNER)
        answer = await on.slack.next_message("D0001")
        (button, *_) = answer.buttons
        assert button.url is not None
        assert button.url.startswith(f"{AWAY}/sign-in/")
        assert button.value is None
