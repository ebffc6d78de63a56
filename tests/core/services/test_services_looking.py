"""One stock in full: asked for once by many, remembered briefly, and what is known without it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from core.errors import AnswerTimedOut, Unavailable, UnknownStock
from core.model import Condition, Destination, EventKind, Membership, Quote, Stock
from core.model.looking import Interval
from core.services.book import Book, Watched
from core.services.looking import Looking
from core.services.quotes import Quotes
from tests.core.store.make import ALICE, at, entry, follow, list_conditions, post
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeStore

SAMSUNG, HYNIX = Stock("005930", "삼성전자", "KOSPI"), Stock("000660", "SK하이닉스", "KOSPI")
DAY = Interval("day")


class Stage:
    """The service over a scripted broker."""

    def __init__(self) -> None:
        self.clock, self.source = FakeClock(), FakeQuotes(SAMSUNG, HYNIX)
        self.source.price([SAMSUNG.code, HYNIX.code])
        self.quotes = Quotes(self.source, self.clock)
        self.book, self.store = Book(), FakeStore()
        self.looking = Looking(self.source, self.quotes, self.book, self.store.events, self.clock)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[Looking]:
        """Let the prices be fetched."""
        running = asyncio.create_task(self.quotes.run())
        try:
            yield self.looking
        finally:
            running.cancel()


@travelling
async def test_details_come_with_the_value_the_quotes_know() -> None:
    on = Stage()
    on.quotes.keep([Quote(SAMSUNG.code, 10_000, value=873)])
    async with on.run() as looking:
        found = await looking.details(SAMSUNG)
        assert (found.name, found.price, found.value) == ("삼성전자", 10_000, 873)


@travelling
async def test_many_who_look_at_once_are_answered_by_one_question() -> None:
    on = Stage()
    on.source.slow = asyncio.Event()
    async with on.run() as looking:
        many = [asyncio.create_task(looking.candles(SAMSUNG, DAY)) for _ in range(20)]
        await on.clock.advance(1)
        assert on.source.looked == [("d", SAMSUNG.code)]
        on.source.slow.set()
        assert len({id(one) for one in await asyncio.gather(*many)}) == 1


@travelling
async def test_an_answer_is_good_for_a_moment_and_then_asked_for_again() -> None:
    on = Stage()
    async with on.run() as looking:
        for _ in range(2):
            await looking.book(SAMSUNG)
        assert on.source.looked == [("book", SAMSUNG.code)]
        await looking.book(HYNIX)
        await on.clock.advance(2.5)
        await looking.book(SAMSUNG)
        assert [code for _, code in on.source.looked] == [SAMSUNG.code, HYNIX.code, SAMSUNG.code]


@travelling
async def test_who_gives_up_takes_nobodys_answer_away() -> None:
    on = Stage()
    on.source.slow = asyncio.Event()
    async with on.run() as looking:
        one, other = (asyncio.create_task(looking.book(SAMSUNG)) for _ in range(2))
        await on.clock.advance(1)
        one.cancel()
        await on.clock.advance(1)
        on.source.slow.set()
        assert (await other).code == SAMSUNG.code


@travelling
async def test_a_broker_that_never_answers_is_given_up_after_fifteen_seconds() -> None:
    on = Stage()
    on.source.slow = asyncio.Event()
    async with on.run() as looking:
        asked = asyncio.create_task(looking.candles(SAMSUNG, DAY))
        await on.clock.advance(16)
        with pytest.raises(AnswerTimedOut):
            await asked


@travelling
async def test_a_failure_is_not_remembered_and_the_last_sight_is() -> None:
    on = Stage()
    async with on.run() as looking:
        assert looking.last(SAMSUNG.code) is None
        seen = await looking.details(SAMSUNG)
        await on.clock.advance(60)
        on.source.error = Unavailable()
        with pytest.raises(Unavailable):
            await looking.details(SAMSUNG)
        assert looking.last(SAMSUNG.code) == seen
        on.source.error = None
        assert (await looking.details(SAMSUNG)).price == 10_000
        with pytest.raises(UnknownStock):
            await looking.details(Stock("999999", "?", ""))


@travelling
async def test_a_stock_is_inside_the_watched_conditions_that_hold_it() -> None:
    on = Stage()
    names = ("상승추세", "거래량", "급락")
    on.book.load([Condition(at_ + 1, str(10 - at_), name) for at_, name in enumerate(names)])
    on.book.want({1: 1, 3: 1})
    for condition_id in (1, 2, 3):
        codes = frozenset({SAMSUNG.code})
        on.book.memberships[condition_id] = Membership(condition_id, codes)
    assert [one.name for one in on.looking.inside(SAMSUNG.code)] == ["급락", "상승추세"]
    assert on.looking.inside(HYNIX.code) == []
    assert isinstance(on.book.watched[1], Watched)


@travelling
async def test_marks_are_the_crossings_of_the_stock_and_lately_what_a_chat_heard_of() -> None:
    on = Stage()
    await list_conditions(on.store, "골든크로스")
    await follow(on.store, ALICE)
    await post(on.store, entry("B", 0), entry("A", 1), entry("A", 2))
    marks = await on.looking.marks("A", at(0) - timedelta(seconds=1))
    assert [one.kind for one in marks] == [EventKind.ENTRY] * 2
    assert [one.at for one in marks] == sorted(one.at for one in marks)
    assert [one.condition.name if one.condition else "" for one in marks] == ["골든크로스"] * 2
    assert await on.looking.lately(ALICE, 5) == ["A", "B"]
    assert await on.looking.lately(Destination("telegram", "9"), 5) == []
