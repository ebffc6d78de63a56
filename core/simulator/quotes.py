"""The stock transactions: ka10001, ka10095, ka10099 and ka10100."""

import random
from typing import Any
from zlib import crc32

from core.simulator.frames import hhmmss, padded, plus, signed
from core.simulator.market import Quote
from core.simulator.oauth import Refusal
from core.simulator.stocks import ETF, KOSDAQ, KOSPI, Stock
from core.simulator.ticks import tick_size
from core.simulator.warned import WARNED, Warned
from core.simulator.world import World

Body = dict[str, Any]

_MOST_CODES = 100
_DAYS_OF_A_YEAR = 250
_MARKET_NAMES = {KOSPI: "거래소", KOSDAQ: "코스닥", ETF: "ETF"}


class BadInputError(Exception):
    """A request the transaction refuses."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def basic_information(world: World, body: Body) -> Body:
    """Answer ka10001: one stock with its prices and figures."""
    asked = required(body, "stk_cd")
    quote = find(world, asked)
    stock, base = quote.stock, quote.base
    worth = quote.price * stock.shares // 100_000_000
    return {
        "stk_cd": asked,
        "stk_nm": stock.name,
        "setl_mm": "" if stock.market == ETF else "12",
        "fav": "" if stock.market == ETF else "100",
        "cap": "" if stock.market == ETF else str(stock.shares * 100 // 100_000_000),
        "flo_stk": str(stock.shares // 1000),
        "crd_rt": "",
        **_year(world, quote),
        "mac": str(worth),
        "mac_wght": "",
        "for_exh_rt": "",
        "repl_pric": str(base * 7 // 10),
        **_worth(quote),
        **dict.fromkeys(("sale_amt", "bus_pro", "cup_nga"), ""),
        "high_pric": signed(quote.high, base),
        "open_pric": signed(quote.open, base),
        "low_pric": signed(quote.low, base),
        "upl_pric": f"+{quote.upper}",
        "lst_pric": f"-{quote.lower}",
        "base_pric": str(base),
        "exp_cntr_pric": "",
        "exp_cntr_qty": "",
        "cur_prc": signed(quote.price, base),
        "pre_sig": quote.direction,
        "pred_pre": plus(quote.change),
        "flu_rt": plus(quote.rate, 2),
        "trde_qty": str(quote.volume),
        "trde_pre": plus(100.0 * quote.volume / quote.previous_volume - 100.0, 2),
        "fav_unit": "원",
        "dstr_stk": "",
        "dstr_rt": "",
    }


def watched(world: World, body: Body) -> Body:
    """Answer ka10095: up to a hundred stocks, separated by bars; unknown ones are left out."""
    codes = [code for code in required(body, "stk_cd").split("|") if code]
    if len(codes) > _MOST_CODES:
        text = f"요청 가능한 종목 수를 초과하였습니다. 최대={_MOST_CODES}"
        raise BadInputError(Refusal(5, 1634, text))
    listed = [(code, quote) for code in codes if (quote := world.market.quote(bare(code)))]
    if not listed:
        raise BadInputError(_no_such_stock(codes[0] if codes else ""))
    return {"atn_stk_infr": [_watched_row(world, code, quote) for code, quote in listed]}


def listing(world: World, body: Body) -> Body:
    """Answer ka10099: every stock of a market; the KOSPI list carries its funds, too."""
    market = required(body, "mrkt_tp")
    kinds = {KOSPI: (KOSPI, ETF), KOSDAQ: (KOSDAQ,), ETF: (ETF,)}.get(market, ())  # type: ignore[call-overload]
    rows = (q for q in world.market.quotes() if q.stock.market in kinds)
    return {"list": [_card(quote) for quote in rows]}


def stock_information(world: World, body: Body) -> Body:
    """Answer ka10100: what ka10099 says, of one stock."""
    return _card(find(world, required(body, "stk_cd")))


def required(body: Body, name: str) -> str:
    """Return a parameter that must be there; raises BadInputError."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        text = f"필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터={name}"
        raise BadInputError(Refusal(2, 1511, text))
    return value.strip()


def bare(code: str) -> str:
    """Return a code without the venue behind it."""
    return code.removesuffix("_NX").removesuffix("_AL")


def _no_such_stock(code: str) -> Refusal:
    return Refusal(
        2, 1902, f"종목 정보가 없습니다. 입력한 종목코드 값을 확인바랍니다. 종목코드={code}"
    )


def find(world: World, code: str) -> Quote:
    """Return the quote of a code with or without its venue; raises BadInputError."""
    quote = world.market.quote(bare(code))
    if quote is None:
        raise BadInputError(_no_such_stock(code))
    return quote


def _year(world: World, quote: Quote) -> Body:
    """The extremes of the last 250 days, which are those of the chart."""
    days = world.tape.days(quote.stock.code)[-_DAYS_OF_A_YEAR:]
    high, low = max(days, key=lambda bar: bar.high), min(days, key=lambda bar: bar.low)
    this_year = [bar for bar in days if bar.day.year == world.market.day.year] or days[-1:]
    return {
        "oyr_hgst": f"+{max(bar.high for bar in this_year)}",
        "oyr_lwst": f"-{min(bar.low for bar in this_year)}",
        "250hgst": f"+{high.high}",
        "250lwst": f"-{low.low}",
        "250hgst_pric_dt": f"{high.day:%Y%m%d}",
        "250hgst_pric_pre_rt": plus(100.0 * (quote.price - high.high) / high.high, 2),
        "250lwst_pric_dt": f"{low.day:%Y%m%d}",
        "250lwst_pric_pre_rt": plus(100.0 * (quote.price - low.low) / low.low, 2),
    }


def _worth(quote: Quote) -> Body:
    """The ratios of a company's price to what it earns and owns; a fund has none."""
    names = ("per", "eps", "roe", "pbr", "ev", "bps")
    if quote.stock.market == ETF:
        return dict.fromkeys(names, "")
    chance = random.Random(crc32(quote.stock.code.encode()))
    earns = max(1, round(quote.stock.close / chance.uniform(6.0, 40.0)))
    earns *= 1 if chance.random() < 0.85 else -1
    owns = max(1, round(quote.stock.close / chance.uniform(0.4, 5.0)))
    return {
        "per": f"{quote.price / earns:.2f}" if earns > 0 else "",
        "eps": str(earns),
        "roe": f"{100.0 * earns / owns:.1f}",
        "pbr": f"{quote.price / owns:.2f}",
        "ev": "",
        "bps": str(owns),
    }


def _ladder(quote: Quote) -> Body:
    rows: Body = {}
    ask, bid = quote.ask, quote.bid
    for level in range(1, 6):
        rows[f"sel_{level}th_bid"] = signed(ask, quote.base) if ask <= quote.upper else "0"
        rows[f"buy_{level}th_bid"] = signed(bid, quote.base) if bid >= quote.lower else "0"
        ask += tick_size(ask, quote.stock.market)
        bid -= tick_size(bid - 1, quote.stock.market)
    return rows


def _watched_row(world: World, code: str, quote: Quote) -> Body:
    stock, base = quote.stock, quote.base
    return {
        "stk_cd": code,
        "stk_nm": stock.name,
        "cur_prc": signed(quote.price, base),
        "base_pric": str(base),
        "pred_pre": plus(quote.change),
        "pred_pre_sig": quote.direction,
        "flu_rt": plus(quote.rate, 2),
        "trde_qty": str(quote.volume),
        "trde_prica": str(quote.value // 1_000_000),
        "cntr_qty": plus(quote.size),
        "cntr_str": f"{quote.strength:.2f}",
        "pred_trde_qty_pre": plus(100.0 * quote.volume / quote.previous_volume, 2),
        "sel_bid": signed(quote.ask, base),
        "buy_bid": signed(quote.bid, base),
        **_ladder(quote),
        "upl_pric": f"+{quote.upper}",
        "lst_pric": f"-{quote.lower}",
        "open_pric": signed(quote.open, base),
        "high_pric": signed(quote.high, base),
        "low_pric": signed(quote.low, base),
        "close_pric": signed(quote.price, base),
        "cntr_tm": hhmmss(quote.at) if quote.at else "",
        "exp_cntr_pric": "",
        "exp_cntr_qty": "",
        "cap": "" if stock.market == ETF else str(stock.shares * 100 // 100_000_000),
        "fav": "" if stock.market == ETF else "100",
        "mac": str(quote.price * stock.shares // 100_000_000),
        "stkcnt": str(stock.shares),
        "bid_tm": hhmmss(quote.at) if quote.at else "",
        "dt": f"{world.market.day:%Y%m%d}",
        **dict.fromkeys(("pri_sel_req", "pri_buy_req", "tot_sel_req", "tot_buy_req"), ""),
    }


def _size_name(stock: Stock) -> str:
    if stock.market == ETF:
        return ""
    return "대형주" if stock.worth >= 30_000 else "중형주" if stock.worth >= 8_000 else "소형주"


def _credit(stock: Stock, warned: Warned) -> str:
    plain = stock.market != ETF and warned == Warned()
    return "증거금20%|담보대출|신용가능" if plain else "증거금100%"


def _card(quote: Quote) -> Body:
    stock = quote.stock
    warned = WARNED.get(stock.code, Warned())
    return {
        "code": stock.code,
        "name": stock.name,
        "listCount": padded(stock.shares, 16),
        "auditInfo": warned.audit,
        "regDay": "20090803",
        "lastPrice": padded(quote.base, 8),
        "state": "|".join(part for part in (_credit(stock, warned), warned.state) if part),
        "marketCode": stock.market,
        "marketName": _MARKET_NAMES[stock.market],
        "upName": stock.sector,
        "upSizeName": _size_name(stock),
        "companyClassName": "",
        "orderWarning": warned.order,
        "nxtEnable": "Y" if stock.worth >= 3_000 and stock.market != ETF else "",
    }
