"""REST: paced, repeated where that is safe, and every refusal as an error of ours."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import (
    AddressNotRegistered,
    RateLimited,
    Refused,
    TokenRefused,
    Unavailable,
    WrongEnvironment,
)
from core.kiwoom.auth import Tokens
from core.kiwoom.broker import Broker, derive_ws_url
from core.kiwoom.rest import Rest, pace_of
from core.kiwoom.timing import Timing
from core.kiwoom.transport import Transport
from core.model import Stock
from core.simulator.server import Simulator
from tests.core.kiwoom.scripted import TOKEN, Answer, scripted
from tests.core.kiwoom.stage import QUICK, asked, broker_of, faults

PATH = "/api/dostk/stkinfo"
OK = {"return_code": 0, "return_msg": "정상적으로 처리되었습니다"}


@asynccontextmanager
async def rest_at(
    base_url: str, folder: Path, timing: Timing = QUICK, per_second: float | None = 1000.0
) -> AsyncIterator[Rest]:
    transport = Transport(base_url, timing)
    tokens = Tokens(transport, "demo-app-key", "demo-app-secret", folder / ".token")
    yield Rest(transport, tokens, timing, per_second=per_second)
    await transport.aclose()


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(faults=faults()) as simulator:
        yield simulator


@pytest.fixture
async def broker(sim: Simulator, tmp_path: Path) -> AsyncIterator[Broker]:
    broker = broker_of(sim, tmp_path)
    yield broker
    await broker.aclose()


def refusal(code: int, text: str) -> Answer:
    return Answer({"return_code": code, "return_msg": text})


# --- what it is for -------------------------------------------------------------------------------


async def test_prices_of_many_stocks_come_with_one_call(sim: Simulator, broker: Broker) -> None:
    quotes = await broker.quotes(["005930", "000660", "005930"])
    assert set(quotes) == {"005930", "000660"}
    assert all((quote.price or 0) > 0 for quote in quotes.values())
    assert asked(sim, "ka10095") == 1
    assert await broker.quotes([]) == {}
    assert asked(sim, "ka10095") == 1


async def test_more_than_a_hundred_stocks_are_asked_for_in_hundreds(
    sim: Simulator, broker: Broker
) -> None:
    codes = [stock.code for stock in await broker.stocks()][:150]
    assert len(await broker.quotes(codes)) == 150
    assert asked(sim, "ka10095") == 2


async def test_the_stock_list_knows_three_markets(broker: Broker) -> None:
    stocks = await broker.stocks()
    assert Stock("005930", "삼성전자", "KOSPI") in stocks
    assert {stock.market for stock in stocks} == {"KOSPI", "KOSDAQ", "ETF"}
    assert len({stock.code for stock in stocks}) == len(stocks)


async def test_a_stock_nobody_knows_is_none(broker: Broker) -> None:
    assert await broker.stock("005930") == Stock("005930", "삼성전자", "KOSPI")
    assert await broker.stock("999999") is None


async def test_pages_follow_the_headers(tmp_path: Path) -> None:
    more = {"cont-yn": "Y", "next-key": "k2"}
    first, last = Answer({"n": 1, **OK}, headers=more), Answer({"n": 2, **OK})
    async with scripted(first, last) as script, rest_at(script.base_url, tmp_path) as rest:
        bodies = [body["n"] async for body in rest.pages("ka10099", PATH, {"mrkt_tp": "0"})]
    assert bodies == [1, 2]
    (one, _), (two, body) = script.asked
    assert (one["api-id"], one["authorization"]) == ("ka10099", "Bearer first")
    assert "cont-yn" not in one
    assert (two["cont-yn"], two["next-key"], body) == ("Y", "k2", {"mrkt_tp": "0"})
    assert "python" not in one["user-agent"].lower()


async def test_a_server_that_repeats_its_page_key_is_not_followed_for_ever(tmp_path: Path) -> None:
    same = Answer(OK, headers={"cont-yn": "Y", "next-key": "k"})
    async with scripted(same) as script, rest_at(script.base_url, tmp_path) as rest:
        assert len([body async for body in rest.pages("ka10099", PATH, {})]) == 2


# --- the token ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 401])
async def test_a_refused_token_is_renewed_once_for_twenty_callers(
    sim: Simulator, broker: Broker, status: int
) -> None:
    await broker.quotes(["005930"])
    sim.faults.auth_http = status  # type: ignore[assignment]
    sim.revoke_tokens()
    answers = await asyncio.gather(*(broker.quotes(["005930"]) for _ in range(20)))
    assert all(len(each) == 1 for each in answers)
    assert asked(sim, "au10001") == 2


@pytest.mark.parametrize(
    "refused",
    [
        refusal(8005, "Token이 유효하지 않습니다"),
        refusal(3, "인증에 실패했습니다[8005:Token이 유효하지 않습니다]"),
        refusal(3, "[8010:Token을 발급받은 IP와 서비스를 요청한 IP가 동일하지 않습니다]"),
        refusal(3, "[8103:토큰 인증 또는 단말기인증에 실패했습니다]"),
        refusal(3, "[8031:실전/모의 구분]"),
        Answer("<html>Unauthorized</html>", status=401),
    ],
)
async def test_every_spelling_of_a_refused_token_is_cured_once(
    refused: Answer, tmp_path: Path
) -> None:
    async with scripted(refused, Answer(OK)) as script:
        script.tokens = [Answer(TOKEN), Answer(TOKEN | {"token": "second"})]
        async with rest_at(script.base_url, tmp_path) as rest:
            await rest.call("ka10095", PATH, {}, repeat=False)
    assert [headers["authorization"] for headers, _ in script.asked] == [
        "Bearer first",
        "Bearer second",
    ]


async def test_a_new_token_that_is_refused_too_is_told(tmp_path: Path) -> None:
    async with scripted(refusal(3, "[8005:Token]")) as script:
        async with rest_at(script.base_url, tmp_path) as rest:
            with pytest.raises(TokenRefused):
                await rest.call("ka10095", PATH, {})
        assert script.issued == 2


async def test_a_new_token_of_the_other_environment_is_for_the_owner(tmp_path: Path) -> None:
    refused = refusal(3, "[8031:실전/모의]")
    async with scripted(refused) as script, rest_at(script.base_url, tmp_path) as rest:
        with pytest.raises(WrongEnvironment):
            await rest.call("ka10095", PATH, {})


async def test_an_address_taken_off_the_list_is_for_the_owner(
    sim: Simulator, broker: Broker
) -> None:
    await broker.quotes(["005930"])
    sim.faults.ip_refused = True
    with pytest.raises(AddressNotRegistered):
        await broker.quotes(["005930"])


# --- limits ---------------------------------------------------------------------------------------


def test_the_mock_server_is_asked_more_slowly() -> None:
    assert pace_of("api.kiwoom.com") == 5.0
    assert pace_of("mockapi.kiwoom.com") == 1.0
    assert pace_of("127.0.0.1:8900") == 5.0


async def test_calls_are_paced_before_kiwoom_has_to_refuse(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.rest_rate = 20.0
    async with rest_at(sim.base_url, tmp_path, per_second=20.0) as rest:
        start = time.monotonic()
        body = {"stk_cd": "005930"}
        await asyncio.gather(*(rest.call("ka10001", PATH, body, repeat=False) for _ in range(6)))
        assert 0.25 <= time.monotonic() - start < 1.0


async def test_each_transaction_has_a_pace_of_its_own(sim: Simulator, tmp_path: Path) -> None:
    async with rest_at(sim.base_url, tmp_path, per_second=1.0) as rest:
        start = time.monotonic()
        body = {"stk_cd": "005930"}
        names = ("ka10001", "ka10095", "ka10100")
        await asyncio.gather(*(rest.call(name, PATH, body) for name in names))
        assert time.monotonic() - start < 0.8


@pytest.mark.parametrize("status", [429, 200])
async def test_a_call_refused_for_rate_waits_and_succeeds(
    sim: Simulator, tmp_path: Path, status: int
) -> None:
    timing = Timing(first_retry=0.1, longest_retry=0.3, retries=6)
    body = {"stk_cd": "005930"}
    sim.faults.rest_rate, sim.faults.rate_http = 5.0, status  # type: ignore[assignment]
    async with rest_at(sim.base_url, tmp_path, timing) as rest:
        await asyncio.gather(*(rest.call("ka10001", PATH, body) for _ in range(8)))
    assert asked(sim, "ka10001") > 8


async def test_too_many_codes_is_permanent_and_not_tried_again(
    sim: Simulator, tmp_path: Path
) -> None:
    body = {"stk_cd": "|".join(f"{n:06d}" for n in range(101))}
    async with rest_at(sim.base_url, tmp_path) as rest:
        with pytest.raises(Refused) as refused:
            await rest.call("ka10095", PATH, body)
    assert refused.value.code == 1634
    assert asked(sim, "ka10095") == 1


# --- failures -------------------------------------------------------------------------------------


async def test_a_read_survives_a_page_of_html(sim: Simulator, broker: Broker) -> None:
    await broker.quotes(["005930"])
    sim.faults.rest_html = 2
    assert await broker.quotes(["005930"])


async def test_html_that_stays_is_temporarily_unavailable(sim: Simulator, broker: Broker) -> None:
    await broker.quotes(["005930"])
    sim.faults.rest_html = -1
    with pytest.raises(Unavailable):
        await broker.quotes(["005930"])


async def test_an_answer_that_never_comes_is_unavailable(sim: Simulator, tmp_path: Path) -> None:
    timing = Timing(http=0.1, http_whole=0.2, retries=2, first_retry=0.01, longest_retry=0.01)
    async with rest_at(sim.base_url, tmp_path, timing) as rest:
        await rest.call("ka10001", PATH, {"stk_cd": "005930"})
        sim.faults.rest_hang = -1
        with pytest.raises(Unavailable):
            await rest.call("ka10001", PATH, {"stk_cd": "005930"})


async def test_a_connection_that_is_cut_is_unavailable(sim: Simulator, broker: Broker) -> None:
    sim.faults.refuse_connections = True
    with pytest.raises(Unavailable):
        await broker.quotes(["005930"])


async def test_a_host_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    async with rest_at("http://127.0.0.1:9", tmp_path) as rest:
        with pytest.raises(Unavailable):
            await rest.call("ka10001", PATH, {})


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer("<html>", status=502), Unavailable),
        (Answer({"return_code": 5, "return_msg": "[1700:초과]"}, status=429), RateLimited),
    ],
)
async def test_what_must_not_happen_twice_is_not_repeated(
    answer: Answer, kind: type[Exception], tmp_path: Path
) -> None:
    async with scripted(answer) as script, rest_at(script.base_url, tmp_path) as rest:
        with pytest.raises(kind):
            await rest.call("kt10000", "/api/dostk/ordr", {}, repeat=False)
        assert len(script.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer({"return_msg": "?"}),
        Answer("[]"),
        Answer("<html>Request Blocked</html>", status=400),
        Answer({"return_code": 0}, status=500),
        Answer({"atn_stk_infr": "x", **OK}),
    ],
)
async def test_an_answer_that_is_none_is_unavailable(answer: Answer, tmp_path: Path) -> None:
    async with scripted(answer) as script:
        broker = Broker(
            base_url=script.base_url,
            app_key="key",
            app_secret="secret",
            token_path=tmp_path / ".token",
            clock=SystemClock(),
            timing=QUICK,
            per_second=1000.0,
        )
        with pytest.raises(Unavailable):
            await broker.quotes(["005930"])
        await broker.aclose()


async def test_a_refusal_keeps_kiwooms_code_and_words(tmp_path: Path) -> None:
    words = "[2000](855056:매수증거금이 부족합니다. 2주 매수가능)"
    async with scripted(refusal(20, words)) as script, rest_at(script.base_url, tmp_path) as rest:
        with pytest.raises(Refused) as refused:
            await rest.call("kt10000", "/api/dostk/ordr", {}, repeat=False)
    assert (refused.value.code, refused.value.message) == (20, words)


async def test_a_firewall_that_blocks_bare_clients_lets_us_through(
    sim: Simulator, broker: Broker
) -> None:
    sim.faults.block_user_agent = True
    assert await broker.quotes(["005930"])


@pytest.mark.parametrize(
    ("base_url", "ws_url"),
    [
        ("https://api.kiwoom.com", "wss://api.kiwoom.com:10000/api/dostk/websocket"),
        ("https://mockapi.kiwoom.com/", "wss://mockapi.kiwoom.com:10000/api/dostk/websocket"),
        ("http://127.0.0.1:8900", "ws://127.0.0.1:8900/api/dostk/websocket"),
        ("http://[::1]:8900", "ws://[::1]:8900/api/dostk/websocket"),
        ("http://localhost", "ws://localhost:10000/api/dostk/websocket"),
    ],
)
def test_the_socket_is_at_the_same_host(base_url: str, ws_url: str) -> None:
    assert derive_ws_url(base_url) == ws_url
