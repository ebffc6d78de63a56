"""What the API takes and gives, with examples; moments are ISO 8601 with an offset."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

LARGEST_ID = 2_147_483_647
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
MORNING = "2026-11-23T10:15:30+09:00"


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


ANumber = BeforeValidator(_number)
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


class ProblemOut(BaseModel):
    """Why a request was refused, as RFC 9457 has it; `detail` is in the caller's language."""

    model_config = ConfigDict(
        title="Problem",
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "찾을 수 없음",
                "status": 404,
                "detail": "‘#99’ 조건식을 찾지 못했습니다.",
                "code": "unknown_condition",
                "instance": "/api/v1/conditions/99/results",
            }
        },
    )

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="for programs: the same in every language")
    instance: str


CONDITION = {"id": 11, "seq": "0", "name": "급등 초입"}


class ConditionRef(BaseModel):
    """A condition: `id` is its own for ever, `seq` its number at Kiwoom today."""

    model_config = example(**CONDITION)

    id: int
    seq: str
    name: str


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
    watch: Literal["realtime", "polled", "asked", "waiting"] | None = Field(
        description="null: nobody subscribes it, so it is not watched"
    )
    polled: Literal["switched_off", "large", "full", "refused"] | None = Field(
        description="why it is polled instead of watched in real time"
    )
    inside: int | None = Field(description="stocks inside; null while nobody knows")
    known_at: datetime | None
    subscribers: int


PRICED = {
    "price": 71_500,
    "change": 1_200,
    "rate": 1.71,
    "volume": 8_123_456,
    "value": 581_234,
}


class Priced(BaseModel):
    """Won, won, percent, shares and million won; null where it is not known."""

    price: int | None
    change: int | None
    rate: float | None
    volume: int | None
    value: int | None


HIT = {"code": "005930", "name": "삼성전자", **PRICED}


class HitOut(Priced):
    """A stock in a search result."""

    model_config = example(**HIT)

    code: str
    name: str


class ResultOut(BaseModel):
    """What a search found at a moment; not `fresh` where an earlier answer is repeated."""

    model_config = example(condition=CONDITION, at=MORNING, fresh=True, count=1, hits=[HIT])

    condition: ConditionRef
    at: datetime
    fresh: bool
    count: int
    hits: list[HitOut]


class StockRef(BaseModel):
    """A stock."""

    model_config = example(code="005930", name="삼성전자")

    code: str
    name: str


class InsideOut(BaseModel):
    """Who is inside a condition that is watched, as known at a moment."""

    model_config = example(
        known_at=MORNING, count=1, stocks=[{"code": "005930", "name": "삼성전자"}]
    )

    known_at: datetime
    count: int
    stocks: list[StockRef]


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
    results: list[ResultOut]
    inside: InsideOut | None


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


class EventOut(Priced):
    """A stock entered or left; `happened_at` is the broker's time, known in real time alone.

    What was polled or missed happened between `since` and `received_at`.
    """

    model_config = example(**EVENT)

    id: int
    condition: ConditionRef | None
    code: str
    name: str
    kind: Kind
    source: Source
    happened_at: datetime | None
    received_at: datetime
    since: datetime | None


class EventsOut(BaseModel):
    """A page of events; `next` is the cursor of the page behind it, null where there is none yet.

    From the oldest on there is always a `next`: asked for later it tells what came meanwhile.
    """

    model_config = example(events=[EVENT], next="1234")

    events: list[EventOut]
    next: str | None
