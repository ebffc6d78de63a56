"""What became of an event, step by step, and of what did not come; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.model import DeliveryState, Fate, Hold, Options, Record, Source, Subscription


class Step(StrEnum):
    """Where an event came by on its way to a chat, or where its way ended.

    The last ones are named as the states of a delivery.
    """

    RECEIVED = "received"
    ATTRIBUTED = "attributed"
    UNATTRIBUTED = "unattributed"
    """nobody knows which condition it was: it goes to everybody"""
    MATCHED = "matched"
    """a subscription of the chat was awake: it was put into the queue"""
    UNFOLLOWED = "unfollowed"
    YOUNGER = "younger"
    """the subscription was made after the event"""
    ASLEEP = "asleep"
    """the subscription is suspended"""
    WAS_ASLEEP = "was_asleep"
    """it is awake now and was not then"""
    QUEUED = "queued"
    PAUSED = "paused"
    """the platform demands a pause"""
    SENDING = "sending"
    HELD = "held"
    FILTERED = "filtered"
    FOLDED = "folded"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: when it was taken, until when it lasts, and why.

    `late` are the seconds from the event to the message; `options` those of the subscription now.
    """

    step: Step
    at: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    hold: Hold | None = None
    late: float | None = None
    options: Options | None = None
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """An event and the way it took to a chat."""

    record: Record
    stock: str
    stages: tuple[Stage, ...]


def trail(
    record: Record, stock: str, subscriptions: Sequence[Subscription], now: datetime
) -> Trail:
    """Return the way of an event; `subscriptions` are all the chat has now."""
    event = record.event
    stages = [Stage(Step.RECEIVED, event.received_at)]
    known = event.condition_id is not None
    stages.append(Stage(Step.ATTRIBUTED if known else Step.UNATTRIBUTED, event.received_at))
    its = [one for one in subscriptions if not known or one.condition.id == event.condition_id]
    if not record.fates:
        stages.append(_unmatched(record, its))
    for fate in record.fates:
        stages.append(Stage(Step.MATCHED, fate.created_at, fate=fate))
        stages += _end(record, fate, its, now)
    return Trail(record, stock, tuple(stages))


def _unmatched(record: Record, its: Sequence[Subscription]) -> Stage:
    """Say why nothing was written for the chat: it had no subscription awake at the time."""
    if not its:
        return Stage(Step.UNFOLLOWED)
    older = [one for one in its if one.created_at <= record.event.received_at]
    if not older:
        return Stage(Step.YOUNGER, min(one.created_at for one in its))
    for one in older:
        if one.suspended is not None:
            return Stage(Step.ASLEEP, reason=one.suspended)
    return Stage(Step.WAS_ASLEEP)


def _end(record: Record, fate: Fate, its: Sequence[Subscription], now: datetime) -> list[Stage]:
    if fate.state is DeliveryState.WAITING:
        return _waiting(fate, now)
    end = Stage(
        Step(fate.state),
        fate.settled_at or fate.claimed_at or fate.created_at,
        reason=fate.reason.removeprefix("gone: "),
        hold=fate.hold,
        fate=fate,
    )
    match fate.state:
        case DeliveryState.HELD:
            end = replace(end, at=fate.created_at, until=fate.not_before)
        case DeliveryState.SENT:
            end = replace(end, late=_late(record, fate))
        case DeliveryState.FILTERED:
            options = (one.options for one in its if one.destination == fate.destination)
            end = replace(end, options=next(options, None))
    return [end]


def _waiting(fate: Fate, now: datetime) -> list[Stage]:
    waiting = Stage(Step.QUEUED, fate.created_at, hold=fate.hold, fate=fate)
    if fate.held_until is None or fate.held_until <= now:
        return [waiting]
    return [waiting, Stage(Step.PAUSED, until=fate.held_until, fate=fate)]


def _late(record: Record, fate: Fate) -> float | None:
    """Count from the event; where only an interval of it is known, nobody knows how late."""
    if fate.settled_at is None or record.event.source is not Source.REALTIME:
        return None
    ours = (fate.settled_at - record.event.received_at).total_seconds()
    return max(0.0, ours) + record.event.broker_late
