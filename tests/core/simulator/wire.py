"""A client by hand: what tests say to the simulator, byte for byte."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp

from core.clock import KST, SystemClock
from core.simulator.server import Simulator

Frame = dict[str, Any]

PATIENCE = 5.0


class HandClock(SystemClock):
    """A market time that stands where a test puts it; waits stay real."""

    def __init__(self, *when: int) -> None:
        self.at = datetime(*when, tzinfo=KST)  # type: ignore[arg-type,misc]

    def now(self) -> datetime:
        return self.at


class StillClock(HandClock):
    """A clock whose seconds stand still, too, so that no bucket fills up again."""

    def monotonic(self) -> float:
        return 0.0


class Wire:
    """One WebSocket connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def text(self) -> str:
        return await self.socket.receive_str(timeout=PATIENCE)

    async def receive(self) -> Frame:
        frame = json.loads(await self.text())
        assert isinstance(frame, dict)
        return frame

    async def ask(self, **frame: Any) -> Frame:
        """Send and return the reply, passing over pushes and PINGs."""
        await self.send(**frame)
        while True:
            answer = await self.receive()
            if answer["trnm"] == frame["trnm"] and "return_code" in answer:
                return answer

    async def hears(self, trnm: str) -> Frame:
        """Return the next frame of that kind, passing over others."""
        while (frame := await self.receive())["trnm"] != trnm:
            pass
        return frame

    async def hears_nothing(self, seconds: float = 0.15) -> bool:
        try:
            await self.socket.receive(timeout=seconds)
        except TimeoutError:
            return True
        return False

    async def ends(self) -> int | None:
        """Read until the connection ends and return the close code."""
        while True:
            message = await self.socket.receive(timeout=PATIENCE)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return int(message.data)
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                return self.socket.close_code

    async def list_then_subscribe(self, seq: str) -> Frame:
        await self.ask(trnm="CNSRLST")
        return await self.subscribe(seq)

    async def subscribe(self, seq: str) -> Frame:
        return await self.ask(trnm="CNSRREQ", seq=seq, search_type="1", stex_tp="K")

    async def search(self, seq: str, cont_yn: str = "N", next_key: str = "") -> Frame:
        return await self.ask(
            trnm="CNSRREQ",
            seq=seq,
            search_type="0",
            stex_tp="K",
            cont_yn=cont_yn,
            next_key=next_key,
        )


class Person:
    """Somebody with an app key and any number of connections."""

    def __init__(self, sim: Simulator, http: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.http = http
        self.token = ""

    async def post(self, path: str, body: Any, **headers: str) -> aiohttp.ClientResponse:
        return await self.http.post(self.sim.base_url + path, json=body, headers=headers)

    async def issue(self, **change: str) -> Frame:
        body = {
            "grant_type": "client_credentials",
            "appkey": self.sim.app_key,
            "secretkey": self.sim.app_secret,
        } | change
        answer = await (await self.post("/oauth2/token", body)).json()
        self.token = answer.get("token", "")
        assert isinstance(answer, dict)
        return answer

    async def transact(
        self, api_id: str, path: str = "/api/dostk/stkinfo", **body: str
    ) -> tuple[int, Frame]:
        if not self.token:
            await self.issue()
        headers = {"api-id": api_id, "authorization": f"Bearer {self.token}"}
        response = await self.post(path, body, **headers)
        return response.status, await response.json()

    async def connect(self) -> Wire:
        return Wire(await self.http.ws_connect(self.sim.ws_url))

    async def login(self) -> Wire:
        if not self.token:
            await self.issue()
        wire = await self.connect()
        answer = await wire.ask(trnm="LOGIN", token=self.token)
        assert answer["return_code"] == 0, answer
        return wire


@contextlib.asynccontextmanager
async def running(**options: Any) -> AsyncIterator[tuple[Simulator, Person]]:
    """Run a simulator whose market rests, unless told otherwise, and somebody to use it."""
    sim = Simulator(**{"tick": 60.0} | options)
    sim.faults.login_delay = min(sim.faults.login_delay, 0.01)
    async with sim, aiohttp.ClientSession() as http:
        yield sim, Person(sim, http)


async def until(condition: Any) -> None:
    """Wait, for a moment, until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
