"""Price alerts from the row that sets them to the row that tells them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calendar import Calendar
from core.errors import DatabaseUnusable, NotConnected, Refused, TooManyLookouts
from core.model import Destination, Notice, Quote, Stock
from core.model.looking import Candle, Interval
from core.model.lookout import Aim, Goal, Lookout
from core.services.quotes import Quotes
from core.services.spotter import MOST, Sight, Spotter
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeFeed, FakeQuotes
from tests.fakes.store import FakeStore

ALICE, GROUP = Destination("telegram", "1001"), Destination("telegram", "-5")
SAMSUNG, HYNIX = "005930", "000660"
ABOVE = Aim(Goal.ABOVE, 80_000)


class Source(FakeQuotes):
    """Prices with a volume, and 250 days whose highest price is 90,000 won."""

    def __init__(self) -> None:
        super().__init__(Stock(SAMSUNG, "삼성전자", "KOSPI"))
        self.volume = 1_000

    async def quotes(self, codes: Sequence[str]) -> dict[str, Quote]:
        found = await super().quotes(codes)
        return {code: replace(one, volume=self.volume) for code, one in found.items()}

    async def candles(self, code: str, interval: Interval, count: int) -> list[Candle]:
        await super().candles(code, interval, count)
        day = MONDAY.replace(hour=0)
        return [Candle(day - timedelta(days=at), 1, 90_000, 1, 1, 500) for at in (3, 2, 1)]


class Stage:
    """A spotter, the rows under it, and the second that drives it."""

    def __init__(self, now: datetime = MONDAY, store: FakeStore | None = None) -> None:
        self.clock = FakeClock(now)
        self.store = store or FakeStore()
        self.source = Source()
        self.source.price([SAMSUNG, HYNIX], 79_000)
        self.feed = FakeFeed(self.clock)
        self.quotes = Quotes(self.source, self.clock)
        self.posted: list[Destination] = []
        self.begin()

    def begin(self, places: int = 2) -> None:
        """Begin as after a start."""
        self.spotter = Spotter(
            self.store.lookouts,
            self.feed,
            self.quotes,
            self,
            lambda code: f"이름{code}",
            self.posted.extend,
            Calendar.krx(),
            self.clock,
            places=places,
        )

    async def candles(self, stock: Stock, interval: Interval, count: int) -> list[Candle]:
        return await self.source.candles(stock.code, interval, count)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one) for one in (self.quotes.run(), self.spotter.run())] + [
            asyncio.create_task(self._second())
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _second(self) -> None:
        while True:
            await self.spotter.look()
            await self.spotter.arrange()
            await self.clock.sleep(1)

    async def watch(
        self, aim: Aim = ABOVE, code: str = SAMSUNG, where: Destination = ALICE, **how: object
    ) -> Sight:
        now = self.clock.now()
        one = Lookout(code, aim, where, "p", now, now + timedelta(days=7))
        return await self.spotter.add(replace(one, **how))  # type: ignore[arg-type]

    async def costs(self, price: int, code: str = SAMSUNG, seconds: float = 6) -> None:
        self.source.prices[code] = price
        await self.clock.advance(seconds)

    def told(self) -> list[Notice]:
        return [one.notice for one in self.store.tables.deliveries.values() if one.notice]


@travelling
async def test_a_polled_price_that_reaches_its_aim_is_told_once_and_then_forgotten() -> None:
    stage = Stage()
    async with stage.run():
        await stage.watch()
        await stage.costs(79_900)
        assert stage.told() == []
        await stage.costs(80_100)
        (notice,) = stage.told()
        assert notice.key == "lookout"
        said = {key: notice.params[key] for key in ("code", "name", "aim", "price", "again")}
        assert said == {
            "code": SAMSUNG, "name": f"이름{SAMSUNG}", "aim": "above:80000", "price": "80100",
            "again": ">80000",
        }  # fmt: skip
        assert stage.posted == [ALICE]
        await stage.costs(79_000)
        await stage.costs(81_000)
        assert len(stage.told()) == 1
        assert stage.store.tables.lookouts == {}


@travelling
async def test_a_trade_is_told_at_once_and_the_first_stocks_alone_are_registered() -> None:
    stage = Stage()
    stage.feed.connect()
    async with stage.run():
        for code in (SAMSUNG, HYNIX, "035720"):
            await stage.watch(code=code)
        await stage.clock.advance(2)
        assert stage.feed.traded == {SAMSUNG, HYNIX}
        stage.spotter.traded(Quote(SAMSUNG, 80_000, volume=1))
        stage.spotter.traded(Quote(SAMSUNG, 80_500, volume=1))
        stage.spotter.traded(Quote("999999", 80_500, volume=1))
        await stage.clock.advance()
        assert [one.params["price"] for one in stage.told()] == ["80000"]
        await stage.clock.advance(2)
        assert stage.feed.traded == {HYNIX, "035720"}


@travelling
async def test_a_registered_stock_is_polled_while_it_is_silent_and_others_every_five_seconds() -> (
    None
):
    stage = Stage()
    stage.feed.connect()
    async with stage.run():
        await stage.watch()
        await stage.clock.advance(5)
        stage.source.asked.clear()
        await stage.clock.advance(62)
        assert len(stage.source.asked) == 1
        stage.feed.lose()
        stage.source.asked.clear()
        await stage.clock.advance(60)
        assert 10 <= len(stage.source.asked) <= 13


@travelling
async def test_a_new_session_registers_again_and_a_refusal_means_polling() -> None:
    stage = Stage()
    stage.feed.connect()
    async with stage.run():
        await stage.watch()
        await stage.clock.advance(2)
        stage.feed.lose()
        await stage.clock.advance(2)
        stage.feed.fail("register", Refused(1, "등록 종목수 초과"))
        stage.feed.connect()
        await stage.clock.advance(5)
        assert stage.feed.traded == set()
        await stage.costs(80_000)
        assert len(stage.told()) == 1
        await stage.watch()
        await stage.clock.advance(60)
        assert stage.feed.traded == {SAMSUNG}


@travelling
async def test_what_was_reached_while_the_bot_was_away_is_told_when_it_is_back() -> None:
    stage = Stage()
    async with stage.run():
        await stage.watch()
    stage.source.prices[SAMSUNG] = 80_200
    stage.begin()
    async with stage.run():
        await stage.clock.advance(6)
        assert [one.params["price"] for one in stage.told()] == ["80200"]
    stage.begin()
    async with stage.run():
        await stage.clock.advance(6)
        assert len(stage.told()) == 1


@travelling
async def test_what_could_not_be_written_is_decided_anew_and_told_once() -> None:
    stage = Stage()
    tell = stage.store.lookouts.tell
    broken = [DatabaseUnusable(), DatabaseUnusable()]

    async def fails(*args: object) -> Destination | None:
        if broken:
            raise broken.pop()
        return await tell(*args)  # type: ignore[arg-type]

    vars(stage.store.lookouts)["tell"] = fails
    async with stage.run():
        await stage.watch()
        await stage.costs(80_100, seconds=30)
        assert (broken, len(stage.told())) == ([], 1)


@travelling
async def test_outside_the_markets_hours_and_in_its_first_minute_nothing_is_asked() -> None:
    stage = Stage(MONDAY.replace(hour=8, minute=50))
    stage.source.prices[SAMSUNG] = 70_000
    async with stage.run():
        await stage.watch()
        stage.source.asked.clear()
        stage.source.prices[SAMSUNG] = 90_000
        stage.spotter.traded(Quote(SAMSUNG, 90_000))
        await stage.clock.advance(10 * 60 + 50)
        assert (stage.source.asked, stage.told()) == ([], [])
        await stage.clock.advance(20)
        assert len(stage.told()) == 1


@travelling
async def test_a_stock_that_has_not_traded_today_is_waited_for() -> None:
    stage = Stage()
    stage.source.volume = 0
    async with stage.run():
        await stage.watch()
        await stage.costs(90_000)
        assert stage.told() == []
        stage.source.volume = 1
        await stage.costs(90_000)
        assert len(stage.told()) == 1


@travelling
async def test_one_that_stands_reached_says_so_and_waits_until_that_is_over() -> None:
    stage = Stage()
    async with stage.run():
        sight = await stage.watch(Aim(Goal.BELOW, 80_000))
        assert not sight.lookout.armed
        await stage.costs(78_000)
        assert stage.told() == []
        await stage.costs(80_100)
        await stage.costs(80_000)
        assert len(stage.told()) == 1


@travelling
async def test_a_repeating_one_is_told_again_after_its_rest_and_can_be_ended() -> None:
    stage = Stage()
    async with stage.run():
        sight = await stage.watch(repeat=True)
        await stage.costs(80_000)
        await stage.costs(79_000)
        await stage.costs(80_000)
        assert len(stage.told()) == 1
        assert stage.told()[0].params["ended"] == str(sight.lookout.id)
        await stage.clock.advance(600)
        await stage.costs(79_000)
        await stage.costs(80_000)
        assert len(stage.told()) == 2
        assert await stage.spotter.remove(ALICE, sight.lookout.id) == 1
        await stage.clock.advance(600)
        await stage.costs(79_000)
        await stage.costs(80_000)
        assert len(stage.told()) == 2


@travelling
async def test_one_whose_time_is_over_ends_and_says_so_even_at_night() -> None:
    stage = Stage()
    async with stage.run():
        await stage.watch(until=MONDAY + timedelta(hours=12))
        await stage.clock.advance(12 * 3_600)
        assert [(one.key, one.params["again"]) for one in stage.told()] == [
            ("lookout_over", ">80000")
        ]
        assert stage.store.tables.lookouts == {}


@travelling
async def test_volumes_and_highs_of_the_year_are_judged_by_the_days_before() -> None:
    stage = Stage()
    async with stage.run():
        sight = await stage.watch(Aim(Goal.VOLUME, 300))
        assert sight.share == 200
        await stage.watch(Aim(Goal.YEAR_HIGH))
        await stage.costs(90_000)
        assert stage.told() == []
        stage.source.volume = 1_500
        await stage.costs(90_100)
        assert [one.params["aim"] for one in stage.told()] == ["volume:300", "year_high:0"]
        assert stage.told()[0].params["share"] == "300"
        assert stage.source.looked == [("d", SAMSUNG)]


@travelling
async def test_without_the_days_before_it_waits_and_asks_again_in_a_minute() -> None:
    stage = Stage()
    stage.source.error = NotConnected()
    async with stage.run():
        sight = await stage.watch(Aim(Goal.YEAR_HIGH))
        assert (sight.quote, sight.lookout.armed) == (None, True)
        stage.source.error = None
        await stage.costs(95_000, seconds=50)
        assert stage.told() == []
        await stage.clock.advance(20)
        assert len(stage.told()) == 1


@travelling
async def test_a_chat_has_so_many_and_no_more() -> None:
    stage = Stage()
    async with stage.run():
        for at in range(MOST):
            await stage.watch(Aim(Goal.ABOVE, 80_000 + at), where=GROUP)
        with pytest.raises(TooManyLookouts):
            await stage.watch(where=replace(GROUP, topic="7"))
        await stage.watch(Aim(Goal.ABOVE, 80_000), where=GROUP, repeat=True)
        await stage.watch()
        assert len(await stage.spotter.of(GROUP)) == MOST
        assert await stage.spotter.remove(GROUP) == MOST
