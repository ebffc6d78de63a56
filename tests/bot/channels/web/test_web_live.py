"""`/ws/conditions/{id}` through a real server: each event once, whoever stays, goes or sleeps."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from bot.channels.web import visit
from bot.channels.web.api import live
from tests.bot.channels.web.stage import TOKEN, Page, opened
from tests.bot.channels.web.test_web_api import conditions, follow, until_events
from tests.ways.bot import HYNIX, SAMSUNG

Message = dict[str, Any]


def opening(page: Page, which: object = "*", since: int | None = None, **how: Any) -> connect:
    suffix = "" if since is None else f"?since={since}"
    return connect(f"{page.ws_url}/ws/conditions/{which}{suffix}", **how)


async def heard(socket_: ClientConnection, kind: str) -> Message:
    """The next message of a kind; whatever else comes is passed over."""
    async with asyncio.timeout(15):
        while True:
            message: Message = json.loads(await socket_.recv())
            if message["type"] == kind:
                return message


async def events_of(socket_: ClientConnection, count: int) -> list[int]:
    return [(await heard(socket_, "event"))["id"] for _ in range(count)]


async def drain(socket_: ClientConnection, had: list[int]) -> None:
    """Note every event until the connection is closed."""
    async with asyncio.timeout(15):
        while True:
            message = json.loads(await socket_.recv())
            if message["type"] == "event":
                had.append(message["id"])


async def closed(page: Page, which: object, **how: Any) -> tuple[int, str]:
    """The code and the reason a connection is closed with."""
    async with opening(page, which, **how) as one:
        with pytest.raises(ConnectionClosedError) as caught:
            await one.recv()
    found = caught.value.rcvd
    assert found is not None
    return found.code, found.reason


async def test_first_comes_who_is_inside_then_what_happens_then_its_price(page: Page) -> None:
    page.conditions[0].enter(SAMSUNG)
    await follow(page)
    first = (await conditions(page))[0]
    ref = {"id": first["id"], "seq": "0", "name": "상승추세"}
    async with opening(page, first["id"]) as one:
        inside = json.loads(await one.recv())
        assert inside["type"] == "membership"
        assert inside["condition"] == ref
        assert inside["members"] == [{"code": SAMSUNG, "name": "삼성전자"}]
        page.conditions[0].enter(HYNIX)
        event = await heard(one, "event")
        assert event["id"] == inside["last"] + 1
        assert (event["condition"], event["code"], event["name"]) == (ref, HYNIX, "SK하이닉스")
        assert (event["kind"], event["source"], event["price"]) == ("entry", "realtime", None)
        assert event["happened_at"]
        price = await heard(one, "price")
        assert price["id"] == event["id"]
        assert price["price"] > 0


async def test_a_star_hears_of_every_condition(page: Page) -> None:
    await follow(page, "0")
    await follow(page, "1")
    async with opening(page) as one:
        names = [(await heard(one, "membership"))["condition"]["name"] for _ in range(2)]
        assert names == ["상승추세", "거래급증"]
        page.conditions[0].enter(SAMSUNG)
        page.conditions[1].enter(SAMSUNG)
        told = [(await heard(one, "event"))["condition"]["seq"] for _ in range(2)]
        assert sorted(told) == ["0", "1"]


async def test_who_listens_to_a_condition_nobody_subscribed_has_it_watched(page: Page) -> None:
    page.conditions[1].enter(HYNIX)
    second = (await conditions(page))[1]
    assert second["watch"] is None
    async with opening(page, second["id"]) as one:
        inside = await heard(one, "membership")
        while inside["known_at"] is None:
            inside = await heard(one, "membership")
        assert [it["code"] for it in inside["members"]] == [HYNIX]
        page.conditions[1].leave(HYNIX)
        assert (await heard(one, "event"))["kind"] == "exit"


async def test_a_heartbeat_shows_that_the_line_is_alive(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.3)
    async with opening(page) as one:
        first = json.loads(await one.recv())
        assert (first["type"], first["last"]) == ("heartbeat", 0)
        assert (await heard(one, "heartbeat"))["at"] > first["at"]


async def test_a_connection_that_may_not_be_is_closed_with_its_reason(tmp_path: Path) -> None:
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as page:
        bearer: Message = {"additional_headers": page.as_owner()}
        wrong: Message = {"additional_headers": {"Authorization": "Bearer nobody-has-this"}}
        assert await closed(page, "*") == (4401, "unauthorized")
        assert await closed(page, "*", **wrong) == (4401, "unauthorized")
        for which in ("99", "x", "0", "-1", "9" * 30):
            assert await closed(page, which, **bearer) == (4404, "unknown condition")
        async with opening(page, "*", **bearer) as one:
            assert json.loads(await one.recv())["type"] == "heartbeat"
        async with connect(f"{page.ws_url}/ws/conditions/*?since=now", **bearer) as one:
            with pytest.raises(ConnectionClosedError, match=r"4422.*since is no event id"):
                await one.recv()


async def test_a_bot_that_ends_says_so_to_who_listens(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        one, other = await opening(page), await connect(f"{page.ws_url}/ws/chat")
        await heard(one, "heartbeat")
        await heard(other, "messages")
    for each in (one, other):
        with pytest.raises(ConnectionClosedError, match=r"1012.*going away"):
            await drain(each, [])


async def test_whose_token_is_revoked_is_cut_off_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 1e9)  # at which rights are looked at anyway
    monkeypatch.setattr(visit, "_BEAT", 10**9)
    async with opened(tmp_path) as page:
        page.on.telegram.say(1001, "/token new mine", user_id=1001)
        answer = (await page.on.telegram.next_message(1001, timeout=10)).text
        token = next(word for word in answer.split() if word.startswith("kcb_"))
        bearer: Message = {"additional_headers": {"Authorization": f"Bearer {token}"}}
        chat = f"{page.ws_url}/ws/chat"
        async with opening(page, "*", **bearer) as one, connect(chat, **bearer) as other:
            await heard(one, "heartbeat")
            await heard(other, "messages")
            await page.on.ask("/token revoke mine")
            for each in (one, other):
                with pytest.raises(ConnectionClosedError, match=r"4401.*unauthorized"):
                    await drain(each, [])


async def test_a_heartbeat_comes_by_the_real_clock_however_fast_a_demos_day_is(page: Page) -> None:
    async with opening(page) as one:
        await heard(one, "heartbeat")
        await page.on.clock.sleep(live.HEARTBEAT * 2)  # of the market, which is less of a real one
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await one.recv()


async def test_who_resumes_behind_what_is_kept_no_more_is_told_so_first(page: Page) -> None:
    await follow(page)
    for at in range(100, 105):
        page.conditions[0].enter(f"{at:06}")
    ids = [one["id"] for one in await until_events(page, 5)]
    with sqlite3.connect(Path(page.on.values["DATA_DIR"]) / "kiwoom.db") as rows:
        rows.execute("DELETE FROM delivery WHERE event_id < ?", (ids[2],))
        rows.execute("DELETE FROM event WHERE id < ?", (ids[2],))
    async with opening(page, "*", since=0) as one:
        first = json.loads(await one.recv())
        assert (first["gap"], first["whole_from"]) == (True, ids[2])
        assert await events_of(one, 3) == ids[2:]
    async with opening(page, "*", since=ids[1]) as one:
        assert "gap" not in json.loads(await one.recv())


async def test_who_is_removed_is_cut_off_at_once_wherever_they_listen(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 1e9)  # at which rights are looked at anyway
    monkeypatch.setattr(visit, "_BEAT", 10**9)
    code = (await page.client.post("/api/v1/invites", json={})).json()["code"]
    page.on.telegram.say(2002, f"/start {code}", user_id=2002)
    await page.on.hears(2002)
    page.on.telegram.say(2002, "/token new mine", user_id=2002)
    told = (await page.on.hears(2002)).split()
    secret = next(word for word in told if word.startswith("kcb_"))
    bearer: Message = {"additional_headers": {"Authorization": f"Bearer {secret}"}}
    chat = f"{page.ws_url}/ws/chat"
    async with opening(page, "*", **bearer) as one, connect(chat, **bearer) as other:
        await heard(one, "heartbeat")
        await heard(other, "messages")
        people = (await page.client.get("/api/v1/people")).json()
        theirs = next(it["id"] for it in people if it["identities"] == ["telegram:2002"])
        assert (await page.client.delete(f"/api/v1/people/{theirs}")).status_code == 204
        for each in (one, other):
            with pytest.raises(ConnectionClosedError, match=r"4401.*unauthorized"):
                await drain(each, [])


async def test_a_client_that_is_killed_and_resumes_has_every_event_once(page: Page) -> None:
    await follow(page)
    first = (await conditions(page))[0]["id"]
    had: list[int] = []
    codes = iter(range(100, 10_000))

    def happen(count: int) -> None:
        for _ in range(count):
            page.conditions[0].enter(f"{next(codes):06}")

    last: int | None = None
    for turn in range(6):
        one = await opening(page, first, since=last)
        if last is None:
            last = (await heard(one, "membership"))["last"]
        happen(7)
        had += await events_of(one, 3 if turn < 5 else 7 * 6 - len(had))
        last = had[-1]
        one.transport.abort()  # as if somebody had pulled the plug
    every = [one["id"] for one in await until_events(page, 42)]
    assert had == every


async def test_two_hundred_clients_have_every_event_once(page: Page) -> None:
    await follow(page)
    first = (await conditions(page))[0]["id"]
    clients = await asyncio.gather(
        *(opening(page, first if at % 2 else "*", compression=None) for at in range(200))
    )
    for one in clients:
        await heard(one, "membership")
    for at in range(100, 120):
        page.conditions[0].enter(f"{at:06}")
    told = await asyncio.gather(*(events_of(one, 20) for one in clients))
    every = [one["id"] for one in await until_events(page, 20)]
    assert all(one == every for one in told)
    status = (await page.client.get("/api/v1/status")).json()
    assert status["listeners"] == 200
    await asyncio.gather(*(one.close() for one in clients))


@asynccontextmanager
async def sleeper(page: Page, which: object) -> AsyncIterator[ClientConnection]:
    """A client that reads nothing but what it is asked to, behind a very narrow line."""
    host, port = page.url.removeprefix("http://").split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    line.connect((host, int(port)))
    line.setblocking(False)
    async with opening(page, which, sock=line, max_queue=1, compression=None) as one:
        yield one


async def test_a_client_that_sleeps_holds_nobody_up_is_dropped_and_resumes(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TAKEN_WITHIN", 1.0)
    first = (await conditions(page))[0]["id"]
    await follow(page, "1", destination="telegram:1001")
    count = 2_000
    async with sleeper(page, first) as slow, opening(page, first, max_queue=None) as awake:
        last = json.loads(await slow.recv())["last"]
        await heard(awake, "membership")
        awakes = asyncio.create_task(events_of(awake, count))
        for at in range(count):
            (page.conditions[0].enter if at % 2 == 0 else page.conditions[0].leave)(SAMSUNG)
            if at % 100 == 99:
                await asyncio.sleep(0.01)
        assert await awakes == list(range(last + 1, last + count + 1))
        page.conditions[1].enter(HYNIX)
        assert "SK하이닉스" in await page.on.hears()
        await asyncio.sleep(1.5)  # it has stopped reading for so long
        had: list[int] = []
        with pytest.raises(ConnectionClosedError, match=r"4008.*too slow"):
            await drain(slow, had)
        assert 0 < len(had) < count
    async with opening(page, first, since=had[-1]) as again:
        had += await events_of(again, count - len(had))
    assert had == list(range(last + 1, last + count + 1))
