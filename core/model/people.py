"""Who may do what."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from core.model.following import Destination


class Role(IntEnum):
    """What a person may do; a higher role may do all that a lower one may."""

    VIEWER = 1
    TRADER = 2
    OWNER = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A destination a person linked, and the identity (`telegram:1001`) that said so there."""

    destination: Destination
    identity: str
    private: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was let in, under one or several identities (`telegram:1001`, `slack:U01`).

    `role` is their own; None where what OWNERS gives their identities is all they have.
    """

    id: int
    role: Role | None
    name: str
    identities: tuple[str, ...]
    """oldest first"""
    since: datetime
    invited_by: str = ""
    """an identity; nothing where OWNERS let them in"""
    places: tuple[Place, ...] = ()


class Purpose(StrEnum):
    """What a one-time code is good for."""

    INVITE = "invite"
    LINK = "link"
    MAIL = "mail"
    """it was sent to an e-mail address, and makes that a place of who asked for it"""


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as it is kept: never the code itself, only its `digest`.

    `by` is the identity that asked for it and `home` the chat it did that in; an invitation
    gives a `role`, a link makes its user the same person as `person_id`.
    """

    digest: str
    purpose: Purpose
    by: str
    home: Destination
    expires_at: datetime
    role: Role | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """A command that was to change something: who gave it, what was said, what came of it.

    `outcome` is `done`, `not_allowed`, `timed_out`, `failed` or the key of an error.
    """

    at: datetime
    person: str
    destination: Destination
    command: str
    said: str
    outcome: str
