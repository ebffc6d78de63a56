"""What the watcher knows of every condition; pure bookkeeping between the rows and the feed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.model import Condition, Event, Membership, Polled, Source
from core.ports import Change, Push, Snapshot
from core.services import membership
from core.services.deriving import Derived, wanted_parts
from core.services.lateness import BrokerLateness
from core.services.membership import Day

Judge = Callable[[datetime, datetime, bool], bool]
"""whether a list seen now, after one of then, tells news; and whether it holds any stock"""


@dataclass(slots=True)
class Watched:
    """One condition somebody wants: how many, how it is watched, and whether the watch holds."""

    condition: Condition
    wanted: int
    polled: Polled | None = Polled.FULL
    """None: in real time; whoever is new has no place yet"""
    live: bool = False
    """acknowledged on this connection"""
    since: datetime | None = None
    """when the first look of this watch came; None while there was none since the last gap"""
    steady: bool = False
    """it was live with no more stocks inside than real time allows"""
    broken: bool = True
    """there was a gap since `known_at`: what the next look finds was missed"""
    busy: bool = False
    """a request of ours is under way, or its snapshot is not read yet"""
    failures: int = 0
    not_before: float = 0.0
    refused_until: float = 0.0
    """the broker refused real time: it is polled until then, and asked again"""


class Book:
    """Conditions, their memberships and how they are watched."""

    def __init__(self) -> None:
        self.conditions: dict[int, Condition] = {}
        self.memberships: dict[int, Membership] = {}
        self.watched: dict[int, Watched] = {}
        self.derived: dict[int, Derived] = {}
        """expressions that somebody wants; the broker is asked for their parts alone"""
        self.unwanted: set[Condition] = set()
        """registered at the broker and not wanted there any more"""
        self.lateness = BrokerLateness()

    def load(self, conditions: Iterable[Condition]) -> None:
        """Take the conditions as they are in the store."""
        self.conditions = {condition.id: condition for condition in conditions}
        for condition_id, watched in self.watched.items():
            watched.condition = self.conditions[condition_id]
        for condition_id, derived in self.derived.items():
            derived.condition = self.conditions[condition_id]

    def want(self, counts: Mapping[int, int]) -> list[int]:
        """Take who is wanted by how many; return the ids nobody wants any more."""
        wanted, formulas = wanted_parts(counts, self.conditions)
        dropped = [one for one in self.watched if one not in wanted]
        for condition_id in dropped:
            watched = self.watched.pop(condition_id)
            if watched.live:
                self.unwanted.add(watched.condition)
        for condition_id, count in wanted.items():
            if condition_id in self.watched:
                self.watched[condition_id].wanted = count
            elif condition_id in self.conditions:
                self.watched[condition_id] = Watched(self.conditions[condition_id], count)
        ended = [one for one in self.derived if one not in formulas]
        before = {one: self.derived.pop(one) for one in list(self.derived)}
        for condition_id, formula in formulas.items():
            fresh = Derived(self.conditions[condition_id], formula, 0)
            self.derived[condition_id] = before.get(condition_id, fresh)
            self.derived[condition_id].wanted = counts[condition_id]
        return dropped + ended

    def by_seq(self, seq: str) -> Condition | None:
        """Return the listed condition that stands at a seq."""
        for condition in self.conditions.values():
            if condition.seq == seq and condition.listed:
                return condition
        return None

    def membership(self, condition_id: int) -> Membership:
        """Return what is known, an unstarted membership where nothing is."""
        return self.memberships.get(condition_id) or Membership(condition_id)

    def follows(self, condition_id: int) -> bool:
        """Return whether somebody wants a condition or an expression, or it is a part of one."""
        return condition_id in self.watched or condition_id in self.derived

    def push(self, push: Push, today: Day) -> Change | None:
        """Apply a push to the condition it names; None where it is no news."""
        condition = self.by_seq(push.seq or "")
        watched = self.watched.get(condition.id) if condition else None
        if condition is None or watched is None:
            return None
        happened_at = membership.broker_time(push.hhmmss, push.at)
        before = self.membership(condition.id)
        after, event = membership.push(
            before,
            push.code,
            push.kind,
            push.at,
            today,
            happened_at,
            self.lateness.observe(happened_at, push.at),
        )
        if event is None:
            return None
        if watched.broken:
            # One stock is known again, the gap in all the others is as old as it was.
            after = replace(after, known_at=before.known_at)
        return self._change(after, (event,))

    def unattributed(self, push: Push, today: Day) -> Change:
        """Return the change of a push nobody can attribute: an event, and no membership moves."""
        happened_at = membership.broker_time(push.hhmmss, push.at)
        event = Event(
            condition_id=None,
            code=push.code,
            kind=push.kind,
            source=Source.REALTIME,
            day=today.day,
            received_at=push.at,
            happened_at=happened_at,
        )
        return Change(None, (event,))

    def snapshot(self, snapshot: Snapshot, today: Day, judge: Judge) -> Change | None:
        """Apply the acknowledgement of a real-time subscription; None where it is not wanted."""
        condition = self.by_seq(snapshot.seq)
        if condition is None:
            return None
        watched = self.watched.get(condition.id)
        if watched is None:
            self.unwanted.add(condition)
            return None
        if not watched.live:
            watched.since = snapshot.at
        watched.live = True
        watched.busy = False
        return self.look(watched, snapshot.codes, snapshot.at, today, judge)

    def look(
        self, watched: Watched, codes: Sequence[str], at: datetime, today: Day, judge: Judge
    ) -> Change:
        """Compare all stocks inside, however they were learnt, with what was known.

        Where `judge` says that the list tells nothing (Kiwoom empties it for the night), what was
        known stays.
        """
        source = Source.MISSED if watched.broken else Source.POLL
        watched.broken = False
        watched.failures = 0
        watched.since = watched.since or at
        before = membership.roll(self.membership(watched.condition.id), today)
        if before.known_at is not None and not judge(before.known_at, at, bool(codes)):
            return self._change(replace(before, known_at=at), ())
        return self._change(*membership.snapshot(before, codes, at, today, source))

    def heard(self, at: datetime) -> list[int]:
        """Return the conditions that are live: what is known of them is whole until `at`."""
        live = [one for one, watched in self.watched.items() if watched.live]
        for condition_id in live:
            known = self.membership(condition_id)
            if known.known_at is not None and known.known_at < at:
                self.memberships[condition_id] = replace(known, known_at=at)
        return live + self._heard_derived(set(live), at)

    def _heard_derived(self, live: set[int], at: datetime) -> list[int]:
        whole = [one for one, its in self.derived.items() if its.whole and its.parts <= live]
        for condition_id in whole:
            known = self.membership(condition_id)
            if known.known_at is not None and known.known_at < at:
                self.memberships[condition_id] = replace(known, known_at=at)
        return whole

    def lost(self, last_heard: datetime) -> list[int]:
        """The connection is gone: return the conditions that were live until `last_heard`."""
        live = self.heard(last_heard)
        self.unwanted.clear()
        for derived in self.derived.values():
            derived.whole = False
        for watched in self.watched.values():
            watched.live = False
            watched.since = None
            watched.busy = False
            watched.broken = True
            watched.not_before = 0.0
            watched.failures = 0
            watched.refused_until = 0.0
            if watched.polled is Polled.REFUSED:
                watched.polled = Polled.FULL
        return live

    def roll(self, today: Day) -> list[Change]:
        """Begin a new trading day: every membership of an older one empties, without news."""
        changes = []
        for known in list(self.memberships.values()):
            rolled = membership.roll(known, today)
            if rolled is not known:
                changes.append(self._change(rolled, ()))
        return changes

    def derive(self, changes: Iterable[Change], today: Day) -> list[Change]:
        """Return changes, each followed by what it means for the expressions made of it."""
        found: list[Change] = []
        for change in changes:
            found.append(change)
            moved = change.membership
            if moved is None or moved.known_at is None:
                continue
            for derived in self.derived.values():
                if moved.condition_id in derived.parts:
                    found += self._follow(derived, change.events, moved.known_at, today)
        return found

    def begin(self, today: Day) -> list[Change]:
        """Return the starts of expressions whose parts are all known already."""
        found: list[Change] = []
        for derived in self.derived.values():
            known = [self.membership(one).known_at for one in derived.parts]
            heard = [one for one in known if one is not None]
            if not derived.whole and heard:
                found += self._follow(derived, (), max(heard), today)
        return found

    def _follow(
        self, derived: Derived, events: Iterable[Event], at: datetime, today: Day
    ) -> list[Change]:
        """Move an expression after one of its parts; not while the gap of any part is open."""
        known = {one: self.membership(one) for one in derived.parts}
        ends = [one.known_at for one in known.values() if one.known_at is not None]
        gap = any(one.day != today.day for one in known.values()) or len(ends) < len(known)
        if gap or any(self._broken(one) for one in known):
            derived.whole = False
            return []
        before = membership.roll(self.membership(derived.condition.id), today)
        whole = derived.whole and before.day == today.day
        after, news = derived.follow(known, before, events, at, today)
        if whole and not news and after.codes == before.codes:
            return []
        return [self._change(replace(after, known_at=min(ends)), news)]

    def _broken(self, condition_id: int) -> bool:
        watched = self.watched.get(condition_id)
        return watched is None or watched.broken

    def forget(self, condition_id: int) -> Change:
        """Nobody follows a condition any more: its next snapshot is a start again."""
        return self._change(Membership(condition_id), ())

    def _change(self, after: Membership, events: tuple[Event, ...]) -> Change:
        self.memberships[after.condition_id] = after
        return Change(after, events)
