"""When the session was away from an open market, known also over restarts."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.calendar import Calendar
from core.clock import Clock
from core.model import SessionState, SessionStatus
from core.ports import ConditionFeed, Facts

_LIVE_AT, _AWAY = "live_at", "away:"
_WRITTEN_EVERY = timedelta(seconds=60)
_NOTICEABLE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Absence:
    """From when to when nothing was watched; `taken`: because another program had the session."""

    start: datetime
    end: datetime
    taken: bool = False


class Presence:
    """Notes once a minute that the session lives; a longer gap in an open market is an absence."""

    def __init__(self, feed: ConditionFeed, calendar: Calendar, facts: Facts, clock: Clock) -> None:
        self._feed = feed
        self._calendar = calendar
        self._facts = facts
        self._clock = clock
        self._live_at: datetime | None = None
        self._began = clock.now()
        self._taken = False
        """whether another program had the session at some time since it last lived"""
        self._written: datetime | None = None
        self._day: date | None = None
        self._reconnects = 0

    async def look(self) -> None:
        """Note whether the session lives now."""
        session, now = self._feed.status(), self._clock.now()
        if self._day != now.date():
            self._day, self._reconnects = now.date(), session.reconnects
        if session.state is not SessionState.LIVE:
            self._taken |= session.state is SessionState.TAKEN
            return
        if (gap := await self._gap(now)) is not None:
            spans = [*await self._spans(now.date()), gap]
            await self._forget()
            await self._facts.put(f"{_AWAY}{now.date().isoformat()}", _written(spans))
        self._live_at, self._taken = now, False
        if self._written is None or not timedelta() <= now - self._written < _WRITTEN_EVERY:
            await self._facts.put(_LIVE_AT, now.isoformat())
            self._written = now

    async def away(self, day: date) -> list[Absence]:
        """Return the absences of a day so far, today's last one until now."""
        spans, now = await self._spans(day), self._clock.now()
        gap = await self._gap(now) if now.date() == day else None
        return [*spans, gap] if gap else spans

    @property
    def session(self) -> SessionStatus:
        """Return how the session stands now."""
        return self._feed.status()

    def reconnects(self, day: date) -> int:
        """Return how often the session was made anew on a day, since this process runs."""
        return self._feed.status().reconnects - self._reconnects if day == self._day else 0

    async def _gap(self, now: datetime) -> Absence | None:
        """Return since when the session was away from today's open market, if it was.

        One that never lived is away from when the bot began, or was kept out, until its first.
        """
        if self._live_at is None and (known := await self._facts.get(_LIVE_AT)):
            self._live_at = datetime.fromisoformat(known)
        hours, session = self._calendar.on(now.date()), self._feed.status()
        if hours.opens is None or hours.closes is None:
            return None
        first = self._live_at is None and session.state is SessionState.LIVE
        start = max(self._live_at or min(self._began, session.since), hours.opens)
        end = min(session.since if first else now, hours.closes)
        taken = self._taken or session.state is SessionState.TAKEN
        return Absence(start, end, taken) if end - start >= _NOTICEABLE else None

    async def _spans(self, day: date) -> list[Absence]:
        known = await self._facts.get(f"{_AWAY}{day.isoformat()}")
        if known is None:
            return []
        return [
            Absence(datetime.fromisoformat(start), datetime.fromisoformat(end), *taken)
            for start, end, *taken in json.loads(known)
        ]

    async def _forget(self) -> None:
        for key in await self._facts.under(_AWAY):
            if key != f"{_AWAY}{self._clock.now().date().isoformat()}":
                await self._facts.drop(key)


def _written(spans: list[Absence]) -> str:
    return json.dumps([[one.start.isoformat(), one.end.isoformat(), one.taken] for one in spans])
