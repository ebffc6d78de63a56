"""Searching and subscribing against a real server."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import AnswerTimedOut, Refused
from core.model import EventKind, Listed
from core.ports import (
    ConditionFeed,
    Connected,
    Disconnected,
    Push,
    QuoteSource,
    Relisted,
    Snapshot,
    TokenKeeper,
)
from core.simulator.conditions import ManualCondition
from core.simulator.server import Simulator
from tests.core.kiwoom.stage import asked, broker_of, faults, manual, quick, running


@pytest.fixture
def condition() -> ManualCondition:
    return manual("005930", "000660")


@pytest.fixture
async def sim(condition: ManualCondition) -> AsyncIterator[Simulator]:
    other = manual("035720", seq="10", name="다른")
    async with Simulator(conditions=[condition, other], faults=faults(), tick=10.0) as simulator:
        yield simulator


async def test_who_enters_and_leaves_is_told_after_the_snapshot(
    sim: Simulator, condition: ManualCondition, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        snapshot = await ear.hear(Snapshot)
        assert (snapshot.seq, snapshot.codes) == ("3", ("005930", "000660"))
        condition.enter("035420")
        condition.leave("005930")
        pushes = [await ear.hear(Push), await ear.hear(Push)]
        assert [(push.seq, push.code, push.kind) for push in pushes] == [
            ("3", "035420", EventKind.ENTRY),
            ("3", "005930", EventKind.EXIT),
        ]
        await broker.clear("3")
        condition.enter("005930")
        sim.push('{"trnm":"REAL","data":[{"type":"02","values":{"9001":"1","843":"I"}}]}')
        assert (await ear.hear(Push)).code == "1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("pad_841", True), ("push_prefix_A", True), ("omit_907", True), ("join_pushes", True)],
)
async def test_every_spelling_of_a_push_is_read(
    sim: Simulator, condition: ManualCondition, tmp_path: Path, name: str, value: bool
) -> None:
    setattr(sim.faults, name, value)
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        condition.enter("035420")
        push = await ear.hear(Push)
        assert (push.seq, push.code) == ("3", "035420")


async def test_a_push_that_names_no_condition_is_told_without_one(
    sim: Simulator, condition: ManualCondition, tmp_path: Path
) -> None:
    sim.faults.omit_841 = True
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        condition.enter("035420")
        assert (await ear.hear(Push)).seq is None


async def test_a_push_that_overtakes_the_answer_comes_after_the_snapshot(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.push_first = True
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        await ear.hear(Push)
        kinds = [type(event) for event in ear.heard]
        assert kinds.index(Snapshot) < kinds.index(Push)


@pytest.mark.parametrize("padding", ["search", "always", "never"])
async def test_padded_numbers_find_their_questions(
    sim: Simulator, tmp_path: Path, padding: str
) -> None:
    sim.faults.padding = padding  # type: ignore[assignment]
    sim.faults.data_frame_without_return_code = True
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        hits = await broker.search("3")
        assert [(hit.code, hit.name) for hit in hits] == [
            ("005930", "삼성전자"),
            ("000660", "SK하이닉스"),
        ]
        assert all((hit.quote.price or 0) > 0 for hit in hits)


async def test_searches_asked_at_once_each_get_their_own_answer(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.reply_delay = 0.02
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        found = await asyncio.gather(*(broker.search(seq) for seq in ("3", "10") * 3))
        assert [[hit.code for hit in hits] for hits in found] == [
            ["005930", "000660"],
            ["035720"],
        ] * 3


async def test_a_search_with_more_than_a_hundred_hits_brings_all_pages(tmp_path: Path) -> None:
    async with Simulator(faults=faults(), tick=10.0) as sim:
        codes = [quote.stock.code for quote in sim.market.quotes()][:250]
        sim.set_conditions([("3", manual(*codes))])
        broker = broker_of(sim, tmp_path)
        async with running(broker) as ear:
            await ear.hear(Connected)
            assert [hit.code for hit in await broker.search("3")] == codes
            assert asked(sim, "CNSRREQ") == 3


async def test_a_registration_left_by_a_dead_connection_is_cleared_and_made_anew(
    sim: Simulator, condition: ManualCondition, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        await ear.hear(Snapshot)
        sim.drop()
        await ear.hear(Connected)
        await broker.subscribe("3")
        assert asked(sim, "CNSRCLR") == 1
        assert (await ear.hear(Snapshot)).codes == ("005930", "000660")
        condition.enter("035420")
        assert (await ear.hear(Push)).code == "035420"


async def test_a_condition_that_does_not_exist_is_refused(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        for ask in (broker.subscribe, broker.search):
            with pytest.raises(Refused) as refused:
                await ask("77")
            assert refused.value.code == 900004


async def test_a_list_made_again_is_returned_and_told(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        sim.set_conditions([("5", sim.conditions[0])])
        assert await broker.relist() == (Listed("5", "수동"),)
        assert (await ear.hear(Relisted)).conditions == (Listed("5", "수동"),)


async def test_an_answer_that_does_not_come_is_given_up_and_others_go_on(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path, timing=quick(answer=0.1))
    async with running(broker) as ear:
        await ear.hear(Connected)
        sim.faults.reply_delay = 0.3
        with pytest.raises(AnswerTimedOut):
            await broker.search("3")
        sim.faults.reply_delay = 0.0
        assert [hit.code for hit in await broker.search("10")] == ["035720"]
        with pytest.raises(AnswerTimedOut):
            await broker.search("3")
        await asyncio.sleep(0.4)
        assert [hit.code for hit in await broker.search("3")] == ["005930", "000660"]
        assert asked(sim, "CNSRREQ") == 3


async def test_one_who_stops_waiting_does_not_spoil_the_next_answer(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        sim.faults.reply_delay = 0.1
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await broker.search("3")
        assert [hit.code for hit in await broker.search("10")] == ["035720"]


async def test_many_waiting_for_their_turn_are_not_timed_out_by_the_wait(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path, timing=quick(answer=0.2))
    async with running(broker) as ear:
        await ear.hear(Connected)
        sim.faults.reply_delay = 0.05
        found = await asyncio.gather(*(broker.search("3") for _ in range(8)))
        assert all(len(hits) == 2 for hits in found)


async def test_a_burst_of_pushes_arrives_whole_and_in_order(
    sim: Simulator, condition: ManualCondition, tmp_path: Path
) -> None:
    sim.faults.cond_max_members = 10_000
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await broker.subscribe("3")
        for number in range(1000):
            condition.enter(f"{number:06d}")
        codes = [(await ear.hear(Push)).code for _ in range(1000)]
        assert codes == [f"{number:06d}" for number in range(1000)]
        assert ear.count(Disconnected) == 0


async def test_the_broker_is_what_the_ports_ask_for(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path)
    feed: ConditionFeed = broker
    quotes: QuoteSource = broker
    keeper: TokenKeeper = broker
    assert feed.status().reconnects == 0
    assert await quotes.quotes([]) == {}
    assert keeper.expires_at() is None
    await broker.aclose()
