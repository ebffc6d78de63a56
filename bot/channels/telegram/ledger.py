"""Which updates are in hand, and which Telegram may forget."""

import asyncio
from typing import Any

_BATCH = 100
_MOST_OPEN = 500


class Ledger:
    """Which updates are in hand: Telegram is told of a confirmation only once they are handled.

    An update that a dying process had not handled comes again after its restart.
    """

    def __init__(self) -> None:
        self._next = 0
        self._open: set[int] = set()
        self._let_go: set[int] = set()
        self._done: set[int] = set()
        self._changed = asyncio.Event()

    @property
    def offset(self) -> int:
        """Return the lowest update id that is not handled yet."""
        return min(self._open - self._let_go, default=self._next)

    @property
    def settled(self) -> bool:
        """Return whether nothing in hand keeps the offset back."""
        return self._open <= self._let_go

    @property
    def full(self) -> bool:
        """Return whether so much is in hand that no more should be fetched."""
        return len(self._open) > _MOST_OPEN

    def reopen(self) -> None:
        """Begin again where a cancelled run left off: what it had in hand is fetched again."""
        self._next = self.offset
        self._open.clear()
        self._let_go.clear()

    def take(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return those seen for the first time and keep them open until they are done.

        Where a whole batch of open ones hides what is behind it, they no longer hold it back.
        """
        fresh = [one for one in found if one["update_id"] not in self._open | self._done]
        if fresh:
            self._open |= {one["update_id"] for one in fresh}
            self._next = fresh[-1]["update_id"] + 1
        elif len(found) == _BATCH:
            self._let_go |= self._open
        self._forget()
        return fresh

    def done(self, update_id: int) -> None:
        """Note that an update is handled."""
        self._open.discard(update_id)
        self._let_go.discard(update_id)
        self._done.add(update_id)
        self._forget()
        self._changed.set()

    async def change(self, seconds: float) -> None:
        """Wait until something is done, or for that long."""
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _forget(self) -> None:
        """Forget the handled ones Telegram forgets with the next call."""
        self._done = {one for one in self._done if one >= self.offset}
