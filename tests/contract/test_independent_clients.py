"""Somebody else's Kiwoom client uses the simulator unchanged.

kiwoom-client was written by people who talk to the real server and know nothing of this project,
so a mistake in how we read the protocol cannot hide on both sides here.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from kiwoom_client import AsyncKiwoomAPI
from kiwoom_client.websocket import KiwoomWebSocket, KiwoomWebSocketError

from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import Simulator

PATIENCE = 3.0


class Listener:
    """Runs the client's reader and keeps what its callbacks are told."""

    def __init__(self, sim: Simulator, token: str) -> None:
        self.socket = KiwoomWebSocket(token, ws_url=sim.ws_url)
        self._heard: dict[str, asyncio.Queue[dict[str, Any]]] = defaultdict(asyncio.Queue)
        self._reading: asyncio.Task[None] | None = None
        for trnm in ("CNSRLST", "CNSRREQ", "CNSRCLR", "REG", "REMOVE"):
            self.socket.on_trnm(trnm, self._keep(trnm))
        for kind in ("02", "0B"):
            self.socket.on(kind, self._keep(kind))

    async def __aenter__(self) -> "Listener":
        await self.socket.connect()
        self._reading = asyncio.create_task(self.socket.listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.disconnect()
        if self._reading is not None:
            await self._reading

    def _keep(self, kind: str) -> Callable[[dict[str, Any]], None]:
        return self._heard[kind].put_nowait

    async def hears(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return await self._heard[kind].get()

    async def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        await self.socket.send(frame)
        return await self.hears(frame["trnm"])


def client_of(sim: Simulator) -> AsyncKiwoomAPI:
    return AsyncKiwoomAPI(sim.app_key, sim.app_secret, base_url=sim.base_url, rate_limit=None)


async def token_of(sim: Simulator) -> str:
    async with client_of(sim) as api:
        return str((await api.login())["token"])


async def test_it_logs_in_reads_quotes_and_logs_out() -> None:
    async with Simulator() as sim, client_of(sim) as api:
        await api.login()
        basic = await api.stock_info.basic_stock_info(stk_cd="005930")
        listed = await api.stock_info.stock_info_list(mrkt_tp="10")
        watched = await api.stock_info.watchlist_stock_info(stk_cd="005930|0126Z0")
        assert basic["stk_nm"] == "삼성전자"
        assert any(row["code"] == "247540" for row in listed["list"])
        assert [row["stk_cd"] for row in watched["atn_stk_infr"]] == ["005930", "0126Z0"]
        await api.logout()


async def test_it_reads_the_order_book_and_every_chart() -> None:
    async with Simulator() as sim, client_of(sim) as api:
        await api.login()
        book = await api.market.stock_quote(stk_cd="005930")
        assert int(book["sel_fpr_bid"].lstrip("+-")) > int(book["buy_fpr_bid"].lstrip("+-"))
        asked = {"stk_cd": "005930", "upd_stkpc_tp": "1"}
        days = await api.chart.stock_daily_chart(**asked, base_dt="20991231")
        weeks = await api.chart.stock_weekly_chart(**asked, base_dt="20991231")
        minutes = await api.chart.stock_minute_chart(**asked, tic_scope="5")
        newest = days["stk_dt_pole_chart_qry"][0], weeks["stk_stk_pole_chart_qry"][0]
        assert newest[0]["cur_prc"] == newest[1]["cur_prc"]
        assert len(minutes["stk_min_pole_chart_qry"][0]["cntr_tm"]) == 14
        assert days["cont-yn"] == "Y"
        rest = await api.chart.stock_daily_chart(
            **asked, base_dt="20991231", cont_yn="Y", next_key=days["next-key"]
        )
        older, last = rest["stk_dt_pole_chart_qry"], days["stk_dt_pole_chart_qry"][-1]
        assert older[0]["dt"] < last["dt"]
        await api.logout()


async def test_it_heals_itself_when_its_token_is_refused() -> None:
    async with Simulator() as sim, client_of(sim) as api:
        await api.login()
        sim.revoke_tokens()
        basic = await api.stock_info.basic_stock_info(stk_cd="005930")
        assert basic["return_code"] == 0
        assert [name for _, name, _ in sim.requests].count("au10001") == 2


async def test_it_lists_searches_subscribes_hears_and_clears() -> None:
    condition = ManualCondition("4", "손으로", ["005930"])
    async with (
        Simulator(conditions=[condition]) as sim,
        client_of(sim) as api,
        Listener(sim, await token_of(sim)) as listener,
    ):
        words = api.condition_search
        assert (await listener.ask(words.condition_list()))["data"] == [["4", "손으로"]]
        found = await listener.ask(words.condition_search("4"))
        assert (found["data"][0]["9001"], found["data"][0]["302"]) == ("A005930", "삼성전자")
        live = await listener.ask(words.condition_search_realtime("4"))
        assert live["data"] == [{"jmcode": "A005930"}]
        condition.enter("000660")
        told = (await listener.hears("02"))["values"]
        assert (told["841"], told["9001"], told["843"]) == ("4", "000660", "I")
        assert (await listener.ask(words.condition_search_cancel("4")))["return_code"] == 0


async def test_it_hears_the_trades_it_registers_for() -> None:
    async with Simulator(speed=5.0) as sim, Listener(sim, await token_of(sim)) as listener:
        await listener.socket.subscribe("0B", ["005930"])
        assert (await listener.hears("REG"))["return_code"] == 0
        trade = await listener.hears("0B")
        assert trade["item"] == "005930"
        assert abs(int(trade["values"]["10"])) > 0


async def test_its_echoes_keep_the_session_alive() -> None:
    faults = Faults(ping_period=0.05, ping_grace=4)
    async with Simulator(faults=faults) as sim, Listener(sim, await token_of(sim)) as listener:
        await asyncio.sleep(0.5)
        assert (await listener.ask({"trnm": "CNSRLST"}))["return_code"] == 0


async def test_it_understands_why_a_login_fails() -> None:
    async with Simulator() as sim:
        socket = KiwoomWebSocket("not a token", ws_url=sim.ws_url)
        with pytest.raises(KiwoomWebSocketError, match="8005"):
            await socket.connect()
        await socket.disconnect()
