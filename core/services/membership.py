"""Who is inside a condition, and what of an observation is news; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.model import Event, EventKind, Membership, Source

_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Day:
    """The trading day an observation belongs to, and when it began (06:00 KST)."""

    day: date
    began: datetime


def roll(membership: Membership, today: Day) -> Membership:
    """Return the membership as it stands today: a new trading day begins empty."""
    if membership.day is None or membership.day >= today.day:
        return membership
    return Membership(membership.condition_id, frozenset(), today.day, today.began)


def push(
    membership: Membership,
    code: str,
    kind: EventKind,
    at: datetime,
    today: Day,
    happened_at: datetime | None = None,
    broker_late: float = 0.0,
) -> tuple[Membership, Event | None]:
    """Apply one pushed entry or exit; a repeated one, or one before any snapshot, is no news."""
    membership = roll(membership, today)
    inside = code in membership.codes
    if membership.day is None or inside is (kind is EventKind.ENTRY):
        return membership, None
    codes = membership.codes - {code} if inside else membership.codes | {code}
    event = Event(
        condition_id=membership.condition_id,
        code=code,
        kind=kind,
        source=Source.REALTIME,
        day=today.day,
        received_at=at,
        happened_at=happened_at,
        broker_late=broker_late,
    )
    return replace(membership, codes=codes, known_at=at), event


def snapshot(
    membership: Membership, codes: Iterable[str], at: datetime, today: Day, source: Source
) -> tuple[Membership, tuple[Event, ...]]:
    """Compare all stocks inside with what was known; the first snapshot is a start, not news."""
    membership = roll(membership, today)
    inside = frozenset(codes)
    after = Membership(membership.condition_id, inside, today.day, at)
    if membership.day is None:
        return after, ()
    changes = [(code, EventKind.ENTRY) for code in sorted(inside - membership.codes)]
    changes += [(code, EventKind.EXIT) for code in sorted(membership.codes - inside)]
    events = tuple(
        Event(
            condition_id=membership.condition_id,
            code=code,
            kind=kind,
            source=source,
            day=today.day,
            received_at=at,
            since=membership.known_at,
        )
        for code, kind in changes
    )
    return after, events


def broker_time(hhmmss: str | None, received: datetime) -> datetime | None:
    """Return the moment a broker's time of day means, nearest to when it was received.

    None where it is missing or no time of day.
    """
    if hhmmss is None or len(hhmmss) != 6 or not hhmmss.isdecimal():
        return None
    hour, minute, second = (int(hhmmss[at : at + 2]) for at in (0, 2, 4))
    if hour > 23 or minute > 59 or second > 59:
        return None
    moment = datetime.combine(received.date(), time(hour, minute, second), received.tzinfo)
    if moment - received > _HALF_A_DAY:
        return moment - timedelta(days=1)
    if received - moment > _HALF_A_DAY:
        return moment + timedelta(days=1)
    return moment
