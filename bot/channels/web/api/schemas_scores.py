"""What the API gives of scorecards: what the entries of a condition were worth."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from bot.channels.web.api.schemas import CONDITION, MORNING, ConditionRef, example

Mark = Literal["1m", "5m", "30m", "close"]

_FIGURES = {"mark": "30m", "count": 41, "gains": 24, "hit_rate": 58.5, "median": 0.42, "mean": 0.61}
_HOUR = {"hour": 9, "entries": 20, "measured": 18, "median": 0.7}
_BEST = {"code": "005930", "name": "삼성전자", "at": MORNING, "rate": 4.2}
CARD = {
    "entries": 42,
    "measured": 41,
    "few": False,
    "figures": [_FIGURES],
    "best": _BEST,
    "worst": _BEST | {"rate": -3.1},
    "best_worst_mark": "close",
    "hours": [_HOUR],
    "hours_mark": "30m",
}


class FiguresOut(BaseModel):
    """The returns at one moment after the entries, in percent, before fees and taxes."""

    model_config = example(**_FIGURES)

    mark: Mark
    count: int = Field(description="entries whose price then is known")
    gains: int
    hit_rate: float
    median: float
    mean: float


class SingleOut(BaseModel):
    """One entry and its return."""

    model_config = example(**_BEST)

    code: str
    name: str
    at: datetime
    rate: float


class HourOut(BaseModel):
    """The entries of an hour of the day, KST."""

    model_config = example(**_HOUR)

    hour: int
    entries: int
    measured: int
    median: float | None


class CardOut(BaseModel):
    """A scorecard; `few`: too few entries to mean anything."""

    model_config = example(**CARD)

    entries: int
    measured: int
    few: bool
    figures: list[FiguresOut] = Field(description="those marks of which any price is known")
    best: SingleOut | None
    worst: SingleOut | None
    best_worst_mark: Mark
    hours: list[HourOut]
    hours_mark: Mark


class ScoreOut(BaseModel):
    """A condition's scorecard of a span of time."""

    model_config = example(condition=CONDITION, since=MORNING, until=None, card=CARD)

    condition: ConditionRef
    since: datetime | None
    until: datetime | None
    card: CardOut


class ScoresOut(BaseModel):
    """Every condition that had an entry, the best first; those with too few entries behind."""

    model_config = example(
        scores=[{"condition": CONDITION, "since": MORNING, "until": None, "card": CARD}]
    )

    scores: list[ScoreOut]
