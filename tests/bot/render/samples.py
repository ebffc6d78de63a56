"""Alerts to compose in tests."""

from datetime import datetime, timedelta

from core.clock import KST
from core.model import Alert, AlertMessage, Event, EventKind, Quote, Source

OPENING = datetime(2026, 11, 23, 9, 0, 12, tzinfo=KST)
TODAY = OPENING.date()
UNPRICED = Quote("")


def alert(
    code: str = "005930",
    stock: str = "삼성전자",
    condition: str | None = "급등 초입",
    *,
    kind: EventKind = EventKind.ENTRY,
    source: Source = Source.REALTIME,
    after: float = 0.0,
    away: float | None = None,
    price: int | None = 71_200,
    rate: float | None = 3.42,
    volume: int | None = 12_345_678,
    late: float = 0.0,
) -> Alert:
    """An alert `after` seconds past 09:00:12; `price` None is one without a quote."""
    at = OPENING + timedelta(seconds=after)
    event = Event(
        1 if condition else None,
        code,
        kind,
        source,
        TODAY,
        at,
        at if source is Source.REALTIME else None,
        None if away is None else at - timedelta(seconds=away),
    )
    quote = None if price is None else Quote(code, price, round(price * 0.03), rate, volume)
    return Alert(event, condition, stock, quote, late)


def message(*alerts: Alert, resend: bool = False) -> AlertMessage:
    """A message of these alerts."""
    return AlertMessage(alerts, resend)
