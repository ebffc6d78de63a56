"""What of the outbox is not told now, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from core.model import Delivery, Destination, Earlier, Hold, Quote, Source
from core.ports import Behind, Fold, Held
from tests.fakes.store.tables import Row, Tables, inside

LOOKBACK = timedelta(hours=1)
MOST_EARLIER = 400


class FakeHolding:
    """The half of `Outbox` that filters, holds back, folds and diverts."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def decide(
        self,
        at: datetime,
        filtered: Mapping[int, str],
        held: Sequence[Held],
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        for row in self._in_state("sending", filtered):
            row.settle("filtered", at, filtered[row.id])
        for one in held:
            for row in self._in_state("sending", [one.delivery_id]):
                row.state, row.hold = "held", one.hold
                row.not_before, row.message_id = one.until, one.message_id
        held_now = (self._in_state("held", [one.delivery_id]) for one in held)
        self._drop_unfollowed([row for rows in held_now for row in rows])
        self._tables.quotes.update(quotes)

    async def release(self, at: datetime) -> list[Destination]:
        due = self._due(at)
        for row in due:
            row.state = "waiting"
        to_edit = [row for row in self._tables.deliveries.values() if row.folding]
        return self._tables.numbered(row.destination for row in (*due, *to_edit))

    async def unhold(
        self, destination: Destination, hold: Hold, at: datetime, condition_id: int | None = None
    ) -> int:
        rows = [
            row
            for row in self._tables.deliveries.values()
            if row.state == "held"
            and row.hold is hold
            and any(inside(destination, one) for one in row.places())
            if condition_id is None or (row.event and row.event.condition_id == condition_id)
        ]
        for row in rows:
            row.not_before = at
        return len(rows)

    async def fold(self, destination: Destination) -> Fold | None:
        folding = [row for row in self._tables.rows(destination, "held") if row.folding]
        if not folding:
            return None
        message = folding[0].message_id
        rows = [
            row
            for row in self._tables.rows(destination, "sent", "folded", "held")
            if row.event and row.message_id == message and (row.state != "held" or row.folding)
        ]
        last = {_key(row): row.event.received_at for row in rows if row.event}
        since = min(row.event.received_at for row in rows if row.event) - LOOKBACK
        told = self._earlier(destination, {code for _, code in last}, since)
        return Fold(
            message_id=str(message),
            deliveries=tuple(self._delivery(row) for row in rows),
            fresh=tuple(row.id for row in rows if row.state == "held"),
            turns={
                key: tuple(
                    one.received_at
                    for one in told
                    if (one.condition_id, one.code) == key and one.received_at <= at
                )
                for key, at in last.items()
            },
        )

    async def folded(self, delivery_ids: Sequence[int], at: datetime) -> None:
        for state in ("held", "waiting"):
            for row in self._in_state(state, delivery_ids):
                if row.hold is Hold.FOLDED:
                    row.settle("folded", at)

    async def unsure(self, delivery_ids: Sequence[int]) -> None:
        for state in ("held", "waiting"):
            for row in self._in_state(state, delivery_ids):
                its_own = row.hold is Hold.FOLDED and row.message_id is not None
                row.resend = row.resend or its_own

    async def unfoldable(self, delivery_ids: Sequence[int]) -> None:
        for row in self._in_state("held", delivery_ids):
            row.message_id = None
            row.state = "waiting" if row.resend else "held"

    async def divert(
        self, destination: Destination, to: Destination, at: datetime, until: datetime
    ) -> int:
        tables = self._tables
        tables.known.setdefault(destination)
        tables.known.setdefault(to)
        there = {row.event.id: row for row in self._all() if row.event and row.destination == to}
        going = [
            row
            for row in tables.rows(destination, "waiting", "held")
            if row.hold != Hold.DIVERTED and row.diverted_from is None
        ]
        moved = 0
        said = [
            (one.notice, one.created_at)
            for one in self._all()
            if one.destination == to and one.state != "failed"
        ]
        for row in sorted(going, key=lambda row: row.event.id if row.event else 0):
            if row.event is None:
                moved += _move(row, to, said)
                continue
            home = destination
            twin = there.get(row.event.id)
            if twin is None:
                copy = tables.deliver(to, at, event=row.event)
                copy.resend, copy.diverted_from = row.resend, home
            elif twin.state in ("filtered", "failed"):
                twin.settled_at = twin.reason = twin.hold = None
                twin.state, twin.diverted_from = "waiting", home
            elif twin.state in ("waiting", "sending") and twin.diverted_from != home:
                continue
            row.state, row.hold, row.not_before = "held", Hold.DIVERTED, until
            row.message_id = None
            moved += 1
        return moved

    async def give_back(self, destination: Destination) -> list[Destination]:
        for row in self._all():
            if row.diverted_from and inside(destination, row.destination):
                row.drop("waits")
        return await self.undivert(destination)

    async def undivert(self, destination: Destination) -> list[Destination]:
        failed = {
            (row.event.id, row.diverted_from)
            for row in self._all()
            if row.event and row.state == "failed" and inside(destination, row.destination)
        }
        again = [
            row
            for row in self._all()
            if row.event
            and (row.state, row.hold) == ("held", Hold.DIVERTED)
            and (row.event.id, row.destination) in failed
        ]
        for row in again:
            row.state, row.hold = "waiting", None
        return self._tables.numbered(row.destination for row in again)

    def _all(self) -> list[Row]:
        return list(self._tables.deliveries.values())

    def _due(self, at: datetime) -> list[Row]:
        return [
            row
            for row in self._all()
            if row.state == "held" and row.not_before is not None and row.not_before <= at
        ]

    def _drop_unfollowed(self, rows: Iterable[Row]) -> None:
        for row in rows:
            about = self._tables.conditions.get(row.event.condition_id or 0) if row.event else None
            if about is None or not about.listed:
                continue
            home = row.diverted_from or row.destination
            its = self._tables.subscription(about.id, home)
            chat = replace(home, topic="")
            there = [
                one.suspended or "condition_"
                for one in self._tables.subscriptions.values()
                if one.condition.id == about.id and inside(chat, one.destination)
            ]
            if not any(one.startswith("condition_") for one in there):
                row.drop((its.suspended if its else None) or "unsubscribed")

    def _behind(
        self,
        destination: Destination,
        home: Destination | None,
        deliveries: Sequence[Delivery],
    ) -> tuple[Behind, ...]:
        codes = {one.event.code for one in deliveries if one.event}
        rows = [
            row
            for row in self._tables.rows(destination, "held")
            if row.event and row.event.code in codes and row.diverted_from == home
        ]
        rows.sort(key=lambda row: row.event.id if row.event else 0)
        return tuple(_in_the_way(row) for row in rows)

    def _in_state(self, state: str, delivery_ids: Iterable[int]) -> list[Row]:
        rows = (self._tables.deliveries.get(key) for key in delivery_ids)
        return [row for row in rows if row is not None and row.state == state]

    def _earlier(
        self, destination: Destination, codes: set[str], since: datetime
    ) -> tuple[Earlier, ...]:
        rows = [
            row
            for row in self._tables.rows(destination, "sent", "folded", "held")
            if row.event
            and row.event.code in codes
            and row.event.received_at >= since
            and row.event.source is not Source.MISSED
            and (row.state != "held" or row.left_over())
        ]
        rows.sort(key=lambda row: row.event.id if row.event else 0)
        return tuple(_told(row) for row in rows[-MOST_EARLIER:])

    def _delivery(self, row: Row) -> Delivery:
        if row.event is None:
            return Delivery(row.id, notice=row.notice, resend=row.resend, hold=row.hold)
        event, aside = row.event, row.diverted_from
        about = self._tables.conditions.get(event.condition_id or 0)
        its = self._tables.subscription(event.condition_id, aside or row.destination)
        quote = self._tables.quotes.get(event.id)
        if quote is not None:
            quote = replace(quote, code=event.code, open=None, high=None, low=None)
        return Delivery(
            row.id,
            event=event,
            condition=about.name if about else None,
            resend=row.resend,
            options=its.options if its else None,
            hold=row.hold,
            diverted=aside.channel if aside else "",
            folded=row.state in ("held", "folded"),
            quote=quote if quote and quote.price is not None else None,
            tried=row.tried,
        )


def _key(row: Row) -> tuple[int | None, str]:
    return (row.event.condition_id, row.event.code) if row.event else (None, "")


def _told(row: Row) -> Earlier:
    assert row.event is not None
    editable = row.state in ("folded", "held") or row.hold is None
    return Earlier(
        condition_id=row.event.condition_id,
        code=row.event.code,
        kind=row.event.kind,
        received_at=row.event.received_at,
        folded=row.state != "sent",
        message_id=row.message_id if editable else None,
    )


def _move(row: Row, to: Destination, said: Sequence[tuple[object, datetime]]) -> int:
    """Move a notice, but for one that is said there as well; how many were moved."""
    if (row.notice, row.created_at) in said:
        row.settle("failed", row.created_at, "moved")
        return 0
    row.destination = to
    return 1


def _in_the_way(row: Row) -> Behind:
    assert row.event is not None
    assert row.hold is not None
    assert row.not_before is not None
    event = row.event
    message_id = row.message_id if row.hold is Hold.FOLDED else None
    return Behind(event.id, event.condition_id, event.code, row.hold, row.not_before, message_id)
