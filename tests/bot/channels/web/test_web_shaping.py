"""What the API gives of a value: a percentage has two decimals wherever it stands."""

import json
from dataclasses import replace

import pytest

from bot.channels.web.api.live import _worded
from bot.channels.web.api.schemas import rounded
from bot.channels.web.api.schemas_running import LatenessOut
from bot.channels.web.api.schemas_scores import FiguresOut
from bot.channels.web.api.shaping import combined, result
from bot.channels.web.api.stocks import _quote
from core.model import Condition, Hit, Quote, SearchResult, Stock
from core.services.algebra import One
from core.services.news import Priced
from core.services.searches import Combined
from tests.fakes.engine import MONDAY
from tests.fakes.looking import details_of

SURGE = Condition(11, "0", "급등 초입")


@pytest.mark.parametrize(
    ("value", "given"), [(1.714, 1.71), (-0.426, -0.43), (28.68, 28.68), (-0.001, 0.0), (3.0, 3.0)]
)
def test_a_rate_has_two_decimals_wherever_the_api_gives_one(value: float, given: float) -> None:
    quote = Quote("005930", 71_500, 1_200, value, 1, 2)
    found = SearchResult(SURGE, (Hit("005930", "삼성전자", quote),), MONDAY)
    several = combined(Combined(One(SURGE), {SURGE: found}), None)
    told = json.loads(_worded(Priced(1, 11, quote)))
    for rate in (result(found).hits[0].rate, several.hits[0].rate, told["rate"]):
        assert str(rate) == str(given)
    assert str(rounded(value)) == str(given)


def test_ratios_and_returns_and_seconds_have_two_decimals_too() -> None:
    details = replace(
        details_of(Stock("005930", "삼성전자", "KOSPI"), MONDAY), per=13.2468, rate=1.714
    )
    found = _quote(details, None, [])
    assert (found.per, found.rate) == (13.25, 1.71)
    figures = FiguresOut(
        mark="30m", count=41, gains=24, hit_rate=58.536, median=0.4249, mean=-0.001
    )
    assert (figures.hit_rate, figures.median, str(figures.mean)) == (58.54, 0.42, "0.0")
    assert LatenessOut(median=0.8049, p95=2.1401).model_dump() == {"median": 0.8, "p95": 2.14}
