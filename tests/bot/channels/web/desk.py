"""The application with an engine that answers from its attributes: no server, no broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.access import Access
from bot.channels.web.desk import Desk, Gate, seat
from bot.channels.web.factory import build
from bot.channels.web.throttle import Limits
from tests.fakes.engine import FakeEngine

OWNER, FRIEND = "telegram:1001", "telegram:2002"
TOKEN = "a-long-web-token-nobody-guesses"
GUARDED = Gate(TOKEN, open=False)


def origin_sent_from(page: httpx.Response) -> str:
    """The Origin with which a browser sends off a form of this page (Fetch, 3.2)."""
    hidden = page.headers["referrer-policy"] == "no-referrer"
    return "null" if hidden else f"{page.url.scheme}://{page.url.netloc.decode()}"


class Office:
    """An application, its desk, and what a caller needs of both."""

    def __init__(self, gate: Gate | None = None, limits: Limits | None = None) -> None:
        self.gate = gate or Gate()
        self.engine = FakeEngine()
        self.access = Access([OWNER], page_open=self.gate.open, page_token=bool(self.gate.token))
        self.engine.access = self.access
        self.languages: dict[str, str] = {}
        self.app = build(self.gate, limits=limits)
        self.desk = Desk(
            self.engine,
            self.access,
            self.engine.clock,
            self._handle,
            "ko",
            "http://127.0.0.1:8080",
            lambda identity, heard: self.languages.get(identity) or heard or "ko",
        )
        seat(self.app, self.desk)

    async def _handle(self, _: object) -> None:
        return None

    async def token(self, identity: str = OWNER) -> dict[str, str]:
        """The header of a new token."""
        made = await self.engine.keys.make_token(identity, "")
        return {"Authorization": f"Bearer {made.secret}"}

    async def session(self, identity: str = OWNER) -> dict[str, str]:
        """The header of a new session's cookie."""
        made = await self.engine.keys.begin_session(identity)
        return {"Cookie": f"kiwoom_bot={made.secret}"}

    @asynccontextmanager
    async def client(
        self, address: str = "127.0.0.1", host: str = "127.0.0.1:8080"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Calls the application as if from an address, under a name."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            yield client
