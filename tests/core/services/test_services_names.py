import asyncio
from datetime import date

import pytest

from core.errors import Unavailable
from core.model import Stock
from core.services.names import Names
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeStore

SAMSUNG = Stock("005930", "삼성전자", "KOSPI")
HYNIX = Stock("000660", "SK하이닉스", "KOSPI")
MONDAY = date(2026, 11, 23)


@travelling
async def test_names_are_known_from_the_list_of_the_last_refresh() -> None:
    store = FakeStore()
    await store.stocks.replace([SAMSUNG], MONDAY)
    source = FakeQuotes()
    names = Names(store.stocks, source)
    await names.load()
    await names.learn({"005930"})
    assert names.name("005930") == "삼성전자"
    assert source.asked_names == []


@travelling
async def test_an_unknown_stock_answers_with_its_code_until_it_is_learnt() -> None:
    names = Names(FakeStore().stocks, FakeQuotes(SAMSUNG))
    assert names.name("005930") == "005930"
    await names.learn({"005930"})
    assert names.name("005930") == "삼성전자"


@travelling
async def test_a_stock_the_broker_does_not_know_is_asked_for_once_a_day() -> None:
    source = FakeQuotes(SAMSUNG)
    names = Names(FakeStore().stocks, source)
    await names.learn({"999999"})
    await names.learn({"999999"})
    assert source.asked_names == ["999999"]
    await names.refresh(MONDAY)
    await names.learn({"999999"})
    assert source.asked_names == ["999999"] * 2


@travelling
async def test_a_refresh_is_kept_and_forgets_no_stock_that_left_the_list() -> None:
    store = FakeStore()
    await store.stocks.replace([HYNIX], date(2026, 11, 20))
    names = Names(store.stocks, FakeQuotes(SAMSUNG))
    await names.load()
    await names.refresh(MONDAY)
    assert await names.refreshed() == MONDAY
    assert (names.name("005930"), names.name("000660")) == ("삼성전자", "SK하이닉스")
    again = Names(store.stocks, FakeQuotes())
    await again.load()
    assert again.name("005930") == "삼성전자"


@travelling
async def test_a_refresh_that_fails_leaves_the_names_and_the_day_as_they_were() -> None:
    store, source = FakeStore(), FakeQuotes()
    await store.stocks.replace([SAMSUNG], date(2026, 11, 20))
    names = Names(store.stocks, source)
    await names.load()
    source.error = Unavailable()
    with pytest.raises(Unavailable):
        await names.refresh(MONDAY)
    assert await names.refreshed() == date(2026, 11, 20)
    assert names.name("005930") == "삼성전자"


@travelling
async def test_an_empty_list_is_no_refresh() -> None:
    store = FakeStore()
    names = Names(store.stocks, FakeQuotes())
    with pytest.raises(Unavailable):
        await names.refresh(MONDAY)
    assert await names.refreshed() is None


@travelling
async def test_an_alert_waits_half_a_second_for_names_and_not_longer() -> None:
    clock, source = FakeClock(), FakeQuotes(SAMSUNG)
    source.slow = asyncio.Event()
    names = Names(FakeStore().stocks, source)
    learning = asyncio.create_task(names.learn({"005930", "000660"}))
    await clock.advance(0.49)
    assert not learning.done()
    await clock.advance(0.01)
    assert learning.done()
    assert names.name("005930") == "005930"


@travelling
async def test_a_broker_that_knows_no_names_now_delays_nothing() -> None:
    source = FakeQuotes(SAMSUNG)
    source.error = Unavailable()
    names = Names(FakeStore().stocks, source)
    await names.learn({"005930"})
    assert names.name("005930") == "005930"
