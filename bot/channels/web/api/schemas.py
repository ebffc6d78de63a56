"""What the API takes and gives: each field with its meaning and unit, shapes with examples."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

LARGEST_ID = 2_147_483_647
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
MORNING, EVENING = "2026-11-23T10:15:30+09:00", "2026-11-23T18:00:00+09:00"


_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+ -]\d\d:\d\d)", re.ASCII
)


def _moment(said: object) -> datetime:
    """Read `2026-11-23T10:15:30+09:00`; a `+` that arrived as a blank is one all the same.

    Moments outside of 2000 to 2099 are taken for the nearest inside.
    """
    moment = _read(said) if isinstance(said, str) else None
    if moment is None:
        raise PydanticCustomError("timezone_aware", "a moment with its offset")
    if moment.year < _FIRST_YEAR:
        return datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    if moment.year > _LAST_YEAR:
        return datetime(_LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    return moment


def _read(said: str) -> datetime | None:
    if not _MOMENT.fullmatch(said):
        return None
    try:
        return datetime.fromisoformat(said[:-6] + said[-6:].replace(" ", "+"))
    except ValueError:  # the 31st of February
        return None


Moment = Annotated[datetime, BeforeValidator(_moment)]


def _number(sent: object) -> object:
    """Refuse what is no number in JSON, though it could be read as one; 5.0 is five."""
    if isinstance(sent, bool | str):
        raise PydanticCustomError("int_type", "a number")
    return sent


def rounded(value: float) -> float:
    """Return a number with two decimals, as the API gives every one that is not whole."""
    return round(value, 2) + 0.0  # which is no minus zero


ANumber = BeforeValidator(_number)
Rounded = Annotated[float, AfterValidator(rounded)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Code = Annotated[str, StringConstraints(min_length=6, max_length=6, pattern=r"^[0-9A-Z]{6}$")]
Kind = Literal["entry", "exit"]
Source = Literal["realtime", "poll", "missed"]
RoleName = Literal["viewer", "trader", "owner"]


def example(**values: Any) -> ConfigDict:
    """Return the configuration of a shape with its example."""
    return ConfigDict(json_schema_extra={"example": values})


class Given(BaseModel):
    """What a caller sends; a field nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class MistakeOut(BaseModel):
    """Where an expression over conditions goes wrong, and how."""

    model_config = example(reason="unknown", position=3, length=1)

    reason: str = Field(
        description="for programs: `unknown` (no such condition), `several` (more than one is "
        "meant), `no_join`, `never_closed`, ..."
    )
    position: int = Field(description="the character it goes wrong at, counted from 1")
    length: int = Field(description="how many characters are concerned")


class ProblemOut(BaseModel):
    """Why a request was refused, as RFC 9457 has it; `detail` is in the caller's language."""

    model_config = ConfigDict(
        title="Problem",
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Not found",
                "status": 404,
                "detail": "Kiwoom lists no condition ‘#99’. "
                "GET /api/v1/conditions has the conditions and their ids.",
                "code": "unknown_condition",
                "instance": "/api/v1/conditions/99/results",
            }
        },
    )

    type: str = Field(description="always `about:blank`: `code` says what kind it is")
    title: str = Field(description="what the status means, in the caller's language")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what is wrong and what helps, in the caller's language")
    code: str = Field(description="for programs: the same in every language")
    instance: str = Field(description="the path that was asked for")
    mistake: MistakeOut | None = Field(
        None, description="with the code `formula_wrong` alone: where the expression goes wrong"
    )


WatchKey = Literal["realtime", "polled", "asked", "waiting"]
WATCH = (
    "`realtime`: Kiwoom pushes; `polled`: searched again and again; `asked`: Kiwoom's first answer "
    "is awaited; `waiting`: not yet (Kiwoom is away, or lists it no more); null: nobody subscribes "
    "it, so it is not watched"
)
PolledKey = Literal["switched_off", "large", "full", "refused"]
POLLED = (
    "why it is polled: `switched_off` (KIWOOM_REALTIME), `large` (over 100 stocks), `full` (ten "
    "are in real time already), `refused` (by Kiwoom); null: it is not"
)
STOCK_CODE = "the six characters of the stock's code"
STOCK_NAME = "the stock's name, its code where nobody knows the name"

CONDITION = {"id": 11, "seq": "0", "name": "급등 초입"}


class ConditionRef(BaseModel):
    """A condition (조건식), or an expression over several that somebody follows."""

    model_config = example(**CONDITION)

    id: int = Field(description="its own for ever; what paths and the WebSocket take")
    seq: str = Field(
        description="its number at Kiwoom today, which moves when the list is edited on the PC; "
        "of an expression `=` and the ids of its conditions: `=#11&#14`"
    )
    name: str = Field(description="as saved at Kiwoom; of an expression in words: `급등 & 거래량`")


class ConditionOut(ConditionRef):
    """A condition and how it is watched."""

    model_config = example(
        **CONDITION,
        listed=True,
        expression=False,
        watch="realtime",
        polled=None,
        inside=7,
        known_at=MORNING,
        subscribers=2,
    )

    listed: bool = Field(description="whether Kiwoom lists it now")
    expression: bool = Field(description="made of other conditions, such as 0&3")
    watch: WatchKey | None = Field(description=WATCH)
    polled: PolledKey | None = Field(description=POLLED)
    inside: int | None = Field(description="stocks inside; null while nobody knows")
    known_at: datetime | None = Field(description="until when `inside` is known to be true")
    subscribers: int = Field(
        description="subscriptions that are awake and want it, also within an expression"
    )


class StockRef(BaseModel):
    """A stock."""

    model_config = example(code="005930", name="삼성전자")

    code: str = Field(description=STOCK_CODE)
    name: str = Field(description=STOCK_NAME)


PRICED = {
    "price": 71_500,
    "change": 1_200,
    "rate": 1.71,
    "volume": 8_123_456,
    "value": 581_234,
}


class Priced(BaseModel):
    """What a stock costs; null where it is not known."""

    price: int | None = Field(description="won")
    change: int | None = Field(description="won, against the close of the day before")
    rate: Rounded | None = Field(
        description="percent, against the close of the day before, two decimals"
    )
    volume: int | None = Field(description="shares traded today")
    value: int | None = Field(
        description="million won traded today (백만원); null in most search results"
    )


HIT = {"code": "005930", "name": "삼성전자", **PRICED, "value": None}


class HitOut(Priced, StockRef):
    """A stock in a search result."""

    model_config = example(**HIT)


FOUND_AT = "when Kiwoom answered; of several answers the oldest"
FRESH = "false: an earlier answer is repeated, because Kiwoom may be asked once a minute"


class ResultOut(BaseModel):
    """What a search found."""

    model_config = example(condition=CONDITION, at=MORNING, fresh=True, count=1, hits=[HIT])

    condition: ConditionRef
    at: datetime = Field(description=FOUND_AT)
    fresh: bool = Field(description=FRESH)
    count: int = Field(description="how many stocks were found")
    hits: list[HitOut] = Field(description="in no particular order")


Expression = Annotated[str, StringConstraints(min_length=1, max_length=300)]
EXPRESSION = (
    "`0&3` both, `0|3` either, `0-5` in 0 and not in 5, brackets `(0|3)-5`; eight conditions at "
    "most, each by its `seq`, its name or `#` and its `id` (`#11&#14`), a name with signs in it in "
    'quotation marks (`"R&D"&3`)'
)


class ExpressionIn(Given):
    """An expression over conditions."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"expression": "0&(1|2)"}}
    )

    expression: Expression = Field(description=EXPRESSION)


OTHER = {"id": 12, "seq": "1", "name": "거래량 폭발"}
PART = {"condition": CONDITION, "at": MORNING, "fresh": True, "count": 7}


class PartOut(BaseModel):
    """What one condition of an expression found by itself."""

    model_config = example(**PART)

    condition: ConditionRef
    at: datetime = Field(description="when Kiwoom answered")
    fresh: bool = Field(description=FRESH)
    count: int = Field(description="how many stocks this condition found")


class CombinedOut(BaseModel):
    """What a search for an expression found."""

    model_config = example(
        expression="0&1",
        name="급등 초입 & 거래량 폭발",
        condition=None,
        at=MORNING,
        fresh=True,
        count=1,
        hits=[HIT],
        parts=[PART, PART | {"condition": OTHER, "count": 12}],
    )

    expression: str = Field(description="the expression as it was read, over the numbers of today")
    name: str = Field(description="the same in the names of its conditions")
    condition: ConditionRef | None = Field(
        description="the condition that stands for it, once somebody followed it; else null"
    )
    at: datetime = Field(description=FOUND_AT)
    fresh: bool = Field(description=FRESH)
    count: int = Field(description="how many stocks were found")
    hits: list[HitOut] = Field(description="in no particular order")
    parts: list[PartOut] = Field(description="its conditions, each with what it found by itself")


class InsideOut(BaseModel):
    """Who is inside a condition that is watched, as known at a moment."""

    model_config = example(
        known_at=MORNING, count=1, stocks=[{"code": "005930", "name": "삼성전자"}]
    )

    known_at: datetime = Field(description="until when this is known to be true")
    count: int = Field(description="how many stocks are inside")
    stocks: list[StockRef] = Field(description="by code")


class ResultsOut(BaseModel):
    """The last answers to searches, newest first, and who is inside now; Kiwoom is not asked."""

    model_config = example(
        condition=CONDITION,
        results=[
            {"condition": CONDITION, "at": MORNING, "fresh": False, "count": 1, "hits": [HIT]}
        ],
        inside={
            "known_at": MORNING,
            "count": 1,
            "stocks": [{"code": "005930", "name": "삼성전자"}],
        },
    )

    condition: ConditionRef
    results: list[ResultOut] = Field(
        description="five at most, newest first; none of an expression"
    )
    inside: InsideOut | None = Field(description="null while nobody knows, or nobody subscribes it")


KIND = "`entry` (편입) or `exit` (이탈)"
SOURCE = (
    "`realtime`: pushed by Kiwoom; `poll`: two searches differed; `missed`: found after the bot "
    "had been away"
)

EVENT = {
    "id": 1234,
    "condition": CONDITION,
    "code": "005930",
    "name": "삼성전자",
    "kind": "entry",
    "source": "realtime",
    "happened_at": MORNING,
    "received_at": "2026-11-23T10:15:30.412+09:00",
    "since": None,
    **PRICED,
}


class EventOut(Priced, StockRef):
    """A stock entered (편입) or left (이탈) a condition."""

    model_config = example(**EVENT)

    id: int = Field(description="grows with every event; `since` of the WebSocket takes it")
    condition: ConditionRef | None = Field(description="null where Kiwoom did not say which")
    kind: Kind = Field(description=KIND)
    source: Source = Field(description=SOURCE)
    happened_at: datetime | None = Field(
        description="Kiwoom's own time, in whole seconds; `realtime` alone has it"
    )
    received_at: datetime = Field(description="when the bot learnt of it")
    since: datetime | None = Field(
        description="of `poll` and `missed`: it happened between then and `received_at`"
    )


class EventsOut(BaseModel):
    """A page of events."""

    model_config = example(events=[EVENT], next="1234")

    events: list[EventOut] = Field(description="as `order` says: the newest first, or the oldest")
    next: str | None = Field(
        description="the `cursor` of the page behind; null at the end. With `order=oldest` never "
        "null: asked for later, it gives what came meanwhile"
    )
