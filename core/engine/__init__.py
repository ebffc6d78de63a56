"""The one object the faces hold, and its answers."""

from core.engine.engine import Engine
from core.engine.views import (
    ConditionState,
    Rules,
    Status,
    Stores,
    Subscribed,
    SubscriptionState,
)
from core.services.finding import find

__all__ = [
    "ConditionState",
    "Engine",
    "Rules",
    "Status",
    "Stores",
    "Subscribed",
    "SubscriptionState",
    "find",
]
