"""The switches: how they are read, and what each does that no other test shows."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import serve
from tests.core.simulator.wire import running


def test_switches_are_read_from_names_and_values() -> None:
    faults = Faults.parse(
        [
            "ping-period=2.5",
            "duplicate=allow",
            "omit_907=on",
            "rest_html=3",
            "silence",
            "rate_http=200",
        ]
    )
    told = (faults.ping_period, faults.duplicate, faults.omit_907, faults.rest_html)
    assert told == (2.5, "allow", True, 3)
    assert (faults.silence, faults.rate_http) == (True, 200)
    assert Faults.parse([]) == Faults()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ping=1", r"There is no fault 'ping'; the faults are: auth_http, block_user_agent"),
        ("ping_period=soon", r"The fault 'ping_period' takes a number, not 'soon'\."),
        ("ping_period=-1", r"takes a number of zero or more"),
        ("rest_html=1.5", r"takes a whole number"),
        ("duplicate=both", r"takes kick or allow, not 'both'\."),
        ("silence=perhaps", r"takes on or off, not 'perhaps'\."),
    ],
)
def test_a_switch_that_cannot_be_read_is_explained_in_one_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Faults.parse([text])


def test_several_switches_are_set_together_or_not_at_all() -> None:
    faults = Faults()
    with pytest.raises(ValueError, match="no fault"):
        faults.update({"silence": True, "nonsense": 1})
    assert faults == Faults()


async def test_switches_are_set_from_outside_while_it_runs() -> None:
    async with running() as (sim, person):
        response = await person.post("/simulator/faults", {"mute_pushes": True, "page_size": 5})
        assert response.status == 200
        assert (await response.json())["page_size"] == 5
        assert sim.faults.mute_pushes is True
        wrong = await person.post("/simulator/faults", {"nonsense": 1})
        assert wrong.status == 400
        assert "There is no fault 'nonsense'" in await wrong.text()
        assert (await person.post("/simulator/faults", [1])).status == 400
        assert (await person.post("/simulator/nonsense", {})).status == 404


async def test_kick_drop_and_revoke_are_done_from_outside() -> None:
    async with running() as (_, person):
        first = await person.login()
        await person.post("/simulator/kick", {})
        assert await first.ends() == 1000
        second = await person.login()
        await person.post("/simulator/drop", {})
        assert await second.ends() == 1006
        await person.post("/simulator/revoke", {})
        assert "[8005:" in (await person.transact("ka10100", stk_cd="005930"))[1]["return_msg"]


async def test_two_sessions_of_one_key_can_be_allowed() -> None:
    condition = ManualCondition("0", "하나")
    async with running(faults=Faults(duplicate="allow"), conditions=[condition]) as (_, person):
        wires = [await person.login(), await person.login()]
        for wire in wires:
            await wire.list_then_subscribe("0")
        condition.enter("005930")
        assert [(await wire.receive())["trnm"] for wire in wires] == ["REAL", "REAL"]


async def test_the_login_ack_waits_for_its_delay() -> None:
    async with running() as (sim, person):
        sim.faults.login_delay = 0.2
        began = time.monotonic()
        await person.login()
        assert time.monotonic() - began >= 0.2


async def test_the_first_logins_can_be_answered_by_a_close_only() -> None:
    async with running(faults=Faults(login_close_before_ack=1)) as (_, person):
        await person.issue()
        wire = await person.connect()
        await wire.send(trnm="LOGIN", token=person.token)
        assert await wire.ends() == 1000
        await person.login()


async def test_a_zombie_answers_and_pings_but_does_not_push() -> None:
    condition = ManualCondition("0", "하나")
    async with running(conditions=[condition], faults=Faults(ping_period=0.1)) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        sim.faults.mute_pushes = True
        condition.enter("005930")
        assert (await wire.receive())["trnm"] == "PING"
        assert (await wire.ask(trnm="CNSRLST"))["return_code"] == 0


async def test_silence_is_complete_and_passes() -> None:
    async with running(faults=Faults(ping_period=0.1)) as (sim, person):
        wire = await person.login()
        sim.faults.silence = True
        await wire.send(trnm="CNSRLST")
        assert await wire.hears_nothing(0.25)
        sim.faults.silence = False
        assert (await wire.ask(trnm="CNSRLST"))["return_code"] == 0


async def test_replies_can_be_late_while_pings_flow() -> None:
    async with running(faults=Faults(ping_period=0.05)) as (sim, person):
        wire = await person.login()
        sim.faults.reply_delay = 0.2
        await wire.send(trnm="CNSRLST")
        assert (await wire.receive())["trnm"] == "PING"
        assert (await wire.hears("CNSRLST"))["return_code"] == 0


async def test_garbage_comes_between_the_frames() -> None:
    condition = ManualCondition("0", "하나")
    async with running(conditions=[condition]) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        sim.faults.garbage = 1
        condition.enter("005930")
        condition.enter("000660")
        texts = [await wire.text() for _ in range(4)]
        assert ["조건검색" in text for text in texts] == [True, False, True, False]


async def test_connections_can_be_refused_without_closing_the_way_back() -> None:
    async with running(faults=Faults(refuse_connections=True)) as (_, person):
        with pytest.raises(aiohttp.ClientError):
            await person.connect()
        with pytest.raises(aiohttp.ClientError):
            await person.issue()
        assert (await person.post("/simulator/faults", {"refuse_connections": False})).ok
        await person.login()


async def test_a_number_of_requests_can_be_answered_in_html() -> None:
    async with running(faults=Faults(rest_html=1)) as (_, person):
        response = await person.post("/oauth2/token", {})
        assert (response.status, response.content_type) == (502, "text/html")
        assert (await person.issue())["return_code"] == 0


async def test_a_request_can_hang_and_does_not_hold_up_the_end() -> None:
    async with running(faults=Faults(rest_hang=1)) as (_, person):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await person.issue()
        assert (await person.issue())["return_code"] == 0
        person.sim.faults.rest_hang = 1
        hanging = asyncio.create_task(person.issue())
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await person.sim.stop()
        with pytest.raises(aiohttp.ClientError):
            await hanging
        assert time.monotonic() - began < 1.0


async def test_a_librarys_default_name_can_be_blocked() -> None:
    async with running(faults=Faults(block_user_agent=True)) as (_, person):
        response = await person.post("/oauth2/token", {})
        assert (response.status, response.content_type) == (400, "text/html")
        named = await person.post("/oauth2/token", {}, **{"User-Agent": "kiwoom-bot/1"})
        assert named.status == 200


async def test_tokens_can_expire_soon() -> None:
    async with running(faults=Faults(token_lifetime=0.05)) as (_, person):
        await person.issue()
        await asyncio.sleep(0.06)
        _, answer = await person.transact("ka10100", stk_cd="005930")
        assert "[8005:" in answer["return_msg"]


@pytest.mark.parametrize(
    ("switches", "asked", "told"),
    [
        ({"environment_mismatch": "key"}, "[8030:", ""),
        ({"environment_mismatch": "token"}, "정상", "8031"),
        ({"ip_refused": True}, "[8050:", "8050"),
    ],
)
async def test_what_a_person_must_mend_is_refused(
    switches: dict[str, Any], asked: str, told: str
) -> None:
    async with running() as (sim, person):
        await person.issue()
        token = person.token
        sim.faults.update(switches)
        assert asked in (await person.issue())["return_msg"]
        person.token = token
        _, answer = await person.transact("ka10100", stk_cd="005930")
        wire = await person.connect()
        login = await wire.ask(trnm="LOGIN", token=token)
        if told:
            assert f"[{told}:" in answer["return_msg"]
            assert f"CODE={told}" in login["return_msg"]
        else:
            assert (answer["return_code"], login["return_code"]) == (0, 0)


async def test_a_refused_token_can_come_with_http_401() -> None:
    async with running(faults=Faults(auth_http=401)) as (sim, person):
        await person.issue()
        sim.revoke_tokens()
        status, answer = await person.transact("ka10100", stk_cd="005930")
        assert (status, answer["return_code"]) == (401, 3)


async def test_a_simulator_alone_says_where_it_is_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    task = asyncio.create_task(serve("127.0.0.1", 0, 1.0, 1, Faults()))
    line = ""
    while not line:
        await asyncio.sleep(0.01)
        line = capsys.readouterr().out
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert line.count("\n") == 1
    assert "KIWOOM_BASE_URL=http://127.0.0.1:" in line
    assert "KIWOOM_APP_KEY=demo-app-key KIWOOM_APP_SECRET=demo-app-secret" in line
