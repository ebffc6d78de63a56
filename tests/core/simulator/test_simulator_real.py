"""REG and REMOVE, and the pushes they bring."""

from datetime import timedelta
from typing import Any

import pytest

from tests.core.simulator.wire import Frame, HandClock, Person, Wire, running


async def register(wire: Wire, items: list[str], types: list[str], **more: str) -> Frame:
    frame = {"grp_no": "1", "refresh": "1"} | more
    return await wire.ask(trnm="REG", data=[{"item": items, "type": types}], **frame)


def step(sim: Any, clock: HandClock, seconds: float) -> None:
    clock.at += timedelta(seconds=seconds)
    sim._world.advance()


async def pushed(wire: Wire, count: int) -> list[Frame]:
    return [entry for _ in range(count) for entry in (await wire.hears("REAL"))["data"]]


async def test_a_registered_stock_pushes_its_trades_with_signs_against_the_base() -> None:
    clock = HandClock(2026, 11, 2, 10, 0)
    async with running(clock=clock) as (sim, person):
        wire = await person.login()
        assert await register(wire, ["005930"], ["0B"]) == {
            "trnm": "REG",
            "return_code": 0,
            "return_msg": "",
        }
        step(sim, clock, 2.0)
        entry = (await pushed(wire, 1))[0]
        values = entry.pop("values")
        assert entry == {"type": "0B", "name": "주식체결", "item": "005930"}
        quote = sim.market.quote("005930")
        assert quote is not None
        for fid in ("10", "27", "28", "16", "17", "18"):
            price = int(values[fid].lstrip("+-"))
            sign = "+" if price > quote.base else "-" if price < quote.base else ""
            assert values[fid] == f"{sign}{price}"
        assert int(values["11"]) == abs(int(values["10"])) - quote.base
        assert float(values["12"]) == round(int(values["11"]) / quote.base * 100, 2)
        assert values["15"][0] in "+-"
        assert values["20"].startswith("10000")
        assert values["13"].isdigit()


async def test_the_item_comes_back_with_the_suffix_it_was_registered_with() -> None:
    clock = HandClock(2026, 11, 2, 10, 0)
    async with running(clock=clock) as (sim, person):
        wire = await person.login()
        await register(wire, ["005930_AL", "005930_NX", "000660"], ["0B"])
        step(sim, clock, 6.0)
        items = {entry["item"] for entry in await pushed(wire, 8)}
        assert items == {"005930_AL", "005930_NX", "000660"}


async def test_nobody_hears_of_what_they_did_not_register() -> None:
    clock = HandClock(2026, 11, 2, 10, 0)
    async with running(clock=clock) as (sim, person):
        wire = await person.login()
        await register(wire, ["005930"], ["0D"])
        step(sim, clock, 3.0)
        assert await wire.hears_nothing()


async def test_removed_items_are_quiet_and_the_others_go_on() -> None:
    clock = HandClock(2026, 11, 2, 10, 0)
    async with running(clock=clock) as (sim, person):
        wire = await person.login()
        await register(wire, ["005930", "000660"], ["0B"])
        gone = {"item": ["005930"], "type": ["0B"]}
        assert (await wire.ask(trnm="REMOVE", grp_no="1", data=[gone]))["return_code"] == 0
        step(sim, clock, 5.0)
        assert {entry["item"] for entry in await pushed(wire, 2)} == {"000660"}


@pytest.mark.parametrize(("refresh", "items"), [("0", {"000660"}), ("1", {"005930", "000660"})])
async def test_refresh_0_drops_what_the_group_held(refresh: str, items: set[str]) -> None:
    clock = HandClock(2026, 11, 2, 10, 0)
    async with running(clock=clock) as (sim, person):
        wire = await person.login()
        await register(wire, ["005930"], ["0B"])
        await register(wire, ["000660"], ["0B"], refresh=refresh)
        step(sim, clock, 5.0)
        assert {entry["item"] for entry in await pushed(wire, 4)} == items


@pytest.mark.parametrize(
    "data",
    [None, [], [{"item": "005930", "type": "0B"}], [{"item": ["005930"]}], ["005930"]],
)
async def test_what_is_not_a_list_gets_105111(data: Any) -> None:
    async with running() as (_, person):
        wire = await person.login()
        answer = await wire.ask(trnm="REG", grp_no="1", refresh="1", data=data)
        assert answer["return_code"] == 105111


@pytest.mark.parametrize("group", ["", "12345"])
async def test_a_group_without_a_usable_number_gets_100002(group: str) -> None:
    async with running() as (_, person):
        wire = await person.login()
        assert (await register(wire, ["005930"], ["0B"], grp_no=group))["return_code"] == 100002


async def listening(person: Person, items: list[str]) -> Wire:
    wire = await person.login()
    await wire.ask(trnm="REG", grp_no="1", refresh="1", data=[{"item": items, "type": ["0s"]}])
    return wire


@pytest.mark.parametrize("items", [[""], []])
async def test_the_opening_is_counted_down_and_told(items: list[str]) -> None:
    clock = HandClock(2026, 11, 2, 8, 54, 59)
    async with running(clock=clock, hours="krx") as (sim, person):
        wire = await listening(person, items)
        step(sim, clock, 2.0)
        assert await wire.receive() == {
            "trnm": "REAL",
            "data": [
                {
                    "type": "0s",
                    "name": "장시작시간",
                    "item": "",
                    "values": {"215": "0", "20": "085500", "214": "000500"},
                }
            ],
        }
        step(sim, clock, 300.0)
        told = [entry["values"] for entry in await pushed(wire, 10)]
        assert told[-1] == {"215": "3", "20": "090000", "214": "000000"}
        assert {values["215"] for values in told[:-1]} == {"0"}


async def test_the_close_is_told() -> None:
    clock = HandClock(2026, 11, 2, 15, 29, 45)
    async with running(clock=clock, hours="krx") as (sim, person):
        wire = await listening(person, [""])
        step(sim, clock, 60.0)
        told = [entry["values"]["215"] for entry in await pushed(wire, 3)]
        assert told == ["2", "4", "8"]
