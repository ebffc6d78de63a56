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
from core.ports.conversing import Message, Messages
from core.ports.faces import Channel, Pace
from core.ports.following import Conditions, ConditionUpdate, Preferences, Subscriptions
from core.ports.history import Followups, History, Place
from core.ports.keys import Keys
from core.ports.lookout import Lookouts, Trades
from core.ports.outbox import (
    UNWANTED,
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
from core.ports.records import (
    ALL,
    Backlog,
    Counts,
    Cut,
    Days,
    Events,
    Facts,
    Inbox,
    Rush,
    Standing,
    Stocks,
    Story,
)

__all__ = [
    "ALL",
    "UNWANTED",
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
    "Cut",
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
    "Keys",
    "Lookouts",
    "MarketState",
    "Message",
    "Messages",
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
    "Standing",
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
