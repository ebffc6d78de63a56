"""What `/why` reads from rows, book and session, on a scripted broker."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.calendar import Phase
from core.model import (
    PLAIN,
    DeliveryState,
    Destination,
    EventKind,
    Limit,
    Mute,
    Notice,
    Options,
    Polled,
    Quiet,
    SessionState,
    Source,
    Stock,
    Watch,
)
from core.model.lookout import TOLD, Aim, Goal, Lookout
from core.ports import Change
from core.services.explaining import Explaining
from core.services.names import Names
from core.services.trail import Step
from tests.core.services.stage import ALICE, Stage
from tests.core.store.make import entry
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import MONDAY, travelling
from tests.fakes.feed import FakeQuotes

SAMSUNG = Stock("005930", "삼성전자", "KOSPI")
HYNIX = Stock("000660", "SK하이닉스", "KOSPI")
GROUP = Destination("telegram", "-100")
TOPIC = Destination("telegram", "-100", "7")
LIMITS = (Limit(1, 1.0), Limit(20, 60.0))


def explaining(stage: Stage) -> Explaining:
    """The service over the stage's rows, book and broker."""
    channel = FakeChannel(stage.clock, limits=LIMITS)
    return Explaining(
        stage.store.events,
        stage.store.subscriptions,
        stage.store.preferences,
        stage.store.lookouts,
        stage.feed,
        stage.watcher,
        stage.arranger,
        Names(stage.store.stocks, FakeQuotes(SAMSUNG, HYNIX)),
        {"telegram": channel},
        stage.calendar,
        stage.clock,
    )


async def history(stage: Stage, days_ago: int, minute: int, count: int, condition: int = 1) -> None:
    """Let a condition have brought so much in one minute of an earlier day."""
    at = MONDAY - timedelta(days=days_ago) + timedelta(minutes=minute)
    events = tuple(
        replace(entry(f"{number:06}", 0, condition), day=at.date(), received_at=at)
        for number in range(count)
    )
    await stage.store.outbox.post([Change(None, events)])


# --- stocks -------------------------------------------------------------------------------------


@travelling
async def test_a_stock_that_was_told_shows_its_way() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.push("0", "005930")
        why = await explaining(stage).stock(SAMSUNG, ALICE)
    (one,) = why.trails
    assert (one.stock, one.record.event.kind) == ("삼성전자", EventKind.ENTRY)
    assert [stage_.step for stage_ in one.stages] == [
        Step.RECEIVED,
        Step.ATTRIBUTED,
        Step.MATCHED,
        Step.QUEUED,
    ]
    assert not why.more


@travelling
async def test_a_stock_shows_its_price_alerts_here_and_what_became_of_them() -> None:
    stage = Stage()
    until = MONDAY + timedelta(days=7)
    async with stage.run():
        aims = (Aim(Goal.ABOVE, 80_000), Aim(Goal.MOVE, 3))
        made = [
            await stage.store.lookouts.add(
                Lookout("005930", aim, ALICE, "telegram:1001", MONDAY, until)
            )
            for aim in aims
        ]
        await stage.store.lookouts.add(replace(made[0], code="000660"))
        await stage.store.lookouts.add(replace(made[0], destination=GROUP))
        notice = Notice(TOLD, {"code": "005930", "aim": made[0].aim.key})
        await stage.store.lookouts.tell(made[0], None, notice, MONDAY)
        why = await explaining(stage).stock(SAMSUNG, ALICE)
        later = await explaining(stage).stock(SAMSUNG, ALICE, 2)
    assert why.lookouts == (made[1],)
    assert [(one.aim, one.at) for one in why.tellings] == [(made[0].aim, MONDAY)]
    assert (later.lookouts, later.tellings) == ((), ())


@travelling
async def test_a_stock_that_never_came_shows_the_watch_and_that_it_is_outside() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(90)
        why = await explaining(stage).stock(HYNIX, ALICE)
    ((followed,), around) = why.followed, why.around
    assert why.trails == ()
    assert followed.watching.watch is Watch.REALTIME
    assert (followed.watching.since, followed.watching.holds) == (MONDAY, False)
    assert (around.market.phase, around.session.state) == (Phase.OPEN, SessionState.LIVE)


@travelling
async def test_a_stock_inside_from_the_start_is_known_to_be_inside() -> None:
    stage = Stage()
    stage.feed.moves("0", "000660")
    async with stage.run():
        await stage.follow()
        why = await explaining(stage).stock(HYNIX, ALICE)
    ((followed,), trails) = why.followed, why.trails
    assert (followed.watching.holds, followed.watching.inside, trails) == (True, 1, ())


@travelling
async def test_a_stock_names_only_the_subscriptions_whose_conditions_had_it() -> None:
    stage = Stage(*"가나다라마바")
    stage.feed.moves("1", "005930")  # inside from the start
    async with stage.run():
        for condition in range(1, 7):
            await stage.follow(condition)
        await stage.push("0", "005930")
        await stage.push("0", "005930", EventKind.EXIT)
        await stage.push("2", "000660")
        samsung = await explaining(stage).stock(SAMSUNG, ALICE)
        never = await explaining(stage).stock(Stock("035720", "카카오", "KOSPI"), ALICE)
    named = [one.subscription.condition.name for one in samsung.followed]
    assert (named, samsung.others) == (["가", "나"], 4)
    assert (never.followed, never.others) == ((), 6)


@travelling
async def test_nobody_knows_who_is_inside_while_the_broker_is_away() -> None:
    stage = Stage()
    async with stage.run(connected=False):
        await stage.list_conditions()
        await stage.follow()
        why = await explaining(stage).stock(HYNIX, ALICE)
    (followed,) = why.followed
    assert (followed.watching.watch, followed.watching.holds) == (Watch.WAITING, None)
    assert (followed.watching.since, why.around.session.state) == (None, SessionState.CONNECTING)


@travelling
async def test_mutes_and_quiet_hours_are_part_of_the_answer() -> None:
    stage = Stage()
    until = MONDAY + timedelta(minutes=30)
    async with stage.run():
        await stage.follow()
        await stage.store.preferences.mute(ALICE, Mute(until, None, "005930"), "p", MONDAY)
        quiet = Quiet(datetime.min.time(), datetime.max.time())
        await stage.store.preferences.set_quiet(ALICE, quiet)
        around = (await explaining(stage).stock(SAMSUNG, ALICE)).around
    assert [(one.until, one.code) for one in around.mutes] == [(until, "005930")]
    assert around.quiet is not None
    assert set(around.stocks) == {"005930"}


@travelling
async def test_five_events_stand_on_a_page_and_more_is_known() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        for number in range(7):
            await stage.push("0", "005930", (EventKind.ENTRY, EventKind.EXIT)[number % 2])
            await stage.clock.advance(60)
        pages = [await explaining(stage).stock(SAMSUNG, ALICE, page) for page in (1, 2, 3)]
    assert [(len(one.trails), one.more) for one in pages] == [(5, True), (2, False), (0, False)]
    newest, oldest = pages[0].trails[0], pages[1].trails[-1]
    assert newest.record.event.received_at > oldest.record.event.received_at


# --- conditions and chats -----------------------------------------------------------------------


@travelling
async def test_a_condition_says_how_and_since_when_it_is_watched_and_what_it_brought() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(60)
        await stage.push("0", "005930")
        await stage.push("0", "005930", EventKind.EXIT)
        why = await explaining(stage).condition(stage.condition(), ALICE)
    assert why.watching is not None
    assert why.today is not None
    assert (why.watching.watch, why.watching.since) == (Watch.REALTIME, MONDAY)
    assert (why.today.entries, why.today.exits) == (1, 1)
    assert why.today.last == MONDAY + timedelta(seconds=60)
    assert [one.subscription.condition.name for one in why.followed] == ["급등"]
    assert len(why.trails) == 2


@travelling
async def test_a_new_connection_is_a_new_watch() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(60)
        stage.feed.lose()
        await stage.clock.advance(5)
        lost = await explaining(stage).condition(stage.condition(), ALICE)
        stage.feed.connect()
        await stage.clock.advance(5)
        back = await explaining(stage).condition(stage.condition(), ALICE)
    assert lost.watching is not None
    assert back.watching is not None
    assert (lost.watching.watch, lost.watching.since) == (Watch.WAITING, None)
    assert back.watching.watch is Watch.REALTIME
    assert back.watching.since == MONDAY + timedelta(seconds=65)


@travelling
async def test_a_polled_condition_is_watched_since_its_first_look() -> None:
    stage = Stage(realtime=False)
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(200)
        why = await explaining(stage).condition(stage.condition(), ALICE)
    assert why.watching is not None
    assert (why.watching.watch, why.watching.polled) == (Watch.POLLED, Polled.SWITCHED_OFF)
    assert why.watching.since == MONDAY


@travelling
async def test_a_condition_nobody_follows_is_not_watched() -> None:
    stage = Stage()
    async with stage.run():
        why = await explaining(stage).condition(stage.condition(), ALICE)
    assert why.watching is not None
    assert (why.watching.watch, why.followed, why.trails) == (None, (), ())


@travelling
async def test_a_chat_shows_what_was_meant_for_it_and_for_nobody_else() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1, ALICE)
        await stage.follow(2, GROUP)
        await stage.push("0", "005930")
        await stage.push("1", "000660")
        why = await explaining(stage).chat(ALICE)
    assert [one.record.event.code for one in why.trails] == ["005930"]
    ((fate,),) = [one.record.fates for one in why.trails]
    assert fate.state is DeliveryState.WAITING


# --- what to expect -----------------------------------------------------------------------------


@travelling
async def test_what_to_expect_comes_from_the_last_ten_trading_days() -> None:
    stage = Stage()
    async with stage.run():
        await history(stage, 3, 0, 10)  # Friday
        await history(stage, 13, 0, 30)  # the tenth trading day, counting today
        await history(stage, 14, 0, 90)
        found = await explaining(stage).capacity(stage.condition(), ALICE, PLAIN)
    # Monday 11-23 is the first, so the tenth is Tuesday 11-10
    assert (found.days, found.events, found.busiest) == (2, 20, 30)
    assert found.allowed == 17
    assert found.exceeds


@travelling
async def test_the_first_day_knows_how_little_of_it_was_seen() -> None:
    stage = Stage()
    async with stage.run():
        await history(stage, 0, -30, 3)
        found = await explaining(stage).capacity(stage.condition(), ALICE, PLAIN)
        assert (found.days, found.span) == (1, timedelta(minutes=30))
        stage.clock.set(MONDAY.replace(hour=20))  # the market closed at 15:30
        found = await explaining(stage).capacity(stage.condition(), ALICE, PLAIN)
        assert (found.days, found.span) == (1, None)


@travelling
async def test_a_watch_is_known_from_its_first_look_not_from_the_first_event() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow()
        await stage.clock.advance(720)
        await stage.push("0", "005930")
        found = await explaining(stage).capacity(stage.condition(), ALICE, PLAIN)
    assert (found.events, found.span) == (1, timedelta(minutes=12))


@travelling
async def test_what_the_options_keep_out_is_not_expected() -> None:
    stage = Stage()
    async with stage.run():
        await history(stage, 3, 0, 10)
        options = Options(digest=10)
        found = await explaining(stage).capacity(stage.condition(), GROUP, options)
    assert (found.events, found.messages, found.exceeds) == (10, 1, False)


@travelling
async def test_the_other_subscriptions_of_the_chat_count_its_topics_too() -> None:
    stage = Stage("급등", "거래량", "신고가")
    async with stage.run():
        await stage.follow(2, TOPIC)
        await history(stage, 3, 0, 10, condition=1)
        await history(stage, 3, 0, 9, condition=2)
        explain = explaining(stage)
        found = await explain.capacity(stage.condition(), GROUP, PLAIN)
        assert (found.others, found.together, found.exceeds) == (1, 19, True)
        await stage.store.subscriptions.change(2, TOPIC, Options(digest=10))
        found = await explain.capacity(stage.condition(), GROUP, PLAIN)
        assert (found.others, found.together, found.exceeds) == (0, 10, False)
        await stage.store.subscriptions.change(2, TOPIC, PLAIN)
        await stage.store.subscriptions.pause(2, TOPIC, "paused")
        assert not (await explain.capacity(stage.condition(), GROUP, PLAIN)).exceeds


@travelling
async def test_a_subscription_is_not_counted_against_itself() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1, GROUP)
        await history(stage, 3, 0, 10)
        found = await explaining(stage).capacity(stage.condition(), GROUP, PLAIN)
    assert (found.others, found.together) == (0, 10)


@travelling
async def test_a_missed_report_is_one_message_and_no_rush() -> None:
    stage = Stage()
    async with stage.run():
        await history(stage, 3, 0, 2)
        at = MONDAY - timedelta(days=3)
        late = replace(entry("A"), source=Source.MISSED, day=at.date(), received_at=at, since=at)
        await stage.store.outbox.post([Change(None, (late,) * 100)])
        found = await explaining(stage).capacity(stage.condition(), GROUP, PLAIN)
    assert found.busiest == 2


@travelling
async def test_a_channel_without_limits_takes_everything() -> None:
    stage = Stage()
    async with stage.run():
        await history(stage, 3, 0, 500)
        console = Destination("console", "local")
        found = await explaining(stage).capacity(stage.condition(), console, PLAIN)
    assert (found.allowed, found.exceeds) == (None, False)
