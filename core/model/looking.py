"""What a person looks at: a stock's details, its order book, its candles and the marks on them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core.model.market import Condition, EventKind

Unit = Literal["minute", "day", "week"]

_LETTERS: dict[str, Unit] = {"일": "day", "d": "day", "주": "week", "w": "week"}
_MINUTES = frozenset({1, 3, 5, 10, 15, 30, 60})
_MINUTE_WORDS = ("분봉", "분", "min", "m")
_DAY_WORDS = {"일봉": "일", "day": "d", "주봉": "주", "week": "w"}


@dataclass(frozen=True, slots=True)
class Interval:
    """How much time one candle covers: `count` minutes, one day or one week."""

    unit: Unit
    count: int = 1

    @property
    def said(self) -> str:
        """Return it as a Korean says it: `일`, `주`, `5분`."""
        return (
            f"{self.count}분" if self.unit == "minute" else {"day": "일", "week": "주"}[self.unit]
        )

    @property
    def key(self) -> str:
        """Return it in the letters of any keyboard: `d`, `w`, `5m`."""
        return f"{self.count}m" if self.unit == "minute" else self.unit[0]

    @classmethod
    def parse(cls, said: str) -> "Interval | None":
        """Return what a person means by `일 주 5분`, `d w 5m`, `일봉`; None where it is none."""
        word = said.strip().casefold()
        if unit := _LETTERS.get(_DAY_WORDS.get(word, word)):
            return cls(unit)
        for ending in _MINUTE_WORDS:
            number = word.removesuffix(ending)
            if number != word and number.isdecimal() and int(number) in _MINUTES:
                return cls("minute", int(number))
        return None


INTERVALS = (
    Interval("day"),
    Interval("week"),
    *(Interval("minute", count) for count in sorted(_MINUTES)),
)
"""all there are, in the order a person is offered them"""


@dataclass(frozen=True, slots=True)
class Candle:
    """One bar: where it begins (KST; a day or week at its first midnight), won and shares."""

    at: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int


Warned = Literal[
    "halted",
    "liquidation",
    "managed",
    "risk",
    "warning",
    "caution",
    "overheated",
    "etf_caution",
    "attention",
]
"""what an exchange warns of, the gravest first: 거래정지, 정리매매, 관리종목, 투자위험, 투자경고,
투자주의, 단기과열, ETF 투자주의, 투자주의환기"""


@dataclass(frozen=True, slots=True)
class Details:
    """All that is known of a stock at `at`; None where the broker does not say.

    Won, percent and shares; `value` is in million won, `market_cap` in 억 (hundred million won).
    `year_high` and `year_low` are of the last 250 trading days. `warnings` has the gravest first.
    """

    code: str
    name: str
    market: str
    at: datetime
    price: int | None = None
    change: int | None = None
    rate: float | None = None
    open: int | None = None
    high: int | None = None
    low: int | None = None
    volume: int | None = None
    value: int | None = None
    base: int | None = None
    """what the limits are counted from, as a rule the close of the day before"""
    upper: int | None = None
    lower: int | None = None
    year_high: int | None = None
    year_high_on: date | None = None
    year_low: int | None = None
    year_low_on: date | None = None
    market_cap: int | None = None
    per: float | None = None
    pbr: float | None = None
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A price in the order book, in won, and how many shares wait there."""

    price: int
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Who wants to sell (`asks`) and buy (`bids`), best first, ten levels each at most."""

    code: str
    at: datetime
    asks: tuple[Level, ...] = ()
    bids: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stock entered or left a condition; `price` is None where nobody wrote it down.

    `condition` is None where nobody knows which it was.
    """

    at: datetime
    kind: EventKind
    condition: Condition | None
    price: int | None = None
