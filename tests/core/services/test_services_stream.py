"""The live stream: everyone who listens hears each event once, and nobody is waited for."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from core.errors import DatabaseUnusable
from core.model import Event, EventKind, Membership, Quote, Record, Source
from core.ports import ALL, Change, Cut, Standing
from core.services.listening import CHUNK, Listener
from core.services.news import Began, Happened, News, Priced
from core.services.stream import KEPT, LINGERS, Stream
from tests.core.store.make import list_conditions
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.store import FakeStore
from tests.fakes.store.events import FakeEvents


class Fragile(FakeEvents):
    """A table of events that gives way now and then."""

    broken = 0
    looks = 0

    async def standing(self, condition_ids: Collection[int]) -> Standing:
        self.looks += 1
        return await super().standing(condition_ids)

    async def after(self, event_id: int, most: int, cut: Cut = ALL) -> list[Record]:
        if self.broken:
            self.broken -= 1
            raise DatabaseUnusable
        return await super().after(event_id, most, cut)


class World:
    """A stream over rows in memory; conditions 1 and 2 are watched from the beginning."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self.clock = FakeClock()
        self.store = FakeStore()
        self.events = Fragile(self.store.tables)
        self.watched = {1, 2}
        self.spared: list[str] = []
        self.began: list[int] = []
        self.inside: dict[int, frozenset[str]] = {}
        self.stream = Stream(
            self.events,
            lambda code: f"종목{code}",
            self.spare,
            self.begin,
            self.store.tables.conditions.get,
            lambda: self.watched,
            self.clock,
            kept=kept,
        )

    async def spare(self, codes: Sequence[str]) -> dict[str, Quote]:
        self.spared += codes
        return {one: Quote(one, 500) for one in codes}

    async def begin(self, condition_id: int) -> None:
        self.began.append(condition_id)
        self.watched.add(condition_id)

    async def happen(
        self, *codes: str, condition_id: int | None = 1, kind: EventKind = EventKind.ENTRY
    ) -> None:
        """Stocks enter or leave, in one transaction, as the watcher writes it."""
        now, membership = self.clock.now(), None
        if condition_id is not None:
            before = self.inside.get(condition_id, frozenset())
            after = before | set(codes) if kind is EventKind.ENTRY else before - set(codes)
            self.inside[condition_id] = after
            membership = Membership(condition_id, after, now.date(), now)
        events = tuple(
            Event(condition_id, code, kind, Source.REALTIME, now.date(), now, now) for code in codes
        )
        await self.write(Change(membership, events))

    async def write(self, change: Change) -> None:
        await self.store.outbox.post([change])
        self.stream.posted([change])

    async def tell_price(self, event_id: int, won: int) -> None:
        """The courier writes what an alert was told with."""
        event = self.store.tables.events[event_id]
        await self.store.outbox.sent([], MONDAY, "m", {event_id: Quote(event.code, won)})

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        await list_conditions(self.store, "급등", "거래량", "신고가")
        task = asyncio.create_task(self.stream.run())
        try:
            yield
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class Ear:
    """Listens in the background and notes what it hears."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.heard: list[News] = []
        self.task = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        while True:
            self.heard += await self.listener.next()

    @property
    def events(self) -> list[int]:
        return [one.event.id for one in self.heard if isinstance(one, Happened)]

    @property
    def prices(self) -> list[tuple[int, int | None]]:
        return [(one.event_id, one.quote.price) for one in self.heard if isinstance(one, Priced)]


@asynccontextmanager
async def ear(
    world: World, condition_id: int | None = None, since: int | None = None
) -> AsyncIterator[Ear]:
    async with world.stream.listen(condition_id, since) as listener:
        found = Ear(listener)
        try:
            yield found
        finally:
            found.task.cancel()
            with suppress(asyncio.CancelledError):
                await found.task


@travelling
async def test_everyone_hears_each_event_once_in_its_order() -> None:
    world = World()
    async with world.run(), ear(world) as one, ear(world) as two:
        await world.happen("005930", "000660")
        await world.happen("005930", kind=EventKind.EXIT)
        await world.clock.advance()
        assert one.events == two.events == [1, 2, 3]
        told = one.heard[0]
        assert isinstance(told, Happened)
        assert (told.stock, told.condition and told.condition.name) == ("종목005930", "급등")


@travelling
async def test_who_listens_to_one_condition_hears_of_no_other() -> None:
    world = World()
    async with world.run(), ear(world, 2) as mine, ear(world) as every:
        await world.happen("005930")
        await world.happen("000660", condition_id=2)
        await world.happen("005380", condition_id=None)
        await world.clock.advance()
        assert mine.events == [2]
        assert every.events == [1, 2, 3]


@travelling
async def test_who_was_away_hears_what_it_missed_and_then_what_comes() -> None:
    world = World()
    async with world.run():
        for at in range(CHUNK + 30):
            await world.happen(f"{at:06}")
        async with ear(world, since=10) as late:
            await world.happen("999999")
            await world.clock.advance()
            assert late.events == list(range(11, CHUNK + 32))
        async with ear(world, 1, since=CHUNK + 25) as later:
            await world.clock.advance()
            assert later.events == list(range(CHUNK + 26, CHUNK + 32))


@travelling
async def test_who_says_nothing_hears_only_what_comes() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        async with ear(world) as one:
            assert one.listener.standing.last == 1
            await world.happen("000660")
            await world.clock.advance()
            assert one.events == [2]


@travelling
async def test_an_event_there_never_was_means_the_last_one_there_is() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        async with ear(world, since=1_000_000) as one:
            await world.happen("000660")
            await world.clock.advance()
            assert one.events == [2]


@travelling
async def test_who_is_inside_and_what_comes_after_fit_together() -> None:
    world = World()
    async with world.run():
        await world.happen("005930", "000660")
        async with ear(world, 1) as one, ear(world) as every:
            (inside,) = one.listener.standing.inside
            assert [code for code, _ in inside.members] == ["000660", "005930"]
            assert one.listener.standing.last == one.listener.behind == 2
            known = [
                (it.condition.id, it.known_at is None) for it in every.listener.standing.inside
            ]
            assert known == [(1, False), (2, True)]


@travelling
async def test_a_membership_that_no_event_explains_is_told_as_one() -> None:
    world = World()
    async with world.run(), ear(world) as one:
        await world.happen("005930")
        now = world.clock.now()
        same = Membership(1, frozenset({"005930"}), now.date(), now + timedelta(seconds=30))
        await world.write(Change(same))
        await world.clock.advance()
        assert [type(it) for it in one.heard] == [Happened]
        await world.write(Change(Membership(1, frozenset(), now.date() + timedelta(days=1), now)))
        await world.write(Change(Membership(2, frozenset({"000660"}), now.date(), now)))
        await world.clock.advance()
        assert one.heard[1:] == [Began(1), Began(2)]


@travelling
async def test_the_price_of_an_event_follows_when_it_is_known() -> None:
    world = World()
    async with world.run(), ear(world) as one:
        await world.happen("005930")
        await world.clock.advance()
        assert one.prices == []
        await world.tell_price(1, 71_000)
        await world.clock.advance(0.6)
        assert one.prices == [(1, 71_000)]
        await world.clock.advance(60)
        assert one.prices == [(1, 71_000)]
        assert world.spared == []


@travelling
async def test_a_price_that_nobody_is_told_is_asked_for_where_that_holds_up_nothing() -> None:
    world = World()
    async with world.run(), ear(world) as one:
        await world.happen("005930")
        await world.clock.advance(1.6)
        assert world.spared == []
        await world.clock.advance(1)
        assert one.prices == [(1, 500)]
        assert world.spared == ["005930"]


@travelling
async def test_who_comes_later_hears_no_price_of_what_it_never_heard_of() -> None:
    world = World()
    async with world.run(), ear(world):
        await world.happen("005930")
        await world.clock.advance()
        async with ear(world) as late:
            await world.tell_price(1, 71_000)
            await world.clock.advance(0.6)
            assert late.heard == []


@travelling
async def test_while_nobody_listens_nothing_is_read() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        await world.clock.advance(60)
        assert world.stream.ring.end == 0
        async with ear(world) as one:
            await world.happen("000660")
            await world.clock.advance()
            assert one.events == [2]
        assert world.stream.listeners == 0


@travelling
async def test_who_sleeps_holds_nobody_up_and_misses_nothing() -> None:
    world = World(kept=10)
    async with world.run(), world.stream.listen() as sleeper, ear(world) as awake:
        await world.happen("000001")
        await world.clock.advance()
        (first,) = await sleeper.next()
        assert isinstance(first, Happened)
        for at in range(30):
            await world.happen(f"{at:06}", condition_id=2)
            await world.clock.advance()
        assert awake.events == list(range(1, 32))
        assert await sleeper.next() == [Began(None)]
        missed = await sleeper.next()
        assert [one.event.id for one in missed if isinstance(one, Happened)] == list(range(2, 32))
        await world.happen("000002")
        await world.clock.advance()
        (last,) = await sleeper.next()
        assert isinstance(last, Happened)
        assert last.event.id == 32


@travelling
async def test_who_reads_the_past_comes_to_its_end_however_much_comes_meanwhile() -> None:
    world = World(kept=10)
    async with world.run():
        for at in range(CHUNK * 2):
            await world.happen(f"{at:06}")
        async with world.stream.listen(since=0) as reader, ear(world):
            heard: list[News] = []
            for _ in range(4):
                for at in range(15):
                    await world.happen(f"{at:06}", condition_id=2)
                await world.clock.advance()
                heard += await reader.next()
            async with asyncio.timeout(1):
                while len(heard) < CHUNK * 2 + 60:
                    heard += await reader.next()
            assert [one.event.id for one in heard if isinstance(one, Happened)] == list(
                range(1, CHUNK * 2 + 61)
            )


@travelling
async def test_a_condition_is_watched_for_who_listens_and_a_while_after() -> None:
    world = World()
    async with world.run():
        async with ear(world, 3):
            assert world.began == [3]
            assert world.stream.wanted() == [3]
            async with ear(world, 3):
                assert world.began == [3]
        assert world.stream.wanted() == [3]
        await world.clock.advance(LINGERS.total_seconds() - 1)
        assert world.stream.wanted() == [3]
        await world.clock.advance(1)
        assert world.stream.wanted() == []


@travelling
async def test_a_table_that_cannot_be_read_is_read_again() -> None:
    world = World()
    async with world.run(), ear(world) as one:
        world.events.broken = 2
        await world.happen("005930")
        await world.clock.advance(5)
        assert one.events == [1]


@travelling
async def test_who_resumes_before_a_price_is_known_gets_it_when_it_is() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        async with ear(world, since=0) as late:
            await world.clock.advance(0.1)
            assert late.events == [1]
            await world.tell_price(1, 71_000)
            await world.clock.advance(0.6)
            assert late.prices == [(1, 71_000)]
            assert world.spared == []


@travelling
async def test_a_price_that_came_while_somebody_was_away_is_told_when_they_resume() -> None:
    world = World()
    async with world.run():
        async with ear(world) as one:
            await world.happen("005930")
            await world.happen("000660")
            await world.clock.advance()
            assert (one.events, one.prices) == ([1, 2], [])
        await world.tell_price(1, 71_000)
        await world.clock.advance(3600)
        await world.happen("005380")
        await world.tell_price(3, 500)
        async with ear(world, since=2) as back:
            await world.clock.advance(1)
            assert back.prices == [(1, 71_000)]
            assert back.events == [3]
            told = back.heard[-1]
            assert isinstance(told, Happened)
            assert told.quote is not None, "the event comes with the price its row has by now"


@travelling
async def test_a_price_is_not_awaited_of_what_happened_long_ago() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        await world.clock.advance(31)
        async with ear(world, since=0) as late:
            await world.clock.advance(10)
            assert (late.events, late.prices) == ([1], [])
            assert world.spared == []


@travelling
async def test_who_resumes_behind_what_is_kept_no_more_learns_where_it_is_whole_from() -> None:
    world = World()
    async with world.run():
        for at in range(10):
            await world.happen(f"{at:06}")
        for gone in range(1, 6):
            del world.store.tables.events[gone]
        for since, whole_from in ((0, 6), (3, 6), (4, 6), (5, 0), (9, 0), (None, 0), (999, 0)):
            async with ear(world, since=since) as one:
                assert one.listener.whole_from == whole_from, since
                await world.clock.advance(0.1)


@travelling
async def test_many_who_ask_together_who_is_inside_share_one_look() -> None:
    world = World()
    async with world.run():
        await world.happen("005930")
        found = await asyncio.gather(*(world.stream.now_inside(1) for _ in range(200)))
        assert world.events.looks == 1
        assert all(one is found[0] for one in found)
        await world.happen("000660")
        later = await world.stream.now_inside(1)
        assert [code for code, _ in later.inside[0].members] == ["000660", "005930"]
