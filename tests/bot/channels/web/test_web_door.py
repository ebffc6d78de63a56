"""The door of the page: who gets in, from where, how fast, and how it says no."""

import json
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.channels.web.desk import Gate
from bot.channels.web.throttle import Limits
from core.errors import CredentialsRefused, NotConnected, UnknownCondition
from tests.bot.channels.web.desk import FRIEND, GUARDED, OWNER, TOKEN, Office

WHO = "/docs"
"""any path that asks who is there"""
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert set(found) == {"type", "title", "status", "detail", "code", "instance"}
    return found


# --- who asks -----------------------------------------------------------------------------------


async def test_on_the_machine_itself_nobody_is_asked() -> None:
    async with Office().client() as client:
        assert (await client.get(WHO)).status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_who_comes_through_a_proxy_does_not_sit_at_the_machine(name: str) -> None:
    async with Office().client() as client:
        answer = await client.get("/openapi.json", headers={name: "1.2.3.4"})
    assert (answer.status_code, problem(answer)["code"]) == (401, "only_here")


async def test_who_comes_from_elsewhere_does_not_either() -> None:
    async with Office().client(address="192.168.0.7") as client:
        assert (await client.get("/openapi.json")).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "192.168.0.2:8080", ""])
async def test_an_open_page_answers_under_no_other_name(host: str) -> None:
    """Any name may be made to lead to 127.0.0.1 (DNS rebinding)."""
    async with Office().client() as client:
        answer = await client.get("/healthz", headers={"Host": host})
    assert answer.status_code == 421
    assert "http://localhost" in problem(answer)["detail"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080"])
async def test_an_open_page_answers_under_the_names_of_the_machine(host: str) -> None:
    async with Office().client() as client:
        assert (await client.get(WHO, headers={"Host": host})).status_code == 200


async def test_where_a_token_guards_nobody_gets_in_without_one() -> None:
    async with Office(GUARDED).client() as client:
        answer = await client.get("/openapi.json")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert problem(answer)["code"] == "sign_in"


async def test_web_token_is_the_first_owners() -> None:
    office = Office(GUARDED)
    async with office.client(host="bot.example.com") as client:
        assert (await client.get(WHO, headers=BEARER)).status_code == 200
        office.access.owners([])
        assert (await client.get(WHO, headers=BEARER)).status_code == 200, "then it is web:local's"


async def test_a_token_made_in_a_chat_opens_with_the_rights_of_its_person() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        assert (await client.get("/metrics", headers=await office.token())).status_code != 403
        stranger = await office.token(FRIEND)
        assert problem(await client.get(WHO, headers=stranger))["code"] == "no_rights"
        office.access.owners([OWNER, FRIEND])
        assert (await client.get(WHO, headers=stranger)).status_code == 200


@pytest.mark.parametrize(
    "said", ["Bearer nonsense", "Bearer ", "Basic abc", "Bearer kcb_" + "x" * 43]
)
async def test_a_wrong_token_is_refused_on_the_machine_as_well(said: str) -> None:
    async with Office().client() as client:
        answer = await client.get("/openapi.json", headers={"Authorization": said})
    assert (answer.status_code, problem(answer)["code"]) == (401, "wrong_token")


async def test_who_guesses_at_tokens_has_to_wait() -> None:
    office = Office(GUARDED, Limits(wrong=3))
    async with office.client() as client:
        for _ in range(3):
            answer = await client.get(WHO, headers={"Authorization": "Bearer guess"})
            assert answer.status_code == 401
        answer = await client.get("/openapi.json", headers=BEARER)
        assert (answer.status_code, problem(answer)["code"]) == (429, "too_many_wrong")
        assert int(answer.headers["retry-after"]) == 20
    async with office.client(address="10.0.0.9") as client:
        assert (await client.get(WHO, headers=BEARER)).status_code == 200, "others need not"


async def test_who_guesses_behind_the_same_proxy_shuts_no_program_out() -> None:
    office = Office(GUARDED, Limits(wrong=1))
    async with office.client() as client:
        mine = await office.token()
        for said in ("guess", "again"):
            await client.get(WHO, headers={"Authorization": f"Bearer {said}"})
        assert (await client.get(WHO, headers=BEARER)).status_code == 429
        assert (await client.get(WHO, headers=mine)).status_code == 200


async def test_a_session_opens_until_it_is_ended() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        cookie = await office.session()
        assert (await client.get(WHO, headers=cookie)).status_code == 200
        await office.engine.keys.sign_out((OWNER,))
        assert (await client.get(WHO, headers=cookie)).status_code == 401


# --- how it is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "x", "http://["]
)
@pytest.mark.parametrize("gate", [Gate(), GUARDED])
async def test_another_site_changes_nothing_in_a_persons_name(gate: Gate, origin: str) -> None:
    office = Office(gate)
    async with office.client() as client:
        headers = {"Origin": origin, **(await office.session())}
        answer = await client.post("/sign-out", headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (403, "wrong_origin")


async def test_a_browser_that_names_no_origin_says_where_it_comes_from() -> None:
    office = Office()
    async with office.client() as client:
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303)):
            answer = await client.post("/sign-out", headers={"Sec-Fetch-Site": site})
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("gate", "host", "origin"),
    [
        (Gate(), "127.0.0.1:8080", "http://127.0.0.1:8080"),
        (GUARDED, "bot.example.com", "https://bot.example.com"),
        (
            Gate(TOKEN, open=False, url="https://bot.example.com"),
            "inside:8080",
            "https://bot.example.com",
        ),
    ],
)
async def test_the_page_itself_may(gate: Gate, host: str, origin: str) -> None:
    office = Office(gate)
    async with office.client(host=host) as client:
        headers = {"Origin": origin, **(await office.session())}
        assert (await client.post("/sign-out", headers=headers)).status_code == 303


async def test_an_address_and_a_person_may_ask_so_often_and_no_more() -> None:
    for limits, asked in ((Limits(person=3), 3), (Limits(address=4), 4)):
        async with Office(limits=limits).client() as client:
            for _ in range(asked):
                assert (await client.get("/openapi.json")).status_code == 200
            answer = await client.get("/openapi.json")
            assert (answer.status_code, problem(answer)["code"]) == (429, "too_fast")
            assert int(answer.headers["retry-after"]) >= 15
            assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize("length", ["", "70000", "-1", "x"])
async def test_an_oversized_body_is_refused(length: str) -> None:
    async with Office().client() as client:
        headers = {"Content-Length": length} if length else {"Transfer-Encoding": "chunked"}
        answer = await client.post("/sign-in", content=b"x" * 70_000, headers=headers)
    assert answer.status_code == 413
    assert "64 KiB" in problem(answer)["detail"]


async def test_before_the_engine_is_there_it_says_so() -> None:
    office = Office()
    office.app.state.desk = None
    async with office.client() as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "시작하는 중" in problem(answer)["detail"]


# --- how it answers -----------------------------------------------------------------------------


async def test_every_answer_bears_what_keeps_browsers_safe() -> None:
    async with Office().client() as client:
        for path in ("/healthz", "/nowhere", "/docs", "/static/app.css"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "server" not in headers


async def test_only_redoc_may_write_styles_into_itself() -> None:
    async with Office().client() as client:
        policy = (await client.get("/redoc")).headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy


async def test_behind_https_browsers_are_told_to_stay_there() -> None:
    office = Office(Gate(TOKEN, open=False, url="https://bot.example.com"))
    async with office.client() as client:
        assert "strict-transport-security" in (await client.get("/healthz")).headers


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("en-US,en;q=0.9,ko;q=0.8", "There is nothing"),
        ("fr, ko", "아무것도 없습니다"),
        ("fr", "아무것도"),
    ],
)
async def test_a_strangers_browser_says_in_which_language(asked: str, said: str) -> None:
    async with Office(GUARDED).client() as client:
        answer = await client.get("/api/nowhere", headers={"Accept-Language": asked})
    assert said in problem(answer)["detail"]


async def test_what_a_person_chose_wins() -> None:
    office = Office()
    office.languages["web:local"] = "en"
    office.access.role = lambda _: None  # type: ignore[method-assign, assignment]
    async with office.client() as client:
        answer = await client.get("/openapi.json", headers={"Accept-Language": "ko"})
    assert problem(answer)["code"] == "no_rights"


async def test_a_path_or_method_that_is_not_there_is_a_problem() -> None:
    async with Office().client() as client:
        assert problem(await client.get("/api/v1/nowhere"))["code"] == "http_404"
        wrong = await client.delete("/healthz")
        assert (problem(wrong)["code"], wrong.headers["allow"]) == ("http_405", "GET")


async def test_who_looks_at_a_page_reads_a_page() -> None:
    async with Office(GUARDED).client() as client:
        answer = await client.get(WHO, headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "/sign-in" in answer.text
    assert "/web" in answer.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (UnknownCondition(said="없음"), 404, "‘없음’ 조건식을 찾지 못했습니다"),
        (NotConnected(), 503, "키움"),
        (CredentialsRefused(), 503, "앱키"),
    ],
)
async def test_what_the_engine_has_against_it_is_said_as_in_a_chat(
    error: Exception, status: int, words: str
) -> None:
    office = Office()

    async def broken() -> None:
        raise error

    office.app.add_api_route("/broken", broken)
    async with office.client() as client:
        answer = await client.get("/broken")
    assert answer.status_code == status
    assert words in problem(answer)["detail"]


async def test_a_fault_of_ours_shows_a_number_and_no_traceback() -> None:
    office = Office()

    async def broken() -> None:
        raise ZeroDivisionError("with a secret in it")

    office.app.add_api_route("/broken", broken)
    with capture_logs() as logs:
        async with office.client() as client:
            answer = await client.get("/broken")
    assert answer.status_code == 500
    (logged,) = [one for one in logs if one["event"] == "web_request_failed"]
    assert logged["number"] in problem(answer)["detail"]
    assert "secret" not in answer.text
    assert "Zero" not in answer.text


@pytest.mark.parametrize("path", ["/sign-in/a-secret", "/mail/a-secret"])
async def test_no_link_that_is_as_good_as_a_key_stands_in_the_logs(path: str) -> None:
    office = Office()
    office.engine = office.desk.engine = None  # type: ignore[assignment]
    with capture_logs() as logs:
        async with office.client() as client:
            assert (await client.get(path)).status_code == 500
    (logged,) = [one for one in logs if one["event"] == "web_request_failed"]
    assert logged["path"].endswith("/…")
    assert "a-secret" not in str({**logged, "exc_info": ""})


async def test_the_description_names_no_other_host() -> None:
    async with Office().client() as client:
        for path in ("/docs", "/redoc", "/openapi.json"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "cdn" not in answer.text
        assert json.loads(answer.text)["openapi"].startswith("3.")
