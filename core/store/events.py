"""What the rows say of the past: looked up beside the writer, so that no alert waits for it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, or_, select
from sqlmodel import Session

from core.model import (
    Between,
    DeliveryState,
    Destination,
    EventKind,
    Fate,
    Hold,
    Kinds,
    Options,
    Quote,
    Record,
    Source,
)
from core.ports import ALL, Backlog, Counts, Cut, Rush, Standing
from core.store import cutting
from core.store.database import Database
from core.store.rows import destination_of, event_of, kst, quote_of
from core.store.tables import (
    HELD,
    DeliveryRow,
    DestinationRow,
    EventRow,
    StockRow,
    table,
)

DELIVERY, DESTINATION, EVENT, STOCK = (
    table(row) for row in (DeliveryRow, DestinationRow, EventRow, StockRow)
)
ASIDE = DESTINATION.alias("aside")

_TO_THE_MINUTE = 16
"""`2026-11-23 09:00`, as every database writes a moment"""

FATES: Select[Any] = select(
    DELIVERY,
    DESTINATION.c.channel,
    DESTINATION.c.chat,
    DESTINATION.c.topic,
    DESTINATION.c.held_until,
    ASIDE.c.channel.label("aside"),
).select_from(
    DELIVERY.join(DESTINATION, DESTINATION.c.id == DELIVERY.c.destination_id).outerjoin(
        ASIDE, ASIDE.c.id == DELIVERY.c.diverted_from
    )
)
WAITS_SINCE = case(
    (DELIVERY.c.not_before > DELIVERY.c.created_at, DELIVERY.c.not_before),
    else_=DELIVERY.c.created_at,
)
"""what was held back has only waited since it became due"""
BACKLOG = (
    select(
        DESTINATION.c.channel,
        func.count().filter(DELIVERY.c.state != HELD).label("waiting"),
        func.count().filter(DELIVERY.c.state == HELD).label("held"),
        func.min(WAITS_SINCE).filter(DELIVERY.c.state != HELD).label("oldest"),
    )
    .select_from(DELIVERY.join(DESTINATION, DESTINATION.c.id == DELIVERY.c.destination_id))
    .where(DELIVERY.c.settled_at.is_(None))
    .group_by(DESTINATION.c.channel)
    .order_by(DESTINATION.c.channel)
)


class SqlEvents:
    """`Events` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_stock(self, code: str, chat: Destination, skip: int, most: int) -> list[Record]:
        """Return the events of a stock, newest first, and what became of them in a chat."""
        return await self._database.read(_records, EVENT.c.code == code, chat, skip, most)

    async def of_condition(
        self, condition_id: int, chat: Destination, skip: int, most: int
    ) -> list[Record]:
        """Return the events of a condition, newest first, and what became of them in a chat."""
        which = EVENT.c.condition_id == condition_id
        return await self._database.read(_records, which, chat, skip, most)

    async def of_chat(self, chat: Destination, skip: int, most: int) -> list[Record]:
        """Return the events that were on their way to a chat, newest first."""
        return await self._database.read(_of_chat, chat, skip, most)

    async def crossings(self, code: str, since: datetime, most: int) -> list[Record]:
        """Return the newest events of a stock since then, oldest first, without their fates."""
        return await self._database.read(_crossings, code, since, most)

    async def touched(self, code: str, condition_ids: Collection[int]) -> set[int]:
        """Return those of the conditions that a stock ever entered or left."""
        return await self._database.read(_touched, code, tuple(condition_ids))

    async def counts(self, condition_id: int, since: datetime) -> Counts:
        """Return how many stocks entered and left a condition since then, and the last time."""
        return await self._database.read(_counts, condition_id, since)

    async def rushes(
        self, condition_ids: Sequence[int], since: datetime, options: Options
    ) -> list[Rush]:
        """Return each minute since then in which something was to be told, with how much."""
        return await self._database.read(_rushes, tuple(condition_ids), since, options)

    async def backlog(self) -> list[Backlog]:
        """Return what is not settled yet, channel by channel."""
        return await self._database.read(_backlog)

    async def newest(self) -> int:
        """Return the id of the last event, 0 where there is none; later ones have higher ids."""
        return await self._database.read(cutting.newest)

    async def after(self, event_id: int, most: int, cut: Cut = ALL) -> list[Record]:
        """Return events with higher ids, oldest first, without their fates."""
        behind = EVENT.c.id > event_id
        return await self._database.read(cutting.cut_out, cut, [behind], EVENT.c.id, most)

    async def before(self, event_id: int | None, most: int, cut: Cut = ALL) -> list[Record]:
        """Return events with lower ids (None: the newest), newest first, without their fates."""
        ahead = [] if event_id is None else [EVENT.c.id < event_id]
        return await self._database.read(cutting.cut_out, cut, ahead, EVENT.c.id.desc(), most)

    async def prices(self, event_ids: Collection[int]) -> dict[int, Quote]:
        """Return the prices that were written onto these events so far."""
        return await self._database.read(cutting.prices, tuple(event_ids))

    async def standing(self, condition_ids: Collection[int]) -> Standing:
        """Return who is inside these conditions, and after which event, at one moment."""
        return await self._database.read(cutting.standing, tuple(condition_ids))


def _in(chat: Destination) -> ColumnElement[bool]:
    """The rows of a chat: those of its topic, or of all its topics where none is named."""
    here = (DESTINATION.c.channel == chat.channel) & (DESTINATION.c.chat == chat.chat)
    return here & (DESTINATION.c.topic == chat.topic) if chat.topic else here


def _records(
    session: Session, which: ColumnElement[bool], chat: Destination, skip: int, most: int
) -> list[Record]:
    newest = (EVENT.c.received_at.desc(), EVENT.c.id.desc())
    rows = session.connection().execute(
        cutting.RECORDS.where(which).order_by(*newest).offset(skip).limit(most)
    )
    return _with_fates(session, rows.all(), chat)


def _crossings(session: Session, code: str, since: datetime, most: int) -> list[Record]:
    its = (EVENT.c.code == code, EVENT.c.received_at >= since)
    newest = (EVENT.c.received_at.desc(), EVENT.c.id.desc())
    rows = (
        session.connection()
        .execute(cutting.RECORDS.where(*its).order_by(*newest).limit(most))
        .all()
    )
    return [cutting.record_of(row) for row in rows[::-1]]


def _of_chat(session: Session, chat: Destination, skip: int, most: int) -> list[Record]:
    """Walk back along the events: the newest are at hand, however long the history is."""
    here = list(session.connection().scalars(select(DESTINATION.c.id).where(_in(chat))))
    told_here = (DELIVERY.c.destination_id + 0).in_(here)  # so that no other index is walked
    ids = select(DELIVERY.c.event_id).where(told_here, DELIVERY.c.event_id.is_not(None))
    newest = ids.group_by(DELIVERY.c.event_id).order_by(DELIVERY.c.event_id.desc())
    wanted = list(session.connection().scalars(newest.offset(skip).limit(most))) if here else []
    rows = session.connection().execute(
        cutting.RECORDS.where(EVENT.c.id.in_(wanted)).order_by(EVENT.c.id.desc())
    )
    return _with_fates(session, rows.all(), chat)


def _with_fates(session: Session, rows: Sequence[Any], chat: Destination) -> list[Record]:
    fates = defaultdict(list)
    found = session.connection().execute(
        FATES.where(DELIVERY.c.event_id.in_([row.id for row in rows]), _in(chat)).order_by(
            DELIVERY.c.id
        )
    )
    for one in found:
        fates[one.event_id].append(_fate(one))
    return [
        Record(
            event_of(row, row.id), cutting.condition_in(row), quote_of(row), tuple(fates[row.id])
        )
        for row in rows
    ]


def _fate(row: Any) -> Fate:
    return Fate(
        destination=destination_of(row),
        state=DeliveryState(row.state),
        created_at=kst(row.created_at),
        claimed_at=kst(row.claimed_at),
        settled_at=kst(row.settled_at),
        reason=row.reason or "",
        hold=Hold(row.hold) if row.hold else None,
        not_before=kst(row.not_before),
        held_until=kst(row.held_until),
        resend=row.resend,
        diverted=row.aside or "",
    )


def _touched(session: Session, code: str, condition_ids: Sequence[int]) -> set[int]:
    its = (EVENT.c.code == code, EVENT.c.condition_id.in_(condition_ids))
    return set(session.connection().scalars(select(EVENT.c.condition_id).where(*its).distinct()))


def _counts(session: Session, condition_id: int, since: datetime) -> Counts:
    its = EVENT.c.condition_id == condition_id
    kinds = session.connection().execute(
        select(EVENT.c.kind, func.count().label("events"))
        .where(its, EVENT.c.received_at >= since)
        .group_by(EVENT.c.kind)
    )
    found = {row.kind: row.events for row in kinds}
    last = session.connection().scalar(select(func.max(EVENT.c.received_at)).where(its))
    return Counts(found.get(EventKind.ENTRY, 0), found.get(EventKind.EXIT, 0), kst(last))


def _rushes(
    session: Session, condition_ids: Sequence[int], since: datetime, options: Options
) -> list[Rush]:
    """Group by the minute inside the database: a day can hold thousands of events."""
    minute = func.substr(cast(EVENT.c.received_at, String), 1, _TO_THE_MINUTE)
    rows = session.connection().execute(
        select(EVENT.c.day, func.min(EVENT.c.received_at).label("first"), func.count())
        .select_from(EVENT.outerjoin(STOCK, STOCK.c.code == EVENT.c.code))
        .where(
            EVENT.c.condition_id.in_(condition_ids),
            EVENT.c.received_at >= since,
            EVENT.c.source != Source.MISSED,
            *_let_through(options),
        )
        .group_by(EVENT.c.day, minute)
        .order_by(EVENT.c.day, minute)
    )
    return [
        Rush(day, kst(first).replace(second=0, microsecond=0), count) for day, first, count in rows
    ]


def _let_through(options: Options) -> list[ColumnElement[bool]]:
    """The filters of a subscription; what a row does not know keeps nothing out."""
    found: list[ColumnElement[bool]] = []
    if options.kinds is not Kinds.BOTH:
        found.append(EVENT.c.kind == options.kinds.value)
    if options.markets:
        found.append(or_(STOCK.c.code.is_(None), STOCK.c.market.in_(sorted(options.markets))))
    if options.name:
        named = STOCK.c.name.icontains(options.name, autoescape=True)
        found.append(or_(STOCK.c.code.is_(None), named))
    for name in ("price", "rate", "volume", "value"):
        between: Between = getattr(options, name)
        if not between.open:
            unknown = or_(EVENT.c.price.is_(None), EVENT.c[name].is_(None))
            found.append(or_(unknown, _inside(EVENT.c[name], between)))
    return found


def _inside(column: ColumnElement[Any], between: Between) -> ColumnElement[bool]:
    ends = []
    if between.low is not None:
        ends.append(column >= between.low)
    if between.high is not None:
        ends.append(column <= between.high)
    return ends[0] if len(ends) == 1 else ends[0] & ends[1]


def _backlog(session: Session) -> list[Backlog]:
    rows = session.connection().execute(BACKLOG)
    return [Backlog(row.channel, row.waiting, row.held, kst(row.oldest)) for row in rows]
