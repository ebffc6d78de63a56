"""The queue in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from core.model import Delivery, Destination, Earlier, Event, EventKind, Hold, Notice, Quote, Source
from core.ports import UNWANTED, Change, Claim, Posted, Silence, Tally, Waiting
from tests.fakes.store.holding import LOOKBACK, FakeHolding
from tests.fakes.store.preferences import mutes_of, quiet_of
from tests.fakes.store.tables import Row

REPORT = 150
SUMMARY = 2000


class FakeOutbox(FakeHolding):
    """`Outbox` in memory."""

    async def post(self, changes: Sequence[Change]) -> Posted:
        ids: list[int] = []
        reached: set[Destination] = set()
        for change in changes:
            if change.membership is not None:
                self._tables.memberships[change.membership.condition_id] = change.membership
            for event in change.events:
                ids.append(max(self._tables.events, default=0) + 1)
                posted = self._tables.events[ids[-1]] = replace(event, id=ids[-1])
                for destination in self._receivers(posted):
                    self._tables.deliver(destination, posted.received_at, event=posted)
                    reached.add(destination)
        return Posted(tuple(ids), tuple(self._tables.numbered(reached)))

    async def post_notice(
        self,
        notice: Notice,
        destinations: Sequence[Destination],
        at: datetime,
        facts: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        for key, value in facts.items():
            self._tables.facts.pop(key, None)
            if value is not None:
                self._tables.facts[key] = value
        for destination in dict.fromkeys(destinations):
            self._tables.known.setdefault(destination)
            self._tables.deliver(destination, at, notice=notice)

    async def waiting(self) -> list[Waiting]:
        found = []
        for destination in self._tables.known:
            rows = self._tables.waiting(destination)
            if rows:
                oldest = min(row.created_at for row in rows)
                held = self._tables.held.get(destination)
                found.append(Waiting(destination, len(rows), oldest, held))
        return found

    async def claim(
        self, destination: Destination, at: datetime, most: int, *, notices: bool = False
    ) -> Claim:
        for row in self._due(at):
            if row.destination == destination:
                row.state = "waiting"
        if notices:
            run = [row for row in self._tables.waiting(destination) if row.event is None][:1]
        else:
            run = self._run(destination, most)
        if self._let_go_before(destination, run):
            run = self._run(destination, most)
        if not run:
            return Claim()
        deliveries = tuple(self._delivery(row) for row in run)
        for row in run:
            row.state, row.tried = "sending", True
        aside = run[0].diverted_from
        here = self._silence(destination, at)
        if deliveries[0].event is None:
            return Claim(deliveries, here)
        home = self._silence(aside, at) if aside else Silence()
        before = self._told_before(destination, deliveries, at)
        behind = self._behind(destination, aside, deliveries)
        return Claim(deliveries, here, home, before, behind)

    async def sent(
        self,
        delivery_ids: Sequence[int],
        at: datetime,
        message_id: str,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> bool:
        for row in self._unsettled(delivery_ids):
            row.settle("sent", at)
            row.message_id = message_id
        self._tables.quotes.update(quotes)
        first = self._tables.deliveries.get(delivery_ids[0]) if delivery_ids else None
        return first is not None and bool(self._tables.waiting(first.destination))

    async def put_back(
        self,
        delivery_ids: Sequence[int],
        *,
        resend: bool,
        quotes: Mapping[int, Quote] = MappingProxyType({}),
    ) -> None:
        for row in self._in_state("sending", delivery_ids):
            row.state, row.resend = "waiting", row.resend or resend
        self._drop_unfollowed(self._in_state("waiting", delivery_ids))
        self._tables.quotes.update(quotes if delivery_ids else {})

    async def unclaim(self, delivery_ids: Sequence[int]) -> None:
        rows = self._in_state("sending", delivery_ids)
        for row in rows:
            row.state, row.tried = "waiting", False
        self._drop_unfollowed(rows)

    async def hold(
        self,
        destination: Destination,
        until: datetime,
        at: datetime,
        notice: Notice | None = None,
        owners: Sequence[Destination] = (),
    ) -> None:
        self._tables.known.setdefault(destination)
        self._tables.held[destination] = until
        if notice is not None:
            await self.post_notice(notice, owners, at)

    async def paused(self, at: datetime) -> list[tuple[Destination, datetime]]:
        held = self._tables.held
        return [(one, held[one]) for one in self._tables.known if held.get(one, at) > at]

    async def failed(self, delivery_ids: Sequence[int], at: datetime, reason: str) -> None:
        for row in self._unsettled(delivery_ids):
            row.settle("failed", at, reason)
            row.message_id = None

    async def recover(self) -> int:
        rows = [row for row in self._tables.deliveries.values() if row.state == "sending"]
        for row in rows:
            row.state, row.resend, row.tried = "waiting", True, False
        for row in self._tables.deliveries.values():
            row.resend = row.resend or row.folding
        self._drop_unfollowed(rows)
        return len(rows)

    async def today(self, since: datetime) -> Tally:
        rows = list(self._tables.deliveries.values())
        settled = [row for row in rows if row.settled_at is not None and row.settled_at >= since]
        kinds = [one.kind for one in self._tables.events.values() if one.received_at >= since]
        return Tally(
            entries=kinds.count(EventKind.ENTRY),
            exits=kinds.count(EventKind.EXIT),
            sent=sum(row.state == "sent" for row in settled),
            failed=sum(row.state == "failed" and row.reason not in UNWANTED for row in settled),
            waiting=sum(row.state == "waiting" for row in rows),
            held=sum(row.state == "held" for row in rows),
        )

    def _let_go_before(self, destination: Destination, run: list[Row]) -> bool:
        takes_along = any(row.sort()[0] == "live" and not row.resend for row in run)
        if not run or run[0].event is None or takes_along:
            return False
        last = {row.key(): row.event.id for row in run if row.event}
        going = [
            row
            for row in self._tables.rows(destination, "held")
            if row.left_over() and row.event and row.event.id < last.get(row.key(), 0)
        ]
        for row in going:
            row.state, row.message_id = "waiting", None
        return bool(going)

    def _silence(self, destination: Destination, at: datetime) -> Silence:
        quiet = quiet_of(self._tables, destination)
        return Silence(tuple(mutes_of(self._tables, destination, at)), (quiet,) if quiet else ())

    def _run(self, destination: Destination, most: int) -> list[Row]:
        """The rows of the next message."""
        rows = self._tables.waiting(destination)
        if not rows or most < 1:
            return []
        sort = rows[0].sort()
        if sort[0] == "notices":
            return [row for row in rows if row.sort() == sort][:most]
        if sort[0] in ("missed", "summary"):
            whole = REPORT if sort[0] == "missed" else SUMMARY
            found = [row for row in rows if row.sort() == sort][:whole]
            return [row for row in found if not _blocked(row, rows)]
        alike = [row.sort() == sort for row in rows[:most]]
        run = rows[: alike.index(False) if False in alike else most]
        if sort[0] == "live" and not run[0].resend:
            held = self._tables.rows(destination, "held")
            over = [
                row
                for row in held
                if row.left_over(row.message_id is None)
                and row.diverted_from == run[0].diverted_from
            ]
            run = sorted([*over[: most - len(run)], *run], key=lambda row: row.id)
        return run

    def _told_before(
        self, destination: Destination, deliveries: Sequence[Delivery], at: datetime
    ) -> tuple[Earlier, ...]:
        live = [one for one in deliveries if one.event and one.event.source is not Source.MISSED]
        if not live or live[0].hold not in (None, Hold.FOLDED):
            return ()
        asked = [one.options for one in live if one.options]
        minutes = max((max(one.cooldown, one.fold or 0) for one in asked), default=0)
        since = at - max(LOOKBACK, timedelta(minutes=minutes))
        codes = {one.event.code for one in live if one.event}
        return self._earlier(destination, codes, since)

    def _receivers(self, event: Event) -> list[Destination]:
        awake = self._tables.awake()
        return self._tables.numbered(
            one.destination
            for one in awake
            if event.condition_id is None or one.condition.id == event.condition_id
        )

    def _unsettled(self, delivery_ids: Sequence[int]) -> list[Row]:
        rows = (self._tables.deliveries.get(key) for key in delivery_ids)
        return [row for row in rows if row is not None and row.settled_at is None]


def _blocked(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether an earlier row of another sort and the same stock waits before it."""
    return any(
        other.id < row.id and other.key() == row.key() and other.sort() != row.sort()
        for other in rows
    )
