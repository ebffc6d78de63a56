"""Who was let in, their roles, and invitations: for owners."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.api.describing import CHANGING, OWNERS, named, refusals
from bot.channels.web.api.schemas import LARGEST_ID, RoleName
from bot.channels.web.api.schemas_running import InviteIn, InviteOut, PersonOut, RoleIn
from bot.channels.web.conversation import chat_of
from bot.channels.web.desk import Desk, desk_of
from bot.channels.web.guard import Owner
from bot.channels.web.pages.asking import written_down
from core.model import Person, Role
from core.services import codes
from core.services.people import Speaker

router = APIRouter(prefix="/api/v1", tags=["people"], generate_unique_id_function=named)

PersonId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="the person's id", examples=[2])]
_REFUSED = ("need_owner", "unknown_person", "listed_owner", "last_owner")

_NAMES: dict[Role, RoleName] = {
    Role.VIEWER: "viewer",
    Role.TRADER: "trader",
    Role.OWNER: "owner",
}


@router.get("/people", responses=refusals("need_owner"), dependencies=OWNERS)
async def list_people(request: Request) -> list[PersonOut]:
    """List everybody, owners first."""
    desk = desk_of(request)
    return [_shown(desk, one) for one in desk.engine.people.everybody()]


@router.patch("/people/{person_id}", responses=refusals(*_REFUSED, *CHANGING))
async def change_role(
    request: Request, caller: Owner, person_id: PersonId, wanted: RoleIn
) -> PersonOut:
    """Give somebody another role; not to whom OWNERS names, nor to the last owner."""
    desk = desk_of(request)
    people = desk.engine.people
    person, role = people.find(f"#{person_id}"), Role[wanted.role.upper()]
    async with written_down(desk, caller, "people", f"#{person_id} {wanted.role}"):
        if people.rank(person) is not role:
            person = await people.change(person, role)
    return _shown(desk, person)


@router.delete("/people/{person_id}", status_code=204, responses=refusals(*_REFUSED))
async def remove_person(request: Request, caller: Owner, person_id: PersonId) -> Response:
    """Make a stranger of somebody, now, and end what they follow."""
    desk = desk_of(request)
    person = desk.engine.people.find(f"#{person_id}")
    async with written_down(desk, caller, "people", f"#{person_id} remove"):
        await desk.engine.people.remove(person)
    return Response(status_code=204)


@router.post("/invites", status_code=201, responses=refusals("need_owner", *CHANGING))
async def invite(request: Request, caller: Owner, wanted: InviteIn) -> InviteOut:
    """Make an invitation, good once and for a while; its code is shown this once."""
    desk, role = desk_of(request), Role[wanted.role.upper()]
    people = desk.engine.people
    speaker = Speaker(caller.identity, "", chat_of(caller.identity), private=True)
    async with written_down(desk, caller, "invite", f"{wanted.role} {wanted.minutes}m"):
        issued = await people.invite(speaker, role, timedelta(minutes=wanted.minutes))
    return InviteOut(
        code=codes.shown(issued.code),
        role=wanted.role,
        expires_at=issued.expires_at,
        link=people.deep_link(issued.code),
    )


def _shown(desk: Desk, person: Person) -> PersonOut:
    people = desk.engine.people
    role = people.rank(person)
    return PersonOut(
        id=person.id,
        name=person.name,
        role=_NAMES[role] if role else None,
        owner_by_settings=people.listed(person),
        identities=list(person.identities),
        since=person.since,
        invited_by=person.invited_by,
        places=[str(one.destination) for one in person.places],
    )
