"""Whatever is held back, for whatever reasons at once: nothing is lost, doubled or overtaken."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Gone, SendError, TryLater, Unsure
from core.model import (
    Between,
    Destination,
    EventKind,
    Hold,
    Notice,
    NoticeMessage,
    Options,
    Quiet,
    Source,
    SummaryMessage,
)
from core.services.hush import Hush
from tests.core.services.test_services_courier import ALICE, BOB, OWNER, ROOM, Stage
from tests.fakes.channel import Sent
from tests.fakes.clock import travelling

SAMSUNG, HYNIX = "005930", "000660"
OTHER = Destination("slack", "C2")
GATHERED, COOLED = Options(digest=1), Options(cooldown=1)

CODES = st.sampled_from([SAMSUNG, HYNIX])
STEPS = st.one_of(
    st.tuples(st.just("post"), CODES),
    st.tuples(st.just("post"), CODES),
    st.tuples(st.just("missed"), CODES),
    st.tuples(st.just("mute"), st.none() | CODES, st.integers(20, 90)),
    st.tuples(st.just("unmute"), st.none() | CODES),
    st.tuples(st.just("quiet"), st.booleans()),
    st.tuples(st.just("options"), st.sampled_from([Options(), GATHERED, COOLED])),
    st.tuples(st.just("fail"), st.sampled_from([TryLater(None), TryLater(7), Unsure("?")])),
    st.tuples(st.just("pass"), st.integers(1, 50)),
    st.tuples(st.just("restart")),
)


class Life:
    """Alice's chat over some minutes, as a person, a market and a platform make it."""

    def __init__(self, fold_window: float = 0) -> None:
        self.fold_window = fold_window
        self.stage = Stage()
        self.stage.composer.fold_window = fold_window

    @property
    def hush(self) -> Hush:
        courier, store = self.stage.courier, self.stage.store
        clock = self.stage.clock
        return Hush(store.preferences, store.outbox, courier.posted, courier.reconsider, clock)

    async def step(self, what: str, *said: Any) -> None:
        """Let one thing happen."""
        stage, now = self.stage, self.stage.clock.now()
        match what:
            case "post":
                await stage.post(said[0], kind=EventKind.ENTRY)
            case "missed":
                await stage.post(said[0], source=Source.MISSED, since=now)
            case "mute":
                code, seconds = said
                await self.hush.mute(ALICE, "person", now + timedelta(seconds=seconds), code=code)
            case "unmute":
                await self.hush.unmute(ALICE, code=said[0])
            case "quiet":
                end = (now + timedelta(minutes=2)).replace(second=0, microsecond=0)
                hours = Quiet(now.replace(second=0).time(), end.time()) if said[0] else None
                await self.hush.set_quiet(ALICE, hours)
            case "options":
                await self.options(said[0])
            case "fail":
                stage.telegram.fail(ALICE, said[0])
            case "pass":
                await self.passes(said[0])
            case "restart":
                await self.restart()

    async def options(self, options: Options) -> None:
        """Give the subscription other options, as the engine does."""
        await self.stage.store.subscriptions.change(1, ALICE, options)
        for hold in (Hold.DIGEST, Hold.COOLDOWN):
            await self.hush.let_go(ALICE, hold)

    async def passes(self, seconds: int) -> None:
        """Let time pass, and what is due be looked at every second."""
        for _ in range(seconds):
            await self.stage.clock.advance(1)
            await self.hush.release()

    async def restart(self) -> None:
        """End the courier as SIGTERM does, and begin another one over the same rows."""
        old = self.stage
        await old.stop()
        self.stage = Stage(old.clock, old.store)
        self.stage.composer.fold_window = self.fold_window
        self.stage.telegram = old.telegram
        self.stage.courier._channels = {"telegram": old.telegram, "slack": self.stage.slack}
        context = self.stage.run()
        await context.__aenter__()
        self._context = context

    async def ends(self) -> list[Sent]:
        """Let every silence end; return what Alice was told."""
        await self.hush.unmute(ALICE)
        await self.hush.set_quiet(ALICE, None)
        await self.options(Options())
        await self.passes(180)
        return self.stage.telegram.to(ALICE)


def order(told: Sequence[Sent], code: str) -> list[int]:
    """Return the events of a stock in the order they were told."""
    return [
        alert.event.id
        for one in told
        for alert in getattr(one.message, "alerts", ())
        if alert.event.code == code
    ]


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_whatever_silences_overlap_each_stock_is_told_whole_and_in_order(
    steps: list[tuple[Any, ...]],
) -> None:
    @travelling
    async def run() -> None:
        life = Life()
        first = life.stage
        async with first.run(ALICE):
            for what, *said in steps:
                await life.step(what, *said)
            told = await life.ends()
            for code in (SAMSUNG, HYNIX):
                events = life.stage.store.tables.events.values()
                assert order(told, code) == [one.id for one in events if one.code == code]
            if life.stage is not first:
                await life.stage.stop()

    run()


# --- one by one ---------------------------------------------------------------------------------


@travelling
async def test_what_a_digest_gathered_is_told_before_what_a_mute_held() -> None:
    life = Life()
    async with life.stage.run(ALICE):
        await life.options(Options(digest=30))
        await life.step("post", SAMSUNG)
        await life.passes(2)
        await life.step("mute", None, 20)
        await life.step("post", SAMSUNG)
        await life.passes(60)
        assert life.stage.telegram.to(ALICE) == [], "it waits for the digest, as the first one does"
        await life.passes(1800)
        (digest,) = life.stage.telegram.to(ALICE)
        assert order([digest], SAMSUNG) == [1, 2]


@travelling
async def test_a_mute_that_ends_while_a_message_is_decided_on_holds_nothing() -> None:
    life = Life()
    stage = life.stage
    async with stage.run(ALICE):
        await life.step("mute", None, 3600)
        stage.source.slow = asyncio.Event()
        await stage.post(SAMSUNG)
        await stage.clock.advance(0.2)
        await life.hush.unmute(ALICE)
        stage.source.slow.set()
        await life.passes(3)
        assert [one.codes for one in stage.telegram.to(ALICE)] == [[SAMSUNG]]


@travelling
async def test_what_was_let_through_once_is_told_whatever_its_price_does_meanwhile() -> None:
    life = Life()
    stage = life.stage
    async with stage.run(ALICE):
        await stage.store.subscriptions.change(1, ALICE, Options(price=Between(71_000)))
        stage.source.prices[SAMSUNG] = 71_000
        stage.telegram.fail(ALICE, TryLater(30))
        await stage.post(SAMSUNG)
        await stage.clock.advance(2)
        stage.source.prices[SAMSUNG] = 70_000
        await life.passes(40)
        assert [one.codes for one in stage.telegram.to(ALICE)] == [[SAMSUNG]]


# --- a wait of hours ----------------------------------------------------------------------------


def linked(stage: Stage, *others: Destination) -> None:
    async def elsewhere(destination: Destination) -> Sequence[Destination]:
        return others if destination.channel == "telegram" else ()

    stage.courier._elsewhere = elsewhere


@travelling
async def test_a_wait_of_hours_with_nothing_waiting_is_known_after_a_restart() -> None:
    first = Stage()
    linked(first, ROOM)
    async with first.run(ALICE):
        first.telegram.fail(ALICE, TryLater(43_838))
        await first.post(SAMSUNG)
        await first.clock.advance(2)
    again = Stage(first.clock, first.store)
    linked(again, ROOM)
    async with again.run(ALICE):
        await again.post(HYNIX)
        await again.clock.advance(60)
        assert again.telegram.tried == [], "nobody is asked, and no owner told again"
        assert [one.codes for one in again.slack.to(ROOM)] == [[HYNIX]]


@travelling
async def test_a_wait_a_reply_met_sends_the_alerts_elsewhere_at_once() -> None:
    stage = Stage()
    linked(stage, ROOM)
    async with stage.run(ALICE):
        await stage.courier.waits(ALICE, 43_838)
        await stage.post(SAMSUNG)
        await stage.clock.advance(2)
        await stage.courier.waits(ALICE, 43_830)
        await stage.clock.advance(2)
        assert stage.telegram.to(ALICE) == []
        assert [one.codes for one in stage.slack.to(ROOM)] == [[SAMSUNG]]
        (letter,) = stage.telegram.to(OWNER)
        assert isinstance(letter.message, NoticeMessage), "once"
        assert letter.message.notice.key == "flood_wait"
        assert letter.message.notice.params["other"] == str(ROOM)


@travelling
async def test_an_alert_that_waits_for_its_turn_goes_elsewhere_when_the_wait_grows_long() -> None:
    stage = Stage()
    linked(stage, ROOM)
    async with stage.run(ALICE):
        stage.telegram.pace.hold(ALICE, 200)
        await stage.post(SAMSUNG)
        await stage.clock.advance(2)
        assert stage.slack.to(ROOM) == []
        await stage.courier.waits(ALICE, 43_838)
        await stage.clock.advance(2)
        assert [one.codes for one in stage.slack.to(ROOM)] == [[SAMSUNG]]


@travelling
async def test_a_chat_waits_with_all_its_topics() -> None:
    topic, other = (Destination("telegram", "-100", one) for one in ("7", "8"))
    stage = Stage()
    linked(stage, other, ROOM)
    async with stage.run(topic, other):
        stage.telegram.fail(topic, TryLater(43_838))
        await stage.post(SAMSUNG)
        await stage.clock.advance(30)
        assert {one.destination for one in stage.telegram.arrived} <= {OWNER, other}
        assert [one.codes for one in stage.slack.to(ROOM)] == [[SAMSUNG]]


@pytest.mark.parametrize("error", [Gone("is_archived"), Gone("channel_not_found")])
@travelling
async def test_where_the_other_chat_is_closed_too_the_next_one_is_taken(error: SendError) -> None:
    stage = Stage()
    linked(stage, ROOM, OTHER)
    async with stage.run(ALICE):
        stage.slack.fail(ROOM, error)
        stage.telegram.fail(ALICE, TryLater(43_838))
        await stage.post(SAMSUNG)
        await stage.clock.advance(5)
        await stage.post(HYNIX)
        await stage.clock.advance(5)
        assert [one.codes for one in stage.slack.to(OTHER)] == [[SAMSUNG], [HYNIX]]
        assert len([one for one in stage.slack.tried if one.destination == ROOM]) == 1


@travelling
async def test_an_owner_whose_only_chat_waits_is_told_where_else_they_are() -> None:
    stage = Stage(owners=[ALICE])
    linked(stage, ROOM)
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(43_838))
        await stage.post(SAMSUNG)
        await stage.clock.advance(2)
        await stage.courier.tell_owners(Notice("session_lost"))
        await stage.clock.advance(5)
        keys = [one.key for one in stage.slack.to(ROOM)]
        assert keys == ["flood_wait", None, "session_lost"]
        assert stage.telegram.to(ALICE) == []


@travelling
async def test_an_alert_whose_subscription_ended_in_the_air_is_not_tried_again() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB):
        stage.telegram.fail(ALICE, Unsure("cut"))
        stage.telegram.hold()
        await stage.post(SAMSUNG)
        await stage.clock.advance()
        await stage.store.subscriptions.remove(1, ALICE)
        stage.telegram.land()
        await stage.clock.advance(120)
        assert stage.telegram.to(ALICE) == []
        assert [one.codes for one in stage.telegram.to(BOB)] == [[SAMSUNG]]


@travelling
async def test_the_digest_after_a_wait_comes_before_what_happens_then() -> None:
    life = Life()
    stage = life.stage
    linked(stage, ROOM)
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(3600))
        await stage.post(SAMSUNG)
        await stage.clock.advance(3600)
        await stage.post(SAMSUNG)
        await life.passes(10)
        digest, live = stage.telegram.to(ALICE)
        assert isinstance(digest.message, SummaryMessage)
        assert order([digest, live], SAMSUNG) == [1, 2]


@travelling
async def test_whoever_blocked_the_bot_in_one_chat_hears_in_the_linked_one() -> None:
    stage = Stage()
    linked(stage, ROOM)
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, Gone("blocked"))
        await stage.post(SAMSUNG)
        await stage.clock.advance(5)
        assert [one.key for one in stage.slack.to(ROOM)] == ["destination_gone"]
        assert [one.key for one in stage.telegram.to(OWNER)] == ["destination_gone"]


@travelling
async def test_an_alert_shows_the_price_it_was_let_through_by() -> None:
    stage = Stage()
    async with stage.run(ALICE, BOB):
        for chat, pause in ((ALICE, 10), (BOB, 30)):
            await stage.store.subscriptions.change(1, chat, Options(price=Between(71_000)))
            stage.telegram.fail(chat, TryLater(pause))
        stage.source.prices[SAMSUNG] = 71_000
        await stage.post(SAMSUNG)
        await stage.clock.advance(2)
        stage.source.prices[SAMSUNG] = 70_000
        await stage.clock.advance(60)
        prices = [
            alert.quote.price
            for chat in (ALICE, BOB)
            for one in stage.telegram.to(chat)
            for alert in getattr(one.message, "alerts", ())
            if alert.quote
        ]
        assert prices == [71_000, 71_000]


@travelling
async def test_nothing_private_wanders_on_to_the_people_of_a_shared_chat() -> None:
    bob = Destination("slack", "D2")
    stage = Stage()

    async def elsewhere(destination: Destination) -> Sequence[Destination]:
        return {ALICE: [ROOM], ROOM: [bob]}.get(destination, [])

    stage.courier._elsewhere = elsewhere
    async with stage.run(ALICE):
        stage.telegram.fail(ALICE, TryLater(40_000))
        stage.slack.fail(ROOM, TryLater(4_000))
        await stage.post(SAMSUNG)
        await stage.clock.advance(60)
        await stage.courier.look()
        await stage.clock.advance(60)
        assert [one for one in stage.slack.to(bob) if one.codes] == []
        for _ in range(5):
            await stage.clock.advance(1000)
            await stage.courier.look()
        assert [one.codes for one in stage.slack.to(ROOM) if one.codes] == [[SAMSUNG]], "later"


@travelling
async def test_a_linked_topic_that_can_be_reached_again_is_used_again() -> None:
    topic = Destination("slack", "C1", "9")
    stage = Stage()
    linked(stage, topic)
    async with stage.run(topic):
        stage.slack.fail(topic, Gone("not_in_channel"))
        await stage.post(SAMSUNG)
        await stage.clock.advance(3)
        await stage.store.subscriptions.resume(topic)
        await stage.notify("session_back", topic)
        await stage.clock.advance(3)
        await stage.follow(ALICE)
        stage.telegram.fail(ALICE, TryLater(40_000))
        await stage.post(HYNIX)
        await stage.clock.advance(20)
        assert [one.codes for one in stage.slack.to(topic) if one.codes] == [[HYNIX]]
