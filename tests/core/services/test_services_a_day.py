"""A recorded day's load on the limits of a private chat, a group and a Slack channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.model import (
    Alert,
    AlertMessage,
    Destination,
    Event,
    Limit,
    NoticeMessage,
    Options,
    Outgoing,
)
from core.ports import Change, ConditionUpdate
from core.services.hush import Hush
from tests.core.services.day import CONDITIONS, ENTRIES, EXITS, OPENS, Referee, a_day
from tests.core.services.test_services_courier import ALICE, ROOM, Stage
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock, travelling

GROUP = Destination("telegram", "-1009")
PRIVATE_LIMITS = (Limit(1, 1.0),)
GROUP_LIMITS = (Limit(1, 1.0), Limit(20, 60.0))
_STEP = 0.5
_FORGET = timedelta(minutes=75)


class Chats(FakeChannel):
    """A face with the limits of real chats, each watched by a referee."""

    def __init__(self, clock: FakeClock, name: str = "telegram") -> None:
        super().__init__(clock, name)
        self.referees: dict[Destination, Referee] = {}

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        return GROUP_LIMITS if destination.chat.startswith("-") else PRIVATE_LIMITS

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        self._judge(destination)
        return await super().send(destination, message, plain=plain)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        self._judge(destination)
        return await super().edit(destination, message_id, message)

    def _judge(self, destination: Destination) -> None:
        referee = self.referees.setdefault(destination, Referee(self.limits(destination)))
        referee.see(self._clock.monotonic())


@dataclass(slots=True)
class Figures:
    """What a chat saw of the day."""

    messages: int
    edits: int
    refused: int
    oldest: float
    """seconds the oldest alert had waited when it was sent"""
    told: int
    """events told, in messages and in edits"""


async def live_through(
    events: Sequence[Event], options: Options | None = None
) -> dict[Destination, Figures]:
    """Let a day happen to three chats that follow everything."""
    clock = FakeClock(OPENS)
    stage = Stage(clock, owners=())
    stage.telegram, stage.slack = Chats(clock), Chats(clock, "slack")
    stage.courier._channels = {"telegram": stage.telegram, "slack": stage.slack}
    await stage.store.conditions.save(
        [ConditionUpdate(None, str(one), f"조건 {one}", True) for one in range(CONDITIONS)]
    )
    for condition in range(1, CONDITIONS + 1):
        for chat in (ALICE, GROUP, ROOM):
            await stage.store.subscriptions.add(condition, chat, "person", OPENS, options)
    hush = Hush(
        stage.store.preferences,
        stage.store.outbox,
        stage.courier.posted,
        stage.courier.reconsider,
        clock,
    )
    async with stage.run():
        forgotten = OPENS
        for event in events:
            await clock.advance(max(0.0, (event.received_at - clock.now()).total_seconds()))
            posted = await stage.store.outbox.post([Change(None, (event,))])
            arrived = [(one, clock.monotonic()) for one in posted.event_ids]
            stage.courier.posted(posted.destinations, arrived)
            if clock.now() - forgotten > timedelta(minutes=1):
                forgotten = clock.now()
                await hush.release()
                await stage.store.retain(forgotten - _FORGET)
        for _ in range(30):
            await clock.advance(60)
            await hush.release()
        await clock.advance(60)
        left = [row for row in stage.store.tables.deliveries.values() if row.settled_at is None]
        assert left == [], "everything was told"
    return {
        chat: _figures(face, chat)
        for chat, face in ((ALICE, stage.telegram), (GROUP, stage.telegram), (ROOM, stage.slack))
    }


def _figures(face: Chats, chat: Destination) -> Figures:
    sent = face.to(chat)
    edits = [edit for edit in face.edits if edit.destination == chat]
    messages = [*(one.message for one in sent), *(one.message for one in edits)]
    told = {alert.event.id for message in messages for alert in alerts_of(message)}
    waits = [
        (one.at - alert.event.received_at).total_seconds()
        for one in sent
        if isinstance(one.message, AlertMessage)
        for alert in one.message.alerts
    ]
    return Figures(len(sent), len(edits), face.referees[chat].refused, max(waits), len(told))


def alerts_of(message: Outgoing) -> tuple[Alert, ...]:
    """Return what a message tells, live or summed up."""
    return () if isinstance(message, NoticeMessage) else message.alerts


@travelling
async def test_the_busiest_hour_is_told_whole_within_the_limits_of_every_chat() -> None:
    hour = [one for one in a_day() if one.received_at < OPENS + timedelta(minutes=20)]
    figures = await live_through(hour)
    for chat, seen in figures.items():
        assert (seen.told, seen.refused) == (len(hour), 0), chat
    assert figures[ALICE].oldest < 5
    assert figures[ROOM].oldest < 5
    assert figures[GROUP].oldest < 70
    assert figures[ALICE].messages < len(hour), "what piled up went together"


def test_the_day_is_like_the_recorded_one() -> None:
    events = a_day()
    kinds = [event.kind.value for event in events]
    assert (kinds.count("entry"), kinds.count("exit")) == (ENTRIES, EXITS)
    inside: set[tuple[int | None, str]] = set()
    for event in events:
        key = (event.condition_id, event.code)
        assert (event.kind.value == "entry") is (key not in inside)
        inside ^= {key}


@pytest.mark.bench
@pytest.mark.parametrize("fold", [None, 0])
def test_the_whole_day(fold: int | None) -> None:
    @travelling
    async def whole() -> None:
        figures = await live_through(a_day(), None if fold is None else Options(fold=fold))
        for chat, seen in figures.items():
            print(f"\n  fold {fold}: {chat}: {seen}")  # noqa: T201
            assert seen.refused == 0

    whole()
