"""Charts, the order book and the year's extremes, which all speak of one market."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.clock import KST
from core.simulator import bars, past
from core.simulator.bars import Bar
from core.simulator.faults import Faults
from core.simulator.stocks import STOCKS
from core.simulator.ticks import limits
from tests.core.simulator.wire import HandClock, Person, running

CHART, CONDITION = "/api/dostk/chart", "/api/dostk/mrkcond"
MORNING = (2026, 11, 23, 8, 59)
DAYS, WEEKS, MINUTES = (
    "stk_dt_pole_chart_qry",
    "stk_stk_pole_chart_qry",
    "stk_min_pole_chart_qry",
)


def free() -> Faults:
    return Faults(rest_rate=0)


async def days(person: Person, code: str = "005930", until: str = "20991231") -> list[Any]:
    _, answer = await person.transact(
        "ka10081", CHART, stk_cd=code, base_dt=until, upd_stkpc_tp="1"
    )
    rows = answer[DAYS]
    assert isinstance(rows, list)
    return rows


# --- the past -------------------------------------------------------------------------------------


@pytest.mark.parametrize("stock", [STOCKS[0], STOCKS[150], STOCKS[-1]], ids=lambda one: one.name)
def test_the_invented_past_ends_at_the_last_close_inside_every_days_limits(stock: Any) -> None:
    found = past.days(stock, date(2026, 11, 23), seed=1)
    assert len(found) == past.DAYS
    assert found[-1].close == stock.close
    assert found[-1].day == date(2026, 11, 20)
    assert all(one.day.weekday() < 5 for one in found)
    for before, one in pairwise(found):
        upper, lower = limits(before.close, stock.market)
        assert lower <= one.low <= min(one.open, one.close)
        assert max(one.open, one.close) <= one.high <= upper
        assert one.volume > 0


def test_the_same_seed_gives_the_same_past_and_another_seed_another() -> None:
    day = date(2026, 11, 23)
    assert past.days(STOCKS[3], day, 1) == past.days(STOCKS[3], day, 1)
    assert past.days(STOCKS[3], day, 1) != past.days(STOCKS[3], day, 2)


def test_the_minutes_of_a_day_touch_its_extremes_and_end_at_its_close() -> None:
    day = past.days(STOCKS[0], date(2026, 11, 23), 1)[-1]
    found = past.minutes(STOCKS[0], day, 1)
    assert max(one.high for one in found) == day.high
    assert min(one.low for one in found) == day.low
    assert found[-1].close == day.close
    assert sum(one.volume for one in found) <= day.volume


def test_longer_bars_hold_what_the_shorter_ones_held() -> None:
    at = datetime(2026, 11, 23, 9, 4, tzinfo=KST)
    ones = [Bar(at + timedelta(minutes=n), 10 + n, 20 + n, 5 + n, 12 + n, 3, 30) for n in range(3)]
    first, second = bars.minutes(ones, 5)
    assert (first.at.minute, second.at.minute) == (0, 5)
    assert (first.open, first.close, second.open, second.close) == (10, 12, 11, 14)
    assert (second.high, second.low, second.volume) == (22, 6, 6)


# --- over the wire --------------------------------------------------------------------------------


async def test_days_come_newest_first_in_pages_and_end_at_the_price() -> None:
    async with running(faults=free()) as (sim, person):
        rows = await days(person)
        quote = sim.market.quote("005930")
        assert quote is not None
        assert rows[0]["cur_prc"] == str(quote.price)
        assert rows[1]["cur_prc"] == str(quote.base)
        assert len(rows) == 600
        assert [row["dt"] for row in rows] == sorted((row["dt"] for row in rows), reverse=True)


async def test_the_header_of_a_full_page_leads_to_the_next_one() -> None:
    async with running(faults=free()) as (sim, person):
        first = await days(person)
        headers = {"api-id": "ka10081", "authorization": f"Bearer {person.token}"}
        body = {"stk_cd": "005930", "base_dt": "20991231", "upd_stkpc_tp": "1"}
        answer = await person.post(CHART, body, **headers)
        assert answer.headers["cont-yn"] == "Y"
        more = {"cont-yn": "Y", "next-key": answer.headers["next-key"]}
        answer = await person.post(CHART, body, **headers, **more)
        rows = (await answer.json())[DAYS]
        assert rows[0]["dt"] < first[-1]["dt"]
        assert len(rows) == 151
        assert (answer.headers["cont-yn"], answer.headers["next-key"]) == ("N", "")
        assert sim.requests


async def test_a_day_asked_for_ends_the_chart() -> None:
    async with running(faults=free()) as (_, person):
        rows = await days(person, until="20260105")
        assert rows[0]["dt"] == "20260105"


async def test_before_the_opening_there_is_no_candle_of_today_and_then_there_is_one() -> None:
    clock = HandClock(*MORNING)
    async with running(clock=clock, hours="krx", faults=free(), tick=0.01) as (sim, person):
        assert (await days(person))[0]["dt"] == "20261120"
        clock.at += timedelta(minutes=4)
        before = sim.market.quote("005930")
        while (quote := sim.market.quote("005930")) is before:
            await days(person)
        assert quote is not None
        today = (await days(person))[0]
        assert (today["dt"], today["open_pric"]) == ("20261123", str(quote.open))
        _, answer = await person.transact(
            "ka10080", CHART, stk_cd="005930", tic_scope="1", upd_stkpc_tp="1"
        )
        minutes = [row for row in answer[MINUTES] if row["cntr_tm"].startswith("20261123")]
        assert minutes[0]["cur_prc"].lstrip("+-") == today["cur_prc"]
        assert sum(int(row["trde_qty"]) for row in minutes) == int(today["trde_qty"])
        highs = [int(row["high_pric"].lstrip("+-")) for row in minutes]
        assert max(highs) == int(today["high_pric"])


async def test_a_day_that_is_over_stays_in_the_chart() -> None:
    clock = HandClock(*MORNING)
    async with running(clock=clock, hours="krx", faults=free(), tick=0.01) as (sim, person):
        clock.at += timedelta(minutes=4)
        while not (sim.market.quote("005930") or sim.market.quotes()[0]).volume:
            await days(person)
        today = (await days(person))[0]
        clock.at += timedelta(days=1, hours=-1)
        while sim.market.day == date(2026, 11, 23):
            await days(person)
        yesterday = (await days(person))[0]
        assert yesterday["dt"] == today["dt"] == "20261123"
        quote = sim.market.quote("005930")
        assert quote is not None
        assert yesterday["cur_prc"] == str(quote.base)


async def test_a_week_holds_its_days() -> None:
    async with running(faults=free()) as (_, person):
        _, answer = await person.transact(
            "ka10082", CHART, stk_cd="005930", base_dt="20991231", upd_stkpc_tp="1"
        )
        week, daily = answer[WEEKS][1], await days(person)
        following = answer[WEEKS][0]["dt"]
        its = [row for row in daily if week["dt"] <= row["dt"] < following]
        assert week["dt"] == its[-1]["dt"]
        assert int(week["trde_qty"]) == sum(int(row["trde_qty"]) for row in its)
        assert (week["open_pric"], week["cur_prc"]) == (its[-1]["open_pric"], its[0]["cur_prc"])


async def test_the_years_extremes_are_those_of_the_chart() -> None:
    async with running(faults=free()) as (_, person):
        _, basic = await person.transact("ka10001", stk_cd="000660")
        rows = (await days(person, "000660"))[:250]
        assert basic["250hgst"] == f"+{max(int(row['high_pric']) for row in rows)}"
        assert basic["250lwst"] == f"-{min(int(row['low_pric']) for row in rows)}"
        high = next(row for row in rows if row["dt"] == basic["250hgst_pric_dt"])
        assert basic["250hgst"] == f"+{high['high_pric']}"


@pytest.mark.parametrize(
    ("api_id", "body", "code"),
    [
        ("ka10081", {"stk_cd": "005930", "base_dt": "", "upd_stkpc_tp": "1"}, "1511"),
        ("ka10081", {"stk_cd": "005930", "base_dt": "today", "upd_stkpc_tp": "1"}, "1517"),
        ("ka10082", {"stk_cd": "005930", "base_dt": "20261123", "upd_stkpc_tp": "2"}, "1517"),
        ("ka10080", {"stk_cd": "005930", "tic_scope": "2", "upd_stkpc_tp": "1"}, "1517"),
        ("ka10080", {"stk_cd": "999999", "tic_scope": "1", "upd_stkpc_tp": "1"}, "1902"),
    ],
)
async def test_a_chart_that_cannot_be_drawn_is_refused(
    api_id: str, body: dict[str, str], code: str
) -> None:
    async with running(faults=free()) as (_, person):
        _, answer = await person.transact(api_id, CHART, **body)
        assert answer["return_code"] == 2
        assert f"[{code}:" in answer["return_msg"]


async def test_the_order_book_stands_around_the_price_and_adds_up() -> None:
    async with running(faults=free()) as (sim, person):
        _, book = await person.transact("ka10004", CONDITION, stk_cd="005930_AL")
        quote = sim.market.quote("005930")
        assert quote is not None
        ask, bid = (int(book[f"{side}_fpr_bid"].lstrip("+-")) for side in ("sel", "buy"))
        assert (ask, bid) == (quote.ask, quote.bid)
        names = ("fpr", *(f"{n}th_pre" for n in range(2, 11)))
        assert int(book["tot_sel_req"]) == sum(int(book[f"sel_{name}_req"]) for name in names)
        assert book["return_code"] == 0


async def test_a_halted_stock_neither_trades_nor_has_an_order_book() -> None:
    async with running(faults=free(), speed=5.0, tick=0.01) as (sim, person):
        _, book = await person.transact("ka10004", CONDITION, stk_cd="9901A0")
        _, card = await person.transact("ka10100", stk_cd="9901A0")
        assert {book["sel_fpr_bid"], book["buy_fpr_bid"], book["tot_sel_req"]} == {"0"}
        assert card["state"] == "증거금100%|관리종목|거래정지"
        quote = sim.market.quote("9901A0")
        assert quote is not None
        assert quote.volume == 0


async def test_no_real_company_is_warned_of() -> None:
    async with running(faults=free()) as (_, person):
        for market in ("0", "10"):
            _, answer = await person.transact("ka10099", mrkt_tp=market)
            warned = [row for row in answer["list"] if row["auditInfo"] != "정상"]
            warned += [row for row in answer["list"] if row["orderWarning"] != "0"]
            assert all(row["name"].startswith("가상") for row in warned)
