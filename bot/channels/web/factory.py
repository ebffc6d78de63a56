"""The application: routes, what they share, and how they refuse."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from starlette.exceptions import HTTPException

from bot.channels.web import refusing
from bot.channels.web.api.about import ABOUT, TAGS
from bot.channels.web.api.describing import Described
from bot.channels.web.assets import Assets
from bot.channels.web.desk import Gate
from bot.channels.web.door import Answer, Door
from bot.channels.web.problems import Problem
from bot.channels.web.readiness import Writable
from bot.channels.web.routers import ROUTERS
from bot.channels.web.throttle import Limits, Throttle
from bot.messages import Mount
from core.errors import BotError

STATIC = Path(__file__).parent / "static"


def build(
    gate: Gate | None = None,
    *,
    lang: str = "ko",
    limits: Limits | None = None,
    mounts: Sequence[Mount] = (),
) -> FastAPI:
    """Return the application; it answers 503 until a desk is seated.

    `lang` is the bot's language; `mounts` are paths that other faces answer, requests signed.
    """
    limits = limits or Limits()
    app = Described(
        title="Kiwoom condition bot",
        version=version("kiwoom-condition-bot"),
        description=ABOUT,
        openapi_tags=[{"name": name, "description": said} for name, said in TAGS.items()],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.gate = gate or Gate()
    app.state.throttle = Throttle(limits)
    app.state.lang = lang
    app.state.desk = None
    app.state.writable = Writable()
    connected: set[Answer] = set()
    app.state.listening = connected.__len__
    for router in ROUTERS:
        app.include_router(router)
    if STATIC.is_dir():
        app.mount("/static", Assets(directory=STATIC), name="static")
    app.add_exception_handler(Problem, refusing.on_problem)
    app.add_exception_handler(BotError, refusing.on_error)
    app.add_exception_handler(HTTPException, refusing.on_status)
    app.add_exception_handler(RequestValidationError, refusing.on_invalid)
    app.add_exception_handler(WebSocketRequestValidationError, refusing.on_invalid)
    signed = {mount.path: mount.app for mount in mounts}
    app.add_middleware(
        Door, limits=limits, refuse=refusing.refuse, signed=signed, connected=connected
    )
    return app
