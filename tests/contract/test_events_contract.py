"""What every store promises about the past, the one in memory and the one in a file."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.model import (
    PLAIN,
    Between,
    DeliveryState,
    Destination,
    Event,
    EventKind,
    Hold,
    Kinds,
    Options,
    Quote,
    Record,
    Source,
    Stock,
)
from core.ports import Backlog, Counts, Held, Rush
from core.services.sifting import filtered
from core.store import Store
from tests.core.store.make import (
    ALICE,
    BOB,
    CAROL,
    DAY,
    HELLO,
    NOW,
    at,
    entry,
    follow,
    list_conditions,
    missed,
    post,
)
from tests.fakes.store import FakeStore

AnyStore = Store | FakeStore
GROUP = Destination("telegram", "-100")
STOCKS = (
    Stock("005930", "삼성전자", "KOSPI"),
    Stock("035720", "카카오", "KOSDAQ"),
    Stock("069500", "KODEX 200", "ETF"),
)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    opened: AnyStore
    opened = FakeStore() if request.param == "memory" else await Store.open(tmp_path / "bot.db")
    await list_conditions(opened, "골든크로스", "거래량 급증")
    yield opened
    await opened.close()


def left(code: str, seconds: float, condition_id: int = 1) -> Event:
    return replace(entry(code, seconds, condition_id), kind=EventKind.EXIT)


def told(records: Sequence[Record]) -> list[tuple[str, list[DeliveryState]]]:
    return [(one.event.code, [fate.state for fate in one.fates]) for one in records]


async def price(store: AnyStore, destination: Destination, **quotes: Quote) -> None:
    """Tell everything that waits, at these prices by code."""
    claim = await store.outbox.claim(destination, NOW, 100)
    found = {
        one.event.id: quotes[f"c{one.event.code}"]
        for one in claim.deliveries
        if one.event and f"c{one.event.code}" in quotes
    }
    await store.outbox.sent([one.id for one in claim.deliveries], at(9), "m1", found)


# --- the way of an event --------------------------------------------------------------------


async def test_the_events_of_a_stock_come_newest_first_with_their_conditions(
    store: AnyStore,
) -> None:
    await post(store, entry("A", 0, 1), entry("B", 1, 1), left("A", 2), entry("A", 3, 2))
    records = await store.events.of_stock("A", ALICE, 0, 10)
    assert [(one.event.kind, one.condition.name if one.condition else "") for one in records] == [
        (EventKind.ENTRY, "거래량 급증"),
        (EventKind.EXIT, "골든크로스"),
        (EventKind.ENTRY, "골든크로스"),
    ]
    assert records[0].event.received_at == at(3)
    assert records[0].event.id == 4


async def test_pages_follow_each_other_without_gap_or_overlap(store: AnyStore) -> None:
    await post(store, *(entry("A", second) for second in range(7)))
    pages = [await store.events.of_stock("A", ALICE, skip, 3) for skip in (0, 3, 6, 9)]
    seconds = [[(one.event.received_at - NOW).seconds for one in page] for page in pages]
    assert seconds == [[6, 5, 4], [3, 2, 1], [0], []]


async def test_the_events_of_a_condition_are_its_own_and_nobody_elses(store: AnyStore) -> None:
    await post(store, entry("A", 0, 1), entry("B", 1, 2), entry("C", 2, None))
    assert told(await store.events.of_condition(2, ALICE, 0, 10)) == [("B", [])]


async def test_an_event_nobody_could_attribute_has_no_condition(store: AnyStore) -> None:
    await post(store, entry("A", 0, None))
    (record,) = await store.events.of_stock("A", ALICE, 0, 10)
    assert (record.condition, record.quote, record.fates) == (None, None, ())


async def test_what_became_of_an_event_is_told_for_one_chat_alone(store: AnyStore) -> None:
    await follow(store, ALICE, BOB)
    await post(store, entry("A"), entry("B", 1))
    await price(store, ALICE, cA=Quote("A", 71_200, 100, 3.42, 5_000, 300))
    records = await store.events.of_condition(1, ALICE, 0, 10)
    assert told(records) == [("B", [DeliveryState.SENT]), ("A", [DeliveryState.SENT])]
    (fate,) = records[1].fates
    assert (fate.destination, fate.created_at, fate.settled_at) == (ALICE, at(0), at(9))
    assert records[1].quote == Quote("A", 71_200, 100, 3.42, 5_000, 300)
    assert records[0].quote is None
    others = await store.events.of_condition(1, BOB, 0, 10)
    assert told(others) == [("B", [DeliveryState.WAITING]), ("A", [DeliveryState.WAITING])]
    assert told(await store.events.of_stock("A", CAROL, 0, 10)) == [("A", [])]


async def test_a_chat_is_all_its_topics_and_a_topic_only_itself(store: AnyStore) -> None:
    await follow(store, GROUP)
    await follow(store, CAROL, condition_id=1)
    await follow(store, CAROL, condition_id=2)
    await post(store, entry("A", 0, 1), entry("B", 1, 2))
    (record,) = await store.events.of_stock("A", GROUP, 0, 10)
    assert [fate.destination for fate in record.fates] == [GROUP, CAROL]
    (record,) = await store.events.of_stock("A", CAROL, 0, 10)
    assert [fate.destination for fate in record.fates] == [CAROL]
    assert told(await store.events.of_chat(GROUP, 0, 1)) == [("B", [DeliveryState.WAITING])]


async def test_the_last_events_of_a_chat_leave_out_notices_and_other_chats(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await follow(store, BOB, condition_id=2)
    await post(store, entry("A", 0, 1), entry("B", 1, 2), entry("C", 2, 1))
    await store.outbox.post_notice(HELLO, [ALICE], at(3))
    waiting = [DeliveryState.WAITING]
    assert told(await store.events.of_chat(ALICE, 0, 5)) == [("C", waiting), ("A", waiting)]
    assert told(await store.events.of_chat(ALICE, 1, 5)) == [("A", waiting)]
    assert await store.events.of_chat(CAROL, 0, 5) == []


async def test_what_was_filtered_or_held_back_says_why_and_until_when(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"), entry("B", 1))
    claim = await store.outbox.claim(ALICE, NOW, 10)
    first, second = (one.id for one in claim.deliveries)
    await store.outbox.decide(at(5), {first: "rate"}, [Held(second, Hold.MUTED, at(600))])
    held, gone = await store.events.of_chat(ALICE, 0, 10)
    (fate,) = held.fates
    assert (fate.state, fate.hold, fate.not_before, fate.settled_at) == (
        DeliveryState.HELD,
        Hold.MUTED,
        at(600),
        None,
    )
    (fate,) = gone.fates
    assert (fate.state, fate.reason, fate.settled_at) == (DeliveryState.FILTERED, "rate", at(5))


async def test_a_pause_the_platform_demands_is_seen_on_what_waits(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    claim = await store.outbox.claim(ALICE, NOW, 10)
    await store.outbox.put_back([claim.deliveries[0].id], resend=True)
    await store.outbox.hold(ALICE, at(4000), NOW)
    ((fate,),) = [one.fates for one in await store.events.of_chat(ALICE, 0, 10)]
    assert (fate.state, fate.held_until, fate.resend) == (DeliveryState.WAITING, at(4000), True)


async def test_what_another_chat_gets_instead_names_the_channel_it_was_for(
    store: AnyStore,
) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    await store.outbox.divert(ALICE, BOB, at(1), at(4000))
    ((fate,),) = [one.fates for one in await store.events.of_chat(BOB, 0, 10)]
    assert (fate.state, fate.diverted) == (DeliveryState.WAITING, "telegram")
    ((fate,),) = [one.fates for one in await store.events.of_chat(ALICE, 0, 10)]
    assert (fate.state, fate.hold) == (DeliveryState.HELD, Hold.DIVERTED)


# --- counts ---------------------------------------------------------------------------------


async def test_entries_and_exits_are_counted_from_a_moment_on(store: AnyStore) -> None:
    await post(store, entry("A", 0), left("A", 10), entry("B", 20), entry("C", 30, 2))
    assert await store.events.counts(1, at(0)) == Counts(2, 1, at(20))
    assert await store.events.counts(1, at(10)) == Counts(1, 1, at(20))
    assert await store.events.counts(1, at(60)) == Counts(0, 0, at(20))
    assert await store.events.counts(3, at(0)) == Counts()


async def test_the_minutes_of_a_condition_are_counted_without_missed_reports(
    store: AnyStore,
) -> None:
    await post(store, entry("A", 0), entry("B", 59), entry("C", 60), entry("D", 61, 2))
    await post(store, missed("E", 0, 62), replace(entry("F", 119), source=Source.POLL))
    assert await store.events.rushes([1], at(0), PLAIN) == [
        Rush(DAY, at(0), 2),
        Rush(DAY, at(60), 2),
    ]
    assert await store.events.rushes([1, 2], at(60), PLAIN) == [Rush(DAY, at(60), 3)]
    assert await store.events.rushes([], at(0), PLAIN) == []


@pytest.mark.parametrize(
    "options",
    [
        PLAIN,
        Options(kinds=Kinds.ENTRY),
        Options(kinds=Kinds.EXIT),
        Options(rate=Between(3.0, None)),
        Options(rate=Between(None, 3.0), price=Between(1_000, 100_000)),
        Options(volume=Between(1_000, None)),
        Options(value=Between(None, 299)),
        Options(markets=frozenset({"KOSDAQ", "ETF"})),
        Options(name="kodex"),
        Options(name="전자", kinds=Kinds.ENTRY, rate=Between(3.42, 3.42)),
        Options(name="100%"),
    ],
)
async def test_the_preview_filters_as_the_alerts_are_filtered(
    store: AnyStore, options: Options
) -> None:
    await store.stocks.replace(STOCKS, DAY)
    await follow(store, ALICE)
    events = [
        entry("005930", 0),
        left("005930", 60),
        entry("035720", 120),
        entry("069500", 180),
        entry("999999", 240),
    ]
    quotes = {
        "005930": Quote("005930", 71_200, 100, 3.42, 5_000, 300),
        "035720": Quote("035720", 40_000, None, -1.5, 900, None),
        "069500": Quote("069500", None, None, 9.0, 1, 1),
    }
    await post(store, *events)
    await price(store, ALICE, **{f"c{code}": quote for code, quote in quotes.items()})
    known = {one.code: one for one in STOCKS}
    priced = {code: quote for code, quote in quotes.items() if quote.price is not None}
    passed = [
        one.received_at
        for one in events
        if not filtered(one, options, priced.get(one.code), known.get(one.code))
    ]
    rushes = await store.events.rushes([1], at(0), options)
    assert [one.minute for one in rushes] == passed


async def test_what_is_not_settled_is_counted_by_channel(store: AnyStore) -> None:
    assert await store.events.backlog() == []
    await follow(store, ALICE, BOB, GROUP)
    await post(store, entry("A"), entry("B", 5))
    claim = await store.outbox.claim(ALICE, NOW, 1)
    await store.outbox.decide(at(6), {}, [Held(claim.deliveries[0].id, Hold.QUIET, at(60))])
    sending = await store.outbox.claim(BOB, NOW, 1)
    assert await store.events.backlog() == [
        Backlog("slack", 2, 0, at(0)),
        Backlog("telegram", 3, 1, at(0)),
    ]
    await store.outbox.sent([sending.deliveries[0].id], at(7), "m")
    assert (await store.events.backlog())[0] == Backlog("slack", 1, 0, at(5))


async def test_the_conditions_a_stock_ever_touched_are_known(store: AnyStore) -> None:
    await post(store, entry("A"), entry("B", 1, 2), entry("A", 2, 2), entry("C", 3, None))
    assert await store.events.touched("A", [1, 2]) == {1, 2}
    assert await store.events.touched("A", [2]) == {2}
    assert await store.events.touched("B", [1, 2]) == {2}
    assert await store.events.touched("C", [1, 2]) == set()
    assert await store.events.touched("A", []) == set()


async def test_what_was_held_back_waits_from_when_it_became_due(store: AnyStore) -> None:
    await follow(store, ALICE)
    await post(store, entry("A"))
    claim = await store.outbox.claim(ALICE, NOW, 1)
    await store.outbox.decide(at(1), {}, [Held(claim.deliveries[0].id, Hold.QUIET, at(3_600))])
    await store.outbox.release(at(3_601))
    assert await store.events.backlog() == [Backlog("telegram", 1, 0, at(3_600))]


async def test_the_past_has_its_own_days(store: AnyStore) -> None:
    yesterday = replace(
        entry("A"), day=DAY - timedelta(days=1), received_at=NOW - timedelta(days=1)
    )
    await post(store, yesterday, entry("A"))
    rushes = await store.events.rushes([1], NOW - timedelta(days=3), PLAIN)
    assert [(one.day, one.count) for one in rushes] == [(yesterday.day, 1), (DAY, 1)]


# --- the marks of a chart -------------------------------------------------------------------------


async def test_the_crossings_of_a_stock_are_the_newest_of_a_span_oldest_first(
    store: AnyStore,
) -> None:
    await post(store, *(entry("A", second) for second in range(4)), entry("B", 2))
    found = await store.events.crossings("A", at(1), 2)
    assert [one.event.received_at for one in found] == [at(2), at(3)]
    assert [one.condition.name if one.condition else "" for one in found] == ["골든크로스"] * 2
    assert all(one.fates == () for one in found)
    assert await store.events.crossings("A", at(9), 5) == []
