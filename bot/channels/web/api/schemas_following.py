"""What the API takes and gives of subscriptions."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bot.channels.web.api.schemas import (
    CONDITION,
    EXPRESSION,
    MORNING,
    POLLED,
    WATCH,
    ANumber,
    ConditionRef,
    Expression,
    Given,
    Id,
    PolledKey,
    WatchKey,
    example,
)

Percent = Annotated[float, ANumber, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]
Amount = Annotated[float, ANumber, Field(ge=0, le=1e15, allow_inf_nan=False)]
Minutes = Annotated[int, ANumber, Field(ge=0, le=1440)]


class RangeIn(Given):
    """A range with both ends inside; null: no end."""

    low: Amount | None = Field(
        None, description="this or more; won, shares or million won, whatever it is a range of"
    )
    high: Amount | None = Field(
        None, description="this or less; won, shares or million won, whatever it is a range of"
    )


class RateIn(Given):
    """A range of percent with both ends inside; null: no end."""

    low: Percent | None = Field(None, description="percent; this or more")
    high: Percent | None = Field(None, description="percent; this or less")


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


KindsKey = Literal["both", "entry", "exit"]
KINDS = "which events are told: those of stocks that enter, that leave, or both"
PRICE = "only stocks that cost so much, in won"
RATE = "only stocks that stand so far from the close of the day before, in percent"
VOLUME = "only stocks of which so many shares were traded today"
VALUE = "only stocks of which so many million won were traded today (백만원)"
MARKETS = "only stocks of these; an empty list: of all"
NAME = "only stocks with this in their name; empty: all"
COOLDOWN = "minutes in which a stock that was told is not told again, but summed up; 0: none"
DIGEST = "everything is told together at every full so many minutes; 0: at once"
SILENT = "true: messages do not ring"
FOLD = (
    "minutes in which a stock's third event goes into the last message, which does not ring; "
    "0: never; null: FOLD_WINDOW"
)


class OptionsIn(Given):
    """How a subscription is told; what is left out stays as it is, or as it usually is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"kinds": "entry", "rate": {"low": 3}, "cooldown": 10}},
    )

    kinds: KindsKey | None = Field(None, description=KINDS)
    price: RangeIn | None = Field(None, description=PRICE)
    rate: RateIn | None = Field(None, description=RATE)
    volume: RangeIn | None = Field(None, description=VOLUME)
    value: RangeIn | None = Field(None, description=VALUE)
    markets: list[Literal["KOSPI", "KOSDAQ", "ETF"]] | None = Field(
        None, max_length=3, description=MARKETS
    )
    name: (
        Annotated[str, StringConstraints(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] | None
    ) = Field(None, description=NAME)
    cooldown: Minutes | None = Field(None, description=COOLDOWN)
    digest: Minutes | None = Field(None, description=DIGEST)
    silent: StrictBool | None = Field(None, description=SILENT)
    fold: Minutes | None = Field(None, description=FOLD)


class OptionsOut(BaseModel):
    """How a subscription is told; a range without ends keeps nothing out."""

    model_config = example(**OPTIONS)

    kinds: KindsKey = Field(description=KINDS)
    price: RangeIn = Field(description=PRICE)
    rate: RateIn = Field(description=RATE)
    volume: RangeIn = Field(description=VOLUME)
    value: RangeIn = Field(description=VALUE)
    markets: list[str] = Field(description=MARKETS)
    name: str = Field(description=NAME)
    cooldown: int = Field(description=COOLDOWN)
    digest: int = Field(description=DIGEST)
    silent: bool = Field(description=SILENT)
    fold: int | None = Field(description=FOLD)


Place = Annotated[
    str,
    StringConstraints(
        max_length=200,
        pattern=r"^[a-z]{1,20}:[^/\s\x00-\x1f\x7f]{1,100}(/[^/\s\x00-\x1f\x7f]{1,60})?$",
    ),
]


DESTINATION = (
    "the chat that is told, as `channel:chat` or `channel:chat/topic`: `telegram:1001`, "
    "`telegram:-100123/7`, `slack:C0123`, `web:telegram.1001` (a person's chat on the page)"
)

OF_A_CONDITION: dict[str, Any] = {
    "condition": 11,
    "destination": "telegram:1001",
    "options": {"kinds": "entry", "rate": {"low": 3}},
}
OF_AN_EXPRESSION = {"expression": "0&3", "options": {"value": {"low": 1000}, "cooldown": 10}}


class SubscriptionIn(Given):
    """What is to be followed: either `condition` or `expression`, and where it is told."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": OF_A_CONDITION})

    condition: Annotated[Id, ANumber] | None = Field(None, description="the id of a condition")
    expression: Expression | None = Field(None, description=EXPRESSION)
    destination: Place | None = Field(
        None, description=f"{DESTINATION}; null: the caller's chat on the page"
    )
    options: OptionsIn | None = Field(
        None, description="null: as it usually is, or as it is already where it is followed"
    )

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.condition is None) is (self.expression is None):
            raise PydanticCustomError("one_of_two", "either condition or expression")
        return self


class SubscriptionChange(Given):
    """Other options, or a pause (`true`) and its end (`false`)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"options": {"silent": True}, "paused": False}},
    )

    options: OptionsIn | None = Field(None, description="null: as they are")
    paused: StrictBool | None = Field(
        None, description="true: nothing is told until it is woken; false: woken; null: as it is"
    )


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
    """Who wants what, and where it is told."""

    model_config = example(**SUBSCRIPTION)

    id: int = Field(description="what the paths of subscriptions take")
    condition: ConditionRef
    destination: str = Field(description=DESTINATION)
    person: str = Field(description="who subscribed: `telegram:1001`, `slack:U01`, `web:local`")
    created_at: datetime = Field(description="when it was subscribed")
    suspended: str | None = Field(
        description="why nothing is told now: `paused` (by a person), `condition_gone`, "
        "`condition_renamed`, `blocked`, ...; null: it is awake"
    )
    watch: WatchKey | None = Field(description=WATCH)
    polled: PolledKey | None = Field(description=POLLED)
    options: OptionsOut
