"""Whether it lives, whether it is ready, and its figures."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Owner
from bot.channels.web.metrics import exposition
from bot.channels.web.readiness import readiness
from bot.channels.web.speaking import language

router = APIRouter(tags=["health"])
_FRESH = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Whether the process answers; it asks nobody who they are")
async def healthz() -> JSONResponse:
    """Return that the process lives."""
    return JSONResponse({"alive": True}, headers=_FRESH)


@router.get("/readyz", summary="Whether the session is logged in and the database writable")
async def readyz(request: Request) -> JSONResponse:
    """Return 200 where everything a subscriber needs works, else 503 and the reasons."""
    found = await readiness(desk_of(request), language(request), request.app.state.writable)
    status = 503 if found.reasons else 200
    body = {"ready": not found.reasons, "session": found.session, "reasons": list(found.reasons)}
    return JSONResponse(body, status, headers=_FRESH)


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
async def metrics(request: Request, owner: Owner) -> Response:  # noqa: ARG001 who may
    """Return the figures as Prometheus reads them."""
    text, kind = await exposition(desk_of(request).engine, request.app.state.listening())
    return Response(text, media_type=kind, headers=_FRESH)
