"""One message on its way to one service, and what a service is."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages import Doc
from core.model import Destination, Limit, NoticeMessage, Outgoing


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in neutral words; `plain` where its formatting was refused before.

    `key` is the same whenever the same is told to the same place, so that a receiver can tell a
    repetition.
    """

    doc: Doc
    message: Outgoing
    lang: str
    at: datetime
    key: str
    plain: bool = False

    @property
    def silent(self) -> bool:
        """Return whether it is to arrive without a sound."""
        return self.message.silent


class Service(Protocol):
    """One address of one service; what it raises is a SendError and nothing else."""

    @property
    def kind(self) -> str:
        """Return discord, ntfy, teams, webhook, or what its address begins with."""
        ...

    @property
    def most(self) -> int:
        """Return how many alerts one message holds."""
        ...

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Return how often it may be sent something."""
        ...

    async def send(self, letter: Letter) -> str:
        """Send it and return the message's id, "" where the service gives none."""
        ...

    async def edit(self, message_id: str, letter: Letter) -> bool:
        """Put other words into a message; False where the service has no such thing."""
        ...

    async def probe(self) -> bool:
        """Ask whether the address is good without sending anything; False: nobody can tell."""
        ...


def key_of(destination: Destination, message: Outgoing) -> str:
    """Return what names a message however often it is sent: its events, or the notice's delivery.

    Numbers begin anew in a new database, so what they stand for is part of it.
    """
    if isinstance(message, NoticeMessage):
        said = (f"{key}={value}" for key, value in message.notice.params.items())
        named = [str(message.id), message.notice.key, *said]
    else:
        events = [one.event for one in message.alerts]
        named = sorted(f"{one.id} {one.code} {one.received_at.isoformat()}" for one in events)
        named.append(type(message).__name__)
    whole = "\n".join((str(destination), *named))
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:32]
