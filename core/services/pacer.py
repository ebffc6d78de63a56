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
_FIRST = 2
"""so many replies, or as many as are kept for replies, go before an alert that waits"""
_LOOK = 1.0
"""so often an alert looks whether its turn has come early"""


class Pacer:
    """Says when the next message may go to a destination; one for each channel.

    Limits and holds are a chat's: its topics and threads share them, as they do on the platforms.
    People come first: a part of a wide limit (20 a minute) is kept for replies, and an alert lets
    a waiting reply go before it; but when a few have passed it, the next turn is the alert's,
    whoever else waits.
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
        self._waiting: Counter[tuple[Destination, bool]] = Counter()
        """how many wait for a turn in a chat, by whether they are replies"""
        self._passed: Counter[Destination] = Counter()
        """how many replies went before an alert that waited, since the last alert went"""
        self._last: dict[Destination, float] = {}
        """the last turn of each destination that was no reply: the one that may be given back"""

    async def turn(self, destination: Destination, lane: Lane) -> None:
        """Wait until one message may go to the destination, and count it as sent."""
        chat, reply = _chat(destination), lane is Lane.REPLY
        self._waiting[chat, reply] += 1
        try:
            while (pause := self._pause(chat, reply=reply)) > 0:
                await self._clock.sleep(pause)
        finally:
            self._waiting[chat, reply] -= 1
        now = self._clock.monotonic()
        if not reply:
            self._passed[chat] = 0
            self._last[destination] = now
        elif self._waiting[chat, False]:
            self._passed[chat] += 1
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

    def _pause(self, chat: Destination, *, reply: bool) -> float:
        now = self._clock.monotonic()
        held = max(self._held.get(key, 0.0) - now for key in (chat, None))
        if held > 0:
            return held
        overdue = self._overdue(chat)
        pause = max(
            (
                self._wait_for(key, limit.count if reply or overdue else for_alerts(limit), limit)
                for key, limits in self._scopes(chat)
                for limit in limits
            ),
            default=0.0,
        )
        if pause <= 0 and reply is overdue and self._waiting[chat, not reply]:
            return _YIELD  # to the alert that is overdue, else to the reply
        return pause if reply else min(pause, _LOOK)

    def _overdue(self, chat: Destination) -> bool:
        """Return whether so many replies have passed an alert that its turn is next."""
        kept = (limit.count - for_alerts(limit) for limit in self._limits(chat))
        return self._passed[chat] >= max(_FIRST, max(kept, default=0))

    def _wait_for(self, key: Destination | None, count: int, limit: Limit) -> float:
        """Return for how long a limit leaves no room for one more beside `count - 1` others."""
        sent = self._sent.get(key, ())
        if len(sent) < count:
            return 0.0
        return sent[-count] + limit.period - self._clock.monotonic()


def for_alerts(limit: Limit) -> int:
    """Return how many messages of a limit may be alerts; the others are kept for replies."""
    kept = max(1, round(limit.count * _FOR_REPLIES)) if limit.count >= _WIDE else 0
    return limit.count - kept


def _chat(destination: Destination) -> Destination:
    return replace(destination, topic="")
