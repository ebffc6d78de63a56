"""What enters and leaves, as it is written down, to whoever listens: one reader for any number.

The table of events is the queue. One task reads what is new in it and keeps the last of that in a
ring; each listener has only a place: behind an event of the table while it catches up, then in the
ring. So a listener costs the same whether it keeps up or sleeps, and nothing ever waits for one.
While nobody listens nothing is read at all.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog

from core.clock import Clock
from core.errors import BotError
from core.model import Condition, Membership, Quote, Record
from core.ports import Change, Cut, Events
from core.services.listening import CHUNK, Listener
from core.services.news import Began, Happened, Inside, Priced, Ring, Standing
from core.services.unpriced import PATIENCE, Unpriced

log = structlog.get_logger(__name__)

KEPT = 2_000
"""pieces of news the ring holds; who is further behind reads the table"""
TOGETHER = 20
"""listeners that are woken before whatever else waits has its turn"""
_AGAIN = 0.5
"""seconds until late prices are looked for again, or a table that could not be read"""
_MOST_OWED = 200
"""events before the one somebody resumes behind whose prices are told again"""
LINGERS = timedelta(minutes=10)
"""how long a condition is still watched when the last one who listened is gone"""


Spare = Callable[[Sequence[str]], Awaitable[dict[str, Quote]]]


class Stream:
    """Reads what was posted, once for all who listen.

    `name` is a stock's name, `spare` asks for prices that may wait, `begin` has a condition watched
    that was not, `condition` is one by its id, `followed` are the ids of those that are watched.
    """

    def __init__(
        self,
        events: Events,
        name: Callable[[str], str],
        spare: Spare,
        begin: Callable[[int], Awaitable[None]],
        condition: Callable[[int], Condition | None],
        followed: Callable[[], Collection[int]],
        clock: Clock,
        *,
        kept: int = KEPT,
    ) -> None:
        self._events = events
        self._name = name
        self._spare = spare
        self._begin = begin
        self._condition = condition
        self._followed = followed
        self._clock = clock
        self.ring = Ring(kept)
        self._posted = asyncio.Event()
        self._began: dict[int, None] = {}
        self._known: dict[int, Membership] = {}
        self._unpriced = Unpriced(clock)
        self._listeners: dict[Listener, None] = {}
        self._left: dict[int, datetime] = {}
        self._standings: dict[int | None, asyncio.Task[Standing]] = {}
        self._standing = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._catching_up = asyncio.Lock()

    # --- what is told to it ----------------------------------------------------------------------

    def posted(self, changes: Iterable[Change]) -> None:
        """Take that these changes were written; the watcher says so after each `Outbox.post`."""
        for change in changes:
            if change.membership is not None and self._unexplained(change.membership, change):
                self._began[change.membership.condition_id] = None
        self._posted.set()

    def _unexplained(self, now: Membership, change: Change) -> bool:
        """Return whether events alone do not lead from what was known to what is."""
        before = self._known.get(now.condition_id)
        self._known[now.condition_id] = now
        if before is None:
            return not change.events
        moved = {one.code for one in change.events}
        return bool((before.codes ^ now.codes) - moved) or (before.day is None) is not (
            now.day is None
        )

    def wanted(self) -> list[int]:
        """Return the conditions somebody listens to, or did until a little while ago."""
        now = self._clock.now()
        self._left = {one: until for one, until in self._left.items() if until > now}
        return list(dict.fromkeys([*self._listened(), *self._left]))

    def _listened(self) -> Iterable[int]:
        return (one.condition_id for one in self._listeners if one.condition_id is not None)

    # --- the one reader --------------------------------------------------------------------------

    async def run(self) -> None:
        """Read what is posted while somebody listens, until cancelled."""
        while True:
            await self._wait()
            try:
                async with self._reading:
                    await self._read()
                await self._price()
            except BotError as error:
                log.warning("stream_unreadable", error=str(error))
                await asyncio.sleep(_AGAIN)
                self._posted.set()

    async def _wait(self) -> None:
        """Wait for something posted; not for long while prices are awaited and somebody listens."""
        waits = bool(self._unpriced and self._listeners)
        with suppress(TimeoutError):
            async with asyncio.timeout(_AGAIN if waits else None):
                await self._posted.wait()

    async def _read(self) -> None:
        self._posted.clear()
        began, self._began = self._began, {}
        if not self._listeners:
            return
        while records := await self._events.after(self.ring.last, CHUNK):
            for record in records:
                self._note(record)
            await self._wake()
        if began:
            for one in began:
                self.ring.put(Began(one))
            await self._wake()

    def _note(self, record: Record) -> None:
        self.ring.put(self._happened(record))
        self._unpriced.note(record)

    def _happened(self, record: Record) -> Happened:
        name = self._name(record.event.code)
        return Happened(record.event, record.condition, name, record.quote)

    async def _wake(self) -> None:
        """Wake whoever waits, a few at a time, so that an alert is sent between them."""
        for at, one in enumerate(list(self._listeners), 1):
            one.wake()
            if at % TOGETHER == 0:
                await asyncio.sleep(0)

    async def _price(self) -> None:
        """Tell the prices that were written since; ask for those that nobody is told."""
        self._unpriced.forget_old()
        if not self._unpriced or not self._listeners:
            return
        found = await self._events.prices(self._unpriced.ids)
        if late := self._unpriced.late(found):
            quotes = await self._spare(list(dict.fromkeys(late.values())))
            found |= {key: quotes[code] for key, code in late.items() if code in quotes}
        for priced in self._unpriced.settle(found):
            self.ring.put(priced)
        if found:
            await self._wake()

    # --- for those who listen --------------------------------------------------------------------

    @asynccontextmanager
    async def listen(
        self, condition_id: int | None = None, since: int | None = None
    ) -> AsyncIterator[Listener]:
        """Give an ear for a condition, or for all (None), behind the event `since` or the last.

        A condition that is not watched is from now on, until a while after the last ear is gone.
        """
        async with self._reading:
            if not self._listeners:
                self.ring.clear(await self._events.newest())
            listener = Listener(condition_id, self.ring, self.past, self.owed)
            self._listeners[listener] = None
        try:
            if condition_id is not None and condition_id not in self._followed():
                await self._begin(condition_id)
            standing = await self.inside(condition_id)
            listener.begin(standing, since, await self._oldest() if since is not None else 0)
            yield listener
        finally:
            self._leave(listener)

    def _leave(self, listener: Listener) -> None:
        """Forget a listener; its condition is watched a little longer, for it may come back."""
        del self._listeners[listener]
        which = listener.condition_id
        if which is not None and which not in self._listened():
            self._left[which] = self._clock.now() + LINGERS

    async def inside(self, condition_id: int | None) -> Standing:
        """Return who is inside a condition, or each that is followed, and the last event.

        Of one transaction, so that what comes behind `last` is all that happened since.
        """
        ids = sorted(self._followed()) if condition_id is None else [condition_id]
        found = await self._events.standing(ids)
        every = [self._inside(one, found.memberships.get(one)) for one in ids]
        return Standing(found.last, tuple(one for one in every if one is not None))

    async def now_inside(self, condition_id: int | None) -> Standing:
        """Return who is inside by now; of many who ask together, all get what is read once."""
        task = self._standings.get(condition_id)
        if task is None:
            task = asyncio.create_task(self._soon_inside(condition_id))
            self._standings[condition_id] = task
        return await asyncio.shield(task)

    async def _soon_inside(self, condition_id: int | None) -> Standing:
        async with self._standing:
            del self._standings[condition_id]  # who asks from here on wants to know what is then
            return await self.inside(condition_id)

    async def _oldest(self) -> int:
        """Return the first event that is kept, 0 where there is none."""
        return next((one.event.id for one in await self._events.after(0, 1)), 0)

    def _inside(self, condition_id: int, known: Membership | None) -> Inside | None:
        condition = self._condition(condition_id)
        if condition is None:
            return None
        codes = sorted(known.codes) if known else ()
        members = tuple((code, self._name(code)) for code in codes)
        return Inside(condition, members, known.known_at if known else None)

    async def past(self, cursor: int, condition_id: int | None) -> list[Happened]:
        """Return a chunk of the events behind one; one is read at a time, whoever wants it."""
        async with self._catching_up:
            records = await self._events.after(cursor, CHUNK, Cut(condition_id=condition_id))
        self._await_young(records)
        return [self._happened(record) for record in records]

    def _await_young(self, records: Iterable[Record]) -> None:
        if self._unpriced.note_young(records):
            self._posted.set()  # the reader may be waiting for nothing but news

    async def owed(self, cursor: int, condition_id: int | None) -> list[Priced]:
        """Return the prices of the last events up to one, as far as they are known by now.

        Who was told of these may have left before their prices came; the others are awaited.
        """
        cut = Cut(condition_id=condition_id)
        async with self._catching_up:
            records = await self._events.before(cursor + 1, _MOST_OWED, cut)
        if not records:
            return []
        first = records[0].event.received_at - timedelta(seconds=PATIENCE)
        last = [one for one in records[::-1] if one.event.received_at >= first]
        self._await_young(last)
        return [
            Priced(one.event.id, one.event.condition_id, one.quote)
            for one in last
            if one.quote is not None
        ]

    @property
    def listeners(self) -> int:
        """Return how many listen."""
        return len(self._listeners)
