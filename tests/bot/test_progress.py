"""A message that says how far something long is; the work itself never minds it."""

import asyncio

import pytest

from bot.messages import DONE, STOPPED, Doc, Reply, line
from bot.progress import EVERY, Progress
from bot.render import plain
from core.errors import Gone, TryLater
from core.model import Destination
from tests.fakes.clock import FakeClock, travelling

HERE = Destination("telegram", "1001")


class Face:
    """Keeps messages up to date, or fails; `seen` is (message, words) as a person saw them."""

    name = "telegram"

    def __init__(self, error: Exception | None = None) -> None:
        self.seen: list[tuple[str | None, str]] = []
        self.error = error
        self.stuck: asyncio.Event | None = None

    async def show(self, destination: Destination, reply: Reply, message_id: str | None) -> str:
        assert destination == HERE
        if self.stuck:
            await self.stuck.wait()
        if self.error:
            raise self.error
        self.seen.append((message_id, plain.encode(reply.doc)))
        return "7"


def say(percent: int) -> Reply:
    return Reply(Doc((line({DONE: "done", STOPPED: "stopped"}.get(percent, f"{percent}%")),)))


@travelling
async def test_one_message_is_edited_while_the_work_goes_on_and_says_its_end() -> None:
    clock, face = FakeClock(), Face()
    with Progress([face], clock).of(HERE, say) as told:
        await clock.advance(1)
        for part in (250, 251, 999):
            told(part, 1000)
            await clock.advance(EVERY)
    await clock.advance(1)
    assert face.seen == [(None, "0%"), ("7", "25%"), ("7", "99%"), ("7", "done")]


@travelling
async def test_work_that_is_done_at_once_says_nothing_of_itself() -> None:
    clock, face = FakeClock(), Face()
    with Progress([face], clock).of(HERE, say) as told:
        told(5, 5)
    await clock.advance(60)
    assert face.seen == []


@travelling
async def test_work_that_was_given_up_says_so() -> None:
    clock, face = FakeClock(), Face()

    async def give_up() -> None:
        with Progress([face], clock).of(HERE, say) as told:
            await clock.advance(1)
            told(1, 3)
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await give_up()
    await clock.advance(1)
    assert face.seen == [(None, "0%"), ("7", "stopped")]


@travelling
async def test_nothing_is_done_by_a_hundred_percent_before_it_is_over() -> None:
    clock, face = FakeClock(), Face()
    with Progress([face], clock).of(HERE, say) as told:
        told(3, 3)
        await clock.advance(1)
        told(9, 3)
        await clock.advance(EVERY)
    assert face.seen == [(None, "99%")]


@travelling
@pytest.mark.parametrize("error", [Gone("kicked"), TryLater(3.0), ValueError("a fault")])
async def test_a_face_that_fails_costs_the_message_and_not_the_work(error: Exception) -> None:
    clock, face = FakeClock(), Face(error)
    with Progress([face], clock).of(HERE, say) as told:
        await clock.advance(1)
        told(1, 2)
        await clock.advance(EVERY)
    await clock.advance(1)
    assert face.seen == []


@travelling
async def test_no_work_waits_for_a_face_that_hangs() -> None:
    clock, face = FakeClock(), Face()
    face.stuck = asyncio.Event()
    with Progress([face], clock).of(HERE, say) as told:
        await clock.advance(1)
        told(1, 2)
    face.stuck.set()
    await clock.advance(1)
    assert face.seen == [(None, "0%"), ("7", "done")]


async def test_a_face_that_keeps_nothing_up_to_date_is_told_nothing() -> None:
    with Progress([object()], FakeClock()).of(HERE, say) as told:
        told(1, 2)
