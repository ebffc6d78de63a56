"""Silence in memory: what the commands need of it."""

from datetime import datetime

from core.model import Condition, Destination, Mute, Quiet
from core.services.hush import Hush


class FakeHush(Hush):
    """Remembers what was asked of it, by chat."""

    def __init__(self) -> None:
        self.muted: dict[Destination, list[Mute]] = {}
        self.hours: dict[Destination, Quiet] = {}
        self.undaily: set[Destination] = set()
        self.people: list[str] = []

    async def mute(
        self,
        destination: Destination,
        person: str,
        until: datetime,
        condition: Condition | None = None,
        code: str | None = None,
    ) -> None:
        self.people.append(person)
        kept = [one for one in self._mutes(destination) if not _same(one, condition, code)]
        self.muted[destination] = [*kept, Mute(until, condition, code)]

    async def unmute(
        self,
        destination: Destination,
        condition: Condition | None = None,
        code: str | None = None,
    ) -> int:
        before = self._mutes(destination)
        every = condition is None and code is None
        kept = [] if every else [one for one in before if not _same(one, condition, code)]
        self.muted[destination] = kept
        return len(before) - len(kept)

    async def mutes(self, destination: Destination) -> list[Mute]:
        return self._mutes(destination)

    async def quiet(self, destination: Destination) -> Quiet | None:
        return self.hours.get(destination)

    async def set_quiet(self, destination: Destination, quiet: Quiet | None) -> None:
        self.hours.pop(destination, None)
        if quiet:
            self.hours[destination] = quiet

    async def daily(self, destination: Destination) -> bool:
        return destination not in self.undaily

    async def set_daily(self, destination: Destination, wanted: bool) -> None:
        (self.undaily.discard if wanted else self.undaily.add)(destination)

    def _mutes(self, destination: Destination) -> list[Mute]:
        return list(self.muted.get(destination, ()))


def _same(mute: Mute, condition: Condition | None, code: str | None) -> bool:
    return mute.condition == condition and mute.code == code
