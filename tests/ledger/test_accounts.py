"""The books of wishing chats: what must be found wrong is, and what is right is not."""

from dataclasses import replace

import pytest

from tests.ledger.accounts import Audit, audit
from tests.ledger.deeds import spelled
from tests.ledger.pages import Account, Entry, Page, Pages, Shown
from tests.ledger.prices import rate_of
from tests.ledger.reading import Kind, Line, UnreadableError, read
from tests.ledger.summing import Last, Summary, read_summary
from tests.ledger.wants import Silence, Turn, Wants, Wish

RISING = "상승추세"
CODE = "100008"
NOON = 1_795_404_000.0  # 2026-11-23 12:20:00 KST
FIRST = "m1"


def entry(event: int, at: float, **known: object) -> Entry:
    """The stock enters with odd numbers and leaves with even ones; told live in a message."""
    kind: Kind = "entry" if event % 2 else "exit"
    fresh = Entry(
        event, RISING, CODE, kind, loose=False, second=NOON + at, received=NOON + at + 0.1,
        state="sent", message=f"m{event}", claimed=NOON + at + 0.2, settled=NOON + at + 0.3,
    )  # fmt: skip
    return replace(fresh, **known)  # type: ignore[arg-type]


def line(one: Entry, turns: int = 0) -> Line:
    return Line(one.kind, one.code, one.condition, one.second, one.second + 1.0, turns=turns)


def page(number: int, *told: Entry, **known: object) -> Page:
    lines = tuple(line(one) for one in told)
    fresh = Page(number, told[0].message or "", NOON + 60.0, lines)
    return replace(fresh, **known)  # type: ignore[arg-type]


def wanting(*wishes: tuple[float, Wish | None]) -> Wants:
    return Wants({RISING: [Turn(NOON + at, NOON + at + 1.0, wish) for at, wish in wishes]})


def judged(entries: list[Entry], pages: list[Page], wants: Wants | None = None) -> Audit:
    follows = wants or wanting((-100.0, Wish()))
    return audit(Account("chat", entries, pages, follows))


IN, OUT = entry(1, 10.0), entry(2, 20.0)


def test_what_was_told_once_each_in_order_is_clean() -> None:
    found = judged([IN, OUT], [page(1, IN), page(2, OUT)])
    assert found.clean, found
    assert found.figures["live"] == 2


def test_what_a_row_calls_told_and_no_message_shows_is_lost() -> None:
    assert len(judged([IN, OUT], [page(1, IN)]).lost) == 1


def test_an_event_of_a_followed_condition_without_a_row_is_lost() -> None:
    nothing = replace(IN, state=None, message=None)
    assert len(judged([nothing], []).lost) == 1
    assert judged([nothing], [], wanting((100.0, Wish()))).clean, "subscribed later"
    raced = judged([nothing], [], wanting((9.5, Wish())))
    assert raced.clean
    assert raced.figures["raced"] == 1


def test_an_event_told_again_needs_the_mark_and_two_that_changed_places_are_found() -> None:
    twice = [page(1, IN, id="gone"), page(2, IN)]
    assert len(judged([IN], twice).doubled) == 1
    assert judged([IN], [twice[0], replace(twice[1], marked=True)]).clean
    assert judged([IN, OUT], [page(1, OUT), page(2, IN)]).disordered


def test_what_an_option_keeps_out_is_filtered_and_nothing_else_is() -> None:
    out = replace(IN, state="filtered", reason="kinds", message=None)
    assert judged([out], [], wanting((-100.0, Wish(kinds="exit")))).clean
    assert len(judged([out], []).lost) == 1
    assert len(judged([IN], [page(1, IN)], wanting((-100.0, Wish(kinds="exit")))).wrong) == 1
    dear = Wish(rate=(11.0, None))
    assert rate_of(CODE) is not None
    assert judged([IN], [page(1, IN)], wanting((-100.0, dear))).wrong
    assert judged([IN], [page(1, IN, unpriced=True)], wanting((-100.0, dear))).clean


def test_while_an_option_changes_both_verdicts_are_right_and_counted() -> None:
    changing = wanting((-100.0, Wish()), (10.0, Wish(kinds="exit")))
    told = judged([IN], [page(1, IN)], changing)
    assert told.clean
    assert told.figures["raced"] == 1
    out = replace(IN, state="filtered", reason="kinds", message=None, settled=NOON + 11.0)
    assert judged([out], [], changing).clean


def test_what_is_dropped_needs_a_subscription_that_ended() -> None:
    dropped = replace(IN, state="failed", reason="unsubscribed", message=None)
    assert judged([dropped], [], wanting((-100.0, Wish()), (15.0, None))).clean
    assert len(judged([dropped], []).lost) == 1
    over = wanting((-100.0, Wish()), (5.0, None))
    assert judged([IN], [page(1, IN)], over).wrong, "told after it was unsubscribed"


def test_what_is_told_while_it_is_silent_or_to_be_gathered_is_wrong() -> None:
    hushed = wanting((-100.0, Wish()))
    hushed.silences.append(Silence(NOON, NOON + 1.0, (NOON + 60.0, NOON + 61.0), code=CODE))
    assert len(judged([IN], [page(1, IN)], hushed).wrong) == 1
    assert judged([IN], [page(1, IN)], wanting((-100.0, Wish(digest=2)))).wrong
    hushed.silences[0].end(NOON + 5.0, NOON + 6.0)
    assert judged([IN], [page(1, IN)], hushed).clean


# --- edits ----------------------------------------------------------------------------------------

THIRD = entry(3, 30.0, state="folded", hold="folded", message="m2")
FOURTH = entry(4, 40.0, state="folded", hold="folded", message="m2")
FLAPPING = [IN, OUT, THIRD, FOURTH]


def folded(*versions: tuple[Entry, int]) -> list[Page]:
    later = tuple((line(last, turns),) for last, turns in versions)
    return [page(1, IN), page(2, OUT, later=later)]


def test_what_is_folded_is_told_by_an_edit_that_counts_all_of_them() -> None:
    found = judged(FLAPPING, folded((THIRD, 3), (FOURTH, 4)))
    assert found.clean, found
    assert (found.figures["live"], found.figures["edit"]) == (2, 2)
    assert judged(FLAPPING, folded((FOURTH, 4))).clean, "one edit may tell both"


def test_a_folded_event_that_no_edit_tells_is_lost() -> None:
    assert len(judged(FLAPPING, folded((THIRD, 3))).lost) == 1
    assert len(judged(FLAPPING, folded()).lost) == 2


def test_an_edit_that_counts_wrongly_or_takes_a_line_away_is_wrong() -> None:
    assert judged(FLAPPING, folded((THIRD, 3), (FOURTH, 5))).wrong
    assert judged(FLAPPING, folded((THIRD, 3), (FOURTH, 1))).wrong
    pages = [page(1, IN), page(2, OUT, later=((),))]
    assert judged([IN, OUT], pages).wrong


def test_what_was_told_by_an_unknown_attempt_and_filtered_after_all_may_be_counted_then() -> None:
    out = entry(3, 30.0, state="filtered", reason="kinds", message=None, resend=True)
    out = replace(out, claimed=NOON + 70.0, settled=NOON + 71.0)
    last = entry(4, 40.0, resend=True, message="m4", claimed=NOON + 70.0)
    exits = wanting((-100.0, Wish()), (65.0, Wish(kinds="exit")))

    def told(turns: int, at: float) -> Audit:
        tried = page(3, last, id="unknown", lines=(line(last, turns),), at=NOON + at)
        again = page(4, last, marked=True)
        pages = [page(1, IN), page(2, OUT), tried, again]
        return judged([IN, OUT, out, last], pages, exits)

    assert told(4, 45.0).clean, told(4, 45.0)
    assert told(3, 45.0).clean, "it may have been filtered then, too"
    assert told(5, 45.0).wrong
    assert told(4, 80.0).wrong, "it was filtered before that"


def test_an_edit_counts_no_more_what_was_dropped_while_nobody_knew_of_its_edit() -> None:
    fifth = entry(5, 50.0, state="folded", hold="folded", message="m2")
    gone = [replace(one, state="failed", reason="unsubscribed") for one in (THIRD, FOURTH)]
    wants = wanting((-100.0, Wish()), (42.0, None), (46.0, Wish()))
    pages = folded((FOURTH, 4), (fifth, 3))
    assert judged([IN, OUT, *gone, fifth], pages, wants).clean
    elsewhere = [replace(one, message="m9") for one in gone]
    assert judged([IN, OUT, *elsewhere, fifth], pages, wants).wrong


def test_a_folded_event_told_again_by_itself_without_the_mark_is_doubled() -> None:
    pages = [*folded((FOURTH, 4)), page(3, FOURTH, id="m9")]
    assert judged(FLAPPING, pages).doubled


# --- summaries ------------------------------------------------------------------------------------

GATHERED = [replace(one, hold="digest", message=FIRST, claimed=NOON + 60.0) for one in (IN, OUT)]
DIGEST = wanting((-100.0, Wish(digest=1)))
LAST = Last("exit", CODE, RISING, "12:20")


def summed(*lasts: Last, number: int = 1, **known: object) -> Page:
    whole = Summary("digest", {"entry": 1, "exit": 1}, {}, lasts or (LAST,))
    fresh = Page(number, FIRST, NOON + 60.0, summary=whole)
    return replace(fresh, **known)  # type: ignore[arg-type]


def test_a_summary_tells_all_that_its_rows_say() -> None:
    found = judged(GATHERED, [summed()], DIGEST)
    assert found.clean, found
    assert found.figures["summary"] == 2


def test_a_summary_that_counts_or_ends_otherwise_than_its_rows_is_wrong() -> None:
    assert judged(GATHERED[:1], [summed()], DIGEST).wrong
    assert judged(GATHERED, [summed(replace(LAST, kind="entry"))], DIGEST).wrong
    assert judged(GATHERED, [summed(replace(LAST, code="100012"))], DIGEST).wrong


def test_a_line_that_stands_twice_in_a_summary_or_a_summary_shown_twice_is_doubled() -> None:
    assert judged(GATHERED, [summed(LAST, LAST)], DIGEST).doubled
    assert judged(GATHERED, [summed(), summed(number=2, id="m9")], DIGEST).doubled
    again = [summed(id="m9"), summed(number=2, marked=True)]
    assert judged(GATHERED, again, DIGEST).clean, "nobody knew whether the first one came"


def test_a_summary_behind_a_newer_event_is_out_of_order() -> None:
    third = entry(3, 30.0)
    wants = wanting((-100.0, Wish(digest=1)), (25.0, Wish()))
    assert judged([*GATHERED, third], [summed(), page(2, third)], wants).clean
    assert judged([*GATHERED, third], [page(1, third), summed(number=2)], wants).disordered


def test_what_is_held_back_needs_a_reason() -> None:
    assert judged(GATHERED, [summed()]).wrong


# --- reading --------------------------------------------------------------------------------------


def test_a_summary_is_read() -> None:
    text = (
        "*🔕 음소거 동안 편입 2 · 이탈 3* (재전송)\n주100008 외 1 · 12:19:01–12:19:59\n"
        "· 상승추세 편입 1 · 이탈 3\n· 거래량 편입 1\n\n*상승추세*\n지금 이탈\n```\n"
        "12:19   -1.50%  9,850 주100008 ×3\n```\n\n*상승추세 + 거래량*\n지금 편입\n12:18 주100012\n"
        "외 4종목"
    )
    assert read_summary(text, {RISING, "거래량"}) == Summary(
        "muted",
        {"entry": 2, "exit": 3},
        {RISING: {"entry": 1, "exit": 3}, "거래량": {"entry": 1}},
        (
            Last("exit", CODE, RISING, "12:19", 3),
            Last("entry", "100012", RISING, "12:18"),
            Last("entry", "100012", "거래량", "12:18"),
        ),
        more=4,
        marked=True,
    )
    assert read_summary("상승추세 구독을 시작했습니다.", {RISING}) is None
    with pytest.raises(UnreadableError):
        read_summary(text + "\n뭔가 다른 것", {RISING, "거래량"})


def test_a_stock_that_goes_to_and_fro_is_read_as_a_card_and_in_a_batch() -> None:
    card = "편입↔이탈 4회 주100008 · 상승추세\n🔴 ▲1.20% · 9,850원\n100008 · 지금 이탈 12:19:58"
    (alone,) = read(card, NOON, {RISING})
    batch = (
        "편입 1 · 편입↔이탈 1 · 주100008 외 1\n\n상승추세 편입 1 · 편입↔이탈 1\n"
        "편입↔이탈 4회 🔴 주100008 100008\n12:19:58   +1.20% 9,850 지금 이탈\n"
        "편입 🔴 주100012 100012\n12:19:59  가격 미확인"
    )
    among, other = read(batch, NOON, {RISING})
    assert alone == among
    assert (alone.kind, alone.turns, NOON - alone.since) == ("exit", 4, 2.0)
    assert (other.kind, other.turns) == ("entry", 0)


def test_an_answer_that_names_a_stock_is_no_alert() -> None:
    reader = Pages({RISING})
    assert not reader.read([Shown(1, "m", NOON, ("🔕 주100008 · 12:30까지 음소거했습니다.",))])
    assert not reader.unreadable
    assert not reader.read([Shown(1, "m", NOON, ("어제의 주100008",))])
    assert reader.unreadable


def test_wishes_are_spelled_as_a_person_types_them() -> None:
    wish = Wish("entry", (2.0, None), (9_500.0, 10_500.0), cooldown=1, digest=2, fold=10)
    said = "편입만 등락률 2% 이상 가격 9500~10500원 쉬기 1분 모아보기 2분 접기 10분"
    assert spelled(Wish(), wish) == said
    assert spelled(wish, Wish()) == "모두 등락률 전체 가격 전체 쉬기 끔 모아보기 끔 접기 끔"
