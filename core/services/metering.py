"""What can be counted of it all, since the process began; for whoever draws curves of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.clock import Clock
from core.model import ChannelStatus, SessionStatus
from core.ports import Backlog, Channel, ConditionFeed, Events, TokenKeeper

BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
"""seconds"""
_PAGE = 1000


class Meter:
    """Counts what became of deliveries, by channel, and how late alerts were."""

    def __init__(self) -> None:
        self.deliveries: Counter[tuple[str, str]] = Counter()
        self.late = [0] * (len(BOUNDS) + 1)
        """alerts by the first bound they were not later than, the last of them later than all"""
        self.seconds = 0.0

    def settled(self, channel: str, outcome: str, count: int = 1) -> None:
        """Count deliveries that came to an end, or an attempt that did not succeed."""
        self.deliveries[channel, outcome] += count

    def told(self, seconds: float) -> None:
        """Count an alert that was told so many seconds after its event."""
        place = next((at for at, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        self.late[place] += 1
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything there is to draw; `events` by kind and source, `deliveries` by channel, outcome.

    `late` counts alerts by BOUNDS, `seconds` is all their lateness together.
    """

    events: Mapping[tuple[str, str], int]
    deliveries: Mapping[tuple[str, str], int]
    late: Sequence[int]
    seconds: float
    session: SessionStatus
    token_issued_at: datetime | None
    token_expires_at: datetime | None
    now: datetime
    """the market's time, which `backlog` is measured by"""
    backlog: Sequence[Backlog] = ()
    channels: Sequence[ChannelStatus] = field(default=())


class Metering:
    """Gathers the figures when they are asked for; the events are read from their rows."""

    def __init__(
        self,
        meter: Meter,
        events: Events,
        feed: ConditionFeed,
        tokens: TokenKeeper,
        channels: Mapping[str, Channel],
        clock: Clock,
    ) -> None:
        self._meter = meter
        self._rows = events
        self._feed = feed
        self._tokens = tokens
        self._channels = channels
        self._clock = clock
        self._events: Counter[tuple[str, str]] = Counter()
        self._last: int | None = None

    async def begin(self) -> None:
        """Count events from here on."""
        if self._last is None:
            self._last = await self._rows.newest()

    async def figures(self) -> Figures:
        """Return everything as it is now."""
        await self._count()
        return Figures(
            events=dict(self._events),
            deliveries=dict(self._meter.deliveries),
            late=tuple(self._meter.late),
            seconds=self._meter.seconds,
            session=self._feed.status(),
            token_issued_at=self._tokens.issued_at(),
            token_expires_at=self._tokens.expires_at(),
            now=self._clock.now(),
            backlog=await self._rows.backlog(),
            channels=tuple(one.status() for one in self._channels.values()),
        )

    async def _count(self) -> None:
        await self.begin()
        while found := await self._rows.after(self._last or 0, _PAGE):
            for one in found:
                self._events[one.event.kind.value, one.event.source.value] += 1
            self._last = found[-1].event.id
            if len(found) < _PAGE:
                return
