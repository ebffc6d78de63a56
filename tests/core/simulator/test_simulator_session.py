"""Logging in, staying alive and being thrown out."""

import aiohttp
import pytest

from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from tests.core.simulator.wire import running, until

KICKED = "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"


async def test_the_reference_transcript_runs_word_for_word() -> None:
    conditions = [ManualCondition("0", "조건1"), ManualCondition("1", "조건2", ["005930"])]
    faults = Faults(ping_period=0.05)
    async with running(conditions=conditions, faults=faults) as (sim, person):
        await person.issue()
        wire = await person.connect()
        await wire.send(trnm="LOGIN", token=person.token)
        assert await wire.receive() == {
            "trnm": "LOGIN",
            "return_code": 0,
            "return_msg": "",
            "sor_yn": "Y",
        }
        assert await wire.text() == '{"trnm":"PING"}'
        sim.faults.ping_period = 0.0
        await wire.send(trnm="PING")
        await wire.send(trnm="CNSRLST")
        assert await wire.receive() == {
            "trnm": "CNSRLST",
            "return_code": 0,
            "return_msg": "",
            "data": [["0", "조건1"], ["1", "조건2"]],
        }
        await wire.send(trnm="CNSRREQ", seq="1", search_type="1", stex_tp="K")
        assert await wire.receive() == {
            "trnm": "CNSRREQ",
            "seq": "1",
            "return_code": 0,
            "data": [{"jmcode": "A005930"}],
        }
        conditions[1].enter("000660")
        conditions[1].leave("005930")
        entered, left = await wire.receive(), await wire.receive()
        times = [f["data"][0]["values"].pop("20") for f in (entered, left)]
        assert all(len(at) == 6 and at.isdigit() for at in times)
        assert [entered, left] == [
            {
                "trnm": "REAL",
                "data": [
                    {
                        "type": "02",
                        "name": "조건검색",
                        "item": code,
                        "values": {"841": "1", "9001": code, "843": kind, "907": side},
                    }
                ],
            }
            for code, kind, side in (("000660", "I", "2"), ("005930", "D", "1"))
        ]
        await wire.send(trnm="CNSRREQ", seq="1", search_type="1", stex_tp="K")
        assert await wire.receive() == {
            "trnm": "CNSRREQ",
            "return_code": 900003,
            "return_msg": "이미 등록된 조건검색 일련번호입니다.(seq=1)",
        }
        await wire.send(
            trnm="CNSRREQ", seq="77", search_type="0", stex_tp="K", cont_yn="N", next_key=""
        )
        assert await wire.receive() == {
            "trnm": "CNSRREQ",
            "return_code": 900004,
            "return_msg": "존재하지 않는 일련번호입니다.(seq=77)",
        }
        item = {"item": [""], "type": ["00", "04", "0s"]}
        await wire.send(trnm="REG", grp_no="1", refresh="1", data=[item])
        assert await wire.receive() == {"trnm": "REG", "return_code": 0, "return_msg": ""}
        await wire.send(trnm="CNSRCLR", seq="1")
        assert await wire.receive() == {
            "trnm": "CNSRCLR",
            "seq": "1",
            "return_code": 0,
            "return_msg": "",
        }
        await person.login()
        assert await wire.receive() == {"trnm": "SYSTEM", "code": "R10001", "message": KICKED}
        assert await wire.ends() == 1000


async def test_a_frame_before_the_login_ack_is_refused_and_the_connection_lives_on() -> None:
    async with running() as (_, person):
        await person.issue()
        wire = await person.connect()
        answer = await wire.ask(trnm="CNSRLST")
        assert answer["return_code"] == 100013
        assert "(TRNM=CNSRLST)" in answer["return_msg"]
        assert (await wire.ask(trnm="LOGIN", token=person.token))["return_code"] == 0


async def test_a_login_without_a_token_ends_the_connection() -> None:
    async with running() as (_, person):
        wire = await person.connect()
        assert (await wire.ask(trnm="LOGIN"))["return_code"] == 805002
        assert await wire.ends() == 1000


@pytest.mark.parametrize("lead", ["Bearer ", "x"])
async def test_a_login_with_a_wrong_token_names_code_8005_and_ends(lead: str) -> None:
    async with running() as (_, person):
        await person.issue()
        wire = await person.connect()
        answer = await wire.ask(trnm="LOGIN", token=lead + person.token)
        assert answer["return_code"] == 805004
        assert "[CODE=8005, MESSAGE=Token이 유효하지 않습니다]" in answer["return_msg"]
        assert await wire.ends() == 1000


async def test_who_does_not_log_in_is_told_r10004_and_closed() -> None:
    async with running(faults=Faults(login_deadline=0.05)) as (_, person):
        wire = await person.connect()
        assert (await wire.receive())["code"] == "R10004"
        assert await wire.ends() == 1000


async def test_who_never_answers_a_ping_is_told_r10002_and_closed() -> None:
    async with running(faults=Faults(ping_period=0.02, ping_grace=3)) as (_, person):
        wire = await person.login()
        frames = [await wire.receive() for _ in range(4)]
        assert [f["trnm"] for f in frames] == ["PING", "PING", "PING", "SYSTEM"]
        assert frames[3]["code"] == "R10002"
        assert await wire.ends() == 1000


async def test_who_echoes_every_ping_stays() -> None:
    async with running(faults=Faults(ping_period=0.05, ping_grace=4)) as (_, person):
        wire = await person.login()
        for _ in range(7):
            assert await wire.receive() == {"trnm": "PING"}
            await wire.send(trnm="PING")


async def test_who_echoes_a_system_frame_is_cut_off() -> None:
    async with running() as (_, person):
        wire = await person.login()
        await wire.send(trnm="SYSTEM", code="R10001", message="")
        assert await wire.ends() == 1000


@pytest.mark.parametrize("trnm", ["CNSSRALM", "GCNSRLST", "PONG"])
async def test_an_unknown_transaction_gets_105108(trnm: str) -> None:
    async with running() as (_, person):
        wire = await person.login()
        assert (await wire.ask(trnm=trnm))["return_code"] == 105108


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"seq":"1"}', '{"trnm":7}'])
async def test_what_has_no_trnm_gets_100002(text: str) -> None:
    async with running() as (_, person):
        wire = await person.login()
        await wire.socket.send_str(text)
        assert (await wire.receive())["return_code"] == 100002


async def test_a_kick_ends_the_session_and_its_subscriptions() -> None:
    condition = ManualCondition("0", "하나")
    async with running(conditions=[condition]) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        sim.kick()
        assert (await wire.receive())["code"] == "R10001"
        assert await wire.ends() == 1000
        again = await person.login()
        assert (await again.list_then_subscribe("0"))["return_code"] == 0


async def test_a_drop_is_no_close_and_leaves_registrations_behind() -> None:
    condition = ManualCondition("0", "하나")
    async with running(conditions=[condition]) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        sim.drop()
        assert await wire.ends() == 1006
        again = await person.login()
        assert (await again.list_then_subscribe("0"))["return_code"] == 900003
        assert (await again.ask(trnm="CNSRCLR", seq="0"))["return_code"] == 0
        assert (await again.subscribe("0"))["return_code"] == 0


async def test_a_client_that_vanishes_leaves_its_registrations_for_a_while() -> None:
    faults = Faults(zombie_ttl=0.2)
    async with running(conditions=[ManualCondition("0", "하나")], faults=faults) as (sim, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        transport = wire.socket.get_extra_info("socket")
        assert transport is not None
        response = wire.socket._response
        assert response.connection is not None
        assert response.connection.transport is not None
        response.connection.transport.abort()
        await until(lambda: not sim._world.sessions)
        again = await person.login()
        assert (await again.list_then_subscribe("0"))["return_code"] == 900003
        sim.faults.zombie_ttl = 0.0
        await until(lambda: not sim._world.is_zombie(sim.app_key, "0"))
        assert (await again.subscribe("0"))["return_code"] == 0


async def test_a_client_that_says_goodbye_leaves_nothing_behind() -> None:
    async with running(conditions=[ManualCondition("0", "하나")]) as (_, person):
        wire = await person.login()
        await wire.list_then_subscribe("0")
        await wire.socket.close()
        again = await person.login()
        assert (await again.list_then_subscribe("0"))["return_code"] == 0


async def test_revoked_tokens_refuse_the_next_login_with_8005() -> None:
    async with running() as (sim, person):
        await person.issue()
        sim.revoke_tokens()
        wire = await person.connect()
        answer = await wire.ask(trnm="LOGIN", token=person.token)
        assert answer["return_code"] == 805004
        assert "CODE=8005" in answer["return_msg"]


async def test_raw_text_reaches_every_session_as_it_is() -> None:
    async with running() as (sim, person):
        wire = await person.login()
        sim.push("{not json")
        assert await wire.text() == "{not json"


async def test_what_was_asked_is_remembered_in_order() -> None:
    async with running() as (sim, person):
        wire = await person.login()
        await wire.ask(trnm="CNSRLST")
        assert [(kind, name) for kind, name, _ in sim.requests] == [
            ("rest", "au10001"),
            ("ws", "LOGIN"),
            ("ws", "CNSRLST"),
        ]
        assert sim.requests[-1][2] == {"trnm": "CNSRLST"}


async def test_library_pings_are_answered() -> None:
    async with running() as (sim, _):
        async with aiohttp.ClientSession() as http:
            socket = await http.ws_connect(sim.ws_url, autoping=False)
            await socket.ping(b"here")
            message = await socket.receive(timeout=2)
        assert (message.type, message.data) == (aiohttp.WSMsgType.PONG, b"here")


async def test_stopping_says_goodbye_to_everybody() -> None:
    async with running() as (sim, person):
        wire = await person.login()
        await sim.stop()
        assert await wire.ends() == 1001


async def test_a_taken_port_is_an_os_error() -> None:
    async with running() as (sim, _), running() as (other, _):
        await other.stop()
        with pytest.raises(OSError, match="address already in use"):
            await other.start(port=sim.port)
