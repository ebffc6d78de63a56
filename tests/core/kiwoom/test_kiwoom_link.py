"""The session against a real server: how it opens, is lost, comes back, and stops."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import (
    AddressNotRegistered,
    CredentialsRefused,
    NotConnected,
    SessionTaken,
    WrongEnvironment,
)
from core.kiwoom.probe import Probe
from core.kiwoom.timing import Timing
from core.model import Listed, SessionState
from core.ports import Connected, Disconnected, MarketState, Push, Snapshot, Stopped, Trade
from core.simulator.server import Simulator
from tests.core.kiwoom.stage import QUICK, Wall, asked, broker_of, faults, manual, quick, running


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(conditions=[manual("005930")], faults=faults(), tick=10.0) as simulator:
        yield simulator


# --- opening --------------------------------------------------------------------------------------


async def test_a_session_opens_with_login_list_and_market_states(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    assert broker.status().state is SessionState.CONNECTING
    async with running(broker) as ear:
        connected = await ear.hear(Connected)
        assert connected.conditions == (Listed("3", "수동"),)
        assert broker.status().state is SessionState.LIVE
        assert broker.status().reconnects == 0
        asked_for = [what for kind, what, _ in sim.requests if kind == "ws"]
        assert asked_for == ["LOGIN", "CNSRLST", "REG"]
        sim.push('{"trnm":"REAL","data":[{"type":"0s","item":"","values":{"215":"3"}}]}')
        assert (await ear.hear(MarketState)).code == "3"


async def test_conditions_may_come_as_objects(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.list_objects = True
    async with running(broker_of(sim, tmp_path)) as ear:
        assert (await ear.hear(Connected)).conditions == (Listed("3", "수동"),)


async def test_a_session_opens_also_where_market_states_are_not_to_be_had(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.reply_delay = 0.1
    async with running(broker_of(sim, tmp_path, timing=quick(opening=0.05))) as ear:
        await ear.hear(Connected)
        assert asked(sim, "REG") == 1


async def test_pings_are_answered_and_noted(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.ping_period, sim.faults.ping_grace = 0.02, 2
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        await asyncio.sleep(0.3)
        status = broker.status()
        assert status.state is SessionState.LIVE
        assert status.last_ping is not None
        assert status.last_frame is not None
        assert status.last_frame >= status.last_ping
        assert asked(sim, "PING") >= 5


async def test_a_line_closed_before_the_login_answer_is_tried_again(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.login_close_before_ack = 2
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        assert asked(sim, "LOGIN") == 3
        assert ear.count(Disconnected) == 0


async def test_a_server_that_is_not_there_yet_is_waited_for(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.refuse_connections = True
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await asyncio.sleep(0.2)
        assert broker.status().error
        assert broker.status().state is SessionState.LOST
        with pytest.raises(NotConnected):
            await broker.relist()
        sim.faults.refuse_connections = False
        await ear.hear(Connected)
        assert broker.status().error == ""


# --- the token at login ---------------------------------------------------------------------------


async def test_a_token_refused_at_login_is_renewed_once_and_used(
    sim: Simulator, tmp_path: Path
) -> None:
    async with running(broker_of(sim, tmp_path)) as ear:
        await ear.hear(Connected)
    sim.revoke_tokens()
    async with running(broker_of(sim, tmp_path)) as ear:
        await ear.hear(Connected)
    assert asked(sim, "au10001") == 2
    assert asked(sim, "LOGIN") == 3


async def test_a_wrong_key_stops_the_session(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path, app_secret="wrong")
    async with running(broker) as ear:
        stopped = await ear.hear(Stopped)
        assert isinstance(stopped.error, CredentialsRefused)
        assert broker.status().state is SessionState.STOPPED
        assert broker.status().error == "credentials_refused"
        await asyncio.sleep(0.2)
        assert asked(sim, "au10001") == 1


async def test_a_key_of_the_other_environment_stops_the_session(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.environment_mismatch = "key"
    async with running(broker_of(sim, tmp_path)) as ear:
        assert isinstance((await ear.hear(Stopped)).error, WrongEnvironment)


async def test_a_token_of_the_other_environment_stops_it_after_one_new_one(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.environment_mismatch = "token"
    async with running(broker_of(sim, tmp_path)) as ear:
        assert isinstance((await ear.hear(Stopped)).error, WrongEnvironment)
        assert asked(sim, "au10001") == 2


async def test_an_address_not_on_the_list_stops_the_session_until_it_is_mended(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.ip_refused = True
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        assert isinstance((await ear.hear(Stopped)).error, AddressNotRegistered)
        sim.faults.ip_refused = False
        broker.reconnect("nobody mended anything")
        await asyncio.sleep(0.1)
        assert broker.status().state is SessionState.STOPPED
        broker.take_back()
        await ear.hear(Connected)


# --- another program ------------------------------------------------------------------------------


async def test_a_session_that_was_taken_is_not_fought_for(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        connected = await ear.hear(Connected)
        sim.kick()
        stopped = await ear.hear(Stopped)
        assert isinstance(stopped.error, SessionTaken)
        assert stopped.last_heard >= connected.at
        assert broker.status().state is SessionState.TAKEN
        with pytest.raises(NotConnected):
            await broker.search("3")
        await asyncio.sleep(0.2)
        assert asked(sim, "LOGIN") == 1
        broker.take_back()
        await ear.hear(Connected)
        assert broker.status().state is SessionState.LIVE
        assert ear.count(Disconnected) == 0


async def test_a_session_taken_before_the_start_is_not_opened_until_it_is_taken_back(
    sim: Simulator, tmp_path: Path
) -> None:
    broker, since = broker_of(sim, tmp_path), SystemClock().now() - timedelta(hours=3)
    broker.stay_away(since)
    async with running(broker) as ear:
        broker.reconnect("nobody asked for it")
        await asyncio.sleep(0.1)
        assert sim.requests == []
        assert broker.status().state is SessionState.TAKEN
        assert broker.status().since == since
        assert broker.status().error == "session_taken"
        with pytest.raises(NotConnected):
            await broker.search("3")
        broker.take_back()
        await ear.hear(Connected)
        assert asked(sim, "LOGIN") == 1


async def test_another_text_of_the_same_code_is_a_problem_of_the_key(
    sim: Simulator, tmp_path: Path
) -> None:
    async with running(broker_of(sim, tmp_path)) as ear:
        await ear.hear(Connected)
        sim.push('{"trnm":"SYSTEM","code":"R10001","message":"App key 이용이 정지되었습니다"}')
        stopped = await ear.hear(Stopped)
        assert isinstance(stopped.error, CredentialsRefused)
        assert "정지" in str(stopped.error)


async def test_other_system_frames_only_end_the_connection(sim: Simulator, tmp_path: Path) -> None:
    async with running(broker_of(sim, tmp_path)) as ear:
        await ear.hear(Connected)
        sim.push('{"trnm":"SYSTEM","code":"R10002","message":"Heartbeat"}')
        assert "R10002" in (await ear.hear(Disconnected)).reason
        await ear.hear(Connected)
        assert asked(sim, "SYSTEM") == 0


async def test_a_session_of_our_own_that_is_replaced_is_not_a_strangers_doing(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        for _ in range(4):
            await ear.hear(Connected)
            broker.reconnect("to see what happens")
            await ear.hear(Disconnected)
        await ear.hear(Connected)
        assert ear.count(Stopped) == 0


# --- losing it ------------------------------------------------------------------------------------


async def test_a_lost_connection_comes_back_and_says_until_when_it_was_whole(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        connected = await ear.hear(Connected)
        sim.drop()
        lost = await ear.hear(Disconnected)
        assert connected.at - timedelta(seconds=1) < lost.last_heard <= lost.at
        await ear.hear(Connected)
        assert broker.status().reconnects == 1


async def test_silence_of_three_ping_periods_is_the_end_of_a_connection(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.ping_period = 0.05
    timing = quick(shortest_silence=0.3)
    async with running(broker_of(sim, tmp_path, timing=timing)) as ear:
        await ear.hear(Connected)
        await asyncio.sleep(0.2)
        sim.faults.silence = True
        assert "nothing heard" in (await ear.hear(Disconnected)).reason
        sim.faults.silence = False
        await ear.hear(Connected)


async def test_after_the_computer_slept_the_session_is_made_anew_at_once(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = Wall()
    slow = Timing(first_pause=30.0, look=0.02)
    async with running(broker_of(sim, tmp_path, wall=wall, timing=slow)) as ear:
        await ear.hear(Connected)
        wall.ahead = timedelta(hours=1)
        assert "slept" in (await ear.hear(Disconnected)).reason
        await ear.hear(Connected)


async def test_a_sleep_that_the_monotonic_clock_counts_is_noticed_too(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = Wall()
    async with running(broker_of(sim, tmp_path, wall=wall)) as ear:
        await ear.hear(Connected)
        wall.ahead, wall.passed = timedelta(hours=1), 3600.0
        assert "slept" in (await ear.hear(Disconnected)).reason


async def test_a_request_under_way_ends_with_the_connection(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.reply_delay = 1.0
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        sim.faults.reply_delay = 0.0
        await ear.hear(Connected)
        sim.faults.reply_delay = 1.0
        search = asyncio.create_task(broker.search("3"))
        await asyncio.sleep(0.05)
        sim.drop()
        with pytest.raises(NotConnected):
            await search


async def test_garbage_between_the_frames_harms_nothing(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.garbage = 1
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        for _ in range(12):
            assert [hit.code for hit in await broker.search("3")] == ["005930"]
        await broker.subscribe("3")
        assert (await ear.hear(Snapshot)).codes == ("005930",)
        for text in ("", "\x00", "[" * 100, '{"trnm":"REAL","data":[null,{"type":"02"}]}'):
            sim.push(text)
        sim.push(
            '{"trnm":"REAL","data":[{"type":"02","item":"000660","values":'
            '{"841":"3","9001":"000660","843":"I","20":"090011"}}]}'
        )
        assert (await ear.hear(Push)).code == "000660"
        assert ear.count(Disconnected) == 0


class BrokenClock(SystemClock):
    """A clock that fails when told to, as a bug would."""

    broken = False

    def monotonic(self) -> float:
        if self.broken:
            raise ZeroDivisionError("a bug")
        return super().monotonic()


async def test_a_bug_of_our_own_is_not_taken_for_a_network_fault(
    sim: Simulator, tmp_path: Path
) -> None:
    clock = BrokenClock()
    broker = broker_of(sim, tmp_path, clock=clock, wall=SystemClock())
    task = asyncio.create_task(broker.run())
    assert isinstance((await broker.receive())[0], Connected)
    clock.broken = True
    sim.push('{"trnm":"PING"}')
    with pytest.raises(ExceptionGroup) as group:
        await asyncio.wait_for(task, 2)
    assert group.group_contains(ZeroDivisionError)
    await broker.aclose()


async def test_ending_is_quick_and_says_goodbye(sim: Simulator, tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with running(broker_of(sim, tmp_path)) as ear:
        await ear.hear(Connected)
        begun = loop.time()
    assert loop.time() - begun < 0.5


async def test_no_token_and_no_key_is_ever_shown(
    sim: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        sim.revoke_tokens()
        sim.drop()
        await ear.hear(Connected)
    shown = capsys.readouterr()
    text = shown.out + shown.err
    assert "session_opened" in text
    tokens = [frame["token"] for _, what, frame in sim.requests if what == "LOGIN"]
    assert len(tokens) >= 2
    assert not any(secret in text for secret in [*tokens, sim.app_key, sim.app_secret])


# --- trades ---------------------------------------------------------------------------------------


async def test_trades_are_registered_in_groups_of_a_hundred_each_stock_once(
    sim: Simulator, tmp_path: Path
) -> None:
    broker = broker_of(sim, tmp_path)
    async with running(broker) as ear:
        await ear.hear(Connected)
        codes = [f"{number:06d}" for number in range(150)]
        await broker.register_trades(codes)
        await broker.register_trades([*codes[:10], "005930"])
        await broker.unregister_trades([codes[0], codes[140], "none"])
        trades = [
            (what, frame["grp_no"], len(frame["data"][0]["item"]))
            for _, what, frame in sim.requests
            if what in ("REG", "REMOVE") and frame["data"][0]["type"] == ["0B"]
        ]
        assert trades == [
            ("REG", "2", 100),
            ("REG", "3", 50),
            ("REG", "3", 1),
            ("REMOVE", "2", 1),
            ("REMOVE", "3", 1),
        ]


async def test_a_registered_stock_tells_its_trades_also_in_the_next_session(
    tmp_path: Path,
) -> None:
    async with Simulator(faults=faults(), speed=20.0, tick=0.02) as sim:
        broker = broker_of(sim, tmp_path)
        async with running(broker) as ear:
            for _ in range(2):
                await ear.hear(Connected)
                await broker.register_trades(["005930"])
                trade = await ear.hear(Trade)
                assert trade.quote.code == "005930"
                assert (trade.quote.price or 0) > 0
                sim.drop()


# --- the doctor -----------------------------------------------------------------------------------


def probe_of(sim: Simulator, folder: Path, secret: str | None = None) -> Probe:
    return Probe(
        base_url=sim.base_url,
        ws_url=sim.ws_url,
        app_key=sim.app_key,
        app_secret=secret or sim.app_secret,
        token_path=folder / ".token",
        clock=SystemClock(),
        timing=QUICK,
    )


async def test_the_doctor_tries_token_login_and_conditions_one_by_one(
    sim: Simulator, tmp_path: Path
) -> None:
    async with probe_of(sim, tmp_path) as probe:
        expires = await probe.token()
        assert expires is not None
        assert expires > SystemClock().now()
        with pytest.raises(NotConnected):
            await probe.conditions()
        await probe.login()
        assert await probe.conditions() == (Listed("3", "수동"),)


async def test_the_doctor_cures_a_stale_token_and_names_a_wrong_key(
    sim: Simulator, tmp_path: Path
) -> None:
    async with probe_of(sim, tmp_path) as probe:
        await probe.token()
        sim.revoke_tokens()
        await probe.login()
        assert await probe.conditions()
    for folder in (tmp_path, tmp_path / "other"):  # a token on disk hides nothing
        async with probe_of(sim, folder, secret="wrong") as probe:
            with pytest.raises(CredentialsRefused):
                await probe.token()
