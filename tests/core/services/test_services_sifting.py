from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import (
    PLAIN,
    Between,
    Condition,
    Delivery,
    Earlier,
    Event,
    EventKind,
    Hold,
    Kinds,
    Mute,
    Notice,
    Options,
    Quiet,
    Quote,
    Source,
    Stock,
)
from core.ports import Behind, Claim, Held, Silence
from core.services.sifting import Sifted, chain, filtered, muted_until, quiet_until, sift
from tests.fakes.clock import MONDAY

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT
WINDOW = timedelta(minutes=10)
SAMSUNG = Stock("005930", "삼성전자", "KOSPI")
KODEX = Stock("069500", "KODEX 200", "ETF")
STOCKS = {one.code: one for one in (SAMSUNG, KODEX)}
RISING, FALLING = Condition(1, "0", "급등"), Condition(2, "1", "급락")
NEVER = timedelta(0)


def after(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def event(
    minutes: float = 0,
    kind: EventKind = ENTRY,
    code: str = SAMSUNG.code,
    condition_id: int | None = 1,
    source: Source = Source.REALTIME,
) -> Event:
    return Event(condition_id, code, kind, source, MONDAY.date(), after(minutes))


def flap(*minutes: float, code: str = SAMSUNG.code) -> list[Event]:
    """A stock that enters, leaves, enters, ... at these minutes."""
    return [event(minute, (ENTRY, EXIT)[at % 2], code) for at, minute in enumerate(minutes)]


def rows(
    events: Iterable[Event],
    options: Options | None = PLAIN,
    hold: Hold | None = None,
    *,
    resend: bool = False,
    first: int = 1,
) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(at, one, "급등", resend=resend, options=options, hold=hold)
        for at, one in enumerate(events, first)
    )


def told(events: Iterable[Event], message: str | None = "m1", *, folded: int = 0) -> list[Earlier]:
    """What a destination was told; the last so many of it folded."""
    every = list(events)
    return [
        Earlier(one.condition_id, one.code, one.kind, one.received_at, at >= 0, message)
        for at, one in enumerate(every, folded - len(every))
    ]


def sifted(
    deliveries: Sequence[Delivery],
    earlier: Sequence[Earlier] = (),
    minutes: float = 0,
    window: timedelta = WINDOW,
    *,
    mutes: Sequence[Mute] = (),
    quiet: Quiet | None = None,
    quotes: Sequence[Quote] = (),
    held: Sequence[Behind] = (),
    at_home: Sequence[Mute] = (),
) -> Sifted:
    quiets = (quiet,) if quiet else ()
    here, home = Silence(tuple(mutes), quiets), Silence(tuple(at_home))
    claim = Claim(tuple(deliveries), here, home, tuple(earlier), tuple(held))
    prices = {one.code: one for one in quotes}
    return sift(claim, prices, STOCKS, after(minutes), window)


def tells(verdict: Sifted) -> list[int]:
    return [one.id for one in verdict.tell]


# --- filters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "kind", "kept_out"),
    [
        (Options(kinds=Kinds.ENTRY), EXIT, "kinds"),
        (Options(kinds=Kinds.EXIT), ENTRY, "kinds"),
        (Options(kinds=Kinds.EXIT), EXIT, ""),
        (Options(), ENTRY, ""),
        (Options(markets=frozenset({"ETF", "KOSDAQ"})), ENTRY, "markets"),
        (Options(markets=frozenset({"KOSPI"})), ENTRY, ""),
        (Options(name="하이닉스"), ENTRY, "name"),
        (Options(name="전자"), ENTRY, ""),
        (Options(price=Between(80_000)), ENTRY, "price"),
        (Options(price=Between(None, 71_000)), ENTRY, ""),
        (Options(rate=Between(3.0)), ENTRY, "rate"),
        (Options(rate=Between(None, -0.5)), ENTRY, ""),
        (Options(volume=Between(2_000_000)), ENTRY, "volume"),
        (Options(value=Between(50, 60)), ENTRY, "value"),
        (Options(value=Between(100, 100)), ENTRY, ""),
    ],
)
def test_a_filter_keeps_out_what_it_is_not_for_and_says_which_it_was(
    options: Options, kind: EventKind, kept_out: str
) -> None:
    quote = Quote(SAMSUNG.code, 71_000, -500, -0.7, 1_000_000, 100)
    assert filtered(event(kind=kind), options, quote, SAMSUNG) == kept_out


def test_a_name_is_found_whatever_its_capitals() -> None:
    assert not filtered(event(code=KODEX.code), Options(name="kodex"), None, KODEX)


@pytest.mark.parametrize("quote", [None, Quote(SAMSUNG.code), Quote(SAMSUNG.code, 71_000)])
def test_without_a_price_price_filters_keep_nothing_out(quote: Quote | None) -> None:
    options = Options(rate=Between(3.0), volume=Between(1), value=Between(1))
    assert not filtered(event(), options, quote, SAMSUNG)


def test_a_stock_nobody_knows_passes_filters_of_market_and_name() -> None:
    options = Options(markets=frozenset({"ETF"}), name="KODEX")
    assert not filtered(event(code="999999"), options, None, None)


def test_what_is_filtered_is_neither_told_nor_counted_as_told() -> None:
    options = Options(kinds=Kinds.ENTRY)
    verdict = sifted(rows(flap(0, 1, 2), options))
    assert tells(verdict) == [1, 3]
    assert verdict.filtered == {2: "kinds"}
    assert verdict.turns == {}


def test_what_was_held_back_is_not_filtered_again_at_its_summary() -> None:
    verdict = sifted(rows([event()], Options(kinds=Kinds.EXIT), Hold.MUTED))
    assert tells(verdict) == [1]


def test_what_was_told_elsewhere_meanwhile_goes_through_the_filters_at_its_summary() -> None:
    options = Options(kinds=Kinds.ENTRY, price=Between(50_000))
    cheap = replace(rows([event()], options, Hold.DIVERTED)[0], quote=Quote(SAMSUNG.code, 9_000))
    (left,) = rows([event(1, EXIT)], options, Hold.DIVERTED, first=2)
    (fine,) = rows([event(2)], options, Hold.DIVERTED, first=3)
    verdict = sifted([cheap, left, fine])
    assert verdict.filtered == {1: "price", 2: "kinds"}
    assert tells(verdict) == [3]


def test_what_may_have_arrived_is_filtered_by_the_price_it_was_tried_with_alone() -> None:
    options = Options(price=Between(50_000))
    (tried,) = rows([event()], options, resend=True)
    now_cheap = Quote(SAMSUNG.code, 9_000)
    assert tells(sifted([tried], quotes=[now_cheap])) == [1]
    was_cheap = replace(tried, quote=now_cheap)
    assert sifted([was_cheap]).filtered == {1: "price"}
    (unwanted,) = rows([event(0, EXIT)], Options(kinds=Kinds.ENTRY), resend=True)
    assert sifted([unwanted]).filtered == {1: "kinds"}, "it was never sifted before the kill"


def test_what_was_let_through_and_tried_is_not_filtered_by_other_options_later() -> None:
    entry, left = rows(flap(0, 1), Options(kinds=Kinds.EXIT), resend=True)
    again = [replace(one, tried=True) for one in (entry, left)]
    assert tells(sifted(again)) == [1, 2]


def test_what_goes_into_a_message_takes_what_comes_after_it_along() -> None:
    first, second = (replace(one, id=at) for at, one in enumerate(flap(0, 20), 7))
    waits = Behind(7, 1, SAMSUNG.code, Hold.FOLDED, after(10), "m2")
    never = Options(fold=0)
    assert first.id == 7
    verdict = sifted(rows([second], never), held=[waits], minutes=1)
    assert verdict.held == [Held(1, Hold.FOLDED, after(10), "m2")]


def test_another_chats_alert_is_not_told_here_while_that_chat_is_silent() -> None:
    (theirs,) = (replace(one, diverted="telegram") for one in rows([event()]))
    verdict = sifted([theirs], at_home=[Mute(after(30))])
    assert verdict.filtered == {1: "silent_at_home"}
    assert tells(sifted([theirs], mutes=[Mute(after(30))])) == []
    gathered = replace(theirs, options=Options(digest=30))
    assert tells(sifted([gathered])) == [1], "a digest of another chat is told at once"


def test_a_missed_report_does_not_wait_with_what_is_only_taken_along() -> None:
    report = rows([event(1, source=Source.MISSED)])
    left = Behind(0, 1, SAMSUNG.code, Hold.FOLDED, after(10))
    (with_id,) = (replace(one, event=replace(one.event, id=9)) for one in report if one.event)
    assert tells(sifted([with_id], held=[left])) == [1]


def test_without_a_subscription_there_is_nothing_to_filter_by() -> None:
    assert tells(sifted(rows([event()], None))) == [1]


# --- silence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mute", "holds"),
    [
        (Mute(after(30)), True),
        (Mute(after(30), RISING), True),
        (Mute(after(30), None, SAMSUNG.code), True),
        (Mute(after(30), RISING, SAMSUNG.code), True),
        (Mute(after(30), FALLING), False),
        (Mute(after(30), None, KODEX.code), False),
        (Mute(after(30), RISING, KODEX.code), False),
        (Mute(after(0)), False),
    ],
)
def test_a_mute_holds_what_it_is_of_and_nothing_else(mute: Mute, holds: bool) -> None:
    verdict = sifted(rows([event()]), mutes=[mute])
    assert verdict.held == ([Held(1, Hold.MUTED, after(30))] if holds else [])
    assert tells(verdict) == ([] if holds else [1])


def test_of_several_mutes_the_longest_counts() -> None:
    mutes = [Mute(after(30)), Mute(after(90), RISING), Mute(after(60), None, SAMSUNG.code)]
    assert muted_until(mutes, event(), MONDAY) == after(90)


def test_a_muted_summary_waits_on() -> None:
    verdict = sifted(rows([event()], hold=Hold.DIGEST), mutes=[Mute(after(30))])
    assert verdict.held == [Held(1, Hold.MUTED, after(30))]


def test_a_missed_report_is_muted_as_well() -> None:
    verdict = sifted(rows([event(source=Source.MISSED)]), mutes=[Mute(after(30))])
    assert verdict.held == [Held(1, Hold.MUTED, after(30))]


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ((21, 59), None),
        ((22, 0), (24, 8)),
        ((23, 59), (24, 8)),
        ((0, 0), (23, 8)),
        ((7, 59), (23, 8)),
        ((8, 0), None),
    ],
)
def test_quiet_hours_may_span_midnight(now: tuple[int, int], ends: tuple[int, int] | None) -> None:
    moment = MONDAY.replace(hour=now[0], minute=now[1], second=30 if now[1] == 59 else 0)
    until = ends and MONDAY.replace(day=ends[0], hour=ends[1], minute=0)
    assert quiet_until(Quiet(time(22), time(8)), moment) == until


@pytest.mark.parametrize(
    ("quiet", "ends"),
    [
        (Quiet(time(9, 30), time(10, 30)), after(30)),
        (Quiet(time(10), time(10, 1)), after(1)),
        (Quiet(time(9), time(10)), None),
        (Quiet(time(10), time(10)), None),
        (None, None),
    ],
)
def test_quiet_hours_hold_until_their_end(quiet: Quiet | None, ends: datetime | None) -> None:
    verdict = sifted(rows([event()]), quiet=quiet)
    assert verdict.held == ([Held(1, Hold.QUIET, ends)] if ends else [])


def test_a_notice_is_told_through_mutes_and_quiet_hours() -> None:
    notice = Delivery(1, notice=Notice("session_lost"))
    quiet = Quiet(time(9), time(11))
    assert tells(sifted([notice], mutes=[Mute(after(30))], quiet=quiet)) == [1]


# --- gathered and cooled --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digest", "minutes", "told_at"),
    [
        (15, 0, 15),
        (15, 14.9, 15),
        (15, 15, 30),
        (60, 5, 60),
        (7, 0, 2),
        (1440, 0, 840),
        (700, 0, 100),
    ],
)
def test_a_digest_waits_for_the_next_full_minutes_of_the_day(
    digest: int, minutes: float, told_at: float
) -> None:
    verdict = sifted(rows([event(minutes)], Options(digest=digest)), minutes=minutes)
    assert verdict.held == [Held(1, Hold.DIGEST, after(told_at))]


def test_a_digest_that_is_due_is_told_whole_and_folds_nothing() -> None:
    verdict = sifted(rows(flap(0, 1, 2, 3), Options(digest=15), Hold.DIGEST), minutes=15)
    assert tells(verdict) == [1, 2, 3, 4]
    assert (verdict.held, verdict.turns) == ([], {})


def test_after_an_alert_the_same_stock_waits_for_the_end_of_its_cooldown() -> None:
    options = Options(cooldown=30)
    verdict = sifted(rows([event(29.9, EXIT)], options), told([event()]), minutes=29.9)
    assert verdict.held == [Held(1, Hold.COOLDOWN, after(30))]
    assert tells(sifted(rows([event(30, EXIT)], options), told([event()]), minutes=30)) == [1]


def test_a_cooldown_is_of_one_stock_in_one_condition() -> None:
    others = [event(5, code=KODEX.code), event(5, condition_id=2)]
    verdict = sifted(rows(others, Options(cooldown=30)), told([event()]), minutes=5)
    assert tells(verdict) == [1, 2]


def test_within_one_claim_the_first_alert_cools_the_following() -> None:
    verdict = sifted(rows(flap(0, 1, 2), Options(cooldown=30)), minutes=2)
    assert tells(verdict) == [1]
    assert verdict.held == [Held(at, Hold.COOLDOWN, after(30)) for at in (2, 3)]


@pytest.mark.parametrize("options", [Options(cooldown=30), Options(kinds=Kinds.ENTRY)])
def test_what_may_have_stood_in_one_message_is_repeated_together_whatever_holds_now(
    options: Options,
) -> None:
    verdict = sifted(rows(flap(0, 1), options, resend=True), minutes=2)
    assert tells(verdict) == [1, 2], "an exit that stood there must not vanish from the repetition"
    assert (verdict.held, verdict.filtered) == ([], {})


def test_a_repetition_that_is_silenced_is_silenced_whole() -> None:
    verdict = sifted(rows(flap(0, 1), Options(digest=15), resend=True), minutes=2)
    assert [one.hold for one in verdict.held] == [Hold.DIGEST, Hold.DIGEST]


def test_what_waited_so_long_that_its_stock_cooled_down_is_told_with_the_rest() -> None:
    verdict = sifted(rows([event(20, EXIT)], Options(cooldown=30)), told([event()]), minutes=40)
    assert (tells(verdict), verdict.held) == ([1], [])


def test_what_catches_up_counts_no_event_that_came_after_it() -> None:
    late = rows([event(2)], hold=Hold.FOLDED)
    earlier = [
        *told(flap(0, 1)),
        Earlier(1, SAMSUNG.code, EXIT, after(3), folded=True, message_id="m2"),
    ]
    live = Delivery(2, event(4, code=KODEX.code), "급등", options=PLAIN)
    assert sifted([*late, live], earlier, minutes=4).turns == {1: 3}


def test_what_was_folded_before_folding_was_switched_off_still_counts() -> None:
    off = Options(fold=0)
    late = rows([event(2)], off, Hold.FOLDED)
    live = Delivery(2, event(4, code=KODEX.code), "급등", options=off)
    assert sifted([*late, live], told(flap(0, 1)), minutes=4).turns == {1: 3}


def test_what_cooled_down_is_told() -> None:
    cooled = rows(flap(10, 20), Options(cooldown=30), Hold.COOLDOWN)
    assert tells(sifted(cooled, minutes=30)) == [1, 2]


# --- folded ---------------------------------------------------------------------------------


def test_the_entry_and_the_first_exit_ring() -> None:
    entry, leaving = flap(0, 1)
    assert tells(sifted(rows([entry]))) == [1]
    assert tells(sifted(rows([leaving]), told([entry]), minutes=1)) == [1]


def test_the_third_event_within_the_window_goes_into_the_message_of_the_last() -> None:
    entry, leaving, again = flap(0, 1, 9.9)
    earlier = [*told([entry], "m1"), *told([leaving], "m2")]
    verdict = sifted(rows([again]), earlier, minutes=9.9)
    assert verdict.held == [Held(1, Hold.FOLDED, after(19.9), "m2")]
    assert verdict.folds
    assert tells(verdict) == []


def test_the_third_event_after_the_window_rings() -> None:
    entry, leaving, again = flap(0, 1, 10)
    assert tells(sifted(rows([again]), told([entry, leaving]), minutes=10)) == [1]


def test_folding_goes_on_while_events_follow_each_other_within_the_window() -> None:
    *before, last = flap(0, 1, 9, 18, 27, 36)
    verdict = sifted(rows([last]), told(before, folded=3), minutes=36)
    assert [one.hold for one in verdict.held] == [Hold.FOLDED]


def test_the_first_event_after_a_quiet_window_rings_again_and_so_does_the_next() -> None:
    *before, again, out, third = flap(0, 1, 2, 3, 13, 14, 15)
    assert tells(sifted(rows([again]), told(before, folded=2), minutes=13)) == [1]
    told_again = [*told(before, folded=2), *told([again])]
    assert tells(sifted(rows([out]), told_again, minutes=14)) == [1]
    told_again += told([out], "m9")
    verdict = sifted(rows([third]), told_again, minutes=15)
    assert [(one.hold, one.message_id) for one in verdict.held] == [(Hold.FOLDED, "m9")]


def test_several_events_of_one_stock_in_one_claim_are_one_line_with_its_turns() -> None:
    verdict = sifted(rows(flap(0, 1, 2, 3)), minutes=3)
    assert tells(verdict) == [1, 2, 3, 4]
    assert verdict.turns == dict.fromkeys((1, 2, 3, 4), 4)


def test_two_in_one_claim_are_told_as_they_are() -> None:
    verdict = sifted(rows(flap(0, 1)), minutes=1)
    assert (tells(verdict), verdict.turns) == ([1, 2], {})


def test_the_turns_count_what_was_told_before() -> None:
    verdict = sifted(rows(flap(0, 1, 2)[1:]), told(flap(0)), minutes=2)
    assert tells(verdict) == [1, 2]
    assert verdict.turns == {1: 3, 2: 3}


def test_a_stock_is_folded_in_each_condition_by_itself() -> None:
    other = replace(event(2), condition_id=2)
    verdict = sifted(rows([other]), told(flap(0, 1)), minutes=2)
    assert tells(verdict) == [1]


def test_missed_reports_and_events_of_no_known_condition_are_never_folded() -> None:
    strays = [replace(one, condition_id=None) for one in flap(2, 3, 4)]
    late = [replace(one, source=Source.MISSED) for one in flap(2, 3, 4)]
    earlier = told([*flap(0, 1), *(replace(one, condition_id=None) for one in flap(0, 1))])
    for events in (strays, late):
        verdict = sifted(rows(events), earlier, minutes=4)
        assert (tells(verdict), verdict.turns, verdict.held) == ([1, 2, 3], {}, [])


def test_a_window_switched_off_never_folds_even_if_the_clock_was_set_back() -> None:
    for options, window in ((Options(fold=0), WINDOW), (PLAIN, NEVER)):
        verdict = sifted(rows(flap(2, 3, -5), options), told(flap(0, 1)), 3, window)
        assert (tells(verdict), verdict.turns, verdict.held) == ([1, 2, 3], {}, [])


def test_a_subscription_may_have_a_window_of_its_own() -> None:
    entry, leaving, again = flap(0, 1, 25)
    verdict = sifted(rows([again], Options(fold=30)), told([entry, leaving]), minutes=25)
    assert verdict.held == [Held(1, Hold.FOLDED, after(55), "m1")]


def test_what_is_sent_again_is_told_and_not_folded() -> None:
    verdict = sifted(rows(flap(0, 1, 2)[2:], resend=True), told(flap(0, 1)), minutes=2)
    assert tells(verdict) == [1]
    assert verdict.turns == {1: 3}


def test_where_the_last_telling_cannot_be_edited_it_is_held_without_a_message() -> None:
    verdict = sifted(rows([event(2)]), told(flap(0, 1), None), minutes=2)
    assert verdict.held == [Held(1, Hold.FOLDED, after(12), None)]


def left_over(events: Iterable[Event]) -> list[Delivery]:
    """What could not be written into its message, taken along with a live claim."""
    return [replace(one, folded=True) for one in rows(events, hold=Hold.FOLDED)]


def test_what_could_not_be_folded_goes_along_as_one_line_with_all_its_turns() -> None:
    *before, third, fourth = flap(0, 1, 2, 3)
    other = rows([event(5, code=KODEX.code)], first=9)
    verdict = sifted([*left_over([third, fourth]), *other], told(before), minutes=5)
    assert tells(verdict) == [1, 2, 9]
    assert verdict.turns == {1: 4, 2: 4}


def test_what_could_not_be_folded_rings_nobody_by_itself() -> None:
    *before, third, fourth = flap(0, 1, 2, 3)
    live = rows([fourth], first=9)
    verdict = sifted([*left_over([third]), *live], told(before, None), minutes=3)
    assert (tells(verdict), verdict.turns) == ([], {})
    assert verdict.held == [
        Held(9, Hold.FOLDED, after(13), None),
        Held(1, Hold.FOLDED, after(12), None),
    ]


def test_what_could_not_be_folded_is_told_when_its_time_has_come() -> None:
    *before, third, fourth = flap(0, 1, 2, 3)
    verdict = sifted(rows([third, fourth], hold=Hold.FOLDED), told(before), minutes=12)
    assert tells(verdict) == [1, 2]
    assert verdict.turns == {1: 4, 2: 4}


@pytest.mark.parametrize(
    ("minutes", "count"), [([], 0), ([0], 1), ([0, 9, 18], 3), ([0, 10], 1), ([0, 20, 21, 22], 3)]
)
def test_a_chain_is_what_follows_each_other_within_the_window(
    minutes: list[float], count: int
) -> None:
    assert chain([after(one) for one in minutes], WINDOW) == count


# --- whatever comes -------------------------------------------------------------------------

BETWEENS = st.sampled_from([Between(), Between(0), Between(None, 0), Between(1, 5)])
OPTIONS = st.builds(
    Options,
    kinds=st.sampled_from(Kinds),
    price=BETWEENS,
    rate=BETWEENS,
    markets=st.sampled_from([frozenset[str](), frozenset({"ETF"})]),
    name=st.sampled_from(["", "전자"]),
    cooldown=st.sampled_from([0, 5]),
    digest=st.sampled_from([0, 15]),
    fold=st.sampled_from([None, 0, 3]),
)
EVENTS = st.builds(
    event,
    st.integers(-20, 0),
    st.sampled_from(EventKind),
    st.sampled_from([SAMSUNG.code, KODEX.code, "999999"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from(Source),
)
CLAIMED = st.lists(
    st.tuples(
        EVENTS,
        st.none() | OPTIONS,
        st.none() | st.sampled_from(Hold),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)
MUTES = st.lists(
    st.builds(
        Mute,
        st.sampled_from([after(-1), after(9)]),
        st.sampled_from([None, RISING, FALLING]),
        st.sampled_from([None, SAMSUNG.code]),
    ),
    max_size=3,
)
QUIETS = st.none() | st.builds(Quiet, st.times(), st.times())
QUOTES = st.lists(
    st.builds(Quote, st.sampled_from(sorted(STOCKS)), st.none() | st.integers(-3, 9)), max_size=2
)


@given(CLAIMED, st.lists(EVENTS, max_size=6), st.integers(0, 6), MUTES, QUIETS, QUOTES)
def test_every_delivery_gets_exactly_one_verdict(
    claimed: list[tuple[Event, Options | None, Hold | None, bool, bool]],
    before: list[Event],
    folded: int,
    mutes: list[Mute],
    quiet: Quiet | None,
    quotes: list[Quote],
) -> None:
    deliveries = [
        Delivery(
            at, one, resend=resend, options=options, hold=hold, folded=hold is not None and left
        )
        for at, (one, options, hold, resend, left) in enumerate(claimed)
    ]
    earlier = told(sorted(before, key=lambda one: one.received_at), folded=folded)
    verdict = sifted(deliveries, earlier, mutes=mutes, quiet=quiet, quotes=quotes)
    held = [one.delivery_id for one in verdict.held]
    verdicts = [*tells(verdict), *verdict.filtered, *held]
    assert sorted(verdicts) == [one.id for one in deliveries]
    assert set(verdict.turns) <= set(tells(verdict))
    assert tells(verdict) == sorted(tells(verdict)), "in the order they came"
    assert all(one.until > MONDAY for one in verdict.held if one.hold is not Hold.FOLDED)


@given(st.lists(EVENTS, max_size=12), st.lists(EVENTS, max_size=6), QUOTES)
def test_with_plain_options_and_no_silence_everything_is_told_in_its_order(
    events: list[Event], before: list[Event], quotes: list[Quote]
) -> None:
    verdict = sifted(rows(events), told(before), window=NEVER, quotes=quotes)
    assert tells(verdict) == list(range(1, len(events) + 1))
    assert (verdict.filtered, verdict.held, verdict.turns) == ({}, [], {})


@given(st.lists(st.integers(1, 15), min_size=1, max_size=40), st.integers(1, 5))
def test_however_a_stock_flaps_the_phone_rings_twice_between_quiet_windows(
    pauses: list[int], most: int
) -> None:
    minutes = [float(sum(pauses[: at + 1])) for at in range(len(pauses))]
    events = flap(*minutes)
    earlier: list[Earlier] = []
    rings: list[float] = []
    for start in range(0, len(events), most):
        batch = rows(events[start : start + most], first=start)
        verdict = sifted(batch, earlier, minutes[min(start + most, len(events)) - 1])
        if verdict.tell:
            rings.append(minutes[verdict.tell[0].id])
        late = {one.delivery_id for one in verdict.held}
        for one in batch:
            assert one.event is not None
            earlier += told([one.event], folded=int(one.id in late or one.id in verdict.turns))
    assert rings[0] == minutes[0]
    for first, third in zip(rings, rings[2:], strict=False):
        assert third - first >= WINDOW / timedelta(minutes=1)
