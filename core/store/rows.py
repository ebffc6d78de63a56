"""From rows to the engine's values, which carry KST as everything inside does."""

from datetime import datetime
from typing import Any, overload

from core.clock import KST
from core.model import Condition, Destination, Event, EventKind, Quote, Source
from core.store.tables import ConditionRow


@overload
def kst(moment: datetime) -> datetime: ...
@overload
def kst(moment: None) -> None: ...
def kst(moment: datetime | None) -> datetime | None:
    """Return the same moment in KST."""
    return None if moment is None else moment.astimezone(KST)


def condition_of(row: ConditionRow) -> Condition:
    """Return the condition a row describes."""
    return Condition(row.id, row.seq, row.name, row.listed)


def destination_of(row: Any) -> Destination:
    """Return the destination of anything with its three columns."""
    return Destination(row.channel, row.chat, row.topic)


def event_of(row: Any, event_id: int) -> Event:
    """Return the event of a row that has the event's columns."""
    return Event(
        condition_id=row.condition_id,
        code=row.code,
        kind=EventKind(row.kind),
        source=Source(row.source),
        day=row.day,
        received_at=kst(row.received_at),
        happened_at=kst(row.happened_at),
        since=kst(row.since),
        broker_late=row.broker_late,
        id=event_id,
    )


def quote_of(row: Any) -> Quote | None:
    """Return the price an event was told with, None where it never was."""
    if row.price is None:
        return None
    return Quote(row.code, row.price, row.change, row.rate, row.volume, row.value)
