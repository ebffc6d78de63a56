"""Mutes, quiet hours and the summary of each day in memory."""

from datetime import datetime

from core.model import Destination, Mute, Quiet
from tests.fakes.store.tables import Muted, Tables, inside


class FakePreferences:
    """`Preferences` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def mute(self, destination: Destination, mute: Mute, person: str, at: datetime) -> None:
        self._tables.known.setdefault(destination)
        same = (destination, _about(mute), mute.code)
        self._tables.muted = [
            one
            for one in self._tables.muted
            if (one.destination, _about(one.mute), one.mute.code) != same
        ]
        self._tables.muted.append(Muted(destination, mute, person))

    async def unmute(
        self, destination: Destination, condition_id: int | None = None, code: str | None = None
    ) -> int:
        ended = [
            one
            for one in self._tables.muted
            if (inside(destination, one.destination) or inside(one.destination, destination))
            and condition_id in (None, _about(one.mute))
            and code in (None, one.mute.code)
        ]
        self._tables.muted = [one for one in self._tables.muted if one not in ended]
        return len(ended)

    async def mutes(self, destination: Destination, at: datetime) -> list[Mute]:
        return mutes_of(self._tables, destination, at)

    async def quiet(self, destination: Destination) -> Quiet | None:
        return quiet_of(self._tables, destination)

    async def set_quiet(self, destination: Destination, quiet: Quiet | None) -> None:
        self._tables.known.setdefault(destination)
        self._tables.quiet.pop(destination, None)
        if quiet is not None:
            self._tables.quiet[destination] = quiet

    async def daily(self, destination: Destination) -> bool:
        return not any(inside(one, destination) for one in self._tables.no_daily)

    async def set_daily(self, destination: Destination, wanted: bool) -> None:
        self._tables.known.setdefault(destination)
        self._tables.no_daily.discard(destination)
        if not wanted:
            self._tables.no_daily.add(destination)


def mutes_of(tables: Tables, destination: Destination, at: datetime) -> list[Mute]:
    """Return the mutes of a destination and of its whole chat that still hold."""
    return [
        one.mute
        for one in tables.muted
        if inside(one.destination, destination) and one.mute.until > at
    ]


def quiet_of(tables: Tables, destination: Destination) -> Quiet | None:
    """Return the quiet hours of a destination, else those of its chat."""
    chat = Destination(destination.channel, destination.chat)
    return tables.quiet.get(destination) or tables.quiet.get(chat)


def _about(mute: Mute) -> int | None:
    return mute.condition.id if mute.condition else None
