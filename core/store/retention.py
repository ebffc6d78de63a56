"""Forgets what is old, a little at a time, so that alerts never wait for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session

from core.store.database import Database
from core.store.tables import (
    AuditRow,
    CodeRow,
    DeliveryRow,
    EventRow,
    KeyRow,
    MessageRow,
    MuteRow,
    SeenRow,
    table,
)

CHUNK = 500

DELIVERY, EVENT, SEEN, AUDIT, CODE, MUTE, MESSAGE, KEY = (
    table(row)
    for row in (
        DeliveryRow,
        EventRow,
        SeenRow,
        AuditRow,
        CodeRow,
        MuteRow,
        MessageRow,
        KeyRow,
    )
)


async def retain(database: Database, before: datetime) -> int:
    """Delete what was settled, received, seen, said, audited or expired before then; how many rows.

    What still waits is kept however old it is, and so is its event; so are the newest event and
    the last turn of each conversation, from which the next ones are counted.
    """
    deleted = 0
    for forget in (_deliveries, _events, _seen, _audit, _codes, _mutes, _messages, _keys):
        while some := await database.run(forget, before):
            deleted += some
    return deleted


def _deliveries(session: Session, before: datetime) -> int:
    old = select(DELIVERY.c.id).where(
        DELIVERY.c.settled_at.is_not(None), DELIVERY.c.settled_at < before
    )
    return _delete(session, DELIVERY.c.id, old)


def _events(session: Session, before: datetime) -> int:
    told = select(DELIVERY.c.id).where(DELIVERY.c.event_id == EVENT.c.id).exists()
    newest = select(func.max(EVENT.c.id)).scalar_subquery()
    old = select(EVENT.c.id).where(EVENT.c.received_at < before, ~told, EVENT.c.id < newest)
    return _delete(session, EVENT.c.id, old)


def _seen(session: Session, before: datetime) -> int:
    return _delete(session, SEEN.c.key, select(SEEN.c.key).where(SEEN.c.at < before))


def _audit(session: Session, before: datetime) -> int:
    return _delete(session, AUDIT.c.id, select(AUDIT.c.id).where(AUDIT.c.at < before))


def _codes(session: Session, before: datetime) -> int:
    return _delete(session, CODE.c.digest, select(CODE.c.digest).where(CODE.c.expires_at < before))


def _keys(session: Session, before: datetime) -> int:
    return _delete(session, KEY.c.id, select(KEY.c.id).where(KEY.c.expires_at < before))


def _mutes(session: Session, before: datetime) -> int:
    return _delete(session, MUTE.c.id, select(MUTE.c.id).where(MUTE.c.until < before))


def _messages(session: Session, before: datetime) -> int:
    newer = MESSAGE.alias("newer")
    behind = select(newer.c.id).where(
        newer.c.destination_id == MESSAGE.c.destination_id, newer.c.turn > MESSAGE.c.turn
    )
    old = select(MESSAGE.c.id).where(MESSAGE.c.at < before, behind.exists())
    return _delete(session, MESSAGE.c.id, old)


def _delete(session: Session, key: Any, old: Any) -> int:
    statement = delete(key.table).where(key.in_(old.limit(CHUNK)))
    return session.connection().execute(statement).rowcount
