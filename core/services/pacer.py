"""The limits of a chat platform, kept before it has to refuse."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace

from core.clock import Clock
from core.model import Destination, Lane, Limit

_WIDE = 10
"""limits of at least this many messages keep a part for replies"""
_FOR_REPLIES = 0.15
_YIELD = 0.02


class Pacer:
    """Says when the next message may go to a destination; one for each channel.

    Limits and holds are a chat's: its topics and threads share them, as they do on the platforms.
    People come first: a part of a wide limit (20 a minute) is kept for replies, and an alert lets
    a waiting reply go before it.
    """

    def __init__(
        self,
        clock: Clock,
        overall: tuple[Limit, ...],
        limits: Callable[[Destination], tuple[Limit, ...]],
    ) -> None:
        self._clock = clock
        self._overall = overall
        self._limits = limits
        self._sent: dict[Destination | None, deque[float]] = {}
        self._held: dict[Destination | None, float] = {}
        self._replies: Counter[Destination] = Counter()
        self._last: dict[Destination, float] = {}
        """the last turn of each destination that was no reply: the one that may be given back"""

    async def turn(self, destination: Destination, lane: Lane) -> None:
        """Wait until one message may go to the destination, and count it as sent."""
        chat = _chat(destination)
        if lane is Lane.REPLY:
            self._replies[chat] += 1
        try:
            while (pause := self._pause(chat, lane)) > 0:
                await self._clock.sleep(pause)
        finally:
            if lane is Lane.REPLY:
                self._replies[chat] -= 1
        now = self._clock.monotonic()
        if lane is not Lane.REPLY:
            self._last[destination] = now
        for key, limits in self._scopes(chat):
            if limits:
                longest = max(limit.count for limit in limits)
                self._sent.setdefault(key, deque(maxlen=longest)).append(now)

    def undo(self, destination: Destination) -> None:
        """Give a turn back that was not used; whoever had a turn since then keeps theirs."""
        turn = self._last.pop(destination, None)
        for key, _ in self._scopes(_chat(destination)):
            sent = self._sent.get(key, ())
            if turn is not None and turn in sent:
                self._sent[key].remove(turn)

    def hold(self, destination: Destination | None, seconds: float) -> None:
        """Send nothing to the chat of a destination (None: to anybody) for that long."""
        key = None if destination is None else _chat(destination)
        until = self._clock.monotonic() + seconds
        self._held[key] = max(until, self._held.get(key, 0.0))

    def _scopes(
        self, chat: Destination
    ) -> tuple[tuple[Destination | None, tuple[Limit, ...]], ...]:
        return (chat, self._limits(chat)), (None, self._overall)

    def _pause(self, chat: Destination, lane: Lane) -> float:
        now = self._clock.monotonic()
        pause = max(self._held.get(key, 0.0) - now for key in (chat, None))
        for key, limits in self._scopes(chat):
            for limit in limits:
                pause = max(pause, self._wait_for(key, limit, lane, now))
        if pause <= 0 and lane is not Lane.REPLY and self._replies[chat] > 0:
            return _YIELD
        return pause

    def _wait_for(self, key: Destination | None, limit: Limit, lane: Lane, now: float) -> float:
        count = limit.count if lane is Lane.REPLY else for_alerts(limit)
        sent = self._sent.get(key, ())
        if len(sent) < count:
            return 0.0
        return sent[-count] + limit.period - now


def for_alerts(limit: Limit) -> int:
    """Return how many messages of a limit may be alerts; the others are kept for replies."""
    kept = max(1, round(limit.count * _FOR_REPLIES)) if limit.count >= _WIDE else 0
    return limit.count - kept


def _chat(destination: Destination) -> Destination:
    return replace(destination, topic="")
