"""Which stocks are registered for trades in the present session, in groups Kiwoom accepts."""

import asyncio
from collections.abc import Sequence

from aiolimiter import AsyncLimiter

from core.kiwoom import requests
from core.kiwoom.link import MARKET_STATE_GROUP, Link

GROUP_SIZE = 100
TRADE = "0B"
_FIRST_GROUP = int(MARKET_STATE_GROUP) + 1


class Registrations:
    """Registers and removes trades, slowly enough, each stock once; a new session starts empty."""

    def __init__(self, link: Link, spacing: float) -> None:
        self._link = link
        self._pace = AsyncLimiter(1, spacing)
        self._lock = asyncio.Lock()
        self._groups: dict[str, set[str]] = {}
        self._session = 0

    async def add(self, codes: Sequence[str]) -> None:
        """Register stocks; raises PassingError or Refused, and may have registered some by then."""
        async with self._lock:
            self._begin()
            known = set[str]().union(*self._groups.values())
            fresh = [code for code in dict.fromkeys(codes) if code not in known]
            while fresh:
                group, members = self._with_room()
                part = fresh[: GROUP_SIZE - len(members)]
                async with self._pace:
                    await self._link.ask(requests.register(group, TRADE, part))
                members.update(part)
                fresh = fresh[len(part) :]

    async def remove(self, codes: Sequence[str]) -> None:
        """Take stocks out again; those not registered are no error."""
        async with self._lock:
            self._begin()
            for group, members in self._groups.items():
                if part := [code for code in dict.fromkeys(codes) if code in members]:
                    async with self._pace:
                        await self._link.ask(requests.remove(group, TRADE, part))
                    members.difference_update(part)

    def _begin(self) -> None:
        if self._session != self._link.sessions:
            self._session = self._link.sessions
            self._groups = {}

    def _with_room(self) -> tuple[str, set[str]]:
        for group, members in self._groups.items():
            if len(members) < GROUP_SIZE:
                return group, members
        group = str(_FIRST_GROUP + len(self._groups))
        return group, self._groups.setdefault(group, set())
