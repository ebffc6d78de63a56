"""Who is asking, and whether they may: bearer tokens, sessions, and the machine itself."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends
from starlette.requests import HTTPConnection

from bot.access import LOCAL
from bot.channels.web.desk import Desk, desk_of, gate_of, throttle_of
from bot.channels.web.problems import Problem
from bot.channels.web.speaking import heard
from bot.settings import is_loopback
from core.model import Role
from core.services.keys import looks_like_a_key

__all__ = ["COOKIE", "LOCAL", "Caller", "Owner", "Trader", "Viewer", "identify", "need", "still"]

COOKIE = "kiwoom_bot"
"""the name of the cookie a session is known by"""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
Via = Literal["token", "session", "machine"]


@dataclass(frozen=True, slots=True)
class Caller:
    """A person at the web face: their identity (`telegram:1001`, `web:local`), role, language."""

    identity: str
    role: Role
    lang: str
    via: Via = "machine"


async def identify(connection: HTTPConnection) -> Caller:
    """Return who is asking; raises Problem 401 where nobody can tell, 429 where they ask too much.

    A request is looked at once, however many ask for its caller.
    """
    known: Caller | None = getattr(connection.state, "caller", None)
    if known is None:
        known = connection.state.caller = await _found(connection)
        if wait := await throttle_of(connection).person(known.identity):
            raise Problem(429, "problem.too_fast", seconds=str(wait))
    return known


async def still(connection: HTTPConnection) -> Caller:
    """Return who is at the other end of a WebSocket that has been open for a while.

    Raises Problem 401 where their token, session or rights are gone by now.
    """
    found = connection.state.caller = await _found(connection)
    return found


def need(role: Role) -> Callable[[HTTPConnection], Awaitable[Caller]]:
    """Return the dependency that lets people of at least this role in."""

    async def allowed(connection: HTTPConnection) -> Caller:
        caller = await identify(connection)
        if caller.role < role:
            raise Problem(403, f"problem.need_{role.name.lower()}")
        return caller

    return allowed


Viewer = Annotated[Caller, Depends(need(Role.VIEWER))]
Trader = Annotated[Caller, Depends(need(Role.TRADER))]
Owner = Annotated[Caller, Depends(need(Role.OWNER))]


async def first_owner(connection: HTTPConnection, said: str) -> str | None:
    """Return whose WEB_TOKEN this is: the first of OWNERS; None where it is another word."""
    gate, named = gate_of(connection), desk_of(connection).access.named()
    if not gate.token or not hmac.compare_digest(said.encode(), gate.token.encode()):
        return None
    return named[0] if named else LOCAL


async def by_token(connection: HTTPConnection, said: str) -> str:
    """Return whose token this is; raises Problem 401, or 429 after many wrong ones.

    Nobody guesses a key of ours, so whoever guesses from the same address shuts none out.
    """
    throttle, address = throttle_of(connection), address_of(connection)
    if looks_like_a_key(said) and (known := await desk_of(connection).engine.keys.token(said)):
        return known
    if wait := throttle.locked_for(address):
        raise Problem(429, "problem.too_many_wrong", seconds=str(wait))
    owner = await first_owner(connection, said)
    if owner is None:
        await throttle.wrong(address)
        raise Problem(401, "problem.wrong_token")
    return owner


def address_of(connection: HTTPConnection) -> str:
    """Return the address a request comes from."""
    return connection.client.host if connection.client else ""


def from_here(connection: HTTPConnection) -> bool:
    """Return whether a request comes from this machine, and from behind no proxy on it."""
    forwarded = any(name in connection.headers for name in _FORWARDED)
    return is_loopback(address_of(connection)) and not forwarded


async def _found(connection: HTTPConnection) -> Caller:
    scheme, _, said = connection.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.casefold() != "bearer":
            raise Problem(401, "problem.wrong_token")
        return _caller(connection, await by_token(connection, said.strip()), "token")
    if cookie := connection.cookies.get(COOKIE):
        identity = await desk_of(connection).engine.keys.session(cookie)
        if identity is not None:
            return _caller(connection, identity, "session")
    if gate_of(connection).open:
        if not from_here(connection):
            raise Problem(401, "problem.only_here")
        return _caller(connection, LOCAL, "machine")
    raise Problem(401, "problem.sign_in")


def _caller(connection: HTTPConnection, identity: str, via: Via) -> Caller:
    desk: Desk = desk_of(connection)
    role = desk.access.role(identity)
    if role is None:
        raise Problem(401, "problem.no_rights")
    asked = heard(connection)
    chosen = via == "token" and asked  # a program asks in so many words; a browser always does
    return Caller(identity, role, chosen or desk.lang_of(identity, asked), via)
