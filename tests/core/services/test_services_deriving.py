"""Expressions that are followed: what becomes news of them, and what never does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Condition, EventKind, Source, Watch
from core.ports import Change, Push
from core.services import algebra
from core.services.algebra import Formula, Join, One, Pair
from core.services.book import Book
from core.services.deriving import formula_of, name_of, seq_of
from core.services.membership import Day
from tests.core.services.stage import ALICE, BOB, ENTRY, EXIT, Stage
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.store import FakeStore

SAMSUNG, HYNIX, KAKAO = "005930", "000660", "035720"
FIRST, SECOND, THIRD = (
    Condition(1, "0", "급등"),
    Condition(2, "1", "거래량"),
    Condition(3, "2", "R&D"),
)


def pair(join: Join, left: Condition = FIRST, right: Condition = SECOND) -> Formula[Condition]:
    return Pair(join, One(left), One(right))


async def follow(stage: Stage, formula: Formula[Condition]) -> int:
    """Subscribe an expression as the engine does; return its id."""
    if not stage.store.tables.conditions:
        await stage.list_conditions()
    condition = await stage.watcher.derive(formula)
    await stage.follow(condition.id)
    return condition.id


def told(stage: Stage, condition_id: int, source: Source | None = None) -> list[str]:
    """Return the events of one condition as "+code" and "-code"."""
    return [
        ("+" if one.kind is ENTRY else "-") + one.code
        for one in stage.events
        if one.condition_id == condition_id and source in (None, one.source)
    ]


# --- while it is watched --------------------------------------------------------------------------


@travelling
async def test_a_stock_enters_when_the_expression_becomes_true_and_leaves_when_it_ends() -> None:
    stage = Stage()
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        await stage.push("0", SAMSUNG)
        assert told(stage, both) == []
        await stage.push("1", SAMSUNG)
        assert told(stage, both) == ["+" + SAMSUNG]
        await stage.push("0", SAMSUNG, EXIT)
        assert told(stage, both) == ["+" + SAMSUNG, "-" + SAMSUNG]
        assert stage.inside(both) == set()


@travelling
async def test_an_exit_from_what_is_taken_away_is_an_entry() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG, HYNIX]
    stage.feed.inside["1"] = [SAMSUNG]
    async with stage.run():
        without = await follow(stage, pair(Join.WITHOUT))
        assert (told(stage, without), stage.inside(without)) == ([], {HYNIX})
        await stage.push("1", SAMSUNG, EXIT)
        await stage.push("1", HYNIX)
        assert told(stage, without) == ["+" + SAMSUNG, "-" + HYNIX]


@travelling
async def test_its_events_carry_the_time_and_the_frame_of_the_push_that_made_it_true() -> None:
    stage = Stage()
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        await stage.push("0", SAMSUNG)
        await stage.clock.advance(5)
        await stage.push("1", SAMSUNG)
        (event,) = (one for one in stage.events if one.condition_id == both)
        assert event.happened_at == MONDAY + timedelta(seconds=5)
        assert (event.source, event.kind) == (Source.REALTIME, ENTRY)
        part = next(one for one in stage.events if one.condition_id == 2)
        assert event.id == part.id + 1
        assert dict(stage.ears.arrivals)[event.id] == dict(stage.ears.arrivals)[part.id]


@travelling
async def test_only_its_subscribers_are_told_and_the_parts_stay_untold_to_them() -> None:
    stage = Stage()
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        await stage.follow(1, BOB)
        await stage.push("0", SAMSUNG)
        await stage.push("1", SAMSUNG)
        rows = stage.store.tables.deliveries.values()
        got = {
            chat: [one.event.condition_id for one in rows if one.destination == chat and one.event]
            for chat in (ALICE, BOB)
        }
        assert got == {ALICE: [both], BOB: [1]}


@travelling
async def test_its_parts_are_watched_and_the_expression_itself_is_never_asked_for() -> None:
    stage = Stage("급등", "거래량", "R&D")
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        assert sorted(stage.feed.registered) == ["0", "1"]
        assert stage.watch(both) == (Watch.REALTIME, None)
        await stage.leave(both)
        assert stage.feed.registered == []
        assert stage.watch(both) == (None, None)
        assert not [one for one in stage.feed.calls if "=" in one]


@travelling
async def test_a_part_that_is_polled_makes_the_whole_polled() -> None:
    stage = Stage(realtime=False)
    stage.feed.inside["0"] = [SAMSUNG]
    async with stage.run():
        either = await follow(stage, pair(Join.EITHER))
        assert stage.watch(either)[0] is Watch.POLLED
        assert stage.inside(either) == {SAMSUNG}
        stage.feed.moves("1", HYNIX)
        await stage.clock.advance(61)
        assert told(stage, either, Source.POLL) == ["+" + HYNIX]


@travelling
async def test_parts_that_are_watched_already_start_it_at_once_and_without_news() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    stage.feed.inside["1"] = [SAMSUNG, HYNIX]
    async with stage.run():
        await stage.follow(1)
        await stage.follow(2)
        both = await follow(stage, pair(Join.BOTH))
        assert (stage.events, stage.inside(both)) == ([], {SAMSUNG})


@travelling
async def test_who_leaves_a_part_leaves_the_expression_whole() -> None:
    stage = Stage()
    async with stage.run():
        await stage.follow(1)
        both = await follow(stage, pair(Join.BOTH))
        await stage.leave(1)
        await stage.push("0", SAMSUNG)
        await stage.push("1", SAMSUNG)
        assert told(stage, both) == ["+" + SAMSUNG]


# --- gaps -----------------------------------------------------------------------------------------


@travelling
async def test_what_changed_in_a_gap_is_told_once_all_parts_are_known_again_and_not_before() -> (
    None
):
    stage = Stage()
    stage.feed.inside["0"] = [KAKAO]
    async with stage.run():
        without = await follow(stage, pair(Join.WITHOUT))
        stage.feed.hear()
        await stage.clock.advance(10)
        stage.feed.lose()
        await stage.clock.advance()
        for seq in ("0", "1"):
            stage.feed.moves(seq, SAMSUNG)  # in both: never inside `0-1`
        stage.feed.moves("0", HYNIX)
        stage.feed.hold("subscribe 1")
        await stage.clock.advance(60)
        stage.feed.connect()
        await stage.clock.advance()
        await stage.push("0", "111111")
        assert told(stage, without) == []
        stage.feed.release("subscribe 1")
        await stage.clock.advance()
        assert told(stage, without, Source.MISSED) == ["+" + HYNIX, "+111111"]
        assert told(stage, without) == told(stage, without, Source.MISSED)
        (since, *_) = {one.since for one in stage.events if one.condition_id == without}
        assert since == MONDAY
        assert stage.inside(without) == {KAKAO, HYNIX, "111111"}


@travelling
async def test_a_restart_tells_what_was_missed_and_repeats_nothing() -> None:
    clock, store = FakeClock(), FakeStore()
    stage = Stage(clock=clock, store=store)
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        for seq in ("0", "1"):
            await stage.push(seq, SAMSUNG)
    await clock.advance(60)
    again = Stage(clock=clock, store=store)
    for seq in ("0", "1"):
        again.feed.inside[seq] = [SAMSUNG, HYNIX]
    async with again.run():
        await clock.advance()
        assert told(again, both) == ["+" + SAMSUNG, "+" + HYNIX]
        assert told(again, both, Source.MISSED) == ["+" + HYNIX]


@travelling
async def test_a_new_trading_day_begins_empty_and_without_news() -> None:
    stage = Stage()
    stage.feed.inside["0"] = [SAMSUNG]
    stage.feed.inside["1"] = [SAMSUNG]
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        for seq in ("0", "1"):
            stage.feed.moves(seq, SAMSUNG, EXIT)
        stage.clock.set(MONDAY + timedelta(hours=20, minutes=30))  # half past six on Tuesday
        await stage.watcher.roll()
        assert (stage.inside(both), told(stage, both)) == (set(), [])
        assert stage.known(both).day == (MONDAY + timedelta(days=1)).date()


# --- its row --------------------------------------------------------------------------------------


@travelling
async def test_the_same_expression_is_one_condition_and_no_listing_touches_it() -> None:
    stage = Stage()
    async with stage.run():
        first = await follow(stage, pair(Join.BOTH))
        again = await stage.watcher.derive(pair(Join.BOTH, SECOND, FIRST))
        assert again.id == first
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.condition(first).listed
        assert stage.keys() == []


@travelling
async def test_an_expression_that_loses_a_part_pauses_and_goes_on_when_it_is_listed_again() -> None:
    stage = Stage()
    async with stage.run():
        both = await follow(stage, pair(Join.BOTH))
        stage.feed.edit(("1", "거래량"))
        await stage.arranger.probe()
        await stage.clock.advance()
        (notice,) = stage.notices()
        assert (notice.key, notice.params["name"]) == ("formula_paused", "급등 & 거래량")
        assert notice.params["part"] == "급등"
        assert stage.watch(both) == (None, None)
        stage.feed.edit(("1", "거래량"), ("5", "급등"))
        stage.feed.connect()
        await stage.clock.advance()
        await stage.arranger.probe()
        await stage.clock.advance()
        assert stage.keys() == ["formula_paused", "condition_back"]
        assert stage.watch(both)[0] is not None


@pytest.mark.parametrize(
    ("formula", "seq", "name"),
    [
        (pair(Join.BOTH, SECOND, FIRST), "=#1&#2", "거래량 & 급등"),
        (pair(Join.WITHOUT, SECOND, FIRST), "=#2-#1", "거래량 - 급등"),
        (Pair(Join.EITHER, One(THIRD), pair(Join.EITHER)), "=#1|#2|#3", '"R&D" | (급등 | 거래량)'),
        (
            Pair(Join.BOTH, pair(Join.EITHER, SECOND), One(FIRST)),
            "=#1&#2",
            "(거래량 | 거래량) & 급등",
        ),
    ],
)
def test_an_expression_is_written_in_one_form_and_named_in_words(
    formula: Formula[Condition], seq: str, name: str
) -> None:
    assert (seq_of(formula), name_of(formula)) == (seq, name)


def test_a_condition_of_the_brokers_stands_for_no_expression() -> None:
    assert formula_of(FIRST) is None
    assert formula_of(Condition(9, "=", "")) is None
    assert formula_of(Condition(9, "=#1&x", "")) is None


# --- any course of events -------------------------------------------------------------------------

TODAY = Day(MONDAY.date(), MONDAY.replace(hour=6))
CODES = st.sampled_from([SAMSUNG, HYNIX, KAKAO])
PARTS = st.sampled_from([1, 2, 3])
FORMULAS: st.SearchStrategy[Formula[int]] = st.recursive(
    PARTS.map(One), lambda inner: st.builds(Pair, st.sampled_from(Join), inner, inner), max_leaves=5
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("push"), PARTS, CODES, st.sampled_from(EventKind)),
        st.tuples(st.just("look"), PARTS, st.frozensets(CODES)),
        st.tuples(st.just("lose")),
    ),
    max_size=40,
)


def book_of(formula: Formula[int]) -> Book:
    book = Book()
    seq = "=" + algebra.write(formula, lambda one: f"#{one}")
    book.load([FIRST, SECOND, THIRD, Condition(9, seq, "x")])
    book.want({1: 1, 2: 1, 3: 1, 9: 1})
    return book


def step(book: Book, kind: str, at: int, *args: object) -> list[Change]:
    now = MONDAY + timedelta(seconds=at)
    match kind, args:
        case "push", (int() as part, str() as code, EventKind() as moved):
            watched = book.watched[part]
            push = Push(now, float(at), watched.condition.seq, code, moved, f"{now:%H%M%S}")
            change = book.push(push, TODAY)
            return book.derive([change] if change else [], TODAY)
        case "look", (int() as part, frozenset() as codes):
            watched = book.watched[part]
            watched.live = True
            look = book.look(watched, sorted(codes), now, TODAY, lambda *_: True)
            return book.derive([look], TODAY)
        case _:
            book.lost(now)
            return []


@given(FORMULAS, STEPS)
def test_whatever_happens_its_events_lead_from_its_start_to_what_is_inside_now(
    formula: Formula[int], steps: list[tuple[str, ...]]
) -> None:
    book = book_of(formula)
    inside: frozenset[str] | None = None
    for at, (kind, *args) in enumerate(steps):
        for change in step(book, kind, at, *args):
            if change.membership is None or change.membership.condition_id != 9:
                continue
            if inside is None:
                assert change.events == ()
                inside = change.membership.codes
                continue
            for event in change.events:
                assert event.condition_id == 9
                assert (event.code in inside) is (event.kind is EXIT)
                inside ^= {event.code}
            assert inside == change.membership.codes
        parts = {one: book.membership(one) for one in frozenset(algebra.values(formula))}
        if all(_whole(book, one) for one in parts):
            now = algebra.inside(formula, {one: its.codes for one, its in parts.items()})
            assert book.membership(9).codes == now == inside


def _whole(book: Book, part: int) -> bool:
    return not book.watched[part].broken and book.membership(part).day == TODAY.day


@given(FORMULAS)
def test_its_followers_want_its_parts_and_nothing_else(formula: Formula[int]) -> None:
    book = book_of(formula)
    parts = frozenset(algebra.values(formula))
    assert set(book.want({9: 2})) == {1, 2, 3} - parts
    assert {one: its.wanted for one, its in book.watched.items()} == dict.fromkeys(parts, 2)
    assert set(book.want({})) == parts | {9}
    assert book.watched == {}
