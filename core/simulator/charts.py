"""The chart transactions ka10080 (minutes), ka10081 (days) and ka10082 (weeks), in pages."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.simulator import bars
from core.simulator.bars import Bar
from core.simulator.frames import plus, signed
from core.simulator.oauth import Refusal
from core.simulator.quotes import BadInputError, bare, find, required
from core.simulator.world import World

Body = dict[str, Any]

MINUTES_ON_A_PAGE = 900
DAYS_ON_A_PAGE = 600
_LONG, _DAYS = 30, (5, 20)
_SCOPES = frozenset({"1", "3", "5", "10", "15", "30", "45", "60"})


def minute_chart(world: World, body: Body, next_key: str) -> tuple[Body, str]:
    """Answer ka10080: newest first, prices with the sign of their direction."""
    asked, scope = required(body, "stk_cd"), required(body, "tic_scope")
    _adjusted(body)
    if scope not in _SCOPES:
        raise _malformed("tic_scope", scope)
    base = find(world, asked).base
    found = bars.minutes(world.tape.minutes(bare(asked), _DAYS[int(scope) >= _LONG]), int(scope))
    if day := str(body.get("base_dt") or ""):
        found = _until(found, day)
    page, more = _page(found, next_key, MINUTES_ON_A_PAGE)
    rows = [
        {
            "cur_prc": signed(bar.close, base),
            "trde_qty": str(bar.volume),
            "cntr_tm": f"{bar.at:%Y%m%d%H%M%S}",
            "open_pric": signed(bar.open, base),
            "high_pric": signed(bar.high, base),
            "low_pric": signed(bar.low, base),
            "acc_trde_qty": "",
            "pred_pre": plus(bar.close - base),
            "pred_pre_sig": _direction(bar.close - base),
        }
        for bar in page
    ]
    return {"stk_cd": asked, "stk_min_pole_chart_qry": rows}, more


def day_chart(world: World, body: Body, next_key: str) -> tuple[Body, str]:
    """Answer ka10081: newest first, prices without a sign, values in million won."""
    return _long_chart(world, body, next_key, "stk_dt_pole_chart_qry", 1_000_000)


def week_chart(world: World, body: Body, next_key: str) -> tuple[Body, str]:
    """Answer ka10082: newest first, each week at its first trading day, values in won."""
    return _long_chart(world, body, next_key, "stk_stk_pole_chart_qry", 1)


def _long_chart(world: World, body: Body, next_key: str, key: str, unit: int) -> tuple[Body, str]:
    asked, day = required(body, "stk_cd"), required(body, "base_dt")
    _adjusted(body)
    stock = find(world, asked).stock
    found = _until(world.tape.days(stock.code), day)
    found = bars.weeks(found) if unit == 1 else found
    page, more = _page(found, next_key, DAYS_ON_A_PAGE)
    before = {bar.at: last.close for last, bar in pairwise(found)}
    rows = [
        {
            "cur_prc": str(bar.close),
            "trde_qty": str(bar.volume),
            "trde_prica": str(bar.value // unit),
            "dt": f"{bar.at:%Y%m%d}",
            "open_pric": str(bar.open),
            "high_pric": str(bar.high),
            "low_pric": str(bar.low),
            "pred_pre": plus(bar.close - before.get(bar.at, bar.open)),
            "pred_pre_sig": _direction(bar.close - before.get(bar.at, bar.open)),
            "trde_tern_rt": plus(100.0 * bar.volume / stock.shares, 2),
        }
        for bar in page
    ]
    return {"stk_cd": asked, key: rows}, more


def _until(found: Sequence[Bar], day: str) -> list[Bar]:
    try:
        datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007 - only its form is looked at
    except ValueError:
        raise _malformed("base_dt", day) from None
    return [bar for bar in found if f"{bar.at:%Y%m%d}" <= day]


def _page(found: Sequence[Bar], next_key: str, size: int) -> tuple[list[Bar], str]:
    """Return the page that `next_key` names, newest first, and the key of the one behind it."""
    newest = found[::-1]
    first = next((at for at, bar in enumerate(newest) if _key(bar) == next_key), 0)
    page, rest = newest[first : first + size], newest[first + size :]
    return list(page), _key(rest[0]) if rest else ""


def _key(bar: Bar) -> str:
    return f"{bar.at:%Y%m%d%H%M%S}"


def _adjusted(body: Body) -> None:
    if required(body, "upd_stkpc_tp") not in ("0", "1"):
        raise _malformed("upd_stkpc_tp", str(body["upd_stkpc_tp"]))


def _malformed(name: str, value: str) -> BadInputError:
    text = f"입력 값의 형식이 올바르지 않습니다. 파라미터={name}, 값={value}"
    return BadInputError(Refusal(2, 1517, text))


def _direction(change: int) -> str:
    return "3" if change == 0 else "2" if change > 0 else "5"
