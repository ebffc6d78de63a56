"""What people and the bot said to each other where no platform keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.model import Destination


@dataclass(frozen=True, slots=True)
class Message:
    """A message of one conversation; `body` is the face's own, as JSON has it.

    `turn` rises within a conversation with every message and every change of one, so that who
    knows the conversation up to a turn needs what has a higher one. `key` is what the browser
    called what a person said; what the bot said has none.
    """

    id: int
    turn: int
    at: datetime
    body: Mapping[str, Any]
    key: str = ""


class Messages(Protocol):
    """The conversations of a face without a platform; a conversation is a destination."""

    async def say(
        self, destination: Destination, body: Mapping[str, Any], at: datetime, key: str = ""
    ) -> Message | None:
        """Write a message; None where the conversation has one with this `key`."""
        ...

    async def change(
        self, destination: Destination, message_id: int, body: Mapping[str, Any]
    ) -> Message | None:
        """Give a message another body and a new turn; None where it is not there any more."""
        ...

    async def get(self, destination: Destination, message_id: int) -> Message | None:
        """Return one message, None where this conversation has none such."""
        ...

    async def since(self, destination: Destination, turn: int, most: int) -> Sequence[Message]:
        """Return what was said or changed after a turn, in the order of turns."""
        ...

    async def latest(
        self, destination: Destination, most: int, before: int | None = None
    ) -> Sequence[Message]:
        """Return the newest messages (older than the one with the id `before`), oldest first."""
        ...
