import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Access
from core.calendar import Calendar, Phase
from core.clock import KST
from core.engine import Engine, Rules, Stores, find
from core.errors import (
    AmbiguousCondition,
    AmbiguousStock,
    AnswerTimedOut,
    Gone,
    NotConnected,
    NotSubscribed,
    SessionTaken,
    TopicRefused,
    Unavailable,
    UnknownCondition,
    UnknownStock,
)
from core.model import (
    AlertMessage,
    Condition,
    Destination,
    EventKind,
    Hold,
    Kinds,
    Notice,
    NoticeMessage,
    Options,
    Polled,
    SessionState,
    Source,
    Stock,
    Watch,
)
from core.services.timetable import Job, every
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import EXIT, FakeFeed, FakeQuotes, FakeTokens
from tests.fakes.store import FakeStore

ALICE = Destination("telegram", "1001")
BOB = Destination("telegram", "1002")
OWNER = Destination("telegram", "1")
SAMSUNG = Stock("005930", "삼성전자", "KOSPI")
HYNIX = Stock("000660", "SK하이닉스", "KOSPI")


class Stage:
    """A whole engine, its broker scripted, its face noting what it is given."""

    def __init__(
        self,
        *names: str,
        clock: FakeClock | None = None,
        store: FakeStore | None = None,
        rules: Rules | None = None,
        jobs: tuple[Job, ...] = (),
    ) -> None:
        self.clock = clock or FakeClock()
        self.store = store or FakeStore()
        self.feed = FakeFeed(self.clock, *(names or ("급등 초입", "거래량 폭발", "급락")))
        self.quotes = FakeQuotes(SAMSUNG, HYNIX)
        self.quotes.price(["005930", "000660"])
        self.tokens = FakeTokens()
        self.telegram = FakeChannel(self.clock)
        self.engine = Engine(
            self.feed,
            self.quotes,
            self.tokens,
            Stores(
                self.store.conditions,
                self.store.subscriptions,
                self.store.outbox,
                self.store.stocks,
                self.store.preferences,
                self.store.facts,
                self.store.events,
                self.store.people,
                self.store.audit,
                self.store.days,
                self.store.followups,
                self.store.history,
                self.store.lookouts,
                self.store.keys,
            ),
            Calendar.krx(),
            self.clock,
            rules or Rules(),
            channels={"telegram": self.telegram},
            owners=[OWNER],
            jobs=jobs,
            version="1.2.3",
            rights=Access([]),
        )

    @asynccontextmanager
    async def run(self, *, connected: bool = True) -> AsyncIterator[Engine]:
        """Run the engine with a tick a second of the fake clock; a bug in it fails the test."""
        running = asyncio.create_task(self.engine.run())
        ticking = asyncio.create_task(self._tick())
        if connected:
            self.feed.connect()
        await self.clock.advance()
        try:
            yield self.engine
            await self.clock.advance()
            if running.done():
                running.result()
        finally:
            running.cancel()
            ticking.cancel()
            await asyncio.wait([running, ticking])

    async def follow(self, said: str = "0", destination: Destination = ALICE) -> Watch | None:
        """Subscribe as a person would; return how it is watched at the answer."""
        condition = await self.engine.find(said)
        subscribed = await self.engine.subscribe(condition, destination, "person")
        await self.clock.advance()
        return subscribed.state.watch

    def told(self, destination: Destination = ALICE) -> list[tuple[str, list[str]]]:
        """Return what arrived: the source and the stocks of each message, or a notice's key."""
        found: list[tuple[str, list[str]]] = []
        for one in self.telegram.to(destination):
            if isinstance(one.message, AlertMessage):
                names = [alert.stock for alert in one.message.alerts]
                found.append((one.message.alerts[0].event.source, names))
            elif isinstance(one.message, NoticeMessage):
                found.append((one.message.notice.key, []))
        return found

    async def _tick(self) -> None:
        while True:
            await self.clock.sleep(1)
            await self.engine._timetable.wake()


# --- the whole way -------------------------------------------------------------------------------


@travelling
async def test_a_push_becomes_a_message_at_once() -> None:
    stage = Stage()
    async with stage.run():
        assert await stage.follow() is Watch.REALTIME
        stage.feed.push("0", "005930")
        await stage.clock.advance()
        assert stage.told() == [(Source.REALTIME, ["삼성전자"])]
        assert stage.telegram.arrived[0].at == MONDAY


@travelling
async def test_what_happened_while_the_process_was_away_is_told_as_missed_after_a_restart() -> None:
    first = Stage()
    async with first.run():
        await first.follow()
        first.feed.push("0", "005930")
        await first.clock.advance(30)
    again = Stage(clock=first.clock, store=first.store)
    again.feed.inside["0"] = ["000660"]
    await again.clock.advance(600)
    async with again.run():
        await again.clock.advance(2)
        assert again.told() == [(Source.MISSED, ["SK하이닉스", "삼성전자"])]


@travelling
async def test_a_day_of_breaks_bursts_and_pauses_loses_and_repeats_nothing() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        codes = [f"{at:06}" for at in range(40)]
        for at, code in enumerate(codes):
            if at % 10 == 9:
                stage.feed.lose()
                stage.feed.moves("0", code)
                await stage.clock.advance(3)
                stage.feed.connect()
            else:
                stage.feed.push("0", code)
            await stage.clock.advance(at % 3)
        await stage.clock.advance(120)
        assert [code for one in stage.telegram.arrived for code in one.codes] == codes


@travelling
async def test_a_bug_in_the_engine_ends_it() -> None:
    async def buggy() -> None:
        raise ZeroDivisionError

    stage = Stage(jobs=(Job("buggy", every(1), buggy),))
    with pytest.raises(ExceptionGroup) as caught:
        await stage.engine.run()
    assert caught.group_contains(ZeroDivisionError)


@travelling
async def test_the_timetable_keeps_the_token_the_names_and_the_probe_going() -> None:
    stage = Stage()
    async with stage.run():
        await stage.clock.advance(121)
        assert stage.tokens.looks >= 4
        assert 2 <= stage.feed.count("relist") <= 3
        assert await stage.store.stocks.refreshed() == MONDAY.date()


@travelling
async def test_a_stock_list_that_does_not_come_is_asked_for_again() -> None:
    stage = Stage()
    stage.quotes.error = Unavailable()
    async with stage.run():
        await stage.clock.advance(90)
        assert await stage.store.stocks.refreshed() is None
        stage.quotes.error = None
        await stage.clock.advance(61)
        assert await stage.store.stocks.refreshed() == MONDAY.date()


@travelling
async def test_the_session_of_yesterday_is_renewed_before_the_opening() -> None:
    stage = Stage(clock=FakeClock(datetime(2026, 11, 23, 20, 0, tzinfo=KST)))
    async with stage.run():
        stage.clock.set(datetime(2026, 11, 24, 8, 24, 30, tzinfo=KST))
        await stage.clock.advance(120)
        assert stage.feed.reconnects == ["a new trading day"]


@travelling
async def test_a_chat_that_is_closed_is_no_longer_watched_for() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.telegram.fail(ALICE, Gone("blocked"))
        stage.feed.push("0", "005930")
        await stage.clock.advance(20)
        assert stage.feed.registered == []
        assert stage.told(OWNER) == [("destination_gone", [])]


# --- conditions ----------------------------------------------------------------------------------


@travelling
async def test_conditions_are_told_in_the_brokers_order_with_how_they_stand() -> None:
    stage = Stage(*[f"조건{at}" for at in range(12)])
    async with stage.run():
        await stage.follow("조건2")
        await stage.follow("조건2", BOB)
        stage.feed.push("2", "005930")
        await stage.clock.advance()
        states = await stage.engine.conditions()
        assert [one.condition.seq for one in states] == [str(at) for at in range(12)]
        followed, other = states[2], states[3]
        assert (followed.watch, followed.inside, followed.subscribers) == (Watch.REALTIME, 1, 2)
        assert (other.watch, other.inside, other.known_at, other.subscribers) == (
            None,
            None,
            None,
            0,
        )


@travelling
async def test_a_condition_that_is_no_longer_listed_is_not_among_them() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.edit(("0", "급등 초입"))
        await stage.clock.advance(61)
        assert [one.condition.name for one in await stage.engine.conditions()] == ["급등 초입"]


@travelling
async def test_before_the_first_listing_who_asks_waits_a_moment_and_is_told_why() -> None:
    stage = Stage()
    async with stage.run(connected=False):
        early = asyncio.create_task(stage.engine.find("0"))
        await stage.clock.advance(4.9)
        assert not early.done()
        await stage.clock.advance(0.1)
        assert isinstance(early.exception(), NotConnected)
        patient = asyncio.create_task(stage.engine.find("0"))
        await stage.clock.advance(1)
        stage.feed.connect()
        await stage.clock.advance()
        assert patient.result().name == "급등 초입"
        stage.feed.lose()
        await stage.clock.advance()
        assert (await stage.engine.find("0")).name == "급등 초입"


SURGE, VOLUME = Condition(1, "0", "급등 초입"), Condition(2, "1", "Volume 폭발")
PLUNGE, AWAY = Condition(3, "2", "급락"), Condition(4, "0", "신고가", listed=False)
KNOWN = [SURGE, VOLUME, PLUNGE, AWAY]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("0", SURGE),
        (" 1 ", VOLUME),
        ("급등 초입", SURGE),
        ("급등", SURGE),
        ("volume", VOLUME),
        ("급락", PLUNGE),
        ("#3", PLUNGE),
        ("#4", AWAY),
        ("신고가", AWAY),
    ],
)
def test_a_condition_is_found_by_id_number_name_or_its_beginning(
    said: str, meant: Condition
) -> None:
    assert find(KNOWN, said) is meant


@pytest.mark.parametrize("said", ["", " ", "#", "#9", "9", "상승", "신고"])
def test_what_is_no_condition_is_unknown(said: str) -> None:
    with pytest.raises(UnknownCondition):
        find(KNOWN, said)


def test_the_beginning_of_several_names_is_ambiguous_and_names_five_at_most() -> None:
    with pytest.raises(AmbiguousCondition) as caught:
        find(KNOWN, "급")
    assert caught.value.params == {"said": "급", "names": "0 급등 초입, 2 급락"}
    many = [Condition(at, str(at), f"조건{at}") for at in range(30)]
    with pytest.raises(AmbiguousCondition) as caught:
        find(many, "조건")
    assert caught.value.params["names"].count(",") == 4


def test_a_whole_name_is_meant_though_others_begin_with_it() -> None:
    longer = Condition(9, "9", "급락 반등")
    assert find([longer, PLUNGE], "급락") is PLUNGE


@given(st.text())
def test_whatever_is_said_a_condition_is_found_or_an_error_says_why(said: str) -> None:
    with suppress(UnknownCondition, AmbiguousCondition):
        assert find(KNOWN, said) in KNOWN


# --- searches ------------------------------------------------------------------------------------


@travelling
async def test_a_search_tells_hits_and_within_a_minute_their_age() -> None:
    stage = Stage()
    stage.feed.inside["0"] = ["005930"]
    async with stage.run():
        condition = await stage.engine.find("0")
        found = await stage.engine.search(condition)
        assert ([one.code for one in found.hits], found.fresh) == (["005930"], True)
        await stage.clock.advance(30)
        again = await stage.engine.search(condition)
        assert (again.fresh, again.at) == (False, MONDAY)


@travelling
async def test_a_search_within_the_minute_of_a_live_condition_tells_who_is_inside_now() -> None:
    stage = Stage()
    async with stage.run() as engine:
        condition = await engine.find("0")
        assert (await engine.search(condition)).hits == ()
        await stage.follow()
        stage.feed.push("0", "005930")
        await stage.clock.advance(5)
        asking = asyncio.create_task(engine.search(condition))
        await stage.clock.advance(1)
        found = asking.result()
        assert [(hit.code, hit.name, hit.quote.price) for hit in found.hits] == [
            ("005930", "삼성전자", 10_000)
        ]
        assert found.fresh
        assert stage.feed.count("search 0") == 1


@travelling
async def test_a_search_without_a_session_says_so() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("0")
        stage.feed.lose()
        with pytest.raises(NotConnected):
            await stage.engine.search(condition)


@travelling
async def test_a_condition_that_is_gone_is_not_searched_by_what_was_its_number() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("0")
        stage.feed.edit(("0", "저평가"))
        await stage.clock.advance(61)
        with pytest.raises(UnknownCondition):
            await stage.engine.search(condition)
        assert stage.feed.count("search 0") == 0


@travelling
async def test_a_condition_that_moved_is_searched_at_its_new_number() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("급락")
        stage.feed.edit(("0", "급등 초입"), ("7", "급락"))
        stage.feed.inside["7"] = ["005930"]
        await stage.clock.advance(61)
        assert [one.code for one in (await stage.engine.search(condition)).hits] == ["005930"]


@travelling
async def test_the_search_of_a_person_is_a_look_at_a_polled_condition() -> None:
    stage = Stage(rules=Rules(realtime=False, requery=20, poll_interval=300))
    async with stage.run():
        assert await stage.follow() is Watch.POLLED
        await stage.clock.advance(60)
        stage.feed.moves("0", "005930")
        await stage.engine.search(await stage.engine.find("0"))
        await stage.clock.advance()
        assert stage.told() == [(Source.POLL, ["삼성전자"])]


# --- subscriptions -------------------------------------------------------------------------------


@travelling
async def test_a_subscription_is_answered_with_who_is_inside() -> None:
    stage = Stage()
    stage.feed.inside["0"] = ["005930", "000660"]
    async with stage.run():
        condition = await stage.engine.find("0")
        first = await stage.engine.subscribe(condition, ALICE, "person")
        assert first.created
        state = first.state
        assert (state.watch, state.inside, state.known_at) == (Watch.REALTIME, 2, MONDAY)
        assert not (await stage.engine.subscribe(condition, ALICE, "person")).created


@travelling
async def test_a_broker_that_is_slow_delays_the_answer_twenty_seconds_and_not_longer() -> None:
    stage = Stage()
    stage.feed.hold("subscribe 0")
    async with stage.run():
        condition = await stage.engine.find("0")
        asked = asyncio.create_task(stage.engine.subscribe(condition, ALICE, "person"))
        await stage.clock.advance(19.9)
        assert not asked.done()
        await stage.clock.advance(0.1)
        assert asked.result().state.watch is Watch.ASKED
        assert asked.result().created
        stage.feed.release("subscribe 0")
        await stage.clock.advance()
        assert (await stage.engine.conditions())[0].watch is Watch.REALTIME


@travelling
async def test_without_a_session_the_answer_comes_at_once_and_the_watch_when_it_is_back() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.lose()
        await stage.clock.advance()
        assert await stage.follow() is Watch.WAITING
        assert stage.clock.now() == MONDAY
        stage.feed.connect()
        await stage.clock.advance()
        stage.feed.push("0", "005930")
        await stage.clock.advance()
        assert stage.told() == [(Source.REALTIME, ["삼성전자"])]


@travelling
async def test_what_is_ended_is_not_told_any_more() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow("0", ALICE)
        await stage.follow("0", BOB)
        condition = await stage.engine.find("0")
        await stage.engine.unsubscribe(condition, ALICE)
        stage.feed.push("0", "005930")
        await stage.clock.advance()
        assert (len(stage.told(ALICE)), len(stage.told(BOB))) == (0, 1)
        with pytest.raises(NotSubscribed) as caught:
            await stage.engine.unsubscribe(condition, ALICE)
        assert caught.value.params == {"name": "급등 초입"}


@travelling
async def test_a_destination_sees_its_own_subscriptions_and_how_they_are_watched() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow("0", ALICE)
        await stage.follow("1", BOB)
        (mine,) = await stage.engine.subscriptions(ALICE)
        assert (mine.subscription.condition.seq, mine.state.watch) == ("0", Watch.REALTIME)


@travelling
async def test_a_chat_that_threw_the_bot_out_and_speaks_again_gets_its_subscriptions_back() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.engine.suspend(ALICE, "kicked")
        await stage.clock.advance()
        assert stage.feed.registered == []
        assert stage.told(OWNER) == [("destination_gone", [])]
        assert await stage.engine.resume(ALICE) == 1
        await stage.clock.advance()
        assert stage.feed.registered == ["0"]
        assert await stage.engine.resume(ALICE) == 0


@travelling
async def test_a_chat_that_moved_is_told_at_its_new_address() -> None:
    stage = Stage()
    new = Destination("telegram", "-100")
    async with stage.run():
        await stage.follow()
        await stage.engine.move(ALICE, new)
        stage.feed.push("0", "005930")
        await stage.clock.advance()
        assert (len(stage.told(ALICE)), len(stage.told(new))) == (0, 1)


@travelling
async def test_the_options_of_a_subscription_decide_what_it_tells_and_can_be_changed() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("0")
        wanted = Options(kinds=Kinds.EXIT)
        await stage.engine.subscribe(condition, ALICE, "person", wanted)
        stage.feed.push("0", "005930")
        await stage.clock.advance(5)
        assert stage.told() == []
        await stage.engine.subscribe(condition, ALICE, "person")
        (mine,) = await stage.engine.subscriptions(ALICE)
        assert mine.subscription.options == wanted, "subscribing again leaves them"
        await stage.engine.change(condition, ALICE, Options())
        stage.feed.push("0", "000660")
        await stage.clock.advance()
        assert stage.told() == [(Source.REALTIME, ["SK하이닉스"])]


@travelling
async def test_a_cooldown_switched_off_tells_at_once_what_it_held_back() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("0")
        await stage.engine.subscribe(condition, ALICE, "person", Options(cooldown=600))
        for kind in (EventKind.ENTRY, EventKind.EXIT):
            stage.feed.push("0", "005930", kind)
            await stage.clock.advance(30)
        assert len(stage.telegram.to(ALICE)) == 1
        await stage.engine.change(condition, ALICE, Options())
        await stage.clock.advance(2)
        assert len(stage.telegram.to(ALICE)) == 2


@travelling
async def test_a_digest_switched_off_tells_at_once_what_it_has_gathered() -> None:
    stage = Stage()
    async with stage.run():
        condition = await stage.engine.find("0")
        await stage.engine.subscribe(condition, ALICE, "person", Options(digest=60))
        stage.feed.push("0", "005930")
        await stage.clock.advance(30)
        assert stage.telegram.to(ALICE) == []
        await stage.engine.change(condition, ALICE, Options())
        await stage.clock.advance()
        (summary,) = stage.telegram.to(ALICE)
        assert (summary.hold, summary.codes) == (Hold.DIGEST, ["005930"])


@travelling
async def test_a_paused_subscription_is_watched_for_nobody_until_it_is_woken() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow("0")
        condition = await stage.engine.find("0")
        await stage.engine.pause(condition, ALICE)
        await stage.engine.pause(condition, ALICE)
        await stage.clock.advance()
        assert stage.feed.registered == []
        assert await stage.engine.resume(ALICE) == 0, "only a person ends a pause"
        await stage.engine.wake(condition, ALICE)
        await stage.engine.wake(condition, ALICE)
        await stage.clock.advance()
        assert stage.feed.registered == ["0"]


@travelling
async def test_what_is_not_subscribed_in_this_very_place_cannot_be_changed_or_paused() -> None:
    stage = Stage()
    async with stage.run():
        topic = Destination(ALICE.channel, ALICE.chat, "7")
        await stage.follow("0", topic)
        condition, other = await stage.engine.find("0"), await stage.engine.find("1")
        for refused in (
            stage.engine.change(condition, ALICE, Options()),
            stage.engine.pause(condition, ALICE),
            stage.engine.wake(condition, ALICE),
            stage.engine.adopt(condition, other, ALICE),
        ):
            with pytest.raises(NotSubscribed):
                await refused
        (mine,) = await stage.engine.subscriptions(ALICE)
        assert (mine.subscription.destination, mine.subscription.suspended) == (topic, None)


@travelling
async def test_a_subscription_that_adopts_another_condition_is_told_that_one() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow("0")
        old, new = await stage.engine.find("0"), await stage.engine.find("1")
        await stage.engine.adopt(old, new, ALICE)
        await stage.clock.advance()
        assert stage.feed.registered == ["1"]
        stage.feed.push("1", "005930")
        await stage.clock.advance()
        assert stage.told() == [(Source.REALTIME, ["삼성전자"])]


@travelling
async def test_a_topic_is_begun_where_the_platform_lets_it_or_the_reason_is_named() -> None:
    stage = Stage()
    async with stage.run():
        topic = await stage.engine.open_topic(ALICE, "급등 초입")
        assert topic == Destination(ALICE.channel, ALICE.chat, "1")
        stage.telegram.topics_refused = "not_a_forum"
        for place, reason in (
            (ALICE, "not_a_forum"),
            (Destination("pager", "1"), "channel_absent"),
        ):
            with pytest.raises(TopicRefused) as caught:
                await stage.engine.open_topic(place, "급등 초입")
            assert caught.value.params == {"reason": reason}


@travelling
async def test_a_stock_is_found_by_code_or_name_and_never_guessed() -> None:
    stage = Stage()
    stage.quotes.known |= {
        one.code: one
        for one in (Stock("009150", "삼성전기", "KOSPI"), Stock("000810", "삼성화재", "KOSPI"))
    }
    async with stage.run():
        await stage.clock.advance(61)
        assert stage.engine.find_stock("005930") == SAMSUNG
        assert stage.engine.find_stock(" sk 하이닉스") == HYNIX
        assert stage.engine.find_stock("하이닉").code == "000660"
        with pytest.raises(UnknownStock):
            stage.engine.find_stock("없는 종목")
        with pytest.raises(AmbiguousStock) as caught:
            stage.engine.find_stock("삼성")
        assert caught.value.params["names"] == "삼성전기, 삼성전자, 삼성화재"


@travelling
async def test_a_mute_may_last_until_the_close_or_eight_in_the_morning() -> None:
    stage = Stage()
    async with stage.run():
        assert stage.engine.until_close() == MONDAY.replace(hour=15, minute=30)
        tomorrow = MONDAY.replace(day=MONDAY.day + 1, hour=8, minute=0)
        assert stage.engine.until_tomorrow() == tomorrow
        stage.clock.set(MONDAY.replace(hour=15, minute=30))
        assert stage.engine.until_close() is None
        assert stage.engine.fold_window == 600.0


# --- the state of it all -------------------------------------------------------------------------


@travelling
async def test_the_status_tells_all() -> None:
    stage = Stage(*[f"조건{at}" for at in range(12)])
    async with stage.run():
        for at in range(11):
            await stage.follow(f"#{at + 1}")
        stage.feed.hold("subscribe 0")
        stage.feed.push("0", "005930")
        stage.feed.push("1", "005930")
        stage.feed.push("1", "005930", EXIT)
        await stage.clock.advance(5)
        status = await stage.engine.status()
        assert (status.realtime, status.polled, status.waiting_conditions) == (10, 1, 0)
        assert (status.tally.entries, status.tally.exits, status.tally.sent) == (2, 1, 3)
        assert status.session.state is SessionState.LIVE
        assert status.market.phase is Phase.OPEN
        assert (status.started_at, status.version) == (MONDAY, "1.2.3")
        assert status.lateness == (0.0, 0.0)
        assert [one.name for one in status.channels] == ["telegram"]
        stage.feed.lose()
        await stage.clock.advance()
        status = await stage.engine.status()
        assert (status.realtime, status.polled, status.waiting_conditions) == (0, 0, 11)


@travelling
async def test_the_status_tells_what_waits_in_each_channel() -> None:
    stage = Stage()
    absent = Destination("slack", "C1")
    async with stage.run() as engine:
        await stage.store.outbox.post_notice(Notice("session_back"), [absent], MONDAY)
        (one,) = (await engine.status()).backlog
    assert (one.channel, one.waiting, one.held, one.oldest) == ("slack", 1, 0, MONDAY)


@travelling
async def test_a_capacity_is_asked_of_the_limits_of_the_chat() -> None:
    stage = Stage()
    async with stage.run() as engine:
        condition = await engine.find("0")
        assert (await engine.capacity(condition, ALICE, Options())).allowed == 60


@travelling
async def test_the_tally_of_the_status_is_todays() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        stage.feed.push("0", "005930")
        await stage.clock.advance()
        stage.clock.set(MONDAY + timedelta(days=1))
        assert (await stage.engine.status()).tally.entries == 0


@travelling
async def test_a_condition_polled_for_want_of_a_place_says_so() -> None:
    stage = Stage("급등", "급락", rules=Rules(places=1))
    async with stage.run():
        await stage.follow("0")
        await stage.follow("1")
        states = await stage.engine.conditions()
        assert [(one.watch, one.polled) for one in states] == [
            (Watch.REALTIME, None),
            (Watch.POLLED, Polled.FULL),
        ]


@travelling
async def test_taking_the_session_back_is_handed_to_the_broker() -> None:
    stage = Stage()
    async with stage.run():
        await stage.engine.take_back()
        assert stage.feed.count("take_back") == 1


@travelling
async def test_a_restart_leaves_a_taken_session_alone_until_it_is_taken_back() -> None:
    first = Stage()
    async with first.run():
        first.feed.stop(SessionTaken())
        await first.clock.advance()
    again = Stage(clock=first.clock, store=first.store)
    async with again.run(connected=False) as engine:
        assert (await engine.status()).session.state is SessionState.TAKEN
        assert (await engine.status()).session.since == MONDAY
        await engine.take_back()
    after = Stage(clock=first.clock, store=first.store)
    async with after.run(connected=False) as engine:
        assert (await engine.status()).session.state is SessionState.CONNECTING


@travelling
async def test_a_face_that_begins_before_the_rows_are_read_knows_that_the_session_is_taken() -> (
    None
):
    first = Stage()
    async with first.run():
        first.feed.stop(SessionTaken())
        await first.clock.advance()
    again = Stage(clock=first.clock, store=first.store)
    await again.engine.prepare()
    assert (await again.engine.status()).session.state is SessionState.TAKEN


@travelling
async def test_a_session_that_is_still_taken_the_next_morning_is_told_to_the_owners() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.stop(SessionTaken())
        await stage.clock.advance(1)
        stage.clock.set(MONDAY + timedelta(days=1, hours=-1))
        await stage.clock.advance(60)
        assert [key for key, _ in stage.told(OWNER)] == ["session_taken", "session_still_taken"]


@travelling
async def test_the_status_names_the_chats_that_must_wait() -> None:
    stage = Stage()
    async with stage.run() as engine:
        await engine.waits(ALICE, 14_400)
        until = MONDAY + timedelta(hours=4)
        assert (await engine.status()).paused == ((ALICE, until),)


@travelling
async def test_a_zombie_session_is_found_by_the_probe() -> None:
    stage = Stage()
    async with stage.run():
        stage.feed.fail("relist", *[AnswerTimedOut() for _ in range(9)])
        await stage.clock.advance(61)
        assert stage.feed.reconnects == ["no answer to a probe"]
