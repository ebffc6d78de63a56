"""What the services need from the outside world, in the services' own words.

Each method of a store is one transaction.
"""

from core.ports.broker import (
    ConditionFeed,
    Connected,
    Disconnected,
    FeedEvent,
    MarketState,
    Push,
    QuoteSource,
    Relisted,
    Snapshot,
    Stopped,
    TokenKeeper,
    Trade,
)
from core.ports.faces import Channel, Pace
from core.ports.following import Conditions, ConditionUpdate, Preferences, Subscriptions
from core.ports.history import Followups, History, Place
from core.ports.lookout import Lookouts, Trades
from core.ports.outbox import (
    Behind,
    Change,
    Claim,
    Fold,
    Held,
    Outbox,
    Posted,
    Silence,
    Tally,
    Waiting,
)
from core.ports.people import Audit, People, Rights
from core.ports.records import Backlog, Counts, Days, Events, Facts, Inbox, Rush, Stocks, Story

__all__ = [
    "Audit",
    "Backlog",
    "Behind",
    "Change",
    "Channel",
    "Claim",
    "ConditionFeed",
    "ConditionUpdate",
    "Conditions",
    "Connected",
    "Counts",
    "Days",
    "Disconnected",
    "Events",
    "Facts",
    "FeedEvent",
    "Fold",
    "Followups",
    "Held",
    "History",
    "Inbox",
    "Lookouts",
    "MarketState",
    "Outbox",
    "Pace",
    "People",
    "Place",
    "Posted",
    "Preferences",
    "Push",
    "QuoteSource",
    "Relisted",
    "Rights",
    "Rush",
    "Silence",
    "Snapshot",
    "Stocks",
    "Stopped",
    "Story",
    "Subscriptions",
    "Tally",
    "TokenKeeper",
    "Trade",
    "Trades",
    "Waiting",
]
