"""Bodies of REST answers <-> values, pure: any bytes give a value or `WireError`, nothing else."""

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
    for row in rows(body, "atn_stk_infr"):
        if code := fields.stock_code(row.get("stk_cd")):
            found[code] = quote(code, row)
    return found


def stocks(body: Body, market: str) -> list[Stock]:
    """Return the stocks of one market from a ka10099 answer, which mixes several."""
    listed = (row for row in rows(body, "list") if fields.text(row.get("marketCode")) == market)
    found = (stock(row) for row in listed)
    return [each for each in found if each is not None]


def stock(row: Body) -> Stock | None:
    """Return the stock of a ka10099 row or a ka10100 answer, None where it names none."""
    code, name = fields.stock_code(row.get("code")), fields.text(row.get("name"))
    if code is None or not name:
        return None
    market = fields.text(row.get("marketCode"))
    return Stock(code, name, MARKETS.get(market) or fields.text(row.get("marketName")))


def rows(body: Body, key: str) -> list[Body]:
    """Return the objects in the list under a key, none where there is no list."""
    found = body.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise WireError(f"{key} is a {type(found).__name__}, not a list")
    return [row for row in found if isinstance(row, dict)]


def quote(code: str, row: Body) -> Quote:
    """Return the price in a ka10095 row or a ka10001 answer, whose `trde_prica` is missing."""
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
