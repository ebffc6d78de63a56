"""From what was said to an expression over the conditions themselves."""

import pytest

from core.errors import FormulaWrong
from core.model import Condition
from core.services.algebra import MOST, Join, One, Pair
from core.services.deriving import name_of, seq_of
from core.services.expressing import read

SURGE, VOLUME = Condition(11, "0", "급등 초입"), Condition(12, "1", "거래량 폭발")
BOTH = Condition(31, "=#11&#12", "급등 초입 & 거래량 폭발")
KNOWN = (SURGE, VOLUME, BOTH)


@pytest.mark.parametrize(
    "said", ["0&1", "급등 초입 & 거래량", "급등초입 그리고 1", "#11 & #12", '"급등 초입"&1']
)
def test_conditions_are_named_by_number_name_beginning_or_id(said: str) -> None:
    assert read(KNOWN, said) == Pair(Join.BOTH, One(SURGE), One(VOLUME))


def test_one_condition_alone_is_an_expression() -> None:
    assert read(KNOWN, "0") == One(SURGE)


def test_what_was_followed_stands_in_another_expression_as_its_conditions() -> None:
    formula = read(KNOWN, "#31|0")
    assert seq_of(formula) == "=#11|#11&#12"
    assert name_of(formula) == "급등 초입 & 거래량 폭발 | 급등 초입"
    assert read(KNOWN, "#31") == read(KNOWN, "0&1")


def test_an_expression_is_no_longer_for_naming_others() -> None:
    said = "|".join(["#31"] * (MOST // 2 + 1))
    with pytest.raises(FormulaWrong) as caught:
        read(KNOWN, said)
    assert caught.value.params["problem"] == "too_many"
    assert caught.value.params["at"] == str(len(said) - len("#31"))


@pytest.mark.parametrize(
    ("said", "problem", "at", "called"),
    [
        ("0&9", "unknown", "2", ""),
        ("1|급등초잎", "unknown", "2", "급등 초입"),
        ("0&&|1", "no_condition", "3", None),
    ],
)
def test_a_mistake_has_its_place_and_what_may_be_meant(
    said: str, problem: str, at: str, called: str | None
) -> None:
    with pytest.raises(FormulaWrong) as caught:
        read(KNOWN, said)
    found = caught.value.params
    assert (found["problem"], found["at"], found.get("called")) == (problem, at, called)
