"""A lost session in the hours it is needed is said once, and that it is back."""

from datetime import timedelta
from typing import Protocol

from core.calendar import Calendar
from core.clock import Clock
from core.model import Notice, SessionState
from core.ports import ConditionFeed

_AFTER = timedelta(seconds=60)


class Owners(Protocol):
    """Who hears of it."""

    async def tell_owners(self, notice: Notice) -> None:
        """Write a notice to the owners."""
        ...


class LinkAlarm:
    """Nights and weekends are no alarm; a session that a person ended was told elsewhere."""

    def __init__(
        self, feed: ConditionFeed, calendar: Calendar, owners: Owners, clock: Clock
    ) -> None:
        self._feed = feed
        self._calendar = calendar
        self._owners = owners
        self._clock = clock
        self._told = False

    async def look(self) -> None:
        """Tell the owners when the session has been down for a minute, and when it is back."""
        session, now = self._feed.status(), self._clock.now()
        if session.state is SessionState.LIVE:
            if self._told:
                self._told = False
                await self._owners.tell_owners(Notice("session_back"))
            return
        down = session.state in (SessionState.LOST, SessionState.CONNECTING)
        lasting = now - session.since >= _AFTER
        if down and lasting and not self._told and self._calendar.link_expected(now):
            self._told = True
            await self._owners.tell_owners(
                Notice("link_lost", {"time": f"{session.since:%H:%M:%S}"})
            )
