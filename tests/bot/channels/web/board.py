"""The pages with an engine in memory, equipped as the composition root does it."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import unescape

import httpx

from bot.access import Role
from bot.channels.web.pages.tools import Tools, equip
from bot.commands.filling import fill
from bot.commands.options import read
from tests.bot.channels.web.desk import FRIEND, GUARDED, OWNER, Office

_TAG = re.compile(r"<[^>]*>")


def words(html: str) -> str:
    """What a person reads of a page, on one line."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


class Board(Office):
    """An office whose pages have what they need; `findings` is what the doctor says."""

    def __init__(self) -> None:
        super().__init__(GUARDED)
        self.findings: Sequence[str] = ("✓ 설정: https://api.kiwoom.com", "✗ 슬랙: 토큰이 틀립니다")
        self.equip()

    def equip(self, **more: object) -> None:
        """Give the pages their tools, some of them others."""
        given: dict[str, object] = {
            "fill": fill,
            "options": lambda said: read(said).options,
            "examine": self._examine,
        }
        equip(self.app, Tools(**given | more))  # type: ignore[arg-type]

    async def _examine(self, _lang: str) -> Sequence[str]:
        return self.findings

    @asynccontextmanager
    async def opened(
        self, identity: str = OWNER, lang: str = "ko"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A browser of somebody's, signed in; a friend is a viewer."""
        if identity == FRIEND:
            role = self.access.role

            def known(identity: str) -> Role | None:
                return Role.VIEWER if identity == FRIEND else role(identity)

            self.access.role = known  # type: ignore[method-assign]
        async with self.client() as client:
            client.headers.update(await self.session(identity))
            client.headers.update({"Accept": "text/html", "Accept-Language": lang})
            yield client
