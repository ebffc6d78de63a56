"""`/subscriptions`: everything a person follows, and how each is told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Caller, Viewer
from bot.channels.web.pages.asking import (
    Given,
    given,
    said,
    sorry,
    voice_of,
    word,
    written_down,
)
from bot.channels.web.pages.following import (
    Place,
    answers,
    followed,
    form,
    named,
    places,
    row,
    silences,
)
from bot.channels.web.pages.rendering import render
from bot.channels.web.pages.tools import tools_of
from bot.channels.web.problems import Problem
from bot.messages import Doc
from bot.render.following import Silence
from bot.render.why import capacity_lines
from core.engine import SubscriptionState
from core.errors import BotError
from core.model import PLAIN, Condition, Destination

router = APIRouter(include_in_schema=False)

_NOTHING: Mapping[str, str] = {}


@router.get("/subscriptions")
async def subscriptions(request: Request, caller: Viewer, new: str = "") -> Response:
    """List what somebody follows; `new` names a condition to begin with."""
    return await _page(request, caller, "subscriptions.html", new=new)


@router.get("/subscriptions/list")
async def listed(request: Request, caller: Viewer) -> Response:
    """List it again."""
    return await _page(request, caller, "subscriptions_list.html")


@router.get("/subscriptions/new")
async def new(request: Request, caller: Viewer, condition: str = "") -> Response:
    """Show the form of a new subscription."""
    desk, voice = desk_of(request), voice_of(caller)
    try:
        states = await desk.engine.conditions()
    except BotError as error:
        return _told(request, caller, sorry(voice, error), wrong=True)
    conditions = [state.condition for state in states]
    if not conditions:
        return _told(request, caller, said(voice, "board.no_conditions"), wrong=True)
    meant = next((each for each in conditions if str(each.id) == condition), conditions[0])
    return render(
        request,
        "subscriptions_form.html",
        caller=caller,
        action="/subscriptions",
        form=form(voice, meant, PLAIN, caller.identity, desk),
        errors=_NOTHING,
        conditions=conditions,
        meant=meant,
        places=await places(desk, caller, voice),
        place="",
    )


@router.post("/subscriptions")
async def begin(request: Request, caller: Viewer) -> Response:
    """Follow a condition in one of the person's chats."""
    desk, voice, sent = desk_of(request), voice_of(caller), await given(request)
    condition, place = await _meant(desk, caller, sent)
    filled = tools_of(request).fill(voice.lang, answers(sent))
    if filled.errors:
        return await _again(request, caller, sent, filled.errors)
    options = tools_of(request).options(filled.said)

    async def follow() -> Doc:
        async with written_down(desk, caller, "subscribe", f"#{condition.id} {filled.said}"):
            answer = await desk.engine.subscribe(
                condition, place.destination, caller.identity, options
            )
        key = "begun" if answer.created else "begun_already"
        return said(voice, f"board.{key}", name=condition.name, place=place.label)

    return await _done(request, caller, follow)


@router.get("/subscriptions/{subscription_id}/form")
async def asked(request: Request, caller: Viewer, subscription_id: int) -> Response:
    """Show how a subscription is told, to be changed."""
    desk, voice = desk_of(request), voice_of(caller)
    state = await _mine(desk, caller, subscription_id)
    condition, options = state.subscription.condition, state.subscription.options
    return render(
        request,
        "subscriptions_form.html",
        caller=caller,
        action=f"/subscriptions/{subscription_id}",
        form=form(voice, condition, options, caller.identity, desk),
        errors=_NOTHING,
        conditions=[],
        meant=condition,
        places=[],
        place=str(state.subscription.destination),
    )


@router.post("/subscriptions/preview")
async def preview(request: Request, caller: Viewer) -> Response:
    """Say what a subscription is likely to bring, as the form stands."""
    desk, voice, sent = desk_of(request), voice_of(caller), await given(request)
    filled = tools_of(request).fill(voice.lang, answers(sent))
    if filled.errors:
        return _told(request, caller, Doc(()), wrong=False)
    condition, place = await _meant(desk, caller, sent)
    options = tools_of(request).options(filled.said)
    try:
        capacity = await desk.engine.capacity(condition, place.destination, options)
    except BotError as error:
        return _told(request, caller, sorry(voice, error), wrong=True)
    return _told(request, caller, Doc(capacity_lines(voice, capacity)), wrong=capacity.exceeds)


@router.post("/subscriptions/{subscription_id}")
async def change(request: Request, caller: Viewer, subscription_id: int) -> Response:
    """Tell a subscription otherwise."""
    desk, voice, sent = desk_of(request), voice_of(caller), await given(request)
    one = (await _mine(desk, caller, subscription_id)).subscription
    filled = tools_of(request).fill(voice.lang, answers(sent))
    if filled.errors:
        return await _again(request, caller, sent, filled.errors, subscription_id)
    options = tools_of(request).options(filled.said)

    async def alter() -> Doc:
        async with written_down(desk, caller, "options", f"#{one.condition.id} {filled.said}"):
            await desk.engine.change(one.condition, one.destination, options)
        return said(voice, "board.changed", name=one.condition.name)

    return await _done(request, caller, alter)


@router.post("/subscriptions/{subscription_id}/{deed}")
async def act(request: Request, caller: Viewer, subscription_id: int, deed: str) -> Response:
    """Let a subscription sleep (`pause`), wake it (`resume`), or end it (`unsubscribe`)."""
    desk, voice = desk_of(request), voice_of(caller)
    deeds = {
        "pause": desk.engine.pause,
        "resume": desk.engine.wake,
        "unsubscribe": desk.engine.unsubscribe,
    }
    if deed not in deeds:
        raise Problem(404, "board.no_deed")
    one = (await _mine(desk, caller, subscription_id)).subscription

    async def do() -> Doc:
        async with written_down(desk, caller, deed, f"#{one.condition.id}"):
            await deeds[deed](one.condition, one.destination)
        return said(voice, f"board.done_{deed}", name=one.condition.name)

    return await _done(request, caller, do)


# --- the parts ----------------------------------------------------------------------------------


async def _page(
    request: Request, caller: Caller, template: str, note: Doc | None = None, new: str = ""
) -> Response:
    """Show a list; where the rows cannot be read, say so instead."""
    desk, voice = desk_of(request), voice_of(caller)
    states: list[SubscriptionState] = []
    silent: dict[Destination, Silence] = {}
    try:
        states = await followed(desk, caller)
        silent = await silences(desk, states)
    except BotError as error:
        note, states = sorry(voice, error), []
    now, requery = desk.clock.now(), tools_of(request).requery()
    rows = [
        row(voice, each, silent[each.subscription.destination], now, requery) for each in states
    ]
    return render(request, template, caller=caller, rows=rows, note=note, new=new)


async def _done(request: Request, caller: Caller, deed: Callable[[], Awaitable[Doc]]) -> Response:
    """Do something, and show the list with what came of it."""
    try:
        note = await deed()
    except BotError as error:
        note = sorry(voice_of(caller), error)
    return await _page(request, caller, "subscriptions_list.html", note)


async def _again(
    request: Request,
    caller: Caller,
    sent: Given,
    errors: Mapping[str, str],
    subscription_id: int = 0,
) -> Response:
    """Show a form with what is wrong in it, as it was filled in."""
    desk, voice = desk_of(request), voice_of(caller)
    condition, place = await _meant(desk, caller, sent)
    asked = form(voice, condition, PLAIN, caller.identity, desk)
    kept = tuple(
        replace(each, value=sent.get(each.key, ()) if each.many else word(sent, each.key))
        for each in asked.fields
    )
    states = [] if subscription_id else await desk.engine.conditions()
    return render(
        request,
        "subscriptions_form.html",
        caller=caller,
        status=422,
        action=f"/subscriptions/{subscription_id}" if subscription_id else "/subscriptions",
        form=replace(asked, fields=kept),
        errors=errors,
        conditions=[state.condition for state in states],
        meant=condition,
        places=[] if subscription_id else await places(desk, caller, voice),
        place=place.key,
    )


async def _mine(desk: Desk, caller: Caller, subscription_id: int) -> SubscriptionState:
    """Return one of the caller's own; Problem 404 for anything else, whosesoever it is."""
    found = named(await followed(desk, caller), subscription_id)
    if found is None:
        raise Problem(404, "board.no_subscription")
    return found


async def _meant(desk: Desk, caller: Caller, sent: Given) -> tuple[Condition, Place]:
    """Return the condition and the chat a form names; Problem 422 where it names none of theirs."""
    try:
        condition = await desk.engine.find(f"#{int(word(sent, 'condition'))}")
    except (ValueError, BotError):
        raise Problem(422, "board.no_condition") from None
    chats = await places(desk, caller, voice_of(caller))
    chat = next((each for each in chats if each.key == word(sent, "place")), None)
    if chat is None:
        raise Problem(422, "board.no_place")
    return condition, chat


def _told(request: Request, caller: Caller, doc: Doc, *, wrong: bool) -> Response:
    return render(request, "board_note.html", caller=caller, note=doc, wrong=wrong)
