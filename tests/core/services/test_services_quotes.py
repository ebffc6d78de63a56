import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.errors import Unavailable
from core.model import Quote
from core.services.quotes import Quotes
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.feed import FakeQuotes

SAMSUNG, HYNIX = "005930", "000660"


@asynccontextmanager
async def running(source: FakeQuotes, clock: FakeClock) -> AsyncIterator[Quotes]:
    quotes = Quotes(source, clock)
    run = asyncio.create_task(quotes.run())
    try:
        yield quotes
    finally:
        assert not run.done()
        run.cancel()


def priced(*codes: str) -> FakeQuotes:
    source = FakeQuotes()
    source.price(codes)
    return source


@travelling
async def test_a_price_is_asked_for_once_in_two_seconds() -> None:
    clock, source = FakeClock(), priced(SAMSUNG)
    async with running(source, clock) as quotes:
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 10_000)}
        await clock.advance(2)
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 10_000)}
        assert source.asked == [[SAMSUNG]]
        await clock.advance(0.1)
        source.price([SAMSUNG], 11_000)
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 11_000)}


@travelling
async def test_whoever_asks_while_a_call_runs_goes_into_the_next_one_together() -> None:
    clock, source = FakeClock(), priced(SAMSUNG, HYNIX, "035720")
    source.slow = asyncio.Event()
    async with running(source, clock) as quotes, asyncio.TaskGroup() as group:
        first = group.create_task(quotes.prices([SAMSUNG]))
        await clock.advance()
        second = group.create_task(quotes.prices([HYNIX, HYNIX]))
        third = group.create_task(quotes.prices([HYNIX, "035720"]))
        await clock.advance(0.2)
        source.slow.set()
        await clock.advance()
        assert source.asked == [[SAMSUNG], [HYNIX, "035720"]]
        assert list(first.result()) == [SAMSUNG]
        assert list(second.result()) == [HYNIX]
        assert list(third.result()) == [HYNIX, "035720"]


@travelling
async def test_a_burst_is_asked_for_a_hundred_a_call() -> None:
    codes = [f"{at:06}" for at in range(250)]
    clock, source = FakeClock(), priced(*codes)
    async with running(source, clock) as quotes:
        assert list(await quotes.prices(codes)) == codes
        assert [len(one) for one in source.asked] == [100, 100, 50]


@travelling
async def test_a_price_that_does_not_come_is_waited_for_half_a_second_and_not_longer() -> None:
    clock, source = FakeClock(), priced(SAMSUNG, HYNIX)
    async with running(source, clock) as quotes:
        await quotes.prices([HYNIX])
        source.slow = asyncio.Event()
        asked = asyncio.create_task(quotes.prices([SAMSUNG, HYNIX]))
        await clock.advance(0.49)
        assert not asked.done()
        await clock.advance(0.01)
        assert asked.result() == {HYNIX: Quote(HYNIX, 10_000)}


@travelling
async def test_a_price_that_came_too_late_serves_the_next_who_asks() -> None:
    clock, source = FakeClock(), priced(SAMSUNG)
    source.slow = asyncio.Event()
    async with running(source, clock) as quotes:
        asked = asyncio.create_task(quotes.prices([SAMSUNG]))
        await clock.advance(1)
        assert asked.result() == {}
        source.slow.set()
        await clock.advance()
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 10_000)}
        assert len(source.asked) == 1


@travelling
async def test_a_call_that_hangs_keeps_the_prices_from_those_behind_it_two_seconds() -> None:
    clock, source = FakeClock(), priced(SAMSUNG, HYNIX)
    source.slow = asyncio.Event()
    async with running(source, clock) as quotes:
        asked = asyncio.create_task(quotes.prices([SAMSUNG]))
        await clock.advance(1.9)
        behind = asyncio.create_task(quotes.prices([HYNIX]))
        await clock.advance(0.05)
        source.slow = None
        await clock.advance(0.05)
        assert asked.result() == {}
        assert list(behind.result()) == [HYNIX]


@travelling
async def test_a_call_that_fails_means_no_price_at_once_and_the_next_one_is_tried() -> None:
    clock, source = FakeClock(), priced(SAMSUNG)
    source.error = Unavailable()
    async with running(source, clock) as quotes:
        assert await quotes.prices([SAMSUNG]) == {}
        assert clock.monotonic() == 1_000.0
        source.error = None
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 10_000)}


@travelling
async def test_a_stock_without_a_price_has_none() -> None:
    clock = FakeClock()
    async with running(priced(SAMSUNG), clock) as quotes:
        assert list(await quotes.prices({SAMSUNG, "999999"})) == [SAMSUNG]


@travelling
async def test_a_price_that_came_with_a_search_is_not_asked_for() -> None:
    clock, source = FakeClock(), FakeQuotes()
    async with running(source, clock) as quotes:
        quotes.keep([Quote(SAMSUNG, 70_000)])
        assert await quotes.prices([SAMSUNG]) == {SAMSUNG: Quote(SAMSUNG, 70_000)}
        assert source.asked == []


@travelling
async def test_somebody_who_stops_waiting_takes_no_price_from_the_others() -> None:
    clock, source = FakeClock(), priced(SAMSUNG)
    source.slow = asyncio.Event()
    async with running(source, clock) as quotes:
        one = asyncio.create_task(quotes.prices([SAMSUNG]))
        await clock.advance(0.1)
        other = asyncio.create_task(quotes.prices([SAMSUNG]))
        await clock.advance(0.1)
        one.cancel()
        source.slow.set()
        await clock.advance()
        assert list(other.result()) == [SAMSUNG]


@travelling
async def test_nobody_who_asks_for_nothing_waits() -> None:
    clock, source = FakeClock(), FakeQuotes()
    async with running(source, clock) as quotes:
        assert await quotes.prices([]) == {}
        assert source.asked == []


@travelling
async def test_what_may_wait_is_asked_for_together_whoever_wants_it() -> None:
    clock, source = FakeClock(), priced(SAMSUNG, HYNIX, "035720")
    quotes = Quotes(source, clock)
    assert list(await quotes.spare([SAMSUNG])) == [SAMSUNG]
    await clock.advance(1)
    assert await quotes.spare([HYNIX]) == {}
    await clock.advance(2)
    assert list(await quotes.spare(["035720"])) == ["035720"]
    assert source.asked == [[SAMSUNG], ["035720", HYNIX]]
    assert list(await quotes.spare([HYNIX])) == [HYNIX]
