"""What the API takes and gives of subscriptions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from bot.channels.web.api.schemas import (
    CONDITION,
    MORNING,
    ANumber,
    ConditionRef,
    Given,
    Id,
    example,
)

Percent = Annotated[float, ANumber, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]
Amount = Annotated[float, ANumber, Field(ge=0, le=1e15, allow_inf_nan=False)]
Minutes = Annotated[int, ANumber, Field(ge=0, le=1440)]


class RangeIn(Given):
    """A range with both ends inside; null: no end."""

    low: Amount | None = None
    high: Amount | None = None


class RateIn(Given):
    """A range of percent with both ends inside; null: no end."""

    low: Percent | None = None
    high: Percent | None = None


OPTIONS = {
    "kinds": "entry",
    "price": {"low": 1000, "high": 50000},
    "rate": {"low": 3, "high": None},
    "volume": {"low": None, "high": None},
    "value": {"low": 1000, "high": None},
    "markets": ["KOSDAQ"],
    "name": "",
    "cooldown": 10,
    "digest": 0,
    "silent": False,
    "fold": None,
}


class OptionsIn(Given):
    """How a subscription is told; what is left out stays as it is, or as it usually is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"kinds": "entry", "rate": {"low": 3}, "cooldown": 10}},
    )

    kinds: Literal["both", "entry", "exit"] | None = None
    price: RangeIn | None = Field(None, description="won")
    rate: RateIn | None = Field(None, description="percent")
    volume: RangeIn | None = Field(None, description="shares")
    value: RangeIn | None = Field(None, description="million won")
    markets: list[Literal["KOSPI", "KOSDAQ", "ETF"]] | None = Field(
        None, max_length=3, description="none: all"
    )
    name: (
        Annotated[str, StringConstraints(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] | None
    ) = Field(None, description="a part of the stock's name")
    cooldown: Minutes | None = Field(
        None, description="minutes in which a stock that was told is not told again"
    )
    digest: Minutes | None = Field(None, description="everything together every so many minutes")
    silent: StrictBool | None = None
    fold: Minutes | None = Field(
        None,
        description="minutes in which a third event goes into the last message; 0: never; "
        "null: FOLD_WINDOW",
    )


class OptionsOut(BaseModel):
    """How a subscription is told."""

    model_config = example(**OPTIONS)

    kinds: Literal["both", "entry", "exit"]
    price: RangeIn
    rate: RateIn
    volume: RangeIn
    value: RangeIn
    markets: list[str]
    name: str
    cooldown: int
    digest: int
    silent: bool
    fold: int | None


Place = Annotated[
    str,
    StringConstraints(
        max_length=200,
        pattern=r"^[a-z]{1,20}:[^/\s\x00-\x1f\x7f]{1,100}(/[^/\s\x00-\x1f\x7f]{1,60})?$",
    ),
]


class SubscriptionIn(Given):
    """A condition is to be followed; `destination` is a chat, none: the caller's on the page."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "condition": 11,
                "destination": "telegram:1001",
                "options": {"kinds": "entry"},
            }
        },
    )

    condition: Annotated[Id, ANumber]
    destination: Place | None = None
    options: OptionsIn | None = None


class SubscriptionChange(Given):
    """Other options, or a pause (`true`) and its end (`false`)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"options": {"silent": True}, "paused": False}},
    )

    options: OptionsIn | None = None
    paused: StrictBool | None = None


SUBSCRIPTION = {
    "id": 3,
    "condition": CONDITION,
    "destination": "web:telegram.1001",
    "person": "telegram:1001",
    "created_at": MORNING,
    "suspended": None,
    "watch": "realtime",
    "polled": None,
    "options": OPTIONS,
}


class SubscriptionOut(BaseModel):
    """Who wants what, where; `suspended` says why nothing is told now."""

    model_config = example(**SUBSCRIPTION)

    id: int
    condition: ConditionRef
    destination: str
    person: str
    created_at: datetime
    suspended: str | None = Field(description="paused, or what else keeps it asleep")
    watch: Literal["realtime", "polled", "asked", "waiting"] | None
    polled: Literal["switched_off", "large", "full", "refused"] | None
    options: OptionsOut
