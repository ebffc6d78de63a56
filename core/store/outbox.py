"""The queue that is a table: what is to be told is a row before it is a message.

Every alert passes through here, so these are Core statements, built once; no ORM object is flushed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, exists, func, select, update
from sqlmodel import Session

from core.errors import DatabaseUnusable
from core.model import Destination, Hold, Notice, Quote
from core.ports import UNWANTED, Change, Claim, Fold, Held, Posted, Tally, Waiting
from core.store import holding
from core.store.claiming import PENDING, claim
from core.store.database import Database
from core.store.destinations import Destinations
from core.store.dropping import drop_unfollowed
from core.store.facts import write
from core.store.posting import post, post_notice
from core.store.pricing import price
from core.store.rows import destination_of, kst
from core.store.tables import (
    FAILED,
    HELD,
    SENDING,
    SENT,
    WAITING,
    DeliveryRow,
    DestinationRow,
    EventRow,
    table,
)

DELIVERY, DESTINATION, EVENT = (table(row) for row in (DeliveryRow, DestinationRow, EventRow))

ONE = DELIVERY.c.id == bindparam("row")
THERE = DELIVERY.alias("there")
MORE = select(
    exists().where(
        PENDING,
        DELIVERY.c.destination_id
        == select(THERE.c.destination_id).where(THERE.c.id == bindparam("row")).scalar_subquery(),
    )
)
SETTLE = (
    update(DELIVERY)
    .where(ONE, DELIVERY.c.settled_at.is_(None))
    .values(
        state=bindparam("to"),
        settled_at=bindparam("at"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
    )
)
PUT_BACK = update(DELIVERY).where(ONE, DELIVERY.c.state == SENDING).values(state=WAITING)
PUT_BACK_MARKED = PUT_BACK.values(resend=True)
UNCLAIM = PUT_BACK.values(claimed_at=None)
"""`claimed_at` of a row that waits says that it was let through and tried"""
RECOVER = (
    update(DELIVERY)
    .where(DELIVERY.c.state == SENDING, DELIVERY.c.settled_at.is_(None))
    .values(state=WAITING, resend=True, claimed_at=None)
    .returning(DELIVERY.c.id)
)
HOLD = (
    update(DESTINATION)
    .where(DESTINATION.c.id == bindparam("row"))
    .values(held_until=bindparam("until"))
)
PAUSED = (
    select(DESTINATION).where(DESTINATION.c.held_until > bindparam("at")).order_by(DESTINATION.c.id)
)
WAITING_PER_DESTINATION = (
    select(
        DESTINATION.c.channel,
        DESTINATION.c.chat,
        DESTINATION.c.topic,
        DESTINATION.c.held_until,
        func.count().label("waiting"),
        func.min(DELIVERY.c.created_at).label("oldest"),
    )
    .select_from(DELIVERY.join(DESTINATION))
    .where(PENDING)
    .group_by(DESTINATION.c.id)
    .order_by(DESTINATION.c.id)
)


class SqlOutbox:
    """`Outbox` in the database."""

    def __init__(self, database: Database, destinations: Destinations) -> None:
        self._database = database
        self._destinations = destinations

    async def post(self, changes: Sequence[Change]) -> Posted:
        """In one transaction: move the memberships, record the events, write the deliveries.

        An event goes to every unsuspended subscription of its condition; one without a condition
        goes once to every destination that has any unsuspended subscription.
        """
        return await self._database.run(post, tuple(changes))

    async def post_notice(
        self,
        notice: Notice,
        destinations: Sequence[Destination],
        at: datetime,
        facts: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        """In one transaction: write one delivery of a notice to each destination, and the facts.

        A fact without a value is dropped. Facts are written also where nobody is told.
        """
        await self._database.run(self._post_notice, notice, tuple(destinations), at, dict(facts))

    async def waiting(self) -> list[Waiting]:
        """Return every destination that has something waiting."""
        return await self._database.run(_waiting)

    async def claim(
        self, destination: Destination, at: datetime, most: int, *, notices: bool = False
    ) -> Claim:
        """Take what goes into the next message and mark it as being sent, oldest first.

        The leading run of rows of one sort: up to `most` live alerts; or one missed report (all
        rows with the same `since` and `received_at`, up to 150); or one notice; or all that was
        held back for one reason; and never rows marked for resending together with fresh ones.
        `notices`: the oldest notice, whatever waits before it, and nothing else.
        Whoever stops waiting for the answer has taken nothing.
        """
        claimed = self._database.submit(self._claim, destination, at, most, notices)
        try:
            return await asyncio.shield(asyncio.wrap_future(claimed))
        except asyncio.CancelledError:
            with suppress(DatabaseUnusable):  # closed already: recover() will find them
                self._database.submit(_unclaim, claimed)
            raise

    async def decide(
        self,
        at: datetime,
        filtered: Mapping[int, str],
        held: Sequence[Held],
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        """Record what of a claim is not told: filtered for good (why), or held until later.

        `quotes` are the prices it was decided by, by event id.
        """
        await self._database.run(_decide, at, dict(filtered), tuple(held), dict(quotes))

    async def release(self, at: datetime) -> list[Destination]:
        """Let what was held until now wait again, for its summary.

        Return whose it is, and whoever has messages to be edited.
        """
        return await self._database.run(holding.release, at)

    async def unhold(
        self, destination: Destination, hold: Hold, at: datetime, condition_id: int | None = None
    ) -> int:
        """Make what is held for a reason due now, in all topics of a chat; how many.

        Of one condition only, where it is said.
        """
        return await self._database.run(holding.unhold, destination, hold, at, condition_id)

    async def fold(self, destination: Destination) -> Fold | None:
        """Return the oldest message that held events have to be written into."""
        return await self._database.run(self._fold, destination)

    async def folded(self, delivery_ids: Sequence[int], at: datetime) -> None:
        """Record that they were written into the message they were held for."""
        await self._database.run(holding.folded, tuple(delivery_ids), at)

    async def unsure(self, delivery_ids: Sequence[int]) -> None:
        """Mark what may have been written into its message: nobody knows."""
        await self._database.run(holding.unsure, tuple(delivery_ids))

    async def unfoldable(self, delivery_ids: Sequence[int]) -> None:
        """Their message cannot be edited: let them wait for the next message there.

        What may stand in it already waits for none: it is repeated by itself, marked.
        """
        await self._database.run(holding.unfoldable, tuple(delivery_ids))

    async def divert(
        self, destination: Destination, to: Destination, at: datetime, until: datetime
    ) -> int:
        """Let what waits for a destination or is held back there go to another one; how many.

        It is summed up at the first one `until`; what the other one is told anyway is not
        repeated. Notices move.
        """
        return await self._database.run(self._divert, destination, to, at, until)

    async def give_back(self, destination: Destination) -> list[Destination]:
        """Let what was to be told here instead wait again where it was to go; whose it is."""
        return await self._database.run(holding.give_back, destination)

    async def undivert(self, destination: Destination) -> list[Destination]:
        """Take back what was to be told in a destination instead and failed; whose it is.

        It waits again where it was to go at first.
        """
        return await self._database.run(holding.undivert, destination)

    async def sent(
        self,
        delivery_ids: Sequence[int],
        at: datetime,
        message_id: str,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> bool:
        """Record that they arrived, and the prices they told; whether more waits there."""
        return await self._database.run(_sent, delivery_ids, at, message_id, dict(quotes))

    async def put_back(
        self,
        delivery_ids: Sequence[int],
        *,
        resend: bool,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        """Let them wait again, marked where the outcome is unknown.

        What nobody follows any more is settled as failed. `quotes` are the prices they were to be
        told with, by event id.
        """
        await self._database.run(_put_back, tuple(delivery_ids), resend, dict(quotes))

    async def unclaim(self, delivery_ids: Sequence[int]) -> None:
        """Let them wait again as if nobody had claimed them: nothing was decided or tried."""
        await self._database.run(_let_wait, tuple(delivery_ids))

    async def hold(
        self,
        destination: Destination,
        until: datetime,
        at: datetime,
        notice: Notice | None = None,
        owners: Sequence[Destination] = (),
    ) -> None:
        """Remember a pause the platform demanded, and tell `owners` of it."""
        await self._database.run(self._hold, destination, until, at, notice, tuple(owners))

    async def paused(self, at: datetime) -> list[tuple[Destination, datetime]]:
        """Return every destination whose pause is not over, and until when it lasts."""
        return await self._database.run(_paused, at)

    async def failed(self, delivery_ids: Sequence[int], at: datetime, reason: str) -> None:
        """Record that they can never be sent."""
        await self._database.run(_settle, delivery_ids, FAILED, at, None, reason)

    async def recover(self) -> int:
        """After a start: rows a dead process was sending wait again, marked; how many.

        What it may have been writing into a message is marked as well.
        """
        return await self._database.run(_recover)

    async def today(self, since: datetime) -> Tally:
        """Return what happened since then, for `/status`."""
        return await self._database.run(_today, since)

    def _post_notice(
        self,
        session: Session,
        notice: Notice,
        destinations: Sequence[Destination],
        at: datetime,
        facts: Mapping[str, str | None],
    ) -> None:
        write(session, facts)
        post_notice(session, self._destinations, notice, destinations, at)

    def _claim(
        self,
        session: Session,
        destination: Destination,
        at: datetime,
        most: int,
        notices: bool = False,
    ) -> Claim:
        destination_id = self._destinations.find(session, destination)
        return claim(session, destination, destination_id, at, most, notices=notices)

    def _fold(self, session: Session, destination: Destination) -> Fold | None:
        return holding.fold(session, self._destinations.find(session, destination))

    def _divert(
        self,
        session: Session,
        destination: Destination,
        to: Destination,
        at: datetime,
        until: datetime,
    ) -> int:
        source = self._destinations.find_or_add(session, destination)
        return holding.divert(
            session, source, self._destinations.find_or_add(session, to), at, until
        )

    def _hold(
        self,
        session: Session,
        destination: Destination,
        until: datetime,
        at: datetime,
        notice: Notice | None,
        owners: Sequence[Destination],
    ) -> None:
        held = self._destinations.find_or_add(session, destination)
        session.connection().execute(HOLD, {"row": held, "until": until})
        if notice is not None:
            post_notice(session, self._destinations, notice, owners, at)


def _unclaim(session: Session, claimed: Future[Claim]) -> None:
    """Undo a claim nobody waits for any more; it ran just before, in the same thread."""
    if claimed.exception() is None:
        _let_wait(session, [delivery.id for delivery in claimed.result().deliveries])


def _let_wait(session: Session, delivery_ids: Sequence[int]) -> None:
    if rows := [{"row": row} for row in delivery_ids]:
        session.connection().execute(UNCLAIM, rows)
        drop_unfollowed(session, delivery_ids)


def _put_back(
    session: Session, delivery_ids: Sequence[int], resend: bool, quotes: Mapping[int, Quote]
) -> None:
    if not delivery_ids:
        return
    rows = [{"row": row} for row in delivery_ids]
    session.connection().execute(PUT_BACK_MARKED if resend else PUT_BACK, rows)
    drop_unfollowed(session, delivery_ids)
    price(session, quotes)


def _paused(session: Session, at: datetime) -> list[tuple[Destination, datetime]]:
    rows = session.connection().execute(PAUSED, {"at": at})
    return [(destination_of(row), kst(row.held_until)) for row in rows]


def _waiting(session: Session) -> list[Waiting]:
    rows = session.connection().execute(WAITING_PER_DESTINATION)
    return [
        Waiting(destination_of(row), row.waiting, kst(row.oldest), kst(row.held_until))
        for row in rows
    ]


def _settle(
    session: Session,
    delivery_ids: Sequence[int],
    state: str,
    at: datetime,
    message_id: str | None,
    reason: str | None,
) -> None:
    outcome = {"to": state, "at": at, "message": message_id, "why": reason}
    rows = [{"row": row, **outcome} for row in delivery_ids]
    if rows:
        session.connection().execute(SETTLE, rows)


def _sent(
    session: Session,
    delivery_ids: Sequence[int],
    at: datetime,
    message_id: str,
    quotes: Mapping[int, Quote],
) -> bool:
    _settle(session, delivery_ids, SENT, at, message_id, None)
    price(session, quotes)
    if not delivery_ids:
        return False
    return bool(session.connection().scalar(MORE, {"row": delivery_ids[0]}))


def _decide(
    session: Session,
    at: datetime,
    filtered: Mapping[int, str],
    held: Sequence[Held],
    quotes: Mapping[int, Quote],
) -> None:
    holding.decide(session, at, filtered, held)
    drop_unfollowed(session, [one.delivery_id for one in held])
    price(session, quotes)


def _recover(session: Session) -> int:
    recovered = session.connection().scalars(RECOVER).all()
    session.connection().execute(holding.MAY_BE_FOLDED)
    drop_unfollowed(session, recovered)
    return len(recovered)


def _today(session: Session, since: datetime) -> Tally:
    connection = session.connection()
    kinds = connection.execute(
        select(EVENT.c.kind, func.count())
        .where(EVENT.c.received_at >= since)
        .group_by(EVENT.c.kind)
    )
    states = connection.execute(
        select(DELIVERY.c.state, func.count())
        .where(
            DELIVERY.c.settled_at.is_not(None),
            DELIVERY.c.settled_at >= since,
            func.coalesce(DELIVERY.c.reason, "").not_in(UNWANTED),
        )
        .group_by(DELIVERY.c.state)
    )
    events = {row[0]: row[1] for row in kinds}
    settled = {row[0]: row[1] for row in states}
    count = connection.scalar(select(func.count()).select_from(DELIVERY).where(PENDING))
    held = connection.scalar(select(func.count()).where(DELIVERY.c.state == HELD))
    return Tally(
        entries=events.get("entry", 0),
        exits=events.get("exit", 0),
        sent=settled.get(SENT, 0),
        failed=settled.get(FAILED, 0),
        waiting=count or 0,
        held=held or 0,
    )
