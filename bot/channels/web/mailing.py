"""The page behind the link in a mail: whoever holds the mail may end what comes there."""

from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.desk import desk_of, throttle_of
from bot.channels.web.guard import address_of
from bot.channels.web.pages.rendering import render
from bot.channels.web.problems import Problem
from core.model import Destination
from core.services.endings import Endings

router = APIRouter(include_in_schema=False)


@router.get("/mail/{ticket}")
async def ask(request: Request, ticket: str) -> Response:
    """Show buttons; mail programs follow links by themselves, and that ends nothing."""
    address, condition_id = await _read(request, ticket)
    names = await _endings(request).followed(address)
    return _page(
        request,
        state="ask" if names or address not in _endings(request).left else "nothing",
        address=address.chat,
        condition=condition_id if condition_id in names else 0,
        name=names.get(condition_id, ""),
    )


@router.post("/mail/{ticket}")
async def end(request: Request, ticket: str) -> Response:
    """End what the button says; without one (RFC 8058, one click) what the link is for."""
    address, condition_id = await _read(request, ticket)
    said = parse_qs((await request.body()).decode("utf-8", "replace")).get("condition", [""])[0]
    wanted = 0 if said == "0" else condition_id
    names = await _endings(request).followed(address)
    await _endings(request).end(address, wanted)
    name = names.get(wanted, "")
    state = "nothing" if wanted and not name else "done_one" if wanted else "done"
    return _page(request, state=state, address=address.chat, condition=wanted, name=name)


async def _read(request: Request, ticket: str) -> tuple[Destination, int]:
    """Return whose mails of what a ticket ends; raises Problem 404, 429 after many wrong ones."""
    throttle, address = throttle_of(request), address_of(request)
    if wait := throttle.locked_for(address):
        raise Problem(429, "problem.too_many_wrong", seconds=str(wait))
    found = _endings(request).read_ticket(ticket)
    if found is None:
        await throttle.wrong(address)
        raise Problem(404, "mail.page_wrong")
    return found


def _endings(request: Request) -> Endings:
    return desk_of(request).engine.mail.endings


def _page(request: Request, **context: Any) -> Response:
    return render(request, "mailing.html", **context)
