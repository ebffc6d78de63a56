"""Every event that is kept has the price of its moment, told to anybody or not."""

import asyncio
from datetime import timedelta

from core.errors import TryLater, Unavailable
from core.model import Alert, AlertMessage, Event, EventKind, Quote, Source
from core.ports import Change
from core.services.pricing import Pricing
from core.services.quotes import Quotes
from tests.core.services.test_services_courier import ALICE
from tests.core.services.test_services_courier import Stage as Carrying
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeStore

SAMSUNG, HYNIX = "005930", "000660"


class Stage:
    """Events in memory that nobody follows."""

    def __init__(self) -> None:
        self.clock, self.store, self.source = FakeClock(), FakeStore(), FakeQuotes()
        self.quotes = Quotes(self.source, self.clock)
        self.pricing = Pricing(self.store.followups, self.quotes, self.clock)

    async def post(self, *codes: str, kind: EventKind = EventKind.EXIT) -> None:
        now = self.clock.now()
        events = [Event(1, code, kind, Source.REALTIME, now.date(), now) for code in codes]
        await self.store.outbox.post([Change(None, tuple(events))])

    async def pass_(self, seconds: int) -> None:
        """Let the timetable look every second."""
        for _ in range(seconds):
            await self.pricing.look()
            await self.clock.advance(1)

    def prices(self) -> dict[int, int | None]:
        return {key: one.price for key, one in self.store.tables.quotes.items()}


@travelling
async def test_what_nobody_is_told_of_has_the_price_of_its_moment_as_well() -> None:
    stage = Stage()
    stage.source.price([SAMSUNG, HYNIX], 71_000)
    await stage.post(SAMSUNG, HYNIX)
    await stage.post(SAMSUNG, kind=EventKind.ENTRY)
    await stage.pass_(1)
    stage.source.price([SAMSUNG, HYNIX], 80_000)
    await stage.pass_(30)
    assert stage.prices() == {1: 71_000, 2: 71_000, 3: 71_000}
    assert stage.source.asked == [[SAMSUNG, HYNIX]]


@travelling
async def test_a_price_that_comes_too_late_is_none_of_that_event() -> None:
    stage = Stage()
    stage.source.price([SAMSUNG], 71_000)
    stage.source.error = Unavailable()
    await stage.post(SAMSUNG)
    await stage.pass_(21)
    stage.source.error = None
    await stage.pass_(10)
    assert stage.prices() == {}


@travelling
async def test_a_burst_is_priced_by_a_hundred_and_within_its_time() -> None:
    stage = Stage()
    codes = [f"{at:06}" for at in range(500)]
    stage.source.price(codes, 100)
    await stage.post(*codes)
    await stage.pass_(18)
    assert len(stage.prices()) == 500
    assert [len(one) for one in stage.source.asked] == [100] * 5


@travelling
async def test_it_asks_for_nothing_while_an_alert_wants_a_price() -> None:
    stage = Stage()
    stage.source.price([SAMSUNG, HYNIX], 100)
    stage.source.slow = asyncio.Event()
    run = asyncio.create_task(stage.quotes.run())
    asked = asyncio.create_task(stage.quotes.prices([HYNIX]))
    await stage.clock.advance()
    await stage.post(SAMSUNG)
    await stage.pricing.look()
    assert stage.source.asked == [[HYNIX]]
    stage.source.slow.set()
    await stage.clock.advance(1)
    await stage.pricing.look()
    assert stage.source.asked == [[HYNIX], [SAMSUNG]]
    assert SAMSUNG not in await asked
    run.cancel()


def told_to_alice(stage: Carrying) -> list[Alert]:
    messages = [one.message for one in stage.telegram.arrived if one.destination == ALICE]
    return [one for it in messages if isinstance(it, AlertMessage) for one in it.alerts]


@travelling
async def test_after_an_outage_an_alert_tells_the_price_of_its_event() -> None:
    stage = Carrying()
    pricing = Pricing(stage.store.followups, stage.quotes, stage.clock)
    stage.source.price([SAMSUNG, HYNIX], 71_000)
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(50))
        await stage.post(SAMSUNG)
        await stage.clock.advance(5)
        await stage.post(HYNIX)
        await pricing.look()
        stage.source.price([SAMSUNG, HYNIX], 99_000)
        await stage.clock.advance(60)
        told = {one.event.code: one for one in told_to_alice(stage)}
    assert [told[code].quote for code in (SAMSUNG, HYNIX)] == [
        Quote(SAMSUNG, 71_000), Quote(HYNIX, 71_000)
    ]  # fmt: skip
    assert not any(one.later for one in told.values())


@travelling
async def test_a_price_of_now_told_with_an_old_event_is_marked_and_not_kept_as_its_own() -> None:
    stage = Carrying()
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(50))
        await stage.post(SAMSUNG)
        await stage.clock.advance(5)
        stage.source.price([SAMSUNG], 99_000)
        await stage.clock.advance(60)
        (alert,) = told_to_alice(stage)
    assert (alert.quote, alert.later) == (Quote(SAMSUNG, 99_000), True)
    assert stage.store.tables.quotes == {}


@travelling
async def test_a_missed_report_says_that_its_prices_are_of_now() -> None:
    stage = Carrying()
    stage.source.price([SAMSUNG], 71_000)
    async with stage.run(ALICE):
        since = stage.clock.now() - timedelta(minutes=5)
        await stage.post(SAMSUNG, source=Source.MISSED, since=since)
        await stage.clock.advance(1)
        (alert,) = told_to_alice(stage)
    assert alert.later
