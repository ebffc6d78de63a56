"""Another program took the session: known also after a restart, until a person says otherwise."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from core.calendar import Calendar
from core.clock import KST, Clock
from core.model import Notice, SessionState
from core.ports import ConditionFeed, Facts

TAKEN, REMINDED = "session_taken", "session_taken_said"
"""the facts' keys: since when, and on which trading day the owners heard of it last"""
_BEFORE_OPENING = timedelta(minutes=30)


class Told(Protocol):
    """Who carries what was written to the owners."""

    async def tell_owners(self, notice: Notice, facts: Mapping[str, str | None]) -> None:
        """Write a notice to the owners, and facts with it."""
        ...


class Taken:
    """Since when another program has the session; a start that forgot would fight for it."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    async def since(self) -> datetime | None:
        """Return since when, None where the session is ours to hold."""
        found = await self._read()
        return found[0] if found else None

    async def told(self) -> bool:
        """Return whether the owners were told of it."""
        found = await self._read()
        return found is not None and found[1]

    async def note(self, since: datetime) -> None:
        """Remember it, before anybody is told."""
        await self._facts.put(TAKEN, _said(since, told=False))

    def told_at(self, since: datetime, day: date) -> dict[str, str | None]:
        """Return the facts that the owners were told and when, to be written with the notice."""
        return {TAKEN: _said(since, told=True), **self.reminded_on(day)}

    async def reminded(self, day: date) -> bool:
        """Return whether the owners heard of it on that trading day."""
        return await self._facts.get(REMINDED) == day.isoformat()

    def reminded_on(self, day: date) -> dict[str, str | None]:
        """Return the fact that they did, to be written with the notice."""
        return {REMINDED: day.isoformat()}

    async def forget(self) -> None:
        """Let the next start log in again."""
        await self._facts.drop(TAKEN)

    async def _read(self) -> tuple[datetime, bool] | None:
        said = await self._facts.get(TAKEN)
        if said is None:
            return None
        found = json.loads(said)
        return datetime.fromisoformat(found["since"]).astimezone(KST), bool(found["told"])


class Reminder:
    """Tells the owners on each trading day that the session is still taken, before the opening."""

    def __init__(
        self, taken: Taken, feed: ConditionFeed, told: Told, calendar: Calendar, clock: Clock
    ) -> None:
        self._taken = taken
        self._feed = feed
        self._told = told
        self._calendar = calendar
        self._clock = clock

    async def look(self) -> None:
        """Remind, once a day; a bot that was away before the opening does when it is back."""
        if self._feed.status().state is not SessionState.TAKEN or not self._due():
            return
        since = await self._taken.since()
        day = self._calendar.trading_day(self._clock.now())
        if since is None or await self._taken.reminded(day):
            return
        notice = Notice("session_still_taken", {"time": f"{since:%m/%d %H:%M}"})
        await self._told.tell_owners(notice, self._taken.reminded_on(day))

    def _due(self) -> bool:
        now = self._clock.now()
        hours = self._calendar.on(self._calendar.trading_day(now))
        if hours.opens is None or hours.closes is None:
            return False
        return hours.opens - _BEFORE_OPENING <= now < hours.closes


def _said(since: datetime, *, told: bool) -> str:
    return json.dumps({"since": since.isoformat(), "told": told})
