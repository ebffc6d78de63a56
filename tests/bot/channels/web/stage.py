"""The whole bot with its page on a free port of loopback, and a client that calls it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.simulator.conditions import ManualCondition
from tests.servers.loopback import free_port
from tests.ways.bot import Stage, manual, stage

TOKEN = "a-long-web-token-nobody-guesses"
CONDITIONS = ("상승추세", "거래급증")


@dataclass(slots=True)
class Page:
    """The servers of one test with the bot running between them, and where its page is."""

    on: Stage
    conditions: Sequence[ManualCondition]
    url: str
    client: httpx.AsyncClient

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def as_owner(self) -> dict[str, str]:
        """The header of who has WEB_TOKEN."""
        return {"Authorization": f"Bearer {TOKEN}"}

    async def until_ready(self, patience: float = 30) -> None:
        """Until the page answers and the session is logged in."""
        async with asyncio.timeout(patience):
            while True:
                with suppress(httpx.TransportError):
                    if (await self.client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(
    data_dir: Path,
    values: Mapping[str, str] | None = None,
    *,
    conditions: Sequence[ManualCondition] | None = None,
    port: int = 0,
    ready: bool = True,
) -> AsyncIterator[Page]:
    """The bot with its page; `values` are further environment variables, such as WEB_TOKEN.

    `ready`: the page answers already, and the session is logged in.
    """
    found = manual(*CONDITIONS) if conditions is None else conditions
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    given = {"WEB_PORT": str(port), **(values or {})}
    async with (
        stage(data_dir, found, values=given) as on,
        on.bot(),
        httpx.AsyncClient(base_url=url, timeout=20) as client,
    ):
        page = Page(on, found, url, client)
        if ready:
            await page.until_ready()
        yield page
