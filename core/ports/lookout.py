"""Price alerts as rows, and the trades they are told by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model import Destination, Notice, SessionStatus
from core.model.lookout import Lookout, Telling


class Lookouts(Protocol):
    """Who waits for which price; ids are never used again."""

    async def add(self, lookout: Lookout) -> Lookout:
        """Write one and return it with its id; one there of the same stock and aim goes."""
        ...

    async def all(self) -> list[Lookout]:
        """Return every one there is, oldest first."""
        ...

    async def of(self, destination: Destination) -> list[Lookout]:
        """Return those of a destination, oldest first; a chat's are those of all its topics."""
        ...

    async def told(self, destination: Destination, code: str, most: int) -> list[Telling]:
        """Return the last tellings of a stock in a chat and its topics, newest first."""
        ...

    async def remove(self, destination: Destination, lookout_id: int | None = None) -> int:
        """Delete one of a destination, or (None) all of them; how many there were."""
        ...

    async def save(self, lookout: Lookout) -> None:
        """Write how it stands, where it is still there and was not told since."""
        ...

    async def tell(
        self, before: Lookout, after: Lookout | None, notice: Notice, at: datetime
    ) -> Destination | None:
        """In one transaction: write the notice and how it stands then (None: it is over).

        Return whom it is for, who may have moved; None, and nothing is written, where it is gone
        or was told since.
        """
        ...


class Trades(Protocol):
    """Prices of single stocks in real time."""

    async def register_trades(self, codes: Sequence[str]) -> None:
        """Have `Trade` told for these stocks, each once, until the session ends.

        Raises PassingError or Refused; some may be registered then.
        """
        ...

    async def unregister_trades(self, codes: Sequence[str]) -> None:
        """End `Trade` for these stocks; those not registered are no error."""
        ...

    def status(self) -> SessionStatus:
        """Return where the session stands."""
        ...
