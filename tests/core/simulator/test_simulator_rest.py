"""Tokens and quotes over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.clock import KST
from core.simulator.faults import Faults
from tests.core.simulator.wire import HandClock, StillClock, running

STILL = (2026, 11, 2, 10, 0)


async def test_a_token_is_opaque_and_its_end_is_told_on_the_wall_clock_of_seoul() -> None:
    clock = HandClock(2020, 1, 2, 9, 0)
    async with running(clock=clock) as (_, person):
        answer = await person.issue()
        assert set(answer) == {"expires_dt", "token_type", "token", "return_code", "return_msg"}
        assert answer["token_type"] == "bearer"
        assert len(answer["token"]) == 86
        ends = datetime.strptime(answer["expires_dt"], "%Y%m%d%H%M%S").replace(tzinfo=KST)
        left = ends - datetime.now(KST)
        assert timedelta(hours=23, minutes=59) < left <= timedelta(days=1)
        assert (answer["return_code"], answer["return_msg"]) == (0, "정상적으로 처리되었습니다")


@pytest.mark.parametrize(("reissue", "same"), [("same", True), ("rotate", False)])
async def test_a_second_token_is_the_first_again_unless_they_rotate(
    reissue: Any, same: bool
) -> None:
    async with running(faults=Faults(reissue=reissue)) as (_, person):
        first = (await person.issue())["token"]
        second = (await person.issue())["token"]
        assert (first == second) is same
        person.token = first
        _, answer = await person.transact("ka10100", stk_cd="005930")
        assert answer["return_code"] == (0 if same else 3)


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"secretkey": "wrong"}, 3, "[8001:"),
        ({"appkey": "wrong"}, 3, "[8001:"),
        ({"appkey": ""}, 2, "[8020:"),
        ({"grant_type": ""}, 2, "[8011:"),
        ({"grant_type": "password"}, 2, "[8012:"),
    ],
)
async def test_a_wrong_token_request_is_refused_with_http_200(
    change: dict[str, str], code: int, text: str
) -> None:
    async with running() as (_, person):
        answer = await person.issue(**change)
        assert answer["return_code"] == code
        assert text in answer["return_msg"]


async def test_a_revoked_token_is_refused() -> None:
    async with running() as (sim, person):
        await person.issue()
        body = {"appkey": sim.app_key, "secretkey": sim.app_secret, "token": person.token}
        assert (await (await person.post("/oauth2/revoke", body)).json())["return_code"] == 0
        status, answer = await person.transact("ka10100", stk_cd="005930")
        assert status == 200
        assert answer == {
            "return_code": 3,
            "return_msg": "인증에 실패했습니다[8005:Token이 유효하지 않습니다]",
        }
        del body["token"]
        answer = await (await person.post("/oauth2/revoke", body)).json()
        assert "[8016:" in answer["return_msg"]


@pytest.mark.parametrize(
    ("header", "text"),
    [(None, "[1513:"), ("Basic abc", "[1515:"), ("Bearer", "[1516:"), ("abc", "[1514:")],
)
async def test_an_authorization_header_must_be_a_bearer_token(
    header: str | None, text: str
) -> None:
    async with running() as (_, person):
        headers = {"api-id": "ka10100"} | ({"authorization": header} if header else {})
        response = await person.post("/api/dostk/stkinfo", {"stk_cd": "005930"}, **headers)
        assert text in (await response.json())["return_msg"]


@pytest.mark.parametrize(
    ("api_id", "path", "text"),
    [
        ("", "/api/dostk/stkinfo", "[1501:"),
        ("ka99999", "/api/dostk/stkinfo", "[1505:"),
        ("ka10001", "/api/dostk/mrkcond", "[1504:"),
    ],
)
async def test_an_api_id_must_exist_and_fit_its_path(api_id: str, path: str, text: str) -> None:
    async with running() as (_, person):
        _, answer = await person.transact(api_id, path, stk_cd="005930")
        assert text in answer["return_msg"]


async def test_every_answer_carries_its_headers() -> None:
    async with running() as (_, person):
        await person.issue()
        headers = {"api-id": "ka10100", "authorization": f"Bearer {person.token}"}
        response = await person.post("/api/dostk/stkinfo", {"stk_cd": "005930"}, **headers)
        assert response.headers["Content-Type"].lower() == "application/json; charset=utf-8"
        told = [response.headers[name] for name in ("api-id", "cont-yn", "next-key")]
        assert told == ["ka10100", "N", ""]


async def test_basic_information_signs_prices_by_their_direction() -> None:
    async with running() as (sim, person):
        for stock in ("005930", "0126Z0", "247540"):
            _, answer = await person.transact("ka10001", stk_cd=stock)
            quote = sim.market.quote(stock)
            assert quote is not None
            assert answer["base_pric"] == str(quote.base)
            assert answer["upl_pric"] == f"+{quote.upper}"
            assert answer["lst_pric"] == f"-{quote.lower}"
            for field in ("cur_prc", "open_pric", "high_pric", "low_pric"):
                price = int(answer[field].lstrip("+-"))
                sign = "+" if price > quote.base else "-" if price < quote.base else ""
                assert answer[field] == f"{sign}{price}"
            assert int(answer["pred_pre"]) == quote.price - quote.base
            assert float(answer["flu_rt"]) == round(quote.rate, 2)
            assert answer["return_code"] == 0


async def test_an_unlisted_stock_gets_1902_and_a_missing_one_1511() -> None:
    async with running() as (_, person):
        _, unknown = await person.transact("ka10001", stk_cd="999999")
        _, missing = await person.transact("ka10001", stk_cd="")
        assert (unknown["return_code"], missing["return_code"]) == (2, 2)
        assert "[1902:" in unknown["return_msg"]
        assert missing["return_msg"].endswith("필수입력 파라미터=stk_cd]")


async def test_a_watch_list_answers_a_hundred_stocks_at_once_and_refuses_more() -> None:
    async with running() as (sim, person):
        codes = list(sim.market.stocks)
        status, answer = await person.transact("ka10095", stk_cd="|".join(codes[:100]))
        rows = answer["atn_stk_infr"]
        assert [row["stk_cd"] for row in rows] == codes[:100]
        assert {"cur_prc", "flu_rt", "trde_qty", "sel_1th_bid", "buy_5th_bid"} <= set(rows[0])
        status, answer = await person.transact("ka10095", stk_cd="|".join(codes[:101]))
        assert (status, answer["return_code"]) == (200, 5)
        assert "[1634:" in answer["return_msg"]


async def test_a_watch_list_leaves_out_what_is_not_listed() -> None:
    async with running() as (_, person):
        _, answer = await person.transact("ka10095", stk_cd="005930|999999|000660_AL")
        assert [row["stk_cd"] for row in answer["atn_stk_infr"]] == ["005930", "000660_AL"]


async def test_the_kospi_list_mixes_funds_in_and_other_markets_are_empty() -> None:
    async with running(faults=Faults(rest_rate=0)) as (_, person):
        codes = {
            market: [
                r["marketCode"]
                for r in (await person.transact("ka10099", mrkt_tp=market))[1]["list"]
            ]
            for market in ("0", "10", "8", "50")
        }
        assert [set(found) for found in codes.values()] == [{"0", "8"}, {"10"}, {"8"}, set()]


async def test_a_stocks_card_pads_its_numbers() -> None:
    async with running() as (_, person):
        _, card = await person.transact("ka10100", stk_cd="0126Z0")
        assert (card["code"], card["name"]) == ("0126Z0", "삼성에피스홀딩스")
        assert (card["listCount"], card["lastPrice"]) == ("0000000024883000", "00334000")
        assert (card["marketCode"], card["marketName"]) == ("0", "거래소")


async def test_the_sixth_request_in_a_moment_gets_http_429_for_that_api_id_only() -> None:
    async with running(clock=StillClock(*STILL)) as (_, person):
        await person.issue()
        answers = [await person.transact("ka10100", stk_cd="005930") for _ in range(6)]
        assert [status for status, _ in answers] == [200] * 5 + [429]
        refusal = answers[-1][1]
        assert refusal["return_code"] == 5
        assert "[1700:" in refusal["return_msg"]
        assert "유량=5, API ID=ka10100]" in refusal["return_msg"]
        assert (await person.transact("ka10001", stk_cd="005930"))[0] == 200


async def test_the_mock_servers_rate_is_one_with_a_burst_of_two() -> None:
    async with running(clock=StillClock(*STILL), faults=Faults(rest_rate=1)) as (_, person):
        statuses = [(await person.transact("ka10100", stk_cd="005930"))[0] for _ in range(3)]
        assert statuses == [200, 200, 429]


async def test_a_refusal_for_rate_can_come_with_http_200() -> None:
    async with running(clock=StillClock(*STILL), faults=Faults(rest_rate=1, rate_http=200)) as (
        _,
        person,
    ):
        answers = [await person.transact("ka10100", stk_cd="005930") for _ in range(3)]
        assert (answers[2][0], answers[2][1]["return_code"]) == (200, 5)


async def test_a_body_that_is_no_json_gets_1517() -> None:
    async with running() as (sim, person):
        await person.issue()
        headers = {"api-id": "ka10100", "authorization": f"Bearer {person.token}"}
        url = sim.base_url + "/api/dostk/stkinfo"
        response = await person.http.post(url, data="nonsense", headers=headers)
        assert "[1517:" in (await response.json())["return_msg"]
