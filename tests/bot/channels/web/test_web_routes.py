"""Every way in, one after the other: nothing opens without rights but what is meant to."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.access import Role
from bot.channels.web.factory import build
from bot.channels.web.routers import ROUTERS
from tests.bot.channels.web.desk import FRIEND, GUARDED, Office
from tests.bot.channels.web.stage import Page

OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/{link}"),
    ("POST", "/sign-in/{link}"),
    ("GET", "/mail/{ticket}"),  # whoever holds the mail may end what comes there
    ("POST", "/mail/{ticket}"),
}
"""what asks nobody who they are"""
FOR_OWNERS = {
    ("GET", "/metrics"),
    ("GET", "/api/v1/people"),
    ("PATCH", "/api/v1/people/{person_id}"),
    ("DELETE", "/api/v1/people/{person_id}"),
    ("POST", "/api/v1/invites"),
    ("GET", "/settings"),
    ("GET", "/settings/findings"),
    ("POST", "/settings/reload"),
    ("POST", "/status/takeover"),
}


def ways() -> Iterator[tuple[str, str]]:
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from ((method, route.path) for method in route.methods or ())
            else:
                assert isinstance(route, APIWebSocketRoute), route


def sockets() -> list[str]:
    every = (route for router in ROUTERS for route in router.routes)
    return [route.path for route in every if isinstance(route, APIWebSocketRoute)]


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path)


def test_the_table_knows_every_way_in() -> None:
    routes = build().routes
    mounts = [one.path for one in routes if isinstance(one, Mount)]
    assert mounts == ["/static"]
    assert len(routes) == len(ROUTERS) + 1
    assert set(ways()) >= OPEN | FOR_OWNERS


@pytest.mark.parametrize(("method", "path"), sorted(set(ways()) - OPEN))
async def test_nothing_opens_for_who_has_shown_nothing(method: str, path: str) -> None:
    async with Office(GUARDED).client() as client:
        answer = await client.request(method, filled(path))
        assert answer.status_code == 401, answer.text
        assert answer.json()["code"] == "sign_in"
        wrong = {"Authorization": "Bearer wrong"}
        assert (await client.request(method, filled(path), headers=wrong)).status_code == 401


@pytest.mark.parametrize(("method", "path"), sorted(set(ways()) - OPEN))
async def test_nothing_opens_for_somebody_who_has_lost_their_rights(method: str, path: str) -> None:
    office = Office(GUARDED)
    async with office.client() as client:
        for shown in (await office.token(FRIEND), await office.session(FRIEND)):
            answer = await client.request(method, filled(path), headers=shown)
            assert answer.status_code == 401, answer.text


@pytest.mark.parametrize(("method", "path"), sorted(FOR_OWNERS))
async def test_what_is_for_owners_opens_for_nobody_else(method: str, path: str) -> None:
    office = Office(GUARDED)
    office.access.role = lambda _: Role.TRADER  # type: ignore[method-assign, assignment]
    async with office.client() as client:
        answer = await client.request(method, filled(path), headers=await office.token(FRIEND))
    assert answer.status_code == 403
    assert answer.json()["code"] == "need_owner"


async def refusal(url: str) -> int:
    """The status or the code a WebSocket is refused with."""
    try:
        async with connect(url) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
    except InvalidStatus as error:
        return error.response.status_code
    return closed.value.rcvd.code if closed.value.rcvd else 0


async def test_no_socket_opens_for_who_has_shown_nothing(guarded: Page) -> None:
    assert "/ws/chat" in sockets()
    for path in sockets():
        assert await refusal(f"{guarded.ws_url}{filled(path)}") in (401, 4401), path


async def test_no_socket_opens_for_another_sites_page(page: Page) -> None:
    for path in sockets():
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"{page.ws_url}{filled(path)}", origin="https://evil.example"):  # type: ignore[arg-type]
                pass
        assert refused.value.response.status_code == 403
