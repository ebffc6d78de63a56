"""All watchdogs together, what they stop, and whether everything is green."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.calendar import Calendar
from core.clock import Clock
from core.model import Destination, Notice, SessionState
from core.ports import Channel, ConditionFeed, Facts, Outbox
from core.services.alarm import Alarm, Posted
from core.services.arranger import Arranger
from core.services.courier import Elsewhere, nowhere
from core.services.freeze import Freeze
from core.services.timetable import Timetable
from core.services.watchdogs import (
    ChannelCheck,
    ClockCheck,
    ConditionCheck,
    Conflicts,
    DiskCheck,
    JobCheck,
    LinkCheck,
)
from core.services.watcher import Watcher


async def _unmeasured() -> tuple[int, int] | None:
    return None


async def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Machine:
    """What the engine cannot know by itself of the place it runs in.

    `disk` returns the free bytes and all bytes of the disk its data stands on, `retain` forgets
    old rows, `patience` is for how many seconds each face may be silent.
    """

    disk: Callable[[], Awaitable[tuple[int, int] | None]] = _unmeasured
    retain: Callable[[], Awaitable[object]] = _nothing
    patience: Mapping[str, float] = field(default_factory=dict)


class Guard:
    """Looks at everything every few seconds."""

    def __init__(
        self,
        feed: ConditionFeed,
        watcher: Watcher,
        arranger: Arranger,
        timetable: Timetable,
        facts: Facts,
        outbox: Outbox,
        courier: Posted,
        channels: Mapping[str, Channel],
        owners: Sequence[Destination],
        machine: Machine,
        calendar: Calendar,
        clock: Clock,
        *,
        elsewhere: Elsewhere = nowhere,
    ) -> None:
        self.freezer = Freeze(facts, clock)
        self._feed = feed
        self._calendar = calendar
        self._clock = clock
        self._conflicts = Conflicts(channels, clock, partial(self.freezer.freeze, "conflict"))
        self._disk = DiskCheck(machine.disk, machine.retain)
        checks = (
            LinkCheck(feed, calendar, clock),
            self._conflicts,
            ChannelCheck(channels, self._conflicts, clock, machine.patience),
            ConditionCheck(watcher, arranger, calendar, clock),
            JobCheck(timetable, calendar, clock),
            self._disk,
            ClockCheck(watcher.book.lateness),
        )
        self._alarm = Alarm(
            checks,
            facts,
            outbox,
            courier,
            channels,
            owners,
            clock,
            elsewhere=elsewhere,
            closing=self._over,
        )

    async def _over(self, notice: Notice) -> Notice:
        """Say of a conflict that is over how orders are let through again, if they are not yet."""
        if notice.key != "conflict_over" or await self.freezer.frozen() is None:
            return notice
        return replace(notice, params={**notice.params, "frozen": "unfreeze"})

    async def look(self) -> None:
        """Look at everything once."""
        await self._alarm.look()

    async def measure(self) -> None:
        """Look how full the disk is."""
        await self._disk.refresh()

    async def conflict(self, channel: str, *, lasting: bool) -> None:
        """Take from a face that another program holds its token, or does no longer.

        Orders stand still from then on, until an owner says otherwise.
        """
        self._conflicts.note(channel, lasting=lasting)
        if lasting:
            await self.freezer.freeze("conflict")

    def troubles(self) -> list[Notice]:
        """Return what is wrong now and was told, oldest first."""
        return self._alarm.present()

    def green(self) -> bool:
        """Return whether nothing is wrong: the session lives, or need not at this hour."""
        well = self._feed.status().state is SessionState.LIVE or self.resting()
        return well and not self.troubles()

    def resting(self) -> bool:
        """Return whether the session is away at an hour that does not need it."""
        away = self._feed.status().state in (SessionState.LOST, SessionState.CONNECTING)
        return away and not self._calendar.link_expected(self._clock.now())
