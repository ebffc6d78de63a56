"""The tables. Rows never leave core/store; datetimes are aware and come back in UTC.

The same shape is written down step by step in migrations/versions; a test compares the two.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, MetaData, Table, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

WAITING = "waiting"
SENDING = "sending"
HELD = "held"
SENT = "sent"
FOLDED = "folded"
FILTERED = "filtered"
FAILED = "failed"


class Row(SQLModel):
    """What all tables share: one catalogue, with names for constraints so they can be altered."""

    metadata = MetaData(naming_convention=NAMING)


class ConditionRow(Row, table=True):
    """A condition ever listed; `seq` is where the broker last had it."""

    __tablename__ = "condition"

    id: int = Field(default=None, primary_key=True)
    seq: str
    name: str
    listed: bool = True


class MembershipRow(Row, table=True):
    """What is known about the inside of a condition; the stocks are MemberRows."""

    __tablename__ = "membership"

    condition_id: int = Field(primary_key=True, foreign_key="condition.id")
    day: date | None = None
    known_at: datetime | None = None


class MemberRow(Row, table=True):
    """A stock inside a condition."""

    __tablename__ = "member"
    __table_args__ = {"sqlite_with_rowid": False}

    condition_id: int = Field(primary_key=True, foreign_key="condition.id")
    code: str = Field(primary_key=True)


class StockRow(Row, table=True):
    """A listed stock."""

    __tablename__ = "stock"

    code: str = Field(primary_key=True)
    name: str
    market: str


class DestinationRow(Row, table=True):
    """A place messages go to; `held_until` is a pause its platform demanded.

    Quiet hours are `HH:MM` in KST.
    """

    __tablename__ = "destination"
    __table_args__ = (UniqueConstraint("channel", "chat", "topic"),)

    id: int = Field(default=None, primary_key=True)
    channel: str
    chat: str
    topic: str = ""
    held_until: datetime | None = None
    quiet_start: str | None = None
    quiet_end: str | None = None
    daily: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class MuteRow(Row, table=True):
    """A destination wants silence until then: of a condition, a stock, or (neither) at all."""

    __tablename__ = "mute"
    __table_args__ = (Index(None, "destination_id"),)

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id")
    condition_id: int | None = Field(default=None, foreign_key="condition.id")
    code: str | None = None
    until: datetime
    person: str
    created_at: datetime


class SubscriptionRow(Row, table=True):
    """A destination wants the events of a condition; `suspended` says why it gets none now."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("condition_id", "destination_id"),
        Index(None, "destination_id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    condition_id: int = Field(foreign_key="condition.id")
    destination_id: int = Field(foreign_key="destination.id")
    person: str
    created_at: datetime
    suspended: str | None = None
    options: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class EventRow(Row, table=True):
    """A stock entered or left; the price is written onto it when it arrives."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "received_at", "kind"),
        Index(None, "code", "received_at"),
        Index(None, "condition_id", "received_at"),
    )

    id: int = Field(default=None, primary_key=True)
    condition_id: int | None = Field(default=None, foreign_key="condition.id")
    code: str
    kind: str
    source: str
    day: date
    received_at: datetime
    happened_at: datetime | None = None
    since: datetime | None = None
    broker_late: float = 0.0
    price: int | None = None
    change: int | None = None
    rate: float | None = None
    volume: int | None = Field(default=None, sa_type=BigInteger)
    value: int | None = Field(default=None, sa_type=BigInteger)


FOLLOWED = text("settled < 4")


class FollowupRow(Row, table=True):
    """What the price did after an entry; `settled` of its four prices are decided.

    A price that is NULL though it is settled is one that nobody knows.
    """

    __tablename__ = "followup"
    __table_args__ = (
        Index(
            "ix_followup_open",
            "event_id",
            sqlite_where=FOLLOWED,
            postgresql_where=FOLLOWED,
        ),
    )

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE")
    price: int | None = None
    after_1: int | None = None
    after_5: int | None = None
    after_30: int | None = None
    at_close: int | None = None
    settled: int = 0
    highest: int | None = None
    lowest: int | None = None
    ceiling: int | None = None
    floor: int | None = None


class LookoutRow(Row, table=True):
    """A destination wants to know when a stock reaches something; `value` is won or percent.

    Ids are never used again: a button of an old message must not end another one.
    """

    __tablename__ = "lookout"
    __table_args__ = (Index(None, "destination_id"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id")
    code: str
    goal: str
    value: float
    person: str
    created_at: datetime
    until: datetime
    repeat: bool
    armed: bool
    day: date | None = None
    ceiling: int | None = None
    floor: int | None = None
    told_at: datetime | None = None
    turn: int = 0


UNSETTLED = text("settled_at IS NULL")
SETTLED = text("settled_at IS NOT NULL")
IS_HELD = text("state = 'held'")


class DeliveryRow(Row, table=True):
    """An event or a notice on its way to one destination.

    `state` goes waiting > sending > sent, folded, filtered or failed, and over held until
    `not_before` where there was a reason to `hold` it; `settled_at` is set with the last four.
    Ids are never used again (AUTOINCREMENT), or a late answer could settle somebody else's row.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "destination_id"),
        Index(
            "ix_delivery_unsettled",
            "destination_id",
            "state",
            "id",
            "created_at",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        Index(
            "ix_delivery_settled",
            "settled_at",
            "state",
            sqlite_where=SETTLED,
            postgresql_where=SETTLED,
        ),
        Index(
            "ix_delivery_held",
            "not_before",
            sqlite_where=IS_HELD,
            postgresql_where=IS_HELD,
        ),
        Index("ix_delivery_message", "destination_id", "message_id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id")
    event_id: int | None = Field(default=None, foreign_key="event.id")
    notice: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    lane: str
    state: str = WAITING
    resend: bool = False
    created_at: datetime
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    message_id: str | None = None
    reason: str | None = None
    hold: str | None = None
    not_before: datetime | None = None
    diverted_from: int | None = None
    """the destination it was to go to, where that has to wait too long; no foreign key"""


class SeenRow(Row, table=True):
    """The key of something that came in from a chat, so that it is handled once."""

    __tablename__ = "seen"

    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class FactRow(Row, table=True):
    """A small fact about the database itself, such as the day of the stock list."""

    __tablename__ = "fact"

    key: str = Field(primary_key=True)
    value: str


class PersonRow(Row, table=True):
    """Somebody who was let in; `role` is None where OWNERS is all that lets them in.

    Ids are never used again: a button of an old message must not mean somebody else.
    """

    __tablename__ = "person"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True)
    name: str
    role: str | None = None
    since: datetime
    invited_by: str = ""


class IdentityRow(Row, table=True):
    """What a platform calls a person."""

    __tablename__ = "identity"

    identity: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    added_at: datetime


class PlaceRow(Row, table=True):
    """A destination a person linked, and the identity that said so there."""

    __tablename__ = "place"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    destination_id: int = Field(primary_key=True, foreign_key="destination.id", index=True)
    identity: str
    private: bool
    added_at: datetime


class CodeRow(Row, table=True):
    """A one-time code nobody has used yet, by its digest, and the chat it was asked for in."""

    __tablename__ = "code"

    digest: str = Field(primary_key=True)
    purpose: str
    by: str
    channel: str
    chat: str
    topic: str
    expires_at: datetime
    role: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class KeyRow(Row, table=True):
    """A key to the web face, by its digest: a token, a session, or a link nobody has used yet.

    Ids are never used again: a button that revokes a token must not mean another.
    """

    __tablename__ = "key"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, index=True)
    kind: str
    identity: str = Field(index=True)
    name: str
    made_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None


class AuditRow(Row, table=True):
    """A command that was to change something."""

    __tablename__ = "audit"

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    person: str
    channel: str
    chat: str
    topic: str
    command: str
    said: str
    outcome: str


class MessageRow(Row, table=True):
    """A message of a conversation on the page; `turn` rises with each message and each change.

    Ids are never used again: an edit must not meet another message, nor a browser's picture.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("destination_id", "turn"),
        UniqueConstraint("destination_id", "key"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id")
    turn: int
    at: datetime = Field(index=True)
    key: str | None = None
    """what the browser called what a person said, so that it is there once"""
    body: dict[str, Any] = Field(sa_type=JSON)


def table(row: type[Row]) -> Table:
    """Return the Core table behind a row class, for statements that must be fast."""
    return Row.metadata.tables[str(row.__tablename__)]
