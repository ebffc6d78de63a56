"""What every store promises to who looks back, and to the prices that follow entries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model import Event, EventKind, Quote, Stock
from core.model.remembering import Followup, Outcome, Past, Span
from core.ports import Place
from core.store import Store
from tests.core.store.make import ALICE, NOW, at, entry, follow, post
from tests.fakes.store import FakeStore

AnyStore = Store | FakeStore


def left(code: str, seconds: float, condition_id: int = 1) -> Event:
    return replace(entry(code, seconds, condition_id), kind=EventKind.EXIT)


def codes(pasts: list[Past]) -> list[str]:
    return [one.event.code for one in pasts]


async def tell_at(store: AnyStore, price: int) -> None:
    """Tell what waits for ALICE at a price."""
    claim = await store.outbox.claim(ALICE, NOW, 100)
    told = {one.event.id: Quote(one.event.code, price) for one in claim.deliveries if one.event}
    await store.outbox.sent([one.id for one in claim.deliveries], at(9), "m1", told)


# --- the prices that follow ----------------------------------------------------------------------


async def test_entries_without_a_followup_are_fresh_with_the_price_they_were_told_at(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A", -60), entry("B", 0), left("B", 5), entry("C", 10))
    await tell_at(store, 71_000)
    await post(store, entry("D", 20, None))
    assert await store.followups.fresh(0, NOW) == [
        Followup(2, "B", at(0), 71_000),
        Followup(4, "C", at(10), 71_000),
        Followup(5, "D", at(20)),
    ]
    assert [one.code for one in await store.followups.fresh(4, NOW)] == ["D"]


async def test_a_followup_comes_back_as_it_was_saved_until_it_is_done(store: AnyStore) -> None:
    await post(store, entry("A"), entry("B", 1))
    assert await store.followups.newest() == 0
    first = Followup(1, "A", at(0), 100, (101, None), 110, 90, 120, 80)
    second = Followup(2, "B", at(1))
    await store.followups.save([first, second])
    assert await store.followups.open() == [first, second]
    done = replace(first, prices=(101, None, 105, 99))
    await store.followups.save([done, replace(second, price=7)])
    assert await store.followups.open() == [replace(second, price=7)]
    assert await store.followups.newest() == 2
    (past,) = await store.history.page(Span(code="A"), 0, 9)
    assert past.followup == done


async def test_what_has_no_price_is_known_and_gets_one_but_never_a_second(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await tell_at(store, 71_000)
    await post(store, entry("old", -60, 2), left("B", 5), entry("C", 10, 2))
    assert await store.followups.unpriced(NOW) == [(3, "B"), (4, "C")]
    quotes = {1: Quote("A", 9), 3: Quote("B", 100, 5, 1.5, 20, 30), 99: Quote("X", 1)}
    await store.followups.price(quotes)
    assert await store.followups.unpriced(NOW) == [(4, "C")]
    prices = {one.event.code: one.quote for one in await store.history.page(Span(), 0, 9)}
    assert prices["A"] is not None
    assert prices["A"].price == 71_000
    assert prices["B"] == Quote("B", 100, 5, 1.5, 20, 30)


async def test_a_followup_goes_with_its_event(store: AnyStore) -> None:
    await post(store, entry("A", -9_000), entry("B"))
    await store.followups.save([Followup(1, "A", at(-9_000)), Followup(2, "B", at(0))])
    await store.retain(NOW)
    assert [one.code for one in await store.followups.open()] == ["B"]
    await store.followups.save([Followup(1, "A", at(-9_000)), Followup(2, "B", at(0), 5)])
    assert [one.price for one in await store.followups.open()] == [5]


# --- looking back --------------------------------------------------------------------------------


async def test_history_is_told_newest_first_by_pages_with_names_and_prices(
    store: AnyStore,
) -> None:
    await store.stocks.replace([Stock("005930", "삼성전자", "KOSPI")], NOW.date())
    await follow(store, ALICE)
    await post(store, entry("005930"), entry("B", 1, 2), left("005930", 2), entry("C", 3, None))
    await tell_at(store, 500)
    assert await store.history.count(Span()) == 4
    newest = await store.history.page(Span(), 0, 2)
    assert codes(newest) == ["C", "005930"]
    assert newest[0].condition is None
    assert (newest[1].stock, newest[1].price) == ("삼성전자", 500)
    assert newest[1].condition is not None
    assert newest[1].condition.name == "골든크로스"
    assert codes(await store.history.page(Span(), 2, 9)) == ["B", "005930"]
    assert (await store.history.page(Span(), 2, 9))[0].stock == "B"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(), "ABCA"),
        (Span(condition_id=1), "ACA"),
        (Span(code="A"), "AA"),
        (Span(code="A", condition_id=2), ""),
        (Span(since=at(60)), "BCA"),
        (Span(until=at(60)), "A"),
        (Span(since=at(60), until=at(180)), "BC"),
    ],
)
async def test_a_span_is_a_condition_a_stock_and_two_ends_the_later_excluded(
    store: AnyStore, span: Span, expected: str
) -> None:
    await post(store, entry("A"), entry("B", 60, 2), entry("C", 120), left("A", 180))
    assert codes(await store.history.walk(span, None, 9)) == list(expected)
    assert codes(await store.history.page(span, 0, 9)) == list(expected)[::-1]
    assert await store.history.count(span) == len(expected)


async def test_a_walk_meets_every_event_once_whatever_is_written_meanwhile(
    store: AnyStore,
) -> None:
    await post(store, *(entry(code, at_) for at_, code in enumerate("ABC")), entry("D", 2))
    first = await store.history.walk(Span(), None, 3)
    await post(store, entry("E", 9))
    last = first[-1].event
    rest = await store.history.walk(Span(), Place(last.received_at, last.id), 3)
    assert codes(first) + codes(rest) == list("ABCDE")


async def test_outcomes_are_the_entries_with_what_came_of_them(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1), left("A", 2), entry("C", 3, None))
    await tell_at(store, 100)
    await store.followups.save([Followup(2, "B", at(1), 90, (91, 92), 95, 85)])
    assert await store.history.outcomes(Span(until=at(60))) == [
        Outcome(1, "A", at(0), 100),
        Outcome(1, "B", at(1), 90, (91, 92, None, None), 95, 85),
        Outcome(None, "C", at(3), 100),
    ]
    assert await store.history.exits(Span()) == {1: 1}
    assert await store.history.outcomes(Span(since=NOW + timedelta(days=1))) == []
