"""What is answered about people: invitations, links, the list and who is in it."""

from collections.abc import Sequence

from bot.messages import Button, Doc, Line, Reply, Text, bold
from bot.render.figures import duration
from bot.render.measure import clip
from bot.render.notices import where
from bot.render.replies import page_count, said
from bot.render.voice import Voice
from core.clock import KST
from core.model import Destination, Person, Role
from core.services import codes
from core.services.people import Circle, Issued, Redeemed

ON_A_PAGE = 10
_NAME = 40
_LABEL = 24

Rows = tuple[tuple[Button, ...], ...]


def role_name(voice: Voice, role: Role | None) -> str:
    """Return a role in words."""
    return voice.text(f"people.role_{role.name.lower() if role else 'none'}")


def name_of(voice: Voice, person: Person) -> str:
    """Return what a person is called, or where they are where nobody knows."""
    return clip(person.name or where(voice, person.identities[0]), _NAME)


def invited(voice: Voice, issued: Issued, link: str) -> Reply:
    """Return an invitation: what it gives, for how long, how it is used, what they will see."""
    role = issued.role or Role.VIEWER
    lines = list(
        voice.lines("people.invited", role=role_name(voice, role), time=_lasting(voice, issued))
    )
    if link:
        lines += voice.lines("people.invited_link", link=link)
    lines += voice.lines("people.invited_code" if link else "people.invited_only_code")
    lines += voice.lines("people.invited_command", code=codes.shown(issued.code))
    lines += voice.lines(f"people.invited_{role.name.lower()}")
    return Reply(Doc(tuple(lines)))


def not_needed(voice: Voice, redeemed: Redeemed) -> Reply:
    """Say that an invitation gave nothing new."""
    return Reply(Doc(voice.lines("people.welcome_again", role=role_name(voice, redeemed.role))))


def welcome(voice: Voice, redeemed: Redeemed, greeting: Reply) -> Reply:
    """Say what an invitation gave, before the greeting."""
    first = voice.lines("people.welcome", role=role_name(voice, redeemed.role))
    return Reply(Doc((*first, *greeting.doc.parts)), greeting.buttons)


def in_already(voice: Voice, role: Role, greeting: Reply) -> Reply:
    """Greet somebody whose code is of no use any more, and who needs none."""
    first = voice.lines("people.in_already", role=role_name(voice, role))
    return Reply(Doc((*first, *greeting.doc.parts)), greeting.buttons)


def people_wrong(voice: Voice, person: Person) -> Reply:
    """Say what may follow a person's name."""
    example = f"{voice.spell('people')} {name_of(voice, person)} {role_name(voice, Role.VIEWER)}"
    return said(voice, "people.people_wrong", example=example)


def linked(voice: Voice, redeemed: Redeemed) -> Reply:
    """Say that this chat is linked now."""
    return Reply(Doc(voice.lines("people.linked", role=role_name(voice, redeemed.role))))


def link_offer(voice: Voice, issued: Issued, link: str, person: Person, speaking: str) -> Reply:
    """Return a link code, how it is used, and what is linked already, to be unlinked."""
    lines = list(voice.lines("people.link_offer", time=_lasting(voice, issued)))
    lines += voice.lines("people.link_command", code=codes.shown(issued.code))
    if link:
        lines.append((Text(link),))
    lines += voice.lines("people.link_warning")
    return Reply(
        Doc((*lines, (), *_linked_lines(voice, person, speaking))),
        (*_unlink_rows(voice, person, speaking), (_button(voice, "link_again", "/link"),)),
    )


def links(voice: Voice, person: Person, speaking: str) -> Reply:
    """Ask which link is to end."""
    rows = _unlink_rows(voice, person, speaking)
    return Reply(Doc(voice.lines("people.unlink_choose" if rows else "people.link_none")), rows)


def unlinked(voice: Voice, person: Person, speaking: str, said: str) -> Reply:
    """Confirm that a link has ended, and show what is left."""
    first = voice.lines("people.unlinked", what=where(voice, said))
    lines = (*first, (), *_linked_lines(voice, person, speaking))
    return Reply(Doc(lines), _unlink_rows(voice, person, speaking))


def pages(circle: Circle) -> int:
    """Return how many pages everybody takes."""
    return page_count(len(circle.everybody()), ON_A_PAGE)


def listed(voice: Voice, circle: Circle, page: int) -> Reply:
    """List everybody, owners first, with a button for each."""
    everybody, last = circle.everybody(), pages(circle)
    page = min(page, last)
    shown = everybody[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    head = voice.line("people.list", count=len(everybody))
    if last > 1:
        head = (*head, Text(f" · {voice.text('answer.page', page=page, pages=last)}"))
    lines: list[Line] = [head, ()]
    for one in shown:
        lines += _person_lines(voice, circle, one)
    lines += [(), *voice.lines("people.list_legend")]
    rows: list[tuple[Button, ...]] = [
        (Button(clip(name_of(voice, one), _LABEL), f"/people #{one.id}"),) for one in shown
    ]
    before = (_button(voice, "previous", f"/people {page - 1}"),) if page > 1 else ()
    after = (_button(voice, "next", f"/people {page + 1}"),) if page < last else ()
    return Reply(Doc(tuple(lines)), (*rows, *([(*before, *after)] if last > 1 else ())))


def card(voice: Voice, circle: Circle, person: Person, said: Sequence[Line] = ()) -> Reply:
    """Show one person, with the buttons that change what they may do."""
    lines = [*said, *([()] if said else ()), *_person_lines(voice, circle, person)]
    rows: list[tuple[Button, ...]] = []
    if not circle.listed(person):
        roles = [role for role in Role if role is not circle.rank(person)]
        rows = [
            tuple(
                _button(
                    voice, f"make_{role.name.lower()}", f"/people #{person.id} {role.name.lower()}"
                )
                for role in roles
            ),
            (_button(voice, "remove", f"/people #{person.id} remove"),),
        ]
    else:
        lines += [(), (Text(voice.text("people.by_settings")),)]
    return Reply(Doc(tuple(lines)), (*rows, (_button(voice, "people", "/people"),)))


def confirm(voice: Voice, person: Person, action: str) -> Reply:
    """Ask before somebody is removed or made an owner; the second press does it."""
    lines = voice.lines(f"people.confirm_{action}", name=name_of(voice, person))
    yes = _button(voice, f"{action}_yes", f"/people #{person.id} {action} yes")
    return Reply(Doc(lines), ((yes,), (_button(voice, "people", "/people"),)))


def removed(voice: Voice, person: Person) -> Reply:
    """Say that somebody is a stranger now."""
    lines = voice.lines("people.removed", name=name_of(voice, person))
    return Reply(Doc(lines), ((_button(voice, "people", "/people"),),))


# --- lines --------------------------------------------------------------------------------------


def _person_lines(voice: Voice, circle: Circle, person: Person) -> list[Line]:
    rank = role_name(voice, circle.rank(person))
    since = voice.text("people.since", day=f"{person.since.astimezone(KST):%Y-%m-%d}")
    about = [since]
    if person.invited_by:
        host = circle.person(person.invited_by)
        name = name_of(voice, host) if host else where(voice, person.invited_by)
        about.append(voice.text("people.invited_by", name=name))
    accounts = ", ".join(where(voice, identity) for identity in person.identities)
    return [
        (bold(name_of(voice, person)), Text(f" · {rank} · {' · '.join(about)}")),
        (Text(f"  {accounts}"),),
    ]


def _linked_lines(voice: Voice, person: Person, speaking: str) -> list[Line]:
    accounts = [
        voice.text("people.link_account", where=where(voice, one))
        + (f" · {voice.text('people.link_here')}" if one == speaking else "")
        for one in person.identities
    ]
    places = [where(voice, str(one)) for one in _places(person)]
    if len(accounts) + len(places) == 1:
        return [*voice.lines("people.link_none")]
    return [*voice.lines("people.link_list"), *((Text(f"· {one}"),) for one in accounts + places)]


def _unlink_rows(voice: Voice, person: Person, speaking: str) -> Rows:
    said = [one for one in person.identities if one != speaking]
    said += [str(one) for one in _places(person)]
    return tuple(
        (
            Button(
                clip(voice.text("button.unlink", what=where(voice, one)), _LABEL),
                f"/unlink {one}",
            ),
        )
        for one in said
        if len(f"/unlink {one}".encode()) <= 64
    )


def _places(person: Person) -> list[Destination]:
    """Return the linked chats, but for the private ones of accounts, which are told of already."""
    return [
        one.destination
        for one in person.places
        if one.destination.channel == "email"
        or not (one.private and one.identity in person.identities)
    ]


def _lasting(voice: Voice, issued: Issued) -> str:
    return duration(issued.lasting.total_seconds(), voice.lang)


def _button(voice: Voice, key: str, command: str) -> Button:
    return Button(voice.text(f"button.{key}"), command)
