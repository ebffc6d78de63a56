import asyncio

import pytest

from core.errors import AnswerTimedOut, NotConnected, RateLimited, Refused
from core.model import Condition
from core.services.quotes import Quotes
from core.services.searches import Searches
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeFeed, FakeQuotes, hit

SURGE, VOLUME = Condition(1, "0", "급등"), Condition(2, "1", "거래량")


class Stage:
    def __init__(self, requery: float = 60.0) -> None:
        self.clock = FakeClock()
        self.feed = FakeFeed(self.clock, "급등", "거래량")
        self.feed.inside["0"] = ["005930"]
        self.source = FakeQuotes()
        self.quotes = Quotes(self.source, self.clock)
        self.searches = Searches(self.feed, self.quotes, self.clock, requery=requery)
        self.feed.connect()


@travelling
async def test_a_search_within_the_guard_repeats_the_last_answer_with_its_age() -> None:
    stage = Stage()
    first = await stage.searches.search(SURGE)
    assert (first.hits, first.at, first.fresh) == ((hit("005930"),), MONDAY, True)
    stage.feed.inside["0"].append("000660")
    await stage.clock.advance(59.9)
    again = await stage.searches.search(SURGE)
    assert (again.hits, again.at, again.fresh) == (first.hits, MONDAY, False)
    await stage.clock.advance(0.1)
    later = await stage.searches.search(SURGE)
    assert (len(later.hits), later.at, later.fresh) == (2, stage.clock.now(), True)
    assert stage.feed.count("search 0") == 2


@travelling
async def test_the_guard_of_one_condition_is_not_that_of_another() -> None:
    stage = Stage()
    await stage.searches.search(SURGE)
    assert not stage.searches.ready(SURGE.id)
    assert stage.searches.ready(VOLUME.id)
    assert (await stage.searches.search(VOLUME)).fresh


@travelling
async def test_two_who_search_at_once_ask_once() -> None:
    stage = Stage()
    stage.feed.hold("search 0")
    one = asyncio.create_task(stage.searches.search(SURGE))
    two = asyncio.create_task(stage.searches.search(SURGE))
    await stage.clock.advance(3)
    stage.feed.release("search 0")
    await stage.clock.advance()
    assert (one.result().fresh, two.result().fresh) == (True, False)
    assert one.result().hits == two.result().hits
    assert stage.feed.count("search 0") == 1


@travelling
async def test_a_search_nothing_came_of_counts_for_the_guard() -> None:
    stage = Stage()
    stage.feed.fail("search 0", AnswerTimedOut())
    with pytest.raises(AnswerTimedOut):
        await stage.searches.search(SURGE)
    await stage.clock.advance(20)
    with pytest.raises(RateLimited) as limited:
        await stage.searches.search(SURGE)
    assert limited.value.params == {"seconds": "40"}


@travelling
async def test_after_a_failed_search_the_last_answer_is_repeated() -> None:
    stage = Stage()
    await stage.searches.search(SURGE)
    await stage.clock.advance(60)
    stage.feed.fail("search 0", Refused(1, "no"))
    with pytest.raises(Refused):
        await stage.searches.search(SURGE)
    again = await stage.searches.search(SURGE)
    assert (again.at, again.fresh) == (MONDAY, False)


@travelling
async def test_a_search_that_never_went_out_does_not_count() -> None:
    stage = Stage()
    stage.feed.lose()
    with pytest.raises(NotConnected):
        await stage.searches.search(SURGE)
    stage.feed.connect()
    assert (await stage.searches.search(SURGE)).fresh


@travelling
async def test_the_prices_of_a_search_need_not_be_asked_for() -> None:
    stage = Stage()
    await stage.searches.search(SURGE)
    assert await stage.quotes.prices(["005930"]) == {"005930": hit("005930").quote}
    assert stage.source.asked == []
