"""What a subscription will bring, from what its condition brought before; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import KST
from core.model import Limit, Options
from core.ports import Rush
from core.services.pacer import for_alerts

A_DAY = timedelta(hours=5)
"""so much of a day (it has six and a half hours) speaks for the whole of it"""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many messages a subscription is likely to bring, and how many its chat can take.

    Days on which the condition brought nothing at all do not count: nobody knows whether it was
    watched.
    """

    days: int = 0
    """trading days the figures come from; 0: there is no history yet"""
    events: float = 0.0
    """events a day that the options let through"""
    messages: float = 0.0
    """messages a day they make, as fast as the chat may be sent to"""
    busiest: int = 0
    """events in the busiest minute"""
    busiest_at: datetime | None = None
    together: int = 0
    """events in the busiest minute, with those of the chat's other subscriptions"""
    others: int = 0
    """how many other subscriptions the chat has that tell at once"""
    allowed: int | None = None
    """alerts a minute the platform lets the chat have; None: as many as come"""
    digest: int = 0
    """minutes the options gather everything for"""
    span: timedelta | None = None
    """how much of the only day is known, where that is too little to speak for a whole one"""

    @property
    def exceeds(self) -> bool:
        """Return whether alerts will have to be grouped, or come late, when it is busiest."""
        return not self.digest and self.allowed is not None and self.together > self.allowed


def estimate(
    days: Iterable[date],
    mine: Sequence[Rush],
    theirs: Sequence[Rush],
    options: Options,
    limits: Sequence[Limit],
    others: int = 0,
    span: timedelta | None = None,
) -> Capacity:
    """Return what to expect: `mine` is what the options let through on the `days`.

    `theirs` is what the chat's other subscriptions let through, `limits` are the chat's own;
    `span` is how much is known of the only day there is.
    """
    watched = len(set(days))
    allowed = per_minute(limits)
    if not watched:
        return Capacity(others=others, allowed=allowed, digest=options.digest)
    peak = max(mine, key=lambda rush: rush.count, default=None)
    return Capacity(
        days=watched,
        events=sum(rush.count for rush in mine) / watched,
        messages=_messages(mine, options, allowed) / watched,
        busiest=peak.count if peak else 0,
        busiest_at=peak.minute if peak else None,
        together=_together(mine, theirs),
        others=others,
        allowed=allowed,
        digest=options.digest,
        span=span if watched == 1 and span is not None and span < A_DAY else None,
    )


def per_minute(limits: Iterable[Limit]) -> int | None:
    """Return how many alerts a minute the limits allow, replies having their part; None: any."""
    return min((int(for_alerts(one) * 60 / one.period) for one in limits), default=None)


def _messages(mine: Sequence[Rush], options: Options, allowed: int | None) -> int:
    """What is gathered for N minutes is one message; else a minute holds what it may."""
    if options.digest:
        return len({_window(rush.minute, options.digest) for rush in mine})
    if allowed is None:
        return sum(rush.count for rush in mine)
    return sum(min(rush.count, allowed) for rush in mine)


def _window(minute: datetime, length: int) -> tuple[date, int]:
    local = minute.astimezone(KST)
    return local.date(), (local.hour * 60 + local.minute) // length


def _together(mine: Sequence[Rush], theirs: Sequence[Rush]) -> int:
    """Count the busiest minute of all that were busy for this subscription."""
    every = Counter({rush.minute: rush.count for rush in mine})
    for rush in theirs:
        if rush.minute in every:
            every[rush.minute] += rush.count
    return max(every.values(), default=0)
