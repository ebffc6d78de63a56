"""The chats."""

from typing import Protocol

from core.model import (
    AlertMessage,
    ChannelStatus,
    Destination,
    Lane,
    Limit,
    Outgoing,
)


class Pace(Protocol):
    """A platform's limits, kept."""

    async def turn(self, destination: Destination, lane: Lane) -> None:
        """Wait until one message may go to the destination, and count it as sent."""
        ...

    def undo(self, destination: Destination) -> None:
        """Give a turn back that was not used."""
        ...

    def hold(self, destination: Destination | None, seconds: float) -> None:
        """Send nothing to the destination (None: to anybody) for that long, as demanded."""
        ...


class Channel(Protocol):
    """A face that can be sent to."""

    @property
    def name(self) -> str:
        """Return the word destinations carry: telegram, slack, console."""
        ...

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message."""
        ...

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return the limits over all destinations together."""
        ...

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        """Return the limits of one destination."""
        ...

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Render and send; return the platform's message id; raises SendError, nothing else."""
        ...

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into a message, which does not ring; False where it cannot be edited.

        Raises SendError, nothing else.
        """
        ...

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Begin a topic or thread of a chat; raises SendError, Malformed with the reason's key."""
        ...

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits, shared by the courier and the channel's own answers."""
        ...

    def status(self) -> ChannelStatus:
        """Return the channel's health."""
        ...

    async def run(self) -> None:
        """Listen and answer until cancelled; whatever ends it, it is run again."""
        ...
