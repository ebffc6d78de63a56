"""What the chat on the page works with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Protocol

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from bot.access import Role
from bot.channels.web.conversation import Conversations
from bot.channels.web.problems import Problem
from bot.channels.web.talking import Talking


class Entry(Protocol):
    """A command as the chat offers it while somebody types."""

    @property
    def name(self) -> str:
        """Return its name without the slash."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return its Korean names, the one that is shown first."""
        ...

    @property
    def usage(self) -> str:
        """Return `/search 조건식 [쪽]`."""
        ...

    @property
    def help(self) -> str:
        """Return one line that says what it does."""
        ...

    @property
    def example(self) -> str:
        """Return `/search 0`."""
        ...

    @property
    def wants(self) -> str:
        """Return what may follow it: `condition ...`, or the key of a hint."""
        ...

    @property
    def role(self) -> Role:
        """Return who may say it."""
        ...


Menu = Callable[[str], Sequence[Entry]]
"""the commands, in a language"""


@dataclass(frozen=True, slots=True)
class Room:
    """The conversations, who answers in them, and the commands; `boot` is new at each start."""

    conversations: Conversations
    talking: Talking
    menu: Menu
    boot: str = field(default_factory=lambda: token_hex(4))


def furnish(app: FastAPI, room: Room) -> None:
    """Let the routes of an app work with this room."""
    app.state.room = room


def room_of(connection: HTTPConnection) -> Room:
    """Return the room behind a request or a WebSocket; Problem 503 where there is none yet."""
    room: Room | None = getattr(connection.app.state, "room", None)
    if room is None:
        raise Problem(503, "page.not_ready")
    return room
