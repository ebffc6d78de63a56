"""A local Kiwoom: REST and WebSocket on one port of the loopback interface.

    async with Simulator(seed=1) as sim:
        print(sim.base_url, sim.ws_url)

The broker's own addresses are `/oauth2/token`, `/oauth2/revoke`, `/api/dostk/...` and, for
sockets, `/api/dostk/websocket`. Four more steer a running simulator, from this machine only:

    POST /simulator/faults   {"mute_pushes": true}   sets faults and answers with all of them
    POST /simulator/kick     "another program logged in": R10001 and close 1000
    POST /simulator/drop     aborts the sockets' TCP connections without a close frame
    POST /simulator/revoke   makes every token invalid
"""

import asyncio
import contextlib
import ipaddress
import json
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from core.clock import Clock, SystemClock
from core.simulator.conditions import Condition, standard_conditions
from core.simulator.faults import Faults
from core.simulator.hours import Hours, HoursName
from core.simulator.market import Market
from core.simulator.oauth import Tokens
from core.simulator.rest import Rest, cut
from core.simulator.session import Session
from core.simulator.world import Request, World

_FAREWELL = 1.0  # seconds a client has for its own close frame
WS_PATH = "/api/dostk/websocket"


class Simulator:
    """The server, and the handles by which a test or a demo plays with it."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 1,
        speed: float = 1.0,
        hours: HoursName = "always",
        faults: Faults | None = None,
        conditions: Sequence[Condition] | None = None,
        app_key: str = "demo-app-key",
        app_secret: str = "demo-app-secret",  # noqa: S107 - public, and meant to be
        tick: float = 0.25,
    ) -> None:
        self._clock = clock or SystemClock()
        self._tick = tick
        self.app_key = app_key
        self.app_secret = app_secret
        self.faults = faults or Faults()
        self.market = Market(seed, Hours(hours), self._clock.now(), speed)
        tokens = Tokens(app_key, app_secret, self.faults)
        self._world = World(self._clock, self.market, tokens, self.faults, seed)
        chosen = standard_conditions() if conditions is None else conditions
        self._world.arrange([(condition.seq, condition) for condition in chosen])
        self._rest = Rest(self._world)
        self._sockets: set[Session] = set()
        self._runner: web.AppRunner | None = None
        self._moving: asyncio.Task[None] | None = None
        self.host = "127.0.0.1"
        self.port = 0

    @property
    def base_url(self) -> str:
        """Return the address REST clients need."""
        return f"http://{self.host}:{self.port}"

    @property
    def ws_url(self) -> str:
        """Return the address WebSocket clients need."""
        return f"ws://{self.host}:{self.port}{WS_PATH}"

    @property
    def conditions(self) -> list[Condition]:
        """Return the conditions on offer."""
        return list(self._world.conditions)

    @property
    def requests(self) -> list[Request]:
        """Return what was received, oldest first: kind, api-id or trnm, and the payload."""
        return list(self._world.requests)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen, let the market move, and return the port; OSError where it is taken."""
        app = web.Application()
        app.add_routes([*self._rest.routes(), web.get(WS_PATH, self._serve_socket)])
        app.add_routes([web.post("/simulator/{what}", self._control)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_FAREWELL)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.host, self.port = runner.addresses[0][:2]
        self._moving = asyncio.create_task(self._move())
        return self.port

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        self._rest.stopping.set()
        await self._say_goodbye()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._moving is not None:
            self._moving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._moving

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def kick(self) -> None:
        """Play "another program logged in with this key"."""
        self._world.kick(self.app_key)

    def drop(self) -> None:
        """Abort the sockets' TCP connections without a close frame."""
        for session in list(self._sockets):
            session.drop()

    def push(self, text: str) -> None:
        """Send raw text to every session that is logged in."""
        for session in list(self._world.sessions):
            session.send_text(text)

    def set_conditions(self, conditions: Sequence[tuple[str, Condition]]) -> None:
        """Offer exactly these conditions at these addresses, as after an edit on the PC.

        A subscription goes on with the condition it was made for, under its old address.
        """
        self._world.arrange(conditions)

    def revoke_tokens(self) -> None:
        """Make every token issued so far invalid."""
        self._world.tokens.revoke_all()

    async def _say_goodbye(self) -> None:
        sessions = list(self._sockets)
        for session in sessions:
            session.go_away()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                for session in sessions:
                    await session.over.wait()

    async def _move(self) -> None:
        while True:
            self._world.advance()
            await self._clock.sleep(self._tick)

    async def _serve_socket(self, request: web.Request) -> web.StreamResponse:
        if self.faults.refuse_connections:
            return cut(request)
        socket = web.WebSocketResponse(timeout=_FAREWELL)
        await socket.prepare(request)
        session = Session(self._world, socket, request)
        self._sockets.add(session)
        try:
            await session.run()
        finally:
            self._sockets.discard(session)
        return socket

    async def _control(self, request: web.Request) -> web.StreamResponse:
        if not _is_local(request.remote):
            raise web.HTTPForbidden(text="Only from this machine.")
        deeds: dict[str, Callable[[], None]] = {
            "kick": self.kick,
            "drop": self.drop,
            "revoke": self.revoke_tokens,
        }
        what = request.match_info["what"]
        if what == "faults":
            return await self._set_faults(request)
        if what not in deeds:
            raise web.HTTPNotFound(text="There are faults, kick, drop and revoke.")
        deeds[what]()
        return web.json_response({"done": what})

    async def _set_faults(self, request: web.Request) -> web.StreamResponse:
        try:
            self.faults.update(_object(await request.text()))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        return web.json_response(self.faults.values())


async def serve(
    host: str = "127.0.0.1",
    port: int = 8900,
    speed: float = 1.0,
    seed: int = 1,
    faults: Faults | None = None,
) -> None:
    """Run a simulator until cancelled, after one line that says where it is."""
    simulator = Simulator(seed=seed, speed=speed, faults=faults)
    await simulator.start(host, port)
    print(  # noqa: T201 - the line a person reads
        f"Kiwoom simulator: KIWOOM_BASE_URL={simulator.base_url} KIWOOM_WS_URL={simulator.ws_url}"
        f" KIWOOM_APP_KEY={simulator.app_key} KIWOOM_APP_SECRET={simulator.app_secret}",
        flush=True,
    )
    try:
        await asyncio.Event().wait()
    finally:
        await simulator.stop()


def _object(text: str) -> dict[str, Any]:
    values = json.loads(text or "{}")
    if isinstance(values, dict):
        return values
    raise ValueError("Send a JSON object of names to values.")


def _is_local(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
