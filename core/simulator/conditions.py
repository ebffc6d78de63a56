"""Condition searches, evaluated on the moving market; nothing in them is scripted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.simulator.market import Quote
from core.simulator.stocks import ETF

Test = Callable[[Quote], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """A stock entered (`I`) or left (`D`) a condition; `at` is None where nobody said when."""

    condition: "Condition"
    code: str
    kind: Literal["I", "D"]
    at: datetime | None = None


class Condition:
    """A saved search: an address that may move, a name, and the stocks inside it now."""

    def __init__(self, seq: str, name: str) -> None:
        self.seq = seq
        self.name = name
        self._members: dict[str, None] = {}

    @property
    def members(self) -> list[str]:
        """Return the codes inside, in the order they entered."""
        return list(self._members)

    def observe(self, quotes: Iterable[Quote]) -> list[Change]:
        """Look at what has just traded and return who entered or left because of it."""
        return [change for quote in quotes if (change := self._judge(quote))]

    def clear(self) -> None:
        """Empty the list without a word, as a new trading day does."""
        self._members.clear()

    def _judge(self, quote: Quote) -> Change | None:  # noqa: ARG002 - a plain condition judges nothing
        return None


class MarketCondition(Condition):
    """A condition with two tests: one a stock must pass to enter, a weaker one to stay."""

    def __init__(self, seq: str, name: str, enters: Test, stays: Test) -> None:
        super().__init__(seq, name)
        self._enters = enters
        self._stays = stays

    def _judge(self, quote: Quote) -> Change | None:
        code = quote.stock.code
        if code in self._members:
            if self._stays(quote):
                return None
            del self._members[code]
            return Change(self, code, "D", quote.at)
        if not self._enters(quote):
            return None
        self._members[code] = None
        return Change(self, code, "I", quote.at)


class ManualCondition(Condition):
    """A condition a test moves by hand; what it does is pushed at once."""

    def __init__(self, seq: str, name: str, codes: Iterable[str] = ()) -> None:
        super().__init__(seq, name)
        self._members.update(dict.fromkeys(codes))
        self._listener: Callable[[Change], None] | None = None

    def listen(self, listener: Callable[[Change], None] | None) -> None:
        """Tell `listener` of every change from now on."""
        self._listener = listener

    def enter(self, code: str) -> None:
        """Put a stock in; one that is inside already is told again, as Kiwoom sometimes does."""
        self._members[code] = None
        self._tell(Change(self, code, "I"))

    def leave(self, code: str) -> None:
        """Take a stock out; one that is not inside is told all the same."""
        self._members.pop(code, None)
        self._tell(Change(self, code, "D"))

    def _tell(self, change: Change) -> None:
        if self._listener is not None:
            self._listener(change)


def _is_company(quote: Quote) -> bool:
    return quote.stock.market != ETF


def standard_conditions() -> list[Condition]:
    """Return the saved searches the simulator offers when nobody brings others."""
    return [
        MarketCondition(
            "0",
            "단기 상승추세",
            lambda q: _is_company(q) and q.trend >= 0.3 and q.stock.worth >= 30_000,
            lambda q: q.trend >= 0.05,
        ),
        MarketCondition(
            "1",
            "거래량 급증",
            lambda q: _is_company(q) and q.surge >= 3.0,
            lambda q: q.surge >= 1.8,
        ),
        MarketCondition(
            "2",
            "당일 신고가",
            lambda q: _is_company(q) and q.price == q.high > q.open and q.rate >= 2.5,
            lambda q: q.price >= q.high * 0.99,
        ),
        MarketCondition(
            "3",
            "갭상승 유지",
            lambda q: _is_company(q) and q.open >= q.base * 1.03 and q.price >= q.open,
            lambda q: q.price >= q.open * 0.98,
        ),
        MarketCondition(
            "4",
            "시가총액 1조 이상",
            lambda q: _is_company(q) and q.stock.worth >= 10_000 and q.volume > 0,
            lambda _: True,
        ),
        MarketCondition(
            "5",
            "상한가 도달",
            lambda q: q.price == q.upper,
            lambda q: q.price == q.upper,
        ),
        MarketCondition(
            "6",
            "낙폭과대 반등",
            lambda q: _is_company(q) and q.rate <= -3.0 and q.price >= q.low * 1.015,
            lambda q: q.rate <= -2.0 and q.price >= q.low * 1.007,
        ),
        MarketCondition(
            "10",
            "코스닥 저가주 급등",
            lambda q: q.stock.market == "10" and q.price < 30_000 and q.rate >= 3.0,
            lambda q: q.rate >= 2.0,
        ),
    ]
