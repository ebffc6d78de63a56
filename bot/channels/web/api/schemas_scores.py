"""What the API gives of scorecards: what the entries of a condition were worth."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from bot.channels.web.api.schemas import (
    CONDITION,
    MORNING,
    STOCK_CODE,
    STOCK_NAME,
    ConditionRef,
    Rounded,
    example,
)

Mark = Literal["1m", "5m", "30m", "close"]

MARK = "how long after the entry: 1, 5 or 30 minutes, or at the close of that day"

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
    """The returns at one moment after the entries, before fees and taxes."""

    model_config = example(**_FIGURES)

    mark: Mark = Field(description=MARK)
    count: int = Field(description="entries whose price then is known")
    gains: int = Field(description="how many of them had gained by then")
    hit_rate: Rounded = Field(description="how many that is, in percent")
    median: Rounded = Field(description="the median return, in percent of the price at the entry")
    mean: Rounded = Field(description="the mean return, in percent of the price at the entry")


class SingleOut(BaseModel):
    """One entry and its return."""

    model_config = example(**_BEST)

    code: str = Field(description=STOCK_CODE)
    name: str = Field(description=STOCK_NAME)
    at: datetime = Field(description="when it entered")
    rate: Rounded = Field(description="its return, in percent of the price at the entry")


class HourOut(BaseModel):
    """The entries of an hour of the day."""

    model_config = example(**_HOUR)

    hour: int = Field(description="9 is from 09:00 to 09:59, Korean time")
    entries: int = Field(description="how many there were")
    measured: int = Field(description="how many of them have a return at `hours_mark`")
    median: Rounded | None = Field(
        description="their median return, in percent; null: none has one"
    )


class CardOut(BaseModel):
    """A scorecard."""

    model_config = example(**CARD)

    entries: int = Field(description="how many there were")
    measured: int = Field(description="how many of them have a return at any mark")
    few: bool = Field(description="fewer than 30 are measured: too few to mean anything")
    figures: list[FiguresOut] = Field(description="those marks of which any price is known")
    best: SingleOut | None = Field(
        description="the best return at `best_worst_mark`; null: none is known"
    )
    worst: SingleOut | None = Field(
        description="the worst return at `best_worst_mark`; null: none is known"
    )
    best_worst_mark: Mark = Field(description=MARK)
    hours: list[HourOut] = Field(description="those in which anything entered")
    hours_mark: Mark = Field(description=MARK)


class ScoreOut(BaseModel):
    """A condition's scorecard of a span of time."""

    model_config = example(condition=CONDITION, since=MORNING, until=None, card=CARD)

    condition: ConditionRef
    since: datetime | None = Field(description="entries from then on count; null: from the first")
    until: datetime | None = Field(description="entries before then count; null: up to now")
    card: CardOut


class ScoresOut(BaseModel):
    """Every condition that had an entry, the best first; those with too few entries behind."""

    model_config = example(
        scores=[{"condition": CONDITION, "since": MORNING, "until": None, "card": CARD}]
    )

    scores: list[ScoreOut] = Field(description="by the median return after half an hour")
