"""Who wants what, in memory."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.model import BY_A_PERSON, PLAIN, Destination, Options, Subscription
from core.ports import Telling
from tests.fakes.store.lookouts import forget_lookouts, move_lookouts
from tests.fakes.store.tables import Tables, inside


class FakeSubscriptions:
    """`Subscriptions` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(
        self,
        condition_id: int,
        destination: Destination,
        person: str,
        at: datetime,
        options: Options | None = None,
    ) -> bool:
        condition = self._tables.condition(condition_id)
        known = self._tables.subscription(condition_id, destination)
        if known is not None:
            woken = {"suspended": None, "person": person} if known.suspended else {}
            changed = {} if options is None else {"options": options}
            self._change(known, **woken, **changed)
            return known.suspended is not None
        self._tables.known.setdefault(destination)
        self._tables.last_subscription += 1
        key = self._tables.last_subscription
        one = Subscription(key, condition, destination, person, at, options=options or PLAIN)
        self._tables.subscriptions[key] = one
        return True

    async def change(self, condition_id: int, destination: Destination, options: Options) -> bool:
        one = self._tables.subscription(condition_id, destination)
        if one is not None:
            self._change(one, options=options)
        return one is not None

    async def pause(self, condition_id: int, destination: Destination, reason: str) -> int | None:
        one = self._tables.subscription(condition_id, destination)
        if one is None or one.suspended is not None:
            return None
        self._change(one, suspended=reason)
        return self._drop(one, reason)

    async def wake(self, condition_id: int, destination: Destination) -> bool:
        one = self._tables.subscription(condition_id, destination)
        if one is None or one.suspended is None:
            return False
        self._change(one, suspended=None)
        return True

    async def transfer(self, condition_id: int, destination: Destination, to: Destination) -> bool:
        one = self._tables.subscription(condition_id, destination)
        if one is None or destination == to:
            return one is not None
        self._tables.known.setdefault(to)
        twin = self._tables.subscription(condition_id, to)
        if twin is not None:
            del self._tables.subscriptions[twin.id]
        self._change(one, destination=to)
        self._forget_untold(destination, to, condition_id, ("waiting", "held"))
        told = {
            row.event.id
            for row in self._tables.deliveries.values()
            if row.event and row.destination == to
        }
        for row in self._tables.rows(destination, "waiting", "held"):
            its = row.event is not None and row.event.condition_id == condition_id
            if its and row.event and row.event.id in told:
                row.drop("moved")
            elif its:
                row.destination, row.message_id = to, None
        return True

    async def adopt(self, old: int, new: int, destination: Destination) -> bool:
        one = self._tables.subscription(old, destination)
        if one is None or new not in self._tables.conditions:
            return False
        twin = self._tables.subscription(new, destination)
        if twin is not None and twin is not one:
            del self._tables.subscriptions[twin.id]
        self._change(one, condition=self._tables.conditions[new], suspended=None)
        return True

    async def remove(self, condition_id: int, destination: Destination) -> int | None:
        one = self._tables.subscription(condition_id, destination)
        if one is None:
            return None
        del self._tables.subscriptions[one.id]
        return self._drop(one, "unsubscribed")

    async def of(self, destination: Destination) -> list[Subscription]:
        every = self._tables.subscriptions.values()
        return [one for one in every if inside(destination, one.destination)]

    async def made_by(self, person: str) -> list[Subscription]:
        return [one for one in self._tables.subscriptions.values() if one.person == person]

    async def counts(self) -> dict[int, int]:
        counts: dict[int, int] = {}
        for one in self._tables.awake():
            counts[one.condition.id] = counts.get(one.condition.id, 0) + 1
        return counts

    async def subscribers(self, condition_id: int) -> list[Destination]:
        awake = self._tables.awake()
        return [one.destination for one in awake if one.condition.id == condition_id]

    async def suspend(
        self, destination: Destination, reason: str, telling: Telling | None = None
    ) -> int:
        for place in [one for one in self._tables.known if inside(destination, one)]:
            for row in self._tables.rows(place, "waiting", "held"):
                row.drop(reason)
        asleep = len(self._put(lambda one: inside(destination, one.destination), None, reason))
        if asleep and telling is not None:
            for one in dict.fromkeys(telling.to):
                self._tables.known.setdefault(one)
                self._tables.deliver(one, telling.at, notice=telling.notice)
        return asleep

    async def suspend_condition(self, condition_id: int, reason: str) -> list[Destination]:
        asleep = self._put(lambda one: one.condition.id == condition_id, None, reason)
        return [one.destination for one in asleep]

    async def resume_condition(self, condition_id: int, reason: str) -> list[Destination]:
        woken = self._put(lambda one: one.condition.id == condition_id, reason, None)
        return self._tables.numbered(one.destination for one in woken)

    async def resume(self, destination: Destination) -> int:
        woken = [
            one
            for one in self._tables.subscriptions.values()
            if inside(destination, one.destination)
            and one.suspended is not None
            and one.suspended not in BY_A_PERSON
            and not one.suspended.startswith("condition_")
        ]
        for one in woken:
            self._change(one, suspended=None)
        return len(woken)

    async def suspend_persons(self, persons: Collection[str], reason: str) -> list[Destination]:
        forget_lookouts(self._tables, persons, reason)
        asleep = self._put(lambda one: one.person in persons, None, reason)
        for one in asleep:
            self._drop(one, reason)
        return self._tables.numbered(one.destination for one in asleep)

    async def chats(self) -> list[Destination]:
        return self._tables.numbered(one.destination for one in self._tables.awake())

    async def keep_channels(self, present: Collection[str]) -> None:
        for destination in list(self._tables.known):
            if destination.channel not in present:
                await self.suspend(destination, "channel_absent")
        self._put(lambda one: one.destination.channel in present, "channel_absent", None)

    async def move(self, destination: Destination, to: Destination) -> None:
        tables = self._tables
        if destination not in tables.known or destination == to:
            return
        for row in tables.deliveries.values():
            if row.destination == destination:
                row.message_id = None
        if to in tables.known:
            del tables.known[destination]
        else:
            tables.known = {to if one == destination else one: None for one in tables.known}
        self._move_preferences(destination, to)
        self._move_subscriptions(destination, to)
        self._move_deliveries(destination, to)
        move_lookouts(tables, destination, to)

    def _move_preferences(self, destination: Destination, to: Destination) -> None:
        tables = self._tables
        holds = [tables.held.pop(one) for one in (destination, to) if one in tables.held]
        if holds:
            tables.held[to] = max(holds)
        for one in tables.muted:
            if one.destination == destination:
                one.destination = to
        if quiet := tables.quiet.pop(destination, None):
            tables.quiet.setdefault(to, quiet)
        if destination in tables.no_daily:
            tables.no_daily.remove(destination)
            tables.no_daily.add(to)

    def _move_subscriptions(self, destination: Destination, to: Destination) -> None:
        for one in list(self._tables.subscriptions.values()):
            if one.destination != destination:
                continue
            twin = self._tables.subscription(one.condition.id, to)
            if twin is None:
                self._change(one, destination=to)
                continue
            del self._tables.subscriptions[one.id]
            if one.suspended is None:
                self._change(twin, suspended=None)

    def _move_deliveries(self, destination: Destination, to: Destination) -> None:
        rows = self._tables.deliveries
        every = ("waiting", "held", "sending", "sent", "folded")
        self._forget_untold(destination, to, None, every)
        self._forget_told(destination, to)
        told = {row.event.id for row in rows.values() if row.destination == to and row.event}
        for row in list(rows.values()):
            if row.diverted_from == destination:
                row.diverted_from = to
            if row.destination == destination:
                row.destination = to
                if row.event is not None and row.event.id in told:
                    del rows[row.id]
            if row.diverted_from == row.destination:
                row.diverted_from = None

    def _forget_untold(
        self,
        destination: Destination,
        to: Destination,
        condition_id: int | None,
        states: tuple[str, ...],
    ) -> None:
        """What is yet to be told, or was, at one of two places is not filtered at the other."""
        coming = {
            row.event.id
            for row in self._tables.rows(destination, *states)
            if row.event and condition_id in (None, row.event.condition_id)
        }
        for row in self._tables.rows(to, "filtered", "failed"):
            if row.event and row.event.id in coming:
                del self._tables.deliveries[row.id]

    def _forget_told(self, destination: Destination, to: Destination) -> None:
        told = {
            row.event.id for row in self._tables.rows(destination, "sent", "folded") if row.event
        }
        for row in self._tables.rows(to, "waiting", "held"):
            if row.event and row.event.id in told:
                del self._tables.deliveries[row.id]

    def _put(
        self, which: Callable[[Subscription], bool], was: str | None, now: str | None
    ) -> list[Subscription]:
        """Give those that are suspended so (None: awake) another reason; which they were."""
        every = self._tables.subscriptions.values()
        found = [one for one in every if which(one) and one.suspended == was]
        for one in found:
            self._change(one, suspended=now)
        return found

    def _drop(self, one: Subscription, reason: str) -> int:
        """Let what waits of one subscription never be told, there or where it was diverted to."""
        dropped = 0
        for row in self._tables.deliveries.values():
            its = row.event is not None and row.event.condition_id == one.condition.id
            if its and (row.diverted_from or row.destination) == one.destination:
                dropped += row.drop(reason)
        return dropped

    def _change(self, one: Subscription, **changes: Any) -> None:
        self._tables.subscriptions[one.id] = replace(one, **changes)
