"""Anything in any order: the file behaves as the memory does, and tells everything exactly once."""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.model import (
    ANY,
    Between,
    Delivery,
    Destination,
    Event,
    EventKind,
    Hold,
    Kinds,
    Mute,
    Options,
    Quiet,
    Source,
    Subscription,
)
from core.ports import Change, ConditionUpdate, Held
from core.store import Store
from tests.core.store.make import (
    ALICE,
    BOB,
    CAROL,
    DAY,
    HELLO,
    NOW,
    AnyStore,
    at,
    claim,
    follow,
    ids,
    inside,
    list_conditions,
)
from tests.fakes.store import FakeStore

T = TypeVar("T")

# whoever has a failure to look into adds Phase.shrink, --timeout=600 and a few minutes
QUICK = settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)

DAVE = Destination("console", "local")
ROOM = Destination(CAROL.channel, CAROL.chat)
PLACES = st.sampled_from([ALICE, BOB, CAROL, DAVE, ROOM])
VERDICTS: st.SearchStrategy[str | Hold] = st.sampled_from(["kinds", "rate", *Hold])
OPTIONS = st.builds(
    Options,
    kinds=st.sampled_from(Kinds),
    rate=st.sampled_from([ANY, Between(3.0), Between(-1.5, 29.9)]),
    markets=st.sampled_from([frozenset[str](), frozenset({"KOSDAQ", "ETF"})]),
    name=st.sampled_from(["", "전자"]),
    cooldown=st.sampled_from([0, 90]),
    silent=st.booleans(),
    fold=st.sampled_from([None, 0, 5]),
)
CONDITIONS = st.integers(1, 3)
CODES = st.sampled_from(["005930", "000660", "035720", "069500"])
LIVE = st.builds(
    lambda condition_id, code, kind, source: Event(condition_id, code, kind, source, DAY, NOW),
    st.one_of(st.none(), CONDITIONS),
    CODES,
    st.sampled_from(EventKind),
    st.sampled_from([Source.REALTIME, Source.POLL]),
)
MISSED = st.builds(
    lambda condition_id, code, until: Event(
        condition_id, code, EventKind.ENTRY, Source.MISSED, DAY, at(until), since=at(until - 60)
    ),
    CONDITIONS,
    CODES,
    st.integers(0, 1),
)
CHANGES = st.lists(
    st.builds(
        lambda membership, events: Change(membership, tuple(events)),
        st.one_of(
            st.none(),
            st.builds(lambda codes, key: inside(codes, 0, key), st.sets(CODES), CONDITIONS),
        ),
        st.lists(st.one_of(LIVE, MISSED), max_size=4),
    ),
    max_size=4,
)


async def follows(place: Destination, store: AnyStore) -> list[Subscription]:
    return await store.subscriptions.of(place)


async def wants_silence(place: Destination, store: AnyStore) -> tuple[list[Mute], Quiet | None]:
    return await store.preferences.mutes(place, NOW), await store.preferences.quiet(place)


class Stores(RuleBasedStateMachine):
    """Does everything twice, to the fake and to the file, and compares the answers."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        template = self.template
        self._loop = asyncio.Runner()
        self._directory = Path(tempfile.mkdtemp(dir=template.parent))
        shutil.copy(template, self._path)
        self._fake = FakeStore()
        self._real = self._loop.run(Store.open(self._path))
        self._in_flight: dict[Destination, list[int]] = {}
        self._messages = 0
        self._both(
            lambda store: store.conditions.save(
                [ConditionUpdate(None, str(key), f"condition {key}", True) for key in range(3)]
            )
        )

    @property
    def _path(self) -> Path:
        return self._directory / "bot.db"

    def _both(self, do: Callable[[AnyStore], Coroutine[Any, Any, T]]) -> T:
        expected = self._loop.run(do(self._fake))
        assert self._loop.run(do(self._real)) == expected
        return expected

    @rule(
        key=CONDITIONS,
        place=PLACES,
        person=st.sampled_from(["telegram:1001", "slack:U1"]),
        options=st.none() | OPTIONS,
    )
    def add(self, key: int, place: Destination, person: str, options: Options | None) -> None:
        self._both(lambda store: store.subscriptions.add(key, place, person, NOW, options))

    @rule(key=CONDITIONS, place=PLACES)
    def remove(self, key: int, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.remove(key, place))

    @rule(place=PLACES)
    def suspend(self, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.suspend(place, "blocked"))

    @rule(key=CONDITIONS)
    def suspend_condition(self, key: int) -> None:
        self._both(lambda store: store.subscriptions.suspend_condition(key, "renamed"))

    @rule(persons=st.lists(st.sampled_from(["telegram:1001", "slack:U1"]), max_size=2))
    def suspend_persons(self, persons: list[str]) -> None:
        self._both(lambda store: store.subscriptions.suspend_persons(persons, "person_removed"))

    @rule(place=PLACES)
    def resume(self, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.resume(place))

    @rule(place=PLACES, to=PLACES)
    def move(self, place: Destination, to: Destination) -> None:
        self._both(lambda store: store.subscriptions.move(place, to))

    @rule(changes=CHANGES)
    def post(self, changes: list[Change]) -> None:
        self._both(lambda store: store.outbox.post(changes))

    @rule(places=st.lists(PLACES, max_size=3))
    def post_notice(self, places: list[Destination]) -> None:
        self._both(lambda store: store.outbox.post_notice(HELLO, places, NOW))

    @rule(place=PLACES, most=st.integers(1, 5))
    def claim(self, place: Destination, most: int) -> None:
        claimed = self._both(lambda store: store.outbox.claim(place, NOW, most)).deliveries
        self._in_flight.setdefault(place, []).extend(ids(claimed))

    @rule(place=PLACES)
    def sent(self, place: Destination) -> None:
        rows = self._in_flight.pop(place, [])
        self._messages += 1
        message = str(self._messages)
        self._both(lambda store: store.outbox.sent(rows, at(1), message))

    @rule(place=PLACES, verdicts=st.lists(VERDICTS, max_size=5), message=st.integers(1, 3))
    def decide(self, place: Destination, verdicts: list[str | Hold], message: int) -> None:
        rows = self._in_flight.get(place, [])
        decided = dict(zip(rows, verdicts, strict=False))
        self._in_flight[place] = [row for row in rows if row not in decided]
        filtered = {row: why for row, why in decided.items() if not isinstance(why, Hold)}
        held = [
            Held(row, why, at(message), str(self._messages) if why is Hold.FOLDED else None)
            for row, why in decided.items()
            if isinstance(why, Hold)
        ]
        self._both(lambda store: store.outbox.decide(NOW, filtered, held))

    @rule(seconds=st.integers(0, 3))
    def release(self, seconds: int) -> None:
        self._both(lambda store: store.outbox.release(at(seconds)))

    @rule(place=PLACES, hold=st.sampled_from(Hold))
    def unhold(self, place: Destination, hold: Hold) -> None:
        self._both(lambda store: store.outbox.unhold(place, hold, NOW))

    @rule(place=PLACES, editable=st.booleans(), sure=st.booleans())
    def fold(self, place: Destination, editable: bool, sure: bool) -> None:
        fold = self._both(lambda store: store.outbox.fold(place))
        if fold is not None and not sure:
            self._both(lambda store: store.outbox.unsure(fold.fresh))
        if fold is not None and editable:
            self._both(lambda store: store.outbox.folded(fold.fresh, at(1)))
        elif fold is not None:
            self._both(lambda store: store.outbox.unfoldable(fold.fresh))

    @rule(place=PLACES, to=PLACES)
    def divert(self, place: Destination, to: Destination) -> None:
        if place != to:
            self._both(lambda store: store.outbox.divert(place, to, NOW, at(2)))

    @rule(place=PLACES)
    def give_back(self, place: Destination) -> None:
        self._both(lambda store: store.outbox.give_back(place))

    @rule(place=PLACES)
    def undivert(self, place: Destination) -> None:
        self._both(lambda store: store.outbox.undivert(place))

    @rule(key=CONDITIONS, place=PLACES, options=OPTIONS)
    def change(self, key: int, place: Destination, options: Options) -> None:
        self._both(lambda store: store.subscriptions.change(key, place, options))

    @rule(key=CONDITIONS, place=PLACES)
    def pause(self, key: int, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.pause(key, place, "paused"))

    @rule(key=CONDITIONS, place=PLACES)
    def wake(self, key: int, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.wake(key, place))

    @rule(old=CONDITIONS, new=CONDITIONS, place=PLACES)
    def adopt(self, old: int, new: int, place: Destination) -> None:
        self._both(lambda store: store.subscriptions.adopt(old, new, place))

    @rule(place=PLACES, code=st.none() | CODES, until=st.integers(0, 2))
    def mute(self, place: Destination, code: str | None, until: int) -> None:
        mute = Mute(at(until), None, code)
        self._both(lambda store: store.preferences.mute(place, mute, "telegram:1001", NOW))

    @rule(place=PLACES, quiet=st.none() | st.just(Quiet(time(22, 0), time(8, 0))))
    def set_quiet(self, place: Destination, quiet: Quiet | None) -> None:
        self._both(lambda store: store.preferences.set_quiet(place, quiet))

    @rule(place=PLACES)
    def failed(self, place: Destination) -> None:
        rows = self._in_flight.pop(place, [])
        self._both(lambda store: store.outbox.failed(rows, at(1), "malformed"))

    @rule(place=PLACES, resend=st.booleans(), pause=st.one_of(st.none(), st.integers(1, 9)))
    def put_back(self, place: Destination, resend: bool, pause: int | None) -> None:
        rows = self._in_flight.pop(place, [])
        self._both(lambda store: store.outbox.put_back(rows, resend=resend))
        if pause is not None:
            self._both(lambda store: store.outbox.hold(place, at(pause), NOW))
            self._both(lambda store: store.outbox.paused(at(pause - 1)))

    @rule()
    def retain(self) -> None:
        self._both(lambda store: store.retain(at(2)))

    @rule(key=st.sampled_from(["a", "b"]))
    def first_time(self, key: str) -> None:
        self._both(lambda store: store.inbox.first_time(key, NOW))

    @rule()
    def restart(self) -> None:
        self._loop.run(self._real.close())
        self._real = self._loop.run(Store.open(self._path))
        self._both(lambda store: store.outbox.recover())

    @invariant()
    def they_agree(self) -> None:
        self._both(lambda store: store.outbox.waiting())
        self._both(lambda store: store.outbox.today(NOW))
        self._both(lambda store: store.conditions.memberships())
        self._both(lambda store: store.subscriptions.counts())
        self._both(lambda store: store.subscriptions.chats())

    def teardown(self) -> None:
        try:
            for place in (ALICE, BOB, CAROL, DAVE, ROOM):
                self._both(partial(follows, place))
                self._both(partial(wants_silence, place))
        finally:
            self._loop.run(self._real.close())
            self._loop.close()
            shutil.rmtree(self._directory)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once and copied often."""
    path = tmp_path_factory.mktemp("store") / "template.db"

    async def make() -> None:
        await (await Store.open(path)).close()

    asyncio.run(make())
    return path


def test_the_file_answers_as_the_memory_does_whatever_happens(template: Path) -> None:
    Stores.template = template
    run_state_machine_as_test(Stores, settings=settings(QUICK, stateful_step_count=40))


FOLLOWED = {ALICE: {1, 2}, BOB: {1}, CAROL: {3}}


class Courier:
    """Tells what a store gives it, one message at a time to each destination, and keeps count."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_flight: dict[Destination, list[Delivery]] = {}
        self._doubtful: set[int] = set()
        self.expected = defaultdict[Destination, list[Event]](list)
        self.told = defaultdict[Destination, list[Event]](list)

    async def prepare(self) -> None:
        await list_conditions(self._store, "골든크로스", "거래량 급증", "신고가")
        for place, keys in FOLLOWED.items():
            for key in keys:
                await follow(self._store, place, condition_id=key)

    async def post(self, changes: list[Change]) -> None:
        posted = await self._store.outbox.post(changes)
        events = [event for change in changes for event in change.events]
        for event, event_id in zip(events, posted.event_ids, strict=True):
            for place, keys in FOLLOWED.items():
                if event.condition_id is None or event.condition_id in keys:
                    self.expected[place].append(replace(event, id=event_id))

    async def claim(self, place: Destination, most: int) -> None:
        if place in self._in_flight:
            return
        claimed = list(await claim(self._store, place, most))
        assert {one.resend for one in claimed} == {one.id in self._doubtful for one in claimed}
        if claimed:
            self._in_flight[place] = claimed

    async def settle(self, place: Destination, outcome: str) -> None:
        claimed = self._in_flight.pop(place, [])
        if outcome == "sent":
            await self._store.outbox.sent(ids(claimed), at(1), "m")
            self.told[place].extend(one.event for one in claimed if one.event is not None)
        else:
            await self._store.outbox.put_back(ids(claimed), resend=outcome == "unsure")
            if outcome == "unsure":
                self._doubtful.update(ids(claimed))

    async def die(self) -> None:
        rows = [one.id for claimed in self._in_flight.values() for one in claimed]
        self._in_flight.clear()
        assert await self._store.outbox.recover() == len(rows)
        self._doubtful.update(rows)

    async def finish(self) -> None:
        await self.die()
        for waits in await self._store.outbox.waiting():
            await self.claim(waits.destination, 100)
            while waits.destination in self._in_flight:
                await self.settle(waits.destination, "sent")
                await self.claim(waits.destination, 100)
        assert await self._store.outbox.waiting() == []


STEPS = st.lists(
    st.one_of(
        st.builds(lambda changes: ("post", changes), CHANGES),
        st.builds(lambda place, most: ("claim", place, most), PLACES, st.integers(1, 5)),
        st.builds(
            lambda place, outcome: ("settle", place, outcome),
            PLACES,
            st.sampled_from(["sent", "unsure", "refused"]),
        ),
        st.just(("die",)),
    ),
    max_size=60,
)


@settings(QUICK)
@given(steps=STEPS)
def test_every_event_is_told_exactly_once_and_in_order_whatever_fails_in_between(
    template: Path, steps: list[tuple[Any, ...]]
) -> None:
    async def tell() -> None:
        with tempfile.TemporaryDirectory(dir=template.parent) as directory:
            path = Path(directory, "bot.db")
            shutil.copy(template, path)
            store = await Store.open(path)
            courier = Courier(store)
            await courier.prepare()
            for step, *arguments in steps:
                await getattr(courier, step)(*arguments)
            await courier.finish()
            await store.close()
        for place, expected in courier.expected.items():
            told = courier.told[place]
            assert sorted(told, key=key_of) == expected, "each exactly once"
            live = [event.id for event in told if event.source is not Source.MISSED]
            assert live == sorted(live), "and in order"

    asyncio.run(tell())


def key_of(event: Event) -> int:
    return event.id
