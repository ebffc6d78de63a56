"""One stock in full (ka10001, ka10004, ka10100) and its charts (ka10080-ka10082): bodies, pure."""

from collections.abc import Iterable
from datetime import date, datetime

from core.clock import KST
from core.kiwoom import fields
from core.kiwoom.bodies import MARKETS, Body, quote, rows
from core.kiwoom.wire import WireError
from core.model.looking import Candle, Details, Interval, Level, OrderBook, Unit, Warned

LEVELS = 10

CHARTS: dict[Unit, tuple[str, str, str]] = {
    "minute": ("ka10080", "stk_min_pole_chart_qry", "cntr_tm"),
    "day": ("ka10081", "stk_dt_pole_chart_qry", "dt"),
    "week": ("ka10082", "stk_stk_pole_chart_qry", "dt"),
}
"""which transaction has them, under which key, and the field that says when"""

_WORDS: tuple[tuple[str, Warned], ...] = (
    ("거래정지", "halted"),
    ("매매거래정지", "halted"),
    ("정리매매", "liquidation"),
    ("관리종목", "managed"),
    ("투자위험", "risk"),
    ("투자경고", "warning"),
    ("투자주의환기", "attention"),
    ("투자주의", "caution"),
    ("단기과열", "overheated"),
)
"""how `auditInfo` and the parts of `state` begin; the first that fits is meant"""
_ORDER_WARNINGS: dict[str, Warned] = {
    "1": "etf_caution",
    "2": "liquidation",
    "3": "overheated",
    "4": "risk",
    "5": "warning",
}
_GRAVEST_FIRST: tuple[Warned, ...] = (
    "halted",
    "liquidation",
    "managed",
    "risk",
    "warning",
    "caution",
    "attention",
    "overheated",
    "etf_caution",
)


def details(body: Body, card: Body, at: datetime) -> Details:
    """Return a stock from its ka10001 and ka10100 answers."""
    code = fields.stock_code(body.get("stk_cd"))
    if code is None:
        raise WireError("an answer without stk_cd")
    its, market = quote(code, body), fields.text(card.get("marketCode"))
    return Details(
        code=code,
        name=fields.text(body.get("stk_nm")),
        market=MARKETS.get(market) or fields.text(card.get("marketName")),
        at=at,
        price=its.price,
        change=its.change,
        rate=its.rate,
        open=its.open,
        high=its.high,
        low=its.low,
        volume=its.volume,
        base=fields.price(body.get("base_pric")),
        upper=fields.price(body.get("upl_pric")),
        lower=fields.price(body.get("lst_pric")),
        year_high=fields.price(body.get("250hgst")),
        year_high_on=_day(body.get("250hgst_pric_dt")),
        year_low=fields.price(body.get("250lwst")),
        year_low_on=_day(body.get("250lwst_pric_dt")),
        market_cap=fields.number(body.get("mac")) or None,
        per=fields.rate(body.get("per")) or None,
        pbr=fields.rate(body.get("pbr")) or None,
        warnings=warnings(card),
    )


def warnings(card: Body) -> tuple[Warned, ...]:
    """Return what the exchange warns of, the gravest first."""
    parts = fields.text(card.get("state")).split("|")
    found = {_meant(part) for part in (*parts, fields.text(card.get("auditInfo")))}
    found.add(_ORDER_WARNINGS.get(fields.text(card.get("orderWarning"))))
    return tuple(one for one in _GRAVEST_FIRST if one in found)


def order_book(code: str, body: Body, at: datetime) -> OrderBook:
    """Return the levels of a ka10004 answer that have a price."""
    return OrderBook(code, at, tuple(_levels(body, "sel")), tuple(_levels(body, "buy")))


def candles(body: Body, interval: Interval) -> list[Candle]:
    """Return one page of a chart, oldest first, without the rows that tell no time or price."""
    _, key, when = CHARTS[interval.unit]
    found = {one.at: one for row in rows(body, key) if (one := _candle(row, when))}
    return [found[at] for at in sorted(found)]


def _candle(row: Body, when: str) -> Candle | None:
    at, close = _moment(row.get(when)), fields.price(row.get("cur_prc"))
    if at is None or close is None:
        return None
    opened, high, low = (fields.price(row.get(f"{key}_pric")) for key in ("open", "high", "low"))
    opened = opened or close
    return Candle(
        at,
        opened,
        max(high or close, opened, close),
        min(low or close, opened, close),
        close,
        abs(fields.number(row.get("trde_qty")) or 0),
    )


def _levels(body: Body, side: str) -> Iterable[Level]:
    for level in range(1, LEVELS + 1):
        name = f"{side}_fpr" if level == 1 else f"{side}_{level}th_pre"
        if won := fields.price(body.get(f"{name}_bid")):
            yield Level(won, abs(fields.number(body.get(f"{name}_req")) or 0))


def _meant(part: str) -> Warned | None:
    return next((meant for word, meant in _WORDS if part.strip().startswith(word)), None)


def _day(value: object) -> date | None:
    moment = _moment(value)
    return moment.date() if moment else None


def _moment(value: object) -> datetime | None:
    """Return the moment of eight or fourteen digits on Korea's clock, None for anything else."""
    digits = fields.text(value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) in (8, 14)):
        return None
    try:
        return datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=KST)
    except ValueError:
        return None
