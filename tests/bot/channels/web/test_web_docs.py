"""What docs/api.md shows is run as it stands there, against a real bot."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot.channels.web.stage import TOKEN, Page, opened
from tests.bot.channels.web.test_web_api import conditions, follow, until_events
from tests.ways.bot import SAMSUNG

API = Path(__file__).parents[4] / "docs" / "api.md"


def snippets(language: str) -> list[str]:
    """The blocks of a language in docs/api.md."""
    text = API.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@asynccontextmanager
async def program(*words: str, **values: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program, ended with the test if it has not ended by itself."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"} | values,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line(process: asyncio.subprocess.Process) -> str:
    """The next line a program writes."""
    assert process.stdout
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode()


def python_for(page: Page, token: str) -> str:
    (found,) = snippets("python")
    shown = 'follow("ws://127.0.0.1:8080", "…")'
    assert shown in found
    return found.replace(shown, f'follow("{page.ws_url}", "{token}")')


async def test_the_python_of_the_docs_follows_what_happens_and_resumes(tmp_path: Path) -> None:
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as page:
        page.client.headers.update(page.as_owner())
        await follow(page)
        async with program(sys.executable, "-c", python_for(page, TOKEN)) as script:
            while (await page.client.get("/api/v1/status")).json()["listeners"] == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            page.conditions[0].enter(SAMSUNG)
            said = await line(script)
            assert said.startswith("entry 삼성전자 {'id': ")
            page.conditions[0].leave(SAMSUNG)
            assert (await line(script)).startswith("exit 삼성전자 ")


async def test_the_python_of_the_docs_waits_for_a_bot_and_ends_with_a_wrong_token(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as page:
        code = python_for(page, "nobody-has-this")
    async with program(sys.executable, "-c", code) as script:
        assert (await line(script)).startswith("again: ")
    async with opened(tmp_path / "another", {"WEB_TOKEN": TOKEN}) as page:
        async with program(sys.executable, "-c", python_for(page, "wrong")) as script:
            async with asyncio.timeout(30):
                said = (await script.communicate())[0].decode()
        assert "4401" in said
        assert script.returncode == 1


async def test_every_call_of_the_docs_is_answered(tmp_path: Path) -> None:
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as page:
        page.client.headers.update(page.as_owner())
        await follow(page, "1")
        page.conditions[0].enter(SAMSUNG)
        which, other = (one["id"] for one in await conditions(page))
        made = (await page.client.get("/api/v1/subscriptions")).json()
        number = made[0]["id"]
        page.conditions[1].enter(SAMSUNG)
        await until_events(page, 1)
        first, *rest = snippets("sh")
        calls = "\n".join([first.partition("\n")[2], *rest])
        calls = calls.replace("/conditions/11/", f"/conditions/{which}/")
        calls = calls.replace("condition=11&", f"condition={other}&")
        calls = calls.replace("/scores/11", f"/scores/{other}")
        calls = calls.replace('"condition": 11', f'"condition": {which}')
        calls = calls.replace("/subscriptions/3", f"/subscriptions/{number}")
        calls = calls.replace("chart.png", str(tmp_path / "chart.png"))
        wanted = calls.count("curl ")
        calls = calls.replace("curl ", "curl -sS -w ' <%{http_code}>\\n' ")
        given = {"TOKEN": TOKEN, "API": f"{page.url}/api/v1"}
        async with program("bash", "-c", calls, **given) as shell, asyncio.timeout(60):
            said = (await shell.communicate())[0].decode()
    codes = re.findall(r"<(\d+)>$", said, re.MULTILINE)
    assert len(codes) == wanted
    assert set(codes) <= {"200", "201", "204"}, said
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
