"""At the close of each day: why a chat was told nothing, or what it was told, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

import structlog

from core.calendar import Calendar
from core.clock import Clock
from core.model import Destination, Notice, SessionState, Watch
from core.ports import Days, Facts, Preferences, Story, Subscriptions
from core.services.lateness import LatenessLog
from core.services.names import Names
from core.services.presence import Absence, Presence

log = structlog.get_logger(__name__)

_TOLD = "daily:"
_USUAL_CLOSE, _USUAL_DIGEST = time(15, 30), time(15, 40)
_QUIET_AFTER, _DIGEST_AFTER = timedelta(minutes=2), timedelta(minutes=10)
"""the last events of a day come a little after the closing auction"""
_ACTIVE = 5
_LITTLE_OF_A_DAY = 0.5
"""where more of the market's hours than this was missed, the day was not watched"""
_FOR_A_PERSON = frozenset({SessionState.TAKEN, SessionState.STOPPED})
_LISTED = 12

Watching = Callable[[int], Watch | None]


class Posted(Protocol):
    """Who carries what was written."""

    def posted(self, destinations: Sequence[Destination]) -> None:
        """Something waits for these destinations."""
        ...


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing to be told of a day: `quiet`, `digest` or `holiday`, when, and of which time."""

    name: str
    due: datetime
    since: datetime


class Daily:
    """What was told is a fact among the rows, so a start later in the day tells it, once."""

    def __init__(
        self,
        days: Days,
        subscriptions: Subscriptions,
        preferences: Preferences,
        facts: Facts,
        presence: Presence,
        names: Names,
        lateness: LatenessLog,
        watching: Watching,
        courier: Posted,
        calendar: Calendar,
        clock: Clock,
    ) -> None:
        self._days = days
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._facts = facts
        self._presence = presence
        self._names = names
        self._lateness = lateness
        self._watching = watching
        self._courier = courier
        self._calendar = calendar
        self._clock = clock
        self._done: set[str] = set()

    async def look(self) -> None:
        """Tell what is due today and was not told yet."""
        now = self._clock.now()
        for part in self._plan(now.date(), now):
            key = f"{_TOLD}{now.date().isoformat()}:{part.name}"
            if now >= part.due and key not in self._done:
                await self._tell(key, part, now)
                self._done = {one for one in self._done if now.date().isoformat() in one} | {key}

    def _plan(self, today: date, now: datetime) -> list[_Part]:
        hours = self._calendar.on(today)
        usual = datetime.combine(today, _USUAL_DIGEST, now.tzinfo)
        if self._calendar.next_close(now) is None:  # a market that never closes
            since = usual - timedelta(days=1)
            return [_Part("quiet", usual, since), _Part("digest", usual, since)]
        if hours.closes is None:
            return [_Part("holiday", usual, usual)] if today.isoweekday() <= 5 else []
        since = self._calendar.day_began(today)
        return [
            _Part("quiet", hours.closes + _QUIET_AFTER, since),
            _Part("digest", hours.closes + _DIGEST_AFTER, since),
        ]

    async def _tell(self, key: str, part: _Part, now: datetime) -> None:
        if await self._facts.get(key) is not None:
            return
        letters = []
        for chat, followed in (await self._chats()).items():
            notice = await self._notice(part, chat, now)
            if notice is not None:
                letters.append((followed[0] if len(followed) == 1 else chat, notice))
        if await self._days.tell(key, letters, now):
            log.info("day_told", part=part.name, chats=len(letters))
            self._courier.posted([destination for destination, _ in letters])
        await self._forget(now.date())

    async def _chats(self) -> dict[Destination, list[Destination]]:
        """Return who wants it: each chat once, with those of its topics that follow anything."""
        found: dict[Destination, list[Destination]] = {}
        for one in await self._subscriptions.chats():
            if await self._preferences.daily(one):
                found.setdefault(Destination(one.channel, one.chat), []).append(one)
        return found

    async def _notice(self, part: _Part, chat: Destination, now: datetime) -> Notice | None:
        if part.name == "holiday":
            return self._holiday(now)
        story = await self._days.story(chat, part.since, now)
        if part.name == "quiet":
            return None if story.told else await self._quiet(chat, story, now.date())
        return await self._digest(story, now.date()) if story.told else None

    def _holiday(self, now: datetime) -> Notice:
        opens = self._calendar.next_open(now)
        params = {"note": self._calendar.on(now.date()).note, "next": opens.isoformat()}
        return Notice("daily_holiday", params)

    async def _quiet(self, chat: Destination, story: Story, today: date) -> Notice:
        states = {one.condition: one.suspended for one in await self._subscriptions.of(chat)}
        names = [
            f"{one.name}\t{self._watching(one.id) or Watch.WAITING}"
            for one, suspended in states.items()
            if suspended is None
        ]
        params = {
            "day": today.isoformat(),
            "conditions": "\n".join(names[:_LISTED]),
            "more": str(max(0, len(names) - _LISTED)),
            "held": str(story.held),
            "filtered": str(story.filtered),
            "failed": str(story.failed),
            **await self._away(today),
        }
        closes = self._calendar.on(today).closes
        if closes is not None and closes.date() == today and closes.time() < _USUAL_CLOSE:
            params["closed"] = f"{closes:%H:%M}"
        return Notice("daily_quiet", params)

    async def _digest(self, story: Story, today: date) -> Notice:
        active = story.stocks[:_ACTIVE]
        await self._names.learn({code for code, _ in active})
        conditions = [f"{name}\t{into}\t{out}" for name, into, out in story.conditions]
        params = {
            "day": today.isoformat(),
            "entries": str(sum(into for _, into, _ in story.conditions)),
            "exits": str(sum(out for _, _, out in story.conditions)),
            "conditions": "\n".join(conditions[:_LISTED]),
            "more": str(max(0, len(conditions) - _LISTED)),
            "stocks": "\n".join(f"{self._names.name(code)}\t{code}\t{n}" for code, n in active),
            "held": str(story.held),
            "filtered": str(story.filtered),
            "failed": str(story.failed),
            "missed": str(story.missed),
            "reconnects": str(self._presence.reconnects(today)),
            "hours": "\n".join(f"{hour:02}\t{count}" for hour, count in story.hours),
            "entered": "\n".join(f"{hour:02}\t{name}\t{n}" for hour, name, n in story.entered),
            **await self._away(today),
        }
        if (slow := self._lateness.percentiles()) is not None:
            params |= {"median": f"{slow[0]:.1f}", "slow": f"{slow[1]:.1f}"}
        return Notice("daily_digest", params)

    async def _away(self, today: date) -> dict[str, str]:
        """Return when nothing was watched and why, and whether that was nearly all of the day.

        Where only a person can end it, `do` is the command that does.
        """
        spans, session = await self._presence.away(today), self._presence.session
        rows = (f"{one.start:%H:%M}\t{one.end:%H:%M}\t{_cause(one)}" for one in spans)
        params = {"away": "\n".join(rows)}
        hours = self._calendar.on(today)
        if hours.opens is not None and hours.closes is not None:
            missed = sum((one.end - one.start for one in spans), timedelta())
            if missed > (hours.closes - hours.opens) * _LITTLE_OF_A_DAY:
                params["unwatched"] = _cause(max(spans, key=_length))
        if spans and session.state in _FOR_A_PERSON:
            params["do"] = "takeover"
        if spans and session.state is SessionState.STOPPED and session.error:
            params["reason"] = session.error
        return params

    async def _forget(self, today: date) -> None:
        """Drop the facts of other days."""
        for key in await self._facts.under(_TOLD):
            if not key.startswith(f"{_TOLD}{today.isoformat()}"):
                await self._facts.drop(key)


def _cause(absence: Absence) -> str:
    return "taken" if absence.taken else "lost"


def _length(absence: Absence) -> timedelta:
    return absence.end - absence.start
