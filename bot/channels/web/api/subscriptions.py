"""Who follows what: a caller's own, in their chats; an owner sees everybody's."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from fastapi.openapi.models import Example
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.api.describing import CHANGING, named, refusals
from bot.channels.web.api.optioned import options_of
from bot.channels.web.api.places import destination, followed, may_follow_in
from bot.channels.web.api.schemas import LARGEST_ID
from bot.channels.web.api.schemas_following import (
    DESTINATION,
    OF_A_CONDITION,
    OF_AN_EXPRESSION,
    Place,
    SubscriptionChange,
    SubscriptionIn,
    SubscriptionOut,
)
from bot.channels.web.api.shaping import subscribed
from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Caller, Viewer
from bot.channels.web.pages.asking import written_down
from bot.channels.web.problems import Problem
from core.engine import SubscriptionState
from core.errors import UnknownCondition
from core.model import PLAIN, Condition, Destination, Role
from core.services.algebra import One

router = APIRouter(
    prefix="/api/v1/subscriptions", tags=["subscriptions"], generate_unique_id_function=named
)

SubscriptionId = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="the subscription's id", examples=[3])
]
_LOCATION = {"description": "the path of the subscription", "schema": {"type": "string"}}
_EXAMPLES: dict[str, Example] = {
    "condition": {"summary": "a condition, in a Telegram chat", "value": OF_A_CONDITION},
    "expression": {"summary": "an expression, on the page", "value": OF_AN_EXPRESSION},
}


@router.get("", responses=refusals("need_owner"))
async def list_subscriptions(
    request: Request,
    caller: Viewer,
    place: Annotated[
        Place | None,
        Query(
            alias="destination",
            description=f"only those told there; {DESTINATION}",
            examples=["telegram:1001"],
        ),
    ] = None,
    everybody: Annotated[bool, Query(description="true: everybody's, for owners")] = False,
) -> list[SubscriptionOut]:
    """List what the caller follows, in whichever chat."""
    if everybody and caller.role is not Role.OWNER:
        raise Problem(403, "problem.need_owner")
    found = await followed(desk_of(request), caller, everybody=everybody)
    return [
        subscribed(one)
        for one in found
        if place is None or one.subscription.destination == destination(place)
    ]


@router.post(
    "",
    status_code=201,
    responses={
        200: {"model": SubscriptionOut, "description": "It was there already"},
        201: {"headers": {"Location": _LOCATION}},
        **refusals(
            "unknown_condition",
            "formula_wrong",
            "not_your_chat",
            "no_channel",
            "not_connected",
            *CHANGING,
        ),
    },
)
async def create_subscription(
    request: Request,
    response: Response,
    caller: Viewer,
    wanted: Annotated[SubscriptionIn, Body(openapi_examples=_EXAMPLES)],
) -> SubscriptionOut:
    """Follow a condition, or an expression over several, in a chat.

    It waits a little for the first look at who is inside. Where it is followed there already, it
    is given the options that are sent, and the answer is 200.
    """
    desk = desk_of(request)
    place = await _place(desk, caller, wanted.destination)
    condition = await _wanted(desk, wanted)
    before = await _at(desk, condition, place)
    options = None
    if wanted.options is not None:
        options = options_of(wanted.options, before.subscription.options if before else PLAIN)
    async with written_down(desk, caller, "subscribe", f"#{condition.id} {place}"):
        answer = await desk.engine.subscribe(condition, place, caller.identity, options)
    found = await _at(desk, condition, place)
    if found is None:
        raise Problem(404, "api.no_subscription")
    response.status_code = 201 if answer.created else 200
    response.headers["Location"] = f"{router.prefix}/{found.subscription.id}"
    return subscribed(found)


@router.get("/{subscription_id}", responses=refusals("no_subscription"))
async def read_subscription(
    request: Request, caller: Viewer, subscription_id: SubscriptionId
) -> SubscriptionOut:
    """Return one subscription."""
    return subscribed(await _mine(desk_of(request), caller, subscription_id))


@router.patch("/{subscription_id}", responses=refusals("no_subscription", *CHANGING))
async def change_subscription(
    request: Request, caller: Viewer, subscription_id: SubscriptionId, wanted: SubscriptionChange
) -> SubscriptionOut:
    """Tell it otherwise, pause it or wake it; what is left out stays as it is."""
    desk = desk_of(request)
    one = (await _mine(desk, caller, subscription_id)).subscription
    engine, where = desk.engine, f"#{one.condition.id} {one.destination}"
    if wanted.options is not None:
        options = options_of(wanted.options, one.options)
        async with written_down(desk, caller, "options", where):
            await engine.change(one.condition, one.destination, options)
    if wanted.paused is not None:
        async with written_down(desk, caller, "pause" if wanted.paused else "resume", where):
            turn = engine.pause if wanted.paused else engine.wake
            await turn(one.condition, one.destination)
    return subscribed(await _mine(desk, caller, subscription_id))


@router.delete(
    "/{subscription_id}", status_code=204, responses=refusals("no_subscription", "wrong_origin")
)
async def delete_subscription(
    request: Request, caller: Viewer, subscription_id: SubscriptionId
) -> Response:
    """Stop following a condition in a chat."""
    desk = desk_of(request)
    one = (await _mine(desk, caller, subscription_id)).subscription
    async with written_down(desk, caller, "unsubscribe", f"#{one.condition.id} {one.destination}"):
        await desk.engine.unsubscribe(one.condition, one.destination)
    return Response(status_code=204)


async def _wanted(desk: Desk, wanted: SubscriptionIn) -> Condition:
    """Return the condition that is to be followed, made where it stands for a new expression."""
    if wanted.expression is None:
        return _listed(desk, wanted.condition or 0)
    formula = await desk.engine.expression(wanted.expression)
    if isinstance(formula, One):
        return _listed(desk, formula.value.id)
    return await desk.engine.derive(formula)


def _listed(desk: Desk, condition_id: int) -> Condition:
    condition = desk.engine.condition(condition_id).condition
    if not condition.listed:
        raise UnknownCondition(said=condition.name)
    return condition


async def _place(desk: Desk, caller: Caller, said: str | None) -> Destination:
    if said is None:
        return chat_of(caller.identity)
    place = destination(said)
    if not await may_follow_in(desk, caller, place):
        raise Problem(403, "api.not_your_chat", said=said)
    if not desk.engine.has_channel(place.channel):
        raise Problem(422, "api.no_channel", said=place.channel)
    return place


async def _at(desk: Desk, condition: Condition, place: Destination) -> SubscriptionState | None:
    for one in await desk.engine.subscriptions(place):
        its = one.subscription
        if its.condition.id == condition.id and its.destination == place:
            return one
    return None


async def _mine(desk: Desk, caller: Caller, subscription_id: int) -> SubscriptionState:
    """Return a subscription of the caller's, or anybody's for an owner; Problem 404."""
    for one in await followed(desk, caller, everybody=caller.role is Role.OWNER):
        if one.subscription.id == subscription_id:
            return one
    raise Problem(404, "api.no_subscription")
