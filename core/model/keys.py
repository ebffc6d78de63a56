"""What opens the web face: tokens, sessions, one-time links."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyKind(StrEnum):
    """What a key is: a program's token, a browser's session, or a link that begins one."""

    TOKEN = "token"  # noqa: S105 a kind of key, and none
    SESSION = "session"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: never the key itself, only its `digest`.

    `identity` is whose it is, `name` what they call it, `expires_at` None where it has no end.
    """

    digest: str
    kind: KeyKind
    identity: str
    made_at: datetime
    name: str = ""
    used_at: datetime | None = None
    expires_at: datetime | None = None
    id: int = 0
    """0: not kept yet"""
