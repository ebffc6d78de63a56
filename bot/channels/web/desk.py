"""What the routes of the web face work with, and how its door is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from bot.access import Access
from bot.channels.web.throttle import Throttle
from bot.messages import Incoming, Reply
from core.clock import Clock
from core.engine import Engine

LangOf = Callable[[str, str], str]
"""the language of an identity, and of what its browser speaks (`en-US`)"""


def _default(_identity: str, _heard: str) -> str:
    return "ko"


@dataclass(slots=True)
class Desk:
    """The engine and who may use it; put on the app once the engine exists."""

    engine: Engine
    access: Access
    clock: Clock
    handle: Callable[[Incoming], Awaitable[Reply | None]]
    lang: str = "ko"
    """the language of who has chosen none"""
    address: str = ""
    """where people reach the page, `http://127.0.0.1:8080`"""
    lang_of: LangOf = _default
    """the language a person chose, else the one their browser speaks, else `lang`"""


@dataclass(frozen=True, slots=True)
class Gate:
    """How the door is kept: `token` is WEB_TOKEN, `url` is WEB_URL.

    `open`: there is no token, and nothing but this machine reaches the page. `proxies` are the
    addresses and networks that are believed about who called them, unless it is open.
    """

    token: str = field(default="", repr=False)
    open: bool = True
    url: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")

    @property
    def believed(self) -> tuple[str, ...]:
        """Return the proxies whose word counts: none where the page asks nobody for a token."""
        return () if self.open else self.proxies

    @property
    def secure(self) -> bool:
        """Return whether people come by https, so that cookies need travel by nothing else."""
        return self.url.startswith("https:")


def seat(app: FastAPI, desk: Desk) -> None:
    """Let the routes of an app work with this desk."""
    app.state.desk = desk


def desk_of(connection: HTTPConnection) -> Desk:
    """Return the desk behind a request or a WebSocket."""
    desk: Desk = connection.app.state.desk
    return desk


def seated(connection: HTTPConnection) -> bool:
    """Return whether the engine exists already."""
    return getattr(connection.app.state, "desk", None) is not None


def gate_of(connection: HTTPConnection) -> Gate:
    """Return how the door is kept."""
    gate: Gate = connection.app.state.gate
    return gate


def throttle_of(connection: HTTPConnection) -> Throttle:
    """Return what counts the requests of each address and person."""
    throttle: Throttle = connection.app.state.throttle
    return throttle
