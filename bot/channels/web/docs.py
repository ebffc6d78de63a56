"""Swagger and ReDoc, from files of our own: nothing is fetched from elsewhere."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from bot.channels.web.guard import Viewer
from bot.channels.web.pages.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request, caller: Viewer) -> JSONResponse:  # noqa: ARG001 who may
    """Return the description of the API."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
async def swagger(request: Request, caller: Viewer) -> HTMLResponse:
    """Show the API to try it out."""
    return render(request, "swagger.html", caller=caller)


@router.get("/redoc")
async def redoc(request: Request, caller: Viewer) -> HTMLResponse:
    """Show the API to read."""
    return render(request, "redoc.html", caller=caller)
