import asyncio
from datetime import timedelta

from core.model import Source
from tests.core.services.stage import EXIT, Stage
from tests.fakes.clock import MONDAY, FakeClock, travelling

SAMSUNG, HYNIX = "005930", "000660"


async def looks(stage: Stage, seconds: float) -> None:
    """Let time pass with a look every thirty seconds, as the timetable has it."""
    for _ in range(int(seconds / 30)):
        await stage.clock.advance(30)
        look = asyncio.create_task(stage.audit.look())
        await stage.clock.advance(11)
        await look


@travelling
async def test_a_zombie_that_pushes_nothing_is_found_out_and_what_it_kept_is_told() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.moves("0", SAMSUNG)
        await looks(stage, 600)
        assert stage.feed.reconnects == ["pushes do not come"]
        stage.feed.connect()
        await stage.clock.advance()
        assert stage.told(Source.MISSED) == ["+" + SAMSUNG]
        (told,) = (one for one in stage.store.tables.events.values() if one.source is Source.MISSED)
        assert told.since is not None
        assert told.received_at - told.since > timedelta(seconds=300), "PINGs prove nothing"


@travelling
async def test_a_silence_in_which_nothing_happened_is_believed() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await looks(stage, 1800)
        assert stage.feed.reconnects == []
        assert 1 <= stage.feed.count("search 0") <= 60 * 41 / 300, "once in five minutes"


@travelling
async def test_a_push_that_was_on_its_way_explains_the_difference() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await looks(stage, 270)
        stage.feed.moves("0", SAMSUNG)
        await stage.clock.advance(40)
        look = asyncio.create_task(stage.audit.look())
        await stage.clock.advance(5)
        await stage.push("0", SAMSUNG)
        await stage.clock.advance(10)
        await look
        assert stage.feed.reconnects == []


@travelling
async def test_where_pushes_come_nothing_is_checked() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        for _ in range(10):
            await stage.push("0", SAMSUNG)
            await looks(stage, 60)
            await stage.push("0", SAMSUNG, EXIT)
            await looks(stage, 60)
        assert stage.feed.count("search 0") == 0


@travelling
async def test_the_silence_of_a_closed_market_is_not_questioned() -> None:
    stage = Stage(clock=FakeClock(MONDAY.replace(hour=16)))
    async with stage.run():
        await stage.follow()
        stage.feed.moves("0", HYNIX)
        await looks(stage, 1800)
        assert stage.feed.count("search 0") == 0
