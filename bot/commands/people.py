"""The commands about people: who comes in, with what rights, and where else they are."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.commands import touring
from bot.commands.command import Asked
from bot.commands.spoken import page_number
from bot.messages import Reply
from bot.render import people as render
from bot.render import replies
from core.errors import CodeRefused, TooManyTries, UnknownPerson
from core.model import Person, Role
from core.services import codes
from core.services.people import Circle

_ROLES = {
    Role.VIEWER: ("viewer", "view", "보기", "보기로", "조회"),
    Role.TRADER: ("trader", "trade", "거래", "거래로", "매매"),
    Role.OWNER: ("owner", "주인", "주인으로", "소유자"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
_REMOVE = frozenset({"remove", "내보내기", "내보내", "삭제", "제거"})
_YES = frozenset({"yes", "네", "예", "확인"})
_UNITS = {
    "m": timedelta(minutes=1), "min": timedelta(minutes=1), "분": timedelta(minutes=1),
    "h": timedelta(hours=1), "시간": timedelta(hours=1),
    "d": timedelta(days=1), "일": timedelta(days=1), "w": timedelta(days=7),
}  # fmt: skip
_SPELLED = {"하루": timedelta(days=1), "이틀": timedelta(days=2), "일주일": timedelta(days=7)}
_TIME = re.compile(r"(\d{1,4})(min|m|분|h|시간|d|일|w)(?:동안|간)?")
_LASTS = timedelta(days=1)
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done to somebody: a role, or to `remove` them; `sure` at the second press."""

    who: str
    role: Role | None
    remove: bool
    sure: bool


async def start(asked: Asked) -> Reply:
    """Use a code up where one follows; else greet."""
    if codes.read(asked.said) is None:
        return await touring.start(asked)
    try:
        return await _redeem(asked)
    except (CodeRefused, TooManyTries):  # the link that let them in, opened again, greets as well
        circle = asked.engine.people
        person = circle.person(asked.person)
        role = circle.rank(person) if person else None
        if role is None:
            raise
        return render.in_already(asked.voice, role, await touring.start(asked))


async def invite(asked: Asked) -> Reply:
    """Make an invitation for a role, good once and for a while."""
    wanted = invitation(asked.said)
    if wanted is None:
        example = asked.command.shown_example(asked.voice)
        return replies.said(asked.voice, "people.invite_wrong", example=example)
    circle = asked.engine.people
    issued = await circle.invite(asked.speaker, *wanted)
    return render.invited(asked.voice, issued, circle.deep_link(issued.code))


async def link(asked: Asked) -> Reply:
    """Use a code up where one follows; else offer one, and show what is linked."""
    if asked.said:
        return await _redeem(asked)
    circle, voice = asked.engine.people, asked.voice
    if not asked.private:
        return replies.said(voice, "people.link_only_private")
    issued = await circle.offer_link(asked.speaker)
    person = circle.the_person(asked.person)
    elsewhere = circle.deep_link(issued.code) if asked.destination.channel != "telegram" else ""
    return render.link_offer(voice, issued, elsewhere, person, asked.person)


async def unlink(asked: Asked) -> Reply:
    """End a link, or offer those there are."""
    circle = asked.engine.people
    if not asked.said:
        return render.links(asked.voice, circle.the_person(asked.person), asked.person)
    person = await circle.unlink(asked.person, asked.said)
    return render.unlinked(asked.voice, person, asked.person, asked.said)


async def people(asked: Asked) -> Reply:
    """List everybody, show one of them, change their role or remove them."""
    circle, voice = asked.engine.people, asked.voice
    if not asked.private:
        return replies.said(voice, "people.people_private")
    page = page_number(asked.said) if asked.said else 1
    if page and page <= render.pages(circle):
        return render.listed(voice, circle, page)
    try:
        return render.card(voice, circle, _find(circle, asked.said))
    except UnknownPerson:
        if page:
            return render.listed(voice, circle, page)
        if (wanted := deed(asked.said)) is None:
            return render.people_wrong(voice, _named(circle, asked.said))
    return await _do(asked, _find(circle, wanted.who), wanted)


async def _do(asked: Asked, person: Person, wanted: Deed) -> Reply:
    if wanted.remove:
        return await _remove(asked, person, sure=wanted.sure)
    return await _change(asked, person, wanted)


def _find(circle: Circle, said: str) -> Person:
    """Return the person meant, also by the bare number of `#7` or of `telegram:1001`."""
    try:
        return circle.find(said)
    except UnknownPerson:
        found = [one for one in circle.everybody() if said.casefold() in _numbers(one)]
        if len(found) != 1:
            raise
        return found[0]


def _named(circle: Circle, said: str) -> Person:
    """Return whoever the first words name, where the rest is nothing that can be done to them."""
    words = said.split()
    for count in range(len(words) - 1, 0, -1):
        with suppress(UnknownPerson):
            return _find(circle, " ".join(words[:count]))
    raise UnknownPerson(said=said)


def _numbers(person: Person) -> tuple[str, ...]:
    """Return `7`, `1001`, `u0123`: what is left of a person's ids without what stands before."""
    return (str(person.id), *(one.partition(":")[2].casefold() for one in person.identities))


async def _remove(asked: Asked, person: Person, *, sure: bool) -> Reply:
    circle = asked.engine.people
    circle.may_fall(person, None)
    if not sure:
        return render.confirm(asked.voice, person, "remove")
    await circle.remove(person)
    return render.removed(asked.voice, person)


async def _change(asked: Asked, person: Person, wanted: Deed) -> Reply:
    circle, voice = asked.engine.people, asked.voice
    role = wanted.role or Role.VIEWER
    key = "same_role"
    if circle.rank(person) is not role:
        circle.may_fall(person, role)
        if role is Role.OWNER and not wanted.sure:
            return render.confirm(voice, person, "owner")
        person, key = await circle.change(person, role), "changed"
    params = {"name": render.name_of(voice, person), "role": render.role_name(voice, role)}
    return render.card(voice, circle, person, voice.lines(f"people.{key}", **params))


async def _redeem(asked: Asked) -> Reply:
    code = codes.read(asked.said)
    if code is None:
        raise CodeRefused
    redeemed = await asked.engine.people.redeem(code, asked.speaker)
    if redeemed.place is not None:
        return render.linked(asked.voice, redeemed)
    if not redeemed.used:
        return render.not_needed(asked.voice, redeemed)
    return render.welcome(asked.voice, redeemed, await touring.start(asked))


def deed(said: str) -> Deed | None:
    """Read `#3 viewer`, `김철수 내보내기 네`; None where nothing is to be done."""
    words = unicodedata.normalize("NFKC", said).split()
    sure = len(words) > 2 and words[-1].casefold() in _YES
    *who, what = words[:-1] if sure else words or [""]
    what = what.casefold()
    if not who or (what not in _REMOVE and what not in _ROLE_OF):
        return None
    return Deed(" ".join(who), _ROLE_OF.get(what), what in _REMOVE, sure)


def does_something(said: str) -> bool:
    """Return whether `/people` changes anybody when this follows it."""
    wanted = deed(said)
    return wanted is not None and (wanted.sure or wanted.role in (Role.VIEWER, Role.TRADER))


def invitation(said: str) -> tuple[Role, timedelta] | None:
    """Read `viewer 1d`, `거래 12시간`, `하루`; None where something else stands there."""
    role, lasting = None, None
    for word in _pieces(said):
        if word in _ROLE_OF and role is None:
            role = _ROLE_OF[word]
        elif (found := _length(word)) and lasting is None:
            lasting = found
        else:
            return None
    return role or Role.VIEWER, lasting or _LASTS


def _pieces(said: str) -> list[str]:
    """Split into words, with `12 시간` as one."""
    plain = unicodedata.normalize("NFKC", said).casefold()
    return re.sub(r"(\d)\s+(?=[a-z가-힣])", r"\1", plain).split()


def _length(word: str) -> timedelta | None:
    if word in _SPELLED:
        return _SPELLED[word]
    found = _TIME.fullmatch(word)
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    return length if timedelta(0) < length <= _LONGEST else None
