"""What the engine is made from, and what it answers the faces: values."""

from dataclasses import dataclass
from datetime import datetime

from core.calendar import Explanation
from core.model import (
    ChannelStatus,
    Condition,
    Destination,
    Notice,
    Polled,
    SessionStatus,
    Subscription,
    Watch,
)
from core.ports import (
    Audit,
    Backlog,
    Conditions,
    Days,
    Events,
    Facts,
    Followups,
    History,
    Keys,
    Lookouts,
    Outbox,
    People,
    Preferences,
    Stocks,
    Subscriptions,
    Tally,
)
from core.services.allotment import REALTIME_CONDITIONS
from core.services.freeze import Frozen


@dataclass(frozen=True, slots=True)
class ConditionState:
    """A condition and how it stands: `inside` and `known_at` are None while nothing is known."""

    condition: Condition
    watch: Watch | None = None
    """None: nobody subscribes it, so it is not watched"""
    polled: Polled | None = None
    inside: int | None = None
    known_at: datetime | None = None
    subscribers: int = 0


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The answer to a subscription; `created` is false where it already was one."""

    state: ConditionState
    created: bool


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A subscription and how its condition is watched."""

    subscription: Subscription
    state: ConditionState


@dataclass(frozen=True, slots=True)
class Status:
    """All that `/status` tells."""

    now: datetime
    started_at: datetime
    version: str
    session: SessionStatus
    market: Explanation
    token_expires_at: datetime | None
    realtime: int
    polled: int
    waiting_conditions: int
    tally: Tally
    channels: tuple[ChannelStatus, ...]
    backlog: tuple[Backlog, ...] = ()
    """what waits and what is held back, channel by channel"""
    token_issued_at: datetime | None = None
    lateness: tuple[float, float] | None = None
    """median and 95th percentile of the seconds from event to phone, today"""
    troubles: tuple[Notice, ...] = ()
    """what is wrong and was told to the owners, oldest first"""
    frozen: Frozen | None = None
    """why orders stand still, if they do"""
    paused: tuple[tuple[Destination, datetime], ...] = ()
    """chats that their platform lets nothing be sent to, and until when"""


@dataclass(frozen=True, slots=True)
class Stores:
    """The rows, one port each."""

    conditions: Conditions
    subscriptions: Subscriptions
    outbox: Outbox
    stocks: Stocks
    preferences: Preferences
    facts: Facts
    events: Events
    people: People
    audit: Audit
    days: Days
    followups: Followups
    history: History
    lookouts: Lookouts
    keys: Keys


@dataclass(frozen=True, slots=True)
class Rules:
    """What the owner may set about watching; seconds."""

    realtime: bool = True
    places: int = REALTIME_CONDITIONS
    """conditions in real time at once, as many as the broker allows"""
    poll_interval: float = 30.0
    requery: float = 60.0
    fold_window: float = 600.0
    days_kept: int | None = None
    """days after which events are deleted, None: never"""
