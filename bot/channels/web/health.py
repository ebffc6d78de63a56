"""Whether it lives, whether it is ready, and its figures."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web.api.describing import named, refusals
from bot.channels.web.api.schemas_running import AliveOut, ReadyOut
from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Owner
from bot.channels.web.metrics import exposition
from bot.channels.web.readiness import readiness
from bot.channels.web.speaking import language

router = APIRouter(tags=["health"], generate_unique_id_function=named)
_FRESH = {"Cache-Control": "no-store"}
_FIGURES = 'kiwoom_bot_channel_up{channel="telegram"} 1.0\n'


@router.get("/healthz", response_model=AliveOut)
async def healthz() -> JSONResponse:
    """Tell that the process lives; nobody is asked who they are."""
    return JSONResponse({"alive": True}, headers=_FRESH)


@router.get(
    "/readyz",
    response_model=ReadyOut,
    responses={503: {"model": ReadyOut, "description": "It is not, for these reasons"}},
)
async def readyz(request: Request) -> JSONResponse:
    """Tell whether the session is logged in and the database writable.

    Nobody is asked who they are. While the bot is starting the answer is a problem, 503 as well.
    """
    found = await readiness(desk_of(request), language(request), request.app.state.writable)
    status = 503 if found.reasons else 200
    body = {"ready": not found.reasons, "session": found.session, "reasons": list(found.reasons)}
    return JSONResponse(body, status, headers=_FRESH)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"example": _FIGURES}}, "description": "The figures"},
        **refusals("need_owner"),
    },
)
async def metrics(request: Request, owner: Owner) -> Response:  # noqa: ARG001 who may
    """Return the figures as Prometheus reads them, for owners."""
    text, kind = await exposition(desk_of(request).engine, request.app.state.listening())
    return Response(text, media_type=kind, headers=_FRESH)
