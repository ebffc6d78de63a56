from datetime import timedelta

from core.errors import SessionTaken
from core.model import ChannelStatus, Destination, Notice, NoticeMessage, Person, Role
from core.services.freeze import Frozen
from tests.core.test_engine import OWNER, Stage
from tests.fakes.clock import MONDAY, FakeClock, travelling

FRIEND = Destination("telegram", "2")


def last_notice(stage: Stage) -> Notice:
    """Return the last notice the owner was told."""
    message = stage.telegram.to(OWNER)[-1].message
    assert isinstance(message, NoticeMessage)
    return message.notice


@travelling
async def test_a_session_that_is_lost_is_red_until_it_is_back() -> None:
    stage = Stage()
    async with stage.run() as engine:
        await stage.clock.advance(10)
        assert engine.green()
        stage.feed.lose()
        await stage.clock.advance(10)
        assert not engine.green()
        assert engine.troubles() == []
        await stage.clock.advance(70)
        assert [one.key for one in engine.troubles()] == ["link_lost"]
        stage.feed.connect()
        await stage.clock.advance(10)
        assert engine.troubles() == []
        assert engine.green()
        assert [key for key, _ in stage.told(OWNER)] == ["link_lost", "session_back"]


@travelling
async def test_at_night_a_lost_session_is_green_and_a_taken_one_is_not() -> None:
    stage = Stage(clock=FakeClock(MONDAY + timedelta(hours=11)))
    async with stage.run() as engine:
        stage.feed.lose()
        await stage.clock.advance(300)
        assert engine.green()
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(300)
        assert not engine.green()


@travelling
async def test_a_conflict_freezes_orders_at_once_is_told_and_ends_without_unfreezing() -> None:
    stage = Stage()
    async with stage.run() as engine:
        await engine.conflict("telegram", True)
        assert await engine.frozen() == Frozen("conflict", MONDAY)
        await stage.clock.advance(10)
        params = {"channel": "telegram", "time": "10:00:00"}
        assert engine.troubles() == [Notice("conflict", params)]
        await engine.conflict("telegram", False)
        await stage.clock.advance(10)
        assert engine.troubles() == []
        assert [key for key, _ in stage.told(OWNER)] == ["conflict", "conflict_over"]
        assert last_notice(stage).params == {"channel": "telegram", "frozen": "unfreeze"}
        assert await engine.frozen() is not None
        assert await engine.unfreeze() is True
        assert await engine.frozen() is None


@travelling
async def test_a_conflict_that_ends_after_orders_go_through_again_does_not_call_them_frozen() -> (
    None
):
    stage = Stage()
    async with stage.run() as engine:
        await engine.conflict("telegram", True)
        await stage.clock.advance(10)
        assert await engine.unfreeze() is True
        await engine.conflict("telegram", False)
        await stage.clock.advance(10)
        assert last_notice(stage) == Notice("conflict_over", {"channel": "telegram"})


@travelling
async def test_after_a_restart_orders_are_frozen_still_and_nothing_is_told_again() -> None:
    first = Stage()
    async with first.run() as engine:
        await engine.conflict("telegram", True)
        await first.clock.advance(10)
    again = Stage(clock=first.clock, store=first.store)
    again.telegram.status = lambda: ChannelStatus("telegram", working=False)  # type: ignore[method-assign]
    async with again.run() as engine:
        await again.clock.advance(60)
        assert await engine.frozen() is not None
        assert [one.key for one in engine.troubles()] == ["conflict"]
        assert "conflict" not in [key for key, _ in again.told(OWNER)]


@travelling
async def test_owners_who_are_named_while_it_runs_are_told_from_then_on() -> None:
    stage = Stage()
    async with stage.run() as engine:
        engine.set_owners([FRIEND])
        stage.feed.lose()
        await stage.clock.advance(90)
        assert [key for key, _ in stage.told(FRIEND)] == ["link_lost"]
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(90)
        assert [key for key, _ in stage.told(FRIEND)] == ["link_lost", "session_taken"]
        assert stage.told(OWNER) == []


@travelling
async def test_who_is_made_an_owner_in_a_chat_is_told_and_who_is_one_no_more_is_not() -> None:
    stage = Stage()
    stage.store.people._save(Person(1, Role.OWNER, "", ("telegram:1",), MONDAY))
    stage.store.people._save(Person(2, Role.TRADER, "", ("telegram:2",), MONDAY))
    async with stage.run() as engine:
        await engine.people.load()
        friend = await engine.people.change(engine.people.find("#2"), Role.OWNER)
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(10)
        assert [key for key, _ in stage.told(FRIEND)] == ["session_taken"]
        assert [key for key, _ in stage.told(OWNER)] == ["session_taken"]
        await engine.people.change(friend, Role.VIEWER)
        stage.feed.connect()
        await stage.clock.advance(10)
        assert [key for key, _ in stage.told(OWNER)] == ["session_taken", "session_back"]
        assert [key for key, _ in stage.told(FRIEND)] == ["session_taken"]


@travelling
async def test_who_is_named_an_owner_while_it_runs_is_met() -> None:
    stage = Stage()
    async with stage.run() as engine:
        assert engine.people.person("telegram:2") is None
        engine.people._rights.owners(["telegram:2"])  # type: ignore[attr-defined]
        engine.set_owners([FRIEND])
        await stage.clock.advance(3)
        assert engine.people.person("telegram:2") is not None
        assert engine._owners.chats == [FRIEND]


@travelling
async def test_an_owners_chat_that_is_known_by_two_addresses_is_one_place() -> None:
    stage = Stage()
    person, chat = Destination("telegram", "U1"), Destination("telegram", "D1")
    async with stage.run() as engine:
        engine.set_owners([person])
        await stage.store.outbox.post_notice(Notice("hello"), [person], MONDAY)
        await engine.at_home(person, chat)
        await stage.clock.advance(5)
        assert stage.told(chat) == [("hello", [])]
        await engine.suspend(chat, "blocked")
        await stage.clock.advance(5)
        assert stage.told(chat) == [("hello", [])]
        assert stage.told(person) == []


@travelling
async def test_another_rhythm_and_another_window_hold_at_once() -> None:
    stage = Stage()
    async with stage.run() as engine:
        engine.set_fold_window(30)
        assert engine.fold_window == 30
        engine.set_pace(5, 20)
        assert engine._arranger.period == 20
        assert engine.reread_calendar() is False


@travelling
async def test_the_close_of_a_day_is_told_to_whoever_follows_anything() -> None:
    stage = Stage(clock=FakeClock(MONDAY.replace(hour=15, minute=20)))
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(13 * 60)
        assert [key for key, _ in stage.told()] == ["daily_quiet"]
