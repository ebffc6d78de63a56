"""What can go wrong without anybody noticing, each with a look that costs nothing."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from core.calendar import Calendar
from core.clock import Clock
from core.errors import DatabaseUnusable, OperatorError, PassingError
from core.model import ChannelStatus, Notice, SessionState, Watch
from core.ports import Channel, ConditionFeed
from core.services.alarm import Doubt, Trouble
from core.services.arranger import Arranger
from core.services.lateness import BrokerLateness
from core.services.timetable import JobState, Timetable
from core.services.watcher import Watcher

_PATIENCE, _PATIENCE_AT_LEAST = 90.0, 30.0
_UNANSWERED = 120.0
_FAILURES = 3
_SLOW, _SLOWEST_AT_LEAST = 10, 60.0
_LITTLE, _LITTLE_OF_LARGE, _SHARE = 200_000_000, 1_000_000_000, 0.02
_AGAIN = 1.25
_OFF, _NEARLY_RIGHT, _SAMPLES = 5.0, 3.0, 20


class LinkCheck:
    """A session lost in the hours it is needed; one that waits for a person was told elsewhere."""

    def __init__(self, feed: ConditionFeed, calendar: Calendar, clock: Clock) -> None:
        self._feed = feed
        self._calendar = calendar
        self._clock = clock

    def look(self) -> Iterator[Trouble | Doubt]:
        """Nights and weekends are no alarm."""
        session = self._feed.status()
        if session.state is SessionState.LIVE:
            return
        down = session.state in (SessionState.LOST, SessionState.CONNECTING)
        if not down or not self._calendar.link_expected(self._clock.now()):
            yield Doubt("link")
            return
        params = {"time": f"{session.since:%H:%M:%S}"}
        yield Trouble("link", Notice("link_lost", params), Notice("session_back"))


class Conflicts:
    """Faces that another program holds with the same token; `freeze` stops orders meanwhile."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        clock: Clock,
        freeze: Callable[[], Awaitable[object]],
    ) -> None:
        self._channels = channels
        self._clock = clock
        self._freeze = freeze
        self.lasting: dict[str, datetime] = {}

    def note(self, channel: str, *, lasting: bool) -> None:
        """Take from a face that somebody else holds its token, or does no longer."""
        if lasting:
            self.lasting.setdefault(channel, self._clock.now())
        else:
            self.lasting.pop(channel, None)

    def look(self) -> Iterator[Trouble | Doubt]:
        """A conflict that was told before a restart is over only when the face works."""
        for name, channel in self._channels.items():
            key = f"conflict:{name}"
            since = self.lasting.get(name)
            if since is not None:
                yield Trouble(
                    key,
                    Notice("conflict", {"channel": name, "time": f"{since:%H:%M:%S}"}),
                    Notice("conflict_over", {"channel": name}),
                    patience=0.0,
                    channel=name,
                    heal=self._freeze,
                )
            elif not channel.status().working:
                yield Doubt(key)


class ChannelCheck:
    """Faces that do not work; `patience` says for how many seconds of silence that is normal."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        conflicts: Conflicts,
        clock: Clock,
        patience: Mapping[str, float],
    ) -> None:
        self._channels = channels
        self._conflicts = conflicts
        self._clock = clock
        self._patience = patience

    def look(self) -> Iterator[Trouble | Doubt]:
        """A face in conflict was told as that."""
        for name, channel in self._channels.items():
            status, key = channel.status(), f"channel:{name}"
            if status.working:
                continue
            if name in self._conflicts.lasting:
                yield Doubt(key)
                continue
            patience = self._patience.get(name, _PATIENCE)
            params = {"channel": name, "seconds": f"{patience:.0f}", "reason": status.error or "?"}
            over = Notice("channel_back", {"channel": name})
            left = max(_PATIENCE_AT_LEAST, patience - self._silence(status))
            yield Trouble(key, Notice("channel_down", params), over, left, channel=name)

    def _silence(self, status: ChannelStatus) -> float:
        """Return the seconds since it last worked: a face may turn red only after a while."""
        if status.last_success is None:
            return 0.0
        return (self._clock.now() - status.last_success).total_seconds()


class ConditionCheck:
    """Conditions that are wanted and for two minutes neither acknowledged nor looked into."""

    def __init__(
        self, watcher: Watcher, arranger: Arranger, calendar: Calendar, clock: Clock
    ) -> None:
        self._watcher = watcher
        self._arranger = arranger
        self._calendar = calendar
        self._clock = clock
        self._looked: dict[int, tuple[datetime | None, float]] = {}

    def look(self) -> Iterator[Trouble | Doubt]:
        """While there is no session or no market nobody can say."""
        watched = self._watcher.book.watched
        asked = self._watcher.connected and self._calendar.is_open(self._clock.now())
        for condition_id, one in watched.items():
            key = f"condition:{condition_id}"
            if not asked:
                yield Doubt(key)
                self._looked.pop(condition_id, None)
            elif self._neglected(condition_id):
                params = {"name": one.condition.name, "id": str(condition_id)}
                yield Trouble(
                    key,
                    Notice("condition_unwatched", params),
                    Notice("condition_watched", params),
                    patience=_UNANSWERED,
                    heal=partial(self._heal, condition_id),
                )

    def _neglected(self, condition_id: int) -> bool:
        watch, _ = self._arranger.watch(condition_id)
        if watch is not Watch.POLLED:
            self._looked.pop(condition_id, None)
            return watch is not Watch.REALTIME
        known_at = self._watcher.book.membership(condition_id).known_at
        now = self._clock.monotonic()
        seen, since = self._looked.get(condition_id, (None, now))
        if seen != known_at:
            since = now
        self._looked[condition_id] = known_at, since
        return now - since >= max(_UNANSWERED, 2 * self._arranger.period)

    async def _heal(self, condition_id: int) -> None:
        self._arranger.again(condition_id)


class JobCheck:
    """Jobs of the timetable that do not come to an end, or failed three times in a row."""

    def __init__(self, timetable: Timetable, calendar: Calendar, clock: Clock) -> None:
        self._timetable = timetable
        self._calendar = calendar
        self._clock = clock

    def look(self) -> Iterator[Trouble | Doubt]:
        """A job is well once it has ended well."""
        for job in self._timetable.states():
            key, params = f"job:{job.name}", {"job": job.name}
            over = Notice("job_well", params)
            if job.running >= max(_SLOWEST_AT_LEAST, _SLOW * job.interval):
                yield Trouble(key, Notice("job_stuck", params), over, patience=0.0)
            elif job.failures >= _FAILURES and self._matters(job):
                params = {**params, "reason_key": job.error.key if job.error else "error"}
                yield Trouble(key, Notice("job_failing", params), over, patience=0.0)
            elif job.failures or not job.proved:
                yield Doubt(key)

    def _matters(self, job: JobState) -> bool:
        """The broker's nights are no alarm; what a person must mend there was told as that."""
        if isinstance(job.error, PassingError):
            return self._calendar.link_expected(self._clock.now())
        return not isinstance(job.error, OperatorError) or isinstance(job.error, DatabaseUnusable)


class DiskCheck:
    """The disk the data stands on: `measure` returns its free bytes and all of them."""

    def __init__(
        self,
        measure: Callable[[], Awaitable[tuple[int, int] | None]],
        heal: Callable[[], Awaitable[object]],
    ) -> None:
        self._measure = measure
        self._heal = heal
        self._found: tuple[int, int] | None = None

    async def refresh(self) -> None:
        """Measure; None where the disk does not say."""
        self._found = await self._measure()

    def look(self) -> Iterator[Trouble | Doubt]:
        """Two per cent of a large disk are plenty: a gigabyte is enough there."""
        if self._found is None:
            yield Doubt("disk")
            return
        free, whole = self._found
        little = max(_LITTLE, min(_SHARE * whole, _LITTLE_OF_LARGE))
        if free < little:
            notice = Notice("disk_full", {"free": f"{free // 1_000_000:,}"})
            yield Trouble("disk", notice, Notice("disk_well"), patience=0.0, heal=self._heal)
        elif free < little * _AGAIN:
            yield Doubt("disk")


class ClockCheck:
    """This machine's clock against the broker's, as the pushes show it."""

    def __init__(self, lateness: BrokerLateness) -> None:
        self._lateness = lateness

    def look(self) -> Iterator[Trouble | Doubt]:
        """A few pushes prove nothing."""
        off = abs(self._lateness.offset())
        if off > _OFF and self._lateness.samples >= _SAMPLES:
            notice = Notice("clock_off", {"seconds": f"{off:.0f}"})
            yield Trouble("clock", notice, Notice("clock_right"))
        elif off > _NEARLY_RIGHT or self._lateness.samples < _SAMPLES:
            yield Doubt("clock")
