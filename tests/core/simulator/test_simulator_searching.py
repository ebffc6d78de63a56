"""CNSRLST, CNSRREQ and CNSRCLR in detail."""

from typing import Any

import pytest

from core.simulator.conditions import Condition, ManualCondition
from core.simulator.faults import Faults
from core.simulator.stocks import STOCKS
from tests.core.simulator.wire import HandClock, running

CODES = [stock.code for stock in STOCKS]


def one(codes: list[str] | None = None) -> list[Condition]:
    return [ManualCondition("4", "하나", codes or [])]


async def test_the_list_is_pairs_ordered_by_their_address_as_text() -> None:
    conditions = [ManualCondition(seq, f"조건{seq}") for seq in ("0", "1", "2", "10", "100")]
    async with running(conditions=conditions) as (_, person):
        wire = await person.login()
        rows = (await wire.ask(trnm="CNSRLST"))["data"]
        assert rows == [[seq, f"조건{seq}"] for seq in ("0", "1", "10", "100", "2")]


async def test_a_search_before_the_list_is_never_answered() -> None:
    async with running(conditions=one()) as (_, person):
        wire = await person.login()
        await wire.send(trnm="CNSRREQ", seq="4", search_type="0", stex_tp="K")
        assert await wire.hears_nothing()


@pytest.mark.parametrize(("order", "code"), [("ok", 0), ("error", 900001)])
async def test_a_search_before_the_list_can_be_answered(order: Any, code: int) -> None:
    faults = Faults(cnsr_order=order)
    async with running(conditions=one(), faults=faults) as (_, person):
        wire = await person.login()
        assert (await wire.subscribe("4"))["return_code"] == code


async def test_rows_are_zero_padded_to_nine_and_the_rate_is_in_thousandths() -> None:
    async with running(conditions=one(["005930"]), seed=3) as (sim, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        answer = await wire.search("4")
        quote = sim.market.quote("005930")
        assert quote is not None
        row = answer.pop("data")[0]
        assert answer == {
            "trnm": "CNSRREQ",
            "seq": "4  ",
            "cont_yn": "N",
            "next_key": "",
            "return_code": 0,
        }
        assert row["9001"] == "A005930"
        assert row["302"] == "삼성전자"
        assert {len(row[key]) for key in ("10", "11", "12", "13", "16", "17", "18")} == {9}
        assert int(row["10"]) == quote.price
        assert int(row["11"]) == quote.price - quote.base
        assert int(row["12"]) == round((quote.price / quote.base - 1) * 100_000)
        assert (int(row["13"]), int(row["16"])) == (quote.volume, quote.open)
        assert (int(row["17"]), int(row["18"])) == (quote.high, quote.low)
        assert row["25"] == ("2" if quote.price > quote.base else "5")


async def test_a_minus_sign_counts_among_the_nine() -> None:
    async with running(conditions=one(CODES[:100])) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        rows = (await wire.search("4"))["data"]
        fallen = [row for row in rows if row["25"] == "5"]
        assert fallen
        assert all(row["11"][0] == row["12"][0] == "-" and len(row["12"]) == 9 for row in fallen)


async def test_before_the_first_trade_there_are_only_zeros_and_sign_three() -> None:
    clock = HandClock(2026, 11, 2, 8, 30)
    async with running(conditions=one(["005930"]), clock=clock, hours="krx") as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        row = (await wire.search("4"))["data"][0]
        assert {row[key] for key in ("11", "12", "13", "16", "17", "18")} == {"000000000"}
        assert (row["10"], row["25"]) == ("000253000", "3")


async def test_more_than_a_hundred_rows_come_in_pages() -> None:
    async with running(conditions=one(CODES[:250])) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        answer, pages = await wire.search("4"), []
        pages.append(answer)
        while answer["cont_yn"] == "Y":
            answer = await wire.search("4", cont_yn="Y", next_key=answer["next_key"])
            pages.append(answer)
        assert [len(page["data"]) for page in pages] == [100, 100, 50]
        assert [row["9001"][1:] for page in pages for row in page["data"]] == CODES[:250]
        assert pages[-1]["next_key"] == ""
        assert {len(page["next_key"]) for page in pages[:-1]} == {20}


@pytest.mark.parametrize("missing", ["seq", "search_type", "stex_tp"])
async def test_a_missing_field_gets_100002(missing: str) -> None:
    async with running(conditions=one()) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        frame = {"seq": "4", "search_type": "1", "stex_tp": "K"}
        del frame[missing]
        assert (await wire.ask(trnm="CNSRREQ", **frame))["return_code"] == 100002


async def test_a_padded_seq_is_understood() -> None:
    async with running(conditions=one()) as (_, person):
        wire = await person.login()
        assert (await wire.list_then_subscribe("4  "))["seq"] == "4"


async def test_nothing_is_pushed_after_the_clear() -> None:
    condition = ManualCondition("4", "하나")
    async with running(conditions=[condition]) as (_, person):
        wire = await person.login()
        await wire.list_then_subscribe("4")
        await wire.ask(trnm="CNSRCLR", seq="4")
        condition.enter("005930")
        assert await wire.hears_nothing()


async def test_a_condition_of_more_than_a_hundred_is_acked_and_stays_quiet() -> None:
    condition = ManualCondition("4", "큰 조건", CODES[:120])
    async with running(conditions=[condition]) as (sim, person):
        wire = await person.login()
        assert len((await wire.list_then_subscribe("4"))["data"]) == 120
        condition.enter(CODES[130])
        assert await wire.hears_nothing()
        sim.faults.cond_max_members = 500
        condition.enter(CODES[131])
        assert (await wire.receive())["data"][0]["item"] == CODES[131]


async def test_conditions_move_and_are_renamed_while_running() -> None:
    old, new = ManualCondition("0", "처음"), ManualCondition("1", "둘째")
    async with running(conditions=[old, new]) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        old.name = "다른 이름"
        sim.set_conditions([("0", new), ("1", old)])
        rows = (await wire.ask(trnm="CNSRLST"))["data"]
        assert rows == [["0", "둘째"], ["1", "다른 이름"]]
        assert [c.name for c in sim.conditions] == ["둘째", "다른 이름"]
        old.enter("005930")
        assert (await wire.receive())["data"][0]["values"]["841"] == "0"


async def test_the_markets_own_conditions_push_what_happens_in_the_market() -> None:
    clock = HandClock(2026, 11, 2, 8, 59, 59)
    async with running(clock=clock, hours="krx") as (sim, person):
        wire = await person.login()
        assert (await wire.list_then_subscribe("0"))["data"] == []
        clock.at = clock.at.replace(hour=9, minute=0, second=20)
        sim._world.advance()
        push = await wire.hears("REAL")
        values = push["data"][0]["values"]
        assert values["841"] == "0"
        assert values["843"] == "I"
        assert "090000" <= values["20"] <= "090020"
        assert (await wire.search("0"))["data"]


async def test_the_conditions_forget_their_stocks_when_the_day_turns() -> None:
    clock = HandClock(2026, 11, 2, 15, 0)
    async with running(clock=clock, hours="krx") as (sim, _):
        assert len(sim.conditions[4].members) > 100
        clock.at = clock.at.replace(day=3, hour=7)
        sim._world.advance()
        assert [c.members for c in sim.conditions] == [[]] * len(sim.conditions)


async def test_pushes_of_one_moment_can_share_a_frame() -> None:
    clock = HandClock(2026, 11, 2, 8, 59, 59)
    faults = Faults(join_pushes=True, cond_max_members=500)
    async with running(clock=clock, hours="krx", faults=faults) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("4")
        clock.at = clock.at.replace(hour=9, minute=0, second=10)
        sim._world.advance()
        assert len((await wire.receive())["data"]) > 100


@pytest.mark.parametrize(
    ("switch", "wrong"),
    [
        ({"omit_907": True}, {"841": "4", "9001": "005930", "843": "I"}),
        ({"omit_841": True}, {"9001": "005930", "843": "I", "907": "2"}),
        ({"pad_841": True}, {"841": "4  ", "9001": "005930", "843": "I", "907": "2"}),
        ({"push_prefix_A": True}, {"841": "4", "9001": "A005930", "843": "I", "907": "2"}),
    ],
)
async def test_pushes_can_be_malformed(switch: dict[str, Any], wrong: dict[str, str]) -> None:
    condition = ManualCondition("4", "하나")
    async with running(conditions=[condition], faults=Faults(**switch)) as (_, person):
        wire = await person.login()
        await wire.list_then_subscribe("4")
        condition.enter("005930")
        values = (await wire.receive())["data"][0]["values"]
        del values["20"]
        assert values == wrong


@pytest.mark.parametrize(
    ("padding", "searched", "subscribed"),
    [("search", "4  ", "4"), ("always", "4  ", "4  "), ("never", "4", "4")],
)
async def test_replies_pad_their_seq_as_told(padding: Any, searched: str, subscribed: str) -> None:
    async with running(conditions=one(), faults=Faults(padding=padding)) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        assert (await wire.search("4"))["seq"] == searched
        assert (await wire.subscribe("4"))["seq"] == subscribed


async def test_a_push_can_come_before_the_ack() -> None:
    async with running(conditions=one(["005930"]), faults=Faults(push_first=True)) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        await wire.send(trnm="CNSRREQ", seq="4", search_type="1", stex_tp="K")
        frames = [await wire.receive(), await wire.receive()]
        assert [f["trnm"] for f in frames] == ["REAL", "CNSRREQ"]


async def test_a_data_frame_without_return_code_can_come_before_the_reply() -> None:
    faults = Faults(data_frame_without_return_code=True)
    async with running(conditions=one(["005930"]), faults=faults) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        await wire.send(trnm="CNSRREQ", seq="4", search_type="1", stex_tp="K")
        frames = [await wire.receive(), await wire.receive()]
        assert ["return_code" in f for f in frames] == [False, True]
        assert frames[0]["data"] == frames[1]["data"]


async def test_the_list_can_be_objects() -> None:
    async with running(conditions=one(), faults=Faults(list_objects=True)) as (_, person):
        wire = await person.login()
        assert (await wire.ask(trnm="CNSRLST"))["data"] == [{"seq": "4", "name": "하나"}]


async def test_the_number_of_live_conditions_can_be_limited() -> None:
    conditions = [ManualCondition(str(seq), f"조건{seq}") for seq in range(3)]
    async with running(conditions=conditions, faults=Faults(max_conditions=2)) as (_, person):
        wire = await person.login()
        codes = [(await wire.list_then_subscribe(str(seq)))["return_code"] for seq in range(3)]
        assert codes == [0, 0, 900005]


async def test_the_same_search_can_be_refused_for_a_while_but_its_pages_are_exempt() -> None:
    faults = Faults(cond_requery=60.0)
    async with running(conditions=one(CODES[:150]), faults=faults) as (_, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        first = await wire.search("4")
        second = await wire.search("4", cont_yn="Y", next_key=first["next_key"])
        assert len(second["data"]) == 50
        assert (await wire.search("4"))["return_code"] == 900006
        assert (await wire.subscribe("4"))["return_code"] == 0
