"""From what people want to requests: who is watched in real time, who is polled, and when."""

import asyncio
from datetime import timedelta

import structlog

from core.calendar import Calendar
from core.clock import Clock
from core.errors import AnswerTimedOut, BotError, NotConnected, PassingError, Refused
from core.model import Condition, Notice, Polled, SearchResult, SessionState, Watch
from core.ports import ConditionFeed
from core.services.allotment import LARGEST, allot
from core.services.book import Watched
from core.services.deriving import Derived
from core.services.searches import Searches
from core.services.watcher import Watcher

log = structlog.get_logger(__name__)

_ALARM_AFTER = 3
_REFUSED_FOR = 300.0
_LONGEST_PAUSE = 60.0
_PAUSE = 1.0
_AFTER_CLOSE = timedelta(minutes=1)
_BEFORE_OPENING = timedelta(minutes=35)


_UNSETTLED = (Watch.ASKED, Watch.WAITING)


class Arranger:
    """Keeps every wanted condition watched, in real time where the broker allows it."""

    def __init__(
        self,
        feed: ConditionFeed,
        watcher: Watcher,
        searches: Searches,
        calendar: Calendar,
        clock: Clock,
        *,
        realtime: bool,
        places: int,
        poll_interval: float,
    ) -> None:
        self._feed = feed
        self._watcher = watcher
        self._searches = searches
        self._calendar = calendar
        self._clock = clock
        self._realtime = realtime
        self._places = places
        self._poll_interval = timedelta(seconds=poll_interval)
        self._probing = asyncio.Lock()
        self._probed = -_PAUSE
        self._subscribing: set[int] = set()
        self._clearing: set[int] = set()

    @property
    def period(self) -> float:
        """Return the seconds between two looks at a polled condition."""
        return max(self._poll_interval.total_seconds(), self._searches.requery)

    def pace(self, poll_interval: float, requery: float) -> None:
        """Poll in another rhythm from now on; seconds."""
        self._poll_interval = timedelta(seconds=poll_interval)
        self._searches.requery = requery

    def again(self, condition_id: int) -> None:
        """Begin anew with a condition whose watch does not come about: clear, then ask again."""
        watched = self._watcher.book.watched.get(condition_id)
        if watched is None:
            return
        log.warning("watch_begun_anew", condition=watched.condition.name)
        if watched.polled is None:
            self._watcher.book.unwanted.add(watched.condition)
        watched.busy = False
        watched.not_before = 0.0
        self._watcher.stir()

    async def run(self) -> None:
        """Act on every change of the book, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                change = self._watcher.change
                if self._watcher.connected:
                    await self._arrange(group)
                await change.wait()

    async def settled(self, condition_id: int, patience: float) -> None:
        """Wait until a first look has told who is inside, or patience ends."""
        try:
            async with asyncio.timeout(patience):
                change = self._watcher.change
                while self.watch(condition_id)[0] in _UNSETTLED:
                    await change.wait()
                    change = self._watcher.change
        except TimeoutError:
            log.info("watch_pending", condition=condition_id)

    def watch(self, condition_id: int) -> tuple[Watch | None, Polled | None]:
        """Return how a condition is watched now; None where nobody wants it."""
        if (derived := self._watcher.book.derived.get(condition_id)) is not None:
            return self._watch_of(derived)
        watched = self._watcher.book.watched.get(condition_id)
        if watched is None:
            return None, None
        if not (self._watcher.connected and watched.condition.listed):
            return Watch.WAITING, watched.polled
        known = self._watcher.book.membership(condition_id)
        if watched.live:
            large = len(known.codes) > LARGEST
            return (Watch.POLLED, Polled.LARGE) if large else (Watch.REALTIME, None)
        started = known.day is not None
        return (Watch.POLLED if watched.polled and started else Watch.ASKED), watched.polled

    def _watch_of(self, derived: Derived) -> tuple[Watch | None, Polled | None]:
        """Return how an expression is watched: as the worst of its parts is."""
        parts = [self.watch(one) for one in derived.parts]
        for worst in (Watch.WAITING, Watch.ASKED, Watch.POLLED):
            for watch, polled in parts:
                if watch is worst or (watch is None and worst is Watch.WAITING):
                    return worst, polled
        return (Watch.REALTIME if derived.whole else Watch.ASKED), None

    async def search(self, condition: Condition) -> SearchResult:
        """Run a condition once; where it is polled, the answer is a look at who is inside.

        Raises PassingError or Refused.
        """
        before = self._watcher.book.memberships.get(condition.id)
        result = await self._searches.search(condition)
        await self._watcher.looked(result, before)
        return result

    async def probe(self) -> None:
        """List the conditions: finds zombies (no answer) and what was edited on the PC."""
        if not self._watcher.connected or self._probing.locked():
            return
        async with self._probing:
            try:
                await self._feed.relist()  # the watcher reads the answer
            except AnswerTimedOut:
                self._feed.reconnect("no answer to a probe")
            except (PassingError, Refused) as error:
                log.warning("probe_failed", error=str(error))

    def renew_session(self) -> None:
        """Have a session of today before the opening: yesterday's may have died unnoticed."""
        now = self._clock.now()
        session = self._feed.status()
        if session.state is not SessionState.LIVE or session.since >= self._watcher.today().began:
            return
        opens = self._calendar.on(now.date()).opens
        soon = opens is not None and opens - _BEFORE_OPENING <= now < opens
        if soon or self._calendar.is_open(now):
            self._feed.reconnect("a new trading day")

    async def _arrange(self, group: asyncio.TaskGroup) -> None:
        book, now = self._watcher.book, self._clock.monotonic()
        if self._watcher.quarantine and now - self._probed >= _PAUSE:
            self._probed = now
            group.create_task(self.probe())
        await self._allot()
        for watched in book.watched.values():
            if watched.live and watched.polled:
                watched.live = False
                watched.since = None
                book.unwanted.add(watched.condition)
        while book.unwanted:
            condition = book.unwanted.pop()
            self._clearing.add(condition.id)
            group.create_task(self._clear(condition))
        for watched in book.watched.values():
            if self._needs_request(watched):
                watched.busy = True
                group.create_task(self._request(watched))
            elif watched.polled and self._resting(watched):
                watched.broken = False

    async def _allot(self) -> None:
        book = self._watcher.book
        before = {one: watched.polled for one, watched in book.watched.items()}
        sizes = {one: len(book.membership(one).codes) for one in before}
        now = self._clock.monotonic()
        refused = [one for one, its in book.watched.items() if now < its.refused_until]
        wanted = {one: its.wanted for one, its in book.watched.items() if its.condition.listed}
        allotted = allot(
            wanted, sizes, before, refused, realtime=self._realtime, places=self._places
        )
        awake = self._calendar.is_open(self._clock.now())  # at 06:00 all are small again
        notices = []
        for condition_id, polled in allotted.items():
            watched = book.watched[condition_id]
            watched.polled = polled
            grown = watched.steady and watched.live and polled is Polled.LARGE
            watched.steady = watched.live and polled is None
            params = {"name": watched.condition.name}
            if grown:
                params["count"] = str(sizes[condition_id])
                notices.append((condition_id, Notice("condition_polled_large", params)))
            elif before[condition_id] is Polled.LARGE and polled is None and awake:
                notices.append((condition_id, Notice("condition_realtime_again", params)))
        for condition_id, notice in notices:
            await self._watcher.tell_subscribers(condition_id, notice)

    def _needs_request(self, watched: Watched) -> bool:
        condition = watched.condition
        if watched.busy or not condition.listed or condition.id in self._clearing:
            return False
        if self._clock.monotonic() < watched.not_before:
            return False
        if watched.polled is None:
            return not watched.live and self._room()
        return self._poll_due(watched)

    def _room(self) -> bool:
        """Return whether one more may register beside those that are, come or go."""
        watched = self._watcher.book.watched
        there = {one for one, its in watched.items() if its.live or (its.busy and not its.polled)}
        return len(there | self._subscribing | self._clearing) < self._places

    def _poll_due(self, watched: Watched) -> bool:
        known = self._watcher.book.membership(watched.condition.id)
        now = self._clock.now()
        if known.day is None or known.known_at is None:
            return self._searches.answers(watched.condition.id)
        if not self._searches.ready(watched.condition.id):
            return False
        if timedelta() <= now - known.known_at < self._poll_interval:
            return False
        return not self._resting(watched)

    def _resting(self, watched: Watched) -> bool:
        """Return whether the market is closed and the last look came after it closed."""
        now = self._clock.now()
        known_at = self._watcher.book.membership(watched.condition.id).known_at
        if known_at is None or self._calendar.is_open(now):
            return False
        closes = self._calendar.on(self._watcher.today().day).closes
        return closes is None or now < closes or known_at >= closes + _AFTER_CLOSE

    async def _request(self, watched: Watched) -> None:
        try:
            if watched.polled is None:
                await self._subscribe(watched.condition)
                return  # busy until its snapshot has been read
            await self.search(watched.condition)
        except NotConnected:
            watched.not_before = self._clock.monotonic() + _PAUSE
        except (PassingError, Refused) as error:
            await self._failed(watched, error)
        watched.busy = False
        self._watcher.stir()

    async def _subscribe(self, condition: Condition) -> None:
        self._subscribing.add(condition.id)
        try:
            await self._feed.subscribe(condition.seq)
        finally:
            self._subscribing.discard(condition.id)

    async def _clear(self, condition: Condition) -> None:
        try:
            await self._feed.clear(condition.seq)
        except (NotConnected, Refused) as error:
            log.info("clear_needless", condition=condition.name, error=str(error))
        except PassingError as error:
            log.warning("clear_failed", condition=condition.name, error=str(error))
            await self._clock.sleep(_PAUSE)
            self._watcher.book.unwanted.add(condition)
        finally:
            self._clearing.discard(condition.id)
        self._watcher.stir()

    async def _failed(self, watched: Watched, error: BotError) -> None:
        watched.failures += 1
        pause = min(_LONGEST_PAUSE, 2.0**watched.failures)
        watched.not_before = self._clock.monotonic() + pause
        name = watched.condition.name
        log.warning("watch_failed", condition=name, error=str(error), failures=watched.failures)
        if isinstance(error, Refused) and watched.polled is None:
            watched.polled = Polled.REFUSED
            watched.refused_until = self._clock.monotonic() + _REFUSED_FOR
        if watched.failures == _ALARM_AFTER:
            params = {**error.params, "name": name, "reason_key": error.key}
            notice = Notice("subscribe_failed", params)
            await self._watcher.tell_subscribers(watched.condition.id, notice)
