"""Expressions over conditions: read, written, combined, and where they are wrong."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormulaWrong
from core.services import algebra
from core.services.algebra import MOST, Formula, Join, Named, One, Pair, looks_like, parse

CALLED = ("0", "12", "급등 초입", "R&D", "a-b", "그리고", "#7")
NAMES = st.sampled_from(CALLED)
FORMULAS: st.SearchStrategy[Formula[str]] = st.recursive(
    NAMES.map(One),
    lambda inner: st.builds(Pair, st.sampled_from(Join), inner, inner),
    max_leaves=MOST,
)


def said(formula: Formula[Named]) -> str:
    return algebra.write(formula, lambda one: one.said)


def quoted(name: str) -> str:
    return f'"{name}"' if looks_like(name) else name


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0&3", "0&3"),
        ("0 | 3", "0|3"),
        ("0|3-5", "0|3-5"),
        ("0-(3|5)", "0-(3|5)"),
        ("(0|3)&5", "(0|3)&5"),
        ("((0))", "0"),
        ("0&(3&5)", "0&(3&5)"),
        ("0|3&5", "0|3&5"),
        ("급등 초입 & 거래량 폭발", "급등 초입&거래량 폭발"),
        ("0 그리고 3 또는 4 빼기 5", "0&3|4-5"),
        ("0 and 3 or 4 minus 5", "0&3|4-5"),
        ("0 && 3 || 4", "0&3|4"),
        ("0–3", "0-3"),
        ("“급등 초입”-‘2’", "급등 초입-2"),
        ("#11&#12", "#11&#12"),
    ],
)
def test_an_expression_is_read(text: str, read: str) -> None:
    assert said(parse(text)) == read


def test_a_name_with_signs_in_it_stands_in_quotes() -> None:
    formula = parse('"R&D 수혜" | 3')
    assert list(algebra.values(formula)) == [
        Named("R&D 수혜", 0, 8, quoted=True),
        Named("3", 11, 12),
    ]


def test_each_part_knows_where_it_was_said() -> None:
    text = "(급등 초입 & 3) - 거래량"
    assert [text[one.at : one.end] for one in algebra.values(parse(text))] == [
        "급등 초입",
        "3",
        "거래량",
    ]


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("", "empty", 0),
        ("   ", "empty", 0),
        ("&0", "begins", 0),
        ("0&", "ends", 2),
        ("0&|3", "no_condition", 2),
        ("0 & & 3", "no_condition", 4),
        ("(0|3", "never_closed", 0),
        ("0|(3&(4)", "never_closed", 2),
        ("0|3)", "never_opened", 3),
        (")", "never_opened", 0),
        ("0&()", "empty_brackets", 3),
        ("(0&)", "no_condition", 3),
        ("(0) 3", "no_join", 4),
        ('0 "3"', "no_join", 2),
        ("0(3)", "no_join", 1),
        ('0&"급등', "quote_open", 2),
        ('""&1', "quote_empty", 0),
        ("0+3", "strange", 1),
        ("0,3", "strange", 1),
        ("0 제외 5", "unclear", 2),
        ("0 not 5", "unclear", 2),
        ("1|2|3|4|5|6|7|8|9", "too_many", 16),
        ("(" * 21 + "0" + ")" * 21, "too_deep", 20),
    ],
)
def test_a_mistake_is_pointed_at(text: str, problem: str, at: int) -> None:
    with pytest.raises(FormulaWrong) as caught:
        parse(text)
    assert (caught.value.params["problem"], caught.value.params["at"]) == (problem, str(at))


@given(FORMULAS, st.sampled_from(["", " "]))
def test_what_is_written_is_read_as_the_same_expression(formula: Formula[str], blank: str) -> None:
    again = parse(algebra.write(formula, quoted, blank))
    assert algebra.changed(again, lambda one: one.said) == formula


@given(st.text("0123가나 &|-()\"'+그리고", max_size=30) | st.text(max_size=30))
def test_any_text_is_an_expression_or_wrong_at_a_place_inside_it(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaWrong as error:
        at, end = int(error.params["at"]), int(error.params["end"])
        assert 0 <= at <= len(text)
        assert at < end <= len(text) + 1
    else:
        parts = list(algebra.values(formula))
        assert 0 < len(parts) <= MOST
        assert all(0 <= one.at < one.end <= len(text) for one in parts)


CODES = st.frozensets(st.sampled_from(["005930", "000660", "035720", "035420"]))


@given(
    FORMULAS,
    st.fixed_dictionaries(
        dict.fromkeys(("0", "12", "급등 초입", "R&D", "a-b", "그리고", "#7"), CODES)
    ),
)
def test_what_is_inside_is_what_sets_say(
    formula: Formula[str], sets: dict[str, frozenset[str]]
) -> None:
    joins = {Join.BOTH: operator.and_, Join.EITHER: operator.or_, Join.WITHOUT: operator.sub}

    def plainly(one: Formula[str]) -> frozenset[str]:
        if isinstance(one, One):
            return sets[one.value]
        inside: frozenset[str] = joins[one.join](plainly(one.left), plainly(one.right))
        return inside

    assert algebra.inside(formula, sets) == plainly(formula)


@pytest.mark.parametrize("text", ["0&3", "0 그리고 3", "(0", '"급등 초입"', "0 제외 3", "0,3"])
def test_signs_and_words_between_conditions_make_an_expression(text: str) -> None:
    assert looks_like(text)


@pytest.mark.parametrize("text", ["0", "급등 초입", "급등 초입 2", "#11", "ㄱㄷㅊㅇ", ""])
def test_a_plain_name_is_none(text: str) -> None:
    assert not looks_like(text)
