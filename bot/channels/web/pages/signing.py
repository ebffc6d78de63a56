"""Signing in by a link from a chat or by a token, and signing out."""

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.desk import desk_of, gate_of, throttle_of
from bot.channels.web.guard import COOKIE, Viewer, address_of, by_token
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import Problem
from core.services.keys import SESSION_LASTS, Made

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def ask(request: Request) -> Response:
    """Ask for a token; a link from a chat is the easier way."""
    return render(request, "sign_in.html")


@router.post("/sign-in")
async def by_hand(request: Request) -> Response:
    """Begin a session for who knows a token."""
    said = parse_qs((await request.body()).decode("utf-8", "replace")).get("token", [""])[0]
    identity = await by_token(request, said.strip())
    if desk_of(request).access.role(identity) is None:
        raise Problem(401, "problem.no_rights")
    return _begun(request, await desk_of(request).engine.keys.begin_session(identity))


@router.get("/sign-in/{link}")
async def show(request: Request, link: str) -> Response:
    """Show a button; looking at a link, as chats do for a preview, does not use it up."""
    good = await desk_of(request).engine.keys.open_link(link) is not None
    return render(request, "sign_in_link.html", status=200 if good else 410, good=good)


@router.post("/sign-in/{link}")
async def spend(request: Request, link: str) -> Response:
    """Use a link up and begin the session; raises Problem where it is good no more."""
    throttle, address = throttle_of(request), address_of(request)
    if wait := throttle.locked_for(address):
        raise Problem(429, "problem.too_many_wrong", seconds=str(wait))
    made = await desk_of(request).engine.keys.spend_link(link)
    if made is None:
        await throttle.wrong(address)
        raise Problem(410, "problem.link_gone")
    return _begun(request, made)


@router.post("/sign-out")
async def leave(request: Request, caller: Viewer) -> Response:  # noqa: ARG001 who may
    """End this session."""
    if secret := request.cookies.get(COOKIE):
        await desk_of(request).engine.keys.end_session(secret)
    return _over()


@router.post("/sign-out/everywhere")
async def leave_everywhere(request: Request, caller: Viewer) -> Response:
    """End every session of whoever asks."""
    engine = desk_of(request).engine
    kin = engine.people.kin(caller.identity) or (caller.identity,)
    await engine.keys.sign_out(kin)
    return _over()


def _begun(request: Request, made: Made) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE,
        made.secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=gate_of(request).secure or request.url.scheme == "https",
    )
    return answer


def _over() -> Response:
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer
