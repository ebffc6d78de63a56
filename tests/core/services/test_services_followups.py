"""The prices that follow an entry: when they are due, what is too late, and who asks for them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calendar import Calendar
from core.clock import KST
from core.errors import Unavailable
from core.model import Event, EventKind, Quote, Source
from core.model.remembering import Followup
from core.ports import Change
from core.services.followups import FollowupBook, advanced, next_mark, wants
from core.services.quotes import Quotes
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeStore

CLOSES = MONDAY.replace(hour=15, minute=30)
ENTRY = Followup(1, "005930", MONDAY, 100)


def quote(price: int, high: int | None = None, low: int | None = None) -> Quote:
    return Quote("005930", price, high=high, low=low)


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def told(one: Followup, *moments: tuple[datetime, Quote | None]) -> Followup:
    """Let a followup meet these prices."""
    for now, found in moments:
        one = advanced(one, CLOSES, now, found)
    return one


# --- what is due ---------------------------------------------------------------------------------


def test_prices_are_due_after_one_five_and_thirty_minutes_and_at_the_close() -> None:
    due = []
    one = ENTRY
    while (mark := next_mark(one, CLOSES)) is not None:
        due.append(f"{mark[0]:%H:%M:%S}")
        one = replace(one, prices=(*one.prices, 1))
    assert due == ["10:01:00", "10:05:00", "10:30:00", "15:31:00"]


def test_each_price_is_taken_when_its_moment_has_come_and_not_before() -> None:
    one = told(ENTRY, (after(59), quote(101)))
    assert one.prices == ()
    one = told(one, (after(61), quote(102)), (after(120), quote(90)), (after(301), quote(105)))
    assert one.prices == (102, 105)
    one = told(one, (after(1_800), quote(103)), (CLOSES + timedelta(seconds=61), quote(110)))
    assert (one.prices, one.done) == ((102, 105, 103, 110), True)
    assert (one.highest, one.lowest) == (110, 90)


@pytest.mark.parametrize(("late", "known"), [(19, True), (21, False)])
def test_a_price_that_comes_too_late_is_not_taken_for_that_of_its_moment(
    late: float, known: bool
) -> None:
    one = told(ENTRY, (after(60 + late), quote(102)))
    assert one.prices == ((102,) if known else (None,))


def test_without_an_answer_it_is_asked_again_until_it_is_too_late() -> None:
    assert wants(ENTRY, CLOSES, after(62))
    one = told(ENTRY, (after(62), None))
    assert one.prices == ()
    assert told(one, (after(64), quote(101))).prices == (101,)
    assert told(one, (after(90), None)).prices == (None,)
    assert not wants(replace(ENTRY, highest=1), CLOSES, after(19))


def test_what_passed_while_the_bot_was_away_is_unknown_and_what_comes_is_not() -> None:
    one = told(ENTRY, (after(700), quote(120)))
    assert one.prices == (None, None)
    assert told(one, (after(1_801), quote(121))).prices == (None, None, 121)


def test_a_moment_behind_the_close_has_no_price() -> None:
    late = replace(ENTRY, at=CLOSES - timedelta(minutes=3))
    one = told(late, (CLOSES - timedelta(minutes=2), quote(101)))
    one = told(one, (CLOSES + timedelta(minutes=2), quote(104)))
    assert one.prices == (101, None)
    one = told(one, (CLOSES + timedelta(minutes=28), quote(104)))
    assert one.prices == (101, None, None, 104)


def test_without_the_close_nobody_knows_the_highest_and_the_lowest() -> None:
    one = told(ENTRY, (after(61), quote(150)), (CLOSES + timedelta(hours=17), quote(99)))
    assert (one.prices, one.highest, one.lowest) == ((150, None, None, None), None, None)


def test_the_price_at_the_entry_is_the_one_it_was_told_at_else_the_first_seen() -> None:
    assert told(ENTRY, (after(2), quote(107))).price == 100
    assert told(replace(ENTRY, price=None), (after(2), quote(107))).price == 107
    assert told(replace(ENTRY, price=None), (after(30), quote(107))).price is None


def test_a_days_high_counts_only_where_it_was_reached_after_the_entry() -> None:
    one = told(ENTRY, (after(1), quote(100, high=130, low=95)))
    one = told(one, (after(60), quote(101, high=130, low=95)))
    assert (one.highest, one.lowest) == (101, 100)
    one = told(one, (after(120), quote(101, high=131, low=94)))
    assert (one.highest, one.lowest) == (131, 94)


# --- who asks ------------------------------------------------------------------------------------


class Stage:
    """A book over rows in memory; prices are what the test says."""

    def __init__(self, clock: FakeClock | None = None, calendar: Calendar | None = None) -> None:
        self.clock = clock or FakeClock()
        self.store = FakeStore()
        self.source = FakeQuotes()
        self.quotes = Quotes(self.source, self.clock)
        self.calendar = calendar or Calendar.krx()
        self.restart()

    def restart(self) -> None:
        """Forget what was only in memory."""
        self.book = FollowupBook(self.store.followups, self.quotes, self.calendar, self.clock)

    async def enter(self, *codes: str) -> None:
        """Let stocks enter now."""
        now = self.clock.now()
        events = [
            Event(1, code, EventKind.ENTRY, Source.REALTIME, now.date(), now) for code in codes
        ]
        await self.store.outbox.post([Change(None, tuple(events))])

    async def until(self, now: datetime, every: float = 2) -> None:
        """Let the timetable look again and again until then."""
        while self.clock.now() < now:
            await self.clock.advance(every)
            await self.book.look()

    def followed(self, event_id: int = 1) -> Followup:
        return self.store.tables.followups[event_id]


@travelling
async def test_an_entry_is_followed_from_its_price_to_the_close() -> None:
    stage = Stage()
    stage.source.prices["005930"] = 100
    await stage.enter("005930")
    await stage.book.look()
    for seconds, price in ((30, 101), (200, 95), (1_000, 107)):
        await stage.until(after(seconds), 2)
        stage.source.prices["005930"] = price
    await stage.until(CLOSES + timedelta(minutes=2), 30)
    one = stage.followed()
    assert (one.price, one.prices) == (100, (101, 95, 107, 107))
    assert (one.highest, one.lowest, one.done) == (107, 95, True)


@travelling
async def test_a_restart_goes_on_where_it_was_and_leaves_the_gap_unknown() -> None:
    stage = Stage()
    stage.source.prices["005930"] = 100
    await stage.enter("005930")
    await stage.until(after(70))
    assert stage.followed().prices == (100,)
    stage.restart()
    await stage.clock.advance(600)
    await stage.until(after(1_810))
    assert stage.followed().prices == (100, None, 100)
    assert stage.followed().price == 100


@travelling
async def test_nothing_is_followed_outside_the_session_or_twice() -> None:
    early = Stage(FakeClock(MONDAY.replace(hour=8, minute=59)))
    await early.enter("005930")
    await early.until(MONDAY.replace(hour=9, minute=1))
    assert early.store.tables.followups == {}
    early.source.prices["000660"] = 5
    await early.enter("000660")
    await early.until(MONDAY.replace(hour=9, minute=3))
    early.restart()
    await early.until(MONDAY.replace(hour=9, minute=4))
    assert list(early.store.tables.followups) == [2]


@travelling
async def test_a_hundred_codes_are_asked_for_with_one_call_and_the_rest_with_a_later_one() -> None:
    stage = Stage()
    codes = [f"{at:06}" for at in range(150)]
    stage.source.price(codes)
    await stage.enter(*codes)
    await stage.until(after(20))
    assert [len(one) for one in stage.source.asked] == [100, 50], "nothing else is due so soon"
    assert all(one.price == 10_000 for one in stage.store.tables.followups.values())


@travelling
async def test_calls_nobody_waits_for_leave_the_limit_to_alerts() -> None:
    stage = Stage()
    stage.source.error = Unavailable()
    await stage.enter("005930")
    await stage.until(after(12), every=1)
    assert len(stage.source.asked) == 4


@travelling
async def test_alerts_go_first_and_a_call_of_theirs_is_not_waited_for() -> None:
    stage = Stage()
    stage.quotes._busy = True
    stage.source.prices["005930"] = 100
    await stage.enter("005930")
    await stage.book.look()
    assert stage.source.asked == []
    stage.quotes._busy = False
    await stage.until(after(4))
    assert stage.followed().price == 100


@travelling
async def test_a_broker_that_does_not_answer_leaves_a_price_unknown() -> None:
    stage = Stage()
    stage.source.error = Unavailable()
    await stage.enter("005930")
    await stage.until(after(90))
    assert (stage.followed().price, stage.followed().prices) == (None, (None,))


@travelling
async def test_a_market_that_never_closes_has_its_close_at_six_in_the_morning() -> None:
    stage = Stage(FakeClock(datetime(2026, 11, 22, 23, 0, tzinfo=KST)), Calendar.always())
    stage.source.prices["005930"] = 100
    await stage.enter("005930")
    await stage.until(datetime(2026, 11, 23, 6, 2, tzinfo=KST), 30)
    assert stage.followed().prices == (100, 100, 100, 100)
