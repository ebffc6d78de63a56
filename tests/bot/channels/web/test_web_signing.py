"""Signing in by a link or a token, and out again, as a browser does it."""

import re

import httpx
import pytest

from bot.channels.web.desk import Gate
from bot.channels.web.throttle import Limits
from tests.bot.channels.web.desk import FRIEND, GUARDED, OWNER, TOKEN, Office, origin_sent_from

PAGE = {"Accept": "text/html"}


def cookie(answer: httpx.Response) -> str:
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return answer.headers["set-cookie"]


async def link(office: Office, identity: str = OWNER) -> str:
    return f"/sign-in/{(await office.engine.keys.make_link(identity)).secret}"


async def test_a_link_signs_in_when_its_button_is_pressed_and_not_before() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        where = await link(office)
        for _ in range(3):  # chats look at links, to show what is behind them
            shown = await client.get(where, headers=PAGE)
            assert (shown.status_code, 'method="post"' in shown.text) == (200, True)
            assert "set-cookie" not in shown.headers
        cookie(await client.post(where))
        assert (await client.get("/docs")).status_code == 200


async def test_the_button_of_a_link_is_pressed_as_browsers_press_it() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        where = await link(office)
        shown = await client.get(where, headers=PAGE)
        cookie(await client.post(where, headers={"Origin": origin_sent_from(shown)}))


async def test_a_link_that_was_used_works_no_more_and_says_how_to_get_another() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        where = await link(office)
        await client.post(where)
        shown = await client.get(where, headers=PAGE)
        assert (shown.status_code, 'method="post"' in shown.text) == (410, False)
        assert "/web" in shown.text
        again = await client.post(where)
        assert (again.status_code, again.json()["code"]) == (410, "link_gone")


async def test_who_guesses_at_links_has_to_wait() -> None:
    office = Office(GUARDED, Limits(wrong=2))
    async with office.client() as client:
        where = await link(office)
        for _ in range(2):
            assert (await client.post("/sign-in/guess")).status_code == 410
        assert (await client.post(where)).status_code == 429


@pytest.mark.parametrize(
    ("gate", "secure"), [(GUARDED, False), (Gate(TOKEN, open=False, url="https://b.example"), True)]
)
async def test_no_script_reads_the_cookie_and_no_other_site_sends_it(
    gate: Gate, secure: bool
) -> None:
    office = Office(gate)
    async with office.client() as client:
        found = cookie(await client.post(await link(office))).lower()
    assert re.match(r"kiwoom_bot=[\w-]{43};", found)
    assert "httponly" in found
    assert "samesite=lax" in found
    assert ("secure" in found) is secure


async def test_a_token_signs_in_by_hand() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        form = await client.get("/sign-in", headers=PAGE)
        assert 'type="password"' in form.text
        wrong = await client.post("/sign-in", data={"token": "wrong"}, headers=PAGE)
        assert wrong.status_code == 401
        assert (await client.post("/sign-in", data={})).status_code == 401
        cookie(await client.post("/sign-in", data={"token": f" {TOKEN} "}))
        assert (await client.get("/docs")).status_code == 200


async def test_who_has_no_rights_signs_in_nowhere() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        made = await office.engine.keys.make_token(FRIEND, "")
        answer = await client.post("/sign-in", data={"token": made.secret})
        assert (answer.status_code, answer.json()["code"]) == (401, "no_rights")
        await client.post(await link(office, FRIEND))
        assert (await client.get("/docs")).status_code == 401


async def test_signing_out_ends_this_session_and_everywhere_ends_all() -> None:
    office = Office(GUARDED)
    async with office.client() as here, office.client() as there, office.client() as third:
        for client in (here, there, third):
            await client.post(await link(office))
        out = await here.post("/sign-out")
        assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
        assert (await here.get("/docs")).status_code == 401
        assert (await there.get("/docs")).status_code == 200
        await there.post("/sign-out/everywhere")
        for client in (there, third):
            assert (await client.get("/docs")).status_code == 401


async def test_signing_out_is_no_link_that_another_site_can_show() -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        await client.post(await link(office))
        assert (await client.get("/sign-out")).status_code == 405


async def test_whoever_is_signed_in_on_the_machine_is_themselves() -> None:
    office = Office()
    office.access.owners([])
    async with office.client() as client:
        await client.post(await link(office, OWNER))
        assert (await client.get("/docs")).status_code == 401, "they lost their rights"
        client.cookies.clear()
        assert (await client.get("/docs")).status_code == 200, "the machine's own did not"
