"""Bodies of REST answers <-> values, pure: any bytes give a value or `WireError`, nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from core.clock import KST
from core.kiwoom import fields
from core.kiwoom.wire import WireError
from core.model import Quote, Stock

MARKETS = {"0": "KOSPI", "10": "KOSDAQ", "8": "ETF"}

Body = dict[str, Any]
_bodies = msgspec.json.Decoder(Body)


@dataclass(frozen=True, slots=True)
class Basic:
    """What ka10001 says of a stock: its price, its name and what it may cost today."""

    name: str
    quote: Quote
    base: int | None
    upper: int | None
    lower: int | None


def read(content: bytes) -> Body:
    """Return a JSON object; HTML, an empty answer and anything else are a WireError."""
    try:
        return _bodies.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WireError(f"not a JSON object: {error}") from error


def code_of(body: Body) -> int | None:
    """Return the code that tells: the one in the text outranks `return_code`; None if neither."""
    stated = fields.number(body.get("return_code"))
    return stated if stated == 0 else fields.code_in(message_of(body)) or stated


def message_of(body: Body) -> str:
    """Return Kiwoom's own words."""
    return fields.text(body.get("return_msg"))


def expiry(value: object) -> datetime:
    """Return `expires_dt` as the moment it is: fourteen digits on Korea's wall clock."""
    digits = "".join(c for c in fields.text(value) if c in "0123456789")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=KST)
    except ValueError as error:
        raise WireError("expires_dt is no time") from error


def quotes(body: Body) -> dict[str, Quote]:
    """Return the prices of a ka10095 answer by bare code."""
    found: dict[str, Quote] = {}
    for row in _rows(body, "atn_stk_infr"):
        if code := fields.stock_code(row.get("stk_cd")):
            found[code] = _quote(code, row)
    return found


def basic(body: Body) -> Basic:
    """Return a ka10001 answer."""
    code = fields.stock_code(body.get("stk_cd"))
    if code is None:
        raise WireError("an answer without stk_cd")
    limits = (fields.price(body.get(key)) for key in ("base_pric", "upl_pric", "lst_pric"))
    return Basic(fields.text(body.get("stk_nm")), _quote(code, body), *limits)


def stocks(body: Body, market: str) -> list[Stock]:
    """Return the stocks of one market from a ka10099 answer, which mixes several."""
    rows = (row for row in _rows(body, "list") if fields.text(row.get("marketCode")) == market)
    found = (stock(row) for row in rows)
    return [each for each in found if each is not None]


def stock(row: Body) -> Stock | None:
    """Return the stock of a ka10099 row or a ka10100 answer, None where it names none."""
    code, name = fields.stock_code(row.get("code")), fields.text(row.get("name"))
    if code is None or not name:
        return None
    market = fields.text(row.get("marketCode"))
    return Stock(code, name, MARKETS.get(market) or fields.text(row.get("marketName")))


def _rows(body: Body, key: str) -> list[Body]:
    rows = body.get(key)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise WireError(f"{key} is a {type(rows).__name__}, not a list")
    return [row for row in rows if isinstance(row, dict)]


def _quote(code: str, row: Body) -> Quote:
    return Quote(
        code,
        price=fields.price(row.get("cur_prc")),
        change=fields.number(row.get("pred_pre")),
        rate=fields.rate(row.get("flu_rt")),
        volume=fields.number(row.get("trde_qty")),
        value=fields.number(row.get("trde_prica")),
        open=fields.price(row.get("open_pric")),
        high=fields.price(row.get("high_pric")),
        low=fields.price(row.get("low_pric")),
    )
