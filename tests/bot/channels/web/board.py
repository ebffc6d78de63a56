"""The pages with an engine in memory, equipped as the composition root does it."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from html import unescape

import httpx

from bot.access import Role
from bot.channels.web.pages.tools import Tools, equip
from bot.commands.filling import fill
from bot.commands.options import read
from core.model import Event, EventKind, Quote, Source
from core.model.remembering import Followup
from core.ports import Change
from tests.bot.channels.web.desk import FRIEND, GUARDED, OWNER, Office
from tests.fakes.engine import MONDAY

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

    async def happen(
        self,
        code: str = "005930",
        *,
        condition_id: int | None = 11,
        kind: EventKind = EventKind.ENTRY,
        at: datetime = MONDAY,
        price: int | None = 10_000,
        prices: tuple[int | None, ...] = (),
        source: Source = Source.REALTIME,
    ) -> int:
        """Let a stock enter or leave, and its price be known."""
        store = self.engine.store
        if not store.tables.conditions:
            for one in self.engine.states.values():
                store.tables.conditions[one.condition.id] = one.condition
            await store.stocks.replace(self.engine.stocks, MONDAY.date())
        event = Event(condition_id, code, kind, source, at.date(), at)
        (event_id,) = (await store.outbox.post([Change(None, (event,))])).event_ids
        if price is not None:
            store.tables.quotes[event_id] = Quote(code, price, 100, 1.01, 5_000, 12)
        if prices:
            store.tables.followups[event_id] = Followup(
                event_id, code, at, price, prices, highest=11_000, lowest=9_900
            )
        return event_id
