"""A message as JSON, for programs: what the generic webhook is sent (docs/operations.md)."""

from datetime import datetime
from typing import Any

from bot.messages import Doc
from bot.render.plain import encode
from core.model import (
    Alert,
    AlertMessage,
    NoticeMessage,
    Outgoing,
    Quote,
    Source,
    SummaryMessage,
)

VERSION = 1


def payload(key: str, message: Outgoing, doc: Doc, at: datetime) -> dict[str, Any]:
    """Return the body: `type` says whether it is alerts, missed ones, a summary or a notice."""
    made: dict[str, Any] = {
        "version": VERSION,
        "id": key,
        "type": _kind(message),
        "sent_at": at.isoformat(timespec="milliseconds"),
        "resend": message.resend,
        "silent": message.silent,
        "text": encode(doc),
    }
    if isinstance(message, NoticeMessage):
        notice = {"key": message.notice.key, "params": dict(message.notice.params)}
        return made | {"events": [], "notice": notice}
    more = {"held": message.hold.value} if isinstance(message, SummaryMessage) else {}
    return made | {"events": [_event(one) for one in message.alerts]} | more


def _kind(message: Outgoing) -> str:
    if isinstance(message, NoticeMessage):
        return "notice"
    if isinstance(message, SummaryMessage):
        return "summary"
    return "missed" if _is_missed(message) else "alert"


def _is_missed(message: AlertMessage) -> bool:
    return any(one.event.source is Source.MISSED for one in message.alerts)


def _event(alert: Alert) -> dict[str, Any]:
    event = alert.event
    named = {"id": event.condition_id, "name": alert.condition}
    return {
        "id": event.id,
        "condition": None if event.condition_id is None else named,
        "code": event.code,
        "name": alert.stock,
        "kind": event.kind.value,
        "source": event.source.value,
        "happened_at": _moment(event.happened_at),
        "since": _moment(event.since),
        "received_at": _moment(event.received_at),
        "late": round(alert.late, 3),
    } | _numbers(alert.quote)


def _numbers(quote: Quote | None) -> dict[str, Any]:
    names = ("price", "change", "rate", "volume", "value")
    return {name: getattr(quote, name, None) for name in names}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds")
