"""Expressions over conditions, as the faces ask the engine for them."""

import asyncio

import pytest

from core.errors import NotConnected, UnknownCondition
from core.model import Condition, EventKind, Watch
from core.services.algebra import Formula, Join, One, Pair
from tests.core.test_engine import ALICE, Stage
from tests.fakes.clock import travelling

SAMSUNG, HYNIX = "005930", "000660"


async def both(stage: Stage) -> Formula[Condition]:
    first, second = await stage.engine.find("0"), await stage.engine.find("1")
    return Pair(Join.BOTH, One(first), One(second))


@travelling
async def test_an_expression_is_followed_like_a_condition_and_is_none_of_the_brokers() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG, HYNIX]
    stage.feed.inside["1"] = [SAMSUNG]
    async with stage.run() as engine:
        formula = await both(stage)
        assert engine.derived(formula) is None
        condition = await engine.derive(formula)
        state = (await engine.subscribe(condition, ALICE, "person")).state
        assert (state.watch, state.inside, state.subscribers) == (Watch.REALTIME, 1, 1)
        assert engine.derived(formula) == condition
        assert engine.formula(condition) == formula
        assert [one.condition.seq for one in await engine.conditions()] == ["0", "1", "2"]
        assert await engine.find(f"#{condition.id}") == condition
        assert (await engine.find("급등")).seq == "0"
        with pytest.raises(UnknownCondition):
            await engine.search(condition)
        assert engine.formula(await engine.find("0")) is None


@travelling
async def test_an_expression_is_searched_part_by_part_each_once() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG, HYNIX]
    stage.feed.inside["1"] = [SAMSUNG]
    async with stage.run() as engine:
        found = await engine.search_all(await engine.expression("0-(0&1)"))
        assert [hit.code for hit in found.hits] == [HYNIX]
        assert [(one.seq, len(its.hits)) for one, its in found.parts.items()] == [
            ("0", 2),
            ("1", 1),
        ]
        assert found.fresh
        await stage.clock.advance(5)
        again = await engine.search_all(await engine.expression("0|1"))
        assert (again.fresh, again.at) == (False, found.at)


@travelling
async def test_before_the_first_listing_no_expression_can_be_read() -> None:
    stage = Stage()
    async with stage.run(connected=False):
        early = asyncio.create_task(stage.engine.expression("0&1"))
        await stage.clock.advance(5)
        assert isinstance(early.exception(), NotConnected)


@travelling
async def test_an_alert_of_an_expression_names_it() -> None:
    stage = Stage()
    async with stage.run() as engine:
        condition = await engine.derive(await both(stage))
        await engine.subscribe(condition, ALICE, "person")
        for seq in ("0", "1"):
            stage.feed.push(seq, SAMSUNG, EventKind.ENTRY)
            await stage.clock.advance()
        (_,) = stage.told()
        why = await engine.explaining.condition(condition, ALICE, 1)
        assert why.watching is not None
        assert (why.watching.inside, why.watching.watch) == (1, Watch.REALTIME)
