"""One stock in full and its charts: bodies as Kiwoom writes them, and the simulator over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import KST
from core.errors import RateLimited, Unavailable, UnknownStock
from core.kiwoom import looks
from core.kiwoom.broker import Broker
from core.kiwoom.wire import WireError
from core.model.looking import Candle, Interval, Level
from core.simulator.server import Simulator
from tests.core.kiwoom.scripted import Answer, scripted
from tests.core.kiwoom.stage import QUICK, asked, broker_of, faults
from tests.core.simulator.wire import HandClock

AT = datetime(2026, 11, 23, 11, 40, tzinfo=KST)
DAY, WEEK, MINUTE = Interval("day"), Interval("week"), Interval("minute")
OK = {"return_code": 0, "return_msg": "정상적으로 처리되었습니다"}
CAPTURED = {
    "stk_cd": "005930", "stk_nm": "삼성전자", "high_pric": "+277000", "open_pric": "-273500",
    "low_pric": "-271500", "upl_pric": "+358500", "lst_pric": "-193500", "base_pric": "276000",
    "exp_cntr_pric": "", "250hgst_pric_dt": "20260619", "cur_prc": "-275750", "pre_sig": "5",
    "pred_pre": "-250", "flu_rt": "-0.09", "trde_qty": "5158006", "250hgst": "+301500",
    "250lwst": "-142000", "250lwst_pric_dt": "00000000", "mac": "16121451", "per": "21.30",
    "pbr": "0.00",
}  # fmt: skip


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(faults=faults(), tick=60.0) as simulator:
        yield simulator


@pytest.fixture
async def broker(sim: Simulator, tmp_path: Path) -> AsyncIterator[Broker]:
    broker = broker_of(sim, tmp_path)
    yield broker
    await broker.aclose()


# --- bodies ---------------------------------------------------------------------------------------


def test_a_captured_answer_is_read_with_its_signs_as_directions() -> None:
    found = looks.details(CAPTURED, {"marketCode": "0"}, AT)
    assert (found.price, found.open, found.high, found.low) == (275_750, 273_500, 277_000, 271_500)
    assert (found.change, found.rate, found.volume) == (-250, -0.09, 5_158_006)
    assert (found.base, found.upper, found.lower) == (276_000, 358_500, 193_500)
    assert (found.year_high, found.year_high_on) == (301_500, date(2026, 6, 19))
    assert (found.year_low, found.year_low_on) == (142_000, None)
    assert (found.market_cap, found.per, found.pbr) == (16_121_451, 21.3, None)
    assert (found.name, found.market, found.at, found.value) == ("삼성전자", "KOSPI", AT, None)


@pytest.mark.parametrize(
    ("card", "warned"),
    [
        ({"auditInfo": "정상", "state": "증거금20%|담보대출|신용가능", "orderWarning": "0"}, ()),
        ({"auditInfo": "투자경고", "orderWarning": "5"}, ("warning",)),
        ({"auditInfo": "투자주의환기종목"}, ("attention",)),
        ({"auditInfo": "투자주의"}, ("caution",)),
        ({"state": "증거금100%|관리종목|거래정지"}, ("halted", "managed")),
        ({"state": "거래정지", "auditInfo": "투자위험", "orderWarning": "4"}, ("halted", "risk")),
        ({"orderWarning": "1"}, ("etf_caution",)),
        ({"orderWarning": "2"}, ("liquidation",)),
        ({"orderWarning": "3"}, ("overheated",)),
        ({"orderWarning": 5, "state": None, "auditInfo": ["x"]}, ("warning",)),
    ],
)
def test_warnings_are_found_wherever_they_stand_the_gravest_first(
    card: dict[str, Any], warned: tuple[str, ...]
) -> None:
    assert looks.warnings(card) == warned


def test_an_order_book_skips_levels_without_a_price() -> None:
    body = {
        "sel_fpr_bid": "+70100", "sel_fpr_req": "120", "sel_2th_pre_bid": "+70200",
        "sel_2th_pre_req": "--33", "buy_fpr_bid": "70000", "buy_fpr_req": "",
        "buy_2th_pre_bid": "0",
    }  # fmt: skip
    book = looks.order_book("005930", body, AT)
    assert book.asks == (Level(70_100, 120), Level(70_200, 33))
    assert book.bids == (Level(70_000, 0),)


def test_candles_come_oldest_first_without_rows_that_tell_nothing() -> None:
    rows = [
        {"cur_prc": "-70100", "open_pric": "+70300", "high_pric": "+70500", "low_pric": "-70000",
         "trde_qty": "12", "cntr_tm": "20261123100100"},
        {"cur_prc": "+70200", "trde_qty": "-5", "cntr_tm": "20261123100000"},
        {"cur_prc": "0", "cntr_tm": "20261123095900"},
        {"cur_prc": "1", "cntr_tm": "20261323095900"},
        "nonsense",
    ]  # fmt: skip
    at = datetime(2026, 11, 23, 10, tzinfo=KST)
    assert looks.candles({"stk_min_pole_chart_qry": rows}, MINUTE) == [
        Candle(at, 70_200, 70_200, 70_200, 70_200, 5),
        Candle(at + timedelta(minutes=1), 70_300, 70_500, 70_000, 70_100, 12),
    ]


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
_keys = st.sampled_from([
    "stk_cd", "cur_prc", "250hgst_pric_dt", "per", "mac", "state", "orderWarning", "sel_fpr_bid",
    "sel_fpr_req", "stk_dt_pole_chart_qry", "dt", "trde_qty",
])  # fmt: skip


@given(st.dictionaries(_keys, _junk), st.dictionaries(_keys, _junk))
def test_any_answer_gives_a_value_or_a_wire_error(
    body: dict[str, Any], row: dict[str, Any]
) -> None:
    for read in (
        lambda: looks.details(body, row, AT),
        lambda: looks.order_book("005930", body, AT),
        lambda: looks.candles(body, DAY),
        lambda: looks.candles({"stk_dt_pole_chart_qry": [row]}, DAY),
    ):
        with suppress(WireError):
            read()


# --- over HTTP ------------------------------------------------------------------------------------


async def test_details_agree_with_the_quotes(sim: Simulator, broker: Broker) -> None:
    quote = (await broker.quotes(["005930"]))["005930"]
    found = await broker.details("005930")
    assert (found.price, found.volume, found.open) == (quote.price, quote.volume, quote.open)
    assert (found.name, found.market, found.warnings) == ("삼성전자", "KOSPI", ())
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < (found.base or 0) < found.upper
    assert found.per is not None
    assert found.pbr is not None


async def test_the_exchanges_warnings_are_read_from_the_simulator(broker: Broker) -> None:
    codes = ("9901A0", "9902A0", "9903A0", "9904A0", "9905A0", "9906A0", "9907A0")
    found = [(await broker.details(code)).warnings for code in codes]
    assert found == [
        ("halted", "managed"), ("managed",), ("warning",), ("risk",), ("caution",),
        ("overheated",), ("liquidation", "managed"),
    ]  # fmt: skip


async def test_a_code_nobody_lists_is_an_unknown_stock(broker: Broker) -> None:
    with pytest.raises(UnknownStock):
        await broker.details("999999")


async def test_the_order_book_is_in_order_and_a_halted_stocks_is_empty(broker: Broker) -> None:
    book = await broker.book("005930")
    asks, bids = ([one.price for one in side] for side in (book.asks, book.bids))
    assert len(asks) == len(bids) == 10
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert bids[0] < asks[0]
    assert all(one.quantity > 0 for one in book.asks + book.bids)
    halted = await broker.book("9901A0")
    assert (halted.asks, halted.bids) == ((), ())


@pytest.mark.parametrize("interval", [DAY, WEEK, MINUTE, Interval("minute", 60)])
async def test_every_chart_ends_at_the_price(
    sim: Simulator, broker: Broker, interval: Interval
) -> None:
    found = await broker.candles("005930", interval, 120)
    quote = sim.market.quote("005930")
    assert quote is not None
    assert len(found) == 120
    assert [one.at for one in found] == sorted({one.at for one in found})
    if interval.unit != "minute":  # the market stands still here: no minute of today has traded
        assert found[-1].close == quote.price
    for one in found:
        assert one.low <= min(one.open, one.close) <= max(one.open, one.close) <= one.high


async def test_a_long_chart_is_read_page_by_page(sim: Simulator, broker: Broker) -> None:
    found = await broker.candles("000660", DAY, 700)
    assert len(found) == 700
    assert asked(sim, "ka10081") == 2
    assert len(await broker.candles("000660", DAY, 5_000)) == 751
    assert len(await broker.candles("000660", MINUTE, 1_500)) == 1_500


async def test_continuation_goes_in_the_headers_and_ends_where_nothing_new_comes(
    tmp_path: Path,
) -> None:
    row = {"cur_prc": "100", "dt": "20261120"}
    again = {"cont-yn": "Y", "next-key": "k"}
    answers = [Answer({"stk_dt_pole_chart_qry": [row], **OK}, headers=again)] * 2
    async with scripted(*answers) as script:
        broker = Broker(
            base_url=script.base_url, app_key="demo-app-key", app_secret="demo-app-secret",
            token_path=tmp_path / ".token", clock=HandClock(2026, 11, 23, 10), timing=QUICK,
            per_second=1000.0,
        )  # fmt: skip
        found = await broker.candles("005930", DAY, 500)
        await broker.aclose()
    assert [one.close for one in found] == [100]
    (_, first), (headers, _) = script.asked
    assert first == {"stk_cd": "005930", "base_dt": "20261123", "upd_stkpc_tp": "1"}
    assert (headers["cont-yn"], headers["next-key"]) == ("Y", "k")


async def test_the_pace_is_kept_when_many_look_at_once(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.rest_rate = 5.0
    broker = broker_of(sim, tmp_path, per_second=20.0)
    try:
        wanted = [broker.candles(code, DAY, 10) for code in ("005930", "000660", "005380")]
        assert [len(one) for one in await asyncio.gather(*wanted)] == [10, 10, 10]
    finally:
        await broker.aclose()


async def test_a_broker_that_cannot_answer_is_a_passing_error(
    sim: Simulator, broker: Broker
) -> None:
    await broker.details("005930")
    sim.faults.rest_html = -1
    with pytest.raises(Unavailable):
        await broker.book("005930")


async def test_a_pace_that_is_too_fast_is_a_passing_error(sim: Simulator, broker: Broker) -> None:
    await broker.details("005930")
    sim.faults.rest_rate = 0.01
    with pytest.raises(RateLimited):
        await asyncio.gather(*(broker.candles("005930", DAY, 10) for _ in range(3)))
