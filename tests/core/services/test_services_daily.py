from collections.abc import Sequence
from datetime import date, datetime, timedelta

from core.calendar import Calendar
from core.clock import KST
from core.errors import CredentialsRefused, SessionTaken
from core.model import Condition, Destination, Notice, Stock, Subscription, Watch
from core.ports import Story
from core.services.daily import Daily
from core.services.lateness import LatenessLog
from core.services.names import Names
from core.services.presence import Presence
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.facts import FakeFacts
from tests.fakes.feed import FakeFeed, FakeQuotes

ALICE, BOB = Destination("telegram", "1001"), Destination("slack", "C1")
SURGE, VOLUME = Condition(1, "0", "급등"), Condition(2, "1", "거래량")
BUSY = Story(
    entered=((9, "거래량", 1), (9, "급등", 1), (13, "급등", 1)),
    conditions=(("급등", 5, 3), ("거래량", 2, 0)),
    stocks=(("005930", 4), ("000660", 3), ("A", 1), ("B", 1), ("C", 1), ("D", 1)),
    told=9,
    held=1,
    filtered=7,
    failed=2,
    missed=1,
)


def day(hour: int, minute: int = 0, at: int = 23) -> datetime:
    return datetime(2026, 11, at, hour, minute, tzinfo=KST)


class Rows(FakeFacts):
    """`Days`, `Subscriptions` and `Preferences` as far as a summary asks, and the facts."""

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[Destination, Story] = {}
        self.followed: dict[Destination, list[Condition]] = {ALICE: [SURGE]}
        self.asleep: dict[Destination, list[Condition]] = {}
        self.unwanted: set[Destination] = set()
        self.letters: list[tuple[Destination, Notice]] = []
        self.spans: list[tuple[datetime, datetime]] = []

    async def story(self, chat: Destination, since: datetime, until: datetime) -> Story:
        self.spans.append((since, until))
        return self.stories.get(chat, Story())

    async def tell(
        self, key: str, letters: Sequence[tuple[Destination, Notice]], at: datetime
    ) -> bool:
        if await self.get(key) is not None:
            return False
        await self.put(key, at.isoformat())
        self.letters += letters
        return True

    async def chats(self) -> list[Destination]:
        return list(self.followed)

    async def of(self, destination: Destination) -> list[Subscription]:
        return [
            Subscription(one.id, one, destination, "person", MONDAY)
            for one in (self.followed | self.asleep)[destination]
        ]

    async def daily(self, destination: Destination) -> bool:
        return destination not in self.unwanted

    def keys(self, destination: Destination = ALICE) -> list[str]:
        return [notice.key for to, notice in self.letters if to == destination]

    def last(self) -> dict[str, str]:
        return self.letters[-1][1].params


class NoStocks:
    """`Stocks` before the first list."""

    async def replace(self, stocks: Sequence[Stock], day: date) -> None:
        raise AssertionError

    async def all(self) -> list[Stock]:
        return []

    async def refreshed(self) -> date | None:
        return None


class Stage:
    def __init__(
        self, now: datetime, calendar: Calendar | None = None, rows: Rows | None = None
    ) -> None:
        self.clock = FakeClock(now)
        self.calendar = calendar or Calendar.krx()
        self.rows = rows or Rows()
        self.feed = FakeFeed(self.clock)
        self.feed.connect()
        self.lateness = LatenessLog()
        self.carried: list[Destination] = []
        self.presence = Presence(self.feed, self.calendar, self.rows, self.clock)
        names = Names(NoStocks(), FakeQuotes(Stock("005930", "삼성전자", "KOSPI")))
        self.daily = Daily(
            self.rows,
            self.rows,  # type: ignore[arg-type]  # what it asks of them
            self.rows,  # type: ignore[arg-type]
            self.rows,
            self.presence,
            names,
            self.lateness,
            {1: Watch.REALTIME, 2: Watch.POLLED}.get,
            self,
            self.calendar,
            self.clock,
        )

    def posted(self, destinations: Sequence[Destination]) -> None:
        self.carried += destinations

    async def until(self, moment: datetime) -> list[str]:
        """Let time pass with a look every half minute; return what Alice was told."""
        while self.clock.now() < moment:
            await self.clock.advance(30)
            await self.presence.look()
            await self.daily.look()
        return self.rows.keys()


# --- when ----------------------------------------------------------------------------------------


@travelling
async def test_a_day_without_events_is_explained_soon_after_the_close_once() -> None:
    stage = Stage(day(15))
    assert await stage.until(day(15, 30)) == []
    assert await stage.until(day(15, 33)) == ["daily_quiet"]
    assert await stage.until(day(23, 50)) == ["daily_quiet"]
    assert stage.carried == [ALICE]
    assert stage.rows.last()["conditions"] == "급등\trealtime"


@travelling
async def test_a_day_with_events_is_summed_up_ten_minutes_after_the_close_once() -> None:
    stage = Stage(day(15))
    stage.rows.stories[ALICE] = BUSY
    assert await stage.until(day(15, 39)) == []
    assert await stage.until(day(15, 41)) == ["daily_digest"]
    assert await stage.until(day(23, 50)) == ["daily_digest"]
    assert stage.rows.spans[-1][0] == day(6)


@travelling
async def test_each_day_is_told_and_the_facts_of_older_ones_are_dropped() -> None:
    stage = Stage(day(15))
    await stage.until(day(16, at=24))
    assert stage.rows.keys() == ["daily_quiet", "daily_quiet"]
    told = sorted(await stage.rows.under("daily:"))
    assert told == ["daily:2026-11-24:digest", "daily:2026-11-24:quiet"]


@travelling
async def test_a_restart_after_it_was_told_tells_nothing_again() -> None:
    first = Stage(day(15))
    await first.until(day(15, 41))
    again = Stage(day(15, 41), rows=first.rows)
    assert await again.until(day(18)) == ["daily_quiet"]


@travelling
async def test_a_bot_that_was_away_at_the_close_tells_it_later_but_not_after_midnight() -> None:
    late = Stage(day(18))
    late.rows.stories[ALICE] = BUSY
    assert await late.until(day(18, 2)) == ["daily_digest"]
    next_day = Stage(day(0, 1, at=24))
    assert await next_day.until(day(9, at=24)) == []


@travelling
async def test_a_weekday_holiday_is_named_and_a_weekend_is_not() -> None:
    holiday = Stage(datetime(2026, 10, 5, 15, tzinfo=KST))  # 개천절 대체공휴일
    assert await holiday.until(datetime(2026, 10, 5, 15, 39, tzinfo=KST)) == []
    assert await holiday.until(datetime(2026, 10, 5, 23, tzinfo=KST)) == ["daily_holiday"]
    assert "개천절" in holiday.rows.last()["note"]
    assert holiday.rows.last()["next"] == "2026-10-06T09:00:00+09:00"
    weekend = Stage(day(9, at=21))
    assert await weekend.until(day(23, at=22)) == []


@travelling
async def test_a_market_that_closed_early_is_told_then_and_as_the_reason() -> None:
    stage = Stage(day(12, 50))
    stage.calendar.observe_state("8", day(12, 59))
    assert await stage.until(day(13, 2)) == ["daily_quiet"]
    assert stage.rows.last()["closed"] == "12:59"


@travelling
async def test_a_market_that_never_closes_is_told_of_at_1540_about_a_whole_day() -> None:
    stage = Stage(day(15), Calendar.always())
    assert await stage.until(day(15, 39)) == []
    assert await stage.until(day(15, 41)) == ["daily_quiet"]
    assert stage.rows.spans[0][0] == day(15, 40, at=22)


# --- whom ----------------------------------------------------------------------------------------


@travelling
async def test_whoever_switched_it_off_is_told_nothing() -> None:
    stage = Stage(day(15))
    stage.rows.followed[BOB] = [VOLUME]
    stage.rows.unwanted.add(ALICE)
    await stage.until(day(16))
    assert [to for to, _ in stage.rows.letters] == [BOB]


@travelling
async def test_each_chat_is_told_what_concerns_it() -> None:
    stage = Stage(day(15))
    stage.rows.followed[BOB] = [VOLUME]
    stage.rows.stories[BOB] = BUSY
    await stage.until(day(16))
    assert stage.rows.keys(ALICE) == ["daily_quiet"]
    assert stage.rows.keys(BOB) == ["daily_digest"]


@travelling
async def test_the_topics_of_one_chat_are_summed_up_once_there() -> None:
    group, topic = Destination("telegram", "-100"), Destination("telegram", "-100", "7")
    stage = Stage(day(15))
    stage.rows.followed = {topic: [SURGE], group: [SURGE]}
    await stage.until(day(15, 35))
    assert [to for to, _ in stage.rows.letters] == [group]


@travelling
async def test_a_chat_that_follows_in_one_topic_only_is_told_in_that_topic() -> None:
    group, topic = Destination("telegram", "-100"), Destination("telegram", "-100", "7")
    stage = Stage(day(15))
    stage.rows.followed = {topic: [SURGE]}
    stage.rows.asleep = {group: [SURGE]}
    await stage.until(day(15, 35))
    assert [to for to, _ in stage.rows.letters] == [topic]


# --- what ----------------------------------------------------------------------------------------


@travelling
async def test_a_quiet_day_says_what_was_watched_and_what_was_kept_back() -> None:
    stage = Stage(day(15))
    stage.rows.followed[ALICE] = [SURGE, VOLUME]
    stage.rows.stories[ALICE] = Story(held=3, filtered=12)
    await stage.until(day(15, 35))
    said = stage.rows.last()
    assert said["conditions"] == "급등\trealtime\n거래량\tpolled"
    assert (said["held"], said["filtered"], said["away"]) == ("3", "12", "")
    assert "closed" not in said


@travelling
async def test_a_summary_counts_conditions_stocks_lateness_and_faults() -> None:
    stage = Stage(day(15))
    stage.rows.stories[ALICE] = BUSY
    for seconds in range(101):
        stage.lateness.add(seconds / 100, day(15).date())
    await stage.until(day(15, 41))
    assert stage.rows.last() == {
        "day": "2026-11-23",
        "entries": "7",
        "exits": "3",
        "conditions": "급등\t5\t3\n거래량\t2\t0",
        "more": "0",
        "stocks": "삼성전자\t005930\t4\n000660\t000660\t3\nA\tA\t1\nB\tB\t1\nC\tC\t1",
        "held": "1",
        "filtered": "7",
        "failed": "2",
        "missed": "1",
        "reconnects": "0",
        "away": "",
        "hours": "09\t2\n13\t1",
        "entered": "09\t거래량\t1\n09\t급등\t1\n13\t급등\t1",
        "median": "0.5",
        "slow": "0.9",
    }


@travelling
async def test_a_day_the_session_was_away_says_from_when_to_when_also_over_a_restart() -> None:
    stage = Stage(day(10))
    await stage.until(day(10, 2))
    stage.feed.lose()
    await stage.until(day(10, 7))
    stage.feed.connect()
    await stage.until(day(11) + timedelta(seconds=30))
    again = Stage(day(13), rows=stage.rows)  # the process was away for two hours
    await again.until(day(15, 35))
    assert again.rows.last()["away"] == "10:02\t10:07\tlost\n11:00\t13:00\tlost"
    assert "unwatched" not in again.rows.last()


@travelling
async def test_a_session_that_is_still_away_at_the_close_was_away_until_then() -> None:
    stage = Stage(day(14))
    await stage.until(day(15))
    stage.feed.lose()
    await stage.until(day(15, 35))
    assert stage.rows.last()["away"] == "15:00\t15:30\tlost"
    assert "do" not in stage.rows.last()


@travelling
async def test_a_day_another_program_had_the_session_is_no_quiet_day_also_after_a_restart() -> None:
    first = Stage(day(8))
    await first.until(day(8, 30))
    first.feed.stop(SessionTaken())
    await first.until(day(9, 30))
    again = Stage(day(9, 31), rows=first.rows)
    again.feed.stay_away(day(8, 30))
    await again.until(day(15, 35))
    said = again.rows.last()
    assert (said["away"], said["unwatched"], said["do"]) == (
        "09:00\t15:30\ttaken",
        "taken",
        "takeover",
    )


@travelling
async def test_a_session_that_was_taken_back_says_when_it_was_taken_and_offers_nothing() -> None:
    stage = Stage(day(10))
    await stage.until(day(10, 2))
    stage.feed.stop(SessionTaken())
    await stage.until(day(11))
    stage.feed.connect()
    await stage.until(day(13))
    stage.feed.lose()
    await stage.until(day(13, 10))
    stage.feed.connect()
    await stage.until(day(15, 35))
    said = stage.rows.last()
    assert said["away"] == "10:02\t11:00\ttaken\n13:00\t13:10\tlost"
    assert not {"unwatched", "do"} & said.keys()


@travelling
async def test_a_bot_that_was_never_let_in_says_that_it_watched_nothing_and_why() -> None:
    stage = Stage(day(8))
    stage.feed.stop(CredentialsRefused())
    await stage.until(day(15, 35))
    said = stage.rows.last()
    assert (said["away"], said["unwatched"]) == ("09:00\t15:30\tlost", "lost")
    assert (said["do"], said["reason"]) == ("takeover", CredentialsRefused.key)


@travelling
async def test_absences_that_were_noted_before_there_were_reasons_are_read() -> None:
    rows = Rows()
    spans = f'[["{day(10).isoformat()}", "{day(11).isoformat()}"]]'
    await rows.put("away:2026-11-23", spans)
    stage = Stage(day(15), rows=rows)
    await stage.until(day(15, 35))
    assert stage.rows.last()["away"] == "10:00\t11:00\tlost"


@travelling
async def test_nights_and_short_breaks_are_no_absence() -> None:
    stage = Stage(day(10))
    for _ in range(5):
        await stage.until(stage.clock.now() + timedelta(minutes=2))
        stage.feed.lose()
        await stage.until(stage.clock.now() + timedelta(minutes=1))
        stage.feed.connect()
    again = Stage(day(8, at=24), rows=stage.rows)
    await again.until(day(15, 35, at=24))
    assert again.rows.last()["away"] == ""
