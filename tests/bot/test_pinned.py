"""The pinned state: edited each minute, so that an old time shows a dead bot."""

import asyncio

import pytest

from bot.commands.table import speaking
from bot.messages import Reply
from bot.pinned import Pinned
from bot.render import plain
from bot.render.voice import Voice
from core.engine import Status
from core.errors import DatabaseUnusable, Gone, Malformed, Moved, TryLater, Unsure
from core.model import Destination, SessionState, SessionStatus
from core.services.pins import Pins
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.engine import MONDAY, FakeEngine
from tests.fakes.facts import FakeFacts

ALICE = Destination("telegram", "1001")
TOPIC = Destination("telegram", "-100", "7")
CHANNEL = Destination("slack", "C1")


class Board:
    """A face that notes what it shows; `fails` is what the next shows end with."""

    def __init__(self, clock: FakeClock, name: str = "telegram") -> None:
        self.name = name
        self.shown: list[tuple[Destination, str | None, bool, list[str]]] = []
        self.fails: list[BaseException | None] = []
        self.unpinned: list[str] = []
        self.clings: list[BaseException] = []
        """what the next unpins end with"""
        self.slow = 0.0
        self._clock = clock
        self._last = 40

    async def show(
        self, destination: Destination, reply: Reply, message_id: str | None, pin: bool = False
    ) -> str:
        await self._clock.sleep(self.slow)
        self.shown.append((destination, message_id, pin, plain.encode(reply.doc).splitlines()))
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            raise error
        if message_id is not None:
            return message_id
        self._last += 1
        return str(self._last)

    async def unpin(self, destination: Destination, message_id: str) -> None:
        self.unpinned.append(message_id)
        if self.clings:
            raise self.clings.pop(0)

    def ids(self) -> list[tuple[str | None, bool]]:
        return [(message_id, pin) for _, message_id, pin, _ in self.shown]

    def first(self) -> str:
        """The first line of what was shown last."""
        return self.shown[-1][3][0]


def _korean(destination: Destination) -> Voice:
    return speaking("ko", destination.channel)


class Stage:
    """Pins with their job, which looks each second as the timetable has it."""

    def __init__(self, facts: FakeFacts | None = None, *more: Board) -> None:
        self.clock = FakeClock(MONDAY)
        self.facts = facts or FakeFacts()
        self.engine = FakeEngine()
        self.engine.pins = self.pins = Pins(self.facts)
        self.board = Board(self.clock)
        self.statuses = 0
        faces = [self.board, *more, object()]
        self.pinned = Pinned(self.pins, self._status, faces, _korean, self.clock)

    async def _status(self) -> Status:
        self.statuses += 1
        return await self.engine.status()

    async def seconds(self, count: int) -> None:
        """Let time pass, a look each second."""
        for _ in range(count):
            await self.pinned.look()
            await self.clock.advance(1)


@pytest.fixture
async def stage() -> Stage:
    return Stage()


async def test_a_pinned_state_appears_within_a_second_and_is_pinned(stage: Stage) -> None:
    await stage.seconds(5)
    assert (stage.board.shown, stage.statuses) == ([], 0)
    await stage.pins.pin(TOPIC)
    await stage.seconds(1)
    ((destination, message_id, pin, lines),) = stage.board.shown
    assert (destination, message_id, pin) == (TOPIC, None, True)
    assert lines[:3] == ["🟢 10:02:11 갱신", "장 열림", "🟢 키움 연결됨 · 07:02부터"]
    assert await stage.pins.shown() == {TOPIC: "41"}


async def test_the_same_message_is_edited_every_minute(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(181)
    assert stage.board.ids() == [(None, True), ("41", True), ("41", True), ("41", True)]


async def test_after_a_restart_the_same_message_is_edited(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(1)
    later = Stage(stage.facts)
    await later.seconds(1)
    assert later.board.ids() == [("41", True)]


async def test_its_light_is_that_of_whatever_stands_worst(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    stage.engine.session = SessionStatus(SessionState.TAKEN, MONDAY)
    await stage.seconds(1)
    assert stage.board.first() == "🔴 10:02:11 갱신"
    stage.engine.session = SessionStatus(SessionState.LOST, MONDAY)
    await stage.seconds(60)
    assert stage.board.first() == "🟡 10:02:11 갱신"


async def test_the_end_is_written_into_the_message_at_once(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(1)
    await stage.pins.unpin(ALICE)
    await stage.seconds(200)
    assert stage.board.ids() == [(None, True), ("41", False)]
    assert stage.board.unpinned == ["41"]
    assert stage.board.first() == "📌 10:02:11에 고정을 그만두었습니다. 아래는 그때의 상태입니다."
    assert stage.facts.known == {}


async def test_a_message_that_could_not_be_unpinned_yet_is_unpinned_a_minute_later(
    stage: Stage,
) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(1)
    await stage.pins.unpin(ALICE)
    stage.board.clings = [TryLater(9.0), Unsure("reset")]
    await stage.seconds(200)
    assert stage.board.unpinned == ["41"] * 3
    assert stage.board.ids() == [(None, True), ("41", False)]


@pytest.mark.parametrize("error", [Malformed("no_pin"), Gone("no_rights"), RuntimeError("a bug")])
async def test_a_message_that_may_not_be_unpinned_says_its_end_all_the_same(
    stage: Stage, error: BaseException
) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(1)
    await stage.pins.unpin(ALICE)
    stage.board.clings = [error]
    await stage.seconds(200)
    assert stage.board.unpinned == ["41"]
    assert stage.board.ids() == [(None, True), ("41", False)]
    assert stage.facts.known == {}


async def test_a_chat_that_is_closed_ends_it(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    stage.board.fails = [Gone("blocked")]
    await stage.seconds(200)
    assert len(stage.board.shown) == 1
    assert stage.facts.known == {}


async def test_a_deleted_message_is_renewed(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    await stage.seconds(1)
    stage.board.fails = [Malformed("message to edit not found")]
    await stage.seconds(121)
    assert stage.board.ids() == [(None, True), ("41", True), (None, True)]
    assert await stage.pins.shown() == {ALICE: "42"}


async def test_a_group_that_moved_is_pinned_anew_there(stage: Stage) -> None:
    await stage.pins.pin(Destination("telegram", "-100"))
    stage.board.fails = [Moved("-1001")]
    await stage.seconds(3)
    assert [one[0].chat for one in stage.board.shown] == ["-100", "-1001"]
    assert await stage.pins.shown() == {Destination("telegram", "-1001"): "41"}


@pytest.mark.parametrize("error", [TryLater(3600.0), RuntimeError("a bug of the face")])
async def test_whatever_goes_wrong_is_tried_again_in_a_minute(
    stage: Stage, error: BaseException
) -> None:
    await stage.pins.pin(ALICE)
    stage.board.fails = [error]
    await stage.seconds(60)
    assert len(stage.board.shown) == 1
    await stage.seconds(1)
    assert stage.board.ids() == [(None, True), (None, True)]


async def test_a_database_that_gives_way_is_no_bug_of_the_job(stage: Stage) -> None:
    await stage.pins.pin(ALICE)
    stage.engine.failure = DatabaseUnusable("it is closed")
    with pytest.raises(DatabaseUnusable):
        await stage.pinned.look()


@travelling
async def test_a_face_that_hangs_holds_up_nobody_for_long() -> None:
    clock = FakeClock(MONDAY)
    hanging, other = Board(clock, "slack"), Board(clock)
    hanging.slow = 3600.0
    pins = Pins(FakeFacts())
    engine = FakeEngine()
    pinned = Pinned(pins, engine.status, [hanging, other], _korean, clock)
    await pins.pin(CHANNEL)
    await pins.pin(ALICE)
    looking = asyncio.create_task(pinned.look())
    await clock.advance(1)
    assert other.ids() == [(None, True)]
    await clock.advance(30)
    assert looking.done()
    assert await pins.shown() == {CHANNEL: None, ALICE: "41"}


async def test_a_channel_that_is_absent_keeps_its_pin_for_when_it_is_back(stage: Stage) -> None:
    await stage.pins.pin(CHANNEL)
    await stage.seconds(61)
    assert await stage.pins.shown() == {CHANNEL: None}
    board = Board(stage.clock, "slack")
    later = Stage(stage.facts, board)
    await later.seconds(1)
    assert board.ids() == [(None, True)]
